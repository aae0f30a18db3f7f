from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from mase import profiles


class AgenciesConfig(AppConfig):
    name = "mase.agencies"
    label = "agencies"
    verbose_name = "authorities, agencies and the people in them"

    def ready(self) -> None:
        """Read the installation's own profiles; a fault in one stops the start."""
        if settings.MASE_PROFILES:
            profiles.use(Path(settings.MASE_PROFILES))

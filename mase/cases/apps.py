from django.apps import AppConfig
from django.db.models.signals import post_migrate

from mase.cases import locks


class CasesConfig(AppConfig):
    name = "mase.cases"
    label = "cases"
    verbose_name = "case files"
    of_the_work = frozenset({"Deadline", "DeadlineEvent", "AgencyGrant", "PersonGrant"})

    def ready(self) -> None:
        """Fasten the locks whenever tables may have changed."""
        post_migrate.connect(locks.fasten, sender=self)

"""What other apps enclose with the e-mail about a notice: each names it in its AppConfig as ``enclosures``, by path.

The reference and the link are enough to go on. What cannot be enclosed stays out, and the e-mail goes without it.
"""

import logging
from datetime import datetime
from email.mime.base import MIMEBase
from typing import Protocol

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from mase.notifications.models import Message

log = logging.getLogger(__name__)


class Enclose(Protocol):
    """What an app encloses with the e-mail about this notice, as neutral as the e-mail, or None."""

    def __call__(self, message: Message, *, at: datetime) -> MIMEBase | None:
        """Return it as a part of the e-mail."""


def enclosed(message: Message, *, at: datetime) -> list[MIMEBase]:
    """Return what goes with the notice at that moment."""
    paths = [path for app in apps.get_app_configs() for path in getattr(app, "enclosures", ())]
    return [part for path in paths if (part := _part(path, message, at=at))]


def _part(path: str, message: Message, *, at: datetime) -> MIMEBase | None:
    enclose: Enclose = import_string(path)
    try:
        with transaction.atomic():  # a question that fails must not take the sending with it
            return enclose(message, at=at)
    except Exception:
        log.exception("a notice goes without what belongs with it")
        return None

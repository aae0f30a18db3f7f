"""What follows in other apps when a case closes: each names its acts in its AppConfig as ``closing_acts``, by path.

They run in the transaction that closes the case, after what was still owed has ended.
"""

from datetime import datetime
from typing import Protocol

from django.apps import apps
from django.utils.module_loading import import_string

from mase.agencies.models import User
from mase.cases.models import Case


class Act(Protocol):
    """What an app does when the case closes."""

    def __call__(self, case: Case, *, by: User, at: datetime) -> None:
        """Do it."""


def close(case: Case, *, by: User, at: datetime) -> None:
    """Let every app do what follows from the case's closing."""
    for app in apps.get_app_configs():
        for path in getattr(app, "closing_acts", ()):
            act: Act = import_string(path)
            act(case, by=by, at=at)

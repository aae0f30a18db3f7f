"""Since when the child is missing or away, kept with the case so that every page of it can say so at no cost.

The times a child was missing belong to screening (riskscreening.models.missing), which notes them here.
"""

from datetime import datetime

from mase.cases.models import Absence, Case


def note(case: Case, kind: Absence, *, since: datetime) -> None:
    """Write down that the child is missing or away now."""
    _keep(case, absent_as=kind, absent_since=since)


def end(case: Case) -> None:
    """Write down that the child is back."""
    _keep(case, absent_as=None, absent_since=None)


def _keep(case: Case, *, absent_as: Absence | None, absent_since: datetime | None) -> None:
    if (case.absent_as, case.absent_since) != (absent_as, absent_since):
        case.absent_as, case.absent_since = absent_as, absent_since
        case.save(update_fields=["absent_as", "absent_since"])

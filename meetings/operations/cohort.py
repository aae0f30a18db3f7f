"""Pre-MASE decides of each child of the cohort: discussed at this meeting, or not this time, and why (HO-16)."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from meetings.models import CohortEntry, ListEntry, NotDiscussed, Panel, Theme
from meetings.operations import listing
from meetings.operations import panel as panels


@transaction.atomic
def leave_out(panel: Panel, entry: CohortEntry, *, reason: str, by: User, at: datetime) -> NotDiscussed:
    """Leave the child for another meeting, with the reason; putting the case on the list later takes that back.

    Raises AlreadyDone where that is decided, the case is on the list or the child has left the cohort.
    """
    locked = listing.still_open(panel)
    case = listing.still_on_cohort(entry)
    _refuse_with_new_form(locked, case)
    if locked.entries.filter(case=case).exists():
        raise AlreadyDone("The case is on the list of this meeting, so it is discussed there.")
    if locked.not_discussed.filter(case=case).exists():
        raise AlreadyDone("Pre-MASE has left this child for another meeting already.")
    left = NotDiscussed.objects.create(panel=locked, case=case, reason=reason, decided_at=at, decided_by=by)
    recording.record(Verb.NOT_DISCUSSED, left, by=by, at=at, reason=reason, detail={"meeting": locked.ref})
    return left


@transaction.atomic
def bring(
    panel: Panel,
    entry: CohortEntry,
    *,
    instead_of: int | None,
    reason: str,
    exceptional: str = "",
    theme: Theme | None = None,
    by: User,
    at: datetime,
) -> ListEntry:
    """Put the child's case on the list of this meeting; ``instead_of`` is the decision not to that the person knows of.

    Raises AlreadyDone where there is another such decision, and what ``list_case`` raises.
    """
    locked = listing.still_open(panel)
    case = listing.still_on_cohort(entry)
    _refuse_with_new_form(locked, case)
    if locked.not_discussed.filter(case=case).exclude(pk=instead_of or 0).exists():
        raise AlreadyDone("Pre-MASE has left this child for another meeting.")
    return panels.list_case(locked, entry, reason=reason, exceptional=exceptional, theme=theme, by=by, at=at)


def _refuse_with_new_form(panel: Panel, case: Case) -> None:
    if panel.forms.waiting().filter(case=case).exists():
        raise AlreadyDone("A new form of this child waits for this meeting: decide on that.")

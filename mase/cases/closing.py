"""Closing by a manager's decision, the look back three months later, and opening the case again (ALL-4)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import checklist, deadlines, operations
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Closure, Outcome
from mase.cases.stages import Step
from mase.notifications import operations as notices


class LookedBack(TextChoices):
    """What a look at a closed case comes to."""

    NOTHING_NEW = "nothing_new", "Nothing new: the case stays closed"
    OPEN_AGAIN = "open_again", "The case has to be opened again"


@transaction.atomic
def decide(
    case: Case,
    *,
    outcome: Outcome,
    reason: str,
    childs_view: str,
    because: Mapping[str, str],
    by: User,
    at: datetime,
    opens_again_when: str = "",
) -> Closure:
    """Close the case over whatever stands against it, each with its reason, and with the child's view of it.

    Raises Refused where a finding has no reason: it may have come up since the page was opened.
    """
    operations.hold_open(case)
    if not childs_view.strip():
        raise Refused("Record what the child says of it, or why the child was not asked.")
    unanswered = [one.title for one in checklist.findings(case, at=at) if not because.get(one.code, "").strip()]
    if unanswered:
        raise Refused(f"Say why the case closes all the same. {'. '.join(unanswered)}.")
    return operations.close(
        case,
        outcome=outcome,
        reason=reason,
        childs_view=childs_view,
        opens_again_when=opens_again_when,
        because=because,
        by=by,
        at=at,
    )


@transaction.atomic
def look_back(case: Case, *, found: LookedBack, finding: str, by: User, at: datetime) -> None:
    """Record what has become of the child since the case was closed; open it again where that is needed."""
    _lock(case)
    closure = waiting_for_look_back(case)
    closure.looked_back_at, closure.looked_back_by, closure.looked_back_finding = at, by, finding
    closure.save(update_fields=["looked_back_at", "looked_back_by", "looked_back_finding"])
    deadlines.meet(case, "look_back", at=at, by=by)
    recording.record(Verb.CASE_LOOKED_BACK, closure, by=by, at=at, reason=finding)
    if found is LookedBack.OPEN_AGAIN:
        reopen(case, reason=finding, by=by, at=at)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: User, at: datetime) -> None:
    """Open a closed case again under its own reference: it waits for a social worker, and the managers are told."""
    _lock(case)
    closure = in_force(case)
    operations.advance(case, Step.REOPENED, by=by, at=at, reason=reason)
    case.closed_at = case.closed_by = case.closed_as = case.closed_because = None
    case.save(update_fields=["stage", "closed_at", "closed_by", "closed_as", "closed_because"])
    closure.reopened_at, closure.reopened_by, closure.reopened_because = at, by, reason
    closure.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    deadlines.meet(case, "look_back", at=at, by=by)
    deadlines.start(case, "allocation", at=at, by=by)
    recording.record(Verb.CASE_REOPENED, case, by=by, at=at, reason=reason)
    notices.tell(
        User.objects.holding("team_manager", authority=case.authority, at=at),
        "A case has been opened again and waits for allocation",
        url=reverse("allocate", args=[case.ref]),
        at=at,
        key=f"reopened-{closure.pk}",
        reference=case.ref,
    )


def in_force(case: Case) -> Closure:
    """Return how the case was closed; raise AlreadyDone where it is open."""
    found = case.closures.filter(reopened_at=None).select_related("closed_by", "looked_back_by").first()
    if found is None:
        raise AlreadyDone("This case is open.")
    return found


def waiting_for_look_back(case: Case) -> Closure:
    """Return how the case was closed; raise AlreadyDone where it is open or somebody has looked back."""
    found = in_force(case)
    if found.looked_back_at:
        raise AlreadyDone("Somebody has looked back at this case already.")
    return found


def _lock(case: Case) -> None:
    Case.objects.select_for_update().get(pk=case.pk)

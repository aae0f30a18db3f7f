"""A child held outside social care, by early help, who stays in the co-ordinator's view (SO-2)."""

from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse

from mase import timescales
from mase.agencies.models import Agency, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines, joined, joining, queries
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.timescales.calendars import instant
from referrals.models import EarlyHelp, EarlyHelpReview
from referrals.operations.telling import tell_role

_CODE = "early_help_review"
# Nobody leaves social care while one of these is owed: each keeps a child safe today.
_FIRST = (
    *("forwarded_concern", "strategy_meeting", "strategy_meeting_urgent", "icpc", "host_borough_notice"),
    "return_interview",
)
_OF_SOCIAL_CARE = ("allocation", "screening_sign_off")
_HELD = "The child is held in early help"


@transaction.atomic
def hold(
    case: Case, *, agency: Agency | None, lead_professional: str, plan: str, reason: str, by: User, at: datetime
) -> EarlyHelp:
    """Hold the child in early help instead of closing; the co-ordinator reviews it every three months (SO-2).

    After an outcome that is neither red nor amber, or when social care steps down: the social worker is released then.
    The referrer is still told (ALL-4). Raises StepMissing before that, Refused while something has to come first.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.stage == Stage.EARLY_HELP:
        raise AlreadyDone("The child is held in early help already.")
    if not may_hold(locked):
        raise StepMissing("This comes after an outcome that is neither red nor amber, or when social care steps down.")
    _refuse_what_comes_first(case)
    _end_what_closed(case, by=by, at=at)
    cases.advance(case, Step.EARLY_HELP, by=by, at=at, reason=reason)
    _release(case, by=by, at=at)
    held = EarlyHelp.objects.create(
        case=case,
        agency=agency,
        lead_professional=lead_professional,
        plan=plan,
        reason=reason,
        began_at=at,
        began_by=by,
    )
    _start_review(case, by=by, at=at)
    recording.record(Verb.EARLY_HELP_HELD, held, by=by, at=at, reason=reason)
    tell_role(case, "co_ordinator", "A child is held in early help", at=at, key=f"early-help-{held.pk}")
    return held


def may_hold(case: Case) -> bool:
    """Say whether the case has come to where early help can be the answer."""
    return case.stage == Stage.CLOSING or (case.worker is not None and case.closed_at is None)


def running(case: Case) -> EarlyHelp | None:
    """Return the early help in which the child is held now, or None."""
    if case.stage != Stage.EARLY_HELP:
        return None
    return case.early_help.filter(ended_at=None).select_related("agency", "began_by", "case__authority").first()


@transaction.atomic
def review(
    early_help: EarlyHelp, *, held_on: date, finding: str, goes_on: bool, by: User, at: datetime
) -> EarlyHelpReview:
    """Record the look at a child held in early help; the next is due three months after it (SO-2).

    Where help has come to its end, whoever may close the case is told; it stays in view until they have.
    """
    locked = _running(early_help)
    if locked.reviews.filter(held_on=held_on).exists():
        raise AlreadyDone("A review held on that day has been recorded.")
    if not timescales.london_day(locked.began_at) <= held_on <= timescales.london_day(at):
        raise Refused("The review cannot have been held on that day.")
    made = EarlyHelpReview.objects.create(
        early_help=locked, held_on=held_on, finding=finding, goes_on=goes_on, recorded_at=at, recorded_by=by
    )
    case = locked.case
    if not locked.reviews.filter(held_on__gt=held_on).exists():
        deadlines.meet(case, _CODE, at=at, by=by)
        _start_review(case, by=by, at=at, runs_from=min(instant(held_on, time.max), at))
    recording.record(Verb.EARLY_HELP_REVIEWED, locked, by=by, at=at, detail={"goes_on": goes_on})
    if not goes_on:
        tell_role(case, "mash_manager", "Early help has come to its end", at=at, key=f"early-help-ends-{made.pk}")
    return made


@transaction.atomic
def step_up(early_help: EarlyHelp, *, reason: str, by: User, at: datetime) -> None:
    """Step the case up to social care: it waits for a social worker, and the team managers are told (SO-2, RE-2).

    Where MASH has found an earlier file about the child, that takes it up instead.
    """
    locked = _running(early_help)
    case = locked.case
    cases.advance(case, Step.STEPPED_UP, by=by, at=at, reason=reason)
    _end(locked, because=reason, by=by, at=at)
    deadlines.meet(case, _CODE, at=at, by=by)
    recording.record(Verb.STEPPED_UP, locked, by=by, at=at, reason=reason)
    if joining.pass_to_earlier(case, by=by, at=at):
        return
    deadlines.start(case, "allocation", at=at, by=by)
    tell_role(case, "team_manager", "A case waits for allocation", at=at, key=f"stepped-up-{locked.pk}")


def _start_review(case: Case, *, by: User, at: datetime, runs_from: datetime | None = None) -> None:
    path = reverse("early_help", args=[case.ref])
    deadlines.start(case, _CODE, at=at, by=by, runs_from=runs_from, path=path)


def _running(early_help: EarlyHelp) -> EarlyHelp:
    cases.hold_open(early_help.case)
    found = EarlyHelp.objects.select_for_update(of=("self",)).select_related("case__authority")
    locked = found.get(pk=early_help.pk)
    if locked.ended_at:
        raise AlreadyDone("The child is no longer held in early help.")
    return locked


def _refuse_what_comes_first(case: Case) -> None:
    owed = queries.running(case, *_FIRST).first()
    if owed:
        raise Refused(f"Something has to be done first: {owed.label}.")
    if case.routes.filter(ended_at=None).exists():
        raise Refused("The case is on a route of its own. End the route first, with the reason.")


def _release(case: Case, *, by: User, at: datetime) -> None:
    """Let the social worker go, with what only social care owes; whoever else owes something still does."""
    if allocation := case.worker:
        allocation.ends_at = at
        allocation.save(update_fields=["ends_at"])
        access.withdraw_from_person(case, allocation.worker)
        joined.close_to_worker(case, allocation.worker)
    for deadline in case.deadlines.open():
        if deadline.owner_role == "social_worker" or deadline.code in _OF_SOCIAL_CARE:
            deadlines.withdraw(case, deadline.code, at=at, by=by, reason=_HELD, key=deadline.key)


def _end_what_closed(case: Case, *, by: User, at: datetime) -> None:
    """End what a closing of the case left behind: it was opened again since."""
    for left in case.early_help.filter(ended_at=None):
        _end(left, because="The case was closed", by=by, at=at)


def _end(early_help: EarlyHelp, *, because: str, by: User, at: datetime) -> None:
    early_help.ended_at, early_help.ended_by, early_help.ended_because = at, by, because
    early_help.save(update_fields=["ended_at", "ended_by", "ended_because"])

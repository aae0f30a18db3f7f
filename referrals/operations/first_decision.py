"""MASH's first decision about a referral: how urgent it is, and whether checks are made (HO-1)."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.cases.stages import Step
from referrals.models import MashScreening, Priority, Referral
from referrals.operations.police import open_to_police
from referrals.operations.telling import tell_role

_TOLD_AT_ONCE = ("mash_manager", "police_mash")


@transaction.atomic
def decide_checks(
    referral: Referral, *, priority: Priority, checks_needed: bool, reason: str, by: User, at: datetime
) -> MashScreening:
    """Decide how urgent the referral is and whether checks are made; the newest decision counts (HO-1).

    Without checks the case waits for its outcome at once. Where a child may be in danger, MASH and the police in MASH
    are told. Raises AlreadyDone where checks are being made already, or the outcome has been agreed.
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    case = referral.case
    cases.hold_open(case)
    if locked.outcomes.filter(agreed_at__isnull=False).exists():
        raise AlreadyDone("This referral has an outcome: there is nothing left to decide about checks.")
    if locked.sharing_started_at and not checks_needed:
        raise AlreadyDone("The agencies have been asked already: checks are being made.")
    before = newest_decision(locked)
    decision = MashScreening.objects.create(
        referral=referral, priority=priority, checks_needed=checks_needed, reason=reason, decided_at=at, decided_by=by
    )
    detail = {"priority": priority, "checks": checks_needed}
    recording.record(Verb.MASH_SCREENED, referral, by=by, at=at, reason=reason, detail=detail)
    if not checks_needed and (before is None or before.checks_needed):
        _go_without_checks(case, reason=reason, by=by, at=at)
    if priority == Priority.NOW:
        _tell_at_once(case, decision, by=by, at=at)
    return decision


def newest_decision(referral: Referral) -> MashScreening | None:
    """Return the decision that counts, or None where there is none yet."""
    return referral.mash_screenings.order_by("-pk").first()


def may_do_without_checks(referral: Referral) -> bool:
    """Say whether an outcome may be proposed although nobody has been asked (HO-1)."""
    decision = newest_decision(referral)
    return decision is not None and not decision.checks_needed


def _go_without_checks(case: Case, *, reason: str, by: User, at: datetime) -> None:
    cases.advance(case, Step.NO_CHECKS, by=by, at=at, reason=reason)
    open_to_police(case, by=by, at=at)
    deadlines.meet(case, "mash_check", at=at, by=by, reason=reason)


def _tell_at_once(case: Case, decision: MashScreening, *, by: User, at: datetime) -> None:
    """Tell those on duty; what they are told of they can open."""
    open_to_police(case, by=by, at=at)
    for role in _TOLD_AT_ONCE:
        tell_role(case, role, "A referral has to be looked at now", at=at, key=f"now-{decision.pk}")

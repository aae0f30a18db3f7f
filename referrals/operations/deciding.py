"""The outcome of a referral: proposed, agreed or disputed (HO-2, HO-3)."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines, joining
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.stages import Stage, Step
from referrals.models import Colour, Outcome, Referral
from referrals.operations.first_decision import may_do_without_checks
from referrals.operations.telling import tell, tell_role


@transaction.atomic
def propose(referral: Referral, *, colour: Colour, reason: str, by: User, at: datetime) -> Outcome:
    """Propose the outcome of the referral to the police in MASH (HO-2); amber ends only in red or blue (HO-3).

    Agencies have been asked by then, or MASH has decided that no checks are needed (HO-1).
    """
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    cases.hold_open(referral.case)
    if locked.sharing_started_at is None and not may_do_without_checks(locked):
        raise StepMissing("Start information sharing first.")
    if colour not in colours_open(referral, at=at):
        raise AlreadyDone("This outcome cannot be proposed now: the referral has one, or waits for the police.")
    outcome = Outcome.objects.create(referral=referral, colour=colour, reason=reason, proposed_at=at, proposed_by=by)
    recording.record(Verb.OUTCOME_PROPOSED, referral, by=by, at=at, reason=reason, detail={"colour": colour})
    tell_role(referral.case, "police_mash", "An outcome waits for your agreement", at=at, key=f"proposed-{outcome.pk}")
    return outcome


def colours_open(referral: Referral, *, at: datetime) -> list[Colour]:
    """Return the outcomes that may be proposed now: none while one waits, after amber only red or blue (HO-3).

    Amber gathers more information: where no checks are made it is not offered (HO-1).
    """
    if referral.case.stage == Stage.JOINED:
        return []
    allowed = [Colour(code) for code in referral.case.profile_at(at).rag_outcomes]
    latest = referral.outcomes.filter(disputed_at=None).order_by("-pk").first()
    if latest is None:
        checked = referral.sharing_started_at or not may_do_without_checks(referral)
        return allowed if checked else [colour for colour in allowed if colour is not Colour.AMBER]
    if latest.is_proposal or latest.colour != Colour.AMBER:
        return []
    return [colour for colour in allowed if colour in (Colour.RED, Colour.BLUE)]


@transaction.atomic
def agree(outcome: Outcome, *, by: User, at: datetime) -> None:
    """Agree the proposed outcome for the police; from here on it counts (HO-2, HO-3).

    Raises NotEntitled for the person who proposed it.
    """
    locked = _proposal(outcome)
    if locked.proposed_by_id == by.pk:
        raise NotEntitled("You proposed this outcome. Somebody else has to agree it.")
    locked.agreed_at, locked.agreed_by = at, by
    locked.save(update_fields=["agreed_at", "agreed_by"])
    case, colour = locked.referral.case, Colour(locked.colour)
    recording.record(Verb.OUTCOME_AGREED, locked.referral, by=by, at=at, detail={"colour": colour})
    cases.advance(case, Step(colour.value), by=by, at=at, reason=locked.reason)
    deadlines.meet(case, "rag_outcome", at=at, by=by)
    if colour is Colour.AMBER:
        deadlines.start(case, "amber_resolution", at=at, by=by)
        return
    deadlines.meet(case, "amber_resolution", at=at, by=by)
    deadlines.start(case, "referrer_notice", at=at, by=by)
    tell(case, [locked.referral.sent_by], "There is an outcome for your referral", at=at, key=f"outcome-{locked.pk}")
    if colour is Colour.RED:
        _pass_to_social_care(locked.referral, by=by, at=at)


@transaction.atomic
def dispute(outcome: Outcome, *, reason: str, by: User, at: datetime) -> None:
    """Say for the police that the proposed outcome is not agreed, and why; MASH proposes again."""
    locked = _proposal(outcome)
    locked.disputed_at, locked.disputed_by, locked.disputed_because = at, by, reason
    locked.save(update_fields=["disputed_at", "disputed_by", "disputed_because"])
    recording.record(Verb.OUTCOME_DISPUTED, locked.referral, by=by, at=at, reason=reason)
    text = "The police do not agree a proposed outcome"
    tell(locked.referral.case, [locked.proposed_by], text, at=at, key=f"disputed-{locked.pk}")


def _proposal(outcome: Outcome) -> Outcome:
    locked = (
        Outcome.objects.select_for_update(of=("self", "referral__case"))
        .select_related("referral__case__authority")
        .get(pk=outcome.pk)
    )
    if not locked.is_proposal:
        raise AlreadyDone("This outcome has been decided.")
    return locked


def _pass_to_social_care(referral: Referral, *, by: User, at: datetime) -> None:
    """Start the single assessment from the day the referral came in, and the time to allocate it (SO-14).

    Where MASH has found an earlier file about the child, that takes the concern up, and opens again if it is closed.
    An assessment that runs already goes on by its own clock. Where a social worker has the case, the concern is passed
    to them and to whoever gave them the case instead of being allocated (SO-21).
    """
    if joining.pass_to_earlier(referral.case, by=by, at=at):
        return
    case, allocation = referral.case, referral.case.worker
    deadlines.start(case, "single_assessment", at=at, by=by, runs_from=referral.received_at)
    if allocation:
        people, text = [allocation.worker, allocation.allocated_by], "A new concern has come in on your case"
        tell(case, people, text, at=at, key=f"red-referral-{referral.pk}")
        return
    deadlines.start(case, "allocation", at=at, by=by)
    tell_role(case, "team_manager", "A case waits for allocation", at=at, key=f"red-{case.pk}")

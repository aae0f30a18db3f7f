"""Telling the referrer: in person or by telephone, and by a letter that they read here (SO-18, HO-3)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Outcome as CaseOutcome
from mase.cases.stages import Stage
from mase.notifications import operations as notices
from referrals import letters
from referrals.letters import NOTHING_SHARED, Shared
from referrals.models import Colour, Outcome

_CLOSES_AS = {Colour.BLUE: CaseOutcome.NO_FURTHER_ACTION, Colour.GREEN: CaseOutcome.EARLY_HELP}


@transaction.atomic
def tell_referrer(
    outcome: Outcome,
    *,
    verbally_on: date,
    in_writing_on: date,
    by: User,
    at: datetime,
    shared: Shared = NOTHING_SHARED,
    added: str = "",
) -> None:
    """Record that the referrer was told, and keep the letter; blue and green close the case (HO-3, SO-18, ALL-4).

    Green shares support services with the referrer, the young person and the family, or says why not with somebody;
    StepMissing otherwise. A child who is held in early help stays in view (SO-2).
    """
    locked = (
        Outcome.objects.select_for_update(of=("self", "referral__case"))
        .select_related("referral__case__authority", "referral__sent_by")
        .get(pk=outcome.pk)
    )
    if locked.agreed_at is None or locked.told_by_id or locked.colour == Colour.AMBER:
        raise AlreadyDone("There is no outcome of which the referrer still has to be told.")
    _refuse_without_services(locked, shared)
    locked.told_verbally_on, locked.told_in_writing_on, locked.told_by = verbally_on, in_writing_on, by
    locked.letter = letters.written(locked, on=in_writing_on, services=shared.services, added=added)
    locked.services, locked.services_shared_with = list(shared.services), list(shared.with_whom)
    locked.services_not_shared_because = shared.not_because
    locked.save()
    case, colour = locked.referral.case, Colour(locked.colour)
    deadlines.meet(case, "referrer_notice", at=at, by=by)
    recording.record(Verb.REFERRER_TOLD, locked.referral, by=by, at=at)
    _tell_of_letter(locked, at=at)
    if colour in _CLOSES_AS and case.stage != Stage.EARLY_HELP:
        cases.close(case, outcome=_CLOSES_AS[colour], by=by, at=at, reason=locked.reason)


def _refuse_without_services(outcome: Outcome, shared: Shared) -> None:
    if outcome.colour != Colour.GREEN:
        return
    if not shared.services or not shared.with_whom:
        raise StepMissing("Say first which support services were shared, and with whom.")
    if shared.forgets and not shared.not_because:
        raise StepMissing("Say first why the support services were not shared with everybody.")


def _tell_of_letter(outcome: Outcome, *, at: datetime) -> None:
    """Lead the referrer to the letter; the e-mail that goes out says no more than that there is something to read."""
    case, text = outcome.referral.case, "There is a letter about your referral"
    url = reverse("letter", args=[case.ref, outcome.pk])
    notices.tell([outcome.referral.sent_by], text, url=url, at=at, key=f"letter-{outcome.pk}", reference=case.ref)

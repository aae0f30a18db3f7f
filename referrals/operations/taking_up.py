"""A new concern about a child whom a social worker has already: taken up on the child's own file (SO-21, HO-5)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines, joined
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from referrals.models import Referral, TakenUp
from referrals.operations.routes import new_information
from referrals.operations.starting import start_work
from referrals.operations.telling import tell_role

_CODE = "forwarded_concern"


def joined_referrals(case: Case) -> QuerySet[Referral]:
    """Return the referrals that came in on files joined to this one, as far as the reader sees them; newest first."""
    found = Referral.objects.filter(case__in=joined.files_of(case)).select_related(
        "case__authority", "agency", "sent_by", "taken_up__recorded_by"
    )
    return found.order_by("-received_at", "-pk")


@transaction.atomic
def take_up(
    referral: Referral,
    *,
    on: Case,
    manager_told_on: date,
    discussed_on: date | None,
    screen_again: bool,
    strategy_indicated: bool,
    reason: str,
    by: User,
    at: datetime,
) -> TakenUp:
    """Take up the referral on the child's own file, and start the time for what follows from it (SO-21).

    The independent reviewing officer of a looked-after child is told of it (SO-22). Raises AlreadyDone where somebody
    has taken it up, Refused for a day before the referral or ahead.
    """
    cases.hold_open(on)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if TakenUp.objects.filter(referral=locked).exists():
        raise AlreadyDone("This concern has been taken up.")
    _refuse_days(locked, manager_told_on, discussed_on, at=at)
    said = {"screen_again": screen_again, "strategy_indicated": strategy_indicated, "reason": reason}
    days = {"manager_told_on": manager_told_on, "discussed_on": discussed_on}
    taken = TakenUp.objects.create(referral=locked, recorded_at=at, recorded_by=by, **days, **said)
    for code, indicated in (("screening", screen_again), ("strategy_meeting", strategy_indicated)):
        if indicated:
            start_work(on, code, by=by, at=at)
    _meet(on, locked, by=by, at=at)
    new_information(on, by=by, at=at)
    recording.record(Verb.CONCERN_TAKEN_UP, on, by=by, at=at, reason=reason, detail={"referral": locked.pk})
    tell_role(on, "co_ordinator", "A new concern has been taken up on an open case", at=at, key=f"taken-up-{taken.pk}")
    return taken


def _refuse_days(referral: Referral, *days: date | None, at: datetime) -> None:
    first, last = timescales.london_day(referral.received_at), timescales.london_day(at)
    if not all(first <= day <= last for day in days if day):
        raise Refused("The concern came in later, or the day has not come yet.")


def _meet(case: Case, referral: Referral, *, by: User, at: datetime) -> None:
    path = reverse("take_up", args=[case.ref, referral.pk])
    for key in case.deadlines.open().filter(code=_CODE, path=path).values_list("key", flat=True):
        deadlines.meet(case, _CODE, at=at, by=by, key=key)

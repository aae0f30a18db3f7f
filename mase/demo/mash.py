"""The desk of MASH as it stands on an ordinary day: one child in danger, one without checks, one who waits for others.

Nobody in it exists, and no e-mail leaves for the clinic that is asked.
"""

from datetime import datetime, timedelta
from typing import Any

from mase.agencies.models import Kind
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import OutsideMail
from referrals import operations as referrals
from referrals.models import Colour, Priority, Referral

_HOUR = timedelta(hours=1)


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell the three stories up to that moment."""
    wait_for_others(cast, 15, begins_at=at - 7 * _HOUR)
    go_without_checks(cast, 16, begins_at=at - 5 * _HOUR)
    look_now(cast, 17, begins_at=at - _HOUR)


def wait_for_others(cast: Cast, number: int, *, begins_at: datetime) -> Case:
    """A clinic without an account is sent a link, and health is reminded."""
    case = stories.tell(cast, number, begins_at=begins_at, until="share")
    at = begins_at + 4 * _HOUR
    referrals.ask(
        _referral(case),
        agencies=[],
        outside=[referrals.Outside("Harbour Road walk-in clinic", Kind.HEALTH)],
        purpose="Whether the young person was seen in the last three months, and who came with them.",
        legal_basis=case.profile_at(at).legal_bases[0],
        by=cast["mash"],
        at=at,
    )
    clinic = case.information_requests.get(agency=None)
    referrals.send_link(clinic, name="Rowena Adler", email="adler@clinic.example", by=cast["mash"], at=at)
    OutsideMail.objects.filter(address="adler@clinic.example").update(mailed_at=at, body="")
    health = case.information_requests.get(agency__kind=Kind.HEALTH)
    referrals.remind(health, by=cast["mash"], at=at + _HOUR)
    return case


def go_without_checks(cast: Cast, number: int, *, begins_at: datetime) -> Case:
    """MASH decides that no checks are needed and proposes blue; the police have not agreed yet."""
    case = stories.refer(cast, number, at=begins_at)
    reason = "The school wrote of the same evening as a referral that was decided last week; nothing new has happened."
    how: dict[str, Any] = {"by": cast["mash"], "at": begins_at + _HOUR}
    referrals.decide_checks(_referral(case), priority=Priority.ROUTINE, checks_needed=False, reason=reason, **how)
    referrals.propose(_referral(case), colour=Colour.BLUE, reason=reason, by=cast["mash"], at=begins_at + 2 * _HOUR)
    return case


def look_now(cast: Cast, number: int, *, begins_at: datetime) -> Case:
    """MASH finds that the young person may be in danger today; the police in MASH are told at once."""
    case = stories.refer(cast, number, at=begins_at)
    reason = "She is with the adult with the dark car now, and does not answer her telephone."
    at = begins_at + _HOUR / 2
    how: dict[str, Any] = {"checks_needed": True, "reason": reason, "by": cast["mash"], "at": at}
    referrals.decide_checks(_referral(case), priority=Priority.NOW, **how)
    return case


def _referral(case: Case) -> Referral:
    return case.referrals.select_related("case__authority").latest("pk")

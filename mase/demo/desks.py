"""What goes on around the cases: advice asked and given, a colleague who stands in, points of contact."""

from datetime import datetime, timedelta
from typing import Any

from mase.agencies import contacts
from mase.cases import standing_in
from mase.demo.cast import Cast
from mase.timescales import london_day
from referrals.models import Advice, Adviser, Consultation
from referrals.operations import consultation

_CONTACTS = (  # education has named nobody yet
    ("csc", "service", "020 7946 0010"),
    ("police", "inspector", "020 7946 0020"),
    ("health", "health", "020 7946 0030"),
    ("harbour", "school", "020 7946 0040"),
    ("yjs", "yjs", "020 7946 0050"),
)
_NAMED: dict[str, Any] = {
    "question": "A boy in year 9 has stopped coming to training. His mother says an older friend drives him to work. "
    "Nobody knows what the work is. Is that enough for a referral?",
    "given_names": "Leon",
    "family_name": "Farrow",
}
_UNNAMED = (
    "Two girls share a telephone that neither of them bought. They laugh it off. "
    "What would you ask them, and when should we come back to you?"
)


def settle(cast: Cast, *, at: datetime) -> None:
    """Fill the desks as they stand at that moment."""
    for short, part, telephone in _CONTACTS:
        before = at - timedelta(days=90)
        contacts.name_contact(cast.agency(short), cast[part], telephone=telephone, by=cast[part], at=before)
    _consult(cast, at=at)
    _stand_in(cast, at=at)


def _consult(cast: Cast, *, at: datetime) -> None:
    """The school asks twice and has been answered once; the police ask MASH."""
    asked = _ask(cast, "harbour", "school", Adviser.CO_ORDINATOR, at=at - timedelta(days=2), **_NAMED)
    advice = (
        "Yes. Send it today: the car, the times and his own words are enough. "
        "Tell his mother unless that puts him at risk."
    )
    answered_at = at - timedelta(days=2) + timedelta(hours=2)
    consultation.advise(asked, recommends=Advice.REFER, advice=advice, by=cast["coordinator"], at=answered_at)
    _ask(cast, "harbour", "school", Adviser.CO_ORDINATOR, at=at - timedelta(hours=3), question=_UNNAMED)
    hotel = "A hotel near the station takes cash and asks for no names. No child is known yet. Whom should we tell?"
    _ask(cast, "police", "police.mash", Adviser.MASH, at=at - timedelta(hours=1), question=hotel)


def _ask(cast: Cast, short: str, part: str, adviser: Adviser, *, at: datetime, **said: Any) -> Consultation:
    return consultation.ask(cast.agency(short), adviser=adviser, by=cast[part], at=at, **said)


def _stand_in(cast: Cast, *, at: datetime) -> None:
    """The social worker is away from tomorrow; a colleague covers."""
    first = london_day(at) + timedelta(days=1)
    days = {"begins_on": first, "ends_on": first + timedelta(days=4)}
    standing_in.note_leave(cast["worker"], **days, covered_by=cast["second.worker"], by=cast["team"], at=at)

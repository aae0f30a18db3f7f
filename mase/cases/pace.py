"""How many children's files one person opens in an hour before they are stopped: nobody copies the register by hand."""

from datetime import datetime, timedelta

from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.notifications import operations as notices

HOUR = timedelta(hours=1)
IN_AN_HOUR = 60  # a child a minute without a pause: the longest MASE list is read in half of that
_TOLD = "Somebody was stopped after opening {number} records within an hour."


def is_exceeded(user: User, case: Case, *, at: datetime) -> bool:
    """Say whether the person has opened as many other files in the last hour as anybody may (one query)."""
    lately = Event.objects.filter(actor=user.pk, at__gt=at - HOUR, at__lte=at, verb=Verb.VIEWED.value)
    opened = set(lately.exclude(case="").values_list("case", flat=True).distinct())
    return len(opened) >= IN_AN_HOUR and case.ref not in opened


def stop(user: User, case: Case, *, at: datetime, page: str) -> None:
    """Write down that the person was stopped, and tell the privacy officer once in a day."""
    recording.record(Verb.PACE_EXCEEDED, case, by=user, at=at, detail={"page": page, "number": IN_AN_HOUR})
    notices.tell(
        User.objects.holding("privacy_officer", authority=case.authority, at=at),
        _TOLD.format(number=IN_AN_HOUR),
        url=f"{reverse('trail_by_person')}?person={user.pk}",
        at=at,
        key=f"pace-{user.pk}-{at:%Y-%m-%d}",
    )

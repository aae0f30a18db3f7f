"""Notices about meetings: the reference, never a name."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from mase.agencies.models import Agency, User
from mase.audit import sealing
from mase.cases.models import Case
from mase.notifications import operations as notices
from meetings import in_room
from meetings.models import Panel


def tell(case: Case, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that leads to the case."""
    notices.tell(people, text, url=case.get_absolute_url(), at=at, key=key, reference=case.ref)


def tell_agencies(case: Case, agencies: Iterable[Agency], text: str, *, at: datetime, key: str) -> None:
    """Leave a notice with every member of these agencies who reads what the agency is given."""
    for agency in agencies:
        tell(case, User.objects.of(agency, at=at), text, at=at, key=key)


def tell_members(panel: Panel, text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that leads to the meeting with every member of its standing and invited agencies."""
    for agency in in_room.taking_part(panel, at=at):
        tell_of(panel, User.objects.of(agency, at=at), text, at=at, key=key)


def tell_seal(panel: Panel, *, at: datetime) -> None:
    """Leave the newest seal of the trail with the privacy officers: their e-mail keeps it outside the database."""
    seal = sealing.newest()
    if seal:
        officers = User.objects.holding("privacy_officer", authority=panel.authority, at=at)
        text = f"Seal {seal.number} of the trail: {seal.code}. Keep the e-mail about it."
        reference = f"{seal.number} {seal.code}"
        notices.tell(officers, text, url=reverse("home"), at=at, key=f"seal-{panel.pk}", reference=reference)


def tell_of(panel: Panel, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    """Leave a notice that leads to the meeting."""
    notices.tell(people, text, url=panel.get_absolute_url(), at=at, key=key, reference=panel.ref)

"""Somebody at the meeting knows somebody in a case: it closes to them at once, and the entry does not say why."""

from datetime import datetime

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Conflict
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import in_room
from meetings.models import ListEntry
from meetings.operations import interests
from tests.together import overlapping

RELATION = "Their neighbour’s daughter"


@pytest.fixture
def circulated(southwark: Cast, listed: ListEntry, at: datetime) -> ListEntry:
    """The case on an agenda that the members read."""
    stories.circulate(southwark, listed.panel, at=at)
    listed.refresh_from_db()
    return listed


def _page(entry: ListEntry) -> str:
    return reverse("declare_interest", args=[entry.panel.ref, entry.pk])


def _declare(cast: Cast, entry: ListEntry, *, at: datetime, by: str = "minutes") -> None:
    interests.declare(entry, person=cast["health.member"], relation=RELATION, by=cast[by], at=at)


@pytest.mark.rule("SO-25", "ALL-5")
def test_a_member_declares_on_the_page_and_the_case_is_closed_to_them_everywhere(
    southwark: Cast, circulated: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, panel = signed_in(southwark["health.member"]), circulated.panel.get_absolute_url()
    where = [circulated.case.ref, circulated.pk]
    shown, address = reverse("list_entry", args=where), _page(circulated)
    assert "I know somebody in this case" in client.get(shown).text
    assert "Enter what they are to each other" in client.post(address, {"relation": ""}).text
    assert client.post(address, {"relation": RELATION}).headers["Location"] == panel
    assert {client.get(page).status_code for page in (shown, address, circulated.case.get_absolute_url())} == {404}
    assert circulated.case.ref not in client.get(panel).text
    page = signed_in(southwark["minutes"]).get(shown).text
    assert (f"{southwark['health.member'].name}: knows somebody" in page, RELATION in page) == (True, False)


@pytest.mark.rule("SO-25")
def test_whoever_keeps_the_minutes_declares_it_for_a_member(
    southwark: Cast, circulated: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client = signed_in(southwark["minutes"])
    address = _page(circulated)
    page = client.get(address).text
    assert (southwark["health.member"].name in page, southwark["school"].name in page) == (True, False)
    typed = {"person": str(southwark["health.member"].pk), "relation": RELATION}
    assert client.post(address, typed).status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.user, conflict.person, conflict.relation) == (
        southwark["health.member"],
        circulated.case.child,
        RELATION,
    )
    assert conflict.declared_by == southwark["minutes"]
    assert signed_in(southwark["health.member"]).get(circulated.case.get_absolute_url()).status_code == 404
    assert client.post(address, typed).status_code == 409


def test_the_trail_says_who_and_never_why(southwark: Cast, circulated: ListEntry, later: datetime):
    _declare(southwark, circulated, at=later)
    event = Event.objects.get(verb=Verb.INTEREST_DECLARED)
    assert (event.case, event.reason) == (circulated.case.ref, "")
    assert event.detail == {"person": southwark["health.member"].pk}
    assert in_room.interests_of([circulated]) == {circulated.pk: [southwark["health.member"]]}


def test_nobody_declares_for_somebody_else_without_keeping_the_minutes(
    southwark: Cast, circulated: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    address = _page(circulated)
    typed = {"person": str(southwark["health.member"].pk), "relation": RELATION}
    assert signed_in(southwark["health"]).post(address, typed).status_code == 302
    assert Conflict.objects.get().user == southwark["health"]
    assert signed_in(southwark["other.school"]).get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_said_twice_at_once_it_is_noted_once(southwark: Cast, circulated: ListEntry, later: datetime):
    _, second = overlapping(
        lambda: _declare(southwark, circulated, at=later),
        lambda: _declare(southwark, circulated, at=later, by="coordinator"),
    )
    assert isinstance(second, AlreadyDone)
    assert Conflict.objects.count() == 1

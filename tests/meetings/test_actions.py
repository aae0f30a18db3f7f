"""The tracker: everybody's own actions first, and the whole list for those who keep and chair the meetings (RE-8)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings import tracker
from meetings.models import Action, ListEntry
from meetings.operations import actions as meeting_actions

ADDRESS = "/actions/"


@pytest.fixture
def mine(approved: ListEntry) -> Action:
    """The action of a police officer, due on the 9th of April."""
    return approved.actions.get()


def _agree(cast: Cast, case: Case, owner: str, *, of: object, text: str, at: datetime) -> Action:
    return meeting_actions.agree(
        case, of=of, text=text, owner=cast[owner], due_on=date(2026, 4, 20), by=cast["team"], at=at
    )


@pytest.mark.rule("RE-8", "RE-7")
def test_whoever_owns_an_action_of_any_meeting_finds_it_and_no_other(
    southwark: Cast, mine: Action, signed_in: Callable[..., Client], clock, later: datetime
):
    clock.move_to(later)
    strategy = mine.case.strategy_meetings.latest("pk")
    said = {"referred_at": later, "referred_by": southwark["worker"], "reason": "To plan together"}
    planning = mine.case.planning_meetings.create(**said, carers_invited=True, scheduled_for=later)
    asked = _agree(southwark, mine.case, "school", of=strategy, text="Ring the aunt", at=later)
    planned = _agree(southwark, mine.case, "other.school", of=planning, text="Keep a place free", at=later)
    for part, own, others in (
        ("police.member", mine, (asked, planned)),
        ("school", asked, (mine, planned)),
        ("other.school", planned, (mine, asked)),
    ):
        client = signed_in(southwark[part])
        page = client.get(ADDRESS).text
        assert own.text in page
        assert client.get(own.get_absolute_url()).status_code == 200
        for other in others:
            assert other.text not in page
    assert signed_in(southwark["other.school"]).get(asked.get_absolute_url()).status_code == 403
    shown = signed_in(southwark["team"]).get(asked.get_absolute_url()).text
    assert "Strategy meeting" in shown
    seen = Event.objects.filter(verb=Verb.LISTED, actor=southwark["school"].pk, detail={"page": "actions"})
    assert [event.case for event in seen] == [mine.case.ref]


@pytest.mark.rule("RE-8")
def test_the_whole_list_is_narrowed_by_state_person_agency_case_and_meeting(
    southwark: Cast, mine: Action, later: datetime, subtests
):
    reader, at = southwark["coordinator"], datetime(2026, 4, 10, 12, tzinfo=later.tzinfo)
    asked = _agree(southwark, mine.case, "health", of=mine.case.strategy_meetings.latest("pk"), text="Ring", at=later)
    officer, health = southwark["police.member"], southwark.agency("health")
    for chosen, found in (
        ({"state": "open"}, [mine, asked]),
        ({"state": "overdue"}, [mine]),
        ({"state": "closed"}, []),
        ({"state": "all", "who": str(officer.pk)}, [mine]),
        ({"agency": str(health.pk)}, [asked]),
        ({"case": mine.case.ref}, [mine, asked]),
        ({"meeting": mine.entry.panel.ref}, [mine]),
    ):
        with subtests.test(**chosen):
            assert list(tracker.actions(reader, chosen, at=at)) == found
    offered = tracker.offered(reader, at=at)
    assert {name for _, name in offered["who"]} == {officer.name, southwark["health"].name}
    assert offered["case"] == [(mine.case.ref, mine.case.ref)]


def test_who_is_shown_everybodys_actions(
    southwark: Cast, mine: Action, signed_in: Callable[..., Client], clock, later: datetime, subtests
):
    clock.move_to(later)
    for part, whole in (("coordinator", True), ("minutes", True), ("chair", True), ("worker", False)):
        with subtests.test(part):
            page = signed_in(southwark[part]).get(ADDRESS, {"state": "open"})
            assert ("Everybody’s actions" in page.text, mine.text in page.text) == (whole, whole)
    assert signed_in(southwark["admin"]).get(ADDRESS).status_code == 403
    assert signed_in(southwark["chair"]).post(ADDRESS).status_code == 405
    cases.restrict(mine.case, by=southwark["service"], at=later, reason="Related to a member of staff")
    assert mine.text not in signed_in(southwark["coordinator"]).get(ADDRESS).text


def test_the_tracker_costs_the_same_with_2_and_with_30_actions(
    southwark: Cast, approved: ListEntry, signed_in: Callable[..., Client], clock, later: datetime
):
    clock.move_to(later)
    client, case = signed_in(southwark["coordinator"]), approved.case
    strategy = case.strategy_meetings.latest("pk")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS, {"state": "all"}).status_code == 200
        return len(captured)

    _agree(southwark, case, "health", of=strategy, text="Call", at=later)
    few = queries()
    for number in range(28):
        _agree(southwark, case, "health", of=strategy, text=f"Call {number}", at=later + timedelta(minutes=number))
    assert queries() == few


def test_a_choice_that_was_not_offered_shows_nothing_of_it(
    southwark: Cast, mine: Action, signed_in: Callable[..., Client], clock, later: datetime
):
    clock.move_to(later)
    page = signed_in(southwark["coordinator"]).get(ADDRESS, {"case": "BCDF-2345"})
    assert page.status_code == 200
    assert mine.text not in page.text
    assert reverse("actions") == ADDRESS

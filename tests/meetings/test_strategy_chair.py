"""Who chairs and who writes at a strategy meeting, and what its pages refuse or never lead to (HO-8, SO-16)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import conflicts
from mase.cases.errors import NotEntitled, StepMissing
from mase.cases.models import Case, TypedNote
from mase.cases.stages import Step
from mase.clock import LONDON
from mase.demo.cast import Cast
from mase.demo.stories import OUTCOME
from meetings.models import AgendaNote, StrategyMeeting
from meetings.operations import strategy
from tests.meetings.conftest import everybody_came

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SignIn = Callable[..., Client]


@pytest.fixture
def convened(told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting that the police, health and education are invited to."""
    return told("convene").strategy_meetings.get()


def record(cast: Cast, meeting: StrategyMeeting, *, by: str = "atm", **outcome: Any) -> None:
    facts: dict[str, Any] = {"contributions": everybody_came(meeting), "outcome": OUTCOME | outcome}
    strategy.record(meeting, held_at=NOW, by=cast[by], at=NOW, **facts)


def address(meeting: StrategyMeeting, name: str = "strategy_agenda", *more: str) -> str:
    return reverse(name, args=[meeting.case.ref, meeting.pk, *more])


@pytest.mark.rule("HO-8")
def test_a_manager_who_knows_the_child_neither_chairs_nor_records(southwark: Cast, convened: StrategyMeeting) -> None:
    case, atm = convened.case, southwark["atm"]
    assert atm in strategy.eligible_chairs(case, at=NOW)
    conflicts.declare_child(atm, case.child, relation="Her aunt", by=atm, at=NOW)
    chairs = strategy.eligible_chairs(case, at=NOW)
    assert atm not in chairs
    assert [person.name for person in chairs] == sorted(person.name for person in chairs)
    with pytest.raises(NotEntitled):
        record(southwark, convened)
    record(southwark, convened, by="team")
    convened.refresh_from_db()
    assert convened.recorded_by == southwark["team"]


@pytest.mark.rule("HO-8", "SO-22")
def test_a_record_that_is_refused_writes_nothing_down(southwark: Cast, convened: StrategyMeeting) -> None:
    for by, refusal in (("worker", NotEntitled), ("atm", StepMissing)):
        with pytest.raises(refusal):
            record(southwark, convened, by=by, parents_told=None)
        convened.refresh_from_db()
        assert (convened.held_at, convened.decision, convened.safety_plan) == (None, None, "")
        assert set(convened.contributions.values_list("present", "information")) == {(None, "")}
    assert not Event.objects.filter(verb__in=(Verb.STRATEGY_PREPARED, Verb.STRATEGY_HELD)).exists()
    assert not convened.case.transitions.filter(step=Step.STRATEGY_HELD).exists()


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("at", "urgent"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=LONDON), datetime(2026, 3, 29, 23, 59, 59, 999999, tzinfo=LONDON)),
        (datetime(2026, 3, 30, 0, 0, tzinfo=LONDON), datetime(2026, 3, 30, 23, 59, 59, 999999, tzinfo=LONDON)),
        (datetime(2026, 10, 24, 23, 59, tzinfo=LONDON), datetime(2026, 10, 24, 23, 59, 59, 999999, tzinfo=LONDON)),
        (datetime(2026, 10, 25, 0, 0, tzinfo=LONDON), datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=LONDON)),
    ],
    ids=["before the hour is left out", "half an hour into summer time", "the last minute of summer", "the long day"],
)
def test_before_it_is_convened_the_page_knows_by_when_it_would_be_held(
    told: Callable[..., Case], at: datetime, urgent: datetime
) -> None:
    case = told("sign")
    running = case.deadlines.open().get(code="strategy_meeting")
    assert strategy.held_by(case, at=at) == {False: running.due_at, True: urgent}


def test_saving_leads_to_a_point_of_the_agenda_and_nowhere_else(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock: Any
) -> None:
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    where = {"risk": f"{address(convened)}#risk", "//elsewhere.example": convened.get_absolute_url()}
    for to, place in where.items():
        typed = {"note-risk-seen": "", "note-risk-words": f"Fridays: {to}", "to": to}
        assert client.post(address(convened), typed).headers["Location"] == place


def test_a_meeting_is_not_worked_through_under_another_childs_address(
    southwark: Cast, convened: StrategyMeeting, told: Callable[..., Case], signed_in: SignIn, clock: Any
) -> None:
    clock.move_to(NOW)
    client, other = signed_in(southwark["worker"]), told("convene", number=1)
    typed = {"note-risk-seen": "", "note-risk-words": "Theirs", "text": "x", "agencies": ["southwark-yjs"]}
    for name, more in (
        ("strategy_agenda", ()),
        ("typed_strategy", ("agenda",)),
        ("invite_to_strategy", ()),
        ("agree_strategy_action", ()),
    ):
        assert client.post(reverse(name, args=[other.ref, convened.pk, *more]), typed).status_code == 404
    assert (AgendaNote.objects.count(), TypedNote.objects.count(), convened.contributions.count()) == (0, 0, 3)


@pytest.mark.parametrize(("part", "status"), [("health", 403), ("yjs", 404), ("second.worker", 404)])
def test_nobody_else_keeps_words_or_writes_under_the_agenda(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock: Any, part: str, status: int
) -> None:
    clock.move_to(NOW)
    client, typed = signed_in(southwark[part]), {"note-risk-seen": "", "note-risk-words": "Theirs"}
    for name, more in (("strategy_agenda", ()), ("typed_strategy", ("agenda",)), ("typed_strategy", ("decision",))):
        assert client.post(address(convened, name, *more), typed).status_code == status
    assert (AgendaNote.objects.count(), TypedNote.objects.count()) == (0, 0)


@pytest.mark.rule("SO-16", "ALL-5")
def test_an_invited_agency_reads_what_was_said_only_from_the_moment_it_is_recorded(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock: Any
) -> None:
    clock.move_to(NOW)
    client, page = signed_in(southwark["health"]), convened.get_absolute_url()
    assert "Two missing reports." not in client.get(page).text
    record(southwark, convened)
    assert "Two missing reports." in client.get(page).text
    assert signed_in(southwark["yjs"]).get(page).status_code == 404
    seen = Event.objects.filter(verb=Verb.VIEWED, case=convened.case.ref)
    assert {event.actor for event in seen} == {southwark["health"].pk}


def test_the_pages_of_the_meeting_carry_no_name_in_their_address_or_title(
    southwark: Cast, convened: StrategyMeeting, signed_in: SignIn, clock: Any
) -> None:
    clock.move_to(NOW)
    client, child = signed_in(southwark["worker"]), convened.case.child
    for name in ("strategy", "strategy_agenda", "invite_to_strategy", "print_strategy", "move_strategy"):
        shown = client.get(address(convened, name)).text
        title = shown.partition("<title>")[2].partition("</title>")[0]
        assert title.strip()
        assert not {child.given_names, child.family_name} & set(title.replace(",", " ").split())

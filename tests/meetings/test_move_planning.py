"""A planning meeting (MAP) that moves or is cancelled: who may, who is told, what hangs on it (BR-5, RE-3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase import profiles
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import gates
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.gates import Gate
from mase.cases.models import Case, Outcome
from mase.cases.stages import Step
from mase.demo.cast import Cast
from meetings.models import Ending, PlanningMeeting
from meetings.operations import actions, planning, progress
from tests.cases.pages import error_of, links
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import moment
from tests.together import overlapping
from tests.web.html import one, read, words

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
PLANNED, NEW = NOW + timedelta(days=1), NOW + timedelta(days=6)
WHY, NO_MORE = "Her mother is in hospital", "The family has moved in with her aunt"


@pytest.fixture
def how(southwark: Cast) -> dict[str, Any]:
    return {"by": southwark["worker"], "at": NOW}


def _refer(cast: Cast, case: Case, *, at: datetime = NOW - timedelta(days=3)) -> PlanningMeeting:
    facts = {"reason": "Plan together", "carers_invited": True, "carers_reason": "", "scheduled_for": PLANNED}
    return planning.refer(case, **facts, by=cast["coordinator"], at=at)


@pytest.fixture
def arranged(southwark: Cast, told: Callable[..., Case]) -> PlanningMeeting:
    """A planning meeting to which the co-ordinator referred the child."""
    return _refer(southwark, told("allocate"))


def _act(cast: Cast, meeting: PlanningMeeting) -> Any:
    facts = {"text": "Walk with her.", "owner": cast["health"], "due_on": date(2026, 4, 1)}
    return actions.agree(meeting.case, of=meeting, **facts, by=cast["worker"], at=NOW)


def _hold(meeting: PlanningMeeting, how: dict[str, Any]) -> None:
    planning.add_professional(meeting, name="Kim Invented", role="Youth worker", agency="Project", **how)
    planning.add_strategy(meeting, text="Meet her.", who="Her mother", due_on=date(2026, 4, 1), **how)
    planning.record(meeting, held_on=NOW.date(), summary="Agreed", **how)


def _gate(case: Case) -> Gate | None:
    """Return the gate before the MASE form where a meeting has to come first."""
    done = {Step(step) for step in case.transitions.values_list("step", flat=True)}
    return gates.shut(Step.FORM_SUBMITTED, done, profile=profiles.get("redbridge", on=NOW.date()))


def _address(name: str, meeting: PlanningMeeting) -> str:
    return reverse(name, args=[meeting.case.ref, meeting.pk])


@pytest.mark.rule("BR-5")
def test_a_move_keeps_who_when_from_when_and_why_and_tells_who_counts_on_it(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any]
):
    _act(southwark, arranged)
    planning.move(arranged, scheduled_for=NEW, reason=WHY, **how)
    arranged.refresh_from_db()
    moved = (arranged.scheduled_for, arranged.moved_from, arranged.moved_because, arranged.moved_by, arranged.moved_at)
    assert moved == (NEW, PLANNED, WHY, how["by"], NOW)
    assert told_by(f"map-moved-{arranged.pk}") == {southwark[part] for part in ("coordinator", "worker", "health")}
    event = Event.objects.get(verb=Verb.MAP_MOVED)
    assert (event.case, event.reason, event.detail["to"]) == (arranged.case.ref, WHY, NEW.isoformat())
    with pytest.raises(AlreadyDone, match="arranged already"):
        planning.move(arranged, scheduled_for=NEW, reason=WHY, **how)
    with pytest.raises(Refused, match="still to come"):
        planning.move(arranged, scheduled_for=NOW, reason=WHY, **how)
    assert arranged.history.count() == 2


@pytest.mark.rule("BR-5", "RE-3")
def test_a_cancelled_one_leaves_the_way_free_for_another_and_opens_no_gate(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any]
):
    planning.cancel(arranged, reason=NO_MORE, **how)
    arranged.refresh_from_db()
    case, kept = arranged.case, (arranged.cancelled_by, arranged.cancelled_at, arranged.cancelled_because)
    assert kept == (how["by"], NOW, NO_MORE)
    assert case.transitions.get(step=Step.MAP_CANCELLED).reason == NO_MORE
    assert told_by(f"map-cancelled-{arranged.pk}") == {southwark["coordinator"], southwark["worker"]}
    assert _gate(case).rule == "RE-3"
    for act in (
        lambda: planning.cancel(arranged, reason=NO_MORE, **how),
        lambda: planning.move(arranged, scheduled_for=NEW, reason=WHY, **how),
        lambda: planning.add_professional(arranged, name="A", role="B", agency="C", **how),
        lambda: planning.record(arranged, held_on=NOW.date(), summary="x", **how),
        lambda: _act(southwark, arranged),
    ):
        with pytest.raises(AlreadyDone, match="cancelled"):
            act()
    another = _refer(southwark, case, at=NOW)
    _hold(another, how)
    assert _gate(case) is None


@pytest.mark.rule("RE-7")
def test_it_is_not_cancelled_while_somebody_is_to_do_something_for_it(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any], signed_in, clock
):
    agreed, reported = (
        _act(southwark, arranged),
        actions.agree(
            arranged.case, of=arranged, text="Ring her.", owner=southwark["school"], due_on=date(2026, 4, 1), **how
        ),
    )
    actions.report(reported, ending=Ending.DONE, evidence="Rang her.", by=southwark["school"], at=NOW)
    clock.move_to(NOW)
    page = signed_in(southwark["worker"]).post(_address("cancel_planning", arranged), {"reason": NO_MORE})
    assert "still open" in error_of(page, "reason")
    assert NO_MORE in page.text
    assert links(page)["Walk with her."] == agreed.get_absolute_url()
    assert "Ring her." not in page.text
    assert not arranged.case.transitions.filter(step=Step.MAP_CANCELLED).exists()
    progress.cancel(agreed, reason="Her aunt walks with her", **how)
    planning.cancel(arranged, reason=NO_MORE, **how)
    told = told_by(f"map-cancelled-{arranged.pk}")
    assert told == {southwark[part] for part in ("coordinator", "worker", "health", "school")}


def test_one_that_was_held_is_neither_moved_nor_cancelled(
    arranged: PlanningMeeting, how: dict[str, Any], southwark: Cast, signed_in
):
    _hold(arranged, how)
    for act in (
        lambda: planning.move(arranged, scheduled_for=NEW, reason=WHY, **how),
        lambda: planning.cancel(arranged, reason=NO_MORE, **how),
    ):
        with pytest.raises(AlreadyDone, match="recorded"):
            act()
    client = signed_in(southwark["worker"])
    assert "can no longer be moved" in client.get(_address("move_planning", arranged)).text
    assert "can no longer be cancelled" in client.get(_address("cancel_planning", arranged)).text
    arranged.refresh_from_db()
    arranged.cancelled_at, arranged.cancelled_by, arranged.cancelled_because = NOW, how["by"], "x"
    with pytest.raises(IntegrityError, match="planning_held_or_cancelled"), transaction.atomic():
        arranged.save()


def test_on_a_closed_case_it_is_neither_moved_nor_cancelled(
    southwark: Cast, told: Callable[..., Case], how: dict[str, Any]
):
    arranged = _refer(southwark, told("convene"))
    cases.close(arranged.case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        planning.move(arranged, scheduled_for=NEW, reason=WHY, **how)
    with pytest.raises(CaseClosed):
        planning.cancel(arranged, reason=NO_MORE, **how)
    arranged.refresh_from_db()
    assert (arranged.moved_at, arranged.cancelled_at) == (None, None)


@pytest.mark.rule("BR-5")
def test_the_pages_move_and_cancel_it_and_show_it_plainly_in_the_list_and_on_paper(
    southwark: Cast, arranged: PlanningMeeting, signed_in, clock
):
    clock.move_to(NOW)
    client, page = signed_in(southwark["worker"]), arranged.get_absolute_url()
    move, cancel = _address("move_planning", arranged), _address("cancel_planning", arranged)
    assert {move, cancel} <= set(links(client.get(page)).values())
    past = client.post(move, {"reason": WHY} | moment("scheduled_for", NOW - timedelta(hours=1)))
    assert "must be in the future" in error_of(past, "scheduled_for")
    same = client.post(move, {"reason": WHY} | moment("scheduled_for", PLANNED))
    assert "arranged already" in error_of(same, "scheduled_for")
    assert WHY in same.text
    assert client.post(move, {"reason": WHY} | moment("scheduled_for", NEW)).headers["Location"] == page
    assert "Enter why the meeting is cancelled" in error_of(client.post(cancel, {"reason": " "}), "reason")
    assert client.post(cancel, {"reason": NO_MORE}).headers["Location"] == page
    listed = client.get(reverse("plannings", args=[arranged.case.ref]))
    assert reverse("refer", args=[arranged.case.ref]) in links(listed).values()
    by = southwark["worker"].name
    for shown in (client.get(page), client.get(_address("print_planning", arranged)), listed):
        said = words(one(read(shown.text), "main"))
        assert all(part in said for part in ("Cancelled", by, "12 March 2026", NO_MORE)), said
        assert "o be held" not in said
    assert "13 March 2026" in words(one(read(client.get(page).text), "main"))
    assert not {move, cancel, _address("record_planning", arranged)} & set(links(client.get(page)).values())


def test_who_reaches_the_pages(southwark: Cast, barnet: Cast, arranged: PlanningMeeting, signed_in, clock):
    clock.move_to(NOW)
    pages = {"move_planning": {"reason": WHY} | moment("scheduled_for", NEW), "cancel_planning": {"reason": NO_MORE}}
    expected = {"team": 403, "school": 403, "other.school": 404}
    for cast, part, status in [(southwark, *pair) for pair in expected.items()] + [(barnet, "worker", 404)]:
        client = signed_in(cast[part])
        found = {client.post(_address(name, arranged), typed).status_code for name, typed in pages.items()}
        assert found == {status}, part
    assert signed_in(southwark["worker"]).put(_address("cancel_planning", arranged)).status_code == 405
    arranged.refresh_from_db()
    assert (arranged.moved_at, arranged.cancelled_at) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_one_that_is_cancelled_while_it_is_recorded_was_held(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any]
):
    _, second = overlapping(lambda: _hold(arranged, how), lambda: planning.cancel(arranged, reason=NO_MORE, **how))
    assert isinstance(second, AlreadyDone)
    arranged.refresh_from_db()
    assert (arranged.held_on, arranged.cancelled_at) == (NOW.date(), None)


@pytest.mark.django_db(transaction=True)
def test_an_action_agreed_while_it_is_cancelled_keeps_it(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any]
):
    _, second = overlapping(lambda: _act(southwark, arranged), lambda: planning.cancel(arranged, reason=NO_MORE, **how))
    assert isinstance(second, Refused)
    arranged.refresh_from_db()
    assert (arranged.actions.count(), arranged.cancelled_at) == (1, None)

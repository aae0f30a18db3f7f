"""A planning meeting's professionals and strategies, and recording that it was held (BR-5)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Step
from mase.demo.cast import Cast
from meetings import known
from meetings.models import PlanningMeeting, Professional, Strategy
from meetings.operations import planning
from tests.meetings.typing_in import day
from tests.together import overlapping

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
PROFESSIONAL = {"name": "Kim Invented", "role": "Youth worker", "agency": "The evening project"}
STRATEGY = {"text": "Meet her after school.", "who": "Her mother", "due_on": date(2026, 4, 1)}
SUMMARY = "All agree on the way home."


@pytest.fixture
def arranged(southwark: Cast, told: Callable[..., Case]) -> PlanningMeeting:
    """A planning meeting that nobody has been added to."""
    return planning.refer(
        told("allocate"),
        reason="Plan together",
        carers_invited=True,
        carers_reason="",
        scheduled_for=NOW,
        by=southwark["worker"],
        at=NOW - timedelta(days=3),
    )


@pytest.fixture
def how(southwark: Cast) -> dict[str, Any]:
    """Who prepares the meeting, and when."""
    return {"by": southwark["worker"], "at": NOW - timedelta(days=2)}


@pytest.fixture
def ready(arranged: PlanningMeeting, how: dict[str, Any]) -> PlanningMeeting:
    """The same with a professional and a strategy."""
    planning.add_professional(arranged, **PROFESSIONAL, **how)
    planning.add_strategy(arranged, **STRATEGY, **how)
    return arranged


def _record(cast: Cast, meeting: PlanningMeeting) -> None:
    planning.record(meeting, held_on=NOW.date(), summary=SUMMARY, by=cast["worker"], at=NOW)


def _address(name: str, meeting: PlanningMeeting, *more: object) -> str:
    return reverse(name, args=[meeting.case.ref, meeting.pk, *more])


@pytest.mark.rule("BR-5")
def test_recording_keeps_the_professionals_and_the_agreed_strategies(southwark: Cast, ready: PlanningMeeting):
    _record(southwark, ready)
    ready.refresh_from_db()
    assert (ready.held_on, ready.summary, ready.recorded_by) == (NOW.date(), SUMMARY, southwark["worker"])
    facts = planning.facts(ready)
    assert list(facts["professionals"].values("name", "role", "agency")) == [PROFESSIONAL]
    assert list(facts["strategies"].values("text", "who", "due_on")) == [STRATEGY]
    assert ready.case.transitions.get(step=Step.MAP_HELD).reason == SUMMARY
    event = Event.objects.get(verb=Verb.MAP_RECORDED)
    assert (event.case, event.actor) == (ready.case.ref, southwark["worker"].pk)
    assert ready.history.count() == 2


@pytest.mark.rule("BR-5")
@pytest.mark.parametrize("missing", ["professionals", "strategies", "both"])
def test_without_professionals_or_strategies_it_is_refused(
    southwark: Cast, arranged: PlanningMeeting, how: dict[str, Any], missing: str
):
    if missing == "strategies":
        planning.add_professional(arranged, **PROFESSIONAL, **how)
    if missing == "professionals":
        planning.add_strategy(arranged, **STRATEGY, **how)
    with pytest.raises(StepMissing):
        _record(southwark, arranged)
    arranged.refresh_from_db()
    assert arranged.held_on is None
    assert not arranged.case.transitions.filter(step=Step.MAP_HELD).exists()


def test_after_recording_nothing_in_it_changes(southwark: Cast, ready: PlanningMeeting, how: dict[str, Any]):
    _record(southwark, ready)
    for act in (
        lambda: _record(southwark, ready),
        lambda: planning.add_professional(ready, **PROFESSIONAL, **how),
        lambda: planning.add_strategy(ready, **STRATEGY, **how),
        lambda: planning.remove(ready.professionals.get(), **how),
        lambda: planning.remove(ready.strategies.get(), **how),
    ):
        with pytest.raises(AlreadyDone):
            act()
    assert (ready.professionals.count(), ready.strategies.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_removed_while_it_is_recorded_stays(
    southwark: Cast, ready: PlanningMeeting, how: dict[str, Any]
):
    part = Professional.objects.get()
    _, removal = overlapping(lambda: _record(southwark, ready), lambda: planning.remove(part, **how))
    assert isinstance(removal, AlreadyDone)
    assert Professional.objects.exists()


def test_half_a_record_is_refused_by_the_database(ready: PlanningMeeting):
    ready.held_on = NOW.date()
    with pytest.raises(IntegrityError), transaction.atomic():
        ready.save()


def test_what_was_removed_stays_in_history(ready: PlanningMeeting, how: dict[str, Any]):
    part = ready.professionals.get()
    planning.remove(part, **how)
    assert not Professional.objects.exists()
    assert list(Professional.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "-"]


def test_what_is_added_and_removed_leaves_events_that_say_of_nobody_what(ready: PlanningMeeting, how: dict[str, Any]):
    planning.remove(ready.professionals.get(), **how)
    events = Event.objects.filter(verb=Verb.MAP_PREPARED).order_by("pk")
    assert [event.detail for event in events] == [
        {"added": "professional"},
        {"added": "strategy"},
        {"removed": "professional"},
    ]
    assert {(event.case, event.actor, event.at) for event in events} == {(ready.case.ref, how["by"].pk, how["at"])}


def test_the_social_worker_adds_removes_and_records_on_the_pages(
    southwark: Cast, arranged: PlanningMeeting, signed_in, clock
):
    clock.move_to(NOW)
    client, shown = signed_in(southwark["worker"]), arranged.get_absolute_url()
    typed = STRATEGY | day("due_on", STRATEGY["due_on"])
    typed.pop("due_on")
    for name, data in (("add_professional", PROFESSIONAL), ("add_strategy", typed)):
        assert _address(name, arranged) in client.get(shown).text
        assert client.get(_address(name, arranged)).status_code == 200
        assert client.post(_address(name, arranged), data).headers["Location"] == shown
    client.post(_address("add_professional", arranged), PROFESSIONAL | {"name": "By mistake"})
    mistake = arranged.professionals.get(name="By mistake")
    remove = _address("remove_part", arranged, "professionals", mistake.pk)
    assert remove in client.get(shown).text
    assert client.post(remove).headers["Location"] == shown
    assert "By mistake" not in client.get(shown).text
    record = _address("record_planning", arranged)
    assert client.get(record).status_code == 200
    answer = client.post(record, {"summary": SUMMARY, **day("held_on", NOW.date())})
    assert answer.headers["Location"] == shown
    page = client.get(shown).text
    assert all(words in page for words in (SUMMARY, STRATEGY["text"], PROFESSIONAL["name"]))
    assert remove not in page
    assert client.post(_address("add_professional", arranged), PROFESSIONAL).status_code == 409


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, ready: PlanningMeeting, signed_in, clock, subtests
):
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    strategy = {"text": "Meet him.", "who": "His father", **day("due_on", NOW.date())}
    held = {"summary": SUMMARY, **day("held_on", NOW.date())}
    wrong = [
        ("add_professional", PROFESSIONAL, "Enter the professional’s name", {"name": ""}),
        ("add_professional", PROFESSIONAL, "Enter their role", {"role": ""}),
        ("add_professional", PROFESSIONAL, "Enter their agency", {"agency": ""}),
        ("add_strategy", strategy, "Enter what will be done", {"text": ""}),
        ("add_strategy", strategy, "Enter who does it", {"who": ""}),
        ("add_strategy", strategy, "must be today or in the future", {"due_on-day": "11"}),
        ("record_planning", held, "must be today or in the past", {"held_on-day": "13"}),
        ("record_planning", held, "Enter the summary", {"summary": ""}),
    ]
    for name, good, sentence, changes in wrong:
        with subtests.test(sentence):
            typed = good | changes
            page = client.post(_address(name, ready), typed)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert all(str(value) in page.text for value in typed.values())
    ready.refresh_from_db()
    assert (ready.professionals.count(), ready.strategies.count(), ready.held_on) == (1, 1, None)


def test_only_parts_of_this_very_meeting_are_removed(
    southwark: Cast, ready: PlanningMeeting, told: Callable[..., Case], signed_in
):
    client, part, other = signed_in(southwark["worker"]), ready.professionals.get(), told("allocate", number=1)
    for address in (
        _address("remove_part", ready, "strategies", part.pk + 1000),
        _address("remove_part", ready, "contributions", part.pk),
        _address("remove_part", ready, "history", part.pk),
        reverse("remove_part", args=[other.ref, ready.pk, "professionals", part.pk]),
    ):
        assert client.post(address).status_code == 404
    assert client.get(_address("remove_part", ready, "professionals", part.pk)).status_code == 405
    assert (Professional.objects.count(), Strategy.objects.count()) == (1, 1)


def test_who_reaches_the_pages(southwark: Cast, ready: PlanningMeeting, signed_in, subtests):
    forms = [_address(name, ready) for name in ("add_professional", "add_strategy", "record_planning")]
    able = dict.fromkeys(("worker", "coordinator"), (200, 200))
    readers = dict.fromkeys(("team", "mash"), (200, 403))
    inside = dict.fromkeys(("minutes", "police.mash", "school"), (403, 403))
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), (404, 404))
    for part, (reading, writing) in {**able, **readers, **inside, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert client.get(ready.get_absolute_url()).status_code == reading
            assert {client.get(form).status_code for form in forms} == {writing}
    assert {signed_in(southwark["worker"]).put(form).status_code for form in forms} == {405}


@pytest.mark.rule("RE-7")
def test_what_was_agreed_is_given_to_a_named_person_and_both_reach_the_mase_form(
    southwark: Cast, ready: PlanningMeeting, how: dict[str, Any], signed_in, clock
):
    planning.add_strategy(ready, text="Meet her at the bus.", who="Her aunt", due_on=date(2026, 4, 2), **how)
    clock.move_to(NOW - timedelta(days=1))
    worker, strategy = signed_in(southwark["worker"]), ready.strategies.earliest("due_on")
    address = _address("give_strategy", ready, strategy.pk)
    assert STRATEGY["text"] in worker.get(address).text
    typed = {"text": STRATEGY["text"], "owner": southwark["health"].pk, **day("due_on", STRATEGY["due_on"])}
    assert worker.post(address, typed).headers["Location"] == ready.get_absolute_url()
    _record(southwark, ready)
    found = known.offers(ready.case, may=lambda permission: True, today=NOW.date())
    words = {offer.key: offer.words for offer in found if offer.key.startswith("planning")}
    assert words[f"planning-{ready.pk}"] == "- Meet her at the bus. (Her aunt, by 2 April 2026)"
    assert STRATEGY["text"] in words[f"planning-{ready.pk}-actions"]
    paper = worker.get(_address("print_planning", ready)).text
    assert all(said in paper for said in (SUMMARY, southwark["health"].name, "Meet her at the bus."))
    health = signed_in(southwark["health"])
    assert health.get(ready.actions.get().get_absolute_url()).status_code == 200
    assert health.get(_address("print_planning", ready)).status_code == 403
    assert worker.delete(address).status_code == 405

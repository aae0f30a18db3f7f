"""Moving a scheduled meeting: what hangs on it follows with its history, and whoever counts on it is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Deadline, Happening
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ListEntry, Panel
from meetings.operations import moving
from tests.meetings.conftest import deadline, told_by
from tests.meetings.typing_in import moment

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
LATER_AT = datetime(2026, 4, 9, 9, tzinfo=UTC)  # ten in the morning, summer time
EARLIER_AT = datetime(2026, 3, 19, 10, tzinfo=UTC)
WHY = "The chair is at court that day."


def _move(cast: Cast, panel: Panel, to: datetime = LATER_AT, *, at: datetime = NOW, **changes: Any) -> None:
    facts = {"pre_mase_at": to - timedelta(days=6), "place": panel.place, "reason": WHY} | changes
    moving.move(panel, scheduled_for=to, by=cast["coordinator"], at=at, **facts)


def _owed(panel: Panel, code: str) -> Deadline:
    return Deadline.objects.get(case=None, code=code, key=panel.ref, agency__kind="social_care")


def _typed(to: datetime = LATER_AT, **changes: str) -> dict[str, str]:
    typed = {**moment("scheduled_for", to), **moment("pre_mase_at", to - timedelta(days=6))}
    return typed | {"place": "Room 2", "reason": WHY} | changes


@pytest.mark.rule("RE-6", "SO-25")
def test_a_meeting_moves_with_its_event_and_history(southwark: Cast, panel: Panel):
    was = panel.scheduled_for
    _move(southwark, panel, place="By video")
    panel.refresh_from_db()
    assert (panel.scheduled_for, panel.place) == (LATER_AT, "By video")
    assert (panel.moved_at, panel.moved_by, panel.moved_from) == (NOW, southwark["coordinator"], was)
    assert (panel.moved_because, panel.history.count()) == (WHY, 2)
    event = Event.objects.get(verb=Verb.PANEL_MOVED)
    assert (event.subject_id, event.reason) == (panel.pk, WHY)
    assert event.detail == {"from": was.isoformat(), "to": LATER_AT.isoformat()}


@pytest.mark.rule("RE-6", "RE-8", "SO-25")
def test_what_is_owed_to_the_meeting_moves_with_it_across_the_change_of_the_clocks(southwark: Cast, panel: Panel):
    _move(southwark, panel)
    due = {
        "mase_circulation": datetime(2026, 4, 2, 22, 59, 59, 999999, UTC),
        "minutes_issued": datetime(2026, 4, 16, 16, tzinfo=UTC),
        "agency_submission": datetime(2026, 3, 30, 22, 59, 59, 999999, UTC),
    }
    for code, due_at in due.items():
        owed = _owed(panel, code)
        last = owed.events.latest("pk")
        assert (owed.due_at, last.kind, last.reason) == (due_at, Happening.MOVED, WHY), code
    asked = Deadline.objects.filter(code="agency_submission", key=panel.ref)
    assert set(asked.values_list("due_at", flat=True)) == {due["agency_submission"]}


def test_what_has_passed_stays_where_it_was(southwark: Cast, panel: Panel):
    owed = _owed(panel, "mase_circulation")
    _move(southwark, panel, at=owed.due_at + timedelta(minutes=1))
    assert (_owed(panel, "mase_circulation").due_at, _owed(panel, "mase_circulation").breached_at) == (
        owed.due_at,
        owed.due_at,
    )


@pytest.mark.rule("RE-6")
def test_the_time_for_a_form_that_is_waited_for_moves(southwark: Cast, panel: Panel, told: Callable[..., Case]):
    case = told("hold")
    _move(southwark, panel)
    owed = deadline(case, "mase_submission")
    assert owed.due_at == datetime(2026, 3, 30, 22, 59, 59, 999999, UTC)
    assert [row.kind for row in owed.events.order_by("pk")] == [Happening.STARTED, Happening.MOVED]


@pytest.mark.rule("RE-6")
def test_the_time_for_a_form_goes_to_the_next_meeting_where_this_one_takes_no_more(
    southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime
):
    stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    case = told("hold")
    _move(southwark, panel, EARLIER_AT)
    assert deadline(case, "mase_submission").due_at == datetime(2026, 4, 13, 22, 59, 59, 999999, UTC)


@pytest.mark.rule("RE-6")
def test_the_time_for_a_form_ends_where_no_meeting_takes_forms_any_more_and_starts_with_the_next(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
):
    case = told("hold")
    _move(southwark, panel, EARLIER_AT)
    assert deadline(case, "mase_submission").closed_as == "withdrawn"
    stories.schedule(southwark, on=date(2026, 4, 23), at=NOW)
    assert case.deadlines.open().get(code="mase_submission").due_at == datetime(2026, 4, 13, 22, 59, 59, 999999, UTC)


@pytest.mark.rule("RE-6")
def test_a_form_that_becomes_late_goes_to_the_next_meeting_and_back_again(
    southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime
):
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    form = told("submit").mase_forms.get()
    assert (form.panel, form.missed_panel) == (panel, None)
    _move(southwark, panel, EARLIER_AT - timedelta(days=3))
    form.refresh_from_db()
    assert (form.panel, form.missed_panel) == (following, panel)
    _move(southwark, panel, LATER_AT)
    form.refresh_from_db()
    assert (form.panel, form.missed_panel) == (panel, None)


def test_a_form_that_a_chair_took_to_the_meeting_stays_with_it(
    southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime
):
    stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    form = told("submit").mase_forms.get()
    form.missed_panel, form.admitted_late_at, form.admitted_late_by = panel, NOW, southwark["chair"]
    form.admitted_late_because = "New facts"
    form.save()
    _move(southwark, panel, EARLIER_AT)
    form.refresh_from_db()
    assert form.panel == panel


def test_a_case_on_the_list_stays_on_it(southwark: Cast, listed: ListEntry):
    _move(southwark, listed.panel)
    assert listed.panel.entries.get() == listed


def test_members_and_social_workers_are_told(southwark: Cast, panel: Panel, told: Callable[..., Case]):
    told("hold")
    _move(southwark, panel)
    reached = told_by(f"moved-{panel.pk}-")
    assert {southwark["worker"], southwark["chair"], southwark["health.member"], southwark["inspector"]} <= reached
    assert southwark["school"] not in reached


@pytest.mark.parametrize(
    ("when", "refused"),
    [(timedelta(minutes=-1), False), (timedelta(0), True), (timedelta(minutes=1), True)],
    ids=["a minute before", "as it begins", "a minute after"],
)
def test_a_meeting_that_has_begun_is_not_moved(southwark: Cast, panel: Panel, when: timedelta, refused: bool):
    at, was = panel.scheduled_for + when, panel.scheduled_for
    if refused:
        with pytest.raises(Refused, match="has begun"):
            _move(southwark, panel, at=at)
    else:
        _move(southwark, panel, at=at)
    panel.refresh_from_db()
    assert (panel.scheduled_for == was) is refused


def test_a_meeting_is_not_moved_into_the_past_nor_on_to_another_nor_to_where_it_is(
    southwark: Cast, panel: Panel, at: datetime
):
    other = stories.schedule(southwark, on=date(2026, 4, 9), at=at)
    with pytest.raises(Refused, match="still to come"):
        _move(southwark, panel, NOW)
    with pytest.raises(AlreadyDone, match="this moment"):
        _move(southwark, panel, other.scheduled_for)
    with pytest.raises(Refused, match="already"):
        _move(southwark, panel, panel.scheduled_for, pre_mase_at=panel.pre_mase_at)
    assert not Event.objects.filter(verb=Verb.PANEL_MOVED).exists()


def test_a_meeting_that_has_records_of_a_discussion_is_not_moved(southwark: Cast, listed: ListEntry):
    stories.discuss(southwark, listed.case, NOW)
    with pytest.raises(Refused, match="discussion"):
        _move(southwark, listed.panel)


def test_moving_it_twice_moves_it_twice_and_tells_twice(southwark: Cast, panel: Panel):
    _move(southwark, panel)
    _move(southwark, panel, LATER_AT + timedelta(days=7), at=NOW + timedelta(minutes=1))
    owed = _owed(panel, "mase_circulation")
    assert [row.kind for row in owed.events.order_by("pk")] == [Happening.STARTED, Happening.MOVED, Happening.MOVED]
    panel.refresh_from_db()
    assert panel.moved_from == LATER_AT


def test_a_move_without_its_reason_is_refused_by_the_database(southwark: Cast, panel: Panel):
    panel.moved_at = NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        panel.save()


@pytest.mark.rule("RE-6")
def test_the_co_ordinator_moves_it_on_the_page(southwark: Cast, panel: Panel, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["coordinator"]), reverse("move_meeting", args=[panel.ref])
    assert address in client.get(panel.get_absolute_url()).text
    assert panel.place in client.get(address).text
    assert client.post(address, _typed()).headers["Location"] == panel.get_absolute_url()
    page = client.get(panel.get_absolute_url()).text
    assert WHY in page
    assert "26 March 2026" in page


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, panel: Panel, signed_in, clock, subtests
):
    clock.move_to(NOW)
    client, address = signed_in(southwark["minutes"]), reverse("move_meeting", args=[panel.ref])
    wrong = {
        "Enter why it is moved": {"reason": " "},
        "must be in the future": moment("scheduled_for", NOW - timedelta(days=1)),
        "The pre-meeting must be before the meeting": moment("pre_mase_at", LATER_AT),
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(address, _typed(**changes))
            assert (page.status_code, sentence in page.text, "Room 2" in page.text) == (200, True, True)
    panel.refresh_from_db()
    assert panel.moved_at is None


def test_a_pre_meeting_that_has_been_held_stays_where_it_was(southwark: Cast, panel: Panel, signed_in, clock):
    was = panel.pre_mase_at
    clock.move_to(was + timedelta(hours=1))
    client, address = signed_in(southwark["coordinator"]), reverse("move_meeting", args=[panel.ref])
    assert "stays there" in client.get(address).text
    client.post(address, _typed())
    panel.refresh_from_db()
    assert (panel.scheduled_for, panel.pre_mase_at) == (LATER_AT, was)


def test_a_moment_that_is_taken_is_said_beside_the_field(southwark: Cast, panel: Panel, at: datetime, signed_in, clock):
    stories.schedule(southwark, on=date(2026, 4, 9), at=at)
    clock.move_to(NOW)
    page = signed_in(southwark["coordinator"]).post(reverse("move_meeting", args=[panel.ref]), _typed())
    assert (page.status_code, "scheduled for this moment already" in page.text) == (200, True)


def test_who_reaches_the_page(southwark: Cast, barnet: Cast, panel: Panel, signed_in, subtests):
    address = reverse("move_meeting", args=[panel.ref])
    expected = dict.fromkeys(("coordinator", "minutes"), 200) | dict.fromkeys(("worker", "chair", "police.mash"), 403)
    for part, status in {**expected, "school": 404, "admin": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["coordinator"]).get(address).status_code == 404
    assert signed_in(southwark["coordinator"]).delete(address).status_code == 405

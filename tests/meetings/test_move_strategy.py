"""Moving a convened strategy meeting: its clock stays where it is, what was is kept, everybody invited is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import StrategyMeeting, StrategyMove
from meetings.operations import strategy
from tests.meetings.conftest import deadline, told_by
from tests.meetings.typing_in import moment
from tests.together import overlapping

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)  # the meeting is for the 7th, and due on Monday the 9th at 17:00
NEW = datetime(2026, 3, 9, 14, tzinfo=UTC)
LATE = datetime(2026, 3, 9, 17, 1, tzinfo=UTC)


@pytest.fixture
def convened(told: Callable[..., Case]) -> StrategyMeeting:
    return told("convene").strategy_meetings.get()


def _move(cast: Cast, meeting: StrategyMeeting, *, at: datetime = NOW, **changes: object) -> None:
    facts = {"scheduled_for": NEW, "place": "By video", "reason": "Police are in court", "late_because": ""}
    strategy.move(meeting, **(facts | changes), by=cast["worker"], at=at)


def _typed(*, scheduled_for: datetime = NEW, **changes: str) -> dict[str, str]:
    typed = {"place": "By video", "reason": "Police are in court\nuntil noon.", "late_because": ""}
    return typed | moment("scheduled_for", scheduled_for) | changes


def _address(meeting: StrategyMeeting) -> str:
    return reverse("move_strategy", args=[meeting.case.ref, meeting.pk])


@pytest.mark.rule("HO-8")
def test_moving_changes_time_and_place_and_keeps_what_was(southwark: Cast, convened: StrategyMeeting):
    was_for, was_at = convened.scheduled_for, convened.place
    _move(southwark, convened)
    convened.refresh_from_db()
    assert (convened.scheduled_for, convened.place) == (NEW, "By video")
    kept = convened.moves.get()
    assert (kept.was_for, kept.was_at, kept.reason, kept.late_because) == (was_for, was_at, "Police are in court", "")
    assert (kept.moved_by, kept.moved_at) == (southwark["worker"], NOW)
    assert list(convened.history.order_by("history_id").values_list("scheduled_for", flat=True)) == [was_for, NEW]


@pytest.mark.rule("HO-8")
def test_the_time_to_hold_it_stays_where_the_concern_put_it(southwark: Cast, convened: StrategyMeeting):
    before = deadline(convened.case, "strategy_meeting")
    _move(southwark, convened)
    _move(southwark, convened, scheduled_for=LATE, late_because="The child is in hospital")
    after = deadline(convened.case, "strategy_meeting")
    assert (after.due_at, after.closed_at, after.events.count()) == (before.due_at, None, before.events.count())
    assert before.due_at == datetime(2026, 3, 9, 17, tzinfo=UTC)


def test_everybody_who_was_invited_and_the_chair_are_told_of_each_move(southwark: Cast, convened: StrategyMeeting):
    _move(southwark, convened)
    _move(southwark, convened, place="Room 3")
    parts = ("police.mash", "inspector", "police.chair", "police.member", "health", "health.member", "education")
    everybody = {southwark[part] for part in (*parts, "atm")}
    for moved in StrategyMove.objects.all():
        assert told_by(f"strategy-moved-{moved.pk}") == everybody


def test_the_trail_says_who_moved_it_and_why(southwark: Cast, convened: StrategyMeeting):
    _move(southwark, convened)
    event = Event.objects.get(verb=Verb.STRATEGY_MOVED)
    assert (event.case, event.actor, event.reason) == (
        convened.case.ref,
        southwark["worker"].pk,
        "Police are in court",
    )


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(("minutes", "refused"), [(-1, False), (0, False), (1, True)])
def test_beyond_its_time_it_is_moved_with_the_reason_only(
    southwark: Cast, convened: StrategyMeeting, minutes: int, refused: bool
):
    to = deadline(convened.case, "strategy_meeting").due_at + timedelta(minutes=minutes)
    if refused:
        with pytest.raises(Refused):
            _move(southwark, convened, scheduled_for=to)
        assert not convened.moves.exists()
    _move(southwark, convened, scheduled_for=to, late_because="The child is in hospital" if refused else "")
    assert convened.moves.get().late_because == ("The child is in hospital" if refused else "")


@pytest.mark.rule("HO-8")
def test_the_limit_of_an_urgent_meeting_is_the_end_of_its_day(southwark: Cast, told: Callable[..., Case]):
    case, at = told("allocate"), datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)  # the clocks go forward
    meeting = strategy.convene(
        case,
        reason="x",
        urgent=True,
        scheduled_for=at + timedelta(hours=2),
        place="y",
        chair=southwark["atm"],
        agencies=[southwark.agency("police")],
        by=southwark["worker"],
        at=at,
    )
    _move(southwark, meeting, at=at, scheduled_for=datetime(2026, 3, 29, 23, 59, tzinfo=LONDON))
    with pytest.raises(Refused):
        _move(southwark, meeting, at=at, scheduled_for=datetime(2026, 3, 30, 0, 0, tzinfo=LONDON))


@pytest.mark.rule("HO-8")
def test_the_limit_over_easter_is_the_third_working_day(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    at = datetime(2026, 4, 2, 16, tzinfo=LONDON)
    stories.convene(southwark, case, at)
    meeting = case.strategy_meetings.get()
    assert strategy.to_be_held_by(meeting) == datetime(2026, 4, 9, 17, tzinfo=LONDON)
    _move(southwark, meeting, at=at, scheduled_for=datetime(2026, 4, 9, 17, tzinfo=LONDON))
    assert meeting.moves.count() == 1


def test_the_same_move_twice_is_refused(southwark: Cast, convened: StrategyMeeting):
    _move(southwark, convened)
    with pytest.raises(AlreadyDone):
        _move(southwark, convened)
    assert convened.moves.count() == 1
    assert Event.objects.filter(verb=Verb.STRATEGY_MOVED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_move_it_to_the_same_time_one_is_refused(southwark: Cast, convened: StrategyMeeting):
    _, second = overlapping(lambda: _move(southwark, convened), lambda: _move(southwark, StrategyMeeting.objects.get()))
    assert isinstance(second, AlreadyDone)
    assert StrategyMove.objects.count() == 1


def test_a_meeting_that_was_held_is_not_moved(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    meeting = told("hold").strategy_meetings.get()
    with pytest.raises(AlreadyDone):
        _move(southwark, meeting)
    clock.move_to(datetime(2026, 3, 8, 9, tzinfo=UTC))
    page = signed_in(southwark["worker"]).post(_address(meeting), _typed())
    assert page.status_code == 409
    assert "This strategy meeting has been held." in page.text
    assert _address(meeting) not in signed_in(southwark["worker"]).get(meeting.get_absolute_url()).text


def test_on_a_closed_case_no_meeting_is_moved(southwark: Cast, convened: StrategyMeeting):
    case = convened.case
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        _move(southwark, convened)


def test_the_social_worker_moves_it_on_the_page(southwark: Cast, convened: StrategyMeeting, signed_in, clock):
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    assert _address(convened) in client.get(convened.get_absolute_url()).text
    page = client.get(_address(convened))
    assert page.status_code == 200
    assert "9 March 2026 at 17:00" in page.text
    answer = client.post(_address(convened), _typed())
    assert answer.headers["Location"] == convened.get_absolute_url()
    convened.refresh_from_db()
    assert (convened.scheduled_for, convened.place) == (NEW, "By video")
    shown = client.get(convened.get_absolute_url()).text
    for words in ("Room 2.04, or by video", "until noon.", southwark["worker"].name):
        assert words in shown


WRONG = {
    "Enter the room, or how to join": {"place": " "},
    "Enter why it is moved": {"reason": " "},
    "must be in the future": {"scheduled_for-day": "5"},
    "must be a real date": {"scheduled_for-day": "31", "scheduled_for-month": "2"},
    "Enter why it cannot be held in time, by 9 March 2026 at 17:00": {"scheduled_for-time": "17:01"},
}


@pytest.mark.rule("HO-8")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, convened: StrategyMeeting, signed_in, clock, subtests
):
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = _typed() | changes
            page = client.post(_address(convened), typed)
            assert page.status_code == 200
            assert sentence in page.text
            assert all(typed[name] in page.text for name in ("reason", "place"))
    assert not convened.moves.exists()


def test_who_reaches_the_page(southwark: Cast, convened: StrategyMeeting, signed_in, subtests, barnet: Cast):
    may = dict.fromkeys(("worker", "atm", "team", "service"), 200)
    inside = dict.fromkeys(("mash", "coordinator", "inspector", "health", "education", "school", "minutes"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**may, **inside, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert client.get(_address(convened)).status_code == status
            if part not in may:
                assert client.post(_address(convened), _typed()).status_code == status
    assert signed_in(barnet["atm"]).post(_address(convened), _typed()).status_code == 404
    assert not convened.moves.exists()


def test_the_meeting_of_one_case_is_not_moved_through_another(
    southwark: Cast, convened: StrategyMeeting, told: Callable[..., Case], signed_in
):
    other = told("allocate", number=1)
    address = reverse("move_strategy", args=[other.ref, convened.pk])
    assert signed_in(southwark["atm"]).get(address).status_code == 404


def test_the_page_answers_only_get_and_post(southwark: Cast, convened: StrategyMeeting, signed_in):
    assert signed_in(southwark["worker"]).put(_address(convened)).status_code == 405


def test_a_move_is_never_changed(southwark: Cast, convened: StrategyMeeting):
    _move(southwark, convened)
    moved = convened.moves.get()
    moved.reason = "Something else"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        moved.save()

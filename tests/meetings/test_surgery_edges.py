"""The surgery at its edges: the minute a slot begins and ends, who learns of what, two at the same moment (BA-3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mase.audit.models import Event
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.web import reader
from meetings import places, surgeries
from meetings.models import Recommended, SurgeryBooking, SurgerySession, Why
from meetings.operations import surgery
from tests.cases.everywhere import know
from tests.meetings.conftest import told_by
from tests.meetings.in_surgery import BEGINS, WORRY, booked, session
from tests.together import overlapping

Ending = Callable[..., None]
MINUTE = timedelta(minutes=1)
ADVICE = {"recommends": Recommended.WATCH, "advice": "Keep a diary of the calls."}
CASE = {"why": Why.BEFORE_MASE, "question": "Is it time for MASE?"}


@pytest.fixture
def ahead(barnet: Cast, at: datetime) -> SurgerySession:
    """Three slots of half an hour: 14:00, 14:30, 15:00."""
    return session(barnet, at=at)


@pytest.fixture
def child(barnet: Cast, at: datetime) -> Case:
    return stories.tell(barnet, 0, begins_at=at, until="inform")


def opening(cast: Cast, begins_at: datetime, *, at: datetime, times: int = 1) -> surgery.Series:
    said = {"begins_at": begins_at, "minutes_each": 45, "slots": 3, "place": "Room 2", "times": times}
    return surgery.open_sessions(cast.authority, **said, by=cast["inspector"], at=at)


@pytest.mark.rule("BA-3")
def test_a_series_over_the_end_of_summer_time_keeps_the_time_on_londons_clocks(barnet: Cast, at: datetime) -> None:
    series = opening(barnet, datetime(2026, 10, 14, 13, tzinfo=UTC), at=at, times=3)
    slots = [[f"{slot.begins_at:%d %H:%M}" for slot in one.slots.order_by("begins_at")] for one in series.opened]
    assert slots == [
        ["14 13:00", "14 13:45", "14 14:30"],
        ["28 14:00", "28 14:45", "28 15:30"],
        ["11 14:00", "11 14:45", "11 15:30"],
    ]
    assert Event.objects.filter(verb="surgery_opened", actor=barnet["inspector"].pk).count() == 3


@pytest.mark.parametrize("begins_at", [datetime(2026, 3, 14, 14, tzinfo=UTC), datetime(2026, 4, 3, 13, tzinfo=UTC)])
def test_a_session_on_a_day_without_office_is_refused_and_opens_nothing(barnet: Cast, at, begins_at: datetime) -> None:
    with pytest.raises(Refused, match="office is closed on that day"):  # a Saturday; Good Friday
        opening(barnet, begins_at, at=at)
    assert not SurgerySession.objects.exists()


def test_a_moment_is_free_again_once_its_session_is_cancelled(
    barnet: Cast, southwark: Cast, ahead: SurgerySession, at: datetime
) -> None:
    with pytest.raises(AlreadyDone, match="on 11 March 2026 already"):
        opening(barnet, BEGINS, at=at)
    surgery.cancel(ahead, reason="Nobody can come", by=barnet["inspector"], at=BEGINS - MINUTE)
    (again,) = opening(barnet, BEGINS, at=BEGINS - MINUTE).opened
    assert again.ref != ahead.ref
    assert [one.pk for one in surgeries.ahead([barnet.authority], at=at)] == [again.pk]
    assert [one.pk for one in surgeries.over([barnet.authority], at=at)] == [ahead.pk]
    assert not surgeries.ahead([southwark.authority], at=at)


@pytest.mark.parametrize(
    ("minutes", "listed", "free", "over"),
    [
        (-1, True, 2, False),
        (0, True, 2, True),  # the first slot has begun: it was booked
        (29, True, 2, True),
        (30, True, 1, True),
        (59, True, 1, True),
        (60, False, 0, True),  # the last has begun
    ],
)
def test_a_session_is_ahead_until_its_last_slot_begins(
    barnet: Cast, ahead: SurgerySession, minutes: int, listed: bool, free: int, over: bool
) -> None:
    booked(barnet, ahead)
    then = BEGINS + timedelta(minutes=minutes)
    found = list(surgeries.ahead([barnet.authority], at=then))
    assert [(one.all, one.free) for one in found] == ([(3, free)] if listed else [])
    assert surgeries.over([barnet.authority], at=then).exists() == over


@pytest.mark.rule("BA-3")
def test_a_slot_waits_for_advice_from_the_minute_it_ends_until_it_is_given(
    barnet: Cast, ahead: SurgerySession, at: datetime
) -> None:
    first, second = booked(barnet, ahead), booked(barnet, ahead, part="coordinator", place=1)
    ends = BEGINS + timedelta(minutes=30)

    def waiting(part: str, when: datetime) -> list[SurgeryBooking]:
        return list(surgeries.without_advice(barnet[part], at=when))

    assert waiting("inspector", ends - timedelta(microseconds=1)) == []
    assert waiting("inspector", ends) == [first]
    assert waiting("inspector", ends + timedelta(minutes=30)) == [first, second]
    assert waiting("coordinator", ends + timedelta(minutes=30)) == [first]  # nobody advises themselves
    assert waiting("school", ends + timedelta(minutes=30)) == []
    surgery.advise(first, **ADVICE, by=barnet["inspector"], at=ends)
    assert waiting("inspector", ends + timedelta(minutes=30)) == [second]


@pytest.mark.rule("BA-3")
def test_advice_is_given_from_the_moment_the_slot_begins_to_a_slot_that_was_kept(
    barnet: Cast, ahead: SurgerySession, at: datetime
) -> None:
    given, kept = booked(barnet, ahead), booked(barnet, ahead, part="health", place=1)
    surgery.release(given, by=barnet["school"], at=at)
    begins = BEGINS + timedelta(minutes=30)
    for part, when, may in (
        ("inspector", begins - timedelta(microseconds=1), False),
        ("inspector", begins, True),
        ("police.mash", begins, True),
        ("health", begins, False),
        ("team", begins, False),
    ):
        assert surgery.may_be_advised(kept, by=barnet[part], at=when) == may, (part, when)
    with pytest.raises(Refused, match="has not begun"):
        surgery.advise(kept, **ADVICE, by=barnet["inspector"], at=begins - timedelta(microseconds=1))
    given.refresh_from_db()
    assert not surgery.may_be_advised(given, by=barnet["inspector"], at=begins)
    kept.refresh_from_db()
    assert (kept.advised_at, kept.recommends) == (None, None)


def test_no_advice_is_written_for_a_session_that_was_cancelled(barnet: Cast, ahead: SurgerySession, at) -> None:
    booking = booked(barnet, ahead)
    surgery.cancel(ahead, reason="Snow", by=barnet["coordinator"], at=BEGINS - MINUTE)
    with pytest.raises(AlreadyDone, match="session was cancelled"):
        surgery.advise(booking, **ADVICE, by=barnet["inspector"], at=BEGINS)
    assert not surgeries.without_advice(barnet["inspector"], at=BEGINS + timedelta(days=1))
    assert not Event.objects.filter(verb="surgery_advised").exists()


def test_a_session_that_has_begun_is_not_cancelled(barnet: Cast, ahead: SurgerySession, at: datetime) -> None:
    booked(barnet, ahead)
    with pytest.raises(Refused, match="begun or is over"):
        surgery.cancel(ahead, reason="Late", by=barnet["coordinator"], at=BEGINS)
    ahead.refresh_from_db()
    assert (ahead.cancelled_at, told_by("surgery-cancelled")) == (None, set())


def test_a_slot_is_booked_until_the_moment_it_begins_by_a_role_that_books_there(
    barnet: Cast, southwark: Cast, ahead: SurgerySession, at: datetime
) -> None:
    first = ahead.slots.order_by("begins_at")[0]
    with pytest.raises(Refused, match="has begun or is over"):
        surgery.book(first, **WORRY, by=barnet["school"], at=BEGINS)
    for stranger in (southwark["school"], southwark["coordinator"], barnet["privacy"], barnet["admin"]):
        with pytest.raises(NotEntitled):
            surgery.book(first, **WORRY, by=stranger, at=at)
    assert not SurgeryBooking.objects.exists()
    booking = surgery.book(first, **WORRY, by=barnet["school"], at=BEGINS - timedelta(microseconds=1))
    assert (booking.agency, booking.case) == (barnet.agency("harbour"), None)
    first.refresh_from_db()
    assert first.taken_by == barnet["school"]


@pytest.mark.rule("BA-3", "ALL-5")
def test_a_worry_below_the_threshold_takes_no_case_along_even_where_one_is_written(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime
) -> None:
    booking = booked(barnet, ahead, part="worker", reference=child.ref)
    assert booking.case is None
    assert Event.objects.get(verb="surgery_booked").case == ""
    assert set(Message.objects.filter(key__startswith="surgery-booked").values_list("reference", flat=True)) == {""}


@pytest.mark.rule("BA-3", "ALL-5")
def test_what_is_told_about_a_slot_names_no_child_and_no_question(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime
) -> None:
    booking = booked(barnet, ahead, part="worker", reference=child.ref, **CASE)
    surgery.advise(booking, **ADVICE, by=barnet["inspector"], at=BEGINS)
    notices = Message.objects.filter(key__startswith="surgery-")
    assert {notice.reference for notice in notices} == {child.ref}
    for notice in notices:
        for secret in (child.child.given_names, child.child.family_name, CASE["question"], ADVICE["advice"]):
            assert secret not in f"{notice.text} {notice.url} {notice.key}"
    assert barnet["worker"] not in told_by("surgery-booked")  # nobody is told of what they did themselves
    assert told_by("surgery-advised") == {barnet["worker"]}


@pytest.mark.rule("BA-3")
def test_a_second_slot_for_the_same_child_lets_the_police_know_for_longer_and_never_shorter(
    barnet: Cast, child: Case, at: datetime
) -> None:
    child.agency_grants.filter(group=barnet.agency("police").group_id).delete()
    later = session(barnet, at=at, begins_at=BEGINS + timedelta(days=14))
    booked(barnet, later, part="worker", reference=child.ref, **CASE)
    booked(barnet, session(barnet, at=at), part="worker", reference=child.ref, **CASE)
    ends = later.begins_at + timedelta(days=14)
    for when, known in ((ends - timedelta(microseconds=1), True), (ends, False)):
        assert bool(access.standing(barnet["inspector"], child, at=when).by_agency) == known, when


def given_back(booking: SurgeryBooking, cast: Cast, *, at: datetime) -> None:
    surgery.release(booking, by=cast["worker"], at=at)


def cancelled(booking: SurgeryBooking, cast: Cast, *, at: datetime) -> None:
    know(cast["coordinator"], booking.case.child, at=at)  # type: ignore[union-attr]
    with reader.answering(cast["coordinator"].pk, at=at):
        surgery.cancel(booking.slot.session, reason="Snow", by=cast["coordinator"], at=at)


@pytest.mark.rule("BA-3")
@pytest.mark.parametrize("ending", [given_back, cancelled])
def test_what_the_police_were_shown_for_a_slot_ends_with_it_but_for_what_another_slot_needs(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime, ending: Ending
) -> None:
    child.agency_grants.filter(group=barnet.agency("police").group_id).delete()
    later = session(barnet, at=at, begins_at=BEGINS + timedelta(days=14))
    first = booked(barnet, ahead, part="worker", reference=child.ref, **CASE)
    second = booked(barnet, later, part="worker", reference=child.ref, **CASE)
    ends = BEGINS + timedelta(days=14)
    ending(second, barnet, at=at + MINUTE)
    shown = {
        when: bool(access.standing(barnet["inspector"], child, at=when).by_agency) for when in (ends - MINUTE, ends)
    }
    assert list(shown.values()) == [True, False]
    surgery.release(first, by=barnet["worker"], at=at + 2 * MINUTE)
    assert not access.standing(barnet["inspector"], child, at=at + 2 * MINUTE).by_agency


@pytest.mark.rule("BA-3")
def test_what_the_police_have_for_something_else_stays_when_the_slot_is_given_back(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime
) -> None:
    held = child.agency_grants.filter(group=barnet.agency("police").group_id)
    held.exclude(permission__codename="see_case").delete()
    held.update(reason="A visit together", ends_at=at + timedelta(days=2))
    given_back(booked(barnet, ahead, part="worker", reference=child.ref, **CASE), barnet, at=at + MINUTE)
    assert held.get().reason == "A visit together"


def test_a_slot_of_a_cancelled_session_is_not_given_back(barnet: Cast, ahead: SurgerySession, at, signed_in) -> None:
    booking = booked(barnet, ahead)
    surgery.cancel(ahead, reason="Snow", by=barnet["coordinator"], at=at)
    answer = signed_in(barnet["school"]).post(f"{booking.get_absolute_url()}release/", follow=True)
    assert "This session is cancelled. There is no slot to give back." in answer.content.decode()
    booking.refresh_from_db()
    assert booking.released_at is None


def test_the_navigation_shows_what_opens_for_the_person(barnet: Cast, southwark: Cast, at: datetime) -> None:
    shown = {
        (cast.authority.code, part): {name for name, says in places.opened(cast[part], at=at).items() if says}
        for cast in (barnet, southwark)
        for part in ("coordinator", "school", "admin")
    }
    assert shown == {
        ("barnet", "coordinator"): {"surgeries", "complex_meetings"},
        ("barnet", "school"): {"surgeries"},
        ("barnet", "admin"): set(),
        ("southwark", "coordinator"): {"complex_meetings"},
        ("southwark", "school"): set(),
        ("southwark", "admin"): set(),
    }


@pytest.mark.django_db(transaction=True)
def test_whoever_books_while_the_session_is_being_cancelled_is_refused_or_told(barnet: Cast, at: datetime) -> None:
    first = session(barnet, at=at, slots=2)
    one = first.slots.order_by("begins_at")[0]

    def cancelling() -> None:
        surgery.cancel(first, reason="Snow", by=barnet["coordinator"], at=at)

    _, refused = overlapping(cancelling, lambda: surgery.book(one, **WORRY, by=barnet["school"], at=at))
    assert "session is cancelled" in str(refused)
    second = session(barnet, at=at, begins_at=BEGINS + timedelta(days=1))
    slot = second.slots.order_by("begins_at")[0]
    overlapping(
        lambda: surgery.book(slot, **WORRY, by=barnet["health"], at=at),
        lambda: surgery.cancel(second, reason="Snow", by=barnet["coordinator"], at=at),
    )
    assert told_by("surgery-cancelled") == {barnet["health"]}
    assert SurgeryBooking.objects.count() == 1

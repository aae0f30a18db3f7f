"""The surgery: sessions two weeks apart, slots that one person gets, advice that is written down (BA-3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled, Refused
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from mase.web import reader
from meetings import surgeries
from meetings.models import Recommended, SurgeryBooking, SurgerySession, Why
from meetings.operations import surgery
from tests.cases.everywhere import know
from tests.meetings.conftest import told_by
from tests.meetings.in_surgery import BEGINS, WORRY, booked, session
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]
ADVICE = {"recommends": Recommended.MASE_FORM, "advice": "Complete the form; we log the car."}
CASE = {"why": Why.BEFORE_MASE, "question": "Is it time for MASE?"}


@pytest.fixture
def ahead(barnet: Cast, at: datetime) -> SurgerySession:
    return session(barnet, at=at)


@pytest.fixture
def child(barnet: Cast, at: datetime) -> Case:
    return stories.tell(barnet, 0, begins_at=at, until="inform")


def main(answer: object) -> str:
    return words(one(read(answer.content.decode()), "main"))  # type: ignore[attr-defined]


@pytest.mark.rule("BA-3")
@pytest.mark.parametrize(
    ("first", "times", "opened", "left_out"),
    [
        (date(2026, 3, 4), 3, ["03-04", "03-18", "04-01"], []),
        (date(2026, 4, 20), 3, ["04-20", "05-18"], ["05-04"]),  # the early May bank holiday
        (date(2026, 12, 11), 2, ["12-11"], ["12-25"]),
    ],
)
def test_sessions_are_two_weeks_apart_and_none_is_left_out_silently(
    barnet: Cast, at: datetime, first: date, times: int, opened: list[str], left_out: list[str]
) -> None:
    begins_at = datetime(first.year, first.month, first.day, 14, tzinfo=UTC)
    said = {"begins_at": begins_at, "minutes_each": 20, "slots": 2, "place": "Room 2", "times": times}
    series = surgery.open_sessions(barnet.authority, **said, by=barnet["police.mash"], at=at)
    assert [f"{one.begins_at:%m-%d}" for one in series.opened] == opened
    assert [f"{day:%m-%d}" for day in series.left_out] == left_out


def test_a_series_keeps_londons_time_and_stops_whole_where_one_of_its_moments_is_taken(
    barnet: Cast, at: datetime, signed_in: Browse
) -> None:
    client = signed_in(barnet["coordinator"])
    sent = {"authority": "barnet", "minutes_each": "30", "slots": "2", "place": "Room 2", "times": "4"}
    sent |= {"begins_at-day": "23", "begins_at-month": "3", "begins_at-year": "2026", "begins_at-time": "14:00"}
    page = main(client.post("/surgeries/open/", sent, follow=True))
    assert "2 sessions are open. None was opened on 6 April 2026 and 4 May 2026: the office is closed." in page
    begins = SurgerySession.objects.order_by("begins_at").values_list("begins_at", flat=True)
    assert [f"{moment:%d %H:%M}" for moment in begins] == ["23 14:00", "20 13:00"]
    again = client.post("/surgeries/open/", sent | {"begins_at-day": "9"}).content.decode()
    assert "A session is open at that time on 23 March 2026 already" in again
    assert 'value="Room 2"' in again
    assert SurgerySession.objects.count() == 2


@pytest.mark.rule("BA-3")
def test_who_books_for_a_case_reads_the_advice_and_it_stands_in_its_chronology(
    barnet: Cast, ahead: SurgerySession, child: Case, signed_in: Browse, clock
) -> None:
    worker, police = signed_in(barnet["worker"]), signed_in(barnet["inspector"])
    slot = ahead.slots.order_by("begins_at").first()
    sent = {"why": "before_mase", "reference": child.ref.lower(), "question": "Is it time for MASE?"}
    path = worker.post(f"/surgeries/{ahead.ref}/slots/{slot.pk}/book/", sent).headers["Location"]
    assert police.get(f"{path}advise/").status_code == 200
    early = police.post(f"{path}advise/", {"recommends": "mase_form", "advice": "Too early"})
    assert "The slot has not begun yet" in main(early)
    clock.move_to(BEGINS + timedelta(minutes=45))
    worker, police = signed_in(barnet["worker"]), signed_in(barnet["inspector"])
    assert "Slots without advice" in main(police.get("/surgeries/"))
    said = {"recommends": "mase_form", "advice": "Complete the form; we log the car."}
    assert police.post(f"{path}advise/", said).headers["Location"] == path
    assert "Slots without advice" not in main(police.get("/surgeries/"))
    assert "Complete the MASE form" in main(worker.get(path))
    chronology = signed_in(barnet["team"]).get(f"/cases/{child.ref}/chronology/").content.decode()
    assert "Advice from the surgery. Complete the MASE form" in chronology
    assert told_by("surgery-advised") == {barnet["worker"]}
    event = Event.objects.get(verb="surgery_advised")
    assert (event.case, event.actor, event.detail) == (child.ref, barnet["inspector"].pk, {"recommends": "mase_form"})


@pytest.mark.rule("BA-3")
def test_a_worry_names_no_child_and_is_read_by_who_booked_it_and_who_advises(
    barnet: Cast, ahead: SurgerySession, at: datetime, signed_in: Browse
) -> None:
    booking = booked(barnet, ahead)
    path = booking.get_absolute_url()
    seen = {part: signed_in(barnet[part]).get(path).status_code for part in ("school", "coordinator", "inspector")}
    assert set(seen.values()) == {200}
    for part, status in {"other.school": 404, "worker": 404, "health.member": 403}.items():
        assert signed_in(barnet[part]).get(path).status_code == status, part
    for part, number in {"worker": 0, "team": 0, "school": 1, "inspector": 1}.items():
        with reader.answering(barnet[part].pk, at=at), reader.lifted():
            assert SurgeryBooking.objects.count() == number, part
    other = read(signed_in(barnet["other.school"]).get(ahead.get_absolute_url()).content.decode())
    assert "Booked by somebody else" in words(one(other, "main"))
    assert barnet["school"].name not in words(one(other, "main"))
    assert len(every(other, "main td a")) == 2
    assert (
        Event.objects.filter(verb="viewed", subject="meetings.surgerybooking", actor=barnet["school"].pk).count() == 1
    )


@pytest.mark.rule("BA-3")
def test_a_slot_is_given_back_until_it_begins_and_somebody_else_books_it(
    barnet: Cast, ahead: SurgerySession, at
) -> None:
    booking = booked(barnet, ahead)
    with pytest.raises(AlreadyDone, match="You have this slot already"):
        booked(barnet, ahead)
    with pytest.raises(NotEntitled):
        surgery.release(booking, by=barnet["health"], at=at)
    with pytest.raises(Refused, match="has begun"):
        surgery.release(booking, by=barnet["school"], at=BEGINS)
    surgery.release(booking, by=barnet["school"], at=BEGINS - timedelta(seconds=1))
    with pytest.raises(AlreadyDone):
        surgery.release(booking, by=barnet["school"], at=at)
    booked(barnet, ahead, part="health")
    assert surgeries.ahead([barnet.authority], at=at).get().free == 2
    with pytest.raises(AlreadyDone, match="given back"):
        surgery.advise(booking, **ADVICE, by=barnet["inspector"], at=BEGINS)


@pytest.mark.rule("BA-3")
def test_only_an_open_case_that_the_person_sees_is_booked_for(
    barnet: Cast, southwark: Cast, told, ahead: SurgerySession, child: Case, at: datetime
) -> None:
    for reference, part in ((child.ref, "other.school"), (told("refer").ref, "worker"), ("BCDF-2345", "worker")):
        with pytest.raises(Refused, match="You see no case with this reference"):
            booked(barnet, ahead, part=part, reference=reference, **CASE)
    assert not SurgeryBooking.objects.exists()
    cases.close(child, outcome=Outcome.MOVED, reason="Moved away", by=barnet["team"], at=at + timedelta(days=2))
    with pytest.raises(CaseClosed):
        booked(barnet, ahead, part="coordinator", reference=child.ref, **CASE)
    assert ahead.slots.filter(taken_by=None).count() == 3


@pytest.mark.rule("BA-3", "ALL-5")
def test_the_police_learn_who_the_child_is_until_two_weeks_after_unless_a_conflict_keeps_them_from_it(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime, signed_in: Browse
) -> None:
    child.agency_grants.filter(group=barnet.agency("police").group_id).delete()
    know(barnet["police.mash"], child.child, at=at)
    path = booked(barnet, ahead, part="worker", reference=child.ref, **CASE).get_absolute_url()
    standing = {part: access.standing(barnet[part], child, at=at) for part in ("inspector", "police.mash")}
    assert [len(one.by_agency) for one in standing.values()] == [1, 0]
    assert not access.standing(barnet["inspector"], child, at=BEGINS + timedelta(days=14)).by_agency
    kept = signed_in(barnet["police.mash"])
    assert kept.get(path).status_code == 404
    assert "What it was booked for is not open to you" in main(kept.get(ahead.get_absolute_url()))
    assert barnet["police.mash"] not in told_by("surgery-booked")
    assert {barnet["inspector"], barnet["coordinator"]} <= told_by("surgery-booked")


def test_a_cancelled_session_tells_who_booked_also_for_a_case_that_is_closed_to_who_cancels(
    barnet: Cast, ahead: SurgerySession, child: Case, at: datetime, signed_in: Browse
) -> None:
    booked(barnet, ahead)
    booked(barnet, ahead, part="worker", place=1, reference=child.ref, **CASE)
    know(barnet["coordinator"], child.child, at=at)
    client, path = signed_in(barnet["coordinator"]), ahead.get_absolute_url()
    assert client.post(f"{path}cancel/", {"reason": "Neither of us can come."}).headers["Location"] == path
    assert told_by("surgery-cancelled") == {barnet["school"], barnet["worker"]}
    assert "is cancelled already" in main(client.post(f"{path}cancel/", {"reason": "What was typed"}))
    with pytest.raises(AlreadyDone, match="session is cancelled"):
        booked(barnet, ahead, part="health", place=2)
    assert "Neither of us can come." in main(signed_in(barnet["school"]).get(path))


def test_nobody_advises_themselves_and_nothing_is_advised_twice(barnet: Cast, ahead: SurgerySession, signed_in) -> None:
    own = booked(barnet, ahead, part="coordinator")
    with pytest.raises(NotEntitled):
        surgery.advise(own, **ADVICE, by=barnet["coordinator"], at=BEGINS)
    assert signed_in(barnet["coordinator"]).get(f"{own.get_absolute_url()}advise/").status_code == 403
    surgery.advise(own, **ADVICE, by=barnet["police.mash"], at=BEGINS)
    with pytest.raises(AlreadyDone):
        surgery.advise(own, **ADVICE, by=barnet["inspector"], at=BEGINS)
    with pytest.raises(NotEntitled):
        surgery.advise(booked(barnet, ahead, place=1), **ADVICE, by=barnet["worker"], at=BEGINS + timedelta(hours=1))


def test_no_page_of_the_surgery_exists_where_none_is_held(
    southwark: Cast, barnet: Cast, ahead: SurgerySession, signed_in: Browse
) -> None:
    booking = booked(barnet, ahead)
    path, slot = ahead.get_absolute_url(), ahead.slots.last()
    inside = [path, f"{path}cancel/", f"{path}slots/{slot.pk}/book/", booking.get_absolute_url()]
    client = signed_in(southwark["coordinator"])
    for page in ("/surgeries/", "/surgeries/open/", *inside, f"{booking.get_absolute_url()}advise/"):
        assert client.get(page).status_code == 404, page
    assert client.post(f"{booking.get_absolute_url()}release/").status_code == 404
    assert signed_in(barnet["worker"]).get(f"{path}cancel/").status_code == 403
    assert signed_in(barnet["school"]).get(f"{booking.get_absolute_url()}release/").status_code == 405


def test_the_list_costs_as_much_with_more_sessions_and_bookings(
    barnet: Cast, ahead: SurgerySession, at: datetime, signed_in: Browse
) -> None:
    client, asked = signed_in(barnet["coordinator"]), []
    for number in (1, 2, 5):
        booked(barnet, session(barnet, at=at, begins_at=BEGINS + timedelta(days=number)), part="coordinator")
        with CaptureQueriesContext(connection) as captured:
            page = read(client.get("/surgeries/").content.decode())
        asked.append(len(captured))
    assert len(texts(page, "tbody tr")) == 4 + 3
    assert asked[1] == asked[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("BA-3")
def test_of_two_who_book_a_slot_at_once_one_gets_it(barnet: Cast, at: datetime) -> None:
    slot = session(barnet, at=at, slots=1).slots.get()
    people = [barnet["school"], barnet["health"]]
    outcomes = in_parallel(lambda number: surgery.book(slot, **WORRY, by=people[number], at=at), 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDone", "SurgeryBooking"]
    assert SurgeryBooking.objects.count() == 1


def test_what_was_typed_stays_with_whoever_comes_second(barnet: Cast, ahead: SurgerySession, signed_in: Browse) -> None:
    booking = booked(barnet, ahead)
    path = f"{ahead.get_absolute_url()}slots/{booking.slot_id}/book/"
    answer = signed_in(barnet["health"]).post(path, {"why": "below_threshold", "question": "Half an hour of typing"})
    page = read(answer.content.decode())
    assert "Somebody else has just booked this slot" in words(one(page, ".govuk-error-summary"))
    assert words(one(page, "textarea")) == "Half an hour of typing"
    assert len(every(page, "main ul.govuk-list--bullet a")) == 2

"""What is typed around the surgery: what is said beside which field, that nothing is lost and nothing done (BA-3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import Authority, User
from mase.audit.models import Event
from mase.cases import operations as cases
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.forms.surgery import AdviseBooking, Book, OpenSessions
from meetings.models import SurgeryBooking, SurgerySession
from meetings.surgeries import fortnightly
from tests.cases.pages import error_of, texts
from tests.meetings.in_surgery import BEGINS, booked, session
from tests.meetings.typing_in import moment

Browse = Callable[[User], Client]
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
OPENED: dict[str, Any] = {"authority": "barnet", "minutes_each": "30", "slots": "6", "place": "Room 2", "times": "6"}


@pytest.fixture
def ahead(barnet: Cast, at: datetime) -> SurgerySession:
    return session(barnet, at=at)


def sessions(**changed: Any) -> OpenSessions:
    sent = OPENED | moment("begins_at", BEGINS) | changed
    return OpenSessions(sent, authorities=[Authority(code="barnet", name="Barnet")], at=NOW)


def said(form: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in form.errors.items()}


def test_a_series_that_is_typed_whole_is_read_whole() -> None:
    form = sessions()
    assert form.is_valid()
    kept = form.cleaned_data
    assert (kept["begins_at"], kept["minutes_each"], kept["slots"], kept["times"]) == (BEGINS, 30, 6, 6)
    assert kept["authority"].code == "barnet"


@pytest.mark.parametrize(
    ("changed", "field", "error"),
    [
        (moment("begins_at", NOW), "begins_at", "The beginning must be in the future"),
        ({"begins_at-time": ""}, "begins_at", "The beginning must include a time"),
        ({"begins_at-day": "31", "begins_at-month": "4"}, "begins_at", "The beginning must be a real date"),
        (
            {"begins_at-day": "29", "begins_at-time": "01:30"},
            "begins_at",
            "The beginning is in the hour that was skipped when the clocks went forward",
        ),
        ({"minutes_each": "9"}, "minutes_each", "The minutes of each slot must be 10 or more"),
        ({"minutes_each": "121"}, "minutes_each", "The minutes of each slot must be 120 or less"),
        ({"slots": "0"}, "slots", "The number of slots must be 1 or more"),
        ({"slots": "25"}, "slots", "The number of slots must be 24 or less"),
        ({"slots": "six"}, "slots", "The number of slots must be a whole number"),
        ({"times": "27"}, "times", "The number of sessions must be 26 or less"),
        ({"place": " "}, "place", "Enter the room, or how to join"),
        ({"authority": "southwark"}, "authority", "Select whose surgery it is from the list"),
    ],
)
def test_a_series_that_cannot_be_held_says_why_beside_its_field(changed: dict, field: str, error: str) -> None:
    assert said(sessions(**changed)) == {field: [error]}


@pytest.mark.parametrize(
    "changed",
    [
        moment("begins_at", NOW + timedelta(minutes=1)),
        {"minutes_each": "10", "slots": "1", "times": "1"},
        {"minutes_each": "120", "slots": "24", "times": "26"},
    ],
)
def test_the_least_and_the_most_are_enough(changed: dict) -> None:
    assert said(sessions(**changed)) == {}


def test_a_year_of_sessions_falls_on_the_same_day_of_the_week() -> None:
    days = fortnightly(date(2026, 1, 7), times=26)
    assert (len(days), days[0], days[-1]) == (26, date(2026, 1, 7), date(2026, 12, 23))
    assert {day.weekday() for day in days} == {2}
    assert fortnightly(date(2028, 2, 16), times=2)[1] == date(2028, 3, 1)  # over a 29 February


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {},
            {"why": ["Select what you want to speak about"], "question": ["Enter what you would like advice on"]},
        ),
        ({"why": "before_mase", "question": "x"}, {"reference": ["Enter the reference of the case"]}),
        ({"why": "gossip", "question": "x"}, {"why": ["Select what you want to speak about from the list"]}),
        (
            {"why": "below_threshold", "question": "x" * 4001},
            {"question": ["What you would like advice on must be 4000 characters or fewer"]},
        ),
        ({"why": "below_threshold", "question": "x", "reference": "B" * 13}, {}),  # the question is closed
    ],
)
def test_a_booking_says_what_is_missing_of_what_was_asked(sent: dict, errors: dict) -> None:
    assert said(Book(sent)) == errors


def test_what_was_typed_under_an_answer_that_was_taken_back_is_left_aside() -> None:
    form = Book({"why": "below_threshold", "question": "x", "reference": "BCDF-2345"})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == ""


def test_advice_has_a_recommendation_and_words() -> None:
    assert said(AdviseBooking({})) == {
        "recommends": ["Select what the surgery recommends"],
        "advice": ["Enter what was advised"],
    }


@pytest.mark.rule("BA-3")
def test_a_case_that_cannot_be_booked_for_is_said_beside_its_reference_and_the_question_stays(
    barnet: Cast, ahead: SurgerySession, at: datetime, signed_in: Browse
) -> None:
    child: Case = stories.tell(barnet, 0, begins_at=at, until="inform")
    slot = ahead.slots.order_by("begins_at")[0]
    path = f"{ahead.get_absolute_url()}slots/{slot.pk}/book/"
    sent = {"why": "before_mase", "question": "Half an hour of typing", "reference": "BCDF-2345"}
    worker = signed_in(barnet["worker"])
    unseen = worker.post(path, sent)
    assert error_of(unseen, "reference") == "You see no case with this reference. Check the reference."
    assert texts(unseen, "main textarea") == ["Half an hour of typing"]
    cases.close(child, outcome=Outcome.MOVED, reason="Moved away", by=barnet["team"], at=at + timedelta(days=2))
    closed = signed_in(barnet["coordinator"]).post(path, sent | {"reference": child.ref})
    assert error_of(closed, "reference") == "This case is closed."
    assert not SurgeryBooking.objects.exists()
    assert not Event.objects.filter(verb="surgery_booked").exists()


def test_a_page_left_open_until_its_slot_began_loses_nothing(
    barnet: Cast, ahead: SurgerySession, signed_in: Browse, clock: Any
) -> None:
    slot = ahead.slots.order_by("begins_at")[0]
    clock.move_to(BEGINS)
    path = f"{ahead.get_absolute_url()}slots/{slot.pk}/book/"
    late = signed_in(barnet["school"]).post(path, {"why": "below_threshold", "question": "Typed at ten to two"})
    assert error_of(late, "why") == "This slot has begun or is over. Choose another."
    assert texts(late, "main textarea") == ["Typed at ten to two"]
    assert len(texts(late, "main ul.govuk-list--bullet a")) == 2
    assert not SurgeryBooking.objects.exists()


def test_a_slot_that_has_begun_is_no_longer_given_back_and_says_so(
    barnet: Cast, ahead: SurgerySession, signed_in: Browse, clock: Any
) -> None:
    booking = booked(barnet, ahead)
    path = booking.get_absolute_url()
    clock.move_to(BEGINS - timedelta(seconds=1))
    assert "Give the slot back" in " ".join(texts(signed_in(barnet["school"]).get(path), "main"))
    clock.move_to(BEGINS)
    school = signed_in(barnet["school"])
    answer = school.post(f"{path}release/", follow=True)
    assert "The slot has begun. It can no longer be given back." in " ".join(texts(answer, "body"))
    assert "Give the slot back" not in " ".join(texts(answer, "main"))
    booking.refresh_from_db()
    assert (booking.released_at, booking.slot.taken_by) == (None, barnet["school"])


def test_a_refusal_at_the_door_of_the_surgery_is_kept_and_names_no_case(
    barnet: Cast, southwark: Cast, ahead: SurgerySession, signed_in: Browse
) -> None:
    assert signed_in(barnet["school"]).get("/surgeries/open/").status_code == 403
    assert signed_in(southwark["coordinator"]).get(ahead.get_absolute_url()).status_code == 404
    assert signed_in(barnet["school"]).get(f"{ahead.get_absolute_url()}%00/").status_code == 404
    refused = Event.objects.filter(verb="refused").order_by("pk")
    assert [(event.actor, event.case) for event in refused][:2] == [
        (barnet["school"].pk, ""),
        (southwark["coordinator"].pk, ""),
    ]
    before = Event.objects.filter(verb="viewed", subject="meetings.surgerysession").count()
    assert signed_in(barnet["school"]).get(ahead.get_absolute_url()).status_code == 200
    assert Event.objects.filter(verb="viewed", subject="meetings.surgerysession").count() == before + 1


def test_an_empty_reason_cancels_nothing(barnet: Cast, ahead: SurgerySession, signed_in: Browse) -> None:
    client, path = signed_in(barnet["inspector"]), f"{ahead.get_absolute_url()}cancel/"
    assert error_of(client.post(path, {"reason": " "}), "reason") == "Enter why the session is cancelled"
    ahead.refresh_from_db()
    assert ahead.cancelled_at is None

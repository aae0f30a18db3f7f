"""Days away: a person notes their own, whoever allocates the work those of their agency, and nobody anybody else's."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies import leave
from mase.agencies.models import Leave, User
from mase.audit.models import Event
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from tests.cases.pages import texts
from tests.meetings.typing_in import day
from tests.together import in_parallel

TODAY = date(2026, 3, 2)
TOMORROW, FRIDAY, NEXT_WEEK = date(2026, 3, 3), date(2026, 3, 6), date(2026, 3, 9)
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(southwark: Cast, signed_in: SignIn) -> Client:
    """The social worker's."""
    return signed_in(southwark["worker"])


def _typed(person: User, begins_on: date = TOMORROW, ends_on: date = FRIDAY) -> dict[str, object]:
    return {"person": person.pk, **day("begins_on", begins_on), **day("ends_on", ends_on)}


def _noted(cast: Cast, part: str = "worker", by: str = "", *, at: datetime, **days: date) -> Leave:
    settled = {"begins_on": TOMORROW, "ends_on": FRIDAY} | days
    return leave.note_leave(cast[part], by=cast[by or part], at=at, **settled)


def _errors(answer: Any) -> str:
    return " ".join(texts(answer, ".govuk-error-summary a"))


def test_a_person_notes_their_own(desk: Client, southwark: Cast, at: datetime) -> None:
    answer = desk.post("/leave/", _typed(southwark["worker"]), follow=True)
    shown = " ".join(texts(answer, "main"))
    assert "The days have been noted." in shown
    assert "3 March 2026" in shown
    noted = Leave.objects.get()
    assert (noted.user, noted.begins_on, noted.ends_on) == (southwark["worker"], TOMORROW, FRIDAY)
    assert (noted.noted_by, noted.noted_at) == (southwark["worker"], at)
    event = Event.objects.get(verb="leave_noted")
    expected = {"person": southwark["worker"].pk, "from": "2026-03-03", "to": "2026-03-06"}
    assert (event.actor, event.subject_id, event.detail) == (southwark["worker"].pk, noted.pk, expected)


def test_who_has_no_colleagues_to_note_for_is_not_asked_who(desk: Client, southwark: Cast) -> None:
    page = desk.get("/leave/")
    assert not texts(page, "select[name=person]")
    assert "No days away are noted" in " ".join(texts(page, "main"))


def test_a_manager_notes_for_somebody_of_the_agency(southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["team"]).post("/leave/", _typed(southwark["worker"]))
    noted = Leave.objects.get()
    assert (noted.user, noted.noted_by) == (southwark["worker"], southwark["team"])


@pytest.mark.parametrize(
    ("by", "person"),
    [
        ("worker", "second.worker"),  # a colleague
        ("worker", "team"),
        ("health", "health.member"),  # who allocates nothing
        ("team", "police.mash"),  # another agency
        ("team", "health"),
        ("admin", "worker"),
    ],
)
def test_nobody_notes_anybody_else_s(southwark: Cast, signed_in: SignIn, by: str, person: str) -> None:
    answer = signed_in(southwark[by]).post("/leave/", _typed(southwark[person]))
    assert answer.status_code == 200
    assert not Leave.objects.exists()


def test_nor_somebody_s_of_another_authority(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["team"]).post("/leave/", _typed(barnet["worker"]))
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "why"),
    [
        (FRIDAY, TOMORROW, "The last day away must be the same as or after the first"),
        (date(2026, 2, 2), date(2026, 2, 6), "The last day away must be today or in the future"),
    ],
)
def test_days_that_cannot_be_are_explained_and_kept(
    desk: Client, southwark: Cast, begins_on: date, ends_on: date, why: str
) -> None:
    answer = desk.post("/leave/", _typed(southwark["worker"], begins_on, ends_on))
    assert why in _errors(answer)
    assert f'value="{begins_on.day}"' in answer.content.decode()
    assert not Leave.objects.exists()


def test_a_day_that_is_none_is_explained(desk: Client, southwark: Cast) -> None:
    answer = desk.post("/leave/", _typed(southwark["worker"]) | {"begins_on-day": "31", "begins_on-month": "2"})
    assert "The first day away must be a real date" in _errors(answer)


def test_nothing_typed_is_explained(desk: Client, southwark: Cast) -> None:
    assert _errors(desk.post("/leave/", {"person": southwark["worker"].pk}))
    assert not Leave.objects.exists()


def test_one_day_is_enough_and_today_too(desk: Client, southwark: Cast) -> None:
    desk.post("/leave/", _typed(southwark["worker"], TODAY, TODAY))
    assert Leave.objects.get().ends_on == TODAY


def test_days_that_began_before_are_noted_afterwards(desk: Client, southwark: Cast) -> None:
    desk.post("/leave/", _typed(southwark["worker"], date(2026, 2, 27), FRIDAY))
    assert Leave.objects.get().begins_on == date(2026, 2, 27)


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "free"),
    [
        (TOMORROW, FRIDAY, False),  # the same twice
        (FRIDAY, NEXT_WEEK, False),
        (TODAY, TOMORROW, False),
        (TODAY, NEXT_WEEK, False),
        (TODAY, TODAY, True),
        (date(2026, 3, 7), NEXT_WEEK, True),
    ],
)
def test_no_day_is_noted_twice(
    desk: Client, southwark: Cast, at: datetime, begins_on: date, ends_on: date, free: bool
) -> None:
    _noted(southwark, at=at)
    answer = desk.post("/leave/", _typed(southwark["worker"], begins_on, ends_on))
    assert Leave.objects.count() == 1 + free
    assert free or "Some of these days are noted already" in _errors(answer)


def test_another_person_s_days_are_no_hindrance(desk: Client, southwark: Cast, at: datetime) -> None:
    _noted(southwark, "second.worker", at=at)
    desk.post("/leave/", _typed(southwark["worker"]))
    assert Leave.objects.count() == 2


def test_what_is_to_come_is_taken_back(desk: Client, southwark: Cast, at: datetime) -> None:
    noted = _noted(southwark, at=at)
    assert "Take back" in " ".join(texts(desk.get("/leave/"), "tbody"))
    answer = desk.post(f"/leave/{noted.pk}/end/", follow=True)
    assert "The days have been taken off." in " ".join(texts(answer, "main"))
    assert not Leave.objects.exists()
    assert list(Leave.history.order_by("history_date", "history_id").values_list("history_type", flat=True)) == [
        "+",
        "-",
    ]
    assert Event.objects.get(verb="leave_ended").detail["from"] == "2026-03-03"


def test_what_has_begun_ends_with_yesterday(desk: Client, southwark: Cast, at: datetime) -> None:
    noted = _noted(southwark, at=at, begins_on=date(2026, 2, 27))
    assert "Back from today" in " ".join(texts(desk.get("/leave/"), "tbody"))
    desk.post(f"/leave/{noted.pk}/end/")
    noted.refresh_from_db()
    assert (noted.begins_on, noted.ends_on) == (date(2026, 2, 27), date(2026, 3, 1))
    assert "No days away are noted" in " ".join(texts(desk.get("/leave/"), "main"))


def test_who_is_back_on_the_first_day_was_never_away(southwark: Cast, at: datetime) -> None:
    leave.end_leave(_noted(southwark, at=at, begins_on=TODAY), by=southwark["worker"], at=at)
    assert not Leave.objects.exists()


def test_ended_twice_it_is_not_there_any_more(desk: Client, southwark: Cast, at: datetime) -> None:
    address = f"/leave/{_noted(southwark, at=at).pk}/end/"
    assert [desk.post(address).status_code for _ in range(2)] == [302, 404]
    assert Event.objects.filter(verb="leave_ended").count() == 1


def test_what_somebody_else_has_ended_meanwhile_is_refused(southwark: Cast, at: datetime) -> None:
    noted = _noted(southwark, at=at)
    leave.end_leave(Leave.objects.get(pk=noted.pk), by=southwark["team"], at=at)
    with pytest.raises(leave.DaysRefused, match="over already"):
        leave.end_leave(noted, by=southwark["worker"], at=at)


def test_a_manager_ends_what_somebody_of_the_agency_noted(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    noted = _noted(southwark, at=at)
    assert signed_in(southwark["team"]).post(f"/leave/{noted.pk}/end/").status_code == 302
    assert not Leave.objects.exists()


@pytest.mark.parametrize("by", ["second.worker", "health", "police.mash", "inspector", "admin"])
def test_for_anybody_else_it_is_not_there(southwark: Cast, signed_in: SignIn, at: datetime, by: str) -> None:
    noted = _noted(southwark, at=at)
    desk = signed_in(southwark[by])
    assert desk.post(f"/leave/{noted.pk}/end/").status_code == 404
    assert "No days away are noted" in " ".join(texts(desk.get("/leave/"), "main"))
    assert Leave.objects.filter(pk=noted.pk).exists()


def test_another_authority_s_manager_sees_nothing_of_it(
    southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    noted = _noted(southwark, at=at)
    desk = signed_in(barnet["team"])
    assert desk.post(f"/leave/{noted.pk}/end/").status_code == 404
    assert "No days away are noted" in " ".join(texts(desk.get("/leave/"), "main"))


def test_a_manager_whose_role_has_ended_has_only_their_own(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    noted = _noted(southwark, at=at)
    membership = southwark["team"].memberships.get()
    membership.ends_at = at
    membership.save()
    assert signed_in(southwark["team"]).post(f"/leave/{noted.pk}/end/").status_code == 404


def test_the_page_says_what_becomes_of_the_work_and_home_leads_there(desk: Client) -> None:
    page = " ".join(texts(desk.get("/leave/"), "main"))
    assert "What is late goes to the next person on the ladder meanwhile." in page
    assert 'href="/leave/"' in desk.get("/").content.decode()


@pytest.mark.parametrize(("method", "address"), [("get", "/leave/{}/end/"), ("put", "/leave/"), ("delete", "/leave/")])
def test_the_wrong_method_does_nothing(desk: Client, southwark: Cast, at: datetime, method: str, address: str) -> None:
    noted = _noted(southwark, at=at)
    assert getattr(desk, method)(address.format(noted.pk)).status_code == 405
    assert Leave.objects.filter(pk=noted.pk).exists()


def test_a_full_page_costs_no_more_queries_than_a_short_one(
    southwark: Cast, signed_in: SignIn, at: datetime, django_assert_max_num_queries: Any
) -> None:
    desk = signed_in(southwark["team"])
    for parts in (["worker"], ["second.worker", "atm", "service", "coordinator", "mash", "minutes"]):
        for part in parts:
            _noted(southwark, part, at=at)
        with django_assert_max_num_queries(14):
            assert desk.get("/leave/").status_code == 200


@pytest.mark.parametrize(
    ("day_of", "is_away"),
    [(TODAY, False), (TOMORROW, True), (date(2026, 3, 4), True), (FRIDAY, True), (date(2026, 3, 7), False)],
)
def test_a_person_is_away_from_the_first_day_to_the_last(
    southwark: Cast, at: datetime, day_of: date, is_away: bool
) -> None:
    _noted(southwark, at=at)
    assert Leave.objects.on(day_of).exists() is is_away


def test_the_database_refuses_an_end_before_the_beginning(southwark: Cast, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(
            user=southwark["worker"], begins_on=FRIDAY, ends_on=TODAY, noted_by=southwark["worker"], noted_at=at
        )


@pytest.mark.django_db(transaction=True)
def test_the_same_days_noted_at_once_are_noted_once(at: datetime, transactional_db: None) -> None:
    cast = demo_cast.hire("southwark", at=at, password=None)

    def note(_: int) -> bool:
        try:
            _noted(cast, at=at + timedelta(seconds=1))
        except leave.DaysRefused:
            return False
        return True

    assert sorted(in_parallel(note, 4)) == [False, False, False, True]
    assert Leave.objects.count() == 1

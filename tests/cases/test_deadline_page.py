"""A deadline's own page: rule, source, start, due, what is left, who answers, who is next; and what decides on time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Leave, User
from mase.cases import deadlines, ladder, operations
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.ledger import kinds

A_DAY = timedelta(days=1)
SignIn = Callable[[User], Client]


@pytest.fixture
def screening(told: Callable[..., Case]) -> Deadline:
    """The worker's ten days for the screening."""
    return told("allocate").deadlines.select_related("case", "authority").get(code="screening")


def _page(client: Client, deadline: Deadline) -> str:
    answer = client.get(deadline.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_all_there_is_to_a_deadline(screening: Deadline, southwark: Cast, signed_in: SignIn) -> None:
    page = _page(signed_in(southwark["worker"]), screening)
    for words in (
        "Complete the CSE risk screening",
        "10 working days from allocation",
        "Set locally",
        "southwark 2026-04-01",
        "16 March 2026 at 17:00",
        southwark["worker"].name,
        southwark["team"].name,
        "Service manager: " + southwark["service"].name,
        screening.path,
    ):
        assert words in page, words


def test_a_place_of_the_ladder_where_everybody_is_away_says_so(
    screening: Deadline, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    away = {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31), "noted_at": at}
    Leave.objects.create(user=southwark["service"], noted_by=southwark["service"], **away)
    assert "Service manager: nobody there at present" in _page(signed_in(southwark["worker"]), screening)


def test_the_ledger_names_the_places_that_were_empty(
    screening: Deadline, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    Deadline.objects.filter(pk=screening.pk).update(ladder=["panel_chair", "service_manager"], manager=None)
    southwark["chair"].memberships.all().delete()
    southwark["police.chair"].memberships.all().delete()
    ladder.sweep(at=screening.due_at + timedelta(minutes=1))
    assert "Nobody was there as MASE chair" in _page(signed_in(southwark["worker"]), screening)


@pytest.mark.parametrize("part", ["barnet", "health"])
def test_whoever_may_not_see_that_part_of_the_file_finds_nothing(
    screening: Deadline, southwark: Cast, barnet: Cast, signed_in: SignIn, part: str
) -> None:
    person = barnet["team"] if part == "barnet" else southwark["health"]
    assert signed_in(person).get(screening.get_absolute_url()).status_code == 404


def test_another_case_s_address_does_not_lead_to_it(
    screening: Deadline, told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    other = told("allocate", number=1)
    address = reverse("case_deadline", args=[other.ref, screening.ref])
    assert signed_in(southwark["team"]).get(address).status_code == 404


def _act(client: Client, name: str, deadline: Deadline, reason: str = "The child is in hospital") -> int:
    assert deadline.case is not None
    address = reverse(name, args=[deadline.case.ref, deadline.ref])
    assert client.get(address).status_code in (200, 409)
    return client.post(address, {"reason": reason}).status_code


def test_a_manager_stops_the_clock_and_lets_it_run_again(
    screening: Deadline, southwark: Cast, signed_in: SignIn, clock: Any, at: datetime
) -> None:
    due_at = screening.due_at
    clock.move_to(at + 2 * A_DAY)
    client = signed_in(southwark["team"])
    assert _act(client, "pause_deadline", screening) == 302
    assert "Clock stopped" in _page(client, screening)
    clock.move_to(at + 3 * A_DAY)
    assert _act(signed_in(southwark["team"]), "resume_deadline", screening) == 302
    screening.refresh_from_db()
    assert screening.due_at == due_at + A_DAY
    assert kinds(screening) == ["started", "paused", "resumed"]
    assert [event.reason for event in screening.events.order_by("pk")][1] == "The child is in hospital"


def test_a_manager_waives_with_a_reason(screening: Deadline, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["service"])
    assert _act(client, "waive_deadline", screening, reason="") == 200, "without a reason nothing happens"
    assert kinds(screening) == ["started"]
    assert _act(client, "waive_deadline", screening) == 302
    screening.refresh_from_db()
    assert (screening.closed_as, screening.next_at, kinds(screening)) == ("waived", None, ["started", "waived"])
    assert _act(client, "waive_deadline", screening) == 409, "and not twice"


@pytest.mark.parametrize(("part", "status"), [("worker", 403), ("coordinator", 403), ("atm", 403), ("inspector", 404)])
def test_whoever_lacks_the_right_decides_nothing(
    screening: Deadline, southwark: Cast, signed_in: SignIn, part: str, status: int
) -> None:
    address = reverse("waive_deadline", args=[screening.case.ref, screening.ref])
    assert signed_in(southwark[part]).post(address, {"reason": "x"}).status_code == status
    assert kinds(screening) == ["started"]


def test_nobody_decides_on_what_they_owe_themselves(
    screening: Deadline, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    case = screening.case
    owed = deadlines.start(
        case, "action", at=at, by=southwark["team"], owner=southwark["team"], key="1", due_at=at + A_DAY
    )
    assert _act(signed_in(southwark["team"]), "waive_deadline", owed) == 409
    assert kinds(owed) == ["started"]


def test_nobody_is_offered_a_decision_on_what_their_role_owes(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    check = told("refer").deadlines.get(code="mash_check")
    assert "Waive this deadline" not in _page(signed_in(southwark["mash"]), check)
    assert "Waive this deadline" in _page(signed_in(southwark["service"]), check)


def test_what_may_not_pause_is_not_offered_and_not_done(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    check = told("refer").deadlines.get(code="mash_check")
    client = signed_in(southwark["service"])
    assert "Stop the clock" not in _page(client, check)
    assert _act(client, "pause_deadline", check) == 409
    assert kinds(check) == ["started"]


def test_what_an_agency_owes_to_a_meeting_has_a_page_for_that_agency_and_social_care(
    southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    owed = deadlines.start(
        southwark.authority,
        "agency_submission",
        at=at,
        by=None,
        agency=southwark.agency("health"),
        key="A",
        path="/meetings/",
        meeting_at=at + 30 * A_DAY,
    )
    assert owed is not None
    found = {
        part: signed_in(person).get(owed.get_absolute_url()).status_code
        for part, person in {
            "health": southwark["health"],
            "coordinator": southwark["coordinator"],
            "school": southwark["school"],
            "barnet": barnet["coordinator"],
        }.items()
    }
    assert found == {"health": 200, "coordinator": 200, "school": 404, "barnet": 404}


@pytest.mark.parametrize(("who", "led"), [("team", True), ("coordinator", False)])
def test_only_whoever_may_do_the_work_is_led_to_it(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, who: str, led: bool
) -> None:
    allocation = told("decide").deadlines.get(code="allocation")
    client = signed_in(southwark[who])
    assert (f'href="{allocation.path}"' in _page(client, allocation)) is led
    assert client.get(allocation.path).status_code == (200 if led else 403)


@pytest.mark.parametrize(("who", "led"), [("health", True), ("coordinator", False)])
def test_only_the_agency_that_owes_information_is_led_to_where_it_is_sent(
    southwark: Cast, signed_in: SignIn, at: datetime, who: str, led: bool
) -> None:
    owed = deadlines.start(
        southwark.authority,
        "agency_submission",
        at=at,
        by=None,
        agency=southwark.agency("health"),
        key="A",
        path=reverse("send_information", args=["BCDF-2345", "southwark-health"]),
        meeting_at=at + 30 * A_DAY,
    )
    assert owed is not None
    assert (owed.path in _page(signed_in(southwark[who]), owed)) is led


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_s_deadline_is_not_there_for_whoever_was_not_named(
    screening: Deadline, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    operations.restrict(screening.case, by=southwark["service"], at=at + A_DAY, reason="Related to staff")
    assert signed_in(southwark["atm"]).get(screening.get_absolute_url()).status_code == 404


def test_social_care_waives_what_an_agency_owes_to_a_meeting_once_and_with_a_reason(
    southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    owed = deadlines.start(
        southwark.authority,
        "agency_submission",
        at=at,
        by=None,
        agency=southwark.agency("health"),
        key="A",
        path="/meetings/",
        meeting_at=at + 30 * A_DAY,
    )
    assert owed is not None
    address = reverse("waive_owed", args=[owed.ref])
    for part, status in {"health": 403, "coordinator": 403, "inspector": 404}.items():
        assert signed_in(southwark[part]).post(address, {"reason": "x"}).status_code == status
    client = signed_in(southwark["service"])
    assert address in _page(client, owed)
    assert client.post(address, {"reason": ""}).status_code == 200
    assert kinds(owed) == ["started"]
    assert client.post(address, {"reason": "The service has closed"}).status_code == 302
    again = client.post(address, {"reason": "The service has closed"})
    assert (again.status_code, kinds(owed)) == (200, ["started", "waived"])
    assert "This deadline has ended." in again.content.decode()


@pytest.mark.parametrize("named", ["%00", "ZZZZ-2222", "%FF"])
def test_a_deadline_that_is_none_is_not_found(
    screening: Deadline, southwark: Cast, signed_in: SignIn, named: str
) -> None:
    client, own = signed_in(southwark["worker"]), screening.get_absolute_url()
    assert client.get(own).status_code == 200
    assert client.get(own.replace(screening.ref, named)).status_code == 404
    assert client.get(reverse("deadline", args=["REF"]).replace("REF", named)).status_code == 404

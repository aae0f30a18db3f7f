"""A restricted record is closed to every agency; who works it and who restricted it keep it by name."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, operations
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from tests.cases.pages import error_of, texts

WHY = "The child is related to a member of staff"
LATER = timedelta(days=1)


@pytest.fixture
def case(told: Callable[..., Case], southwark: Cast, at: datetime) -> Case:
    told_case = told("allocate")
    operations.restrict(told_case, by=southwark["service"], at=at + LATER, reason=WHY)
    return told_case


@pytest.mark.rule("ALL-5")
def test_only_the_worker_and_who_restricted_it_see_it(case: Case, southwark: Cast, at: datetime) -> None:
    seeing = {
        part for part, user in southwark.people.items() if access.may(user, Permission.CASE_VIEW, case, at=at + LATER)
    }
    listed = {
        part for part, user in southwark.people.items() if case in access.page(access.visible(user, at=at + LATER))
    }
    assert seeing == listed == {"worker", "service"}


def test_who_when_and_why_stand_on_the_case_and_in_the_trail(case: Case, southwark: Cast, at: datetime) -> None:
    kept = Case.objects.get(pk=case.pk)
    assert (kept.restricted_by, kept.restricted_at, kept.restricted_because) == (southwark["service"], at + LATER, WHY)
    event = Event.objects.get(verb="case_restricted")
    assert (event.actor, event.reason, event.case) == (southwark["service"].pk, WHY, case.ref)


def test_a_second_time_is_refused_even_from_a_stale_page(case: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(AlreadyDone):
        operations.restrict(case, by=southwark["mash"], at=at + 2 * LATER, reason="Again")
    assert Event.objects.filter(verb="case_restricted").count() == 1
    assert not access.may(southwark["mash"], Permission.CASE_VIEW, case, at=at + 2 * LATER)


def test_steps_after_it_open_it_to_no_agency_again(case: Case, southwark: Cast, at: datetime) -> None:
    stories.screen(southwark, case, at + 2 * LATER)
    stories.convene(southwark, case, at + 3 * LATER)
    assert not case.agency_grants.exists()


def test_the_next_social_worker_sees_it(case: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(case, southwark["second.worker"], by=southwark["service"], at=at + 2 * LATER)
    may = {
        part: access.may(southwark[part], Permission.CASE_VIEW, case, at=at + 2 * LATER)
        for part in ("worker", "second.worker", "service")
    }
    assert may == {"worker": False, "second.worker": True, "service": True}


def test_a_manager_restricts_on_the_page_and_a_colleague_is_outside_at_once(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("refer")
    colleague, duty = signed_in(southwark["team"]), signed_in(southwark["mash"])
    assert colleague.get(f"/cases/{case.ref}/").status_code == 200
    assert duty.get(f"/cases/{case.ref}/restrict/").status_code == 200
    answer = duty.post(f"/cases/{case.ref}/restrict/", {"reason": WHY}, follow=True)
    assert "The record is restricted." in " ".join(texts(answer, "main"))
    assert "Restricted" in " ".join(texts(answer, "main"))
    assert colleague.get(f"/cases/{case.ref}/").status_code == 404
    assert case.ref not in colleague.get("/cases/").content.decode()
    assert case.ref not in colleague.get("/").content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001], ids=["nothing", "blanks", "too much"])
def test_without_a_reason_nothing_is_restricted(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], reason: str
) -> None:
    case = told("refer")
    page = signed_in(southwark["service"]).post(f"/cases/{case.ref}/restrict/", {"reason": reason})
    assert error_of(page, "reason")
    assert texts(page, "textarea[name=reason]") == [reason.strip()]
    case.refresh_from_db()
    assert case.restricted_at is None
    assert case.agency_grants.exists()

"""A case leaves a route: what was still owed on it is no longer owed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from referrals.models import Route, RouteCode
from referrals.operations import routes as operations
from tests.referrals.trail import rows, running
from tests.web.html import one, read, texts, words


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def route(case: Case, southwark: Cast, at: datetime) -> Route:
    return operations.begin(case, RouteCode.PLACED_ELSEWHERE, reason="x", by=southwark["worker"], at=at)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


def address(route: Route) -> str:
    return reverse("end_route", args=[route.case.ref, route.pk])


@pytest.mark.rule("SO-22")
def test_ending_a_route_withdraws_what_was_owed_on_it(
    worker: Client, case: Case, route: Route, southwark: Cast, at: datetime
) -> None:
    before = running(case)
    assert worker.post(address(route), {"because": "She is back\nin the borough"}).status_code == 302
    route.refresh_from_db()
    assert (route.ended_by, route.ended_at, route.ended_because) == (
        southwark["worker"],
        at,
        "She is back\nin the borough",
    )
    assert before - running(case) == {"iro_notice", "host_contact"}
    assert set(Deadline.objects.filter(case=case, closed_as="withdrawn").values_list("code", flat=True)) == {
        "iro_notice",
        "host_contact",
    }
    (row,) = rows(case, Verb.ROUTE_ENDED)
    assert row.reason == "She is back\nin the borough"


@pytest.mark.rule("HO-14")
def test_a_planned_move_is_no_longer_owed_either(case: Case, route: Route, southwark: Cast, at: datetime) -> None:
    how = {"by": southwark["worker"], "at": at}
    operations.record_step(route, "move_planned", done_at=at, planned_on=date(2026, 3, 20), note="x", **how)
    operations.end(route, because="x", **how)
    assert "host_move_notice" not in running(case)


def test_what_another_route_owes_goes_on(case: Case, route: Route, southwark: Cast, at: datetime) -> None:
    how = {"by": southwark["worker"], "at": at}
    operations.begin(case, RouteCode.TRAFFICKING, reason="x", **how)
    operations.begin(case, RouteCode.OPEN_CASE, reason="x", **how)
    operations.end(route, because="x", **how)
    assert {"nrm_referral", "forwarded_concern"} <= running(case)


def test_it_ends_once(worker: Client, route: Route, southwark: Cast, at: datetime) -> None:
    operations.end(route, because="x", by=southwark["worker"], at=at)
    with pytest.raises(AlreadyDone):
        operations.end(route, because="y", by=southwark["worker"], at=at)
    answer = worker.post(address(route), {"because": "y"})
    assert (answer.status_code, Route.objects.get(pk=route.pk).ended_because) == (409, "x")


def test_it_can_begin_anew(case: Case, route: Route, southwark: Cast, at: datetime) -> None:
    operations.end(route, because="x", by=southwark["worker"], at=at)
    anew = operations.begin(
        case, RouteCode.PLACED_ELSEWHERE, reason="Moved again", by=southwark["worker"], at=at + timedelta(days=1)
    )
    assert anew.pk != route.pk
    assert {"iro_notice", "host_contact"} <= running(case)


def test_without_a_reason_nothing_ends(worker: Client, route: Route) -> None:
    page = read(worker.post(address(route), {"because": "  "}).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter why the route ends"]
    route.refresh_from_db()
    assert route.ended_at is None


def test_an_ended_route_stays_on_the_page_with_its_reason(
    worker: Client, case: Case, route: Route, southwark: Cast, at: datetime
) -> None:
    operations.end(route, because="She is back in the borough", by=southwark["worker"], at=at)
    page = words(one(read(worker.get(reverse("routes", args=[case.ref])).content.decode()), "main"))
    assert "Routes that have ended" in page
    assert "She is back in the borough" in page
    assert "The case is on no route of its own" in page


def test_the_database_takes_all_facts_of_the_end_or_none(route: Route, at: datetime) -> None:
    route.ended_at = at
    with pytest.raises(IntegrityError, match="route_ended_facts"), transaction.atomic():
        route.save()


@pytest.mark.rule("ALL-5")
def test_who_may_end_a_route(route: Route, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    for part, status in {"police.mash": 403, "health": 403, "second.worker": 404}.items():
        assert signed_in(southwark[part]).post(address(route), {"because": "x"}).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(route), {"because": "x"}).status_code == 404
    route.refresh_from_db()
    assert route.ended_at is None


def test_other_methods_are_refused(worker: Client, route: Route) -> None:
    assert worker.put(address(route)).status_code == 405

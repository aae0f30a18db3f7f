"""The page of a case's routes: what is done and by whom, what comes next and by when, whom to involve."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import HtmlElement

from mase.agencies.models import User
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.cases.models import Outcome as CaseOutcome
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations as referrals
from referrals.models import Route, RouteCode
from referrals.operations import routes as operations
from tests.referrals import routed
from tests.referrals.trail import viewed
from tests.web.html import every, one, read, words


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


@pytest.fixture
def begun(case: Case, southwark: Cast, at: datetime) -> Callable[[RouteCode], Route]:
    def begin(code: RouteCode) -> Route:
        return operations.begin(case, code, reason="Her carers said so", by=southwark["worker"], at=at)

    return begin


def do(route: Route, code: str, cast: Cast, *, at: datetime, **facts: Any) -> None:
    operations.record_step(route, code, by=cast["worker"], at=at, **{"done_at": at} | facts)


def shown(client: Client, case: Case) -> HtmlElement:
    answer = client.get(reverse("routes", args=[case.ref]))
    assert answer.status_code == 200
    return one(read(answer.content.decode()), "main")


def row(page: HtmlElement, label: str) -> str:
    """Return the words of the step that bears this label."""
    (found,) = [words(line) for line in every(page, "tbody tr") if label in words(line)]
    return found


def send(cast: Cast, *, at: datetime, **facts: Any) -> Case:
    """A referral that says more of the child, come in on a case of its own."""
    draft = referrals.start_draft(cast.agency("harbour"), by=cast["school"], at=at)
    said = {"child": stories.child(4, at=at), "referral": stories.REFERRAL | facts}
    return referrals.send(draft, by=cast["school"], at=at, **said).case


def test_a_case_without_a_route_says_so(worker: Client, case: Case) -> None:
    page = shown(worker, case)
    assert "The case is on no route of its own" in words(page)
    assert [link.text_content().strip() for link in every(page, "a.govuk-button")] == ["Begin a route"]


@pytest.mark.rule("SO-22", "HO-14")
def test_what_is_done_what_comes_next_and_whom_to_involve(
    worker: Client, case: Case, southwark: Cast, begun: Callable[[RouteCode], Route], at: datetime
) -> None:
    route = begun(RouteCode.PLACED_ELSEWHERE)
    do(route, "manager_told", southwark, at=at, contact="Ms Okafor, team manager")
    do(route, "iro_told", southwark, at=at, contact="Ms Brook", note="All of it")
    page = shown(worker, case)
    assert "Steps: 2 of 11 done" in words(page)
    assert "Ms Okafor, team manager" in row(page, "Tell the social worker’s manager")
    assert southwark["worker"].name in row(page, "Tell the social worker’s manager")
    assert "Done" in row(page, "Tell the independent reviewing officer")
    following = row(page, "Contact the police where the child is placed")
    assert "Next" in following
    assert "Due 3 March 2026" in following
    assert "To do" in row(page, "Refer the child to the host authority’s own MASE")
    for person in ("The independent reviewing officer", "The exploitation lead of the host area"):
        assert person in words(page)
    assert "Her carers said so" in words(page)


@pytest.mark.rule("HO-14")
def test_a_planned_move_shows_its_day_and_what_is_owed_before(
    worker: Client, case: Case, southwark: Cast, begun: Callable[[RouteCode], Route], at: datetime
) -> None:
    route = begun(RouteCode.PLACED_ELSEWHERE)
    assert "Tell the new area before the move" not in words(shown(worker, case))
    do(route, "move_planned", southwark, at=at, planned_on=date(2026, 3, 20), note="To Kent")
    page = shown(worker, case)
    assert "20 March 2026" in row(page, "Note a planned move")
    assert "Due 20 March 2026 at 00:00" in row(page, "Tell the new area before the move")


@pytest.mark.rule("SO-22")
def test_a_step_that_is_owed_again_is_no_longer_done(
    worker: Client, case: Case, southwark: Cast, begun: Callable[[RouteCode], Route], at: datetime, clock: Any
) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    do(route, "iro_told", southwark, at=at, contact="Ms Brook", note="x")
    assert "Done" in row(shown(worker, case), "Tell the independent reviewing officer")
    clock.shift(timedelta(minutes=5))
    do(route, "plan_changed", southwark, at=at + timedelta(minutes=5), decision="placement", note="With an aunt")
    again = row(shown(worker, case), "Tell the independent reviewing officer")
    assert "Done" not in again
    assert "Due 3 March 2026" in again
    assert "Ms Brook" in again


@pytest.mark.rule("HO-14")
def test_word_to_the_host_authority_is_shown_with_the_state_of_its_meeting(
    told: Callable[..., Case], southwark: Cast, worker: Client, at: datetime
) -> None:
    case = told("convene")
    operations.begin(case, RouteCode.PLACED_ELSEWHERE, reason="x", by=southwark["worker"], at=at)
    assert "To do" in row(shown(worker, case), "Tell the host authority after the strategy meeting")
    held_at = case.strategy_meetings.get().scheduled_for
    stories.hold(southwark, case, held_at, placed_elsewhere=True, host_authority="Thurrock")
    due = case.deadlines.open().get(code="host_borough_notice").due_at
    assert due == held_at + timedelta(hours=24)
    owed = row(shown(worker, case), "Tell the host authority after the strategy meeting")
    assert f"Due {due.day} March 2026" in owed


@pytest.mark.rule("SO-33", "HO-4")
def test_the_three_stations_of_trafficking_follow_its_record(
    worker: Client, case: Case, southwark: Cast, begun: Callable[[RouteCode], Route], at: datetime
) -> None:
    begun(RouteCode.TRAFFICKING)
    assert "Due 4 March 2026" in row(shown(worker, case), "Refer to the national referral mechanism")
    how = {"by": southwark["worker"], "at": at}
    nrm = operations.refer_nrm(case, made_on=at.date(), reference="NRM/1", first_responder="Ms Okafor", **how)
    page = shown(worker, case)
    assert "Done" in row(page, "Refer to the national referral mechanism")
    way = reverse("decide_nrm", args=[case.ref, nrm.pk])
    assert [link.get("href") for link in every(page, "td a") if "decide" in link.get("href")] == [way]
    assert "To do" in row(page, "Record the conclusive grounds decision")


@pytest.mark.rule("SO-22", "SO-33", "RE-5")
def test_what_the_referral_says_is_suggested_and_begun_with_one_press(
    southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    facts = {"placement": "others_here", "responsible_authority": "Kent", "trafficking_suspected": "yes"}
    case = send(southwark, at=at, **facts)
    for route in case.routes.filter(ended_at=None):
        operations.end(route, because="Begun by the referral", by=southwark["mash"], at=at)
    client = signed_in(southwark["mash"])
    forms = every(shown(client, case), "form.app-next")
    assert [words(one(form, "h2")) for form in forms] == [
        "Suggested: Another authority’s child, placed here",
        "Suggested: Trafficking is suspected",
    ]
    pressed = {box.get("name"): box.get("value") for box in every(forms[0], "input[type=hidden]")}
    assert client.post(forms[0].get("action"), pressed).status_code == 302
    begun = case.routes.get(ended_at=None)
    assert (begun.code, begun.authority_named) == ("placed_here", "Kent")
    assert begun.reason == "The referral says that another authority placed the child here."
    assert len(every(shown(client, case), "form.app-next")) == 1


@pytest.mark.rule("SO-21", "HO-5")
def test_new_concerns_stand_on_the_page_of_the_childs_own_file(
    worker: Client, case: Case, southwark: Cast, at: datetime
) -> None:
    referral = routed.joined(southwark, case, at=at)
    page = shown(worker, case)
    ways = [link.get("href") for link in every(page, "a") if "take-up" in link.get("href")]
    assert ways == [reverse("take_up", args=[case.ref, referral.pk])]
    assert "may send a concern straight to you" in words(page)


@pytest.mark.rule("ALL-5")
def test_who_reads_the_page_and_who_is_offered_to_act(
    southwark: Cast, barnet: Cast, case: Case, begun: Callable[[RouteCode], Route], signed_in: Callable[[User], Client]
) -> None:
    begun(RouteCode.LOOKED_AFTER)
    address = reverse("routes", args=[case.ref])
    for part, status in {"school": 403, "health": 403, "inspector": 403, "second.worker": 404, "yjs": 404}.items():
        assert signed_in(southwark[part]).get(address).status_code == status, part
    assert signed_in(barnet["mash"]).get(address).status_code == 404
    read_only = shown(signed_in(southwark["police.mash"]), case)
    assert "Looked-after child, in the borough" in words(read_only)
    assert not [link for link in every(read_only, "a") if "/routes/" in link.get("href")]
    assert viewed(case, southwark["police.mash"]) == ["routes"]


def test_a_closed_case_shows_its_routes_and_offers_nothing(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    case = told("inform")
    operations.begin(case, RouteCode.CARE_LEAVER, reason="x", by=southwark["worker"], at=at)
    cases.close(case, outcome=CaseOutcome.MOVED, by=southwark["team"], at=at + timedelta(days=1), reason="Moved")
    page = shown(signed_in(southwark["team"]), case)
    assert "Care leaver of 18 or over" in words(page)
    assert not [link for link in every(page, "a") if "/routes/" in link.get("href")]


def test_the_page_asks_no_more_of_the_database_for_more_routes_and_steps(
    worker: Client, case: Case, southwark: Cast, begun: Callable[[RouteCode], Route], at: datetime
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(worker, case)
        return len(queries)

    first = begun(RouteCode.LOOKED_AFTER)
    do(first, "manager_told", southwark, at=at, contact="0")
    few = asked()
    for code in (RouteCode.TRAFFICKING, RouteCode.OPEN_CASE, RouteCode.CARE_LEAVER):
        begun(code)
    for number in range(1, 30):
        do(first, "manager_told", southwark, at=at, contact=str(number))
    assert asked() <= few + 2


def test_other_methods_are_refused(worker: Client, case: Case) -> None:
    assert worker.post(reverse("routes", args=[case.ref])).status_code == 405

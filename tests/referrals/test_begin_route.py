"""A case is put on a route: the time for its steps starts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case
from mase.cases.models import Outcome as CaseOutcome
from mase.clock import LONDON
from mase.demo.cast import Cast
from referrals.models import Route, RouteCode
from referrals.operations import routes as operations
from tests.referrals.trail import owed, rows, running
from tests.together import in_parallel
from tests.web.html import every, read, texts, words

TYPED = {"code": "placed_elsewhere", "authority_elsewhere": "Thurrock", "reason": "Her carers moved in\nFebruary."}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case that a social worker has."""
    return told("allocate")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


def begin(case: Case, cast: Cast, code: RouteCode, *, at: datetime) -> Route:
    return operations.begin(case, code, reason="What was said", by=cast["worker"], at=at)


def address(case: Case) -> str:
    return reverse("begin_route", args=[case.ref])


@pytest.mark.rule("SO-22", "HO-14")
def test_the_social_worker_begins_a_route(worker: Client, case: Case, southwark: Cast, at: datetime) -> None:
    answer = worker.post(address(case), TYPED)
    assert answer.headers["Location"] == reverse("routes", args=[case.ref])
    route = case.routes.get()
    assert (route.code, route.authority_named, route.reason) == (
        "placed_elsewhere",
        "Thurrock",
        "Her carers moved in\nFebruary.",
    )
    assert (route.began_by, route.began_at, route.ended_at) == (southwark["worker"], at, None)
    (row,) = rows(case, Verb.ROUTE_BEGUN)
    assert (row.actor, row.detail) == (southwark["worker"].pk, {"route": "placed_elsewhere"})


@pytest.mark.rule("SO-22", "SO-23", "SO-33", "HO-13", "SO-21", "RE-5")
@pytest.mark.parametrize(
    ("code", "started"),
    [
        (RouteCode.LOOKED_AFTER, {"iro_notice"}),
        (RouteCode.PLACED_ELSEWHERE, {"iro_notice", "host_contact"}),
        (RouteCode.PLACED_HERE, set()),
        (RouteCode.CARE_LEAVER, {"adult_safeguarding"}),
        (RouteCode.TRAFFICKING, {"nrm_referral"}),
        (RouteCode.OPEN_CASE, {"forwarded_concern"}),
    ],
)
def test_each_route_starts_its_own_time(
    code: RouteCode, started: set[str], case: Case, southwark: Cast, later: datetime
) -> None:
    before = running(case)
    begin(case, southwark, code, at=later)
    assert running(case) - before == started
    for timescale in started:
        deadline = owed(case, timescale)
        assert (deadline.owner, deadline.path) == (southwark["worker"], reverse("routes", args=[case.ref]))


EASTER, CHRISTMAS = datetime(2026, 4, 2, 15, tzinfo=LONDON), datetime(2026, 12, 23, 15, tzinfo=LONDON)


@pytest.mark.rule("SO-22", "SO-23", "SO-33", "SO-21", "HO-5")
@pytest.mark.parametrize(
    ("code", "timescale", "starts", "due_on"),
    [
        pytest.param(RouteCode.LOOKED_AFTER, "iro_notice", EASTER, (2026, 4, 7), id="officer, over Easter"),
        pytest.param(RouteCode.LOOKED_AFTER, "iro_notice", CHRISTMAS, (2026, 12, 24), id="officer, Christmas Eve"),
        pytest.param(RouteCode.PLACED_ELSEWHERE, "host_contact", EASTER, (2026, 4, 7), id="host area, over Easter"),
        pytest.param(RouteCode.TRAFFICKING, "nrm_referral", EASTER, (2026, 4, 8), id="trafficking, over Easter"),
        pytest.param(RouteCode.TRAFFICKING, "nrm_referral", CHRISTMAS, (2026, 12, 29), id="trafficking, Christmas"),
        pytest.param(RouteCode.CARE_LEAVER, "adult_safeguarding", EASTER, (2026, 4, 13), id="adults, over Easter"),
        pytest.param(RouteCode.CARE_LEAVER, "adult_safeguarding", CHRISTMAS, (2027, 1, 4), id="adults, New Year"),
        pytest.param(RouteCode.OPEN_CASE, "forwarded_concern", EASTER, (2026, 4, 7), id="concern, over Easter"),
    ],
)
def test_working_days_pass_over_holidays(
    code: RouteCode, timescale: str, starts: datetime, due_on: tuple[int, ...], case: Case, southwark: Cast
) -> None:
    begin(case, southwark, code, at=starts)
    due = owed(case, timescale).due_at.astimezone(LONDON)
    assert (due.year, due.month, due.day) == due_on


def test_without_a_social_worker_the_role_answers_for_it(
    told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = told("share")
    operations.begin(case, RouteCode.TRAFFICKING, reason="x", by=southwark["mash"], at=later)
    assert (owed(case, "nrm_referral").owner, owed(case, "nrm_referral").owner_role) == (None, "social_worker")


def test_a_route_that_runs_is_not_begun_again(case: Case, southwark: Cast, later: datetime) -> None:
    begin(case, southwark, RouteCode.TRAFFICKING, at=later)
    with pytest.raises(AlreadyDone):
        begin(case, southwark, RouteCode.TRAFFICKING, at=later)
    assert case.routes.count() == 1


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize("other", [RouteCode.PLACED_ELSEWHERE, RouteCode.PLACED_HERE])
def test_a_child_is_not_placed_in_two_ways_at_once(
    other: RouteCode, case: Case, southwark: Cast, later: datetime
) -> None:
    route = begin(case, southwark, RouteCode.LOOKED_AFTER, at=later)
    with pytest.raises(Refused, match="End the other route first: Looked-after child, in the borough"):
        begin(case, southwark, other, at=later)
    operations.end(route, because="Moved", by=southwark["worker"], at=later)
    begin(case, southwark, other, at=later)
    assert case.routes.get(ended_at=None).code == other


@pytest.mark.rule("SO-33", "HO-4")
def test_routes_that_do_not_exclude_each_other_run_side_by_side(case: Case, southwark: Cast, later: datetime) -> None:
    for code in (RouteCode.LOOKED_AFTER, RouteCode.TRAFFICKING, RouteCode.OPEN_CASE):
        begin(case, southwark, code, at=later)
    assert case.routes.filter(ended_at=None).count() == 3
    assert case.stage == "screening"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_begin_it_once(case: Case, southwark: Cast, later: datetime) -> None:
    results = in_parallel(lambda number: begin(case, southwark, RouteCode.TRAFFICKING, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert case.routes.count() == 1


def test_a_second_press_is_explained(worker: Client, case: Case) -> None:
    assert worker.post(address(case), TYPED).status_code == 302
    answer = worker.post(address(case), TYPED)
    assert answer.status_code == 409
    assert "The case is on this route already." in words(read(answer.content.decode()))


def test_after_closing_no_route_begins(case: Case, southwark: Cast, told: Callable[..., Case], later: datetime) -> None:
    closed = told("inform")
    cases.close(closed, outcome=CaseOutcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    with pytest.raises(CaseClosed):
        begin(closed, southwark, RouteCode.TRAFFICKING, at=later)


def test_only_routes_that_can_begin_are_offered(worker: Client, case: Case, southwark: Cast, later: datetime) -> None:
    begin(case, southwark, RouteCode.LOOKED_AFTER, at=later)
    page = read(worker.get(address(case)).content.decode())
    offered = [choice.get("value") for choice in every(page, "[name=code]")]
    assert offered == ["care_leaver", "trafficking", "open_case"]
    assert every(page, "[name=code][checked]") == []


WRONG = {
    "Error: Select which route": {"code": ""},
    "Error: Select which route from the list": {"code": "another"},
    "Error: Enter why": {"reason": " "},
}


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    worker: Client, case: Case, subtests: pytest.Subtests
) -> None:
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            page = read(worker.post(address(case), TYPED | changes).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert [box.get("value") for box in every(page, "#id_authority_elsewhere")] == ["Thurrock"]
    assert not case.routes.exists()


@pytest.mark.rule("SO-22")
def test_an_authority_of_another_answer_is_left_aside(worker: Client, case: Case) -> None:
    worker.post(address(case), TYPED | {"code": "trafficking", "authority_placing": "Kent"})
    assert case.routes.get().authority_named == ""


@pytest.mark.rule("ALL-5")
def test_who_may_begin_a_route(southwark: Cast, barnet: Cast, case: Case, signed_in: Callable[[User], Client]) -> None:
    may = dict.fromkeys(("worker", "mash", "coordinator", "team", "service"), 200)
    inside = dict.fromkeys(("police.mash", "school", "health"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs"), 404)
    for part, status in {**may, **inside, **outside}.items():
        assert signed_in(southwark[part]).get(address(case)).status_code == status, part
        if part not in may:
            assert signed_in(southwark[part]).post(address(case), TYPED).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(case), TYPED).status_code == 404
    assert not case.routes.exists()


def test_other_methods_are_refused(worker: Client, case: Case) -> None:
    assert worker.put(address(case)).status_code == 405


def test_what_was_written_has_a_history(case: Case, southwark: Cast, later: datetime) -> None:
    route = begin(case, southwark, RouteCode.TRAFFICKING, at=later)
    operations.end(route, because="It was not so", by=southwark["worker"], at=later + timedelta(days=1))
    assert [row.history_type for row in route.history.order_by("history_id")] == ["+", "~"]

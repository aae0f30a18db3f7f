"""A step of a route is recorded: when, with whom, what was decided; it meets the time and starts what follows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case, Deadline
from mase.clock import LONDON
from mase.demo.cast import Cast
from referrals.models import Route, RouteCode, RouteStep
from referrals.operations import routes as operations
from tests.referrals.trail import ended, notices, owed, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

MOVE = "host_move_notice"


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def begun(case: Case, southwark: Cast, later: datetime) -> Callable[..., Route]:
    """The case on a route, by the social worker: begun(RouteCode.TRAFFICKING)."""

    def begin(code: RouteCode = RouteCode.PLACED_ELSEWHERE, *, at: datetime = later) -> Route:
        return operations.begin(case, code, reason="What was said", by=southwark["worker"], at=at)

    return begin


@pytest.fixture
def do(southwark: Cast, later: datetime) -> Callable[..., RouteStep]:
    """Record a step by the social worker, an hour after the route began."""

    def record(route: Route, code: str, *, at: datetime = later + timedelta(hours=1), **facts: object) -> RouteStep:
        return operations.record_step(route, code, by=southwark["worker"], at=at, **{"done_at": at} | facts)

    return record


def address(route: Route, step: str) -> str:
    return reverse("record_step", args=[route.case.ref, route.pk, step])


def typed(at: datetime, **changes: str) -> dict[str, str]:
    """What somebody types who did the step a minute ago."""
    local = (at - timedelta(minutes=1)).astimezone(LONDON)
    boxes = {"day": local.day, "month": local.month, "year": local.year, "time": f"{local:%H:%M}"}
    return {f"done_at-{name}": str(value) for name, value in boxes.items()} | changes


@pytest.mark.rule("SO-22")
def test_the_officer_is_told_and_the_time_is_met(begun, do, case: Case, southwark: Cast, later: datetime) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    step = do(route, "iro_told", contact="Ms Brook, reviewing officer", note="The new concern")
    assert (step.contact, step.note, step.recorded_by) == (
        "Ms Brook, reviewing officer",
        "The new concern",
        southwark["worker"],
    )
    assert ended(case, "iro_notice") == "met"
    (row,) = rows(case, Verb.ROUTE_STEP_RECORDED)
    assert row.detail == {"step": "iro_told"}


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize("first", ["host_police_contacted", "host_lead_contacted"])
def test_both_police_and_lead_of_the_host_area_have_to_be_contacted(begun, do, case: Case, first: str) -> None:
    route = begun()
    (second,) = {"host_police_contacted", "host_lead_contacted"} - {first}
    do(route, first, contact="DS Vale")
    assert "host_contact" in running(case)
    do(route, second, contact="Ms Quill")
    assert ended(case, "host_contact") == "met"


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize("decision", ["placement", "care_plan", "both"])
def test_a_change_of_placement_or_care_plan_is_owed_to_the_officer_anew(begun, do, case, later, decision: str) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    do(route, "iro_told", contact="Ms Brook")
    assert "iro_notice" not in running(case)
    changed_at = later + timedelta(days=3)
    do(route, "plan_changed", at=changed_at, decision=decision, note="With an aunt now")
    assert owed(case, "iro_notice").started_at == changed_at
    do(route, "iro_told", at=changed_at + timedelta(hours=2), contact="Ms Brook")
    assert Deadline.objects.filter(case=case, code="iro_notice", closed_as="met").count() == 2


@pytest.mark.rule("HO-14")
def test_the_new_area_is_told_before_a_planned_move(begun, do, case: Case, later: datetime) -> None:
    route = begun()
    do(route, "move_planned", planned_on=date(2026, 3, 20), note="To foster carers in Kent")
    deadline = owed(case, MOVE)
    assert deadline.due_at == datetime(2026, 3, 20, 0, 0, tzinfo=LONDON)
    assert "iro_notice" in running(case)
    do(route, "host_told_before_move", contact="Duty manager in Kent", note="What we know")
    assert ended(case, MOVE) == "met"


@pytest.mark.rule("HO-14")
@pytest.mark.parametrize(
    ("planned_on", "due"),
    [
        pytest.param(date(2026, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC), id="the clocks go forward that day"),
        pytest.param(date(2026, 3, 30), datetime(2026, 3, 29, 23, 0, tzinfo=UTC), id="the day after, in summer time"),
        pytest.param(date(2026, 4, 6), datetime(2026, 4, 5, 23, 0, tzinfo=UTC), id="on Easter Monday all the same"),
    ],
)
def test_it_is_due_when_the_day_of_the_move_begins(begun, do, case, planned_on: date, due: datetime) -> None:
    do(begun(), "move_planned", planned_on=planned_on, note="x")
    assert owed(case, MOVE).due_at == due


@pytest.mark.rule("HO-14")
@pytest.mark.parametrize(("minutes", "breached"), [(-1, False), (0, False), (1, True)])
def test_told_after_the_day_began_is_late(begun, do, case: Case, minutes: int, breached: bool) -> None:
    route = begun()
    do(route, "move_planned", planned_on=date(2026, 3, 20), note="x")
    due = owed(case, MOVE).due_at
    do(route, "host_told_before_move", at=due + timedelta(minutes=minutes), contact="x", note="x")
    deadline = Deadline.objects.get(case=case, code=MOVE)
    assert (deadline.closed_as, deadline.breached_at) == ("met", due if breached else None)


@pytest.mark.rule("HO-14")
def test_a_move_today_is_owed_at_once(begun, do, case: Case, later: datetime) -> None:
    at = later + timedelta(hours=1)
    do(begun(), "move_planned", at=at, planned_on=at.date(), note="A bed was found this morning")
    assert owed(case, MOVE).due_at == at


@pytest.mark.rule("HO-14")
def test_a_move_of_yesterday_is_refused(begun, do, later: datetime) -> None:
    route = begun()
    with pytest.raises(Refused, match="change of placement"):
        do(route, "move_planned", planned_on=later.date() - timedelta(days=1), note="x")
    assert not route.steps.exists()


@pytest.mark.rule("HO-14")
def test_two_planned_moves_are_owed_each(begun, do, case: Case) -> None:
    route = begun()
    for day in (20, 27):
        do(route, "move_planned", planned_on=date(2026, 3, day), note="x")
    assert case.deadlines.open().filter(code=MOVE).count() == 2


@pytest.mark.rule("SO-22")
def test_when_the_officer_is_not_told_manager_hears_of_it(begun, case: Case, southwark: Cast) -> None:
    begun(RouteCode.LOOKED_AFTER)
    ladder.sweep(at=owed(case, "iro_notice").due_at + timedelta(minutes=1))
    text = "Deadline passed: Tell the independent reviewing officer"
    told = {part for part, person in southwark.people.items() if text in notices(person)}
    assert {"worker", "team"} <= told
    assert not told & {"second.worker", "school", "police.mash"}


@pytest.mark.rule("SO-23", "HO-13")
def test_safeguarding_adults_is_a_decision_with_its_reason(begun, do, case: Case) -> None:
    route = begun(RouteCode.CARE_LEAVER)
    do(route, "adults_considered", decision="not_referred", note="No care and support needs; agreed with the team")
    assert ended(case, "adult_safeguarding") == "met"


@pytest.mark.rule("SO-22", "SO-21")
@pytest.mark.parametrize(
    ("code", "step", "decision", "starts"),
    [
        (RouteCode.LOOKED_AFTER, "discussion_decided", "to_be_held", {"strategy_meeting"}),
        (RouteCode.LOOKED_AFTER, "discussion_decided", "not_needed", set()),
        (RouteCode.OPEN_CASE, "strategy_decided", "yes", {"strategy_meeting"}),
        (RouteCode.OPEN_CASE, "strategy_decided", "no", set()),
    ],
)
def test_a_strategy_discussion_that_is_needed_is_owed(begun, do, case, code, step, decision, starts) -> None:
    route = begun(code)
    before = running(case)
    do(route, step, decision=decision, note="Why")
    assert running(case) - before == starts


@pytest.mark.rule("SO-21")
def test_a_screening_that_runs_is_not_owed_twice(begun, do, case: Case) -> None:
    route = begun(RouteCode.OPEN_CASE)
    due = owed(case, "screening").due_at
    do(route, "screening_decided", decision="yes", note="Why")
    assert owed(case, "screening").due_at == due


@pytest.mark.rule("SO-21", "HO-5")
def test_a_concern_on_an_open_case_is_taken_up_once_all_is_decided(begun, do, case: Case) -> None:
    route = begun(RouteCode.OPEN_CASE)
    do(route, "manager_told", contact="Ms Okafor")
    do(route, "screening_decided", decision="no", note="Screened last week")
    assert "forwarded_concern" in running(case)
    do(route, "strategy_decided", decision="no", note="Nothing new")
    assert ended(case, "forwarded_concern") == "met"


def test_a_step_done_again_is_another_row(begun, do, later: datetime) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    do(route, "manager_told", contact="Ms Okafor")
    do(route, "manager_told", at=later + timedelta(days=1), contact="Mr Marsh")
    assert [row.contact for row in route.steps.order_by("pk")] == ["Ms Okafor", "Mr Marsh"]


def test_the_same_step_twice_is_refused(begun, do) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    do(route, "manager_told", contact="Ms Okafor")
    with pytest.raises(AlreadyDone):
        do(route, "manager_told", contact="Ms Okafor")
    assert route.steps.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_it_once(begun, do) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    results = in_parallel(lambda number: do(route, "manager_told", contact="Ms Okafor"), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert route.steps.count() == 1


@pytest.mark.parametrize("code", ["host_police_contacted", "host_told", "nothing"])
def test_a_step_that_the_route_does_not_have_is_refused(begun, do, code: str) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    with pytest.raises(StepMissing):
        do(route, code)


def test_a_step_ahead_or_before_the_case_is_refused(begun, do, case: Case, later: datetime) -> None:
    route, at = begun(RouteCode.LOOKED_AFTER), later + timedelta(hours=1)
    opened_on = case.opened_at.astimezone(LONDON).date()
    the_night_before = datetime.combine(opened_on, time(0), LONDON) - timedelta(minutes=1)
    for done_at in (at + timedelta(minutes=1), the_night_before):
        with pytest.raises(Refused):
            do(route, "manager_told", at=at, done_at=done_at, contact="Ms Okafor")
    do(route, "manager_told", at=at, done_at=the_night_before + timedelta(minutes=1), contact="Ms Okafor")
    assert route.steps.count() == 1


def test_nothing_is_recorded_on_a_route_that_has_ended(begun, do, southwark: Cast, later: datetime) -> None:
    route = begun(RouteCode.LOOKED_AFTER)
    operations.end(route, because="x", by=southwark["worker"], at=later)
    with pytest.raises(AlreadyDone):
        do(route, "manager_told", contact="Ms Okafor")


def test_the_database_changes_no_step(begun, do) -> None:
    step = do(begun(RouteCode.LOOKED_AFTER), "manager_told", contact="Ms Okafor")
    step.contact = "Somebody else"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        step.save()


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["worker"])


@pytest.mark.rule("SO-22")
def test_the_social_worker_records_a_step_on_its_page(worker: Client, begun, at: datetime) -> None:
    route = begun(at=at)
    answer = worker.post(address(route, "iro_told"), typed(at, contact="Ms Brook", note="All\nof it"))
    assert answer.headers["Location"] == reverse("routes", args=[route.case.ref])
    step = route.steps.get()
    assert (step.contact, step.note, step.done_at, step.recorded_at) == (
        "Ms Brook",
        "All\nof it",
        at - timedelta(minutes=1),
        at,
    )


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("manager_told", {"contact"}),
        ("iro_told", {"contact", "note"}),
        ("discussion_decided", {"decision", "note"}),
        ("move_planned", {"planned_on-day", "note"}),
    ],
)
def test_each_step_asks_for_its_own_facts(worker: Client, begun, at: datetime, step: str, asked: set[str]) -> None:
    page = read(worker.get(address(begun(at=at), step)).content.decode())
    possible = ("contact", "decision", "note", "planned_on-day", "done_at-day")
    assert {name for name in possible if every(page, f"[name={name}]")} == asked | {"done_at-day"}


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    worker: Client, begun, at: datetime, subtests: pytest.Subtests
) -> None:
    route = begun(at=at)
    wrong = {
        "Error: Enter who it was": {"contact": " "},
        "Error: Enter an answer": {"note": ""},
        "Error: The date and time must be in the past": {"done_at-year": "2027"},
        "Error: The date and time must not lie before the case was opened, 2 March 2026": {"done_at-month": "2"},
        "Error: The date and time must be a real date": {"done_at-day": "31", "done_at-month": "2"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            said = typed(at, contact="Ms Brook", note="All of it") | changes
            page = read(worker.post(address(route, "iro_told"), said).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_contact").get("value", "").strip() == said["contact"].strip()
            assert words(one(page, "#id_note")) == said["note"]
    assert not route.steps.exists()


@pytest.mark.rule("HO-14")
def test_a_planned_move_lies_today_or_ahead(worker: Client, begun, at: datetime) -> None:
    boxes = {"planned_on-day": "1", "planned_on-month": "3", "planned_on-year": "2026", "note": "x"}
    page = read(worker.post(address(begun(at=at), "move_planned"), typed(at, **boxes)).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: The day must be today or in the future"]


@pytest.mark.parametrize("step", ["host_told", "nothing"])
def test_there_is_no_page_for_a_step_that_is_done_elsewhere(worker: Client, begun, at: datetime, step: str) -> None:
    assert worker.get(address(begun(at=at), step)).status_code == 404


def test_a_route_of_one_case_is_not_reached_through_another(
    begun, at: datetime, told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    route, other = begun(at=at), told("share", number=1)
    client = signed_in(southwark["mash"])
    assert client.get(reverse("record_step", args=[other.ref, route.pk, "iro_told"])).status_code == 404
    assert client.get(reverse("end_route", args=[other.ref, route.pk])).status_code == 404


@pytest.mark.rule("ALL-5")
def test_who_may_record_a_step(
    begun, at: datetime, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    route = begun(at=at)
    refused = {"police.mash": 403, "school": 403, "second.worker": 404, "yjs": 404}
    for part, status in refused.items():
        answer = signed_in(southwark[part]).post(address(route, "manager_told"), typed(at, contact="x"))
        assert answer.status_code == status, part
    assert signed_in(barnet["worker"]).post(address(route, "manager_told"), {}).status_code == 404
    assert not route.steps.exists()


def test_other_methods_are_refused(worker: Client, begun, at: datetime) -> None:
    assert worker.put(address(begun(at=at), "manager_told")).status_code == 405

"""Actions under a plan: a named owner, a day, a deadline; moved and reported on (HO-11)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import checklist
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Happening
from mase.demo.cast import Cast
from riskscreening.models import ActionEnd, Plan, PlannedAction
from riskscreening.operations import acting, planning
from tests.referrals.trail import ended, owed, rows, running, viewed
from tests.riskscreening.plans_made import NOON, act, write
from tests.web.html import one, read, texts, words

DAY = timedelta(days=1)
SAID = "Done on Monday; her aunt says it went well."


@pytest.fixture
def plan(told: Callable[..., Case], southwark: Cast) -> Plan:
    return write(told("plan"), southwark)


@pytest.fixture
def desk(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Callable[[str], Client]:
    clock.move_to(NOON + DAY)
    return lambda part: signed_in(southwark[part])


def report(action: PlannedAction, by: User, ending: ActionEnd = ActionEnd.DONE, *, at: datetime = NOON + DAY) -> None:
    acting.report(action, ending=ending, outcome=SAID, by=by, at=at)


@pytest.mark.rule("HO-11")
def test_an_action_is_a_deadline_of_its_owner_until_the_end_of_its_day(plan: Plan, southwark: Cast) -> None:
    action = act(plan, southwark, southwark["health"])
    found = owed(plan.case, "plan_action")
    assert (found.owner, found.key, found.path) == (southwark["health"], str(action.pk), action.get_absolute_url())
    assert found.due_at == datetime(2026, 3, 20, 23, 59, 59, 999999, tzinfo=UTC)
    assert (action.agency, action.whose) == (southwark.agency("health"), southwark["health"].name)
    message = southwark["health"].messages.latest("pk")
    assert (message.url, message.reference) == (action.get_absolute_url(), plan.case.ref)
    assert [row.subject_id for row in rows(plan.case, Verb.PLANNED_ACTION_AGREED)] == [action.pk]


@pytest.mark.rule("HO-11")
def test_for_whoever_has_no_account_the_social_worker_answers(plan: Plan, southwark: Cast) -> None:
    action = act(plan.case.safety_plans.get(), southwark)
    assert owed(plan.case, "plan_action").owner == southwark["worker"]
    assert (action.plan, action.whose) == (None, "Her aunt")
    with pytest.raises(NotEntitled):
        report(action, southwark["health"])
    report(action, southwark["worker"])
    assert ended(plan.case, "plan_action") == "met"


@pytest.mark.rule("ALL-5")
def test_its_owner_sees_the_action_and_nothing_more_of_the_file(plan: Plan, southwark: Cast, desk) -> None:
    owner, case = desk("other.school"), plan.case
    assert owner.get(reverse("case", args=[case.ref])).status_code == 404
    action, others = act(plan, southwark, southwark["other.school"]), act(plan, southwark)
    page = read(owner.get(action.get_absolute_url()).content.decode())
    assert "Fetch her from school." in words(one(page, "main"))
    assert plan.get_absolute_url() not in page.text_content()
    assert viewed(case, southwark["other.school"]) == ["planned action"]
    assert owner.get(others.get_absolute_url()).status_code == 403
    hidden = ("plans", "screenings", "referrals", "strategies", "mase", "history", "risks_and_plans")
    assert {owner.get(reverse(name, args=[case.ref])).status_code for name in hidden} == {403}
    assert {owner.get(plan.get_absolute_url()).status_code} == {403}


@pytest.mark.rule("HO-11")
def test_the_owner_reports_once_with_what_shows_it(plan: Plan, southwark: Cast, desk) -> None:
    action, owner = act(plan, southwark, southwark["health"]), desk("health")
    address = action.get_absolute_url()
    page = read(owner.post(address, {"ending": "cancelled", "outcome": ""}).content.decode())
    assert len(texts(page, ".govuk-error-message")) == 2
    assert owner.post(address, {"ending": "done", "outcome": SAID}).status_code == 302
    assert owner.post(address, {"ending": "not_possible", "outcome": SAID}).status_code in (200, 409)
    action.refresh_from_db()
    assert (action.ended_as, action.outcome, action.ended_by) == ("done", SAID, southwark["health"])
    with pytest.raises(AlreadyDone):
        report(action, southwark["health"], ActionEnd.NOT_UNDERTAKEN)
    assert SAID in words(one(read(owner.get(address).content.decode()), "main"))


ENDS = [
    (ActionEnd.DONE, "met"),
    (ActionEnd.NOT_POSSIBLE, "met"),
    (ActionEnd.NOT_UNDERTAKEN, "met"),
    (ActionEnd.CANCELLED, "withdrawn"),
]


def test_every_ending_ends_its_deadline(plan: Plan, southwark: Cast, subtests: pytest.Subtests) -> None:
    for ending, closed_as in ENDS:
        with subtests.test(ending=ending):
            report(act(plan, southwark), southwark["worker"], ending)
            assert ended(plan.case, "plan_action") == closed_as
    assert "plan_action" not in running(plan.case)


def test_whoever_plans_may_only_say_that_another_owners_action_is_not_needed(plan: Plan, southwark: Cast) -> None:
    action, by = act(plan, southwark, southwark["health"]), southwark["worker"]
    assert acting.endings(action, by, at=NOON) == [ActionEnd.CANCELLED]
    assert acting.endings(action, southwark["team"], at=NOON) == []
    with pytest.raises(NotEntitled):
        report(action, by)
    report(action, by, ActionEnd.CANCELLED)
    assert ended(plan.case, "plan_action") == "withdrawn"


def test_after_a_hand_over_the_new_worker_reports_on_the_old_ones_action(plan: Plan, southwark: Cast) -> None:
    action, case = act(plan, southwark, southwark["worker"]), plan.case
    cases.allocate(case, southwark["second.worker"], by=southwark["team"], at=NOON + DAY)
    report(action, southwark["second.worker"], at=NOON + 2 * DAY)
    assert ended(case, "plan_action") == "met"


def test_another_day_moves_the_deadline_with_the_reason(plan: Plan, southwark: Cast, desk) -> None:
    action = act(plan, southwark, southwark["health"])
    address, due = reverse("move_planned_action", args=[plan.case.ref, action.pk]), owed(plan.case, "plan_action")
    moved = {"due_on-day": "27", "due_on-month": "3", "due_on-year": "2026", "reason": "The clinic is closed."}
    assert desk("worker").post(address, moved).status_code == 302
    action.refresh_from_db()
    event = due.events.get(kind=Happening.MOVED)
    assert (action.due_on, event.due_at.date(), event.reason) == (date(2026, 3, 27), date(2026, 3, 27), moved["reason"])
    assert desk("worker").post(address, moved).status_code == 409
    assert desk("health").get(address).status_code == 403
    with pytest.raises(Refused):
        acting.move(action, due_on=date(2026, 4, 9), reason="x", by=southwark["worker"], at=NOON + 30 * DAY)


def test_who_takes_no_actions_here_is_refused_and_so_is_a_plan_that_ended(plan: Plan, southwark, barnet) -> None:
    for person in (southwark["admin"], barnet["health"]):
        with pytest.raises(NotEntitled):
            act(plan, southwark, person)
    with pytest.raises(Refused):
        act(plan, southwark, due_on=date(2026, 3, 9))
    planning.end(plan, ended_on=NOON.date(), because="x", by=southwark["worker"], at=NOON)
    with pytest.raises(AlreadyDone):
        act(plan, southwark)
    assert not PlannedAction.objects.exists()


def test_half_a_report_and_an_action_with_two_owners_are_refused_by_the_database(plan: Plan, southwark: Cast) -> None:
    action = act(plan, southwark, southwark["health"])
    for differs in ({"ended_as": ActionEnd.DONE}, {"owner_outside": "Her aunt"}, {"plan": None}):
        action.refresh_from_db()
        for name, value in differs.items():
            setattr(action, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            action.save()


@pytest.mark.rule("ALL-4")
def test_open_actions_stand_against_closing_once(plan: Plan, southwark: Cast) -> None:
    action = act(plan, southwark, southwark["health"])
    found = {one.code: one for one in checklist.findings(plan.case, at=NOON)}
    assert found["plan_actions"].facts == (f"Fetch her from school.: {action.whose}, by 20 March 2026",)
    assert not any("plan says" in fact for fact in found["deadlines"].facts)
    report(action, southwark["health"])
    assert "plan_actions" not in {one.code for one in checklist.findings(plan.case, at=NOON + 2 * DAY)}


def test_the_worker_agrees_an_action_on_the_page(plan: Plan, southwark: Cast, desk) -> None:
    worker, address = desk("worker"), reverse("agree_planned_action", args=[plan.case.ref, plan.pk])
    typed = {"text": "Fetch her.", "due_on-day": "20", "due_on-month": "3", "due_on-year": "2026", "who": "outside"}
    page = read(worker.post(address, typed).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter who does it"]
    assert worker.post(address, typed | {"owner_outside": "The young person"}).status_code == 302
    assert worker.post(address, typed | {"owner_outside": "The young person"}).status_code == 409
    who = {"who": "account", "owner": str(southwark["health"].pk)}
    assert worker.post(address, typed | who).status_code == 302
    assert [one.whose for one in PlannedAction.objects.order_by("pk")] == ["The young person", southwark["health"].name]
    assert "Fetch her." in words(one(read(worker.get(plan.get_absolute_url()).content.decode()), "main"))
    assert desk("team").get(address).status_code == 403

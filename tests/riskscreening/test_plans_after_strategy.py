"""After a strategy meeting about a looked-after child, care plan and placement plan are brought up to date (SO-22)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import RouteCode
from referrals.operations import routes
from riskscreening import planned
from riskscreening.models import Plan, PlanKind
from tests.referrals.trail import ended, owed, running
from tests.riskscreening.plans_made import WORDING, change, write
from tests.web.html import one, read, texts, words

HOUR, CODE = timedelta(hours=1), "care_plan_update"


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("convene")


def hold(case: Case, cast: Cast, code: RouteCode | None = RouteCode.LOOKED_AFTER):
    """Let the meeting be held about a child on that route; return its moment."""
    held_at = case.strategy_meetings.get().scheduled_for
    if code:
        routes.begin(case, code, reason="Foster care", by=cast["worker"], at=held_at - HOUR, authority_named="Thurrock")
    stories.hold(cast, case, held_at)
    return held_at


ROUTES = [
    (RouteCode.LOOKED_AFTER, True),
    (RouteCode.PLACED_ELSEWHERE, True),
    (RouteCode.PLACED_HERE, False),
    (None, False),
]


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize(("code", "is_owed"), ROUTES)
def test_the_update_is_owed_for_a_child_in_our_care(case: Case, southwark: Cast, code, is_owed: bool) -> None:
    held_at = hold(case, southwark, code)
    assert (CODE in running(case)) is is_owed
    if is_owed:
        meeting = case.strategy_meetings.get()
        found = owed(case, CODE)
        assert (found.key, found.started_at, found.owner) == (str(meeting.pk), held_at, southwark["worker"])
        assert found.path == reverse("plans", args=[case.ref])


@pytest.mark.rule("SO-22")
def test_it_is_met_when_both_plans_were_written_or_changed_since(case: Case, southwark: Cast) -> None:
    before = case.strategy_meetings.get().scheduled_for - 2 * HOUR
    care = write(case, southwark, PlanKind.CARE, at=before)
    held_at = hold(case, southwark)
    assert planned.still_to_update(case) == ["care plan", "placement plan"]
    write(case, southwark, PlanKind.PLACEMENT, at=held_at + HOUR)
    assert (CODE in running(case), planned.still_to_update(case)) == (True, ["care plan"])
    change(care, southwark, at=held_at + 2 * HOUR)
    assert (ended(case, CODE), planned.still_to_update(case)) == ("met", [])


def test_one_plan_changed_twice_does_not_do_for_both(case: Case, southwark: Cast) -> None:
    held_at = hold(case, southwark)
    care = write(case, southwark, PlanKind.CARE, at=held_at + HOUR)
    change(care, southwark, at=held_at + 2 * HOUR)
    write(case, southwark, PlanKind.CIN, at=held_at + 3 * HOUR)
    assert CODE in running(case)


@pytest.mark.rule("SO-22")
def test_the_form_asks_what_the_update_is_about_while_it_is_owed(
    case: Case, southwark: Cast, signed_in: Callable[..., Client], clock
) -> None:
    held_at = hold(case, southwark)
    clock.move_to(held_at + HOUR)
    worker, address = signed_in(southwark["worker"]), reverse("write_plan", args=[case.ref, "care"])
    day = {"begun_on-day": f"{held_at.day}", "begun_on-month": f"{held_at.month}", "begun_on-year": "2026"}
    page = read(worker.post(address, WORDING | day).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Select what the update is about"]
    assert worker.post(address, WORDING | day | {"about": ["safeguarding", "orders"]}).status_code == 302
    plan = Plan.objects.get()
    assert plan.changed_because == "A safeguarding plan; Orders that the police could obtain"
    shown = words(one(read(worker.get(plan.get_absolute_url()).content.decode()), "main"))
    assert plan.changed_because in shown
    cin = read(worker.get(reverse("write_plan", args=[case.ref, "cin"])).content.decode())
    assert "What is the update" not in words(one(cin, "main"))

"""Child and carers are invited to plan meetings unless a manager decided otherwise, on the record (SO-20)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening import planned
from riskscreening.models import AttendanceDecision, Attender, PlanReview, TookPart
from riskscreening.operations import attendance, plans
from tests.referrals.trail import notices, rows
from tests.riskscreening.plans_made import NOON
from tests.web.html import one, read, texts, words

DAY = timedelta(days=1)
WHY = "What is said there could reach the adult with the car."


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("hold")


@pytest.fixture
def desk(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Callable[[str], Client]:
    clock.move_to(NOON + 5 * DAY)
    return lambda part: signed_in(southwark[part])


def decide(case: Case, cast: Cast, *, invited: bool = False, after: int = 0, whom: Attender = Attender.CARERS) -> None:
    attendance.decide(case, whom=whom, invited=invited, reason=WHY, by=cast["atm"], at=NOON + after * DAY)


def review(case: Case, cast: Cast, day: date, **parts: TookPart) -> PlanReview:
    said: dict[str, Any] = {"held_on": day, "plan_continues": True, "note": "It goes on."} | parts
    return plans.review_plan(case, **said, by=cast["worker"], at=NOON + 6 * DAY)


@pytest.mark.rule("SO-20")
def test_nobody_is_recorded_as_left_out_without_a_managers_decision(case: Case, southwark: Cast) -> None:
    with pytest.raises(StepMissing):
        review(case, southwark, NOON.date(), carers_part=TookPart.NOT_INVITED)
    decide(case, southwark)
    with pytest.raises(StepMissing):
        review(case, southwark, NOON.date(), child_part=TookPart.NOT_INVITED)
    kept = review(case, southwark, NOON.date(), child_part=TookPart.CAME, carers_part=TookPart.NOT_INVITED)
    assert (kept.child_part, kept.carers_part) == ("came", "not_invited")


DAYS = [(9, True), (10, False), (12, False), (13, True), (14, True)]  # held on, whether they were invited that day


@pytest.mark.rule("SO-20")
def test_the_decision_of_the_day_counts_and_a_newer_one_takes_its_place(case: Case, southwark: Cast) -> None:
    decide(case, southwark)
    decide(case, southwark, invited=True, after=3)
    for day, invited in DAYS:
        assert planned.is_invited(case, Attender.CARERS, on=date(2026, 3, day)) is invited
        assert attendance.was_decided(case, Attender.CARERS, held_on=date(2026, 3, day)) is not invited
    assert planned.is_invited(case, Attender.CHILD, on=date(2026, 3, 11))


@pytest.mark.rule("SO-20")
def test_a_decision_recorded_after_the_review_is_shown_as_that(case: Case, southwark: Cast, desk) -> None:
    decide(case, southwark, after=2)
    review(case, southwark, date(2026, 3, 11), carers_part=TookPart.NOT_INVITED)
    review(case, southwark, date(2026, 3, 13), carers_part=TookPart.NOT_INVITED)
    assert [one.undecided for one in planned.reviews(case)] == [(), ("Parents or carers",)]
    text = words(one(read(desk("worker").get(reverse("plans", args=[case.ref])).content.decode()), "main"))
    assert text.count("Decided only afterwards") == 1
    assert text.count("Not recorded") == 2
    assert WHY in text


def test_a_decision_is_kept_as_it_was_made_and_tells_the_worker(case: Case, southwark: Cast) -> None:
    decide(case, southwark)
    with pytest.raises(AlreadyDone):
        decide(case, southwark, after=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceDecision.objects.update(reason="x")
    assert [row.reason for row in rows(case, Verb.ATTENDANCE_DECIDED)] == [WHY]
    assert "A manager decided who is invited to the plan meetings" in notices(southwark["worker"])


@pytest.mark.rule("SO-20")
def test_a_manager_decides_on_the_page_and_nobody_else_does(case: Case, desk, subtests: pytest.Subtests) -> None:
    address, typed = reverse("decide_attendance", args=[case.ref]), {"whom": "child", "invited": "no", "reason": WHY}
    for part, status in [("worker", 403), ("coordinator", 403), ("school", 403), ("second.worker", 404)]:
        with subtests.test(part=part):
            assert desk(part).post(address, typed).status_code == status
    page = read(desk("team").post(address, typed | {"reason": ""}).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter why"]
    assert desk("team").post(address, typed).status_code == 302
    assert desk("team").post(address, typed).status_code == 409
    assert desk("team").put(address).status_code == 405
    assert AttendanceDecision.objects.count() == 1


@pytest.mark.rule("SO-20")
def test_the_review_form_names_whom_no_manager_left_out(case: Case, southwark: Cast, desk) -> None:
    decide(case, southwark)
    typed = {"held_on-day": "14", "held_on-month": "3", "held_on-year": "2026", "plan_continues": "yes", "note": "x"}
    typed |= {"child_part": "not_invited", "carers_part": "not_invited"}
    page = read(desk("worker").post(reverse("review_plan", args=[case.ref]), typed).content.decode())
    expected = "Error: No manager has decided that the child is not invited: ask for it first"
    assert texts(page, ".govuk-error-message") == [expected]
    assert not PlanReview.objects.exists()

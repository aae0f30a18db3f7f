"""The safety plan is reviewed every six months, and the same day when the risk level changes (HO-11)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Happening
from mase.clock import LONDON
from mase.demo import said
from mase.demo.cast import Cast
from riskscreening.models import Assessment, Band, Capacity, NextForPlan, SafetyPlan, SafetyPlanReview
from riskscreening.operations import plans as operations
from riskscreening.operations import screening as screenings
from tests.referrals.trail import ended, notices, owed, rows, running
from tests.riskscreening import typed
from tests.riskscreening.agreed import agree, noon
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

JUNE = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
END_OF_JUNE_1 = datetime(2026, 6, 1, 22, 59, 59, 999999, tzinfo=UTC)
TOLD = "The risk level changed: review the safety plan today"
CHANGES = {
    "young_person_does": "Rings her aunt.",
    "professionals_do": "School: a lift home.",
    "emergency_contact": "Her aunt.",
}


@pytest.fixture
def planned(told: Callable[..., Case], southwark: Cast) -> SafetyPlan:
    """A plan agreed on 10 March for a child whose screening, red at level 2, both have signed."""
    return agree(told("sign"), southwark)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Client:
    clock.move_to(JUNE)
    return signed_in(southwark["worker"])


def address(plan: SafetyPlan) -> str:
    return reverse("review_safety_plan", args=[plan.case.ref, plan.pk])


def review(plan: SafetyPlan, cast: Cast, held: str, *, recorded: str = "", **differs: Any) -> SafetyPlanReview:
    """Record a review after which the plan goes on, on the day it was held unless another is given."""
    facts = {"took_part": "She and her aunt", "what_changed": "Nothing", "decision": NextForPlan.CONTINUES} | differs
    held_on, at = date.fromisoformat(held), noon(recorded or held)
    return operations.review_safety_plan(plan, held_on=held_on, **facts, by=cast["worker"], at=at)


def end(plan: SafetyPlan, cast: Cast, held: str) -> SafetyPlanReview:
    return review(plan, cast, held, decision=NextForPlan.ENDED, ended_because="She is safe at her aunt’s.")


def due_on(plan: SafetyPlan) -> str:
    return owed(plan.case, "safety_plan_review").due_at.astimezone(LONDON).date().isoformat()


def posted(number: str = "29", month: str = "5", **differs: str) -> dict[str, str]:
    boxes = {"held_on-day": number, "held_on-month": month, "held_on-year": "2026"}
    return boxes | {"took_part": "She and her aunt", "what_changed": "Nothing", "decision": "continues"} | differs


EDGES = [  # held, the next one due
    ("2026-04-26", "2026-10-26"),  # the clocks go back in between
    ("2026-08-31", "2027-02-28"),
    ("2026-09-28", "2027-03-28"),  # the day the clocks go forward
    ("2027-08-31", "2028-02-29"),  # a leap year
]


@pytest.mark.rule("HO-11")
def test_a_review_restarts_the_six_months(planned: SafetyPlan, southwark: Cast, subtests: pytest.Subtests) -> None:
    for held, due in EDGES:
        with subtests.test(held=held):
            review(planned, southwark, held)
            assert due_on(planned) == due
            assert ended(planned.case, "safety_plan_review") == "met"


@pytest.mark.rule("HO-11")
@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_the_last_minute_is_in_time_and_the_next_is_late(
    minutes: int, late: bool, planned: SafetyPlan, southwark: Cast
) -> None:
    deadline = owed(planned.case, "safety_plan_review")
    at = deadline.due_at + timedelta(minutes=minutes)
    facts = {"took_part": "She", "what_changed": "Nothing", "decision": NextForPlan.CONTINUES}
    held_on = at.astimezone(LONDON).date()
    operations.review_safety_plan(planned, held_on=held_on, **facts, by=southwark["worker"], at=at)
    deadline.refresh_from_db()
    assert (deadline.closed_as, deadline.breached_at is not None) == ("met", late)


@pytest.mark.rule("HO-11")
def test_a_review_recorded_late_counts_from_the_day_it_was_held(planned: SafetyPlan, southwark: Cast) -> None:
    kept = review(planned, southwark, "2026-05-11", recorded="2026-05-20")
    assert (due_on(planned), kept.recorded_at) == ("2026-11-11", noon("2026-05-20"))


def test_another_wording_takes_the_place_of_the_one_before_which_stays_readable(
    planned: SafetyPlan, southwark: Cast, worker: Client
) -> None:
    review(planned, southwark, "2026-05-11", decision=NextForPlan.CHANGED, wording=CHANGES)
    before = planned.young_person_does
    planned.refresh_from_db()
    assert {name: getattr(planned, name) for name in CHANGES} == CHANGES
    assert list(planned.history.order_by("history_id").values_list("history_type", flat=True)) == ["+", "~"]
    shown = words(one(read(worker.get(planned.get_absolute_url()).content.decode()), "main"))
    assert shown.index("Rings her aunt.") < shown.index(before)
    assert "How it read before" in shown


def test_a_plan_that_goes_on_as_it_is_has_one_wording(planned: SafetyPlan, southwark: Cast, worker: Client) -> None:
    review(planned, southwark, "2026-05-11")
    end(planned, southwark, "2026-05-12")
    assert "How it read before" not in worker.get(planned.get_absolute_url()).content.decode()


@pytest.mark.rule("HO-11")
def test_a_plan_that_ended_is_reviewed_no_more_and_makes_room_for_another(
    planned: SafetyPlan, southwark: Cast, worker: Client
) -> None:
    end(planned, southwark, "2026-05-11")
    planned.refresh_from_db()
    assert (planned.ended_on, planned.ended_because) == (date(2026, 5, 11), "She is safe at her aunt’s.")
    assert "safety_plan_review" not in running(planned.case)
    assert ended(planned.case, "safety_plan_review") == "met"
    with pytest.raises(AlreadyDone):
        review(planned, southwark, "2026-05-12")
    assert every(read(worker.get(address(planned)).content.decode()), "main form") == []
    again = agree(planned.case, southwark, "2026-05-13")
    assert due_on(again) == "2026-11-13"


def test_a_review_is_recorded_once_and_never_before_the_last(planned: SafetyPlan, southwark: Cast) -> None:
    review(planned, southwark, "2026-05-11")
    with pytest.raises(AlreadyDone):
        review(planned, southwark, "2026-05-11")
    with pytest.raises(Refused):
        review(planned, southwark, "2026-05-10", recorded="2026-05-12")
    assert (planned.reviews.count(), due_on(planned)) == (1, "2026-11-11")


def screen_again(case: Case, cast: Cast, *, at: datetime = JUNE, **judgement: Any) -> Assessment:
    """Complete another screening and have both sign it at the same moment."""
    again = screenings.start(case, by=cast["worker"], at=at)
    screenings.save_answers(again, case.assessments.earliest("pk").answers, by=cast["worker"], at=at)
    said.say(cast, again, at=at)
    screenings.complete(again, judgement=typed.judged(**judgement), by=cast["worker"], at=at)
    for part, capacity in (("team", Capacity.LINE_MANAGER), ("coordinator", Capacity.CO_ORDINATOR)):
        screenings.sign(again, capacity=capacity, note="", by=cast[part], at=at)
    return again


OTHER_RISK = [{"level": 3}, {"judgement": Band.AMBER}, {"judgement": Band.GREEN, "level": None}]


@pytest.mark.rule("HO-11")
@pytest.mark.parametrize("judgement", OTHER_RISK)
def test_another_risk_asks_for_a_review_the_same_day(
    judgement: dict[str, Any], planned: SafetyPlan, southwark: Cast
) -> None:
    screen_again(planned.case, southwark, **judgement)
    deadline = owed(planned.case, "safety_plan_review")
    assert deadline.due_at == END_OF_JUNE_1
    moved = deadline.events.get(kind=Happening.MOVED)
    assert (moved.at, moved.by, moved.reason) == (JUNE, southwark["coordinator"], "The risk level changed")
    for part in ("worker", "team"):
        assert notices(southwark[part]).count(TOLD) == 1


@pytest.mark.rule("HO-11")
def test_the_same_risk_leaves_the_six_months_alone(planned: SafetyPlan, southwark: Cast) -> None:
    screen_again(planned.case, southwark)
    assert due_on(planned) == "2026-09-10"
    assert TOLD not in notices(southwark["worker"])


@pytest.mark.rule("HO-11")
def test_the_risk_has_changed_only_when_both_have_signed(planned: SafetyPlan, southwark: Cast) -> None:
    again = screenings.start(planned.case, by=southwark["worker"], at=JUNE)
    answers = planned.case.assessments.earliest("pk").answers
    screenings.save_answers(again, answers, by=southwark["worker"], at=JUNE)
    said.say(southwark, again, at=JUNE)
    screenings.complete(again, judgement=typed.judged(level=3), by=southwark["worker"], at=JUNE)
    screenings.sign(again, capacity=Capacity.LINE_MANAGER, note="", by=southwark["team"], at=JUNE)
    assert due_on(planned) == "2026-09-10"


@pytest.mark.rule("HO-11")
def test_the_risk_is_compared_with_the_last_screening_that_both_have_signed(
    planned: SafetyPlan, southwark: Cast
) -> None:
    unsigned = screenings.start(planned.case, by=southwark["worker"], at=JUNE)
    answers = planned.case.assessments.earliest("pk").answers
    screenings.save_answers(unsigned, answers, by=southwark["worker"], at=JUNE)
    said.say(southwark, unsigned, at=JUNE)
    screenings.complete(unsigned, judgement=typed.judged(level=3), by=southwark["worker"], at=JUNE)
    screen_again(planned.case, southwark, at=JUNE + timedelta(hours=1))
    assert due_on(planned) == "2026-09-10"


@pytest.mark.rule("HO-11")
def test_in_the_last_minute_of_a_summer_day_it_is_still_that_day_in_london(
    planned: SafetyPlan, southwark: Cast
) -> None:
    screen_again(planned.case, southwark, at=datetime(2026, 6, 1, 23, 5, tzinfo=UTC), level=3)
    assert due_on(planned) == "2026-06-02"


@pytest.mark.rule("HO-11")
def test_the_review_after_the_change_starts_the_six_months_anew(planned: SafetyPlan, southwark: Cast) -> None:
    screen_again(planned.case, southwark, level=3)
    review(planned, southwark, "2026-06-01")
    assert due_on(planned) == "2026-12-01"


@pytest.mark.rule("HO-11")
def test_a_review_from_before_the_change_does_not_meet_what_is_owed_since(planned: SafetyPlan, southwark: Cast) -> None:
    screen_again(planned.case, southwark, level=3)
    review(planned, southwark, "2026-05-30", recorded="2026-06-01")
    assert owed(planned.case, "safety_plan_review").due_at == END_OF_JUNE_1


@pytest.mark.rule("HO-11")
def test_a_review_that_was_late_already_stays_late(planned: SafetyPlan, southwark: Cast) -> None:
    before = owed(planned.case, "safety_plan_review")
    screen_again(planned.case, southwark, at=before.due_at + timedelta(days=3), level=3)
    before.refresh_from_db()
    assert (before.due_at, before.breached_at) == (before.breached_at, before.due_at)
    assert not before.events.filter(kind=Happening.MOVED).exists()


@pytest.mark.rule("HO-11")
def test_where_the_review_was_waived_another_risk_asks_for_it_again(planned: SafetyPlan, southwark: Cast) -> None:
    waived = owed(planned.case, "safety_plan_review")
    deadlines.waive(waived, at=noon("2026-05-01"), by=southwark["service"], reason="Abroad until June")
    screen_again(planned.case, southwark, level=3)
    assert owed(planned.case, "safety_plan_review").due_at == END_OF_JUNE_1


@pytest.mark.parametrize("plan", ["none", "ended"])
def test_without_a_plan_in_force_another_risk_asks_for_nothing(
    plan: str, told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("sign")
    if plan == "ended":
        end(agree(case, southwark), southwark, "2026-05-11")
    screen_again(case, southwark, level=3)
    assert "safety_plan_review" not in running(case)
    assert TOLD not in notices(southwark["worker"])


@pytest.mark.rule("HO-11")
def test_the_worker_records_a_review_on_the_page(planned: SafetyPlan, southwark: Cast, worker: Client) -> None:
    response = worker.post(address(planned), posted())
    assert response.headers["Location"] == planned.get_absolute_url()
    kept = SafetyPlanReview.objects.get()
    assert (kept.held_on, kept.decision, kept.recorded_by) == (date(2026, 5, 29), "continues", southwark["worker"])
    assert due_on(planned) == "2026-11-29"
    (row,) = rows(planned.case, Verb.SAFETY_PLAN_REVIEWED)
    assert (row.actor, row.at) == (southwark["worker"].pk, JUNE)
    shown = words(one(read(worker.get(planned.get_absolute_url()).content.decode()), "main"))
    assert "29 May 2026" in shown
    assert "It goes on as it is" in shown
    assert worker.post(address(planned), posted()).status_code == 409
    assert SafetyPlanReview.objects.count() == 1


def test_the_form_holds_the_present_wording_and_changes_it_only_where_asked(
    planned: SafetyPlan, worker: Client
) -> None:
    page = read(worker.get(address(planned)).content.decode())
    assert one(page, "#id_young_person_does").text_content().strip() == planned.young_person_does
    worker.post(address(planned), posted("28") | CHANGES)
    planned.refresh_from_db()
    assert planned.young_person_does != CHANGES["young_person_does"]
    worker.post(address(planned), posted(decision="changed") | CHANGES)
    planned.refresh_from_db()
    assert planned.young_person_does == CHANGES["young_person_does"]


BAD = [
    (posted("2", "6"), ["Error: The day of the review must be today or in the past"]),
    (posted("9", "3"), ["Error: The day of the review must be 10 March 2026 or later"]),
    (posted(took_part=""), ["Error: Enter who took part"]),
    (posted(what_changed=" "), ["Error: Enter what has changed"]),
    (posted(decision=""), ["Error: Select what happens with the plan"]),
    (posted(decision="ended"), ["Error: Enter why the plan ends"]),
    (posted(decision="changed", **CHANGES | {"professionals_do": ""}), ["Error: Enter what the professionals will do"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    planned: SafetyPlan, worker: Client, subtests: pytest.Subtests
) -> None:
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(worker.post(address(planned), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_took_part").text_content().strip() == typed_in["took_part"]
            assert not SafetyPlanReview.objects.exists()
            assert due_on(planned) == "2026-09-10"


def test_only_the_allocated_worker_records_it(
    planned: SafetyPlan, southwark: Cast, barnet: Cast, signed_in: Callable, subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("coordinator", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(planned), posted()).status_code == expected
    assert signed_in(barnet["worker"]).post(address(planned), posted()).status_code == 404
    assert not SafetyPlanReview.objects.exists()


def test_other_methods_are_refused(planned: SafetyPlan, worker: Client) -> None:
    assert worker.delete(address(planned)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_review(planned: SafetyPlan, southwark: Cast) -> None:
    results = in_parallel(lambda number: review(planned, southwark, "2026-05-11"), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "SafetyPlanReview"]
    assert planned.case.deadlines.filter(code="safety_plan_review").count() == 2

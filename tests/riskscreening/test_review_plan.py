"""Reviewing the child in need plan: at least every three months, counted from the day a review was held."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case, Happening
from mase.clock import LONDON
from mase.demo.cast import Cast
from riskscreening.models import PlanReview
from riskscreening.operations import plans as operations
from tests.referrals.trail import ended, owed, reasons, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

STARTED = date(2026, 3, 7)  # the strategy meeting of the story decides on a child in need plan
NOTE = "The plan works: she is home by nine."


@pytest.fixture
def planned(told: Callable[..., Case]) -> Case:
    """A case with a child in need plan."""
    return told("hold")


def address(case: Case) -> str:
    return reverse("review_plan", args=[case.ref])


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=LONDON)


def review(case: Case, cast: Cast, held: str, *, recorded: str = "", continues: bool = True) -> PlanReview:
    """Record a review, on the day it was held unless another is given."""
    held_on = date.fromisoformat(held)
    at = noon(date.fromisoformat(recorded) if recorded else held_on)
    return operations.review_plan(case, held_on=held_on, plan_continues=continues, note=NOTE, by=cast["worker"], at=at)


def due_on(case: Case) -> str:
    return owed(case, "cin_review").due_at.astimezone(LONDON).date().isoformat()


@pytest.mark.rule("SO-17")
def test_a_plan_is_to_be_reviewed_within_three_months(planned: Case, southwark: Cast) -> None:
    deadline = owed(planned, "cin_review")
    assert deadline.started_at.date() == STARTED
    assert deadline.due_at == datetime(2026, 6, 7, 22, 59, 59, 999999, tzinfo=UTC)
    assert (deadline.owner, deadline.source) == (southwark["worker"], "SO-17")


EDGES = [  # held, the next one due: the same day three months on, or the last of a shorter month
    ("2026-05-11", "2026-08-11"),
    ("2026-07-26", "2026-10-26"),  # the clocks go back in between
    ("2026-08-31", "2026-11-30"),
    ("2026-11-28", "2027-02-28"),
    ("2026-11-29", "2027-02-28"),
    ("2026-11-30", "2027-02-28"),
    ("2026-12-28", "2027-03-28"),  # the day the clocks go forward
    ("2026-12-31", "2027-03-31"),
    ("2027-11-30", "2028-02-29"),  # a leap year
]


@pytest.mark.rule("SO-17")
def test_a_review_restarts_the_three_months(planned: Case, southwark: Cast, subtests: pytest.Subtests) -> None:
    for held, due in EDGES:
        with subtests.test(held=held):
            review(planned, southwark, held)
            end_of_day = datetime.combine(date.fromisoformat(due), time.max, tzinfo=LONDON)
            assert owed(planned, "cin_review").due_at == end_of_day
            assert ended(planned, "cin_review") == "met"


@pytest.mark.rule("SO-17")
@pytest.mark.parametrize("recorded", ["2026-05-12", "2026-08-11", "2026-12-01"])
def test_a_review_recorded_late_counts_from_the_day_it_was_held(planned: Case, southwark: Cast, recorded: str) -> None:
    kept = review(planned, southwark, "2026-05-11", recorded=recorded)
    assert due_on(planned) == "2026-08-11"
    assert (kept.held_on.isoformat(), kept.recorded_at) == ("2026-05-11", noon(date.fromisoformat(recorded)))


def test_a_review_recorded_after_the_day_it_was_due_leaves_the_breach_on_record(planned: Case, southwark: Cast) -> None:
    before = owed(planned, "cin_review")
    review(planned, southwark, "2026-06-07", recorded="2026-06-09")
    before.refresh_from_db()
    assert (before.closed_as, before.breached_at) == ("met", before.due_at)
    assert list(before.events.order_by("pk").values_list("kind", flat=True)) == [
        Happening.STARTED,
        Happening.BREACHED,
        Happening.MET,
    ]


@pytest.mark.rule("SO-17")
def test_an_older_review_recorded_after_a_newer_one_leaves_the_clock_alone(planned: Case, southwark: Cast) -> None:
    review(planned, southwark, "2026-05-11")
    review(planned, southwark, "2026-04-02", recorded="2026-05-12")
    assert due_on(planned) == "2026-08-11"
    review(planned, southwark, "2026-04-03", recorded="2026-05-13", continues=False)
    assert due_on(planned) == "2026-08-11"
    assert planned.plan_reviews.count() == 3


def test_a_review_from_before_the_plan_does_not_restart_it(planned: Case, southwark: Cast) -> None:
    review(planned, southwark, "2026-03-06", recorded="2026-03-09")
    assert due_on(planned) == "2026-06-07"


def test_a_review_on_the_day_the_plan_started_counts(planned: Case, southwark: Cast) -> None:
    review(planned, southwark, STARTED.isoformat(), continues=False)
    assert "cin_review" not in running(planned)


@pytest.mark.rule("SO-17")
def test_a_plan_that_ended_is_reviewed_no_more(planned: Case, southwark: Cast) -> None:
    review(planned, southwark, "2026-05-11", continues=False)
    assert "cin_review" not in running(planned)
    assert ended(planned, "cin_review") == "met"
    with pytest.raises(StepMissing):
        review(planned, southwark, "2026-06-01")
    assert planned.plan_reviews.count() == 1


def test_without_a_plan_there_is_nothing_to_review(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("sign")
    with pytest.raises(StepMissing):
        review(case, southwark, "2026-03-09")
    assert not PlanReview.objects.exists()


def test_a_review_is_recorded_once(planned: Case, southwark: Cast) -> None:
    review(planned, southwark, "2026-05-11")
    with pytest.raises(AlreadyDone):
        review(planned, southwark, "2026-05-11", continues=False)
    assert due_on(planned) == "2026-08-11"
    assert planned.deadlines.filter(code="cin_review").count() == 2


@pytest.fixture
def worker(planned: Case, southwark: Cast, signed_in: Callable[[User], Client], clock) -> Client:
    clock.move_to(noon(date(2026, 5, 12)))
    return signed_in(southwark["worker"])


def typed(day: str = "11", continues: str = "yes", note: str = NOTE, **parts: str) -> dict[str, str]:
    boxes = {"held_on-day": day, "held_on-month": "5", "held_on-year": "2026"}
    taken = {"child_part": "came", "carers_part": "views"} | parts
    return boxes | taken | {"plan_continues": continues, "note": note}


@pytest.mark.rule("SO-17")
def test_the_worker_records_a_review(worker: Client, planned: Case, southwark: Cast) -> None:
    response = worker.post(address(planned), typed())
    assert response.headers["Location"] == reverse("plans", args=[planned.ref])
    kept = PlanReview.objects.get()
    assert (kept.held_on, kept.plan_continues, kept.note) == (date(2026, 5, 11), True, NOTE)
    assert (kept.child_part, kept.carers_part) == ("came", "views")
    assert (kept.recorded_by, reasons(kept)) == (southwark["worker"], ["+"])
    (row,) = rows(planned, Verb.CIN_REVIEWED)
    assert (row.actor, row.at, row.reason) == (southwark["worker"].pk, noon(date(2026, 5, 12)), "")
    text = words(one(read(worker.get(response.headers["Location"]).content.decode()), "main"))
    assert "11 May 2026" in text
    assert NOTE in text


def test_a_second_press_of_the_button_is_explained(worker: Client, planned: Case) -> None:
    worker.post(address(planned), typed())
    assert worker.post(address(planned), typed()).status_code == 409
    assert PlanReview.objects.count() == 1


BAD = [
    (typed(day="13"), ["Error: The day of the review must be today or in the past"]),
    (typed(day="32"), ["Error: The day of the review must be a real date"]),
    (typed(day=""), ["Error: The day of the review must include a day"]),
    (typed(continues=""), ["Error: Select whether the plan continues"]),
    (typed(note=" "), ["Error: Enter what was decided"]),
    (typed(child_part=""), ["Error: Select how the child took part"]),
    (typed(carers_part=""), ["Error: Select how the parents or carers took part"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    worker: Client, planned: Case, subtests: pytest.Subtests
) -> None:
    for posted, expected in BAD:
        with subtests.test(posted=posted, expected=expected):
            page = read(worker.post(address(planned), posted).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_note").text_content().strip() == posted["note"].strip()
            assert one(page, "#id_held_on-year").get("value") == "2026"
            assert not PlanReview.objects.exists()
            assert due_on(planned) == "2026-06-07"


def test_the_page_asks_for_a_review_only_while_a_plan_runs(worker: Client, planned: Case, southwark: Cast) -> None:
    def ways() -> set[str]:
        page = read(worker.get(reverse("plans", args=[planned.ref])).content.decode())
        return {link.get("href") for link in every(page, "main a")}

    assert address(planned) in ways()
    review(planned, southwark, "2026-05-11", continues=False)
    assert address(planned) not in ways()


def test_only_the_allocated_worker_records_it(
    planned: Case, southwark: Cast, signed_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("coordinator", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part, expected=expected):
            assert signed_in(southwark[part]).post(address(planned), typed()).status_code == expected
            assert not PlanReview.objects.exists()


def test_other_methods_are_refused(worker: Client, planned: Case) -> None:
    assert worker.delete(address(planned)).status_code == 405


def test_the_sweep_finds_a_plan_nobody_reviewed(planned: Case, southwark: Cast) -> None:
    deadline = owed(planned, "cin_review")
    overdue = planned.deadlines.overdue(deadline.due_at + timedelta(microseconds=1)).filter(code="cin_review")
    assert list(overdue) == [deadline]
    assert not planned.deadlines.overdue(deadline.due_at).filter(code="cin_review").exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_review(planned: Case, southwark: Cast) -> None:
    results = in_parallel(lambda number: review(planned, southwark, "2026-05-11"), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "PlanReview"]
    assert planned.deadlines.filter(code="cin_review").count() == 2

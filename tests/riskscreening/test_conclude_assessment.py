"""The single assessment begins with the allocation and is concluded with a screening behind it (SO-10, SO-14)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled, StepMissing
from mase.cases.models import Case, Outcome
from mase.demo import said, stories
from mase.demo.cast import Cast
from riskscreening.models import AssessmentOutcome, CarriedInto, SingleAssessment
from riskscreening.operations import assessment as operations
from riskscreening.operations import plans
from riskscreening.operations import screening as screenings
from tests.referrals.trail import ended, notices, owed, reasons, rows, running
from tests.riskscreening import typed
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


@pytest.fixture
def screened(told: Callable[..., Case]) -> Case:
    """A case whose screening both have signed."""
    return told("sign")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Client:
    clock.move_to(TUESDAY)
    return signed_in(southwark["worker"])


def address(case: Case) -> str:
    return reverse("conclude_assessment", args=[case.ref])


def facts(**differs: Any) -> dict[str, Any]:
    """Return a conclusion as the operation takes it: a child in need plan unless something else is given."""
    return stories.CONCLUSION | differs


def told_on(day: date = MONDAY) -> dict[str, Any]:
    return {"carried_into": "", "carried_where": "", "told_verbally_on": day, "told_in_writing_on": day}


def conclude(case: Case, cast: Cast, *, at: datetime = TUESDAY, **differs: Any) -> SingleAssessment:
    return operations.conclude(case, conclusion=facts(**differs), by=cast["worker"], at=at)


def posted(**differs: str) -> dict[str, str]:
    """Return a conclusion as the browser posts it."""
    return {
        "outcome": "s17",
        "reason": "She and her mother accept help.",
        "significant_harm": "no",
        "carried_into": "cin",
        "carried_where": "Section 2",
    } | differs


def day(name: str, number: str = "9") -> dict[str, str]:
    return {f"{name}-day": number, f"{name}-month": "3", f"{name}-year": "2026"}


@pytest.mark.rule("SO-14")
def test_it_is_under_way_from_the_allocation(screened: Case, southwark: Cast) -> None:
    concluded = conclude(screened, southwark)
    allocation = screened.allocations.get()
    assert (concluded.started_at, concluded.started_by) == (allocation.begins_at, southwark["worker"])
    assert (concluded.concluded_at, concluded.concluded_by) == (TUESDAY, southwark["worker"])


@pytest.mark.rule("SO-14")
def test_a_change_of_worker_does_not_begin_it_again(screened: Case, southwark: Cast) -> None:
    begun = screened.allocations.get().begins_at
    cases.allocate(screened, southwark["second.worker"], by=southwark["team"], at=TUESDAY, reason="Leave")
    concluded = operations.conclude(screened, conclusion=facts(), by=southwark["second.worker"], at=TUESDAY)
    assert (concluded.started_at, concluded.started_by) == (begun, southwark["worker"])
    assert concluded.concluded_by == southwark["second.worker"]


@pytest.mark.rule("SO-10")
@pytest.mark.parametrize("until", ["allocate", "fill in", "returned"])
def test_no_assessment_is_concluded_without_a_completed_screening(
    until: str, told: Callable[..., Case], southwark: Cast, worker: Client
) -> None:
    case = told("screen" if until == "returned" else "allocate")
    if until == "fill in":
        stories.fill_in(southwark, case, TUESDAY)
    if until == "returned":
        _send_back(case, southwark)
    with pytest.raises(StepMissing, match="A risk screening has to be completed first"):
        conclude(case, southwark)
    response = worker.post(address(case), posted())
    assert response.status_code == 409
    assert "no assessment is concluded without one" in response.content.decode()
    assert not SingleAssessment.objects.exists()
    assert "single_assessment" in running(case)
    page = read(worker.get(address(case)).content.decode())
    assert "A risk screening comes first" in words(one(page, "main"))
    assert every(page, "main form") == []


def _send_back(case: Case, cast: Cast) -> None:
    assessment = case.assessments.get()
    screenings.send_back(assessment, capacity="line_manager", note="Who saw it?", by=cast["team"], at=TUESDAY)


@pytest.mark.rule("SO-14")
def test_concluding_meets_what_is_owed_and_tells_the_manager_and_the_coordinator(
    screened: Case, southwark: Cast
) -> None:
    deadline = owed(screened, "single_assessment")
    concluded = conclude(screened, southwark)
    assert ended(screened, "single_assessment") == "met"
    assert list(deadline.events.order_by("pk").values_list("kind", flat=True))[-1] == "met"
    for part in ("team", "coordinator"):
        assert notices(southwark[part])[-1] == "A single assessment has been concluded"
    assert "A single assessment has been concluded" not in notices(southwark["worker"])
    (row,) = rows(screened, Verb.ASSESSMENT_CONCLUDED)
    assert (row.actor, row.detail, row.reason) == (southwark["worker"].pk, {"outcome": "s17"}, concluded.reason)
    assert reasons(concluded) == ["+"]


@pytest.mark.rule("SO-14")
@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_the_last_minute_is_in_time_and_the_next_is_late(
    minutes: int, late: bool, screened: Case, southwark: Cast
) -> None:
    deadline = owed(screened, "single_assessment")
    conclude(screened, southwark, at=deadline.due_at + timedelta(minutes=minutes))
    deadline.refresh_from_db()
    assert (deadline.closed_as, deadline.breached_at is not None) == ("met", late)


@pytest.mark.rule("SO-17")
def test_a_child_in_need_plan_is_to_be_reviewed_three_months_on(screened: Case, southwark: Cast) -> None:
    conclude(screened, southwark)
    deadline = owed(screened, "cin_review")
    assert (deadline.started_at, deadline.due_at.date().isoformat()) == (TUESDAY, "2026-06-10")


@pytest.mark.rule("SO-17")
def test_reviews_that_the_strategy_meeting_has_started_are_not_started_twice(
    told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("hold")
    before = owed(case, "cin_review")
    conclude(case, southwark)
    assert owed(case, "cin_review") == before
    assert case.deadlines.filter(code="cin_review").count() == 1


@pytest.mark.rule("SO-17")
def test_a_plan_that_had_ended_starts_again_with_the_conclusion(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("hold")
    plans.review_plan(case, held_on=MONDAY, plan_continues=False, note="Done", by=southwark["worker"], at=TUESDAY)
    conclude(case, southwark)
    assert owed(case, "cin_review").started_at == TUESDAY


@pytest.mark.rule("HO-6")
def test_the_risks_are_carried_into_a_named_plan(screened: Case, southwark: Cast) -> None:
    conclude(screened, southwark, carried_into=CarriedInto.LAC, carried_where="Care plan, part 3")
    kept = SingleAssessment.objects.get()
    assert (kept.carried_into, kept.carried_where) == ("lac", "Care plan, part 3")
    with pytest.raises(IntegrityError, match="carried_into_plan"), transaction.atomic():
        SingleAssessment.objects.create(**_row(screened, southwark, carried_into=""))


ENQUIRY = {"outcome": AssessmentOutcome.S47, "significant_harm": True, "carried_into": CarriedInto.CP}


@pytest.mark.rule("HO-8", "SO-16")
def test_a_section_47_enquiry_starts_the_time_for_a_strategy_meeting_that_has_not_been_held(
    screened: Case, southwark: Cast
) -> None:
    deadlines.withdraw(
        screened, "strategy_meeting", at=TUESDAY, by=southwark["team"], reason="Started by the screening"
    )
    conclude(screened, southwark, **ENQUIRY)
    assert owed(screened, "strategy_meeting").started_at == TUESDAY
    assert "cin_review" not in running(screened)


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize("until", ["sign", "hold"])
def test_a_strategy_meeting_owed_or_held_before_is_not_owed_again(
    until: str, told: Callable[..., Case], southwark: Cast
) -> None:
    case = told(until)
    before = list(case.deadlines.filter(code__startswith="strategy_meeting").values_list("pk", flat=True))
    conclude(case, southwark, **ENQUIRY)
    assert list(case.deadlines.filter(code__startswith="strategy_meeting").values_list("pk", flat=True)) == before


def _without_enquiry(cast: Cast, **differs: Any) -> dict[str, Any]:
    decided = {
        "significant_harm": True,
        "not_protected_because": "The plan holds; her mother works with us.",
        "not_protected_by": cast["team"],
        "not_protected_on": MONDAY,
    }
    return decided | differs


@pytest.mark.rule("SO-19")
def test_the_decision_against_child_protection_procedures_is_kept_with_who_when_and_why(
    screened: Case, southwark: Cast, worker: Client
) -> None:
    conclude(screened, southwark, **_without_enquiry(southwark))
    kept = SingleAssessment.objects.get()
    assert (kept.not_protected_by, kept.not_protected_on) == (southwark["team"], MONDAY)
    shown = words(one(read(worker.get(reverse("screenings", args=[screened.ref])).content.decode()), "main"))
    for fact in ("The plan holds; her mother works with us.", southwark["team"].name, "9 March 2026"):
        assert fact in shown


@pytest.mark.rule("SO-19")
@pytest.mark.parametrize("part", ["worker", "coordinator", "mash", "chair"])
def test_only_a_manager_decides_against_them(part: str, screened: Case, southwark: Cast) -> None:
    with pytest.raises(NotEntitled):
        conclude(screened, southwark, **_without_enquiry(southwark, not_protected_by=southwark[part]))
    assert not SingleAssessment.objects.exists()


def _row(case: Case, cast: Cast, **differs: Any) -> dict[str, Any]:
    who = {"case": case, "started_at": case.opened_at, "started_by": cast["worker"]}
    return who | {"concluded_at": TUESDAY, "concluded_by": cast["worker"]} | facts(**differs)


IMPOSSIBLE = [
    ({"significant_harm": True}, "not_protected_says_why"),
    ({"not_protected_because": "No reason"}, "not_protected"),
    ({"outcome": AssessmentOutcome.S47}, "enquiry_is_about_harm"),
    ({"outcome": AssessmentOutcome.EARLY_HELP}, "referrer_told"),
    ({"outcome": AssessmentOutcome.NO_FURTHER_ACTION, "told_verbally_on": MONDAY}, "told_both_ways"),
    ({"concluded_at": datetime(2026, 1, 1, tzinfo=UTC)}, "concluded_after"),
]


@pytest.mark.rule("SO-18", "SO-19")
@pytest.mark.parametrize(("differs", "constraint"), IMPOSSIBLE)
def test_the_database_keeps_no_half_of_a_decision(
    differs: dict[str, Any], constraint: str, screened: Case, southwark: Cast
) -> None:
    row = _row(screened, southwark) | differs
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SingleAssessment.objects.create(**row)


@pytest.mark.rule("SO-18")
@pytest.mark.parametrize("outcome", [AssessmentOutcome.EARLY_HELP, AssessmentOutcome.NO_FURTHER_ACTION])
def test_where_no_plan_follows_both_days_on_which_the_referrer_was_told_are_kept(
    outcome: AssessmentOutcome, screened: Case, worker: Client
) -> None:
    asked = read(worker.post(address(screened), posted(outcome=outcome, carried_into="")).content.decode())
    assert texts(asked, ".govuk-error-message") == [
        "Error: Enter the day on which the referrer was told in person or by telephone",
        "Error: Enter the day on which the referrer was told in writing",
    ]
    told = day("told_verbally_on") | day("told_in_writing_on", "10")
    worker.post(address(screened), posted(outcome=outcome, carried_into="") | told)
    kept = SingleAssessment.objects.get()
    assert (kept.told_verbally_on, kept.told_in_writing_on) == (MONDAY, date(2026, 3, 10))
    assert "cin_review" not in running(screened)


def test_it_is_concluded_once(screened: Case, southwark: Cast, worker: Client) -> None:
    conclude(screened, southwark)
    with pytest.raises(AlreadyDone):
        conclude(screened, southwark)
    assert worker.post(address(screened), posted()).status_code == 409
    assert SingleAssessment.objects.count() == 1
    page = read(worker.get(address(screened)).content.decode())
    assert every(page, "main form") == []
    assert address(screened) not in worker.get(reverse("screenings", args=[screened.ref])).content.decode()


@pytest.mark.rule("SO-14", "SO-10")
def test_another_referral_on_an_allocated_case_asks_for_another_assessment(screened: Case, southwark: Cast) -> None:
    conclude(screened, southwark)
    later = TUESDAY + timedelta(days=60)
    deadlines.start(screened, "single_assessment", at=later, by=southwark["mash"])
    with pytest.raises(StepMissing, match="screening"):
        conclude(screened, southwark, at=later)
    again = screenings.start(screened, by=southwark["worker"], at=later)
    screenings.save_answers(again, screened.assessments.earliest("pk").answers, by=southwark["worker"], at=later)
    said.say(southwark, again, at=later)
    screenings.complete(again, judgement=typed.judged(), by=southwark["worker"], at=later)
    assert conclude(screened, southwark, at=later).started_at == later
    assert "single_assessment" not in running(screened)


def test_before_the_allocation_there_is_nothing_to_conclude(told: Callable[..., Case], southwark: Cast) -> None:
    with pytest.raises(StepMissing, match="allocated first"):
        conclude(told("decide"), southwark)


def test_nothing_is_concluded_on_a_closed_case(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("inform")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=TUESDAY, reason="Moved")
    with pytest.raises(CaseClosed):
        conclude(case, southwark)


@pytest.mark.rule("SO-14", "HO-6")
def test_the_worker_concludes_it_on_the_page(screened: Case, worker: Client) -> None:
    response = worker.post(address(screened), posted())
    assert response.headers["Location"] == reverse("screenings", args=[screened.ref])
    shown = words(one(read(worker.get(response.headers["Location"]).content.decode()), "main"))
    for fact in ("Child in need plan under section 17", "She and her mother accept help.", "Section 2"):
        assert fact in shown


BAD = [
    (posted(outcome=""), ["Error: Select the outcome"]),
    (posted(reason=" "), ["Error: Enter what leads to it"]),
    (posted(significant_harm=""), ["Error: Select whether the child is at risk of significant harm"]),
    (posted(carried_into=""), ["Error: Select the plan into which the risks are carried"]),
    (
        posted(outcome="s47", carried_into="cp"),
        ["Error: A section 47 enquiry follows where significant harm is likely"],
    ),
    (
        posted(significant_harm="yes"),
        [
            "Error: Enter why child protection procedures are not used",
            "Error: Select the manager who decided that they are not used",
            "Error: Enter the day on which that was decided",
        ],
    ),
]


@pytest.mark.rule("SO-19", "HO-6")
def test_bad_input_is_named_beside_the_field_and_concludes_nothing(
    screened: Case, worker: Client, subtests: pytest.Subtests
) -> None:
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(worker.post(address(screened), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_reason").text_content().strip() == typed_in["reason"].strip()
            assert not SingleAssessment.objects.exists()


def test_what_an_enquiry_does_not_ask_for_is_left_out(screened: Case, worker: Client, southwark: Cast) -> None:
    more = {"not_protected_because": "A leftover", "not_protected_by": str(southwark["team"].pk)}
    typed_in = posted(outcome="s47", significant_harm="yes", carried_into="cp") | more | day("not_protected_on")
    worker.post(address(screened), typed_in | day("told_verbally_on") | day("told_in_writing_on"))
    kept = SingleAssessment.objects.get()
    assert (kept.not_protected_because, kept.not_protected_by, kept.told_verbally_on) == (None, None, None)


def test_only_the_allocated_worker_concludes_it(
    screened: Case, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("coordinator", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(screened), posted()).status_code == expected
    assert signed_in(barnet["worker"]).post(address(screened), posted()).status_code == 404
    assert not SingleAssessment.objects.exists()


def test_other_methods_are_refused(screened: Case, worker: Client) -> None:
    assert worker.put(address(screened)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_conclude_it_once(screened: Case, southwark: Cast) -> None:
    results = in_parallel(lambda number: conclude(screened, southwark), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "SingleAssessment"]

"""The safety plan is agreed with the young person; its first review is due six months on (HO-11)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import SafetyPlan
from tests.referrals.trail import ended, owed, reasons, rows, running
from tests.riskscreening.agreed import agree, noon
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Client:
    clock.move_to(TUESDAY)
    return signed_in(southwark["worker"])


def address(case: Case) -> str:
    return reverse("agree_plan", args=[case.ref])


def posted(number: str = "9", **differs: str) -> dict[str, str]:
    return {"agreed_on-day": number, "agreed_on-month": "3", "agreed_on-year": "2026"} | stories.SAFETY_PLAN | differs


EDGES = [  # agreed, the review due: the same day six months on, or the last of a shorter month
    ("2026-03-10", "2026-09-10"),
    ("2026-04-26", "2026-10-26"),  # the clocks go back in between
    ("2026-08-29", "2027-02-28"),
    ("2026-08-31", "2027-02-28"),
    ("2027-08-31", "2028-02-29"),  # a leap year
    ("2026-09-28", "2027-03-28"),  # the day the clocks go forward
    ("2026-12-31", "2027-06-30"),
]


@pytest.mark.rule("HO-11")
@pytest.mark.parametrize(("day", "due"), EDGES)
def test_a_plan_is_to_be_reviewed_six_months_on(day: str, due: str, case: Case, southwark: Cast) -> None:
    agree(case, southwark, day)
    deadline = owed(case, "safety_plan_review")
    assert deadline.due_at == datetime.combine(date.fromisoformat(due), time.max, tzinfo=LONDON)
    assert (deadline.owner, deadline.manager, deadline.source) == (southwark["worker"], southwark["team"], "HO-11")


@pytest.mark.rule("HO-11")
def test_a_plan_recorded_late_counts_from_the_day_it_was_agreed(case: Case, southwark: Cast) -> None:
    plan = agree(case, southwark, "2026-03-10", recorded="2026-03-20")
    assert (plan.agreed_on.isoformat(), plan.recorded_at) == ("2026-03-10", noon("2026-03-20"))
    deadline = owed(case, "safety_plan_review")
    assert deadline.due_at.astimezone(LONDON).date().isoformat() == "2026-09-10"
    assert deadline.events.get().at == noon("2026-03-20")


@pytest.mark.rule("HO-11")
def test_it_holds_what_the_young_person_and_the_professionals_will_do(
    case: Case, southwark: Cast, worker: Client
) -> None:
    response = worker.post(address(case), posted())
    plan = SafetyPlan.objects.get()
    assert response.headers["Location"] == plan.get_absolute_url()
    assert (plan.agreed_on, plan.recorded_by, reasons(plan)) == (date(2026, 3, 9), southwark["worker"], ["+"])
    for page in (plan.get_absolute_url(), reverse("plans", args=[case.ref])):
        shown = words(one(read(worker.get(page).content.decode()), "main"))
        for name in ("young_person_does", "professionals_do", "emergency_contact"):
            assert stories.SAFETY_PLAN[name] in shown
    (row,) = rows(case, Verb.SAFETY_PLAN_AGREED)
    assert (row.actor, row.reason) == (southwark["worker"].pk, "")


def test_its_deadline_leads_to_the_plan(case: Case, southwark: Cast) -> None:
    plan = agree(case, southwark)
    assert owed(case, "safety_plan_review").path == plan.get_absolute_url()


def test_a_second_plan_is_refused_while_one_is_in_force(case: Case, southwark: Cast, worker: Client) -> None:
    agree(case, southwark)
    with pytest.raises(AlreadyDone):
        agree(case, southwark, "2026-03-11")
    assert worker.post(address(case), posted()).status_code == 409
    assert every(read(worker.get(address(case)).content.decode()), "main form") == []
    assert SafetyPlan.objects.count() == case.deadlines.filter(code="safety_plan_review").count() == 1
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        SafetyPlan.objects.create(**_again(case, southwark))


def _again(case: Case, cast: Cast) -> dict:
    when = {"agreed_on": TUESDAY.date(), "recorded_at": TUESDAY, "recorded_by": cast["worker"]}
    return {"case": case} | when | stories.SAFETY_PLAN


BAD = [
    (posted("11"), ["Error: The day of the agreement must be today or in the past"]),
    (posted(""), ["Error: The day of the agreement must include a day"]),
    (posted(took_part=" "), ["Error: Enter who took part"]),
    (posted(young_person_does=""), ["Error: Enter what the young person will do"]),
    (posted(professionals_do=""), ["Error: Enter what the professionals will do"]),
    (posted(emergency_contact=""), ["Error: Enter whom the young person can reach in an emergency"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    case: Case, worker: Client, subtests: pytest.Subtests
) -> None:
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(worker.post(address(case), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            kept = one(page, "#id_professionals_do").text_content().strip()
            assert kept == typed_in["professionals_do"].strip()
            assert not SafetyPlan.objects.exists()
            assert "safety_plan_review" not in running(case)


def test_only_the_allocated_worker_records_it_and_social_care_reads_it(
    case: Case, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    plan = agree(case, southwark)
    for part, may_not, may_read in [
        ("team", 403, 200),
        ("coordinator", 403, 200),
        ("police.mash", 403, 403),
        ("school", 403, 403),
        ("second.worker", 404, 404),
        ("yjs", 404, 404),
    ]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.post(address(case), posted()).status_code == may_not
            assert client.get(plan.get_absolute_url()).status_code == may_read
    assert signed_in(barnet["worker"]).get(plan.get_absolute_url()).status_code == 404
    assert SafetyPlan.objects.count() == 1


def test_a_reader_is_offered_nothing_to_write(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], worker: Client
) -> None:
    plan = agree(case, southwark)
    review = reverse("review_safety_plan", args=[case.ref, plan.pk])
    team = signed_in(southwark["team"])
    for page in (plan.get_absolute_url(), reverse("plans", args=[case.ref])):
        assert review in worker.get(page).content.decode()
        assert review not in team.get(page).content.decode()


def test_other_methods_are_refused(case: Case, southwark: Cast, worker: Client) -> None:
    plan = agree(case, southwark)
    assert worker.put(address(case)).status_code == 405
    assert worker.post(plan.get_absolute_url()).status_code == 405


def test_a_plan_of_another_case_is_not_found_here(
    case: Case, told: Callable[..., Case], southwark: Cast, worker: Client
) -> None:
    other = agree(told("allocate", number=1), southwark)
    assert worker.get(reverse("safety_plan", args=[case.ref, other.pk])).status_code == 404


def test_closing_the_case_ends_what_is_owed_and_nothing_more_is_agreed(
    told: Callable[..., Case], southwark: Cast
) -> None:
    case = told("inform")
    agree(case, southwark)
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=noon("2026-03-11"), reason="Moved")
    assert ended(case, "safety_plan_review") == "withdrawn"
    with pytest.raises(CaseClosed):
        agree(case, southwark, "2026-03-12")


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_plan(case: Case, southwark: Cast) -> None:
    results = in_parallel(lambda number: agree(case, southwark), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "SafetyPlan"]

"""Each risk that a screening found is carried into a plan, or it is said why not; gaps are counted (HO-6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import checklist
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening import planned
from riskscreening.models import CarriedRisk, Plan, PlanKind
from riskscreening.operations import carrying, planning
from tests.referrals.trail import rows
from tests.riskscreening.plans_made import NOON, write
from tests.web.html import every, one, read, texts, words

DAY = timedelta(days=1)
SAID = "Her aunt fetches her."


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case on which the newest screening found C1, C4 and C5, with a safety plan."""
    return told("plan")


@pytest.fixture
def desk(southwark: Cast, signed_in: Callable[[User], Client], clock) -> Callable[[str], Client]:
    clock.move_to(NOON + DAY)
    return lambda part: signed_in(southwark[part])


def carry(case: Case, cast: Cast, *items: str, into: Plan | None = None, after: int = 0) -> None:
    carrying.carry(case, items, into=into, words=SAID, by=cast["worker"], at=NOON + after * DAY)


def gaps(case: Case) -> list[str]:
    return [risk.item.code for risk in planned.found_risks(case).gaps]


def page_of(client: Client, name: str, case: Case):
    return one(read(client.get(reverse(name, args=[case.ref])).content.decode()), "main")


@pytest.mark.rule("HO-6")
def test_a_risk_in_no_plan_is_a_gap_until_a_plan_answers_it_or_somebody_says_why(case: Case, southwark: Cast) -> None:
    assert gaps(case) == ["C1", "C4", "C5"]
    plan = write(case, southwark)
    carry(case, southwark, "C1", "C4", into=plan)
    carry(case, southwark, "C5")
    assert gaps(case) == []
    with pytest.raises(AlreadyDone):
        carry(case, southwark, "C5", after=1)
    assert [risk.item.code for risk in planned.answered_by(plan)] == ["C1", "C4"]
    assert len(rows(case, Verb.RISK_CARRIED)) == 3
    planning.end(plan, ended_on=NOON.date(), because="x", by=southwark["worker"], at=NOON + DAY)
    assert gaps(case) == ["C1", "C4"]
    carry(case, southwark, "C1", into=case.safety_plans.get(), after=2)
    assert gaps(case) == ["C4"]


def test_what_cannot_be_carried_is_refused(case: Case, southwark: Cast, told: Callable[..., Case]) -> None:
    plan, elsewhere = write(case, southwark), told("allocate", number=1)
    with pytest.raises(Refused):
        carry(case, southwark, "C1", "C2", into=plan)
    with pytest.raises(AlreadyDone):
        carry(case, southwark, "C1", into=write(elsewhere, southwark, PlanKind.CARE))
    with pytest.raises(StepMissing):
        carry(elsewhere, southwark, "C1")
    planning.end(plan, ended_on=NOON.date(), because="x", by=southwark["worker"], at=NOON)
    with pytest.raises(AlreadyDone):
        carry(case, southwark, "C1", into=plan)
    assert not CarriedRisk.objects.exists()


def test_what_was_recorded_is_never_changed(case: Case, southwark: Cast) -> None:
    carry(case, southwark, "C1")
    with pytest.raises(DatabaseError), transaction.atomic():
        CarriedRisk.objects.update(words="x")


@pytest.mark.rule("HO-6")
def test_the_worker_records_several_at_once_and_reads_the_gaps(case: Case, southwark: Cast, desk) -> None:
    plan, worker, address = write(case, southwark), desk("worker"), reverse("carry_risks", args=[case.ref])
    assert "3 of 3 risks" in words(page_of(worker, "plans", case))
    chosen = every(page_of(worker, "carry_risks", case), "input[name=items][checked]")
    assert [box.get("value") for box in chosen] == ["C1", "C4", "C5"]
    empty = read(worker.post(address, {"words": ""}).content.decode())
    assert len(texts(empty, ".govuk-error-message")) == 3
    typed = {"items": ["C1", "C4"], "into": f"plan-{plan.pk}", "words": SAID}
    assert [worker.post(address, typed).status_code for _ in range(2)] == [302, 409]
    page = page_of(worker, "risks_and_plans", case)
    assert texts(page, ".govuk-tag--red") == ["1 gap", "Gap: in no plan"]
    assert words(page).count(SAID) == 2
    assert worker.post(address, {"items": ["C5"], "into": "none", "words": SAID}).status_code == 302
    assert "Gap" not in words(page_of(worker, "risks_and_plans", case))
    for part, status in [("team", 403), ("coordinator", 403), ("school", 403), ("second.worker", 404)]:
        assert desk(part).post(address, typed).status_code == status
    assert desk("team").get(reverse("risks_and_plans", args=[case.ref])).status_code == 200


@pytest.mark.rule("ALL-5")
def test_a_covered_answer_shows_no_more_here_than_on_the_screening(case: Case, southwark: Cast, desk) -> None:
    assessment = case.assessments.get()
    assessment.answers["B16"] = {"answer": "current", "evidence": "Ev", "source": "So"}
    assessment.save()
    carry(case, southwark, "B16", into=case.safety_plans.get())
    assert gaps(case) == ["C1", "C4", "C5"]

    def row(client: Client) -> list[str]:
        (found,) = [r for r in every(page_of(client, "risks_and_plans", case), "tbody tr") if "B16" in words(r)]
        return [words(cell) for cell in every(found, "td")]

    assert row(desk("mash")) == ["Hidden from your role: sexual health answers", *["Hidden"] * 3]
    worker = desk("team")
    assert row(worker) == ["Hidden Show sexual health answers", *["Hidden"] * 3]
    for name in ("plans", "risks_and_plans"):
        assert SAID not in words(page_of(worker, name, case))
    assert SAID not in worker.get(case.safety_plans.get().get_absolute_url()).content.decode()
    worker.post(reverse("reveal_sexual_health", args=[case.ref]), {"back": "/"})
    answer, state, plan, how = row(worker)
    assert answer.startswith("Yes, now or in the last 6 months")
    assert (state, plan) == ("In a plan", "Safety plan")
    assert SAID in how
    assert row(worker)[1:] == ["Hidden"] * 3


@pytest.mark.rule("HO-6")
def test_gaps_stand_against_closing_by_their_names(case: Case, southwark: Cast) -> None:
    carry(case, southwark, "C1", "C4")
    found = {one.code: one for one in checklist.findings(case, at=NOON)}["risks_in_no_plan"]
    assert [fact[:2] for fact in found.facts] == ["C5"]
    assert found.page == "risks_and_plans"
    carry(case, southwark, "C5")
    assert "risks_in_no_plan" not in {one.code for one in checklist.findings(case, at=NOON)}

"""Starting a screening: with the borough's tool in its newest version, and never a second one beside it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations import screening as operations
from tests.referrals.trail import owed, reasons, rows
from tests.together import in_parallel
from tests.web.html import every, read, texts


def address(case: Case) -> str:
    return reverse("start_screening", args=[case.ref])


def test_the_allocated_worker_starts_with_the_boroughs_tool(
    worker: Client, case: Case, southwark: Cast, later: datetime
) -> None:
    response = worker.post(address(case))
    assessment = Assessment.objects.get()
    assert response.headers["Location"] == assessment.get_absolute_url()
    assert (assessment.tool_code, assessment.tool_version, assessment.round) == ("cse-screening", 1, 1)
    assert (assessment.started_by, assessment.started_at) == (southwark["worker"], later)
    assert (assessment.completed_at, assessment.answers, reasons(assessment)) == (None, {}, ["+"])
    assert [row.actor for row in rows(case, Verb.SCREENING_STARTED)] == [southwark["worker"].pk]


@pytest.mark.rule("SO-10")
def test_from_allocation_a_screening_is_owed(case: Case, southwark: Cast) -> None:
    deadline = owed(case, "screening")
    assert (deadline.owner, deadline.manager) == (southwark["worker"], southwark["team"])
    assert deadline.due_at.date().isoformat() == "2026-03-16"


def test_starting_does_not_meet_what_is_owed(begun: Assessment) -> None:
    assert owed(begun.case, "screening").closed_at is None


def test_starting_twice_leads_to_the_same_screening(worker: Client, case: Case) -> None:
    ways = {worker.post(address(case)).headers["Location"] for _ in range(3)}
    assert ways == {Assessment.objects.get().get_absolute_url()}
    assert len(rows(case, Verb.SCREENING_STARTED)) == 1


def test_a_screening_begun_by_the_worker_before_is_gone_on_with(
    begun: Assessment, case: Case, southwark: Cast, signed_in: Callable[[User], Client], clock, later: datetime
) -> None:
    operations.save_answers(begun, {"A1": {"answer": "no"}}, by=southwark["worker"], at=later)
    cases.allocate(case, southwark["second.worker"], by=southwark["team"], at=later)
    clock.move_to(later)
    response = signed_in(southwark["second.worker"]).post(address(case))
    assert response.headers["Location"] == begun.get_absolute_url()
    assert signed_in(southwark["worker"]).post(address(case)).status_code == 404


@pytest.mark.parametrize("act", ["refer", "share", "decide"])
def test_before_allocation_there_is_nothing_to_start(
    act: str, told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    with pytest.raises(StepMissing):
        operations.start(told(act), by=southwark["worker"], at=later)
    assert not Assessment.objects.exists()


def test_a_role_that_does_not_screen_is_told_so(
    southwark: Cast, signed_in: Callable[[User], Client], case: Case, subtests: pytest.Subtests
) -> None:
    for part in ["team", "coordinator", "mash", "police.mash", "school"]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(case)).status_code == 403
            assert not Assessment.objects.exists()


def test_a_social_worker_outside_the_case_finds_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], case: Case, subtests: pytest.Subtests
) -> None:
    for borough, part in [("southwark", "second.worker"), ("barnet", "worker")]:
        with subtests.test(borough=borough, part=part):
            client = signed_in({"southwark": southwark, "barnet": barnet}[borough][part])
            assert client.post(address(case)).status_code == 404


def test_it_is_started_by_a_button_and_never_by_a_link(worker: Client, case: Case) -> None:
    assert worker.get(address(case)).status_code == 405
    page = read(worker.get(reverse("screenings", args=[case.ref])).content.decode())
    assert [form.get("action") for form in every(page, "main form")] == [address(case)]
    worker.post(address(case))
    page = read(worker.get(reverse("screenings", args=[case.ref])).content.decode())
    assert every(page, "main form") == []
    assert "Go on with the screening" in texts(page, "main a.govuk-button")


def test_the_database_keeps_one_open_screening_a_case(begun: Assessment) -> None:
    begun.pk = None
    with pytest.raises(IntegrityError, match="assessment_one_at_a_time"), transaction.atomic():
        begun.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_the_same_moment_are_one_screening(case: Case, southwark: Cast, later: datetime) -> None:
    found = in_parallel(lambda number: operations.start(case, by=southwark["worker"], at=later), 4)
    assert set(found) == {Assessment.objects.get()}
    assert len(rows(case, Verb.SCREENING_STARTED)) == 1

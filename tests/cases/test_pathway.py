"""Which step needs which, in the code and in the database; and the stage that steps add up to."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from mase.agencies.models import User
from mase.cases import operations, pathway
from mase.cases.errors import CaseClosed, StepMissing
from mase.cases.models import Case, Outcome, Transition
from mase.cases.stages import Stage, Step
from mase.demo.cast import Cast

PAIRS = list(product(Step, Step))
REFUSED = re.compile("needs an earlier step|the case is (closed|joined)")
ROUTES: list[tuple[str, Stage]] = [
    ("", Stage.MASH_CHECK),
    ("referred", Stage.MASH_CHECK),
    ("referred sharing_started", Stage.OUTCOME),
    ("referred sharing_started blue", Stage.CLOSING),
    ("referred sharing_started green", Stage.CLOSING),
    ("referred sharing_started amber", Stage.AMBER),
    ("referred sharing_started amber blue", Stage.CLOSING),
    ("referred sharing_started amber red", Stage.ALLOCATION),
    ("referred sharing_started red allocated", Stage.SCREENING),
    ("referred sharing_started red allocated screened", Stage.SIGN_OFF),
    ("referred sharing_started red allocated screened returned", Stage.SCREENING),
    ("referred sharing_started red allocated screened signed_off", Stage.STRATEGY),
    ("referred sharing_started red allocated strategy_convened", Stage.SCREENING),
    ("allocated screened signed_off strategy_convened", Stage.STRATEGY),
    ("allocated screened signed_off strategy_convened strategy_held", Stage.FORM),
    ("allocated strategy_convened strategy_held screened signed_off", Stage.FORM),
    ("allocated strategy_convened strategy_held screened", Stage.SIGN_OFF),
    ("allocated screened signed_off strategy_convened strategy_held without_mase", Stage.REVIEW),
    ("allocated screened signed_off strategy_convened strategy_held form_submitted", Stage.PRE_MASE),
    ("allocated screened signed_off form_submitted admitted", Stage.MASE),
    ("allocated screened signed_off form_submitted form_withdrawn", Stage.STRATEGY),
    ("allocated screened signed_off strategy_convened strategy_held form_submitted form_withdrawn", Stage.FORM),
    ("allocated screened signed_off form_submitted admitted discussed form_submitted form_withdrawn", Stage.REVIEW),
    ("form_submitted admitted form_submitted left_list form_withdrawn", Stage.REVIEW),
    ("form_submitted admitted form_submitted discussed form_withdrawn", Stage.REVIEW),
    ("form_submitted admitted form_submitted form_withdrawn", Stage.MASE),
    ("allocated screened signed_off form_submitted declined", Stage.REVIEW),
    ("allocated screened signed_off form_submitted admitted discussed", Stage.REVIEW),
    ("allocated strategy_convened strategy_held without_mase", Stage.SCREENING),
    ("allocated strategy_convened strategy_held without_mase screened signed_off", Stage.REVIEW),
    ("allocated screened signed_off form_submitted admitted screened returned screened signed_off", Stage.MASE),
    ("allocated screened signed_off strategy_convened screened", Stage.STRATEGY),
    ("allocated screened signed_off form_submitted admitted strategy_convened strategy_held", Stage.MASE),
    ("allocated map_referred", Stage.SCREENING),
    ("form_submitted admitted map_referred map_held", Stage.MASE),
    ("referred closed", Stage.CLOSED),
    ("referred data_received", Stage.DATA_ONLY),
    ("referred no_checks", Stage.OUTCOME),
    ("referred no_checks early_help", Stage.EARLY_HELP),
    ("referred no_checks early_help stepped_up", Stage.ALLOCATION),
    ("referred joined", Stage.JOINED),
    ("referred sharing_started amber joined separated", Stage.AMBER),
    ("referred sharing_started red allocated concern_added", Stage.SCREENING),
    ("referred sharing_started red allocated closed reopened", Stage.ALLOCATION),
    ("referred closed reopened allocated", Stage.SCREENING),
]


@pytest.mark.rule("ALL-1")
@pytest.mark.parametrize(("steps", "stage"), ROUTES, ids=[route or "nothing yet" for route, _ in ROUTES])
def test_the_steps_add_up_to_the_stage(steps: str, stage: Stage) -> None:
    assert pathway.stage_of(map(Step, steps.split())) is stage


def test_a_step_is_free_exactly_after_what_it_needs() -> None:
    free = {(needed, step) for needed, step in PAIRS if pathway.missing_for(step, [needed]) is None}
    anywhere = set(Step) - set(pathway.REQUIRES)
    anywhere -= set(pathway.ENDED_BY.values())
    chained = {(needed, step) for step, needs in pathway.REQUIRES.items() for needed in needs}
    chained = {(needed, step) for needed, step in chained if needed not in pathway.ENDED_BY}
    chained |= set(pathway.ENDED_BY.items())
    assert free == chained | {(needed, step) for needed in set(Step) - set(pathway.ENDED_BY) for step in anywhere}


@given(st.lists(st.sampled_from(Step)), st.sampled_from(Step))
def test_what_is_closed_or_joined_takes_no_step_but_the_one_that_ends_that(done: list[Step], step: Step) -> None:
    for held, end in pathway.ENDED_BY.items():
        assert pathway.missing_for(step, [*done, held]) is (None if step is end else held)


@given(st.lists(st.sampled_from(Step)))
def test_more_history_never_closes_a_way_but_closing_does(done: list[Step]) -> None:
    before = {step for step in Step if pathway.missing_for(step, []) is None}
    after = {step for step in Step if pathway.missing_for(step, done) is None}
    assert before <= after or {Step.CLOSED, Step.JOINED} & set(done)


@pytest.mark.rule("ALL-1")
def test_the_database_refuses_what_the_code_refuses_and_nothing_else(case: Case, southwark: Cast, at: datetime) -> None:
    facts = {"case": case, "at": at, "by": southwark["mash"]}
    for earlier, step in [(None, step) for step in Step] + PAIRS:
        allowed = pathway.missing_for(step, [earlier] if earlier else []) is None
        assert _takes(facts, step, after=earlier) is allowed, (earlier, step)


def _takes(facts: dict[str, Any], step: Step, *, after: Step | None) -> bool:
    """Say whether the database takes the step where only that other one has happened; nothing of it stays."""
    try:
        with transaction.atomic():
            if after:
                _unchecked(facts, after)
            Transition.objects.create(step=step, **facts)
            transaction.set_rollback(True)
    except DatabaseError as refusal:
        if not REFUSED.search(str(refusal)):
            raise
        return False
    return True


def _unchecked(facts: dict[str, Any], step: Step) -> None:
    """Write a step that the triggers do not look at."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_transition DISABLE TRIGGER legal_step")
        Transition.objects.create(step=step, **facts)
        cursor.execute("ALTER TABLE cases_transition ENABLE TRIGGER legal_step")


def test_a_step_leaves_who_when_and_why_and_moves_the_lists(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("share")
    at = case.opened_at + timedelta(hours=5)
    operations.advance(case, Step.RED, by=southwark["mash"], at=at, reason="It fits together")
    step = case.transitions.latest("pk")
    assert (step.step, step.at, step.by, step.reason) == (Step.RED, at, southwark["mash"], "It fits together")
    stages = {Case.objects.get(pk=case.pk).stage, *case.agency_grants.values_list("stage", flat=True)}
    assert stages == {Stage.ALLOCATION}


def test_a_refused_step_changes_nothing_and_names_what_is_missing(case: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(StepMissing, match="information sharing started"):
        operations.advance(case, Step.RED, by=southwark["mash"], at=at)
    assert not case.transitions.exists()
    assert Case.objects.get(pk=case.pk).stage == Stage.MASH_CHECK


def test_what_a_page_offers_is_what_would_not_be_refused(case: Case, southwark: Cast, at: datetime) -> None:
    assert operations.allows(case, Step.REFERRED)
    assert not operations.allows(case, Step.RED)
    operations.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=at, reason="Moved away")
    assert [step for step in Step if operations.allows(case, step)] == [Step.REOPENED]


def test_a_closed_case_takes_no_step(case: Case, southwark: Cast, at: datetime) -> None:
    team: User = southwark["team"]
    operations.close(case, outcome=Outcome.MOVED, by=team, at=at, reason="Moved away")
    for step in set(Step) - {Step.REOPENED}:
        with pytest.raises(CaseClosed):
            operations.advance(case, step, by=team, at=at)
        assert not _takes({"case": case, "at": at, "by": team}, step, after=None)

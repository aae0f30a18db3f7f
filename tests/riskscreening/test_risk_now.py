"""What the risk is now: what both signed last, unless something graver waits for its signatures."""

from datetime import UTC, datetime

import pytest

from mase.cases.models import Case
from riskscreening import trajectory
from riskscreening.models import Assessment
from riskscreening.tools.tool import Rag
from riskscreening.trajectory import Direction, Screened

GREEN, AMBER, RED = Rag


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


def of(*facts: tuple[Rag, int | None, bool]) -> list[Screened]:
    """Return one screening a day, from the first of the month on: band, level, whether both signed."""
    return [
        Screened(pk=number, at=day(number), band=band, level=level, is_signed=is_signed, models=())
        for number, (band, level, is_signed) in enumerate(facts, start=1)
    ]


TABLE = [  # what was screened; then band, level, since, direction, the screening it rests on, waiting since
    ([(RED, 2, False)], (RED, 2, 1, Direction.FIRST, 1, 1)),
    ([(GREEN, None, True)], (GREEN, None, 1, Direction.FIRST, 1, None)),
    ([(GREEN, None, True), (AMBER, 1, True)], (AMBER, 1, 2, Direction.UP, 2, None)),
    ([(AMBER, 1, True), (AMBER, 2, True)], (AMBER, 2, 1, Direction.UP, 2, None)),
    ([(RED, 3, True), (RED, 3, True), (RED, 2, True)], (RED, 2, 1, Direction.DOWN, 3, None)),
    ([(RED, 2, True), (AMBER, 2, True), (AMBER, 2, True)], (AMBER, 2, 2, Direction.SAME, 3, None)),
    ([(RED, 2, True), (AMBER, 1, False)], (RED, 2, 1, Direction.FIRST, 1, 2)),
    ([(AMBER, 1, True), (RED, 2, False)], (RED, 2, 2, Direction.UP, 2, 2)),
    ([(AMBER, 1, True), (RED, 3, False), (AMBER, 1, False)], (RED, 3, 2, Direction.UP, 2, 3)),
    ([(RED, 3, False), (AMBER, 1, True)], (AMBER, 1, 2, Direction.FIRST, 2, None)),
]


@pytest.mark.rule("ALL-3")
def test_the_table_of_what_the_risk_is_now() -> None:
    for facts, (band, level, since, direction, rests_on, waiting) in TABLE:
        found = trajectory.now(of(*facts))
        assert found is not None
        said = (found.band, found.level, found.since, found.direction, found.screening, found.waiting_since)
        assert said == (band, level, day(since), direction, rests_on, day(waiting) if waiting else None), facts


MODELS = [  # what each screening said of the model, since which of them it is not known
    ([()], 1),
    ([("online",)], None),
    ([("not_known",), ("not_known",)], 1),
    ([("online",), ("not_known",), ()], 2),
    ([(), ("online", "peer")], None),
]


@pytest.mark.rule("SO-5")
def test_it_says_since_when_no_screening_has_named_a_model() -> None:
    for said, since in MODELS:
        found = [
            Screened(pk=number, at=day(number), band=GREEN, level=None, is_signed=True, models=models)
            for number, models in enumerate(said, start=1)
        ]
        risk = trajectory.now(found)
        assert risk is not None
        assert risk.model_not_known_since == (day(since) if since else None), said


def test_without_a_completed_screening_there_is_no_risk_yet(case: Case, begun: Assessment) -> None:
    assert trajectory.risk_now(case) is None


@pytest.mark.rule("ALL-3")
def test_the_risk_of_a_case_takes_two_queries(completed: Assessment, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        found = trajectory.risk_now(completed.case)
    assert found is not None
    assert (found.band, found.level, found.screening) == (completed.judgement, completed.level, completed.pk)
    assert found.waiting_since == completed.completed_at

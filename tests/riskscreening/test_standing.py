"""Which band counts: raising is free, lowering takes two who agree, and a disagreement leaves the graver one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskscreening import standing
from riskscreening.tools.tool import Rag

GREEN, AMBER, RED = Rag
AGREES = None

TABLE = [  # the tool, the worker, who signed, what counts
    (GREEN, GREEN, [], GREEN),
    (GREEN, AMBER, [], AMBER),
    (GREEN, RED, [AGREES, AGREES], RED),
    (AMBER, GREEN, [], AMBER),
    (AMBER, GREEN, [AGREES], AMBER),
    (AMBER, GREEN, [AGREES, AGREES], GREEN),
    (RED, GREEN, [AGREES, AGREES], GREEN),
    (AMBER, GREEN, [AGREES, AMBER], AMBER),
    (AMBER, GREEN, [AGREES, RED], RED),
    (RED, GREEN, [AMBER, AGREES], RED),
    (RED, AMBER, [GREEN, AGREES], RED),
    (AMBER, AMBER, [AGREES, GREEN], AMBER),
    (AMBER, AMBER, [RED, GREEN], RED),
    (AMBER, RED, [GREEN, GREEN], RED),
]


@pytest.mark.rule("SO-29")
def test_the_table_of_what_counts() -> None:
    for tool, judgement, signatures, expected in TABLE:
        found = standing.band_that_counts(tool, judgement, signatures)
        assert found == expected, (tool, judgement, signatures)


_BANDS = st.sampled_from(Rag)
_SIGNATURES = st.lists(st.none() | _BANDS, max_size=2)


@pytest.mark.rule("SO-29")
@given(tool=_BANDS, judgement=_BANDS, signatures=_SIGNATURES)
def test_only_two_who_agree_bring_it_below_the_tool(tool: Rag, judgement: Rag, signatures: list[Rag | None]) -> None:
    found = standing.band_that_counts(tool, judgement, signatures)
    graver = max([tool, judgement, *filter(None, signatures)], key=lambda band: band.rank)
    assert found in (judgement, graver)
    assert found.rank >= judgement.rank
    if signatures != [AGREES, AGREES]:
        assert found == graver


LEVELS = [  # band, stated, what counts
    (GREEN, None, None),
    (AMBER, 1, 1),
    (AMBER, None, 1),
    (AMBER, 2, 2),
    (RED, 1, 2),
    (RED, None, 2),
    (RED, 3, 3),
]


@pytest.mark.rule("BA-1")
def test_a_graver_band_takes_its_least_level_along() -> None:
    assert [standing.level_that_counts(band, stated) for band, stated, _ in LEVELS] == [found for _, _, found in LEVELS]


def test_lowered_is_below_the_tool_only() -> None:
    lowered = [(tool, own) for tool, own in product(Rag, Rag) if standing.is_lowered(tool, own)]
    assert lowered == [(AMBER, GREEN), (RED, GREEN), (RED, AMBER)]

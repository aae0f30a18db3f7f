"""Which band counts: raising is free, lowering takes two who agree, and a disagreement leaves the graver one."""

from itertools import product

import pytest

from riskscreening import standing, tools
from riskscreening.standing import Because
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


_SAID = [AGREES, *Rag]
SIGNED = [[], *([one] for one in _SAID), *map(list, product(_SAID, _SAID))]


@pytest.mark.rule("SO-29")
def test_only_two_who_agree_bring_it_below_the_tool() -> None:
    for tool, judgement, signatures in product(Rag, Rag, SIGNED):
        found = standing.band_that_counts(tool, judgement, signatures)
        graver = max([tool, judgement, *filter(None, signatures)], key=lambda band: band.rank)
        assert found == (judgement if signatures == [AGREES, AGREES] else graver), (tool, judgement, signatures)
        assert found.rank >= judgement.rank


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


BECAUSE = [  # the tool, the worker, who signed, why the band counts that does
    (AMBER, AMBER, [], Because.SAME),
    (AMBER, RED, [AGREES], Because.RAISED),
    (AMBER, GREEN, [AGREES], Because.NOT_LOWERED_YET),
    (AMBER, GREEN, [AGREES, AGREES], Because.LOWERED),
    (AMBER, GREEN, [AGREES, AMBER], Because.DISPUTED),
    (RED, RED, [GREEN], Because.DISPUTED),
]


def test_it_says_why_the_band_counts() -> None:
    for tool, judgement, signatures, expected in BECAUSE:
        assert standing.because(tool, judgement, signatures) == expected


LOW = [  # the band that counts, not known of 36, whether it seems low
    (GREEN, 9, False),
    (GREEN, 10, True),
    (AMBER, 10, True),
    (RED, 36, False),
]


@pytest.mark.rule("SO-29")
def test_low_because_little_is_known_goes_by_the_tools_own_measure() -> None:
    tool = tools.get("cse-screening", 1)
    for band, not_known, expected in LOW:
        assert standing.seems_low(tool, band, not_known=not_known, asked=36) == expected, (band, not_known)

"""Which band counts. Pure: what the tool says, what the worker judged and what the two who sign said in, a band out.

Raising is free. Lowering below the tool's band counts once both have agreed; until then, and wherever somebody
disagrees, the graver band counts (SO-29).
"""

from collections.abc import Iterable
from enum import StrEnum

from riskscreening import scoring
from riskscreening.tools.tool import FloorRule, Rag, Tool

BOTH = 2
_MUCH = 25  # per cent not known, where the tool itself does not say how much is much


def band_that_counts(tool_band: Rag, judgement: Rag, signatures: Iterable[Rag | None]) -> Rag:
    """Return the band that counts; a signature is the band that a dissenter would say, or None where they agree."""
    given = list(signatures)
    dissent = [band for band in given if band is not None]
    if len(given) == BOTH and not dissent:
        return judgement
    return max([tool_band, judgement, *dissent], key=lambda band: band.rank)


class Because(StrEnum):
    """Why the band counts that does."""

    SAME = "The tool and the judgement say the same."
    RAISED = "The judgement is graver than the tool’s band; it counts at once."
    LOWERED = "The judgement is below the tool’s band, and both who signed agree."
    NOT_LOWERED_YET = "The judgement is below the tool’s band. Until both who sign agree, the graver band counts."
    DISPUTED = "There is a disagreement on the record, so the graver band counts."


def because(tool_band: Rag, judgement: Rag, signatures: Iterable[Rag | None]) -> Because:
    """Return why the band counts that ``band_that_counts`` returns for the same."""
    given = list(signatures)
    if any(band is not None for band in given):
        return Because.DISPUTED
    if judgement == tool_band:
        return Because.SAME
    if judgement.rank > tool_band.rank:
        return Because.RAISED
    return Because.LOWERED if len(given) == BOTH else Because.NOT_LOWERED_YET


def level_that_counts(band: Rag, level: int | None) -> int | None:
    """Return the stated risk level, or the least that the band allows where that is more; green has none (BA-1)."""
    allowed = scoring.allowed_levels(band)
    return max(level or 0, *allowed[:1]) if allowed else None


def seems_low(tool: Tool, band: Rag, *, not_known: int, asked: int) -> bool:
    """Say whether the band that counts is not the gravest while much is not known, by the tool's own measure."""
    limit = min((floor.limit for floor in tool.floors if floor.rule == FloorRule.NOT_KNOWN), default=_MUCH)
    return band != Rag.RED and not_known * 100 > limit * asked

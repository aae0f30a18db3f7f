"""Which band counts. Pure: what the tool says, what the worker judged and what the two who sign said in, a band out.

Raising is free. Lowering below the tool's band counts once both have agreed; until then, and wherever somebody
disagrees, the graver band counts (SO-29).
"""

from collections.abc import Iterable

from riskscreening import scoring
from riskscreening.tools.tool import Rag

BOTH = 2


def band_that_counts(tool_band: Rag, judgement: Rag, signatures: Iterable[Rag | None]) -> Rag:
    """Return the band that counts; a signature is the band that a dissenter would say, or None where they agree."""
    given = list(signatures)
    dissent = [band for band in given if band is not None]
    if len(given) == BOTH and not dissent:
        return judgement
    return max([tool_band, judgement, *dissent], key=lambda band: band.rank)


def level_that_counts(band: Rag, level: int | None) -> int | None:
    """Return the stated risk level, or the least that the band allows where that is more; green has none (BA-1)."""
    allowed = scoring.allowed_levels(band)
    return max(level or 0, *allowed[:1]) if allowed else None


def is_lowered(tool_band: Rag, judgement: Rag) -> bool:
    """Say whether the worker judged the risk to be less than the tool says."""
    return judgement.rank < tool_band.rank

"""How the risk to a child went, from screening to screening, and what it is now (ALL-3, BA-1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from mase.cases.exploitation import ExploitationModel
from mase.cases.models import Case
from riskscreening import standing
from riskscreening.models import Assessment, Verdict
from riskscreening.tools.tool import Rag


class Direction(StrEnum):
    """Where the risk went with the newest screening that counts; FIRST where there was none before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    FIRST = "first"


@dataclass(frozen=True, kw_only=True)
class Screened:
    """A completed screening as a point in time: the band and level that count from it, and whether both signed it.

    ``models`` are how the child is exploited, as the screening says; none where nothing was ticked.
    """

    pk: int
    at: datetime
    band: Rag
    level: int | None
    is_signed: bool
    models: tuple[str, ...]

    @property
    def gravity(self) -> tuple[int, int]:
        return self.band.rank, self.level or 0


@dataclass(frozen=True, kw_only=True)
class RiskNow:
    """The band and level that count now, since when the band is what it is, and where it came from.

    ``screening`` is the number of the screening it rests on; ``waiting_since`` is when a newer one was completed that
    both have not signed yet; ``model_not_known_since``: for so long no screening has said how the child is exploited.
    """

    band: Rag
    level: int | None
    since: datetime
    direction: Direction
    screening: int
    waiting_since: datetime | None
    model_not_known_since: datetime | None


def risk_now(case: Case) -> RiskNow | None:
    """Return what the risk is now, or None before the first completed screening. Two queries."""
    completed = case.assessments.exclude(completed_at=None).prefetch_related("all_signatures")
    return now([screened(one) for one in completed.order_by("completed_at", "pk")])


def screened(assessment: Assessment) -> Screened:
    """Return the completed screening, with its signatures at hand, as a point in time."""
    band = counts(assessment)
    return Screened(
        pk=assessment.pk,
        at=_moment(assessment),
        band=band,
        level=standing.level_that_counts(band, assessment.level),
        is_signed=assessment.stands is not None,
        models=tuple(assessment.exploitation),
    )


def counts(assessment: Assessment) -> Rag:
    """Return the band that counts from a completed screening: what stands, or until both signed the graver."""
    if assessment.stands:
        return Rag(assessment.stands)
    given = [one for one in assessment.all_signatures.all() if one.round == assessment.round]
    said = [Rag(one.would_say) if one.verdict == Verdict.DISAGREED else None for one in given]
    return standing.band_that_counts(Rag(assessment.band or ""), Rag(assessment.judgement or ""), said)


def now(found: Sequence[Screened]) -> RiskNow | None:
    """Return what the risk is after these, the oldest first: what both signed last, or something graver that waits."""
    if not found:
        return None
    last = max((number for number, one in enumerate(found) if one.is_signed), default=0)
    current = max(found[last:], key=lambda one: one.gravity)
    before = [one for one in found[: found.index(current)] if one.is_signed]
    waiting = [one for one in found[last:] if not one.is_signed]
    return RiskNow(
        band=current.band,
        level=current.level,
        since=_since(current, before),
        direction=_direction(current, before),
        screening=current.pk,
        waiting_since=waiting[-1].at if waiting else None,
        model_not_known_since=_not_known_since(found),
    )


def _since(current: Screened, before: Sequence[Screened]) -> datetime:
    run = takewhile(lambda one: one.band == current.band, reversed(before))
    return [current, *run][-1].at


def _direction(current: Screened, before: Sequence[Screened]) -> Direction:
    if not before:
        return Direction.FIRST
    difference = (current.gravity > before[-1].gravity) - (current.gravity < before[-1].gravity)
    return (Direction.SAME, Direction.UP, Direction.DOWN)[difference]


def _not_known_since(found: Sequence[Screened]) -> datetime | None:
    unknown = list(takewhile(lambda one: not _said(one.models), reversed(found)))
    return unknown[-1].at if unknown else None


def _said(models: Iterable[str]) -> bool:
    return bool(set(models) - {ExploitationModel.NOT_KNOWN})


def _moment(assessment: Assessment) -> datetime:
    if assessment.completed_at is None:
        raise ValueError("This screening has not been completed.")
    return assessment.completed_at

"""How the risk to a child went, from screening to screening, and what it is now (ALL-3, BA-1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from django.db.models import Prefetch

from mase.cases import queries as cases
from mase.cases.exploitation import ExploitationModel
from mase.cases.models import Case
from riskscreening import changes, chart, standing
from riskscreening.changes import How
from riskscreening.models import Assessment, Band, Signature, Verdict
from riskscreening.tools.tool import Rag

NO_LEVEL = "none"


class Direction(StrEnum):
    """Where the risk went with the newest screening that counts; FIRST where there was none before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    FIRST = "first"


@dataclass(frozen=True, kw_only=True)
class Risk:
    """A band and a level; they weigh together, the band first."""

    band: Rag
    level: int | None

    @property
    def gravity(self) -> tuple[int, int]:
        """Return what it weighs."""
        return self.band.rank, self.level or 0


@dataclass(frozen=True, kw_only=True)
class Screened(Risk):
    """A completed screening as a point in time: the band and level that count from it, and whether both signed it.

    ``models`` are how the child is exploited, as the screening says; none where nothing was ticked.
    """

    pk: int
    at: datetime
    is_signed: bool
    models: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RiskNow(Risk):
    """The band and level that count now, since when the band is what it is, and where it came from.

    ``screening`` is the number of the screening it rests on; ``waiting_since`` is when a newer one was completed that
    both have not signed yet; ``model_not_known_since``: for so long no screening has said how the child is exploited.
    """

    since: datetime
    direction: Direction
    screening: int
    waiting_since: datetime | None
    model_not_known_since: datetime | None


def risk_now(case: Case) -> RiskNow | None:
    """Return what the risk is now, or None before the first completed screening. Two queries."""
    return risk_after(completed_of([case])[case.pk])


def completed_of(found: Iterable[Case | int]) -> Mapping[int, list[Assessment]]:
    """Return the completed screenings of each case, the oldest first, for what was signed; the answers stay behind.

    Two queries, whatever the number of cases.
    """
    completed = Assessment.objects.filter(case__in=found).exclude(completed_at=None).defer("answers", "narratives")
    signatures = Prefetch("all_signatures", queryset=Signature.objects.order_by("pk"))
    return cases.by_case(completed.prefetch_related(signatures).order_by("completed_at", "pk"))


def risk_after(completed: Iterable[Assessment]) -> RiskNow | None:
    """Return what the risk is after these screenings, the oldest first, with their signatures at hand."""
    return now([screened(one) for one in completed])


def level_chosen(risk: RiskNow | None) -> str:
    """Return the level as a choice holds it: its number, or that there is none."""
    return str(risk.level) if risk and risk.level else NO_LEVEL


def screened(assessment: Assessment) -> Screened:
    """Return the completed screening, with its signatures at hand, as a point in time."""
    band = counts(assessment)
    return Screened(
        pk=assessment.pk,
        at=moment_of(assessment),
        band=band,
        level=standing.level_that_counts(band, assessment.level),
        is_signed=assessment.stands is not None,
        models=tuple(assessment.exploitation),
    )


def counts(assessment: Assessment) -> Rag:
    """Return the band that counts from a completed screening: what stands, or until both signed the graver."""
    return Rag(assessment.stands) if assessment.stands else standing.band_that_counts(*_said(assessment))


def because(assessment: Assessment) -> standing.Because:
    """Return why that band counts from a completed screening."""
    return standing.because(*_said(assessment))


def _said(assessment: Assessment) -> tuple[Rag, Rag, list[Rag | None]]:
    dissent = [Rag(one.would_say) if one.verdict == Verdict.DISAGREED else None for one in assessment.given]
    return Rag(assessment.band or ""), Rag(assessment.judgement or ""), dissent


def moment_of(assessment: Assessment) -> datetime:
    """Return when the screening was completed; raises ValueError where it was not."""
    if assessment.completed_at is None:
        raise ValueError("This screening has not been completed.")
    return assessment.completed_at


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
    unknown = list(takewhile(lambda one: not _names_one(one.models), reversed(found)))
    return unknown[-1].at if unknown else None


def _names_one(models: Iterable[str]) -> bool:
    return bool(set(models) - {ExploitationModel.NOT_KNOWN})


@dataclass(frozen=True, kw_only=True)
class Driver:
    """One way in which a screening differs from the one before, and the items or words it is about."""

    what: str
    about: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A completed screening on the child's way: what counts from it, and what drove it away from the one before."""

    assessment: Assessment
    point: Screened
    is_first: bool
    drivers: tuple[Driver, ...]


_HOW = {
    How.NEW: "Newly yes",
    How.GONE: "No longer",
    How.OTHER: "Yes as before, but changed",
    How.KNOWN: "Newly known: no",
    How.UNKNOWN: "Not known any more",
}


def turns(completed: Iterable[Assessment]) -> list[Turn]:
    """Return the way of the risk through these, in their order; their signatures have to be at hand."""
    found: list[Turn] = []
    for one in completed:
        drivers = drives(found[-1].assessment, one) if found else ()
        found.append(Turn(assessment=one, point=screened(one), is_first=not found, drivers=drivers))
    return found


def plotted(turn: Turn) -> chart.Screening:
    """Return what the chart shows of the screening."""
    one, point = turn.assessment, turn.point
    return chart.Screening(
        at=point.at,
        score=one.score or 0,
        tool=Rag(one.band or ""),
        judgement=Rag(one.judgement or ""),
        counts=point.band,
        level=point.level,
        is_signed=point.is_signed,
    )


def drives(before: Assessment, after: Assessment) -> tuple[Driver, ...]:
    """Return what drove the risk from one screening to the next: answers, floors, the judgement.

    An answer of a kind that is covered is never among them.
    """
    if before.tool_code != after.tool_code:
        other = (f"{after.tool.title}: its answers cannot be laid beside those before.",)
        return (Driver(what="Another tool", about=other), *_judged(before, after))
    return (*_answered(before, after), *_floors(before, after), *_judged(before, after))


def _answered(before: Assessment, after: Assessment) -> Iterable[Driver]:
    found = [one for one in changes.changes(after.tool, after.answers, before.answers) if not one.item.field_class]
    for how, what in _HOW.items():
        about = tuple(f"{one.item.code} {one.item.label}" for one in found if one.kind == how)
        if about:
            yield Driver(what=what, about=about)


def _floors(before: Assessment, after: Assessment) -> Iterable[Driver]:
    then, now_ = before.floors or [], after.floors or []
    new = tuple(floor for floor in now_ if floor not in then)
    gone = tuple(floor for floor in then if floor not in now_)
    pairs = (("A floor that applies now", new), ("A floor that no longer applies", gone))
    return [Driver(what=what, about=about) for what, about in pairs if about]


def _judged(before: Assessment, after: Assessment) -> Iterable[Driver]:
    if before.judgement and after.judgement and before.judgement != after.judgement:
        then, now_ = (Band(one).name.capitalize() for one in (before.judgement, after.judgement))
        yield Driver(what="Own judgement", about=(f"{now_}, before it was {then}",))

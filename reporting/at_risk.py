"""The record of all young people known to be at risk, in and out of the cohort, and what each record lacks (SO-27)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices

from mase.agencies.models import Authority, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.exploitation import ExploitationModel
from mase.cases.models import Case
from mase.cases.queries import workers_of
from mase.cases.stages import Stage
from meetings.models import CohortEntry
from referrals.models import EarlyHelp, Referral, Route, RouteCode
from riskscreening import trajectory
from riskscreening.models import Assessment, Band
from riskscreening.trajectory import RiskNow

SHOWN_AT_ONCE = 25
COUNTED = 2_000  # what is more is not read
_GRAVE = (Band.AMBER, Band.RED)


class Why(TextChoices):
    """Why a young person stands on the record; several reasons hold together."""

    LISTED = "listed", "On the MASE list"
    LEFT = "left", "Was on the MASE list"
    SCREENED = "screened", "Screened: at risk"
    EARLY_HELP = "early_help", "Held in early help"
    DATA_ONLY = "data_only", "For the record only"
    CARE_LEAVER = "care_leaver", "Care leaver"


class Lack(TextChoices):
    """What a record has to say and does not."""

    TYPE = "type", "How exploited"
    LEVEL = "level", "Risk level"
    SCREENING = "screening", "Screening"
    WORKER = "worker", "Worker"


SORTS = {
    "risk": ("Gravest risk first", lambda one: (-one.gravity[0], -one.gravity[1], one.case.pk)),
    "screened": ("Longest without a screening first", lambda one: (one.screened_key, one.case.pk)),
    "name": ("Family name, A to Z", lambda one: (one.case.child.family_name.casefold(), one.case.pk)),
    "opened": ("Newest case first", lambda one: (-one.case.opened_at.timestamp(), -one.case.pk)),
}


@dataclass(frozen=True, kw_only=True)
class Known:
    """A young person on the record: why, the risk now, how they are exploited, who works with them."""

    case: Case
    why: tuple[Why, ...]
    risk: RiskNow | None
    screened_at: datetime | None
    types: tuple[str, ...]
    worker: str
    listed_at: datetime | None

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """Return what is missing; of whom another authority's meeting speaks, only how they are exploited is asked."""
        missing = {
            Lack.TYPE: not self.types,
            Lack.LEVEL: self.risk is None or (self.risk.level is None and self.risk.band != Band.GREEN),
            Lack.SCREENING: self.screened_at is None,
            Lack.WORKER: not self.worker,
        }
        asked = {Lack.TYPE} if self.why == (Why.DATA_ONLY,) else set(Lack)
        return tuple(one for one in Lack if missing[one] and one in asked)

    @property
    def level(self) -> str:
        """Return the level as a choice holds it."""
        return trajectory.level_chosen(self.risk)

    @property
    def gravity(self) -> tuple[int, int]:
        """Return how grave the risk is; not screened comes last."""
        return self.risk.gravity if self.risk else (-1, 0)

    @property
    def screened_key(self) -> float:
        """Return the moment of the newest screening as a number, the least where there is none."""
        return self.screened_at.timestamp() if self.screened_at else 0.0


def record(user: User, authorities: list[Authority], *, at: datetime) -> list[Known]:
    """Return every young person known to be at risk in these authorities whose screenings the person may read."""
    cases = list(_cases(user, authorities, at=at).order_by("-opened_at", "-pk")[:COUNTED])
    screened = trajectory.completed_of(cases)
    referred = _last(Referral.objects.filter(case__in=cases).order_by("received_at", "pk"))
    workers = {case: worker.name for case, worker in workers_of(cases).items()}
    held, listed = _last(_held(cases)), _listed(cases)
    return [
        _known(
            case,
            screened[case.pk],
            referral=referred.get(case.pk),
            worker=workers.get(case.pk) or (held[case.pk].lead_professional if case.pk in held else ""),
            listed_at=listed.get(case.pk),
        )
        for case in cases
    ]


def narrowed(found: Iterable[Known], chosen: Mapping[str, str]) -> list[Known]:
    """Return those that fit every choice: why they are on it, the level, what is missing ("any" for anything)."""
    why, level, lack = (chosen.get(name) for name in ("why", "level", "lacks"))
    return [
        one
        for one in found
        if (not why or why in one.why)
        and (not level or level == one.level)
        and (not lack or (bool(one.lacks) if lack == "any" else lack in one.lacks))
    ]


def ordered(found: Iterable[Known], *, by: str) -> list[Known]:
    """Return them in the order of that name."""
    return sorted(found, key=SORTS[by][1])


def page(found: list[Known], *, after: int | None) -> list[Known]:
    """Return what comes after the case of that number, one more than is shown at once where it goes on."""
    place = next((number for number, one in enumerate(found, 1) if one.case.pk == after), 0)
    return found[place : place + SHOWN_AT_ONCE + 1]


def _cases(user: User, authorities: list[Authority], *, at: datetime) -> QuerySet[Any]:
    """Return the open cases that belong on the record, with why."""
    in_sight = access.in_sight(user, at=at, needing=Permission.SCREENING_VIEW, case="pk")
    entries = CohortEntry.objects.filter(case=OuterRef("pk"))
    leaving_care = Route.objects.filter(case=OuterRef("pk"), code=RouteCode.CARE_LEAVER, ended_at=None)
    found = Case.objects.filter(in_sight, authority__in=authorities, closed_at=None).annotate(
        is_listed=Exists(entries.filter(removed_at=None)),
        has_left=Exists(entries.exclude(removed_at=None)),
        is_at_risk=Exists(_at_risk()),
        in_early_help=Exists(EarlyHelp.objects.filter(case=OuterRef("pk"), ended_at=None)),
        leaves_care=Exists(leaving_care),
    )
    on_it = Q(is_listed=True) | Q(has_left=True) | Q(is_at_risk=True) | Q(in_early_help=True) | Q(leaves_care=True)
    return found.filter(on_it | Q(stage=Stage.DATA_ONLY)).select_related("child", "authority")


def _at_risk() -> QuerySet[Assessment]:
    """Return the screenings of a case that say amber, red or a level, and that no later one has put right."""
    counts = Q(stands__in=_GRAVE) | Q(level__gte=1)
    counts |= Q(stands=None) & (Q(band__in=_GRAVE) | Q(judgement__in=_GRAVE))
    later = Assessment.objects.filter(case=OuterRef("case"), completed_at__gt=OuterRef("completed_at"))
    completed = Assessment.objects.filter(counts, case=OuterRef("pk")).exclude(completed_at=None)
    return completed.filter(~Exists(later.exclude(stands=None)))


def _known(
    case: Any, completed: list[Assessment], *, referral: Referral | None, worker: str, listed_at: datetime | None
) -> Known:
    risk = trajectory.risk_after(completed)
    said = completed[-1].exploitation if completed else referral.exploitation if referral else []
    return Known(
        case=case,
        why=_why(case),
        risk=risk,
        screened_at=completed[-1].completed_at if completed else None,
        types=tuple(ExploitationModel(one).label for one in said if one != ExploitationModel.NOT_KNOWN),
        worker=worker,
        listed_at=listed_at,
    )


def _why(case: Any) -> tuple[Why, ...]:
    said = {
        Why.LISTED: case.is_listed,
        Why.LEFT: case.has_left and not case.is_listed,
        Why.SCREENED: case.is_at_risk,
        Why.EARLY_HELP: case.in_early_help,
        Why.DATA_ONLY: case.stage == Stage.DATA_ONLY,
        Why.CARE_LEAVER: case.leaves_care,
    }
    return tuple(why for why, holds in said.items() if holds)


def _held(cases: list[Any]) -> QuerySet[EarlyHelp]:
    return EarlyHelp.objects.filter(case__in=cases, ended_at=None).order_by("pk")


def _listed(cases: list[Any]) -> dict[int, datetime]:
    current = CohortEntry.objects.filter(case__in=cases, removed_at=None)
    return dict(current.values_list("case", "admitted_at"))


def _last(rows: Iterable[Any]) -> dict[int, Any]:
    return {row.case_id: row for row in rows}

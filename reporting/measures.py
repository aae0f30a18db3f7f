"""Timeliness: what ended or fell due in a period, how it ended, and how late; each number with the list behind it.

A number is counted over the very queryset its list shows, so that the two never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from mase.agencies.models import Agency, Authority, User
from mase.cases.models import Deadline, Ending
from reporting import sight
from reporting.periods import Period

_MET_LATE = Q(closed_as=Ending.MET, breached_at__isnull=False)
_STILL_OPEN = Q(closed_at=None)

# How each of them ended, or not yet; every one is of exactly one kind.
OUTCOMES = {
    "in_time": ("Met in time", Q(closed_as=Ending.MET, breached_at=None)),
    "met_late": ("Met late", _MET_LATE),
    "overdue": ("Still open, overdue", _STILL_OPEN),
    "waived": ("Waived", Q(closed_as=Ending.WAIVED)),
    "withdrawn": ("No longer needed", Q(closed_as=Ending.WITHDRAWN)),
}
LATE = ("Late: met late or overdue", _MET_LATE | _STILL_OPEN)
LISTS = {**OUTCOMES, "late": LATE}


class Percentile(Aggregate):
    """The value below which a share of the rows lies, between two rows if need be."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The numbers of one rule, one rule in one agency, or all of them."""

    rule: str = ""
    agency: str = ""
    agency_name: str = ""
    total: int
    counts: Mapping[str, int]
    median: Any
    ninetieth: Any
    worst: Any

    @property
    def judged(self) -> int:
        """Return how many were to be done in time: those waived or no longer needed count neither way."""
        return self.counts["in_time"] + self.counts["met_late"] + self.counts["overdue"]


def found(user: User, authorities: list[Authority], period: Period, *, at: datetime) -> QuerySet[Deadline]:
    """Return what ended or fell due in the period, as far as the reader may know of it.

    What is open and not yet due is left out, and so is what is paused: its time does not run.
    """
    ended = Q(closed_at__gte=period.begins_at, closed_at__lt=period.ends_at)
    due = Q(due_at__gte=period.begins_at, due_at__lt=period.ends_at)
    fell_due = due & (Q(closed_at__isnull=False) | Q(paused_at=None, due_at__lt=at))
    return sight.seen(user, at=at).filter(ended | fell_due, authority__in=authorities)


def narrowed(rows: QuerySet[Deadline], chosen: Mapping[str, str]) -> QuerySet[Deadline]:
    """Return the rows with these choices of rule, agency and outcome: the list behind a number."""
    kept = {
        "rule": lambda code: Q(code=code),
        "agency": lambda pk: Q(agency=pk),
        "outcome": lambda name: LISTS[name][1],
    }
    return rows.filter(*(condition(chosen[name]) for name, condition in kept.items() if chosen.get(name)))


def overall(rows: QuerySet[Deadline], *, at: datetime) -> Measured:
    """Return the numbers of all the rows together."""
    return _measured(rows.aggregate(**_measures(at)))


def by_rule(rows: QuerySet[Deadline], *, at: datetime) -> list[Measured]:
    """Return the numbers of each rule."""
    return _grouped(rows, "code", at=at)


def by_agency(rows: QuerySet[Deadline], *, at: datetime) -> list[Measured]:
    """Return the numbers of each rule in each agency, agencies by name."""
    return _grouped(rows, "code", "agency__name", "agency", at=at)


def with_lateness(rows: QuerySet[Deadline], *, at: datetime) -> QuerySet[Deadline]:
    """Return the rows, each with ``late_by``: how long after its moment it was met or is still open; none in time."""
    return rows.annotate(late_by=Case(When(LATE[1], then=_late_by(at))))


def agencies(authorities: list[Authority]) -> QuerySet[Agency]:
    """Return the agencies that have owed anything in these authorities, by name."""
    owed = Deadline.objects.filter(authority__in=authorities)
    return Agency.objects.filter(pk__in=owed.values("agency")).order_by("name", "pk")


def rules(authorities: list[Authority]) -> set[str]:
    """Return the codes of the timescales that have run in these authorities, those given up since included."""
    return set(Deadline.objects.filter(authority__in=authorities).order_by().values_list("code", flat=True).distinct())


def _grouped(rows: QuerySet[Deadline], *by: str, at: datetime) -> list[Measured]:
    return [_measured(row) for row in rows.values(*by).annotate(**_measures(at)).order_by(*by)]


def _measures(at: datetime) -> dict[str, Aggregate]:
    late, by = LATE[1], _late_by(at)
    return {
        "total": Count("pk"),
        **{name: Count("pk", filter=condition) for name, (_, condition) in OUTCOMES.items()},
        "median": Percentile(by, fraction=0.5, filter=late),
        "ninetieth": Percentile(by, fraction=0.9, filter=late),
        "worst": Max(by, filter=late),
    }


def _late_by(at: datetime) -> ExpressionWrapper:
    until = Coalesce("closed_at", Value(at, output_field=DateTimeField()))
    return ExpressionWrapper(until - F("due_at"), output_field=DurationField())


def _measured(row: Mapping[str, Any]) -> Measured:
    return Measured(
        rule=row.get("code", ""),
        agency=str(row.get("agency", "")),
        agency_name=row.get("agency__name", ""),
        counts={name: row[name] for name in OUTCOMES},
        **{name: row[name] for name in ("total", "median", "ninetieth", "worst")},
    )

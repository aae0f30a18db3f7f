"""How much each social worker carries, for whoever allocates: open cases by stage, what is overdue, days away."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from mase import timescales
from mase.agencies.models import Leave, User
from mase.cases.models import Allocation, Deadline
from mase.cases.stages import Stage
from mase.web.environment import day, plural

AHEAD = timedelta(days=14)  # whoever is away soon is not the one to begin with


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one social worker carries, and whether they are away now or soon; records shut to the reader not counted."""

    worker: User
    by_stage: dict[Stage, int]
    overdue: int
    leave: Leave | None
    today: date

    @property
    def open(self) -> int:
        """Return how many cases are allocated to them."""
        return sum(self.by_stage.values())

    @property
    def is_away(self) -> bool:
        """Say whether they are away today."""
        return self.leave is not None and self.leave.begins_on <= self.today

    @property
    def words(self) -> str:
        """Return all of it in a line: "3 open cases, 1 overdue. Away until 6 March 2026; covered by Ewan Castle."."""
        carried = f"{plural(self.open, 'open case')}, {self.overdue or 'none'} overdue."
        return f"{carried} {self.absence}".strip()

    @property
    def absence(self) -> str:
        """Return from when until when they are away, and who covers; nothing where they are there."""
        if self.leave is None:
            return ""
        until = f"until {day(self.leave.ends_on)}"
        when = f"Away {until}" if self.is_away else f"Away from {day(self.leave.begins_on)} {until}"
        cover = self.leave.covered_by
        return f"{when}; covered by {cover.name}." if cover else f"{when}; nobody covers."


def of(workers: Iterable[User], *, at: datetime) -> list[Load]:
    """Return the load of each of these people, in their order (three queries)."""
    people, today = list(workers), timescales.london_day(at)
    stages, overdue, away = _stages(people), _overdue(people, at=at), _away(people, today)
    return [
        Load(
            worker=person,
            by_stage=stages[person.pk],
            overdue=overdue.get(person.pk, 0),
            leave=away.get(person.pk),
            today=today,
        )
        for person in people
    ]


def _stages(people: list[User]) -> dict[int, dict[Stage, int]]:
    counted = Allocation.objects.filter(worker__in=people, ends_at=None).values_list("worker", "case__stage")
    found: dict[int, dict[Stage, int]] = defaultdict(dict)
    for worker, stage, number in counted.annotate(number=Count("pk")).order_by("worker", "case__stage"):
        found[worker][Stage(stage)] = number
    return found


def _overdue(people: list[User], *, at: datetime) -> dict[int, int]:
    late = Deadline.objects.overdue(at).filter(owner__in=people).values_list("owner")
    return dict(late.annotate(number=Count("pk")).order_by("owner"))


def _away(people: list[User], today: date) -> dict[int, Leave]:
    """Return for each the days away that are running or come next."""
    soon = Leave.objects.not_over(today).of(people).filter(begins_on__lte=today + AHEAD)
    return {leave.user_id: leave for leave in reversed(soon.select_related("covered_by"))}

"""What came of asking the agencies: who has given an update, who late, and who is missing (HO-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mase.cases.models import Case, Deadline
from meetings.models import AgencyUpdate, Panel

_CODE = "agency_update"


class State(StrEnum):
    WAITING = "waiting"
    MISSING = "missing"
    NOTHING_NEW = "nothing_new"
    GIVEN = "given"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An agency that was asked, and what came of it; what is due after the clock ended is due no more."""

    update: AgencyUpdate
    due_at: datetime | None
    state: State
    is_late: bool


def weigh(
    *, answered_at: datetime | None, nothing_new: bool | None, due_at: datetime | None, at: datetime
) -> tuple[State, bool]:
    """Return what came of asking by that moment, and whether it is late: given after its time, or missing since."""
    late = due_at is not None and due_at < (answered_at or at)
    if answered_at is None:
        return (State.MISSING if late else State.WAITING), late
    return (State.NOTHING_NEW if nothing_new else State.GIVEN), late


def state_of(update: AgencyUpdate, *, at: datetime) -> Asked:
    """Return what came of asking this agency."""
    return _weighed([update], at=at)[0]


def of_case(case: Case, *, at: datetime) -> list[Asked]:
    """Return the agencies asked about the child for meetings that still take their answers, the next meeting first."""
    found = case.agency_updates.filter(panel__minutes=None, panel__cancelled_at=None)
    related = found.select_related("agency", "asked_by", "answered_by", "panel")
    return _weighed(list(related.order_by("panel__scheduled_for", "agency__name", "pk")), at=at)


def by_case(panel: Panel, cases: Iterable[Case], *, at: datetime) -> dict[int, list[Asked]]:
    """Return the same for each of these cases, by its number (two queries)."""
    found = panel.agency_updates.filter(case__in=list(cases)).select_related("agency", "asked_by", "answered_by")
    rows: dict[int, list[Asked]] = {}
    for asked in _weighed(list(found.order_by("agency__name", "pk")), at=at):
        rows.setdefault(asked.update.case_id, []).append(asked)
    return rows


def _weighed(updates: list[AgencyUpdate], *, at: datetime) -> list[Asked]:
    keys = [str(update.pk) for update in updates]
    owed = Deadline.objects.filter(code=_CODE, key__in=keys, case__in={update.case_id for update in updates})
    due = {deadline.key: deadline.due_at for deadline in owed}
    return [_asked(update, due.get(str(update.pk)), at=at) for update in updates]


def _asked(update: AgencyUpdate, due_at: datetime | None, *, at: datetime) -> Asked:
    state, late = weigh(answered_at=update.answered_at, nothing_new=update.nothing_new, due_at=due_at, at=at)
    return Asked(update=update, due_at=due_at, state=state, is_late=late)

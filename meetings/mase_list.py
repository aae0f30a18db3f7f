"""The MASE list of an authority, as far as each case is open to its reader (SO-28, BA-1).

What the list is narrowed by is found for every child on it; the rest for the children of one page only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet

from mase.agencies.models import Authority, User
from mase.cases.queries import by_case, workers_of
from meetings import queries, since
from meetings.models import Action, CohortEntry, CohortRemoval, FormUpdate, ListEntry, MaseForm, Panel
from meetings.operations import updates
from meetings.since import Change
from referrals.models import Route, RouteCode
from riskscreening import trajectory
from riskscreening.models import Assessment
from riskscreening.trajectory import RiskNow

SHOWN_AT_ONCE = 25
ON_ONE_SHEET = 500  # to print
_ELSEWHERE = (RouteCode.PLACED_HERE, RouteCode.PLACED_ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A child on the list: the risk now and at the last meeting, who works the case, whether the form is up to date.

    ``listed_because`` is why a signer listed the child although the risk seems low, because little is known (SO-29).
    """

    entry: CohortEntry
    risk: RiskNow | None
    was: RiskNow | None
    change: Change
    worker: int | None
    worker_name: str
    is_updated: bool
    listed_because: tuple[str, ...]

    @property
    def level(self) -> str:
        """Return the level as a choice holds it."""
        return trajectory.level_chosen(self.risk)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the list: the child, the meetings that had the case, and what is still to be done."""

    kept: Kept
    placed: tuple[Route, ...]
    last: ListEntry | None
    next: ListEntry | None
    open_actions: int
    proposed: CohortRemoval | None

    @property
    def entry(self) -> CohortEntry:
        """Return the child's time on the list."""
        return self.kept.entry


def current(user: User, authority: Authority, *, at: datetime) -> QuerySet[CohortEntry]:
    """Return who is on the list and open to the person, the newest first."""
    found = CohortEntry.objects.current(authority)
    related = found.filter(queries.in_sight(user, at=at)).select_related("case__child", "offer", "admitted_by")
    return related.order_by("-admitted_at", "-pk")


def left(user: User, authority: Authority, *, after: datetime, at: datetime) -> list[CohortEntry]:
    """Return who left the list since then and is open to the person, with what two people said, the last first."""
    found = CohortEntry.objects.filter(case__authority=authority, removed_at__gt=after)
    agreed = CohortRemoval.objects.filter(agreed=True).select_related("proposed_by", "answered_by").order_by("pk")
    related = found.filter(queries.in_sight(user, at=at)).select_related("case__child")
    return list(related.prefetch_related(Prefetch("removals", queryset=agreed)).order_by("-removed_at", "-pk"))


def kept(entries: Iterable[CohortEntry], *, after: datetime, ahead: Panel | None) -> list[Kept]:
    """Return the entries with what the list is narrowed by; changes are those after that moment (five queries)."""
    found = list(entries)
    cases = [entry.case_id for entry in found]
    screened, workers, updated = trajectory.completed_of(cases), workers_of(cases), _updated(cases, ahead)
    return [
        _kept(
            entry,
            screened[entry.case_id],
            after=after,
            worker=workers.get(entry.case_id),
            is_updated=entry.case_id in updated,
        )
        for entry in found
    ]


def narrowed(found: Iterable[Kept], chosen: Mapping[str, str]) -> list[Kept]:
    """Return those that fit every choice: level, change, whether the form is up to date, social worker."""
    said = {
        "level": lambda one: one.level,
        "change": lambda one: one.change.value,
        "updated": lambda one: "yes" if one.is_updated else "no",
        "worker": lambda one: str(one.worker or ""),
    }
    return [one for one in found if all(said[name](one) == value for name, value in chosen.items())]


def page(found: list[Kept], *, after: tuple[datetime, int] | None, at_most: int) -> list[Kept]:
    """Return what comes after that moment and number, one more than at most where the list goes on."""
    keys = ((one.entry.admitted_at, one.entry.pk) for one in found)
    later = [one for one, key in zip(found, keys, strict=True) if after is None or key < after]
    return later[: at_most + 1]


def rows(shown: Iterable[Kept], *, at: datetime) -> list[Row]:
    """Return the lines of a page (four queries)."""
    page_of = list(shown)
    cases = [one.entry.case_id for one in page_of]
    placed, met, open_actions, proposed = _placed(cases), _met(cases), _open_actions(cases), _proposed(page_of)
    return [
        Row(
            kept=one,
            placed=tuple(placed[one.entry.case_id]),
            last=next((entry for entry in reversed(met[one.entry.case_id]) if entry.discussed_at), None),
            next=next((entry for entry in met[one.entry.case_id] if entry.panel.scheduled_for > at), None),
            open_actions=open_actions.get(one.entry.case_id, 0),
            proposed=proposed.get(one.entry.pk),
        )
        for one in page_of
    ]


def ahead(authority: Authority, *, at: datetime) -> Panel | None:
    """Return the meeting for whose pre-MASE forms are brought up to date now."""
    return updates.next_pre_mase(authority, at=at)


def _kept(
    entry: CohortEntry,
    completed: list[Assessment],
    *,
    after: datetime,
    worker: User | None,
    is_updated: bool,
) -> Kept:
    risk, was = trajectory.risk_after(completed), since.risk_at(after, completed)
    counts = next((one for one in completed if risk and one.pk == risk.screening), None)
    again = any(trajectory.moment_of(one) > after for one in completed)
    return Kept(
        entry=entry,
        risk=risk,
        was=was,
        change=since.change(was, risk, is_new=entry.admitted_at > after, screened_again=again),
        worker=worker.pk if worker else None,
        worker_name=worker.name if worker else "",
        is_updated=is_updated,
        listed_because=_listed_because(counts),
    )


def _listed_because(counts: Assessment | None) -> tuple[str, ...]:
    """Return why the signers list the child, each reason once."""
    given = counts.given if counts else []
    return tuple(dict.fromkeys(one.list_because for one in given if one.list_because))


def _updated(cases: list[int], ahead: Panel | None) -> set[int]:
    """Return the cases whose form came in, was brought up to date or confirmed for that meeting."""
    if ahead is None:
        return set()
    said = FormUpdate.objects.filter(panel=ahead, form__case__in=cases).values_list("form__case", flat=True)
    new = MaseForm.objects.current().filter(panel=ahead, case__in=cases).values_list("case", flat=True)
    return {*said, *new}


def _placed(cases: list[int]) -> Mapping[int, list[Route]]:
    return by_case(Route.objects.filter(case__in=cases, ended_at=None, code__in=_ELSEWHERE).order_by("pk"))


def _met(cases: list[int]) -> Mapping[int, list[ListEntry]]:
    """Return the meetings that have or had each case on their list, the first first."""
    held = ListEntry.objects.filter(case__in=cases, panel__cancelled_at=None).select_related("panel")
    return by_case(held.order_by("panel__scheduled_for", "pk"))


def _open_actions(cases: list[int]) -> dict[int, int]:
    agreed = Action.objects.filter(case__in=cases, closed_at=None, entry__isnull=False)
    return dict(agreed.values("case").annotate(number=Count("pk")).values_list("case", "number"))


def _proposed(shown: Iterable[Kept]) -> dict[int, CohortRemoval]:
    waiting = CohortRemoval.objects.filter(entry__in=[one.entry.pk for one in shown], answered_at=None)
    return {one.entry_id: one for one in waiting.select_related("proposed_by")}

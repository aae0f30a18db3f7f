"""What the home page and the timeline read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies import leave
from mase.agencies.models import Agency, Kind, Leave, Membership, User
from mase.agencies.queries import people_with_agency
from mase.agencies.rights import FieldClass, Permission
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, covers, parts, sight
from mase.cases.models import Allocation, Case, Deadline, DeadlineEvent
from mase.timescales.calendars import instant

SHOWN_AT_ONCE = 50
_MOST_LOOKERS = 20
_ASKED_FOR = SHOWN_AT_ONCE + 50  # an act writes several rows at one moment


def owed_by(user: User, *, at: datetime) -> QuerySet[Deadline]:
    """Return the open deadlines the person answers for, by name, by role or for whom they cover, that they may see."""
    mine = Q(owner__in=[user.pk, *leave.covering(user, at=at).values_list("user", flat=True)])
    for membership in agency_access.memberships(user, at=at):
        mine |= Q(owner=None, owner_role=membership.role, agency=membership.agency)
    return (
        Deadline.objects.open()
        .filter(mine, Q(case=None) | access.in_sight(user, at=at))
        .select_related("case__child", "owner", "agency")
        .order_by("due_at", "pk")
    )


def people_for_actions(case: Case, *, at: datetime) -> list[tuple[User, str]]:
    """Return the people of the authority's agencies who may be given an action, each with the agency's name."""
    held = Membership.objects.at(at).filter(agency__authority=case.authority).entitled(Permission.CASE_ACT)
    return people_with_agency(held.exclude(user__in=access.kept_out(case)))


def with_people(found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Return the deadlines with all that a page says of one."""
    return found.select_related("authority", "agency", "owner", "manager", "case__authority", "case__child")


def states(at: datetime) -> dict[str, Q]:
    """Return the condition for each state of what is open, in the order in which they press: one fits, never two.

    Days and weeks are London's; a week ends with its Sunday.
    """
    today, runs = timescales.london_day(at), Q(paused_at=None)
    tomorrow, monday = (instant(today + timedelta(days=n), time.min) for n in (1, 7 - today.weekday()))
    return {
        "overdue": runs & Q(due_at__lt=at),
        "today": runs & Q(due_at__gte=at, due_at__lt=tomorrow),
        "week": runs & Q(due_at__gte=tomorrow, due_at__lt=monday),
        "later": runs & Q(due_at__gte=monday),
        "paused": ~runs,
    }


def holders(deadline: Deadline, *, at: datetime) -> dict[str, list[str]]:
    """Return who holds each role of the deadline's ladder at that moment and is not away: names by role."""
    roles = [deadline.owner_role, *deadline.ladder]
    own = Q(agency=deadline.agency) | Q(agency__authority=deadline.authority, agency__kind=Kind.SOCIAL_CARE)
    away = Leave.objects.on(timescales.london_day(at))
    held = Membership.objects.at(at).filter(own, role__in=roles, user__is_active=True).order_by("user__name")
    found: dict[str, list[str]] = {role: [] for role in roles}
    for role, name in held.exclude(user__in=away.values("user")).values_list("role", "user__name"):
        found[role].append(name)
    return found


def running(case: Case, *codes: str) -> QuerySet[Deadline]:
    """Return the open deadlines of these rules, the nearest first."""
    found = case.deadlines.open().filter(code__in=codes)
    return found.select_related("owner").order_by("due_at", "pk")


def by_case(rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    """Return the rows of each case by the number of the case, in their order; none for a case without any."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def workers_of(cases: Iterable[Case | int]) -> dict[int, User]:
    """Return the social worker of each case that has one, by the number of the case."""
    allocated = Allocation.objects.filter(case__in=cases, ends_at=None).select_related("worker")
    return {one.case_id: one.worker for one in allocated}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a case's timeline."""

    at: datetime
    who: str
    agency: str
    what: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Somebody who opened the file, for whom, and when last."""

    who: str
    agency: str
    at: datetime


def lookers(case: Case, *, may: parts.Rights, since: datetime) -> list[Looker]:
    """Return who has opened the file since then, the last first (one query); a person once for each agency."""
    unnamed = covers.informants(case, may=may)
    looked = Event.objects.filter(case=case.ref, at__gte=since, verb=Verb.VIEWED.value, actor__isnull=False)
    found = looked.values("actor", "agency").annotate(
        last=Max("at"),
        who=Subquery(User.objects.filter(pk=OuterRef("actor")).values("name")),
        of=Subquery(Agency.objects.filter(code=OuterRef("agency")).values("name")),
    )
    return [
        Looker(
            who=covers.THE_REFERRER if row["actor"] in unnamed else row["who"] or "",
            agency=row["of"] or "",
            at=row["last"],
        )
        for row in found.order_by("-last", "actor")[:_MOST_LOOKERS]
    ]


def agencies_let_in(case: Case, *, at: datetime) -> list[str]:
    """Return the agencies that the file is open to at that moment, by name."""
    granted = case.agency_grants.in_force(at).values("group")
    return list(Agency.objects.filter(group__in=granted).order_by("name").values_list("name", flat=True))


def timeline(case: Case, *, may: parts.Rights, before: datetime | None = None) -> tuple[list[Line], datetime | None]:
    """Return who did and who saw what, newest first, and the moment at which the next page goes on (four queries).

    What belongs to a part of the file that the reader may not see is left out. A page ends between two moments, never
    inside one, so that nothing is lost between pages.
    """
    older = Q(at__lt=before) if before else Q()
    events = sight.events(may).filter(older, case=case.ref).order_by("-at", "-pk")[:_ASKED_FOR]
    ledger = sight.ledger(may).filter(older, deadline__case=case).select_related("deadline", "by")
    names = dict(User.objects.filter(pk__in={event.actor for event in events}).values_list("pk", "name"))
    agencies = dict(Agency.objects.filter(code__in={event.agency for event in events}).values_list("code", "name"))
    unnamed = covers.informants(case, may=may)
    names |= dict.fromkeys(unnamed, covers.THE_REFERRER)
    lines = [_of_event(event, names, agencies, may=may) for event in events]
    lines += [_of_ledger(entry, unnamed) for entry in ledger.order_by("-at", "-pk")[:_ASKED_FOR]]
    return _page(sorted(lines, key=lambda line: line.at, reverse=True))


def _page(lines: list[Line]) -> tuple[list[Line], datetime | None]:
    if len(lines) <= SHOWN_AT_ONCE:
        return lines, None
    first_left_out = lines[SHOWN_AT_ONCE].at
    shown = [line for line in lines[:SHOWN_AT_ONCE] if line.at > first_left_out]
    if not shown:  # more happened at this very moment than a page holds: show all that was read of it
        shown = [line for line in lines if line.at == first_left_out]
    return shown, shown[-1].at


def _of_event(event: Event, names: dict[int, str], agencies: dict[str, str], *, may: parts.Rights) -> Line:
    who = names.get(event.actor, "") if event.actor else _without_account(event)
    is_open = may(Permission.REFERRAL_ANSWERS) or not parts.weighs_answers(event.verb)
    reason = event.reason if is_open else ""
    return Line(at=event.at, who=who, agency=agencies.get(event.agency, ""), what=_what(event), reason=reason)


def _without_account(event: Event) -> str:
    """Return who acted where nobody had signed in: the system, or somebody with a link to one request."""
    return "Somebody with a link" if "link" in event.detail else "The system"


def _what(event: Event) -> str:
    """Return what was done, with the page that was opened or the kind of field that was uncovered."""
    page, field = event.detail.get("page", ""), event.detail.get("field", "")
    if field:
        return f"{event.words}: {FieldClass(field).label}"
    return f"{event.words} “{page}”" if page else event.words


def _of_ledger(entry: DeadlineEvent, unnamed: frozenset[int]) -> Line:
    what = f"deadline {entry.get_kind_display()}: {entry.deadline.label}"
    who = entry.by.name if entry.by else "The system"
    if entry.by_id in unnamed:
        who = covers.THE_REFERRER
    return Line(at=entry.at, who=who, agency="", what=what, reason=entry.reason)

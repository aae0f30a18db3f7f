"""What the pages in the room read: who is there, and one case at a time with what has to be known of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from mase import timescales
from mase.agencies.models import Agency, Membership, User
from mase.agencies.queries import people_with_agency
from mase.agencies.roles import Permission
from mase.cases.models import Case
from mase.people import ages
from meetings import agreed, queries, quorum
from meetings.models import Attendance, Capacity, DeclaredInterest, ListEntry, Panel, Theme, ThemeAction


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a case stands in the list as its reader sees it, and which come before and after it."""

    number: int
    of: int
    before: ListEntry | None
    after: ListEntry | None


def meetings_after(panel: Panel, *, at: datetime) -> QuerySet[Panel]:
    """Return the authority's meetings that are still to come and later than this one, the next first."""
    return panel.authority.panels.filter(scheduled_for__gt=panel.scheduled_for).upcoming(at)


def place_of(entry: ListEntry, user: User, *, at: datetime) -> Place:
    """Return the entry's place among those that the reader sees."""
    seen = list(queries.entries_of(entry.panel, user, at=at).prefetch_related(None))
    here = next(index for index, one in enumerate(seen) if one.pk == entry.pk)
    before, after = seen[here - 1] if here else None, seen[here + 1] if here + 1 < len(seen) else None
    return Place(number=here + 1, of=len(seen), before=before, after=after)


def first_meetings() -> Q:
    """Return the condition of an entry whose child no earlier meeting has discussed (BA-6)."""
    earlier = ListEntry.objects.filter(case=OuterRef("case"), panel__scheduled_for__lt=OuterRef("panel__scheduled_for"))
    return ~Q(Exists(earlier.exclude(discussed_at=None)))


def is_first(entry: ListEntry) -> bool:
    """Say whether this is the child's first meeting."""
    return ListEntry.objects.filter(first_meetings(), pk=entry.pk).exists()


def not_held() -> QuerySet[ListEntry]:
    """Return the first meetings that could not be, because the child's social worker was not there (BA-6)."""
    return ListEntry.objects.filter(first_meetings(), worker_attended=False, discussed_at=None)


def quorum_of(panel: Panel) -> quorum.Quorum:
    """Return how the meeting stands now, as far as attendance is noted."""
    return quorum_from(panel, attendances_of(panel))


def attendances_of(panel: Panel) -> QuerySet[Attendance]:
    """Return who came and who sent apologies, by agency."""
    return panel.attendances.select_related("agency").order_by("agency__name", "name", "pk")


def quorum_from(panel: Panel, noted: Iterable[Attendance]) -> quorum.Quorum:
    """Return how the meeting stands by the attendances in hand; guests of other boroughs stand in for nobody."""
    profile = panel.authority.profile_at(panel.scheduled_for)
    present = [one for one in noted if one.present]
    attenders = [
        quorum.Attender(
            name=one.name,
            kind=one.agency.kind if one.agency.authority_id == panel.authority_id else "",
            chairs=one.capacity == Capacity.CHAIR,
            left_at=one.left_at,
        )
        for one in present
    ]
    return quorum.of(profile.quorum, attenders, chairs_asked=len(profile.panel_chairs))


def offered(panel: Panel, *, at: datetime) -> list[Attendance]:
    """Return who was at the authority's meeting before this one, as far as nothing is noted of them yet."""
    last = panel.authority.panels.before(panel.scheduled_for).filter(attendances__present=True).first()
    if last is None:
        return []
    noted = set(panel.attendances.values_list("agency", "name"))
    came = last.attendances.filter(present=True, agency__in=taking_part(panel, at=at)).select_related("agency")
    return [one for one in came.order_by("agency__name", "name") if (one.agency_id, one.name) not in noted]


def taking_part(panel: Panel, *, at: datetime) -> QuerySet[Agency]:
    """Return the standing members of that moment and the agencies invited to this meeting, by name."""
    invited = panel.invitations.values("agency")
    return Agency.objects.filter(Q(pk__in=panel.members(at=at)) | Q(pk__in=invited)).order_by("name", "pk")


def people_of(panel: Panel, *, at: datetime) -> list[tuple[User, str]]:
    """Return who may read the meeting's papers for an agency that takes part, each with the agency's name."""
    held = Membership.objects.at(at).filter(agency__in=taking_part(panel, at=at))
    return people_with_agency(held.entitled(Permission.DESK_MEETINGS))


def interests_of(entries: Collection[ListEntry]) -> dict[int, list[User]]:
    """Return for each entry who declared at the meeting that they know somebody in the case; never why."""
    found: dict[int, list[User]] = defaultdict(list)
    declared = DeclaredInterest.objects.filter(entry__in=[entry.pk for entry in entries])
    for one in declared.select_related("person").order_by("pk"):
        found[one.entry_id].append(one.person)
    return dict(found)


def comes_of_age(entry: ListEntry) -> bool:
    """Say whether the young person turns 18 after pre-MASE decided on the form and by the day of the meeting."""
    decided_at, child = entry.form.decided_at, entry.case.child
    if decided_at is None:
        return False
    then, there = (timescales.london_day(moment) for moment in (decided_at, entry.panel.scheduled_for))
    return ages.is_of_age(child.born_on, on=there) and not ages.is_of_age(child.born_on, on=then)


def also_elsewhere(cases: Iterable[Case], user: User, *, at: datetime) -> dict[int, list[Panel]]:
    """Return for each of these cases the meetings of other authorities that list the same child and have yet to end.

    Only those of which the reader may know: they see the child's case there too.
    """
    here = list(cases)
    numbers = {case.child.nhs_number for case in here} - {""}
    same = Q(case__child__in=[case.child_id for case in here]) | Q(case__child__nhs_number__in=numbers)
    open_still = Q(panel__cancelled_at=None, panel__minutes=None)
    found = ListEntry.objects.filter(same & open_still, queries.in_sight(user, at=at))
    there = list(found.select_related("panel__authority", "case__child").order_by("panel__scheduled_for", "pk"))
    return {case.pk: panels for case in here if (panels := [one.panel for one in there if _is_same(case, one.case)])}


def flags_of(entries: Collection[ListEntry], user: User, *, at: datetime) -> dict[int, dict[str, Any]]:
    """Return what has to be known of each entry before it is said (templates/meetings/_room.html), for a whole list."""
    numbers = [entry.pk for entry in entries]
    first = set(ListEntry.objects.filter(first_meetings(), pk__in=numbers).values_list("pk", flat=True))
    interests, elsewhere = interests_of(entries), also_elsewhere([entry.case for entry in entries], user, at=at)
    return {
        entry.pk: {
            "is_first": entry.pk in first,
            "of_age": comes_of_age(entry),
            "interests": interests.get(entry.pk, []),
            "elsewhere": elsewhere.get(entry.case_id, []),
        }
        for entry in entries
    }


def themes_of(panel: Panel) -> QuerySet[Theme]:
    """Return what the meeting has about no single child, with its actions, in the order in which it was written."""
    related = panel.themes.select_related("recorded_by", "circulated_by", "panel__authority")
    actions = agreed.with_days(ThemeAction.objects.select_related("owner", "agency"))
    return related.prefetch_related(Prefetch("actions", actions)).order_by("pk")


def _is_same(case: Case, other: Case) -> bool:
    if case.authority_id == other.authority_id:
        return False
    number = case.child.nhs_number
    return case.child_id == other.child_id or bool(number and number == other.child.nhs_number)

"""What the unusual patterns are found in: the looks of a period and, in a fixed number of queries, what explains them.

Names and postcodes are compared inside the database; what comes out of it are numbers, references and moments.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Func, OuterRef, Q, QuerySet, Value

from mase.agencies.models import Kind, Membership, User
from mase.agencies.roles import Permission
from mase.audit.logged import LOOKING
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Allocation, Case, Conflict, Deadline, Emergency, PersonGrant
from mase.notifications.models import Message
from mase.people.models import NameKey
from meetings.models import ListEntry
from reporting import patterns, trail
from reporting.patterns import EXPLAINED_FOR, Known, Look, Pair, Signal, Span
from reporting.periods import Period

USUAL = timedelta(days=6)  # and today: a week
LONGEST = timedelta(days=31)  # looked into at once
_STILL = datetime.max.replace(tzinfo=UTC)
_ON_DUTY = frozenset({"mash_manager"})  # at all hours, as the police are
_ACROSS = frozenset({"mash_manager", "co_ordinator", "service_manager", "mase_administrator"})
_PASSIVE = LOOKING | {
    Verb.LISTED,
    Verb.REFUSED,
    Verb.PACE_EXCEEDED,
    Verb.EMERGENCY_OPENED,
    Verb.EMERGENCY_ENDED,
    Verb.TRAIL_READ,
    Verb.TRAIL_EXPORTED,
}
_MEETS = Permission.DESK_MEETINGS
_LAST_NAME = Func("name", Value(r"^.*\s"), Value(""), function="regexp_replace", output_field=CharField())

Explained = Iterator[tuple[Pair, Span]]


@dataclass(frozen=True, kw_only=True)
class Review:
    """What looking into a signal has shown."""

    at: datetime
    who: str
    note: str


@dataclass(frozen=True)
class Concerned:
    """The people and the cases that a period's looks are about, and from when to when things may explain them."""

    people: frozenset[int]
    cases: frozenset[str]
    first: datetime
    last: datetime


def found(seen: trail.Scope, period: Period) -> list[Signal]:
    """Return what is unusual in the period, the newest first (fourteen queries, however much was looked at)."""
    with trail.every_case():
        looks = list(_looks(seen, period))
        return patterns.found(looks, _known(seen, looks, period))


def reviews(signals: Iterable[Signal]) -> dict[str, Review]:
    """Return what looking into these signals has shown, by their keys (two queries)."""
    people = {signal.person for signal in signals}
    written = Event.objects.filter(verb=Verb.TRAIL_SIGNAL_REVIEWED.value, subject_id__in=people).order_by("pk")
    rows = list(written.values_list("detail__signal", "at", "actor", "reason"))
    names = _names(actor for _, _, actor, _ in rows if actor)
    return {key: Review(at=at, who=names.get(actor or 0, ""), note=note) for key, at, actor, note in rows}


def names(signals: Iterable[Signal]) -> dict[int, str]:
    """Return what the people are called, by their numbers."""
    return _names(signal.person for signal in signals)


def _names(people: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=set(people)).values_list("pk", "name"))


def _looks(seen: trail.Scope, period: Period) -> Iterator[Look]:
    looked = Event.objects.filter(
        agency__in=seen.codes,
        at__gte=period.begins_at,
        at__lt=period.ends_at,
        verb__in=sorted(LOOKING | {Verb.REFUSED}),
    )
    rows = looked.exclude(case="").values_list("actor", "agency", "case", "at", "verb")
    for person, agency, case, at, verb in rows.iterator():
        if person:
            yield Look(person=person, agency=agency, case=case, at=at, refused=verb == Verb.REFUSED)


def _known(seen: trail.Scope, looks: list[Look], period: Period) -> Known:
    people, cases = frozenset(look.person for look in looks), frozenset(look.case for look in looks)
    about = Concerned(people, cases, period.begins_at - EXPLAINED_FOR, period.ends_at + EXPLAINED_FOR)
    held = list(Membership.objects.filter(user__in=people, agency__in=seen.agencies).select_related("agency"))
    return Known(
        explained=_explained(about, held),
        same_name=frozenset(_same_name(about)),
        same_postcode=frozenset(_same_postcode(about)),
        at_all_hours=_pairs(m for m in held if m.role in _ON_DUTY or m.agency.kind == Kind.POLICE),
        across=_pairs(m for m in held if m.role in _ACROSS),
        calendars=_calendars(seen, period),
    )


def _pairs(held: Iterable[Membership]) -> frozenset[Pair]:
    return frozenset((m.user_id, m.agency.code) for m in held)


def _calendars(seen: trail.Scope, period: Period) -> dict:
    by_authority = {one.pk: one.profile_at(period.ends_at).calendar for one in seen.authorities}
    return {agency.code: by_authority[agency.authority_id] for agency in seen.agencies}


def _explained(about: Concerned, held: list[Membership]) -> dict[Pair, list[Span]]:
    spans: dict[Pair, list[Span]] = defaultdict(list)
    for reasons in (_acts, _allocations, _grants, _emergencies, _notices):
        for pair, span in reasons(about):
            spans[pair].append(span)
    for reasons_by_role in (_deadlines, _meetings):
        for pair, span in reasons_by_role(about, held):
            spans[pair].append(span)
    return spans


def _acts(about: Concerned) -> Explained:
    """Whoever does something in a case has a part in it for a month before and after."""
    done = Event.objects.filter(
        case__in=about.cases, actor__in=about.people, at__gte=about.first, at__lt=about.last
    ).exclude(verb__in=sorted(_PASSIVE))
    for person, case, at in done.values_list("actor", "case", "at"):
        yield (person or 0, case), _around(at)


def _allocations(about: Concerned) -> Explained:
    """The allocated worker, and the manager who allocated them."""
    rows = Allocation.objects.filter(case__ref__in=about.cases)
    for worker, manager, case, begins_at, ends_at in rows.values_list(
        "worker", "allocated_by", "case__ref", "begins_at", "ends_at"
    ):
        for person in (worker, manager):
            yield (person, case), _while(begins_at, ends_at)


def _grants(about: Concerned) -> Explained:
    """Whoever was given access in their own name was given it for a reason that stands beside it."""
    rows = PersonGrant.objects.filter(user__in=about.people, content_object__ref__in=about.cases)
    for person, case, granted_at, ends_at in rows.values_list("user", "content_object__ref", "granted_at", "ends_at"):
        yield (person, case), (granted_at, ends_at or _STILL)


def _emergencies(about: Concerned) -> Explained:
    """An emergency has a review of its own."""
    rows = Emergency.objects.filter(user__in=about.people, case__ref__in=about.cases)
    for person, case, opened_at, ends_at in rows.values_list("user", "case__ref", "opened_at", "ends_at"):
        yield (person, case), (opened_at, ends_at)


def _notices(about: Concerned) -> Explained:
    """Whoever was told of a case goes and looks."""
    told = Message.objects.filter(
        recipient__in=about.people, reference__in=about.cases, created_at__gte=about.first, created_at__lt=about.last
    )
    for person, case, at in told.values_list("recipient", "reference", "created_at"):
        yield (person, case), (at, at + EXPLAINED_FOR)


def _deadlines(about: Concerned, held: list[Membership]) -> Explained:
    """Whoever answers for a deadline, by name or by role, and the manager who is told."""
    of_role = _by_role(held)
    rows = _near(Deadline.objects.filter(case__ref__in=about.cases), about)
    for case, owner, manager, agency, role, started_at, closed_at in rows.values_list(
        "case__ref", "owner", "manager", "agency", "owner_role", "started_at", "closed_at"
    ):
        answering = [owner, manager] if owner else [manager, *of_role[agency, role]]
        for person in filter(None, answering):
            yield (person, case), _while(started_at, closed_at)


def _near(owed: QuerySet[Deadline], about: Concerned) -> QuerySet[Deadline]:
    return owed.filter(Q(closed_at=None) | Q(closed_at__gte=about.first), started_at__lt=about.last)


def _meetings(about: Concerned, held: list[Membership]) -> Explained:
    """Whoever comes to the meeting reads the cases on its list; schools come to none."""
    members = [m.user_id for m in held if _MEETS in m.description.permissions and m.agency.kind != Kind.SCHOOL]
    rows = ListEntry.objects.filter(case__ref__in=about.cases, panel__scheduled_for__gte=about.first)
    for case, held_at in rows.filter(panel__scheduled_for__lt=about.last).values_list(
        "case__ref", "panel__scheduled_for"
    ):
        for person in members:
            yield (person, case), _around(held_at)


def _by_role(held: list[Membership]) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for membership in held:
        found[membership.agency_id, membership.role].append(membership.user_id)
    return found


def _around(at: datetime) -> Span:
    return at - EXPLAINED_FOR, at + EXPLAINED_FOR


def _while(begins_at: datetime, ends_at: datetime | None) -> Span:
    return begins_at - EXPLAINED_FOR, ends_at + EXPLAINED_FOR if ends_at else _STILL


def _same_name(about: Concerned) -> Iterator[Pair]:
    namesakes = User.objects.filter(pk__in=about.people).annotate(key=NameKey(_LAST_NAME)).exclude(key="")
    same = namesakes.filter(key=NameKey(OuterRef("child__family_name"))).values("pk")
    yield from _persons_of(about, same)


def _same_postcode(about: Concerned) -> Iterator[Pair]:
    declared = Conflict.objects.filter(user__in=about.people, postcode=OuterRef("child__postcode"))
    yield from _persons_of(about, declared.exclude(postcode="").values("user"))


def _persons_of(about: Concerned, people: QuerySet) -> Iterator[Pair]:
    cases = Case.objects.filter(ref__in=about.cases).annotate(persons=ArraySubquery(people))
    for case, persons in cases.exclude(persons=[]).values_list("ref", "persons"):
        yield from ((person, case) for person in persons)

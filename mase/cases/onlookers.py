"""Who can see a child, and through what; and the other way round, what a person can see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, Q

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, Membership, User
from mase.agencies.rights import Permission, Section
from mase.agencies.roles import ROLES, Reach, holding
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, sharing, showing
from mase.cases.models import AgencyGrant, Basis, Case, Emergency, PersonGrant
from mase.cases.models.grant import Grant

AT_MOST = 100
READERS = holding(Permission.CASE_VIEW)
_REACHING = frozenset(code for code in READERS if ROLES[code].reach is Reach.AGENCY)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Parts of a file that were opened together: why, on what basis, by whom, until when."""

    sections: list[str]
    grant: Grant

    @property
    def basis(self) -> str:
        """Return the lawful basis in words."""
        return Basis(self.grant.basis).label

    @property
    def is_whole(self) -> bool:
        """Say whether every part of the file was opened."""
        return len(self.sections) == len(Section)


@dataclass(kw_only=True)
class Party:
    """An agency or a person to whom a file is open, with the people who see it by that: names by role."""

    whom: sharing.Whom
    openings: list[Opening]
    sees: dict[str, list[str]] = field(default_factory=dict)
    is_kept_by: str = ""  # why it is not taken away here


@dataclass(frozen=True, kw_only=True)
class Look:
    """When somebody has opened pages of the case for the first and for the last time."""

    name: str
    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Everybody who can see one child, and who has looked."""

    agencies: list[Party]
    people: list[Party]
    kept_out: int
    emergencies: list[Emergency]
    looks: list[Look]


def audience(case: Case, *, at: datetime) -> Audience:
    """Return who can see the child at that moment and through what (nine queries, however many they are)."""
    agencies, people = _parties(case, _given_to_agencies(case, at=at)), _parties(case, _given_to_people(case, at=at))
    barred = access.kept_out(case)
    names = {_key(party): party for party in (*agencies, *people)}
    out = set()
    for membership in _reading([party.whom for party in agencies], [party.whom for party in people], at=at):
        if membership.user_id in barred:
            out.add(membership.user_id)
            continue
        for party in _through(membership, names):
            party.sees.setdefault(membership.description.label, []).append(membership.user.name)
    return Audience(
        agencies=agencies,
        people=people,
        kept_out=len(out),
        emergencies=list(case.emergencies.in_force(at).select_related("user").order_by("ends_at", "pk")),
        looks=_looks(case),
    )


@dataclass(frozen=True, kw_only=True)
class Named:
    """A case that is open to a person in their own name."""

    ref: str
    opening: Opening
    has_role: bool


@dataclass(frozen=True, kw_only=True)
class Held:
    """A role of a person, and how many cases it opens to them."""

    membership: Membership
    cases: str


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """What one person can see, and through what."""

    held: list[Held]
    ended: list[Membership]
    named: list[Named]
    emergencies: list[Emergency]

    @property
    def outlived(self) -> list[Named]:
        """Return what is open by name although the person holds no role in that authority any more."""
        return [one for one in self.named if not one.has_role]


def reachable(person: User, authorities: Iterable[Authority], *, at: datetime) -> Reachable:
    """Return what the person can see in these authorities, by role, by name and in an emergency."""
    within = list(authorities)
    memberships = [m for m in agency_access.memberships(person, at=at) if m.agency.authority in within]
    over = person.memberships.filter(agency__authority__in=within, ends_at__lte=at).select_related("agency")
    return Reachable(
        held=[Held(membership=m, cases=_counted(person, m, at=at)) for m in memberships],
        ended=list(over.order_by("-ends_at", "pk")[:AT_MOST]),
        named=_named(person, within, {m.agency.authority_id for m in memberships}, at=at),
        emergencies=list(
            person.emergencies.in_force(at)
            .filter(case__authority__in=within)
            .select_related("case")
            .order_by("ends_at")
        ),
    )


def _given_to_agencies(case: Case, *, at: datetime) -> list[Any]:
    held = case.agency_grants.in_force(at).select_related("group__agency", "granted_by", "permission")
    return list(held.order_by("group__agency__name", "granted_at", "pk"))


def _given_to_people(case: Case, *, at: datetime) -> list[Any]:
    held = case.person_grants.in_force(at).exclude(access.TAKEN).select_related("user", "granted_by", "permission")
    return list(held.order_by("user__name", "user", "granted_at", "pk"))


def whom(grant: Any) -> sharing.Whom:
    """Return to whom a grant was made."""
    return grant.group.agency if isinstance(grant, AgencyGrant) else grant.user


def together(grants: Iterable[Any]) -> list[Opening]:
    """Return the grants of one agency or person on one case, those that were made together in one."""
    made: dict[tuple[Any, ...], list[Any]] = {}
    for grant in grants:
        made.setdefault((grant.granted_at, grant.granted_by_id, grant.reason, grant.basis, grant.ends_at), []).append(
            grant
        )
    return [Opening(sections=_sections(held), grant=held[0]) for held in made.values()]


def _sections(grants: Iterable[Any]) -> list[str]:
    codes = {grant.permission.codename.removeprefix("see_") for grant in grants}
    return [section.label for section in Section if section in codes]


def _parties(case: Case, grants: list[Any]) -> list[Party]:
    worker = case.worker
    parties = []
    for party, held in groupby(grants, key=whom):
        own = isinstance(party, Agency) and sharing.is_own_social_care(case, party)
        allocated = worker is not None and party == worker.worker
        why = sharing.OWN_CASE if own else sharing.ALLOCATED if allocated else ""
        parties.append(Party(whom=party, openings=together(held), is_kept_by=why))
    return parties


def _key(party: Party) -> tuple[bool, int]:
    return isinstance(party.whom, Agency), party.whom.pk


def _reading(agencies: Iterable[Any], people: Iterable[Any], *, at: datetime) -> list[Membership]:
    held = Membership.objects.at(at).filter(user__is_active=True, role__in=READERS)
    found = held.filter(Q(agency__in=agencies, role__in=_REACHING) | Q(user__in=people))
    return list(found.select_related("user", "agency").order_by("user__name", "pk"))


def _through(membership: Membership, parties: dict[tuple[bool, int], Party]) -> list[Party]:
    by_agency = parties.get((True, membership.agency_id)) if membership.role in _REACHING else None
    by_name = parties.get((False, membership.user_id))
    return [party for party in (by_agency, by_name) if party]


def _looks(case: Case) -> list[Look]:
    seen = Event.objects.filter(case=case.ref, verb=Verb.VIEWED, actor__isnull=False)
    rows = list(
        seen.values_list("actor").annotate(first=Min("at"), last=Max("at")).order_by("-last", "actor")[:AT_MOST]
    )
    names = dict(User.objects.filter(pk__in=[actor for actor, _, _ in rows]).values_list("pk", "name"))
    return [Look(name=names.get(actor, ""), first=first, last=last) for actor, first, last in rows]


def _counted(person: User, membership: Membership, *, at: datetime) -> str:
    """Return through how many of the agency's cases the role lets the person read: "1,000+" stands for more."""
    if membership.role not in _REACHING:
        return "0"
    opened = AgencyGrant.objects.in_force(at).filter(group=membership.agency.group_id, permission__codename="see_case")
    free = opened.filter(access.not_kept_from(person, case="content_object"))
    return showing.capped(free.values_list("pk")[: access.COUNTED + 1].count(), access.COUNTED)


def _named(person: User, within: list[Authority], roles_in: set[int], *, at: datetime) -> list[Named]:
    held = (
        PersonGrant.objects.in_force(at).exclude(access.TAKEN).filter(user=person, content_object__authority__in=within)
    )
    free = held.filter(access.not_kept_from(person, case="content_object"))
    rows = free.select_related("content_object", "granted_by", "permission")
    ordered = list(rows.order_by("-opened_at", "-content_object", "granted_at", "pk")[: AT_MOST * len(Section)])
    found = []
    for case, grants in groupby(ordered, key=lambda grant: grant.content_object):
        has_role = case.authority_id in roles_in
        found += [Named(ref=case.ref, opening=opening, has_role=has_role) for opening in together(grants)]
    return found

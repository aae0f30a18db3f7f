"""The one access rule: may she, and which ones?

A person sees a section of a case's file when a role of theirs holds the permission and the section was granted to the
role's agency (for roles that reach the agency's cases) or to the person, until that grant lapses. What a person opened
for themselves in an emergency is there to be read, no more, and so is what people of another authority were given. A
conflict of interest beats every grant. Lists start from the grants and their indexes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Permission as GuardianPermission
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value

from mase.agencies import access as agency_access
from mase.agencies.duties import READ_IN_EMERGENCY
from mase.agencies.models import Agency, Kind, Membership, User
from mase.agencies.roles import Permission, Reach, Section
from mase.cases import parts
from mase.cases.models import AgencyGrant, Basis, Case, Deadline, PersonGrant
from mase.cases.models.grant import REVIEWED_EVERY

SHOWN_AT_ONCE = 25
COUNTED = 1_000  # what is more is not counted
_ASKED_FOR = SHOWN_AT_ONCE + 1
_KEY = ("opened_at", "content_object")
_OF_AGENCY = ("group", "permission__codename")
_REPLY = "information_reply"
# What people of another authority may do where a file was opened to them: read it, answer and report, and record
# intelligence of their own. They decide nothing, and what this authority's agencies answered is not theirs.
FROM_ELSEWHERE = frozenset(
    {permission for permission in Permission if permission.section and not permission.right.changes}
    - {Permission.REFERRAL_ANSWERS}
    | {Permission.REQUEST_ANSWER, Permission.CASE_ACT, Permission.CASE_INTELLIGENCE}
)
TAKEN = Q(basis=Basis.VITAL, granted_by=F("user"), ends_at__isnull=False)  # in an emergency, by the person's own act


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What one person may see of one case, and through what."""

    authority: int
    memberships: tuple[Membership, ...]
    by_agency: frozenset[tuple[int, Section]]
    by_person: frozenset[Section]
    in_emergency: frozenset[Section] = frozenset()
    emergency_ends_at: datetime | None = None

    def may(self, permission: Permission) -> bool:
        """Say whether the person holds the permission on this case."""
        section = permission.section
        if section is None:
            return False
        holding = [m for m in self.memberships if permission in m.description.permissions]
        if section in self.in_emergency and permission in READ_IN_EMERGENCY and holding:
            return True
        within = [m for m in holding if permission in FROM_ELSEWHERE or m.agency.authority_id == self.authority]
        return any(self._opens(m, section) for m in within)

    def _opens(self, membership: Membership, section: Section) -> bool:
        if section in self.by_person:
            return True
        reaches = membership.description.reach is Reach.AGENCY
        return reaches and (membership.agency.group_id, section) in self.by_agency


class _KeptFrom(Func):
    """Whether a conflict of interest keeps the person from the case; the person's conflicts are looked up once."""

    template = "(%(expressions)s))))"
    arg_joiner = " = ANY (ARRAY(SELECT cases_kept_from("
    output_field = BooleanField()


def not_kept_from(user: User, *, case: str) -> Q:
    """Return the condition that leaves out the cases from which a conflict of interest keeps the person."""
    return ~Q(_KeptFrom(case, Value(user.pk)))


def standing(user: User, case: Case, *, at: datetime) -> Standing:
    """Return what the person may see of the case at that moment (three queries)."""
    memberships = agency_access.memberships(user, at=at)
    groups = [m.agency.group_id for m in memberships]
    free = not_kept_from(user, case="content_object")
    by_agency = case.agency_grants.in_force(at).filter(free, group__in=groups)
    by_person = case.person_grants.in_force(at).filter(free, user=user)
    own = by_person.annotate(taken=TAKEN).values_list("permission__codename", "taken", "ends_at")
    own_sections = [(_section(code), taken, ends_at) for code, taken, ends_at in own]
    return Standing(
        authority=case.authority_id,
        memberships=memberships,
        by_agency=frozenset((group, _section(code)) for group, code in by_agency.values_list(*_OF_AGENCY)),
        by_person=frozenset(section for section, taken, _ in own_sections if not taken),
        in_emergency=frozenset(section for section, taken, _ in own_sections if taken),
        emergency_ends_at=next((ends_at for _, taken, ends_at in own_sections if taken), None),
    )


def may(user: User, permission: Permission, case: Case, *, at: datetime) -> bool:
    """Say whether the person holds the permission on the case at that moment."""
    return standing(user, case, at=at).may(permission)


def visible(user: User, *, at: datetime, stage: str = "", needing: Permission = Permission.CASE_VIEW) -> list[QuerySet]:
    """Return the grants through which the person sees cases: their own, then those of each agency.

    One queryset each, so that every one follows its index. ``needing`` is what the person must be allowed to do in the
    cases; its section of the file has to be open.
    """
    held = agency_access.holding(user, needing, at=at)
    reaching = [m.agency for m in held if m.description.reach is Reach.AGENCY]
    opening = GuardianPermission.objects.filter(content_type__app_label="cases", codename=f"see_{needing.section}")
    seen = Q(permission=opening.order_by().values("pk")[:1]) & not_kept_from(user, case="content_object")
    if stage:
        seen &= Q(stage=stage)
    own = PersonGrant.objects.in_force(at).filter(seen, user=user if held else None)
    if needing not in READ_IN_EMERGENCY:
        own = own.exclude(TAKEN)
    granted = AgencyGrant.objects.in_force(at).filter(seen)
    groups = sorted({(agency.group_id, agency.authority_id) for agency in reaching})
    return [own, *(granted.filter(_within(needing, authority), group=group) for group, authority in groups)]


def in_sight(user: User, *, at: datetime, needing: Permission = Permission.CASE_VIEW, case: str = "case") -> Q:
    """Return the condition that keeps only rows of cases the person may see, with the right they need there.

    ``case`` is the field by which a row points at its case.
    """
    found = Q()
    for grants in visible(user, at=at, needing=needing):
        found |= Q(**{f"{case}__in": grants.values("content_object")})
    return found


def page(through: Iterable[QuerySet], *, before: tuple[datetime, int] | None = None) -> list[Case]:
    """Return the newest cases of what is ``visible``, older than the given key, one more than is shown at once."""
    newest = [
        grants.filter(_before(before)).values_list(*_KEY).order_by("-opened_at", "-content_object")[:_ASKED_FOR]
        for grants in through
    ]
    keys = set(newest[0].union(*newest[1:], all=True))
    wanted = [case for _, case in sorted(keys, reverse=True)[:_ASKED_FOR]]
    return list(Case.objects.filter(pk__in=wanted).select_related("child", "authority").order_by("-opened_at", "-pk"))


def count(through: Iterable[QuerySet]) -> int:
    """Return how many cases are ``visible``; one more than COUNTED stands for "more than that"."""
    some = [grants.values_list("content_object")[: COUNTED + 1] for grants in through]
    return min(some[0].union(*some[1:]).count(), COUNTED + 1)


@transaction.atomic
def open_to_agency(
    case: Case,
    agency: Agency,
    sections: Iterable[Section],
    *,
    by: User,
    at: datetime,
    reason: str,
    basis: Basis = Basis.SAFEGUARDING,
    ends_at: datetime | None = None,
) -> None:
    """Open sections of the file to an agency; a restricted case is opened to nobody by agency.

    The row decides, not the case in hand: it may have been restricted since that was read.
    """
    if Case.objects.select_for_update().get(pk=case.pk).restricted_at is None:
        _make_way(case.agency_grants.filter(group=agency.group_id), sections, ends_at=ends_at)
        rows = _rows(case, sections, by=by, at=at, reason=reason, basis=basis, ends_at=ends_at)
        AgencyGrant.objects.bulk_create(
            (AgencyGrant(group_id=agency.group_id, **row) for row in rows), ignore_conflicts=True
        )


@transaction.atomic
def open_to_person(
    case: Case,
    person: User,
    sections: Iterable[Section],
    *,
    by: User,
    at: datetime,
    reason: str,
    basis: Basis = Basis.SAFEGUARDING,
    ends_at: datetime | None = None,
) -> None:
    """Open sections of the file to one person."""
    _make_way(case.person_grants.filter(user=person), sections, ends_at=ends_at)
    rows = _rows(case, sections, by=by, at=at, reason=reason, basis=basis, ends_at=ends_at)
    PersonGrant.objects.bulk_create((PersonGrant(user=person, **row) for row in rows), ignore_conflicts=True)


def withdraw_from_agencies(case: Case) -> None:
    """Close the file to every agency; people's own grants stay."""
    case.agency_grants.all().delete()


def withdraw_from_agency(case: Case, agency: Agency, *, reason: str) -> bool:
    """Take away what was opened to the agency for this reason, and say whether anything was; the rest stays."""
    return bool(case.agency_grants.filter(group=agency.group_id, reason=reason).delete()[0])


def withdraw_from_person(case: Case, person: User) -> None:
    """Close the file to a person who had it in their own name."""
    case.person_grants.filter(user=person).delete()


def withdraw_emergency(case: Case, person: User) -> None:
    """Take away what the person opened for themselves in an emergency; what others gave them stays."""
    case.person_grants.filter(TAKEN, user=person).delete()


def kept_out(case: Case) -> frozenset[int]:
    """Return the numbers of the people whom a conflict of interest keeps from the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_kept_out(%s)", [case.pk])
        return frozenset(person for (person,) in cursor.fetchall())


def keep_in_step(case: Case) -> None:
    """Carry the case's stage over to its grants, which lists filter on."""
    for grants in (case.agency_grants, case.person_grants):
        grants.exclude(stage=case.stage).update(stage=case.stage)


def answers_for(user: User, deadline: Deadline, *, at: datetime) -> bool:
    """Say whether the person answers for it: by name or, where nobody is named, by the role in the agency."""
    if deadline.owner_id is not None:
        return deadline.owner_id == user.pk
    held = agency_access.memberships(user, at=at)
    return any(m.role == deadline.owner_role and m.agency_id == deadline.agency_id for m in held)


def decides_on_time(user: User, deadline: Deadline, *, at: datetime) -> bool:
    """Say whether the person may pause or waive it: with the right, of the agency that owes it or of social care.

    Nobody decides about what they answer for.
    """
    if answers_for(user, deadline, at=at):
        return False
    if deadline.case and not may(user, Permission.CASE_TIME, deadline.case, at=at):
        return False
    return any(
        knows_of(membership, deadline) for membership in agency_access.holding(user, Permission.CASE_TIME, at=at)
    )


def may_know(user: User, standing: Standing, deadline: Deadline) -> bool:
    """Say whether somebody inside the case may know of its deadline: their own, or of a part of the file open to them.

    What an agency was asked is between that agency and social care (BR-1): no other agency learns who else was asked.
    """
    if deadline.owner_id == user.pk:
        return True
    if deadline.code == _REPLY and not any(knows_of(membership, deadline) for membership in standing.memberships):
        return False
    return any(standing.may(needed) for needed in _needs(deadline.code))


def known_set(user: User, *, at: datetime, codes: Iterable[str]) -> Q:
    """Return for deadlines of these codes the condition of ``may_know``, but for what is the person's own by name."""
    by_need: dict[Permission, list[str]] = {}
    for code in codes:
        for needed in _needs(code):
            by_need.setdefault(needed, []).append(code)
    found = Q(pk__in=[])
    for needed, of in by_need.items():
        found |= Q(code__in=of) & in_sight(user, at=at, needing=needed)
    return found & (~Q(code=_REPLY) | owed_with(agency_access.memberships(user, at=at)))


def knows_of(membership: Membership, deadline: Deadline) -> bool:
    """Say whether it is owed by the member's agency, or in the authority whose social care that agency is."""
    agency = membership.agency
    if agency.pk == deadline.agency_id:
        return True
    return agency.kind == Kind.SOCIAL_CARE and agency.authority_id == deadline.authority_id


def owed_with(held: Iterable[Membership]) -> Q:
    """Return the condition of ``knows_of`` for any of these memberships."""
    agencies = [membership.agency for membership in held]
    authorities = [agency.authority_id for agency in agencies if agency.kind == Kind.SOCIAL_CARE]
    return Q(agency__in=agencies) | Q(authority__in=authorities)


def _needs(code: str) -> tuple[Permission, ...]:
    """Return the rights each of which opens the part of the file that a deadline of this code belongs to."""
    needed = parts.deadline_needs(code)
    return (needed, Permission.REFERRAL_VIEW) if code == _REPLY else (needed,)


def _within(needing: Permission, authority: int) -> Q:
    """Return the condition that keeps what may not be done from elsewhere to the authority's own cases."""
    return Q() if needing in FROM_ELSEWHERE else Q(content_object__authority=authority)


def _make_way(held: QuerySet, sections: Iterable[Section], *, ends_at: datetime | None) -> None:
    """Take away the grants of these sections that would lapse sooner than the new one; one that lasts longer stays."""
    sooner = Q(ends_at__isnull=False) if ends_at is None else Q(ends_at__lt=ends_at)
    held.filter(sooner, permission__codename__in=_codenames(sections)).delete()


def _rows(case: Case, sections: Iterable[Section], *, by: User, at: datetime, **why: object) -> list[dict]:
    permissions = GuardianPermission.objects.filter(content_type__app_label="cases", codename__in=_codenames(sections))
    shared = {
        "content_object": case,
        "opened_at": case.opened_at,
        "stage": case.stage,
        "granted_by": by,
        "granted_at": at,
        "review_at": at + REVIEWED_EVERY,
        **why,
    }
    return [{"permission": permission, **shared} for permission in permissions]


def _codenames(sections: Iterable[Section]) -> list[str]:
    return [f"see_{section}" for section in sections]


def _section(codename: str) -> Section:
    return Section(codename.removeprefix("see_"))


def _before(key: tuple[datetime, int] | None) -> Q:
    if key is None:
        return Q()
    opened_at, case = key
    later = Q(opened_at__lt=opened_at) | Q(content_object__lt=case)
    return Q(opened_at__lte=opened_at) & later  # the first is what the index can begin at

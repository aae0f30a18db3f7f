"""What a person may do by their roles, before any case is looked at."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from mase.agencies import roles
from mase.agencies.models import Agency, Authority, Membership, User

_ANSWERING_FOR_STAFF = roles.holding(roles.Permission.DESK_TRAIL) - roles.holding(roles.Permission.DESK_PRIVACY)


def memberships(user: User, *, at: datetime) -> tuple[Membership, ...]:
    """Return the person's memberships in force, oldest first."""
    return user.held(at) if user.is_active else ()


def holding(user: User, permission: roles.Permission, *, at: datetime) -> tuple[Membership, ...]:
    """Return the memberships through which the person holds the permission."""
    return tuple(m for m in memberships(user, at=at) if permission in m.description.permissions)


def holding_in(
    user: User, permission: roles.Permission, *, authority: Authority, at: datetime
) -> tuple[Membership, ...]:
    """Return the memberships through which the person holds the permission in the authority, the oldest first."""
    return tuple(m for m in holding(user, permission, at=at) if m.agency.authority_id == authority.pk)


def own_authorities(user: User, *, at: datetime) -> list[Authority]:
    """Return the authorities with which the person works in whatever role, by name."""
    found = {m.agency.authority for m in memberships(user, at=at)}
    return sorted(found, key=lambda authority: authority.name)


def authorities(user: User, permission: roles.Permission, *, at: datetime) -> list[Authority]:
    """Return the authorities in which the person holds the permission, by name."""
    found = {m.agency.authority for m in holding(user, permission, at=at)}
    return sorted(found, key=lambda authority: authority.name)


def people_to_note_leave_for(user: User, *, at: datetime) -> QuerySet[User]:
    """Return whose days away the person may note: their own and, where they allocate the work, those of the agency."""
    agencies = [m.agency_id for m in holding(user, roles.Permission.CASE_ALLOCATE, at=at)]
    colleagues = Membership.objects.at(at).filter(agency__in=agencies, user__is_active=True)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=colleagues.values("user"))).order_by("name", "pk")


def colleagues(person: User, *, at: datetime) -> QuerySet[User]:
    """Return who holds a role that the person holds in the same agency, and could therefore stand in for them."""
    alike = Q(pk__in=[])
    for membership in memberships(person, at=at):
        alike |= Q(agency=membership.agency_id, role=membership.role)
    return User.objects.through(Membership.objects.at(at).filter(alike)).exclude(pk=person.pk)


def answering_for_staff(agencies: Iterable[Agency] | QuerySet, *, at: datetime) -> QuerySet[User]:
    """Return who answers for what the staff of these agencies look at."""
    return User.objects.through(Membership.objects.at(at).filter(agency__in=agencies, role__in=_ANSWERING_FOR_STAFF))


def holds_any_role(user: User, codes: frozenset[str] | tuple[str, ...], *, authority: Authority, at: datetime) -> bool:
    """Say whether the person holds one of these roles in the authority."""
    return any(m.role in codes and m.agency.authority_id == authority.pk for m in memberships(user, at=at))

"""Who may read and answer which consultation: whoever asked, and whoever is asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Kind, Membership, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case
from referrals import advice
from referrals.models import Adviser, Consultation


def people(agency: Agency, adviser: Adviser, *, at: datetime, besides: User) -> QuerySet[User]:
    """Return who can be asked from this agency; nobody advises themselves."""
    held = Membership.objects.at(at).filter(role__in=advice.ANSWERED_BY[adviser])
    if advice.stays_in_the_agency(adviser):
        held = held.filter(agency=agency)
    else:
        held = held.filter(agency__authority=agency.authority_id)
    return User.objects.through(held).exclude(pk=besides.pk)


def owing(agency: Agency, adviser: Adviser) -> Agency:
    """Return the agency that owes the advice."""
    if advice.stays_in_the_agency(adviser):
        return agency
    return agency.authority.agencies.get(kind=Kind.SOCIAL_CARE)


def may_advise(user: User, consultation: Consultation, *, at: datetime) -> bool:
    """Say whether the person answers this question, which is never their own."""
    if consultation.asked_by_id == user.pk:
        return False
    return any(
        advice.answers(
            Adviser(consultation.adviser),
            role=membership.role,
            in_same_agency=membership.agency_id == consultation.agency_id,
            in_same_authority=membership.agency.authority_id == consultation.authority_id,
        )
        for membership in agency_access.memberships(user, at=at)
    )


def asked_by(user: User) -> QuerySet[Consultation]:
    """Return what the person has asked, the newest first."""
    return _with_people(Consultation.objects.filter(asked_by=user)).order_by("-asked_at", "-pk")


def put_to(user: User, *, at: datetime) -> QuerySet[Consultation]:
    """Return what others ask of the roles that the person holds: what waits longest first, then the newest answers."""
    found = Consultation.objects.filter(_put_to(agency_access.memberships(user, at=at))).exclude(asked_by=user)
    waiting_first = (F("advised_at").desc(nulls_first=True), "asked_at", "pk")
    return _with_people(found).order_by(*waiting_first)


def readable(user: User, *, at: datetime) -> QuerySet[Consultation]:
    """Return every consultation that the person may read."""
    asked = Q(asked_by=user) | _put_to(agency_access.memberships(user, at=at))
    return _with_people(Consultation.objects.filter(asked))


def linked_case(user: User, consultation: Consultation, *, at: datetime) -> Case | None:
    """Return the case it is linked with where the person may see that case; nobody else learns that there is one."""
    case = consultation.case
    return case if case and access.may(user, Permission.CASE_VIEW, case, at=at) else None


def _put_to(held: Iterable[Membership]) -> Q:
    found = Q(pk__in=[])
    for adviser, codes in advice.ANSWERED_BY.items():
        for membership in held:
            if membership.role in codes:
                found |= Q(adviser=adviser, **_reach(adviser, membership.agency))
    return found


def _reach(adviser: Adviser, agency: Agency) -> dict[str, Any]:
    if advice.stays_in_the_agency(adviser):
        return {"agency": agency.pk}
    return {"authority": agency.authority_id}


def _with_people(found: QuerySet[Consultation]) -> QuerySet[Consultation]:
    # A case that the database hides from the reader comes back as none at all.
    return found.select_related("asked_by", "advised_by", "agency", "authority", "case__authority", "case__child")

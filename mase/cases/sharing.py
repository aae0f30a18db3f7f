"""Opening a file on purpose to an agency or a person, taking it away, and saying every 90 days whether it is needed.

What the authority's own social care and the allocated worker see was not given here, nor is it taken away here.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from mase.agencies import access as agency_access
from mase.agencies import operations as agencies
from mase.agencies.models import Agency, Kind, Membership, User
from mase.agencies.rights import Section
from mase.audit import recording
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, standing_in
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case
from mase.cases.models.grant import REVIEWED_EVERY, GrantQuerySet
from mase.notifications import operations as notices
from mase.web import reader

Whom = Agency | User

AT_MOST = timedelta(days=366)
OWN_CASE = "The case is social care’s own. Restricting the record closes it to the teams."
ALLOCATED = "Allocation gives the social worker their access, and ends it."
COVERS = "Covering a colleague’s days away gives this access, and ends it. The days away name who covers."
_GIVEN = {Agency: "A file has been opened to your agency", User: "A file has been opened to you"}
_TAKEN = {Agency: "A file is no longer open to your agency", User: "A file is no longer open to you"}


@transaction.atomic
def give(
    case: Case,
    whom: Whom,
    sections: Iterable[Section],
    *,
    reason: str,
    basis: Basis,
    ends_at: datetime | None,
    by: User,
    at: datetime,
) -> None:
    """Open parts of the file to an agency or a person, who is told; outside social care until a day that is named.

    Raises Refused for an agency and a restricted record, which only people open by name, and for oneself.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if isinstance(whom, Agency) and locked.restricted_at:
        raise Refused("This record is restricted. It is opened to people by name only.")
    if whom == by:
        raise NotEntitled("Nobody opens a file to themselves. Ask somebody else who governs its access.")
    if reason_not := keeps(case, whom):
        raise AlreadyDone(reason_not)
    _refuse_end(is_outside(case, whom, at=at), ends_at, at=at)
    opened = _with_identity(sections)
    why: dict[str, Any] = {"reason": reason, "basis": basis, "ends_at": ends_at}
    if isinstance(whom, Agency):
        access.open_to_agency(case, whom, opened, by=by, at=at, **why)
    else:
        access.open_to_person(case, whom, opened, by=by, at=at, **why)
    detail = {**_named(whom), "sections": opened, "basis": [basis]}
    event = recording.record(Verb.ACCESS_GRANTED, case, by=by, at=at, reason=reason, detail=detail)
    _tell(case, whom, _GIVEN[type(whom)], url=case.get_absolute_url(), event=event, at=at)


@transaction.atomic
def take(case: Case, whom: Whom, *, reason: str, by: User, at: datetime) -> None:
    """Close the file to an agency or a person at once, and tell them.

    Raises NotEntitled for the social care whose case it is and for the allocated worker.
    """
    if reason_not := keeps(case, whom):
        raise NotEntitled(reason_not)
    event = _withdraw(case, whom, reason=reason, by=by, at=at)
    _tell(case, whom, _TAKEN[type(whom)], url=reverse("my_access"), event=event, at=at)


@transaction.atomic
def keep(case: Case, whom: Whom, *, reason: str, by: User, at: datetime) -> None:
    """Say that what was given is still needed; it is asked again in 90 days."""
    held = grants(case, whom).in_force(at)
    detail = {**_named(whom), **_given(held)}
    if not held.update(review_at=at + REVIEWED_EVERY):
        raise AlreadyDone("This access has ended already.")
    recording.record(Verb.ACCESS_KEPT, case, by=by, at=at, reason=reason, detail=detail)


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime) -> None:
    """End a role now and, with the last one in an authority, what the person was given there by name.

    Nobody sees all of these records: they are reached whoever ends the role, restricted ones too. Whoever comes back
    under another role starts with nothing.
    """
    agencies.end_membership(membership, by=by, at=at)
    person, authority = membership.user, membership.agency.authority
    if person.memberships.at(at).filter(agency__authority=authority).exists():
        return
    with reader.lifted():
        for case in Case.objects.filter(authority=authority, person_grants__user=person).distinct().order_by("pk"):
            _withdraw(case, person, reason="Holds no role here any more", by=by, at=at)


def keeps(case: Case, whom: Whom) -> str:
    """Return why this agency's or person's access hangs on something else than being given, or nothing."""
    if isinstance(whom, Agency):
        return OWN_CASE if is_own_social_care(case, whom) else ""
    if case.allocations.filter(ends_at=None, worker=whom).exists():
        return ALLOCATED
    allocation = case.worker
    covers = allocation and case.person_grants.filter(user=whom, reason=standing_in.because(allocation.worker)).exists()
    return COVERS if covers else ""


def is_own_social_care(case: Case, agency: Agency) -> bool:
    """Say whether it is the agency whose case it is."""
    return agency.kind == Kind.SOCIAL_CARE and agency.authority_id == case.authority_id


def is_outside(case: Case, whom: Whom, *, at: datetime) -> bool:
    """Say whether the agency or the person is none of the authority's social care."""
    if isinstance(whom, Agency):
        return not is_own_social_care(case, whom)
    within = {"agency__kind": Kind.SOCIAL_CARE, "agency__authority": case.authority_id}
    return not whom.memberships.at(at).filter(**within).exists()


def grants(case: Case, whom: Whom) -> GrantQuerySet:
    """Return what was given to the agency or the person, lapsed or not."""
    if isinstance(whom, Agency):
        return case.agency_grants.filter(group=whom.group_id)
    return case.person_grants.filter(user=whom)


def _withdraw(case: Case, whom: Whom, *, reason: str, by: User, at: datetime) -> Event:
    held = grants(case, whom)
    detail = {**_named(whom), **_given(held)}
    if not held.delete()[0]:
        raise AlreadyDone("This access has ended already.")
    return recording.record(Verb.ACCESS_WITHDRAWN, case, by=by, at=at, reason=reason, detail=detail)


def _with_identity(sections: Iterable[Section]) -> list[Section]:
    """Return the sections in the file's order; whoever sees any part sees whose file it is."""
    chosen = {Section.CASE, *sections}
    return [section for section in Section if section in chosen]


def _refuse_end(outside: bool, ends_at: datetime | None, *, at: datetime) -> None:
    if ends_at is None and outside:
        raise Refused("Outside social care, access has to end on a day that is named.")
    if ends_at and not at < ends_at <= at + AT_MOST:
        raise Refused("Access has to end in the future, and within a year.")


def _named(whom: Whom) -> dict[str, Any]:
    return {"agency": whom.code} if isinstance(whom, Agency) else {"person": whom.pk}


def _given(held: GrantQuerySet) -> dict[str, list[str]]:
    rows = held.values_list("permission__codename", "basis")
    return {
        "sections": sorted({codename.removeprefix("see_") for codename, _ in rows}),
        "basis": sorted({basis for _, basis in rows}),
    }


def _tell(case: Case, whom: Whom, text: str, *, url: str, event: Event, at: datetime) -> None:
    """Tell the person, or whoever in the agency answers for its staff."""
    told = [whom] if isinstance(whom, User) else agency_access.answering_for_staff([whom], at=at)
    notices.tell(told, text, url=url, at=at, key=f"access-{event.pk}", reference=case.ref)

"""Each agency's single point of contact (BR-8): named by the agency itself, replaced with the history kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mase.agencies import access
from mase.agencies.models import Agency, Authority, Membership, PointOfContact, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb


class ContactRefused(Exception):
    """This person cannot be named; the text says why in plain words."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An agency and its point of contact; none where nobody is named, or whoever was named has left."""

    agency: Agency
    point: PointOfContact | None
    has_left: str

    @property
    def words(self) -> str:
        """Return whom to ring, in a line."""
        if self.point is None:
            return "No point of contact named yet."
        return f"Point of contact: {self.point.user.name}, {self.point.telephone}."


@transaction.atomic
def name_contact(agency: Agency, user: User, *, telephone: str, by: User, at: datetime) -> PointOfContact:
    """Name the agency's point of contact; the one before ends now. Raises ContactRefused for somebody from elsewhere.

    The agency's row is locked, so that two who name somebody at once leave one.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if not Membership.objects.at(at).filter(agency=agency, user=user, user__is_active=True).exists():
        raise ContactRefused("Choose somebody who works for the agency")
    current = agency.points_of_contact.filter(ended_at=None).first()
    if current and (current.user_id, current.telephone) == (user.pk, telephone):
        return current
    if current:
        current.ended_at = max(at, current.named_at)  # whoever came first may have read the clock later
        current.save(update_fields=["ended_at"])
    named = PointOfContact.objects.create(agency=agency, user=user, telephone=telephone, named_at=at, named_by=by)
    recording.record(Verb.SPOC_NAMED, named, by=by, at=at, detail={"agency": agency.code, "person": user.pk})
    return named


def of_authorities(authorities: Iterable[Authority], *, at: datetime) -> list[Contact]:
    """Return every agency of these authorities with its point of contact, by name (three queries)."""
    agencies = Agency.objects.filter(authority__in=list(authorities)).select_related("authority")
    return of_agencies(agencies.order_by("authority__name", "name", "pk"), at=at)


def of_agencies(agencies: Iterable[Agency] | QuerySet[Agency], *, at: datetime) -> list[Contact]:
    """Return each of these agencies with its point of contact, in their order."""
    asked = list(agencies)
    points = {point.agency_id: point for point in _in_force(asked)}
    there = _still_there(points.values(), at=at)
    return [_contact(agency, points.get(agency.pk), there) for agency in asked]


def hints(agencies: Iterable[Agency], *, at: datetime) -> dict[str, str]:
    """Return for each agency, by its code, whom to ring: the words under its name where one chooses among them."""
    return {contact.agency.code: contact.words for contact in of_agencies(agencies, at=at)}


def may_name(user: User, *, at: datetime) -> list[Agency]:
    """Return the agencies for which the person names the point of contact: their own, where their role says so."""
    return [membership.agency for membership in access.holding(user, Permission.DESK_SPOC, at=at)]


def before(agency: Agency) -> QuerySet[PointOfContact]:
    """Return who were the agency's points of contact before, the last first."""
    ended = agency.points_of_contact.exclude(ended_at=None).select_related("user", "named_by")
    return ended.order_by("-ended_at", "-pk")


def _in_force(agencies: list[Agency]) -> QuerySet[PointOfContact]:
    return PointOfContact.objects.filter(agency__in=agencies, ended_at=None).select_related("user", "named_by")


def _still_there(points: Iterable[PointOfContact], *, at: datetime) -> set[tuple[int, int]]:
    people = [point.user_id for point in points]
    held = Membership.objects.at(at).filter(user__in=people, user__is_active=True)
    return set(held.values_list("agency", "user"))


def _contact(agency: Agency, point: PointOfContact | None, there: set[tuple[int, int]]) -> Contact:
    if point and (agency.pk, point.user_id) not in there:
        return Contact(agency=agency, point=None, has_left=point.user.name)
    return Contact(agency=agency, point=point, has_left="")

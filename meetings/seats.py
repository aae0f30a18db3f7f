"""Who has a seat in which meeting about complex abuse, and what a member sees of it (SO-24, HO-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies import access as agency_access
from mase.agencies.models import Authority, Kind, Membership, User
from mase.agencies.roles import Permission, holding
from mase.cases import access
from mase.cases.models import Case
from meetings.models import (
    Action,
    ComplexChild,
    ComplexLink,
    ComplexMeeting,
    ComplexMember,
    ComplexNode,
    Node,
    StrategyMeeting,
)

# A child protection co-ordinator has no role of their own here: the managers of social care stand for it.
CHAIRED_BY = ("co_ordinator", "assistant_team_manager", "team_manager", "service_manager", "panel_chair")
_SITS = holding(Permission.CASE_ACT)
_LETTERS = {
    Node.CHILD.value: "C",
    Node.ADULT.value: "P",
    Node.PLACE.value: "L",
    Node.GROUP.value: "G",
    Node.VEHICLE.value: "V",
    Node.CONTACT.value: "T",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Who or what stands on the map; ``case`` is a child's where their file is open to the reader."""

    node: ComplexNode
    code: str
    case: Case | None

    @property
    def words(self) -> str:
        """Return what the reader may call it."""
        if self.node.kind != Node.CHILD:
            return self.node.name
        return self.case.child.name if self.case else "A child whose record is not open to you"


def of(user: User, *, at: datetime) -> QuerySet[ComplexMember]:
    """Return the person's seats that have not been taken away, for agencies to which they still belong."""
    held = {m.agency_id for m in agency_access.holding(user, Permission.CASE_ACT, at=at)}
    return ComplexMember.objects.filter(user=user, withdrawn_at=None, agency__in=held)


def has_any(user: User, *, at: datetime) -> bool:
    """Say whether the person sits in any such meeting."""
    return of(user, at=at).exists()


def leads(seat: ComplexMember, *, at: datetime) -> bool:
    """Say whether the member keeps the meeting: who convened or chairs it, or a co-ordinator of whichever borough."""
    if seat.user_id in (seat.meeting.chair_id, seat.meeting.convened_by_id):
        return True
    return bool(agency_access.holding(seat.user, Permission.DESK_COMPLEX, at=at))


def current(meeting: ComplexMeeting) -> QuerySet[ComplexMember]:
    """Return the members whose seat has not been taken away, by name."""
    found = meeting.members.filter(withdrawn_at=None).select_related("user", "agency__authority")
    return found.order_by("user__name", "pk")


def eligible_chairs(authority: Authority, strategy: StrategyMeeting | None, *, at: datetime) -> list[User]:
    """Return who of the authority's social care may chair; nobody whom a conflict keeps from the child it is about."""
    social_care = {"agency__authority": authority, "agency__kind": Kind.SOCIAL_CARE}
    found = User.objects.through(Membership.objects.at(at).filter(role__in=CHAIRED_BY, **social_care))
    return list(found.exclude(pk__in=access.kept_out(strategy.case)) if strategy else found)


def to_be_invited(meeting: ComplexMeeting, *, at: datetime) -> list[Membership]:
    """Return the people of the authority's agencies who have no seat yet, by name, once each."""
    held = _may_sit(at).filter(agency__authority=meeting.authority).exclude(user__in=current(meeting).values("user"))
    return list({m.user_id: m for m in held.order_by("-user__name", "-pk")}.values())[::-1]


def from_elsewhere(meeting: ComplexMeeting, address: str, *, at: datetime) -> Membership | None:
    """Return the role that whoever has this e-mail address holds in another authority, or None."""
    held = _may_sit(at).filter(user__email=address.lower()).exclude(agency__authority=meeting.authority)
    return held.order_by("begins_at", "pk").first()


def strategy_seen(user: User, ref: str, pk: int, *, at: datetime) -> StrategyMeeting | None:
    """Return the strategy meeting where the person convenes complex meetings there and may read it."""
    found = StrategyMeeting.objects.select_related("case__authority").filter(pk=pk, case__ref=ref)
    convenes = agency_access.authorities(user, Permission.DESK_COMPLEX, at=at)
    seen = found.filter(access.in_sight(user, at=at, needing=Permission.STRATEGY_VIEW), case__authority__in=convenes)
    return seen.first() if ref.isprintable() else None


def shown(meeting: ComplexMeeting, user: User, *, at: datetime) -> list[Shown]:
    """Return what stands on the map in the order in which it was put there, each with a short code: C1, P1, L1."""
    nodes = list(meeting.nodes.order_by("pk"))
    cases = {child.node_id: child.case for child in _children(meeting, user, at=at)}
    found, counted = [], dict.fromkeys(_LETTERS, 0)
    for node in nodes:
        counted[node.kind] += 1
        code = f"{_LETTERS[node.kind]}{counted[node.kind]}"
        found.append(Shown(node=node, code=code, case=cases.get(node.pk)))
    return found


def child_on_map(meeting: ComplexMeeting, user: User, pk: int, *, at: datetime) -> Case | None:
    """Return the case of the child on the map, where it is open to the person."""
    found = _children(meeting, user, at=at).filter(node=pk).first()
    return found.case if found else None


def links(meeting: ComplexMeeting) -> QuerySet[ComplexLink]:
    """Return the connections in the order in which they were recorded."""
    return meeting.links.select_related("recorded_by").order_by("pk")


def actions(meeting: ComplexMeeting, user: User, *, at: datetime) -> QuerySet[Action]:
    """Return the actions the meeting agreed about children who are open to the reader, by their day."""
    seen = meeting.actions.filter(access.in_sight(user, at=at)).select_related("case__child", "owner", "agency")
    return seen.order_by("due_on", "pk")


def unseeing(case: Case, members: Iterable[ComplexMember], *, at: datetime) -> list[ComplexMember]:
    """Return the members to whom the child's strategy meetings are not open."""
    return [one for one in members if not access.may(one.user, Permission.STRATEGY_VIEW, case, at=at)]


def _children(meeting: ComplexMeeting, user: User, *, at: datetime) -> QuerySet[ComplexChild]:
    seen = ComplexChild.objects.filter(access.in_sight(user, at=at), node__meeting=meeting)
    return seen.select_related("case__child", "case__authority")


def _may_sit(at: datetime) -> QuerySet[Membership]:
    held = Membership.objects.at(at).filter(user__is_active=True, role__in=_SITS)
    return held.select_related("user", "agency__authority")

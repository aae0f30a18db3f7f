"""Who reads an action: whoever reads what the meeting that agreed it said, and its owner, who sees no more (RE-8)."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from meetings.models import Action, ComplexMember

RELATED = (
    *("case__authority", "case__child", "owner", "agency", "agreed_by", "closed_by"),
    *("entry__panel", "strategy__case", "planning__case", "complex_meeting"),
)
_READ_BY = {"entry": Permission.PANEL_VIEW, "strategy": Permission.STRATEGY_VIEW, "planning": Permission.MAP_VIEW}


def reads(user: User, action: Action, standing: access.Standing) -> bool:
    """Say whether somebody inside the case reads the action without owning it."""
    if action.complex_meeting_id:
        return _seats(user).filter(meeting=action.complex_meeting_id).exists()
    return any(getattr(action, f"{name}_id") and standing.may(needed) for name, needed in _READ_BY.items())


def agreed_at(action: Action) -> tuple[str, datetime]:
    """Return which kind of meeting agreed the action, in words, and for when it was called."""
    if action.entry:
        return action.case.profile.wording.panel, action.entry.panel.scheduled_for
    if action.complex_meeting:
        return "Complex abuse meeting", action.complex_meeting.scheduled_for
    meeting = action.strategy or action.planning
    words = "Strategy meeting" if action.strategy else action.case.profile.wording.map
    return words, meeting.scheduled_for


def page_of(action: Action) -> str:
    """Return the page of the discussion that agreed the action, for those who read it."""
    if action.entry:
        return reverse("list_entry", args=[action.case.ref, action.entry_id])
    return (action.complex_meeting or action.strategy or action.planning).get_absolute_url()


def in_sight(user: User, *, at: datetime) -> QuerySet[Action]:
    """Return the actions that the person may read, in cases that are open to them: their own and those of meetings."""
    inside = access.in_sight(user, at=at, needing=Permission.CASE_ACT)
    found = Q(owner=user) | Q(complex_meeting__in=_seats(user).values("meeting"))
    for name, needed in _READ_BY.items():
        found |= Q(**{f"{name}__isnull": False}) & access.in_sight(user, at=at, needing=needed)
    return Action.objects.filter(inside & found)


def _seats(user: User) -> QuerySet[ComplexMember]:
    return ComplexMember.objects.filter(user=user, withdrawn_at=None)

"""Who reads an action: whoever reads what the meeting that agreed it said, and its owner, who sees no more (RE-8).

Its day is the one to which it was carried forward last; its meeting's minutes keep the first.
"""

from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from meetings import queries
from meetings.models import (
    Action,
    ActionCheck,
    ComplexMeeting,
    ComplexMember,
    Panel,
    PlanningMeeting,
    StrategyMeeting,
    ThemeAction,
)

RELATED = (
    *("case__authority", "case__child", "owner", "agency", "agreed_by", "closed_by"),
    *("entry__panel", "strategy__case", "planning__case", "complex_meeting"),
)
_READ_BY = {"entry": Permission.PANEL_VIEW, "strategy": Permission.STRATEGY_VIEW, "planning": Permission.MAP_VIEW}
_CANCELLED_BY = {
    "entry": Permission.PANEL_DISCUSS,
    "strategy": Permission.STRATEGY_CHAIR,
    "planning": Permission.MAP_RECORD,
}


def reads(user: User, action: Action, standing: access.Standing) -> bool:
    """Say whether somebody inside the case reads the action without owning it."""
    if action.complex_meeting_id:
        return _seats(user).filter(meeting=action.complex_meeting_id).exists()
    return any(getattr(action, f"{name}_id") and standing.may(needed) for name, needed in _READ_BY.items())


def cancels(user: User, action: Action, standing: access.Standing) -> bool:
    """Say whether the person may cancel the action for the meeting that agreed it."""
    if action.complex_meeting:
        return action.complex_meeting.chair_id == user.pk
    return any(getattr(action, f"{name}_id") and standing.may(needed) for name, needed in _CANCELLED_BY.items())


def agreed_at(action: Action) -> tuple[str, datetime]:
    """Return which kind of meeting agreed the action, in words, and for when it was called."""
    if action.entry:
        return action.case.profile.wording.panel, action.entry.panel.scheduled_for
    if action.complex_meeting:
        return "Complex abuse meeting", action.complex_meeting.scheduled_for
    words = action.case.profile.wording.map if action.planning else "Strategy meeting"
    return words, _meeting(action).scheduled_for


def page_of(action: Action) -> str:
    """Return the page of the discussion that agreed the action, for those who read it."""
    if action.entry:
        return reverse("list_entry", args=[action.case.ref, action.entry_id])
    return _meeting(action).get_absolute_url()


def in_sight(user: User, *, at: datetime) -> QuerySet[Action]:
    """Return the actions that the person may read, in cases that are open to them: their own and those of meetings."""
    inside = access.in_sight(user, at=at, needing=Permission.CASE_ACT)
    found = Q(owner=user) | Q(complex_meeting__in=_seats(user).values("meeting"))
    for name, needed in _READ_BY.items():
        found |= Q(**{f"{name}__isnull": False}) & access.in_sight(user, at=at, needing=needed)
    return with_days(Action.objects.filter(inside & found))


def with_days(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Return the actions with the ``day`` they are for now, earliest first, and how many ``times_carried``."""
    carried = ActionCheck.objects.filter(action=OuterRef("pk"), carried_to__isnull=False).order_by("-checked_at", "-pk")
    times = Count("checks", filter=Q(checks__carried_to__isnull=False))
    last = Subquery(carried.values("carried_to")[:1])
    return actions.annotate(day=Coalesce(last, F("due_on")), times_carried=times).order_by("day", "pk")


def day_of(action: Action) -> date:
    """Return the day for which the action is now."""
    carried = action.checks.exclude(carried_to=None).order_by("-checked_at", "-pk")
    return carried.values_list("carried_to", flat=True).first() or action.due_on


def checked_at(panel: Panel, user: User, *, at: datetime) -> QuerySet[Action]:
    """Return the actions of earlier meetings whose progress this one checks, as far as the reader may see (RE-8).

    What is open, what was closed since the meeting before, and what this meeting has heard of.
    """
    heard = Q(checks__panel=panel)
    found = Action.objects.filter(queries.in_sight(user, at=at), _of_earlier("entry__panel", panel))
    chosen = found.filter(_to_be_heard(panel) | heard).values("pk")
    return with_days(Action.objects.filter(pk__in=chosen)).select_related(*RELATED)


def themes_checked_at(panel: Panel) -> QuerySet[ThemeAction]:
    """Return the actions about themes of earlier meetings that are open, or were closed since the meeting before."""
    found = ThemeAction.objects.filter(_of_earlier("theme__panel", panel), _to_be_heard(panel))
    return found.select_related("theme__panel", "owner", "agency").order_by("due_on", "pk")


def _of_earlier(path: str, panel: Panel) -> Q:
    return Q(
        **{
            f"{path}__authority": panel.authority_id,
            f"{path}__scheduled_for__lt": panel.scheduled_for,
            f"{path}__cancelled_at": None,
        }
    )


def _to_be_heard(panel: Panel) -> Q:
    last = panel.authority.panels.before(panel.scheduled_for).first()
    since = Q(closed_at__gte=last.scheduled_for) if last else Q()
    return Q(closed_at=None) | since


def _meeting(action: Action) -> ComplexMeeting | StrategyMeeting | PlanningMeeting:
    """Return the meeting that agreed it, where that was not MASE."""
    return next(one for one in (action.complex_meeting, action.strategy, action.planning) if one)


def _seats(user: User) -> QuerySet[ComplexMember]:
    return ComplexMember.objects.filter(user=user, withdrawn_at=None)

"""Who reads an action: whoever reads what the meeting that agreed it said, and its owner, who sees no more (RE-8).

Its day is the one to which it was carried forward last; its meeting's minutes keep the first.
"""

from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from meetings import queries, seats
from meetings.models import (
    Action,
    ActionCheck,
    ComplexMeeting,
    Panel,
    PlanningMeeting,
    StrategyMeeting,
    ThemeAction,
    ThemeActionCheck,
)

Either = TypeVar("Either", Action, ThemeAction)
EitherCheck = TypeVar("EitherCheck", ActionCheck, ThemeActionCheck)
_OF_ANY = ("owner", "agency", "agreed_by", "closed_by")
RELATED: dict[type, tuple[str, ...]] = {
    Action: (
        *(*_OF_ANY, "case__authority", "case__child"),
        *("entry__panel", "strategy__case", "planning__case", "complex_meeting"),
    ),
    ThemeAction: (*_OF_ANY, "theme__panel__authority"),
}
_CHECKS: dict[type, type[ActionCheck] | type[ThemeActionCheck]] = {Action: ActionCheck, ThemeAction: ThemeActionCheck}
_READ_BY = {"entry": Permission.PANEL_VIEW, "strategy": Permission.STRATEGY_VIEW, "planning": Permission.MAP_VIEW}
_CANCELLED_BY = {
    "entry": Permission.PANEL_DISCUSS,
    "strategy": Permission.STRATEGY_CHAIR,
    "planning": Permission.MAP_RECORD,
}


def reads(user: User, action: Action, standing: access.Standing, *, at: datetime) -> bool:
    """Say whether somebody inside the case reads the action without owning it."""
    if action.complex_meeting_id:
        return seats.of(user, at=at).filter(meeting=action.complex_meeting_id).exists()
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
    found = Q(owner=user) | Q(complex_meeting__in=seats.of(user, at=at).values("meeting"))
    for name, needed in _READ_BY.items():
        found |= Q(**{f"{name}__isnull": False}) & access.in_sight(user, at=at, needing=needed)
    return with_days(Action.objects.filter(inside & found))


def with_days(actions: QuerySet[Either]) -> QuerySet[Either]:
    """Return the actions with the ``day`` they are for now, earliest first, and how many ``times_carried``."""
    carried = _CHECKS[actions.model].objects.filter(action=OuterRef("pk"), carried_to__isnull=False)
    times = Count("checks", filter=Q(checks__carried_to__isnull=False))
    last = Subquery(carried.order_by("-checked_at", "-pk").values("carried_to")[:1])
    return actions.annotate(day=Coalesce(last, F("due_on")), times_carried=times).order_by("day", "pk")


def day_of(action: Action | ThemeAction) -> date:
    """Return the day for which the action is now."""
    carried = action.checks.exclude(carried_to=None).order_by("-checked_at", "-pk")
    return carried.values_list("carried_to", flat=True).first() or action.due_on


def heard_by(panel: Panel, checks: type[EitherCheck]) -> QuerySet[EitherCheck]:
    """Return what the meeting heard of actions of that kind, each with the ``day`` its action was for from then on.

    What a later meeting carries further changes nothing here: minutes that wait for their chairs stay as they read.
    """
    carried = checks.objects.filter(action=OuterRef("action"), pk__lte=OuterRef("pk"), carried_to__isnull=False)
    last = Subquery(carried.order_by("-pk").values("carried_to")[:1])
    found = checks.objects.filter(panel=panel).select_related("action__owner", "action__agency")
    return found.annotate(day=Coalesce(last, F("action__due_on"))).order_by("pk")


def heard_next_by(action: ThemeAction) -> Panel | None:
    """Return the first meeting after the one that agreed the action that may still write down what it hears of it."""
    later = Panel.objects.filter(authority=action.panel.authority_id, scheduled_for__gt=action.panel.scheduled_for)
    still_open = later.filter(cancelled_at=None, minutes=None).exclude(pk__in=action.checks.values("panel"))
    return still_open.order_by("scheduled_for", "pk").first()


def checked_at(panel: Panel, user: User, *, at: datetime) -> QuerySet[Action]:
    """Return the actions of earlier meetings whose progress this one checks, as far as the reader may see (RE-8).

    What is open, what was closed since the meeting before, and what this meeting has heard of.
    """
    earlier = Action.objects.filter(queries.in_sight(user, at=at), _of_earlier("entry__panel", panel))
    return _checked_at(panel, earlier)


def themes_checked_at(panel: Panel) -> QuerySet[ThemeAction]:
    """Return the same of the actions about themes, which every member reads (SO-34)."""
    return _checked_at(panel, ThemeAction.objects.filter(_of_earlier("theme__panel", panel)))


def _checked_at(panel: Panel, earlier: QuerySet[Either]) -> QuerySet[Either]:
    chosen = earlier.filter(_to_be_heard(panel) | Q(checks__panel=panel)).values("pk")
    found: QuerySet[Either] = earlier.model._default_manager.filter(pk__in=chosen)
    return with_days(found).select_related(*RELATED[earlier.model])


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

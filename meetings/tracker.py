"""The tracker of actions: the reader's own, and what else they may read by person, agency, case, meeting and state."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Value

from mase import timescales
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.web.environment import day
from meetings import agreed, queries
from meetings.models import Action, Panel, ThemeAction

STATES = (("open", "Open"), ("overdue", "Overdue"), ("closed", "Closed"), ("all", "All"))
Choices = list[tuple[str, str]]


def own(user: User, *, at: datetime) -> QuerySet[Action]:
    """Return what the person has to do about children, the earliest day first."""
    found = agreed.in_sight(user, at=at).filter(owner=user, closed_at=None)
    return found.select_related(*agreed.RELATED[Action])


def own_themes(user: User) -> QuerySet[ThemeAction]:
    """Return what the person has to do about themes, the earliest day first."""
    return _themes().filter(owner=user, closed_at=None)


def actions(user: User, chosen: Mapping[str, str], *, at: datetime) -> QuerySet[Action]:
    """Return the actions that the person may read and that fit what they chose, the earliest day first."""
    today = timescales.london_day(at)
    found = agreed.in_sight(user, at=at).filter(_narrowed(chosen, meeting="entry__panel"), _state(chosen, "day", today))
    if case := chosen.get("case"):
        found = found.filter(case__ref=case)
    return found.select_related(*agreed.RELATED[Action])


def themes(user: User, chosen: Mapping[str, str], *, at: datetime) -> QuerySet[ThemeAction]:
    """Return the actions about themes of the person's meetings that fit; a theme is about no single case."""
    if chosen.get("case"):
        return ThemeAction.objects.none()
    today = timescales.london_day(at)
    found = _themes_of(user, at=at)
    return found.filter(_narrowed(chosen, meeting="theme__panel"), _state(chosen, "day", today))


def offered(user: User, *, at: datetime) -> dict[str, Choices]:
    """Return what there is to choose from: people, agencies, cases and meetings that have an action in sight."""
    who = ("owner", "owner__name", "agency", "agency__name")
    children = agreed.in_sight(user, at=at).order_by().values_list(*who, "case__ref", "entry__panel")
    of_themes = _themes_of(user, at=at).order_by().values_list(*who, Value(""), "theme__panel")
    found = [*children, *of_themes]
    met = Panel.objects.filter(pk__in={row[5] for row in found if row[5]}).order_by("-scheduled_for", "-pk")
    return {
        "who": _by_name((str(row[0]), row[1]) for row in found),
        "agency": _by_name((str(row[2]), row[3]) for row in found),
        "case": _by_name((row[4], row[4]) for row in found if row[4]),
        "meeting": [(panel.ref, day(panel.scheduled_for)) for panel in met],
    }


def reads_the_whole(user: User, *, at: datetime) -> bool:
    """Say whether the person is shown more than their own actions."""
    return any(m.description.permissions & {Permission.DESK_MINUTES} for m in user.held(at)) and user.is_active


def _by_name(pairs: Iterable[tuple[str, str]]) -> Choices:
    return sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))


def _narrowed(chosen: Mapping[str, str], *, meeting: str) -> Q:
    paths = {"who": "owner", "agency": "agency", "meeting": f"{meeting}__ref"}
    given: dict[str, Any] = {paths[name]: value for name, value in chosen.items() if name in paths and value}
    return Q(**given)


def _state(chosen: Mapping[str, str], column: str, today: date) -> Q:
    conditions = {
        "open": Q(closed_at=None),
        "overdue": Q(closed_at=None, **{f"{column}__lt": today}),
        "closed": Q(closed_at__isnull=False),
    }
    return conditions.get(chosen.get("state", ""), Q())


def _themes_of(user: User, *, at: datetime) -> QuerySet[ThemeAction]:
    """Return the actions about themes of the person's meetings, and their own."""
    return _themes().filter(Q(theme__panel__authority__in=queries.authorities_of(user, at=at)) | Q(owner=user))


def _themes() -> QuerySet[ThemeAction]:
    return agreed.with_days(ThemeAction.objects.all()).select_related(*agreed.RELATED[ThemeAction])

"""What an agenda pack says: plain values, as they are when it is made, for paper and screen alike."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mase import timescales
from meetings import agreed, order, queries
from meetings.models import Action, AgencyUpdate, Heard, ListEntry, Panel, Theme, ThemeAction

Texts = list[tuple[str, str]]
_UNDER_WAY = "Under way"


def front_of(panel: Panel) -> dict[str, Any]:
    """Return what stands before the cases and names none of them: the order of the agenda, actions, themes."""
    profile = panel.authority.profile_at(panel.scheduled_at)
    return {
        "reference": panel.ref,
        "authority": panel.authority.name,
        "panel": profile.wording.panel,
        "at": panel.scheduled_for.isoformat(),
        "place": panel.place,
        "chairs": list(profile.panel_chairs),
        "order": order.items(panel),
        "actions": _all_owed(agreed.themes_checked_at(panel)),
        "themes": [_theme(theme) for theme in panel.themes.order_by("pk")],
    }


def information_of(panel: Panel, *, labels: dict[str, str]) -> list[tuple[str, Texts]]:
    """Return what the member agencies have sent, topic by topic, with ``labels`` as their titles (SO-25, SO-31)."""
    return [(labels[name], told) for name, told in queries.by_topic(list(queries.submissions_of(panel)))]


def case_of(entry: ListEntry, *, at: datetime) -> dict[str, Any]:
    """Return what the pack says about one case, for a reader who knows nothing of it (HO-9)."""
    case, form = entry.case, entry.form
    age = case.child.age_on(timescales.london_day(at))
    return {
        "reference": case.ref,
        "child": case.child.name,
        "facts": [
            ("Age", str(age) if age is not None else "Not known"),
            ("Social worker", case.worker.worker.name if case.worker else "Not allocated"),
            ("Risk", risk_of(entry)),
            ("Why it is listed", entry.why_listed),
            *([("By exception", entry.get_exceptional_display())] if entry.exceptional else []),
            ("MASE form", f"{form.submitted_by.name}, {timescales.london_day(form.submitted_at):%-d %B %Y}"),
        ],
        "texts": [(title, getattr(form, name)) for name, title in queries.TEXTS.items()],
        "updates": updates_of(asked_for(entry.panel).filter(case=entry.case)),
        "actions": _all_owed(agreed.with_days(queries.actions_before(entry))),
    }


def risk_of(entry: ListEntry) -> str:
    """Return band and level in words; level and band are different things and stay apart."""
    assessment = entry.form.assessment
    band = (assessment.stands or assessment.judgement or "not known").capitalize()
    levels = entry.panel.authority.profile_at(entry.panel.scheduled_at).risk_levels
    return f"{band}; {levels[assessment.level]}" if assessment.level else band


def asked_for(panel: Panel) -> QuerySet[AgencyUpdate]:
    """Return the updates that agencies were asked for before the meeting, by the agencies' names (HO-9)."""
    return AgencyUpdate.objects.filter(panel=panel).select_related("agency").order_by("agency__name", "pk")


def updates_of(asked: Iterable[AgencyUpdate]) -> Texts:
    """Return what each of these agencies says of the child."""
    return [(one.agency.name, _said(one)) for one in asked]


def _said(update: AgencyUpdate) -> str:
    if update.answered_at is None:
        return "Asked, and has not answered."
    return update.words or "Nothing new."


def _all_owed(actions: QuerySet[Action] | QuerySet[ThemeAction]) -> list[dict[str, str]]:
    return [_owed(action) for action in actions.prefetch_related("checks__panel")]


def _owed(action: Action | ThemeAction) -> dict[str, str]:
    """Return the action with the day it is for now, and what the last meeting that asked heard of it."""
    return {
        "text": action.text,
        "owner": action.owner.name,
        "agency": action.agency.name,
        "due_on": action.day.isoformat(),  # type: ignore[union-attr]
        "state": action.get_closed_as_display() if action.closed_as else _UNDER_WAY,
        "evidence": action.evidence or "",
        "heard": _heard_last(action.checks.all()),
    }


def _heard_last(checks: Iterable[Heard]) -> str:
    """Return what was heard of it last, and how often it was carried so far; nothing where no meeting has asked."""
    told = sorted(checks, key=lambda one: one.pk)
    if not told:
        return ""
    last, times = told[-1], sum(one.carried_to is not None for one in told)
    carried = f" Carried forward {'once' if times == 1 else f'{times} times'}." if times else ""
    return f"Heard on {timescales.london_day(last.panel.scheduled_for):%-d %B %Y}: {last.words}{carried}"


def _theme(theme: Theme) -> dict[str, str]:
    return {"about": theme.get_about_display(), "title": theme.title, "known": theme.known}

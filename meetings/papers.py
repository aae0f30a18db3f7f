"""What an agenda pack says: plain values, as they are when it is made, for paper and screen alike."""

from datetime import date, datetime
from typing import Any

from mase import timescales
from meetings import agreed, queries
from meetings.models import Action, AgencyUpdate, ListEntry, Panel, Theme, ThemeAction

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
        "actions": [_owed(action, day=action.due_on) for action in _actions_before(panel)],
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
            ("Risk", _risk(entry)),
            ("Why it is listed", entry.why_listed),
            *([("By exception", entry.get_exceptional_display())] if entry.exceptional else []),
            ("MASE form", f"{form.submitted_by.name}, {timescales.london_day(form.submitted_at):%-d %B %Y}"),
        ],
        "texts": [(title, getattr(form, name)) for name, title in queries.TEXTS.items()],
        "updates": [_update(update) for update in _updates_for(entry)],
        "actions": [
            _owed(action, day=action.day)  # type: ignore[attr-defined]
            for action in agreed.with_days(queries.actions_before(entry))
        ],
    }


def _risk(entry: ListEntry) -> str:
    """Return band and level in words; level and band are different things and stay apart."""
    assessment = entry.form.assessment
    band = (assessment.stands or assessment.judgement or "not known").capitalize()
    levels = entry.panel.authority.profile_at(entry.panel.scheduled_at).risk_levels
    return f"{band}; {levels[assessment.level]}" if assessment.level else band


def _updates_for(entry: ListEntry) -> list[AgencyUpdate]:
    found = entry.case.agency_updates.filter(panel=entry.panel).select_related("agency")
    return list(found.order_by("agency__name", "pk"))


def _update(update: AgencyUpdate) -> tuple[str, str]:
    if update.answered_at is None:
        return update.agency.name, "Asked, and has not answered yet."
    return update.agency.name, update.words or "Nothing new."


def _actions_before(panel: Panel) -> list[ThemeAction]:
    """Return what earlier meetings agreed about themes, the open ones and those that ended since the last (RE-8)."""
    earlier = ThemeAction.objects.filter(theme__panel__authority=panel.authority).exclude(theme__panel=panel)
    last = panel.authority.panels.filter(scheduled_for__lt=panel.scheduled_for, cancelled_at=None)
    held = last.order_by("-scheduled_for").values_list("scheduled_for", flat=True).first()
    open_now = earlier.filter(closed_at=None)
    found = open_now | earlier.filter(closed_at__gte=held) if held else open_now
    return list(found.select_related("owner", "agency").order_by("due_on", "pk"))


def _owed(action: Action | ThemeAction, *, day: date) -> dict[str, str]:
    """Return the action with the day it is for now: what was carried forward has another than it began with."""
    return {
        "text": action.text,
        "owner": action.owner.name,
        "agency": action.agency.name,
        "due_on": day.isoformat(),
        "state": action.get_closed_as_display() if action.closed_as else _UNDER_WAY,
        "evidence": action.evidence or "",
    }


def _theme(theme: Theme) -> dict[str, str]:
    return {"about": theme.get_about_display(), "title": theme.title, "known": theme.known}

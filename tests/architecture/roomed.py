"""What the pages in the room are about: who is noted as there, a theme of the meeting and an action about it."""

from datetime import timedelta
from typing import Any

from mase.demo.cast import Cast
from meetings.models import Attendance, Panel, Theme, ThemeAction

OF_AN_ENTRY = (
    *("list_entry", "discuss", "agree_action", "typed_discussion", "begin_item"),
    *("note_worker", "bring_back"),
)
_ABOUT_A_THEME = ("discuss_theme", "agree_theme_action")
_OF_A_THEME = ("theme_action", "cancel_theme_action", "check_theme_action")


def on_panel(cast: Cast, panel: Panel, name: str) -> dict[str, Any]:
    """Return what the address of that page names beside the meeting."""
    if name == "note_leaving":
        return {"pk": Attendance.objects.filter(panel=panel, present=True).latest("pk").pk}
    if name == "declare_interest":
        return {"pk": panel.entries.latest("pk").pk}
    if name in _ABOUT_A_THEME:
        return {"pk": _theme(cast, panel).pk}
    return {"pk": _action(cast, panel).pk} if name in _OF_A_THEME else {}


def _theme(cast: Cast, panel: Panel) -> Theme:
    said = {"about": "trends", "known": "Seen more often in two schools."}
    noted = {"recorded_at": panel.scheduled_at, "recorded_by": cast["coordinator"]}
    return Theme.objects.get_or_create(panel=panel, title="Vaping shops", defaults=said | noted)[0]


def _action(cast: Cast, panel: Panel) -> ThemeAction:
    said = {"text": "Visit", "owner": cast["inspector"], "agency": cast.agency("police")}
    agreed = {"agreed_at": panel.scheduled_at, "agreed_by": cast["coordinator"]}
    due_on = panel.scheduled_for.date() + timedelta(days=7)
    return ThemeAction.objects.get_or_create(theme=_theme(cast, panel), due_on=due_on, defaults=said | agreed)[0]

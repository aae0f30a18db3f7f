"""The frame of every page of one MASE meeting: the tabs the reader may open and what they may do in it."""

from django.http import HttpRequest
from django.urls import reverse

from mase.agencies.roles import Permission
from meetings.models import Panel
from meetings.operations import information

_MEETING = ("panel", "Meeting", Permission.DESK_MEETINGS)
_PRE_MASE = ("pre_mase", "Pre-MASE", Permission.DESK_SCHEDULE)
_THEMES = ("themes", "Themes", Permission.DESK_MEETINGS)
_INFORMATION = ("agency_information", "Agencies", Permission.DESK_MEETINGS)
_LAST_ACTIONS = ("last_actions", "Last actions", Permission.DESK_MEETINGS)
_PACK = ("packs", "Agenda pack", Permission.DESK_SCHEDULE)
_OWN_COPY = ("own_copy", "Your copy", Permission.DESK_MEETINGS)
_WHILE_OPEN = (
    _MEETING,
    _LAST_ACTIONS,
    _INFORMATION,
    _PRE_MASE,
    ("list_case", "List", Permission.DESK_SCHEDULE),
    _THEMES,
    _PACK,
    _OWN_COPY,
    ("note_attendance", "Attendance", Permission.DESK_SCHEDULE),
    ("draft_minutes", "Draft minutes", Permission.DESK_SCHEDULE),
    ("approve", "Approve minutes", Permission.DESK_CHAIR),
)
_WHEN_CANCELLED = (_MEETING,)
_WHEN_APPROVED = (
    _MEETING,
    _LAST_ACTIONS,
    _INFORMATION,
    _PRE_MASE,
    _THEMES,
    _PACK,
    _OWN_COPY,
    ("minutes", "Minutes", Permission.DESK_MEETINGS),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Return ``tabs`` and ``may`` where the guard of a meeting has let the request in."""
    panel, held = getattr(request, "panel", None), getattr(request, "held", None)
    if panel is None or held is None:
        return {}
    return {"tabs": _tabs(request.path, panel, held), "may": lambda name: Permission(name) in held}


def _tabs(path: str, panel: Panel, held: frozenset[Permission]) -> list[tuple[str, str, bool]]:
    places = _WHEN_APPROVED if panel.approved_minutes else _WHEN_CANCELLED if panel.cancelled_at else _WHILE_OPEN
    asked = information.is_asked_for(panel.authority, at=panel.scheduled_at)
    left_out = [*([] if asked else [_INFORMATION]), *([] if panel.circulated_at else [_OWN_COPY])]
    known = [place for place in places if place not in left_out]
    entries = [(text, reverse(name, args=[panel.ref])) for name, text, needed in known if needed in held]
    whole = panel.get_absolute_url()
    return [(text, href, path == href if href == whole else path.startswith(href)) for text, href in entries]

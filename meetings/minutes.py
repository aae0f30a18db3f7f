"""The content of the minutes: plain values, in the order they are read, as they are when the chairs approve them."""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from mase import timescales
from mase.agencies.models import Kind
from meetings import agreed, in_room, papers, queries
from meetings.models import ActionCheck, AgencySubmission, Agreed, Attendance, ListEntry, Panel, Theme, ThemeActionCheck

QUESTIONS = (
    ("actions_meet_concerns", "Do the proposed actions meet every concern?"),
    ("support_needed", "Do operational staff need more support or resources?"),
    ("protect_and_disrupt", "What more would protect the child and disrupt the offender?"),
    ("agencies_together", "Are agencies working together?"),
    ("recorded_by_all", "Have all agencies recorded it on their systems?"),
)
# What minutes do not say that were approved before it was asked.
_NOT_SAID: dict[str, Any] = {
    "quorum": None,
    "interests": None,
    "unheard": [],
    "themes": [],
    "distribution": [],
    "checked": [],
    "themes_checked": [],
    "information": [],
    "addenda": [],
    "left_out": 0,
    "heard_left_out": 0,
    "version": 1,
}
_NOT_SAID_OF_A_CASE: dict[str, Any] = {
    "worker": None,
    "returns": None,
    "risk": "",
    "updates": [],
    "dissent": "",
    "addenda": [],
}


def content_of(panel: Panel) -> dict[str, Any]:
    """Return what the minutes say: who was there as what, the themes, and the answers and actions of each case."""
    related = ("case__child", "returns_to", "brought_from__panel", "form__assessment")
    said = Prefetch("case__agency_updates", queryset=papers.asked_for(panel))
    behind = ("actions__owner", "actions__agency", "form__assessment__all_signatures", said)
    found = panel.entries.select_related(*related).prefetch_related(*behind)
    entries = list(found.order_by("position", "pk"))
    of_themes = agreed.heard_by(panel, ThemeActionCheck).select_related("action__theme")
    attendances = list(panel.attendances.select_related("agency").order_by("agency__name", "name"))
    return {
        "reference": panel.ref,
        "authority": panel.authority.name,
        "held_at": panel.scheduled_for.isoformat(),
        "place": panel.place,
        "present": [[a.name, a.agency.name, _as_what(a)] for a in attendances if a.present],
        "apologies": [[a.name, a.agency.name] for a in attendances if not a.present],
        "unheard": _unheard(panel, attendances),
        "information": _information(panel),
        "quorum": _quorum(panel),
        "interests": _interests(entries),
        "themes": [_theme(theme) for theme in in_room.themes_of(panel)],
        "cases": [_case(entry) for entry in entries],
        "checked": [_of_a_child(one) for one in agreed.heard_by(panel, ActionCheck).select_related("action__case")],
        "themes_checked": [_of_a_theme(one) for one in of_themes],
        "distribution": [agency.name for agency in in_room.taking_part(panel, at=panel.scheduled_for)],
    }


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 by which approved minutes are known; any other word gives another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def refs_of(panel: Panel) -> list[str]:
    """Return the references of all cases the minutes are about."""
    heard = ActionCheck.objects.filter(panel=panel).values_list("action__case__ref", flat=True)
    return [*panel.entries.values_list("case__ref", flat=True), *heard]


def cut(content: dict[str, Any], *, seen: Collection[str], cases_known: int, heard_known: int) -> dict[str, Any]:
    """Return the same with only what is about the cases of these references, and how much more is left out.

    Of so many cases and earlier actions the reader may know that they are there.
    """
    cases = [case for case in content["cases"] if case["reference"] in seen]
    checked = [one for one in content.get("checked", []) if one["reference"] in seen]
    left_out = {"left_out": cases_known - len(cases), "heard_left_out": heard_known - len(checked)}
    return content | {"cases": cases, "checked": checked} | left_out


def as_read(content: dict[str, Any]) -> dict[str, Any]:
    """Return the same content with its moments and days as such, ready to be written out."""
    content = _NOT_SAID | content
    return content | {
        "held_at": datetime.fromisoformat(content["held_at"]),
        "present": [[*person, ""][:3] for person in content["present"]],
        "cases": [_case_as_read(case) for case in content["cases"]],
        "themes": [theme | {"actions": _dated(theme["actions"])} for theme in content["themes"]],
        "information": [(agency, _day(sent)) for agency, sent in content["information"]],
        "checked": [_heard_as_read(one) for one in content["checked"]],
        "themes_checked": [_heard_as_read(one) for one in content["themes_checked"]],
    }


def answers_of(entry: ListEntry) -> list[tuple[str, str]]:
    """Return the five questions with their answers in words."""
    return [(question, _in_words(getattr(entry, name))) for name, question in QUESTIONS]


def _as_what(attendance: Attendance) -> str:
    left = f", left at {attendance.left_at:%H:%M}" if attendance.left_at else ""
    return f"{attendance.get_capacity_display()}{left}"


def _unheard(panel: Panel, attendances: list[Attendance]) -> list[str]:
    """Return the standing members of whom nobody came and nobody sent apologies: who was asked, not only who came."""
    heard = {attendance.agency_id for attendance in attendances}
    members = panel.members(at=panel.scheduled_for).order_by("name")
    return [agency.name for agency in members if agency.pk not in heard]


def _information(panel: Panel) -> list[tuple[str, str | None]]:
    """Return for each agency that was asked for information, or sent it, on which day it came (SO-25, SO-31)."""
    answers = queries.answers_to(panel, at=panel.scheduled_for)
    return [(agency.name, _written(sent)) for agency, sent, owed in answers if sent or owed]


def _written(sent: AgencySubmission | None) -> str | None:
    return timescales.london_day(sent.sent_at).isoformat() if sent else None


def _quorum(panel: Panel) -> dict[str, Any]:
    """Return whether the meeting could decide to its end, which agencies were missing, whether anybody chaired."""
    stood = in_room.quorum_of(panel)
    missing = [str(Kind(kind).label) for kind in stood.missing]
    return {"held": stood.holds, "missing": missing, "chaired": bool(stood.chairing)}


def _interests(entries: list[ListEntry]) -> int:
    return sum(len(people) for people in in_room.interests_of(entries).values())


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "about": theme.get_about_display(),
        "title": theme.title,
        "known": theme.known,
        "discussion": theme.discussion,
        "actions": _actions(theme.actions.all()),
    }


def _case(entry: ListEntry) -> dict[str, Any]:
    return {
        "reference": entry.case.ref,
        "child": entry.case.child.name,
        "listed_because": entry.why_listed,
        "risk": papers.risk_of(entry),
        "updates": papers.updates_of(entry.case.agency_updates.all()),
        "discussion": entry.discussion,
        "answers": answers_of(entry),
        "satisfied": entry.satisfied,
        "dissent": entry.dissent,
        "worker": _worker(entry),
        "returns": _returns(entry),
        "actions": _actions(entry.actions.all()),
    }


def _of_a_child(heard: ActionCheck) -> dict[str, Any]:
    """Return what was heard with the case by which copies are cut."""
    return {"reference": heard.action.case.ref} | _heard(heard)


def _of_a_theme(heard: ThemeActionCheck) -> dict[str, Any]:
    return {"theme": heard.action.theme.title} | _heard(heard)


def _heard(heard: ActionCheck | ThemeActionCheck) -> dict[str, Any]:
    """Return what the meeting heard of an action agreed before, and the day for which it is since then."""
    return {
        "text": heard.action.text,
        "owner": heard.action.owner.name,
        "agency": heard.action.agency.name,
        "words": heard.words,
        "carried_to": heard.carried_to.isoformat() if heard.carried_to else None,
        "day": heard.day.isoformat(),  # type: ignore[union-attr]
    }


def _worker(entry: ListEntry) -> str | None:
    """Return whether the social worker was there to present the child, where that was asked (BA-6)."""
    if entry.worker_attended is None:
        return None
    if entry.worker_attended:
        return f"The social worker attended. The case was presented by {entry.presented_by}."
    return "The social worker did not attend."


def _returns(entry: ListEntry) -> dict[str, str] | None:
    if entry.returns_to is None:
        return None
    return {
        "reference": entry.returns_to.ref,
        "held_at": entry.returns_to.scheduled_for.isoformat(),
        "because": entry.returns_because or "",
    }


def _actions(actions: Iterable[Agreed]) -> list[dict[str, str]]:
    return [_action(action) for action in sorted(actions, key=lambda action: action.pk)]


def _action(action: Agreed) -> dict[str, str]:
    return {
        "text": action.text,
        "owner": action.owner.name,
        "agency": action.agency.name,
        "due_on": action.due_on.isoformat(),
    }


def _case_as_read(case: dict[str, Any]) -> dict[str, Any]:
    case = _NOT_SAID_OF_A_CASE | case
    returns = case["returns"]
    if returns:
        returns = returns | {"held_at": datetime.fromisoformat(returns["held_at"])}
    return case | {"actions": _dated(case["actions"]), "returns": returns}


def _heard_as_read(heard: dict[str, Any]) -> dict[str, Any]:
    return heard | {"carried_to": _day(heard["carried_to"]), "day": _day(heard.get("day"))}


def _dated(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [action | {"due_on": date.fromisoformat(action["due_on"])} for action in actions]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _in_words(answer: bool | str | None) -> str:
    return {True: "Yes", False: "No", None: "Not answered"}.get(answer, answer)  # type: ignore[arg-type, return-value]

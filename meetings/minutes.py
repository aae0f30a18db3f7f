"""The content of the minutes: plain values, in the order they are read, as they are when the chair approves them."""

from datetime import date, datetime
from typing import Any

from meetings.models import Action, ListEntry, Panel

QUESTIONS = (
    ("actions_meet_concerns", "Do the proposed actions meet every concern?"),
    ("support_needed", "Do operational staff need more support or resources?"),
    ("protect_and_disrupt", "What more would protect the child and disrupt the offender?"),
    ("agencies_together", "Are agencies working together?"),
    ("recorded_by_all", "Have all agencies recorded it on their systems?"),
)


def content_of(panel: Panel) -> dict[str, Any]:
    """Return what the minutes say: who was there and, for each case, the answers and the actions."""
    entries = panel.entries.select_related("case__child").prefetch_related("actions__owner", "actions__agency")
    attendances = panel.attendances.select_related("agency").order_by("agency__name", "name")
    return {
        "reference": panel.ref,
        "authority": panel.authority.name,
        "held_at": panel.scheduled_for.isoformat(),
        "place": panel.place,
        "present": [[a.name, a.agency.name] for a in attendances if a.present],
        "apologies": [[a.name, a.agency.name] for a in attendances if not a.present],
        "cases": [_case(entry) for entry in entries.order_by("position", "pk")],
    }


def as_read(content: dict[str, Any]) -> dict[str, Any]:
    """Return the same content with its moments and days as such, ready to be written out."""
    cases = [case | {"actions": [_dated(action) for action in case["actions"]]} for case in content["cases"]]
    return content | {"held_at": datetime.fromisoformat(content["held_at"]), "cases": cases}


def answers_of(entry: ListEntry) -> list[tuple[str, str]]:
    """Return the five questions with their answers in words."""
    return [(question, _in_words(getattr(entry, name))) for name, question in QUESTIONS]


def _case(entry: ListEntry) -> dict[str, Any]:
    return {
        "reference": entry.case.ref,
        "child": entry.case.child.name,
        "listed_because": entry.listed_because,
        "discussion": entry.discussion,
        "answers": answers_of(entry),
        "satisfied": entry.satisfied,
        "actions": [_action(action) for action in sorted(entry.actions.all(), key=lambda action: action.pk)],
    }


def _action(action: Action) -> dict[str, str]:
    return {
        "text": action.text,
        "owner": action.owner.name,
        "agency": action.agency.name,
        "due_on": action.due_on.isoformat(),
    }


def _dated(action: dict[str, Any]) -> dict[str, Any]:
    return action | {"due_on": date.fromisoformat(action["due_on"])}


def _in_words(answer: bool | str | None) -> str:
    return {True: "Yes", False: "No", None: "Not answered"}.get(answer, answer)  # type: ignore[arg-type, return-value]

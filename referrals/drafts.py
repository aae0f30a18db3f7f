"""A draft's answers, read back: for its forms, its task list, the page that checks them, and the referral itself."""

from datetime import date
from typing import Any, cast

from django.urls import reverse

from mase.web.fields import ChoiceField, ChoicesField, DayField, YesNoField
from mase.web.forms import Form
from referrals.forms import SECTIONS
from referrals.models import Draft


def initial(draft: Draft, section: str) -> dict[str, Any]:
    """Return what was saved of the section, as its form takes it."""
    fields = SECTIONS[section][1].base_fields
    return {name: _read(fields[name], value) for name, value in draft.answers.get(section, {}).items()}


def is_complete(draft: Draft) -> bool:
    """Say whether every section has been saved; only answers without errors are."""
    return all(section in draft.answers for section in SECTIONS)


def tasks(draft: Draft) -> list[dict[str, str]]:
    """Return the sections with their state, for the task list."""
    return [
        {
            "text": title,
            "href": reverse("referral_section", args=[draft.ref, section]),
            "hint": "",
            "status": "completed" if section in draft.answers else "not_started",
        }
        for section, (title, _) in SECTIONS.items()
    ]


def checked(draft: Draft) -> list[tuple[str, list[tuple[str, str]], dict[str, str]]]:
    """Return each section's title, its answers in words, and for each of its questions where to change the answer."""
    return [
        (title, _in_words(form, initial(draft, section)), _changes(draft, section, form))
        for section, (title, form) in SECTIONS.items()
    ]


def child(draft: Draft) -> dict[str, Any]:
    """Return the facts about the child."""
    return initial(draft, "child")


def referral(draft: Draft) -> dict[str, Any]:
    """Return the facts of the referral."""
    return {
        name: value for section in SECTIONS if section != "child" for name, value in initial(draft, section).items()
    }


def _read(field: Any, value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(field, DayField) and value else value


def _in_words(form: type[Form], answers: dict[str, Any]) -> list[tuple[str, str]]:
    return [(str(field.label), _word(field, answers.get(name))) for name, field in form.base_fields.items()]


def _changes(draft: Draft, section: str, form: type[Form]) -> dict[str, str]:
    page = reverse("referral_section", args=[draft.ref, section])
    return {str(field.label): f"{page}#id_{name}" for name, field in form.base_fields.items()}


def _word(field: Any, value: Any) -> str:
    if isinstance(field, YesNoField):
        return {True: "Yes", False: "No"}.get(value, "")
    if isinstance(field, DayField):
        return f"{value.day} {value:%B %Y}" if value else ""
    if isinstance(field, ChoiceField | ChoicesField):
        labels = dict(cast("list[tuple[str, str]]", field.choices))
        return "\n".join(str(labels[code]) for code in (value if isinstance(value, list) else [value]) if code)
    return value or ""

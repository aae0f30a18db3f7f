"""A draft's answers, read back: for its forms, its task list, the page that checks them, and the referral itself."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from mase import timescales
from referrals import ages
from referrals.forms import Child, Rows, Section, SectionForm, sections_of
from referrals.forms.parts import said
from referrals.models import Draft, Referral

Part = SectionForm | Rows


def initial(draft: Draft, section: str) -> Any:
    """Return what was saved of the section, as its form takes it."""
    return sections_of(draft)[section].form.read(draft.answers.get(section))


def opened(draft: Draft, section: str, *, at: datetime) -> Part:
    """Return the section's form with what was typed last, not checked yet, or else with what was saved."""
    form = sections_of(draft)[section].form
    if section not in draft.typed:
        return form(initial=initial(draft, section) or _prefilled(draft, section), at=at)
    shown = form(MultiValueDict(draft.typed[section]["data"]), at=at)
    shown.leave_unchecked()
    return shown


def typed_at(draft: Draft, section: str) -> datetime | None:
    """Return when something was typed that has not been saved."""
    return datetime.fromisoformat(draft.typed[section]["at"]) if section in draft.typed else None


def last_sent(draft: Draft) -> Referral | None:
    """Return the referral that the writer sent last, of those that they still see."""
    return Referral.objects.filter(sent_by=draft.started_by_id).order_by("-received_at", "-pk").first()


def status(draft: Draft, section: str, *, at: datetime) -> str:
    """Say how far the section is: completed, in_progress, not_started or optional."""
    part = sections_of(draft)[section]
    if section in draft.typed:
        return "in_progress"
    if section not in draft.answers:
        return "not_started" if part.needed else "optional"
    return "in_progress" if _wrong(draft, section, at=at) else "completed"


def tasks(draft: Draft, *, at: datetime) -> list[dict[str, str]]:
    """Return the sections with their state, for the task list."""
    return [
        {
            "text": part.title,
            "href": reverse("referral_section", args=[draft.ref, name]),
            "hint": part.hint,
            "status": status(draft, name, at=at),
        }
        for name, part in sections_of(draft).items()
    ]


def how_far(draft: Draft, *, at: datetime) -> str:
    """Say in words how many of the needed sections are completed."""
    needed = [name for name, part in sections_of(draft).items() if part.needed]
    done = sum(status(draft, name, at=at) == "completed" for name in needed)
    return f"{done} of {len(needed)} required sections completed"


def next_needed(draft: Draft, *, at: datetime) -> str:
    """Return the first needed section that is not completed, or nothing."""
    ways = [name for name, part in sections_of(draft).items() if part.needed]
    return next((name for name in ways if status(draft, name, at=at) != "completed"), "")


def missing(draft: Draft, *, at: datetime) -> list[dict[str, str]]:
    """Return what MASH cannot do without and what will not do, each in words with the way to it."""
    found = [gap for name, part in sections_of(draft).items() for gap in _gaps(draft, name, part, at=at)]
    return found or _too_old(draft, at=at)


def is_complete(draft: Draft, *, at: datetime) -> bool:
    """Say whether the referral can be sent."""
    return not missing(draft, at=at)


def checked(draft: Draft) -> list[tuple[str, list[tuple[str, str]], dict[str, str]]]:
    """Return each section's title, its answers in words, and for each of its questions where to change the answer."""
    return [(part.title, *_in_words(draft, name, part)) for name, part in sections_of(draft).items()]


def words(draft: Draft, section: str) -> list[tuple[str, str]]:
    """Return what was saved of the section in words, without what was left empty."""
    said_in = sections_of(draft)[section].form.in_words(initial(draft, section))
    return [(question, word) for question, word, _ in said_in if word]


def child(draft: Draft) -> dict[str, Any]:
    """Return the facts about the child."""
    return said(Child.facts(initial(draft, "child")))


def referral(draft: Draft) -> dict[str, Any]:
    """Return the facts of the referral."""
    facts: dict[str, Any] = {}
    for name, part in sections_of(draft).items():
        if name not in ("child", "particulars") and issubclass(part.form, SectionForm):
            facts |= said(part.form.facts(initial(draft, name)))
    return facts | {"particulars": _particulars(draft)}


def around(draft: Draft) -> dict[str, list[dict[str, Any]]]:
    """Return whom and what the referral names around the child, by the name of their rows."""
    return {
        name: part.form.facts(initial(draft, name))
        for name, part in sections_of(draft).items()
        if issubclass(part.form, Rows)
    }


def _prefilled(draft: Draft, section: str) -> Any:
    last = last_sent(draft) if section == "referrer" else None
    return {"referrer_role": last.referrer_role, "referrer_telephone": last.referrer_telephone} if last else None


def _wrong(draft: Draft, section: str, *, at: datetime) -> list[tuple[str, str]]:
    """Return what the section's form says of the answers today, each with the place on the page."""
    part = sections_of(draft)[section].form
    form = part(part.posted(draft.answers[section]), at=at)
    if form.is_valid():
        return []
    return [(str(text), bound.auto_id) for bound in form for text in bound.errors]


def _gaps(draft: Draft, section: str, part: Section, *, at: datetime) -> list[dict[str, str]]:
    page = reverse("referral_section", args=[draft.ref, section]) + "?check"
    if section in draft.typed:
        return [{"text": f"Save what you typed under “{part.title}”", "href": page}]
    if section not in draft.answers:
        return [{"text": f"Fill in “{part.title}”", "href": page}] * part.needed
    return [{"text": text, "href": f"{page}#{box}"} for text, box in _wrong(draft, section, at=at)]


def _too_old(draft: Draft, *, at: datetime) -> list[dict[str, str]]:
    standing, today = referral(draft).get("standing", ""), timescales.london_day(at)
    if not ages.are_for_adults(child(draft).get("born_on"), standing=standing, on=today):
        return []
    return [{"text": ages.WORDS, "href": reverse("referral_section", args=[draft.ref, "standing"]) + "?check"}]


def _in_words(draft: Draft, section: str, part: Section) -> tuple[list[tuple[str, str]], dict[str, str]]:
    page = reverse("referral_section", args=[draft.ref, section]) + "?check"
    if section not in draft.answers:
        return [(part.title, "Not filled in yet" if part.needed else "Not filled in: optional")], {part.title: page}
    found = part.form.in_words(initial(draft, section)) or [(part.title, "Nothing to add", "")]
    return [(question, word) for question, word, _ in found], {question: f"{page}#{box}" for question, _, box in found}


def _particulars(draft: Draft) -> dict[str, Any]:
    expected = draft.answers.get("child", {}).get("expected_on")
    return draft.answers.get("particulars", {}) | ({"expected_on": expected} if expected else {})

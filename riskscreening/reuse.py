"""What a file already holds, as answers that a screening can take up with one press and never by itself. Pure.

Which sign of a referral fits which item of a tool is data: a tool that is not named here takes up none, and a sign
without an item in the tool is still shown beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from riskscreening.tools.tool import Section, Tool, Window

Parts = Mapping[str, str]

# The sixteen indicators of a referral (SO-4) and the nine SAFEGUARD signs, by the code of the tool.
INDICATORS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cse-screening": {
        "missing": ("C1",),
        "absent": ("B5",),
        "infection": ("B16",),
        "sexual_injury": ("C7",),
        "pregnancy": ("B16",),
        "introducing": ("C9",),
        "sexual_bullying": ("B4",),
        "offending": ("B13",),
        "gifts": ("C5",),
        "injury": ("C7",),
        "substances": ("B11", "B12"),
        "appearance": ("B6",),
        "estranged": ("B7",),
        "mental_health": ("B8",),
        "self_harm": ("B9",),
        "suicide": ("B10",),
    },
    "cse-stage2": {
        "missing": ("M8",),
        "absent": ("M7",),
        "infection": ("L7",),
        "introducing": ("H4",),
        "sexual_bullying": ("L2",),
        "gifts": ("L3",),
        "substances": ("L8",),
        "appearance": ("L9",),
        "estranged": ("L6",),
        "mental_health": ("L9",),
        "self_harm": ("L11",),
        "suicide": ("H12",),
    },
}
SAFEGUARD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cse-screening": {
        "S": ("B16",),
        "A1": ("B5",),
        "F": ("A4",),
        "E": ("B8",),
        "G": ("C2",),
        "U": ("B4",),
        "A2": ("B11", "B12"),
        "R": ("C5",),
    },
    "cse-stage2": {"A1": ("M7",), "F": ("L6",), "G": ("M2",), "U": ("L2",), "A2": ("L8",), "R": ("L3",)},
}
_MISSING = {"cse-screening": ("C1", "B1"), "cse-stage2": ("M8", "L1")}  # overnight, and back the same day


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What could answer an item; with an empty ``item`` it has none in this tool. ``title`` says where it is from.

    An empty ``answer`` is left to whoever takes it up: it was too long ago to say.
    """

    key: str
    item: str
    title: str
    answer: str
    evidence: str
    source: str
    seen_on: str


@dataclass(frozen=True, kw_only=True)
class Sign:
    """A sign that somebody ticked: what it says, the day it was last seen, and a note."""

    code: str
    label: str
    seen_on: date | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Away:
    """A time that the child was missing, in London days."""

    since: date
    until: date | None
    words: str


def of_signs(
    tool: Tool,
    signs: Iterable[Sign],
    *,
    fits: Mapping[str, Mapping[str, tuple[str, ...]]],
    key: str,
    title: str,
    reported_on: date,
    today: date,
) -> list[Offer]:
    """Return the signs of a referral as answers; what has no day counts from when it was reported."""
    places = fits.get(tool.code, {})
    return [
        Offer(
            key=f"{key}-{sign.code}-{item}",
            item=item,
            title=title,
            answer=_when(tool, item, sign.seen_on or reported_on, today=today),
            evidence=": ".join(filter(None, (sign.label, sign.note))),
            source=title,
            seen_on=sign.seen_on.isoformat() if sign.seen_on else "",
        )
        for sign in signs
        for item in places.get(sign.code, ("",))
    ]


def of_absences(tool: Tool, times: Iterable[Away], *, today: date) -> list[Offer]:
    """Return the times the child was missing as answers: overnight or longer in one, back the same day in another."""
    if tool.code not in _MISSING:
        return []
    overnight, same_day = _MISSING[tool.code]
    found: dict[str, list[Away]] = {}
    for time in times:
        found.setdefault(same_day if time.until == time.since else overnight, []).append(time)
    return [_of_item(tool, item, sorted(among, key=_since), today=today) for item, among in found.items()]


def of_answers(
    tool: Tool, answers: Mapping[str, Parts], *, key: str, title: str, source: str, given_on: date, today: date
) -> list[Offer]:
    """Return the answers of another screening with the same items, as they stand today."""
    return [
        Offer(
            key=f"{key}-{item.code}",
            item=item.code,
            title=title,
            answer=_aged(tool, item.code, answers[item.code], given_on=given_on, today=today),
            evidence=answers[item.code].get("evidence", ""),
            source="; ".join(filter(None, (answers[item.code].get("source", ""), source)))[:200],
            seen_on=answers[item.code].get("seen_on", ""),
        )
        for item in tool.items
        if answers.get(item.code, {}).get("answer")
    ]


def taken_up(parts: Parts, offer: Offer) -> dict[str, str]:
    """Return the parts of an answer with what the offer says; nothing that was written before is lost."""
    return {
        "answer": offer.answer or parts.get("answer", ""),
        "evidence": _added(parts.get("evidence", ""), offer.evidence, "\n"),
        "source": _added(parts.get("source", ""), offer.source, "; ")[:200],
        "seen_on": max(parts.get("seen_on", ""), offer.seen_on),
    }


def _of_item(tool: Tool, item: str, times: list[Away], *, today: date) -> Offer:
    last = times[-1]
    answers = {_when(tool, item, time.since, today=today) for time in times} - {""}
    return Offer(
        key=f"missing-{item}",
        item=item,
        title="Times missing recorded on this file",
        answer="both" if {"current", "past"} <= answers else next(iter(answers), ""),
        evidence="\n".join(time.words for time in times[-10:]),
        source="Missing episodes on this file",
        seen_on=last.since.isoformat(),
    )


def _when(tool: Tool, item: str, day: date, *, today: date) -> str:
    """Return which yes a day stands for, or nothing where a ladder asks, or it is too long ago for the window."""
    section = _section(tool, item)
    if section is None or section.steps:
        return ""
    if section.window is Window.EVER or day > today - relativedelta(months=6):
        return "current"
    return "past" if day > today - relativedelta(months=12) else ""


def _aged(tool: Tool, item: str, given: Parts, *, given_on: date, today: date) -> str:
    section, answer = _section(tool, item), given["answer"]
    if section is None or section.steps or section.window is Window.EVER or answer in ("no", "not_known"):
        return answer
    seen_on = date.fromisoformat(given["seen_on"]) if given.get("seen_on") else given_on
    if answer == "past":
        return answer if given_on > today - relativedelta(months=6) else ""
    now = _when(tool, item, seen_on, today=today)
    return answer if now == "current" else now


def _section(tool: Tool, item: str) -> Section | None:
    return next((section for section in tool.sections if item in (one.code for one in section.items)), None)


def _since(time: Away) -> date:
    return time.since


def _added(before: str, more: str, between: str) -> str:
    return before if more in before else between.join(filter(None, (before, more)))

"""What is different between two screenings with the same tool. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskscreening.tools.choices import signs_of
from riskscreening.tools.tool import Item, Tool

Answers = Mapping[str, Mapping[str, str]]


class How(StrEnum):
    """In which way an answer is another: a risk that came, went or changed; something known now, or no longer.

    What is covered is listed even where it is as before: whether it changed is part of what is covered.
    """

    NEW = "New"
    GONE = "No longer"
    OTHER = "Changed"
    KNOWN = "Known now"
    UNKNOWN = "Not known now"
    SAME = "As before"


@dataclass(frozen=True, kw_only=True)
class Change:
    item: Item
    before: str
    now: str
    kind: How
    evidence: str


def changes(tool: Tool, now: Answers, before: Answers) -> list[Change]:
    """Return the answers that are other than before, in the order in which they are asked, and those that are covered.

    What has no answer yet is no change.
    """
    signs = {item.code: signs_of(section) for section in tool.sections for item in section.items}
    pairs = [(item, _of(before, item), _of(now, item)) for item in tool.items]
    return [
        Change(
            item=item,
            before=then,
            now=answer,
            kind=_how(then, answer, signs[item.code]),
            evidence=now.get(item.code, {}).get("evidence", ""),
        )
        for item, then, answer in pairs
        if answer and (then != answer or item.field_class)
    ]


def _of(answers: Answers, item: Item) -> str:
    return answers.get(item.code, {}).get("answer", "")


def _how(before: str, now: str, signs: frozenset[str]) -> How:
    if before == now:
        return How.SAME
    if before in signs and now in signs:
        return How.OTHER
    if now in signs:
        return How.NEW
    if now == "not_known":
        return How.UNKNOWN
    return How.GONE if before in signs else How.KNOWN

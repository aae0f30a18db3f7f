"""The risks that a screening found, beside the plans that answer them (HO-6). Pure: answers and rows in, rows out.

A risk is known by the code of its tool and item, so that what was carried stays carried from one screening to the next.
What an answer of a covered kind comes to is worked out like any other; whoever shows it covers the whole row, and it
is never counted, or a number would say what the page hides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from riskscreening.tools.choices import choices_of, signs_of
from riskscreening.tools.tool import Item, Nature, Section, Tool

_ORDER = (Nature.HARM, Nature.RISK, Nature.VULNERABILITY)


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What somebody recorded of a risk: the plan that answers it, and how; or why none does (``plan`` is empty)."""

    tool: str
    item: str
    plan: str
    href: str
    is_in_force: bool
    words: str
    by: str
    at: datetime


class State(StrEnum):
    CARRIED = "carried"
    NONE_NEEDED = "none_needed"
    PLAN_ENDED = "plan_ended"
    MISSING = "missing"


_GAPS = frozenset({State.PLAN_ENDED, State.MISSING})


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One item of the screening, its answer in words, and what has been recorded of it last.

    It is found where the answer says that there is something; "not known" does not.
    """

    item: Item
    answer: str
    is_found: bool
    carried: Carried | None

    @property
    def is_covered(self) -> bool:
        """Say whether the answer is of a kind that is covered until somebody with the right asks for it."""
        return bool(self.item.field_class)

    @property
    def state(self) -> State:
        """Return where the risk stands; a plan that has ended answers nothing any more."""
        if self.carried is None:
            return State.MISSING
        if not self.carried.plan:
            return State.NONE_NEEDED
        return State.CARRIED if self.carried.is_in_force else State.PLAN_ENDED

    @property
    def is_gap(self) -> bool:
        """Say whether nothing answers the risk and nobody said why."""
        return self.is_found and self.state in _GAPS


def against_plans(tool: Tool, answers: Mapping[str, Mapping[str, str]], carried: Iterable[Carried]) -> tuple[Risk, ...]:
    """Return every risk that was found, harm first, then every covered item whatever its answer; the newest row beside.

    A covered item stands there always, so that its being there says nothing.
    """
    newest: dict[str, Carried] = {}
    for row in sorted(carried, key=lambda one: one.at):
        if row.tool == tool.code:
            newest[row.item] = row
    risks = [
        _risk(section, item, answers.get(item.code, {}).get("answer", ""), newest.get(item.code))
        for section in tool.sections
        for item in section.items
    ]
    shown = [risk for risk in risks if risk.is_covered or risk.is_found]
    return tuple(sorted(shown, key=lambda risk: (risk.is_covered, _ORDER.index(risk.item.nature))))


def counted(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Return the risks that may be counted and named: those found, but for what is covered."""
    return tuple(risk for risk in risks if risk.is_found and not risk.is_covered)


def gaps(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Return the risks that no plan in force answers and nobody gave a reason for, but for what is covered."""
    return tuple(risk for risk in counted(risks) if risk.is_gap)


def _risk(section: Section, item: Item, answer: str, carried: Carried | None) -> Risk:
    words = dict(choices_of(section)).get(answer, "")
    return Risk(item=item, answer=words, is_found=answer in signs_of(section), carried=carried)

"""Two versions of a tool side by side: what came, what went, what is worded or weighed otherwise. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskscreening.tools import wording
from riskscreening.tools.tool import Item, Section, Tool


class Change(StrEnum):
    ADDED = "added"
    GONE = "gone"
    REWORDED = "reworded"
    WEIGHED = "weighed otherwise"


@dataclass(frozen=True)
class Part:
    """One section, item, band or floor: its words, and what makes it count."""

    words: tuple[str, ...]
    weight: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all that it says, line by line."""
        return tuple(filter(None, (*self.words, *self.weight)))


@dataclass(frozen=True)
class Difference:
    """A part that is not the same in both; on the side where there is none of it, None."""

    code: str
    changes: tuple[Change, ...]
    before: Part | None
    after: Part | None

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return for each side what it says: its name, and of the rest only what the other does not say too."""
        before, after = (part.lines if part else () for part in (self.before, self.after))
        return _beside(before, after), _beside(after, before)


@dataclass(frozen=True)
class Group:
    """The differences among parts of one sort, and how many are the same."""

    title: str
    differences: tuple[Difference, ...]
    same: int


def compare(before: Tool, after: Tool) -> tuple[Group, ...]:
    """Return what differs between two versions of a tool, sort by sort, in the order in which they are asked."""
    sorts = {"Sections": _sections, "Items": _items, "Bands": _bands, "Floors": _floors}
    return tuple(_group(title, parts(before), parts(after)) for title, parts in sorts.items())


def _group(title: str, before: Mapping[str, Part], after: Mapping[str, Part]) -> Group:
    codes = list(dict.fromkeys([*after, *before]))
    found = [
        Difference(code, _changes(before.get(code), after.get(code)), before.get(code), after.get(code))
        for code in codes
    ]
    return Group(title, tuple(one for one in found if one.changes), sum(not one.changes for one in found))


def _beside(lines: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return (*lines[:1], *(line for line in lines[1:] if line not in others))


def _changes(before: Part | None, after: Part | None) -> tuple[Change, ...]:
    if before is None:
        return (Change.ADDED,)
    if after is None:
        return (Change.GONE,)
    otherwise = {Change.REWORDED: before.words != after.words, Change.WEIGHED: before.weight != after.weight}
    return tuple(change for change, is_so in otherwise.items() if is_so)


def _sections(tool: Tool) -> dict[str, Part]:
    return {
        one.code: Part((one.title, *one.steps), (wording.weight(one), f"Asked: {one.window}")) for one in tool.sections
    }


def _items(tool: Tool) -> dict[str, Part]:
    return {item.code: _item(section, item) for section in tool.sections for item in section.items}


def _item(section: Section, item: Item) -> Part:
    covered = "Covered until it is uncovered" if item.field_class else ""
    nature = wording.NATURES[item.nature]
    return Part((item.label, item.hint), (f"Section {section.code}: {wording.weight(section)}", nature, covered))


def _bands(tool: Tool) -> dict[str, Part]:
    return {rag.capitalize(): Part((label,), (scores,)) for rag, scores, label in wording.bands(tool)}


def _floors(tool: Tool) -> dict[str, Part]:
    """Return the floors by their rule; the second of the same rule is told apart by its number."""
    seen: Counter[str] = Counter()
    found = {}
    for floor in tool.floors:
        seen[floor.rule] += 1
        name = floor.rule.replace("_", " ").capitalize()
        found[f"{name} {seen[floor.rule]}" if seen[floor.rule] > 1 else name] = Part(
            (floor.because,), (wording.floor(floor),)
        )
    return found

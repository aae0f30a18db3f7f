"""From a tool's file to the tool, with every fault named by file, key, value and what is allowed."""

import re
import textwrap
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from mase.profiles import reading
from mase.profiles.reading import Table
from riskscreening.tools.tool import Band, Floor, FloorRule, Item, Kind, Nature, Rag, Scoring, Section, Tool, Window

T = TypeVar("T")

_COVERED = ("sexual_health",)
_LOOK_AT_SIGNS = (
    FloorRule.CURRENT_SIGN,
    FloorRule.UNDER_AGE,
    FloorRule.LEARNING_DISABILITY,
    FloorRule.ANY_AT_LEAST,
)
_STEPS = 6
# What the columns hold in which a screening keeps its tool and its score, with much to spare.
_MOST_VERSIONS, _MOST_POINTS = 999, 9999
_LONGEST = 200  # of what is told again of a faulty file


class ToolError(reading.DataFileError):
    """A tool's file says something that cannot be scored; it names file, key, value and what is allowed.

    ``also`` holds what else is wrong: whoever writes a tool mends all of it at once.
    """

    also: tuple["ToolError", ...] = ()

    @property
    def every(self) -> tuple["ToolError", ...]:
        """Return this fault and those found beside it, in the order of the file."""
        return (self, *self.also)

    @property
    def in_words(self) -> str:
        """Return the fault for a page: where it is, what is there, what may be there."""
        place = re.sub(r"\[(\d+)\]", r" \1", self.key.replace("_", " ")).replace(".", ", ")
        return f"{place[:1].upper()}{place[1:]} {textwrap.shorten(self.value, _LONGEST)}. Allowed: {self.allowed}."


def load(path: Path) -> Tool:
    """Read and check one tool in a file that bears its code and version; raise ToolError at the first fault."""
    tool = read(path.read_bytes(), name=path.name)
    expected = file_name(tool)
    if path.name != expected:
        allowed = f"the code and version that the file's name says, as {expected} does"
        raise ToolError(file=path.name, key="version", value=f"is {tool.version}", allowed=allowed)
    return tool


def file_name(tool: Tool) -> str:
    """Return how the file of that version is called."""
    return f"{tool.code.replace('-', '_')}_v{tool.version}.toml"


def read(source: bytes, *, name: str) -> Tool:
    """Read and check one tool from what a file holds; raise ToolError, which says the name, where it has a fault."""
    try:
        return _read(source, name=name)
    except ToolError:
        raise
    except (ValueError, RecursionError) as fault:  # figures too long to write, lists in lists without end
        raise ToolError(file=name, key="the file", value="cannot be read", allowed="TOML in UTF-8") from fault


def _read(source: bytes, *, name: str) -> Tool:
    table = Table(reading.parse_text(source, name=name, error=ToolError), file_of=lambda key: name, error=ToolError)
    scoring = table.one_of("scoring", Scoring)
    code, version, title, kind, valid_from, sections, bands = _all_of(
        lambda: table.text_like("code", r"[a-z0-9-]{1,40}", allowed="a code such as cse-screening"),
        lambda: _version(table),
        lambda: table.text("title"),
        lambda: table.one_of("kind", Kind),
        lambda: table.day("valid_from"),
        lambda: _sections(table, scoring),
        lambda: _each(_some(table, "band"), _band),
    )
    _, floors, _ = _all_of(
        lambda: _refuse_gaps(table, bands, highest=_highest(table, scoring, sections)),
        lambda: _each(table.tables("floor"), lambda row: _floor(row, scoring, sections, bands)),
        table.refuse_the_rest,
    )
    return Tool(
        code=code,
        version=version,
        title=title,
        kind=kind,
        scoring=scoring,
        valid_from=valid_from,
        sections=sections,
        bands=bands,
        floors=floors,
    )


def _version(table: Table) -> int:
    version = table.number("version", at_least=1)
    if version > _MOST_VERSIONS:
        raise table.fault("version", allowed=f"a whole number from 1 to {_MOST_VERSIONS}")
    return version


def _sections(table: Table, scoring: Scoring) -> tuple[Section, ...]:
    sections = _each(_some(table, "section"), lambda row: _section(row, scoring))
    _refuse_twice(table, "section", (section.code for section in sections))
    _refuse_twice(table, "section", (item.code for section in sections for item in section.items))
    return sections


def _section(table: Table, scoring: Scoring) -> Section:
    window, ladder = table.one_of("window", Window), scoring == Scoring.LADDER
    section = Section(
        # A section is part of an address, and an item of a form's boxes.
        code=table.text_like("code", "[A-Z][A-Z0-9]{0,9}", allowed="up to ten capitals and figures such as A"),
        title=table.text("title"),
        window=window,
        points=0 if ladder else table.number("points", at_least=1),
        points_past=table.number("points_past") if window == Window.RECENT and not ladder else 0,
        level=table.number("level", at_least=1) if scoring == Scoring.GATE else 0,
        items=_each(_some(table, "item"), _item),
        steps=_steps(table) if ladder else (),
    )
    table.refuse_the_rest()
    return section


def _steps(table: Table) -> tuple[str, ...]:
    steps = table.texts("steps")
    if len(steps) != _STEPS:
        raise table.fault("steps", allowed="six texts, for the steps from 0 to 5")
    return steps


def _item(table: Table) -> Item:
    item = Item(
        code=table.text_like("code", "[A-Z][A-Z0-9]{0,9}", allowed="up to ten capitals and figures such as A1"),
        label=table.text("label"),
        hint=table.text("hint"),
        nature=table.one_of("nature", Nature),
        field_class=table.one_of("field_class", _COVERED) if "field_class" in table else "",
    )
    table.refuse_the_rest()
    return item


def _highest(table: Table, scoring: Scoring, sections: Iterable[Section]) -> int:
    if scoring == Scoring.GATE:
        return max(section.level for section in sections)
    most = sum(len(section.items) * _most_for_one(section) for section in sections)
    if most > _MOST_POINTS:
        raise table.fault("section", value=f"comes to {most} points", allowed=f"at most {_MOST_POINTS} points in all")
    return most


def _most_for_one(section: Section) -> int:
    return len(section.steps) - 1 if section.steps else section.points + section.points_past


def _refuse_gaps(table: Table, bands: tuple[Band, ...], *, highest: int) -> None:
    """Raise the fault where a score would have no band, or a higher score a band that is less grave."""
    rows = table.tables("band")
    if bands[0].minimum != 0:
        raise rows[0].fault("min", allowed="0 in the first band, so that every score has one")
    for row, band, lower in zip(rows[1:], bands[1:], bands, strict=False):
        if not lower.minimum < band.minimum <= highest:
            raise row.fault("min", allowed=f"more than {lower.minimum} and at most {highest}, the highest there is")
        if band.rag.rank <= lower.rag.rank:
            raise row.fault("rag", allowed=f"a graver band than {lower.rag}")


def _band(table: Table) -> Band:
    band = Band(minimum=table.number("min"), rag=table.one_of("rag", Rag), label=table.text("label"))
    table.refuse_the_rest()
    return band


def _floor(table: Table, scoring: Scoring, sections: Iterable[Section], bands: Iterable[Band]) -> Floor:
    rule = table.one_of("rule", [rule for rule in FloorRule if scoring == Scoring.LADDER or rule not in _OF_A_LADDER])
    asked = [section.code for section in sections], [item.code for section in sections for item in section.items]
    names_items = rule in _LOOK_AT_SIGNS and "items" in table
    names_sections = rule in _LOOK_AT_SIGNS and ("sections" in table or not names_items)
    floor = Floor(
        rule=rule,
        rag=table.one_of("rag", [band.rag for band in bands]),
        level=table.number("level") if scoring == Scoring.GATE else 0,
        because=table.text("because"),
        sections=table.some_of("sections", asked[0]) if names_sections else (),
        items=table.some_of("items", [one.code for section in sections for one in section.items])
        if names_items
        else (),
        limit=_LIMITS[rule](table) if rule in _LIMITS else 0,
    )
    table.refuse_the_rest()
    return floor


def _step(table: Table) -> int:
    step = table.number("step", at_least=1)
    if step >= _STEPS:
        raise table.fault("step", allowed=f"a step from 1 to {_STEPS - 1}")
    return step


_OF_A_LADDER = (FloorRule.ANY_AT_LEAST,)
_LIMITS: dict[FloorRule, Callable[[Table], int]] = {
    FloorRule.UNDER_AGE: lambda table: table.number("age", at_least=1),
    FloorRule.NOT_KNOWN: lambda table: table.number("percent"),
    FloorRule.ANY_AT_LEAST: _step,
}


def _each(rows: Iterable[Table], convert: Callable[[Table], T]) -> tuple[T, ...]:
    return _all_of(*(partial(convert, row) for row in rows))


def _all_of(*reads: Callable[[], Any]) -> tuple[Any, ...]:
    """Return what each of these reads; raise the first fault with those of all the others."""
    read_so_far: list[Any] = []
    faults: list[ToolError] = []
    for one in reads:
        try:
            read_so_far.append(one())
        except ToolError as fault:
            faults += fault.every
    if faults:
        first, *rest = faults
        first.also = tuple(rest)
        raise first
    return tuple(read_so_far)


def _some(table: Table, key: str) -> tuple[Table, ...]:
    rows = table.tables(key)
    if not rows:
        raise table.fault(key, allowed="at least one")
    return rows


def _refuse_twice(table: Table, key: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise table.fault(key, value=f"has the code {code!r} twice", allowed="each code once in the tool")
        seen.add(code)

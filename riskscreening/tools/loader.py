"""From a tool's file to the tool, with every fault named by file, key, value and what is allowed."""

from collections.abc import Callable, Iterable
from pathlib import Path

from mase.profiles import reading
from mase.profiles.reading import Table
from riskscreening.tools.tool import Band, Floor, FloorRule, Item, Kind, Nature, Rag, Scoring, Section, Tool, Window

_COVERED = ("sexual_health",)
_LOOK_AT_SIGNS = (FloorRule.CURRENT_SIGN, FloorRule.UNDER_AGE, FloorRule.LEARNING_DISABILITY)


class ToolError(reading.DataFileError):
    """A tool's file says something that cannot be scored; it names file, key, value and what is allowed."""


def load(path: Path) -> Tool:
    """Read and check one tool in a file that bears its code and version; raise ToolError at the first fault."""
    tool = read(path.read_bytes(), name=path.name)
    expected = f"{tool.code.replace('-', '_')}_v{tool.version}"
    if path.stem != expected:
        allowed = f"the code and version that the file's name says, as {expected}.toml does"
        raise ToolError(file=path.name, key="version", value=f"is {tool.version}", allowed=allowed)
    return tool


def read(source: bytes, *, name: str) -> Tool:
    """Read and check one tool from what a file holds; raise ToolError, which says the name, at the first fault."""
    table = Table(reading.parse_text(source, name=name, error=ToolError), file_of=lambda key: name, error=ToolError)
    scoring = table.one_of("scoring", Scoring)
    sections = _sections(table, scoring)
    bands = _bands(table, highest=_highest(scoring, sections))
    tool = Tool(
        code=table.text_like("code", r"[a-z0-9-]+", allowed="a code such as cse-screening"),
        version=table.number("version", at_least=1),
        title=table.text("title"),
        kind=table.one_of("kind", Kind),
        scoring=scoring,
        valid_from=table.day("valid_from"),
        sections=sections,
        bands=bands,
        floors=tuple(_floor(row, scoring, sections, bands) for row in table.tables("floor")),
    )
    table.refuse_the_rest()
    return tool


def _sections(table: Table, scoring: Scoring) -> tuple[Section, ...]:
    rows = _some(table, "section")
    sections = tuple(_section(row, scoring) for row in rows)
    _refuse_twice(table, "section", (section.code for section in sections))
    _refuse_twice(table, "section", (item.code for section in sections for item in section.items))
    return sections


def _section(table: Table, scoring: Scoring) -> Section:
    window = table.one_of("window", Window)
    section = Section(
        code=table.text("code"),
        title=table.text("title"),
        window=window,
        points=table.number("points", at_least=1),
        points_past=table.number("points_past") if window == Window.RECENT else 0,
        level=table.number("level", at_least=1) if scoring == Scoring.GATE else 0,
        items=tuple(_item(row) for row in _some(table, "item")),
    )
    table.refuse_the_rest()
    return section


def _item(table: Table) -> Item:
    item = Item(
        code=table.text("code"),
        label=table.text("label"),
        hint=table.text("hint"),
        nature=table.one_of("nature", Nature),
        field_class=table.one_of("field_class", _COVERED) if "field_class" in table else "",
    )
    table.refuse_the_rest()
    return item


def _highest(scoring: Scoring, sections: Iterable[Section]) -> int:
    if scoring == Scoring.GATE:
        return max(section.level for section in sections)
    return sum((section.points + section.points_past) * len(section.items) for section in sections)


def _bands(table: Table, *, highest: int) -> tuple[Band, ...]:
    rows = _some(table, "band")
    bands = tuple(_band(row) for row in rows)
    if bands[0].minimum != 0:
        raise rows[0].fault("min", allowed="0 in the first band, so that every score has one")
    for row, band, lower in zip(rows[1:], bands[1:], bands, strict=False):
        if not lower.minimum < band.minimum <= highest:
            raise row.fault("min", allowed=f"more than {lower.minimum} and at most {highest}, the highest there is")
        if band.rag.rank <= lower.rag.rank:
            raise row.fault("rag", allowed=f"a graver band than {lower.rag}")
    return bands


def _band(table: Table) -> Band:
    band = Band(minimum=table.number("min"), rag=table.one_of("rag", Rag), label=table.text("label"))
    table.refuse_the_rest()
    return band


def _floor(table: Table, scoring: Scoring, sections: Iterable[Section], bands: Iterable[Band]) -> Floor:
    rule = table.one_of("rule", FloorRule)
    floor = Floor(
        rule=rule,
        rag=table.one_of("rag", [band.rag for band in bands]),
        level=table.number("level") if scoring == Scoring.GATE else 0,
        because=table.text("because"),
        sections=_named(table, sections) if rule in _LOOK_AT_SIGNS else (),
        limit=_LIMITS[rule](table) if rule in _LIMITS else 0,
    )
    table.refuse_the_rest()
    return floor


_LIMITS: dict[FloorRule, Callable[[Table], int]] = {
    FloorRule.UNDER_AGE: lambda table: table.number("age", at_least=1),
    FloorRule.NOT_KNOWN: lambda table: table.number("percent"),
}


def _named(table: Table, sections: Iterable[Section]) -> tuple[str, ...]:
    return table.some_of("sections", [section.code for section in sections])


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

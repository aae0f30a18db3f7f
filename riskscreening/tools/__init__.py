"""The screening tools, read and checked once, when the product starts.

A tool is versioned data: a change of wording or weight is a new file with the next version, and a finished assessment
keeps the version it was answered with. Every TOML file here is one version of one tool.
"""

from collections.abc import Iterable
from pathlib import Path

from riskscreening.tools.choices import asks_about, choices_of, signs_of
from riskscreening.tools.loader import ToolError, file_name, load, read
from riskscreening.tools.narratives import Narrative, narratives_of
from riskscreening.tools.tool import Band, Floor, FloorRule, Item, Kind, Nature, Rag, Scoring, Section, Tool, Window

__all__ = [
    "Band",
    "Floor",
    "FloorRule",
    "Item",
    "Kind",
    "Narrative",
    "Nature",
    "Rag",
    "Scoring",
    "Section",
    "Tool",
    "ToolError",
    "UnknownTool",
    "Window",
    "all_tools",
    "asks_about",
    "choices_of",
    "file_name",
    "find",
    "get",
    "load",
    "narratives_of",
    "read",
    "signs_of",
    "source_of",
]


class UnknownTool(LookupError):
    """There is no such tool, or no such version of it."""


_FOLDER = Path(__file__).parent
_TOOLS = tuple(sorted(map(load, _FOLDER.glob("*.toml")), key=lambda tool: (tool.code, tool.version)))


def get(code: str, version: int | None = None) -> Tool:
    """Return one version of a tool, by default the newest; raise UnknownTool where there is none."""
    return find(_TOOLS, code, version)


def all_tools() -> tuple[Tool, ...]:
    """Return every version of every tool, by code, the oldest version first."""
    return _TOOLS


def source_of(tool: Tool) -> str:
    """Return the text of a tool that ships, for whoever writes the next version of it."""
    return (_FOLDER / file_name(tool)).read_text(encoding="utf-8")


def find(among: Iterable[Tool], code: str, version: int | None = None) -> Tool:
    """Return one version, by default the newest, of a tool among these; raise UnknownTool where there is none."""
    found = [tool for tool in among if tool.code == code and version in (None, tool.version)]
    if not found:
        raise UnknownTool(f"{code!r}, version {version or 'any'}")
    return max(found, key=lambda tool: tool.version)

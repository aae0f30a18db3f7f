"""Two versions of a text side by side, with what went and what came marked. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words that stand in both versions, or in this one alone."""

    words: str
    is_changed: bool


def compare(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces of both versions in their order; together they are the whole of each text."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, *(i, j, k, m) in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        is_changed = kind != "equal"
        left += _piece(old[i:j], is_changed=is_changed)
        right += _piece(new[k:m], is_changed=is_changed)
    return left, right


def _piece(words: list[str], *, is_changed: bool) -> list[Piece]:
    return [Piece(words="".join(words), is_changed=is_changed)] if words else []

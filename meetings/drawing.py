"""Where on the map of connections each dot and line stands. Pure: who is linked with whom in, shapes out.

The dots stand on an ellipse, so that no line runs behind a third dot. Whoever is linked stands near whom they are
linked with: the round begins with the dot that has most links and goes on with its neighbours.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from textwrap import wrap

WIDTH = 960
_SIDE, _BEYOND = 330, 80  # half the ellipse's width; room above and below it, for names
_APART = 90  # between neighbours, down the side
_LEAST = 190
_TO_NAME, _TO_LINE = 42, 18  # from a dot's middle to its name, and from line to line of it
_WORDS, _LINES = 22, 2  # of a name, beside its dot
_SHARES = (0.5, 0.42, 0.58, 0.34, 0.66)  # how far along a line its number stands, by turns


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One that stands on the map: its middle, its code, and the lines of its name with how far down each stands.

    The name stands on the outer side, where no line runs.
    """

    key: int
    kind: str
    code: str
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A connection from the middle of one dot to that of the other, and where its number stands."""

    number: int
    x1: int
    y1: int
    x2: int
    y2: int
    at_x: int
    at_y: int


@dataclass(frozen=True, kw_only=True)
class Map:
    """The whole drawing, in units of which the page makes what fits."""

    height: int
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]


def drawn(named: Sequence[tuple[int, str, str, str]], links: Sequence[tuple[int, int]]) -> Map:
    """Return the map of those ``named`` by key, kind, code and name, and of the links between their keys."""
    tall = max(_LEAST, _APART * len(named) // 4)
    places = _places(_in_a_round([key for key, *_ in named], links), tall)
    dots = tuple(_dot(key, kind, code, name, places[key], middle=tall + _BEYOND) for key, kind, code, name in named)
    return Map(height=2 * (tall + _BEYOND), dots=dots, lines=tuple(_lines(links, places)))


def _in_a_round(keys: Sequence[int], links: Iterable[tuple[int, int]]) -> list[int]:
    beside: Mapping[int, set[int]] = defaultdict(set)
    for one, other in links:
        beside[one].add(other)
        beside[other].add(one)
    waiting = sorted(keys, key=lambda key: (-len(beside[key]), key))
    found: list[int] = []
    while waiting:
        near = [key for key in waiting if found and key in beside[found[-1]]]
        found.append((near or waiting)[0])
        waiting.remove(found[-1])
    return found


def _places(order: Sequence[int], tall: int) -> dict[int, tuple[int, int]]:
    middle_x, middle_y = WIDTH // 2, tall + _BEYOND
    if len(order) == 1:
        return {order[0]: (middle_x, middle_y)}
    turn = 2 * pi / max(len(order), 1)
    return {
        key: (round(middle_x + _SIDE * sin(turn * place)), round(middle_y - tall * cos(turn * place)))
        for place, key in enumerate(order)
    }


def _dot(key: int, kind: str, code: str, name: str, place: tuple[int, int], *, middle: int) -> Dot:
    x, y = place
    lines = _in_lines(name)
    first = _TO_NAME if y >= middle else 12 - _TO_NAME - _TO_LINE * (len(lines) - 1)
    down = tuple((first + _TO_LINE * number, words) for number, words in enumerate(lines))
    return Dot(key=key, kind=kind, code=code, x=x, y=y, lines=down)


def _lines(links: Iterable[tuple[int, int]], places: Mapping[int, tuple[int, int]]) -> Iterator[Line]:
    """Yield the lines; those between the same two lie on each other, whichever way they lead: their numbers do not."""
    between: Mapping[frozenset[int], list[int]] = defaultdict(list)
    for number, (one, other) in enumerate(links, 1):
        same = between[frozenset((one, other))]
        same.append(number)
        yield _line(number, places[one], places[other], turn=same[0] + len(same) - 1)


def _line(number: int, one: tuple[int, int], other: tuple[int, int], *, turn: int) -> Line:
    share = _SHARES[turn % len(_SHARES)]
    (from_x, from_y), (to_x, to_y) = sorted((one, other))
    at_x, at_y = round(from_x + share * (to_x - from_x)), round(from_y + share * (to_y - from_y))
    (x1, y1), (x2, y2) = one, other
    return Line(number=number, x1=x1, y1=y1, x2=x2, y2=y2, at_x=at_x, at_y=at_y)


def _in_lines(name: str) -> tuple[str, ...]:
    lines = wrap(name, _WORDS) or [""]
    return (*lines[: _LINES - 1], f"{lines[_LINES - 1][: _WORDS - 1]}…") if len(lines) > _LINES else tuple(lines)

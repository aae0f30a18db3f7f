"""Where dots and lines of the map stand, worked out from who is linked with whom."""

from itertools import combinations

import pytest

from meetings.drawing import WIDTH, Map, drawn

NAMES = [(1, "child", "C1", "Somebody"), (2, "adult", "P1", "A man called Dex"), (3, "place", "L1", "Flat")]


def places(found: Map) -> dict[int, tuple[int, int]]:
    return {dot.key: (dot.x, dot.y) for dot in found.dots}


def test_a_line_leads_from_the_middle_of_one_to_the_middle_of_the_other_and_is_numbered() -> None:
    found = drawn(NAMES, [(1, 2), (3, 2)])
    at = places(found)
    ends = [((line.x1, line.y1), (line.x2, line.y2), line.number) for line in found.lines]
    assert ends == [(at[1], at[2], 1), (at[3], at[2], 2)]
    assert places(drawn(NAMES, [(1, 2), (3, 2)])) == at


@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_every_dot_has_a_place_of_its_own_inside_the_drawing(number: int) -> None:
    named = [(key, "place", f"L{key}", "Somewhere") for key in range(number)]
    found = drawn(named, [(key, key + 1) for key in range(number - 1)])
    assert len(set(places(found).values())) == number
    assert all(40 < dot.x < WIDTH - 40 and 40 < dot.y < found.height - 40 for dot in found.dots)


def test_whoever_is_linked_stands_beside_whom_they_are_linked_with() -> None:
    named = [(key, "place", f"L{key}", "Somewhere") for key in range(1, 9)]
    at = places(drawn(named, [(1, 8), (8, 4)]))

    def apart(one: int, other: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(at[one], at[other], strict=True))

    assert apart(8, 1) < min(apart(8, key) for key in (2, 3, 5, 6, 7)) * 2
    assert apart(8, 1) < apart(8, 5)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Dex", ("Dex",)),
        ("Flat above the shop in the arcade", ("Flat above the shop in", "the arcade")),
        ("One two three four five six seven eight nine ten eleven", ("One two three four", "five six seven eight…")),
        ("", ("",)),
    ],
)
def test_a_long_name_stands_in_two_lines_and_is_cut_there(name: str, lines: tuple[str, ...]) -> None:
    (dot,) = drawn([(1, "place", "L1", name)], []).dots
    assert tuple(words for _, words in dot.lines) == lines


def test_a_name_stands_on_the_outer_side_of_its_dot_where_no_line_runs() -> None:
    found = drawn([(key, "place", f"L{key}", "A name that needs two lines here") for key in range(8)], [])
    for dot in found.dots:
        downs = [down for down, _ in dot.lines]
        assert downs[1] - downs[0] == 18
        assert (max(downs) < 0) == (dot.y < found.height // 2)


def test_an_empty_map_is_drawn_too() -> None:
    assert drawn([], []).dots == ()


@pytest.mark.parametrize(
    "links",
    [
        [(1, 2), (2, 1)],  # one way and back
        [(2, 1), (1, 2), (2, 1), (1, 2), (1, 2)],
        [(1, 2), (2, 3), (1, 3), (2, 1), (3, 2), (1, 2)],
    ],
)
def test_no_number_of_a_link_stands_on_that_of_another(links: list[tuple[int, int]]) -> None:
    found = drawn(NAMES, links)
    spots = [(line.at_x, line.at_y) for line in found.lines]
    apart = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in combinations(spots, 2)]
    assert [line.number for line in found.lines] == list(range(1, len(links) + 1))
    assert min(apart) > 30
    for line in found.lines:
        assert min(line.x1, line.x2) <= line.at_x <= max(line.x1, line.x2)
        assert min(line.y1, line.y2) <= line.at_y <= max(line.y1, line.y2)

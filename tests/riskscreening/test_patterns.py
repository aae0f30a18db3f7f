"""What the times a child was missing have in common, reckoned in London."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mase.clock import LONDON
from riskscreening import patterns
from riskscreening.patterns import Time


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


FRIDAY = london("2026-03-06 19:00")


@pytest.mark.parametrize(
    ("moment", "day", "part"),
    [
        pytest.param(london("2026-03-02 00:00"), 0, 0, id="the first minute of Monday"),
        pytest.param(london("2026-03-02 05:59"), 0, 0, id="the last of the night"),
        pytest.param(london("2026-03-02 06:00"), 0, 1, id="the first of the morning"),
        pytest.param(london("2026-03-02 12:00"), 0, 2, id="noon"),
        pytest.param(london("2026-03-01 23:59"), 6, 3, id="the last minute of Sunday"),
        pytest.param(datetime(2026, 7, 5, 23, 30, tzinfo=UTC), 0, 0, id="half past midnight in summer"),
        pytest.param(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), 6, 0, id="as the clocks go forward"),
        pytest.param(datetime(2026, 10, 25, 5, 59, tzinfo=UTC), 6, 0, id="the day the clocks went back"),
    ],
)
def test_a_time_counts_on_the_weekday_and_in_the_part_of_the_day_in_which_it_began(
    moment: datetime, day: int, part: int
) -> None:
    found = patterns.week([Time(since=moment)])
    assert found[day].parts[part] == 1
    assert sum(one.times for one in found) == 1


def test_a_week_has_seven_days_and_says_how_often() -> None:
    found = patterns.week([Time(since=FRIDAY), Time(since=FRIDAY + timedelta(days=7)), Time(since=FRIDAY)])
    assert [one.name for one in found] == list(patterns.WEEKDAYS)
    assert (found[4].times, found[4].in_words, found[0].in_words) == (3, "3 times", "never")
    assert found[4].parts == (0, 0, 0, 3)


@pytest.mark.parametrize(("days", "counted"), [(0, 1), (89, 1), (90, 0), (-1, 0)])
def test_the_last_ninety_days_include_today(days: int, counted: int) -> None:
    today = date(2026, 4, 10)
    assert patterns.recent([london("2026-04-10 23:59") - timedelta(days=days)], today=today) == counted


@pytest.mark.parametrize(("count", "often"), [(0, False), (2, False), (3, True), (12, True)])
def test_three_times_are_often(count: int, often: bool) -> None:
    assert patterns.is_often(count) is often


def test_how_long_it_lasted_is_the_shortest_the_middle_and_the_longest() -> None:
    times = [Time(since=FRIDAY, until=FRIDAY + timedelta(hours=hours)) for hours in (2, 50, 5)]
    assert patterns.lasted([*times, Time(since=FRIDAY)]) == ("2 hours", "5 hours", "2 days")
    assert patterns.lasted([Time(since=FRIDAY)]) is None


def test_a_place_is_the_same_whatever_its_capitals_and_spaces() -> None:
    names = ["Bus station", "", "bus  station ", "A flat", "BUS STATION"]
    assert patterns.places(names) == [("Bus station", 3), ("A flat", 1)]


def test_places_named_as_often_stand_by_name() -> None:
    assert patterns.places(["Zoo", "Aquarium"]) == [("Aquarium", 1), ("Zoo", 1)]


UNTIL = FRIDAY + timedelta(hours=3)


@pytest.mark.parametrize(("minutes", "in_time"), [(-1, 1), (0, 1), (1, 0)])
def test_seventy_two_hours_are_counted_to_the_minute(minutes: int, in_time: int) -> None:
    moment = UNTIL + timedelta(hours=72, minutes=minutes)
    found = patterns.interviews([Time(since=FRIDAY, until=UNTIL, offered_at=moment, held_at=moment)])
    assert (found.owed, found.held, found.held_in_time, found.offered_in_time) == (1, 1, in_time, in_time)


@pytest.mark.parametrize("day", ["2026-03-27 12:00", "2026-10-23 12:00"])
def test_seventy_two_hours_run_through_a_change_of_the_clocks(day: str) -> None:
    until = london(day).astimezone(UTC)
    found = patterns.interviews([Time(since=until - timedelta(hours=1), until=until, held_at=until + patterns.IN_TIME)])
    assert found.held_in_time == 1


def test_an_interview_is_owed_for_every_return_and_for_no_other_time() -> None:
    declined = Time(since=FRIDAY, until=UNTIL, offered_at=UNTIL, declined_at=UNTIL)
    found = patterns.interviews([declined, Time(since=FRIDAY, until=UNTIL), Time(since=FRIDAY)])
    assert (found.owed, found.held, found.declined, found.offered_in_time) == (2, 0, 1, 1)


@pytest.mark.parametrize(
    ("today", "first"), [(date(2026, 3, 11), date(2025, 3, 11)), (date(2028, 2, 29), date(2027, 2, 28))]
)
def test_twelve_months_go_back_to_the_same_day_of_last_year(today: date, first: date) -> None:
    assert patterns.starts_at(today) == first


@pytest.mark.parametrize(("count", "said"), [(0, "never"), (1, "once"), (2, "twice"), (3, "3 times")])
def test_how_often_is_said_in_words(count: int, said: str) -> None:
    assert patterns.times_in_words(count) == said


HOME, SCHOOL = {"place": "home", "until": UNTIL}, {"place": "school", "until": UNTIL}
SUMS = [
    ([], "Not applicable"),
    ([{"until": None}, HOME], "Currently missing"),
    ([{"until": None, "kind": "away"}], "Absences from care or home"),
    ([HOME], "Episodes from care or home"),
    ([{"place": "care", "until": UNTIL}], "Episodes from care or home"),
    ([HOME, SCHOOL], "Episodes from care or home and school"),
    ([HOME, SCHOOL | {"kind": "away"}], "Episodes from care or home and school"),
    ([HOME | {"kind": "away"}, SCHOOL], "Absences from care or home"),
    ([SCHOOL], "Absences from school"),
    ([SCHOOL | {"kind": "away"}], "Absences from school"),
]


@pytest.mark.rule("RE-9")
@pytest.mark.parametrize(("facts", "code"), SUMS)
def test_the_data_set_sums_it_up_in_one_code(facts: list[dict[str, Any]], code: str) -> None:
    assert patterns.collected([Time(since=FRIDAY, **one) for one in facts]) == code

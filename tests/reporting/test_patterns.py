"""What is unusual, as pure rules: who looked at what and what explains it, in tables."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mase.timescales.calendars import Calendar, OfficeHours, instant
from reporting import patterns
from reporting.patterns import ACROSS_CHILDREN, BURST, LATE_CHILDREN, REFUSALS, Kind, Known, Look, Signal

TUESDAY = date(2026, 3, 3)
NOON = instant(TUESDAY, time(12))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFFICE = Calendar(office_hours=OfficeHours(time(9), time(17)), closing_days=frozenset({date(2026, 3, 6)}))
WHOLE = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def _look(case: str = "A", *, at: datetime = NOON, person: int = 1, agency: str = "csc", refused: bool = False) -> Look:
    return Look(person=person, agency=agency, case=case, at=at, refused=refused)


def _known(*, part_in: Iterable[str] = (), **others: Any) -> Known:
    """Return what is known: the person has always had a part in these cases, and nothing else is told of them."""
    empty: dict[str, Any] = {
        "same_name": frozenset(),
        "same_postcode": frozenset(),
        "at_all_hours": frozenset(),
        "across": frozenset(),
        "calendars": {"csc": OFFICE},
    }
    return Known(**{"explained": {(1, case): [WHOLE] for case in part_in}, **empty, **others})


def _kinds(looks: Iterable[Look], known: Known) -> list[Kind]:
    return sorted(signal.kind for signal in patterns.found(looks, known))


def _of(kind: Kind, looks: Iterable[Look], known: Known) -> list[Signal]:
    return [signal for signal in patterns.found(looks, known) if signal.kind is kind]


def test_who_works_on_a_case_by_day_is_not_unusual() -> None:
    looks = [_look("A", at=NOON + n * MINUTE) for n in range(50)]
    assert patterns.found(looks, _known(part_in="A")) == []


def test_a_child_of_the_same_name_is_found_though_the_person_works_on_the_case_and_once_for_all_days() -> None:
    looks = [_look("A", at=NOON + n * DAY) for n in range(3)]
    (signal,) = patterns.found(looks, _known(part_in="A", same_name=frozenset({(1, "A")})))
    assert (signal.kind, signal.key, signal.cases) == (Kind.SURNAME, "surname:1:A", ("A",))
    assert (signal.begins_at, signal.ends_at) == (NOON, NOON + 2 * DAY)


def test_a_declared_address_is_found_also_where_the_door_stayed_shut() -> None:
    shut = [_look("A", refused=True)]
    assert _kinds(shut, _known(same_postcode=frozenset({(1, "A")}))) == [Kind.ADDRESS]
    assert _kinds(shut, _known(same_postcode=frozenset({(2, "A"), (1, "B")}))) == []


def test_one_child_without_a_part_in_the_case_is_found_day_by_day() -> None:
    looks = [_look("A"), _look("B", at=NOON + MINUTE), _look("A", at=NOON + DAY), _look("C", at=NOON + DAY)]
    found = _of(Kind.UNCONNECTED, looks, _known(part_in="C"))
    assert [(signal.key, signal.cases) for signal in found] == [
        ("unconnected:1:2026-03-04", ("A",)),
        ("unconnected:1:2026-03-03", ("A", "B")),
    ]


@pytest.mark.parametrize(
    ("of_look", "found"), [(-31, True), (-30, False), (0, False), (30, False), (31, True)], ids=lambda x: str(x)
)
def test_what_explains_a_look_does_so_for_its_time(of_look: int, found: bool) -> None:
    span = (NOON - 30 * DAY, NOON + 30 * DAY)
    look = _look("A", at=NOON + of_look * DAY)
    signals = _of(Kind.UNCONNECTED, [look], _known(explained={(1, "A"): [span]}))
    assert bool(signals) is found


def test_a_refusal_opens_nothing_and_so_needs_no_part_in_the_case() -> None:
    assert patterns.found([_look("A", refused=True)], _known()) == []


@pytest.mark.parametrize(("children", "found"), [(ACROSS_CHILDREN - 1, False), (ACROSS_CHILDREN, True)])
def test_who_answers_for_every_case_may_look_at_several_without_a_part_in_them(children: int, found: bool) -> None:
    looks = [_look(f"C{n}", at=NOON + n * 5 * MINUTE) for n in range(children)]
    signals = _of(Kind.UNCONNECTED, looks, _known(across=frozenset({(1, "csc")})))
    assert bool(signals) is found


@pytest.mark.parametrize(
    ("day", "clock", "late"),
    [
        (date(2026, 3, 3), time(6, 59), True),
        (date(2026, 3, 3), time(7), False),
        (date(2026, 3, 3), time(19, 59), False),
        (date(2026, 3, 3), time(20), True),
        (date(2026, 7, 14), time(7), False),  # summer time
        (date(2026, 7, 14), time(6, 59), True),
        (date(2026, 7, 14), time(20), True),
        (date(2026, 3, 7), time(12), True),  # Saturday
        (date(2026, 3, 8), time(12), True),  # Sunday
        (date(2026, 4, 3), time(12), True),  # Good Friday
        (date(2026, 4, 6), time(12), True),  # Easter Monday
        (date(2026, 12, 28), time(12), True),  # Boxing Day's substitute
        (date(2026, 3, 6), time(12), True),  # the borough's own closing day
        (date(2026, 4, 7), time(12), False),
    ],
)
def test_out_of_hours_is_night_weekend_and_bank_holiday_in_london(day: date, clock: time, late: bool) -> None:
    signals = _of(Kind.HOURS, [_look("A", at=instant(day, clock))], _known())
    assert bool(signals) is late


def test_without_a_calendar_a_weekend_is_still_out_of_hours() -> None:
    known = _known(calendars={})
    assert _kinds([_look("A", at=instant(date(2026, 3, 7), time(12)))], known) == [Kind.HOURS, Kind.UNCONNECTED]
    assert _kinds([_look("A")], known) == [Kind.UNCONNECTED]


@pytest.mark.parametrize(("children", "found"), [(1, False), (LATE_CHILDREN - 1, False), (LATE_CHILDREN, True)])
def test_writing_up_one_s_own_cases_at_night_is_not_unusual_until_they_are_several(children: int, found: bool) -> None:
    cases = "ABCDEFG"[:children]
    looks = [_look(case, at=instant(TUESDAY, time(21))) for case in cases]
    assert bool(_of(Kind.HOURS, looks, _known(part_in=cases))) is found


def test_who_is_on_duty_at_all_hours_may_look_at_night_for_that_agency_only() -> None:
    known = _known(at_all_hours=frozenset({(1, "police")}))
    night = instant(TUESDAY, time(23))
    assert _of(Kind.HOURS, [_look("A", at=night, agency="police")], known) == []
    assert len(_of(Kind.HOURS, [_look("A", at=night, agency="csc")], known)) == 1


@pytest.mark.parametrize(("children", "minutes", "found"), [(BURST, 59, 0), (BURST + 1, 59, 1), (BURST + 1, 60, 0)])
def test_many_children_within_an_hour_are_a_burst(children: int, minutes: int, found: int) -> None:
    step = minutes * MINUTE / (children - 1)
    looks = [_look(f"C{n}", at=NOON + n * step) for n in range(children)]
    assert len(_of(Kind.BURST, looks, _known())) == found


def test_one_child_many_times_is_no_burst() -> None:
    looks = [_look("A", at=NOON + n * timedelta(seconds=10)) for n in range(200)]
    assert _of(Kind.BURST, looks, _known()) == []


def test_a_burst_names_the_children_of_its_hour_once_a_day() -> None:
    looks = [_look(f"C{n:03}", at=NOON + n * MINUTE) for n in range(150)]
    (signal,) = _of(Kind.BURST, looks, _known())
    assert signal.key == "burst:1:2026-03-03"
    assert len(signal.cases) == 60


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("r" * (REFUSALS - 1), False),
        ("r" * REFUSALS, True),
        ("rrr" + "o" + "rr", False),
        ("orrrro" + "r" * REFUSALS, True),
        ("o" * 20, False),
    ],
)
def test_refusals_in_a_row_are_found_and_what_opened_between_ends_the_row(pattern: str, found: bool) -> None:
    looks = [_look(f"C{n}", at=NOON + n * MINUTE, refused=how == "r") for n, how in enumerate(pattern)]
    assert bool(_of(Kind.REFUSALS, looks, _known())) is found


def test_refusals_over_a_day_are_not_in_a_row() -> None:
    looks = [_look(f"C{n}", at=NOON + n * 16 * MINUTE, refused=True) for n in range(REFUSALS)]
    assert _of(Kind.REFUSALS, looks, _known()) == []


def test_people_are_not_mixed_up() -> None:
    looks = [_look(f"C{n}", at=NOON + n * MINUTE, person=n % 4, refused=True) for n in range(4 * (REFUSALS - 1))]
    assert patterns.found(looks, _known()) == []


def test_the_order_in_which_looks_come_does_not_matter_and_the_newest_signal_is_first() -> None:
    looks = [_look("A", at=NOON + n * DAY) for n in range(3)]
    found = patterns.found(looks[::-1], _known())
    assert found == patterns.found(looks, _known())
    assert [signal.begins_at for signal in found] == [NOON + n * DAY for n in (2, 1, 0)]


def test_every_kind_has_words_and_a_key_that_names_kind_and_person() -> None:
    assert patterns.WORDS.keys() == set(Kind)
    (signal,) = patterns.found([_look("A", person=7)], _known())
    assert signal.key.split(":")[:2] == ["unconnected", "7"]
    assert signal.words == patterns.WORDS[Kind.UNCONNECTED]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mase import timescales
from mase.timescales import Length, Unit, UnreadableLength

WORDS = [
    ("24 hours", Length(24, Unit.HOURS)),
    ("1 hour", Length(1, Unit.HOURS)),
    ("4 working hours", Length(4, Unit.WORKING_HOURS)),
    ("1 working hour", Length(1, Unit.WORKING_HOURS)),
    ("1 working day", Length(1, Unit.WORKING_DAYS)),
    ("3 working days", Length(3, Unit.WORKING_DAYS)),
    ("1 day", Length(1, Unit.DAYS)),
    ("10 days", Length(10, Unit.DAYS)),
    ("1 month", Length(1, Unit.MONTHS)),
    ("6 months", Length(6, Unit.MONTHS)),
    ("same day", Length(0, Unit.SAME_DAY)),
    ("1 day before", Length(1, Unit.DAYS_BEFORE)),
    ("10 days before", Length(10, Unit.DAYS_BEFORE)),
    ("1 working day before", Length(1, Unit.WORKING_DAYS_BEFORE)),
    ("2 working days before", Length(2, Unit.WORKING_DAYS_BEFORE)),
]
LENGTHS = st.one_of(
    st.just(Length(0, Unit.SAME_DAY)),
    st.builds(Length, st.integers(1, 400), st.sampled_from(sorted(set(Unit) - {Unit.SAME_DAY}))),
)


@pytest.mark.parametrize(("words", "length"), WORDS)
def test_a_length_is_said_as_the_procedures_say_it(words, length):
    assert timescales.in_words(length) == words


@pytest.mark.parametrize(("words", "length"), WORDS)
def test_the_words_are_read_back(words, length):
    assert timescales.parse(words) == length


@given(LENGTHS)
def test_reading_undoes_saying(length):
    assert timescales.parse(timescales.in_words(length)) == length


def test_every_unit_has_words():
    assert {length.unit for _, length in WORDS} == set(Unit)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "3",
        "days",
        "three days",
        "0 days",
        "-1 days",
        "1.5 hours",
        "² hours",
        "3 weeks",
        "3  days",
        "3 Days",
        "3 days ",
        "3 months before",
        "1 same day",
        "Same day",
    ],
)
def test_other_words_are_refused(words):
    with pytest.raises(UnreadableLength):
        timescales.parse(words)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(0, Unit.HOURS), (-1, Unit.DAYS), (0, Unit.DAYS_BEFORE), (1, Unit.SAME_DAY), (-1, Unit.SAME_DAY)],
)
def test_a_length_without_sense_cannot_be_made(amount, unit):
    with pytest.raises(
        UnreadableLength, match=f"^{amount} {unit}: the amount is 0 for same_day and 1 or more otherwise"
    ):
        Length(amount, unit)


def test_a_length_is_frozen():
    with pytest.raises(AttributeError):
        Length(1, Unit.DAYS).amount = 2


def test_only_the_units_before_a_meeting_count_back():
    assert {unit for unit in Unit if unit.counts_back} == {Unit.DAYS_BEFORE, Unit.WORKING_DAYS_BEFORE}

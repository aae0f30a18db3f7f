"""What speaks for two descriptions being of one child: more agreement never counts less, and it is said in words."""

import random
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mase.people import scoring
from mase.people.scoring import Sought, likeness
from tests.people import invented

BORN = date(2012, 3, 7)
AMARA = Sought("Amara Grace", "O'Neill", "Mari", BORN, "9434765919", "B801200005001")
NAMED = Sought("Amara Grace", "O'Neill", born_on=BORN)

SAID = [
    ({}, "Same family name", "Same given name", "Same date of birth"),
    ({"given_names": "Amara"}, "One given name is the same"),
    ({"given_names": "Amaragrace"}, "One given name is the same"),
    ({"given_names": "Grace Amara"}, "One given name is the same"),
    ({"given_names": "Amara-Grace"}, "Same given name"),
    ({"given_names": "Amaro"}, "Given name sounds alike"),
    ({"given_names": "Amata"}, "Given name differs in one letter"),
    ({"given_names": "Mara"}, "Given name differs in one letter"),
    ({"given_names": "Gracia"}, "Given name sounds alike"),
    ({"given_names": "Ama"}, "Given name is a short form"),
    ({"given_names": "Amtaba"}, "Given name differs in two letters"),
    ({"family_name": "ONeill"}, "Same family name"),
    ({"family_name": "O Neill"}, "One family name is the same"),
    ({"family_name": "Oneil"}, "Family name sounds alike"),
    ({"family_name": "O’Neill-Brook"}, "One family name is the same"),
    ({"family_name": "Brook O'Neill"}, "One family name is the same"),
    ({"family_name": "O'Neitl"}, "Family name differs in one letter"),
    ({"given_names": "O'Neill", "family_name": "Amara Grace"}, "Given names and family name swapped"),
    (
        {"given_names": "Oneil", "family_name": "Amara"},
        "Given names and family name swapped, and spelled another way",
    ),
    ({"given_names": "Zoe", "known_as": "Amara"}, "One alias is the same"),
    ({"given_names": "Zoe", "known_as": "Amarra"}, "Alias sounds alike"),
    ({"family_name": "Brook", "known_as": "Amy O'Neill"}, "One alias is the same"),
    ({"born_on": date(2012, 7, 3)}, "Date of birth: day and month swapped"),
    ({"born_on": date(2011, 3, 7)}, "Date of birth: year differs by one"),
    ({"born_on": date(2013, 3, 7)}, "Date of birth: year differs by one"),
    ({"born_on": date(2012, 3, 8)}, "Date of birth differs by one slip"),
    ({"born_on": date(2002, 3, 7)}, "Date of birth differs by one slip"),
    ({"born_on": date(2009, 8, 1)}, "Dates of birth differ"),
]


@pytest.mark.parametrize(("otherwise", "said"), [(row[0], row[1:]) for row in SAID])
def test_it_says_in_words_what_speaks_for_it(otherwise: dict[str, object], said: tuple[str, ...]) -> None:
    reasons = likeness(NAMED, replace(NAMED, **otherwise)).reasons
    assert set(said) <= set(reasons), reasons
    assert "" not in reasons


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("9434765919", "9434765919", "Same NHS number"),
        ("9434765918", "9434765919", "NHS number differs in one digit"),
        ("9434765991", "9434765919", "NHS number has two digits swapped"),
        ("943476591", "9434765919", "NHS number has one digit more or less"),
        ("9434765919", "6541003238", "NHS numbers differ"),
    ],
)
def test_nhs_numbers_are_compared_digit_by_digit(one: str, other: str, said: str) -> None:
    assert likeness(Sought(nhs_number=one), Sought(nhs_number=other)).reasons == (said,)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("B801200005001", "B801200005001", "Same unique pupil number"),
        ("A801200005001", "B801200005001", "Unique pupil number differs in one character"),
        ("B810200005001", "B801200005001", "Unique pupil number has two characters swapped"),
        ("P207000016049", "B801200005001", "Unique pupil numbers differ"),
    ],
)
def test_unique_pupil_numbers_are_compared_likewise(one: str, other: str, said: str) -> None:
    assert likeness(Sought(upn=one), Sought(upn=other)).reasons == (said,)


def test_the_weightiest_reason_comes_first() -> None:
    reasons = likeness(AMARA, replace(AMARA, born_on=date(2001, 1, 1))).reasons
    assert reasons[:2] == ("Same NHS number", "Same unique pupil number")
    assert reasons[-1] == "Dates of birth differ"


def test_what_is_not_known_speaks_neither_for_nor_against() -> None:
    assert likeness(AMARA, Sought()) == likeness(Sought(), Sought()) == scoring.Likeness(0, ())
    alone = likeness(NAMED, replace(NAMED, born_on=None))
    assert likeness(NAMED, NAMED).score > alone.score > likeness(NAMED, replace(NAMED, born_on=date(2001, 1, 1))).score


RANKED = [  # from what is surely the same to what is another
    NAMED,
    replace(NAMED, given_names="Amarra"),
    replace(NAMED, born_on=date(2012, 7, 3)),
    replace(NAMED, born_on=date(2012, 3, 8)),
    replace(NAMED, family_name="Oneill-Brook", born_on=None),
    replace(NAMED, given_names="Amata", family_name="Oneitl", born_on=None),
    replace(NAMED, given_names="Amata", family_name="Oneitl", born_on=date(2001, 1, 1)),
    replace(NAMED, given_names="Zoe", family_name="Brook", born_on=date(2001, 1, 1)),
]


def test_less_agreement_ranks_lower() -> None:
    scores = [likeness(NAMED, other).score for other in RANKED]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_name_in_the_other_order_counts_nearly_as_much() -> None:
    other_order = Sought(NAMED.family_name, NAMED.given_names, born_on=BORN)
    assert 0.85 < likeness(NAMED, other_order).score / likeness(NAMED, NAMED).score < 1


def test_a_family_with_the_same_name_twice_is_not_taken_for_another_order() -> None:
    assert likeness(Sought("Ali", "Ali"), Sought("Ali", "Ali")).reasons == ("Same family name", "Same given name")


people = st.builds(
    lambda seed, number: next(person for n, person in enumerate(invented.people(number + 1, seed=seed)) if n == number),
    st.integers(0, 40),
    st.integers(0, 3),
)


def _described(person: Sought, chance: random.Random) -> Sought:
    return invented.with_birth(invented.misspelled(person, chance), person.born_on)


anybody = st.one_of(people, st.builds(_described, people, st.randoms(use_true_random=False)), st.just(AMARA))


@given(anybody, anybody)
def test_it_is_the_same_either_way_round(one: Sought, other: Sought) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there.score == pytest.approx(back.score)
    assert len(there.reasons) == len(back.reasons)


@given(anybody, anybody)
def test_nobody_is_likelier_than_the_same(one: Sought, other: Sought) -> None:
    assert likeness(one, one).score >= likeness(one, other).score


@given(anybody, anybody, st.sampled_from([field.name for field in fields(Sought)]))
def test_more_agreement_never_ranks_lower(one: Sought, other: Sought, name: str) -> None:
    assume(getattr(one, name))
    before = likeness(one, other)
    assume(not any("swapped" in reason for reason in before.reasons if "names" in reason))
    assert likeness(one, replace(other, **{name: getattr(one, name)})).score >= before.score - 1e-9


@given(anybody)
def test_points_are_given_for_a_slip_in_everything(one: Sought) -> None:
    chance = random.Random(5)  # noqa: S311
    written = invented.with_birth(invented.misspelled(one, chance), one.born_on)
    assert likeness(one, written).score > scoring.WORTH_SHOWING


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("amara", "amara", scoring.SAME),
        ("mohammed", "muhammad", scoring.SOUNDS),
        ("phillip", "filip", scoring.SOUNDS),
        ("محمد", "محمود", scoring.ONE_SLIP),
        ("иванов", "ивонов", scoring.ONE_SLIP),
        ("marsh", "narsh", scoring.ONE_SLIP),
        ("alex", "alexander", scoring.SHORT),
        ("jo", "joanna", scoring.OTHER),
        ("castle", "bastte", scoring.TWO_SLIPS),
        ("kofi", "sodi", scoring.OTHER),
        ("amara", "brook", scoring.OTHER),
    ],
)
def test_a_word_keeps_some_of_its_points(one: str, other: str, kept: float) -> None:
    assert scoring.word_likeness(one, other) == scoring.word_likeness(other, one) == kept

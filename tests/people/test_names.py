"""The words of a name are the same however the name is written, and the database reads them as the code does."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mase.people import names
from tests.people import invented

READ = [
    ("Amara", ("amara",)),
    ("O'Brien", ("obrien",)),
    ("O’Brien", ("obrien",)),
    ("OBrien", ("obrien",)),
    ("O Brien", ("brien", "obrien")),
    ("D'Souza", ("dsouza",)),
    ("de Souza", ("souza", "desouza")),
    ("McDonald", ("mcdonald",)),
    ("Mc Donald", ("donald", "mcdonald")),
    ("al-Hasan", ("hasan", "alhasan")),
    ("Al Hasan", ("hasan", "alhasan")),
    ("Alhasan", ("alhasan",)),
    ("van der Berg", ("berg", "vanderberg")),
    ("Anne-Marie", ("anne", "marie", "annemarie")),
    ("Anne Marie", ("anne", "marie", "annemarie")),
    ("ANNEMARIE", ("annemarie",)),
    ("  Kofi\t", ("kofi",)),
    ("J. R. Marsh", ("marsh", "jrmarsh")),
    ("Mary Mary", ("mary", "marymary")),
    ("Łódź-Müller", ("lodz", "muller", "lodzmuller")),
    ("Çağlar", ("caglar",)),
    ("İnce", ("ince",)),
    ("Ngozi", ("ngozi",)),
    ("Strauß", ("strauss",)),
    ("Sørensen", ("sorensen",)),
    ("Ærø", ("aero",)),
    ("Þór", ("thor",)),
    ("Jose\u0301", ("jose",)),  # an accent of its own behind the letter
    ("José", ("jose",)),
    ("Ｊｏ", ("jo",)),  # full-width letters
    ("Van", ("van",)),  # a name, where there is nothing else
    ("Le Van", ("le", "van", "levan")),
    ("O", ("o",)),
    ("محمد", ("محمد",)),
    ("مُحَمَّد", ("محمد",)),  # with vowel points
    ("أحمد", ("احمد",)),
    ("فاطمة", ("فاطمه",)),
    ("محمـــد", ("محمد",)),  # stretched
    ("\u202bمحمد\u202c", ("محمد",)),  # with marks of direction
    ("Ковалёва", ("ковалева",)),
    ("Андрій", ("андріи",)),
    ("Ὀδυσσεύς", ("οδυσσευσ",)),
    ("כהן־לוי", ("כהן", "לוי", "כהןלוי")),
    ("李", ("李",)),
    ("홍길동", ("홍길동",)),
    ("राज कुमार", ("राज", "कुमार", "राजकुमार")),
    ("😀", ("😀",)),
    ("Zoë 😀", ("zoe", "😀", "zoe😀")),
    ("", ()),
    (" - ", ()),
    ("''", ()),
]


@pytest.mark.parametrize(("name", "words"), READ)
def test_a_name_is_read_as_its_words(name: str, words: tuple[str, ...]) -> None:
    assert names.words(name) == words


def test_a_long_name_has_a_few_words_and_all_of_them_together() -> None:
    assert names.words("Ana Bia Cleo Dora Eva") == ("ana", "bia", "cleo", "dora", "anabiacleodoraeva")


def test_a_name_without_end_is_cut() -> None:
    assert names.words("x" * 100_000) == ("x" * names.LONGEST,)


def test_an_alias_is_a_way_to_be_called_and_may_hold_another_family_name() -> None:
    assert names.given("Oliver James", "Ollie") == ("oliver", "james", "oliverjames", "ollie")
    assert names.given("Oliver", "oliver") == ("oliver",)
    assert names.family("Brook", "Ollie") == ("brook",)
    assert names.family("Brook", "Ollie Castle") == ("brook", "ollie", "castle", "olliecastle")
    assert names.given("") == names.family("") == ()


@given(st.text(max_size=40))
def test_reading_its_own_words_changes_nothing(name: str) -> None:
    for word in names.words(name):
        assert names.words(word)[-1] == word


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=20))
def test_capitals_hyphens_and_apostrophes_make_no_other_name(name: str) -> None:
    for written in (name.upper(), name.capitalize(), f" {name} ", f"{name}'", f"-{name}-", f"’{name}"):
        assert names.words(written) == names.words(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mohammed", "muhamad"),
        ("mohammed", "mohamed"),
        ("philip", "filip"),
        ("sofia", "sophia"),
        ("katherine", "catharine"),
        ("jaxon", "jakson"),
        ("yousef", "iusif"),
        ("khan", "kan"),
        ("szymon", "shimon"),
        ("wojciech", "vojciech"),
        ("aisha", "eesha"),
        ("zara", "sara"),
    ],
)
def test_spellings_of_one_name_sound_the_same(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other)


@pytest.mark.parametrize(("one", "other"), [("amara", "amina"), ("kofi", "kwame"), ("ali", "avi"), ("tom", "tim b")])
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert names.sound(one) != names.sound(other)


def _read_by_the_database(name: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_words(%s)", [name])
        return tuple(cursor.fetchone()[0])


def test_the_database_reads_every_name_of_the_table_as_the_code_does(db: None) -> None:
    for name, words in [
        *READ,
        ("x" * 100, names.words("x" * 100)),
        ("A b\u00a0c\u2003d", names.words("A b\u00a0c\u2003d")),
    ]:
        assert _read_by_the_database(name) == words, name


def test_the_database_knows_the_same_particles(db: None) -> None:
    for particle in names.PARTICLES:
        assert (
            _read_by_the_database(f"{particle} Berg") == names.words(f"{particle} Berg") == ("berg", f"{particle}berg")
        )


def test_the_database_reads_every_sign_of_a_keyboard_as_the_code_does(db: None) -> None:
    for sign in map(chr, [*range(1, 0x250), *range(0x370, 0x700), *range(0x1E00, 0x2070)]):
        name = f"Ab{sign}cd"
        assert _read_by_the_database(name) == names.words(name), hex(ord(sign))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\0"), max_size=30))
def test_the_database_reads_anything_as_the_code_does(db: None, name: str) -> None:
    assert _read_by_the_database(name) == names.words(name)


def test_the_database_reads_invented_people_as_the_code_does(db: None) -> None:
    for person in invented.people(400, seed=3):
        for name in (person.given_names, person.family_name, person.known_as):
            assert _read_by_the_database(name) == names.words(name)

"""The month's analysis of the victim profile: counts for who may see every case, fewer for others (SO-30)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings import victims as facts
from meetings.operations import victims as counting
from meetings.victims import Facts
from reporting import victims
from tests.cases.everywhere import know

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
LEVELS = {1: "Level 1", 2: "Level 2"}
CHILD: dict[str, Any] = {
    "is_open": True,
    "age": 14,
    "school_year": 9,
    "gender": "female",
    "ethnicity": "BCRB",
    "care": "family",
    "home": "not_in_care",
    "missing": "yes",
    "model": "online",
    "level": "2",
}


def _children(number: int, **differs: Any) -> list[Facts]:
    return [Facts(**CHILD | differs) for _ in range(number)]


def _counts(profile: victims.Profile, title: str) -> dict[str, int | None]:
    (table,) = [one for one in profile.tables if one.title == title]
    return {row.label: row.number for row in table.rows}


@pytest.mark.rule("SO-30")
def test_who_sees_every_case_reads_every_count() -> None:
    profile = victims.profile([*_children(2), *_children(1, gender="not_known", ethnicity="NOBT")], levels=LEVELS)
    assert (profile.number, profile.left_out, profile.keeps_back) == (3, 0, False)
    assert _counts(profile, "Gender")["Girl"] == 2
    assert _counts(profile, "Gender")["Not recorded"] == 1
    assert _counts(profile, "Ethnicity")["Black"] == 2
    assert _counts(profile, "Ethnicity")["Not recorded"] == 1
    assert {sum(row.number or 0 for row in table.rows) for table in profile.tables} == {3}


@pytest.mark.rule("SO-30")
def test_where_a_few_are_not_open_the_others_are_counted_and_the_few_say_nothing() -> None:
    profile = victims.profile([*_children(6), *_children(2, is_open=False, gender="male")], levels=LEVELS)
    assert (profile.number, profile.left_out) == (6, 2)
    assert _counts(profile, "Gender")["Boy"] == 0


@pytest.mark.rule("SO-30")
def test_who_sees_none_of_many_reads_no_small_number_and_none_of_few_reads_none() -> None:
    many = [*_children(20, is_open=False), *_children(3, is_open=False, gender="male")]
    profile = victims.profile(many, levels=LEVELS)
    gender = _counts(profile, "Gender")
    assert (profile.number, profile.keeps_back, gender["Boy"]) == (23, True, None)
    assert list(gender.values()).count(None) == 2
    few = victims.profile(_children(4, is_open=False), levels=LEVELS)
    assert (few.number, few.left_out) == (0, 4)
    assert {row.number for table in few.tables for row in table.rows} == {0}


@pytest.mark.parametrize(
    ("age", "band"),
    [(0, "Under 12"), (11, "Under 12"), (12, "12 to 13"), (15, "14 to 15"), (17, "16 to 17"), (18, "18 and over")],
)
def test_an_age_has_one_band(age: int, band: str) -> None:
    assert victims.age_band(age) == band


@pytest.mark.parametrize(
    ("day", "born_on", "year", "stage"),
    [
        (date(2026, 8, 31), date(2014, 8, 31), 7, "Years 7 to 9"),
        (date(2026, 8, 31), date(2014, 9, 1), 6, "Primary school"),
        (date(2026, 9, 1), date(2014, 9, 1), 7, "Years 7 to 9"),
        (date(2026, 3, 2), date(2011, 9, 1), 9, "Years 7 to 9"),
        (date(2026, 3, 2), date(2011, 8, 31), 10, "Years 10 to 11"),
        (date(2026, 3, 2), date(2009, 8, 31), 12, "Beyond year 11"),
        (date(2028, 2, 29), date(2016, 2, 29), 7, "Years 7 to 9"),
    ],
)
def test_a_year_of_school_begins_in_september(day: date, born_on: date, year: int, stage: str) -> None:
    assert facts.school_year(day, born_on) == year
    assert victims.school_stage(year) == stage


@pytest.mark.rule("SO-30", "ALL-5")
def test_a_restricted_child_counts_but_is_not_open_and_a_child_one_knows_does_not_count(
    southwark: Cast, told: Callable[..., Case], panel: Any
) -> None:
    known, restricted, third = (told("admit", number=number) for number in range(3))
    know(southwark["coordinator"], known.child, at=NOW - timedelta(days=1))
    cases.restrict(restricted, by=southwark["service"], at=NOW, reason="In the newspapers")
    found = counting.facts_for(southwark["coordinator"], southwark.authority, at=NOW)
    assert sorted(one.is_open for one in found) == [False, True]
    (seen,) = [one for one in found if one.is_open]
    assert (seen.gender, seen.missing, seen.level) == (third.child.gender, "yes", "2")


@pytest.mark.rule("SO-30", "ALL-5")
def test_the_page_is_for_members_of_the_meeting_and_leaves_a_row(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], panel: Any, signed_in, clock
) -> None:
    told("admit")
    clock.move_to(NOW)
    address = reverse("victim_profile")
    page = signed_in(southwark["coordinator"]).get(address)
    assert "The 1 young person on the list of Southwark" in page.text
    row = Event.objects.get(verb=Verb.VIEWED, detail__page="victim profile")
    assert (row.actor, row.detail["kept_back"]) == (southwark["coordinator"].pk, False)
    assert "1 child on the list is not counted" in signed_in(southwark["education"]).get(address).text
    assert signed_in(southwark["mash"]).get(address).status_code == 403
    assert "of Barnet" in signed_in(barnet["coordinator"]).get(address, {"authority": "southwark"}).text
    assert "No list is open to you" in signed_in(southwark["school"]).get(address).text
    assert signed_in(southwark["coordinator"]).post(address).status_code == 405

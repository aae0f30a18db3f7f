"""What is known of the child is corrected: history keeps what it said, what is covered is overwritten unseen."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access, children, operations
from mase.cases.errors import CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.people.models import Person
from tests.cases.everywhere import know
from tests.cases.joins import join, refer_again
from tests.cases.pages import error_of, texts

DAY = timedelta(days=1)
Browse = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("inform")


def _typed(case: Case, **differs: object) -> dict[str, object]:
    """Return the form as the page offers it, with what somebody types into it."""
    child = case.child
    plain = ("given_names", "family_name", "known_as", "gender", "school", "gp", "language", "nationality", "religion")
    return {
        **{name: getattr(child, name) for name in plain},
        "born_on-day": child.born_on.day,
        "born_on-month": child.born_on.month,
        "born_on-year": child.born_on.year,
        "interpreter": child.interpreter,
        "learning_disability": child.learning_disability,
        "ethnicity": child.ethnicity,
        "ethnicity_basis": child.ethnicity_basis,
        **dict.fromkeys(("nhs_number", "upn", "address", "placement_address"), ""),
        **differs,
    }


def _post(browser: Client, case: Case, **differs: object) -> object:
    return browser.post(f"/cases/{case.ref}/child/", _typed(case, **differs))


@pytest.mark.rule("ALL-4")
def test_a_correction_keeps_what_it_said_and_the_trail_says_which_fields(
    case: Case, southwark: Cast, signed_in: Browse
) -> None:
    answer = _post(signed_in(southwark["worker"]), case, given_names="Maia", school="North Park School")
    assert answer.status_code == 302
    child = Person.objects.get(pk=case.child_id)
    assert (child.given_names, child.school, child.name_key) == ("Maia", "North Park School", "maiahartwell")
    assert set(child.history.values_list("given_names", flat=True)) == {"Maya", "Maia"}
    event = Event.objects.get(verb="child_corrected")
    assert (event.case, event.detail) == (case.ref, {"fields": ["given_names", "school"]})


@pytest.mark.rule("ALL-5")
def test_what_is_covered_is_not_shown_and_stays_unless_it_is_overwritten(
    case: Case, southwark: Cast, signed_in: Browse
) -> None:
    browser, before = signed_in(southwark["worker"]), case.child.address
    assert before
    assert before not in browser.get(f"/cases/{case.ref}/child/").content.decode()
    _post(browser, case, known_as="Em")
    assert Person.objects.get(pk=case.child_id).address == before
    _post(browser, case, known_as="Em", address="9 Far Lane\nLondon SE1 7PB", nhs_number="943 476 5919")
    child = Person.objects.get(pk=case.child_id)
    assert (child.address, child.postcode, child.nhs_number) == ("9 Far Lane\nLondon SE1 7PB", "SE17PB", "9434765919")
    assert "Far Lane" not in str(Event.objects.filter(verb="child_corrected").values_list("detail", flat=True))


def test_what_is_recorded_wrongly_is_taken_out(case: Case, southwark: Cast, signed_in: Browse) -> None:
    browser = signed_in(southwark["worker"])
    assert texts(browser.get(f"/cases/{case.ref}/child/"), "input[name=take_out] + label") == ["Home address"]
    _post(browser, case, take_out=["address"])
    assert Person.objects.get(pk=case.child_id).address == ""
    assert not texts(browser.get(f"/cases/{case.ref}/child/"), "input[name=take_out] + label")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"nhs_number": "943 476 5918"}, "nhs_number"),
        ({"upn": "A801200005001"}, "upn"),
        ({"born_on-year": "1986"}, "born_on"),
        ({"born_on-day": "31", "born_on-month": "2"}, "born_on"),
        ({"born_on-year": "2030"}, "born_on"),
        ({"ethnicity": "WBRI"}, "ethnicity_basis"),
        ({"gender": "?"}, "gender"),
        ({"given_names": "x" * 101}, "given_names"),
    ],
    ids=["check digit", "check letter", "forty", "no such day", "not yet", "nobody said so", "no such choice", "long"],
)
def test_wrong_input_is_said_beside_the_field_and_nothing_changes(
    case: Case, southwark: Cast, signed_in: Browse, typed: dict[str, object], field: str
) -> None:
    page = _post(signed_in(southwark["worker"]), case, school="Kept as typed", **typed)
    assert page.status_code == 200
    assert error_of(page, field)
    assert 'value="Kept as typed"' in page.content.decode()
    assert not Event.objects.filter(verb="child_corrected").exists()


@pytest.mark.parametrize("name", ["O’Brien-al-Ḥasan", "محمد", "Zoë 🌻", "d'Àvila"])
def test_names_are_kept_as_people_write_them(case: Case, southwark: Cast, signed_in: Browse, name: str) -> None:
    _post(signed_in(southwark["worker"]), case, family_name=name)
    assert Person.objects.get(pk=case.child_id).family_name == name


def test_saving_what_is_there_already_changes_nothing(case: Case, southwark: Cast, signed_in: Browse) -> None:
    before = case.child.history.count()
    assert _post(signed_in(southwark["worker"]), case).status_code == 302
    assert case.child.history.count() == before
    assert not Event.objects.filter(verb="child_corrected").exists()


def test_two_who_correct_different_fields_both_count(case: Case, southwark: Cast, at: datetime) -> None:
    children.correct(case, {"school": "North Park School"}, by=southwark["worker"], at=at + DAY)
    children.correct(Case.objects.get(pk=case.pk), {"gp": "Mill Street"}, by=southwark["team"], at=at + DAY)
    child = Person.objects.get(pk=case.child_id)
    assert (child.school, child.gp) == ("North Park School", "Mill Street")


def _seen(page: Any) -> str:
    return re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]


def test_who_saves_second_overwrites_nothing_unseen(
    case: Case, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    worker = signed_in(southwark["worker"])
    seen = _seen(worker.get(f"/cases/{case.ref}/child/"))
    children.correct(case, {"school": "North Park School", "gp": "Hill Surgery"}, by=southwark["team"], at=at)
    page = _post(worker, case, school="South Park School", seen=seen)
    assert error_of(page, "school").startswith("Somebody else changed this")
    assert "It says now: “North Park School”" in " ".join(texts(page, "main"))
    assert _post(worker, case, school="South Park School", seen=_seen(page)).status_code == 302
    child = Person.objects.get(pk=case.child_id)
    assert (child.school, child.gp) == ("South Park School", "Hill Surgery")


def test_what_a_joined_file_says_stands_beside_the_field(
    case: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    later = refer_again(
        southwark, 0, at=at + DAY, known_as="Em", gp="Mill Street", address="9 Far Lane", born_on=date(2011, 5, 4)
    )
    join(southwark, later, case, at=at + DAY)
    browser = signed_in(southwark["worker"])
    page = browser.get(f"/cases/{case.ref}/child/")
    hints = " ".join(texts(page, ".govuk-hint"))
    for said in ("Em", "Mill Street", "4 May 2011"):
        assert f"The referral of file {later.ref} says: {said}." in hints
    assert "Far Lane" not in page.content.decode()
    assert texts(page, "input[name=take_over] + label") == [f"The home address in file {later.ref}"]
    _post(browser, case, take_over=[f"{later.ref}.address"])
    assert Person.objects.get(pk=case.child_id).address == "9 Far Lane"


def test_a_joined_file_that_the_reader_may_not_see_suggests_nothing(case: Case, southwark: Cast, at: datetime) -> None:
    later = refer_again(southwark, 0, at=at + DAY, known_as="Em")
    join(southwark, later, case, at=at + DAY)
    how = {"at": at + DAY}
    assert [one.words for one in children.said_elsewhere(case, user=southwark["worker"], **how)] == ["Em"]
    access.withdraw_from_person(later, southwark["worker"])
    assert children.said_elsewhere(case, user=southwark["worker"], **how) == []


@pytest.mark.rule("ALL-5")
def test_a_corrected_name_that_a_colleague_knows_closes_the_case_to_them(
    case: Case, southwark: Cast, at: datetime
) -> None:
    know(southwark["worker"], Person(given_names="Maia", family_name="Other", born_on=case.child.born_on), at=at)
    children.correct(case, {"given_names": "Maia", "family_name": "Other"}, by=southwark["mash"], at=at + DAY)
    assert southwark["worker"].pk in access.kept_out(case)
    assert Message.objects.filter(text="A case needs another social worker").exists()


def test_a_closed_case_is_not_corrected(case: Case, southwark: Cast, at: datetime) -> None:
    operations.close(case, outcome=Outcome.MOVED, reason="Moved", by=southwark["team"], at=at + DAY)
    with pytest.raises(CaseClosed):
        children.correct(case, {"school": "Other"}, by=southwark["team"], at=at + DAY)


@pytest.mark.rule("ALL-5")
def test_who_may_correct(case: Case, southwark: Cast, signed_in: Browse) -> None:
    expected = dict.fromkeys(("worker", "team", "mash", "coordinator"), 200)
    expected |= {"school": 403, "second.worker": 404, "admin": 404}
    for part, status in expected.items():
        assert signed_in(southwark[part]).get(f"/cases/{case.ref}/child/").status_code == status, part

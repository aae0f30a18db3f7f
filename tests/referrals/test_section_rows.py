"""The sections with rows: as many as are needed, none that was left blank, and no script needed."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.people.codes import EthnicityBasis
from mase.people.models import Answer, Gender
from referrals import drafts, operations
from referrals.forms.around import ContactPoints, Household, PeopleOfConcern, Places, Vehicles
from referrals.forms.parts import Rows
from referrals.models import Draft, Referral
from tests.referrals import typed
from tests.referrals.conftest import posted
from tests.web.html import Element, every, links, one, read, texts

REPEATING = {
    "household": Household,
    "people_of_concern": PeopleOfConcern,
    "places": Places,
    "vehicles": Vehicles,
    "contact_points": ContactPoints,
}


def page_of(draft: Draft, section: str = "household") -> str:
    return reverse("referral_section", args=[draft.ref, section])


def opened(client: Client, address: str) -> Element:
    return read(client.get(address).content.decode())


def names(page: Element) -> list[str]:
    """Return the names in the rows that stand on the page, without the one that a script copies."""
    return [box.get("value") or "" for box in every(page, "input[name$=-name]") if "NUMBER" not in box.get("name")]


def saved(draft: Draft, section: str = "household") -> list[dict]:
    draft.refresh_from_db()
    return draft.answers[section]


@pytest.mark.parametrize("section", REPEATING)
def test_rows_are_kept_as_a_list_in_their_order(school: Client, draft: Draft, section: str) -> None:
    response = school.post(page_of(draft, section), typed.SECTIONS[section])
    assert response.status_code == 302
    numbers = {name.split("-")[1] for name in typed.SECTIONS[section]}
    assert len(saved(draft, section)) == len(numbers)


def test_a_new_page_has_one_blank_row(school: Client, draft: Draft) -> None:
    page = opened(school, page_of(draft))
    assert names(page) == [""]
    assert texts(page, "form > div > fieldset > legend") == ["Person 1"]


def test_a_row_left_blank_is_no_row(school: Client, draft: Draft) -> None:
    blank = {"row-2-name": "  ", "row-2-relationship": "", "row-2-born_on-day": ""}
    school.post(page_of(draft), typed.HOUSEHOLD | blank)
    assert [row["name"] for row in saved(draft)] == ["Ines Hartwell", "Leo Hartwell"]


def test_nothing_but_a_blank_row_is_nothing_to_add(school: Client, draft: Draft) -> None:
    school.post(page_of(draft), {"row-0-name": ""})
    assert saved(draft) == []


@pytest.mark.parametrize("section", [*REPEATING, "signs", "standing"])
def test_nothing_to_add_completes_a_section(school: Client, draft: Draft, section: str) -> None:
    school.post(page_of(draft, section), {"do": "nothing"})
    status = {task["href"]: task["status"] for task in drafts.tasks(Draft.objects.get(), at=draft.started_at)}
    assert status[page_of(draft, section)] == "completed"


def test_nothing_to_add_does_not_pass_for_an_answer_that_is_needed(school: Client, draft: Draft) -> None:
    assert school.post(page_of(draft, "concern"), {"do": "nothing"}).status_code == 200
    assert "concern" not in Draft.objects.get().answers


def test_add_another_saves_and_comes_back_with_one_more_row(school: Client, draft: Draft) -> None:
    response = school.post(page_of(draft), typed.HOUSEHOLD | {"do": "add"})
    assert response.headers["Location"] == f"{page_of(draft)}?more#more"
    assert names(opened(school, response.headers["Location"])) == ["Ines Hartwell", "Leo Hartwell", ""]
    assert len(saved(draft)) == 2


def test_add_another_to_a_blank_row_does_not_say_that_there_is_nothing_to_add(school: Client, draft: Draft) -> None:
    response = school.post(page_of(draft), {"row-0-name": "", "do": "add"})
    assert names(opened(school, response.headers["Location"])) == ["", ""]
    assert Draft.objects.get().answers == {}


def test_add_another_keeps_the_way_back_to_the_check(school: Client, draft: Draft) -> None:
    response = school.post(page_of(draft) + "?check", typed.HOUSEHOLD | {"do": "add"})
    assert response.headers["Location"] == f"{page_of(draft)}?check&more#more"
    back = links(opened(school, response.headers["Location"]), ".govuk-back-link")
    assert list(back.values()) == [reverse("referral_check", args=[draft.ref])]


def test_remove_takes_one_row_and_stays(school: Client, draft: Draft) -> None:
    response = school.post(page_of(draft), typed.HOUSEHOLD | {"do": "remove-0"})
    assert response.headers["Location"].startswith(page_of(draft))
    assert [row["name"] for row in saved(draft)] == ["Leo Hartwell"]


def test_remove_keeps_what_is_still_wrong_in_another_row(school: Client, draft: Draft) -> None:
    response = school.post(page_of(draft), typed.HOUSEHOLD | {"row-1-relationship": "", "do": "remove-0"})
    page = read(response.content.decode())
    assert names(page) == ["Leo Hartwell"]
    assert texts(page, ".govuk-error-message") == ["Error: Enter what they are to the child"]


def test_the_first_button_is_the_one_that_saves(school: Client, draft: Draft) -> None:
    """Enter in a box presses it; it must not take a row away."""
    first = every(opened(school, page_of(draft)), "form[data-kept] button")[0]
    assert (first.text_content(), first.get("name")) == ("Save and continue", None)


def test_errors_stand_in_their_row_and_the_summary_leads_there(school: Client, draft: Draft) -> None:
    bad = {"row-0-name": "Ines", "row-0-relationship": "", "row-7-name": "", "row-7-relationship": "Aunt"}
    page = read(school.post(page_of(draft), bad).content.decode())
    targets = [link.get("href") for link in every(page, ".govuk-error-summary a")]
    assert targets == ["#id_row-0-relationship", "#id_row-7-name"]
    assert all(one(page, target) is not None for target in targets)
    assert names(page) == ["Ines", ""]
    assert Draft.objects.get().answers == {}


def test_rows_have_a_limit_in_words(school: Client, draft: Draft) -> None:
    many = {f"row-{n}-{part}": "A" for n in range(Rows.most + 1) for part in ("name", "relationship")}
    page = read(school.post(page_of(draft), many).content.decode())
    assert texts(page, ".govuk-error-summary li") == [
        "There is room for 40: put the others into what you are worried about"
    ]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (Household, {"row-0-name": ["Enter the name"], "row-0-relationship": ["Enter what they are to the child"]}),
        (Places, {"row-0-kind": ["Select why the place matters"], "row-0-type": ["Select what sort of place it is"]}),
        (Vehicles, {"row-0-registration": ["Enter the registration, or what the vehicle looks like"]}),
        (
            ContactPoints,
            {"row-0-kind": ["Select what it is"], "row-0-number": ["Enter the number or the name"]},
        ),
    ],
)
def test_a_row_names_what_it_cannot_do_without(rows: type[Rows], wrong: dict, at: datetime) -> None:
    said_in = {Household: "protects", Places: "note", Vehicles: "note", ContactPoints: "note"}[rows]
    form = rows(posted({f"row-0-{said_in}": "yes"}), at=at)
    assert not form.is_valid()
    assert {bound.html_name: list(bound.errors) for bound in form if bound.errors} == wrong


def test_of_a_person_of_concern_anything_may_be_all_that_is_known(at: datetime) -> None:
    form = PeopleOfConcern(posted({"row-0-description": "A man with a dark car"}), at=at)
    assert form.is_valid(), form.errors
    assert PeopleOfConcern.facts(form.cleaned_data) == [{"description": "A man with a dark car"}]


ETHNICITY = [
    pytest.param({"ethnicity_known": "not_known"}, {}, id="not known is not a guess"),
    pytest.param(
        {"ethnicity_known": "said", "said_by": "self", "said": "BAFR"},
        {"ethnicity": "BAFR", "ethnicity_basis": EthnicityBasis.SELF},
        id="in their own words",
    ),
    pytest.param(
        {"ethnicity_known": "said", "said_by": "reported", "said": "WROM", "seen": "IC1"},
        {"ethnicity": "WROM", "ethnicity_basis": EthnicityBasis.REPORTED},
        id="what somebody reported, not what was seen before the answer changed",
    ),
    pytest.param(
        {"ethnicity_known": "observed", "seen": "IC3"},
        {"ethnicity": "IC3", "ethnicity_basis": EthnicityBasis.OBSERVED},
        id="what somebody saw, by the police's list",
    ),
]


@pytest.mark.parametrize(("answers", "facts"), ETHNICITY)
def test_ethnicity_says_by_which_list_and_on_what_basis(at: datetime, answers: dict, facts: dict) -> None:
    row = {f"row-0-{name}": value for name, value in ({"name": "R"} | answers).items()}
    form = PeopleOfConcern(posted(row), at=at)
    assert form.is_valid(), form.errors
    assert PeopleOfConcern.facts(form.cleaned_data) == [{"name": "R"} | facts]


def test_what_was_seen_is_not_offered_as_what_was_said(at: datetime) -> None:
    row = {"row-0-name": "R", "row-0-ethnicity_known": "said", "row-0-said_by": "self", "row-0-said": "IC3"}
    assert not PeopleOfConcern(posted(row), at=at).is_valid()


@pytest.mark.rule("SO-7")
def test_everything_around_the_child_is_sent_along(full: Draft, school: Client) -> None:
    school.post(reverse("referral_check", args=[full.ref]))
    sent = Referral.objects.get()
    mother, brother = sent.household.order_by("pk")
    assert (mother.name, mother.born_on.isoformat(), mother.protects) == ("Ines Hartwell", "1984-04-01", Answer.YES)
    assert (brother.relationship, brother.born_on, brother.protects) == ("Younger brother", None, Answer.NOT_KNOWN)
    person = sent.people_of_concern.get()
    assert (person.known_as, person.gender, person.ethnicity) == ("Rico", Gender.MALE, "IC1")
    assert sent.places.get().where == "By the station"
    assert sent.vehicles.get().registration == "AB12"
    assert (sent.contact_points.get().number, sent.contact_points.get().service) == ("rico.99", "Snapchat")


def test_a_referral_without_rows_is_sent_without_them(filled: Draft, school: Client, at: datetime) -> None:
    operations.save_section(filled, "vehicles", [], at=at)
    school.post(reverse("referral_check", args=[filled.ref]))
    sent = Referral.objects.get()
    assert not sent.household.exists()
    assert not sent.vehicles.exists()


def test_saved_rows_stand_in_their_boxes_again(full: Draft, school: Client) -> None:
    page = opened(school, page_of(full))
    assert names(page) == ["Ines Hartwell", "Leo Hartwell"]
    assert [one(page, f"#id_row-0-born_on-{part}").get("value") for part in ("day", "month", "year")] == [
        "1",
        "4",
        "1984",
    ]
    assert one(page, "[name=row-0-protects][checked]").get("value") == "yes"

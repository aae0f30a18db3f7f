"""What is covered stays out of a page's source until a reader with the right asks; asking leaves a row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.rights import UNCOVERED_BY, FieldClass, Section
from mase.agencies.roles import ROLES
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import PARTS, Cast
from riskscreening.operations import screening as screenings
from tests.cases.pages import texts
from tests.referrals.trail import refused, rows

SignIn = Callable[[User], Client]
NHS_NUMBER, EVIDENCE = "9434765919", "The clinic on Canary Lane"
OPEN = "team"  # holds the right to every one of them
ROLE = {part: role for part, _, role in PARTS}


@dataclass(frozen=True)
class Covered:
    """One kind of field: what it is in this case, where it would stand, and whose role may not ask for it."""

    field: FieldClass
    value: str
    page: str
    without: str

    @property
    def address(self) -> str:
        return f"reveal_{self.field.value}"


EACH = [
    Covered(FieldClass.NHS_NUMBER, NHS_NUMBER, "case", "police.mash"),
    Covered(FieldClass.ADDRESS, "3 Invented Street", "case", "health"),
    Covered(FieldClass.INFORMANT, stories.REFERRAL["referrer_telephone"], "referrals", "inspector"),
    Covered(FieldClass.SEXUAL_HEALTH, EVIDENCE, "screening", "mash"),
]
each = pytest.mark.parametrize("covered", EACH, ids=lambda covered: covered.field.value)


@pytest.fixture
def case(told: Callable[..., Case], southwark: Cast, at: datetime) -> Case:
    """A case with something in every covered field."""
    case = told("allocate")
    case.child.nhs_number = NHS_NUMBER
    case.child.save()
    stories.fill_in(southwark, case, at)
    said = {"answer": "current", "evidence": EVIDENCE, "source": EVIDENCE}
    screenings.save_answers(case.assessments.get(), {"B16": said}, by=southwark["worker"], at=at)
    return case


def where(case: Case, covered: Covered) -> str:
    more = [case.assessments.get().pk] if covered.page == "screening" else []
    return reverse(covered.page, args=[case.ref, *more])


def ask(client: Client, case: Case, covered: Covered, **posted: str) -> Any:
    return client.post(reverse(covered.address, args=[case.ref]), {"back": where(case, covered), **posted})


def source(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@each
@pytest.mark.rule("ALL-5")
def test_the_value_is_not_in_the_page_until_it_is_asked_for_and_gone_from_the_next(
    case: Case, southwark: Cast, signed_in: SignIn, covered: Covered
) -> None:
    client, page = signed_in(southwark[OPEN]), where(case, covered)
    assert covered.value not in source(client, page)
    answer = ask(client, case, covered)
    assert answer.status_code == 302
    assert covered.value in source(client, answer["Location"])
    assert covered.value not in source(client, page)


@each
def test_neither_the_address_nor_the_session_holds_the_value(
    case: Case, southwark: Cast, signed_in: SignIn, covered: Covered
) -> None:
    client = signed_in(southwark[OPEN])
    answer = ask(client, case, covered)
    kept = client.session["uncovered"]
    assert kept == {"case": case.ref, "field": covered.field.value, "at": kept["at"]}
    assert covered.value not in answer["Location"]
    client.get(answer["Location"])
    assert "uncovered" not in client.session


@each
@pytest.mark.rule("ALL-5")
def test_asking_leaves_a_row_that_names_the_field_and_not_what_it_says(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime, covered: Covered
) -> None:
    ask(signed_in(southwark[OPEN]), case, covered)
    (row,) = rows(case, Verb.FIELD_REVEALED)
    assert (row.actor, row.agency, row.at) == (southwark[OPEN].pk, "southwark-csc", at)
    assert (row.subject, row.detail) == ("cases.case", {"field": covered.field.value})


@each
@pytest.mark.rule("ALL-5")
def test_whose_role_may_not_ask_is_told_so_and_refused(
    case: Case, southwark: Cast, signed_in: SignIn, covered: Covered
) -> None:
    person = southwark[covered.without]
    assert UNCOVERED_BY[covered.field] not in ROLES[ROLE[covered.without]].permissions
    client, page = signed_in(person), where(case, covered)
    shown = client.get(page)
    assert f"Hidden from your role: {covered.field.label}" in texts(shown, ".app-masked__word")
    assert f"Show {covered.field.label}" not in texts(shown, "button")
    assert ask(client, case, covered).status_code == 403
    assert covered.value not in source(client, page)
    assert refused(case.ref, person) == [covered.address.replace("_", " ")]
    assert rows(case, Verb.FIELD_REVEALED) == []


@each
def test_the_section_has_to_be_open_to_whoever_asks(
    case: Case, southwark: Cast, signed_in: SignIn, covered: Covered
) -> None:
    section = UNCOVERED_BY[covered.field].section
    case.agency_grants.filter(permission__codename=f"see_{section}").delete()
    expected = 404 if section is Section.CASE else 403
    assert ask(signed_in(southwark[OPEN]), case, covered).status_code == expected


@each
def test_nobody_asks_about_a_case_they_do_not_see(
    case: Case, barnet: Cast, signed_in: SignIn, covered: Covered
) -> None:
    assert ask(signed_in(barnet[OPEN]), case, covered).status_code == 404
    assert refused(case.ref, barnet[OPEN]) == [covered.address.replace("_", " ")]


@each
def test_a_link_alone_uncovers_nothing(case: Case, southwark: Cast, signed_in: SignIn, covered: Covered) -> None:
    client = signed_in(southwark[OPEN])
    assert client.get(reverse(covered.address, args=[case.ref])).status_code == 405
    assert covered.value not in source(client, where(case, covered))


@each
def test_the_button_says_what_it_shows_and_returns_to_this_page(
    case: Case, southwark: Cast, signed_in: SignIn, covered: Covered
) -> None:
    client, page = signed_in(southwark[OPEN]), where(case, covered)
    shown = client.get(page)
    assert f"Show {covered.field.label}" in texts(shown, ".app-masked button[type=submit]")
    assert ask(client, case, covered)["Location"] == page


def test_what_was_asked_for_one_case_shows_nothing_of_another(
    case: Case, told: Callable[..., Case], southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    other = stories.refer(southwark, 1, at=at)
    other.child.nhs_number = "4010232137"
    other.child.save()
    client = signed_in(southwark[OPEN])
    ask(client, case, EACH[0])
    assert "4010232137" not in source(client, other.get_absolute_url())
    assert NHS_NUMBER not in source(client, case.get_absolute_url()), "it was for the next page only"


def test_one_kind_of_field_uncovers_no_other(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark[OPEN])
    ask(client, case, EACH[0])
    page = source(client, case.get_absolute_url())
    assert NHS_NUMBER in page
    assert "3 Invented Street" not in page


def test_a_page_that_comes_later_than_a_minute_shows_nothing(
    case: Case, southwark: Cast, signed_in: SignIn, clock: Any
) -> None:
    client = signed_in(southwark[OPEN])
    ask(client, case, EACH[0])
    clock.shift(timedelta(seconds=61))
    assert NHS_NUMBER not in source(client, case.get_absolute_url())


@pytest.mark.parametrize(
    "back", ["", "https://elsewhere.example/", "//elsewhere.example", "/people/", "/cases/OTHER/", "/cases/\r\nX: y"]
)
def test_whoever_asks_stays_in_the_case(case: Case, southwark: Cast, signed_in: SignIn, back: str) -> None:
    assert ask(signed_in(southwark[OPEN]), case, EACH[0], back=back)["Location"] == case.get_absolute_url()


def test_access_that_is_taken_away_in_between_shows_nothing(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["worker"])
    assert ask(client, case, EACH[3]).status_code == 302
    case.person_grants.filter(user=southwark["worker"], permission__codename="see_screening").delete()
    assert client.get(where(case, EACH[3])).status_code == 403


def test_a_gap_is_shown_to_those_who_may_ask_and_to_nobody_else(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    case.child.nhs_number = ""
    case.child.save()
    rows_of = {}
    for part in (OPEN, "police.mash"):
        page = signed_in(southwark[part]).get(case.get_absolute_url())
        pairs = zip(texts(page, "dt.govuk-summary-list__key"), texts(page, "dd.govuk-summary-list__value"), strict=True)
        rows_of[part] = dict(pairs)["NHS number"]
    assert rows_of == {OPEN: "Not recorded", "police.mash": "Hidden from your role: NHS number"}


@pytest.mark.rule("ALL-5")
def test_an_agency_that_is_asked_for_information_reads_no_address_or_number(
    case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    asked = case.information_requests.get(agency=southwark.agency("health"))
    page = source(signed_in(southwark["health"]), reverse("answer", args=[case.ref, asked.pk]))
    assert case.child.family_name in page
    assert NHS_NUMBER not in page
    assert "Invented Street" not in page


def test_history_says_which_kind_of_field_was_uncovered(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark[OPEN])
    for covered in EACH:
        ask(client, case, covered)
    page = client.get(reverse("history", args=[case.ref]))
    lines = texts(page, "tbody tr")
    for covered in EACH:
        assert any(f"Uncovered: {covered.field.label}" in line for line in lines)
    assert not any(covered.value in page.content.decode() for covered in EACH)


@pytest.mark.rule("ALL-5")
def test_no_page_of_the_case_says_it_unasked(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark[OPEN])
    names = ("case", "pathway", "referrals", "screenings", "strategies", "plannings", "mase", "intelligence", "history")
    pages = [reverse(name, args=[case.ref]) for name in (*names, "changes", "allocate", "close")]
    pages += [where(case, covered) for covered in EACH]
    for page in [*pages, reverse("cases"), reverse("home"), reverse("notices")]:
        said = source(client, page)
        assert [covered.field for covered in EACH if covered.value in said] == [], page


def test_who_referred_is_the_referrer_among_the_steps(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    for part in (OPEN, "inspector"):
        page = signed_in(southwark[part]).get(case.get_absolute_url())
        assert "by The referrer" in texts(page, ".moj-timeline__byline")
        assert southwark["school"].name not in " ".join(texts(page, ".moj-timeline"))


def test_a_history_without_the_right_to_the_informant_does_not_name_them(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    case.agency_grants.filter(permission__codename="see_referral").delete()
    signed_in(southwark["school"]).get(case.get_absolute_url())
    referrer, client = southwark["school"].name, signed_in(southwark[OPEN])
    for name in ("history", "changes", "case"):
        page = source(client, reverse(name, args=[case.ref]))
        assert referrer not in page, name
    assert "The referrer" in source(client, reverse("history", args=[case.ref]))


def test_a_case_that_is_closed_or_restricted_still_covers(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    cases.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    client = signed_in(southwark["service"])
    assert NHS_NUMBER not in source(client, case.get_absolute_url())
    ask(client, case, EACH[0])
    assert NHS_NUMBER in source(client, case.get_absolute_url())
    assert ask(signed_in(southwark[OPEN]), case, EACH[0]).status_code == 404


def test_a_partner_that_was_given_the_section_still_lacks_the_right(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    why = {"by": southwark["mash"], "at": at, "reason": "Test"}
    access.open_to_agency(case, southwark.agency("health"), Section, **why)
    client = signed_in(southwark["health"])
    assert [ask(client, case, covered).status_code for covered in EACH] == [403] * 4
    assert not Event.objects.filter(verb=Verb.FIELD_REVEALED).exists()


def test_the_trail_says_through_what_access_it_was_uncovered_and_what(
    case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    for part in (OPEN, "worker"):
        ask(signed_in(southwark[part]), case, EACH[0])
    assert [row.detail for row in rows(case, Verb.FIELD_REVEALED)] == [
        {"field": "nhs_number"},
        {"field": "nhs_number", "through": "person"},
    ]
    page = signed_in(southwark["privacy"]).get("/trail/", {"case": case.ref})
    assert sum("Uncovered: NHS number" in line for line in texts(page, "tbody tr")) == 2


def test_pupil_number_and_placement_are_covered_with_the_number_and_the_address(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("inform")
    case.child.upn, case.child.placement_address = "B801200005001", "4 Far Lane, Hove"
    case.child.save()
    browser = signed_in(southwark["worker"])
    plain = browser.get(f"/cases/{case.ref}/").content.decode()
    assert "B801200005001" not in plain
    assert "Far Lane" not in plain
    for field, value in (("nhs_number", "B801200005001"), ("address", "4 Far Lane, Hove")):
        page = browser.post(f"/cases/{case.ref}/reveal/{field}/", {"back": f"/cases/{case.ref}/"}, follow=True)
        assert value in page.content.decode()

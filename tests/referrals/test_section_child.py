"""Who the child is: names of any script or none yet, dates that can be, numbers with their check digits."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.web.forms import Form
from referrals import operations
from referrals.forms import Child
from referrals.models import Draft, Referral
from tests.referrals import typed
from tests.web.html import every, read, texts

DAY_FIELDS = ("day", "month", "year")


def errors(form: Form) -> dict[str, list[str]]:
    return {name: list(found) for name, found in form.errors.items()}


def born(text: str) -> dict[str, str]:
    year, month, day = text.split("-")
    return {"born_on-day": day, "born_on-month": month, "born_on-year": year}


def child(at: datetime, **more: str) -> Child:
    return Child(typed.CHILD | more, at=at)


AGES = [  # on 2 March 2026
    pytest.param("2026-03-02", True, id="born today"),
    pytest.param("2013-03-03", True, id="12"),
    pytest.param("2008-03-02", True, id="18 today, a care leaver"),
    pytest.param("2000-03-03", True, id="25, and 26 tomorrow"),
    pytest.param("2000-03-02", False, id="26 today"),
    pytest.param("2000-01-01", False, id="26 since January"),
    pytest.param("1999-12-31", False, id="26 since the end of December"),
    pytest.param("1986-07-09", False, id="a slip of the year"),
]


@pytest.mark.rule("ALL-2")
@pytest.mark.parametrize(("day", "fits"), AGES)
def test_the_child_is_no_older_than_a_care_leaver_can_be(at: datetime, day: str, fits: bool) -> None:
    form = child(at, **born(day))
    too_old = {"born_on": ["The date of birth makes this person older than 25. Check the year."]}
    assert errors(form) == ({} if fits else too_old)


@pytest.mark.rule("ALL-2")
def test_the_age_is_taken_on_the_day_in_london(at: datetime) -> None:
    """Half past midnight in summer time is still the day before in UTC."""
    late = datetime.fromisoformat("2026-06-30T23:30:00+00:00")
    assert "born_on" in child(late, **born("2000-07-01")).errors
    assert "born_on" not in child(late, **born("2000-07-02")).errors


def test_a_child_is_not_born_tomorrow(at: datetime) -> None:
    assert errors(child(at, **born("2026-03-03"))) == {"born_on": ["The date of birth must be today or in the past"]}


def test_a_child_whose_date_of_birth_nobody_knows_may_be_referred(at: datetime) -> None:
    form = child(at, birth="not_known", nhs_number="")
    assert form.is_valid()
    assert (form.cleaned_data["born_on"], form.cleaned_data["nhs_number"]) == (None, "")
    assert "born_on" in child(at, **{f"born_on-{part}": "" for part in DAY_FIELDS}).errors


NHS = [
    ("943 476 5919", "9434765919"),
    ("943-476-5919", "9434765919"),
    ("9434765919", "9434765919"),
    (" 943 476 5919 ", "9434765919"),
]


@pytest.mark.parametrize(("written", "kept"), NHS)
def test_an_nhs_number_is_kept_without_what_people_put_between(at: datetime, written: str, kept: str) -> None:
    form = child(at, nhs_number=written)
    assert form.is_valid()
    assert form.cleaned_data["nhs_number"] == kept


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("943 476 5918", "This NHS number has a mistyped digit: check it against the source"),
        ("943 476 591", "An NHS number has 10 digits, like 943 476 5919"),
        ("943 476 591X", "An NHS number has 10 digits, like 943 476 5919"),
        ("٩٤٣٤٧٦٥٩١٩", "An NHS number has 10 digits, like 943 476 5919"),
    ],
)
def test_a_mistyped_nhs_number_is_named(at: datetime, written: str, why: str) -> None:
    assert errors(child(at, nhs_number=written)) == {"nhs_number": [why]}


@pytest.mark.parametrize(
    "name", ["O’Brien-N’Diaye", "D'Souza", "مريم", "‏שָׂרָה‎", "Nguyễn Thị Ánh", "Zoë 🌻", "Ng", "x" * 100]
)
def test_a_name_of_any_script_is_taken_and_shown_as_it_was_written(school: Client, draft: Draft, name: str) -> None:
    answer = school.post(reverse("referral_section", args=[draft.ref, "child"]), typed.CHILD | {"family_name": name})
    assert answer.status_code == 302
    page = read(school.get(reverse("referral_check", args=[draft.ref])).content.decode())
    assert name in [value.text_content().strip() for value in every(page, ".govuk-summary-list__value")]


def test_a_name_that_is_too_long_is_named(at: datetime) -> None:
    assert errors(child(at, family_name="x" * 101)) == {
        "family_name": ["The child’s family name must be 100 characters or fewer"]
    }


def test_a_child_whose_name_nobody_knows_may_be_referred(school: Client, filled: Draft) -> None:
    unknown = {"given_names": "", "family_name": "", "name_not_known": "on"}
    school.post(reverse("referral_section", args=[filled.ref, "child"]), typed.CHILD | unknown)
    school.post(reverse("referral_check", args=[filled.ref]))
    sent = Referral.objects.get().case.child
    assert (sent.given_names, sent.family_name, sent.name) == ("", "", "Name not known yet")


def test_a_name_is_not_called_optional_although_it_may_not_be_known(school: Client, draft: Draft) -> None:
    page = read(school.get(reverse("referral_section", args=[draft.ref, "child"])).content.decode())
    labels = texts(page, "form[data-kept] .govuk-label")[:4]
    assert labels == ["Given names", "Family name", "I do not know the child’s full name", "Also known as (optional)"]


def test_half_a_name_is_kept_where_the_whole_is_not_known(at: datetime) -> None:
    form = child(at, family_name="", name_not_known="on")
    assert form.is_valid()
    assert form.cleaned_data["given_names"] == "Maya"


def test_a_mistyped_pupil_number_is_named(at: datetime) -> None:
    assert errors(child(at, upn="A801200005001")) == {
        "upn": ["This unique pupil number has a mistyped letter or digit: check it against the source"]
    }
    form = child(at, upn="b801 2000 05001")
    assert form.is_valid()
    assert form.cleaned_data["upn"] == "B801200005001"


IMPOSSIBLE = [("2011-02-31", "a real date"), ("2011-13-01", "a real date"), ("11-02-03", "a year with 4 numbers")]


@pytest.mark.parametrize(("typed_as", "why"), IMPOSSIBLE)
def test_an_impossible_date_is_refused_in_words(at: datetime, typed_as: str, why: str) -> None:
    (message,) = errors(child(at, **born(typed_as)))["born_on"]
    assert why in message


EXPECTED = [
    pytest.param("2026-01-19", True, id="six weeks overdue"),
    pytest.param("2026-01-18", False, id="long born"),
    pytest.param("2026-12-27", True, id="in ten months"),
    pytest.param("2026-12-28", False, id="not conceived yet"),
]


@pytest.mark.parametrize(("day", "fits"), EXPECTED)
def test_an_unborn_child_is_expected_within_ten_months(at: datetime, day: str, fits: bool) -> None:
    form = unborn(at, day)
    assert errors(form) == ({} if fits else {"expected_on": ["The expected date must lie within the next ten months"]})


def unborn(at: datetime, day: str) -> Child:
    year, month, on = day.split("-")
    expected = {"expected_on-day": on, "expected_on-month": month, "expected_on-year": year}
    return child(at, birth="unborn", **expected)


def test_an_unborn_child_has_an_expected_date_and_no_date_of_birth(school: Client, filled: Draft, at: datetime) -> None:
    operations.save_section(filled, "child", cleaned(unborn(at, "2026-06-14")), at=at)
    school.post(reverse("referral_check", args=[filled.ref]))
    sent = Referral.objects.get()
    assert (sent.case.child.born_on, sent.particulars) == (None, {"expected_on": "2026-06-14"})


def cleaned(form: Form) -> dict:
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_ethnicity_is_what_the_child_or_a_carer_says(at: datetime) -> None:
    assert errors(child(at, ethnicity="BCRB")) == {"ethnicity_basis": ["Select who said so"]}
    assert "ethnicity_basis" in child(at, ethnicity="BCRB", ethnicity_basis="observed").errors
    assert cleaned(child(at, ethnicity="BCRB", ethnicity_basis="self"))["ethnicity"] == "BCRB"


@pytest.mark.parametrize("code", ["REFU", "NOBT", ""])
def test_nobody_said_an_ethnicity_that_was_not_given(at: datetime, code: str) -> None:
    assert cleaned(child(at, ethnicity=code, ethnicity_basis="self"))["ethnicity_basis"] == ""

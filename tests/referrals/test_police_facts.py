"""What goes with a police category: its report, whether a crime is evidenced, what was considered (SO-32)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.errors import AlreadyDone, Refused
from mase.demo.cast import Cast
from referrals import operations, police
from referrals.models import PoliceCategory, Referral
from tests.web.html import every, one, read, texts, words

POSTED = {
    "number": "2",
    "goes_to": "",
    "evidenced": "yes",
    "report": "crime",
    "crime_report": "created",
    "system": "connect",
    "crime_reference": "4619283/26",
    "interview": "arranged",
    "interview_because": "",
    "witness_support": "not_now",
    "witness_support_because": "She asked for time to think; asked again on Friday.",
    "basis": "The car is known.",
}
FIRST = {"number": "1", "evidenced": "no", "report": "non_crime"}


@pytest.fixture
def client(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["police.mash"])


def address(referral: Referral) -> str:
    return reverse("categorise", args=[referral.case.ref, referral.pk])


def categorise(referral: Referral, cast: Cast, *, at: datetime, **differs: Any) -> PoliceCategory:
    facts = {"number": 2, "crime_report": "created", "crime_reference": "1/26", "basis": "What was seen"} | differs
    return operations.categorise(referral, **facts, by=cast["police.mash"], at=at)


@pytest.mark.rule("SO-32", "BR-3")
def test_the_facts_are_kept_and_shown_with_the_referral(client: Client, shared: Referral, southwark: Cast) -> None:
    client.post(address(shared), POSTED)
    kept = shared.categories.get()
    assert (kept.evidenced, kept.report, kept.system) == ("yes", "crime", "connect")
    assert (kept.interview, kept.interview_because, kept.witness_support) == ("arranged", "", "not_now")
    assert kept.goes_to == southwark.authority.profile.police_teams[2]
    page = read(client.get(reverse("referrals", args=[shared.case.ref])).content.decode())
    (card,) = [found for found in every(page, ".govuk-summary-card") if "Police category" in words(found)]
    for said in (
        "The central exploitation team or the sexual offences unit",
        "Is a crime evidenced? Yes",
        "A crime, in CONNECT",
        "Best-evidence interview Considered, and arranged",
        "Witness support Considered, and not now",
        "She asked for time to think",
    ):
        assert said in words(card), said


@pytest.mark.rule("BR-3")
def test_another_team_is_named_where_it_goes_elsewhere(client: Client, shared: Referral) -> None:
    client.post(address(shared), POSTED | {"goes_to": "Local CID"})
    assert shared.categories.get().goes_to == "Local CID"


@pytest.mark.rule("SO-32")
def test_category_one_without_direct_evidence_goes_on_a_non_crime_report(client: Client, shared: Referral) -> None:
    page = read(client.post(address(shared), POSTED | FIRST | {"report": "crime"}).content.decode())
    said = "Error: Select a non-crime report: category 1 without direct evidence goes on one"
    assert texts(page, ".govuk-error-message") == [said]
    assert "send a MERLIN to MASH, make a non-crime report and enter its reference" in words(one(page, "main"))
    assert not shared.categories.exists()
    client.post(address(shared), POSTED | FIRST)
    kept = shared.categories.get()
    assert (kept.report, kept.crime_reference) == ("non_crime", "4619283/26")


@pytest.mark.rule("SO-32")
@pytest.mark.parametrize(
    ("number", "evidenced", "wanted"),
    [(1, "no", True), (1, "yes", False), (1, "not_known", False), (2, "no", False), (3, "no", False)],
)
def test_only_the_first_category_without_evidence_wants_a_non_crime_report(
    number: int, evidenced: str, wanted: bool, shared: Referral, southwark: Cast, at: datetime
) -> None:
    assert police.wants_non_crime(number=number, evidenced=evidenced) is wanted
    if wanted:
        with pytest.raises(Refused):
            categorise(shared, southwark, at=at, number=number, evidenced=evidenced)
    else:
        categorise(shared, southwark, at=at, number=number, evidenced=evidenced)


@pytest.mark.rule("SO-13")
def test_a_new_report_is_not_in_the_system_that_was_closed(
    client: Client, shared: Referral, southwark: Cast, at
) -> None:
    page = read(client.post(address(shared), POSTED | {"system": "cris"}).content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Select CONNECT: CRIS has taken no new reports since February 2024"
    ]
    with pytest.raises(Refused):
        categorise(shared, southwark, at=at, system="cris")
    client.post(address(shared), POSTED | {"system": "cris", "crime_report": "added", "crime_reference": "1234567/23"})
    kept = shared.categories.get()
    assert (kept.get_system_display(), kept.crime_report, kept.crime_reference) == ("CRIS", "added", "1234567/23")


BAD = {
    "Error: Select whether a crime is evidenced": {"evidenced": ""},
    "Error: Select what kind of report it is on": {"report": ""},
    "Error: Select in which system it is": {"system": ""},
    "Error: Select whether a best-evidence interview was considered": {"interview": ""},
    "Error: Enter why there is no interview now": {"interview": "not_now"},
    "Error: Select whether witness support was considered": {"witness_support": ""},
    "Error: Enter why there is no witness support now": {"witness_support_because": " "},
}


@pytest.mark.rule("SO-32")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, shared: Referral, subtests: pytest.Subtests
) -> None:
    for sentence, changes in BAD.items():
        with subtests.test(sentence):
            page = read(client.post(address(shared), POSTED | changes).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_basis").text_content().strip() == POSTED["basis"]
    assert not shared.categories.exists()


def test_a_reason_for_not_now_goes_with_no_other_answer(client: Client, shared: Referral) -> None:
    client.post(address(shared), POSTED | {"witness_support": "not_yet"})
    assert shared.categories.get().witness_support_because == ""


@pytest.mark.parametrize("facts", [{"interview": "not_now"}, {"interview_because": "Later"}])
def test_the_database_keeps_a_reason_for_not_now_and_for_nothing_else(
    facts: dict[str, str], shared: Referral, southwark: Cast, at: datetime
) -> None:
    with pytest.raises(IntegrityError, match="police_category_interview_reason"), transaction.atomic():
        categorise(shared, southwark, at=at, **facts)


@pytest.mark.rule("SO-32")
def test_what_was_considered_since_is_a_new_category_and_the_old_is_kept(
    shared: Referral, southwark: Cast, at: datetime
) -> None:
    categorise(shared, southwark, at=at)
    with pytest.raises(AlreadyDone):
        categorise(shared, southwark, at=at)
    categorise(shared, southwark, at=at, interview="arranged")
    assert list(shared.categories.order_by("pk").values_list("interview", flat=True)) == ["not_yet", "arranged"]


@pytest.mark.parametrize(
    ("reference", "usual"),
    [
        ("4619283/26", True),
        (" 4619283/26 ", True),
        ("4619283/2026", False),
        ("461928/26", False),
        ("A619283/26", False),
        ("٤٦١٩٢٨٣/٢٦", False),
        ("requested", False),
        ("", False),
    ],
)
def test_the_usual_shape_is_seven_digits_and_the_year(reference: str, usual: bool) -> None:
    assert police.is_usual_shape(reference) is usual


def test_an_unusual_reference_is_kept_and_asked_about(client: Client, shared: Referral) -> None:
    posted = POSTED | {"crime_reference": "requested"}
    page = read(client.post(address(shared), posted, follow=True).content.decode())
    banners = " ".join(words(found) for found in every(page, ".govuk-notification-banner"))
    assert "The reference is kept. It does not look like most" in banners
    assert shared.categories.get().crime_reference == "REQUESTED"

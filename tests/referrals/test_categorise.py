"""The police record their category within a day of being told, with a crime reference; a later one keeps the former."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Deadline
from mase.cases.models import Outcome as CaseOutcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import CrimeReport, PoliceCategory, Referral
from tests.referrals.trail import notices, owed, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

CODE = "police_category"
TYPED = {
    "number": "2",
    "crime_report": "added",
    "crime_reference": " 4619283/26b ",
    "goes_to": "",
    "evidenced": "yes",
    "report": "crime",
    "system": "connect",
    "interview": "arranged",
    "witness_support": "not_yet",
    "basis": "The car is known.\nHe gave her a telephone.",
}


@pytest.fixture
def police(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["police.mash"])


def address(referral: Referral) -> str:
    return reverse("categorise", args=[referral.case.ref, referral.pk])


def categorise(
    referral: Referral, cast: Cast, *, at: datetime, number: int = 1, by: str = "police.mash", **changes: str
) -> PoliceCategory:
    facts = {"crime_report": CrimeReport.CREATED, "crime_reference": "1/26", "basis": "What was seen"} | changes
    return operations.categorise(referral, number=number, by=cast[by], at=at, **facts)


def share(referral: Referral, cast: Cast, *shorts: str, at: datetime) -> None:
    agencies = [cast.agency(short) for short in shorts]
    operations.start_sharing(referral, agencies=agencies, purpose="x", legal_basis="Section 47", by=cast["mash"], at=at)


def referred_by_police(cast: Cast, *, at: datetime) -> Referral:
    draft = operations.start_draft(cast.agency("police"), by=cast["police.mash"], at=at)
    facts = {"child": stories.child(3, at=at), "referral": stories.REFERRAL}
    return operations.send(draft, by=cast["police.mash"], at=at, **facts)


@pytest.mark.rule("SO-13", "SO-32")
def test_the_police_record_category_reference_and_what_it_rests_on(
    police: Client, shared: Referral, southwark: Cast, at: datetime
) -> None:
    answer = police.post(address(shared), TYPED)
    assert answer.headers["Location"] == reverse("referrals", args=[shared.case.ref])
    category = shared.categories.get()
    assert (category.number, category.label) == (2, southwark.authority.profile.police_categories[2])
    assert (category.crime_report, category.crime_reference) == (CrimeReport.ADDED, "4619283/26B")
    assert category.basis == "The car is known.\nHe gave her a telephone."
    assert (category.recorded_by, category.recorded_at) == (southwark["police.mash"], at)


@pytest.mark.rule("SO-13")
def test_the_trail_keeps_it_and_the_co_ordinator_is_told(shared: Referral, southwark: Cast, later: datetime) -> None:
    categorise(shared, southwark, at=later, number=3)
    (row,) = rows(shared.case, Verb.POLICE_CATEGORISED)
    assert (row.actor, row.agency, row.detail) == (southwark["police.mash"].pk, "southwark-police", {"category": 3})
    assert row.reason == "What was seen"
    text = "The police have categorised a case"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"coordinator"}


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize(
    ("told_at", "due"),
    [
        pytest.param((2026, 4, 2, 16, 0), (2026, 4, 3, 16, 0), id="over Easter, day and night"),
        pytest.param((2026, 3, 28, 12, 0), (2026, 3, 29, 13, 0), id="the clocks go forward"),
        pytest.param((2026, 10, 24, 12, 0), (2026, 10, 25, 11, 0), id="the clocks go back"),
        pytest.param((2026, 12, 24, 11, 0), (2026, 12, 25, 11, 0), id="over Christmas"),
    ],
)
def test_it_is_due_twenty_four_hours_after_the_police_were_asked(
    told_at: tuple[int, ...], due: tuple[int, ...], referred: Referral, southwark: Cast
) -> None:
    share(referred, southwark, "health", "police", at=datetime(*told_at, tzinfo=LONDON))
    deadline = owed(referred.case, CODE)
    assert deadline.due_at == datetime(*due, tzinfo=LONDON)
    assert (deadline.owner_role, deadline.agency, deadline.ladder) == (
        "police_mash",
        southwark.agency("police"),
        ["police_inspector"],
    )
    assert (deadline.key, deadline.path) == (str(referred.pk), address(referred))


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_recording_meets_it_and_late_is_still_late(minutes: int, shared: Referral, southwark: Cast) -> None:
    due = owed(shared.case, CODE).due_at
    categorise(shared, southwark, at=due + timedelta(minutes=minutes))
    deadline = Deadline.objects.get(case=shared.case, code=CODE)
    assert (deadline.closed_as, deadline.breached_at) == ("met", due if minutes > 0 else None)


@pytest.mark.rule("SO-13")
def test_when_it_is_late_police_in_mash_and_their_inspector_are_told(shared: Referral, southwark: Cast) -> None:
    ladder.sweep(at=owed(shared.case, CODE).due_at + timedelta(minutes=1))
    text = "Deadline passed: Record the police category"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {
        "police.mash",
        "inspector",
    }


@pytest.mark.rule("SO-13")
def test_nothing_runs_until_the_police_are_asked(referred: Referral, southwark: Cast, at: datetime) -> None:
    share(referred, southwark, "health", at=at)
    assert CODE not in running(referred.case)
    agencies = [southwark.agency("police")]
    asked_at = at + timedelta(hours=5)
    operations.ask(
        referred, agencies=agencies, purpose="x", legal_basis="Section 47", by=southwark["mash"], at=asked_at
    )
    assert owed(referred.case, CODE).due_at == asked_at + timedelta(hours=24)


@pytest.mark.rule("SO-13")
def test_police_who_refer_know_from_the_receipt(southwark: Cast, at: datetime) -> None:
    referral = referred_by_police(southwark, at=at)
    assert owed(referral.case, CODE).due_at == at + timedelta(hours=24)
    share(referral, southwark, "police", at=at + timedelta(hours=3))
    assert owed(referral.case, CODE).due_at == at + timedelta(hours=24)


@pytest.mark.rule("SO-13")
def test_police_who_have_categorised_what_they_referred_owe_no_second_category(southwark: Cast, at: datetime) -> None:
    referral = referred_by_police(southwark, at=at)
    categorise(referral, southwark, at=at)
    share(referral, southwark, "police", at=at + timedelta(hours=3))
    assert CODE not in running(referral.case)


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize("borough", ["barnet", "hounslow", "bromley", "redbridge"])
def test_where_the_procedures_know_no_category_nothing_is_owed_offered_or_taken(
    borough: str, hire: Callable[[str], Cast], signed_in: Callable[[User], Client], at: datetime
) -> None:
    cast = hire(borough)
    case = stories.tell(cast, 0, begins_at=at, until="share")
    referral = case.referrals.get()
    assert CODE not in running(case)
    client = signed_in(cast["police.mash"])
    assert client.get(address(referral)).status_code == 404
    assert client.post(address(referral), TYPED).status_code == 404
    assert address(referral) not in client.get(reverse("referrals", args=[case.ref])).content.decode()
    with pytest.raises(Refused):
        categorise(referral, cast, at=at)
    assert not PoliceCategory.objects.exists()


@pytest.mark.rule("SO-32")
def test_a_later_category_keeps_the_former_and_counts(
    police: Client, shared: Referral, southwark: Cast, at: datetime
) -> None:
    categorise(shared, southwark, at=at, number=1, basis="Only signs so far")
    categorise(shared, southwark, at=at, number=3, by="inspector", basis="She told her aunt", crime_reference="9/26")
    assert [category.number for category in shared.categories.order_by("pk")] == [1, 3]
    page = read(police.get(reverse("referrals", args=[shared.case.ref])).content.decode())
    (card,) = [found for found in every(page, ".govuk-summary-card") if "Police category" in words(found)]
    for shown in ("3: ", "9/26", "She told her aunt", southwark["inspector"].name, "The sexual offences unit"):
        assert shown in words(card)
    (table,) = [found for found in every(page, "table") if "Earlier categories" in words(found)]
    for shown in ("1: ", "1/26", "Only signs so far", southwark["police.mash"].name):
        assert shown in words(table)
    assert len(rows(shared.case, Verb.POLICE_CATEGORISED)) == 2


def test_a_later_category_starts_no_new_time(shared: Referral, southwark: Cast, later: datetime) -> None:
    categorise(shared, southwark, at=later)
    categorise(shared, southwark, at=later + timedelta(days=9), number=2)
    assert Deadline.objects.filter(case=shared.case, code=CODE).count() == 1


def test_the_same_category_twice_is_refused(police: Client, shared: Referral, southwark: Cast) -> None:
    assert police.post(address(shared), TYPED).status_code == 302
    answer = police.post(address(shared), TYPED)
    assert answer.status_code == 409
    assert "This category has been recorded." in words(read(answer.content.decode()))
    assert shared.categories.count() == 1
    assert len(rows(shared.case, Verb.POLICE_CATEGORISED)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_it_once(shared: Referral, southwark: Cast, later: datetime) -> None:
    results = in_parallel(lambda number: categorise(shared, southwark, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert shared.categories.count() == 1


def test_after_closing_nothing_is_categorised(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    case = told("inform")
    cases.close(case, outcome=CaseOutcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    referral = case.referrals.get()
    with pytest.raises(CaseClosed):
        categorise(referral, southwark, at=later, number=3)
    page = signed_in(southwark["police.mash"]).get(reverse("referrals", args=[case.ref])).content.decode()
    assert address(referral) not in page


@pytest.mark.rule("SO-32")
def test_the_form_offers_the_boroughs_words_with_the_team_each_goes_to(
    police: Client, shared: Referral, southwark: Cast
) -> None:
    page = read(police.get(address(shared)).content.decode())
    shown = words(one(page, "main"))
    for number, label in southwark.authority.profile.police_categories.items():
        assert f"{number}: {label}" in shown
    assert every(page, "[name=number][checked]") == []
    for team in ("The local CSE team", "The central exploitation team", "The sexual offences unit"):
        assert f"Goes to: {team}" in shown
    assert "send a MERLIN to MASH" in shown


WRONG = {
    "Error: Select the category": {"number": ""},
    "Error: Select the category from the list": {"number": "4"},
    "Error: Select which crime report it is on": {"crime_report": ""},
    "Error: Enter the crime reference": {"crime_reference": " "},
    "Error: Enter what the category rests on": {"basis": "\r\n"},
}


@pytest.mark.rule("SO-13")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    police: Client, shared: Referral, subtests: pytest.Subtests
) -> None:
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = TYPED | changes
            page = read(police.post(address(shared), typed).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_crime_reference").get("value", "").strip() == typed["crime_reference"].strip()
            assert one(page, "#id_basis").text_content().split() == typed["basis"].split()
    assert not shared.categories.exists()


@pytest.mark.rule("ALL-5", "SO-13")
def test_who_reaches_the_page(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], shared: Referral
) -> None:
    may = dict.fromkeys(("police.mash", "inspector"), 200)
    inside = dict.fromkeys(("mash", "coordinator", "team", "school", "health", "police.member"), 403)
    outside = dict.fromkeys(("other.school", "yjs", "worker", "admin"), 404)
    for part, status in {**may, **inside, **outside}.items():
        assert signed_in(southwark[part]).get(address(shared)).status_code == status, part
        if part not in may:
            assert signed_in(southwark[part]).post(address(shared), TYPED).status_code == status, part
    assert signed_in(barnet["police.mash"]).post(address(shared), TYPED).status_code == 404
    assert not shared.categories.exists()


@pytest.mark.rule("ALL-5")
def test_the_category_is_for_those_who_weigh_the_referral_not_for_the_referrer(
    southwark: Cast, signed_in: Callable[[User], Client], told: Callable[..., Case]
) -> None:
    case = told("allocate")
    for part in ("mash", "coordinator", "worker", "team", "police.mash", "inspector"):
        page = signed_in(southwark[part]).get(reverse("referrals", args=[case.ref])).content.decode()
        assert stories.CATEGORY["crime_reference"] in page, part
    page = signed_in(southwark["school"]).get(reverse("referrals", args=[case.ref])).content.decode()
    assert stories.CATEGORY["crime_reference"] not in page
    assert "Police category" not in page


def test_the_page_of_the_referral_says_by_when_a_category_is_owed(
    southwark: Cast, signed_in: Callable[[User], Client], shared: Referral, clock
) -> None:
    clock.move_to(datetime(2026, 3, 4, 12, tzinfo=UTC))
    page = read(signed_in(southwark["coordinator"]).get(reverse("referrals", args=[shared.case.ref])).content.decode())
    (card,) = [found for found in every(page, ".govuk-summary-card") if "Police category" in words(found)]
    assert "To be recorded by 3 March 2026 at 13:00 23 hours overdue" in words(card)


def test_the_referral_of_one_case_is_not_reached_through_another(
    police: Client, shared: Referral, told: Callable[..., Case]
) -> None:
    other = told("share", number=1)
    assert police.get(reverse("categorise", args=[other.ref, shared.pk])).status_code == 404


def test_other_methods_are_refused(police: Client, shared: Referral) -> None:
    assert police.put(address(shared)).status_code == 405


@pytest.mark.rule("SO-13")
def test_the_database_wants_a_reference_and_changes_no_category(
    shared: Referral, southwark: Cast, later: datetime
) -> None:
    category = categorise(shared, southwark, at=later)
    category.number = 2
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        category.save()
    category.pk, category.crime_reference = None, ""
    with pytest.raises(IntegrityError, match="police_category_has_reference"), transaction.atomic():
        category.save(force_insert=True)

"""The police record intelligence: in full for themselves, in a line with its grading for others."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import Refused
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.web import reader
from referrals import intelligence as operations
from referrals.models import Handling, Intelligence, IntelligenceText
from tests.cases.pages import error_of, links, texts
from tests.referrals import secret
from tests.referrals.trail import notices, reasons, refused, rows, viewed

SignIn = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case that the police see and somebody works."""
    return told("allocate")


@pytest.fixture
def police(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["police.mash"])


def send(client: Client, case: Case, **typed: str) -> object:
    return client.post(reverse("record_intelligence", args=[case.ref]), secret.TYPED | typed)


@pytest.mark.rule("ALL-5")
def test_what_was_typed_is_recorded_with_its_originator(
    case: Case, southwark: Cast, police: Client, at: datetime
) -> None:
    answer = send(police, case)
    assert answer["Location"] == reverse("intelligence", args=[case.ref])
    found = Intelligence.objects.get()
    assert (found.case, found.agency) == (case, southwark.agency("police"))
    assert (found.recorded_by, found.recorded_at) == (southwark["police.mash"], at)
    assert {name: getattr(found, name) for name in secret.GRADING} == secret.GRADING
    assert (found.line, found.full.text, found.grading) == (secret.LINE, secret.TEXT, "2CC")
    assert reasons(found) == ["+"]


@pytest.mark.rule("ALL-5")
def test_recording_leaves_a_row_without_a_word_of_it(case: Case, southwark: Cast, police: Client) -> None:
    send(police, case)
    (row,) = rows(case, Verb.INTELLIGENCE_RECORDED)
    assert (row.actor, row.agency) == (southwark["police.mash"].pk, "southwark-police")
    assert (row.reason, row.detail) == ("", {"agency": "southwark-police"})


def test_the_section_opens_to_the_police_who_recorded_it_and_to_nobody_else(case: Case, police: Client) -> None:
    before = _sees(case)
    assert _sees(case) == {"southwark-csc"}, "social care has every section of its own case"
    send(police, case)
    assert _sees(case) - before == {"southwark-police"}


def _sees(case: Case) -> set[str]:
    opened = case.agency_grants.filter(permission__codename=f"see_{Section.INTELLIGENCE}")
    return set(opened.values_list("group__agency__code", flat=True))


def test_on_a_restricted_record_it_opens_to_the_officer_alone(case: Case, southwark: Cast, at: datetime) -> None:
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    case.refresh_from_db()
    secret.recorded(southwark, case, at=at)
    assert _sees(case) == set()
    named = case.person_grants.filter(user=southwark["police.mash"])
    assert set(named.values_list("permission__codename", flat=True)) == {f"see_{Section.INTELLIGENCE}"}


@pytest.mark.rule("ALL-5")
def test_the_allocated_worker_is_told_by_reference(case: Case, southwark: Cast, police: Client) -> None:
    send(police, case)
    notice = southwark["worker"].messages.latest("pk")
    assert notice.text == "The police have recorded intelligence on a case"
    assert (notice.reference, notice.url) == (case.ref, reverse("intelligence", args=[case.ref]))


def test_nobody_is_told_where_nobody_works_the_case(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("share")
    before = {part: notices(person) for part, person in southwark.people.items()}
    secret.recorded(southwark, case, at=at)
    assert {part: notices(person) for part, person in southwark.people.items()} == before


MISSING = [
    ("text", "Enter the intelligence in full"),
    ("line", "Enter the line for others"),
    ("source", "Select how reliable the source is"),
    ("assessment", "Select how well it is known"),
    ("handling", "Select how the line may be handled"),
    ("conditions", "Enter the conditions"),
    ("about", "Select who it is about"),
    ("nature", "Select whether it is fact or opinion"),
]


@pytest.mark.parametrize(("name", "said"), MISSING)
def test_line_and_every_grade_are_asked_for(case: Case, police: Client, name: str, said: str) -> None:
    answer = send(police, case, **{name: ""})
    assert error_of(answer, name) == said
    assert not Intelligence.objects.exists()


@pytest.mark.parametrize(
    ("name", "wrong"), [("source", "4"), ("assessment", "F"), ("handling", "5"), ("about", "child")]
)
def test_a_grade_that_does_not_exist_is_refused(case: Case, police: Client, name: str, wrong: str) -> None:
    assert error_of(send(police, case, **{name: wrong}), name)
    assert not Intelligence.objects.exists()


@pytest.mark.parametrize("line", [secret.TEXT, secret.TEXT.upper(), f"  {secret.TEXT.replace(' ', '  ')}\r\n"])
def test_the_line_must_not_be_the_full_text(case: Case, police: Client, line: str) -> None:
    assert error_of(send(police, case, line=line), "line") == "The line for others must not be the full text: say less"
    assert not Intelligence.objects.exists()


def test_the_operation_refuses_it_too(case: Case, southwark: Cast, at: datetime) -> None:
    said = {"agency": southwark.agency("police"), "by": southwark["police.mash"], "at": at}
    with pytest.raises(Refused):
        operations.record(case, line=secret.TEXT, text=secret.TEXT, grading=secret.GRADING, **said)
    assert not Intelligence.objects.exists()


def test_conditions_count_only_where_the_handling_has_some(case: Case, police: Client) -> None:
    send(police, case, handling=Handling.PERMITTED)
    found = Intelligence.objects.get()
    assert (found.conditions, found.grading) == ("", "2CP")


def test_nobody_records_for_an_agency_that_is_not_theirs(case: Case, barnet: Cast, police: Client) -> None:
    answer = send(police, case, agency="barnet-police")
    assert answer.status_code == 200
    assert not Intelligence.objects.exists()


@pytest.mark.parametrize(
    ("part", "status"),
    [("inspector", 200), ("police.mash", 200), ("police.chair", 403), ("team", 403), ("health", 403), ("yjs", 404)],
)
def test_only_officers_with_the_right_open_the_form(
    case: Case, southwark: Cast, signed_in: SignIn, part: str, status: int
) -> None:
    answer = signed_in(southwark[part]).get(reverse("record_intelligence", args=[case.ref]))
    assert answer.status_code == status
    page = "record intelligence"
    assert (viewed(case, southwark[part]), refused(case.ref, southwark[part])) == (
        ([page], []) if status == 200 else ([], [page])
    )


def test_the_case_page_offers_it_to_those_officers(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    offered = {
        part
        for part in ("inspector", "police.mash", "police.chair", "team", "worker", "health", "school")
        if "Record police intelligence" in links(signed_in(southwark[part]).get(case.get_absolute_url()))
    }
    assert offered == {"inspector", "police.mash"}


def test_the_form_is_one_page_with_its_questions_in_order(case: Case, police: Client) -> None:
    page = police.get(reverse("record_intelligence", args=[case.ref]))
    asked = texts(page, "main form > .govuk-form-group > label, main form > .govuk-form-group > fieldset > legend")
    asked = asked or texts(page, "main label.govuk-label--s, main legend")
    assert asked.index("The intelligence in full") < asked.index("The line for others")


def test_what_is_recorded_is_not_changed(case: Case, southwark: Cast, at: datetime) -> None:
    found = secret.recorded(southwark, case, at=at)
    found.line = "Something else"
    with pytest.raises(DatabaseError, match="withdrawn once and not changed otherwise"), transaction.atomic():
        found.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        IntelligenceText.objects.update(text="Something else")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        IntelligenceText.objects.all().delete()
    assert IntelligenceText.objects.get().text == secret.TEXT


def test_nobody_makes_it_another_agencys(case: Case, southwark: Cast, barnet: Cast, at: datetime) -> None:
    secret.recorded(southwark, case, at=at)
    police = southwark["police.mash"]
    with (
        reader.answering(police.pk, at=at),
        pytest.raises(DatabaseError, match="withdrawn once and not changed otherwise"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE referrals_intelligence SET agency_id = %s", [barnet.agency("police").pk])


@pytest.mark.parametrize(
    "wrong", [{"line": ""}, {"conditions": ""}, {"handling": Handling.PERMITTED}, {"withdrawn_because": "Why"}]
)
def test_the_database_refuses_half_a_record(case: Case, southwark: Cast, at: datetime, wrong: dict[str, str]) -> None:
    facts = {"case": case, "agency": southwark.agency("police"), "line": secret.LINE, **secret.GRADING}
    with pytest.raises(IntegrityError), transaction.atomic():
        Intelligence.objects.create(**facts | wrong, recorded_at=at, recorded_by=southwark["police.mash"])


def test_a_text_says_something(case: Case, southwark: Cast, at: datetime) -> None:
    said = {"agency": southwark.agency("police"), "by": southwark["police.mash"], "at": at}
    with pytest.raises(IntegrityError), transaction.atomic():
        operations.record(case, line=secret.LINE, text="", grading=secret.GRADING, **said)
    assert not Intelligence.objects.exists(), "neither or both"


def test_its_name_for_the_log_says_nothing_of_it(case: Case, southwark: Cast, at: datetime) -> None:
    found = secret.recorded(southwark, case, at=at)
    assert str(found) == f"Intelligence {found.pk} of case {case.pk}"
    assert str(found.full) == f"Full text of intelligence {found.pk}"

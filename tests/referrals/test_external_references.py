"""References of other systems: many for one case, added and withdrawn with the reason, searched for by nobody."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import ExternalReference
from tests.referrals.trail import rows
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

POSTED = {"kind": "cad", "number": "4417/2MAR26", "note": "Call from the bus station"}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case with a social worker."""
    return told("allocate")


@pytest.fixture
def known(case: Case, southwark: Cast, at: datetime) -> ExternalReference:
    """A reference that stands."""
    return add(case, southwark, at=at)


def add(case: Case, cast: Cast, *, at: datetime, by: str = "worker", **differs: str) -> ExternalReference:
    return operations.add_reference(case, **POSTED | differs, by=cast[by], at=at)


def address(case: Case) -> str:
    return reverse("add_reference", args=[case.ref])


def withdrawal(reference: ExternalReference) -> str:
    return reverse("withdraw_reference", args=[reference.case.ref, reference.pk])


def listed(client: Client, case: Case) -> list[str]:
    page = read(client.get(reverse("referrals", args=[case.ref])).content.decode())
    tables = [found for found in every(page, "table") if "References of other systems" in words(found)]
    return [words(row) for table in tables for row in every(table, "tbody tr")]


@pytest.mark.parametrize("part", ["worker", "mash", "coordinator", "police.mash", "inspector"])
def test_a_reference_is_added_on_the_page_and_shown_with_the_referral(
    part: str, case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    client = signed_in(southwark[part])
    answer = client.post(address(case), POSTED)
    assert answer.headers["Location"] == reverse("referrals", args=[case.ref])
    kept = case.external_references.get()
    assert (kept.kind, kept.number, kept.note) == ("cad", "4417/2MAR26", "Call from the bus station")
    assert (kept.recorded_by, kept.recorded_at) == (southwark[part], at)
    (row,) = rows(case, Verb.REFERENCE_RECORDED)
    assert (row.actor, row.detail) == (southwark[part].pk, {"kind": "cad"})
    (shown,) = listed(client, case)
    assert "CAD 4417/2MAR26 Call from the bus station" in shown


@pytest.mark.rule("HO-7", "SO-13")
def test_a_case_has_as_many_as_there_are(case: Case, southwark: Cast, signed_in: Callable, at: datetime) -> None:
    for kind in ExternalReference.Kind.values:
        add(case, southwark, at=at, kind=kind)
    found = listed(signed_in(southwark["coordinator"]), case)
    assert len(found) == len(ExternalReference.Kind.values)
    for label in ("Police referral form 87a", "CRIS crime report", "CONNECT crime report", "MERLIN"):
        assert any(label in row for row in found)


def test_the_same_reference_stands_once(known: ExternalReference, southwark: Cast, at: datetime) -> None:
    for number in ("4417/2MAR26", "4417/2mar26"):
        with pytest.raises(AlreadyDone):
            add(known.case, southwark, at=at, number=number)
    add(known.case, southwark, at=at, kind="merlin")
    assert known.case.external_references.count() == 2


def test_withdrawn_it_stays_in_sight_with_the_reason(
    known: ExternalReference, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    client = signed_in(southwark["coordinator"])
    answer = client.post(withdrawal(known), {"reason": "Another child’s"})
    assert answer.headers["Location"] == reverse("referrals", args=[known.case.ref])
    known.refresh_from_db()
    assert (known.withdrawn_at, known.withdrawn_by) == (at, southwark["coordinator"])
    assert known.withdrawn_because == "Another child’s"
    (row,) = rows(known.case, Verb.REFERENCE_WITHDRAWN)
    assert (row.actor, row.reason) == (southwark["coordinator"].pk, "Another child’s")
    (shown,) = listed(client, known.case)
    assert "4417/2MAR26 Withdrawn" in shown
    assert "Another child’s" in shown
    assert known.history.count() == 2


def test_what_was_withdrawn_can_be_added_again(known: ExternalReference, southwark: Cast, at: datetime) -> None:
    operations.withdraw_reference(known, reason="A slip", by=southwark["worker"], at=at)
    again = add(known.case, southwark, at=at)
    assert (again.pk != known.pk, again.withdrawn_at) == (True, None)


def test_it_is_withdrawn_once(known: ExternalReference, southwark: Cast, signed_in: Callable, at: datetime) -> None:
    client = signed_in(southwark["worker"])
    operations.withdraw_reference(known, reason="A slip", by=southwark["worker"], at=at)
    with pytest.raises(AlreadyDone):
        operations.withdraw_reference(known, reason="Again", by=southwark["mash"], at=at)
    assert client.post(withdrawal(known), {"reason": "Again"}).status_code == 409
    assert every(read(client.get(withdrawal(known)).content.decode()), "main form") == []


def test_the_referrer_reads_none(known: ExternalReference, southwark: Cast, signed_in: Callable) -> None:
    page = signed_in(southwark["school"]).get(reverse("referrals", args=[known.case.ref])).content.decode()
    assert "4417/2MAR26" not in page


@pytest.mark.parametrize(
    ("kind", "number", "warned"),
    [("connect", "4619283/26", 0), ("connect", "417", 1), ("588", "x", 1), ("cad", "417", 0), ("nrm", "x", 0)],
)
def test_only_a_crime_report_of_unusual_shape_is_asked_about(
    kind: str, number: str, warned: int, case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    posted = POSTED | {"kind": kind, "number": number}
    page = read(signed_in(southwark["worker"]).post(address(case), posted, follow=True).content.decode())
    banners = [words(found) for found in every(page, ".govuk-notification-banner")]
    assert sum("It does not look like most" in text for text in banners) == warned
    assert case.external_references.get().number == number


BAD = [
    (POSTED | {"kind": ""}, ["Error: Select which system it is a reference of"]),
    (POSTED | {"number": " "}, ["Error: Enter the reference"]),
    (POSTED | {"number": "4" * 61}, ["Error: The reference must be 60 characters or fewer"]),
]


def test_bad_input_is_named_beside_the_field_and_adds_nothing(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    client = signed_in(southwark["worker"])
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(case), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_note").get("value") == POSTED["note"]
    assert not ExternalReference.objects.exists()


def test_withdrawing_asks_why(known: ExternalReference, southwark: Cast, signed_in: Callable) -> None:
    page = read(signed_in(southwark["worker"]).post(withdrawal(known), {"reason": " "}).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter why it is withdrawn"]


def test_who_reaches_the_pages(
    known: ExternalReference, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    may = dict.fromkeys(("mash", "worker", "team", "coordinator", "police.mash", "inspector"), 200)
    for part, status in {**may, "school": 403, "health": 403, "yjs": 404, "second.worker": 404}.items():
        for page in (address(known.case), withdrawal(known)):
            assert signed_in(southwark[part]).get(page).status_code == status, part
            if part not in may:
                assert signed_in(southwark[part]).post(page, POSTED | {"reason": "x"}).status_code == status, part
    assert signed_in(barnet["coordinator"]).post(withdrawal(known), {"reason": "x"}).status_code == 404
    known.refresh_from_db()
    assert (known.withdrawn_at, ExternalReference.objects.count()) == (None, 1)


def test_the_reference_of_one_case_is_not_reached_through_another(
    known: ExternalReference, told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    other = told("allocate", number=1)
    elsewhere = reverse("withdraw_reference", args=[other.ref, known.pk])
    assert signed_in(southwark["mash"]).get(elsewhere).status_code == 404


def test_other_methods_are_refused(known: ExternalReference, southwark: Cast, signed_in: Callable) -> None:
    for page in (address(known.case), withdrawal(known)):
        assert signed_in(southwark["mash"]).put(page).status_code == 405


def test_nothing_changes_on_a_closed_case(told: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    case = told("inform")
    known = add(case, southwark, at=later, by="mash")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    with pytest.raises(CaseClosed):
        add(case, southwark, at=later, by="mash", number="2")
    with pytest.raises(CaseClosed):
        operations.withdraw_reference(known, reason="A slip", by=southwark["mash"], at=later)


def test_the_database_keeps_one_that_stands(known: ExternalReference, southwark: Cast, at: datetime) -> None:
    facts = {"case": known.case, "kind": known.kind, "number": known.number}
    with pytest.raises(IntegrityError, match="external_reference_once"), transaction.atomic():
        ExternalReference.objects.create(**facts, recorded_at=at, recorded_by=southwark["worker"])


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_add_one(case: Case, southwark: Cast, at: datetime) -> None:
    results = in_parallel(lambda number: add(case, southwark, at=at), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "ExternalReference"]

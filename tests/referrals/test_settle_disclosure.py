"""What the police make of what a child told: a crime reference, or no crime with the reason; either is an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Disclosure
from tests.referrals.trail import ended, notices, owed, rows
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

CODE = "crime_reference"
NO_CRIME = "No crime was recorded after a child told of an offence"
WHY = "The offence was dealt with under 4619283/26 last year; no new facts."


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case with a social worker."""
    return told("allocate")


@pytest.fixture
def waiting(case: Case, southwark: Cast, at: datetime) -> Disclosure:
    """A disclosure of Monday morning that nobody has settled."""
    return operations.record_disclosure(case, told_at=at, told_to="Her aunt", by=southwark["worker"], at=at)


@pytest.fixture
def police(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["police.mash"])


def address(disclosure: Disclosure) -> str:
    return reverse("settle_disclosure", args=[disclosure.case.ref, disclosure.pk])


CRIME = {"made": "crime", "crime_reference": "4619283/26", "reason": ""}
NONE = {"made": "no_crime", "crime_reference": "", "reason": WHY}


@pytest.mark.rule("SO-13", "BR-3")
def test_the_police_give_the_crime_reference(
    police: Client, waiting: Disclosure, southwark: Cast, at: datetime
) -> None:
    answer = police.post(address(waiting), CRIME | {"crime_reference": " 4619283/26b "})
    assert answer.headers["Location"] == reverse("referrals", args=[waiting.case.ref])
    waiting.refresh_from_db()
    assert (waiting.crime_reference, waiting.no_crime_because) == ("4619283/26B", "")
    assert (waiting.settled_by, waiting.settled_at) == (southwark["police.mash"], at)
    assert ended(waiting.case, CODE) == "met"
    (row,) = rows(waiting.case, Verb.DISCLOSURE_SETTLED)
    assert (row.actor, row.reason) == (southwark["police.mash"].pk, "")
    for part in ("coordinator", "worker"):
        assert "A crime reference is recorded for what a child told" in notices(southwark[part])


@pytest.mark.rule("BR-3")
def test_no_crime_needs_the_reason_and_is_told(police: Client, waiting: Disclosure, southwark: Cast) -> None:
    police.post(address(waiting), NONE)
    waiting.refresh_from_db()
    assert (waiting.crime_reference, waiting.no_crime_because) == ("", WHY)
    assert ended(waiting.case, CODE) == "met"
    assert rows(waiting.case, Verb.DISCLOSURE_SETTLED)[0].reason == WHY
    told = {part for part, person in southwark.people.items() if NO_CRIME in notices(person)}
    assert told == {"coordinator", "worker"}


@pytest.mark.parametrize("part", ["coordinator", "worker", "mash", "inspector"])
def test_that_no_crime_is_recorded_and_why_stands_with_the_referral(
    part: str, police: Client, waiting: Disclosure, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    police.post(address(waiting), NONE)
    page = read(signed_in(southwark[part]).get(reverse("referrals", args=[waiting.case.ref])).content.decode())
    (table,) = [found for found in every(page, "table") if "What the child told of an offence" in words(found)]
    for said in ("Her aunt", "No crime recorded", WHY, southwark["police.mash"].name):
        assert said in words(table)


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_settling_meets_it_and_late_is_still_late(minutes: int, waiting: Disclosure, southwark: Cast) -> None:
    due = owed(waiting.case, CODE).due_at
    at = due + timedelta(minutes=minutes)
    operations.settle_with_crime(waiting, crime_reference="1/26", by=southwark["inspector"], at=at)
    deadline = Deadline.objects.get(case=waiting.case, code=CODE)
    assert (deadline.closed_as, deadline.breached_at) == ("met", due if minutes > 0 else None)


def test_one_answer_meets_its_own_clock_only(waiting: Disclosure, case: Case, southwark: Cast, at: datetime) -> None:
    other = operations.record_disclosure(case, told_at=at, told_to="A nurse", by=southwark["worker"], at=at)
    operations.settle_without_crime(waiting, reason=WHY, by=southwark["inspector"], at=at)
    assert owed(case, CODE).key == str(other.pk)


def test_it_is_settled_once(police: Client, waiting: Disclosure, southwark: Cast, at: datetime) -> None:
    police.post(address(waiting), CRIME)
    assert police.post(address(waiting), NONE).status_code == 409
    page = read(police.get(address(waiting)).content.decode())
    assert "Nothing is owed" in words(one(page, "main"))
    assert every(page, "main form") == []
    with pytest.raises(AlreadyDone):
        operations.settle_without_crime(waiting, reason=WHY, by=southwark["inspector"], at=at)
    waiting.refresh_from_db()
    assert waiting.no_crime_because == ""


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one(waiting: Disclosure, southwark: Cast, at: datetime) -> None:
    how = {"by": southwark["police.mash"], "at": at}
    acts = (
        lambda: operations.settle_with_crime(waiting, crime_reference="1/26", **how),
        lambda: operations.settle_without_crime(waiting, reason=WHY, **how),
    )
    results = in_parallel(lambda number: acts[number](), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "NoneType"]


@pytest.mark.parametrize(
    ("reference", "warned"), [("4619283/26", 0), ("requested", 1), ("461928/26", 1), ("01/4619283/26", 1)]
)
def test_an_unusual_reference_is_kept_and_asked_about(
    reference: str, warned: int, police: Client, waiting: Disclosure
) -> None:
    page = read(police.post(address(waiting), CRIME | {"crime_reference": reference}, follow=True).content.decode())
    banners = [words(found) for found in every(page, ".govuk-notification-banner")]
    assert sum("It does not look like most" in text for text in banners) == warned
    waiting.refresh_from_db()
    assert waiting.crime_reference == reference.upper()


BAD = [
    (CRIME | {"made": ""}, ["Error: Select what the police have made of it"]),
    (CRIME | {"crime_reference": " "}, ["Error: Enter the crime reference"]),
    (NONE | {"reason": "\r\n"}, ["Error: Enter why no crime is recorded"]),
]


def test_bad_input_is_named_beside_the_field_and_settles_nothing(
    police: Client, waiting: Disclosure, subtests: pytest.Subtests
) -> None:
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(police.post(address(waiting), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_reason").text_content().strip() == typed_in["reason"].strip()
    waiting.refresh_from_db()
    assert waiting.settled_at is None


def test_who_reaches_the_page(
    waiting: Disclosure, told: Callable[..., Case], southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    may = dict.fromkeys(("police.mash", "inspector"), 200)
    inside = dict.fromkeys(("mash", "worker", "team", "coordinator", "school", "health", "police.member"), 403)
    for part, status in {**may, **inside, "yjs": 404, "second.worker": 404}.items():
        assert signed_in(southwark[part]).get(address(waiting)).status_code == status, part
        if part not in may:
            assert signed_in(southwark[part]).post(address(waiting), CRIME).status_code == status, part
    assert signed_in(barnet["police.mash"]).post(address(waiting), CRIME).status_code == 404
    other = told("allocate", number=1)
    assert (
        signed_in(southwark["police.mash"]).get(reverse("settle_disclosure", args=[other.ref, waiting.pk])).status_code
        == 404
    )
    waiting.refresh_from_db()
    assert waiting.settled_at is None


def test_other_methods_are_refused(police: Client, waiting: Disclosure) -> None:
    assert police.put(address(waiting)).status_code == 405


@pytest.mark.parametrize(
    "facts",
    [
        {"crime_reference": "1/26"},
        {"settled": True},
        {"settled": True, "crime_reference": "1/26", "no_crime_because": WHY},
    ],
)
def test_the_database_keeps_no_half_answer(
    facts: dict[str, object], waiting: Disclosure, southwark: Cast, at: datetime
) -> None:
    if facts.pop("settled", False):
        waiting.settled_at, waiting.settled_by = at, southwark["inspector"]
    for name, value in facts.items():
        setattr(waiting, name, value)
    with pytest.raises(IntegrityError, match="disclosure_settled_one_way"), transaction.atomic():
        waiting.save()


def test_how_it_stood_before_is_in_the_history(police: Client, waiting: Disclosure) -> None:
    police.post(address(waiting), CRIME)
    assert list(waiting.history.order_by("history_id").values_list("crime_reference", flat=True)) == ["", "4619283/26"]

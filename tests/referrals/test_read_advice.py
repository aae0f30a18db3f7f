"""Who reads a consultation: whoever asked, whoever is asked, and nobody else; every reading leaves a row."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.demo.cast import Cast
from mase.web import reader
from referrals import advice
from referrals.models import Advice, Adviser, Consultation
from referrals.operations import consultation as operations
from tests.cases.pages import links, texts

SignIn = Callable[[User], Client]
LATER = timedelta(hours=3)
QUESTION = "A pupil is collected every day by an adult we do not know. She says “he is only a friend”."
CHILD = {"given_names": "Mayowa Ṣadé", "family_name": "O’Hara-Quist", "born_on": date(2011, 5, 4)}
Asked = Callable[..., Consultation]


@pytest.fixture
def asked(southwark: Cast, at: datetime) -> Asked:
    """A question of the school's: asked(Adviser.MASH, **CHILD)."""

    def ask(adviser: Adviser = Adviser.CO_ORDINATOR, part: str = "school", short: str = "harbour", **child: Any) -> Any:
        how = {"question": QUESTION, "by": southwark[part], "at": at}
        return operations.ask(southwark.agency(short), adviser=adviser, **how, **child)

    return ask


@pytest.fixture
def advised(asked: Asked, southwark: Cast, at: datetime) -> Consultation:
    """A question about a named child that has been answered: refer."""
    made = asked(**CHILD)
    _advise(made, southwark["coordinator"], at=at + LATER)
    return Consultation.objects.get(pk=made.pk)


def _advise(made: Consultation, by: User, *, at: datetime) -> None:
    operations.advise(made, recommends=Advice.REFER, advice="Refer today; ring the mother first.", by=by, at=at)


@pytest.mark.parametrize(
    ("adviser", "part", "status"),
    [
        (Adviser.CO_ORDINATOR, "school", 200),
        (Adviser.CO_ORDINATOR, "coordinator", 200),
        (Adviser.CO_ORDINATOR, "mash", 404),
        (Adviser.MASH, "mash", 200),
        (Adviser.MASH, "coordinator", 200),
        (Adviser.MASH, "worker", 404),
        (Adviser.MASH, "team", 404),
        (Adviser.MASH, "health", 404),
        (Adviser.MASH, "other.school", 404),
        (Adviser.MASH, "police.mash", 404),
        (Adviser.MASH, "admin", 403),
        (Adviser.MASH, "privacy", 403),
    ],
)
def test_only_the_two_sides_read_it(
    southwark: Cast, asked: Asked, signed_in: SignIn, adviser: Adviser, part: str, status: int
) -> None:
    made = asked(adviser, **CHILD)
    page = signed_in(southwark[part]).get(made.get_absolute_url())
    assert page.status_code == status
    assert (CHILD["family_name"] in page.content.decode()) is (status == 200)


def test_nor_does_another_authority(barnet: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(Adviser.MASH)
    for part in ("mash", "coordinator", "school"):
        assert signed_in(barnet[part]).get(made.get_absolute_url()).status_code == 404
        assert not texts(signed_in(barnet[part]).get("/advice/"), "tbody tr")


@pytest.mark.parametrize("part", ["worker", "mash", "health", "other.school", "admin"])
def test_the_database_itself_hides_it_from_everybody_else(
    southwark: Cast, asked: Asked, at: datetime, part: str
) -> None:
    asked()
    with reader.answering(southwark[part].pk, at=at):
        assert not Consultation.objects.exists()
        with transaction.atomic(), reader.lifted():
            assert not Consultation.objects.exists(), "no act reaches past it either"
    for one in ("school", "coordinator"):
        with reader.answering(southwark[one].pk, at=at):
            assert Consultation.objects.count() == Consultation.history.count() == 1


@pytest.mark.parametrize("adviser", list(Adviser))
@pytest.mark.parametrize("role", ["co_ordinator", "mash_manager", "partner_lead", "social_worker"])
@pytest.mark.parametrize(("in_same_agency", "in_same_authority"), [(True, True), (False, True), (False, False)])
def test_the_table_says_who_answers_whom(
    adviser: Adviser, role: str, in_same_agency: bool, in_same_authority: bool
) -> None:
    expected = {
        Adviser.CO_ORDINATOR: role == "co_ordinator" and in_same_authority,
        Adviser.MASH: role in ("mash_manager", "co_ordinator") and in_same_authority,
        Adviser.SAFEGUARDING_LEAD: role == "partner_lead" and in_same_agency,
    }[adviser]
    near = {"in_same_agency": in_same_agency, "in_same_authority": in_same_authority}
    assert advice.answers(adviser, role=role, **near) is expected


def test_every_reading_leaves_a_row(southwark: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(**CHILD)
    signed_in(southwark["coordinator"]).get(made.get_absolute_url())
    signed_in(southwark["coordinator"]).get(f"/advice/{made.ref}/advise/")
    read = Event.objects.filter(verb="advice_read", subject_id=made.pk)
    assert list(read.values_list("actor", flat=True)) == [southwark["coordinator"].pk] * 2
    signed_in(southwark["coordinator"]).get("/advice/")
    listed = Event.objects.get(verb="listed", subject="referrals.consultation")
    assert (listed.subject_id, listed.detail) == (made.pk, {"page": "advice"})
    assert CHILD["family_name"] not in str(list(Event.objects.values()))


def test_no_name_stands_in_the_title_or_the_address(southwark: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(**CHILD)
    page = signed_in(southwark["school"]).get(made.get_absolute_url())
    assert texts(page, "title") == [f"Consultation {made.ref} – MASE"]


def test_the_lists_show_what_waits_first_and_what_i_asked(
    southwark: Cast, asked: Asked, advised: Consultation, signed_in: SignIn
) -> None:
    waiting = asked()
    adviser = signed_in(southwark["coordinator"])
    assert [waiting.ref in row for row in texts(adviser.get("/advice/asked/"), "tbody tr")] == [True, False]
    own = texts(adviser.get("/advice/"), "tbody tr")
    assert len(own) == 1
    assert waiting.ref in own[0]
    mine = " ".join(texts(signed_in(southwark["school"]).get("/advice/"), "tbody tr"))
    assert waiting.ref in mine
    assert advised.ref in mine
    assert "Send a referral" in mine
    assert "Waits for an answer" in mine


@pytest.mark.parametrize(("part", "address"), [("school", "/advice/"), ("coordinator", "/advice/asked/")])
def test_a_full_list_costs_no_more_queries_than_a_short_one(
    southwark: Cast, asked: Asked, signed_in: SignIn, django_assert_max_num_queries: Any, part: str, address: str
) -> None:
    browser = signed_in(southwark[part])
    for number in (3, 27):
        for _ in range(number):
            asked()
        with django_assert_max_num_queries(16):
            assert browser.get(address).status_code == 200
    assert texts(browser.get(address), "nav[aria-label='Pages of questions']")
    assert len(texts(browser.get(f"{address}?page=2"), "tbody tr")) in (5, 15)


def test_the_way_there_is_where_one_looks_for_it(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    assert links(browser.get("/"), "nav[aria-label=Main] a")["Advice"] == "/advice/"
    assert links(browser.get("/referrals/new/"))["Ask for advice first"] == "/advice/new/"
    assert "Advice" not in links(signed_in(southwark["admin"]).get("/"), "nav[aria-label=Main] a")

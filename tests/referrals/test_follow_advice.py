"""What follows from advice: the case it is about, and a referral with nothing retyped (BA-7, SO-8)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Conflict
from mase.demo.cast import Cast
from referrals import operations as referrals
from referrals.models import Advice, Adviser, Consultation, Draft
from referrals.operations import consultation as operations
from tests.cases.pages import error_of, links, texts

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


@pytest.mark.rule("BA-7")
def test_it_is_linked_with_a_case_that_the_coordinator_sees(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    case, browser = told("refer"), signed_in(southwark["coordinator"])
    answer = browser.post(f"/advice/{advised.ref}/link/", {"reference": f" {case.ref.lower()} "})
    assert answer["Location"] == advised.get_absolute_url()
    advised.refresh_from_db()
    assert (advised.case, advised.linked_by, advised.linked_at) == (case, southwark["coordinator"], at)
    assert links(browser.get(advised.get_absolute_url()))[case.ref] == case.get_absolute_url()
    assert Event.objects.get(verb="advice_linked").case == case.ref


def test_who_does_not_see_the_case_learns_nothing_of_the_link(
    southwark: Cast, told: Callable[..., Case], asked: Asked, signed_in: SignIn, at: datetime
) -> None:
    case, made = told("refer"), asked(Adviser.MASH, "health", "health")
    operations.link(made, reference=case.ref, by=southwark["mash"], at=at)
    page = signed_in(southwark["health"]).get(made.get_absolute_url())
    assert page.status_code == 200
    assert case.ref not in page.content.decode()
    Conflict.objects.create(
        user=southwark["coordinator"],
        person=case.child,
        relation="Aunt",
        declared_at=at,
        declared_by=southwark["privacy"],
    )
    page = signed_in(southwark["coordinator"]).get(made.get_absolute_url())
    assert page.status_code == 200
    assert case.ref not in page.content.decode()
    with pytest.raises(Refused, match="You see no case"):
        operations.link(made, reference=case.ref, by=southwark["coordinator"], at=at)


def test_an_unseen_case_and_none_at_all_are_refused_in_the_same_words(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    hidden = told("refer")
    access.withdraw_from_agencies(hidden)
    browser = signed_in(southwark["coordinator"])
    said = {
        error_of(browser.post(f"/advice/{advised.ref}/link/", {"reference": ref}), "reference")
        for ref in (hidden.ref, "ZZZZ-ZZZZ")
    }
    assert said == {"You see no case with this reference. Check the reference."}
    advised.refresh_from_db()
    assert advised.case is None


def test_nor_is_a_case_of_another_authority_taken(
    southwark: Cast, told: Callable[..., Case], barnet: Cast, at: datetime
) -> None:
    case = told("refer")
    how = {"question": QUESTION, "by": barnet["school"], "at": at, "adviser": Adviser.MASH}
    made = operations.ask(barnet.agency("harbour"), **how)
    access.open_to_agency(case, barnet.agency("csc"), ["case"], by=southwark["mash"], at=at, reason="Shared")
    with pytest.raises(Refused):
        operations.link(made, reference=case.ref, by=barnet["mash"], at=at)


@pytest.mark.parametrize("typed", ["", "a name", "K7QF"])
def test_what_is_no_reference_is_explained(
    southwark: Cast, advised: Consultation, signed_in: SignIn, typed: str
) -> None:
    page = signed_in(southwark["coordinator"]).post(f"/advice/{advised.ref}/link/", {"reference": typed})
    assert error_of(page, "reference")


def test_a_second_link_is_refused(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, at: datetime
) -> None:
    first, second = told("refer"), told("refer", number=1)
    operations.link(advised, reference=first.ref, by=southwark["coordinator"], at=at)
    with pytest.raises(AlreadyDone):
        operations.link(advised, reference=second.ref, by=southwark["coordinator"], at=at)
    with pytest.raises(NotEntitled):
        operations.link(advised, reference=second.ref, by=southwark["school"], at=at)


@pytest.mark.rule("BA-7")
@pytest.mark.rule("SO-8")
def test_it_becomes_a_referral_with_nothing_retyped(southwark: Cast, advised: Consultation, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    answer = browser.post(f"/advice/{advised.ref}/follow/")
    draft = Draft.objects.get()
    assert answer["Location"] == draft.get_absolute_url()
    assert (draft.started_by, draft.agency) == (southwark["school"], southwark.agency("harbour"))
    child = _section(browser, draft, "child")
    assert f'value="{CHILD["given_names"]}"' in child
    assert CHILD["family_name"] in child
    assert all(f'value="{part}"' in child for part in ("4", "5", "2011"))
    concern = _section(browser, draft, "concern")
    assert QUESTION in concern
    assert "Advice of the co-ordinator: Send a referral." in concern
    assert "Refer today; ring the mother first." in concern


def _section(browser: Client, draft: Draft, section: str) -> str:
    page = browser.get(reverse("referral_section", args=[draft.ref, section]))
    assert page.status_code == 200
    return page.content.decode()


def test_an_unnamed_child_stays_to_be_named_in_the_referral(southwark: Cast, asked: Asked, at: datetime) -> None:
    draft = operations.follow(asked(), by=southwark["school"], at=at)
    assert draft.answers == {"concern": {"concern": QUESTION}}


def test_pressed_twice_there_is_one_draft_and_the_page_leads_to_it(
    southwark: Cast, advised: Consultation, signed_in: SignIn
) -> None:
    browser = signed_in(southwark["school"])
    for _ in range(2):
        browser.post(f"/advice/{advised.ref}/follow/")
    draft = Draft.objects.get()
    page = browser.get(advised.get_absolute_url())
    assert links(page)["Go on with the referral"] == draft.get_absolute_url()
    assert "Make this a referral" not in " ".join(texts(page, "button"))
    assert Event.objects.filter(verb="advice_followed").count() == 1


def test_a_draft_that_was_thrown_away_can_be_begun_again(southwark: Cast, advised: Consultation, at: datetime) -> None:
    referrals.discard(operations.follow(advised, by=southwark["school"], at=at))
    assert operations.follow(advised, by=southwark["school"], at=at).ref != advised.draft_ref


def test_once_it_was_sent_it_cannot(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, at: datetime
) -> None:
    advised.draft_ref = told("refer").referrals.get().draft_ref
    advised.save()
    with pytest.raises(AlreadyDone):
        operations.follow(advised, by=southwark["school"], at=at)


def test_only_whoever_asked_makes_it_a_referral(
    southwark: Cast, advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    with pytest.raises(NotEntitled):
        operations.follow(advised, by=southwark["coordinator"], at=at)
    signed_in(southwark["coordinator"]).post(f"/advice/{advised.ref}/follow/")
    assert signed_in(southwark["health"]).post(f"/advice/{advised.ref}/follow/").status_code == 404
    assert not Draft.objects.exists()


def test_a_manager_who_asked_but_sends_no_referrals_is_not_offered_one(
    southwark: Cast, asked: Asked, signed_in: SignIn, at: datetime
) -> None:
    made = asked(Adviser.MASH, "team", "csc")
    page = signed_in(southwark["team"]).get(made.get_absolute_url())
    assert "Make this a referral" not in " ".join(texts(page, "button"))
    assert signed_in(southwark["team"]).post(f"/advice/{made.ref}/follow/").status_code == 403
    with pytest.raises(NotEntitled):
        operations.follow(made, by=southwark["team"], at=at)

"""The page of the referral shows everything that was sent, in its sections, to whoever works on it."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.demo import kinds, stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Referral
from tests.web.html import every, links, one, read, texts, words

REFERRAL = stories.REFERRAL | {
    "presentation": ["missing", "cse"],
    "grounds": ["disclosure"],
    "signs": {"gifts": {"seen_on": "2026-02-27", "note": "A watch"}, "missing": {"note": "Twice"}},
    "safeguard": ["A1", "R"],
    "violence": ["partner"],
    "offence_disclosed": "yes",
    "in_their_words": "I want him to leave me alone.",
    "asked_for": "A visit before the weekend.",
    "standing": "cin",
    "placement": "not_in_care",
    "responsible_authority": "Lewisham",
    "known_worker": "Ms Adeyemi, north team",
    "trafficking_suspected": "no",
}
AROUND = {
    "household": [{"name": "Ruth Hartwell", "relationship": "Mother", "parental_responsibility": "yes"}],
    "people_of_concern": [
        {"known_as": "Dex", "relationship": "Says he is her boyfriend", "age_band": "18-24", "description": "Tall"},
        {"name": "A man with a van", "born_on": date(1990, 5, 1), "ethnicity": "IC1", "ethnicity_basis": "observed"},
    ],
    "places": [{"kind": "found", "type": "hotel", "where": "Hotel at the station", "note": "Room 12"}],
    "vehicles": [{"registration": "AB12 CDE", "description": "Dark saloon"}],
    "contact_points": [{"kind": "online", "number": "dex_99", "service": "Chatter", "whose": "Dex"}],
}


@pytest.fixture
def whole(southwark: Cast, at: datetime) -> Referral:
    """A referral in which everything was filled in."""
    draft = operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)
    child = stories.child(0, at=at)
    return operations.send(draft, child=child, referral=REFERRAL, around=AROUND, by=southwark["school"], at=at)


def page_of(client: Client, referral: Referral) -> str:
    return client.get(reverse("referrals", args=[referral.case.ref])).content.decode()


@pytest.mark.rule("SO-7")
@pytest.mark.parametrize(
    "said",
    [
        pytest.param(["The child goes missing", "Sexual exploitation", "The child told somebody"], id="presentation"),
        pytest.param(["Gifts or money from unknown sources: last seen 27 February 2026; A watch"], id="a dated sign"),
        pytest.param(["Missing from home or care: Twice", "Absent from school"], id="signs with and without a note"),
        pytest.param(["Receipt of gifts or money nobody can explain", "Violence by a partner"], id="warning signs"),
        pytest.param(["I want him to leave me alone.", "A visit before the weekend."], id="words and wishes"),
        pytest.param(["With family, child in need plan", "Lewisham", "Ms Adeyemi, north team"], id="standing"),
        pytest.param(["Ruth Hartwell Mother Not known Yes Not known yet"], id="household"),
        pytest.param(["Name not known Known as Dex", "Says he is her boyfriend", "Tall"], id="a person of concern"),
        pytest.param(["Born 1 May 1990", "Ethnicity IC1: somebody saw them"], id="another one"),
        pytest.param(["Hotel at the station", "Where the child was found after being missing", "Room 12"], id="place"),
        pytest.param(["AB12 CDE Dark saloon –"], id="vehicle"),
        pytest.param(["dex_99 Account online Chatter Dex –"], id="contact point"),
    ],
)
def test_mash_reads_every_section(
    said: list[str], whole: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    text = words(one(read(page_of(signed_in(southwark["mash"]), whole)), "main"))
    assert [one for one in said if one not in text] == []


def test_what_was_not_named_makes_no_table(
    referred: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    captions = texts(read(page_of(signed_in(southwark["mash"]), referred)), "caption")
    assert not set(captions) & {"Household", "People of concern", "Places", "Vehicles", "Telephones and accounts"}


@pytest.mark.rule("ALL-5")
def test_who_referred_stays_covered(whole: Referral, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    text = page_of(signed_in(southwark["mash"]), whole)
    for canary in (southwark["school"].email, whole.referrer_telephone, whole.relationship):
        assert canary not in text


def test_what_only_its_form_asks_for_stands_there_too(
    southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    case = kinds.early_help(southwark, at=at)
    text = words(one(read(page_of(signed_in(southwark["mash"]), case.referrals.get())), "main"))
    assert "Referral by early help" in text
    assert "A mentor on Tuesdays, and the homework club." in text


@pytest.mark.rule("ALL-5")
def test_an_agency_reads_its_own_referral_and_no_other_of_the_case(
    whole: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    whole.pk, whole.draft_ref, whole.agency = None, "OTHER-DRAFT", southwark.agency("health")
    whole.concern = "What the clinic wrote of her."
    whole.save(force_insert=True)
    own = page_of(signed_in(southwark["school"]), whole)
    assert "collected after school" in own
    assert "What the clinic wrote of her." not in own
    for part in ("mash", "coordinator", "team"):
        assert "What the clinic wrote of her." in page_of(signed_in(southwark[part]), whole), part


def test_the_page_leads_to_what_was_sent_and_to_the_routes(
    whole: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    found = links(read(page_of(signed_in(southwark["mash"]), whole)), "main a")
    assert reverse("referral_as_sent", args=[whole.case.ref, whole.pk]) in found.values()
    assert found["Routes of the case"] == reverse("routes", args=[whole.case.ref])
    school = links(read(page_of(signed_in(southwark["school"]), whole)), "main a")
    assert "Routes of the case" not in school


@pytest.mark.rule("BR-1")
def test_answers_wait_in_the_table_with_a_button_to_remind(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    page = read(page_of(signed_in(southwark["mash"]), shared))
    assert len(every(page, "tbody form button")) == 3
    assert every(read(page_of(signed_in(southwark["coordinator"]), shared)), "tbody form button") == []

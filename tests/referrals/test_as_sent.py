"""What was sent is read whole by those inside the referral; what is covered on every page is covered here."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.verbs import Verb
from mase.cases import access
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import as_sent
from referrals.forms import particulars
from referrals.models import Form, Referral
from tests.referrals import everything
from tests.referrals.trail import rows
from tests.web.html import one, read, texts, words

SignIn = Callable[[User], Client]
PARTICULARS = {
    Form.POLICE: {
        "came_to_notice_on": "2026-02-26",
        "came_to_notice": "Found at a hotel at two in the morning.",
        "police_action": "Took her home.",
        "investigation": "open",
        "officer": "DC Made Up, 4411",
        "merlin": "26PAC001234",
    },
    Form.EARLY_HELP: {
        "lead_professional": "Ada Ward, family worker",
        "assessed_on": "2026-01-12",
        "assessment": "She is alone after school.",
        "plan": "A mentor, and a club.",
        "reviewed_on": "2026-02-12",
        "why_now": "She has been missing twice.",
    },
    Form.PLACED_HERE: {
        "placing_authority": "Barnet",
        "worker": "Kofi Castle",
        "worker_contact": "020 7946 0011",
        "manager": "Nadia Quill",
        "manager_contact": "020 7946 0012",
        "placed_since": "2025-12-01",
        "host_told": "yes",
        "host_told_on": "2025-11-28",
    },
    Form.DATA_ONLY: {
        "other_authority": "Barnet",
        "met_on": "2026-02-11",
        "decided": "The hotel is visited.",
        "contact": "Co-ordinator, 020 7946 0013",
    },
}


@pytest.fixture
def referral(southwark: Cast, at: datetime) -> Referral:
    return everything.sent(southwark, at=at)


def address(referral: Referral, name: str = "referral_as_sent") -> str:
    return reverse(name, args=[referral.case.ref, referral.pk])


def page(client: Client, referral: Referral, name: str = "referral_as_sent") -> str:
    return words(one(read(client.get(address(referral, name)).content.decode()), "main"))


@pytest.mark.rule("SO-7")
@pytest.mark.parametrize("part", ["school", "mash", "coordinator", "atm"])
def test_everything_that_was_sent_is_there(part: str, referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    text = page(signed_in(southwark[part]), referral)
    assert [said for said in everything.SHOWN if said not in text] == []


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["school", "mash", "police.mash"])
def test_what_is_covered_stays_covered_until_it_is_asked_for(
    part: str, referral: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    markup = signed_in(southwark[part]).get(address(referral)).content.decode()
    assert [said for said in everything.COVERED if said in markup] == []
    if part != "school":
        assert [said for said in (*everything.INFORMANT, southwark["school"].email) if said in markup] == []


def test_who_sent_it_reads_their_own_name(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    text = page(signed_in(southwark["school"]), referral)
    assert all(said in text for said in (*everything.INFORMANT, southwark["school"].name))


def test_mash_uncovers_an_address_and_it_is_shown_once(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["mash"])
    client.post(reverse("reveal_address", args=[referral.case.ref]), {"back": address(referral)})
    first, second = page(client, referral), page(client, referral)
    assert "3 Invented Street" in first
    assert "8 Made-up Road" in first
    assert "Invented Street" not in second


@pytest.mark.parametrize("form", list(PARTICULARS))
def test_what_only_its_form_asks_for_is_there_in_words(
    form: Form, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    sent = everything.sent(southwark, at=at, form=form, particulars=PARTICULARS[form])
    text = page(signed_in(southwark["coordinator"]), sent)
    assert particulars.title_of(form) in text
    kept = [said for name, said in PARTICULARS[form].items() if not name.endswith(("_on", "since")) and len(said) > 4]
    assert [said for said in kept if said not in text] == []
    assert "2026-0" not in text


def test_the_page_says_what_was_sent_not_what_was_corrected_later(
    referral: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    child = referral.case.child
    child.given_names, child.born_on = "Maia", date(2010, 7, 9)
    child.save()
    text = page(signed_in(southwark["mash"]), referral)
    assert "Maya Hartwell" in text
    assert "9 July 2011" in text


def test_what_was_left_empty_is_left_out(told: Callable, southwark: Cast, signed_in: SignIn) -> None:
    sparse = told("refer").referrals.get()
    titles = [part.title for part in as_sent.parts(sparse)]
    assert titles == ["The child", "The worry", "Signs", "Who knows and agrees", "Who referred"]
    assert "Not recorded" not in [said.words for part in as_sent.parts(sparse) for said in part.said]


def test_the_day_a_child_is_expected_is_said(southwark: Cast, at: datetime, signed_in: SignIn) -> None:
    sent = everything.sent(southwark, at=at, particulars={"expected_on": "2026-06-01"})
    assert "Expected on 1 June 2026" in page(signed_in(southwark["mash"]), sent)


def test_the_page_has_no_name_in_its_title(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    markup = read(signed_in(southwark["mash"]).get(address(referral)).content.decode())
    assert texts(markup, "title") == ["What was sent – MASE"]


@pytest.mark.rule("ALL-5")
def test_reading_it_leaves_a_row(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["mash"]).get(address(referral))
    assert "as sent" in [row.detail["page"] for row in rows(referral.case, Verb.VIEWED)]


@pytest.mark.rule("ALL-5")
def test_it_is_for_those_inside_the_referral(southwark: Cast, barnet: Cast, told: Callable, signed_in: SignIn) -> None:
    asked = told("share").referrals.get()
    for stranger in (southwark["other.school"], barnet["mash"]):
        assert signed_in(stranger).get(address(asked)).status_code == 404
    assert signed_in(southwark["health"]).get(address(asked)).status_code == 403
    assert signed_in(southwark["mash"]).post(address(asked)).status_code == 405


@pytest.mark.rule("ALL-5")
def test_an_agency_reads_its_own_referral_and_not_anothers_on_the_same_case(
    referral: Referral, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    other, who = southwark.agency("orchard"), southwark["other.school"]
    sections = [Section.CASE, Section.REFERRAL]
    access.open_to_agency(referral.case, other, sections, by=southwark["mash"], at=at, reason="Knows the brother")
    for name in ("referral_as_sent", "referral_sent", "download_referral"):
        assert signed_in(who).get(address(referral, name)).status_code == 404, name


def test_the_referral_of_another_case_is_not_found_here(
    referral: Referral, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    other = stories.refer(southwark, 3, at=at)
    wrong = reverse("referral_as_sent", args=[other.ref, referral.pk])
    assert signed_in(southwark["mash"]).get(wrong).status_code == 404


def test_the_confirmation_gives_the_reference_and_when_what_happens(
    southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    client, sent = signed_in(southwark["school"]), everything.sent(southwark, at=at)
    text = page(client, sent, "referral_sent")
    assert sent.case.ref in text
    for moment in ("by 3 March 2026 at 10:00", "by 3 March 2026 at 17:00"):
        assert moment in text
    assert "The police have been told of the offence and record it by 3 March 2026 at 10:00" in text
    assert page(client, sent, "referral_sent") == text  # Back and reload lead to the same page


def test_the_confirmation_still_stands_when_the_times_have_been_met(
    told: Callable, southwark: Cast, signed_in: SignIn, clock: object, at: datetime
) -> None:
    decided = told("inform").referrals.get()
    clock.move_to(at + timedelta(days=2))
    assert decided.case.ref in page(signed_in(southwark["school"]), decided, "referral_sent")


@pytest.mark.rule("RE-4")
def test_the_confirmation_of_what_is_for_the_record_promises_no_outcome(
    southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    sent = everything.sent(southwark, at=at, form=Form.DATA_ONLY, particulars=PARTICULARS[Form.DATA_ONLY])
    text = page(signed_in(southwark["school"]), sent, "referral_sent")
    assert "Sent for the record" in text
    assert "agree an outcome" not in text
    assert "The CSE and Missing co-ordinator of Southwark reads it" in text


def test_a_child_in_danger_is_answered_with_999_first(southwark: Cast, at: datetime, signed_in: SignIn) -> None:
    sent = everything.sent(southwark, at=at, immediate_danger=True)
    assert "call now. Do not wait for MASH." in page(signed_in(southwark["school"]), sent, "referral_sent")


def test_a_person_of_concern_is_not_spoken_of_as_a_child(told: Callable) -> None:
    referral = told("refer").referrals.get()
    referral.people_of_concern.create(known_as="Big D", gender="male")
    people = next(part for part in as_sent.parts(referral) if part.title == "People of concern")
    assert [said.words for said in people.said] == ["Known as: Big D\nGender: Male"]

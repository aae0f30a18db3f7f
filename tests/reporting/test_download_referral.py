"""What was sent, and the letter, as PDF: who may, what they get, what stays covered, and the row it leaves."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import page
import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import Colour, Referral
from reporting import printing
from tests.conftest import MONDAY
from tests.referrals import everything
from tests.reporting import reading

SignIn = Callable[[User], Client]


@pytest.fixture
def referral(southwark: Cast, at: datetime) -> Referral:
    return everything.sent(southwark, at=at)


def address(referral: Referral) -> str:
    return reverse("download_referral", args=[referral.case.ref, referral.pk])


def downloads() -> list[Event]:
    return list(Event.objects.filter(verb=Verb.DOWNLOADED).order_by("pk"))


def flat(pdf: bytes) -> str:
    return " ".join(reading.words(pdf))


@pytest.mark.rule("SO-7")
def test_what_was_sent_is_handed_out_in_the_readers_own_name(
    referral: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    mash = southwark["mash"]
    answer = signed_in(mash).get(address(referral))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="referral-{referral.case.ref}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    pages = reading.words(answer.content)
    assert all(f"Copy of {mash.name} , Southwark children’s social care" in text for text in pages)
    assert all("OFFICIAL-SENSITIVE" in text for text in pages)
    text = flat(answer.content).replace("- ", "-")
    assert [said for said in everything.SHOWN if said not in text] == []
    assert "weasyprint" not in sys.modules


@pytest.mark.rule("ALL-5")
def test_what_pages_cover_is_only_said_to_be_recorded(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    text = flat(signed_in(southwark["mash"]).get(address(referral)).content)
    for secret in (*everything.COVERED, *everything.INFORMANT, southwark["school"].email, southwark["school"].name):
        assert secret not in text
    for question in ("Home address", "NHS number", "Unique pupil number", "Who referred"):
        assert f"{question} Recorded" in text


@pytest.mark.rule("ALL-5")
def test_whoever_may_not_uncover_it_is_not_told_whether_it_is_there(
    referral: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    text = flat(signed_in(southwark["school"]).get(address(referral)).content)
    assert "NHS number Hidden from your role" in text
    assert "Home address Hidden from your role" in text
    assert southwark["school"].email in text  # their own


def test_what_was_not_given_is_said_not_to_be_recorded(southwark: Cast, told: Callable, signed_in: SignIn) -> None:
    sparse = told("refer").referrals.get()
    assert "NHS number Not recorded" in flat(signed_in(southwark["mash"]).get(address(sparse)).content)


def test_the_download_leaves_a_row_and_each_one_its_own(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    for part in ("mash", "school"):
        signed_in(southwark[part]).get(address(referral))
    first, second = downloads()
    assert (first.actor, second.actor, first.at) == (southwark["mash"].pk, southwark["school"].pk, MONDAY)
    assert (first.case, first.subject, first.subject_id) == (referral.case.ref, "referrals.referral", referral.pk)


@pytest.mark.rule("ALL-5")
def test_it_is_for_those_inside_the_referral(told: Callable, southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    asked = told("share").referrals.get()
    for stranger in (southwark["other.school"], barnet["mash"]):
        assert signed_in(stranger).get(address(asked)).status_code == 404
    assert signed_in(southwark["health"]).get(address(asked)).status_code == 403
    assert signed_in(southwark["mash"]).post(address(asked)).status_code == 405
    assert downloads() == []


def test_the_file_is_tagged_and_names_no_child_in_what_it_says_of_itself(
    referral: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    pdf = signed_in(southwark["mash"]).get(address(referral)).content
    facts = reading.facts(pdf)
    assert facts["Title"] == f"Referral {referral.case.ref}"
    assert facts["language"] == "en-GB"
    assert "Hartwell" not in " ".join(facts.values())
    assert {"H1", "H2", "Table", "TH", "TD"} <= set(reading.structure(pdf))
    assert "What the worry is" in reading.read_aloud(pdf)


def test_the_file_can_be_read_aloud_by_the_standard(referral: Referral, southwark: Cast, signed_in: SignIn) -> None:
    report = page.validate_pdf_bytes(signed_in(southwark["mash"]).get(address(referral)).content, profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_without_pango_the_reader_is_sent_to_the_page_with_the_reason(
    referral: Referral, southwark: Cast, signed_in: SignIn, without_pango: Path
) -> None:
    shown = signed_in(southwark["mash"]).get(address(referral), follow=True)
    assert shown.redirect_chain == [(reverse("referral_as_sent", args=[referral.case.ref, referral.pk]), 302)]
    assert printing.NO_LIBRARY in shown.content.decode()
    assert downloads() == []


@pytest.mark.rule("SO-18")
def test_the_letter_is_handed_out_as_it_was_written(
    told: Callable, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    case = told("answer")
    stories.decide(southwark, case, at + timedelta(hours=9), colour=Colour.GREEN)
    stories.inform(southwark, case, at + timedelta(hours=10))
    outcome = case.referrals.get().outcomes.get()
    letter = reverse("download_letter", args=[case.ref, outcome.pk])
    text = flat(signed_in(southwark["school"]).get(letter).content)
    for line in outcome.letter.replace("– ", "").split("\n"):
        assert " ".join(line.split()) in text
    assert "Hartwell" not in text
    (row,) = downloads()
    assert row.actor == southwark["school"].pk


def test_there_is_no_letter_before_it_is_written(told: Callable, southwark: Cast, signed_in: SignIn) -> None:
    case = told("decide")
    letter = reverse("download_letter", args=[case.ref, case.referrals.get().outcomes.get().pk])
    assert signed_in(southwark["mash"]).get(letter).status_code == 404
    assert downloads() == []

"""The demonstration shows a referral of each kind, and a letter that went out."""

from datetime import datetime

import pytest

from mase.cases.stages import Stage
from mase.demo import kinds
from mase.demo.cast import Cast
from referrals.forms import particulars
from referrals.forms.particulars import FORMS
from referrals.models import Form
from tests.referrals.trail import running


@pytest.mark.rule("HO-7")
def test_the_police_refer_a_girl_who_told_of_an_offence(southwark: Cast, at: datetime) -> None:
    case = kinds.police(southwark, at=at)
    assert (case.referrals.get().form, case.disclosures.count()) == (Form.POLICE, 1)
    assert {"crime_reference", "police_category"} <= running(case)
    assert {found.kind for found in case.external_references.all()} == {"merlin", "cad"}


@pytest.mark.rule("RE-2")
def test_early_help_steps_a_family_up(southwark: Cast, at: datetime) -> None:
    case = kinds.early_help(southwark, at=at)
    assert (case.stage, case.referrals.get().agency.kind) == (Stage.MASH_CHECK, "early_help")


@pytest.mark.rule("RE-4")
def test_another_authority_sends_for_the_record(southwark: Cast, barnet: Cast, at: datetime) -> None:
    case = kinds.for_the_record(southwark, at=at)
    assert (case.stage, case.referrals.get().agency) == (Stage.DATA_ONLY, barnet.agency("csc"))


@pytest.mark.rule("HO-3")
def test_a_referral_that_ended_green_has_its_letter_and_services(southwark: Cast, at: datetime) -> None:
    outcome = kinds.with_services(southwark, at=at).referrals.get().outcomes.get()
    assert outcome.letter
    assert outcome.services_shared_with == ["referrer", "young_person", "family"]


def test_what_the_demonstration_says_is_what_the_forms_take(southwark: Cast, at: datetime) -> None:
    for act in (kinds.police, kinds.early_help, kinds.for_the_record):
        sent = act(southwark, at=at).referrals.get()
        form = FORMS[sent.form][1]
        filled = form(form.posted(sent.particulars), at=at)
        assert filled.is_valid(), (sent.form, filled.errors)
        assert list(particulars.in_words(sent.form, sent.particulars))

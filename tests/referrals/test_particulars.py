"""What only one kind of referral asks for: offered on its draft, needed, checked, kept and sent."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.demo.cast import Cast
from referrals import operations
from referrals.forms import particulars
from referrals.forms.particulars import FORMS
from referrals.models import Draft, Form, Referral
from tests.referrals import typed
from tests.referrals.conftest import fill, posted
from tests.referrals.test_as_sent import PARTICULARS
from tests.web.html import read, texts

SignIn = Callable[[User], Client]
KINDS = list(FORMS)


def boxes(kind: Form) -> dict[str, str]:
    """Return valid answers as a browser posts them."""
    form = FORMS[kind][1]
    return form.posted(PARTICULARS[kind]).dict()


@pytest.fixture
def officer(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["police.mash"])


@pytest.fixture
def draft(southwark: Cast, at: datetime) -> Draft:
    """A police referral in which everything but the particulars is filled in."""
    police = southwark.agency("police")
    begun = operations.start_draft(police, by=southwark["police.mash"], at=at, form=Form.POLICE)
    return fill(begun, typed.NEEDED, at=at)


@pytest.mark.rule("HO-7", "SO-13")
def test_a_police_referral_is_sent_with_what_the_police_know(officer: Client, draft: Draft) -> None:
    check = reverse("referral_check", args=[draft.ref])
    officer.post(check)
    assert not Referral.objects.exists()
    section = reverse("referral_section", args=[draft.ref, "particulars"])
    assert officer.post(section, boxes(Form.POLICE)).status_code == 302
    assert "Found at a hotel" in officer.get(check).content.decode()
    officer.post(check)
    sent = Referral.objects.get()
    kept = {name: said for name, said in sent.particulars.items() if said}
    assert kept == PARTICULARS[Form.POLICE]
    assert sent.case.external_references.get().number == "26PAC001234"


@pytest.mark.rule("HO-7")
def test_the_section_stands_on_the_drafts_list_of_that_form_only(
    officer: Client, draft: Draft, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    titles = texts(read(officer.get(draft.get_absolute_url()).content.decode()), ".govuk-task-list__name-and-hint")
    assert any("What the police know" in title for title in titles)
    plain = operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)
    page = signed_in(southwark["school"]).get(plain.get_absolute_url()).content.decode()
    assert not any(title in page for title, _ in FORMS.values())
    section = reverse("referral_section", args=[plain.ref, "particulars"])
    assert signed_in(southwark["school"]).get(section).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_valid_answers_are_kept_and_read_back(kind: Form, at: datetime) -> None:
    form = FORMS[kind][1](posted(boxes(kind)), at=at)
    assert form.is_valid(), form.errors
    words = dict(particulars.in_words(kind, PARTICULARS[kind]))
    assert len(words) == len(PARTICULARS[kind])
    assert not any("2026-" in said or "2025-" in said for said in words.values())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_needed_is_asked_for(kind: Form, at: datetime) -> None:
    form_class = FORMS[kind][1]
    form = form_class(posted({}), at=at)
    opened = {name for answers in form_class.reveals.values() for names in answers.values() for name in names}
    needed = {name for name, field in form_class.base_fields.items() if field.required} - opened
    assert needed
    assert set(form.errors) == needed


WRONG = [  # kind, what is typed, the field that says so
    (Form.POLICE, {"came_to_notice_on-year": "2027"}, "came_to_notice_on"),
    (Form.POLICE, {"came_to_notice_on-day": "31"}, "came_to_notice_on"),
    (Form.POLICE, {"investigation": "perhaps"}, "investigation"),
    (Form.POLICE, {"merlin": "x" * 61}, "merlin"),
    (Form.EARLY_HELP, {"reviewed_on-month": "1", "reviewed_on-day": "11"}, "reviewed_on"),
    (Form.EARLY_HELP, {"assessed_on-year": "2027"}, "assessed_on"),
    (Form.PLACED_HERE, {"placing_authority": "x" * 81}, "placing_authority"),
    (Form.PLACED_HERE, {"host_told": ""}, "host_told"),
    (Form.DATA_ONLY, {"met_on-year": "2027"}, "met_on"),
    (Form.DATA_ONLY, {"decided": "   "}, "decided"),
]


@pytest.mark.parametrize(("kind", "changed", "field"), WRONG)
def test_wrong_answers_are_said_beside_the_field(kind: Form, changed: dict[str, str], field: str, at: datetime) -> None:
    form = FORMS[kind][1](posted(boxes(kind) | changed), at=at)
    assert list(form.errors) == [field]


def test_references_are_kept_in_capitals(at: datetime) -> None:
    form = FORMS[Form.POLICE][1](posted(boxes(Form.POLICE) | {"merlin": " 26pac001234 ", "cad": "cad 118"}), at=at)
    assert form.is_valid()
    assert (form.cleaned_data["merlin"], form.cleaned_data["cad"], form.cleaned_data["cris"]) == (
        "26PAC001234",
        "CAD 118",
        "",
    )


def test_when_the_authority_was_told_counts_only_if_it_was(at: datetime) -> None:
    form = FORMS[Form.PLACED_HERE][1](posted(boxes(Form.PLACED_HERE) | {"host_told": "no"}), at=at)
    assert form.is_valid()
    assert form.cleaned_data["host_told_on"] is None


def test_a_form_without_particulars_has_neither_title_nor_words() -> None:
    assert particulars.title_of(Form.PROFESSIONAL) == ""
    assert list(particulars.in_words(Form.PROFESSIONAL, {"expected_on": "2026-06-01"})) == []

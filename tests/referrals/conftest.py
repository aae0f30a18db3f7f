"""A draft of the school's safeguarding lead, empty and filled in, and a referral that waits in MASH."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals import forms, operations
from referrals.models import Draft, Referral
from tests.referrals import typed


@pytest.fixture
def school(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    """The browser of the school's safeguarding lead."""
    return signed_in(southwark["school"])


@pytest.fixture
def draft(southwark: Cast, at: datetime) -> Draft:
    """A draft without any answer."""
    return operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)


@pytest.fixture
def filled(draft: Draft, at: datetime) -> Draft:
    """A draft in which every needed section is saved."""
    return fill(draft, typed.NEEDED, at=at)


@pytest.fixture
def full(draft: Draft, at: datetime) -> Draft:
    """A draft in which every section is saved."""
    return fill(draft, typed.SECTIONS, at=at)


def fill(draft: Draft, sections: dict[str, dict], *, at: datetime) -> Draft:
    for section, answers in sections.items():
        form = forms.SECTIONS[section].form(posted(answers), at=at)
        assert form.is_valid(), form.errors
        operations.save_section(draft, section, form.cleaned_data, at=at)
    draft.refresh_from_db()
    return draft


def posted(answers: dict) -> QueryDict:
    """Return answers as a browser posts them."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.fixture
def referred(told: Callable[..., Case]) -> Referral:
    """A referral that has just come in."""
    return told("refer").referrals.get()


@pytest.fixture
def shared(told: Callable[..., Case]) -> Referral:
    """A referral about which police, health and education were asked."""
    return told("share").referrals.get()


@pytest.fixture
def later(at: datetime) -> datetime:
    """The next working day, after whatever a story told so far."""
    return at + timedelta(days=1)

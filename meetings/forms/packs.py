"""Issuing and recalling an agenda pack, and the statement before a copy opens."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import User
from mase.web.fields import ChoicesField, ConfirmField, LongTextField
from mase.web.forms import Form
from meetings.packs import Share


class IssuePack(Form):
    """Who gets a copy, and that somebody has looked at who gets which cases."""

    people = ChoicesField(label="Who gets a copy", called="who gets a copy")
    checked = ConfirmField(label="I have checked who gets which cases", called="that you have checked who gets what")

    def __init__(self, *args: Any, shares: Iterable[Share], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(share.user.pk): share.user for share in shares}
        self.offer("people", [(str(share.user.pk), _named(share)) for share in shares])

    def clean_people(self) -> list[User]:
        return [self.known[pk] for pk in self.cleaned_data["people"]]


class RecallPack(Form):
    reason = LongTextField(
        label="Why is the pack recalled?",
        called="why the pack is recalled",
        max_length=2000,
        help_text="It stands in the ledger. No names of children.",
    )


class AcceptStatement(Form):
    accepted = ConfirmField(
        label="I accept this for the meeting and for what I read here", called="that you accept the statement"
    )


def _named(share: Share) -> str:
    return f"{share.user.name}, {share.agency.name}"

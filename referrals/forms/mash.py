"""What MASH asks of agencies, what they answer, and the outcome."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mase.agencies.models import Agency, Kind
from mase.web.fields import (
    ChoiceField,
    ChoicesField,
    EmailField,
    LongTextField,
    TextField,
    YesNoField,
)
from mase.web.forms import Form
from referrals.models import Colour, Priority, Reply


class DecideChecks(Form):
    """MASH's first decision (HO-1)."""

    priority = ChoiceField(label="How urgent is it?", called="how urgent it is", choices=Priority.choices)
    checks_needed = YesNoField(
        label="Are MASH checks needed?",
        called="whether checks are needed",
        help_text="Without checks no agency is asked, and you propose the outcome from what you have.",
    )
    reason = LongTextField(
        label="Reasons",
        called="the reasons",
        max_length=4000,
        help_text="What the referral and the screening tool tell you, and why it leads to this.",
    )


class Sharing(Form):
    """The request that goes to the partner agencies, and to an organisation without an account (BR-1)."""

    agencies = ChoicesField(label="Which agencies do you ask?", called="the agencies you ask")
    outside = TextField(
        label="An organisation without an account",
        called="The name of the organisation",
        max_length=120,
        required=False,
        help_text="It answers through a link that you send to one person there. To ask a second one, come back here.",
    )
    outside_kind = ChoiceField(
        label="What kind of organisation is it?",
        called="what kind of organisation it is",
        choices=[("", "Choose"), *((kind.value, kind.label) for kind in Kind if kind is not Kind.SOCIAL_CARE)],
        widget=forms.Select,
        required=False,
    )
    purpose = LongTextField(
        label="What do you need to know, and why?",
        called="what you need to know",
        max_length=2000,
        help_text="Each agency sees this text and the child’s identity, not the referral.",
    )
    legal_basis = ChoiceField(label="On what legal basis do you ask?", called="the legal basis")

    def __init__(self, *args: Any, agencies: Iterable[Agency], legal_bases: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("agencies", [(agency.code, agency.name) for agency in agencies])
        self.offer("legal_basis", [(basis, basis) for basis in legal_bases])

    def say_beside(self, hints: dict[str, str]) -> None:
        """Show under each agency, by its code, whom to ring there (BR-8)."""
        self.fields["agencies"].hints = hints  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("outside") and self.has_error("agencies", code="required"):
            del self.errors["agencies"]
            found["agencies"] = []
        if found.get("outside") and "outside_kind" in found and not found["outside_kind"]:
            self.add_error("outside_kind", "Select what kind of organisation it is")
        return found


class AnswerRequest(Form):
    """An agency's answer."""

    reply = ChoiceField(
        label="Does your agency know the child?", choices=Reply.choices, called="whether you know the child"
    )
    information = LongTextField(
        label="What does your agency hold that bears on this?",
        called="what your agency holds",
        max_length=8000,
        help_text="Facts and their dates; say what is opinion.",
    )
    reveals = {"reply": {Reply.KNOWN: ["information"]}}


class AddToAnswer(Form):
    """What an agency has learnt since it answered."""

    information = LongTextField(
        label="What has your agency learnt since?",
        called="what your agency has learnt",
        max_length=8000,
        help_text="Facts and their dates; say what is opinion. It is added to your answer, which stays as it is.",
    )


class SendLink(Form):
    """Who answers for an organisation without an account."""

    name = TextField(label="Who answers there?", called="the name of who answers", max_length=120)
    email = EmailField(
        label="Their e-mail address at work",
        called="their e-mail address",
        help_text="Check it by telephone first. A link goes to this address and to no other.",
    )


class Code(Form):
    """The code that was told by telephone."""

    code = TextField(
        label="The six digits that you were told by telephone",
        called="the six digits",
        max_length=20,
        help_text="You find the number of MASH on the council’s own pages, not in the e-mail.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class WithdrawRequest(Form):
    """Waiting for an agency no longer."""

    reason = LongTextField(
        label="Why is the answer no longer needed?",
        called="why it is no longer needed",
        max_length=1000,
        help_text="It is kept on the record. An agency that has an account reads it.",
    )


class Propose(Form):
    """MASH's proposal (HO-2)."""

    colour = ChoiceField(label="Outcome", called="the outcome")
    reason = LongTextField(
        label="Reasons",
        called="the reasons",
        max_length=4000,
        help_text="What the agencies told you, and why it leads to this.",
    )

    def __init__(self, *args: Any, colours: Iterable[Colour], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("colour", [(colour.value, colour.label) for colour in colours])


class Agree(Form):
    """The police's word on it (HO-2)."""

    agreed = YesNoField(label="Do the police agree this outcome?", called="whether the police agree")
    reason = LongTextField(label="Why not?", called="why not", max_length=4000)
    reveals = {"agreed": {"no": ["reason"]}}

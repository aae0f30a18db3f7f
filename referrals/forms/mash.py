"""What MASH asks of agencies, what they answer, and the outcome."""

from collections.abc import Iterable
from typing import Any

from mase.agencies.models import Agency
from mase.web.fields import ChoiceField, ChoicesField, LongTextField, YesNoField
from mase.web.forms import Form
from referrals.models import Colour, Reply


class Sharing(Form):
    """The request that goes to the partner agencies (BR-1)."""

    agencies = ChoicesField(label="Which agencies do you ask?", called="the agencies you ask")
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


class WithdrawRequest(Form):
    """Waiting for an agency no longer."""

    reason = LongTextField(
        label="Why is the answer no longer needed?",
        called="why it is no longer needed",
        max_length=1000,
        help_text="The agency reads this.",
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

"""What only one kind of referral asks for: the police's, early help's, and those that come from another authority."""

from collections.abc import Iterator
from typing import Any

from mase.people.models import Answer
from mase.web.fields import ChoiceField, DayField, LongTextField, TextField
from referrals.forms.parts import SectionForm
from referrals.models.vocabulary import Form as Kind

_REFERENCES = ("merlin", "form_87a", "connect", "cris", "cad")


class Police(SectionForm):
    """A MERLIN or 87a: how the child came to notice and what the police have done (HO-7, SO-13)."""

    came_to_notice_on = DayField(
        label="When did the child come to the notice of the police?",
        called="the day on which the child came to notice",
        limit="today or past",
    )
    came_to_notice = LongTextField(
        label="How did the child come to notice?",
        called="how the child came to notice",
        max_length=8000,
        help_text="Who called, where the child was found, in what state, with whom.",
    )
    police_action = LongTextField(
        label="What have the police done?", called="what the police have done", max_length=8000
    )
    investigation = ChoiceField(
        label="Is there an investigation?",
        called="whether there is an investigation",
        choices=[
            ("open", "Yes, it is open"),
            ("closed", "There was, and it has ended"),
            ("none", "No"),
            ("not_known", "Not known yet"),
        ],
    )
    told_to_child = LongTextField(
        label="What has the child been told?",
        required=False,
        max_length=4000,
        help_text="Of this referral, and of what the police do next.",
    )
    officer = TextField(
        label="Officer in the case", required=False, max_length=200, help_text="Name, rank or number, and team."
    )
    officer_telephone = TextField(label="Telephone of the officer in the case", required=False, max_length=40)
    merlin = TextField(label="MERLIN", required=False, max_length=60, help_text="The reference, like 26PAC001234.")
    form_87a = TextField(label="Form 87a", required=False, max_length=60)
    connect = TextField(label="CONNECT", required=False, max_length=60)
    cris = TextField(label="CRIS", required=False, max_length=60, help_text="Of a report from before March 2024.")
    cad = TextField(label="CAD", required=False, max_length=60)

    headings = {
        "came_to_notice_on": "How the child came to notice",
        "police_action": "What the police have done",
        "merlin": "References",
    }

    def clean(self) -> dict[str, Any]:
        """Keep references as the police write them, in capitals without blanks at the ends."""
        cleaned = super().clean() or {}
        return cleaned | {name: cleaned[name].upper() for name in _REFERENCES if cleaned.get(name)}


class EarlyHelp(SectionForm):
    """What early help has done, and why it is no longer enough (RE-2)."""

    lead_professional = TextField(
        label="Lead professional", called="the lead professional", max_length=200, help_text="Name, role and agency."
    )
    assessed_on = DayField(
        label="When was the early help assessment completed?",
        called="the day of the assessment",
        limit="today or past",
    )
    assessment = LongTextField(
        label="What did the assessment find?", called="what the assessment found", max_length=8000
    )
    plan = LongTextField(label="What is the plan?", called="the plan", max_length=8000)
    reviewed_on = DayField(
        label="When was the plan last reviewed?",
        required=False,
        limit="today or past",
        help_text="Leave empty if it has not been.",
    )
    why_now = LongTextField(
        label="Why is early help no longer enough?",
        called="why early help is no longer enough",
        max_length=8000,
        help_text="What has changed, and what you fear will happen without more.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        assessed, reviewed = cleaned.get("assessed_on"), cleaned.get("reviewed_on")
        if assessed and reviewed and reviewed < assessed:
            self.add_error("reviewed_on", "The review must not lie before the assessment")
        return cleaned


class PlacedHere(SectionForm):
    """Another authority's child who is placed here: who answers for the child (RE-5, SO-35)."""

    placing_authority = TextField(
        label="Which authority has placed the child?", called="the placing authority", max_length=80
    )
    worker = TextField(label="The child’s social worker there", called="the child’s social worker", max_length=200)
    worker_contact = TextField(
        label="How is the social worker reached?", called="how the social worker is reached", max_length=200
    )
    manager = TextField(label="The social worker’s manager", called="the social worker’s manager", max_length=200)
    manager_contact = TextField(
        label="How is the manager reached?", called="how the manager is reached", max_length=200
    )
    placed_since = DayField(label="Since when has the child been placed here?", required=False, limit="today or past")
    host_told = ChoiceField(
        label="Was this authority told that the child would be placed here?",
        called="whether this authority was told",
        choices=Answer.choices,
    )
    host_told_on = DayField(label="When was it told?", required=False, limit="today or past")

    reveals = {"host_told": {"yes": ["host_told_on"]}}


class DataOnly(SectionForm):
    """This borough's own child, discussed at another authority's meeting (RE-4)."""

    other_authority = TextField(
        label="Which authority discussed the child?", called="the authority that discussed the child", max_length=80
    )
    met_on = DayField(label="When did it meet?", called="the day of the meeting", limit="today or past")
    decided = LongTextField(label="What was decided?", called="what was decided", max_length=8000)
    contact = TextField(
        label="Who can be asked about it?",
        called="who can be asked about it",
        max_length=200,
        help_text="Name, role and how to reach them.",
    )


FORMS: dict[str, tuple[str, type[SectionForm]]] = {
    Kind.POLICE: ("What the police know", Police),
    Kind.EARLY_HELP: ("What early help has done", EarlyHelp),
    Kind.PLACED_HERE: ("The placement", PlacedHere),
    Kind.DATA_ONLY: ("The other authority’s meeting", DataOnly),
}


def title_of(kind: str) -> str:
    """Return what the section is called on this kind of referral, or nothing where it has none."""
    return FORMS[kind][0] if kind in FORMS else ""


def in_words(kind: str, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each question that only this kind asks with its answer in words; what was left empty is left out."""
    if kind in FORMS:
        form = FORMS[kind][1]
        yield from ((question, words) for question, words, _ in form.in_words(form.read(said)) if words)

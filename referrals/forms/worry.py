"""What the worry is, and the signs that exploitation may already be happening."""

from datetime import date
from typing import Any, ClassVar

from mase.cases.exploitation_forms import Exploitation
from mase.people.models import Answer
from mase.web.fields import ChoiceField, ChoicesField, DayField, LongTextField, TextField, YesNoField
from referrals.forms.parts import SectionForm, Words, in_word
from referrals.indicators import Indicator
from referrals.models import Ground, Presentation, Safeguard, Violence


class Concern(SectionForm):
    """What the worry is; danger first."""

    immediate_danger = YesNoField(
        label="Is the child in immediate danger?",
        called="whether the child is in immediate danger",
        help_text="If so, call 999 now. Then send this form: MASH sees it marked urgent.",
    )
    concern = LongTextField(
        label="What are you worried about?",
        called="what you are worried about",
        max_length=20_000,
        help_text="What you saw or were told, by whom, and when. For instance: “On Tuesday a man in a dark car waited "
        "for her at the gate. She said she has to go with him.”",
    )
    happened_on = DayField(
        label="When did it happen?", required=False, limit="today or past", help_text="The latest day, if there is one."
    )
    in_their_words = LongTextField(
        label="What does the child say and want?",
        required=False,
        max_length=8000,
        help_text="In the child’s own words, as you heard them.",
    )
    presentation = ChoicesField(label="What kind of harm do you fear?", choices=Presentation.choices, required=False)
    grounds = ChoicesField(label="What does the worry rest on?", choices=Ground.choices, required=False)
    offence_disclosed = ChoiceField(
        label="Did the child tell somebody of an offence against them?",
        choices=Answer.choices,
        required=False,
        help_text="If so, the police are told at once and record it within 24 hours.",
    )
    trafficking_suspected = ChoiceField(
        label="Is the child being moved from place to place to be exploited?",
        choices=Answer.choices,
        required=False,
        help_text="That is trafficking, also within one town.",
    )
    violence = ChoicesField(
        label="Violence that the child has lived through or seen", choices=Violence.choices, required=False
    )
    done_so_far = LongTextField(
        label="What has been done so far?",
        required=False,
        max_length=4000,
        help_text="For instance: spoke with her mother on Monday; noted the registration.",
    )
    asked_for = LongTextField(
        label="What do you ask for?",
        required=False,
        max_length=4000,
        help_text="For instance: advice, a visit before the weekend, help for the family.",
    )

    headings: ClassVar = {
        "presentation": "The kind of worry",
        "done_so_far": "What has been done, and what you ask for",
    }


def _seen(code: str) -> dict[str, Any]:
    return {
        f"{code}_on": DayField(label="When was it last seen?", called="the day", required=False, limit="today or past"),
        f"{code}_note": TextField(
            label="What was seen, and by whom?", called="the note", required=False, max_length=300
        ),
    }


class Signs(Exploitation, SectionForm):
    """The sixteen indicators with a day and a note each (SO-4), the nine warning signs, how exploited (SO-5)."""

    indicators = ChoicesField(
        label="Which of these have you seen?",
        choices=Indicator.choices,
        required=False,
        help_text="Tick all that apply, or none. A day and a few words help, where you have them.",
    )
    safeguard = ChoicesField(
        label="Warning signs you have seen", choices=Safeguard.choices, required=False, help_text="Tick all that apply."
    )

    headings: ClassVar = {"exploitation": "How the child may be exploited"}
    field_order = ("indicators", "safeguard", *Exploitation.base_fields)
    reveals = {"indicators": {code: [f"{code}_on", f"{code}_note"] for code in Indicator.values}}

    @classmethod
    def facts(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Return the indicators, and for each of which more was said {"seen_on": "2026-02-27", "note": "…"}."""
        ticked = answers.get("indicators") or []
        signs = {code: _said_of(code, answers) for code in ticked}
        return {
            "indicators": ticked,
            "safeguard": answers.get("safeguard") or [],
            "signs": {code: words for code, words in signs.items() if words},
            **{name: answers[name] for name in Exploitation.base_fields if answers.get(name)},
        }

    @classmethod
    def in_words(cls, answers: dict[str, Any]) -> Words:
        """Say each sign that was ticked with what was said of it."""
        ticked = answers.get("indicators") or []
        warnings = in_word(cls.base_fields["safeguard"], answers.get("safeguard"))
        seen = [(Indicator(code).label, _seen_in_words(code, answers), f"id_{code}_note") for code in ticked]
        none = [] if ticked else [(str(cls.base_fields["indicators"].label), "", "id_indicators")]
        return [
            *none,
            *seen,
            (str(cls.base_fields["safeguard"].label), warnings, "id_safeguard"),
            *_asked_of(cls, answers),
        ]


Signs.base_fields |= {name: field for code in Indicator.values for name, field in _seen(code).items()}


def _asked_of(form: type[SectionForm], answers: dict[str, Any]) -> Words:
    fields = {name: form.base_fields[name] for name in Exploitation.base_fields}
    return [(str(field.label), in_word(field, answers.get(name)), f"id_{name}") for name, field in fields.items()]


def _said_of(code: str, answers: dict[str, Any]) -> dict[str, str]:
    seen_on: date | None = answers.get(f"{code}_on")
    words = {"seen_on": seen_on.isoformat() if seen_on else "", "note": answers.get(f"{code}_note") or ""}
    return {name: text for name, text in words.items() if text}


def _seen_in_words(code: str, answers: dict[str, Any]) -> str:
    when = in_word(Signs.base_fields[f"{code}_on"], answers.get(f"{code}_on"))
    return "\n".join(["Seen" + f" on {when}" * bool(when), *filter(None, [answers.get(f"{code}_note")])])

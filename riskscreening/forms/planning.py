"""Written plans, their actions, who is invited, and which plan answers a risk."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from mase.agencies.models import User
from mase.web.fields import ChoiceField, ChoicesField, DayField, LongTextField, TextField, YesNoField
from mase.web.forms import Form
from riskscreening.models import ActionEnd, Attender, PlanKind
from riskscreening.risks import Risk

_ABOUT = {
    "safeguarding": "A safeguarding plan",
    "contact": "Disrupting contact with whoever may harm the child",
    "orders": "Orders that the police could obtain",
}
_OF_A_PATHWAY_PLAN = ("vulnerability", "impedes_recovery")
NO_PLAN = "none"


class _Wording(Form):
    """What a plan says. ``about`` is asked only where a strategy meeting asked for the update (SO-22)."""

    aims = LongTextField(
        label="What has to be different for the child?",
        called="what has to be different",
        max_length=6000,
        help_text="What the child, the carers and the professionals would see.",
    )
    arrangements = LongTextField(
        label="What is done, by whom, and how often is the child seen?",
        called="what is done and by whom",
        max_length=6000,
        help_text="Single actions with a person and a day are recorded below the plan, and chased.",
    )
    childs_view = LongTextField(
        label="What does the child say of the plan?",
        required=False,
        max_length=4000,
        help_text="In the child’s own words where you can.",
    )
    if_it_fails = LongTextField(label="What happens if things do not change?", required=False, max_length=4000)
    vulnerability = LongTextField(
        label="What makes the young person vulnerable?",
        called="what makes the young person vulnerable",
        max_length=4000,
        help_text="What was done to them and what they were left without, not what they are like.",
    )
    impedes_recovery = LongTextField(
        label="What stands in the way of recovery?", called="what stands in the way of recovery", max_length=4000
    )
    about = ChoicesField(
        label="What is the update after the strategy meeting about?",
        called="what the update is about",
        choices=_ABOUT.items(),
    )

    def __init__(self, *args: Any, kind: PlanKind, is_update: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != PlanKind.PATHWAY:
            for name in _OF_A_PATHWAY_PLAN:
                del self.fields[name]
        if not is_update:
            del self.fields["about"]

    def about_in_words(self) -> str:
        """Return in a line what the update is about, or nothing where no meeting asked for one."""
        return "; ".join(_ABOUT[code] for code in self.cleaned_data.get("about", []))


class WritePlan(_Wording):
    """A new plan (SO-17, SO-22, SO-23)."""

    begun_on = DayField(label="Since when does the plan hold?", called="The day of the plan", limit="today or past")

    field_order = ("begun_on",)

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        wording = {name: self.cleaned_data[name] for name in self.fields if name not in ("begun_on", "about")}
        return {"begun_on": self.cleaned_data["begun_on"], "wording": wording, "about": self.about_in_words()}


class ChangePlan(_Wording):
    """Another wording of a plan, with the reason; ``seen`` tells which one was before the writer."""

    because = LongTextField(label="Why does it change?", called="why the plan changes", max_length=2000)
    seen = forms.CharField(widget=forms.HiddenInput)

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        cleaned, apart = self.cleaned_data, ("about", "because", "seen")
        wording = {name: cleaned[name] for name in self.fields if name not in apart}
        because = ": ".join(filter(None, (self.about_in_words(), cleaned["because"])))
        return {"wording": wording, "because": because, "seen": cleaned["seen"]}


class EndPlan(Form):
    """The end of a plan, with the reason."""

    ended_on = DayField(label="When did the plan end?", called="The day", limit="today or past")
    because = LongTextField(label="Why does it end?", called="why the plan ends", max_length=4000)

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_ended_on(self) -> date:
        ended_on = self.cleaned_data["ended_on"]
        if ended_on < self.since:
            raise ValidationError(f"The day must be {self.since:%-d %B %Y}, when the plan began, or later")
        return ended_on


class AgreePlannedAction(Form):
    """What somebody by name does by a day."""

    text = LongTextField(label="What will be done?", called="what will be done", max_length=2000)
    who = ChoiceField(
        label="Who does it?",
        called="who does it",
        choices=[("account", "Somebody with an account here"), ("outside", "Somebody without an account")],
        hints={
            "account": "They are told and say themselves what became of it.",
            "outside": "The young person, a carer, a mentor: the social worker says what became of it.",
        },
    )
    owner = ChoiceField(label="Name", called="the person who does it", widget=forms.Select)
    owner_outside = TextField(label="Name, and who they are", called="who does it", max_length=200)
    due_on = DayField(label="By when?", called="The day", limit="today or future")

    reveals = {"who": {"account": ["owner"], "outside": ["owner_outside"]}}

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = list(people)
        self.people = {str(person.pk): person for person, _ in named}
        self.offer("owner", [("", ""), *((str(person.pk), f"{person.name}, {agency}") for person, agency in named)])

    def answers(self) -> dict[str, Any]:
        """Return the cleaned answers as the operation takes them."""
        cleaned = dict(self.cleaned_data)
        del cleaned["who"]
        return cleaned | {
            "owner": self.people.get(cleaned["owner"] or ""),
            "owner_outside": cleaned["owner_outside"] or "",
        }


class MovePlannedAction(Form):
    """Another day for an action, with the reason."""

    due_on = DayField(label="By when now?", called="The day", limit="today or future")
    reason = LongTextField(label="Why does it move?", called="why the day changes", max_length=1000)


class ReportPlannedAction(Form):
    """What became of an action."""

    ending = ChoiceField(label="What became of the action?", called="what became of it")
    outcome = LongTextField(
        label="What was done, and what shows it; or why not", called="what was done, or why not", max_length=4000
    )

    def __init__(self, *args: Any, endings: Sequence[ActionEnd], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("ending", [(ending.value, ending.label) for ending in endings])


class DecideAttendance(Form):
    """A manager's decision on who is invited to plan meetings (SO-20)."""

    whom = ChoiceField(label="Whom is it about?", called="whom it is about", choices=Attender.choices)
    invited = YesNoField(label="Are they invited?", called="whether they are invited")
    reason = LongTextField(
        label="Why?",
        called="why",
        max_length=2000,
        help_text="What attendance would compromise: somebody’s safety, or the investigation. Or why that is over.",
    )


class CarryRisks(Form):
    """Which plan answers these risks and how, or why none does (HO-6)."""

    items = ChoicesField(label="Which risks?", called="at least one risk")
    into = ChoiceField(label="Which plan answers them?", called="which plan answers them")
    words = LongTextField(
        label="How does it answer them, or why does none?",
        called="how the plan answers them, or why none does",
        max_length=2000,
    )

    def __init__(self, *args: Any, risks: Iterable[Risk], plans: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("items", [(risk.item.code, f"{risk.item.code} {risk.item.label}") for risk in risks])
        self.offer("into", [*plans, (NO_PLAN, "None: no plan has to answer them")])

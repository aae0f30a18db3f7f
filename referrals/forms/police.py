"""What the police record."""

from collections.abc import Mapping
from typing import Any

from mase.people.models import Answer
from mase.web.fields import ChoiceField, LongTextField, TextField
from mase.web.forms import Form
from referrals import police
from referrals.models import Considered, CrimeReport, Report, System


class Categorise(Form):
    """The police category, on which report it is and what was considered for the child (SO-13, SO-32)."""

    number = ChoiceField(label="Category", called="the category")
    goes_to = TextField(
        label="Which team does it go to, if not the one named above?",
        required=False,
        max_length=200,
        help_text="For instance local CID where there is evidence of a crime.",
    )
    evidenced = ChoiceField(
        label="Is a crime evidenced?", called="whether a crime is evidenced", choices=Answer.choices
    )
    report = ChoiceField(
        label="What kind of report is it on?",
        called="what kind of report it is on",
        choices=Report.choices,
        hints={Report.NON_CRIME: "588. Category 1 without direct evidence: send a MERLIN to MASH as well."},
    )
    crime_report = ChoiceField(
        label="Was the report made for this?", called="which crime report it is on", choices=CrimeReport.choices
    )
    system = ChoiceField(
        label="In which system is it?",
        called="in which system it is",
        choices=[
            (System.CONNECT, System.CONNECT.label),
            (System.CRIS, System.CRIS.label),
        ],
        hints={System.CRIS: "Only reports from before 28 February 2024."},
    )
    crime_reference = TextField(
        label="Reference of the crime or non-crime report",
        called="the crime reference",
        max_length=40,
        help_text="Usually seven digits and the year, like 4619283/26.",
    )
    interview = ChoiceField(
        label="Was a best-evidence interview considered?",
        called="whether a best-evidence interview was considered",
        choices=Considered.choices,
    )
    interview_because = LongTextField(label="Why not now?", called="why there is no interview now", max_length=2000)
    witness_support = ChoiceField(
        label="Was witness support considered?",
        called="whether witness support was considered",
        choices=Considered.choices,
    )
    witness_support_because = LongTextField(
        label="Why not now?", called="why there is no witness support now", max_length=2000
    )
    basis = LongTextField(
        label="What does the category rest on?",
        called="what the category rests on",
        max_length=4000,
        help_text="Evidence and intelligence, with their dates. What was done to the child, not what the child did.",
    )

    reveals = {
        "interview": {Considered.NOT_NOW: ["interview_because"]},
        "witness_support": {Considered.NOT_NOW: ["witness_support_because"]},
    }

    def __init__(self, *args: Any, categories: Mapping[int, str], teams: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("number", [(str(number), f"{number}: {label}") for number, label in categories.items()])
        self.fields["number"].hints = {  # type: ignore[attr-defined]
            str(number): f"Goes to: {team}" for number, team in teams.items()
        }

    def clean_number(self) -> int:
        return int(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        number, evidenced, report = (cleaned.get(name) for name in ("number", "evidenced", "report"))
        if number and report == Report.CRIME and police.wants_non_crime(number=number, evidenced=evidenced or ""):
            self.add_error("report", "Select a non-crime report: category 1 without direct evidence goes on one")
        if cleaned.get("system") == System.CRIS and cleaned.get("crime_report") == CrimeReport.CREATED:
            self.add_error("system", "Select CONNECT: CRIS has taken no new reports since February 2024")
        return cleaned

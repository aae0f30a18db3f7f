"""What is known of the child: corrected, with what it said before, and what other files about the child say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, conflicts, joined, operations
from mase.cases.models import Case
from mase.people.codes import Disability
from mase.people.models import Person
from mase.web import reader
from mase.web.environment import day

PLAIN = (
    *("given_names", "family_name", "known_as", "born_on", "gender", "school", "gp", "language", "interpreter"),
    *("ethnicity", "ethnicity_basis", "nationality", "religion", "disabilities", "learning_disability"),
)
COVERED = ("nhs_number", "upn", "address", "placement_address")
_NOTHING = ("not_known", "NOBT")  # codes that say that nobody knows


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a file that is joined to this one says of the child, where this one says something else."""

    ref: str
    field: str
    value: Any
    words: str

    @property
    def is_covered(self) -> bool:
        """Say whether it is not shown before somebody asks for it."""
        return self.field in COVERED

    @property
    def token(self) -> str:
        """Return what a form calls it."""
        return f"{self.ref}.{self.field}"


def said_elsewhere(case: Case, *, user: User, at: datetime) -> list[Said]:
    """Return what the joined files that the person may see say otherwise, or what only they say."""
    seen = Case.objects.filter(
        access.in_sight(user, at=at, case="pk"), pk__in=[file.pk for file in joined.files_of(case)]
    )
    return [
        Said(ref=file.ref, field=name, value=value, words=_words(file.child, name))
        for file in seen.select_related("child").order_by("opened_at", "pk")
        for name in (*PLAIN, *COVERED)
        if (value := getattr(file.child, name)) and value not in _NOTHING and value != getattr(case.child, name)
    ]


@transaction.atomic
@reader.lifted()
def correct(case: Case, changes: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Correct what is known of the child; history keeps what it said before, and conflicts of interest are read anew.

    The trail says which fields were corrected, not what they say.
    """
    operations.hold_open(case)
    child = Person.objects.select_for_update().get(pk=case.child_id)
    for name, value in changes.items():
        setattr(child, name, value)
    child.save(update_fields=list(changes))
    recording.record(Verb.CHILD_CORRECTED, case, by=by, at=at, detail={"fields": sorted(changes)})
    conflicts.look_at_worker(case, at=at)


def _words(child: Person, name: str) -> str:
    """Return in words what the file says; choices by their labels."""
    value = getattr(child, name)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list):
        return ", ".join(Disability(code).label for code in value)
    shown = getattr(child, f"get_{name}_display", None)
    return str(shown() if shown else value)

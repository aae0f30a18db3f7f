"""The invented children of the stories. Nobody of them exists."""

from datetime import date, datetime
from typing import Any

from mase.people.models import Answer, Gender

_CHILDREN = (
    ("Maya", "Hartwell", 14, Gender.FEMALE),
    ("Tobias", "Lindqvist", 15, Gender.MALE),
    ("Aisha", "Fenwick", 13, Gender.FEMALE),
    ("Rowan", "Castellane", 16, Gender.OTHER),
    ("Jade", "Okonjo", 15, Gender.FEMALE),
    ("Kieran", "Ashdown", 14, Gender.MALE),
    ("Lucia", "Perrin", 16, Gender.FEMALE),
    ("Dominic", "Vale", 13, Gender.MALE),
    ("Safiya", "Marlowe", 15, Gender.FEMALE),
    ("Ellie", "Thackeray", 14, Gender.FEMALE),
    ("Noah", "Brightwater", 12, Gender.MALE),
    ("Zara", "Whitcombe", 17, Gender.FEMALE),
)


def child(number: int, *, at: datetime) -> dict[str, Any]:
    """Return the facts about one of the invented children, of the same age at whatever moment the story begins."""
    given, family, age, gender = _CHILDREN[number % len(_CHILDREN)]
    born_on = date(at.year - age, 1 + number % 12, 1 + number % 27)
    return {
        "given_names": given,
        "family_name": family,
        "known_as": "",
        "born_on": born_on if born_on <= at.date() else born_on.replace(year=born_on.year - 1),
        "gender": gender,
        "nhs_number": "",
        "address": f"{number + 3} Invented Street, London",
        "school": "Harbour Lane School",
        "language": "English",
        "learning_disability": Answer.NO,
    }

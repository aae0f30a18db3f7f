"""Referrals that are still being written: one nearly done, one with words typed an hour ago and not saved yet."""

from datetime import datetime, timedelta
from typing import Any

from mase.demo.cast import Cast
from mase.people.models import Answer, Gender
from referrals import operations

_CHILD: dict[str, Any] = {
    "given_names": "Nadia",
    "family_name": "Oakeshott",
    "birth": "not_known",
    "gender": Gender.FEMALE,
    "school": "Harbour Lane School",
    "language": "English",
}
_WORRY: dict[str, Any] = {
    "immediate_danger": False,
    "concern": "Two older boys wait for her outside school. She has stopped eating with her friends and leaves at 12.",
    "in_their_words": "“They only want to talk. It’s easier if I go.”",
    "presentation": ["cce"],
    "grounds": ["older_person", "change"],
    "offence_disclosed": Answer.NO,
}
_HOUSEHOLD = [
    {
        "name": "Carla Oakeshott",
        "relationship": "Mother",
        "parental_responsibility": Answer.YES,
        "protects": Answer.YES,
    }
]
_CONCERNING = [{"known_as": "Jay", "age_band": "18_25", "ethnicity_known": "not_known", "description": "Grey hoodie."}]
_HALF_TYPED = {"given_names": ["Theo"], "family_name": ["Mar"], "birth": ["known"], "born_on-day": ["3"]}


def settle(cast: Cast, *, at: datetime) -> None:
    """Leave the school with two referrals that it has not sent."""
    written: dict[str, Any] = {
        "child": _CHILD,
        "concern": _WORRY,
        "household": _HOUSEHOLD,
        "people_of_concern": _CONCERNING,
        "vehicles": [],
    }
    school = cast["school"]
    operations.start_draft(cast.agency("harbour"), by=school, at=at - timedelta(days=1), answers=written)
    begun = operations.start_draft(cast.agency("harbour"), by=school, at=at - timedelta(hours=2))
    left_at = at - timedelta(hours=1)
    operations.keep_typed(begun, "child", _HALF_TYPED, window="demonstration", restored="", at=left_at)

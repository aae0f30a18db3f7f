"""The child behind the answers: their own words, what protects them, how they may be exploited."""

from collections.abc import Mapping
from typing import Any

from mase.cases.exploitation_forms import Exploitation
from mase.web.fields import ChoiceField, LongTextField

NOT_ASKED = "Not able to ask yet"
_WHY = f"{NOT_ASKED}: "
_IN_WHOLE = ("danger", "goal")
_OF_EXPLOITATION = tuple(Exploitation.base_fields)
_Saved = Mapping[str, Mapping[str, str]]


class Child(Exploitation):
    """What a score does not hold. All of it can be left for later; a screening is not completed without most of it."""

    spoken = ChoiceField(
        label="What does the child say?",
        called="whether somebody was able to ask the child",
        choices=[("yes", "In their own words"), ("not_yet", NOT_ASKED)],
        required=False,
        help_text="What the child says is happening, what worries them, and what they want.",
    )
    in_their_words = LongTextField(
        label="The child’s own words",
        called="the child’s own words",
        required=False,
        max_length=6000,
        help_text="As they said it, with the day and to whom. Do not tidy it up.",
    )
    why_not = LongTextField(
        label="Why could nobody ask yet, and when will somebody?", called="why not", required=False, max_length=1000
    )
    protective = LongTextField(
        label="What protects the child",
        called="what protects the child",
        required=False,
        max_length=6000,
        help_text="People they trust, places they are safe, what they are good at, what has helped before.",
    )
    danger = LongTextField(
        label="Danger statement",
        called="the danger statement",
        required=False,
        max_length=6000,
        help_text="What has happened to the child, and what is feared if nothing changes.",
    )
    goal = LongTextField(
        label="Safety goal",
        called="the safety goal",
        required=False,
        max_length=6000,
        help_text="What the people around the child must see, and for how long, to be satisfied.",
    )
    field_order = ("spoken", "in_their_words", "why_not", "protective", *_OF_EXPLOITATION, *_IN_WHOLE)
    reveals = {"spoken": {"yes": ["in_their_words"], "not_yet": ["why_not"]}}

    def __init__(self, *args: Any, in_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if in_whole else _IN_WHOLE:
            del self.fields[name]

    def clean_why_not(self) -> str:
        why = self.cleaned_data["why_not"]
        if self.data.get("spoken") == "not_yet" and not why:
            self.add_error("why_not", "Enter why nobody could ask the child yet")
        return why

    def said(self) -> dict[str, dict[str, str]]:
        """Return what was written by name, as it is compared and saved."""
        cleaned = self.cleaned_data
        spoken = cleaned["in_their_words"] if cleaned["spoken"] == "yes" else _because(cleaned["why_not"])
        texts = {"in_their_words": spoken} | {
            name: cleaned[name] for name in ("protective", *_IN_WHOLE) if name in self.fields
        }
        exploited = {
            "exploitation": ",".join(cleaned["exploitation"]),
            "main_model": cleaned["main_model"],
            "group_or_gang": cleaned["group_or_gang"] if cleaned["exploitation"] else "",
        }
        return {name: {"words": text} for name, text in texts.items()} | {"exploited": exploited}


def initial(saved: _Saved) -> dict[str, Any]:
    """Return what was saved, as the form takes it."""
    told = saved["in_their_words"]["words"]
    not_yet = told.startswith(NOT_ASKED)
    exploited = saved["exploited"]
    return {
        "spoken": "not_yet" if not_yet else "yes" if told else "",
        "in_their_words": "" if not_yet else told,
        "why_not": told.removeprefix(_WHY) if not_yet else "",
        **{name: saved[name]["words"] for name in ("protective", *_IN_WHOLE)},
        "exploitation": [model for model in exploited["exploitation"].split(",") if model],
        "main_model": exploited["main_model"],
        "group_or_gang": exploited["group_or_gang"],
    }


def as_posted(name: str, parts: Mapping[str, str], saved: _Saved) -> dict[str, list[str]]:
    """Return the boxes of what was saved under a name, as a browser would post them."""
    given = initial({**saved, name: parts})
    boxes = {"in_their_words": ("spoken", "in_their_words", "why_not"), "exploited": _OF_EXPLOITATION}
    return {box: _listed(given[box]) for box in boxes.get(name, (name,))}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _because(why: str) -> str:
    return f"{_WHY}{why}" if why else ""

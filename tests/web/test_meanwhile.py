"""Two people who write into one form: the second sees both texts, and nothing is overwritten unseen."""

from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from mase.clock import LONDON
from mase.web.fields import ChoiceField, LongTextField, MomentField, YesNoField
from mase.web.meanwhile import Rewriting


class Both(Rewriting):
    text = LongTextField(label="Text", help_text="What happened.")
    kind = ChoiceField(label="Kind", choices=[("a", "First"), ("b", "Second")], required=False)

    rewritten = ("text", "kind")


def _opened(**recorded: str) -> str:
    return str(Both(initial=recorded).initial["seen"])


def _saved(recorded: dict[str, str], **typed: Any) -> Both:
    data = QueryDict(mutable=True)
    data.update(typed)
    return Both(data, initial=recorded)


def test_what_nobody_else_changed_is_saved_as_it_was_typed() -> None:
    form = _saved({"text": "old", "kind": "a"}, text="mine", kind="b", seen=_opened(text="old", kind="a"))
    assert form.is_valid()
    assert form.cleaned_data == {"text": "mine", "kind": "b"}


def test_where_the_writer_left_the_box_alone_the_other_s_words_stand() -> None:
    form = _saved({"text": "theirs", "kind": "a"}, text="old", kind="b", seen=_opened(text="old", kind="a"))
    assert form.is_valid()
    assert form.cleaned_data == {"text": "theirs", "kind": "b"}


def test_where_both_wrote_both_texts_are_on_the_page_and_the_next_save_counts() -> None:
    recorded = {"text": "theirs", "kind": "a"}
    form = _saved(recorded, text="mine", kind="a", seen=_opened(text="old", kind="a"))
    assert not form.is_valid()
    assert set(form.errors) == {"text"}
    assert "Somebody else changed this" in form.errors["text"][0]
    assert form["text"].value() == "mine"
    assert form["text"].help_text == "What happened. It says now: “theirs”"
    again = _saved(recorded, text="both", kind="a", seen=form["seen"].value())
    assert again.is_valid()
    assert again.cleaned_data["text"] == "both"


def test_a_choice_that_both_made_is_said_in_its_words() -> None:
    form = _saved({"text": "x", "kind": "b"}, text="x", kind="a", seen=_opened(text="x", kind=""))
    assert set(form.errors) == {"kind"}
    assert form["kind"].help_text == "It says now: “Second”"


def test_both_who_wrote_the_same_agree() -> None:
    assert _saved({"text": "same", "kind": ""}, text="same", kind="", seen=_opened(text="old", kind="")).is_valid()


def test_other_mistakes_do_not_hide_it() -> None:
    recorded = {"text": "theirs", "kind": "a"}
    form = _saved(recorded, text="", kind="b", seen=_opened(text="old", kind=""))
    assert set(form.errors) == {"text", "kind"}
    assert "theirs" not in form["text"].help_text
    again = _saved(recorded, text="mine", kind="b", seen=form["seen"].value())
    assert set(again.errors) == {"text"}
    assert again["text"].help_text.endswith("“theirs”")


class Since(Rewriting):
    since = MomentField(label="Since when?", called="since when")

    rewritten = ("since",)


def test_a_moment_is_the_same_in_whatever_zone_it_is_told_and_is_said_in_words() -> None:
    summer, later = datetime(2026, 6, 10, 8, 5, 30, tzinfo=UTC), datetime(2026, 6, 10, 9, 5, tzinfo=UTC)
    data = QueryDict(mutable=True)
    data.update({"since-day": "10", "since-month": "6", "since-year": "2026", "since-time": "9:05"})
    data["seen"] = str(Since(initial={"since": summer}).initial["seen"])
    assert Since(data, initial={"since": summer.astimezone(LONDON)}).is_valid()
    untouched = Since(data, initial={"since": later})
    assert untouched.is_valid()
    assert untouched.cleaned_data["since"] == later
    data["since-time"] = "9:30"
    both = Since(data, initial={"since": later})
    assert set(both.errors) == {"since"}
    assert both["since"].help_text == "It says now: “10 June 2026 at 10:05”"


class Answered(Rewriting):
    agreed = YesNoField(label="Agreed?")

    rewritten = ("agreed",)


def test_a_no_that_somebody_else_said_meanwhile_is_an_answer_and_not_overwritten_unseen() -> None:
    data = QueryDict(mutable=True)
    data.update(agreed="yes", seen=str(Answered(initial={"agreed": None}).initial["seen"]))
    form = Answered(data, initial={"agreed": False})
    assert set(form.errors) == {"agreed"}
    assert form["agreed"].help_text == "It says now: “No”"

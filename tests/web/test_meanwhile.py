"""Two people who write into one form: the second sees both texts, and nothing is overwritten unseen."""

from typing import Any

from django.http import QueryDict

from mase.web.fields import ChoiceField, LongTextField
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

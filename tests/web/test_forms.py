"""Questions that open under an answer count only when that answer is given."""

from typing import Any

import pytest
from django import forms as django_forms

from mase.web import fields
from mase.web.forms import Form, PlainWords


class Strategy(Form):
    reveals = {"held": {"yes": ["on", "agreed"], "no": ["why_not"]}, "where": {"other": ["place"]}}

    held = fields.YesNoField(label="Held?", called="whether it was held")
    on = fields.DayField(label="Day")
    agreed = fields.TextField(label="Agreed")
    why_not = fields.TextField(label="Why not")
    where = fields.ChoicesField(label="Where", choices=[("home", "Home"), ("other", "Other")], required=False)
    place = fields.TextField(label="Place")


def answered(**data: Any) -> Strategy:
    return Strategy({name.replace("_", "-") if name.startswith("on_") else name: data[name] for name in data})


def test_questions_under_the_answer_given_must_be_answered() -> None:
    assert set(answered(held="yes").errors) == {"on", "agreed"}


def test_questions_under_another_answer_are_not_asked() -> None:
    assert answered(held="no", why_not="Child in hospital").is_valid()


def test_questions_under_no_answer_are_not_asked_either() -> None:
    assert set(answered().errors) == {"held"}


def test_one_of_several_ticks_opens_its_question() -> None:
    assert set(answered(held="no", why_not="x", where=["home", "other"]).errors) == {"place"}


def test_what_was_typed_under_another_answer_is_left_aside() -> None:
    form = answered(held="no", why_not="x", agreed="A plan", on_day="3", on_month="4", on_year="2026", place="A park")

    assert form.is_valid()
    assert (form.cleaned_data["agreed"], form.cleaned_data["on"], form.cleaned_data["place"]) == ("", None, "")


def test_what_is_wrong_under_another_answer_does_not_stop_the_form() -> None:
    assert answered(held="no", why_not="x", on_day="99").is_valid()


def test_what_was_typed_under_another_answer_still_stands_in_its_box() -> None:
    assert answered(held="no", agreed="A plan")["agreed"].value() == "A plan"


def test_a_browser_is_not_asked_to_refuse_an_empty_box() -> None:
    assert "required" not in Strategy()["agreed"].build_widget_attrs({})


@pytest.mark.parametrize(("label", "said"), [("E-mail address", "Enter e-mail address"), ("", "Enter email")])
def test_a_third_partys_form_speaks_plainly_too(label: str, said: str) -> None:
    class Theirs(django_forms.Form):
        email = django_forms.EmailField()

    class Ours(PlainWords, Theirs):
        labels = {"email": label}

    assert Ours({}).errors["email"] == [said]


def test_options_may_depend_on_who_asks() -> None:
    form = Strategy({"held": "no", "why_not": "x", "where": ["park"]})
    form.offer("where", [("park", "Park")])

    assert form.is_valid()
    assert form.cleaned_data["where"] == ["park"]


def test_options_belong_to_questions_that_have_some() -> None:
    with pytest.raises(TypeError, match="place"):
        Strategy().offer("place", [("park", "Park")])

"""The form macros draw every kind of field so that everybody can fill it in, and keep what was typed."""

from typing import Any

import pytest
from django import forms as django_forms

from mase.web import fields
from mase.web.forms import Form
from tests.architecture.test_fixtures_of_govuk_frontend import examples
from tests.web.gallery import NOW, Everything
from tests.web.html import Element, draw, every, links, one, texts, words

FIELD = '{% from "components/_form.html" import field %}{{ field(bound, **options) }}'
WHOLE = '{% from "components/_form.html" import form as whole %}{{ whole(form, csrf, submit="Send", cancel="/away") }}'
SUMMARY = '{% from "components/_form.html" import error_summary %}{{ error_summary(*forms) }}'


def asked(field: django_forms.Field, data: dict[str, Any] | None = None, **options: Any) -> Element:
    form = type("Asked", (Form,), {"answer": field})(data)
    return draw(FIELD, bound=form["answer"], options=options)


def whole(data: dict[str, Any] | None = None) -> Element:
    return draw(WHOLE, form=Everything(data, {}, at=NOW) if data is not None else Everything(at=NOW), csrf="")


@pytest.mark.parametrize("name", Everything.base_fields)
def test_every_field_has_a_name_that_a_screen_reader_says(name: str) -> None:
    page = whole()
    boxes = [box for box in every(page, "input, select, textarea") if (box.get("name") or "").split("-")[0] == name]

    assert boxes
    for box in boxes:
        assert words(one(page, f'label[for="{box.get("id")}"]'))


def test_every_id_on_the_page_is_there_once() -> None:
    ids = [element.get("id") for element in every(whole({}), "[id]")]

    assert len(ids) == len(set(ids))


def test_everything_that_describes_a_box_is_on_the_page() -> None:
    page = whole({})
    named = {name for element in every(page, "[aria-describedby]") for name in element.get("aria-describedby").split()}

    assert named <= {element.get("id") for element in every(page, "[id]")}


def test_text_is_kept_as_it_was_typed() -> None:
    page = asked(fields.TextField(label="Name", max_length=3), {"answer": '"><b>Kezia'})

    assert one(page, "input").get("value") == '"><b>Kezia'


def test_several_lines_are_kept_line_for_line() -> None:
    typed = "He said:\n    come here\n\nand left"

    assert one(asked(fields.LongTextField(label="Words"), {"answer": typed}), "textarea").text == typed


def test_several_lines_under_an_answer_are_kept_line_for_line() -> None:
    class Nested(Form):
        reveals = {"known": {"yes": ["how"]}}
        known = fields.YesNoField(label="Known?")
        how = fields.LongTextField(label="How")

    page = draw(FIELD, bound=Nested({"known": "yes", "how": "a\n  b\nc"})["known"], options={})

    assert one(page, "#conditional-id_known textarea").text == "a\n  b\nc"


def test_lines_with_a_limit_count_what_is_left() -> None:
    page = asked(fields.LongTextField(label="Words", max_length=200))

    assert one(page, "[data-module=govuk-character-count]").get("data-maxlength") == "200"
    assert "You can enter up to 200 characters" in texts(page, ".govuk-hint")


def test_a_box_does_not_cut_off_what_is_typed() -> None:
    assert one(asked(fields.TextField(label="Name", max_length=3)), "input").get("maxlength") is None


def test_a_placeholder_is_never_drawn() -> None:
    field = fields.TextField(
        label="Name", widget=django_forms.TextInput({"placeholder": "Name", "autocomplete": "name"})
    )
    box = one(asked(field), "input")

    assert box.get("placeholder") is None
    assert box.get("autocomplete") == "name"


@pytest.mark.parametrize(
    ("options", "classes"),
    [({"width": 5}, "govuk-input--width-5"), ({"width": "one-half"}, "govuk-!-width-one-half")],
)
def test_a_box_is_as_wide_as_its_answer(options: dict[str, Any], classes: str) -> None:
    assert classes in one(asked(fields.TextField(label="Name"), **options), "input").classes


def test_words_stand_inside_a_box() -> None:
    page = asked(fields.NumberField(label="Notice"), suffix="days", prefix="about")

    assert texts(page, ".govuk-input__prefix, .govuk-input__suffix") == ["about", "days"]


def test_a_label_may_be_the_heading_of_the_page() -> None:
    page = asked(fields.TextField(label="What happened?"), size="l", heading=True)

    assert words(one(page, "h1 > label.govuk-label--l")) == "What happened?"


def test_a_legend_may_be_the_heading_of_the_page() -> None:
    page = asked(fields.DayField(label="When?"), size="l", heading=True)

    assert words(one(page, "fieldset > legend.govuk-fieldset__legend--l > h1")) == "When?"


def test_a_question_that_may_be_left_says_so() -> None:
    assert texts(asked(fields.TextField(label="Note", required=False)), "label") == ["Note (optional)"]


def test_a_hint_is_escaped() -> None:
    page = asked(fields.TextField(label="Name", help_text="As on the <i>record</i>"))

    assert words(one(page, "#id_answer-hint")) == "As on the <i>record</i>"


def test_what_is_wrong_stands_beside_the_field() -> None:
    page = asked(fields.TextField(label="Name"), {"answer": ""})

    assert words(one(page, "#id_answer-error")) == "Error: Enter name"
    assert "id_answer-error" in one(page, "input").get("aria-describedby")


@pytest.mark.parametrize(
    ("field", "ticked"),
    [
        (fields.ChoiceField(label="Risk", choices=[("a", "A"), ("b", "B")]), "b"),
        (fields.ChoicesField(label="Risk", choices=[("a", "A"), ("b", "B")]), ["b"]),
    ],
)
def test_what_was_ticked_stays_ticked(field: django_forms.Field, ticked: Any) -> None:
    page = asked(field, {"answer": ticked})

    assert [box.get("value") for box in every(page, "input[checked]")] == ["b"]


def test_what_was_chosen_from_a_list_stays_chosen() -> None:
    field = fields.ChoiceField(label="Agency", choices=[("", "Choose"), (1, "Police")], widget=django_forms.Select)

    assert one(asked(field, {"answer": "1"}), "option[selected]").get("value") == "1"


def test_a_tick_stays_ticked() -> None:
    assert one(asked(fields.ConfirmField(label="Done"), {"answer": "on"}), "input[checked]").get("value") == "on"


def test_a_password_is_not_sent_back() -> None:
    field = fields.TextField(label="Password", widget=django_forms.PasswordInput)

    assert one(asked(field, {"answer": "correct horse battery"}), "input[type=password]").get("value") is None


def test_options_may_stand_side_by_side() -> None:
    assert "govuk-radios--inline" in one(asked(fields.YesNoField(label="Known?"), inline=True), ".govuk-radios").classes


def test_an_option_has_its_own_hint() -> None:
    field = fields.ChoiceField(label="Risk", choices=[("red", "Red")], hints={"red": "Likely victim"})
    page = asked(field)

    assert words(one(page, f"#{one(page, 'input').get('aria-describedby')}")) == "Likely victim"


def test_a_day_with_one_wrong_box_is_drawn_as_govuk_draws_it() -> None:
    field = fields.DayField(label="What is your date of birth?", help_text="For example, 31 3 1980")
    page = asked(field, {"answer-month": "3", "answer-year": "1980"})
    (theirs,) = [e for e in examples("date-input") if e["name"] == "with error on day input (using items)"]

    assert boxes(page) == [
        (name, classes, value)
        for (name, classes, _), value in zip(boxes_of(theirs["html"]), ("", "3", "1980"), strict=True)
    ]


def boxes(page: Element) -> list[tuple[str, set[str], str]]:
    return [
        (box.get("name").removeprefix("answer-"), set(box.classes), box.get("value", ""))
        for box in every(page, "input")
    ]


def boxes_of(markup: str) -> list[tuple[str, set[str], str]]:
    return boxes(draw(markup))


def test_fields_under_an_answer_are_drawn_under_it_and_nowhere_else() -> None:
    page = whole()

    assert [box.get("name") for box in every(page, "#conditional-id_strategy input")] == [
        "held_on-day",
        "held_on-month",
        "held_on-year",
        "advice",
    ]
    assert len(every(page, "[name=advice]")) == 1


def test_fields_under_an_answer_are_not_called_optional() -> None:
    assert "What was agreed?" in texts(whole(), "label")


def test_the_whole_form_can_carry_a_file_and_leaves_checking_to_us() -> None:
    form = one(whole(), "form")

    assert (form.get("method"), form.get("enctype")) == ("post", "multipart/form-data")
    assert form.get("novalidate") is not None


def test_the_button_says_what_it_does_and_there_is_a_way_out() -> None:
    page = whole()

    assert texts(page, "button[type=submit]") == ["Send"]
    assert links(page, "a") == {"Cancel": "/away"}


def test_hidden_fields_are_sent_along() -> None:
    class Hidden(Form):
        version = django_forms.IntegerField(widget=django_forms.HiddenInput, initial=7)
        note = django_forms.CharField(widget=django_forms.HiddenInput, required=False)

    page = draw(WHOLE, form=Hidden(), csrf="")

    assert [(box.get("name"), box.get("value")) for box in every(page, "input[type=hidden]")] == [
        ("version", "7"),
        ("note", ""),
    ]


def test_the_summary_links_to_the_box_that_is_wrong() -> None:
    form = Everything({"born_on-day": "3", "born_on-year": "2011", "strategy": "yes"}, {}, at=NOW)
    found = links(draw(SUMMARY, forms=[form]), ".govuk-error-summary a")

    assert found["Enter the child's family name"] == "#id_family_name"
    assert found["The child's date of birth must include a month"] == "#id_born_on-month"
    assert found["Enter what was agreed"] == "#id_advice"
    assert found["Select level of risk"] == "#id_level"


def test_every_link_of_the_summary_leads_to_a_box() -> None:
    form = Everything({"strategy": "yes"}, {}, at=NOW)
    page = draw(WHOLE, form=form, csrf="")

    for address in links(draw(SUMMARY, forms=[form]), "a").values():
        assert one(page, address).tag in ("input", "select", "textarea")


def test_what_is_wrong_with_the_whole_form_leads_to_its_first_box() -> None:
    form = Everything({}, {}, at=NOW)
    form.add_error(None, "These two children are one")

    assert links(draw(SUMMARY, forms=[form]), "a")["These two children are one"] == "#id_family_name"


def test_one_summary_serves_several_forms() -> None:
    class One(Form):
        one = fields.TextField(label="One")

    class Two(Form):
        two = fields.TextField(label="Two")

    assert texts(draw(SUMMARY, forms=[One({}), Two({})]), "a") == ["Enter one", "Enter two"]


def test_nothing_wrong_prints_no_summary() -> None:
    assert every(draw(SUMMARY, forms=[Everything(at=NOW)]), "div") == []


@pytest.mark.parametrize(
    "field",
    [
        fields.TextField(label="Name"),
        fields.LongTextField(label="Words"),
        fields.LongTextField(label="Counted words", max_length=200),
    ],
)
def test_what_is_typed_stands_in_the_direction_of_its_own_letters(field: django_forms.Field) -> None:
    assert one(asked(field), "input, textarea").get("dir") == "auto"


@pytest.mark.parametrize("field", [fields.EmailField(label="E-mail"), fields.NumberField(label="Number")])
def test_what_is_never_written_from_right_to_left_is_left_alone(field: django_forms.Field) -> None:
    assert one(asked(field), "input").get("dir") is None

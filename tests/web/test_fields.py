"""Fields say what is missing in their own words, and hold days and moments to their limits."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms as django_forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from mase.web import fields
from mase.web.forms import Form

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
CHOICES = [("a", "A"), ("b", "B")]


def asked(field: django_forms.Field, *, at: datetime | None = NOON, **data: Any) -> Form:
    """Return a form that asks this one question, with what was typed."""
    files = {name: data.pop(name) for name in list(data) if isinstance(data[name], SimpleUploadedFile)}
    return type("Asked", (Form,), {"answer": field})({k.replace("_", "-"): v for k, v in data.items()}, files, at=at)


def error(form: Form) -> str:
    (said,) = form.errors["answer"]
    return said


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (fields.TextField(label="Family name"), "Enter family name"),
        (fields.TextField(label="Name", called="the child's family name"), "Enter the child's family name"),
        (fields.TextField(label="NHS number"), "Enter NHS number"),
        (fields.LongTextField(label="Reason"), "Enter reason"),
        (fields.NumberField(label="Slot"), "Enter slot"),
        (fields.EmailField(label="Address"), "Enter address"),
        (fields.ChoiceField(label="Risk", choices=CHOICES), "Select risk"),
        (fields.ChoicesField(label="Places", called="where", choices=CHOICES), "Select where"),
        (fields.YesNoField(label="Known?", called="whether the child is known"), "Select whether the child is known"),
        (fields.ConfirmField(label="Done", called="that it is done"), "Confirm that it is done"),
        (fields.FileField(label="Form", called="the screening form"), "Upload the screening form"),
        (fields.DayField(label="Date of birth"), "Enter date of birth"),
        (fields.MomentField(label="Seen", called="when the child was seen"), "Enter when the child was seen"),
        (django_forms.CharField(label="Plain"), "Enter plain"),
        (fields.TextField(label="Own", error_messages={"required": "Say who"}), "Say who"),
    ],
)
def test_a_missing_answer_is_asked_for_in_words(field: django_forms.Field, said: str) -> None:
    assert error(asked(field)) == said


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (fields.TextField(label="Name", max_length=3), "abcd", "Name must be 3 characters or fewer"),
        (fields.TextField(label="Name", min_length=3), "ab", "Name must be 3 characters or more"),
        (fields.TextField(label="Share (%)", max_length=1), "ab", "Share (%) must be 1 characters or fewer"),
        (fields.NumberField(label="Slot", max_value=60), "61", "Slot must be 60 or less"),
        (fields.NumberField(label="Slot", min_value=5), "4", "Slot must be 5 or more"),
        (fields.NumberField(label="Slot"), "ten", "Slot must be a whole number"),
        (
            fields.EmailField(label="Address"),
            "nobody",
            "Enter an e-mail address in the right form, like name@example.com",
        ),
        (fields.ChoiceField(label="Risk", choices=CHOICES), "z", "Select risk from the list"),
    ],
)
def test_an_answer_that_will_not_do_says_why(field: django_forms.Field, typed: str, said: str) -> None:
    assert error(asked(field, answer=typed)) == said


def test_an_empty_file_is_refused() -> None:
    assert "empty" in error(asked(fields.FileField(label="Form"), answer=SimpleUploadedFile("a.pdf", b"")))


def test_line_breaks_count_once_as_the_counter_on_the_page_has_it() -> None:
    form = asked(fields.LongTextField(label="Reason", max_length=3), answer="a\r\nb")

    assert form.is_valid()
    assert form.cleaned_data["answer"] == "a\nb"


@given(st.sampled_from([("yes", True), ("no", False)]))
def test_yes_and_no_become_what_they_mean(pair: tuple[str, bool]) -> None:
    typed, meant = pair
    form = asked(fields.YesNoField(label="Known?"), answer=typed)

    assert form.is_valid()
    assert form.cleaned_data["answer"] is meant


def test_an_optional_yes_or_no_that_is_left_is_neither() -> None:
    form = asked(fields.YesNoField(label="Known?", required=False))

    assert form.is_valid()
    assert form.cleaned_data["answer"] is None


@pytest.mark.parametrize(("stored", "ticked"), [(True, "yes"), (False, "no"), (None, None)])
def test_a_stored_yes_or_no_ticks_its_radio(stored: bool | None, ticked: str | None) -> None:
    assert fields.YesNoField(label="Known?").prepare_value(stored) == ticked


def test_several_choices_become_a_list() -> None:
    form = asked(fields.ChoicesField(label="Places", choices=CHOICES), answer=["a", "b"])

    assert form.is_valid()
    assert form.cleaned_data["answer"] == ["a", "b"]


def test_a_day_is_a_date() -> None:
    form = asked(fields.DayField(label="Born"), answer_day="3", answer_month="4", answer_year="2011")

    assert form.is_valid()
    assert form.cleaned_data["answer"] == date(2011, 4, 3)


def test_an_optional_day_that_is_left_is_none() -> None:
    form = asked(fields.DayField(label="Born", required=False), answer_day=" ", answer_month="", answer_year="")

    assert form.is_valid()
    assert form.cleaned_data["answer"] is None


def test_a_day_that_cannot_be_read_is_named_in_the_error() -> None:
    form = asked(fields.DayField(label="Date of birth"), answer_day="3", answer_year="2011")

    assert error(form) == "Date of birth must include a month"


def test_a_label_may_hold_a_percent_sign() -> None:
    assert (
        error(asked(fields.DayField(label="Day of 100%"), answer_day="3"))
        == "Day of 100% must include a month and year"
    )


def test_what_was_typed_into_the_boxes_is_kept() -> None:
    form = asked(fields.DayField(label="Born"), answer_day="31", answer_month="Febuary", answer_year="11")

    assert form["answer"].value() == ("31", "Febuary", "11")


def test_a_stored_day_fills_the_boxes() -> None:
    assert fields.DayField(label="Born").prepare_value(date(2011, 4, 3)) == ("3", "4", "2011")


def test_a_stored_moment_fills_the_boxes_with_london_time() -> None:
    assert fields.MomentField(label="Seen").prepare_value(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)) == (
        "1",
        "7",
        "2026",
        "14:05",
    )


@pytest.mark.parametrize(("field", "boxes"), [(fields.DayField, 3), (fields.MomentField, 4)])
def test_no_value_leaves_every_box_empty(field: type[fields.DayField], boxes: int) -> None:
    assert field(label="Seen").prepare_value(None) == ("",) * boxes


@pytest.mark.parametrize(
    ("limit", "allowed", "said"),
    [
        ("past", {11}, "Day must be in the past"),
        ("today or past", {11, 12}, "Day must be today or in the past"),
        ("future", {13}, "Day must be in the future"),
        ("today or future", {12, 13}, "Day must be today or in the future"),
        ("", {11, 12, 13}, ""),
    ],
)
@pytest.mark.parametrize("day", [11, 12, 13])
def test_a_day_is_held_to_its_side_of_today(limit: fields.Limit, allowed: set[int], said: str, day: int) -> None:
    field = fields.DayField(label="Day", limit=limit)
    form = asked(field, answer_day=str(day), answer_month="3", answer_year="2026")

    assert form.is_valid() == (day in allowed)
    assert form.is_valid() or error(form) == said


def test_today_is_the_day_in_london() -> None:
    after_midnight_in_london = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    field = fields.DayField(label="Day", limit="today or past")
    form = asked(field, at=after_midnight_in_london, answer_day="1", answer_month="7", answer_year="2026")

    assert form.is_valid()


@pytest.mark.parametrize(("limit", "time", "fits"), [("past", "11:59", True), ("past", "12:00", False)])
def test_a_moment_is_held_to_the_minute(limit: fields.Limit, time: str, fits: bool) -> None:
    field = fields.MomentField(label="Seen", limit=limit)
    form = asked(field, answer_day="12", answer_month="3", answer_year="2026", answer_time=time)

    assert form.is_valid() == fits


def test_a_limit_without_a_moment_to_hold_it_against_is_a_fault_of_ours() -> None:
    field = fields.DayField(label="Day", limit="past")

    with pytest.raises(TypeError, match="at=at"):
        asked(field, at=None, answer_day="1", answer_month="1", answer_year="2020").is_valid()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer_time": "14:30"}, "Seen must include a day, month and year"),
        ({"answer_day": "1", "answer_month": "7", "answer_year": "2026"}, "Seen must include a time"),
    ],
)
def test_a_moment_needs_its_day_and_its_time(typed: dict[str, str], said: str) -> None:
    assert error(asked(fields.MomentField(label="Seen"), **typed)) == said


def test_a_moment_is_read_in_london() -> None:
    form = asked(
        fields.MomentField(label="Seen"), answer_day="1", answer_month="7", answer_year="2026", answer_time="2.05pm"
    )

    assert form.is_valid()
    assert form.cleaned_data["answer"] == datetime(2026, 7, 1, 13, 5, tzinfo=UTC)


def test_an_unchanged_day_is_seen_as_unchanged() -> None:
    data = {"answer-day": "3", "answer-month": "4", "answer-year": "2011"}
    form = type("Asked", (Form,), {"answer": fields.DayField(label="Born")})(data, initial={"answer": date(2011, 4, 3)})

    assert not form.has_changed()

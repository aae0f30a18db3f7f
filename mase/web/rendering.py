"""Turns a bound form field into the name and parameters of the GOV.UK macro that draws it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.html import conditional_escape

from mase.web import widgets

Params = dict[str, Any]
PASSED_ON = ("autocomplete", "autocapitalize", "inputmode", "spellcheck")
EITHER_WAY = {"attributes": {"dir": "auto"}}  # what is typed from right to left stands so


def control(bound: forms.BoundField, **options: Any) -> tuple[str, Params]:
    """Return the macro's name and its parameters. The options are those of `field` in components/_form.html."""
    if _is_counted(bound):
        return "character_count", _common(bound) | _counted_lines(bound, options)
    name, build = next((name, build) for kind, name, build in CONTROLS if isinstance(bound.field.widget, kind))
    return name, _common(bound) | build(bound, options)


def summary_of_errors(forms_: Iterable[forms.BaseForm]) -> list[dict[str, str]]:
    """Return the errors of the forms in the order of the page, each with the address of the box it is about."""
    return [error for form in forms_ for error in _errors(form)]


def _errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text), "href": f"#{_first_box(form.visible_fields()[0])}" if form.visible_fields() else ""}
    for bound in form:
        for text in bound.errors:
            yield {"text": str(text), "href": f"#{_first_box(bound)}"}


def _first_box(bound: forms.BoundField) -> str:
    """Return the id of the first box that is wrong; GOV.UK gives the first of several options the bare id."""
    if not isinstance(bound.field.widget, widgets.DayBoxes):
        return bound.auto_id
    wrong = _wrong_boxes(bound) or bound.field.widget.parts
    return f"{bound.auto_id}-{wrong[0]}"


def _wrong_boxes(bound: forms.BoundField) -> tuple[str, ...]:
    for error in bound.errors.as_data():
        return (error.params or {}).get("boxes") or bound.field.widget.parts
    return ()


def _common(bound: forms.BoundField) -> Params:
    params: Params = {"id": bound.auto_id, "name": bound.html_name}
    params |= {name: value for name, value in bound.field.widget.attrs.items() if name in PASSED_ON}
    if bound.help_text:
        params["hint"] = {"html": conditional_escape(bound.help_text)}
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(str(text) for text in bound.errors)}
    return params


def _title(bound: forms.BoundField, options: Params, *, block: str) -> Params:
    text = bound.label if bound.field.required or opens_under_an_answer(bound) else f"{bound.label} (optional)"
    return {
        "text": text,
        "classes": f"govuk-{block}--{options['size']}",
        "isPageHeading": options["heading"],
    }


def opens_under_an_answer(bound: forms.BoundField) -> bool:
    return any(
        bound.name in names for answers in getattr(bound.form, "reveals", {}).values() for names in answers.values()
    )


def _label(bound: forms.BoundField, options: Params) -> Params:
    return {"label": _title(bound, options, block="label")}


def _fieldset(bound: forms.BoundField, options: Params) -> Params:
    return {"fieldset": {"legend": _title(bound, options, block="fieldset__legend")}}


def _text(bound: forms.BoundField, options: Params) -> Params:
    params = _label(bound, options) | {"value": _typed(bound), "type": bound.field.widget.input_type}
    params |= {affix: {"text": options[affix]} for affix in ("prefix", "suffix") if options[affix]}
    params |= EITHER_WAY if params["type"] == "text" else {}
    return params | ({"classes": _width(options["width"])} if options["width"] else {})


def _width(width: str | int) -> str:
    """Return the class for a number of characters, or for a share of the line like "two-thirds"."""
    return f"govuk-input--width-{width}" if str(width).isdigit() else f"govuk-!-width-{width}"


def _lines(bound: forms.BoundField, options: Params) -> Params:
    return _label(bound, options) | {"value": _typed(bound), "rows": options["rows"]} | EITHER_WAY


def _counted_lines(bound: forms.BoundField, options: Params) -> Params:
    return _lines(bound, options) | {"maxlength": _limit(bound)}


def _password(bound: forms.BoundField, options: Params) -> Params:
    return _label(bound, options) | {"classes": "govuk-!-width-two-thirds"}


def _file(bound: forms.BoundField, options: Params) -> Params:
    return _label(bound, options)


def _select(bound: forms.BoundField, options: Params) -> Params:
    items = [{"value": item["value"], "text": item["text"], "selected": item["checked"]} for item in _items(bound)]
    return _label(bound, options) | {"items": items}


def _options(bound: forms.BoundField, options: Params) -> Params:
    classes = f"govuk-{options['kind']}--inline" if options["inline"] else ""
    return _fieldset(bound, options) | {"idPrefix": bound.auto_id, "items": _items(bound), "classes": classes}


def _radios(bound: forms.BoundField, options: Params) -> Params:
    return _options(bound, options | {"kind": "radios"})


def _checkboxes(bound: forms.BoundField, options: Params) -> Params:
    return _options(bound, options | {"kind": "checkboxes"})


def _items(bound: forms.BoundField) -> list[Params]:
    return [_item(bound, widget.data) for widget in bound.subwidgets]


def _item(bound: forms.BoundField, data: Params) -> Params:
    value = str(data["value"])
    item = {"value": value, "text": data["label"], "checked": data["selected"]}
    if hint := getattr(bound.field, "hints", {}).get(value):
        item["hint"] = {"text": hint}
    if opened := getattr(bound.form, "reveals", {}).get(bound.name, {}).get(value):
        item["opens"] = [bound.form[name] for name in opened]
    return item


def _tick(bound: forms.BoundField, options: Params) -> Params:
    item = {"value": "on", "text": bound.label, "checked": bool(bound.value())}
    return {"idPrefix": bound.auto_id, "items": [item]}


def _boxes(bound: forms.BoundField, options: Params) -> Params:
    wrong = _wrong_boxes(bound)
    typed = zip(bound.field.widget.parts, bound.value(), strict=True)
    return _fieldset(bound, options) | {
        "namePrefix": bound.html_name,
        "items": [_box(part, text, wrong=part in wrong) for part, text in typed],
    }


def _box(part: str, text: str, *, wrong: bool) -> Params:
    width = 2 if part in ("day", "month") else 4
    return {
        "name": part,
        "value": text,
        "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if wrong else ""),
        "inputmode": "text" if part == "time" else "numeric",
    }


def _typed(bound: forms.BoundField) -> str:
    value = bound.value()
    return "" if value is None else str(value)


def _is_counted(bound: forms.BoundField) -> bool:
    return isinstance(bound.field.widget, forms.Textarea) and bool(_limit(bound))


def _limit(bound: forms.BoundField) -> int | None:
    return getattr(bound.field, "max_length", None)


# The first kind that fits is taken: a narrower kind stands before the one it derives from.
CONTROLS: list[tuple[type[forms.Widget], str, Callable[[forms.BoundField, Params], Params]]] = [
    (widgets.DayBoxes, "date_input", _boxes),
    (forms.CheckboxSelectMultiple, "checkboxes", _checkboxes),
    (forms.RadioSelect, "radios", _radios),
    (forms.Select, "select", _select),
    (forms.CheckboxInput, "checkboxes", _tick),
    (forms.Textarea, "textarea", _lines),
    (forms.PasswordInput, "password_input", _password),
    (forms.FileInput, "file_upload", _file),
    (Input, "input", _text),
]

"""The macros that draw our pages give the markup of the govuk-frontend we ship: its own examples are the measure."""

import json
from typing import Any

import pytest
from django.conf import settings
from lxml import html

from mase.web.environment import GovukMacros

COMPONENTS = settings.BASE_DIR / "node_modules/govuk-frontend/dist/govuk/components"
MACROS = GovukMacros().environment

# Parts of govuk-frontend for which there is no macro: no page of ours may use them.
WITHOUT_MACRO = {"feedback", "language-navigation"}

# Examples that come out differently, and why it does not matter here.
DATES = """day and month|month and year|custom inputmode|custom pattern|items with classes|items without classes
with translations|with id on items|with nested name|suffixed id|with item value|with field value
with field value and items|with field value and item value|with field value overriding values
with field value, item value and values|with values|with values and name prefix
with values, name prefix and custom names|with errors only|with errors only (using classes)
with errors only (using items)|with error message and hint|with error message and hint (using items)
with error message and described by|with error on day input|with error on day input (using items)
with error on month input|with error on month input (using items)|with error on year input
with error on year input (using items)|with error on single field|with error on single field by omission
with error on single field using classes|with error on single item|with error on single item by omission"""
COUNTS = """with maxwords|with count type 'length'|with count type 'characters'|with count type 'words'
with count type 'characters' and value|with count type 'characters' and error message
with count type 'characters' and threshold|with count type 'words' and value
with count type 'words' and error message|with count type 'words' and threshold"""
INTERRUPTIONS = """interruption|interruption-with-content-with-long-line-length|interruption, no actions
interruption-with-headings-content-and-lists|interruption with custom classes|interruption, no actions items
interruption, with actions classes and attributes|interruption, submit action|interruption, button link"""
KNOWN_GAPS = {
    "button": "start link with html",  # we have no start buttons
    "character-count": COUNTS,  # we count characters, which is what happens when nothing is said
    "date-input": DATES,  # widths, values and errors of the boxes: mase.web.rendering gives each box its own
    "panel": INTERRUPTIONS,  # we interrupt nobody with a panel
    "service-navigation": "with right-aligned language navigation|with `inline` end slot",  # one language
}


def components() -> list[str]:
    return sorted(path.parent.name for path in COMPONENTS.glob("*/fixtures.json"))


def examples(component: str) -> list[dict[str, Any]]:
    return json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]


def gaps(component: str) -> set[str]:
    return set(KNOWN_GAPS.get(component, "").replace("\n", "|").split("|")) - {""}


def draw(component: str, options: dict[str, Any]) -> str:
    template = MACROS.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return str(getattr(template.module, "govuk" + component.title().replace("-", ""))(options))


def shape(markup: str) -> Any:
    """Return the markup as nested values; blanks and the order of attributes and classes are left aside."""
    return [_shape(part) if not isinstance(part, str) else part.split() for part in html.fragments_fromstring(markup)]


def _shape(element: html.HtmlElement) -> Any:
    attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
    attributes["class"] = " ".join(sorted(element.classes))
    inside = [(_shape(child), (child.tail or "").split()) for child in element]
    return element.tag, attributes, (element.text or "").split(), inside


def test_the_examples_are_installed() -> None:
    assert len(components()) > 35, "npm ci has not been run"


def test_a_component_without_a_macro_is_one_we_know_of() -> None:
    drawn = {name.split("/")[2] for name in MACROS.list_templates() if "/components/" in name}

    assert set(components()) - drawn == WITHOUT_MACRO


@pytest.mark.parametrize("component", [name for name in components() if name not in WITHOUT_MACRO])
def test_the_macro_gives_the_markup_of_every_example_but_the_known_ones(component: str) -> None:
    different = {
        example["name"]
        for example in examples(component)
        if shape(draw(component, example["options"])) != shape(example["html"])
    }

    assert different == gaps(component)

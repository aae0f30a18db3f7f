"""Reads what a template gave: the tests look at elements, never at strings."""

from typing import Any

from cssselect2 import ElementWrapper
from django.template import engines
from lxml import html

Element = html.HtmlElement


def read(markup: str) -> Element:
    return html.document_fromstring(markup)


def draw(source: str, /, **context: Any) -> Element:
    """Render a template's source in the environment of the pages."""
    return read("<body>" + engines["jinja2"].env.from_string(source).render(context))


def every(page: Element, css: str) -> list[Element]:
    return [found.etree_element for found in ElementWrapper.from_html_root(page).query_all(css)]


def one(page: Element, css: str) -> Element:
    (found,) = every(page, css)
    return found


def words(element: Element) -> str:
    return " ".join(element.text_content().split())


def texts(page: Element, css: str) -> list[str]:
    return [words(element) for element in every(page, css)]


def links(page: Element, css: str) -> dict[str, str]:
    return {words(element): element.get("href") for element in every(page, css)}

"""Reading a page that came back."""

from cssselect2 import ElementWrapper
from django.http import HttpResponse
from lxml import html


def _found(page: HttpResponse, css: str) -> list[html.HtmlElement]:
    root = ElementWrapper.from_html_root(html.document_fromstring(page.content.decode()))
    return [element.etree_element for element in root.query_all(css)]


def texts(page: HttpResponse, css: str) -> list[str]:
    """Return the words of every element that is meant."""
    return [" ".join(element.text_content().split()) for element in _found(page, css)]


def links(page: HttpResponse, css: str = "main a") -> dict[str, str]:
    """Return the words of the links and where they lead."""
    return {" ".join(element.text_content().split()): element.get("href") for element in _found(page, css)}


def error_of(page: HttpResponse, field: str) -> str:
    """Return what is said beside the field, and see that the summary above says it too."""
    (beside,) = texts(page, f".govuk-error-message#{field}-error, .govuk-error-message#id_{field}-error")
    said = beside.removeprefix("Error: ")
    assert any(said in text for text in texts(page, ".govuk-error-summary a")), said
    return said

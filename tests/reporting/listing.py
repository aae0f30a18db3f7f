"""Reading the lists and numbers of the board and of timeliness."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.test import Client
from lxml import html

FIRST_COLUMN = "//main//tbody/tr/th//a/@href"


def refs(page: HttpResponse) -> list[str]:
    """Return the references of the deadlines on a page, in their order."""
    assert page.status_code == 200
    return [href.rstrip("/").rsplit("/", 1)[1] for href in _root(page).xpath(FIRST_COLUMN)]


def options(page: HttpResponse, name: str) -> dict[str, str]:
    """Return what a select offers: the words and their value."""
    found = _root(page).xpath(f"//select[@name='{name}']/option")
    return {" ".join(option.text_content().split()): option.get("value") for option in found}


def leafed(browser: Client, address: str) -> list[str]:
    """Follow the list from page to page to its end and return every reference that was shown."""
    return [ref for page in leaves(browser, address) for ref in refs(page)]


def leaves(browser: Client, address: str) -> Iterator[HttpResponse]:
    """Return each page of the list to its end."""
    while address:
        page = browser.get(address)
        yield page
        (address,) = _root(page).xpath("//nav[@aria-label='Pages of deadlines']//a[@rel='next']/@href") or [""]


def figures(page: HttpResponse) -> dict[str, str]:
    """Return the numbers above the list by state."""
    said = [" ".join(link.text_content().split()) for link in _root(page).xpath("//ul[@class='app-figures']//a")]
    return {label: number for number, _, label in (text.partition(" ") for text in said)}


def numbers(page: HttpResponse) -> list[tuple[str, str]]:
    """Return every number in a table that leads to its list, with the address."""
    found = _root(page).xpath("//main//tbody//td[contains(@class, 'numeric')]//a")
    return [(link.text.strip(), link.get("href")) for link in found]


def _root(page: HttpResponse) -> html.HtmlElement:
    return html.document_fromstring(page.content.decode())

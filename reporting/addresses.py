"""Addresses of pages with what was chosen on them. Pure but for the names of the pages."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from reporting.periods import Period


def address(name: str, chosen: Mapping[str, object]) -> str:
    """Return the address of a page with these choices; what was left open is left out."""
    query = urlencode({key: value for key, value in chosen.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def asked(given: QueryDict, *, usually: Period) -> QueryDict:
    """Return what was asked for; where no day was, the usual period."""
    filled = given.copy()
    if not any(name.startswith(("begins-", "ends-")) for name in filled):
        for name, value in boxes(usually).items():
            filled[name] = str(value)
    return filled


def boxes(period: Period) -> dict[str, int]:
    """Return the period as the boxes of its form hold it."""
    days = {"begins": period.first, "ends": period.last}
    return {f"{name}-{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}

"""Where a long list goes on, as an address holds it: a moment and a row's number. What nobody wrote is not found."""

from datetime import datetime

from django.http import Http404
from django.utils.dateparse import parse_datetime

_LONGEST = 18  # digits; no row of ours has a number with more


def written(at: datetime, number: int) -> str:
    """Return the place after the row of this moment and number as text."""
    return f"{at.isoformat()}_{number}"


def read(text: str) -> tuple[datetime, int] | None:
    """Return the moment and number that were written, or None for the beginning; raises Http404."""
    at, _, row = text.partition("_")
    return (moment(at), number(row)) if text else None


def moment(text: str) -> datetime:
    """Return the aware moment that was written; raises Http404."""
    try:
        found = parse_datetime(text)
    except ValueError:
        raise Http404 from None
    if found is None or found.tzinfo is None:
        raise Http404
    return found


def number(text: str) -> int:
    """Return the number of a row that was written; raises Http404."""
    if not (text.isascii() and text.isdecimal()) or len(text) > _LONGEST:
        raise Http404
    return int(text)

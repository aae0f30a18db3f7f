"""Reads days and times as people type them. Pure: strings in, values out, and what is wrong as a sentence's end."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from mase.clock import LONDON

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR = re.compile(r"(19|20|21)\d\d")
TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d{2}))? ?(?P<half>[ap]m)?", re.IGNORECASE)


class Unreadable(ValueError):
    """What was typed is not a value: why, as the end of a sentence, and the boxes to look at."""

    def __init__(self, why: str, boxes: Sequence[str]) -> None:
        super().__init__(why)
        self.why, self.boxes = why, tuple(boxes)


def read_day(typed: Sequence[str]) -> date:
    """Return the day that was typed as (day, month, year); a month may be a name or its beginning."""
    missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
    if missing:
        raise Unreadable("must include a " + " and ".join(", ".join(missing).rsplit(", ", 1)), missing)
    day, month, year = typed
    if not YEAR.fullmatch(year):
        raise Unreadable("must have a year with 4 numbers, like 2012", ["year"])
    try:
        return date(int(year), _read_month(month), int(day))
    except ValueError:
        raise Unreadable("must be a real date", PARTS) from None


def read_time(typed: str) -> time:
    """Return the time of day that was typed: 14:30, 1430, 2.30pm, 2pm."""
    if not typed:
        raise Unreadable("must include a time", ["time"])
    found = TIME.fullmatch(typed.strip())
    if not found or not (found["minute"] or found["half"]):
        raise Unreadable("must have a time like 14:30 or 2:30pm", ["time"])
    try:
        return time(_read_hour(int(found["hour"]), (found["half"] or "").lower()), int(found["minute"] or 0))
    except ValueError:
        raise Unreadable("must have a real time, like 14:30 or 2:30pm", ["time"]) from None


def in_london(on: date, at: time) -> datetime:
    """Return that day and time in London, in UTC: the first of two in autumn, none where spring skips the hour."""
    local = datetime.combine(on, at, LONDON)
    instant = local.astimezone(UTC)
    if instant.astimezone(LONDON).time() != at:
        raise Unreadable("is in the hour that was skipped when the clocks went forward", ["time"])
    return instant


def _read_month(typed: str) -> int:
    start = typed[:3].lower()
    return MONTHS.index(start) + 1 if start.isalpha() else int(typed)


def _read_hour(hour: int, half: str) -> int:
    if half and not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half == "pm" else 0) if half else hour

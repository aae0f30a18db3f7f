"""A calendar file as other programs read it (RFC 5545): entries in, bytes out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from reporting.diary import Entry

METHOD = "PUBLISH"
# What makes a calendar of its own of the file, which the reader's program names and asks for again.
_OF_A_FEED: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("x-wr-calname", "MASE", {}),
    ("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"}),
    ("x-published-ttl", "PT1H", {}),
)


def feed(entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Return a person's calendar, as it is at that moment, to be subscribed to."""
    calendar = _calendar(entries, at=at)
    for name, value, parameters in _OF_A_FEED:
        calendar.add(name, value, parameters)
    return calendar.to_ical()


def single(entry: Entry, *, at: datetime) -> bytes:
    """Return one entry, as it is at that moment, for the calendar that its reader has already."""
    return _calendar([entry], at=at).to_ical()


def _calendar(entries: Iterable[Entry], *, at: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//MASE//Deadlines and meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    for entry in entries:
        calendar.add_component(_event(entry, at=at))
    return calendar


def _event(entry: Entry, *, at: datetime) -> Event:
    event, site = Event(), settings.SITE_ADDRESS
    event.add("uid", f"{entry.name}@{urlsplit(site).hostname or ''}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", entry.at.astimezone(UTC))
    if entry.until:
        event.add("dtend", entry.until.astimezone(UTC))
    event.add("sequence", entry.changes)
    event.add("summary", entry.title)
    event.add("url", site + entry.path)
    event.add("status", entry.state.value)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event

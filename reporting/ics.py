"""A calendar file as other programs read it (RFC 5545): entries in, bytes out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from reporting.diary import Entry

METHOD = "PUBLISH"
_ASK_AGAIN = timedelta(hours=1)


def for_this_site(entries: Iterable[Entry], *, at: datetime) -> bytes:
    """Return the file with the site's own address before each path, and its host behind each name."""
    site = settings.SITE_ADDRESS
    return written(entries, at=at, site=site, host=urlsplit(site).hostname or "")


def written(entries: Iterable[Entry], *, at: datetime, site: str, host: str) -> bytes:
    """Return the file, as it is at that moment; ``site`` goes before each path, ``host`` behind each name."""
    calendar = Calendar()
    calendar.add("prodid", "-//MASE//Deadlines and meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    calendar.add("x-wr-calname", "MASE")
    calendar.add("refresh-interval", _ASK_AGAIN, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, at=at, site=site, host=host))
    return calendar.to_ical()


def _event(entry: Entry, *, at: datetime, site: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{host}")
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

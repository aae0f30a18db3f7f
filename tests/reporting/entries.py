"""Reading the entries of a calendar."""

from collections.abc import Callable

from icalendar import Event

from mase.agencies.models import User
from mase.cases.models import Deadline

Address = Callable[[User], str]
Feed = Callable[[User], list[Event]]


def only(events: list[Event]) -> Event:
    (event,) = events
    return event


def meetings(events: list[Event]) -> list[Event]:
    return [event for event in events if event["SUMMARY"].startswith("MASE: meeting")]


def named(events: list[Event], deadline: Deadline) -> Event:
    return next(event for event in events if event["UID"] == f"deadline-{deadline.ref}@localhost")

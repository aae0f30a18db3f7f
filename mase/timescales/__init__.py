"""Timescales: how long a rule allows, reckoned in London. Pure: no clock, no settings, no Django, no database."""

from mase.timescales.calendars import Calendar, NaiveMoment, OfficeHours, Received, london_day, same_time_on
from mase.timescales.lengths import Length, Unit, UnreadableLength, in_words, parse
from mase.timescales.reckoning import WrongUnit, before, due_at, is_provisional, reminder_at, resumed, working_time
from mase.timescales.words import elapsed_in_words, left_in_words

__all__ = [
    "Calendar",
    "Length",
    "NaiveMoment",
    "OfficeHours",
    "Received",
    "Unit",
    "UnreadableLength",
    "WrongUnit",
    "before",
    "due_at",
    "elapsed_in_words",
    "in_words",
    "is_provisional",
    "left_in_words",
    "london_day",
    "parse",
    "reminder_at",
    "resumed",
    "same_time_on",
    "working_time",
]

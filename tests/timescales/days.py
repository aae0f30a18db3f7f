"""England's bank holidays, written out by hand: the tests do not ask the library they check."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from mase.timescales import Calendar, OfficeHours, Received

LONDON = ZoneInfo("Europe/London")
OFFICE_HOURS = OfficeHours(time(9), time(17))
CALENDAR = Calendar(OFFICE_HOURS)
NEXT_WORKING_DAY = Calendar(OFFICE_HOURS, received_out_of_hours=Received.NEXT_WORKING_DAY)

BANK_HOLIDAYS = {
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",  # 8 May: the coronation
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
    2031: "01-01 04-11 04-14 05-05 05-26 08-25 12-25 12-26",
}
CLOSED = frozenset(date.fromisoformat(f"{year}-{day}") for year, days in BANK_HOLIDAYS.items() for day in days.split())


def london(text: str) -> datetime:
    """Return the moment at which London's clocks show this, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)

"""The one reading of the system clock. Views, tasks and commands call it; everything below is handed the moment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251


def today() -> date:
    """Return the present civil day in London."""
    return now().astimezone(LONDON).date()

"""What a browser sends: the boxes of days and moments, yes and no."""

from datetime import date, datetime

from mase.clock import LONDON


def day(name: str, on: date) -> dict[str, str]:
    """Return the three boxes of a day."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def moment(name: str, at: datetime) -> dict[str, str]:
    """Return the four boxes of a moment, as London's clocks show it."""
    local = at.astimezone(LONDON)
    return day(name, local.date()) | {f"{name}-time": f"{local:%H:%M}"}

"""What is counted and measured, in words. Pure."""

from datetime import timedelta

_UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


def lateness(late: timedelta | None) -> str:
    """Say how late something is or was in its two largest units: "2 days 5 hours", "40 minutes"; nothing for none."""
    if late is None:
        return ""
    said = []
    for name, unit in _UNITS:
        count, late = divmod(late, unit)
        said.append((count, f"{count:,} {name}{'' if count == 1 else 's'}"))
    first = next((place for place, (count, _) in enumerate(said) if count), None)
    if first is None:
        return "less than a minute"
    return " ".join(text for count, text in said[first : first + 2] if count)


def share(part: int, of: int) -> str:
    """Say what share this is: "75%"; never all or nothing where that is not so, and nothing of nothing."""
    if not of:
        return ""
    rounded = round(100 * part / of)
    if part:
        rounded = max(rounded, 1)
    if part < of:
        rounded = min(rounded, 99)
    return f"{rounded}%"

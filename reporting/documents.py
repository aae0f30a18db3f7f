"""Documents as tagged PDF, rendered in a process of their own; the web process never imports WeasyPrint."""

from datetime import datetime
from typing import Any

from mase.agencies.models import User
from meetings.models import Minutes


class CannotRender(Exception):
    """The document cannot be made now; its text says why in plain words."""


def unavailable_because() -> str:
    """Return why no PDF is to be had on this machine, or nothing where one is."""
    return ""


def minutes_pdf(approved: Minutes, content: dict[str, Any], *, recipient: User, at: datetime) -> bytes:
    """Return the minutes for this recipient."""
    raise CannotRender("not yet")

"""Documents as tagged PDF, each copy marked with who has it; the web process never imports WeasyPrint."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from mase.agencies.models import Agency, User
from mase.audit import sealing
from meetings.minutes import as_read
from meetings.models import Minutes
from reporting.printing import CannotRender, pdf_of, unavailable_because

__all__ = ["CannotRender", "minutes_pdf", "unavailable_because"]


def minutes_pdf(approved: Minutes, content: dict[str, Any], *, recipient: User, at: datetime) -> bytes:
    """Return the minutes for this recipient, marked on each page with their name, agency and the moment (T5)."""
    context = {
        "minutes": as_read(content),
        "approved": approved,
        "approved_for": _agency(approved.approved_by, at=approved.approved_at),
        "recipient": recipient,
        "recipient_for": _agency(recipient, at=at),
        "at": at,
        "seal": sealing.newest(),
    }
    return pdf_of(render_to_string("documents/minutes.html", context))


def _agency(user: User, *, at: datetime) -> str:
    """Return the name of the agency the person acted for at that moment, or nothing."""
    return Agency.objects.filter(code=user.acting_for(at)).values_list("name", flat=True).first() or ""

"""What documents quote, cut down to what their reader may see."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mase.agencies.models import User
from meetings import queries as meeting_queries
from meetings.models import Minutes, Panel
from meetings.operations import listing


def approved_minutes(panel: Panel) -> QuerySet[Minutes]:
    """Return the approved minutes of the meeting, one row or none."""
    return Minutes.objects.filter(panel=panel).select_related("approved_by", "panel__authority")


def minutes_for(approved: Minutes, reader: User, *, at: datetime) -> dict[str, Any]:
    """Return the minutes with only the cases the reader may see, and how many more they may know of."""
    refs = meeting_queries.entries_of(approved.panel, reader, at=at).values_list("case__ref", flat=True)
    seen = set(refs)
    cases = [case for case in approved.content["cases"] if case["reference"] in seen]
    return approved.content | {"cases": cases, "left_out": listing.length_for(reader, approved.panel) - len(cases)}

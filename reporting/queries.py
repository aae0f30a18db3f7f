"""What documents quote, cut down to what their reader may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mase.agencies.models import User
from meetings import minutes
from meetings import queries as meeting_queries
from meetings.models import EntryAddendum, Minutes, MinutesAddendum, Panel
from meetings.operations import minutes as operations


def approved_minutes(panel: Panel) -> QuerySet[Minutes]:
    """Return the approved minutes of the meeting, one row or none."""
    return Minutes.objects.filter(panel=panel).select_related("approved_by", "panel__authority")


def minutes_for(approved: Minutes, user: User, *, at: datetime) -> dict[str, Any]:
    """Return the minutes with only the cases the reader may see, how many more they may know of, and what was added."""
    entries = meeting_queries.entries_of(approved.panel, user, at=at).prefetch_related("addenda__added_by")
    added = {entry.case.ref: _added(entry.addenda.all()) for entry in entries}
    known = meeting_queries.refs_in_minutes(approved.panel, user, at=at)
    content = minutes.cut(approved.content, seen=known, **operations.known_to(user, approved.panel))
    return content | {
        "cases": [case | {"addenda": added[case["reference"]]} for case in content["cases"]],
        "addenda": _added(approved.addenda.select_related("added_by")),
        "approvals": _approvals(approved),
        "version": operations.version_for(user, approved),
    }


def _added(addenda: Iterable[MinutesAddendum | EntryAddendum]) -> list[dict[str, Any]]:
    in_order = sorted(addenda, key=lambda one: (one.added_at, one.pk))
    return [{"words": one.words, "by": one.added_by.name, "at": one.added_at} for one in in_order]


def _approvals(approved: Minutes) -> list[tuple[str, str, datetime]]:
    """Return who approved these words, for which agency, when; minutes from before two chairs did name one person."""
    found = approved.panel.approvals.filter(sha256=approved.sha256).select_related("approved_by", "agency")
    rows = [(one.approved_by.name, one.agency.name, one.approved_at) for one in found.order_by("approved_at", "pk")]
    return rows or [(approved.approved_by.name, "", approved.approved_at)]

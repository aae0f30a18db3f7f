"""A note of a workspace, as the tests write it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mase.cases import notes
from mase.cases.models import Case, Note, NoteKind
from mase.demo.cast import Cast

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def noted(cast: Cast, case: Case, text: str = "Met her at school.", *, part: str = "worker", **how: Any) -> Note:
    """Write that note at noon about an hour before."""
    facts = {"kind": NoteKind.NOTE, "about_at": NOON - HOUR, "at": NOON} | how
    return notes.write(case, text=text, by=cast[part], **facts)

"""What the pages of the MASE list are about: a child's time on it, and that somebody proposed its end."""

from typing import Any

from mase.agencies.models import User
from mase.cases.models import Case
from meetings.models import CohortRemoval


def objects(case: Case, *, by: User) -> dict[str, Any]:
    """Return what the addresses name, by address; the proposal is nobody's of the cast but the named person's."""
    entry = case.cohort_entries.latest("pk")
    proposed, _ = CohortRemoval.objects.get_or_create(
        entry=entry, answered_at=None, defaults={"reason": "Quiet", "proposed_at": case.opened_at, "proposed_by": by}
    )
    return {"propose_removal": entry, "answer_removal": proposed}

"""The two signatures that are owed on a completed screening, each by whoever is to give it."""

from mase.cases.models import Case, Deadline
from riskscreening.models import Capacity


def signatures_owed(case: Case) -> dict[Capacity, Deadline]:
    """Return the running deadline of each capacity."""
    running = case.deadlines.open().filter(code="screening_sign_off").select_related("owner").order_by("pk")
    return {Capacity(deadline.key.partition("-")[2]): deadline for deadline in running}

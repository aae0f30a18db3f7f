"""What is owed on a referral."""

from datetime import datetime

from mase.cases import queries, showing
from mase.cases.models import Case


def owed(case: Case, code: str, *, at: datetime) -> dict[str, showing.Owed]:
    """Return the running deadlines of that rule by what each is for: the number of the request or the referral."""
    return {owed.deadline.key: owed for owed in showing.deadlines(queries.running(case, code), at=at)}

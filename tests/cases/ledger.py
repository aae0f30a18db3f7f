"""Reading what is kept about a deadline."""

from datetime import datetime

from mase.cases.models import Case, Deadline, DeadlineEvent


def lines(deadline: Deadline) -> list[tuple[str, datetime, datetime]]:
    """Return the ledger in its order: what happened, when, and when it was due after that."""
    return list(deadline.events.order_by("pk").values_list("kind", "at", "due_at"))


def kinds(deadline: Deadline) -> list[str]:
    return [kind for kind, _, _ in lines(deadline)]


def only(case: Case, code: str) -> Deadline:
    return case.deadlines.get(code=code)


def breaches() -> list[tuple[int, datetime]]:
    """Return every breach in the ledger: which deadline, at what moment."""
    return list(DeadlineEvent.objects.filter(kind="breached").order_by("deadline").values_list("deadline", "at"))

"""Reading what is kept about a deadline."""

from datetime import datetime

from mase.agencies.models import User
from mase.cases.models import Case, Deadline, DeadlineEvent
from mase.notifications.models import Message


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


def rungs(deadline: Deadline) -> list[tuple[str, str, list[str]]]:
    """Return what the ledger says of each step up the ladder: what it was, the role reached, the empty ones below."""
    climbed = deadline.events.filter(kind__in=["reminded", "breached", "escalated"]).order_by("pk")
    return list(climbed.values_list("kind", "told", "empty"))


def notices(deadline: Deadline, step: int | None = None) -> list[Message]:
    """Return the notices about the deadline, or those of one step: 0 the reminder, 1 the breach, 2 and 3 above."""
    key = f"deadline-{deadline.pk}-" + ("" if step is None else f"{step}-")
    return list(Message.objects.filter(key__startswith=key).select_related("recipient").order_by("pk"))


def recipients(deadline: Deadline, step: int = 1) -> set[User]:
    return {message.recipient for message in notices(deadline, step)}

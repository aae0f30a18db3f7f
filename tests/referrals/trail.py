"""What an act leaves behind, as the tests ask for it: its deadline, its notices, its rows in the trail, its history."""

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case, Deadline


def owed(case: Case, code: str) -> Deadline:
    """Return the running deadline of that rule."""
    return case.deadlines.open().get(code=code)


def running(case: Case) -> set[str]:
    return set(case.deadlines.open().values_list("code", flat=True))


def ended(case: Case, code: str) -> str:
    """Return how the last closed deadline of that rule ended."""
    return case.deadlines.exclude(closed_at=None).filter(code=code).latest("closed_at", "pk").closed_as


def notices(person: User) -> list[str]:
    return list(person.messages.order_by("pk").values_list("text", flat=True))


def rows(case: Case, verb: Verb) -> list[Event]:
    return list(Event.objects.filter(case=case.ref, verb=verb).order_by("pk"))


def viewed(case: Case, by: User) -> list[str]:
    """Return the pages of the case that this person was shown."""
    return [event.detail["page"] for event in rows(case, Verb.VIEWED) if event.actor == by.pk]


def refused(case_ref: str, by: User) -> list[str]:
    """Return the pages of the case from which this person was turned away."""
    events = Event.objects.filter(case=case_ref, verb=Verb.REFUSED, actor=by.pk).order_by("pk")
    return [event.detail["page"] for event in events]


def reasons(row: object) -> list[str]:
    """Return why each version of a recorded row was kept, oldest first: "+" created, "~" changed."""
    return list(row.history.order_by("history_date", "history_id").values_list("history_type", flat=True))

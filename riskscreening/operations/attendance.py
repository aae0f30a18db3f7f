"""Whether child and carers are invited to plan meetings: they are, unless a manager decided otherwise (SO-20)."""

from datetime import date, datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from riskscreening import planned
from riskscreening.models import AttendanceDecision, Attender, TookPart
from riskscreening.operations.telling import tell


@transaction.atomic
def decide(case: Case, *, whom: Attender, invited: bool, reason: str, by: User, at: datetime) -> AttendanceDecision:
    """Record a manager's decision; the social worker is told. AlreadyDone where it says what holds already (SO-20)."""
    cases.hold_open(case)
    if planned.is_invited(case, whom) == invited:
        raise AlreadyDone("That holds already: nothing else has been decided.")
    decision = AttendanceDecision.objects.create(
        case=case, whom=whom, invited=invited, reason=reason, decided_at=at, decided_by=by
    )
    recording.record(Verb.ATTENDANCE_DECIDED, decision, by=by, at=at, reason=reason)
    if allocation := case.worker:
        text = "A manager decided who is invited to the plan meetings"
        tell(case, [allocation.worker], text, at=at, key=f"attendance-{decision.pk}")
    return decision


def refuse_uninvited(case: Case, parts: dict[Attender, TookPart], *, held_on: date) -> None:
    """Raise StepMissing where somebody was not invited and no manager decided it, then or since (SO-20)."""
    for whom, part in parts.items():
        if part == TookPart.NOT_INVITED and not was_decided(case, whom, held_on=held_on):
            raise StepMissing("Nobody is left out without a manager’s decision: ask a manager to record it first.")


def was_decided(case: Case, whom: Attender, *, held_on: date) -> bool:
    """Say whether a manager had decided, on that day or by now, that they are not invited."""
    return not planned.is_invited(case, whom) or not planned.is_invited(case, whom, on=held_on)


def uninvited(case: Case, held_on: date) -> list[Attender]:
    """Return those who may be recorded as not invited to a review of that day."""
    return [whom for whom in Attender if was_decided(case, whom, held_on=held_on)]

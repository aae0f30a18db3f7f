"""The single assessment: under way from the allocation on, concluded with a screening behind it (SO-10, SO-14)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases import queries as owed
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Step
from riskscreening import queries
from riskscreening.models import AssessmentOutcome, SingleAssessment
from riskscreening.operations.telling import tell_colleagues

_STRATEGY = ("strategy_meeting", "strategy_meeting_urgent")


@transaction.atomic
def conclude(case: Case, *, conclusion: dict[str, Any], by: User, at: datetime) -> SingleAssessment:
    """Conclude the single assessment with its outcome and the reason; what follows from the outcome is owed from now.

    ``conclusion`` holds the answers of the form of the same name. Raises StepMissing without a screening completed
    since it began (SO-10), NotEntitled where somebody else than a manager is to have decided against child protection
    procedures (SO-19).
    """
    cases.hold_open(case)
    begun = queries.under_way(case)
    if begun is None:
        raise _nothing_to_conclude(case)
    if queries.screened_since(case, begun.since) is None:
        raise StepMissing("A risk screening has to be completed first: no assessment is concluded without one.")
    decider = conclusion["not_protected_by"]
    if decider and decider not in queries.managers(case, at=at):
        raise NotEntitled("Only a manager decides that child protection procedures are not used.")
    concluded = SingleAssessment.objects.create(
        case=case, started_at=begun.since, started_by=begun.worker, concluded_at=at, concluded_by=by, **conclusion
    )
    deadlines.meet(case, "single_assessment", at=at, by=by)
    _start_what_follows(concluded, by=by, at=at)
    recording.record(
        Verb.ASSESSMENT_CONCLUDED,
        concluded,
        by=by,
        at=at,
        reason=concluded.reason,
        detail={"outcome": concluded.outcome},
    )
    tell_colleagues(case, "A single assessment has been concluded", by=by, at=at, key=f"assessment-{concluded.pk}")
    return concluded


def _nothing_to_conclude(case: Case) -> AlreadyDone | StepMissing:
    if case.worker is None:
        return StepMissing("A social worker has to be allocated first: the assessment begins with the allocation.")
    return AlreadyDone("The single assessment has been concluded.")


def _start_what_follows(concluded: SingleAssessment, *, by: User, at: datetime) -> None:
    """Start the reviews of a child in need plan, or the time for a strategy meeting that has not been held yet.

    Where a strategy meeting has started either before, it goes on running as it does.
    """
    case = concluded.case
    if concluded.outcome == AssessmentOutcome.S17:
        deadlines.start(case, "cin_review", at=at, by=by)
    if concluded.outcome == AssessmentOutcome.S47 and not _strategy_is_on_its_way(case):
        deadlines.start(case, "strategy_meeting", at=at, by=by)


def _strategy_is_on_its_way(case: Case) -> bool:
    held = case.transitions.filter(step=Step.STRATEGY_HELD).exists()
    return held or owed.running(case, *_STRATEGY).exists()

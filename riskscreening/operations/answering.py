"""A screening while it is filled in: begun, its answers kept section by section, what they come to so far."""

from datetime import date, datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.people.models import Answer as Known
from riskscreening import scoring, tools
from riskscreening.models import Assessment


@transaction.atomic
def start(case: Case, *, by: User, at: datetime) -> Assessment:
    """Start a screening with the authority's tool in its newest version, or return the one that is being filled in."""
    cases.hold_open(case)
    if case.worker is None:
        raise StepMissing("A social worker has to be allocated first.")
    tool = tools.get(case.profile_at(at).screening_tool)
    assessment, created = Assessment.objects.get_or_create(
        case=case,
        completed_at=None,
        defaults={
            "tool_code": tool.code,
            "tool_version": tool.version,
            "started_at": at,
            "started_by": by,
            "saved_at": at,
        },
    )
    if created:
        recording.record(Verb.SCREENING_STARTED, assessment, by=by, at=at)
    return assessment


@transaction.atomic
def save_answers(assessment: Assessment, answers: dict[str, dict[str, str]], *, by: User, at: datetime) -> None:
    """Keep the answers of a section: for each item its answer, the evidence, where it comes from."""
    locked = still_open(assessment)
    locked.answers |= answers
    locked.saved_at = at
    locked.save(update_fields=["answers", "saved_at"])
    recording.record(Verb.SCREENING_SAVED, locked, by=by, at=at, detail={"answered": len(locked.answers)})


def result(assessment: Assessment, *, on: date, sexual_harm_disclosed: bool) -> scoring.Result:
    """Return what the tool makes of the answers so far; the child's age is taken on that day."""
    child = assessment.case.child
    return scoring.score(
        assessment.tool,
        {code: scoring.Answer(given["answer"]) for code, given in assessment.answers.items() if given.get("answer")},
        age=child.age_on(on),
        learning_disability=child.learning_disability == Known.YES,
        sexual_harm_disclosed=sexual_harm_disclosed,
    )


def still_open(assessment: Assessment) -> Assessment:
    """Return the screening locked; raises AlreadyDone where it has been completed."""
    locked = (
        Assessment.objects.select_for_update(of=("self", "case"))
        .select_related("case__authority", "case__child")
        .get(pk=assessment.pk)
    )
    if locked.completed_at:
        raise AlreadyDone("This screening has been completed.")
    cases.hold_open(locked.case)
    return locked

"""A screening from its first answer to its two signatures.

What is owed: the screening itself until it is completed, then each of the two signatures by whoever is to give it
(SO-29), and from the second signature on the next screening (ALL-3).
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import NotEntitled, StepMissing
from mase.cases.stages import Step
from riskscreening import queries, scoring, trajectory
from riskscreening.models import Assessment, Band, Capacity, Signature, Verdict
from riskscreening.operations import plans
from riskscreening.operations.answering import missing_before_completing, result, save_answers, start, still_open
from riskscreening.operations.telling import tell

__all__ = [
    "capacities",
    "complete",
    "disagree",
    "missing_before_completing",
    "result",
    "save_answers",
    "send_back",
    "sign",
    "start",
]

_BEHIND_THE_CO_ORDINATOR = ("service_manager",)


@transaction.atomic
def complete(assessment: Assessment, *, judgement: dict[str, Any], by: User, at: datetime) -> None:
    """Complete the screening with the worker's own judgement (SO-10, SO-15); the clock of the two signatures starts.

    ``judgement`` holds the answers of the form of the same name. Raises StepMissing while an item has no answer, or
    something that is asked for in words is not written.
    """
    locked = still_open(assessment)
    found = result(locked, on=timescales.london_day(at), sexual_harm_disclosed=judgement["sexual_harm_disclosed"])
    if found.unanswered:
        raise StepMissing(f"{len(found.unanswered)} items have no answer yet. “Not known” is an answer too.")
    if missing := missing_before_completing(locked):
        raise StepMissing(" ".join(missing))
    for name, value in (judgement | _scored(found)).items():
        setattr(locked, name, value)
    locked.completed_at, locked.completed_by = at, by
    locked.save()
    case = locked.case
    cases.advance(case, Step.SCREENED, by=by, at=at)
    for code in ("screening", "rescreening"):
        deadlines.meet(case, code, at=at, by=by)
    _start_clocks(locked, harm=bool(found.harm_items), by=by, at=at)
    recording.record(Verb.SCREENING_COMPLETED, locked, by=by, at=at, detail={"band": found.band})
    _ask_for_signatures(locked, at=at)


def sign(
    assessment: Assessment, *, capacity: Capacity, note: str, by: User, at: datetime, list_because: str = ""
) -> None:
    """Sign the screening off; with both signatures the case moves on and the next screening is owed (SO-29, ALL-3).

    ``list_because``: why the child belongs on the MASE list although the risk seems low, for little is known.
    """
    said = {"verdict": Verdict.SIGNED, "note": note, "list_because": list_because}
    _give(assessment, capacity, said, verb=Verb.SCREENING_SIGNED, by=by, at=at)


def disagree(
    assessment: Assessment,
    *,
    capacity: Capacity,
    would_say: Band,
    note: str,
    by: User,
    at: datetime,
    list_because: str = "",
) -> None:
    """Put a disagreement on the record: it counts as the person's signature, and the graver band stands (SO-29)."""
    said = {"verdict": Verdict.DISAGREED, "would_say": would_say, "note": note, "list_because": list_because}
    _give(assessment, capacity, said, verb=Verb.SCREENING_DISPUTED, by=by, at=at)


@transaction.atomic
def send_back(assessment: Assessment, *, capacity: Capacity, note: str, by: User, at: datetime) -> None:
    """Return the screening for more work, saying what is missing; signatures start afresh afterwards."""
    locked = _completed(assessment, capacity, by=by, at=at)
    _write(locked, capacity, {"verdict": Verdict.RETURNED, "note": note}, by=by, at=at)
    worker, completed = locked.completed_by, dict.fromkeys(_COMPLETED)
    for name, value in completed.items():
        setattr(locked, name, value)
    locked.round += 1
    locked.save()
    case = locked.case
    cases.advance(case, Step.RETURNED, by=by, at=at, reason=note)
    for owed in Capacity:
        key = _key(locked, owed)
        deadlines.withdraw(case, "screening_sign_off", at=at, by=by, reason="Returned for more work", key=key)
    deadlines.start(case, "screening", at=at, by=by)
    recording.record(Verb.SCREENING_RETURNED, locked, by=by, at=at, reason=note)
    if worker:
        tell(case, [worker], "A screening came back to you", at=at, key=f"returned-{locked.pk}-{locked.round}")


def capacities(user: User, assessment: Assessment, *, at: datetime) -> list[Capacity]:
    """Return the capacities in which the person may still sign this screening now (nobody signs their own)."""
    case = assessment.case
    if assessment.completed_at is None or case.closed_at or assessment.completed_by_id == user.pk:
        return []
    if assessment.signatures.filter(by=user).exists():
        return []
    given = set(assessment.signatures.values_list("capacity", flat=True))
    roles = {Capacity.LINE_MANAGER: queries.LINE_MANAGERS, Capacity.CO_ORDINATOR: ("co_ordinator",)}
    return [
        capacity
        for capacity, codes in roles.items()
        if capacity not in given and agency_access.holds_any_role(user, codes, authority=case.authority, at=at)
    ]


_COMPLETED = (
    "completed_at",
    "completed_by",
    "score",
    "not_known",
    "asked",
    "band_by_score",
    "band",
    "floors",
    "judgement",
    "stands",
)


def _scored(found: scoring.Result) -> dict[str, Any]:
    return {
        "score": found.score,
        "not_known": found.not_known,
        "asked": found.total,
        "band_by_score": found.band_by_score,
        "band": found.band,
        "floors": list(found.floors),
    }


def _completed(assessment: Assessment, capacity: Capacity, *, by: User, at: datetime) -> Assessment:
    locked = (
        Assessment.objects.select_for_update(of=("self", "case"))
        .select_related("case__authority")
        .get(pk=assessment.pk)
    )
    cases.hold_open(locked.case)
    if capacity not in capacities(by, locked, at=at):
        raise NotEntitled(
            "You cannot sign this screening in this capacity: it is your own, signed already, or not your role."
        )
    return locked


@transaction.atomic
def _give(
    assessment: Assessment, capacity: Capacity, said: dict[str, str], *, verb: Verb, by: User, at: datetime
) -> None:
    locked = _completed(assessment, capacity, by=by, at=at)
    if said["list_because"] and not queries.seems_low(locked):
        raise NotEntitled("That reason is for a child whose risk seems low because little is known.")
    _write(locked, capacity, said, by=by, at=at)
    recording.record(verb, locked, by=by, at=at, detail={"capacity": capacity})
    deadlines.meet(locked.case, "screening_sign_off", at=at, by=by, key=_key(locked, capacity))
    if locked.signatures.count() == len(Capacity):
        _settle(locked, by=by, at=at)


def _settle(assessment: Assessment, *, by: User, at: datetime) -> None:
    """Keep which band stands now that both have signed, and move the case on."""
    assessment.stands = Band(trajectory.counts(assessment))
    assessment.save(update_fields=["stands"])
    case = assessment.case
    cases.advance(case, Step.SIGNED_OFF, by=by, at=at)
    if assessment.stands == Band.RED and Band.RED not in (assessment.band, assessment.judgement):
        deadlines.start(case, "strategy_meeting", at=at, by=by)  # by a disagreement alone; else it runs already (HO-8)
    _look_ahead(assessment, by=by, at=at)


def _write(assessment: Assessment, capacity: Capacity, said: dict[str, str], *, by: User, at: datetime) -> None:
    Signature.objects.create(assessment=assessment, round=assessment.round, capacity=capacity, by=by, at=at, **said)


def _key(assessment: Assessment, capacity: Capacity) -> str:
    return f"{assessment.pk}-{capacity}"


def _start_clocks(assessment: Assessment, *, harm: bool, by: User, at: datetime) -> None:
    """Start the time for each signature; for a strategy meeting too where there is harm, or red counts (HO-8)."""
    case, allocation = assessment.case, assessment.case.worker
    code, first, second = "screening_sign_off", Capacity.LINE_MANAGER, Capacity.CO_ORDINATOR
    manager = allocation.allocated_by if allocation else None
    deadlines.start(case, code, at=at, by=by, key=_key(assessment, first), owner=manager)
    role, behind = "co_ordinator", _BEHIND_THE_CO_ORDINATOR
    deadlines.start(case, code, at=at, by=by, key=_key(assessment, second), owner_role=role, behind=behind)
    if harm or trajectory.counts(assessment) == Band.RED:
        deadlines.start(case, "strategy_meeting", at=at, by=by)


def _look_ahead(assessment: Assessment, *, by: User, at: datetime) -> None:
    """From the newest screening the next one is owed (ALL-3), and another risk asks for the safety plan (HO-11).

    One that was signed only after a newer one had been completed says nothing about today's risk.
    """
    if queries.is_newest(assessment):
        deadlines.start(assessment.case, "rescreening", at=at, by=by)
        before = queries.signed_before(assessment)
        if before and trajectory.screened(before).gravity != trajectory.screened(assessment).gravity:
            plans.review_at_once(assessment.case, by=by, at=at)


def _ask_for_signatures(assessment: Assessment, *, at: datetime) -> None:
    case, allocation = assessment.case, assessment.case.worker
    people = list(User.objects.holding("co_ordinator", authority=case.authority, at=at))
    if allocation:
        people.append(allocation.allocated_by)
    tell(case, people, "A screening waits for your signature", at=at, key=f"sign-{assessment.pk}-{assessment.round}")

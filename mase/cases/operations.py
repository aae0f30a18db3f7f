"""What happens to a case as a whole: opened, moved along the pathway, allocated, restricted, closed."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Agency, Authority, Kind, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, checklist, conflicts, deadlines, following, gates, joined, pathway, standing_in
from mase.cases.errors import AlreadyDone, CaseClosed, Refused, StepMissing
from mase.cases.models import Allocation, Case, Closure, Outcome, Transition
from mase.cases.stages import Step
from mase.notifications import operations as notices
from mase.people.models import Person
from mase.web import reader

_HELD: dict[Step, tuple[type[Refused], str]] = {
    Step.CLOSED: (CaseClosed, "This case is closed."),
    Step.JOINED: (Refused, "This was joined to the child’s own file. Go on there."),
}


_SAVED_WITH_THEIR_FACTS = frozenset({Step.CLOSED, Step.REOPENED})


@transaction.atomic
def open_case(child: Person, *, authority: Authority, by: User, at: datetime) -> Case:
    """Open the file at first contact and give it to the authority's social care."""
    case = Case.objects.create(child=child, authority=authority, opened_at=at)
    social_care = Agency.objects.get(authority=authority, kind=Kind.SOCIAL_CARE)
    access.open_to_agency(case, social_care, Section, by=by, at=at, reason="The authority's own case")
    recording.record(Verb.CASE_OPENED, case, by=by, at=at)
    return case


def allows(case: Case, step: Step) -> bool:
    """Say whether the pathway leads to this step now, so that a page offers only what would not be refused."""
    return pathway.missing_for(step, _done(case)) is None


def gate_before(case: Case, step: Step, *, at: datetime) -> gates.Gate | None:
    """Return the borough's gate that keeps the case from this step now, or None."""
    return gates.shut(step, _done(case), profile=case.profile_at(at))


def asks_why(case: Case, step: Step, *, at: datetime) -> bool:
    """Say whether the borough lets this step happen with a recorded reason only (BA-2)."""
    return gates.asks_why(step, _done(case), profile=case.profile_at(at)) is not None


def hold_open(case: Case) -> None:
    """Keep the case from closing until the transaction ends; raise CaseClosed where it is closed already.

    For what is done on a case without a step of the pathway.
    """
    if Case.objects.select_for_update().get(pk=case.pk).closed_at:
        raise CaseClosed("This case is closed.")


@transaction.atomic
def advance(case: Case, step: Step, *, by: User, at: datetime, reason: str = "") -> None:
    """Write down a step of the pathway and derive the stage; refuse it where an earlier step is missing (ALL-1)."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    done = _done(locked)
    missing = pathway.missing_for(step, done)
    if missing and missing is pathway.held_by(done):
        refusal, words = _HELD[missing]
        raise refusal(words)
    if missing:
        raise StepMissing(f"This needs an earlier step first: {missing.label.lower()}.")
    Transition.objects.create(case=case, step=step, at=at, by=by, reason=reason)
    case.stage = pathway.stage_of([*done, step])
    if step not in _SAVED_WITH_THEIR_FACTS:
        case.save(update_fields=["stage"])
    access.keep_in_step(case)


@transaction.atomic
def allocate(case: Case, worker: User, *, by: User, at: datetime, reason: str = "", hand_over: str = "") -> Allocation:
    """Give the case to a social worker, who sees it from now on; the one before no longer does (SO-14).

    ``hand_over`` is what the one before leaves to the next; both are told.
    """
    hold_open(case)
    conflicts.refuse(worker, case)
    before = case.worker
    if before and before.worker == worker:
        raise AlreadyDone("The case is allocated to this social worker already.")
    advance(case, Step.ALLOCATED, by=by, at=at, reason=reason) if before is None else _end(before, at, hand_over)
    allocation = Allocation.objects.create(case=case, worker=worker, allocated_by=by, begins_at=at, reason=reason)
    access.open_to_person(case, worker, Section, by=by, at=at, reason=standing_in.ALLOCATED)
    joined.open_to_worker(case, worker, by=by, at=at)
    standing_in.open_for(worker, at=at)
    deadlines.meet(case, "allocation", at=at, by=by)
    deadlines.hand_over(case, to=worker, manager=by, at=at, by=by)
    if before is None:
        deadlines.start(case, "screening", at=at, by=by)
    recording.record(Verb.CASE_ALLOCATED, case, by=by, at=at, reason=reason)
    _tell(allocation, before, at=at)
    return allocation


@transaction.atomic
@reader.lifted()
def restrict(case: Case, *, by: User, at: datetime, reason: str) -> None:
    """Close the file to every agency; the allocated worker and the person who restricted it keep it by name.

    Files about the same child that are joined with it close with it (ALL-5).
    """
    others = joined.lock(case)
    if Case.objects.get(pk=case.pk).restricted_at:
        raise AlreadyDone("This record is restricted already.")
    for file in (case, *others):
        _restrict(file, by=by, at=at, reason=reason)


@transaction.atomic
def close(
    case: Case,
    *,
    outcome: Outcome,
    by: User,
    at: datetime,
    reason: str,
    childs_view: str = "",
    opens_again_when: str = "",
    because: Mapping[str, str] | None = None,
) -> Closure:
    """Close the case with an outcome and a reason (ALL-4); what was still owed is no longer needed.

    What stood against it is kept, with ``because`` for each finding by its code. Somebody looks back in three months.
    Raises StepMissing while the referrer waits to be told the outcome.
    """
    if case.deadlines.open().filter(code__in=gates.OWED_TO_THE_REFERRER).exists():
        raise StepMissing("The referrer has to be told the outcome of the referral first.")
    advance(case, Step.CLOSED, by=by, at=at, reason=reason)
    found = checklist.findings(case, at=at)
    case.closed_at, case.closed_by, case.closed_as, case.closed_because = at, by, outcome, reason
    case.save(update_fields=["stage", "closed_at", "closed_by", "closed_as", "closed_because"])
    closure = Closure.objects.create(
        case=case,
        closed_at=at,
        closed_by=by,
        outcome=outcome,
        reason=reason,
        childs_view=childs_view,
        checked=checklist.kept(found, because or {}),
        opens_again_when=opens_again_when,
    )
    if allocation := case.worker:
        _end(allocation, at)
    deadlines.withdraw_all(case, at=at, by=by, reason="The case was closed")
    following.close(case, by=by, at=at)
    deadlines.start(case, "look_back", at=at, by=by)
    recording.record(Verb.CASE_CLOSED, case, by=by, at=at, reason=reason)
    return closure


def _done(case: Case) -> list[Step]:
    return [Step(value) for value in case.transitions.order_by("pk").values_list("step", flat=True)]


def _tell(allocation: Allocation, before: Allocation | None, *, at: datetime) -> None:
    """Tell the social worker who has the case now and, where there was one, the one before; by reference."""
    case = allocation.case
    tell = partial(notices.tell, at=at, key=f"allocated-{allocation.pk}", reference=case.ref)
    tell([allocation.worker], "A case has been allocated to you", url=case.get_absolute_url())
    if before:
        tell([before.worker], "A case of yours has gone to another social worker", url=reverse("my_access"))


def _end(allocation: Allocation, at: datetime, hand_over: str = "") -> None:
    allocation.ends_at, allocation.hand_over = at, hand_over or allocation.hand_over
    allocation.save(update_fields=["ends_at", "hand_over"])
    standing_in.close(allocation.case, allocation.worker)
    access.withdraw_from_person(allocation.case, allocation.worker)
    joined.close_to_worker(allocation.case, allocation.worker)


def _restrict(file: Case, *, by: User, at: datetime, reason: str) -> None:
    access.open_to_person(file, by, Section, by=by, at=at, reason="Restricted the record")
    file.restricted_at, file.restricted_by, file.restricted_because = at, by, reason
    file.save(update_fields=["restricted_at", "restricted_by", "restricted_because"])
    access.withdraw_from_agencies(file)
    recording.record(Verb.CASE_RESTRICTED, file, by=by, at=at, reason=reason)

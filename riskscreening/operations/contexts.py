"""Contexts outside the family in which a child is harmed, and what is done there for several children (SO-6).

What is done in a context belongs to the authority and names no child. Its review is a deadline of the authority.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from mase.agencies.models import Agency, Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.exploitation import ContextKind
from mase.cases.models import Case
from mase.timescales.calendars import instant
from riskscreening.models import Context, Intervention, Served

_REVIEW = "intervention_review"


@transaction.atomic
def record(case: Case, *, kind: ContextKind, where: str, harm: str, safety: str, by: User, at: datetime) -> Context:
    """Record where outside the family the child is harmed, and who and what keeps them safe there (SO-6)."""
    cases.hold_open(case)
    if case.contexts.filter(kind=kind, where__iexact=where, ended_on=None).exists():
        raise AlreadyDone("This place or group is recorded for the child already. Bring it up to date instead.")
    context = Context.objects.create(
        case=case, kind=kind, where=where, harm=harm, safety=safety, recorded_at=at, recorded_by=by
    )
    recording.record(Verb.CONTEXT_RECORDED, context, by=by, at=at)
    return context


@transaction.atomic
def change(context: Context, *, facts: Mapping[str, str], by: User, at: datetime) -> None:
    """Bring what is known of the context up to date; how it read before stays in the history."""
    locked = _harmful(context)
    _overwrite(locked, facts)
    recording.record(Verb.CONTEXT_RECORDED, locked, by=by, at=at, detail={"changed": sorted(facts)})


@transaction.atomic
def end(context: Context, *, ended_on: date, ended_because: str, by: User, at: datetime) -> None:
    """Record that the child is no longer harmed there, and why; what is done there serves them no longer."""
    locked = _harmful(context)
    _overwrite(locked, {"ended_on": ended_on, "ended_because": ended_because})
    for served in locked.served.filter(ended_at=None):
        _stop(served, by=by, at=at)
    recording.record(Verb.CONTEXT_ENDED, locked, by=by, at=at, reason=ended_because)


@transaction.atomic
def serve(context: Context, intervention: Intervention, *, by: User, at: datetime) -> Served:
    """Record that what is done in the context serves this child too (SO-6)."""
    locked, running = _harmful(context), _running(intervention)
    if running.authority_id != locked.case.authority_id:
        raise Refused("This is another authority’s. Only what this authority does can be chosen.")
    if locked.served.filter(intervention=running, ended_at=None).exists():
        raise AlreadyDone("This serves the child here already.")
    served = Served.objects.create(context=locked, intervention=running, since=at, by=by)
    recording.record(Verb.CONTEXT_SERVED, locked, by=by, at=at, detail={"intervention": running.ref})
    return served


@transaction.atomic
def leave(served: Served, *, reason: str, by: User, at: datetime) -> None:
    """Record that it serves this child no longer, and why; for others it goes on."""
    locked = Served.objects.select_for_update(of=("self",)).select_related("context__case", "intervention")
    found = locked.get(pk=served.pk)
    cases.hold_open(found.context.case)
    if found.ended_at:
        raise AlreadyDone("It serves the child no longer already.")
    _stop(found, by=by, at=at)
    detail = {"intervention": found.intervention.ref}
    recording.record(Verb.CONTEXT_LEFT, found.context, by=by, at=at, reason=reason, detail=detail)


@transaction.atomic
def begin_for(context: Context, *, agency: Agency, facts: Mapping[str, Any], by: User, at: datetime) -> Intervention:
    """Begin what is done in the context where nothing is done yet, for this child first."""
    begun = begin(context.case.authority, agency=agency, facts=facts, by=by, at=at)
    serve(context, begun, by=by, at=at)
    return begun


@transaction.atomic
def begin(authority: Authority, *, agency: Agency, facts: Mapping[str, Any], by: User, at: datetime) -> Intervention:
    """Record what is done in a context; somebody reviews it on the day that is named (SO-6)."""
    begun = Intervention.objects.create(authority=authority, agency=agency, recorded_at=at, recorded_by=by, **facts)
    _start_review(begun, by=by, at=at)
    recording.record(Verb.INTERVENTION_BEGUN, begun, by=by, at=at)
    return begun


@transaction.atomic
def review(intervention: Intervention, *, agency: Agency, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    """Bring what is done up to date at its review; the next is due on the day that is named."""
    locked = _running(intervention)
    _overwrite(locked, {**facts, "agency": agency})
    deadlines.meet(locked.authority, _REVIEW, key=locked.ref, at=at, by=by)
    _start_review(locked, by=by, at=at)
    recording.record(Verb.INTERVENTION_CHANGED, locked, by=by, at=at)


@transaction.atomic
def end_intervention(intervention: Intervention, *, ended_on: date, outcome: str, by: User, at: datetime) -> None:
    """End what is done in the context, with its outcome; the children's own files say since then that it ended."""
    locked = _running(intervention)
    if ended_on < locked.begun_on:
        raise Refused("It cannot end before it began.")
    _overwrite(locked, {"ended_on": ended_on, "outcome": outcome})
    deadlines.meet(locked.authority, _REVIEW, key=locked.ref, at=at, by=by)
    recording.record(Verb.INTERVENTION_ENDED, locked, by=by, at=at)


def _harmful(context: Context) -> Context:
    """Return the context, locked, on a case that is open; raises AlreadyDone where it has ended."""
    cases.hold_open(context.case)
    locked = Context.objects.select_for_update(of=("self",)).select_related("case__authority").get(pk=context.pk)
    if locked.ended_on:
        raise AlreadyDone("It is recorded already that the child is no longer harmed there.")
    return locked


def _running(intervention: Intervention) -> Intervention:
    found = Intervention.objects.select_for_update(of=("self",)).select_related("authority", "agency")
    locked = found.get(pk=intervention.pk)
    if locked.ended_on:
        raise AlreadyDone("This has ended already.")
    return locked


def _overwrite(record: Context | Intervention, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(update_fields=list(facts))


def _stop(served: Served, *, by: User, at: datetime) -> None:
    served.ended_at, served.ended_by = at, by
    served.save(update_fields=["ended_at", "ended_by"])


def _start_review(intervention: Intervention, *, by: User, at: datetime) -> None:
    end_of_day = instant(intervention.review_on, time.max)
    path, key = intervention.get_absolute_url(), intervention.ref
    deadlines.start(intervention.authority, _REVIEW, key=key, path=path, due_at=end_of_day, at=at, by=by)

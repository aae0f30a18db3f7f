"""Times a child was missing: recorded, ended by the return, and the interview within 72 hours of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations.telling import tell_colleagues

_CODE = "return_interview"


@transaction.atomic
def record(
    case: Case,
    *,
    missing_since: datetime,
    missing_from: str,
    reported_to_police: bool,
    police_reference: str,
    notes: str,
    by: User,
    at: datetime,
    returned_at: datetime | None = None,
    return_note: str = "",
) -> MissingEpisode:
    """Record that the child is or was missing; where the child is back, the return interview is owed from the return.

    Raises AlreadyDone where the child is known to have been missing at that time.
    """
    cases.hold_open(case)
    if _overlapping(case, missing_since, returned_at).exists():
        raise AlreadyDone("It has been recorded that the child was missing at that time.")
    episode = MissingEpisode.objects.create(
        case=case,
        missing_since=missing_since,
        missing_from=missing_from,
        reported_to_police=reported_to_police,
        police_reference=police_reference,
        notes=notes,
        recorded_at=at,
        recorded_by=by,
        **(_returned(returned_at, return_note, by=by, at=at) if returned_at else {}),
    )
    recording.record(Verb.MISSING_RECORDED, episode, by=by, at=at)
    if returned_at:
        _owe_interview(episode, returned_at, by=by, at=at)
    else:
        tell_colleagues(case, "A child is missing", by=by, at=at, key=f"missing-{episode.pk}")
    return episode


@transaction.atomic
def record_return(episode: MissingEpisode, *, returned_at: datetime, return_note: str, by: User, at: datetime) -> None:
    """Record that the child is back; the 72 hours run from the return, however late it is recorded."""
    locked = _locked(episode)
    if locked.returned_at:
        raise AlreadyDone("The return has been recorded.")
    if returned_at <= locked.missing_since:
        raise Refused("The return has to be later than the moment since which the child was missing.")
    for name, value in _returned(returned_at, return_note, by=by, at=at).items():
        setattr(locked, name, value)
    locked.save()
    _owe_interview(locked, returned_at, by=by, at=at)


@transaction.atomic
def record_interview(
    episode: MissingEpisode,
    *,
    interview: Interview,
    interview_at: datetime,
    interview_by: str,
    interview_note: str,
    passed_to_police: bool | None,
    by: User,
    at: datetime,
) -> None:
    """Record the return interview that was held, or who declined it and why; either is what was owed."""
    locked = _locked(episode)
    if locked.returned_at is None:
        raise StepMissing("The return has to be recorded first.")
    if locked.interview:
        raise AlreadyDone("The return interview has been recorded.")
    if interview_at < locked.returned_at:
        raise Refused("The interview cannot have been before the return.")
    locked.interview, locked.interview_at = interview, interview_at
    locked.interview_by, locked.interview_note = interview_by, interview_note
    locked.passed_to_police = passed_to_police
    locked.interview_recorded_at, locked.interview_recorded_by = at, by
    locked.save()
    deadlines.meet(locked.case, _CODE, at=at, by=by, key=str(locked.pk))
    recording.record(_VERBS[interview], locked, by=by, at=at)


_VERBS = {Interview.HELD: Verb.INTERVIEW_HELD, Interview.DECLINED: Verb.INTERVIEW_DECLINED}


def _returned(returned_at: datetime, note: str, *, by: User, at: datetime) -> dict[str, Any]:
    return {"returned_at": returned_at, "return_note": note, "return_recorded_at": at, "return_recorded_by": by}


def _owe_interview(episode: MissingEpisode, returned_at: datetime, *, by: User, at: datetime) -> None:
    deadlines.start(episode.case, _CODE, at=at, by=by, key=str(episode.pk), runs_from=returned_at)
    recording.record(Verb.RETURN_RECORDED, episode, by=by, at=at)
    text = "A child is back: a return interview is owed"
    tell_colleagues(episode.case, text, by=by, at=at, key=f"returned-from-missing-{episode.pk}")


def _locked(episode: MissingEpisode) -> MissingEpisode:
    found = MissingEpisode.objects.select_for_update(of=("self", "case")).select_related("case__authority")
    locked = found.get(pk=episode.pk)
    cases.hold_open(locked.case)
    return locked


def _overlapping(case: Case, since: datetime, until: datetime | None) -> QuerySet[MissingEpisode]:
    found = case.missing_episodes.filter(Q(returned_at=None) | Q(returned_at__gt=since))
    return found.filter(missing_since__lt=until) if until else found

"""Times a child was missing: recorded, ended by the return, and the interview within 72 hours of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import absence, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Absence, Case
from riskscreening import patterns
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations.telling import tell, tell_colleagues

_CODE = "return_interview"
_AT_THAT_TIME = "It has been recorded that the child was missing at that time."
_LATER = "The return has to be later than the moment since which the child was missing."


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
    kind: str = Absence.MISSING,
    returned_at: datetime | None = None,
    **returned: str,
) -> MissingEpisode:
    """Record that the child is or was missing or away; where the child is back, the return interview is owed.

    ``returned`` says what is known of the return: return_note, found_where, with_whom. Raises AlreadyDone where the
    child is known to have been missing at that time.
    """
    cases.hold_open(case)
    if _overlapping(case, missing_since, returned_at).exists():
        raise AlreadyDone(_AT_THAT_TIME)
    known: dict[str, Any] = {"missing_since": missing_since, "missing_from": missing_from, "notes": notes}
    known |= {"reported_to_police": reported_to_police, "police_reference": police_reference}
    if returned_at:
        known |= _returned(returned_at, returned, by=by, at=at)
    episode = MissingEpisode.objects.create(case=case, kind=kind, recorded_at=at, recorded_by=by, **known)
    recording.record(Verb.MISSING_RECORDED, episode, by=by, at=at)
    if returned_at:
        _owe_interview(episode, returned_at, by=by, at=at)
    else:
        absence.note(case, Absence(kind), since=missing_since)
        text = "A child is missing" if kind == Absence.MISSING else "A child is away without agreement"
        tell_colleagues(case, text, by=by, at=at, key=f"missing-{episode.pk}")
    _tell_where_often(episode, by=by, at=at)
    return episode


@transaction.atomic
def record_return(episode: MissingEpisode, *, returned_at: datetime, by: User, at: datetime, **returned: str) -> None:
    """Record that the child is back; the 72 hours run from the return, however late it is recorded.

    ``returned`` says what is known of the return: return_note, found_where, with_whom.
    """
    locked = _locked(episode)
    if locked.returned_at:
        raise AlreadyDone("The return has been recorded.")
    if returned_at <= locked.missing_since:
        raise Refused(_LATER)
    for name, value in _returned(returned_at, returned, by=by, at=at).items():
        setattr(locked, name, value)
    locked.save()
    absence.end(locked.case)
    _owe_interview(locked, returned_at, by=by, at=at)


@transaction.atomic
def offer_interview(episode: MissingEpisode, *, offered_at: datetime, offered_by: str, by: User, at: datetime) -> None:
    """Record when and by whom the return interview was offered; what the child answers is recorded after it."""
    locked = _locked(episode)
    if locked.returned_at is None:
        raise StepMissing("The return has to be recorded first.")
    if locked.offered_at or locked.interview:
        raise AlreadyDone("The offer of the return interview has been recorded.")
    if offered_at < locked.returned_at:
        raise Refused("The interview cannot have been offered before the return.")
    locked.offered_at, locked.offered_by = offered_at, offered_by
    locked.save()
    recording.record(Verb.INTERVIEW_OFFERED, locked, by=by, at=at)


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
    passed_on: str = "",
) -> None:
    """Record the return interview that was held, or who declined it and why; either is what was owed.

    Declined is not the same as not offered: raises StepMissing where no offer is on record.
    """
    locked = _locked(episode)
    if locked.returned_at is None:
        raise StepMissing("The return has to be recorded first.")
    if locked.interview:
        raise AlreadyDone("The return interview has been recorded.")
    if interview is Interview.DECLINED and locked.offered_at is None:
        raise StepMissing("It has to be recorded first when, and by whom, the interview was offered.")
    if interview_at < (locked.offered_at or locked.returned_at):
        raise Refused("The interview cannot have been before the return, or before it was offered.")
    locked.interview, locked.interview_at = interview, interview_at
    locked.interview_by, locked.interview_note = interview_by, interview_note
    locked.passed_to_police, locked.passed_on = passed_to_police, passed_on
    locked.interview_recorded_at, locked.interview_recorded_by = at, by
    locked.save()
    deadlines.meet(locked.case, _CODE, at=at, by=by, key=str(locked.pk))
    recording.record(_VERBS[interview], locked, by=by, at=at)


@transaction.atomic
def correct(episode: MissingEpisode, *, reason: str, by: User, at: datetime, **facts: Any) -> None:
    """Correct what was mistyped of the time the child was missing, saying why; how it read stays in the history.

    ``facts`` are those of ``record``. A return that was recorded stays one: it may be moved, not taken away, and its
    72 hours move with it. Raises AlreadyDone where the child is known to have been missing at that time as well.
    """
    locked = _locked(episode)
    was, since = locked.returned_at, facts["missing_since"]
    until = facts.get("returned_at") if was else None
    if was and (until is None or until <= since):
        raise Refused(_LATER)
    if until and any(moment and moment < until for moment in (locked.offered_at, locked.interview_at)):
        raise Refused("The return cannot have been after the interview, or after it was offered.")
    if _overlapping(locked.case, since, until).exclude(pk=locked.pk).exists():
        raise AlreadyDone(_AT_THAT_TIME)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.save()
    recording.record(Verb.MISSING_CORRECTED, locked, by=by, at=at, reason=reason)
    if until is None:
        absence.note(locked.case, Absence(locked.kind), since=since)
    elif until != was:
        _move_interview(locked, until, reason, by=by, at=at)


_VERBS = {Interview.HELD: Verb.INTERVIEW_HELD, Interview.DECLINED: Verb.INTERVIEW_DECLINED}


def _returned(returned_at: datetime, known: dict[str, str], *, by: User, at: datetime) -> dict[str, Any]:
    return {"returned_at": returned_at, "return_recorded_at": at, "return_recorded_by": by, **known}


def _owe_interview(episode: MissingEpisode, returned_at: datetime, *, by: User, at: datetime) -> None:
    deadlines.start(episode.case, _CODE, at=at, by=by, key=str(episode.pk), runs_from=returned_at)
    recording.record(Verb.RETURN_RECORDED, episode, by=by, at=at)
    text = "A child is back: a return interview is owed"
    tell_colleagues(episode.case, text, by=by, at=at, key=f"returned-from-missing-{episode.pk}")


def _move_interview(episode: MissingEpisode, returned_at: datetime, reason: str, *, by: User, at: datetime) -> None:
    if _CODE in episode.case.profile_at(returned_at).timescales:
        due_at = deadlines.reckon(episode.case, _CODE, at=returned_at)
        deadlines.move(episode.case, _CODE, at=at, by=by, reason=reason, due_at=due_at, key=str(episode.pk))


def _tell_where_often(episode: MissingEpisode, *, by: User, at: datetime) -> None:
    """Tell the co-ordinators when it has become a pattern, so that a review can be considered."""
    moments = episode.case.missing_episodes.values_list("missing_since", flat=True)
    count = patterns.recent(moments, today=timescales.london_day(at))
    if patterns.is_often(count):
        people = User.objects.holding("co_ordinator", authority=episode.case.authority, at=at)
        text = f"A child was missing {patterns.times_in_words(count)} in {patterns.WITHIN_DAYS} days: consider a review"
        tell(episode.case, people, text, at=at, key=f"often-missing-{episode.pk}")


def _locked(episode: MissingEpisode) -> MissingEpisode:
    found = MissingEpisode.objects.select_for_update(of=("self", "case")).select_related("case__authority")
    locked = found.get(pk=episode.pk)
    cases.hold_open(locked.case)
    return locked


def _overlapping(case: Case, since: datetime, until: datetime | None) -> QuerySet[MissingEpisode]:
    found = case.missing_episodes.filter(Q(returned_at=None) | Q(returned_at__gt=since))
    return found.filter(missing_since__lt=until) if until else found

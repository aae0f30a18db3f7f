"""The agenda of a strategy meeting: who else is invited, and what is written down under its points until it is held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from mase.agencies.models import Agency, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Basis, Case
from meetings import agenda
from meetings.agenda import Asked
from meetings.models import AgendaNote, Contribution, PlacementPoint, StrategyAttendee, StrategyMeeting
from meetings.operations.telling import tell, tell_agencies

_CO_ORDINATOR = "co_ordinator"
Facts = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was written down: notes by point, facts by agency and attendee, the list of fourteen, the meeting's own."""

    notes: Mapping[str, str] = field(default_factory=dict)
    contributions: Mapping[int, Facts] = field(default_factory=dict)
    attendees: Mapping[int, Facts] = field(default_factory=dict)
    weighed: Mapping[str, Facts] = field(default_factory=dict)
    ahead: Facts = field(default_factory=dict)


def hold(meeting: StrategyMeeting) -> StrategyMeeting:
    """Keep the meeting as it is for others until the transaction ends; raise AlreadyDone where it is recorded."""
    cases.hold_open(meeting.case)
    locked = StrategyMeeting.objects.select_for_update(of=("self",)).select_related("case__authority")
    found = locked.get(pk=meeting.pk)
    if found.held_at:
        raise AlreadyDone("This strategy meeting has been recorded.")
    return found


@transaction.atomic
def write(meeting: StrategyMeeting, said: Said, *, by: User, at: datetime) -> None:
    """Write down what was said so far; what did not change leaves no trace (SO-16)."""
    locked = hold(meeting)
    changed = [_note(locked, code, words) for code, words in said.notes.items()]
    changed += [_change(row, said.contributions.get(row.pk, {})) for row in locked.contributions.all()]
    changed += [_change(row, said.attendees.get(row.pk, {})) for row in locked.attendees.all()]
    changed += [_weigh(locked, code, facts) for code, facts in said.weighed.items()]
    changed.append(_change(locked, said.ahead))
    if any(changed):
        recording.record(Verb.STRATEGY_PREPARED, locked, by=by, at=at)


@transaction.atomic
def invite_more(
    meeting: StrategyMeeting, *, agencies: Iterable[Agency], asked: Iterable[Asked], by: User, at: datetime
) -> None:
    """Invite others to a meeting that is convened; who is invited already stays as they are.

    Raises AlreadyDone where nobody else is among them.
    """
    locked = hold(meeting)
    there = set(locked.contributions.values_list("agency", flat=True))
    known = set(locked.attendees.values_list("post", "name"))
    others = [one for one in asked if (one.post, one.name) not in known]
    more = [agency for agency in agencies if agency.pk not in there]
    if not more and not others:
        raise AlreadyDone("Everybody you chose is invited already.")
    invite(locked, more, others, by=by, at=at)
    recording.record(Verb.STRATEGY_PREPARED, locked, by=by, at=at)


def invite(
    meeting: StrategyMeeting, agencies: Iterable[Agency], asked: Iterable[Asked], *, by: User, at: datetime
) -> None:
    """Invite the agencies, which then see the strategy meetings of the case, and write down whom else was asked."""
    case, invited = meeting.case, list(agencies)
    for agency in invited:
        Contribution.objects.create(meeting=meeting, agency=agency)
        sections = [Section.CASE, Section.STRATEGY]
        reason = "Invited to the strategy meeting"
        access.open_to_agency(case, agency, sections, by=by, at=at, reason=reason, basis=Basis.ENQUIRY)
    tell_agencies(case, invited, "Your agency is invited to a strategy meeting", at=at, key=f"strategy-{meeting.pk}")
    titles = []
    for one in asked:
        StrategyAttendee.objects.create(meeting=meeting, post=one.post, name=one.name, organisation=one.organisation)
        titles.append(one.post)
    if case.profile_at(at).wording.co_ordinator in titles:
        _tell_co_ordinators(case, meeting, at=at)


def _tell_co_ordinators(case: Case, meeting: StrategyMeeting, *, at: datetime) -> None:
    people = User.objects.holding(_CO_ORDINATOR, authority=case.authority, at=at)
    tell(case, people, "You are asked to a strategy meeting", at=at, key=f"strategy-post-{meeting.pk}")


def _note(meeting: StrategyMeeting, code: str, words: str) -> bool:
    note = meeting.agenda_notes.filter(point=code).first()
    if note is None:
        note = AgendaNote(meeting=meeting, point=code, words="") if words else None
    return note is not None and _change(note, {"words": words})


def _weigh(meeting: StrategyMeeting, code: str, facts: Facts) -> bool:
    if code not in {point.code for point in agenda.LOOKED_AFTER}:
        raise ValueError(code)
    point = meeting.placement_points.filter(point=code).first()
    if point is None:
        point = PlacementPoint(meeting=meeting, point=code) if facts["answer"] else None
    return point is not None and _change(point, facts)


def _change(row: Any, facts: Facts) -> bool:
    """Save what is different, and say whether anything was."""
    different = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save()
    return bool(different)

"""What a section 47 enquiry leads to: the child protection conference, or the reason why there was none."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from meetings.models import S47, Conference, StrategyMeeting


def awaits_conference(meeting: StrategyMeeting) -> bool:
    """Say whether the enquiry that this meeting belongs to still waits for its conference.

    One conference ends the enquiry for every meeting that was held about it before.
    """
    if meeting.held_at is None or meeting.decision not in S47:
        return False
    since = Conference.objects.filter(meeting__case=meeting.case_id, recorded_at__gte=meeting.held_at)
    return not since.exists()


def await_conference(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Start the time for the conference from the meeting that started the enquiry (Working Together).

    Where an enquiry goes on already, its own time runs on.
    """
    if awaits_conference(meeting):
        path = reverse("record_conference", args=[meeting.case.ref, meeting.pk])
        deadlines.start(meeting.case, "icpc", at=at, by=by, runs_from=meeting.held_at, path=path)


@transaction.atomic
def record_conference(
    meeting: StrategyMeeting, *, held_on: date | None, plan: str, not_held_because: str, by: User, at: datetime
) -> Conference:
    """Record the conference and what it decided, or why there was none.

    Raises StepMissing where the meeting started no enquiry, AlreadyDone where its conference is recorded.
    """
    case = meeting.case
    cases.hold_open(case)
    if meeting.held_at is None or meeting.decision not in S47:
        raise StepMissing("This strategy meeting started no section 47 enquiry.")
    if not awaits_conference(meeting):
        raise AlreadyDone("The conference of this enquiry has been recorded.")
    recorded = Conference.objects.create(
        meeting=meeting, held_on=held_on, plan=plan, not_held_because=not_held_because, recorded_at=at, recorded_by=by
    )
    deadlines.meet(case, "icpc", at=at, by=by, reason=not_held_because)
    recording.record(
        Verb.CONFERENCE_RECORDED, meeting, by=by, at=at, reason=not_held_because, detail={"plan": plan} if plan else {}
    )
    return recorded

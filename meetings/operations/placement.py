"""A child placed in another authority's area: that authority and its police are told (HO-14, SO-22)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from meetings import agenda, convening
from meetings.models import HostNotice, StrategyMeeting
from referrals.operations.routes import key_of
from riskscreening import planned


def awaits_notice(meeting: StrategyMeeting) -> bool:
    """Say whether the host authority still has to be told of this meeting."""
    return bool(meeting.placed_elsewhere) and not HostNotice.objects.filter(meeting=meeting).exists()


def await_notice(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Start the time in which the host authority is told; it runs from when the meeting was held (HO-14)."""
    if meeting.placed_elsewhere:
        path = reverse("tell_host", args=[meeting.case.ref, meeting.pk])
        key, held_at = str(meeting.pk), meeting.held_at
        deadlines.start(meeting.case, "host_borough_notice", at=at, by=by, key=key, path=path, runs_from=held_at)


def await_plans(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Start the time in which care plan and placement plan of a looked-after child are brought up to date (SO-22)."""
    case, held_at = meeting.case, meeting.held_at or at
    if convening.is_looked_after(case) and not planned.are_up_to_date(case, since=held_at):
        deadlines.start(case, planned.UPDATE, at=at, by=by, key=str(meeting.pk), runs_from=held_at)


def await_word_to_reviewing_officer(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Start the time in which the independent reviewing officer is told, unless they were at the meeting (SO-22)."""
    if meeting.attendees.filter(post=agenda.REVIEWING.title, present=True).exists():
        return
    case, path, held_at = meeting.case, reverse("routes", args=[meeting.case.ref]), meeting.held_at
    for route in case.routes.filter(code__in=convening.IN_OUR_CARE, ended_at=None):
        deadlines.start(case, "iro_notice", at=at, by=by, key=key_of(route), path=path, runs_from=held_at)


@transaction.atomic
def tell_host(
    meeting: StrategyMeeting,
    *,
    told_at: datetime,
    authority_post: str,
    police_post: str,
    how: str,
    by: User,
    at: datetime,
) -> HostNotice:
    """Record that the host authority and its police were told: when, whom, how (HO-14, SO-22)."""
    cases.hold_open(meeting.case)
    if not meeting.placed_elsewhere:
        raise StepMissing("The strategy meeting did not find the child placed in another authority’s area.")
    if not awaits_notice(meeting):
        raise AlreadyDone("It is recorded already that the host authority was told.")
    notice = HostNotice.objects.create(
        meeting=meeting,
        told_at=told_at,
        authority_post=authority_post,
        police_post=police_post,
        how=how,
        recorded_at=at,
        recorded_by=by,
    )
    deadlines.meet(meeting.case, "host_borough_notice", at=at, by=by, key=str(meeting.pk))
    recording.record(Verb.HOST_TOLD, meeting, by=by, at=at, detail={"how": how})
    return notice

"""The invented case of a child placed elsewhere: the strategy meeting is moved, starts an enquiry, others are told."""

from datetime import datetime, timedelta

from mase import timescales
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import How, Plan
from meetings.operations import enquiry, placement, strategy

ENQUIRY = {
    "decision": "s47_joint",
    "decision_reason": "An adult collects her by car and gave her a telephone: significant harm is likely.",
}


def enquire(cast: Cast, number: int, *, begins_at: datetime) -> Case:
    """Tell the story of one of the children up to and with word to the area where they are placed."""
    case = stories.tell(cast, number, begins_at=begins_at, until="convene")
    move(cast, case, case.strategy_meetings.get().scheduled_for - timedelta(hours=6))
    held_at = case.strategy_meetings.get().scheduled_for
    stories.hold(cast, case, held_at, **ENQUIRY, placed_elsewhere=True, host_authority="Thurrock")
    tell_host(cast, case, held_at + timedelta(hours=2))
    return case


def move(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker moves the meeting by some hours; it is still held in time."""
    meeting = case.strategy_meetings.latest("pk")
    reason = "The police officer who knows the family is in court in the morning."
    later = meeting.scheduled_for + timedelta(hours=3)
    strategy.move(
        meeting, scheduled_for=later, place=meeting.place, reason=reason, late_because="", by=cast["worker"], at=at
    )


def tell_host(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker tells the authority in whose area the young person is placed, and the police there."""
    placement.tell_host(
        case.strategy_meetings.latest("pk"),
        told_at=at,
        authority_post="Duty manager of the MASH",
        police_post="CSE lead of the borough",
        how=How.TELEPHONE,
        by=cast["worker"],
        at=at,
    )


def confer(cast: Cast, case: Case, at: datetime) -> None:
    """The assistant team manager records the child protection conference."""
    meeting, day = case.strategy_meetings.latest("pk"), timescales.london_day(at)
    enquiry.record_conference(meeting, held_on=day, plan=Plan.SEXUAL, not_held_because="", by=cast["atm"], at=at)

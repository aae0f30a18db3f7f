"""What invented strategy meetings wrote down under the points of their agenda."""

from datetime import datetime
from typing import Any

from mase.agencies.models import User
from meetings import agenda, convening
from meetings.models import StrategyMeeting, Weighed
from meetings.operations import preparing

NOTES = {
    "identity": "Names and dates of birth agree with the file. A cousin of 12 has moved in and is seen this week.",
    "reason": "Sexual exploitation by an adult with a car; missing overnight three times. No sign of trafficking.",
    "risk": "The tool finds a high risk. She is missing on Fridays. The second telephone was a gift.",
    "views": "“I don’t want him to be angry with me.” She talks to Ms Adeyemi at school.",
    "others": "A friend from her class has been seen in the same car. School rings the friend’s mother today.",
    "concern": "The keeper of the car is known to another borough. Police ask for an abduction warning notice.",
}
PLACEMENT: dict[str, tuple[Weighed, str]] = {
    "stay": (Weighed.YES, "She trusts her carers. A move would take her further from school."),
    "others_there": (Weighed.NO, "No other child lives there; the carers’ grandchildren do not visit for now."),
    "parents": (Weighed.YES, "The social worker told her mother on the telephone."),
    "assertive": (Weighed.YES, "The carers keep the door locked at night and sit with her; she has not run from that."),
    "liberty": (Weighed.DOES_NOT_ARISE, "Nothing is restricted. Any restriction goes to the service manager first."),
    "active_work": (Weighed.YES, "The project sees her on Tuesdays; the nurse next week."),
    "suspicions": (Weighed.YES, "The carers write down cars and callers and ring the police the same day."),
    "missing": (Weighed.YES, "Fridays, after a call at about six. Back by bus before noon."),
    "callers": (Weighed.YES, "The carers told her that they look out for the car, and why."),
    "dissuading": (Weighed.YES, "They offer her a lift wherever she wants to go."),
    "money": (Weighed.NO, "Legal advice is asked for on the telephone and the coat."),
    "devices": (Weighed.NO, "Not taken away: she needs it to ring. The reasons stand in the care plan."),
    "leaving": (Weighed.YES, "The carers ring her at once, the police after an hour, the duty team at night."),
    "return": (Weighed.YES, "Something warm to eat, no questions before the morning."),
}


def weigh(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Answer the fourteen points where the meeting is about a looked-after child."""
    if convening.is_looked_after(meeting.case):
        said = {code: {"answer": answer, "words": words} for code, (answer, words) in PLACEMENT.items()}
        preparing.write(meeting, preparing.Said(weighed=said), by=by, at=at)


def work_through(meeting: StrategyMeeting, *, by: User, at: datetime) -> None:
    """Write under the points while the meeting goes on: who is there, what was said, what comes next."""
    preparing.write(
        meeting,
        preparing.Said(
            notes=NOTES,
            attendees={row.pk: {"present": row.post == agenda.REVIEWING.title} for row in meeting.attendees.all()},
            ahead=_AHEAD,
        ),
        by=by,
        at=at,
    )


_AHEAD: dict[str, Any] = {
    "parents_told": True,
    "safety_plan": "Carers: door and telephone, every night. Police: the car’s number on their list, today.",
    "minutes_go_to": "Police: detective inspector\nHealth: safeguarding nurse\nReviewing officer",
}

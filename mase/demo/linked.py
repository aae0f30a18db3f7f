"""An invented network: three children, two adults, a flat and a car, as a meeting about complex abuse maps them."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.agencies.models import Membership
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ComplexMeeting, ComplexNode, Node
from meetings.operations import actions, complex_abuse, connections

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FACTS: dict[str, Any] = {
    "reason": "Three children of two schools name the same flat, and the same two adults who fetch them in a dark car.",
    "threshold_with": "Safeguarding adviser, quality assurance",
    "other_boroughs": "Barnet: one of the adults lives there. The co-ordinator there takes part.",
    "place": "Civic offices, room 2.04",
}
_NODES = (
    (Node.ADULT, "A man called Dex", "In his twenties. Says he works with cars."),
    (Node.ADULT, "The tenant of the flat", "Known to the police in Barnet."),
    (Node.PLACE, "Flat above the shop, Invented Street", "Curtains closed by day; callers until late."),
    (Node.VEHICLE, "Dark car, registration ending KTW", "Waits at the bus stop after school."),
    (Node.GROUP, "Year 10 group chat", "Adults whom nobody knows ask for pictures."),
)
_LINKS = (  # by their places: the children come first
    (0, 3, "was given a telephone by him", "School, referral"),
    (1, 3, "is fetched by him after school", "Police, log of the car"),
    (3, 6, "drives it", "Police"),
    (4, 5, "rents it", "Housing"),
    (3, 5, "has a key", "A neighbour, through the police"),
    (1, 5, "was seen there on Friday night", "Police"),
    (0, 7, "reads it", "School"),
    (2, 7, "reads it", "School"),
    (2, 5, "was found there when missing", "Police, return from missing"),
)
_SAID = (
    ("police", "The car was stopped twice near the flat. The tenant is of interest to another force."),
    ("health", "Two of them came to the clinic on the same evening. They asked not to be seen by anybody they know."),
    ("harbour", "They sit together at lunch since January. All three have new telephones."),
)
_CAME_OF_IT: dict[str, Any] = {
    "summary": "C1, C2 and C3 are harmed by the same people. P1 finds them by the chat and the bus stop; P2 has the "
    "flat. Not known yet: who pays for the flat, and whether there are children in Barnet.",
    "decision": "Joint enquiries for all three, led by one social worker. The police plan against P1 and P2 with "
    "Barnet. The landlord is told by housing. The meeting comes together again in two weeks.",
}


def settle(cast: Cast, barnet: Cast, *, at: datetime) -> None:
    """Tell of a meeting that was held yesterday and of one that was moved and is still to be held."""
    _held(cast, barnet, at=at)
    _ahead(cast, at=at)


def _held(cast: Cast, barnet: Cast, *, at: datetime) -> None:
    convened_at = at - 4 * _DAY
    children = [stories.tell(cast, number, begins_at=at - 16 * _DAY, until="hold") for number in (70, 71, 72)]
    meeting = _convene(cast, scheduled_for=at - _DAY, at=convened_at)
    for part in ("police.mash", "health", "school", "worker"):
        _invite(meeting, cast, part, at=convened_at + _HOUR)
    _invite(meeting, barnet, "coordinator", at=convened_at + _HOUR)
    how: dict[str, Any] = {"by": cast["coordinator"], "at": at - _DAY}
    nodes = _map(meeting, children, **how)
    for one, other, nature, source in _LINKS:
        connections.link(meeting, nodes[one], nodes[other], nature=nature, source=source, **how)
    for short, words in _SAID:
        complex_abuse.say(meeting, agency=cast.agency(short), words=words, **how)
    came = list(meeting.members.exclude(user=cast["health"]).values_list("pk", flat=True))
    complex_abuse.hold(meeting, held_at=at - _DAY, present=came, **_CAME_OF_IT, **how)
    due_on = timescales.london_day(at + 5 * _DAY)
    text, owner = "Find out who is registered for the car, and tell the co-ordinators of both boroughs.", "police.mash"
    actions.agree(children[1], of=meeting, text=text, owner=cast[owner], due_on=due_on, **how)


def _ahead(cast: Cast, *, at: datetime) -> None:
    case = stories.tell(cast, 73, begins_at=at - 9 * _DAY, until="hold")
    meeting = _convene(cast, scheduled_for=at + _DAY, at=at - 2 * _HOUR)
    connections.put_child(meeting, case.ref, by=cast["coordinator"], at=at - _HOUR)
    _invite(meeting, cast, "education", at=at - _HOUR)
    there: dict[str, Any] = {"scheduled_for": at + 2 * _DAY, "place": _FACTS["place"]}
    reason = "The officer who knows the car is in court tomorrow."
    complex_abuse.move(meeting, **there, reason=reason, by=cast["coordinator"], at=at)


def _convene(cast: Cast, *, scheduled_for: datetime, at: datetime) -> ComplexMeeting:
    told_on = timescales.london_day(at)
    who: dict[str, Any] = {"chair": cast["coordinator"], "by": cast["service"], "at": at}
    return complex_abuse.convene(cast.authority, **_FACTS, quality_told_on=told_on, scheduled_for=scheduled_for, **who)


def _invite(meeting: ComplexMeeting, cast: Cast, part: str, *, at: datetime) -> None:
    membership = Membership.objects.select_related("user", "agency").get(user=cast[part])
    complex_abuse.invite(meeting, membership, by=meeting.chair, at=at)


def _map(meeting: ComplexMeeting, children: list[Case], **how: Any) -> list[ComplexNode]:
    stand = [connections.put_child(meeting, case.ref, **how) for case in children]
    return stand + [connections.put(meeting, kind=kind, name=name, known=known, **how) for kind, name, known in _NODES]

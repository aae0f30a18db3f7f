"""A meeting about complex abuse with the child on its map, for the pages behind its own guard."""

from typing import Any

from mase.agencies.models import Membership
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings.models import ComplexMeeting
from meetings.operations import complex_abuse, connections
from tests.meetings.about_complex import convened

_OF_A_NODE = ("take_off_map", "open_child_to_members", "agree_complex_action")
_SIT = ("health", "school")  # members who do not keep the meeting


def arguments(cast: Cast, case: Case, name: str) -> dict[str, Any]:
    """Return what the address of that page of the meeting names; of the pages that take something away, the meeting."""
    meeting = ComplexMeeting.objects.filter(authority=cast.authority).first() or _meet(cast, case)
    child = meeting.nodes.order_by("pk").first()  # until it is taken off the map
    number = {
        **dict.fromkeys(_OF_A_NODE, child.pk if child else 0),
        "withdraw_member": meeting.members.get(user=cast["school"]).pk,
        "take_link": 0,
    }
    found = {"pk": number[name]} if name in number else {}
    return found if name == "complex_meetings" else {"ref": meeting.ref} | found


def _meet(cast: Cast, case: Case) -> ComplexMeeting:
    at = case.opened_at
    meeting = convened(cast, at=at)
    connections.put_child(meeting, case.ref, by=cast["service"], at=at)
    for part in _SIT:
        membership = Membership.objects.select_related("user", "agency").get(user=cast[part])
        complex_abuse.invite(meeting, membership, by=cast["service"], at=at)
    return meeting

"""What the pages around the MASE form are about: an agency's own update, and what a planning meeting agreed."""

from datetime import timedelta
from typing import Any

from mase.agencies.models import Agency, User
from mase.cases.models import Case

_OF_A_PLANNING = ("print_planning", "agree_map_action", "give_strategy", "move_planning", "cancel_planning")


def inside(case: Case, name: str, *, agency: Agency, by: User) -> dict[str, Any]:
    """Return what the address of that page names beside the case."""
    if name == "give_update":
        panel, asked = case.list_entries.latest("pk").panel, {"asked_at": case.opened_at, "asked_by": by}
        return {"pk": case.agency_updates.get_or_create(panel=panel, agency=agency, defaults=asked)[0].pk}
    if name not in _OF_A_PLANNING:
        return {}
    meeting = case.planning_meetings.latest("pk")
    if name != "give_strategy":
        return {"pk": meeting.pk}
    due_on = case.opened_at.date() + timedelta(days=90)
    strategy, _ = meeting.strategies.get_or_create(text="Meet her", defaults={"who": "Her aunt", "due_on": due_on})
    return {"pk": meeting.pk, "part_pk": strategy.pk}

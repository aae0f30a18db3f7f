"""What the pages of a strategy meeting are about: the newest one of the case."""

from typing import Any

from mase.cases.models import Case

_OF_A_MEETING = (
    "strategy_agenda",
    "invite_to_strategy",
    "agree_strategy_action",
    "print_strategy",
    "download_strategy",
)


def inside(case: Case, name: str) -> dict[str, Any]:
    """Return what the address of that page names beside the case."""
    if name != "typed_strategy" and name not in _OF_A_MEETING:
        return {}
    part = {"section": "agenda"} if name == "typed_strategy" else {}
    return {"pk": case.strategy_meetings.latest("pk").pk} | part

"""What the pages around the MASE form are about: the update that the agency of whoever opens the page was asked for."""

from typing import Any

from mase.agencies.models import Agency, User
from mase.cases.models import Case


def inside(case: Case, name: str, *, agency: Agency, by: User) -> dict[str, Any]:
    """Return what the address of that page names beside the case."""
    if name != "give_update":
        return {}
    panel, asked = case.list_entries.latest("pk").panel, {"asked_at": case.opened_at, "asked_by": by}
    return {"pk": case.agency_updates.get_or_create(panel=panel, agency=agency, defaults=asked)[0].pk}

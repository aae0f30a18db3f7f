"""What the pages of the agenda pack are about: a version for whoever prepares it, and a copy of one's own."""

from datetime import datetime
from typing import Any

from mase.agencies.models import Agency, User
from meetings.models import AgendaPack, PackCopy, PackState, Panel, PanelInvitation

OF_A_VERSION = ("pack", "pack_progress", "issue_pack", "recall_pack")
OF_A_COPY = ("reading_room", "reading_case", "download_copy")


def version(panel: Panel, *, by: User, at: datetime) -> dict[str, Any]:
    """Return what the address of a version names besides the meeting."""
    return {"version": _issued(panel, by=by, at=at).version}


def copy(panel: Panel, name: str, *, user: User, agency: Agency, at: datetime) -> dict[str, Any]:
    """Return what the address of a person's own copy names; an agency that is no standing member is invited."""
    if not panel.members(at=at).filter(pk=agency.pk).exists():
        invited = {"because": "They work with the child", "invited_at": at, "invited_by": user}
        PanelInvitation.objects.get_or_create(panel=panel, agency=agency, defaults=invited)
    pack = _issued(panel, by=user, at=at)
    sent = {"agency": agency, "number": user.pk, "sent_at": at}
    number = PackCopy.objects.get_or_create(pack=pack, user=user, defaults=sent)[0].number
    return {"ref": pack.ref, "number": number} | ({"case": "BCDF-2345"} if name == "reading_case" else {})


def _issued(panel: Panel, *, by: User, at: datetime) -> AgendaPack:
    done = {"asked_at": at, "asked_by": by, "issued_at": at, "issued_by": by, "state": PackState.READY}
    return AgendaPack.objects.get_or_create(panel=panel, version=1, defaults=done)[0]

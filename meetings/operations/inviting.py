"""An agency beyond the standing membership is invited to one meeting, for the cases it is involved in (RE-1, SO-35)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mase.agencies.models import Agency, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Basis
from meetings.models import ListEntry, Panel, PanelInvitation
from meetings.operations import listing
from meetings.operations.telling import tell_of

_PART = (Section.CASE, Section.PANEL)


@transaction.atomic
def invite(
    panel: Panel, agency: Agency, *, because: str, entries: Iterable[ListEntry], by: User, at: datetime
) -> PanelInvitation:
    """Invite an agency; the MASE part of the named cases opens to it, and of no other. Again, for further cases.

    Raises AlreadyDone for a standing member, NotEntitled for a case that is not on this meeting's list.
    """
    locked = listing.still_open(panel)
    if locked.members(at=at).filter(pk=agency.pk).exists():
        raise AlreadyDone("This agency is a standing member of the meeting.")
    found = {"because": because, "invited_at": at, "invited_by": by}
    invitation, is_new = PanelInvitation.objects.get_or_create(panel=locked, agency=agency, defaults=found)
    recording.record(Verb.AGENCY_INVITED, locked, by=by, at=at, reason=because, detail={"agency": agency.code})
    for entry in entries:
        _open(entry, locked, agency, because=because, by=by, at=at)
    if is_new:
        people = User.objects.of(agency, at=at)
        tell_of(locked, people, "Your agency is invited to a MASE meeting", at=at, key=f"invited-{invitation.pk}")
    return invitation


def _open(entry: ListEntry, panel: Panel, agency: Agency, *, because: str, by: User, at: datetime) -> None:
    if entry.panel_id != panel.pk:
        raise NotEntitled("This case is not on the list of this meeting.")
    reason, basis = f"Invited to the meeting: {because}", Basis.CO_OPERATION
    access.open_to_agency(entry.case, agency, _PART, by=by, at=at, reason=reason, basis=basis)
    recording.record(Verb.AGENCY_INVITED, entry, by=by, at=at, reason=because, detail={"agency": agency.code})

"""A meeting's list: it changes under the meeting's lock, and not at all once the minutes are approved."""

from datetime import datetime

from mase.agencies.models import Agency, User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from meetings.models import ListEntry, MaseForm, Panel


def still_open(panel: Panel) -> Panel:
    """Return the meeting, locked against changes by others; AlreadyDone once its minutes are approved.

    The lock lets others refer to the meeting meanwhile, so a form that is being submitted does not wait for it.
    """
    locked = Panel.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=panel.pk)
    if locked.is_locked:
        raise AlreadyDone("The minutes are approved; nothing in this meeting changes any more.")
    return locked


def put_on(panel: Panel, form: MaseForm, *, reason: str, by: User, at: datetime) -> ListEntry:
    """Put the form's case at the end of the list of a meeting that ``still_open`` has locked.

    A case that is on the list already keeps its place and goes on from the newer form.
    """
    entry = panel.entries.filter(case=form.case).first()
    if entry:
        entry.form = form
        entry.save(update_fields=["form"])
        return entry
    position = panel.entries.count() + 1
    if panel.circulated_at:
        open_to_members(panel, form.case, by=by, at=at)
    return ListEntry.objects.create(panel=panel, case=form.case, form=form, position=position, listed_because=reason)


def open_to_members(panel: Panel, case: Case, *, by: User, at: datetime) -> None:
    """Open the MASE part of the file to the standing members, so that they read it before the meeting (RE-6)."""
    kinds = panel.authority.profile_at(at).standing_members
    for agency in Agency.objects.filter(authority=panel.authority, kind__in=kinds):
        sections = [Section.CASE, Section.PANEL]
        access.open_to_agency(case, agency, sections, by=by, at=at, reason="On the MASE list")

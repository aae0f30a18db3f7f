"""What the meeting has about no single child: themes and blockages (SO-34), VOLT items that partners read (HO-15)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.notifications import operations as notices
from meetings import in_room
from meetings.models import VOLT, Panel, Theme, ThemeAction
from meetings.operations import actions, listing


@transaction.atomic
def record(panel: Panel, *, about: str, title: str, known: str, by: User, at: datetime) -> Theme:
    """Put an item about no single child on the agenda, with what is known of it."""
    locked = listing.still_open(panel)
    said = {"about": about, "title": title, "known": known}
    if locked.themes.filter(about=about, title=title).exists():
        raise AlreadyDone("There is an item with this title already.")
    theme = Theme.objects.create(panel=locked, recorded_at=at, recorded_by=by, **said)
    recording.record(Verb.THEME_RECORDED, theme, by=by, at=at, detail={"meeting": locked.ref})
    return theme


@transaction.atomic
def discuss(theme: Theme, *, known: str, discussion: str, by: User, at: datetime) -> None:
    """Record what the meeting said of it; until the minutes are approved it may be corrected."""
    panel = listing.still_open(theme.panel)
    locked = Theme.objects.select_for_update().get(pk=theme.pk)
    locked.known, locked.discussion = known, discussion
    locked.save(update_fields=["known", "discussion"])
    recording.record(Verb.THEME_RECORDED, locked, by=by, at=at, detail={"meeting": panel.ref})


@transaction.atomic
def agree_action(theme: Theme, *, text: str, owner: User, due_on: date, by: User, at: datetime) -> ThemeAction:
    """Give an action about the theme to a named person of an agency that takes part, with a day (SO-34).

    Raises NotEntitled for anybody else, AlreadyDone where they have this very action.
    """
    panel = listing.still_open(theme.panel)
    agencies = in_room.taking_part(panel, at=at)
    held = agency_access.holding(owner, Permission.DESK_MEETINGS, at=at)
    agency = next((one.agency for one in held if one.agency in agencies), None)
    if agency is None:
        raise NotEntitled("This person belongs to no agency that takes part in the meeting.")
    said = {"text": text, "owner": owner, "due_on": due_on}
    if theme.actions.filter(closed_at=None, **said).exists():
        raise AlreadyDone("This action is recorded already.")
    action = ThemeAction.objects.create(theme=theme, agency=agency, agreed_at=at, agreed_by=by, **said)
    actions.begin(action, by=by, at=at)
    return action


@transaction.atomic
def circulate(panel: Panel, *, by: User, at: datetime) -> None:
    """Circulate the VOLT items that have not been, so that partners plan prevention; they are read here (HO-15).

    Also after the minutes are approved. Raises StepMissing where there is nothing new to circulate.
    """
    locked = Panel.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=panel.pk)
    if locked.cancelled_at:
        raise AlreadyDone("The meeting is cancelled.")
    found = locked.themes.select_for_update().filter(about__in=VOLT, circulated_at=None)
    circulated = list(found.order_by("pk"))
    if not circulated:
        raise StepMissing("There is no theme that has not been circulated yet.")
    for theme in circulated:
        theme.circulated_at, theme.circulated_by = at, by
        theme.save(update_fields=["circulated_at", "circulated_by"])
    event = recording.record(Verb.THEMES_CIRCULATED, locked, by=by, at=at, detail={"items": len(circulated)})
    _tell_partners(locked, at=at, key=f"themes-{locked.pk}-{event.pk}")


def _tell_partners(panel: Panel, *, at: datetime, key: str) -> None:
    """Leave a notice that says only that there is something to read."""
    text, url = "There is something to read for prevention planning", reverse("themes", args=[panel.ref])
    for agency in in_room.taking_part(panel, at=at):
        people = User.objects.of(agency, at=at)
        notices.tell(people, text, url=url, at=at, key=key, reference=panel.ref)

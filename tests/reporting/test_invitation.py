"""One meeting for a calendar: neutral, known by the same name as in everybody's feed, moved and cancelled there."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from mase.agencies.models import User
from mase.demo.cast import Cast
from meetings.models import Panel
from meetings.operations import moving
from tests.reporting.entries import Feed

_REASON = "The room is taken"


def _read(client: Client, panel: Panel) -> Event:
    answer = client.get(reverse("invitation", args=[panel.ref]))
    assert answer["Content-Disposition"] == f'attachment; filename="meeting-{panel.ref}.ics"'
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_the_meeting_keeps_its_name_in_a_calendar_when_it_is_moved_or_cancelled(
    panel: Panel, southwark: Cast, signed_in, feed: Feed, at
) -> None:
    client, by = signed_in(southwark["health"]), southwark["coordinator"]
    first = _read(client, panel)
    (in_feed,) = [event for event in feed(southwark["health"]) if event["UID"] == first["UID"]]
    assert (first["DTSTART"].dt, first["SEQUENCE"]) == (in_feed["DTSTART"].dt, in_feed["SEQUENCE"])
    later = {"scheduled_for": panel.scheduled_for + timedelta(days=1), "pre_mase_at": panel.pre_mase_at}
    moving.move(panel, **later, place=panel.place, reason=_REASON, by=by, at=at)
    moved = _read(client, panel)
    assert (moved["UID"], moved["DTSTART"].dt) == (first["UID"], later["scheduled_for"])
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    moving.cancel(Panel.objects.get(pk=panel.pk), reason=_REASON, by=by, at=at)
    gone = _read(client, panel)
    assert (gone["UID"], gone["STATUS"]) == (first["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > moved["SEQUENCE"]


def test_it_says_neither_where_the_meeting_is_nor_what_it_is_about(panel: Panel, southwark: Cast, signed_in) -> None:
    text = str(_read(signed_in(southwark["health"]), panel).to_ical())
    assert panel.place not in text
    assert "exploitation" not in text.lower()


def test_who_has_no_part_in_the_meeting_finds_no_invitation(
    panel: Panel, southwark: Cast, barnet: Cast, signed_in
) -> None:
    outside: list[User] = [southwark["school"], barnet["health"]]
    for person in outside:
        assert signed_in(person).get(reverse("invitation", args=[panel.ref])).status_code == 404

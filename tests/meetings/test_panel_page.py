"""The page of a meeting: who chairs, and what has to be known of each case before it is said."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Attendance, ListEntry, Panel
from meetings.operations import moving, room
from meetings.operations import panel as panels


def _note(cast: Cast, panel: Panel, part: str, short: str, *, capacity: str = "member") -> None:
    who = {"agency": cast.agency(short), "name": cast[part].name, "capacity": capacity}
    room.note_attendance(panel, present=True, **who, by=cast["minutes"], at=panel.scheduled_for)


@pytest.mark.rule("SO-25", "RE-1")
def test_a_chair_who_leaves_mid_way_is_noted_and_the_page_says_who_chairs_and_whether_it_can_still_decide(
    southwark: Cast, panel: Panel, signed_in, clock, later: datetime
):
    clock.move_to(later)
    _note(southwark, panel, "chair", "csc", capacity="chair")
    _note(southwark, panel, "police.chair", "police", capacity="chair")
    _note(southwark, panel, "health.member", "health")
    client, page = signed_in(southwark["minutes"]), panel.get_absolute_url()
    assert "The meeting can decide." in client.get(page).text
    gone = Attendance.objects.get(name=southwark["police.chair"].name)
    address = reverse("note_leaving", args=[panel.ref, gone.pk])
    wrong = {"9:30": "before the meeting began", "soon": "Enter the time they left", "": "Enter when they left"}
    for typed, sentence in wrong.items():
        assert sentence in client.post(address, {"left_at": typed}).text
    assert client.post(address, {"left_at": "11:20"}).status_code == 302
    shown = client.get(page).text
    assert "The meeting cannot decide yet." in shown
    assert "Still needed: police" in shown
    assert f"In the chair: {southwark['chair'].name}. The other chair is not there" in shown
    assert f"{southwark['police.chair'].name} chaired until 11:20" in shown
    _note(southwark, panel, "police.member", "police", capacity="chair")
    assert "The meeting can decide." in client.get(page).text


def test_those_of_last_time_are_noted_with_one_press_as_what_they_were(
    southwark: Cast, panel: Panel, signed_in, clock, at: datetime, later: datetime
):
    clock.move_to(later)
    _note(southwark, panel, "chair", "csc", capacity="chair")
    _note(southwark, panel, "health.member", "health")
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    _note(southwark, following, "health.member", "health")
    client, address = signed_in(southwark["minutes"]), reverse("note_attendance", args=[following.ref])
    box = Attendance.objects.get(panel=panel, name=southwark["chair"].name).pk
    page = client.get(address).text
    assert (f'value="{box}" checked' in page, page.count('name="present" type="checkbox"')) == (True, 1)
    everybody = reverse("note_everybody", args=[following.ref])
    assert client.post(everybody, {"present": [str(box)]}).headers["Location"] == address
    assert following.attendances.get(name=southwark["chair"].name).capacity == "chair"
    client.post(everybody, {"present": [str(box)]})
    assert following.attendances.count() == 2


@pytest.mark.rule("HO-16")
def test_a_young_person_who_turns_18_between_pre_mase_and_mase_is_marked(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    decided_on, client = listed.form.decided_at.date(), signed_in(southwark["chair"])
    child, seen = listed.case.child, {}
    for born_on in (date(2008, 3, 26), date(2008, 3, 27), decided_on.replace(year=2008)):
        child.born_on = born_on
        child.save()
        seen[born_on] = "18 since pre-MASE" in client.get(listed.panel.get_absolute_url()).text
    assert list(seen.values()) == [True, False, False]


@pytest.mark.rule("SO-35", "ALL-5")
def test_a_child_on_two_boroughs_lists_is_marked_for_those_who_may_know_of_both(
    southwark: Cast, barnet: Cast, listed: ListEntry, signed_in, at: datetime
):
    stories.schedule(barnet, on=date(2026, 3, 31), at=at)
    other = stories.tell(barnet, 5, begins_at=at, until="admit")
    for case in (listed.case, other):
        case.child.nhs_number = "9434765919"
        case.child.save()
    page, mark = listed.panel.get_absolute_url(), "Also on Barnet’s list, 31 March 2026"
    client = signed_in(southwark["coordinator"])
    assert mark not in client.get(page).text
    how = {"by": barnet["coordinator"], "at": at, "reason": "A cross-borough meeting"}
    access.open_to_agency(other, southwark.agency("csc"), [Section.CASE, Section.PANEL], **how)
    assert mark in client.get(page).text
    assert mark in client.get(reverse("list_entry", args=[listed.case.ref, listed.pk])).text
    assert mark not in signed_in(southwark["chair"]).get(reverse("discuss", args=[listed.case.ref, listed.pk])).text


@pytest.mark.rule("RE-6")
def test_a_meeting_cancelled_after_its_agenda_was_circulated_keeps_what_was_read_and_takes_nothing_more(
    southwark: Cast, listed: ListEntry, signed_in, clock, at: datetime
):
    panels.circulate(listed.panel, by=southwark["coordinator"], at=at + timedelta(days=9))
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at + timedelta(days=9))
    clock.move_to(at + timedelta(days=10))
    member, shown = signed_in(southwark["health"]), reverse("list_entry", args=[listed.case.ref, listed.pk])
    assert member.get(shown).status_code == 200
    moving.cancel(listed.panel, reason="No chair", by=southwark["coordinator"], at=at + timedelta(days=10))
    page = member.get(listed.panel.get_absolute_url()).text
    assert ("Cancelled" in page, "They go to the next meeting" in page) == (True, True)
    assert "The month" not in page
    assert Case.objects.get(pk=listed.case_id).list_entries.get().panel == following
    assert member.get(shown).status_code == 200
    note = signed_in(southwark["minutes"]).post(
        reverse("note_attendance", args=[listed.panel.ref]),
        {"agency": "southwark-police", "name": "Alex Invented", "present": "yes"},
    )
    assert note.status_code == 409

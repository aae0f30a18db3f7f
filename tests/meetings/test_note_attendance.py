"""Noting who was at the meeting and who sent apologies."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.demo.cast import Cast
from meetings.models import Attendance, ListEntry, Panel
from meetings.operations import room as meeting_room
from tests.together import overlapping


def _note(cast: Cast, panel: Panel, *, present: bool = True, short: str = "police") -> None:
    who = {"agency": cast.agency(short), "name": "Alex Invented"}
    meeting_room.note_attendance(panel, **who, present=present, by=cast["minutes"], at=panel.scheduled_for)


def test_noting_a_person_again_corrects_the_entry_and_history_keeps_both(southwark: Cast, panel: Panel):
    _note(southwark, panel)
    _note(southwark, panel, present=False)
    noted = Attendance.objects.get()
    assert (noted.panel, noted.agency, noted.present) == (panel, southwark.agency("police"), False)
    assert [row.present for row in noted.history.order_by("history_id")] == [True, False]


def test_each_note_leaves_an_event_without_the_name(southwark: Cast, panel: Panel):
    _note(southwark, panel)
    _note(southwark, panel, present=False)
    first, second = Event.objects.filter(verb=Verb.ATTENDANCE_NOTED).order_by("pk")
    assert (first.actor, first.subject_id, first.at) == (southwark["minutes"].pk, panel.pk, panel.scheduled_for)
    assert first.detail == {"agency": "southwark-police", "present": True}
    assert second.detail == {"agency": "southwark-police", "present": False}


def test_the_same_name_for_another_agency_is_somebody_else(southwark: Cast, panel: Panel):
    _note(southwark, panel)
    _note(southwark, panel, short="health")
    assert panel.attendances.count() == 2


def test_a_person_twice_for_one_agency_is_refused_by_the_database(southwark: Cast, panel: Panel):
    _note(southwark, panel)
    noted = Attendance.objects.get()
    noted.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        noted.save()


def test_nobody_is_noted_once_the_minutes_are_approved(southwark: Cast, approved: ListEntry):
    before = approved.panel.attendances.count()
    with pytest.raises(AlreadyDone):
        _note(southwark, approved.panel)
    assert approved.panel.attendances.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_people_who_note_the_same_person_at_once_leave_one_entry(southwark: Cast, panel: Panel):
    overlapping(lambda: _note(southwark, panel), lambda: _note(southwark, panel, present=False))
    assert Attendance.objects.get().present is False


@pytest.mark.rule("SO-25")
def test_the_administrator_notes_the_standing_members_on_the_page(southwark: Cast, panel: Panel, signed_in):
    client, address = signed_in(southwark["minutes"]), reverse("note_attendance", args=[panel.ref])
    page = client.get(address).text
    assert southwark.agency("yjs").name in page
    assert southwark.agency("harbour").name not in page
    typed = {"agency": "southwark-police", "name": "Alex Invented", "present": "yes"}
    assert client.post(address, typed).headers["Location"] == address
    assert "Alex Invented" in client.get(address).text
    assert "Alex Invented" in client.get(panel.get_absolute_url()).text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, panel: Panel, signed_in, subtests
):
    client, address = signed_in(southwark["coordinator"]), reverse("note_attendance", args=[panel.ref])
    good = {"agency": "southwark-police", "name": "Alex Invented", "present": "yes"}
    wrong = [
        ("Select the agency", {"agency": ""}),
        ("Select the agency from the list", {"agency": "southwark-harbour"}),
        ("Select the agency from the list", {"agency": "barnet-police"}),
        ("Enter the person’s name", {"name": " "}),
        ("must be 120 characters or fewer", {"name": "x" * 121}),
        ("Select whether they are present", {"present": ""}),
    ]
    for sentence, changes in wrong:
        with subtests.test(sentence, **changes):
            page = client.post(address, good | changes)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert changes.get("name", good["name"]) in page.text
    assert not Attendance.objects.exists()


def test_a_stale_page_is_told_that_the_minutes_are_approved(
    southwark: Cast, approved: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    typed = {"agency": "southwark-police", "name": "Alex Invented", "present": "yes"}
    address = reverse("note_attendance", args=[approved.panel.ref])
    page = signed_in(southwark["minutes"]).post(address, typed)
    assert (page.status_code, "The minutes are approved" in page.text) == (409, True)


def test_who_reaches_the_page(southwark: Cast, panel: Panel, barnet: Cast, signed_in, subtests):
    address = reverse("note_attendance", args=[panel.ref])
    inside = dict.fromkeys(("worker", "chair", "team", "police.member", "education"), 403)
    outside = dict.fromkeys(("school", "other.school", "admin", "mash"), 404)
    for part, status in {"coordinator": 200, "minutes": 200, **inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["minutes"]).get(address).status_code == 404
    assert signed_in(southwark["minutes"]).put(address).status_code == 405

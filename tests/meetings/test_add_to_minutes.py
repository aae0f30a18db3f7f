"""Approved minutes are put right by addition only: below what was approved, for those who may read it (RE-8)."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.demo.cast import Cast
from meetings.models import EntryAddendum, ListEntry, Minutes, MinutesAddendum
from meetings.operations import minutes as meeting_minutes
from reporting import queries
from tests.meetings.conftest import told_by

WHOLE, OF_THE_CASE = "The room was 1.12.", "The car was seen on the 3rd, not on the 13th."


@pytest.mark.rule("RE-8")
def test_a_chair_adds_to_the_meeting_and_to_a_case_and_what_was_approved_stays(
    southwark: Cast, approved: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    before = Minutes.objects.get()
    client, address = signed_in(southwark["police.chair"]), reverse("add_to_minutes", args=[approved.panel.ref])
    read = reverse("minutes", args=[approved.panel.ref])
    assert address in client.get(read).text
    assert "Enter what you add" in client.post(address, {"about": "whole", "words": ""}).text
    assert "Select what it is about" in client.post(address, {"about": "99", "words": WHOLE}).text
    assert client.post(address, {"about": "whole", "words": WHOLE}).headers["Location"] == read
    client.post(address, {"about": str(approved.pk), "words": OF_THE_CASE})
    page = client.get(read).text
    assert page.index(WHOLE) < page.index(approved.case.child.name) < page.index(OF_THE_CASE)
    assert "Version 3" in page
    after = Minutes.objects.get()
    assert (after.content, after.sha256) == (before.content, before.sha256)
    assert Event.objects.filter(verb=Verb.MINUTES_ADDED).count() == 2
    assert southwark["health.member"] in told_by("minutes-added-")
    assert client.post(address, {"about": "whole", "words": WHOLE}).status_code == 409


def test_what_was_added_about_a_case_is_for_those_who_may_see_the_case(
    southwark: Cast, approved: ListEntry, later: datetime
):
    approved_minutes = Minutes.objects.get()
    meeting_minutes.add(approved_minutes, entry=approved, words=OF_THE_CASE, by=southwark["chair"], at=later)
    with pytest.raises(AlreadyDone):
        meeting_minutes.add(approved_minutes, entry=approved, words=OF_THE_CASE, by=southwark["chair"], at=later)
    cases.restrict(approved.case, by=southwark["service"], at=later, reason="Related to a member of staff")
    seen = queries.minutes_for(approved_minutes, southwark["health.member"], at=later)
    assert (seen["cases"], seen["left_out"], seen["version"]) == ([], 1, 2)
    assert OF_THE_CASE not in str(seen)
    whole = queries.minutes_for(approved_minutes, southwark["service"], at=later)
    assert whole["cases"][0]["addenda"][0]["words"] == OF_THE_CASE


def test_nobody_but_a_chair_adds_and_not_before_the_approval(
    southwark: Cast, discussed: ListEntry, signed_in, clock, later: datetime, subtests
):
    clock.move_to(later)
    address = reverse("add_to_minutes", args=[discussed.panel.ref])
    for part, status in {"chair": 404, "coordinator": 403, "minutes": 403, "school": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address, {"about": "whole", "words": "x"}).status_code == status


@pytest.mark.parametrize("kind", [MinutesAddendum, EntryAddendum])
def test_what_was_added_is_never_changed(southwark: Cast, approved: ListEntry, later: datetime, kind: type):
    entry = approved if kind is EntryAddendum else None
    meeting_minutes.add(Minutes.objects.get(), entry=entry, words=WHOLE, by=southwark["chair"], at=later)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {kind._meta.db_table} SET words = 'Nothing'")  # noqa: S608

"""Who chairs MASE in a borough, and so whose word approves the minutes where one chair is named (BR-4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mase.cases.errors import NotEntitled
from mase.demo import stories
from mase.demo.cast import Cast
from mase.demo.stories import ANSWERS
from meetings.models import ListEntry, Minutes, Panel
from meetings.operations import minutes
from meetings.operations import room as meeting_room


def _attend(cast: Cast, entry: ListEntry) -> None:
    who = {"agency": cast.agency("csc"), "name": "A chair", "present": True, "by": cast["minutes"]}
    meeting_room.note_attendance(entry.panel, **who, at=entry.panel.scheduled_for)


@pytest.mark.rule("BR-4")
def test_where_the_police_alone_chair_no_chair_of_social_care_approves(
    southwark: Cast, discussed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    _attend(southwark, discussed)
    stories.circulate(southwark, discussed.panel, at=later)
    southwark.authority.code = "bromley"
    southwark.authority.save()
    client, address = signed_in(southwark["chair"]), reverse("approve", args=[discussed.panel.ref])
    page = client.get(address).text
    assert ("A chair approves them for Police;" in page, "Not yet" in page) == (True, False)
    assert "Another chair approves these minutes." in client.post(address).text
    assert not Minutes.objects.exists()
    assert "Not yet" in signed_in(southwark["police.chair"]).get(address).text
    minutes.approve(Panel.objects.get(), by=southwark["police.chair"], at=later)
    assert Minutes.objects.get().approved_by == southwark["police.chair"]


@pytest.mark.rule("BR-4", "RE-1")
@pytest.mark.parametrize(("code", "parts"), [("bromley", ["police.chair"]), ("redbridge", ["chair", "police.chair"])])
def test_an_invented_meeting_is_approved_by_those_who_chair_in_its_borough(
    hire: Callable[[str], Cast], at: datetime, code: str, parts: list[str]
):
    cast = hire(code)
    panel = stories.schedule(cast, on=(at + timedelta(days=30)).date(), at=at)
    case = stories.tell(cast, 0, begins_at=at, until="admit")
    stories.circulate(cast, panel, at=panel.scheduled_for - timedelta(days=5))
    stories.discuss(cast, case, panel.scheduled_for + timedelta(hours=1))
    stories.approve(cast, panel, at=panel.scheduled_for + timedelta(hours=2))
    assert [one.approved_by for one in panel.approvals.order_by("pk")] == [cast[part] for part in parts]
    chair = panel.attendances.get(capacity="chair")
    assert chair.name == cast[parts[0]].name
    assert Minutes.objects.get().panel == panel


@pytest.mark.rule("SO-25")
def test_the_only_chair_does_not_approve_what_they_wrote_down_last(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    _attend(southwark, discussed)
    stories.circulate(southwark, discussed.panel, at=later)
    southwark.authority.code = "bromley"  # whose procedures name one chair
    southwark.authority.save()
    discussed.refresh_from_db()
    chair = southwark["police.chair"]
    meeting_room.discuss(discussed, answers=ANSWERS, by=chair, at=later)
    with pytest.raises(NotEntitled, match="another chair"):
        minutes.approve(discussed.panel, by=chair, at=later)
    discussed.refresh_from_db()
    meeting_room.discuss(discussed, answers=ANSWERS, by=southwark["coordinator"], at=later + timedelta(minutes=1))
    minutes.approve(discussed.panel, by=chair, at=later + timedelta(minutes=2))
    assert Minutes.objects.get().approved_by == chair

"""Agencies that have not sent are reminded, start from last month, and read as one page (SO-25, SO-31)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import TOPICS, AgencySubmission, ListEntry, Panel
from meetings.operations import information
from tests.cases.pages import links, texts
from tests.meetings.conftest import told_by

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = dict.fromkeys(TOPICS, "") | {"nothing_to_report": True}
TOLD = NOTHING | {"nothing_to_report": False, "places": "The arcade by the station"}


def _send(cast: Cast, panel: Panel, part: str = "health", *, at: datetime = NOW, **told: Any) -> AgencySubmission:
    agency = cast.agency("police" if part == "inspector" else part)
    return information.send(panel, agency, told=TOLD | told, by=cast[part], at=at)


def _chase(cast: Cast, panel: Panel, short: str = "", *, at: datetime = NOW) -> set[str]:
    agency = cast.agency(short) if short else None
    reached = information.chase(panel, agency=agency, by=cast["coordinator"], at=at)
    return {one.code.partition("-")[2] for one in reached}


@pytest.mark.rule("SO-25")
def test_all_who_have_not_sent_are_reminded_once_a_day(southwark: Cast, panel: Panel) -> None:
    _send(southwark, panel)
    assert _chase(southwark, panel, "police") == {"police"}
    assert _chase(southwark, panel) == {"csc", "education", "yjs"}
    owed = {row.agency.kind: row for row in Deadline.objects.filter(code="agency_submission").select_related("agency")}
    assert southwark["inspector"] in told_by(f"chase-{owed['police'].pk}-20260311")
    assert southwark["police.member"] not in told_by("chase-")
    assert southwark["health"] not in told_by("chase-")
    row = Event.objects.filter(verb=Verb.REQUEST_REMINDED).order_by("pk").first()
    assert (row.case, row.detail) == ("", {"meeting": panel.ref, "agency": "southwark-police"})
    assert list(owed["police"].events.filter(kind="reminded").values_list("by", flat=True)) == [
        southwark["coordinator"].pk
    ]
    late_in_the_evening = datetime(2026, 3, 11, 23, 59, tzinfo=UTC)
    with pytest.raises(Refused, match="reminded today"):
        _chase(southwark, panel, at=late_in_the_evening)
    assert _chase(southwark, panel, "police", at=late_in_the_evening + timedelta(minutes=1)) == {"police"}


def test_nobody_is_reminded_who_has_sent_nor_once_all_have(southwark: Cast, panel: Panel) -> None:
    _send(southwark, panel)
    with pytest.raises(AlreadyDone):
        _chase(southwark, panel, "health")
    how = {"reason": "Not needed", "by": southwark["coordinator"], "at": NOW}
    deadlines.withdraw(southwark.authority, information.CODE, key=panel.ref, **how)
    with pytest.raises(AlreadyDone, match="Nobody is waited for"):
        _chase(southwark, panel)


@pytest.mark.rule("SO-25")
def test_the_co_ordinator_reminds_on_the_page_and_sees_who_was_reminded(
    southwark: Cast, panel: Panel, signed_in, clock
) -> None:
    clock.move_to(NOW)
    client, home = signed_in(southwark["coordinator"]), reverse("agency_information", args=[panel.ref])
    address = reverse("chase_information", args=[panel.ref])
    assert "Remind all 5 who have not sent" in client.get(home).text
    assert client.post(address, {"agency": "southwark-police"}).headers["Location"] == home
    assert "Reminded today" in client.get(home).text
    assert "Remind all 4 who have not sent" in client.get(home).text
    assert client.post(address, {"agency": "southwark-police"}).status_code == 409
    assert "This agency is not a member" in client.post(address, {"agency": "nobody"}, follow=True).text
    assert client.get(address).status_code == 405
    assert "Remind" not in signed_in(southwark["chair"]).get(home).text
    assert signed_in(southwark["health"]).post(address).status_code == 403
    assert signed_in(southwark["school"]).post(address).status_code == 404


@pytest.mark.rule("SO-25")
def test_an_agency_starts_from_what_it_sent_last_month_and_sees_how_old_it_is(
    southwark: Cast, panel: Panel, signed_in, clock
) -> None:
    _send(southwark, panel)
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=NOW)
    later = NOW + 28 * DAY
    clock.move_to(later)
    client = signed_in(southwark["health"])
    address = reverse("send_information", args=[april.ref, "southwark-health"])
    assert information.last_of(southwark.agency("health"), panel) is None
    page = client.get(address)
    assert TOLD["places"] not in page.text
    assert "(28 days old)" in page.text
    start = links(page)["Start from what was sent to the meeting of 26 March 2026"]
    page = client.get(f"{address}{start.removeprefix(address)}")
    assert TOLD["places"] in page.text
    assert "Nothing is sent to this meeting yet" in page.text
    assert not april.submissions.exists()
    _send(southwark, april, at=later, nothing_to_report=True)
    assert "Start from" not in client.get(address).text


@pytest.mark.rule("SO-31")
def test_one_page_has_it_by_topic_with_the_police_report_first(southwark: Cast, listed: ListEntry, signed_in) -> None:
    panel = listed.panel
    _send(southwark, panel, "inspector", investigations="Two open", hot_spots="The park", places="")
    _send(southwark, panel)
    _send(southwark, panel, "education", nothing_to_report=True)
    address = reverse("compiled_information", args=[panel.ref])
    page = signed_in(southwark["coordinator"]).get(address)
    assert texts(page, "main h2")[:3] == ["Police report", "Places and groups of raised risk", "Who else was asked"]
    assert [text in page.text for text in ("Two open", "The park", TOLD["places"])] == [True, True, True]
    other = signed_in(southwark["education"])
    assert "The park" not in other.get(address).text
    stories.circulate(southwark, panel, at=NOW)
    assert "The park" in other.get(address).text
    assert signed_in(southwark["school"]).get(address).status_code == 404


def test_a_borough_that_does_not_ask_says_so(hire: Any, signed_in, at: datetime) -> None:
    barnet = hire("barnet")
    panel = stories.schedule(barnet, on=date(2026, 3, 26), at=at)
    client = signed_in(barnet["coordinator"])
    page = client.get(reverse("compiled_information", args=[panel.ref]))
    assert "Agencies are not asked for information here" in page.text
    assert client.post(reverse("chase_information", args=[panel.ref])).status_code == 409

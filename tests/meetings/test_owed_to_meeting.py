"""What is owed to a meeting from the moment it is scheduled: the agenda a week before, the minutes a week after."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mase.agencies.roles import Section
from mase.cases import access, ladder
from mase.cases.errors import StepMissing
from mase.cases.models import Deadline, Happening
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ListEntry, Panel
from meetings.operations import minutes as meeting_minutes
from meetings.operations import room as meeting_room
from tests.meetings.conftest import told_by

MINUTE = timedelta(minutes=1)
LATENESS = pytest.mark.parametrize(
    ("after", "late"), [(-MINUTE, False), (timedelta(0), False), (MINUTE, True)], ids=["before", "at", "after"]
)


def _owed(panel: Panel, code: str) -> Deadline:
    return Deadline.objects.get(case=None, authority=panel.authority, code=code, key=panel.ref)


def _kinds(deadline: Deadline) -> list[str]:
    return list(deadline.events.order_by("pk").values_list("kind", flat=True))


@pytest.mark.rule("RE-6", "RE-8")
@pytest.mark.parametrize(
    ("meets_on", "circulated_by", "issued_by"),
    [
        pytest.param(
            date(2026, 3, 26),
            datetime(2026, 3, 19, 23, 59, 59, 999999, UTC),
            datetime(2026, 4, 2, 16, tzinfo=UTC),
            id="minutes after the clocks go forward",
        ),
        pytest.param(
            date(2026, 4, 2),
            datetime(2026, 3, 26, 23, 59, 59, 999999, UTC),
            datetime(2026, 4, 13, 16, tzinfo=UTC),
            id="agenda before the clocks go forward, minutes after Easter",
        ),
        pytest.param(
            date(2026, 10, 21),
            datetime(2026, 10, 14, 22, 59, 59, 999999, UTC),
            datetime(2026, 10, 28, 17, tzinfo=UTC),
            id="minutes after the clocks go back",
        ),
        pytest.param(
            date(2026, 10, 28),
            datetime(2026, 10, 21, 22, 59, 59, 999999, UTC),
            datetime(2026, 11, 4, 17, tzinfo=UTC),
            id="agenda before the clocks go back",
        ),
    ],
)
def test_a_scheduled_meeting_is_owed_its_agenda_and_its_minutes(
    southwark: Cast, at: datetime, meets_on: date, circulated_by: datetime, issued_by: datetime
):
    panel = stories.schedule(southwark, on=meets_on, at=at)
    agenda, minutes = _owed(panel, "mase_circulation"), _owed(panel, "minutes_issued")
    assert (agenda.due_at, minutes.due_at) == (circulated_by, issued_by)
    assert {agenda.owner_role, minutes.owner_role} == {"mase_administrator"}
    assert {agenda.path, minutes.path} == {panel.get_absolute_url()}
    assert agenda.agency == minutes.agency == southwark.agency("csc")


@pytest.mark.rule("RE-6")
@LATENESS
def test_circulating_meets_the_time_of_the_agenda(southwark: Cast, listed: ListEntry, after: timedelta, late: bool):
    owed = _owed(listed.panel, "mase_circulation")
    stories.circulate(southwark, listed.panel, at=owed.due_at + after)
    owed.refresh_from_db()
    assert owed.closed_as == "met"
    assert _kinds(owed) == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]


@pytest.mark.rule("RE-6")
def test_an_agenda_that_is_late_is_told_to_the_administrator_and_the_co_ordinator(southwark: Cast, panel: Panel):
    owed = _owed(panel, "mase_circulation")
    ladder.sweep(at=owed.due_at)
    assert told_by(f"deadline-{owed.pk}-1-") == set()
    ladder.sweep(at=owed.due_at + MINUTE)
    assert told_by(f"deadline-{owed.pk}-1-") == {southwark["minutes"], southwark["coordinator"]}


@pytest.mark.rule("RE-8")
@LATENESS
def test_approving_meets_the_time_of_the_minutes(southwark: Cast, discussed: ListEntry, after: timedelta, late: bool):
    owed = _owed(discussed.panel, "minutes_issued")
    stories.approve(southwark, discussed.panel, at=owed.due_at + after)
    owed.refresh_from_db()
    assert owed.closed_as == "met"
    assert _kinds(owed) == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]


def test_an_agenda_that_was_never_circulated_is_no_longer_owed_once_the_minutes_are_approved(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    panel, how = discussed.panel, {"by": southwark["minutes"], "at": later}
    meeting_room.note_attendance(panel, agency=southwark.agency("csc"), name="A chair", present=True, **how)
    access.open_to_person(
        discussed.case, southwark["police.chair"], [Section.CASE, Section.PANEL], reason="Chairs with us", **how
    )
    for chair in ("chair", "police.chair"):
        meeting_minutes.approve(panel, by=southwark[chair], at=later)
    owed = _owed(panel, "mase_circulation")
    assert (owed.closed_as, owed.breached_at) == ("withdrawn", owed.due_at)


@pytest.mark.rule("RE-8")
def test_nobody_is_reminded_of_the_minutes_before_the_meeting(southwark: Cast, panel: Panel):
    owed = _owed(panel, "minutes_issued")
    assert owed.moments[0] >= panel.scheduled_for


@pytest.mark.rule("RE-8")
def test_minutes_are_not_approved_before_the_meetings_hour(
    southwark: Cast, discussed: ListEntry, signed_in, clock, subtests
):
    panel, too_early = discussed.panel, discussed.panel.scheduled_for - MINUTE
    meeting_room.note_attendance(
        panel,
        agency=southwark.agency("csc"),
        name="A chair",
        present=True,
        by=southwark["minutes"],
        at=panel.scheduled_for,
    )
    with pytest.raises(StepMissing, match="has not taken place yet"):
        meeting_minutes.approve(panel, by=southwark["chair"], at=too_early)
    clock.move_to(too_early)
    client, address = signed_in(southwark["chair"]), f"{panel.get_absolute_url()}approve/"
    assert "has not taken place yet" in client.get(address).text
    assert client.post(address).status_code == 409
    clock.move_to(panel.scheduled_for)
    assert client.post(address).status_code == 302


def test_a_second_circulation_leaves_the_ended_time_alone(southwark: Cast, listed: ListEntry, at: datetime):
    stories.circulate(southwark, listed.panel, at=at + timedelta(days=14))
    owed = _owed(listed.panel, "mase_circulation")
    with pytest.raises(Exception, match="has been circulated"):
        stories.circulate(southwark, listed.panel, at=at + timedelta(days=15))
    assert _kinds(owed) == [Happening.STARTED, Happening.MET]


def test_the_meetings_page_shows_what_is_owed(southwark: Cast, panel: Panel, signed_in):
    page = signed_in(southwark["minutes"]).get(panel.get_absolute_url()).text
    for code in ("mase_circulation", "minutes_issued"):
        assert _owed(panel, code).label in page
        assert _owed(panel, code).get_absolute_url() in page


def test_the_meetings_page_leads_no_member_to_a_deadline_that_is_not_theirs(southwark: Cast, panel: Panel, signed_in):
    client, owed = signed_in(southwark["police.member"]), _owed(panel, "mase_circulation")
    assert client.get(owed.get_absolute_url()).status_code == 404
    assert owed.get_absolute_url() not in client.get(panel.get_absolute_url()).text


def test_the_tab_of_the_agencies_stays_marked_where_one_sends(southwark: Cast, panel: Panel, signed_in):
    address = f"{panel.get_absolute_url()}information/"
    page = signed_in(southwark["health"]).get(f"{address}southwark-health/").text
    assert f'href="{address}" aria-current="page"' in page
    assert f'href="{panel.get_absolute_url()}" aria-current="page"' not in page


def test_every_borough_owes_its_meeting_both(hire: Callable[[str], Cast], at: datetime, subtests):
    for code in ("barnet", "bromley", "hounslow", "redbridge", "southwark"):
        with subtests.test(code):
            panel = stories.schedule(hire(code), on=date(2026, 5, 20), at=at)
            assert _owed(panel, "mase_circulation").due_at < panel.scheduled_for < _owed(panel, "minutes_issued").due_at

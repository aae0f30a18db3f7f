"""Cancelling a meeting: its cases and forms go to the next one, what was owed to it ends."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ListEntry, Panel
from meetings.operations import moving
from meetings.operations import panel as panels
from meetings.operations import room as meeting_room
from tests.meetings.conftest import deadline, told_by
from tests.once import once

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
WHY = "Neither chair can come."


@pytest.fixture
def following(southwark: Cast, panel: Panel, at: datetime) -> Panel:
    """The meeting after the one that is cancelled."""
    on = date(2026, 4, 23)
    return once(("schedule", on, at), lambda: stories.schedule(southwark, on=on, at=at))


def _cancel(cast: Cast, panel: Panel, *, at: datetime = NOW) -> None:
    moving.cancel(panel, reason=WHY, by=cast["coordinator"], at=at)


@pytest.mark.rule("RE-6", "SO-25")
def test_it_is_cancelled_with_its_event_and_what_was_owed_to_it_ends(southwark: Cast, panel: Panel):
    _cancel(southwark, panel)
    panel.refresh_from_db()
    assert (panel.cancelled_at, panel.cancelled_by, panel.cancelled_because) == (NOW, southwark["coordinator"], WHY)
    event = Event.objects.get(verb=Verb.PANEL_CANCELLED)
    assert (event.subject_id, event.reason) == (panel.pk, WHY)
    owed = Deadline.objects.filter(case=None, key=panel.ref)
    assert {"mase_circulation", "minutes_issued", "agency_submission"} == set(owed.values_list("code", flat=True))
    assert set(owed.values_list("closed_as", flat=True)) == {"withdrawn"}


@pytest.mark.rule("RE-6")
def test_its_cases_and_forms_go_to_the_next_meeting(
    southwark: Cast, listed: ListEntry, following: Panel, told: Callable[..., Case]
):
    form = told("submit", number=1).mase_forms.get()
    _cancel(southwark, listed.panel)
    listed.refresh_from_db()
    form.refresh_from_db()
    assert (listed.panel, listed.position) == (following, 1)
    assert (form.panel, form.missed_panel) == (following, None)
    assert listed.history.count() == 2


@pytest.mark.rule("RE-6")
def test_without_another_meeting_they_wait_for_the_next_that_is_scheduled(
    southwark: Cast, listed: ListEntry, told: Callable[..., Case]
):
    form = told("submit", number=1).mase_forms.get()
    _cancel(southwark, listed.panel)
    form.refresh_from_db()
    assert form.panel is None
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=NOW)
    listed.refresh_from_db()
    form.refresh_from_db()
    assert (listed.panel, form.panel) == (following, following)


def test_a_case_that_is_on_the_next_list_already_keeps_its_place_there(
    southwark: Cast, listed: ListEntry, following: Panel
):
    entry = listed.case.cohort_entries.get()
    kept = panels.list_case(following, entry, reason="Known", exceptional="theme", by=southwark["coordinator"], at=NOW)
    _cancel(southwark, listed.panel)
    assert (listed.case.list_entries.get(), following.entries.count()) == (kept, 1)


@pytest.mark.rule("RE-6")
def test_members_of_a_circulated_next_meeting_read_the_case_that_came_over(
    southwark: Cast, listed: ListEntry, following: Panel, told: Callable[..., Case], signed_in, clock
):
    other = told("admit", number=1)
    panels.list_case(
        following, other.cohort_entries.get(), reason="Known", exceptional="theme", by=southwark["coordinator"], at=NOW
    )
    panels.circulate(following, by=southwark["coordinator"], at=NOW)
    _cancel(southwark, listed.panel)
    clock.move_to(NOW)
    assert signed_in(southwark["health"]).get(reverse("mase", args=[listed.case.ref])).status_code == 200


@pytest.mark.rule("RE-6")
def test_the_time_for_a_form_goes_to_the_next_meeting(
    southwark: Cast, following: Panel, panel: Panel, told: Callable[..., Case]
):
    case = told("hold")
    _cancel(southwark, panel, at=datetime(2026, 3, 12, 9, tzinfo=UTC))
    assert deadline(case, "mase_submission").due_at == datetime(2026, 4, 13, 22, 59, 59, 999999, UTC)


def test_members_and_social_workers_are_told(southwark: Cast, listed: ListEntry):
    _cancel(southwark, listed.panel)
    reached = told_by(f"cancelled-{listed.panel.pk}")
    assert {southwark["worker"], southwark["chair"], southwark["education"]} <= reached
    assert southwark["school"] not in reached


def test_a_second_cancellation_and_any_other_act_in_it_are_refused(southwark: Cast, listed: ListEntry, panel: Panel):
    _cancel(southwark, panel)
    with pytest.raises(AlreadyDone, match="is cancelled"):
        _cancel(southwark, panel)
    with pytest.raises(AlreadyDone, match="is cancelled"):
        meeting_room.note_attendance(
            panel,
            agency=southwark.agency("csc"),
            name="A",
            present=True,
            by=southwark["minutes"],
            at=panel.scheduled_for,
        )
    with pytest.raises(AlreadyDone, match="is cancelled"):
        panels.circulate(panel, by=southwark["coordinator"], at=NOW)
    assert Event.objects.filter(verb=Verb.PANEL_CANCELLED).count() == 1


@pytest.mark.parametrize(
    ("when", "refused"),
    [(timedelta(minutes=-1), False), (timedelta(0), True), (timedelta(minutes=1), True)],
    ids=["a minute before", "as it begins", "a minute after"],
)
def test_a_meeting_that_has_begun_is_not_cancelled(southwark: Cast, panel: Panel, when: timedelta, refused: bool):
    if refused:
        with pytest.raises(Refused, match="has begun"):
            _cancel(southwark, panel, at=panel.scheduled_for + when)
    else:
        _cancel(southwark, panel, at=panel.scheduled_for + when)
    panel.refresh_from_db()
    assert (panel.cancelled_at is None) is refused


def test_another_meeting_may_be_scheduled_at_its_moment(southwark: Cast, panel: Panel):
    _cancel(southwark, panel)
    again = stories.schedule(southwark, on=panel.scheduled_for.date(), at=NOW)
    assert again.scheduled_for == panel.scheduled_for


def test_it_is_cancelled_on_the_page_and_shown_as_such(
    southwark: Cast, panel: Panel, following: Panel, signed_in, clock
):
    clock.move_to(NOW)
    client, address = signed_in(southwark["minutes"]), reverse("cancel_meeting", args=[panel.ref])
    assert address in client.get(panel.get_absolute_url()).text
    assert "23 April 2026" in client.get(address).text
    page = client.post(address, {"reason": ""})
    assert (page.status_code, "Enter why the meeting is cancelled" in page.text) == (200, True)
    assert client.post(address, {"reason": WHY}).headers["Location"] == panel.get_absolute_url()
    page = client.get(panel.get_absolute_url()).text
    assert WHY in page
    assert address not in page
    assert "Cancelled" in client.get(reverse("meetings")).text
    assert client.post(address, {"reason": WHY}).status_code == 409


def test_who_reaches_the_page(southwark: Cast, barnet: Cast, panel: Panel, signed_in, subtests):
    address = reverse("cancel_meeting", args=[panel.ref])
    expected = dict.fromkeys(("coordinator", "minutes"), 200) | dict.fromkeys(("worker", "chair", "police.mash"), 403)
    for part, status in {**expected, "school": 404, "admin": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["coordinator"]).get(address).status_code == 404
    assert signed_in(southwark["coordinator"]).put(address).status_code == 405

"""A child's first meeting needs the social worker there; without them it waits for the next one (BA-6)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.demo.stories import ANSWERS
from meetings import in_room
from meetings.models import ListEntry, Panel
from meetings.operations import minutes as meeting_minutes
from meetings.operations import moving, returning, room
from tests.meetings.conftest import told_by
from tests.together import overlapping


@pytest.fixture
def following(southwark: Cast, panel: Panel, at: datetime) -> Panel:
    """The meeting a month on."""
    return stories.schedule(southwark, on=date(2026, 4, 23), at=at)


def _absent(cast: Cast, entry: ListEntry, *, at: datetime) -> ListEntry:
    room.note_worker_absent(entry, by=cast["minutes"], at=at)
    entry.refresh_from_db()
    return entry


def _discuss(cast: Cast, entry: ListEntry, *, at: datetime) -> None:
    room.discuss(entry, answers=ANSWERS, by=cast["minutes"], at=at)


@pytest.mark.rule("BA-6")
def test_it_is_not_discussed_before_somebody_says_that_the_social_worker_is_there(
    southwark: Cast, listed: ListEntry, later: datetime
):
    with pytest.raises(StepMissing, match="whether the social worker is here"):
        _discuss(southwark, listed, at=later)
    room.note_worker(listed, presented_by="A worker", by=southwark["minutes"], at=later)
    _discuss(southwark, listed, at=later)
    listed.refresh_from_db()
    assert (listed.worker_attended, listed.presented_by, listed.discussed_at) == (True, "A worker", later)


@pytest.mark.rule("BA-6")
def test_without_the_social_worker_it_is_carried_to_the_next_meeting_and_they_and_their_manager_are_told(
    southwark: Cast, listed: ListEntry, following: Panel, later: datetime
):
    entry = _absent(southwark, listed, at=later)
    again = following.entries.get()
    assert (again.case, entry.returns_to, entry.worker_attended) == (entry.case, following, False)
    assert "26 March 2026" in again.why_listed
    assert told_by(f"absent-{entry.pk}") == {southwark["worker"], southwark["team"]}
    assert Event.objects.get(verb=Verb.CASE_RETURNS).detail == {"meeting": following.ref}
    with pytest.raises(StepMissing, match="is not here"):
        _discuss(southwark, entry, at=later)
    with pytest.raises(AlreadyDone, match="noted already"):
        _absent(southwark, entry, at=later)


@pytest.mark.rule("BA-6")
def test_with_no_other_meeting_it_waits_for_the_next_that_is_scheduled(
    southwark: Cast, listed: ListEntry, later: datetime
):
    entry = _absent(southwark, listed, at=later)
    assert entry.returns_to is None
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=later)
    entry.refresh_from_db()
    assert (entry.returns_to, following.entries.get().case) == (following, entry.case)
    stories.schedule(southwark, on=date(2026, 5, 21), at=later)
    assert entry.case.list_entries.count() == 2


@pytest.mark.rule("BA-6")
def test_minutes_approved_meanwhile_stay_as_they_are_and_the_case_still_comes_back(
    southwark: Cast, listed: ListEntry, told: Callable[..., Case], later: datetime
):
    stories.discuss(southwark, told("admit", number=1), later)
    _absent(southwark, listed, at=later)
    stories.approve(southwark, listed.panel, at=later)
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=later)
    listed.refresh_from_db()
    assert (following.entries.get().case, listed.returns_to) == (listed.case, None)


@pytest.mark.rule("BA-6")
def test_the_minutes_do_not_wait_for_the_answers_of_a_case_that_was_not_held(
    southwark: Cast, listed: ListEntry, later: datetime
):
    needed = "Every case on the list needs the five answers first."
    assert needed in meeting_minutes.still_missing(listed.panel, at=later)
    _absent(southwark, listed, at=later)
    assert needed not in meeting_minutes.still_missing(listed.panel, at=later)


@pytest.mark.rule("BA-6")
def test_a_social_worker_who_comes_after_all_brings_the_case_back_into_this_meeting(
    southwark: Cast, listed: ListEntry, following: Panel, later: datetime
):
    _absent(southwark, listed, at=later)
    room.note_worker(listed, presented_by="A worker", by=southwark["minutes"], at=later)
    listed.refresh_from_db()
    assert (listed.returns_to, following.entries.count()) == (None, 0)
    _discuss(southwark, listed, at=later)


@pytest.mark.rule("BA-6")
def test_a_later_meeting_goes_on_without_the_social_worker(
    southwark: Cast, discussed: ListEntry, following: Panel, later: datetime
):
    returning.bring_back(discussed, panel=following, reason="Progress", by=southwark["minutes"], at=later)
    again, held_at = following.entries.get(), following.scheduled_for + timedelta(minutes=5)
    _absent(southwark, again, at=held_at)
    assert (in_room.is_first(again), again.returns_to) == (False, None)
    _discuss(southwark, again, at=held_at)


def test_absence_is_not_noted_before_the_day_of_the_meeting(southwark: Cast, listed: ListEntry, later: datetime):
    with pytest.raises(StepMissing, match="has not come yet"):
        _absent(southwark, listed, at=later - timedelta(days=1))
    with pytest.raises(StepMissing, match="has not come yet"):
        room.begin(listed, by=southwark["minutes"], at=later - timedelta(days=1))


@pytest.mark.django_db(transaction=True)
def test_two_who_note_the_absence_at_once_carry_the_case_once(
    southwark: Cast, listed: ListEntry, following: Panel, later: datetime
):
    _, second = overlapping(
        lambda: room.note_worker_absent(listed, by=southwark["minutes"], at=later),
        lambda: room.note_worker_absent(listed, by=southwark["coordinator"], at=later),
    )
    assert isinstance(second, AlreadyDone)
    assert following.entries.count() == 1


@pytest.mark.rule("RE-6", "BA-6")
def test_where_the_next_meeting_is_cancelled_the_case_follows_to_the_one_after(
    southwark: Cast, listed: ListEntry, following: Panel, later: datetime
):
    after = stories.schedule(southwark, on=date(2026, 5, 21), at=later)
    _absent(southwark, listed, at=later)
    moving.cancel(following, reason="No room", by=southwark["coordinator"], at=later)
    listed.refresh_from_db()
    assert (listed.returns_to, after.entries.get().case) == (after, listed.case)


@pytest.mark.rule("BA-6")
def test_the_agenda_shows_a_first_meeting_and_the_page_asks_for_the_social_worker(
    southwark: Cast, listed: ListEntry, following: Panel, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["minutes"]), reverse("note_worker", args=[listed.case.ref, listed.pk])
    assert "First meeting: the social worker comes" in client.get(listed.panel.get_absolute_url()).text
    assert "cannot go on without the social worker" in client.get(reverse("discuss", args=address_of(listed))).text
    assert "Enter who presents the case" in client.post(address, {"attended": "yes", "presented_by": ""}).text
    assert client.post(address, {"attended": "no"}).headers["Location"] == reverse("discuss", args=address_of(listed))
    page = client.get(reverse("discuss", args=address_of(listed))).text
    assert "it goes to the meeting of 23 April 2026" in page
    assert "Record the discussion" not in page
    assert "the social worker was not there" in client.get(listed.panel.get_absolute_url()).text


def address_of(entry: ListEntry) -> list[object]:
    """Return what the addresses of a case at a meeting name."""
    return [entry.case.ref, entry.pk]

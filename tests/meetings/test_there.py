"""Who is there: for which agency, as what, until when; whom the meeting offers to note; whom an action can go to."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import in_room
from meetings.models import Attendance, ListEntry, Panel
from meetings.operations import interests, inviting, moving, room
from tests.cases.everywhere import know
from tests.together import overlapping


def _note(cast: Cast, panel: Panel, name: str, short: str, **how: object) -> Attendance:
    said = {"agency": cast.agency(short), "name": name, "present": True} | how
    room.note_attendance(panel, **said, by=cast["minutes"], at=panel.scheduled_for)
    return panel.attendances.get(agency=cast.agency(short), name=name)


def _leave(cast: Cast, one: Attendance, *, left_at: time) -> None:
    room.note_leaving(one, left_at=left_at, by=cast["minutes"], at=one.panel.scheduled_for)


@pytest.mark.rule("SO-25")
def test_somebody_leaves_at_the_earliest_when_it_begins_as_london_s_clocks_show_it(
    southwark: Cast, at: datetime
) -> None:
    summer = stories.schedule(southwark, on=date(2026, 6, 25), at=at)
    assert summer.scheduled_for == datetime(2026, 6, 25, 9, tzinfo=UTC)
    one = _note(southwark, summer, "Alex", "police")
    with pytest.raises(Refused, match="before the meeting began"):
        _leave(southwark, one, left_at=time(9, 59))
    one.refresh_from_db()
    assert one.left_at is None
    _leave(southwark, one, left_at=time(10, 0))
    one.refresh_from_db()
    assert one.left_at == time(10, 0)


@pytest.mark.rule("SO-25")
def test_whoever_left_and_is_noted_as_present_again_is_there_again(southwark: Cast, panel: Panel) -> None:
    one = _note(southwark, panel, "Alex", "police")
    _leave(southwark, one, left_at=time(11, 20))
    again = _note(southwark, panel, "Alex", "police", capacity="chair")
    assert (again.pk, again.left_at, again.capacity) == (one.pk, None, "chair")


def test_the_row_about_who_left_names_the_agency_and_never_the_person(southwark: Cast, panel: Panel) -> None:
    _leave(southwark, _note(southwark, panel, "Alex", "police", capacity="chair"), left_at=time(11, 20))
    row = Event.objects.filter(verb=Verb.ATTENDANCE_NOTED).latest("pk")
    assert row.detail == {"agency": "southwark-police", "left": "11:20", "as": "chair"}


def test_who_sent_apologies_does_not_leave_and_who_is_corrected_has_not_left(southwark: Cast, panel: Panel) -> None:
    one = _note(southwark, panel, "Alex", "police")
    _leave(southwark, one, left_at=time(11))
    absent = _note(southwark, panel, "Alex", "police", present=False)
    assert (absent.pk, absent.left_at) == (one.pk, None)
    with pytest.raises(Refused, match="were not at the meeting"):
        _leave(southwark, absent, left_at=time(12))


def test_nobody_leaves_a_meeting_whose_minutes_are_approved(southwark: Cast, approved: ListEntry) -> None:
    one = approved.panel.attendances.filter(present=True).select_related("panel").first()
    with pytest.raises(AlreadyDone):
        _leave(southwark, one, left_at=time(11))


@pytest.mark.rule("SO-25", "RE-1")
def test_apologies_count_for_nothing_and_the_agencies_of_the_borough_count_by_kind(
    southwark: Cast, panel: Panel
) -> None:
    needed = panel.authority.profile_at(panel.scheduled_for).quorum
    assert in_room.quorum_of(panel).missing == needed
    _note(southwark, panel, "Alex", "police", present=False, capacity="chair")
    assert in_room.quorum_of(panel).missing == needed
    _note(southwark, panel, "Alex", "police", capacity="chair")
    found = in_room.quorum_of(panel)
    assert (found.missing, found.chairing) == (tuple(kind for kind in needed if kind != "police"), ("Alex",))


@pytest.mark.rule("SO-25", "SO-35")
def test_another_borough_s_social_care_does_not_stand_in_for_the_borough_s_own(
    southwark: Cast, barnet: Cast, panel: Panel
) -> None:
    guest = {"agency": barnet.agency("csc"), "name": "Guest", "present": True}
    room.note_attendance(panel, **guest, by=southwark["minutes"], at=panel.scheduled_for)
    assert "social_care" in in_room.quorum_of(panel).missing
    _note(southwark, panel, "Alex", "csc")
    assert "social_care" not in in_room.quorum_of(panel).missing


@pytest.mark.rule("SO-25")
def test_those_of_the_last_meeting_that_was_held_are_offered_once_and_only_who_still_takes_part(
    southwark: Cast, panel: Panel, at: datetime, later: datetime
) -> None:
    _note(southwark, panel, "Ada", "police", capacity="chair")
    _note(southwark, panel, "Ben", "health", present=False)
    orchard = southwark.agency("orchard")
    inviting.invite(panel, orchard, because="Runs a group", entries=[], by=southwark["coordinator"], at=later)
    _note(southwark, panel, "Cleo", "orchard")
    without_anybody = stories.schedule(southwark, on=date(2026, 4, 9), at=at)
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    assert [one.name for one in in_room.offered(following, at=later)] == ["Ada"]
    assert [one.name for one in in_room.offered(without_anybody, at=later)] == ["Ada"]
    assert in_room.offered(panel, at=later) == []
    room.note_everybody(
        following, present=in_room.offered(following, at=later), by=southwark["minutes"], at=following.scheduled_for
    )
    assert following.attendances.get().capacity == "chair"
    assert in_room.offered(following, at=later) == []


@pytest.mark.rule("SO-34", "RE-1")
def test_an_action_can_go_to_who_reads_the_papers_for_an_agency_that_takes_part(
    southwark: Cast, barnet: Cast, panel: Panel, at: datetime, later: datetime
) -> None:
    def people() -> set[object]:
        return {person for person, _ in in_room.people_of(panel, at=later)}

    assert {southwark[part] for part in ("inspector", "health.member", "chair")} <= people()
    assert not {southwark["mash"], southwark["other.school"], barnet["coordinator"]} & people()
    inviting.invite(
        panel, southwark.agency("orchard"), because="Runs a group", entries=[], by=southwark["minutes"], at=later
    )
    assert southwark["other.school"] in people()
    gone = southwark["inspector"]
    gone.is_active = False
    gone.save()
    assert gone not in people()


@pytest.mark.rule("HO-16")
@pytest.mark.parametrize(
    ("born_on", "meets_on", "marked"),
    [
        (date(2008, 3, 25), date(2026, 3, 26), True),
        (date(2008, 3, 26), date(2026, 3, 26), True),
        (date(2008, 3, 27), date(2026, 3, 26), False),
        (date(2008, 2, 29), date(2026, 3, 26), False),  # of age before pre-MASE decided
        (date(2008, 6, 25), date(2026, 6, 25), True),
        (None, date(2026, 3, 26), False),
    ],
)
def test_who_comes_of_age_by_the_day_of_the_meeting_is_known_without_a_page(
    listed: ListEntry, born_on: date | None, meets_on: date, marked: bool
) -> None:
    listed.case.child.born_on = born_on
    listed.panel.scheduled_for = datetime.combine(meets_on, time(9), UTC)
    assert in_room.comes_of_age(listed) is marked


@pytest.mark.rule("ALL-5")
def test_a_case_stands_in_the_list_as_its_reader_sees_it(
    southwark: Cast, listed: ListEntry, told, later: datetime
) -> None:
    entries = [listed, *(told("admit", number=number).list_entries.get() for number in (1, 2))]
    know(southwark["coordinator"], entries[1].case.child, at=later - timedelta(days=1))

    def place(part: str, number: int) -> tuple[object, ...]:
        found = in_room.place_of(entries[number], southwark[part], at=later)
        return found.number, found.of, found.before, found.after

    assert place("coordinator", 0) == (1, 2, None, entries[2])
    assert place("coordinator", 2) == (2, 2, entries[0], None)
    assert place("minutes", 1) == (2, 3, entries[0], entries[2])


@pytest.mark.rule("BA-6")
def test_a_first_meeting_is_one_that_no_earlier_meeting_discussed(
    southwark: Cast, listed: ListEntry, at: datetime, later: datetime
) -> None:
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    again = ListEntry.objects.create(
        panel=april, case=listed.case, form=listed.form, position=1, listed_because="Once more"
    )
    assert [in_room.is_first(one) for one in (listed, again)] == [True, True]
    room.note_worker(listed, presented_by="A worker", by=southwark["minutes"], at=later)
    room.discuss(listed, answers=stories.ANSWERS, by=southwark["minutes"], at=later)
    assert [in_room.is_first(one) for one in (listed, again)] == [True, False]


@pytest.mark.rule("SO-25", "ALL-5")
def test_who_declares_of_a_case_that_no_longer_changes_is_refused_and_nothing_is_kept(
    southwark: Cast, listed: ListEntry, later: datetime
) -> None:
    moving.cancel(listed.panel, reason="No room", by=southwark["coordinator"], at=later - timedelta(days=1))
    listed.refresh_from_db()
    with pytest.raises(AlreadyDone, match="is cancelled"):
        interests.declare(listed, person=southwark["health"], relation="Aunt", by=southwark["health"], at=later)
    assert not Event.objects.filter(verb=Verb.INTEREST_DECLARED).exists()
    assert in_room.interests_of([listed]) == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_a_case_at_once_the_clock_runs_from_the_first(
    southwark: Cast, listed: ListEntry, later: datetime
) -> None:
    _, second = overlapping(
        lambda: room.begin(listed, by=southwark["minutes"], at=later),
        lambda: room.begin(listed, by=southwark["coordinator"], at=later + timedelta(seconds=1)),
    )
    listed.refresh_from_db()
    assert (isinstance(second, AlreadyDone), listed.begun_at) == (True, later)


@pytest.mark.rule("BA-6")
def test_a_meeting_begins_with_its_day_in_london(southwark: Cast, listed: ListEntry, later: datetime) -> None:
    midnight = datetime(2026, 3, 26, tzinfo=UTC)
    with pytest.raises(Refused, match="has not come yet"):
        room.begin(listed, by=southwark["minutes"], at=midnight - timedelta(seconds=1))
    room.begin(listed, by=southwark["minutes"], at=midnight)

"""Where a case that comes back waits: moved, cancelled, taken back, and what was done with it there meanwhile."""

from datetime import date, datetime, timedelta

import pytest

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import AgendaPack, ListEntry, PackPart, Panel
from meetings.operations import moving, returning, room
from meetings.operations import panel as panels
from tests.together import overlapping

WHY = "To hear what came of the warning notice."
DAY = timedelta(days=1)


@pytest.fixture
def april(southwark: Cast, panel: Panel, at: datetime) -> Panel:
    """The meeting after this one."""
    return stories.schedule(southwark, on=date(2026, 4, 23), at=at)


@pytest.fixture
def may(southwark: Cast, april: Panel, at: datetime) -> Panel:
    """The meeting after that."""
    return stories.schedule(southwark, on=date(2026, 5, 21), at=at)


def _bring(cast: Cast, entry: ListEntry, panel: Panel, *, at: datetime, reason: str = WHY) -> None:
    returning.bring_back(entry, panel=panel, reason=reason, by=cast["minutes"], at=at)


def _on(*panels_: Panel) -> list[int]:
    return [one.entries.count() for one in panels_]


@pytest.mark.rule("RE-8")
def test_a_meeting_that_has_begun_takes_no_case_back(
    southwark: Cast, discussed: ListEntry, april: Panel, later: datetime
) -> None:
    with pytest.raises(Refused, match="later meeting"):
        _bring(southwark, discussed, april, at=april.scheduled_for)
    discussed.refresh_from_db()
    assert (discussed.returns_to, _on(april)) == (None, [0])
    _bring(southwark, discussed, april, at=april.scheduled_for - timedelta(minutes=1))
    assert _on(april) == [1]


@pytest.mark.rule("RE-8")
def test_a_meeting_that_is_cancelled_takes_no_case_back(
    southwark: Cast, discussed: ListEntry, april: Panel, later: datetime
) -> None:
    moving.cancel(april, reason="No room", by=southwark["coordinator"], at=later)
    with pytest.raises(AlreadyDone, match="is cancelled"):
        _bring(southwark, discussed, april, at=later)


@pytest.mark.rule("RE-8")
def test_said_again_with_another_reason_it_stands_once_with_the_newer_one(
    southwark: Cast, discussed: ListEntry, april: Panel, later: datetime
) -> None:
    for reason in (WHY, "Her school comes."):
        _bring(southwark, discussed, april, at=later, reason=reason)
    assert april.entries.get().why_listed.endswith(": Her school comes.")
    rows = Event.objects.filter(verb=Verb.CASE_RETURNS).order_by("pk")
    assert [(row.case, row.reason, row.detail) for row in rows] == [
        (discussed.case.ref, reason, {"meeting": april.ref}) for reason in (WHY, "Her school comes.")
    ]


@pytest.mark.rule("RE-8", "RE-6")
def test_said_before_the_meeting_moved_it_names_the_new_day_and_can_still_be_taken_to_another_one(
    southwark: Cast, listed: ListEntry, april: Panel, may: Panel, at: datetime
) -> None:
    _bring(southwark, listed, april, at=at + 5 * DAY)
    where = {"scheduled_for": listed.panel.scheduled_for + DAY, "pre_mase_at": listed.panel.pre_mase_at}
    moving.move(listed.panel, **where, place="Room 2", reason="No chair", by=southwark["coordinator"], at=at + 6 * DAY)
    assert april.entries.get().why_listed == f"Brought back from the meeting of 27 March 2026: {WHY}"
    _bring(southwark, ListEntry.objects.get(pk=listed.pk), may, at=at + 7 * DAY)
    assert _on(april, may) == [0, 1]


@pytest.mark.rule("RE-8")
def test_where_it_was_to_come_back_is_cancelled_before_the_first_meeting_was_held(
    southwark: Cast, listed: ListEntry, april: Panel, may: Panel, at: datetime
) -> None:
    _bring(southwark, listed, april, at=at)
    for number, cancelled in enumerate((april, may), start=1):
        moving.cancel(cancelled, reason="No room", by=southwark["coordinator"], at=at + number * DAY)
        listed.refresh_from_db()
        assert (listed.returns_to, _on(listed.panel)) == (may, [1])
    june = stories.schedule(southwark, on=date(2026, 6, 18), at=at + 3 * DAY)
    listed.refresh_from_db()
    assert (listed.returns_to, june.entries.get().brought_from, _on(listed.panel)) == (june, listed, [1])


@pytest.mark.rule("RE-8")
def test_what_was_begun_there_stays_when_the_case_goes_to_another_meeting(
    southwark: Cast, discussed: ListEntry, april: Panel, may: Panel, later: datetime
) -> None:
    _bring(southwark, discussed, april, at=later)
    room.begin(april.entries.get(), by=southwark["minutes"], at=april.scheduled_for)
    _bring(southwark, discussed, may, at=april.scheduled_for)
    assert _on(april, may) == [1, 1]


@pytest.mark.rule("RE-8", "RE-6")
def test_what_was_printed_for_there_stays_too_and_so_does_what_comes_back_from_there(
    southwark: Cast, discussed: ListEntry, april: Panel, may: Panel, later: datetime
) -> None:
    _bring(southwark, discussed, april, at=later)
    printed = april.entries.select_related("panel__authority", "case__authority").get()
    pack = AgendaPack.objects.create(panel=april, version=1, asked_by=southwark["coordinator"], asked_at=later)
    PackPart.objects.create(pack=pack, entry=printed, case=printed.case, position=1, sealed=b"x", pages=1)
    _bring(southwark, discussed, may, at=later)
    assert _on(april, may) == [1, 1]
    june = stories.schedule(southwark, on=date(2026, 6, 18), at=later)
    again = may.entries.select_related("panel__authority", "case__authority").get()
    _bring(southwark, again, june, at=later)
    _bring(southwark, discussed, april, at=later)
    assert _on(april, may, june) == [1, 1, 1]


@pytest.mark.rule("RE-8")
def test_neither_meeting_moves_past_the_other(
    southwark: Cast, listed: ListEntry, april: Panel, may: Panel, at: datetime
) -> None:
    _bring(southwark, listed, may, at=at)
    to = [(listed.panel, may.scheduled_for + DAY), (may, listed.panel.scheduled_for - DAY)]
    for moved, moment in to:
        where = {"scheduled_for": moment, "pre_mase_at": moment - DAY, "place": "Room 2"}
        with pytest.raises(Refused, match="the later one"):
            moving.move(moved, **where, reason="No chair", by=southwark["coordinator"], at=at)
    _bring(southwark, listed, april, at=at)
    moving.move(may, **where, reason="No chair", by=southwark["coordinator"], at=at)
    assert Panel.objects.get(pk=may.pk).scheduled_for == moment


@pytest.mark.rule("RE-8")
def test_a_case_that_somebody_listed_there_for_a_reason_of_its_own_keeps_it(
    southwark: Cast, discussed: ListEntry, april: Panel, may: Panel, later: datetime
) -> None:
    entry, how = discussed.case.cohort_entries.get(), {"by": southwark["coordinator"], "at": later}
    own = panels.list_case(april, entry, reason="A theme of its own.", exceptional="theme", **how)
    _bring(southwark, discussed, april, at=later)
    _bring(southwark, discussed, may, at=later)
    assert (april.entries.get(), _on(may)) == (own, [1])


@pytest.mark.rule("RE-8", "RE-6")
def test_it_says_where_it_comes_back_when_that_meeting_is_cancelled_and_the_next_has_the_case_already(
    southwark: Cast, discussed: ListEntry, april: Panel, may: Panel, later: datetime
) -> None:
    entry, how = discussed.case.cohort_entries.get(), {"by": southwark["coordinator"], "at": later}
    panels.list_case(may, entry, reason="A theme of its own.", exceptional="theme", **how)
    _bring(southwark, discussed, april, at=later)
    moving.cancel(april, reason="No room", **how)
    discussed.refresh_from_db()
    assert (discussed.returns_to, _on(april, may)) == (may, [0, 1])
    assert may.entries.get().listed_because == "A theme of its own."


@pytest.mark.rule("RE-8")
def test_a_case_that_is_closed_or_in_approved_minutes_does_not_come_back(
    southwark: Cast, approved: ListEntry, april: Panel, later: datetime
) -> None:
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        _bring(southwark, approved, april, at=later)
    assert _on(april) == [0]


@pytest.mark.rule("RE-8")
def test_a_closed_case_does_not_come_back(southwark: Cast, discussed: ListEntry, april: Panel, later: datetime) -> None:
    cases.close(discussed.case, outcome=Outcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    with pytest.raises(CaseClosed):
        _bring(southwark, discussed, april, at=later)
    assert _on(april) == [0]


@pytest.mark.rule("BA-6")
def test_a_case_closed_meanwhile_is_noted_as_absent_and_goes_nowhere(
    southwark: Cast, listed: ListEntry, april: Panel, later: datetime
) -> None:
    cases.close(listed.case, outcome=Outcome.MOVED, by=southwark["team"], at=later - DAY, reason="Moved away")
    room.note_worker_absent(listed, by=southwark["minutes"], at=later)
    listed.refresh_from_db()
    assert (listed.worker_attended, listed.returns_to, _on(april)) == (False, None, [0])


@pytest.mark.rule("BA-6")
def test_what_waits_for_another_meeting_is_not_carried_twice_nor_when_closed(
    southwark: Cast, listed: ListEntry, told, later: datetime
) -> None:
    other = told("admit", number=1).list_entries.get()
    for entry in (listed, other):
        room.note_worker_absent(entry, by=southwark["minutes"], at=later)
    cases.close(other.case, outcome=Outcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=later)
    assert april.entries.get().case == listed.case
    returning.carry_what_waits(southwark.authority, by=southwark["coordinator"], at=later)
    assert _on(april) == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("RE-8")
def test_of_two_who_bring_it_back_at_once_to_two_meetings_the_second_counts(
    southwark: Cast, listed: ListEntry, april: Panel, may: Panel, later: datetime
) -> None:
    overlapping(
        lambda: _bring(southwark, listed, april, at=later),
        lambda: _bring(southwark, listed, may, at=later),
    )
    listed.refresh_from_db()
    assert (listed.returns_to, _on(april, may)) == (may, [0, 1])

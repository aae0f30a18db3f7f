"""The day of an action: late after its last moment in London, and the new one wherever it was carried to (RE-8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import agreed, papers, queries, tracker
from meetings.models import Action, ActionCheck, Ending, ListEntry, Panel
from meetings.operations import actions as meeting_actions
from meetings.operations import progress
from meetings.operations import room as meeting_room
from tests.meetings.about_complex import convened, seated
from tests.meetings.conftest import deadline, told_by

MINUTE = timedelta(minutes=1)
CARRIED_TO = date(2026, 5, 7)


@pytest.fixture
def action(approved: ListEntry) -> Action:
    """An action of a police officer from the meeting in March, due on the 9th of April."""
    return approved.actions.select_related("case__authority", "owner").get()


@pytest.fixture
def april(southwark: Cast, later: datetime) -> Panel:
    """The meeting after the one that agreed it."""
    return stories.schedule(southwark, on=date(2026, 4, 23), at=later)


def _carry(action: Action, panel: Panel, cast: Cast, *, to: date | None = CARRIED_TO) -> ActionCheck:
    at = panel.scheduled_for
    return progress.check(action, panel=panel, words="Asked again.", carried_to=to, by=cast["coordinator"], at=at)


def _of_strategy(action: Action, cast: Cast, *, due_on: date, text: str = "Ring the aunt.") -> Action:
    strategy, by, at = action.case.strategy_meetings.latest("pk"), cast["team"], action.agreed_at
    return meeting_actions.agree(action.case, of=strategy, text=text, owner=cast["health"], due_on=due_on, by=by, at=at)


def _ends(case: Case) -> set[str | None]:
    """Return how what was owed for the case's actions ended."""
    return set(case.deadlines.filter(code="action").values_list("closed_as", flat=True))


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize("clocks", [date(2026, 3, 29), date(2026, 10, 25)], ids=["go forward", "go back"])
def test_an_action_is_overdue_from_midnight_in_london_on_also_when_the_clocks(
    southwark: Cast, action: Action, clocks: date, subtests
):
    moved = _of_strategy(action, southwark, due_on=clocks)
    midnight = datetime.combine(clocks + timedelta(days=1), datetime.min.time(), LONDON).astimezone(UTC)
    chosen = {"state": "overdue", "agency": str(moved.agency_id)}
    for moment, late in ((midnight - MINUTE, False), (midnight, True), (midnight + MINUTE, True)):
        with subtests.test(str(moment)):
            assert list(tracker.actions(southwark["coordinator"], chosen, at=moment)) == ([moved] if late else [])


def test_one_that_was_carried_forward_is_overdue_by_its_new_day_and_stands_in_its_place(
    southwark: Cast, action: Action, april: Panel
):
    between = _of_strategy(action, southwark, due_on=date(2026, 4, 30))
    _carry(action, april, southwark)
    reader, officer = southwark["coordinator"], str(action.owner_id)
    for day, late in ((date(2026, 4, 24), False), (CARRIED_TO, False), (CARRIED_TO + timedelta(days=1), True)):
        at = datetime.combine(day, datetime.min.time(), LONDON)
        assert tracker.actions(reader, {"state": "overdue", "who": officer}, at=at).exists() is late
    assert list(tracker.actions(reader, {"state": "open"}, at=april.scheduled_for)) == [between, action]
    assert [one.day for one in tracker.own(action.owner, at=april.scheduled_for)] == [CARRIED_TO]


def test_the_next_meeting_reads_the_new_day_on_screen_and_in_its_pack(
    southwark: Cast, action: Action, april: Panel, signed_in, clock
):
    _carry(action, april, southwark)
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=april.scheduled_for)
    entry = may.entries.create(case=action.case, form=action.entry.form, position=1, listed_because="Comes back")
    clock.move_to(april.scheduled_for + timedelta(days=1))
    shown = signed_in(southwark["coordinator"]).get(reverse("list_entry", args=[action.case.ref, entry.pk])).text
    assert "7 May 2026" in shown
    assert "9 April 2026" not in shown
    (said,) = papers.case_of(entry, at=april.scheduled_for)["actions"]
    assert (said["text"], said["due_on"], said["state"]) == (action.text, "2026-05-07", "Under way")


@pytest.mark.rule("ALL-5", "HO-10")
def test_what_a_complex_abuse_meeting_agreed_is_told_to_nobody_who_has_no_seat_there(
    southwark: Cast, action: Action, april: Panel, at: datetime
):
    meeting = convened(southwark, at=at)
    seated(southwark, meeting, "school", at=at)
    kept = meeting_actions.agree(
        action.case,
        of=meeting,
        text="Look at the second flat.",
        owner=southwark["school"],
        due_on=date(2026, 4, 20),
        by=southwark["coordinator"],
        at=action.agreed_at,
    )
    entry = april.entries.create(case=action.case, form=action.entry.form, position=1, listed_because="Comes back")
    assert list(queries.actions_before(entry)) == [action]
    assert kept.text not in str(papers.case_of(entry, at=april.scheduled_for))
    seen = {part: agreed.in_sight(southwark[part], at=april.scheduled_for) for part in ("school", "chair", "team")}
    assert {part for part, rows in seen.items() if kept in rows} == {"school"}


@pytest.mark.rule("RE-8")
def test_reporting_checking_and_cancelling_go_on_after_the_case_is_closed(
    southwark: Cast, action: Action, april: Panel, later: datetime
):
    other = _of_strategy(action, southwark, due_on=date(2026, 4, 20))
    closing = {"outcome": Outcome.MOVED, "by": southwark["team"], "at": later, "reason": "Moved away"}
    cases.close(Case.objects.get(pk=action.case_id), **closing)
    assert _ends(action.case) == {"withdrawn"}
    _carry(action, april, southwark)
    meeting_actions.report(action, ending=Ending.NOT_POSSIBLE, evidence="They moved", by=action.owner, at=later)
    progress.cancel(other, reason="They moved", by=southwark["team"], at=later)
    endings = Action.objects.order_by("pk").values_list("closed_as", flat=True)
    assert list(endings) == [Ending.NOT_POSSIBLE, Ending.CANCELLED]
    assert _ends(action.case) == {"withdrawn"}


def test_no_notice_about_an_action_says_what_it_is_or_whom_it_is_about(
    southwark: Cast, action: Action, later: datetime
):
    for month in (4, 6, 7, 9):
        panel = stories.schedule(southwark, on=date(2026, month, 23), at=later)
        _carry(action, panel, southwark, to=panel.scheduled_for.date() + timedelta(days=14))
    progress.cancel(action, reason="The flat is sold", by=southwark["chair"], at=panel.scheduled_for)
    told = Message.objects.filter(key__startswith="action")
    assert {message.text for message in told} == {
        "You have an action from a meeting",
        "An action of yours was carried forward",
        "An action was carried forward 2 times",
        "An action was carried forward 3 times",
        "An action was carried forward 4 times",
        "An action of yours is cancelled",
    }
    assert {message.url for message in told} == {action.get_absolute_url()}
    assert {message.reference for message in told} == {action.case.ref}
    assert told_by("action-4-times-") == {southwark["service"]}


def test_the_action_that_ended_may_be_agreed_again_and_has_a_clock_of_its_own(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    first = discussed.actions.select_related("owner").get()
    meeting_actions.report(first, ending=Ending.NOT_UNDERTAKEN, evidence="No time", by=first.owner, at=later)
    again = {"text": first.text, "owner": first.owner, "due_on": first.due_on, "by": southwark["chair"], "at": later}
    second = meeting_actions.agree(discussed.case, of=discussed, **again)
    owed = discussed.case.deadlines.filter(code="action").order_by("pk")
    assert [(one.key, one.closed_as) for one in owed] == [(str(first.pk), "met"), (str(second.pk), None)]


def test_nothing_is_agreed_for_the_list_of_a_meeting_that_is_cancelled(
    southwark: Cast, listed: ListEntry, later: datetime
):
    panel = listed.panel
    panel.cancelled_at, panel.cancelled_by, panel.cancelled_because = later, southwark["coordinator"], "No chair"
    panel.save()
    with pytest.raises(AlreadyDone, match="cancelled"):
        meeting_actions.agree(
            listed.case,
            of=listed,
            text="Ring",
            owner=southwark["health"],
            due_on=CARRIED_TO,
            by=southwark["chair"],
            at=later,
        )
    with pytest.raises(AlreadyDone, match="cancelled"):
        meeting_room.note_worker(listed, presented_by="", by=southwark["minutes"], at=later)
    assert not Action.objects.exists()


def test_the_deadline_that_is_carried_in_time_moves_and_is_no_breach(southwark: Cast, action: Action, later: datetime):
    soon = stories.schedule(southwark, on=date(2026, 4, 2), at=later)
    _carry(action, soon, southwark)
    owed = deadline(action.case, "action")
    assert (owed.due_at, owed.breached_at, owed.closed_as) == (
        datetime(2026, 5, 7, 23, 59, 59, 999999, tzinfo=LONDON),
        None,
        None,
    )
    assert list(owed.events.order_by("pk").values_list("kind", flat=True)) == ["started", "moved"]

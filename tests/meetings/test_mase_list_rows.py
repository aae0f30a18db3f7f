"""The lines of the MASE list: narrowed by every choice at once, paged without a gap, with the meetings they had."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from mase.cases import operations as cases
from mase.cases.models import Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import mase_list
from meetings.mase_list import Kept
from meetings.models import CohortEntry, ListEntry
from meetings.operations import moving, removal
from meetings.since import Change

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _kept(number: int = 1, *, admitted_at: datetime = NOW, level: int | None = 2, **differs: Any) -> Kept:
    entry = CohortEntry(pk=number, admitted_at=admitted_at)
    risk = SimpleNamespace(level=level)
    said = {"change": Change.NONE, "worker": 7, "worker_name": "Ada", "is_updated": True, "listed_because": ()}
    return Kept(**{"entry": entry, "risk": risk, "was": None} | said | differs)


def _numbers(found: list[Kept]) -> list[int]:
    return [one.entry.pk for one in found]


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({}, [1, 2, 3, 4]),
        ({"level": "2"}, [1, 4]),
        ({"level": "none"}, [2, 3]),
        ({"change": "up"}, [4]),
        ({"updated": "no"}, [3]),
        ({"updated": "yes"}, [1, 2, 4]),
        ({"worker": "7"}, [1, 3, 4]),
        ({"worker": "8"}, []),
        ({"level": "none", "updated": "yes"}, [2]),
        ({"level": "2", "change": "up", "updated": "yes", "worker": "7"}, [4]),
        ({"level": "2", "change": "down"}, []),
    ],
)
def test_a_child_is_shown_who_fits_every_choice(chosen: dict[str, str], shown: list[int]) -> None:
    found = [
        _kept(1),
        _kept(2, level=None, worker=None),
        _kept(3, risk=None, is_updated=False),
        _kept(4, change=Change.UP),
    ]
    assert _numbers(mase_list.narrowed(found, chosen)) == shown


def test_pages_follow_one_another_without_a_gap_where_several_came_at_the_same_moment() -> None:
    found = [_kept(9, admitted_at=NOW + MINUTE), _kept(8), _kept(7), _kept(6), _kept(5, admitted_at=NOW - MINUTE)]
    first = mase_list.page(found, after=None, at_most=2)
    assert _numbers(first) == [9, 8, 7], "one more, as it goes on"
    second = mase_list.page(found, after=(NOW, 8), at_most=2)
    assert _numbers(second) == [7, 6, 5]
    assert _numbers(mase_list.page(found, after=(NOW, 6), at_most=2)) == [5]
    assert mase_list.page(found, after=(NOW - MINUTE, 5), at_most=2) == []


def test_a_page_goes_on_after_a_child_who_has_left_meanwhile() -> None:
    found = [_kept(9), _kept(7)]
    assert _numbers(mase_list.page(found, after=(NOW, 8), at_most=2)) == [7]


def _row(cast: Cast, entry: ListEntry, *, at: datetime) -> mase_list.Row:
    current = mase_list.current(cast["coordinator"], cast.authority, at=at)
    kept = mase_list.kept(current, after=at - timedelta(days=30), ahead=mase_list.ahead(cast.authority, at=at))
    (found,) = mase_list.rows([one for one in kept if one.entry.case_id == entry.case_id], at=at)
    return found


@pytest.mark.rule("SO-28", "BA-1")
def test_the_next_meeting_is_the_first_to_come_and_the_last_is_one_that_discussed_the_case(
    southwark: Cast, listed: ListEntry, at: datetime
) -> None:
    begins = listed.panel.scheduled_for
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    again = ListEntry.objects.create(
        panel=april, case=listed.case, form=listed.form, position=1, listed_because="Once more"
    )
    before, then = _row(southwark, listed, at=begins - MINUTE), _row(southwark, listed, at=begins)
    assert [(row.last, row.next) for row in (before, then)] == [(None, listed), (None, again)]
    moving.cancel(april, reason="No room", by=southwark["coordinator"], at=begins)
    assert _row(southwark, listed, at=begins).next is None, "a cancelled meeting is none"


@pytest.mark.rule("SO-28")
def test_a_line_has_the_actions_of_meetings_that_are_still_open_and_what_is_proposed(
    southwark: Cast, discussed: ListEntry, later: datetime
) -> None:
    row = _row(southwark, discussed, at=later + MINUTE)
    assert (row.last, row.open_actions, row.proposed) == (discussed, 1, None)
    entry, how = discussed.case.cohort_entries.get(), {"by": southwark["coordinator"], "at": later}
    proposed = removal.propose(entry, reason="At home", **how)
    assert _row(southwark, discussed, at=later).proposed == proposed
    removal.answer(proposed, agreed=False, words="Not yet", by=southwark["team"], at=later)
    assert _row(southwark, discussed, at=later).proposed is None


@pytest.mark.rule("SO-28")
def test_new_is_who_came_after_that_moment_and_not_who_came_at_it(southwark: Cast, listed: ListEntry) -> None:
    entry = listed.case.cohort_entries.get()
    changes = []
    for after in (entry.admitted_at - MINUTE, entry.admitted_at):
        current = mase_list.current(southwark["coordinator"], southwark.authority, at=NOW)
        (found,) = mase_list.kept(current, after=after, ahead=None)
        changes.append(found.change)
    assert changes == [Change.NEW, Change.NONE]


@pytest.mark.rule("HO-16")
def test_without_a_meeting_ahead_no_form_is_up_to_date(southwark: Cast, listed: ListEntry) -> None:
    current = list(mase_list.current(southwark["coordinator"], southwark.authority, at=NOW))
    (without,), (for_it,) = (mase_list.kept(current, after=NOW, ahead=panel) for panel in (None, listed.form.panel))
    assert (without.is_updated, for_it.is_updated) == (False, True)


@pytest.mark.rule("SO-28", "ALL-4")
def test_who_left_is_read_from_the_moment_after_with_what_was_agreed_and_not_with_what_was_refused(
    southwark: Cast, listed: ListEntry, told
) -> None:
    entry = listed.case.cohort_entries.select_related("case__authority").get()
    for number, agreed in enumerate((False, True)):
        moment = NOW + number * MINUTE
        proposed = removal.propose(entry, reason="At home", by=southwark["coordinator"], at=moment)
        removal.answer(proposed, agreed=agreed, words="Said", by=southwark["team"], at=moment)
    other = told("admit", number=1)
    cases.close(other, outcome=Outcome.MOVED, by=southwark["team"], at=NOW + 2 * MINUTE, reason="Moved away")

    def left(after: datetime) -> list[tuple[int, list[str]]]:
        found = mase_list.left(southwark["coordinator"], southwark.authority, after=after, at=NOW + 3 * MINUTE)
        return [(one.case_id, [said.reason for said in one.removals.all()]) for one in found]

    assert left(NOW) == [(other.pk, []), (listed.case_id, ["At home"])]
    assert left(NOW + MINUTE) == [(other.pk, [])]
    assert left(NOW + 2 * MINUTE) == []
    assert not mase_list.current(southwark["coordinator"], southwark.authority, at=NOW).exists()

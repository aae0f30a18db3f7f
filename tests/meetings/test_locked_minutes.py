"""Approved minutes cannot be changed behind the application's back: the database refuses it by itself."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Action, ListEntry
from meetings.operations import actions as meeting_actions
from meetings.operations import submission


def _update(table: str, change: str, pk: int) -> str:
    return f"UPDATE meetings_{table} SET {change} WHERE id = {pk}"  # noqa: S608


def _delete(table: str, pk: int) -> str:
    return f"DELETE FROM meetings_{table} WHERE id = {pk}"  # noqa: S608


def _copy(table: str, pk: int, **changes: object) -> str:
    """Return what inserts the same row under another number, with these values changed."""
    row = f"jsonb_populate_record(t, '{json.dumps({'id': 99999} | changes)}')"
    return f"INSERT INTO meetings_{table} SELECT ({row}).* FROM meetings_{table} t WHERE id = {pk}"  # noqa: S608


def _run(statement: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)
        found = cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return found


def _refused(statement: str) -> bool:
    """Say whether the database refuses because the minutes are approved; another refusal is an error."""
    with pytest.raises(IntegrityError, match=r"the minutes are approved|is append-only"):
        _run(statement)
    return True


@pytest.fixture
def elsewhere(southwark: Cast, told: Callable[..., Case], approved: ListEntry, later: datetime) -> ListEntry:
    """An entry of the next meeting, whose minutes nobody has approved, with an action."""
    following = stories.schedule(southwark, on=later.date().replace(month=4, day=23), at=later)
    form = told("submit", number=1).mase_forms.get()
    form.panel = following
    form.save()
    by = southwark["coordinator"]
    submission.decide(form, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=by, at=later)
    entry = following.entries.get()
    owner = southwark["health"]
    meeting_actions.agree(entry.case, of=entry, text="Call", owner=owner, due_on=later.date(), by=by, at=later)
    return entry


def test_the_minutes_themselves_are_append_only(approved: ListEntry, subtests):
    for statement in (
        "UPDATE meetings_minutes SET content = '{}'",
        "UPDATE meetings_minutes SET sha256 = repeat('0', 64)",
        "DELETE FROM meetings_minutes",
        "TRUNCATE meetings_minutes CASCADE",
    ):
        with subtests.test(statement):
            assert _refused(statement)


@pytest.mark.rule("RE-8")
def test_no_entry_of_the_list_changes_comes_or_goes(approved: ListEntry, elsewhere: ListEntry, subtests):
    table = "listentry"
    for statement in (
        _update(table, "discussion = 'Nothing was said'", approved.pk),
        _update(table, "satisfied = true", approved.pk),
        _update(table, "position = 7", approved.pk),
        _delete(table, approved.pk),
        _update(table, f"panel_id = {elsewhere.panel_id}", approved.pk),
        _update(table, f"panel_id = {approved.panel_id}", elsewhere.pk),
        _copy(table, elsewhere.pk, panel_id=approved.panel_id),
    ):
        with subtests.test(statement):
            assert _refused(statement)


def test_nobodys_attendance_changes_comes_or_goes(approved: ListEntry, subtests):
    table, noted = "attendance", approved.panel.attendances.first()
    for statement in (
        _update(table, "present = NOT present", noted.pk),
        _update(table, "name = 'Somebody else'", noted.pk),
        _delete(table, noted.pk),
        _copy(table, noted.pk, name="Somebody else"),
    ):
        with subtests.test(statement):
            assert _refused(statement)


@pytest.mark.rule("RE-8")
def test_no_action_is_reworded_handed_on_moved_added_or_deleted(
    southwark: Cast, approved: ListEntry, elsewhere: ListEntry, subtests
):
    table, action, other = "action", approved.actions.get(), elsewhere.actions.get()
    for statement in (
        _update(table, "text = 'Do nothing'", action.pk),
        _update(table, "due_on = due_on + 30", action.pk),
        _update(table, f"owner_id = {southwark['health'].pk}", action.pk),
        _update(table, f"agency_id = {southwark.agency('health').pk}", action.pk),
        _delete(table, action.pk),
        _update(table, f"entry_id = {elsewhere.pk}", action.pk),
        _update(table, f"entry_id = {approved.pk}", other.pk),
        _copy(table, other.pk, entry_id=approved.pk),
    ):
        with subtests.test(statement):
            assert _refused(statement)


def test_what_belongs_to_another_meeting_stays_open(elsewhere: ListEntry):
    action = elsewhere.actions.get()
    assert _run(_update("listentry", "listed_because = 'Theme'", elsewhere.pk))
    assert _run(_update("action", "text = 'Call again'", action.pk))
    elsewhere.refresh_from_db()
    action.refresh_from_db()
    assert (elsewhere.listed_because, action.text) == ("Theme", "Call again")


def test_reporting_on_an_action_of_approved_minutes_is_allowed(southwark: Cast, approved: ListEntry, later: datetime):
    action = approved.actions.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_action SET closed_at = %s, closed_by_id = owner_id, closed_as = 'done', evidence = 'x'"
            " WHERE id = %s",
            [later, action.pk],
        )
    assert Action.objects.get(pk=action.pk).closed_as == "done"


def test_before_approval_everything_may_still_be_put_right(discussed: ListEntry):
    action = discussed.actions.get()
    assert _run(_update("listentry", "discussion = 'Corrected'", discussed.pk))
    assert _run(_update("action", "text = 'Corrected'", action.pk))
    action.refresh_from_db()
    assert action.text == "Corrected"

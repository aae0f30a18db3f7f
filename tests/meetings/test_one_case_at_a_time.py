"""A case on the wall of the meeting room: nothing of another child, a clock, two who write, actions while typing."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Outcome, TypedNote
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Action, AgencyUpdate, ListEntry, Minutes
from meetings.operations import room
from tests.meetings.test_discuss import TYPED
from tests.meetings.typing_in import day

WINDOW = {"window": "one", "restored": ""}


@pytest.fixture
def entries(southwark: Cast, listed: ListEntry, told: Callable[..., Case], later: datetime, clock) -> list[ListEntry]:
    """Two cases of one meeting on its day, each with its social worker in the room."""
    clock.move_to(later)
    found = [listed, told("admit", number=1).list_entries.get()]
    for entry in found:
        room.note_worker(entry, presented_by="A worker", by=southwark["minutes"], at=later)
    return found


@pytest.fixture
def writer(southwark: Cast, signed_in) -> Client:
    """Whoever keeps the minutes."""
    return signed_in(southwark["minutes"])


def _at(entry: ListEntry, name: str = "discuss") -> str:
    return reverse(name, args=[entry.case.ref, entry.pk])


def _seen(client: Client, entry: ListEntry) -> str:
    """Return what the page sends along to say which record it was opened on."""
    found = re.search(r'name="seen" value="([^"]+)"', client.get(_at(entry)).text)
    assert found
    return found[1]


def _action(cast: Cast, later: datetime, **changes: str) -> dict[str, str]:
    said = {"action-text": "Visit the shop.", "action-owner": str(cast["inspector"].pk)}
    return said | day("action-due_on", (later + timedelta(days=9)).date()) | changes


@pytest.mark.rule("RE-8")
def test_the_page_shows_what_is_asked_and_no_other_child_and_leads_to_the_case_before_and_after(
    entries: list[ListEntry], writer: Client
):
    first, second = (writer.get(_at(entry)).text for entry in entries)
    child, other = (entry.case.child.name for entry in entries)
    before_it_is_opened = first[: first.index("Show whose case this is")]
    assert (child in before_it_is_opened, other in first, child in second) == (False, False, False)
    assert entries[0].form.asked_of_panel in first
    assert f'rel="next" accesskey="n" href="{_at(entries[1])}"' in first
    assert f'rel="prev" accesskey="b" href="{_at(entries[0])}"' in second
    assert ("Place</dt><dd>1 of 2" in first, "Place</dt><dd>2 of 2" in second) == (True, True)
    assert "first screening" in first


def test_the_clock_begins_when_the_meeting_comes_to_the_case_and_only_once(
    southwark: Cast, entries: list[ListEntry], writer: Client, later: datetime, clock
):
    assert "Start the clock" in writer.get(_at(entries[0])).text
    for _ in range(2):
        assert writer.post(_at(entries[0], "begin_item")).headers["Location"] == _at(entries[0])
        clock.shift(timedelta(seconds=125))
    page = writer.get(_at(entries[0])).text
    assert ('data-clock="250">4:10</span>' in page, "Start the clock" in page) == (True, False)
    assert Event.objects.get(verb=Verb.ITEM_BEGUN).case == entries[0].case.ref
    with pytest.raises(AlreadyDone):
        room.begin(entries[0], by=southwark["coordinator"], at=later)


@pytest.mark.rule("RE-8")
def test_an_action_is_added_while_typing_and_what_was_typed_is_still_there(
    southwark: Cast, entries: list[ListEntry], writer: Client, later: datetime
):
    half = {"discussion": "The keeper of the car is", **WINDOW}
    wrong = writer.post(_at(entries[0]), half | _action(southwark, later, **{"action-owner": ""}) | {"do": "action"})
    assert all(
        words in wrong.text for words in ("Select the person who does it", "Visit the shop.", half["discussion"])
    )
    answer = writer.post(_at(entries[0]), half | _action(southwark, later) | {"do": "action"})
    assert answer.headers["Location"] == _at(entries[0])
    page = writer.get(_at(entries[0])).text
    assert (half["discussion"] in page, "Visit the shop." in page) == (True, True)
    assert Action.objects.get().owner == southwark["inspector"]
    assert 'value="Visit the shop."' not in page
    assert ">Visit the shop.</textarea>" not in page


def test_an_action_that_stands_beside_the_answers_is_recorded_with_them_and_the_next_case_opens(
    southwark: Cast, entries: list[ListEntry], writer: Client, later: datetime
):
    answer = writer.post(_at(entries[0]), TYPED | WINDOW | _action(southwark, later) | {"do": "next"})
    assert answer.headers["Location"] == _at(entries[1])
    entries[0].refresh_from_db()
    assert (entries[0].discussed_at, Action.objects.get().entry) == (later, entries[0])


def test_what_is_typed_is_kept_for_its_writer_and_let_go_when_it_is_recorded(
    southwark: Cast, entries: list[ListEntry], writer: Client, signed_in
):
    typed = {"discussion": "Not finished", "satisfied": "no", **WINDOW}
    assert writer.post(_at(entries[0], "typed_discussion"), typed).status_code == 202
    page = writer.get(_at(entries[0])).text
    assert ("Not finished" in page, "kept for you alone" in page) == (True, True)
    assert "Not finished" not in signed_in(southwark["chair"]).get(_at(entries[0])).text
    assert "Not finished" not in writer.get(_at(entries[1])).text
    writer.post(_at(entries[0]), TYPED | {"window": "two", "restored": "one"})
    assert not TypedNote.objects.exists()


def test_what_is_typed_is_kept_also_when_the_case_has_closed_and_until_the_minutes_are_approved(
    southwark: Cast, entries: list[ListEntry], writer: Client, later: datetime
):
    entry, script = entries[0], {"accept": "application/json"}
    cases.close(entry.case, outcome=Outcome.MOVED, reason="Moved away", by=southwark["team"], at=later)
    assert writer.post(_at(entry, "typed_discussion"), WINDOW, headers=script).status_code == 202
    Minutes.objects.create(panel=entry.panel, approved_at=later, approved_by=southwark["chair"], content={}, sha256="")
    refused = writer.post(_at(entry, "typed_discussion"), WINDOW, headers=script)
    assert (refused.status_code, "minutes are approved" in refused.json()["refused"]) == (410, True)


@pytest.mark.rule("RE-8")
def test_of_two_who_write_the_second_sees_both_texts_and_loses_nothing(
    southwark: Cast, entries: list[ListEntry], writer: Client, signed_in, later: datetime, clock
):
    seen = {"seen": _seen(writer, entries[0])}
    chair = signed_in(southwark["chair"])
    mine: dict[str, Any] = TYPED | seen | {"discussion": "What I heard."}
    assert chair.post(_at(entries[0]), mine).status_code == 302
    page = writer.post(_at(entries[0]), TYPED | seen | {"discussion": "What she heard."})
    assert page.status_code == 200
    assert all(words in page.text for words in ("Somebody else changed this", "What I heard.", "What she heard."))
    entries[0].refresh_from_db()
    assert entries[0].discussion == "What I heard."


@pytest.mark.rule("RE-8")
def test_what_was_typed_before_somebody_else_recorded_does_not_overwrite_it_unseen(
    southwark: Cast, entries: list[ListEntry], writer: Client, later: datetime, clock
):
    writer.post(_at(entries[0], "typed_discussion"), TYPED | WINDOW | {"discussion": "Typed in the meeting."})
    stories.discuss(southwark, entries[0].case, later + timedelta(minutes=5))
    clock.shift(timedelta(minutes=10))
    mine = {"discussion": "Typed in the meeting.", "seen": _seen(writer, entries[0])}
    page = writer.post(_at(entries[0]), TYPED | mine)
    assert "Somebody else changed this" in page.text
    entries[0].refresh_from_db()
    assert entries[0].discussion == stories.ANSWERS["discussion"]


@pytest.mark.rule("HO-9")
def test_what_agencies_said_for_the_meeting_is_at_hand_and_who_has_not_answered_is_named(
    southwark: Cast, listed: ListEntry, signed_in, at: datetime
) -> None:
    for short, words in (("police", "Seen twice in the car park."), ("health", None)):
        given = {"words": words, "nothing_new": False, "answered_at": at, "answered_by": southwark["worker"]}
        AgencyUpdate.objects.create(
            case=listed.case,
            panel=listed.panel,
            agency=southwark.agency(short),
            asked_at=at,
            asked_by=southwark["worker"],
            **(given if words else {}),
        )
    page = signed_in(southwark["minutes"]).get(reverse("discuss", args=[listed.case.ref, listed.pk])).text
    assert "What 2 agencies have said for this meeting" in page
    assert "Seen twice in the car park." in page
    assert "Asked, and has not answered." in page

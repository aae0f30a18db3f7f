"""The order of a list: entries move, the others close up, positions stay 1 to n."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ListEntry, Panel
from meetings.operations import panel as panels
from tests.together import overlapping


@pytest.fixture
def entries(panel: Panel, told: Callable[..., Case]) -> list[ListEntry]:
    """Four entries, a to d, at positions 1 to 4."""
    return [told("admit", number=number).list_entries.get() for number in range(4)]


def _order(entries: list[ListEntry]) -> str:
    """Return the list's order in letters; positions have to be 1 to n."""
    rows = list(entries[0].panel.entries.order_by("position").values_list("pk", "position"))
    assert [position for _, position in rows] == list(range(1, len(entries) + 1))
    letters = {entry.pk: letter for entry, letter in zip(entries, "abcd", strict=True)}
    return "".join(letters[pk] for pk, _ in rows)


@pytest.fixture
def place(southwark: Cast, later: datetime) -> Callable[[ListEntry, int], None]:
    """Move an entry as the co-ordinator does."""
    return lambda entry, position: panels.place_at(entry, position=position, by=southwark["coordinator"], at=later)


def test_an_entry_moves_and_the_others_close_up(entries: list[ListEntry], place, subtests):
    moves = [  # the entry, where to, and the order that follows from the move before
        ("a", 3, "bcad"),
        ("d", 1, "dbca"),
        ("b", 2, "dbca"),
        ("c", 99, "dbac"),
        ("c", 0, "cdba"),
        ("a", -3, "acdb"),
        ("b", 4, "acdb"),
    ]
    assert _order(entries) == "abcd"
    for letter, position, order in moves:
        with subtests.test(f"{letter} to {position}"):
            place(entries["abcd".index(letter)], position)
            assert _order(entries) == order


def test_only_what_moved_is_written_to_history(entries: list[ListEntry], place):
    place(entries[1], 1)
    assert [entry.history.count() for entry in entries] == [2, 2, 1, 1]


def test_each_move_leaves_an_event(southwark: Cast, entries: list[ListEntry], place, later: datetime):
    place(entries[1], 1)
    event = Event.objects.get(verb=Verb.LIST_ORDERED)
    assert (event.case, event.subject_id) == (entries[1].case.ref, entries[1].pk)
    assert (event.actor, event.at) == (southwark["coordinator"].pk, later)


def test_nothing_moves_once_the_minutes_are_approved(approved: ListEntry, place):
    with pytest.raises(AlreadyDone):
        place(approved, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_move_entries_at_once_leave_an_order(entries: list[ListEntry], place):
    overlapping(
        lambda: place(entries[0], 4),
        lambda: place(ListEntry.objects.get(pk=entries[3].pk), 1),
    )
    assert _order(entries) == "dbca"


def test_the_coordinator_moves_an_entry_on_the_page(southwark: Cast, entries: list[ListEntry], signed_in):
    client, panel = signed_in(southwark["coordinator"]), entries[0].panel
    address = reverse("place_at", args=[panel.ref, entries[2].pk])
    assert address in client.get(reverse("list_case", args=[panel.ref])).text
    assert client.post(address, {"position": "1"}).headers["Location"] == reverse("list_case", args=[panel.ref])
    assert _order(entries) == "cabd"


def test_a_position_that_is_no_number_is_explained_and_moves_nothing(
    southwark: Cast, entries: list[ListEntry], signed_in, subtests
):
    client = signed_in(southwark["coordinator"])
    address = reverse("place_at", args=[entries[0].panel.ref, entries[2].pk])
    for typed in ("", "first", "0", "-1", "1.5"):
        with subtests.test(typed):
            answer = client.post(address, {"position": typed})
            assert "whole number" in str(next(iter(get_messages(answer.wsgi_request))))
            assert _order(entries) == "abcd"
    client.post(address, {"position": "9" * 30})
    assert _order(entries) == "abdc"


def test_who_moves_entries(southwark: Cast, entries: list[ListEntry], barnet: Cast, signed_in, subtests, at: datetime):
    other = stories.schedule(southwark, on=at.date().replace(month=5), at=at)
    address = reverse("place_at", args=[entries[0].panel.ref, entries[0].pk])
    for part, status in {"worker": 403, "chair": 403, "police.member": 403, "school": 404, "admin": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address, {"position": "4"}).status_code == status
    assert signed_in(barnet["coordinator"]).post(address, {"position": "4"}).status_code == 404
    client = signed_in(southwark["coordinator"])
    assert client.get(address).status_code == 405
    assert client.post(reverse("place_at", args=[other.ref, entries[0].pk]), {"position": "4"}).status_code == 404
    assert _order(entries) == "abcd"

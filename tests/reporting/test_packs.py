"""The agenda pack for whoever prepares the meeting: made in the background, looked through, issued, recalled (RE-6)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import sharing
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import packs
from meetings.models import AgendaPack, PackPart, PackState, Panel
from meetings.operations import packs as operations
from meetings.operations import panel as panels
from reporting import packing, tasks
from tests.reporting.packs import Packed, file_of, keep_from, made, opened, page_of, room

SignIn = Callable[[User], Client]
CHECKED = {"checked": "on"}


def _page(packed: Packed, name: str) -> str:
    return reverse(name, args=[packed.panel.ref, packed.pack.version])


@pytest.fixture
def asked(southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime, clock) -> AgendaPack:
    """A pack of two cases that the worker has not begun."""
    told("admit", number=0), told("admit", number=1)
    clock.move_to(at + timedelta(days=20))
    return operations.ask(panel, by=southwark["coordinator"], at=at + timedelta(days=20))


def test_a_pack_is_made_in_the_background_and_the_page_says_how_far_it_is(
    southwark: Cast, panel: Panel, told: Callable[..., Case], signed_in: SignIn, clock, at: datetime
) -> None:
    told("admit", number=0)
    clock.move_to(at + timedelta(days=20))
    client = signed_in(southwark["coordinator"])
    assert client.post(reverse("ask_pack", args=[panel.ref])).status_code == 302
    assert "Version 1 is being made" in client.get(reverse("packs", args=[panel.ref])).text
    assert client.post(reverse("ask_pack", args=[panel.ref])).status_code == 409
    progress = reverse("pack_progress", args=[panel.ref, 1])
    assert client.get(progress).json() == {"done": 0, "total": 0, "finished": False}
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE mase_worker")  # with the rights of the worker
        tasks.make_packs()
        cursor.execute("RESET ROLE")
    assert client.get(progress).json() == {"done": 1, "total": 1, "finished": True}
    assert "issue version 1" in client.get(reverse("packs", args=[panel.ref])).text
    assert client.get(reverse("ask_pack", args=[panel.ref])).status_code == 405


def test_what_is_kept_of_a_pack_shows_no_word_of_it(packed: Packed) -> None:
    kept = [bytes(part.sealed) for part in packed.pack.parts.all()] + [bytes(packed.pack.front)]
    for case in packed.cases:
        assert not [sealed for sealed in kept if case.child.name.encode() in sealed or b"%PDF" in sealed]
    assert [packing.case_of(part).said["child"] for part in packed.pack.parts.order_by("position")] == [
        case.child.name for case in packed.cases
    ]


def test_a_case_that_closed_to_whoever_asked_meanwhile_is_not_in_the_pack(asked: AgendaPack, southwark: Cast) -> None:
    closed, left = (entry.case for entry in asked.panel.entries.order_by("position"))
    keep_from(southwark["coordinator"], closed, at=asked.asked_at)
    packing.make(asked, at=asked.asked_at)
    assert [part.case for part in asked.parts.all()] == [left]


def test_whoever_lost_the_right_meanwhile_gets_no_pack(asked: AgendaPack, southwark: Cast) -> None:
    leaving = southwark["coordinator"].memberships.get()
    sharing.end_membership(leaving, by=southwark["admin"], at=asked.asked_at)
    packing.make(asked, at=asked.asked_at + timedelta(minutes=1))
    asked.refresh_from_db()
    assert (asked.state, asked.parts.count(), asked.front) == (PackState.FAILED, 0, None)


def test_a_worker_goes_on_where_another_died_and_leaves_alone_what_another_is_making(asked: AgendaPack) -> None:
    first = operations.begin(asked, at=asked.asked_at)[0]
    operations.keep_part(asked, first, place=first.position, sealed=b"made before", pages=1)
    known = connection.get_connection_params()
    named = {name: known[name] for name in ("host", "port", "dbname", "user") if known.get(name)}
    with psycopg.connect(**named) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [packing.LOCK, asked.pk])
        packing.make(asked, at=asked.asked_at)
        assert asked.parts.count() == 1
        other.execute("SELECT pg_advisory_unlock(%s, %s)", [packing.LOCK, asked.pk])
    packing.make(asked, at=asked.asked_at)
    asked.refresh_from_db()
    assert (asked.state, asked.parts_done, asked.parts_total) == (PackState.READY, 2, 2)
    assert bytes(PackPart.objects.get(entry=first).sealed) == b"made before"


def test_what_a_dead_worker_made_of_a_case_that_has_moved_on_the_list_is_made_again(
    asked: AgendaPack, southwark: Cast
) -> None:
    first, second = operations.begin(asked, at=asked.asked_at)
    operations.keep_part(asked, first, place=first.position, sealed=b"made before", pages=1)
    first.position, second.position = second.position, first.position
    first.save(), second.save()
    packing.make(asked, at=asked.asked_at)
    parts = list(asked.parts.order_by("position"))
    assert [part.entry for part in parts] == [second, first]
    assert [packing.case_of(part).said["reference"] for part in parts] == [second.case.ref, first.case.ref]
    operations.issue(AgendaPack.objects.get(), to=[southwark["school"]], by=southwark["coordinator"], at=asked.asked_at)


@pytest.mark.usefixtures("without_pango")
def test_where_no_pages_can_be_printed_the_pack_fails_and_another_can_be_asked_for(
    asked: AgendaPack, southwark: Cast, signed_in: SignIn
) -> None:
    packing.make(asked, at=asked.asked_at)
    text = signed_in(southwark["coordinator"]).get(reverse("packs", args=[asked.panel.ref])).text
    assert "Could not be made" in text
    assert "Make a new version" in text


@pytest.mark.rule("RE-6", "SO-25")
def test_who_gets_which_cases_is_shown_and_checked_before_the_pack_is_issued(
    packed: Packed, southwark: Cast, signed_in: SignIn
) -> None:
    maya, tobias = packed.cases
    keep_from(southwark["health"], maya, at=packed.at)
    client, address = signed_in(southwark["coordinator"]), _page(packed, "issue_pack")
    shown = client.get(address).text
    assert maya.ref in shown
    assert shown.count(maya.ref) == shown.count(tobias.ref) + 1  # others do not get either of them
    assert Panel.objects.get(pk=packed.panel.pk).circulated_at is None
    people = {"people": [southwark["health"].pk, southwark["police.member"].pk]}
    assert "that you have checked who gets what" in client.post(address, people).text
    assert client.post(address, people | CHECKED).status_code == 302
    assert [(copy.number, copy.user) for copy in packs.ledger(packed.pack)] == [
        (1, southwark["health"]),
        (2, southwark["police.member"]),
    ]
    assert Panel.objects.get(pk=packed.panel.pk).circulated_at == packed.at
    assert client.post(address, people | CHECKED).status_code == 302  # pressed twice: it leads to the ledger
    assert Event.objects.filter(verb=Verb.PACK_ISSUED).count() == 1


def test_a_notice_says_only_that_there_is_something_to_read_and_comes_once(packed: Packed, southwark: Cast) -> None:
    copy, _ = packed.issue("health", "police.member")
    notice = Message.objects.get(recipient=southwark["health"], created_at=packed.at)
    assert (notice.text, notice.url) == ("An agenda pack is ready for you to read", room(copy))
    assert notice.reference == packed.panel.ref


def test_a_pack_is_not_issued_twice_nor_after_the_list_has_changed(packed: Packed, southwark: Cast) -> None:
    by = southwark["coordinator"]
    panels.place_at(packed.panel.entries.order_by("position").last(), position=1, by=by, at=packed.at)
    with pytest.raises(StepMissing, match="The list has changed"):
        operations.issue(packed.pack, to=[southwark["health"]], by=by, at=packed.at)
    second = made(packed.panel, southwark, at=packed.at)
    operations.issue(second, to=[southwark["health"]], by=by, at=packed.at)
    with pytest.raises(AlreadyDone):
        operations.issue(second, to=[southwark["health"]], by=by, at=packed.at)
    with pytest.raises(StepMissing, match="not been issued"):
        operations.recall(packed.pack, reason="x", by=by, at=packed.at)


def test_a_late_case_makes_a_new_version_that_marks_it_and_replaces_the_one_before(
    packed: Packed, southwark: Cast, told: Callable[..., Case], signed_in: SignIn, clock
) -> None:
    (copy,) = packed.issue("health")
    opened(signed_in(southwark["health"]), copy)
    late = told("admit", number=2)
    clock.shift(timedelta(days=1))
    client = signed_in(southwark["health"])
    newer = made(packed.panel, southwark, at=packed.at + timedelta(days=1))
    (again,) = Packed(newer, southwark, packed.cases, packed.at + timedelta(days=1)).issue("health")
    assert "This version is replaced by version 2" in client.get(room(copy)).text
    text = client.get(room(again)).text  # the statement holds for the meeting and is not asked for again
    assert text.count("New since the version before") == 1
    assert late.child.name in text
    assert Message.objects.filter(recipient=southwark["health"], key__startswith="pack-").count() == 2
    shown = signed_in(southwark["coordinator"]).get(reverse("packs", args=[packed.panel.ref])).text
    assert "Replaced by version 2" in shown


def test_a_recall_closes_every_copy_at_once_with_the_reason_in_the_ledger(
    packed: Packed, southwark: Cast, signed_in: SignIn
) -> None:
    copies = packed.issue("health", "police.member")
    clients = [opened(signed_in(copy.user), copy) for copy in copies]
    coordinator, address = signed_in(southwark["coordinator"]), _page(packed, "recall_pack")
    assert "Enter why the pack is recalled" in coordinator.post(address, {"reason": ""}).text
    assert coordinator.post(address, {"reason": "One entry was wrong"}).status_code == 302
    for client, copy in zip(clients, copies, strict=True):
        for page in (room(copy), page_of(copy, packed.cases[0]), file_of(copy)):
            assert client.get(page).status_code == 410
        assert Message.objects.filter(recipient=copy.user, key=f"pack-recalled-{packed.pack.pk}").count() == 1
    assert "One entry was wrong" in coordinator.get(_page(packed, "pack")).text
    assert coordinator.post(address, {"reason": "Again"}).status_code == 409
    assert Event.objects.filter(verb=Verb.REFUSED, detail__page__endswith=", closed").count() == 6


def test_the_ledger_says_who_opened_and_downloaded_which_copy_and_when(
    packed: Packed, southwark: Cast, signed_in: SignIn, clock
) -> None:
    copy, _ = packed.issue("health", "police.member")
    clock.shift(timedelta(minutes=5))
    client = opened(signed_in(southwark["health"]), copy)
    client.get(room(copy))
    clock.shift(timedelta(minutes=5))
    client.get(file_of(copy))
    text = " ".join(signed_in(southwark["coordinator"]).get(_page(packed, "pack")).text.split())
    assert "22 March 2026 at 10:05" in text
    assert "22 March 2026 at 10:10" in text
    assert text.count("Not yet") == 3
    assert Event.objects.filter(verb=Verb.PACK_DOWNLOADED, actor=southwark["health"].pk).count() == 1


def test_the_preparations_take_as_many_questions_for_many_people_of_an_agency_as_there_are_people_and_no_more(
    packed: Packed, southwark: Cast, django_assert_max_num_queries
) -> None:
    people = len(packs.readers(packed.panel, at=packed.at))
    with django_assert_max_num_queries(60 + 4 * people):
        operations.preview(packed.pack, by=southwark["coordinator"], at=packed.at)

"""The file outside holds every head once, safely, for its owner's eyes; what hinders copying is told, and no more."""

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import heads, tasks
from mase.audit.models import Copied, Event, Seal
from mase.demo.cast import Cast
from tests.audit.tampering import as_administrator, batches_of, write
from tests.lines import Log, log
from tests.together import in_parallel

pytestmark = pytest.mark.django_db
__all__ = ["log"]


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Path:
    """The file of heads outside the database."""
    settings.MASE_SEALS = tmp_path / "seals.log"
    return settings.MASE_SEALS


def _lines() -> str:
    return "".join(f"{heads.line(seal)}\n" for seal in Seal.objects.order_by("number"))


def test_every_tick_adds_the_new_heads(kept: Path) -> None:
    for number in (2, 0, 3):
        write(number)
        tasks.seal()
        assert kept.read_text() == _lines()
    assert Seal.objects.count() == Copied.objects.get().number == 2


def test_a_line_says_number_head_events_and_moment(kept: Path) -> None:
    (seal,) = batches_of(2)
    number, head, events, moment = heads.line(seal).split()
    assert (number, head, events) == ("1", seal.head, f"{seal.first_event}-{seal.last_event}")
    assert datetime.fromisoformat(moment) == seal.sealed_at
    assert moment.endswith("+00:00")


def test_the_file_is_for_its_owner_alone(kept: Path) -> None:
    before = os.umask(0)
    try:
        write(1)
        tasks.seal()
    finally:
        os.umask(before)
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_could_not_be_copied_is_copied_later(kept: Path, at: datetime) -> None:
    kept.mkdir()
    batches_of(1, 1)
    assert heads.copy(kept, at=at) == f"It cannot be written: {os.strerror(errno.EISDIR)}."
    kept.rmdir()
    batches_of(1)
    assert heads.copy(kept, at=at) == ""
    assert kept.read_text() == _lines()
    assert (Copied.objects.get().number, Copied.objects.get().fault) == (3, "")


@pytest.mark.parametrize("half", ["3", "3 abc", "3 " + 64 * "a" + " 7-9 2026-03-02T10"])
def test_half_a_line_of_an_interrupted_writing_is_written_anew(kept: Path, at: datetime, half: str) -> None:
    batches_of(1, 1)
    heads.copy(kept, at=at)
    with kept.open("a") as file:
        file.write(half)
    batches_of(1)
    assert heads.copy(kept, at=at) == ""
    assert kept.read_text() == _lines()


def test_half_a_first_line_is_written_anew(kept: Path, at: datetime) -> None:
    kept.write_text("1 abcdef")
    batches_of(1)
    assert heads.copy(kept, at=at) == ""
    assert kept.read_text() == _lines()


@pytest.mark.parametrize("content", ["something else", "x" * 5_000, "1 a\n", "Dear colleagues,\nhello\n", "\x00\xff\n"])
def test_a_file_that_is_something_else_is_left_alone(kept: Path, at: datetime, content: str) -> None:
    kept.write_text(content)
    batches_of(1)
    assert heads.copy(kept, at=at) in ("It does not end with the head of a seal.", "Line 0 is not a number and a head.")
    assert kept.read_text() == content
    assert Copied.objects.get().fault


@pytest.mark.parametrize(
    "attack",
    ["DELETE FROM audit_seal WHERE number = 2", "UPDATE audit_seal SET head = repeat('0', 64) WHERE number = 2"],
)
def test_a_file_that_contradicts_the_database_is_left_as_it_was(kept: Path, at: datetime, attack: str) -> None:
    batches_of(1, 1)
    heads.copy(kept, at=at)
    before = kept.read_text()
    as_administrator(attack)
    assert "verify the trail" in heads.copy(kept, at=at)
    assert kept.read_text() == before


def test_a_database_brought_back_from_an_older_backup_contradicts_its_heads(kept: Path, at: datetime) -> None:
    batches_of(1, 1)
    heads.copy(kept, at=at)
    as_administrator("DELETE FROM audit_seal")
    assert "another head of seal 2" in heads.copy(kept, at=at)


def test_a_failure_to_copy_is_loud_and_does_not_stop_sealing(kept: Path, log: Log) -> None:
    kept.mkdir()
    for _ in range(2):
        write(1)
        tasks.seal()
    assert Seal.objects.count() == 2
    assert [line["level"] for line in log.lines if line["logger"] == "mase.audit.tasks"] == ["CRITICAL"] * 2


def _service(client: Client) -> str:
    answer = client.get(reverse("watch_service"))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def _sealed(page: str) -> str:
    """Return what the page says of sealing."""
    shown = page.partition("The trail of acts and viewings")[2].partition("Oldest entry")[0]
    return " ".join(word for word in ("Late", "Running") if word in shown)


def test_the_page_of_the_service_says_how_far_sealing_has_come(
    kept: Path, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(southwark["admin"])
    assert "None yet" in _service(client)
    tasks.seal()
    page = _service(client)
    seal = Seal.objects.get()
    assert f"1, {seal.code}" in page
    assert "Up to seal 1" in page
    assert seal.head not in page


def test_the_page_of_the_service_says_what_hinders_copying(
    kept: Path, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    kept.mkdir()
    tasks.seal()
    page = _service(signed_in(southwark["admin"]))
    assert "Not copied" in page
    assert "It cannot be written: Is a directory." in page


def test_the_page_of_the_service_and_the_health_say_when_sealing_is_late(
    kept: Path, southwark: Cast, signed_in: Callable[[User], Client], clock: Any
) -> None:
    assert Event.objects.exists()
    client = signed_in(southwark["admin"])
    assert _sealed(_service(client)) == "Running"
    assert client.get("/health/").json()["seals"] == "ok"
    oldest = Event.objects.earliest("pk").recorded_at
    clock.move_to(oldest.replace(microsecond=0).timestamp() + 11 * 60)
    client = signed_in(southwark["admin"])
    assert client.get("/health/").json()["seals"] == f"behind since {oldest.isoformat(timespec='seconds')}"
    assert _sealed(_service(client)) == "Late"


@pytest.mark.django_db(transaction=True)
def test_two_who_copy_at_once_write_each_head_once(kept: Path, at: datetime) -> None:
    batches_of(*[1] * 20)
    assert in_parallel(lambda _: heads.copy(kept, at=at), 4) == [""] * 4
    assert kept.read_text() == _lines()


def test_heads_are_read_with_and_without_what_stands_around_them(kept: Path, at: datetime) -> None:
    (seal,) = batches_of(1)
    spoken = f"1: {seal.code.upper()}"
    (first, second, third) = heads.read([heads.line(seal), "", spoken, f"1 {seal.head[:40]} sealed on Monday"])
    assert all(head.number == 1 and head.fits(seal.head) for head in (first, second, third))
    assert not second.fits("0" * 64)

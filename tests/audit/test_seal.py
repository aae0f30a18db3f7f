"""Sealing closes what has been written in batches, each following from the one before, over every column of a row."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from mase.audit import batches, sealing
from mase.audit.models import Copied, Event, Seal
from tests.audit.tampering import as_administrator, batches_of, database_clock, write

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_an_empty_trail_is_not_sealed() -> None:
    assert sealing.seal() == []
    assert sealing.newest() is None


def test_a_seal_holds_the_events_since_the_last_one() -> None:
    first, second = batches_of(3, 2)
    events = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert [(seal.number, seal.count) for seal in (first, second)] == [(1, 3), (2, 2)]
    assert (first.first_event, first.last_event) == (1, events[2])
    assert (second.first_event, second.last_event) == (events[2] + 1, events[4])
    assert sealing.newest() == second


def test_what_is_sealed_is_not_sealed_again() -> None:
    batches_of(3)
    assert sealing.seal() == []


def test_the_head_follows_from_the_one_before_and_from_all_that_the_seal_says() -> None:
    first, second = batches_of(1, 1)
    batch = batches.Batch(second.first_event, second.last_event, second.count, second.digest)
    known = {"number": 2, "batch": batch, "at": second.sealed_at}
    assert second.head == batches.head(first.head, **known)
    others = [
        batches.head("", **known),
        batches.head(first.head, **known | {"number": 3}),
        batches.head(first.head, **known | {"at": second.sealed_at + MINUTE}),
        batches.head(first.head, **known | {"batch": batches.Batch(batch.first, batch.last, 2, batch.digest)}),
        batches.head(first.head, **known | {"batch": batches.Batch(batch.first, batch.last, 1, first.digest)}),
        batches.head(first.head, **known | {"batch": batches.Batch(batch.first, batch.last + 1, 1, batch.digest)}),
        batches.head(first.head, **known | {"batch": batches.Batch(batch.first - 1, batch.last, 1, batch.digest)}),
    ]
    assert len({second.head, *others}) == 8


def test_a_backlog_is_cut_into_batches_that_one_can_look_through() -> None:
    write(2 * batches.LARGEST + 5)
    made = sealing.seal()
    assert [seal.count for seal in made] == [batches.LARGEST, batches.LARGEST, 5]
    assert [seal.first_event for seal in made[1:]] == [seal.last_event + 1 for seal in made[:-1]]
    assert len({seal.sealed_at for seal in made}) == 1


def test_numbers_that_were_given_back_are_part_of_no_batch() -> None:
    write(1)
    with transaction.atomic():
        write(3)
        transaction.set_rollback(True)
    write(1)
    (seal,) = sealing.seal()
    assert (seal.count, seal.last_event) == (2, Event.objects.latest("pk").pk)


def test_the_database_says_when_it_was_sealed() -> None:
    before = database_clock()
    (seal,) = batches_of(1)
    assert before < seal.sealed_at < database_clock()


CHANGES = {
    "at": F("at") + timedelta(microseconds=1),
    "recorded_at": F("recorded_at") + timedelta(microseconds=1),
    "verb": "listed",
    "actor": None,
    "agency": "southwark-police",
    "case": "",
    "subject": "cases.cases",
    "subject_id": 0,
    "reason": "x",
    "detail": {"page": "overview"},
    "id": F("id") + 100,
}


def test_every_column_of_an_event_has_a_change_to_be_found() -> None:
    assert CHANGES.keys() == {field.name for field in Event._meta.concrete_fields}


@pytest.mark.parametrize("column", CHANGES)
def test_the_digest_covers_every_column(column: str) -> None:
    (event,) = write(1)
    before = batches.digest(batches.rows(1, event.pk + 100))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    Event.objects.filter(pk=event.pk).update(**{column: CHANGES[column]})
    assert batches.digest(batches.rows(1, event.pk + 100)) != before


def test_a_text_that_looks_like_the_next_column_is_told_from_it() -> None:
    kept = {"at": database_clock(), "verb": "viewed"}
    first = Event.objects.create(**kept, agency="a\tb", case="", subject="c")
    second = Event.objects.create(**kept, agency="a", case="b", subject="\tc")
    texts = [row.split(b"\t", 3)[3] for row in batches.rows(first.pk, second.pk)]
    assert len(texts) == len(set(texts)) == 2
    assert all(text.count(b"\n") == 1 for text in texts)


@pytest.mark.parametrize(
    "setting",
    [
        "SET LOCAL TimeZone = 'Pacific/Kiritimati'",
        "SET LOCAL DateStyle = 'German, DMY'",
        "SET LOCAL IntervalStyle = 'sql_standard'",
        "SET LOCAL extra_float_digits = 0",
        "SET LOCAL bytea_output = 'escape'",
        "SET LOCAL standard_conforming_strings = off",
    ],
)
def test_the_text_of_a_row_does_not_depend_on_who_asks(setting: str) -> None:
    Event.objects.create(at=database_clock(), verb="viewed", subject="cases.case", detail={"b": 1.50, "a": "é\\\n"})
    last = Event.objects.latest("pk").pk
    before = list(batches.rows(1, last))
    with connection.cursor() as cursor:
        cursor.execute(setting)
    assert list(batches.rows(1, last)) == before


def test_a_moment_s_text_is_seconds_to_the_last_digit() -> None:
    (event,) = write(1)
    (row,) = batches.rows(event.pk, event.pk)
    event.refresh_from_db()
    seconds = row.split(b"\t")[1].decode()
    assert seconds == f"{int(event.at.timestamp())}.{event.at.microsecond:06d}"


@pytest.mark.parametrize("after", [9, 10, 11])
def test_sealing_is_late_when_the_oldest_event_waits_for_more_than_ten_minutes(after: int) -> None:
    batches_of(1)
    write(2)
    oldest = Event.objects.order_by("-pk")[1]
    found = sealing.standing(at=oldest.recorded_at + after * MINUTE)
    assert (found.waiting_since, found.is_late) == (oldest.recorded_at, after > 10)


def test_where_all_is_sealed_nothing_waits_however_long_nobody_acts() -> None:
    (seal,) = batches_of(2)
    found = sealing.standing(at=seal.sealed_at + timedelta(days=3))
    assert (found.newest, found.waiting_since, found.is_late) == (seal, None, False)


@pytest.mark.parametrize(
    ("copied", "after", "late"), [(None, 9, False), (None, 11, True), (1, 11, True), (2, 11, False)]
)
def test_copying_is_late_when_a_head_has_not_been_copied_for_ten_minutes(
    copied: int | None, after: int, late: bool
) -> None:
    seals = batches_of(1, 1)
    if copied:
        Copied.objects.create(number=copied, at=seals[0].sealed_at)
    found = sealing.standing(at=seals[1].sealed_at + after * MINUTE)
    assert found.copy_is_late is late


@pytest.mark.parametrize("change", [{"number": 0}, {"first_event": 9, "last_event": 8}])
def test_a_seal_that_closes_nothing_is_refused(change: dict[str, int], assert_refused: Callable) -> None:
    seal = batches_of(2)[0]
    values = {"number": 2, "first_event": seal.last_event + 1, "last_event": seal.last_event + 2, "count": 1}
    kept = {"digest": "", "head": "", "sealed_at": seal.sealed_at}
    assert_refused(lambda: Seal.objects.create(**values | kept | change))
    Seal.objects.create(**values | kept)


def test_two_batches_cannot_begin_with_the_same_event(assert_refused: Callable) -> None:
    (seal,) = batches_of(2)
    again = "INSERT INTO audit_seal SELECT 2, first_event, last_event, count, digest, head, sealed_at FROM audit_seal"
    assert_refused(lambda: as_administrator(again))
    assert list(Seal.objects.all()) == [seal]


def test_a_code_is_the_beginning_of_the_head_in_groups() -> None:
    (seal,) = batches_of(1)
    assert seal.code.replace("-", "") == seal.head[:16]
    assert [len(group) for group in seal.code.split("-")] == [4, 4, 4, 4]
    assert str(seal) == "seal 1"

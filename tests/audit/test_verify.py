"""Verifying finds each way to tamper with the trail, and says where without saying what."""
# ruff: noqa: S608 numbers of events in an administrator's SQL

from datetime import timedelta

import pytest
from django.db import connection

from mase.audit import heads, sealing, verifying
from mase.audit.models import Event, Seal
from tests.audit.tampering import as_administrator, batches_of, database_clock, event_of, rewrite_chain, write

pytestmark = pytest.mark.django_db

_COLUMNS = 'at, recorded_at, verb, actor, agency, "case", subject, subject_id, reason, detail'


@pytest.fixture
def outside(seals: list[Seal]) -> list[heads.Head]:
    """What somebody kept of each head before anything was done to the trail."""
    return heads.read([f"{seal.number}: {seal.code}" for seal in seals])


def _says(report: verifying.Report, *parts: str) -> bool:
    return any(all(part in finding for part in parts) for finding in report.findings)


def test_a_trail_that_nobody_touched_is_as_it_was_sealed(seals: list[Seal], outside: list[heads.Head]) -> None:
    report = verifying.verify(outside)
    assert (report.findings, report.warnings) == ([], [])
    assert (report.seals, report.events, report.unsealed) == (4, 20, 2)


def test_an_edited_event_is_found(seals: list[Seal]) -> None:
    as_administrator("UPDATE audit_event SET actor = 99 WHERE id = %s", known=[event_of(seals[1], 3)])
    (finding,) = verifying.verify().findings
    assert finding == (
        f"Batch 2 (events {seals[1].first_event} to {seals[1].last_event}): "
        "not the events that were sealed: changed, or put in another order."
    )


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_deleted_event_is_found(seals: list[Seal], place: int) -> None:
    as_administrator("DELETE FROM audit_event WHERE id = %s", known=[event_of(seals[2], place)])
    (finding,) = verifying.verify().findings
    assert finding.startswith(f"Batch 3 (events {seals[2].first_event} to {seals[2].last_event}): 1 event of 5 deleted")


def test_an_event_inserted_at_a_number_that_was_never_used_is_found() -> None:
    batches_of(3)
    last = Event.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))")  # given back by somebody
    batches_of(3)
    as_administrator(
        f"INSERT INTO audit_event (id, {_COLUMNS}) SELECT {last + 1}, {_COLUMNS} FROM audit_event WHERE id = {last}"
    )
    (finding,) = verifying.verify().findings
    assert finding.startswith("Batch 2 (events ")
    assert finding.endswith("1 event inserted beside the 3 sealed.")


@pytest.mark.parametrize("number", [0, -7])
def test_an_event_inserted_before_the_first_is_found(seals: list[Seal], number: int) -> None:
    as_administrator(f"INSERT INTO audit_event (id, {_COLUMNS}) SELECT {number}, {_COLUMNS} FROM audit_event LIMIT 1")
    (finding,) = verifying.verify().findings
    assert finding == "Before batch 1: 1 event with numbers below 1, which are never given away."


def test_an_event_that_took_the_place_of_another_is_found(seals: list[Seal]) -> None:
    kept, gone = event_of(seals[0], 1), event_of(seals[3], 0)
    as_administrator(
        f"DELETE FROM audit_event WHERE id = {gone}", f"UPDATE audit_event SET id = {gone} WHERE id = {kept}"
    )
    findings = verifying.verify().findings
    assert [finding.partition(" (")[0] for finding in findings] == ["Batch 1", "Batch 4"]


def test_two_events_in_another_order_are_found(seals: list[Seal]) -> None:
    first, second = event_of(seals[0], 1), event_of(seals[0], 3)
    as_administrator(
        f"UPDATE audit_event SET id = -1 WHERE id = {first}",
        f"UPDATE audit_event SET id = {first} WHERE id = {second}",
        f"UPDATE audit_event SET id = {second} WHERE id = -1",
    )
    (finding,) = verifying.verify().findings
    assert finding.startswith("Batch 1 ")
    assert finding.endswith("put in another order.")


def test_a_tail_cut_off_without_its_seals_is_found(seals: list[Seal]) -> None:
    as_administrator(f"DELETE FROM audit_event WHERE id > {event_of(seals[2], 1)}")
    findings = verifying.verify().findings
    assert [finding.partition(":")[2] for finding in findings] == [" 3 events of 5 deleted.", " 5 events of 5 deleted."]


def test_a_tail_cut_off_with_its_seals_is_found_by_a_head_outside(seals: list[Seal], outside: list[heads.Head]) -> None:
    as_administrator(
        f"DELETE FROM audit_event WHERE id > {seals[1].last_event}", "DELETE FROM audit_seal WHERE number > 2"
    )
    assert verifying.verify().findings == [], "nothing in the database tells of it"
    assert verifying.verify(outside).findings == [
        "Batch 3 is known outside, but not here: its seal was removed.",
        "Batch 4 is known outside, but not here: its seal was removed.",
    ]


def test_a_tail_that_has_grown_again_is_found_by_a_head_outside(seals: list[Seal], outside: list[heads.Head]) -> None:
    as_administrator(
        f"DELETE FROM audit_event WHERE id > {seals[2].last_event}", "DELETE FROM audit_seal WHERE number > 3"
    )
    batches_of(5)
    assert verifying.verify().findings == []
    (finding,) = verifying.verify(outside).findings
    assert finding == "Batch 4: its head is not the one known outside: the chain was written anew."


def test_a_seal_that_is_missing_is_found(seals: list[Seal]) -> None:
    as_administrator("DELETE FROM audit_seal WHERE number = 2")
    report = verifying.verify()
    assert _says(report, "Batch 2 is missing")
    assert _says(report, "Batch 3 begins with event", f"event {seals[1].first_event} comes next")
    assert _says(report, "Batch 3: its head does not follow")


def test_the_first_seal_s_absence_is_found(seals: list[Seal]) -> None:
    as_administrator("DELETE FROM audit_seal WHERE number = 1")
    assert _says(verifying.verify(), "Batch 1 is missing: batch 2 comes after 0.")


def test_swapped_batches_are_found(seals: list[Seal]) -> None:
    as_administrator(
        "UPDATE audit_seal SET number = 99 WHERE number = 2",
        "UPDATE audit_seal SET number = 2 WHERE number = 3",
        "UPDATE audit_seal SET number = 3 WHERE number = 99",
    )
    report = verifying.verify()
    assert _says(report, "Batch 2: its head does not follow")
    assert _says(report, "Batch 3: its head does not follow")
    assert _says(report, "Batch 4: its head does not follow")
    assert _says(report, f"Batch 2 begins with event {seals[2].first_event}")


def test_batches_whose_events_were_swapped_are_found(seals: list[Seal]) -> None:
    """The seals stay where they are; what they close changes places."""
    first, second = (
        list(Event.objects.filter(pk__range=(seal.first_event, seal.last_event)).values_list("pk", flat=True))
        for seal in seals[1:3]
    )
    moves = [f"UPDATE audit_event SET id = -id WHERE id IN ({', '.join(map(str, first + second))})"]
    moves += [f"UPDATE audit_event SET id = {b} WHERE id = -{a}" for a, b in zip(first, second, strict=True)]
    moves += [f"UPDATE audit_event SET id = {a} WHERE id = -{b}" for a, b in zip(first, second, strict=True)]
    as_administrator(*moves)
    findings = verifying.verify().findings
    assert [finding.partition(" (")[0] for finding in findings] == ["Batch 2", "Batch 3"]


@pytest.mark.parametrize(
    "change",
    ["count = 6", "digest = repeat('0', 64)", "head = repeat('0', 64)", "sealed_at = sealed_at - interval '1 day'"],
)
def test_an_edited_seal_is_found(seals: list[Seal], change: str) -> None:
    as_administrator(f"UPDATE audit_seal SET {change} WHERE number = 3")
    assert _says(verifying.verify(), "Batch 3: its head does not follow from batch 2")


def test_a_whole_chain_written_anew_is_found_by_a_head_outside(seals: list[Seal], outside: list[heads.Head]) -> None:
    as_administrator(f"UPDATE audit_event SET actor = 99 WHERE id = {event_of(seals[1], 0)}")
    rewrite_chain()
    assert verifying.verify().findings == [], "nothing in the database tells of it"
    assert verifying.verify(outside[:1]).findings == [], "nor a head of before"
    findings = verifying.verify(outside).findings
    assert [finding.partition(":")[0] for finding in findings] == ["Batch 2", "Batch 3", "Batch 4"]
    assert len(verifying.verify(outside[-1:]).findings) == 1, "the newest head stands for all before it"


def test_an_endless_moment_is_a_finding_and_no_crash(seals: list[Seal]) -> None:
    as_administrator(f"UPDATE audit_event SET at = 'infinity' WHERE id = {event_of(seals[1], 0)}")
    report = verifying.verify()
    assert _says(report, "Batch 2 ")
    assert report.seals == 4


@pytest.mark.parametrize(("minutes", "explained"), [(14, True), (16, False), (-16, False)])
def test_an_act_said_to_be_at_another_time_than_its_row_is_a_warning(minutes: int, explained: bool) -> None:
    said = database_clock() - timedelta(minutes=minutes)
    event = Event.objects.create(at=said, verb="viewed", subject="cases.case")
    sealing.seal()
    report = verifying.verify()
    assert report.findings == []
    told = f"the times of act and row differ, so a clock was wrong or set back: event {event.pk}."
    assert report.warnings == ([] if explained else [f"Batch 1 (events 1 to {event.pk}): {told}"])


@pytest.mark.parametrize("ago", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_of_the_database_that_was_set_back_or_forward_is_a_warning(ago: timedelta) -> None:
    batches_of(2)
    (event,) = write(1)
    then = database_clock() - ago
    as_administrator("UPDATE audit_event SET at = %s, recorded_at = %s WHERE id = %s", known=[then, then, event.pk])
    sealing.seal()
    report = verifying.verify()
    assert report.findings == []
    (warning,) = report.warnings
    assert warning.endswith(
        f"recorded at a time when another batch was open, so a clock was wrong or set back: event {event.pk}."
    )


def test_many_events_that_somebody_has_to_explain_are_named_in_part() -> None:
    write(25)
    as_administrator("UPDATE audit_event SET at = at - interval '1 day'")
    sealing.seal()
    (warning,) = verifying.verify().warnings
    assert warning.endswith(" and 15 more.")


def test_a_backlog_sealed_at_once_is_no_warning() -> None:
    write(2_500)
    batches_of(3)
    assert Seal.objects.count() == 3
    assert verifying.verify().warnings == []


def test_no_finding_says_what_an_event_says(seals: list[Seal], outside: list[heads.Head]) -> None:
    as_administrator("UPDATE audit_event SET reason = 'Xanthippe', at = at - interval '1 day'")
    as_administrator("DELETE FROM audit_seal WHERE number = 1")
    report = verifying.verify(outside)
    said = " ".join(report.findings + report.warnings)
    assert report.findings
    assert not any(secret in said for secret in ("Xanthippe", "K7QF", "southwark", "viewed", seals[0].digest))

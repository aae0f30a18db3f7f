"""manage.py audit: seal, heads and verify, as whoever runs the service types them."""
# ruff: noqa: S608 numbers of events in an administrator's SQL

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from mase.audit import heads, sealing
from mase.audit.models import Copied, Event, Seal
from tests.audit.tampering import as_administrator, batches_of, database_clock, event_of, write
from tests.cases.processes import environment

pytestmark = pytest.mark.django_db


def _verify(*options: str) -> tuple[str, CommandError | None]:
    out = StringIO()
    try:
        call_command("audit", "verify", *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), error
    return out.getvalue(), None


def test_the_command_says_that_all_is_as_it_was(seals: list[Seal]) -> None:
    assert _verify() == ("Events: 20, not sealed yet: 2. Seals: 4. All is as it was sealed.\n", None)


def test_the_command_prints_a_line_a_finding_and_fails(seals: list[Seal]) -> None:
    as_administrator(f"DELETE FROM audit_event WHERE id IN ({event_of(seals[0], 0)}, {event_of(seals[2], 0)})")
    said, error = _verify()
    assert [line.partition(" (")[0] for line in said.splitlines()] == ["Batch 1", "Batch 3"]
    assert error is not None
    assert error.returncode == 1
    assert str(error) == "Events: 18, not sealed yet: 2. Seals: 4. Findings: 2."


def test_a_warning_alone_is_no_failure() -> None:
    Event.objects.create(at=database_clock() - timedelta(days=1), verb="viewed", subject="cases.case")
    sealing.seal()
    said, error = _verify()
    assert said.startswith("Warning: Batch 1 ")
    assert error is None


@pytest.mark.parametrize(
    "written", [heads.line, lambda seal: f"{seal.number} {seal.code}", lambda s: f"{s.number}: {s.head[:20]}"]
)
def test_the_command_compares_with_heads_in_a_file(
    seals: list[Seal], tmp_path: Path, written: Callable[[Seal], str]
) -> None:
    file = tmp_path / "heads"
    file.write_text("\n".join(written(seal) for seal in seals) + "\n\n")
    said, error = _verify("--heads", str(file))
    assert "Seals: 4, 4 known outside." in said
    assert error is None
    as_administrator("DELETE FROM audit_seal WHERE number = 4")
    said, error = _verify("--heads", str(file))
    assert "Batch 4 is known outside" in said
    assert error is not None


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("1 abcd", "Line 1 is not a number and a head."),
        ("1\n", "Line 1 is not a number and a head."),
        ("\n\nhello world", "Line 3 is not a number and a head."),
        (f"x {'0' * 64}", "Line 1 is not a number and a head."),
        (f"1 {'g' * 64}", "Line 1 is not a number and a head."),
    ],
)
def test_a_file_that_holds_no_heads_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "heads"
    file.write_text(content)
    _, error = _verify("--heads", str(file))
    assert error is not None
    assert str(error) == f"{file}: {complaint}"
    assert error.returncode == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    _, error = _verify("--heads", str(tmp_path / "nowhere"))
    assert "cannot be read" in str(error)


@pytest.fixture
def kept(tmp_path: Path, settings: Any) -> Path:
    """The file of heads outside the database."""
    settings.MASE_SEALS = tmp_path / "seals.log"
    return settings.MASE_SEALS


def _audit(job: str, *options: str) -> str:
    out = StringIO()
    call_command("audit", job, *options, stdout=out)
    return out.getvalue()


def test_sealing_by_hand_does_what_the_tick_does(kept: Path) -> None:
    write(3)
    assert _audit("seal") == "Events: 3. New seals: 1.\n"
    (seal,) = Seal.objects.all()
    assert kept.read_text() == f"{heads.line(seal)}\n"
    assert Copied.objects.get().number == 1
    assert _audit("seal") == "Events: 0. New seals: 0.\n"


def test_sealing_by_hand_says_where_heads_cannot_be_copied(kept: Path) -> None:
    kept.mkdir()
    write(3)
    with pytest.raises(CommandError, match=r"seals.log: It cannot be written: Is a directory"):
        _audit("seal")
    assert Seal.objects.count() == 1


def test_the_newest_heads_are_printed_a_line_each() -> None:
    seals = batches_of(*[1] * 12)
    assert _audit("heads").splitlines() == [heads.line(seal) for seal in seals[2:]]
    assert _audit("heads", "--all").splitlines() == [heads.line(seal) for seal in seals]


def test_what_is_printed_can_be_read_back(tmp_path: Path, seals: list[Seal]) -> None:
    file = tmp_path / "heads"
    file.write_text(_audit("heads"))
    assert _verify("--heads", str(file))[1] is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("touched", "status"), [(False, 0), (True, 1)])
def test_it_is_verified_under_the_role_that_only_reads_the_trail(touched: bool, status: int) -> None:
    seal = batches_of(4)[0]
    if touched:
        as_administrator("UPDATE audit_event SET actor = 99 WHERE id = %s", known=[event_of(seal, 0)])
    env = environment()
    env["DATABASE_URL"] = env["DATABASE_URL"].replace("mase_owner@", "mase_audit@")
    assert "mase_audit@" in env["DATABASE_URL"]
    command = [sys.executable, "manage.py", "audit", "verify"]
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    assert ran.returncode == status, ran.stderr
    assert ("Batch 1 (events 1 to" in ran.stdout) is touched

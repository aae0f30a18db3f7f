"""manage.py profile: files are checked before they are put to use, and a profile is printed in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mase import profiles
from tests.profiles.conftest import NEWHAM


@pytest.fixture
def newham(tmp_path: Path) -> Path:
    path = tmp_path / "newham.toml"
    path.write_text(NEWHAM)
    return path


@pytest.fixture
def coming(newham: Path) -> Iterator[Path]:
    """Newham in use, with a version that is still to come."""
    later = NEWHAM.replace("2026-09-01", "2027-04-01").replace('"15 working hours"', '"2 working days"')
    newham.with_name("newham.2027-04-01.toml").write_text(later)
    profiles.use(newham.parent)
    yield newham
    profiles.use()


def test_a_file_in_order_is_said_to_be(newham: Path, capsys: pytest.CaptureFixture) -> None:
    call_command("profile", "check", newham)
    assert capsys.readouterr().out == f"{newham}: in order\n"


def test_a_fault_is_named_with_file_key_value_and_what_is_allowed(newham: Path) -> None:
    newham.write_text(NEWHAM.replace('"next_working_day"', '"later"'))
    with pytest.raises(CommandError) as refusal:
        call_command("profile", "check", newham)
    assert str(refusal.value) == (
        "newham.toml: office.received_out_of_hours is 'later'; allowed: as_received, next_working_day"
    )
    assert refusal.value.returncode == 1


def test_every_file_is_read_whatever_is_wrong_with_another(newham: Path, capsys: pytest.CaptureFixture) -> None:
    faulty, missing = newham.with_name("brent.toml"), newham.with_name("ealing.toml")
    faulty.write_text("code = ")
    with pytest.raises(CommandError) as refusal:
        call_command("profile", "check", faulty, missing, newham)
    first, second = str(refusal.value).splitlines()
    assert first.startswith("brent.toml: the file cannot be read")
    assert second == f"{missing}: cannot be read (No such file or directory)"
    assert capsys.readouterr().out == f"{newham}: in order\n"


def test_a_coming_version_is_checked_beside_what_the_installation_has(coming: Path, settings) -> None:
    settings.MASE_PROFILES = str(coming.parent)
    again = coming.parent.parent / "newham.2027-04-01.toml"
    again.write_text(coming.with_name("newham.2027-04-01.toml").read_text())
    with pytest.raises(CommandError, match="valid_from is 2027-04-01; allowed: another day than newham"):
        call_command("profile", "check", again)
    call_command("profile", "check", coming)


def test_a_profile_is_printed_with_the_source_of_each_setting(capsys: pytest.CaptureFixture) -> None:
    call_command("profile", "show", "southwark", "--on", "2026-05-01")
    printed = capsys.readouterr().out
    assert "Southwark: the profile in force on 1 May 2026\n" in printed
    assert "Version southwark 2026-04-01, from 1 April 2026\n" in printed
    assert (
        "Which cases it looks at [Southwark procedure, SO-34]\n"
        "    MASE looks at a single case only for a common theme, a difficulty or a blockage.\n"
    ) in printed
    assert (
        "Start information sharing with partner agencies [Southwark procedure, SO-11]\n"
        "    24 hours from referral or police MERLIN received\n"
        "    Done when: information sharing started\n"
        "    Answers: MASH duty manager\n"
        "    Told when it is late: Service manager at once\n"
    ) in printed


def test_what_is_to_come_is_printed_until_it_holds(coming: Path, capsys: pytest.CaptureFixture) -> None:
    call_command("profile", "show", "newham", "--on", "2027-03-31")
    assert capsys.readouterr().out.endswith(
        "From 1 April 2027: version newham 2027-04-01\n"
        "--------------------------------------------\n"
        "Hold a strategy meeting\n"
        "    until then: 15 working hours from child protection concern identified\n"
        "    from then:  2 working days from child protection concern identified\n"
    )
    call_command("profile", "show", "newham", "--on", "2027-04-01")
    assert "until then" not in capsys.readouterr().out


def test_without_a_day_it_is_today(clock, coming: Path, capsys: pytest.CaptureFixture) -> None:
    clock.move_to("2028-01-05T10:00:00+00:00")
    call_command("profile", "show", "newham")
    printed = capsys.readouterr().out
    assert "in force on 5 January 2028" in printed
    assert "Version newham 2027-04-01" in printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "camden"], "'camden' is none of barnet, bromley"),
        (["show", "barnet", "--on", "soon"], "invalid fromisoformat value: 'soon'"),
        (["check"], "the following arguments are required: FILE"),
        ([], "the following arguments are required"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("profile", *arguments)

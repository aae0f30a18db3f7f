"""manage.py tool check: a borough's file is looked through before it is loaded."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.riskscreening.test_scoring_ladder import LADDER


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return Path(shutil.copy(LADDER, tmp_path / "ours.toml"))


def test_a_file_in_order_is_said_to_be(ours: Path, capsys: pytest.CaptureFixture) -> None:
    call_command("tool", "check", ours)
    assert capsys.readouterr().out == f"{ours}: in order, ladder version 1 with 6 items\n"


def test_every_fault_of_every_file_is_named(ours: Path) -> None:
    ours.write_text(LADDER.read_text().replace('"vulnerability"', '"soft"'))
    missing = ours.with_name("nothing.toml")
    with pytest.raises(CommandError) as refusal:
        call_command("tool", "check", missing, ours)
    assert refusal.value.returncode == 1
    assert str(refusal.value).splitlines() == [
        f"{missing}: cannot be read (No such file or directory)",
        "ours.toml: section[1].item[1].nature is 'soft'; allowed: vulnerability, risk, harm",
        "ours.toml: section[1].item[2].nature is 'soft'; allowed: vulnerability, risk, harm",
    ]

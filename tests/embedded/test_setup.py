"""bin/setup, tried in a small checkout of its own: it does what is missing, once, and destroys nothing that works."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.embedded.family import ROOT

# Stands in for the machine's npm: what is tried here is when it is called.
NPM = """#!/bin/sh
echo "npm $*"
mkdir -p node_modules static/build
"""


@pytest.fixture(scope="module")
def made_by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment to be copied: making one takes seconds."""
    folder = tmp_path_factory.mktemp("made") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603
    (folder / "made-by-hand").touch()
    return folder


@pytest.fixture
def checkout(tmp_path: Path, made_by_hand: Path) -> Path:
    """Return a checkout that needs no package: the script, empty requirements, an environment made by hand."""
    folder = tmp_path / "a checkout"
    for name in ("bin", "requirements", "static", "programs"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "bin/setup", folder / "bin/setup")
    for name in ("requirements/development.txt", "requirements/test.txt", "package.json", "package-lock.json"):
        (folder / name).touch()
    (folder / "static/site.scss").write_text("a {}")
    for name, text in {"npm": NPM, "node": "#!/bin/sh\n"}.items():
        (folder / "programs" / name).write_text(text)
        (folder / "programs" / name).chmod(0o755)
    shutil.copytree(made_by_hand, folder / ".venv", symlinks=True)
    activate = folder / ".venv/bin/activate"
    activate.write_text(activate.read_text().replace(str(made_by_hand), str(folder / ".venv")))
    return folder


def _setup(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = f"{checkout / 'programs'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(  # noqa: S603
        [checkout / "bin/setup", *arguments],
        env=os.environ | {"PATH": path},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_working_environment_is_kept_whoever_made_it(checkout: Path) -> None:
    ran = _setup(checkout)
    assert ran.returncode == 0, ran.stderr
    assert "making the environment" not in ran.stdout
    assert (checkout / ".venv/made-by-hand").exists()


def test_a_second_time_does_nothing_and_takes_no_time(checkout: Path) -> None:
    _setup(checkout)
    began = time.monotonic()
    assert _setup(checkout).stdout == ""
    assert time.monotonic() - began < 2


def test_changed_styles_are_built_without_fetching_packages_again(checkout: Path) -> None:
    first = _setup(checkout).stdout
    assert ("npm ci" in first, "npm run" in first) == (True, True)
    (checkout / "static/site.scss").write_text("b {}")
    second = _setup(checkout).stdout
    assert ("npm ci" in second, "npm run" in second) == (False, True)


def test_what_the_tests_need_is_enough_for_the_site(checkout: Path) -> None:
    (checkout / "static/site.scss").touch()
    assert "installing requirements/test.txt" in _setup(checkout, "test").stdout
    assert _setup(checkout).stdout == ""


def test_a_checkout_that_was_moved_gets_an_environment_of_its_own(checkout: Path) -> None:
    moved = checkout.with_name("moved")
    checkout.rename(moved)
    ran = _setup(moved)
    assert "bin/setup: making the environment .venv" in ran.stdout, ran.stderr
    assert not (moved / ".venv/made-by-hand").exists()


def test_an_unknown_kind_is_refused_with_the_ones_there_are(checkout: Path) -> None:
    ran = _setup(checkout, "production")
    assert (ran.returncode, "bin/setup test" in ran.stderr) == (2, True)


@pytest.mark.parametrize(("smaller", "larger"), [("site", "development"), ("development", "test")])
def test_every_pin_of_the_smaller_list_is_in_the_larger(smaller: str, larger: str) -> None:
    pins = [set(re.findall(r"^(\S+==\S+)", _requirements(name), re.MULTILINE)) for name in (smaller, larger)]
    assert pins[0]
    assert pins[0] - pins[1] == set()


@pytest.mark.parametrize("name", ["site", "development", "test", "node"])
def test_no_requirement_names_an_index_or_lacks_a_hash(name: str) -> None:
    text = _requirements(name)
    assert not re.search(r"index-url|https?://", text)
    assert len(re.findall(r"^\S+==", text, re.MULTILINE)) == len(re.findall(r"==[^\n]*\\\n    --hash=", text))


def _requirements(name: str) -> str:
    return (ROOT / f"requirements/{name}.txt").read_text()

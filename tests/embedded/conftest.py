import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mase.embedded import privileges
from tests.embedded.family import Family, wait_until


@pytest.fixture
def data() -> Iterator[Path]:
    """Return a folder for a start's data, with a name that no other process has in its environment."""
    with tempfile.TemporaryDirectory(prefix="mase-data-") as folder:
        yield Path(folder, "var")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return data with a database in it, to be copied: making one takes longer than starting on one."""
    folder = tmp_path_factory.mktemp("cluster") / "var"
    family = Family("true", data=folder)
    assert family.head.wait(timeout=60) == 0, family.said()
    return folder


@pytest.fixture
def used(data: Path, cluster: Path) -> Path:
    """Return the folder of a start's data that has been used before."""
    shutil.copytree(cluster, data)
    for folder in data.glob("postgresql-*"):
        privileges.for_postgres().own(folder)
    return data


@pytest.fixture
def start(used: Path) -> Iterator[Callable[..., Family]]:
    """Start commands on used data, wait until the servers and the command run, and leave nothing behind."""
    started: list[Family] = []

    def start(*command: str, runs: str, **more: str) -> Family:
        family = Family(*command, data=used, **more)
        started.append(family)
        assert wait_until(lambda: family.runs(runs), within=30), family.said()
        return family

    yield start
    for family in started:
        family.end()

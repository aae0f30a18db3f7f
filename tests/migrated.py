"""The migrated database that every test process starts from a copy of: made once for a state of the migrations."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from mase.running import prepare

_ONE_AT_A_TIME = 7_113_204


def template() -> str:
    """Return the name of a database with all our tables; whoever comes first makes it, and the others wait."""
    name = f"migrated_{prepare.stamp()[:12]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        made = [made for (made,) in connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^migrated_'")]
        if name not in made:
            for older in made:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(older)))
            _make(connection, name)
    return name


def _make(connection: psycopg.Connection, name: str) -> None:
    building = f"migrated_{os.getpid()}"
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{building}").geturl()
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, cwd=prepare.ROOT, check=True)  # noqa: S603
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(building), sql.Identifier(name)))

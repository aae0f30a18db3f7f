"""The command gets its servers, the servers go with the command, and nothing else happens to the machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mase.embedded import privileges, servers
from tests.embedded.family import MODULE, SLEEP, Family, run

ASK = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    asked = "SELECT current_user, current_database(), rolsuper FROM pg_roles WHERE rolname = current_user"
    print(*connection.execute(asked))
print(redis.Redis(unix_socket_path=os.environ["CELERY_BROKER_URL"].removeprefix("redis+socket://")).ping())
"""
REFUSED = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TEMP TABLE child (name text PRIMARY KEY)")
    for _ in range(2):
        connection.execute("INSERT INTO child VALUES (%s)", ["Quillfeather"])
"""
ANSWER = "('mase_owner', 'mase', False)\nTrue\n"
ASK_BOTH = ("python", "-c", ASK)
# Another user's id, with leave to read this checkout wherever it lies: a person who is not root.
AS_ORDINARY = (
    *("setpriv", f"--reuid={privileges.NOBODY}", f"--regid={privileges.NOBODY}", "--clear-groups"),
    *("--inh-caps=-all,+dac_read_search", "--ambient-caps=+dac_read_search", "--"),
)


def test_the_exit_status_is_the_commands(used: Path) -> None:
    assert run("sh", "-c", "exit 7", data=used).returncode == 7


def test_a_command_that_does_not_exist_is_named(used: Path) -> None:
    ran = run("no-such-command", data=used)
    assert (ran.returncode, "no-such-command" in ran.stderr) == (127, True)


def test_without_a_command_it_says_how_it_is_used(data: Path) -> None:
    ran = run(data=data)
    assert (ran.returncode, "python -m mase.embedded COMMAND" in ran.stdout) == (2, True)


def test_the_command_reaches_both_servers_and_is_no_superuser_in_the_database(used: Path) -> None:
    assert run(*ASK_BOTH, data=used).stdout == ANSWER


def test_what_the_command_writes_is_there_at_the_next_start(used: Path) -> None:
    write = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL'], autocommit=True).execute('{}')"
    run("python", "-c", write.format("CREATE TABLE kept ()"), data=used)
    assert run("python", "-c", write.format("SELECT FROM kept"), data=used).returncode == 0


def test_nothing_is_left_when_the_command_has_ended_not_even_what_it_put_in_the_background(used: Path) -> None:
    family = Family("sh", "-c", "sleep 300 & setsid sleep 300 & exit 3", data=used)
    assert family.head.wait(timeout=30) == 3
    assert family.members() == {}
    assert not servers.sockets_of(used).exists()


def test_a_server_that_the_environment_names_is_not_started(data: Path) -> None:
    ran = run("sh", "-c", "echo $CELERY_BROKER_URL", data=data, CELERY_BROKER_URL="redis://elsewhere")
    assert ran.stdout == "redis://elsewhere\n"
    assert {path.name for path in (data / "log").iterdir()} == {"postgresql.log"}


def test_with_both_servers_named_nothing_is_started_at_all(data: Path) -> None:
    ran = run("env", data=data, DATABASE_URL="postgresql://x/y", CELERY_BROKER_URL="redis://x")
    assert {"DATABASE_URL=postgresql://x/y", "CELERY_BROKER_URL=redis://x"} <= set(ran.stdout.splitlines())
    assert list(data.iterdir()) == []


def test_a_path_longer_than_a_socket_may_have_makes_no_difference(data: Path) -> None:
    deep = data / ("x" * 120) / ("y" * 120) / "with a space"
    ran = run(*ASK_BOTH, data=deep)
    assert ran.stdout == ANSWER, ran.stderr


def test_a_relative_folder_is_the_same_folder_for_the_command(used: Path) -> None:
    ran = run("sh", "-c", "echo $MASE_DATA", data=Path(os.path.relpath(used, servers.ROOT)))
    assert ran.stdout == f"{used}\n"


def test_a_statement_that_is_refused_is_not_quoted_in_the_database_s_log(used: Path) -> None:
    assert "UniqueViolation" in run("python", "-c", REFUSED, data=used).stderr
    (log,) = used.rglob("postgresql.log")
    assert "ready to accept connections" in log.read_text()
    assert "Quillfeather" not in log.read_text()


def test_the_data_is_for_nobody_elses_eyes(used: Path) -> None:
    show = f"stat -c %a $MASE_DATA/postgresql-* {servers.sockets_of(used)}"
    assert run("sh", "-c", show, data=used).stdout.split() == ["700", "700"]


def test_a_second_start_on_the_same_data_is_refused_and_told_how_to_join(
    used: Path, start: Callable[..., Family]
) -> None:
    first = start(*SLEEP, runs="sleep 300")
    second = run("true", data=used)
    assert second.returncode == 1
    assert f"Process {first.head.pid} already runs the private servers on {used}" in second.stderr
    exports = [line for line in second.stderr.splitlines() if line.startswith("export ")]
    joined = subprocess.run(  # noqa: S603
        ["sh", "-c", "\n".join([*exports, '"$0" -c "$1"']), sys.executable, ASK],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert joined.stdout == ANSWER


@pytest.mark.parametrize("debug", ["", "0", "true"])
def test_it_is_refused_where_debugging_is_off(data: Path, debug: str) -> None:
    ran = run("true", data=data, MASE_DEBUG=debug)
    assert ran.returncode != 0
    assert "Set MASE_DEBUG=1 there; anywhere else set DATABASE_URL and CELERY_BROKER_URL." in ran.stderr
    assert not data.exists()


def test_an_ordinary_user_may_start_it(data: Path) -> None:
    by = MODULE
    if os.geteuid() == 0:
        os.chown(data.parent, privileges.NOBODY, privileges.NOBODY)
        by = (*AS_ORDINARY, *MODULE)
    ran = run(*ASK_BOTH, data=data, by=by, HOME=str(data.parent))
    assert ran.stdout == ANSWER, ran.stderr
    assert data.stat().st_uid == (os.geteuid() or privileges.NOBODY)


def test_root_may_start_it_where_it_can_become_nobody_else(data: Path) -> None:
    by = ("unshare", "--user", "--map-root-user")
    if subprocess.run([*by, "true"], capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("this machine allows no user namespaces")
    ran = run(*ASK_BOTH, data=data, by=(*by, *MODULE))
    assert ran.stdout == ANSWER, ran.stderr

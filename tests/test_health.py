"""The state of each part for whoever runs it: 200 while all is well, 503 with the part named when one is not."""

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from mase import clock as clocks
from mase.cases import tasks
from mase.cases.models import Sweep
from tests.cases.processes import environment

WELL = {"database": "ok", "migrations": "ok", "tick": "ok", "seals": "ok", "broker": "ok"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def ticked(db: None, clock: Any) -> None:
    tasks.sweep()


@pytest.mark.usefixtures("ticked")
def test_all_is_well(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("ticked")
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1", "redis+socket:///nowhere/valkey.sock"])
def test_a_broker_that_does_not_answer_is_named(client: Client, settings: Any, broker: str) -> None:
    settings.CELERY_BROKER_URL = broker
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, WELL | {"broker": "not answering"})
    assert broker not in answer.content.decode()


@pytest.mark.usefixtures("ticked")
@pytest.mark.parametrize(("after", "status"), [(180 * SECOND - SECOND, 200), (180 * SECOND, 503), (9000 * SECOND, 503)])
def test_a_late_tick_is_named_with_when_it_was_last_seen(
    client: Client, clock: Any, after: timedelta, status: int
) -> None:
    seen = clocks.now().isoformat(timespec="seconds")
    clock.shift(after)
    answer = client.get("/health/")
    assert answer.status_code == status
    assert answer.json()["tick"] == ("ok" if status == 200 else f"last seen {seen}")


def test_a_tick_that_never_came_is_named(client: Client, db: None) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, WELL | {"tick": "has not run yet"})


@pytest.mark.usefixtures("ticked")
def test_another_job_s_tick_does_not_count(client: Client) -> None:
    Sweep.objects.update(job="something else")
    assert client.get("/health/").json()["tick"] == "has not run yet"


@pytest.mark.usefixtures("ticked")
@pytest.mark.parametrize(("app", "number"), [("cases", 1), ("meetings", 1)])
def test_a_migration_that_waits_is_named(client: Client, app: str, number: int) -> None:
    last = MigrationRecorder.Migration.objects.filter(app=app).latest("name")
    last.delete()
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["migrations"]) == (503, f"{number} pending")


@pytest.mark.usefixtures("ticked")
def test_it_takes_no_change_and_asks_for_no_sign_in(client: Client) -> None:
    assert client.post("/health/").status_code == 405
    assert client.head("/health/").status_code == 200
    assert "sessionid" not in client.get("/health/").cookies


_ASK = """
import json
import django
django.setup()
from django.test import Client
answer = Client().get("/health/", headers={"host": "localhost"})
print(json.dumps([answer.status_code, answer.json()]))
"""


def test_a_database_that_does_not_answer_is_named() -> None:
    env = environment(DATABASE_URL="postgresql://app@127.0.0.1:1/nowhere")
    asked = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _ASK], env=env, capture_output=True, text=True, timeout=30, check=True
    )
    assert json.loads(asked.stdout) == [503, {"database": "not answering", "broker": "ok"}]

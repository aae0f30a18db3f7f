"""The product itself, driven into whatever can fail: no line of the log holds what people wrote."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from mase.agencies.models import User
from mase.cases import ladder
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.notifications import operations, tasks
from mase.running import site
from referrals import operations as referrals
from reporting import printing
from tests.architecture.routes import Route, routes
from tests.cases import failing
from tests.cases.processes import environment
from tests.lines import CANARIES, EMAIL, EVERYTHING, FAMILY, GIVEN, NHS_NUMBER, Log
from tests.notifications import relay as relays
from tests.referrals import typed

MINUTE = timedelta(minutes=1)
PATIENCE = 20.0
SignIn = Callable[[User], Client]
TYPED = typed.CHILD | {"given_names": GIVEN, "family_name": FAMILY, "nhs_number": NHS_NUMBER, "address": EVERYTHING}
FIELDS = (
    *("concern", "reason", "decision_reason", "text", "note", "born_on-day", "nhs_number", "decision", "scheduled_for"),
    *("held_at-day", "place", "outcome", "name", "email", "role", "place", "due_on-day", "agencies", "answer", "owner"),
)
_QUOTING = """
CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {body} RAISE EXCEPTION 'refused: % {canaries}', NEW; END $$
"""


@pytest.fixture
def refusing() -> Callable[..., None]:
    """Have the database refuse a table's rows in words that quote them, as a driver's errors do."""

    def refuse(table: str, *, when: str = "INSERT OR UPDATE", body: str = "") -> None:
        with connection.cursor() as cursor:
            cursor.execute(_QUOTING.format(body=body, canaries=EVERYTHING.replace("'", "''")))
            cursor.execute(f"CREATE TRIGGER quote BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION quote()")

    return refuse


@pytest.fixture
def school(southwark: Cast, signed_in: SignIn) -> Client:
    client = signed_in(southwark["school"])
    client.raise_request_exception = False
    return client


@pytest.fixture
def section(southwark: Cast, at: datetime) -> str:
    """The page on which a referral's child is named."""
    draft = referrals.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)
    return reverse("referral_section", args=[draft.ref, "child"])


# Pages


@pytest.mark.parametrize("part", ["worker", "school"])
def test_no_address_writes_down_what_is_posted_to_it(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, log: Log, part: str
) -> None:
    case = told("plan")
    client = signed_in(southwark[part])
    client.raise_request_exception = False
    for route in routes():
        if made_up := _address(route, FAMILY):
            client.get(f"{made_up}?page={FAMILY}")
            client.post(f"{_address(route, case.ref)}?page={FAMILY}", dict.fromkeys(FIELDS, EVERYTHING))
    statuses = {line["status"] for line in log.lines if "status" in line}
    assert statuses >= {403, 404, 405}
    assert [line for line in log.lines if line.get("status") == 500] == []
    assert log.would_have_sung()
    assert log.sung() == []


def _address(route: Route, reference: str) -> str | None:
    """Return the route's address with this reference and, wherever else it takes text, something private."""
    (_, names), *_ = get_resolver().reverse_dict.getlist(route.name)[0][0]
    kinds = get_resolver().reverse_dict.getlist(route.name)[0][3]
    numbers = {name: 1 for name, kind in kinds.items() if isinstance(kind, IntConverter)}
    if "ref" not in names or isinstance(kinds["ref"], UUIDConverter):
        return None
    return reverse(route.name, kwargs=dict.fromkeys(names, FAMILY) | {"ref": reference} | numbers)


def test_a_form_that_is_refused_says_so_on_the_page_alone(school: Client, section: str, log: Log) -> None:
    answer = school.post(section, TYPED | {"nhs_number": "943 476 5910", "born_on-year": FAMILY})

    assert FAMILY in answer.content.decode()
    assert b"There is a problem" in answer.content
    assert log.lines == []


def test_a_row_that_the_database_refuses_leaves_the_kind_of_error(
    school: Client, section: str, log: Log, refusing: Callable[..., None]
) -> None:
    refusing("referrals_draft")

    assert school.post(section, TYPED).status_code == 500
    assert len(log.would_have_sung()) == len(CANARIES)
    assert log.sung() == []
    assert "psycopg.errors.RaiseException" in [error["type"] for error in log.lines[0]["errors"]]
    assert log.lines[0]["route"] == "referral_section"


def test_a_database_that_takes_too_long_leaves_the_kind_of_error(
    school: Client, section: str, log: Log, refusing: Callable[..., None]
) -> None:
    refusing("referrals_draft", body="PERFORM pg_sleep(5);")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '500ms'")

    assert school.post(section, TYPED).status_code == 500
    assert log.lines[0]["errors"][-1]["type"] == "psycopg.errors.QueryCanceled"
    assert log.sung() == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_has_gone_leaves_the_kind_of_error(log: Log) -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="terminating connection"):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = FAMILY
    answer = client.post(f"/cases/{FAMILY}/", {"concern": EVERYTHING})
    connection.close()

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
    assert log.lines[0]["errors"][0]["type"] == "django.db.utils.OperationalError"
    assert log.would_have_sung()
    assert log.sung() == []


# The sweep, the e-mails, the documents


def test_a_deadline_that_the_sweep_fails_on_is_a_number(
    owed: Callable[..., Deadline], log: Log, refusing: Callable[..., None]
) -> None:
    deadline = owed("service_manager")
    refusing("cases_deadline", when="UPDATE")

    assert ladder.sweep(at=deadline.due_at + MINUTE) == {"stuck": 1}
    assert [line["message"] for line in log.lines] == [
        f"deadline {deadline.pk} cannot even be set aside: ProgrammingError",
        "deadlines that the sweep failed on: 1",
    ]


def test_a_mail_relay_that_refuses_is_a_number(
    southwark: Cast, at: datetime, clock: Any, settings: Any, log: Log
) -> None:
    mash = southwark["mash"]
    mash.email = EMAIL
    mash.save()
    operations.tell([mash], EVERYTHING, url=f"/{FAMILY}/", at=at, key="one")
    with relays.running() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", relay.port, False
        relay.refused_recipients = {EMAIL}
        tasks.send()

    assert [line["message"] for line in log.lines] == ["notices sent: 0, put off: 1"]


def test_a_document_that_cannot_be_printed_is_a_place(log: Log) -> None:
    with pytest.raises(printing.CannotRender):
        printing.pdf_of(f'<html lang="en"><title>{FAMILY}</title><p style="font-size: 1e30px">{EVERYTHING}')

    assert log.lines[0]["message"].startswith("The press ended with status 1: ")
    assert "reporting/press.py:" in log.lines[0]["message"]
    assert log.sung() == []


def test_a_task_that_fails_is_its_kind_and_its_place(log: Log) -> None:
    failing.fail.apply(args=[EVERYTHING], throw=False)

    (line,) = (line for line in log.lines if "errors" in line)
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert line["errors"][0]["stack"][-1].startswith("tests/cases/failing.py:")
    assert len(log.would_have_sung()) == len(CANARIES)
    assert log.sung() == []


# The worker and the web server as they run


@pytest.mark.django_db
def test_a_real_worker_writes_the_same_lines(tmp_path: Path) -> None:
    broker = f"{os.environ['CELERY_BROKER_URL']}?virtual_host=8"
    command = [argument for argument in site.WORKER if argument != "--beat"]
    command[command.index("mase")] = "tests.cases.failing"
    env = environment(CELERY_BROKER_URL=broker, MASE_DATA=str(tmp_path), MASE_DEBUG="1")
    with _running([sys.executable, *command], tmp_path / "log", env):
        with failing.app.connection_for_write(broker) as to_broker:
            failing.app.send_task("tests.cases.failing.fail", [EVERYTHING], connection=to_broker)
            failing.app.send_task("tests.cases.failing.unknown", [EVERYTHING], connection=to_broker)
        lines = _wait_for(tmp_path / "log", 2)
    _empty(8)

    failed = next(line for line in lines if line["message"].startswith("Task "))
    assert failed["logger"] == "celery.app.trace"
    assert failed["errors"][0]["type"] == "builtins.ValueError"
    assert failed["errors"][0]["stack"][-1].startswith("tests/cases/failing.py:")
    assert any(line["message"].startswith("Received unregistered task of type") for line in lines)
    _assert_silent((tmp_path / "log").read_text())


@pytest.mark.parametrize(
    "asked", [f"GET /{GIVEN}?who={FAMILY} HTTP/1.1\r\nHost: {FAMILY}\r\n\r\n", f"{FAMILY} /\r\n\r\n"]
)
def test_the_real_web_server_writes_the_same_lines(tmp_path: Path, asked: str) -> None:
    address = tmp_path / "socket"
    command = [*site.WEB, "--bind", f"unix:{address}", "--access-logfile", "-"]
    command[command.index("mase.wsgi")] = "tests.cases.failing:application"
    with _running([sys.executable, *command], tmp_path / "log", environment(PORT="0", MASE_DEBUG="1")):
        _wait_until(address.exists)
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(address))
            visitor.sendall(asked.encode())
            assert visitor.recv(100)
        lines = _wait_for(tmp_path / "log", 1)

    assert {line["logger"] for line in lines} <= {"gunicorn.error", "gunicorn.access"}
    assert "gunicorn/" in lines[0]["place"]
    assert "glogging" not in lines[0]["place"]
    _assert_silent((tmp_path / "log").read_text())


@contextmanager
def _running(command: list[str], log: Path, env: dict[str, str]) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output, start_new_session=True)  # noqa: S603
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _wait_for(log: Path, number: int) -> list[dict[str, Any]]:
    """Return the lines of a log once there are so many of trouble; each has to be one of ours."""
    _wait_until(lambda: log.read_text().count('"level": "ERROR"') + log.read_text().count('"WARNING"') >= number)
    return [json.loads(line) for line in log.read_text().splitlines()]


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def _assert_silent(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text.lower()] == []


def _empty(number: int) -> None:
    path = os.environ["CELERY_BROKER_URL"].partition("://")[2]
    with redis.Redis(unix_socket_path=path, db=number) as client:
        client.flushdb()

"""The cast and the clock. Every test that touches the database starts from an empty one on a fixed Monday morning."""

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import cast as demo_cast
from mase.demo import stories
from mase.demo.cast import Cast
from tests import migrated
from tests.once import aside, once

pytest_plugins = ["tests.browser", "tests.lines"]


class BulkWriteOnRecordedModel(AssertionError):
    """A recorded model was written past its history."""


def _watch(name: str) -> None:
    write = getattr(QuerySet, name)

    @wraps(write)
    def watched(self: QuerySet, *args: Any, **kwargs: Any) -> Any:
        if hasattr(self.model, "history"):
            raise BulkWriteOnRecordedModel(f"{name} on {self.model._meta.label}")
        return write(self, *args, **kwargs)

    setattr(QuerySet, name, watched)


for _name in ("update", "bulk_create", "bulk_update"):
    _watch(_name)

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)

_AS_MIGRATED = {"django_content_type", "auth_permission"}  # what follows from the models; policies and rights do too


def _flush_ledgers_too(self: TransactionTestCase) -> None:
    """Empty the database after a test that committed; the ledgers' own triggers would refuse it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_whole'")
        ledgers = [table for (table,) in cursor.fetchall()]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
        names = ", ".join(connection.ops.quote_name(table) for table in sorted(tables - _AS_MIGRATED))
        _switch(cursor, ledgers, "DISABLE")
        cursor.execute(f"TRUNCATE {names}, trail.change, trail.act")
        _switch(cursor, ledgers, "ENABLE")


def _switch(cursor: CursorWrapper, ledgers: list[str], how: str) -> None:
    for table in ledgers:
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER append_only_whole")


TransactionTestCase._fixture_teardown = _flush_ledgers_too


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays to the end, and come less often for what does not."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Copy the migrated database for every process instead of migrating in each."""
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep autovacuum off: between two tests it finds tables empty, and plans for a thousand rows would believe it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} SET (autovacuum_enabled = off)")


@pytest.fixture
def at() -> datetime:
    """A Monday morning in winter, far from any holiday."""
    return MONDAY


@pytest.fixture
def clock(at: datetime) -> Iterator[time_machine.Traveller]:
    """The system clock, standing at that moment; `clock.shift(…)` and `clock.move_to(…)` let time pass."""
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hire(db: None, at: datetime) -> Callable[[str], Cast]:
    """Any borough with somebody in every role: hire("redbridge"). Nobody can sign in by password, for speed."""

    def call(code: str) -> Cast:
        authority = once(("hire", code, at), lambda: demo_cast.hire(code, at=at, password=None).authority)
        people = User.objects.filter(memberships__agency__authority=authority).order_by("pk")
        return Cast(authority, {person.email.partition("@")[0]: person for person in people})

    return call


@pytest.fixture
def southwark(hire: Callable[[str], Cast]) -> Cast:
    """Southwark with somebody in every role."""
    return hire("southwark")


@pytest.fixture
def barnet(hire: Callable[[str], Cast]) -> Cast:
    """Another authority."""
    return hire("barnet")


@pytest.fixture
def told(southwark: Cast, at: datetime) -> Callable[..., Case]:
    """Tell the story of an invented child up to an act: told("allocate")."""

    def tell(until: str = "refer", *, number: int = 0, begins_at: datetime = at) -> Case:
        def act() -> Case:
            return stories.tell(southwark, number, begins_at=begins_at, until=until)

        return once(("tell", until, number, begins_at), act)

    return tell


@pytest.fixture
def signed_in(clock: Any) -> Callable[[User], Client]:
    """A browser in which this person has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        aside(lambda: client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend"))
        return client

    return sign_in

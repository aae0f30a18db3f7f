"""Where the trail cannot be written nothing is shown and nothing is saved: no row, no content; no row, no act.

The trail is really broken: the application's role may not insert into it, or a trigger of the database raises.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.models import Event, NotWritten
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Panel
from tests.architecture.routes import routes
from tests.lines import Log, log
from tests.meetings.typing_in import moment
from tests.once import once

__all__ = ["log"]
pytestmark = pytest.mark.django_db(transaction=True)
_MEETING = {
    "authority": "southwark",
    "place": "Civic offices",
    **moment("scheduled_for", datetime(2026, 6, 3, 9, 0, tzinfo=UTC)),
    **moment("pre_mase_at", datetime(2026, 5, 27, 9, 0, tzinfo=UTC)),
}
SignIn = Callable[[User], Client]

_BREAK = {
    "privilege": "REVOKE INSERT (verb) ON audit_event FROM mase_app",
    "trigger": """
        CREATE FUNCTION raise_trouble() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trouble''; END';
        CREATE TRIGGER trouble BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION raise_trouble()
    """,
}
_MEND = {
    "privilege": "GRANT INSERT (verb) ON audit_event TO mase_app",
    "trigger": "DROP TRIGGER trouble ON audit_event; DROP FUNCTION raise_trouble()",
}


class Trail:
    """The trail of this test's database, and one way to break it."""

    def __init__(self, way: str) -> None:
        self.way, self.is_broken = way, False

    def breaks(self) -> None:
        """From here on no row can be written by whoever answers requests."""
        _run(_BREAK[self.way])
        self.is_broken = True

    def mended(self) -> None:
        """Let rows be written again, if they cannot."""
        if self.is_broken:
            _run(_MEND[self.way])
        self.is_broken = False


@pytest.fixture
def trail(db: None, request: pytest.FixtureRequest) -> Iterator[Trail]:
    """A trail to break, by taking a privilege where the test names no other way; whole again after the test."""
    broken = Trail(getattr(request, "param", "privilege"))
    yield broken
    broken.mended()


in_each_way = pytest.mark.parametrize("trail", _BREAK, indirect=True)


@pytest.fixture
def case(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case that was discussed at a meeting whose minutes are approved."""

    def discussed() -> Case:
        panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
        case = told("admit")
        stories.circulate(southwark, panel, at=at + timedelta(days=20))
        stories.discuss(southwark, case, at + timedelta(days=37))
        stories.approve(southwark, panel, at=at + timedelta(days=38))
        return case

    return once(("discussed and approved", at), discussed)


@pytest.fixture
def panel(case: Case) -> Panel:
    """That meeting."""
    return case.list_entries.select_related("panel").get().panel


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _everything() -> dict[str, str]:
    """Return what each table holds, but for sessions, which every request renews."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {"django_session"}
        held = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")  # noqa: S608
            held[table] = cursor.fetchone()[0]
    return held


def _shows(answer: HttpResponse, case: Case) -> bool:
    content = answer.content.decode(errors="replace")
    child = case.child
    return any(word in content for word in (child.given_names, child.family_name, child.address))


def _pages(guard: str, **kwargs: Any) -> list[str]:
    """Return the address of every page behind this guard that needs nothing more to be found."""
    found = []
    for route in routes():
        if route.guard == guard:
            try:
                found.append(reverse(route.name, kwargs=kwargs))
            except NoReverseMatch:  # it names something inside the case
                continue
    return found


def _said(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@in_each_way
def test_a_page_that_cannot_be_written_down_says_so_and_nothing_else(
    case: Case, southwark: Cast, signed_in: SignIn, trail: Trail
) -> None:
    client = signed_in(southwark["team"])
    assert _shows(client.get(case.get_absolute_url()), case)
    trail.breaks()
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 503
    assert "nothing is shown, and nothing was saved" in _said(answer)
    assert "Try again in a few minutes." in _said(answer)
    assert not _shows(answer, case)
    assert answer["Cache-Control"] == "private, no-store"


def test_no_page_of_a_case_shows_anything(case: Case, southwark: Cast, signed_in: SignIn, trail: Trail) -> None:
    pages = _pages("case", ref=case.ref)
    clients = [signed_in(southwark[part]) for part in ("worker", "mash", "police.mash", "school")]
    trail.breaks()
    before = _everything()
    answers = [(page, client.get(page)) for client in clients for page in pages]
    unheard = (202, 302, 405, 503)  # 202 to an open page: what is being typed is kept, nothing is shown
    assert [page for page, answer in answers if answer.status_code not in unheard] == []
    assert [page for page, answer in answers if _shows(answer, case)] == []
    assert sum(answer.status_code == 503 for _, answer in answers) > 2 * len(pages) > 10
    assert _everything() == before


def test_no_page_of_a_meeting_and_no_list_shows_anything(
    case: Case, panel: Panel, southwark: Cast, signed_in: SignIn, trail: Trail
) -> None:
    pages = [*_pages("panel", ref=panel.ref), *_pages("agency"), reverse("home")]
    clients = [signed_in(southwark[part]) for part in ("coordinator", "worker")]
    assert any(_shows(client.get(page), case) for client in clients for page in pages)
    trail.breaks()
    before = _everything()
    answers = [(page, client.get(page)) for client in clients for page in pages]
    assert [page for page, answer in answers if _shows(answer, case)] == []
    closed = {page for page, answer in answers if answer.status_code == 503}
    assert {reverse(name) for name in ("cases", "board")} <= closed
    assert {reverse(name, args=[panel.ref]) for name in ("panel", "minutes")} <= closed
    assert _everything() == before


def test_no_file_leaves(
    case: Case, panel: Panel, southwark: Cast, signed_in: SignIn, at: datetime, trail: Trail
) -> None:
    feed = urlsplit(agencies.give_calendar_address(southwark["worker"], at=at)).path
    files = [
        ("chair", reverse("download_minutes", args=[panel.ref])),
        ("coordinator", reverse("download_board")),
        ("coordinator", reverse("download_timeliness")),
        ("worker", feed),
    ]
    clients = {part: signed_in(southwark[part]) for part, _ in files}
    whole = [clients[part].get(address) for part, address in files]
    assert [answer.status_code for answer in whole] == [200] * 4
    assert not any(answer.streaming for answer in whole)
    trail.breaks()
    answers = [clients[part].get(address) for part, address in files]
    assert [answer.status_code for answer in answers] == [503] * 4
    assert {answer["Content-Type"] for answer in answers} == {"text/html; charset=utf-8"}
    assert not any("Content-Disposition" in answer for answer in answers)


def test_whoever_is_turned_away_learns_no_more_than_before(
    case: Case, southwark: Cast, barnet: Cast, signed_in: SignIn, trail: Trail
) -> None:
    client = signed_in(barnet["worker"])
    trail.breaks()
    there, nowhere = client.get(case.get_absolute_url()), client.get(reverse("case", args=["BCDF-2345"]))
    assert there.status_code == nowhere.status_code == 503
    assert not _shows(there, case)


def _acts(southwark: Cast, case: Case, panel: Panel) -> list[tuple[str, str, dict[str, str]]]:
    new = {"name": "Grace Hopper", "email": "grace.hopper@southwark.example", "role": "social_worker"}
    return [
        ("team", reverse("allocate", args=[case.ref]), {"worker": str(southwark["second.worker"].pk)}),
        ("coordinator", reverse("schedule"), _MEETING),
        ("worker", reverse("give_calendar_address"), {}),
        ("admin", reverse("begin_membership"), {**new, "agency": "southwark-csc"}),
        ("mash", reverse("restrict", args=[case.ref]), {"reason": "Related to a member of staff"}),
    ]


def test_no_act_is_saved_until_the_trail_is_written_again(
    case: Case, panel: Panel, southwark: Cast, signed_in: SignIn, clock: time_machine.Traveller, trail: Trail
) -> None:
    """Nobody has to guess: what was refused is saved by the very same request later."""
    clock.shift(timedelta(days=40))
    for part, address, typed in _acts(southwark, case, panel):
        client = signed_in(southwark[part])
        trail.breaks()
        before = _everything()
        answer = client.post(address, typed)
        assert answer.status_code == 503, address
        assert not _shows(answer, case)
        assert _everything() == before, address
        trail.mended()
        assert client.post(address, typed).status_code in (200, 302)
        assert _everything() != before, address


def test_the_operator_is_told_in_the_log_without_a_word_of_what_was_to_be_written(
    case: Case, southwark: Cast, signed_in: SignIn, trail: Trail, log: Log
) -> None:
    client = signed_in(southwark["mash"])
    trail.breaks()
    client.post(reverse("restrict", args=[case.ref]), {"reason": "Related to Xanthippe"})
    (line,) = [line for line in log.lines if line["level"] == "CRITICAL"]
    assert line["message"] == "the trail cannot be written: nothing is shown and nothing is saved"
    assert "NotWritten" in str(line["errors"])
    assert log.sung() == []


def test_what_fails_for_another_reason_is_not_said_to_be_the_trail(
    case: Case, southwark: Cast, at: datetime, trail: Trail
) -> None:
    with pytest.raises(AttributeError):
        recording.record(Verb.VIEWED, object(), by=southwark["mash"], at=at)  # type: ignore[arg-type]


@in_each_way
def test_each_way_of_writing_says_that_nothing_was_written(
    case: Case, southwark: Cast, at: datetime, trail: Trail
) -> None:
    trail.breaks()
    _run("SET ROLE mase_app")
    try:
        for write in (
            lambda: recording.record(Verb.VIEWED, southwark.authority, by=None, at=at),
            lambda: Event.objects.bulk_create([Event(at=at, verb="listed", subject="x")]),
            lambda: Event.objects.create(at=at, verb="listed", subject="x"),
        ):
            with pytest.raises(NotWritten):
                write()
    finally:
        _run("RESET ROLE")

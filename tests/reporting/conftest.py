"""Approved minutes: as plain values, and as a meeting in Southwark that discussed two children."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar, Event

from mase import profiles
from mase.agencies import operations
from mase.agencies.models import Agency, User
from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.minutes import QUESTIONS
from meetings.models import Minutes, Panel
from reporting import documents, printing
from tests.factories import CaseFactory, DeadlineFactory
from tests.once import once
from tests.reporting.entries import Address, Feed
from tests.reporting.packs import Packed, ready

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TITLES = {code: rule.label for code, rule in profiles.get("southwark", on=date(2026, 5, 1)).timescales.items()}
SUMMER = datetime(2026, 6, 10, 8, 5, tzinfo=UTC)  # five past nine in London


def case_minutes(number: int = 0, **others: Any) -> dict[str, Any]:
    """Return what the minutes say of one case."""
    action = {"text": "Visit the flat.", "owner": "Ada Ward", "agency": "Borough police", "due_on": "2026-06-24"}
    said = {
        "reference": f"BCDF-{number:04}",
        "child": f"Robin Example{number}",
        "listed_because": "New to the cohort.",
        "discussion": "Missing twice.\r\n\r\nSeen in a dark car.",
        "answers": [[question, f"Answer {place}"] for place, (_, question) in enumerate(QUESTIONS, 1)],
        "satisfied": False,
        "actions": [action],
    }
    return said | others


def minutes_content(*cases: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Return the content of minutes of those cases, as `reporting.queries.minutes_for` hands it over."""
    content = {
        "reference": "MNPQ-2345",
        "authority": "Southwark",
        "held_at": "2026-06-03T09:00:00+00:00",
        "place": "Room 1.10",
        "present": [["Ada Ward", "Borough police"], ["Ben Lowe", "Borough health"]],
        "apologies": [["Cleo Hart", "Harbour Lane School"]],
        "cases": list(cases),
        "left_out": 0,
    }
    return content | others


@pytest.fixture
def printed(southwark: Cast) -> Callable[..., bytes]:
    """The minutes of these cases as the police inspector's copy."""

    def minutes_pdf(*cases: dict[str, Any], **others: Any) -> bytes:
        approved_at = datetime(2026, 6, 4, 15, 30, tzinfo=UTC)
        approved = Minutes(approved_by=southwark["chair"], approved_at=approved_at, sha256=SHA256)
        content = minutes_content(*cases, **others)
        return documents.minutes_pdf(approved, content, recipient=southwark["inspector"], at=SUMMER)

    return minutes_pdf


@dataclass(frozen=True)
class Meeting:
    """A meeting whose minutes are approved, and the children it discussed."""

    panel: Panel
    maya: Case
    tobias: Case


@pytest.fixture
def meeting(southwark: Cast, told: Callable[..., Case], at: datetime) -> Meeting:
    def held() -> Panel:
        panel = stories.schedule(southwark, on=date(2026, 4, 8), at=at)
        discussed = [told("admit", number=number) for number in (0, 1)]
        stories.circulate(southwark, panel, at=at + timedelta(days=20))
        for case in discussed:
            stories.discuss(southwark, case, at + timedelta(days=37))
        stories.approve(southwark, panel, at=at + timedelta(days=38))
        return panel

    panel = once(("approved", at), held)
    maya, tobias = (entry.case for entry in panel.entries.select_related("case").order_by("position"))
    return Meeting(panel, maya, tobias)


@pytest.fixture
def reader(southwark: Cast) -> User:
    """The manager who downloads the minutes."""
    return southwark["team"]


@pytest.fixture
def asked_anew() -> Iterator[None]:
    """Nobody has asked yet whether PDF files can be made on this machine."""
    printing.unavailable_because.cache_clear()
    yield
    printing.unavailable_because.cache_clear()


@pytest.fixture
def without_pango(asked_anew: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose Pango cannot be loaded: what lies in its place is no library."""
    (tmp_path / "libpango-1.0.so.0").write_text("no library")
    monkeypatch.setitem(printing.ENVIRONMENT, "LD_LIBRARY_PATH", str(tmp_path))


@pytest.fixture
def child(southwark: Cast, at: datetime) -> Callable[..., Case]:
    """The file of a child, opened to social care as a whole unless another cast is named: child(opened=None)."""

    def open_file(cast: Cast = southwark, **fields: Any) -> Case:
        return CaseFactory(**{"cast": cast, "opened": cast, "opened_at": at - timedelta(days=200)} | fields)

    return open_file


@pytest.fixture
def owed(child: Callable[..., Case], at: datetime) -> Callable[..., Deadline]:
    """A deadline that runs, in a case of its own unless one is named: owed("screening", days=-2)."""

    def start(code: str = "mash_check", *, days: float = 1, **fields: Any) -> Deadline:
        case = fields.pop("case", None) or child()
        due_at = at + timedelta(days=days)
        given = {"case": case, "code": code, "label": TITLES[code], "started_at": due_at - timedelta(days=1)}
        return DeadlineFactory(**given | {"due_at": due_at} | fields)

    return start


@pytest.fixture
def without_case(at: datetime) -> Callable[..., Deadline]:
    """What an agency owes to a meeting of its authority."""

    def start(agency: Agency, code: str = "agency_submission", *, days: float = 1) -> Deadline:
        due_at = at + timedelta(days=days)
        given = {"case": None, "authority": agency.authority, "agency": agency, "code": code, "label": TITLES[code]}
        return DeadlineFactory(**given, started_at=at - timedelta(days=20), due_at=due_at, owner_role="partner_lead")

    return start


@pytest.fixture
def address(clock: Any, at: datetime) -> Address:
    """Give the person an address of their calendar and return its path."""

    def give(user: User) -> str:
        return operations.give_calendar_address(user, at=at).removeprefix("http://localhost:8000")

    return give


@pytest.fixture
def feed(address: Address, client: Client) -> Feed:
    """Return what a person's calendar reads: each fetch by one that has no cookie."""

    def read(user: User) -> list[Event]:
        answer = client.get(address(user))
        assert answer.status_code == 200
        return list(Calendar.from_ical(answer.content).walk("VEVENT"))

    return read


@pytest.fixture
def panel(southwark: Cast, at: datetime) -> Panel:
    """A MASE meeting in April."""
    return once(("april", at), lambda: stories.schedule(southwark, on=date(2026, 4, 8), at=at))


@pytest.fixture
def packed(southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime, clock: Any) -> Packed:
    """A pack of two cases, ready to be issued; it is the moment after it was made."""
    found = ready(southwark, panel, told, at=at)
    clock.move_to(found.at)
    return found

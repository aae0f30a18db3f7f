"""The quarterly return: asked for when a quarter ends, and recorded when it was issued (RE-9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Deadline, Happening
from mase.demo.cast import Cast
from meetings import quarters, tasks
from meetings.models import QuarterlyReturn
from meetings.operations import quarterly
from meetings.quarters import Quarter
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import day

Q1 = Quarter(2026, 1)
ENDS_AT = datetime(2026, 3, 31, 22, 59, 59, 999999, UTC)
DUE_AT = datetime(2026, 4, 30, 16, tzinfo=UTC)  # twenty working days on, Easter left out
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FACTS = {"issued_on": date(2026, 4, 20), "issued_to": "Partnership subgroup", "note": "Ethnicity is incomplete."}


@pytest.fixture
def redbridge(hire: Callable[[str], Cast]) -> Cast:
    """The borough that reports every quarter."""
    return hire("redbridge")


def _issue(cast: Cast, quarter: Quarter = Q1, *, at: datetime = NOW, **changes: object) -> QuarterlyReturn:
    return quarterly.issue(cast.authority, quarter, by=cast["coordinator"], at=at, **FACTS | changes)


def _asked(cast: Cast) -> list[str]:
    found = Deadline.objects.filter(authority=cast.authority, code="quarterly_return").order_by("pk")
    return list(found.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC), "2025-Q4"),
        (datetime(2026, 3, 31, 23, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "2026-Q1"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "2026-Q2"),
        (datetime(2026, 9, 30, 23, tzinfo=UTC), "2026-Q3"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026-Q3"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2026-Q4"),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), "2023-Q4"),
    ],
)
def test_a_quarter_ends_with_its_last_day_in_london(moment: datetime, code: str):
    assert quarters.last_ended(moment).code == code
    assert quarters.read(code) == quarters.last_ended(moment)


@pytest.mark.parametrize("code", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-Q11", "0001-Q1", "٢٠٢٦-Q1x"])
def test_what_names_no_quarter_is_refused(code: str):
    with pytest.raises(ValueError, match="not a quarter"):
        quarters.read(code)


@pytest.mark.rule("RE-9")
@pytest.mark.parametrize(
    ("moment", "key", "due_at"),
    [
        (datetime(2026, 3, 31, 23, tzinfo=UTC), "2026-Q1", DUE_AT),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), "2026-Q2", datetime(2026, 7, 28, 16, tzinfo=UTC)),
        (datetime(2026, 9, 30, 23, tzinfo=UTC), "2026-Q3", datetime(2026, 10, 28, 17, tzinfo=UTC)),
        (datetime(2027, 1, 1, tzinfo=UTC), "2026-Q4", datetime(2027, 1, 29, 17, tzinfo=UTC)),
    ],
    ids=["after Easter", "summer", "over the change of the clocks", "after New Year"],
)
def test_a_quarter_that_has_ended_is_asked_for_twenty_working_days_on(
    redbridge: Cast, moment: datetime, key: str, due_at: datetime
):
    quarterly.ask(redbridge.authority, at=moment)
    owed = Deadline.objects.get(code="quarterly_return")
    assert (owed.key, owed.due_at, owed.owner_role) == (key, due_at, "co_ordinator")
    assert owed.started_at == quarters.read(key).ends_at
    assert owed.path == reverse("issue_quarterly_return", args=["redbridge", key])


@pytest.mark.rule("RE-9")
def test_the_tick_asks_once_however_often_or_late_it_comes(redbridge: Cast, clock):
    clock.move_to(ENDS_AT - MINUTE)
    tasks.look_ahead()
    assert _asked(redbridge) == []
    for moment in (ENDS_AT + MINUTE, ENDS_AT + 2 * MINUTE, DUE_AT + MINUTE):
        clock.move_to(moment)
        tasks.look_ahead()
    assert _asked(redbridge) == ["2026-Q1"]
    _issue(redbridge, at=DUE_AT + MINUTE)
    tasks.look_ahead()
    assert _asked(redbridge) == ["2026-Q1"]


@pytest.mark.rule("RE-9")
def test_after_a_long_silence_only_the_last_quarter_is_asked_for(redbridge: Cast):
    quarterly.ask(redbridge.authority, at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert _asked(redbridge) == ["2026-Q4"]


def test_an_authority_that_had_nobody_when_the_quarter_ended_owes_none(redbridge: Cast, at: datetime):
    quarterly.ask(redbridge.authority, at=at)
    assert _asked(redbridge) == []


def test_a_quarter_whose_return_was_recorded_is_not_asked_for(redbridge: Cast):
    _issue(redbridge)
    quarterly.ask(redbridge.authority, at=NOW)
    assert _asked(redbridge) == []


def test_other_boroughs_owe_none(southwark: Cast):
    quarterly.ask(southwark.authority, at=NOW)
    assert _asked(southwark) == []
    with pytest.raises(Refused, match="no quarterly return"):
        _issue(southwark)


@pytest.mark.rule("RE-9")
@pytest.mark.parametrize(
    ("after", "late"), [(-MINUTE, False), (timedelta(0), False), (MINUTE, True)], ids=["before", "at", "after"]
)
def test_recording_the_issue_meets_it(redbridge: Cast, after: timedelta, late: bool):
    quarterly.ask(redbridge.authority, at=NOW)
    issued = _issue(redbridge, at=DUE_AT + after)
    owed = Deadline.objects.get(code="quarterly_return")
    kinds = [row.kind for row in owed.events.order_by("pk")]
    assert (owed.closed_as, issued.recorded_by, issued.history.count()) == ("met", redbridge["coordinator"], 1)
    assert kinds == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]
    assert Event.objects.get(verb=Verb.RETURN_ISSUED).detail == {"quarter": "2026-Q1"}


@pytest.mark.rule("RE-9")
def test_a_late_return_is_told_to_the_co_ordinator_and_the_service_manager(redbridge: Cast):
    quarterly.ask(redbridge.authority, at=NOW)
    ladder.sweep(at=DUE_AT + MINUTE)
    owed = Deadline.objects.get(code="quarterly_return")
    assert told_by(f"deadline-{owed.pk}-1-") == {redbridge["coordinator"], redbridge["service"]}


def test_what_cannot_be_is_refused(redbridge: Cast):
    with pytest.raises(Refused, match="not ended"):
        _issue(redbridge, at=ENDS_AT)
    with pytest.raises(Refused, match="after the end of the quarter"):
        _issue(redbridge, issued_on=date(2026, 3, 31))
    _issue(redbridge)
    with pytest.raises(AlreadyDone):
        _issue(redbridge)
    with pytest.raises(IntegrityError), transaction.atomic():
        redbridge.authority.quarterly_returns.create(
            quarter="2026-Q1", recorded_at=NOW, recorded_by=redbridge["coordinator"], **FACTS
        )


@pytest.mark.rule("RE-9")
def test_the_co_ordinator_records_it_on_the_page(redbridge: Cast, signed_in, clock):
    clock.move_to(NOW)
    quarterly.ask(redbridge.authority, at=NOW)
    client, home = signed_in(redbridge["coordinator"]), reverse("quarterly_returns")
    address = reverse("issue_quarterly_return", args=["redbridge", "2026-Q1"])
    assert home in client.get(reverse("meetings")).text
    page = client.get(home).text
    assert (address in page, "made and kept elsewhere" in page) == (True, True)
    typed = {"issued_to": "Partnership subgroup", "note": "Complete.", **day("issued_on", date(2026, 3, 31))}
    page = client.post(address, typed)
    assert (page.status_code, "after the end of the quarter" in page.text) == (200, True)
    assert "Partnership subgroup" in page.text
    page = client.post(address, typed | {"note": " "})
    assert "Enter a note about the figures" in page.text
    assert client.post(address, typed | day("issued_on", NOW.date())).headers["Location"] == home
    assert "Partnership subgroup" in client.get(home).text
    assert "recorded already" in client.post(address, typed | day("issued_on", NOW.date())).text


def test_who_reaches_the_pages(redbridge: Cast, southwark: Cast, signed_in, subtests):
    address = reverse("issue_quarterly_return", args=["redbridge", "2026-Q1"])
    for part, status in {"coordinator": 200, "service": 403, "minutes": 403, "health": 403, "worker": 403}.items():
        with subtests.test(part):
            client = signed_in(redbridge[part])
            assert (client.get(address).status_code, client.get(reverse("quarterly_returns")).status_code) == (
                status,
                status,
            )
    other = signed_in(southwark["coordinator"])
    assert other.get(address).status_code == 404
    assert "do not know one" in other.get(reverse("quarterly_returns")).text
    assert reverse("quarterly_returns") not in other.get(reverse("meetings")).text
    nowhere = reverse("issue_quarterly_return", args=["redbridge", "2026-Q9"])
    assert signed_in(redbridge["coordinator"]).get(nowhere).status_code == 404
    assert signed_in(redbridge["coordinator"]).delete(address).status_code == 405

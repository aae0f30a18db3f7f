"""The return starts the 72 hours for the return interview, however late it is recorded."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo.cast import Cast
from riskscreening.models import MissingEpisode
from riskscreening.operations import missing as operations
from tests.referrals.trail import ended, notices, owed, rows, running
from tests.riskscreening.away import MONDAY_NIGHT, NOW, TUESDAY, moment, record
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words


@pytest.fixture
def missing(case: Case, southwark: Cast) -> MissingEpisode:
    """A child missing since Monday night."""
    return record(case, southwark, at=MONDAY_NIGHT + timedelta(hours=1))


def address(episode: MissingEpisode) -> str:
    return reverse("record_return", args=[episode.case.ref, episode.pk])


def come_back(episode: MissingEpisode, cast: Cast, *, returned_at: datetime = TUESDAY, at: datetime = NOW) -> None:
    operations.record_return(episode, returned_at=returned_at, return_note="Cold", by=cast["worker"], at=at)


def posted(number: str = "10", time: str = "9:00") -> dict[str, str]:
    return moment("returned_at", number, time) | {"return_note": "Cold, not hurt"}


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


EDGES = [  # back, the interview due: 72 hours run through nights, weekends, holidays and clock changes
    ("2026-04-02 16:00", "2026-04-05 16:00"),  # Easter
    ("2026-03-27 12:00", "2026-03-30 13:00"),  # the clocks go forward in between
    ("2026-10-23 12:00", "2026-10-26 11:00"),  # the clocks go back in between
    ("2026-12-24 11:00", "2026-12-27 11:00"),
    ("2028-02-27 08:00", "2028-03-01 08:00"),  # a leap year
]


@pytest.mark.parametrize(("back", "due"), EDGES)
def test_the_return_interview_is_owed_72_hours_from_the_return(
    back: str, due: str, missing: MissingEpisode, southwark: Cast
) -> None:
    come_back(missing, southwark, returned_at=london(back), at=london(back) + timedelta(hours=2))
    deadline = owed(missing.case, "return_interview")
    assert (deadline.due_at, deadline.source) == (london(due), "statutory guidance")
    assert (deadline.owner, deadline.manager, deadline.key) == (
        southwark["worker"],
        southwark["team"],
        str(missing.pk),
    )


@pytest.mark.parametrize("days", [1, 3, 9])
def test_a_return_recorded_late_counts_from_the_return(days: int, missing: MissingEpisode, southwark: Cast) -> None:
    come_back(missing, southwark, at=TUESDAY + timedelta(days=days))
    deadline = owed(missing.case, "return_interview")
    assert (deadline.due_at, deadline.events.get().at) == (
        TUESDAY + timedelta(hours=72),
        TUESDAY + timedelta(days=days),
    )


def test_a_return_recorded_after_the_72_hours_is_late_with_the_next_sweep(
    missing: MissingEpisode, southwark: Cast
) -> None:
    at = TUESDAY + timedelta(days=9)
    come_back(missing, southwark, at=at)
    ladder.sweep(at=at + timedelta(minutes=1))
    assert owed(missing.case, "return_interview").breached_at == TUESDAY + timedelta(hours=72)
    assert "Deadline passed: Hold the return interview" in notices(southwark["worker"])


def test_each_return_has_its_own_clock(missing: MissingEpisode, southwark: Cast) -> None:
    come_back(missing, southwark)
    again = record(missing.case, southwark, missing_since=TUESDAY + timedelta(hours=12), returned_at=NOW)
    found = missing.case.deadlines.open().filter(code="return_interview").order_by("due_at")
    assert [(deadline.key, deadline.due_at) for deadline in found] == [
        (str(missing.pk), TUESDAY + timedelta(hours=72)),
        (str(again.pk), NOW + timedelta(hours=72)),
    ]


def test_the_return_is_recorded_on_the_page(missing: MissingEpisode, southwark: Cast, at_desk: Callable) -> None:
    client = at_desk("coordinator")
    response = client.post(address(missing), posted())
    assert response.headers["Location"] == reverse("screenings", args=[missing.case.ref])
    missing.refresh_from_db()
    assert (missing.returned_at, missing.return_note) == (TUESDAY, "Cold, not hurt")
    assert (missing.return_recorded_by, missing.return_recorded_at) == (southwark["coordinator"], NOW)
    assert missing.history.count() == 2
    (row,) = rows(missing.case, Verb.RETURN_RECORDED)
    assert row.actor == southwark["coordinator"].pk
    assert notices(southwark["worker"])[-1] == "A child is back: a return interview is owed"
    assert "A child is back: a return interview is owed" not in notices(southwark["coordinator"])
    shown = words(one(read(client.get(response.headers["Location"]).content.decode()), "main"))
    assert "Cold, not hurt" in shown
    assert "Owed" in shown


def test_the_return_is_recorded_once(missing: MissingEpisode, southwark: Cast, at_desk: Callable) -> None:
    come_back(missing, southwark)
    with pytest.raises(AlreadyDone):
        come_back(missing, southwark)
    client = at_desk("worker")
    assert client.post(address(missing), posted()).status_code == 409
    assert every(read(client.get(address(missing)).content.decode()), "main form") == []
    assert missing.case.deadlines.filter(code="return_interview").count() == 1


BAD = [
    (posted("9", "22:30"), ["Error: The moment of the return must be after the child was last seen"]),
    (posted("11", "10:01"), ["Error: The moment of the return must be in the past"]),
    (posted("10", ""), ["Error: The moment of the return must include a time"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    missing: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client], subtests: pytest.Subtests
) -> None:
    client = at_desk("worker")
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(missing), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_return_note").text_content().strip() == "Cold, not hurt"
            assert "return_interview" not in running(missing.case)
    with pytest.raises(Refused):
        come_back(missing, southwark, returned_at=MONDAY_NIGHT)


def test_other_roles_record_nothing(
    missing: MissingEpisode, barnet: Cast, signed_in: Callable, at_desk: Callable, subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part):
            assert at_desk(part).post(address(missing), posted()).status_code == expected
    assert signed_in(barnet["worker"]).post(address(missing), posted()).status_code == 404
    missing.refresh_from_db()
    assert missing.returned_at is None


def test_other_methods_are_refused(missing: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").delete(address(missing)).status_code == 405


def test_closing_the_case_ends_what_is_owed(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("inform")
    episode = record(case, southwark, returned_at=TUESDAY)
    still = record(case, southwark, missing_since=TUESDAY + timedelta(hours=1))
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved")
    assert (ended(case, "return_interview"), episode.interview) == ("withdrawn", None)
    with pytest.raises(CaseClosed):
        come_back(still, southwark, returned_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_return(missing: MissingEpisode, southwark: Cast) -> None:
    results = in_parallel(lambda number: come_back(missing, southwark), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "NoneType"]
    assert missing.case.deadlines.filter(code="return_interview").count() == 1

"""The return interview: held, with what was learned, or declined, by whom and why. Either is what was owed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations import missing as operations
from tests.referrals.trail import ended, owed, rows, running
from tests.riskscreening.away import NOW, TUESDAY, moment, offer, record
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

REASON = "Not with us; a youth worker was offered"
LEARNED = "She was at a friend’s flat and afraid to ring."


@pytest.fixture
def back(case: Case, southwark: Cast) -> MissingEpisode:
    """A child who came back on Tuesday at nine."""
    return record(case, southwark, at=TUESDAY + timedelta(hours=1), returned_at=TUESDAY)


@pytest.fixture
def offered(back: MissingEpisode, southwark: Cast) -> MissingEpisode:
    """The same child, to whom an interview was offered at once."""
    return offer(back, southwark)


def address(episode: MissingEpisode) -> str:
    return reverse("record_interview", args=[episode.case.ref, episode.pk])


def interview(episode: MissingEpisode, cast: Cast, *, at: datetime = NOW, **differs: Any) -> None:
    """Record an interview that was held at the moment it is recorded."""
    facts = {
        "interview": Interview.HELD,
        "interview_at": at,
        "interview_by": "A project worker",
        "interview_note": LEARNED,
        "passed_to_police": True,
    }
    operations.record_interview(episode, **facts | differs, by=cast["worker"], at=at)


def held(**differs: str) -> dict[str, str]:
    said = {"interview": "held", "held_by": "A project worker", "learned": LEARNED, "passed_to_police": "no"}
    return said | moment("interview_at", "11", "9:15") | differs


def declined(**differs: str) -> dict[str, str]:
    said = {
        "interview": "declined",
        "declined_by": "The young person",
        "declined_because": REASON,
    }
    return said | moment("interview_at", "11", "9:15") | differs


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_the_last_minute_of_the_72_hours_is_in_time_and_the_next_is_late(
    minutes: int, late: bool, back: MissingEpisode, southwark: Cast
) -> None:
    deadline = owed(back.case, "return_interview")
    interview(back, southwark, at=TUESDAY + timedelta(hours=72, minutes=minutes))
    deadline.refresh_from_db()
    assert (deadline.closed_as, deadline.breached_at is not None) == ("met", late)


def test_an_interview_that_was_held_is_kept_with_what_was_learned(
    back: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    client = at_desk("worker")
    response = client.post(address(back), held())
    assert response.headers["Location"] == reverse("screenings", args=[back.case.ref])
    back.refresh_from_db()
    assert (back.interview, back.interview_by, back.interview_note) == ("held", "A project worker", LEARNED)
    assert (back.passed_to_police, back.interview_at) == (False, NOW - timedelta(minutes=45))
    assert (back.interview_recorded_by, back.interview_recorded_at) == (southwark["worker"], NOW)
    assert ended(back.case, "return_interview") == "met"
    (row,) = rows(back.case, Verb.INTERVIEW_HELD)
    assert (row.actor, row.reason) == (southwark["worker"].pk, "")
    shown = words(one(read(client.get(response.headers["Location"]).content.decode()), "main"))
    assert LEARNED in shown
    assert "Not passed to the police" in shown


def test_an_interview_that_was_declined_says_by_whom_and_why_and_is_met_too(
    offered: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    client = at_desk("coordinator")
    client.post(address(offered), declined())
    offered.refresh_from_db()
    assert (offered.interview, offered.interview_by, offered.passed_to_police) == ("declined", "The young person", None)
    assert offered.interview_note == REASON
    assert ended(offered.case, "return_interview") == "met"
    (row,) = rows(offered.case, Verb.INTERVIEW_DECLINED)
    assert row.actor == southwark["coordinator"].pk
    shown = words(one(read(client.get(reverse("screenings", args=[offered.case.ref])).content.decode()), "main"))
    assert "Declined" in shown


def test_declined_is_not_the_same_as_not_offered(back: MissingEpisode, southwark: Cast, at_desk: Callable) -> None:
    facts = {"interview": Interview.DECLINED, "passed_to_police": None}
    with pytest.raises(StepMissing):
        interview(back, southwark, **facts)
    page = read(at_desk("worker").get(address(back)).content.decode())
    assert "No offer is on record." in words(one(page, "main"))
    assert every(page, "[name=interview][value=declined]") == []
    at_desk("worker").post(address(back), declined())
    back.refresh_from_db()
    assert back.interview is None
    interview(offer(back, southwark), southwark, **facts)
    back.refresh_from_db()
    assert back.interview == "declined"


def test_the_database_keeps_no_declined_interview_that_nobody_offered(back: MissingEpisode, southwark: Cast) -> None:
    back.interview, back.interview_at, back.interview_by, back.interview_note = "declined", NOW, "A", "B"
    back.interview_recorded_at, back.interview_recorded_by = NOW, southwark["worker"]
    with pytest.raises(IntegrityError, match="declined_was_offered"), transaction.atomic():
        back.save()


def test_what_was_learned_is_passed_to_the_police_in_a_line(back: MissingEpisode, at_desk: Callable) -> None:
    client = at_desk("worker")
    client.post(address(back), held(passed_to_police="yes", passed_on="The address and the car, 4619283/26"))
    back.refresh_from_db()
    assert (back.passed_to_police, back.passed_on) == (True, "The address and the car, 4619283/26")
    shown = words(one(read(client.get(reverse("screenings", args=[back.case.ref])).content.decode()), "main"))
    assert "Passed to the police: The address and the car, 4619283/26" in shown


def test_a_line_without_passing_it_on_is_left_aside(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    at_desk("worker").post(address(back), held(passed_to_police="no", passed_on="Typed and taken back"))
    back.refresh_from_db()
    assert (back.passed_to_police, back.passed_on) == (False, "")


def test_the_interview_is_not_before_its_offer(back: MissingEpisode, southwark: Cast, at_desk: Callable) -> None:
    offered = offer(back, southwark, offered_at=NOW - timedelta(minutes=10))
    with pytest.raises(Refused):
        interview(offered, southwark, interview_at=NOW - timedelta(minutes=11))
    page = read(at_desk("worker").post(address(offered), held()).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: The moment must be after the interview was offered"]


def test_one_interview_meets_its_own_clock_only(back: MissingEpisode, southwark: Cast) -> None:
    other = record(back.case, southwark, missing_since=TUESDAY + timedelta(hours=5), returned_at=NOW)
    interview(back, southwark)
    assert owed(back.case, "return_interview").key == str(other.pk)


def test_before_the_return_there_is_nothing_to_record(case: Case, southwark: Cast, at_desk: Callable) -> None:
    episode = record(case, southwark)
    with pytest.raises(StepMissing):
        interview(episode, southwark)
    page = read(at_desk("worker").get(address(episode)).content.decode())
    assert "The return comes first" in words(one(page, "main"))
    assert every(page, "main form") == []


def test_it_is_recorded_once(offered: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]) -> None:
    interview(offered, southwark)
    with pytest.raises(AlreadyDone):
        interview(offered, southwark, interview=Interview.DECLINED, passed_to_police=None)
    client = at_desk("worker")
    assert client.post(address(offered), declined()).status_code == 409
    assert every(read(client.get(address(offered)).content.decode()), "main form") == []
    offered.refresh_from_db()
    assert offered.interview == "held"


def test_it_is_never_before_the_return(back: MissingEpisode, southwark: Cast) -> None:
    with pytest.raises(Refused):
        interview(back, southwark, interview_at=TUESDAY - timedelta(minutes=1))
    early = {"interview": "held", "interview_by": "A", "interview_note": "B", "passed_to_police": True}
    back.interview_at, back.interview_recorded_at = TUESDAY - timedelta(minutes=1), NOW
    back.interview_recorded_by = southwark["worker"]
    for name, value in early.items():
        setattr(back, name, value)
    with pytest.raises(IntegrityError, match="interview_after_return"), transaction.atomic():
        back.save()


BAD = [
    ({"interview": ""} | moment("interview_at", "11", "9:15"), ["Error: Select what became of the return interview"]),
    (held(held_by=""), ["Error: Enter who held the interview"]),
    (held(learned=" "), ["Error: Enter what was learned"]),
    (held(passed_to_police=""), ["Error: Select whether it has been passed to the police"]),
    (held(passed_to_police="yes"), ["Error: Enter what was passed to the police"]),
    (declined(declined_by=""), ["Error: Enter who declined the interview"]),
    (declined(declined_because=""), ["Error: Enter the reason"]),
    (held(**moment("interview_at", "10", "8:59")), ["Error: The moment must be after the return"]),
    (held(**moment("interview_at", "11", "10:01")), ["Error: The moment must be in the past"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    offered: MissingEpisode, at_desk: Callable[[str], Client], subtests: pytest.Subtests
) -> None:
    client = at_desk("worker")
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(offered), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_interview_at-time").get("value") == typed_in["interview_at-time"]
            assert "return_interview" in running(offered.case)


def test_other_roles_record_nothing(
    back: MissingEpisode, barnet: Cast, signed_in: Callable, at_desk: Callable, subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part):
            assert at_desk(part).post(address(back), held()).status_code == expected
    assert signed_in(barnet["worker"]).post(address(back), held()).status_code == 404
    back.refresh_from_db()
    assert back.interview is None


def test_other_methods_are_refused(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").put(address(back)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_one_interview(back: MissingEpisode, southwark: Cast) -> None:
    results = in_parallel(lambda number: interview(back, southwark), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "NoneType"]

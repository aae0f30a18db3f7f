"""A mistyped time is corrected with a reason; how it read stays in the history, and what hangs on it moves along."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import MissingEpisode
from riskscreening.operations import missing as operations
from tests.referrals.trail import owed, rows
from tests.riskscreening.away import MONDAY_NIGHT, NOW, TUESDAY, moment, offer, record
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

HOUR = timedelta(hours=1)


@pytest.fixture
def missing(case: Case, southwark: Cast) -> MissingEpisode:
    """A child missing since Monday night."""
    return record(case, southwark)


@pytest.fixture
def back(case: Case, southwark: Cast) -> MissingEpisode:
    """A child who came back on Tuesday at nine."""
    return record(case, southwark, at=TUESDAY + HOUR, returned_at=TUESDAY)


def address(episode: MissingEpisode) -> str:
    return reverse("correct_missing", args=[episode.case.ref, episode.pk])


def correct(episode: MissingEpisode, cast: Cast, *, by: str = "worker", at: datetime = NOW, **differs: Any) -> None:
    facts = stories.MISSING | {"missing_since": MONDAY_NIGHT, "kind": "missing"} | differs
    operations.correct(episode, **facts, reason="A slip", by=cast[by], at=at)


def posted(**differs: str) -> dict[str, str]:
    said = {"kind": "missing", "missing_from": "care", "reported_to_police": "yes", "police_reference": "MIS/417"}
    said |= moment("missing_since", "9", "21:30") | {"notes": "Upset", "reason": "The wrong hour"}
    return said | differs


def returned(number: str = "10", time: str = "8:00", **differs: str) -> dict[str, str]:
    return posted() | moment("returned_at", number, time) | {"return_note": "", "found_where": "Station"} | differs


@pytest.mark.parametrize("part", ["worker", "coordinator"])
def test_a_correction_says_why_and_keeps_how_it_read(
    part: str, missing: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    response = at_desk(part).post(address(missing), posted(kind="away"))
    assert response.headers["Location"] == reverse("screenings", args=[missing.case.ref])
    missing.refresh_from_db()
    assert (missing.missing_since, missing.kind, missing.missing_from) == (MONDAY_NIGHT - HOUR, "away", "care")
    assert [was.missing_since for was in missing.history.order_by("history_id")] == [MONDAY_NIGHT, MONDAY_NIGHT - HOUR]
    (row,) = rows(missing.case, Verb.MISSING_CORRECTED)
    assert (row.actor, row.reason) == (southwark[part].pk, "The wrong hour")


def test_the_page_begins_with_what_is_on_record(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    page = read(at_desk("worker").get(address(back)).content.decode())
    assert one(page, "#id_missing_since-time").get("value") == "22:30"
    assert one(page, "#id_returned_at-time").get("value") == "09:00"
    assert one(page, "[name=missing_from][checked]").get("value") == "home"
    assert one(page, "[name=reported_to_police][checked]").get("value") == "yes"


def test_what_every_page_says_moves_along(missing: MissingEpisode, southwark: Cast) -> None:
    correct(missing, southwark, missing_since=MONDAY_NIGHT - HOUR, kind="away")
    case = Case.objects.get(pk=missing.case_id)
    assert (case.absent_since, case.absent_as) == (MONDAY_NIGHT - HOUR, "away")


def test_the_interview_is_owed_from_the_corrected_return(
    back: MissingEpisode, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    at_desk("worker").post(address(back), returned())
    back.refresh_from_db()
    assert (back.returned_at, back.found_where) == (TUESDAY - HOUR, "Station")
    assert owed(back.case, "return_interview").due_at == TUESDAY + timedelta(hours=71)


def test_a_correction_of_something_else_moves_no_time(back: MissingEpisode, southwark: Cast) -> None:
    deadline = owed(back.case, "return_interview")
    correct(back, southwark, returned_at=TUESDAY, found_where="Station")
    assert deadline.events.count() == owed(back.case, "return_interview").events.count() == 1


def test_while_the_child_is_missing_no_return_slips_in(missing: MissingEpisode, at_desk: Callable) -> None:
    at_desk("worker").post(address(missing), returned())
    missing.refresh_from_db()
    assert (missing.missing_since, missing.returned_at) == (MONDAY_NIGHT - HOUR, None)


def test_a_return_is_moved_and_never_taken_away(back: MissingEpisode, southwark: Cast) -> None:
    for until in (None, MONDAY_NIGHT):
        with pytest.raises(Refused):
            correct(back, southwark, returned_at=until)


def test_the_return_is_not_after_what_followed_it(back: MissingEpisode, southwark: Cast) -> None:
    offer(back, southwark)
    with pytest.raises(Refused):
        correct(back, southwark, returned_at=TUESDAY + HOUR)
    correct(back, southwark, returned_at=TUESDAY - HOUR)


def test_it_is_not_moved_onto_another_time(back: MissingEpisode, southwark: Cast) -> None:
    later = record(back.case, southwark, missing_since=TUESDAY + HOUR, returned_at=TUESDAY + 5 * HOUR)
    with pytest.raises(AlreadyDone):
        correct(later, southwark, missing_since=TUESDAY - HOUR, returned_at=TUESDAY + 5 * HOUR)
    correct(later, southwark, missing_since=TUESDAY, returned_at=TUESDAY + 5 * HOUR)


BAD = [
    (returned(reason=" "), ["Error: Enter why it is corrected"]),
    (returned(kind=""), ["Error: Select whether the child is missing or away"]),
    (returned("9", "21:30"), ["Error: The moment of the return must be after the child was last seen"]),
    (returned("11", "10:01"), ["Error: The moment of the return must be in the past"]),
    (returned(police_reference=""), ["Error: Enter the reference of the police, or “requested”"]),
]


def test_bad_input_is_named_beside_the_field_and_changes_nothing(
    back: MissingEpisode, at_desk: Callable[[str], Client], subtests: pytest.Subtests
) -> None:
    client = at_desk("worker")
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(back), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_notes").text_content().strip() == "Upset"
    assert back.history.count() == 1


def test_other_roles_correct_nothing(
    back: MissingEpisode, barnet: Cast, signed_in: Callable, at_desk: Callable
) -> None:
    for part, expected in [("team", 403), ("mash", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        assert at_desk(part).post(address(back), returned()).status_code == expected, part
    assert signed_in(barnet["worker"]).post(address(back), returned()).status_code == 404
    assert back.history.count() == 1


def test_other_methods_are_refused(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").put(address(back)).status_code == 405


def test_the_tab_leads_to_the_correction(back: MissingEpisode, at_desk: Callable[[str], Client]) -> None:
    tab = reverse("screenings", args=[back.case.ref])
    assert address(back) in at_desk("worker").get(tab).content.decode()
    assert address(back) not in at_desk("team").get(tab).content.decode()
    assert "Correct" in words(read(at_desk("worker").get(tab).content.decode()))


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_the_same_moment_are_both_kept(back: MissingEpisode, southwark: Cast) -> None:
    in_parallel(lambda number: correct(back, southwark, returned_at=TUESDAY, notes=f"Note {number}"), 2)
    assert back.history.count() == 3

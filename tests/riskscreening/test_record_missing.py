"""A time the child was missing is recorded by the social worker or the co-ordinator; until the return nothing runs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import MissingEpisode
from tests.referrals.trail import notices, owed, reasons, rows, running
from tests.riskscreening.away import MONDAY_NIGHT, NOW, TUESDAY, moment, record
from tests.together import in_parallel
from tests.web.html import every, links, one, read, texts, words


def address(case: Case) -> str:
    return reverse("record_missing", args=[case.ref])


def posted(**differs: str) -> dict[str, str]:
    facts = {
        "kind": "missing",
        "missing_from": "care",
        "reported_to_police": "yes",
        "police_reference": "MIS/417",
        "notes": "Upset",
    }
    return moment("missing_since", "9", "22:30") | facts | {"is_back": "no"} | differs


BACK = {
    "is_back": "yes",
    "return_note": "Cold, not hurt",
    "found_where": "Bus station",
    "with_whom": "A cousin",
} | moment("returned_at", "10", "9:00")


def test_a_child_who_is_missing_starts_no_clock(case: Case, southwark: Cast) -> None:
    episode = record(case, southwark)
    assert (episode.returned_at, "return_interview" in running(case)) == (None, False)


@pytest.mark.parametrize("part", ["worker", "coordinator"])
def test_the_worker_or_the_coordinator_records_it_on_the_page(
    part: str, case: Case, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    response = at_desk(part).post(address(case), posted())
    assert response.headers["Location"] == reverse("screenings", args=[case.ref])
    kept = MissingEpisode.objects.get()
    assert (kept.missing_since, kept.missing_from, kept.police_reference) == (MONDAY_NIGHT, "care", "MIS/417")
    assert (kept.recorded_by, kept.recorded_at, reasons(kept)) == (southwark[part], NOW, ["+"])
    (row,) = rows(case, Verb.MISSING_RECORDED)
    assert (row.actor, row.reason) == (southwark[part].pk, "")


def test_the_tab_shows_who_is_missing_and_leads_to_the_return(case: Case, southwark: Cast, at_desk: Callable) -> None:
    episode = record(case, southwark)
    page = read(at_desk("coordinator").get(reverse("screenings", args=[case.ref])).content.decode())
    assert "9 March 2026 at 22:30" in words(one(page, "main"))
    assert links(page, "main a")["Record the return"] == reverse("record_return", args=[case.ref, episode.pk])
    assert address(case) not in links(page, "main a").values()
    reader = read(at_desk("team").get(reverse("screenings", args=[case.ref])).content.decode())
    assert "Record the return" not in links(reader, "main a")


@pytest.mark.parametrize(("part", "others"), [("worker", ["coordinator", "team"]), ("coordinator", ["worker", "team"])])
def test_those_who_work_with_the_child_are_told_but_not_whoever_recorded_it(
    part: str, others: list[str], case: Case, southwark: Cast
) -> None:
    record(case, southwark, by=part)
    for other in others:
        assert notices(southwark[other])[-1] == "A child is missing"
    assert "A child is missing" not in notices(southwark[part])


def test_a_child_who_is_back_already_is_recorded_at_once(case: Case, at_desk: Callable[[str], Client]) -> None:
    at_desk("worker").post(address(case), posted(**BACK))
    kept = MissingEpisode.objects.get()
    assert (kept.returned_at, kept.return_note, kept.return_recorded_at) == (TUESDAY, "Cold, not hurt", NOW)
    assert (kept.found_where, kept.with_whom) == ("Bus station", "A cousin")
    assert owed(case, "return_interview").due_at == TUESDAY + timedelta(hours=72)


OVERLAPPING = [  # another time, while one is known from Monday 22:30 to Tuesday 9:00
    (MONDAY_NIGHT, TUESDAY, True),
    (MONDAY_NIGHT - timedelta(hours=3), MONDAY_NIGHT + timedelta(minutes=1), True),
    (TUESDAY - timedelta(minutes=1), None, True),
    (MONDAY_NIGHT - timedelta(days=2), None, True),
    (TUESDAY, None, False),
    (TUESDAY, NOW, False),
    (MONDAY_NIGHT - timedelta(hours=3), MONDAY_NIGHT, False),
]


@pytest.mark.parametrize(("since", "until", "refused"), OVERLAPPING)
def test_the_same_time_is_not_recorded_twice(
    since: datetime, until: datetime | None, refused: bool, case: Case, southwark: Cast
) -> None:
    record(case, southwark, returned_at=TUESDAY)
    if refused:
        with pytest.raises(AlreadyDone):
            record(case, southwark, missing_since=since, returned_at=until)
    else:
        record(case, southwark, missing_since=since, returned_at=until)
    assert MissingEpisode.objects.count() == (1 if refused else 2)


def test_while_a_child_is_missing_no_other_time_is_opened(case: Case, southwark: Cast, at_desk: Callable) -> None:
    record(case, southwark)
    assert at_desk("worker").post(address(case), posted()).status_code == 409
    assert MissingEpisode.objects.count() == 1
    earlier = MONDAY_NIGHT - timedelta(days=9)
    record(case, southwark, missing_since=earlier, returned_at=earlier + timedelta(hours=5))
    assert MissingEpisode.objects.count() == 2


IMPOSSIBLE = [
    ({"returned_at": TUESDAY}, "returned_facts"),
    ({"reported_to_police": False}, "reference_of_a_report"),
    ({"interview": "held"}, "interview_facts"),
    ({"passed_to_police": True}, "passed_on_or_not"),
    ({"passed_on": "The car"}, "passed_on_in_words"),
    ({"offered_by": "A"}, "offered_facts"),
    ({"offered_at": NOW, "offered_by": "A"}, "offered_after_return"),
]


@pytest.mark.parametrize(("differs", "constraint"), IMPOSSIBLE)
def test_the_database_keeps_no_half_of_it(
    differs: dict[str, Any], constraint: str, case: Case, southwark: Cast
) -> None:
    facts = {"missing_since": MONDAY_NIGHT, "recorded_at": NOW, "recorded_by": southwark["worker"]}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MissingEpisode.objects.create(case=case, **stories.MISSING | facts | differs)


SINCE = "Error: The moment since which the child was missing"
RETURN = "Error: The moment of the return"
BAD = [
    (
        posted(**moment("missing_since", "12", "22:30")),
        ["Error: The moment since which the child was missing must be in the past"],
    ),
    (
        posted(**moment("missing_since", "", "22:30")),
        ["Error: The moment since which the child was missing must include a day"],
    ),
    (posted(kind=""), ["Error: Select whether the child is missing or away"]),
    (posted(missing_from=""), ["Error: Select where the child was missing from"]),
    (posted(reported_to_police=""), ["Error: Select whether it was reported to the police"]),
    (posted(police_reference=""), ["Error: Enter the reference of the police, or “requested”"]),
    (posted(is_back=""), ["Error: Select whether the child is back"]),
    (
        posted(**BACK | moment("returned_at", "9", "22:30")),
        [f"{RETURN} must be after the child was last seen"],
    ),
    (posted(**BACK | moment("returned_at", "11", "10:01")), [f"{RETURN} must be in the past"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    case: Case, at_desk: Callable[[str], Client], subtests: pytest.Subtests
) -> None:
    client = at_desk("worker")
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(case), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_notes").text_content().strip() == "Upset"
            assert not MissingEpisode.objects.exists()


def test_what_was_typed_under_another_answer_is_left_aside(case: Case, at_desk: Callable[[str], Client]) -> None:
    at_desk("worker").post(address(case), posted(**BACK | {"is_back": "no", "reported_to_police": "no"}))
    kept = MissingEpisode.objects.get()
    assert (kept.returned_at, kept.return_note, kept.police_reference) == (None, "", "")
    assert (kept.found_where, kept.with_whom) == ("", "")


def test_other_roles_record_nothing(
    case: Case, barnet: Cast, signed_in: Callable, at_desk: Callable, subtests: pytest.Subtests
) -> None:
    for part, expected in [("team", 403), ("mash", 403), ("school", 403), ("second.worker", 404), ("yjs", 404)]:
        with subtests.test(part=part):
            assert at_desk(part).post(address(case), posted()).status_code == expected
    assert signed_in(barnet["coordinator"]).post(address(case), posted()).status_code == 404
    assert not MissingEpisode.objects.exists()


def test_other_methods_are_refused(case: Case, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").put(address(case)).status_code == 405


def test_nothing_is_recorded_on_a_closed_case(told: Callable[..., Case], southwark: Cast, at_desk: Callable) -> None:
    case = told("inform")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved")
    with pytest.raises(CaseClosed):
        record(case, southwark)
    page = read(at_desk("coordinator").get(reverse("screenings", args=[case.ref])).content.decode())
    assert every(page, f"main a[href='{address(case)}']") == []


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_record_it_once(case: Case, southwark: Cast) -> None:
    results = in_parallel(lambda number: record(case, southwark, by=["worker", "coordinator"][number]), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "MissingEpisode"]

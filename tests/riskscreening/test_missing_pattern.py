"""The pattern of the times a child was missing: weekday and hour, places, how long, how often, interviews in time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo.cast import Cast
from riskscreening.models import Interview, MissingEpisode
from riskscreening.operations import missing as operations
from tests.referrals.trail import notices, viewed
from tests.riskscreening.away import NOW, record
from tests.web.html import every, links, one, read, texts, words

OFTEN = "A child was missing {} in 90 days: consider a review"


def address(case: Case) -> str:
    return reverse("missing_pattern", args=[case.ref])


def evening(days_ago: int, hour: int = 19) -> datetime:
    """Return an hour of the evening so many days before the Wednesday of these tests, in London."""
    return datetime(2026, 3, 11, hour, tzinfo=LONDON) - timedelta(days=days_ago)


def missed(case: Case, cast: Cast, days_ago: int, *, hours: int = 5, **differs: object) -> MissingEpisode:
    since = evening(days_ago)
    return record(case, cast, missing_since=since, returned_at=since + timedelta(hours=hours), **differs)


def interviewed(episode: MissingEpisode, cast: Cast, *, after: int) -> None:
    held_at = episode.returned_at + timedelta(hours=after)
    said = {"interview": Interview.HELD, "interview_by": "A", "interview_note": "B", "passed_to_police": False}
    operations.record_interview(episode, **said, interview_at=held_at, by=cast["worker"], at=NOW)


def shown(client: Client, case: Case) -> dict[str, str]:
    page = read(client.get(address(case)).content.decode())
    rows = every(page, ".govuk-summary-list__row")
    return {words(one(row, "dt")): words(one(row, "dd")) for row in rows}


def test_the_page_says_what_the_times_have_in_common(case: Case, southwark: Cast, at_desk: Callable) -> None:
    first = missed(case, southwark, 12, hours=2, found_where="Bus station")
    second = missed(case, southwark, 19, hours=50, found_where="bus station")
    missed(case, southwark, 100, missing_from="care")
    interviewed(first, southwark, after=72)
    interviewed(second, southwark, after=73)
    facts = shown(at_desk("worker"), case)
    assert facts["In the last 90 days"] == "Twice"
    assert facts["Missing from"] == "Home (twice), Where the child is looked after (once)"
    assert facts["Found"].casefold() == "bus station (twice)"
    assert facts["How long"] == "Shortest 2 hours, middle 5 hours, longest 2 days"
    assert facts["Interview held within 72 hours"] == "1 of 3 returns"
    assert facts["Interview held later"] == "1"
    assert facts["Interview offered within 72 hours"] == "1 of 3 returns"
    assert facts["In the data set of MASE"] == "Episodes from care or home"


def test_the_table_beside_the_chart_holds_the_same_numbers(case: Case, southwark: Cast, at_desk: Callable) -> None:
    missed(case, southwark, 5)  # a Friday
    missed(case, southwark, 12)
    page = read(at_desk("worker").get(address(case)).content.decode())
    friday = next(row for row in every(page, "tbody tr") if "Friday" in words(row))
    assert [words(cell) for cell in every(friday, "td")] == ["–", "–", "–", "2", "2"]
    assert "Friday: twice" in texts(page, ".app-bars__words")
    assert texts(page, "svg title") == texts(page, ".app-bars__words")


def test_times_of_more_than_a_year_ago_are_left_out(case: Case, southwark: Cast, at_desk: Callable) -> None:
    missed(case, southwark, 364)
    missed(case, southwark, 370)
    assert "1 time missing or away from 11 March 2025 to 11 March 2026." in words(
        read(at_desk("worker").get(address(case)).content.decode())
    )


def test_without_any_time_the_page_says_so(case: Case, at_desk: Callable[[str], Client]) -> None:
    page = read(at_desk("worker").get(address(case)).content.decode())
    assert "Not missing in the last twelve months" in words(one(page, "main"))
    assert every(page, "table") == []


def test_the_third_time_in_ninety_days_tells_the_coordinator(case: Case, southwark: Cast) -> None:
    missed(case, southwark, 30)
    missed(case, southwark, 20)
    assert not any("consider a review" in text for text in notices(southwark["coordinator"]))
    missed(case, southwark, 10)
    assert OFTEN.format("3 times") in notices(southwark["coordinator"])
    for other in ("worker", "team", "mash"):
        assert OFTEN.format("3 times") not in notices(southwark[other])


def test_a_time_before_the_ninety_days_makes_no_pattern(case: Case, southwark: Cast) -> None:
    for days_ago in (90, 20, 10):
        missed(case, southwark, days_ago)
    assert not any("consider a review" in text for text in notices(southwark["coordinator"]))


def test_a_pattern_suggests_a_review_in_words(case: Case, southwark: Cast, at_desk: Callable) -> None:
    client, tab = at_desk("worker"), reverse("screenings", args=[case.ref])
    for days_ago in (30, 20):
        missed(case, southwark, days_ago)
    assert "A review is suggested" not in words(read(client.get(tab).content.decode()))
    missed(case, southwark, 10)
    for page in (tab, address(case)):
        found = read(client.get(page).content.decode())
        assert "Missing or away 3 times in 90 days. A review is suggested" in words(one(found, ".govuk-inset-text"))
        assert links(found, ".govuk-inset-text a")["Strategy meeting"] == reverse("strategies", args=[case.ref])


def test_who_reads_the_screenings_reads_the_pattern(
    case: Case, southwark: Cast, barnet: Cast, at_desk: Callable, signed_in: Callable
) -> None:
    may = dict.fromkeys(("worker", "coordinator", "team", "mash"), 200)
    for part, status in (may | {"school": 403, "police.mash": 403, "second.worker": 404, "yjs": 404}).items():
        assert at_desk(part).get(address(case)).status_code == status, part
    assert signed_in(barnet["coordinator"]).get(address(case)).status_code == 404
    assert viewed(case, southwark["team"]) == ["missing pattern"]


def test_nothing_is_posted_to_it(case: Case, at_desk: Callable[[str], Client]) -> None:
    assert at_desk("worker").post(address(case)).status_code == 405


def test_many_times_cost_no_more_questions(case: Case, southwark: Cast, at_desk: Callable) -> None:
    client = at_desk("worker")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(case)).status_code == 200
        return len(captured)

    for days_ago in range(3, 6):
        missed(case, southwark, days_ago, hours=1)
    few = asked()
    for days_ago in range(6, 33):
        missed(case, southwark, days_ago, hours=1)
    assert asked() == few

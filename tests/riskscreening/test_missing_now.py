"""Who is missing now: on every page of the case, and in a list for the co-ordinator, MASH and the police there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.operations import missing as operations
from tests.riskscreening.away import MONDAY_NIGHT, NOW, record
from tests.web.html import every, links, one, read, texts, words

LIST = "/missing/"
SINCE = "Missing since 9 March 2026 at 22:30"


def listed(client: Client) -> list[str]:
    """Return the rows of the list in words."""
    return [words(row) for row in every(read(client.get(LIST).content.decode()), "tbody tr")]


@pytest.mark.parametrize("part", ["mash", "coordinator", "police.mash"])
def test_mash_the_coordinator_and_the_police_see_who_is_missing(
    part: str, case: Case, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    client = at_desk(part)
    assert "Nobody is missing now" in words(read(client.get(LIST).content.decode()))
    record(case, southwark)
    (row,) = listed(client)
    for said in (case.child.name, case.ref, "9 March 2026 at 22:30, for 1 day", southwark["worker"].name):
        assert said in row
    assert links(read(client.get(LIST).content.decode()), "main a")[case.child.name] == case.get_absolute_url()


def test_the_police_learn_no_more_of_the_screening_than_that_the_child_is_missing(
    case: Case, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    record(case, southwark, police_reference="MIS/417")
    (row,) = listed(at_desk("police.mash"))
    assert "Not for your role" in row
    assert "MIS/417" not in row
    (row,) = listed(at_desk("coordinator"))
    assert "Home Reported, reference MIS/417" in row


def test_an_episode_that_the_police_do_not_know_of_stands_out(case: Case, southwark: Cast, at_desk: Callable) -> None:
    record(case, southwark, reported_to_police=False, police_reference="")
    assert "Not reported" in listed(at_desk("mash"))[0]


def test_a_name_that_was_shown_leaves_a_row(case: Case, southwark: Cast, at_desk: Callable) -> None:
    record(case, southwark)
    at_desk("coordinator").get(LIST)
    row = Event.objects.get(verb=Verb.LISTED, case=case.ref, actor=southwark["coordinator"].pk)
    assert row.detail == {"page": "missing now"}


def test_the_longest_stands_first_and_who_is_back_leaves_the_list(
    case: Case, told: Callable[..., Case], southwark: Cast, at_desk: Callable
) -> None:
    other = told("allocate", number=1)
    short, long = record(other, southwark, missing_since=NOW - timedelta(hours=2)), record(case, southwark)
    client = at_desk("mash")
    assert [case.ref in row for row in listed(client)] == [True, False]
    operations.record_return(long, returned_at=NOW, by=southwark["worker"], at=NOW)
    assert [other.ref in row for row in listed(client)] == [True]
    operations.record_return(short, returned_at=NOW, by=southwark["worker"], at=NOW)
    assert listed(client) == []


def test_nobody_sees_children_of_cases_they_may_not_see(
    case: Case, told: Callable[..., Case], southwark: Cast, barnet: Cast, at_desk: Callable, signed_in: Callable
) -> None:
    record(case, southwark)
    assert listed(signed_in(barnet["coordinator"])) == []
    kept = told("refer", number=2)  # the police have not been told of this one
    record(kept, southwark, by="coordinator")
    assert [case.ref in row for row in listed(at_desk("police.mash"))] == [True]
    cases.restrict(case, by=southwark["mash"], at=NOW, reason="Related to a member of staff")
    assert [kept.ref in row for row in listed(at_desk("coordinator"))] == [True]


def test_other_roles_do_not_open_the_list(southwark: Cast, at_desk: Callable[[str], Client]) -> None:
    for part in ("worker", "team", "school", "inspector", "admin"):
        assert at_desk(part).get(LIST).status_code == 403, part
    assert Client().get(LIST).status_code == 302
    assert at_desk("mash").post(LIST).status_code == 405


def test_thirty_children_cost_no_more_questions_than_three(
    told: Callable[..., Case], southwark: Cast, at_desk: Callable
) -> None:
    client = at_desk("coordinator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    numbers = iter(range(30))
    for number in [next(numbers) for _ in range(3)]:
        record(told("refer", number=number), southwark, by="coordinator")
    few = asked()
    for number in numbers:
        record(told("refer", number=number), southwark, by="coordinator")
    assert asked() == few
    assert len(listed(client)) == 30


PAGES = ("case", "pathway", "referrals", "screenings", "record_missing", "history")


def test_every_page_of_the_case_says_since_when_the_child_is_missing(
    case: Case, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    client = at_desk("worker")
    for page in PAGES:
        found = read(client.get(reverse(page, args=[case.ref])).content.decode())
        assert every(found, ".app-identity .govuk-tag") == [], page
    episode = record(case, southwark)
    for page in PAGES:
        found = read(client.get(reverse(page, args=[case.ref])).content.decode())
        assert texts(found, ".app-identity .govuk-tag") == [SINCE], page
    operations.record_return(episode, returned_at=NOW, by=southwark["worker"], at=NOW)
    found = read(client.get(case.get_absolute_url()).content.decode())
    assert every(found, ".app-identity .govuk-tag") == []


def test_a_child_who_is_away_is_not_called_missing(case: Case, southwark: Cast, at_desk: Callable) -> None:
    record(case, southwark, kind="away")
    found = read(at_desk("worker").get(case.get_absolute_url()).content.decode())
    assert texts(found, ".app-identity .govuk-tag") == ["Away without agreement since 9 March 2026 at 22:30"]
    assert "Away without agreement" in listed(at_desk("mash"))[0]


def test_the_police_are_told_on_their_pages_and_whoever_only_referred_is_not(
    case: Case, southwark: Cast, at_desk: Callable[[str], Client]
) -> None:
    record(case, southwark)
    for part, told in {"police.mash": 1, "inspector": 1, "mash": 1, "school": 0, "health": 0}.items():
        found = read(at_desk(part).get(case.get_absolute_url()).content.decode())
        assert texts(found, ".app-identity .govuk-tag").count(SINCE) == told, part


def test_that_somebody_is_missing_costs_no_question(case: Case, southwark: Cast, at_desk: Callable) -> None:
    client, page = at_desk("team"), reverse("pathway", args=[case.ref])

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    before = asked()
    record(case, southwark)
    assert asked() == before


def test_a_time_that_is_over_when_it_is_recorded_marks_nobody(case: Case, southwark: Cast) -> None:
    record(case, southwark, returned_at=MONDAY_NIGHT + timedelta(hours=4))
    assert Case.objects.get(pk=case.pk).absent_since is None


def test_an_earlier_time_does_not_end_the_present_one(case: Case, southwark: Cast) -> None:
    record(case, southwark)
    earlier = MONDAY_NIGHT - timedelta(days=9)
    record(case, southwark, missing_since=earlier, returned_at=earlier + timedelta(hours=5))
    assert Case.objects.get(pk=case.pk).absent_since == MONDAY_NIGHT


def test_the_heading_counts_the_children(case: Case, southwark: Cast, at_desk: Callable[[str], Client]) -> None:
    record(case, southwark)
    found = read(at_desk("mash").get(LIST).content.decode())
    assert words(one(found, "caption")) == "Missing or away now: 1"

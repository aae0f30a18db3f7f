"""The timeline of a case: every act and every viewing in words, nothing lost between its pages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit.models import Event
from mase.cases import access, ladder, operations, queries
from mase.cases.models import Case, DeadlineEvent
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.cases.rights import everything, only

MINUTE = timedelta(minutes=1)


def _happen(case: Case, by: User, moments: list[datetime]) -> None:
    Event.objects.bulk_create(
        Event(at=at, verb="viewed", actor=by.pk, agency="southwark-csc", case=case.ref, subject="cases.case")
        for at in moments
    )


def _leaf(case: Case, may: Callable[[Permission], bool] = everything) -> list[tuple[datetime, str]]:
    shown: list[tuple[datetime, str]] = []
    before = None
    while True:
        lines, before = queries.timeline(case, may=may, before=before)
        shown += [(line.at, line.what) for line in lines]
        if before is None:
            return shown


@pytest.mark.parametrize(
    ("number", "at_a_moment"), [(0, 1), (50, 1), (51, 1), (120, 1), (120, 7), (49, 60), (130, 49), (70, 70)]
)
def test_leafing_shows_every_line_once_newest_first(
    case: Case, southwark: Cast, at: datetime, number: int, at_a_moment: int
) -> None:
    _happen(case, southwark["mash"], [at + MINUTE * (n // at_a_moment) for n in range(number)])
    shown = _leaf(case)
    assert [moment for moment, _ in shown] == sorted((moment for moment, _ in shown), reverse=True)
    assert len(shown) == Event.objects.filter(case=case.ref).count() == number


def test_trail_and_ledger_are_one_story(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("decide")
    ladder.sweep(at=at + timedelta(days=9))
    shown = _leaf(case)
    assert len(shown) == Event.objects.filter(case=case.ref).count() + DeadlineEvent.objects.count()
    said = [what for _, what in shown]
    assert "deadline started: Start information sharing with partner agencies" in said
    assert "deadline passed: Allocate a social worker" in said
    assert "agreed the outcome" in said


def test_another_case_s_story_is_not_in_it(told: Callable[..., Case]) -> None:
    one, _other = told("share"), told("share", number=1)
    assert len(_leaf(one)) == Event.objects.filter(case=one.ref).count() + one.deadlines.count() + 1


def test_a_line_names_person_agency_and_reason(told: Callable[..., Case], southwark: Cast, at: datetime) -> None:
    case = told("refer")
    operations.restrict(case, by=southwark["service"], at=at + MINUTE, reason="Related to a member of staff")
    line = queries.timeline(case, may=everything)[0][0]
    assert (line.who, line.agency) == (southwark["service"].name, "Southwark children’s social care")
    assert (line.what, line.reason) == ("restricted the record", "Related to a member of staff")


def test_what_nobody_did_was_done_by_the_system(told: Callable[..., Case], at: datetime) -> None:
    case = told("refer")
    ladder.sweep(at=at + timedelta(days=2))
    lines, _ = queries.timeline(case, may=everything)
    assert {line.who for line in lines if "deadline passed" in line.what} == {"The system"}


@pytest.mark.rule("ALL-5")
def test_the_page_shows_who_looked_last_time(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("refer")
    signed_in(southwark["coordinator"]).get(f"/cases/{case.ref}/")
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/history/")
    lines = [line for line in texts(page, "tbody tr") if southwark["coordinator"].name in line]
    assert any("Viewed “case”" in line for line in lines)


def test_following_the_links_reaches_the_first_line(
    case: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    _happen(case, southwark["mash"], [at - MINUTE * n for n in range(1, 120)])
    browser, address, seen = signed_in(southwark["team"]), f"/cases/{case.ref}/history/", 0
    while address:
        page = browser.get(address)
        seen += len([line for line in texts(page, "tbody tr") if southwark["mash"].name in line])
        (older,) = [href for text, href in links(page).items() if text.startswith("Older")] or [""]
        address = older
    assert seen == 119


@pytest.mark.parametrize("before", ["yesterday", "2026-03-02", "2026-03-02T10:00:00", "2026-99-02T10:00Z", "\x00"])
def test_a_place_that_nobody_was_sent_to_is_not_there(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], before: str
) -> None:
    answer = signed_in(southwark["team"]).get(f"/cases/{case.ref}/history/", {"before": before})
    assert answer.status_code == 404


def test_it_costs_four_queries_however_long_it_is(
    case: Case, southwark: Cast, at: datetime, django_assert_num_queries: Callable
) -> None:
    for number in (10, 1000):
        _happen(case, southwark["mash"], [at - MINUTE * n for n in range(number)])
        with django_assert_num_queries(4):
            queries.timeline(case, may=everything)


@pytest.mark.parametrize(("informant", "number"), [([Permission.REFERRAL_INFORMANT], 4), ([], 5)])
def test_leaving_lines_out_costs_nothing_and_covering_the_referrer_one_query(
    told: Callable[..., Case], django_assert_num_queries: Callable, informant: list[Permission], number: int
) -> None:
    case = told("decide")
    with django_assert_num_queries(number):
        queries.timeline(case, may=only(Permission.CASE_VIEW, Permission.HISTORY_VIEW, *informant))


def test_acts_in_a_part_that_is_closed_to_the_reader_are_left_out(told: Callable[..., Case]) -> None:
    case = told("screen")
    core = {what for _, what in _leaf(case, only(Permission.CASE_VIEW, Permission.HISTORY_VIEW))}
    assert {"opened the case", "allocated the case"} <= core
    assert not {"sent the referral", "completed the risk screening", "asked an agency for information"} & core
    screened = {what for _, what in _leaf(case, only(Permission.SCREENING_VIEW))}
    assert "completed the risk screening" in screened
    assert "sent the referral" not in screened


def test_who_was_asked_is_for_those_who_weigh_the_answers(told: Callable[..., Case]) -> None:
    case = told("answer")
    said = {
        what for _, what in _leaf(case, only(Permission.CASE_VIEW, Permission.REFERRAL_VIEW, Permission.HISTORY_VIEW))
    }
    assert "started information sharing" in said
    assert not {"asked an agency for information", "answered a request for information"} & said
    assert not any("Answer the request" in what for what in said)


def test_deadlines_of_a_part_that_is_closed_are_left_out(told: Callable[..., Case]) -> None:
    said = {what for _, what in _leaf(told("allocate"), only(Permission.SCREENING_VIEW))}
    assert "deadline started: Complete the CSE risk screening" in said
    assert not any("information sharing" in what for what in said)


def test_reasons_that_weigh_answers_are_for_those_who_may_read_them(told: Callable[..., Case]) -> None:
    case = told("decide")
    for may, is_told in ((everything, True), (only(Permission.REFERRAL_VIEW), False)):
        lines, _ = queries.timeline(case, may=may)
        reasons = {line.what: line.reason for line in lines}
        assert bool(reasons["proposed the outcome"]) is is_told


def test_viewings_of_a_page_that_is_closed_to_the_reader_are_left_out(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("share")
    browser = signed_in(southwark["team"])
    for page in ("", "screenings/"):
        assert browser.get(f"/cases/{case.ref}/{page}").status_code == 200
    assert "viewed “screenings”" in {what for _, what in _leaf(case)}
    narrow = {what for _, what in _leaf(case, only(Permission.CASE_VIEW, Permission.HISTORY_VIEW))}
    assert "viewed “case”" in narrow
    assert "viewed “screenings”" not in narrow


def test_the_page_leaves_out_what_its_reader_may_not_see(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    case, reader = told("decide"), southwark["second.worker"]
    sections = [Section.CASE, Section.HISTORY]
    access.open_to_person(case, reader, sections, by=southwark["team"], at=at, reason="Audit of the file")
    narrow = " ".join(texts(signed_in(reader).get(f"/cases/{case.ref}/history/"), "tbody tr"))
    wide = " ".join(texts(signed_in(southwark["team"]).get(f"/cases/{case.ref}/history/"), "tbody tr"))
    assert "Opened the case" in narrow
    assert "Agreed the outcome" not in narrow
    assert "Agreed the outcome" in wide

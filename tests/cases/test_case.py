"""The overview: where the case stands, what is owed and what comes next, each for those who may see that part."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.cases import access, ahead, deadlines, parts, showing
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo.cast import Cast
from tests.cases.ledger import only
from tests.cases.pages import links, texts
from tests.factories import CaseFactory

HOUR = timedelta(hours=1)


def _everything(_: Permission) -> bool:
    return True


def _only(*held: Permission) -> Callable[[Permission], bool]:
    return lambda permission: permission in held


def _shown(browser: Client, case: Case) -> str:
    page = browser.get(case.get_absolute_url())
    assert page.status_code == 200
    return " ".join(texts(page, "main"))


def test_social_care_reads_the_whole_story(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case, browser = told("convene"), signed_in(southwark["team"])
    overview, pathway = _shown(browser, case), " ".join(texts(browser.get(f"/cases/{case.ref}/pathway/"), "main"))
    steps = list(case.transitions.order_by("-pk"))
    for shown, of in ((overview, steps[:5]), (pathway, steps)):
        for step in of:
            assert step.get_step_display() in shown
            assert step.reason in shown
    for deadline in case.deadlines.all():
        assert deadline.label in (pathway if deadline.closed_at else overview)
    assert southwark["worker"].name in overview


@pytest.mark.rule("ALL-5")
def test_an_agency_that_was_only_asked_learns_who_the_child_is_and_no_more(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("share")
    shown = _shown(signed_in(southwark["health"]), case)
    assert case.child.name in shown
    others = case.deadlines.exclude(code="information_reply").values_list("label", flat=True)
    for hidden in ("Referral received", "Information sharing started", *others):
        assert hidden not in shown


def test_the_referrer_sees_the_steps_and_not_what_agencies_answered(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("decide")
    shown = _shown(signed_in(southwark["school"]), case)
    assert "Outcome red: to social care" in shown
    assert case.transitions.get(step="red").reason not in shown


def test_a_named_person_sees_what_she_owes_and_nothing_else_that_is_owed(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    case, member = told("allocate"), southwark["health.member"]
    access.open_to_person(case, member, [Section.CASE], by=southwark["team"], at=at, reason="Has an action")
    deadlines.start(case, "action", at=at, by=None, owner=member, key="1", due_at=at + HOUR, label="Ring the clinic")
    shown = _shown(signed_in(member), case)
    assert "Ring the clinic" in shown
    assert "Complete the CSE risk screening" not in shown


@pytest.mark.parametrize(
    ("part", "tabs"),
    [
        (
            "team",
            [
                "Overview",
                "Pathway",
                "Referral",
                "People",
                "Screening",
                "Plans",
                "Notes",
                "Strategy meeting",
                "MAP",
                "MASE",
                "Police intelligence",
                "Chronology",
                "History",
            ],
        ),
        ("police.mash", ["Overview", "Pathway", "Request", "Referral", "People"]),
        ("health", ["Overview", "Pathway", "Request"]),
        ("minutes", ["Overview", "Pathway", "MASE"]),
    ],
)
def test_each_sees_the_tabs_they_may_open(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], part: str, tabs: list[str]
) -> None:
    case = told("share")
    browser = signed_in(southwark[part])
    found = links(browser.get(case.get_absolute_url()), "nav a[href^='/cases/']")
    in_case = {text: href for text, href in found.items() if case.ref in href}
    assert list(in_case) == tabs
    for href in in_case.values():
        assert browser.get(href).status_code == 200, href


def test_ways_are_offered_to_whoever_may_go_them(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("decide")
    pages = {part: signed_in(southwark[part]).get(case.get_absolute_url()) for part in ("team", "service", "mash")}
    offered = {part: links(page) for part, page in pages.items()}
    allocate = f'href="/cases/{case.ref}/allocate/"'
    assert {part for part, page in pages.items() if allocate in page.content.decode()} == {"team", "service"}
    assert {part for part in offered if "Restrict the record" in offered[part]} == {"service", "mash"}
    assert {part for part in offered if "Close the case" in offered[part]} == {"team", "service", "mash"}


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_says_what_comes_next_in_the_borough_s_words(
    southwark: Cast, barnet: Cast, at: datetime, stage: Stage
) -> None:
    for cast in (southwark, barnet):
        case = CaseFactory.build(cast=cast, child__pk=1, stage=stage, opened_at=at)
        found = ahead.ahead(case, may=_everything)
        assert found.sentence.endswith(".")
        assert "{" not in found.sentence + "".join(text for text, _ in found.ways)
        assert len({href for _, href in found.ways}) == len(found.ways)
        assert ahead.ahead(case, may=_only()).ways == []


def test_every_step_and_timescale_belongs_to_a_part_of_the_file(southwark: Cast) -> None:
    for step in Step:
        assert parts.step_needs(step).section is not None
        assert parts.reason_needs(step).section is not None
    of_meetings = {"mase_circulation", "agency_submission", "minutes_issued", "quarterly_return"}
    of_the_authority = of_meetings | {"emergency_review", "consultation", "intervention_review"}
    for code in southwark.authority.profile.timescales.keys() - of_the_authority:
        assert parts.page_of(code) != "case", f"{code} leads to no page of its own"
    assert parts.deadline_needs("not known") is Permission.HISTORY_VIEW


@pytest.mark.parametrize(
    ("after_due", "tone"),
    [(-24 * HOUR, "info"), (-3 * HOUR, "warn"), (timedelta(0), "warn"), (HOUR / 60, "bad"), (99 * HOUR, "bad")],
)
def test_what_is_left_carries_the_tone_of_its_urgency(
    told: Callable[..., Case], after_due: timedelta, tone: str
) -> None:
    deadline = only(told("refer"), "rag_outcome")
    (owed,) = showing.deadlines([deadline], at=deadline.due_at + after_due)
    assert (owed.tone, owed.who) == (tone, "MASH duty manager")
    assert ("overdue" in owed.left.lower()) is (tone == "bad")


@pytest.mark.parametrize(("swept", "left", "tone"), [(False, "Met", "good"), (True, "Met late", "warn")])
def test_how_it_ended_is_said_in_words(
    told: Callable[..., Case], southwark: Cast, swept: bool, left: str, tone: str
) -> None:
    case = told("refer")
    met_at = only(case, "mash_check").due_at + (HOUR if swept else -HOUR)
    deadlines.meet(case, "mash_check", at=met_at, by=southwark["mash"])
    deadlines.withdraw(case, "rag_outcome", at=met_at, by=southwark["mash"], reason="Sent twice")
    (met,), (gone,) = (showing.deadlines([only(case, code)], at=met_at) for code in ("mash_check", "rag_outcome"))
    assert (met.left, met.tone) == (left, tone)
    assert (gone.left, gone.tone) == ("No longer needed", "quiet")


def test_a_rule_that_the_procedures_leave_open_is_said_to_be_local(told: Callable[..., Case], at: datetime) -> None:
    case = told("decide")
    (owed,) = showing.deadlines([only(case, "allocation")], at=at)
    assert owed.rule == "1 working day from red recorded, or referral accepted (set locally)"
    assert owed.place == f"/cases/{case.ref}/allocate/"


def test_the_page_costs_the_same_with_many_deadlines(
    told: Callable[..., Case],
    southwark: Cast,
    at: datetime,
    signed_in: Callable[[User], Client],
    django_assert_max_num_queries: Any,
) -> None:
    case, browser = told("allocate"), signed_in(southwark["team"])
    for n in range(60):
        deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key=str(n), due_at=at + HOUR)
    with django_assert_max_num_queries(30):
        browser.get(case.get_absolute_url())

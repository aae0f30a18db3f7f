"""The board: what is open, for whom, in which order, and what is written down about it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from reporting import obligations
from tests.cases.pages import error_of, links, texts
from tests.reporting.listing import figures, options, refs

SignIn = Callable[[User], Client]
Owed = Callable[..., Deadline]
ROWS = "main tbody tr"
FIRST = "main tbody th a"


@pytest.fixture
def browser(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["team"])


@pytest.mark.parametrize("part", ["mash", "atm", "team", "service", "coordinator", "inspector", "health", "school"])
def test_managers_and_leads_have_a_board(southwark: Cast, signed_in: SignIn, part: str) -> None:
    browser = signed_in(southwark[part])
    assert browser.get("/board/").status_code == 200
    assert {"Board", "Timeliness"} <= set(texts(browser.get("/"), "nav[aria-label=Main] a"))


@pytest.mark.parametrize("part", ["worker", "minutes", "chair", "admin", "health.member", "police.mash"])
def test_others_have_none(southwark: Cast, signed_in: SignIn, part: str) -> None:
    browser = signed_in(southwark[part])
    for address in ("/board/", "/board/by-rule/", "/board/by-person/", "/board/by-agency/", "/board/deadlines.csv"):
        assert browser.get(address).status_code == 403
    assert not {"Board", "Timeliness"} & set(texts(browser.get("/"), "nav[aria-label=Main] a"))


@pytest.mark.parametrize("address", ["/board/", "/board/by-rule/", "/board/deadlines.csv"])
def test_the_board_is_only_read(browser: Client, address: str) -> None:
    assert browser.post(address).status_code == 405


def test_a_row_says_what_whose_by_which_rule_who_when_and_what_is_left(
    browser: Client, southwark: Cast, owed: Owed
) -> None:
    deadline = owed("screening", days=-2, owner=southwark["worker"], owner_role="social_worker", rule="10 days")
    page = browser.get("/board/")
    (row,) = texts(page, ROWS)
    case = deadline.case
    for words in (
        "Complete the CSE risk screening",
        "10 days (SO-11)",
        case.child.name,
        case.ref,
        southwark["worker"].name,
        "Southwark children’s social care",
        "28 February 2026 at 10:00",
        "2 days overdue",
    ):
        assert words in row
    found = links(page, "main tbody a")
    assert deadline.get_absolute_url() in found.values()
    assert deadline.path in found.values()
    assert case.get_absolute_url() in found.values()


def test_no_name_stands_in_title_or_address(browser: Client, owed: Owed) -> None:
    case = owed().case
    page = browser.get("/board/")
    assert case.child.family_name not in " ".join(texts(page, "title"))
    assert not any(case.child.family_name in href for href in links(page, "a").values())


def test_what_is_owed_to_a_meeting_has_no_case(browser: Client, southwark: Cast, without_case: Owed) -> None:
    deadline = without_case(southwark.agency("health"))
    page = browser.get("/board/")
    assert f"/deadlines/{deadline.ref}/" in links(page, "main tbody a").values()
    assert "Safeguarding lead Southwark health" in texts(page, ROWS)[0]


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_leaves_the_board_of_those_who_are_not_named(
    browser: Client, southwark: Cast, told: Callable[..., Case], at: datetime, signed_in: SignIn
) -> None:
    case = told("refer")
    assert case.ref in " ".join(texts(browser.get("/board/"), ROWS))
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    assert case.ref not in browser.get("/board/").content.decode()
    assert figures(browser.get("/board/"))["All open"] == "0"
    page = signed_in(southwark["mash"]).get("/board/")
    assert "Restricted" in " ".join(texts(page, ROWS))


@pytest.mark.rule("ALL-5")
def test_a_row_of_a_part_that_is_closed_to_the_reader_is_not_shown(
    southwark: Cast, child: Callable[..., Case], owed: Owed, signed_in: SignIn, at: datetime
) -> None:
    case = child(opened=None)
    opened = [Section.CASE, Section.REFERRAL]
    access.open_to_agency(case, southwark.agency("health"), opened, by=southwark["mash"], at=at, reason="Test")
    owed("mash_check", case=case)
    owed("screening", case=case)
    page = signed_in(southwark["health"]).get("/board/")
    assert [text for text in texts(page, FIRST) if "screening" in text] == []
    assert len(texts(page, ROWS)) == 1
    assert figures(page)["All open"] == "1"
    assert "screening" not in " ".join(texts(page, "select option"))


def test_another_authority_sees_an_empty_board(barnet: Cast, owed: Owed, signed_in: SignIn) -> None:
    deadline = owed()
    page = signed_in(barnet["team"]).get("/board/")
    assert "Nothing is open" in " ".join(texts(page, "main"))
    assert deadline.case.ref not in page.content.decode()
    assert signed_in(barnet["team"]).get(f"/board/?rule={deadline.code}").status_code == 200


def test_what_has_ended_is_not_on_the_board(browser: Client, owed: Owed, at: datetime) -> None:
    owed(closed_at=at, closed_as="met")
    assert texts(browser.get("/board/"), ROWS) == []


STATES = {"overdue": -1, "today": 0.1, "week": 2, "later": 20}


def test_a_state_shows_what_is_in_it(browser: Client, owed: Owed, at: datetime) -> None:
    rows = {state: owed(days=days) for state, days in STATES.items()}
    rows["paused"] = owed(days=-3, paused_at=at)
    assert figures(browser.get("/board/")) == {"All open": "5"} | dict.fromkeys(obligations.STATES.values(), "1")
    for state, deadline in rows.items():
        page = browser.get("/board/", {"state": state})
        (row,) = texts(page, ROWS)
        assert deadline.case.ref in row
        assert texts(page, ".app-figures a[aria-current]") == [f"1 {obligations.STATES[state]}"]


def test_paused_and_late_are_said_in_words(browser: Client, owed: Owed, at: datetime) -> None:
    owed(days=-3, paused_at=at)
    owed(days=-2)
    assert texts(browser.get("/board/"), "main tbody .govuk-tag") == ["Paused", "2 days overdue"]


@pytest.mark.parametrize(
    ("name", "words"), [("rule", "Complete the CSE"), ("agency", "health"), ("who", "Social worker")]
)
def test_each_choice_narrows_the_list_and_its_numbers(
    browser: Client, southwark: Cast, owed: Owed, without_case: Owed, name: str, words: str
) -> None:
    owed("mash_check")
    owed("screening", owner_role="social_worker")
    without_case(southwark.agency("health"))
    page = browser.get("/board/")
    (value,) = [value for text, value in options(page, name).items() if words in text]
    page = browser.get("/board/", {name: value})
    assert len(texts(page, ROWS)) == 1
    assert figures(page)["All open"] == "1"
    assert any(words in text for text in texts(page, "main p strong")), "the choice is said in words, for paper too"


def test_somebody_named_and_a_role_without_anybody_are_told_apart(browser: Client, southwark: Cast, owed: Owed) -> None:
    worker = southwark["worker"]
    named = owed(owner=worker, owner_role="social_worker")
    nobody = owed(owner_role="social_worker")
    assert named.case.ref in texts(browser.get("/board/", {"who": worker.pk}), ROWS)[0]
    assert nobody.case.ref in texts(browser.get("/board/", {"who": "social_worker"}), ROWS)[0]


@pytest.mark.parametrize("field", ["rule", "who", "agency", "state", "sort"])
@pytest.mark.parametrize("value", ["nonsense", "99999999999999999999", "'", "\x00", "²"])
def test_a_choice_that_is_not_offered_is_refused_beside_its_field(
    browser: Client, owed: Owed, field: str, value: str
) -> None:
    owed()
    page = browser.get("/board/", {field: value})
    assert page.status_code == 200
    assert error_of(page, field).startswith("Select ")
    assert texts(page, ROWS) == []
    assert texts(page, "title")[0].startswith("Error: ")


def test_a_list_that_nothing_fits_leads_back_to_all(browser: Client, owed: Owed) -> None:
    owed(days=1)
    page = browser.get("/board/?state=overdue")
    assert "No open deadline fits" in " ".join(texts(page, "main"))
    assert links(page)["Show all that is open"] == "/board/"


@pytest.mark.rule("ALL-5")
def test_every_case_on_the_page_leaves_one_row(browser: Client, southwark: Cast, owed: Owed, child: Any) -> None:
    case = child()
    for days in (1, 2, 3):
        owed(case=case, days=days)
    other = owed("screening").case
    browser.get("/board/?rule=mash_check")
    found = Event.objects.filter(verb="listed", actor=southwark["team"].pk)
    assert [(row.case, row.detail) for row in found] == [(case.ref, {"page": "board"})]
    assert not Event.objects.filter(case=other.ref).exists()


def test_a_refusal_is_written_down(southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["worker"]).get("/board/")
    assert Event.objects.get(verb="refused").detail == {"page": "board"}


def test_the_sheet_says_what_was_chosen_and_links_are_left_to_the_screen(browser: Client, owed: Owed) -> None:
    owed()
    page = browser.get("/board/?rule=mash_check&state=week")
    chosen = "Only what has to be done: Start information sharing with partner agencies; state: Later this week."
    assert f"{chosen} As it stood on 2 March 2026 at 10:00." in texts(page, "main p")
    assert texts(page, "form.app-choose"), "the part of the page that the print style sheet leaves out"


def test_deadlines_of_a_moment_keep_their_order(browser: Client, owed: Owed, at: datetime) -> None:
    rows = [owed(days=1) for _ in range(4)] + [owed(days=1 - 1 / 24)]
    assert refs(browser.get("/board/")) == [row.ref for row in (rows[4], *rows[:4])]

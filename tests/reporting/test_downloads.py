"""The files of the board and of timeliness: what stands in them, what does not, and what is written down."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from tests.cases.pages import links
from tests.reporting.listing import refs

SignIn = Callable[[User], Client]
Owed = Callable[..., Deadline]


@pytest.fixture
def browser(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["team"])


def _rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_file_of_the_board_holds_what_was_chosen_in_its_order(
    browser: Client, southwark: Cast, owed: Owed, without_case: Owed
) -> None:
    owed("mash_check", days=2)
    late = owed("screening", days=-1.5, owner=southwark["worker"])
    owed("screening", days=-3)
    without_case(southwark.agency("health"), days=-1)
    page = browser.get("/board/?state=overdue&sort=-due")
    rows = _rows(browser.get(links(page)["Download these deadlines (CSV)"]))
    assert [row["Deadline"] for row in rows] == refs(page)
    assert len(rows) == 3
    assert rows[1] == {
        "Deadline": late.ref,
        "Case": late.case.ref,
        "What has to be done": "Complete the CSE risk screening",
        "Rule": "24 hours from referral received (SO-11)",
        "Who answers": southwark["worker"].name,
        "Agency": "Southwark children’s social care",
        "Due": "2026-02-28 22:00",
        "State": "1 day overdue",
    }
    assert rows[0]["Case"] == ""


@pytest.mark.rule("ALL-5")
def test_no_child_is_named_in_the_file(browser: Client, owed: Owed) -> None:
    deadline = owed(label="Visit Given0 Family0 at home")
    text = browser.get("/board/deadlines.csv").content.decode()
    child = deadline.case.child
    assert deadline.case.ref in text
    assert child.given_names not in text
    assert child.family_name not in text
    assert "Visit" not in text, "what somebody wrote stays on the page"


def test_a_name_that_looks_like_a_formula_is_text(browser: Client, southwark: Cast, owed: Owed) -> None:
    worker = southwark["worker"]
    worker.name = '=HYPERLINK("http://x")'
    worker.save()
    owed(owner=worker)
    (row,) = _rows(browser.get("/board/deadlines.csv"))
    assert row["Who answers"] == '\'=HYPERLINK("http://x")'


@pytest.mark.rule("ALL-5")
def test_a_file_leaves_a_row_for_each_case_and_one_for_the_download(
    browser: Client, southwark: Cast, owed: Owed
) -> None:
    case = owed().case
    owed(case=case)
    owed("screening")
    browser.get("/board/deadlines.csv?rule=mash_check")
    found = Event.objects.filter(actor=southwark["team"].pk).order_by("pk")
    assert [(row.verb, row.case, row.detail["page"]) for row in found] == [
        ("listed", case.ref, "download of the board"),
        ("downloaded", "", "board"),
    ]
    assert found.last().subject_id == southwark.authority.pk


def test_a_file_of_more_than_a_page_is_whole(browser: Client, child: Callable[..., Case], owed: Owed) -> None:
    case = child()
    rows = [owed(case=case, days=n / 10) for n in range(120)]
    assert [row["Deadline"] for row in _rows(browser.get("/board/deadlines.csv"))] == [row.ref for row in rows]


def test_an_empty_board_is_a_file_with_its_headings(browser: Client) -> None:
    assert browser.get("/board/deadlines.csv").content.decode("utf-8-sig").startswith("Deadline,Case,")
    assert _rows(browser.get("/board/deadlines.csv")) == []


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/board/deadlines.csv?sort=nonsense", "/board/?sort=nonsense"),
        ("/timeliness/numbers.csv?rule=nonsense", "/timeliness/?rule=nonsense"),
    ],
)
def test_a_wrong_choice_leads_to_the_page_that_says_what_is_wrong(browser: Client, address: str, page: str) -> None:
    answer = browser.get(address)
    assert (answer.status_code, answer.url) == (302, page)
    assert not Event.objects.filter(verb="downloaded").exists()


def test_the_file_of_timeliness_holds_the_numbers_of_each_rule_in_each_agency(
    browser: Client, southwark: Cast, owed: Owed
) -> None:
    owed("action", days=-2, agency=southwark.agency("health"))
    owed("action", days=-1, agency=southwark.agency("health"))
    owed("action", days=-3, agency=southwark.agency("police"))
    rows = _rows(browser.get("/timeliness/numbers.csv"))
    assert [(row["Agency"], row["Ended or fell due"]) for row in rows] == [
        ("Southwark health", "2"),
        ("Southwark police", "1"),
    ]
    assert rows[0] == {
        "From": "2026-01-01",
        "To": "2026-03-31",
        "What has to be done": "Do what was agreed",
        "Agency": "Southwark health",
        "Ended or fell due": "2",
        "Met in time": "0",
        "Met late": "0",
        "Still open, overdue": "2",
        "Waived": "0",
        "No longer needed": "0",
        "Late by, median (hours)": "36.0",
        "Late by, 90th percentile (hours)": "45.6",
        "Late by, worst (hours)": "48.0",
    }


def test_the_file_of_timeliness_is_of_the_period_and_choice_on_the_page(
    browser: Client, southwark: Cast, owed: Owed
) -> None:
    owed("action", days=-70)
    owed("screening", days=-70)
    owed("screening", days=-1)
    page = browser.get(links(browser.get("/timeliness/?rule=screening"))["Last quarter"] + "&rule=screening")
    (row,) = _rows(browser.get(links(page)["Download these numbers (CSV)"]))
    assert (row["From"], row["What has to be done"], row["Ended or fell due"]) == (
        "2025-10-01",
        "Complete the CSE risk screening",
        "1",
    )


def test_the_download_of_numbers_leaves_a_row(browser: Client, southwark: Cast, owed: Owed) -> None:
    owed(days=-2)
    browser.get("/timeliness/numbers.csv")
    row = Event.objects.get(verb="downloaded")
    assert (row.actor, row.subject_id, row.detail) == (
        southwark["team"].pk,
        southwark.authority.pk,
        {"page": "timeliness"},
    )


@pytest.mark.rule("ALL-5")
def test_readers_download_what_they_may_see(
    southwark: Cast, barnet: Cast, owed: Owed, without_case: Owed, signed_in: SignIn
) -> None:
    owed(days=-2)
    mine = without_case(southwark.agency("health"), days=-2)
    rows = _rows(signed_in(southwark["health"]).get("/board/deadlines.csv"))
    assert [row["Deadline"] for row in rows] == [mine.ref]
    assert _rows(signed_in(barnet["team"]).get("/board/deadlines.csv")) == []
    assert _rows(signed_in(barnet["team"]).get("/timeliness/numbers.csv")) == []

"""Timeliness: the numbers of a period for each reader, and the list behind every one of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
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
from mase.profiles.vocabulary import RUNS_ON
from tests.cases.pages import error_of, links, texts
from tests.reporting.listing import leafed, leaves, numbers, options, refs

SignIn = Callable[[User], Client]
Owed = Callable[..., Deadline]

READERS = ("team", "coordinator", "mash", "inspector", "health", "education")
ADDRESSES = ("/timeliness/", "/timeliness/deadlines/", "/timeliness/numbers.csv")
CODES = ("mash_check", "screening", "action", "mase_submission", "icpc", "allocation")
IN_SPRING = {
    "begins-day": "1",
    "begins-month": "1",
    "begins-year": "2026",
    "ends-day": "31",
    "ends-month": "3",
    "ends-year": "2026",
}


@pytest.fixture
def borough(southwark: Cast, child: Callable[..., Case], owed: Owed, without_case: Owed, at: datetime) -> None:
    """Half a year with every outcome, of several rules and agencies, open to several readers."""
    shorts = ("health", "police", "education")
    for place, code in enumerate(CODES):
        case = child()
        agency = southwark.agency(shorts[place % 3])
        for number, (how, closed) in enumerate(
            (("met", -1), ("met", 3), ("met", 0.2), ("waived", -1), ("withdrawn", 2), (None, 0))
        ):
            for days in (-100 - place, -20 - place, -9 - number):
                _end(owed, code, case=case, days=days, how=how, closed=closed, agency=agency if number % 2 else None)
        if place % 2 == 0:
            access.open_to_agency(case, agency, Section, by=southwark["mash"], at=at, reason="Test")
    for short in shorts:
        without_case(southwark.agency(short), days=-3)


def _end(owed: Owed, code: str, *, days: float, how: str | None, closed: float, agency: Any, **fields: Any) -> None:
    given = {"agency": agency} if agency else {}
    deadline = owed(code, days=days, **given, **fields)
    if how:
        deadline.closed_at, deadline.closed_as = deadline.due_at + timedelta(days=closed), how
        deadline.breached_at = deadline.due_at if closed > 0 else None
        deadline.next_at = None
        deadline.save()


@pytest.mark.parametrize("part", ["team", "health"])  # the others see what the team sees, partners their own
def test_every_number_is_as_long_as_its_list(borough: None, southwark: Cast, signed_in: SignIn, part: str) -> None:
    browser = signed_in(southwark[part])
    found = [(said, href) for said, href in numbers(browser.get("/timeliness/")) if said.isdecimal()]
    assert len(found) > 5
    for number, href in found:
        shown = list(leaves(browser, href))
        assert sum(len(refs(page)) for page in shown) == int(number), href
        assert f"{number} deadline" in " ".join(texts(shown[0], ".govuk-body-l"))


@pytest.mark.parametrize("part", ["team", "health"])
def test_how_late_leads_to_the_late_ones_the_worst_of_them_included(
    borough: None, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    browser = signed_in(southwark[part])
    measured = {href: said for said, href in numbers(browser.get("/timeliness/")) if not said.isdecimal()}
    assert measured
    for href, worst in measured.items():  # the last of a row is the worst
        lateness = texts(browser.get(href), "main tbody td[data-label='Late by']")
        assert worst in lateness
        assert all(lateness), "every row of that list is late"


def test_partners_see_their_own_part_of_what_social_care_sees(
    borough: None, southwark: Cast, signed_in: SignIn
) -> None:
    lists = {part: set(leafed(signed_in(southwark[part]), "/timeliness/deadlines/")) for part in READERS}
    assert lists["team"] == lists["coordinator"] == lists["mash"]
    partners = [lists[part] for part in ("inspector", "health", "education")]
    assert all(own and own < lists["team"] for own in partners)
    assert sum(len(own) for own in partners) == len(set().union(*partners)), "nothing is seen by two of them"


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_leaves_numbers_and_lists(
    southwark: Cast, told: Callable[..., Case], signed_in: SignIn, at: datetime
) -> None:
    case = told("share")
    ended = case.deadlines.get(code="mash_check")
    browser = signed_in(southwark["team"])
    assert ended.ref in leafed(browser, "/timeliness/deadlines/")
    assert "1 deadline" in " ".join(texts(browser.get("/timeliness/"), ".govuk-body-l"))
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    assert leafed(browser, "/timeliness/deadlines/") == []
    assert "Nothing ended or fell due" in " ".join(texts(browser.get("/timeliness/"), "main"))


@pytest.mark.parametrize("part", ["worker", "minutes", "admin", "chair", "health.member"])
def test_whoever_has_no_board_has_no_timeliness(southwark: Cast, signed_in: SignIn, part: str) -> None:
    browser = signed_in(southwark[part])
    assert [browser.get(address).status_code for address in ADDRESSES] == [403] * len(ADDRESSES)


def test_another_authority_sees_nothing(borough: None, barnet: Cast, signed_in: SignIn) -> None:
    browser = signed_in(barnet["team"])
    for address in ADDRESSES:
        page = browser.get(address)
        assert page.status_code == 200, address
        shown = page.content.decode()
        assert not any(deadline.ref in shown for deadline in Deadline.objects.all()), address
        assert "Southwark" not in shown, address


@pytest.mark.parametrize("address", ADDRESSES)
def test_timeliness_is_only_read(southwark: Cast, signed_in: SignIn, address: str) -> None:
    assert signed_in(southwark["team"]).post(address).status_code == 405


def test_the_period_is_this_quarter_unless_another_is_chosen(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    this, last = owed(days=-5), owed(days=-70)
    browser = signed_in(southwark["team"])
    page = browser.get("/timeliness/")
    assert "From 1 January 2026 to 31 March 2026" in " ".join(texts(page, "main p"))
    assert refs(browser.get("/timeliness/deadlines/")) == [this.ref]
    (address,) = (href for text, href in links(page).items() if text == "Last quarter")
    assert "From 1 October 2025 to 31 December 2025" in " ".join(texts(browser.get(address), "main p"))
    listed = address.replace("/timeliness/", "/timeliness/deadlines/")
    assert refs(browser.get(listed)) == [last.ref]


def test_every_period_that_is_offered_can_be_read(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    owed(days=-5)
    browser = signed_in(southwark["team"])
    offered = links(browser.get("/timeliness/"), ".app-presets a")
    assert list(offered) == ["This quarter", "Last quarter", "This month", "Last month", "This year"]
    for href in offered.values():
        assert texts(browser.get(href), ".govuk-error-summary") == []


BAD_DAYS = [
    ({"begins-day": "31", "begins-month": "2"}, "begins", "The first day must be a real date"),
    ({"begins-year": ""}, "begins", "The first day must include a year"),
    ({"begins-year": "26"}, "begins", "The first day must have a year with 4 numbers, like 2012"),
    ({"begins-day": "", "begins-month": "", "begins-year": ""}, "begins", "Enter the first day"),
    ({"ends-month": "x"}, "ends", "The last day must be a real date"),
    ({"ends-year": "2025"}, "ends", "The last day must be the same as or after the first day"),
    ({"ends-day": "\x00"}, "ends", "The last day must be a real date"),
]


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_a_day_that_will_not_do_is_refused_beside_its_boxes(
    southwark: Cast, owed: Owed, signed_in: SignIn, address: str, subtests: pytest.Subtests
) -> None:
    owed(days=-5)
    browser = signed_in(southwark["team"])
    for typed, field, said in BAD_DAYS:
        with subtests.test(typed=typed):
            page = browser.get(address, IN_SPRING | typed)
            assert error_of(page, field) == said
            assert texts(page, "main table") == [], "no number is shown for a period that is none"


@pytest.mark.parametrize(
    ("address", "field"),
    [*((address, field) for address in ADDRESSES[:2] for field in ("rule", "agency")), (ADDRESSES[1], "outcome")],
)
def test_a_choice_that_is_not_offered_is_refused_beside_its_field(
    southwark: Cast, owed: Owed, signed_in: SignIn, address: str, field: str, subtests: pytest.Subtests
) -> None:
    owed(days=-5)
    browser = signed_in(southwark["team"])
    for value in ("nonsense", "0", "\x00", "999999999999999999999"):
        with subtests.test(value=value):
            page = browser.get(address, {field: value})
            assert error_of(page, field).startswith("Select ")
            assert texts(page, "main table") == []


def test_what_was_typed_is_kept_beside_the_error(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get("/timeliness/", IN_SPRING | {"begins-day": "32"})
    assert page.content.decode().count('value="32"') == 1


def test_a_rule_or_an_agency_can_be_chosen(borough: None, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    agency = options(browser.get("/timeliness/"), "agency")["Southwark health"]
    page = browser.get("/timeliness/", {"rule": "screening", "agency": agency})
    said = "Only what has to be done: Complete the CSE risk screening; agency: Southwark health."
    assert said in " ".join(texts(page, "main p"))
    assert {href.count(f"agency={agency}") for _, href in numbers(page)} in ({1}, set())
    page = browser.get("/timeliness/", {"rule": "screening"})
    headings = texts(page, "main tbody th")
    assert all("Complete the CSE risk screening" in heading or heading == "Everything" for heading in headings)


def test_each_rule_that_several_agencies_share_has_a_line_for_all_of_them(
    southwark: Cast, owed: Owed, signed_in: SignIn
) -> None:
    for short in ("health", "police", "police"):
        owed("action", days=-3, agency=southwark.agency(short))
    owed("screening", days=-3)
    headings = texts(signed_in(southwark["team"]).get("/timeliness/"), "main tbody th")
    assert headings == [
        "Complete the CSE risk screeningSouthwark children’s social care",
        "Do what was agreedAll agencies",
        "Do what was agreedSouthwark health",
        "Do what was agreedSouthwark police",
        "Everything",
    ]


def test_a_timescale_that_the_procedures_have_given_up_keeps_its_number_and_list(
    hire: Callable[[str], Cast], child: Callable[..., Case], owed: Owed, signed_in: SignIn, at: datetime
) -> None:
    bromley = hire("bromley")
    given_up = next(code for code in RUNS_ON if code not in bromley.authority.profile_at(at).timescales)
    case = child(cast=bromley, opened=bromley)
    deadline = owed("mash_check", case=case, days=-4)
    deadline.code = given_up
    deadline.save()
    browser = signed_in(bromley["team"])
    page = browser.get("/timeliness/")
    assert given_up.replace("_", " ").capitalize() in " ".join(texts(page, "main tbody th"))
    for number, href in numbers(page):
        if number.isdecimal():
            assert len(leafed(browser, href)) == int(number) == 1


def test_the_rest_of_the_procedures_is_named_as_well(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    owed("action", days=-3)
    (said,) = [
        text for text in texts(signed_in(southwark["team"]).get("/timeliness/"), "main p") if "Nothing ended" in text
    ]
    assert "Allocate a social worker" in said
    assert "Do what was agreed" not in said


def test_the_chart_says_in_words_what_the_table_says_in_numbers(
    borough: None, southwark: Cast, signed_in: SignIn
) -> None:
    page = signed_in(southwark["team"]).get("/timeliness/?rule=screening")
    (bar,) = texts(page, ".app-bars__bar title")
    row = texts(page, "main tbody tr:last-child td")
    in_time, late, overdue = (int(row[place].split()[0]) for place in (1, 3, 4))
    judged = in_time + late + overdue
    assert bar == f"{in_time} of {judged} in time, {late} met late, {overdue} open and overdue"
    assert texts(page, ".app-bars__label") == ["Complete the CSE risk screening"]


@pytest.mark.rule("ALL-5")
def test_the_list_leaves_a_row_for_each_case_it_shows(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    case = owed(days=-5).case
    owed(days=-6, case=case)
    browser = signed_in(southwark["team"])
    browser.get("/timeliness/")
    assert not Event.objects.filter(verb="listed").exists()
    browser.get("/timeliness/deadlines/")
    assert [(row.case, row.detail) for row in Event.objects.filter(verb="listed")] == [
        (case.ref, {"page": "timeliness"})
    ]


def test_the_list_leafs_through_every_deadline_once(
    southwark: Cast, child: Callable[..., Case], owed: Owed, signed_in: SignIn
) -> None:
    case = child()
    rows = [owed(case=case, days=-3 - n // 4) for n in range(110)]
    expected = [row.ref for row in sorted(rows, key=lambda row: (row.due_at, row.pk))]
    assert leafed(signed_in(southwark["team"]), "/timeliness/deadlines/?outcome=overdue") == expected


def test_the_list_leads_back_to_the_numbers_it_came_from(borough: None, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    page = browser.get("/timeliness/?rule=screening")
    _, href = numbers(page)[0]
    back = links(browser.get(href), ".govuk-back-link")["Back to the numbers"]
    assert numbers(browser.get(back)) == numbers(page)


def test_an_empty_list_says_so(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    owed(days=-5)
    page = signed_in(southwark["team"]).get("/timeliness/deadlines/?outcome=waived")
    assert "No deadline fits" in " ".join(texts(page, "main"))


def test_a_row_of_the_list_says_how_it_ended_and_how_late(southwark: Cast, owed: Owed, signed_in: SignIn) -> None:
    _end(owed, "screening", days=-9, how="met", closed=2.25, agency=None)
    page = signed_in(southwark["team"]).get("/timeliness/deadlines/")
    (row,) = texts(page, "main tbody tr")
    for words in ("Complete the CSE risk screening", "21 February 2026 at 10:00", "Met late", "2 days 6 hours"):
        assert words in row

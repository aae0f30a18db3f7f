"""The numbers of the board by task, person and agency: each leads to its list."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from reporting import obligations
from tests.cases.pages import error_of, links, texts
from tests.reporting.listing import figures, leafed, numbers

SignIn = Callable[[User], Client]
Owed = Callable[..., Deadline]
PAGES = ("/board/by-rule/", "/board/by-person/", "/board/by-agency/")
READERS = ("team", "coordinator", "service", "inspector", "health", "education")


@pytest.fixture
def borough(southwark: Cast, child: Callable[..., Case], owed: Owed, without_case: Owed, at: datetime) -> None:
    """A board with something in every state, of several rules, people and agencies, open to several readers."""
    for place, code in enumerate(("mash_check", "screening", "action", "information_reply", "mase_submission")):
        case = child()
        for days in (-4, 0.2, 3, 9):
            owner = southwark["worker"] if place % 2 else None
            owed(code, case=case, days=days + place, owner=owner)
        owed(code, case=case, days=-9, paused_at=at, agency=southwark.agency("health"))
        if place % 2 == 0:
            agency = southwark.agency(("health", "police", "education")[place // 2])
            access.open_to_agency(case, agency, Section, by=southwark["mash"], at=at, reason="Test")
    for short in ("health", "yjs"):
        without_case(southwark.agency(short), days=-1)


@pytest.mark.parametrize("part", ["team", "health"])  # the others see what the team sees, partners their own
@pytest.mark.parametrize("address", PAGES)
def test_every_number_is_as_long_as_its_list(
    borough: None, southwark: Cast, signed_in: SignIn, address: str, part: str
) -> None:
    browser = signed_in(southwark[part])
    found = numbers(browser.get(address))
    assert found
    for number, href in found:
        assert len(leafed(browser, href)) == int(number), href


def test_social_care_sees_one_and_the_same_board_and_each_partner_its_own(
    borough: None, southwark: Cast, signed_in: SignIn
) -> None:
    lists = {part: set(leafed(signed_in(southwark[part]), "/board/")) for part in READERS}
    assert lists["team"] == lists["coordinator"] == lists["service"]
    partners = [lists[part] for part in ("inspector", "health", "education")]
    assert all(own and own < lists["team"] for own in partners)


@pytest.mark.parametrize("part", READERS)
def test_every_figure_above_the_list_is_as_long_as_its_list(
    borough: None, southwark: Cast, signed_in: SignIn, part: str
) -> None:
    browser = signed_in(southwark[part])
    said = figures(browser.get("/board/"))
    assert said.keys() == {"All open", *obligations.STATES.values()}
    for label, href in links(browser.get("/board/"), ".app-figures a").items():
        number, _, state = label.partition(" ")
        assert len(leafed(browser, href)) == int(number) == int(said[state])


@pytest.mark.parametrize("address", PAGES)
def test_the_states_of_a_row_add_up_to_what_is_open(
    borough: None, southwark: Cast, signed_in: SignIn, address: str
) -> None:
    page = signed_in(southwark["team"]).get(address)
    rows = [text.split() for text in texts(page, "main tbody tr")]
    cells = texts(page, "main tbody td")
    figures_of = [int(cell.split()[0]) for cell in cells]
    width = 1 + len(obligations.STATES)
    assert len(figures_of) == width * len(rows)
    for start in range(0, len(figures_of), width):
        assert figures_of[start] == sum(figures_of[start + 1 : start + width])


def test_a_choice_counts_less_and_stays_in_the_addresses(borough: None, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    agency = southwark.agency("health")
    page = browser.get("/board/by-rule/", {"agency": agency.pk})
    assert sum(int(number) for number, _ in numbers(page)) < sum(int(n) for n, _ in numbers(browser.get(PAGES[0])))
    assert all(f"agency={agency.pk}" in href for _, href in numbers(page))
    assert "Only agency: Southwark health. As it stood" in " ".join(texts(page, "main p"))


def test_the_rows_stand_by_name(borough: None, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["team"])
    for address in PAGES:
        headings = texts(browser.get(address), "main tbody th")
        assert headings == sorted(headings)
        assert len(headings) > 1


@pytest.mark.parametrize("address", PAGES)
def test_a_choice_that_is_not_offered_is_refused_beside_its_field(
    borough: None, southwark: Cast, signed_in: SignIn, address: str, subtests: pytest.Subtests
) -> None:
    browser = signed_in(southwark["team"])
    for field in ("rule", "who", "agency"):
        with subtests.test(field=field):
            page = browser.get(address, {field: "nonsense"})
            assert error_of(page, field).startswith("Select ")
            assert numbers(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_board_has_nothing_to_count(southwark: Cast, signed_in: SignIn, address: str) -> None:
    page = signed_in(southwark["team"]).get(address)
    assert "Nothing to count" in " ".join(texts(page, "main"))


def test_numbers_name_no_case_and_so_leave_no_row(borough: None, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get("/board/by-rule/")
    assert not Event.objects.filter(verb="listed").exists()
    shown = page.content.decode()
    assert not any(case.ref in shown or case.child.family_name in shown for case in Case.objects.all())


def test_what_cannot_all_be_counted_is_a_least_number(
    southwark: Cast, signed_in: SignIn, owed: Owed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(obligations, "COUNTED", 2)
    for _ in range(4):
        owed("screening")
    browser = signed_in(southwark["team"])
    assert figures(browser.get("/board/"))["All open"] == "3+"
    found = [number for number, _ in numbers(browser.get("/board/by-rule/"))]
    assert sorted(found) == ["0+"] * 4 + ["3+"] * 2


@pytest.mark.parametrize(
    ("number", "of", "said"), [(0, 5, "0"), (1204, 1204, "1,204"), (3, 10_000, "3"), (3, 10_001, "3+")]
)
def test_a_number_beyond_what_is_counted_is_a_least_number(number: int, of: int, said: str) -> None:
    assert obligations.in_figures(number, of=of) == said

"""A conflict of interest is felt alike wherever a case could show: as if there were no such case.

The words of a child are looked for on every address by tests/architecture/test_canary_walk.py; here are what a word
cannot find: numbers, references, suggestions, the calendar, and who is told.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.cases import queries
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from mase.notifications.models import Message
from meetings.operations import strategy
from tests.cases.everywhere import know

DAY = timedelta(days=1)
PAGES = [
    "/",
    "/cases/",
    "/board/",
    "/board/by-rule/",
    "/board/deadlines.csv",
    "/timeliness/",
    "/timeliness/deadlines/",
    "/notices/",
]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("convene")


@pytest.fixture
def browse(southwark: Cast, signed_in: Callable[[User], Client]) -> Callable[[str, str], str]:
    """Return what somebody gets at an address: browse("team", "/board/")."""

    def call(part: str, address: str) -> str:
        answer = signed_in(southwark[part]).get(address)
        assert answer.status_code in (200, 404)
        return answer.content.decode()

    return call


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["coordinator", "team"])
def test_every_list_and_number_is_what_it_is_without_the_case(
    southwark: Cast, case: Case, told: Callable[..., Case], browse: Callable[[str, str], str], clock, at, part
) -> None:
    before = {page: browse(part, page) for page in PAGES}
    assert case.ref in before["/board/"]
    assert case.ref in before["/cases/"]
    know(southwark[part], case.child, at=at)
    for page in PAGES:
        after = browse(part, page)
        assert case.ref not in after, page
        assert case.child.family_name not in after, page
    assert _numbers(before["/board/by-rule/"]) != _numbers(browse(part, "/board/by-rule/"))
    assert sum(_numbers(browse(part, "/board/by-rule/"))) == 0


def test_the_number_of_unread_notices_forgets_those_about_the_case(
    southwark: Cast, case: Case, browse: Callable[[str, str], str], at: datetime
) -> None:
    about = Message.objects.filter(recipient=southwark["coordinator"], reference=case.ref)
    ref = about.latest("pk").ref
    assert case.ref in browse("coordinator", f"/notices/{ref}/")
    know(southwark["coordinator"], case.child, at=at)
    assert "Notices (" not in browse("coordinator", "/help/")
    assert case.ref not in browse("coordinator", f"/notices/{ref}/")


def test_nobody_who_is_kept_out_is_told_whoever_tells(southwark: Cast, case: Case, at: datetime) -> None:
    know(southwark["team"], case.child, at=at)
    people = [southwark["team"], southwark["atm"]]
    notices.tell(people, "Something", url="/", at=at, key="told", reference=case.ref)
    assert [message.recipient for message in Message.objects.filter(key="told")] == [southwark["atm"]]


def test_the_calendar_is_empty_of_the_case(
    southwark: Cast, case: Case, client: Client, clock: object, at: datetime
) -> None:
    address = agencies.give_calendar_address(southwark["atm"], at=at).removeprefix("http://localhost:8000")
    assert case.ref in client.get(address).content.decode().replace("\r\n ", "")
    know(southwark["atm"], case.child, at=at)
    feed = client.get(address).content.decode().replace("\r\n ", "")
    assert "BEGIN:VEVENT" not in feed


def test_who_is_kept_out_is_suggested_for_nothing(southwark: Cast, case: Case, at: datetime) -> None:
    assert southwark["team"] in strategy.eligible_chairs(case, at=at)
    know(southwark["team"], case.child, at=at)
    know(southwark["inspector"], case.child, at=at)
    assert southwark["team"] not in strategy.eligible_chairs(case, at=at)
    people = {person for person, _ in queries.people_for_actions(case, at=at)}
    assert southwark["inspector"] not in people
    assert southwark["police.member"] in people


@pytest.mark.parametrize("page", ["", "history/", "people/", "pathway/", "strategy/", "referrals/", "allocate/"])
def test_every_page_of_the_case_answers_as_if_there_were_none(
    southwark: Cast, case: Case, signed_in: Callable[[User], Client], at: datetime, page: str
) -> None:
    know(southwark["team"], case.child, at=at)
    client = signed_in(southwark["team"])
    kept, none = (client.get(f"/cases/{ref}/{page}") for ref in (case.ref, "BCDF-2345"))
    assert (kept.status_code, none.status_code) == (404, 404)
    assert _plain(kept.content.decode()) == _plain(none.content.decode()).replace("BCDF-2345", case.ref)


def _numbers(page: str) -> list[int]:
    table = page[page.index("<main") : page.index("</main>")]
    return [int(number) for number in re.findall(r"<a [^>]*>\s*(\d+)", table)]


def _plain(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "nonce" not in line)

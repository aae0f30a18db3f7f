"""The list goes on where it stopped: nothing twice, nothing lost, whatever moments the cases share."""

from datetime import datetime, timedelta

import pytest

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from tests.factories import CaseFactory

A_PAGE = access.SHOWN_AT_ONCE


def _walk(person: User, at: datetime, stage: str = "") -> list[int]:
    """Leaf through the list as the page does and return what was shown."""
    shown: list[int] = []
    before = None
    while True:
        found = access.page(access.visible(person, at=at, stage=stage), before=before)
        shown += [case.pk for case in found[:A_PAGE]]
        if len(found) <= A_PAGE:
            return shown
        before = (found[A_PAGE - 1].opened_at, found[A_PAGE - 1].pk)


@pytest.mark.parametrize(
    ("number", "at_a_moment"),
    [(0, 1), (1, 1), (A_PAGE, 99), (A_PAGE + 1, 99), (A_PAGE + 1, 1), (2 * A_PAGE + 3, 99), (2 * A_PAGE + 3, 7)],
)
def test_leafing_shows_every_case_once_newest_first(
    southwark: Cast, at: datetime, number: int, at_a_moment: int
) -> None:
    for n in range(number):
        moment = at + timedelta(minutes=n // at_a_moment)
        CaseFactory(cast=southwark, opened_at=moment, opened=southwark)
    newest_first = Case.objects.order_by("-opened_at", "-pk").values_list("pk", flat=True)
    assert _walk(southwark["team"], at) == list(newest_first)


def test_what_comes_in_while_she_leafs_moves_nothing(southwark: Cast, at: datetime) -> None:
    before = [CaseFactory(cast=southwark, opened_at=at, opened=southwark).pk for _ in range(A_PAGE + 5)]
    first = access.page(access.visible(southwark["team"], at=at))[:A_PAGE]
    for _ in range(3):
        CaseFactory(cast=southwark, opened_at=at + timedelta(minutes=1), opened=southwark)
    rest = access.page(access.visible(southwark["team"], at=at), before=(first[-1].opened_at, first[-1].pk))
    assert sorted(case.pk for case in [*first, *rest]) == before


def test_a_case_open_both_ways_is_shown_once(southwark: Cast, at: datetime) -> None:
    cases = [CaseFactory(cast=southwark, opened_at=at, opened=southwark) for _ in range(A_PAGE + 2)]
    for case in cases[::2]:
        access.open_to_person(case, southwark["team"], Section, by=southwark["mash"], at=at, reason="Test")
    shown = _walk(southwark["team"], at)
    assert sorted(shown) == [case.pk for case in cases]


def test_who_belongs_to_two_authorities_leafs_through_both(southwark: Cast, barnet: Cast, at: datetime) -> None:
    both = southwark["team"]
    both.memberships.create(agency=barnet.agency("csc"), role="team_manager", begins_at=at)
    for n in range(A_PAGE + 4):
        cast = (southwark, barnet)[n % 2]
        CaseFactory(cast=cast, opened_at=at + timedelta(minutes=n // 3), opened=cast)
    shown = _walk(both, at)
    assert len(shown) == len(set(shown)) == A_PAGE + 4


def test_a_stage_leaves_only_its_own(southwark: Cast, at: datetime) -> None:
    wanted = []
    for n in range(2 * A_PAGE + 6):
        stage = (Stage.SCREENING, Stage.STRATEGY)[n % 2]
        case = CaseFactory(cast=southwark, opened_at=at, stage=stage, opened=southwark)
        wanted += [case.pk] if stage is Stage.SCREENING else []
    assert _walk(southwark["team"], at, Stage.SCREENING) == wanted[::-1]
    assert _walk(southwark["team"], at, Stage.MASE) == []

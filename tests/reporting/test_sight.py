"""Which deadlines a reader may know of: those of open parts of files, and what is owed without a case."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mase import profiles
from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.cases import access, parts
from mase.cases import operations as cases
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from reporting import sight
from tests.reporting.conftest import TITLES

Owed = Callable[..., Deadline]
READERS = ("mash", "atm", "team", "service", "coordinator")


def _codes(user: User, at: datetime) -> set[str]:
    return set(sight.seen(user, at=at).values_list("code", flat=True))


def _everything(case: Case, owed: Owed) -> None:
    for code in TITLES:
        owed(code, case=case)


@pytest.mark.parametrize("part", READERS)
def test_social_care_knows_of_every_timescale_whose_part_of_the_file_its_role_reads(
    southwark: Cast, child: Callable[..., Case], owed: Owed, at: datetime, part: str
) -> None:
    _everything(child(), owed)
    assert _codes(southwark[part], at) == set(TITLES)


@pytest.mark.rule("ALL-5")
def test_a_part_that_was_not_opened_is_not_known(
    southwark: Cast, child: Callable[..., Case], owed: Owed, at: datetime
) -> None:
    case = child(opened=None)
    _everything(case, owed)
    assert _codes(southwark["health"], at) == set()
    opened = [Section.CASE, Section.REQUEST]
    access.open_to_agency(case, southwark.agency("health"), opened, by=southwark["mash"], at=at, reason="Asked")
    assert _codes(southwark["health"], at) == set()
    owed("information_reply", case=case, agency=southwark.agency("health"))
    assert _codes(southwark["health"], at) == {"information_reply"}
    access.open_to_agency(case, southwark.agency("health"), [Section.PANEL], by=southwark["mash"], at=at, reason="List")
    assert _codes(southwark["health"], at) == {
        "information_reply",
        *(code for code in TITLES if parts.deadline_needs(code) == Permission.PANEL_VIEW),
    }


@pytest.mark.rule("BR-1")
def test_no_asked_agency_learns_who_else_was_asked(southwark: Cast, told: Callable[..., Case], at: datetime) -> None:
    case = told("share")
    asked = set(case.deadlines.filter(code="information_reply").values_list("agency__code", flat=True))
    known = sight.seen(southwark["health"], at=at).filter(code="information_reply")
    assert set(known.values_list("agency__code", flat=True)) == {"southwark-health"} < asked


@pytest.mark.rule("ALL-5")
def test_a_right_that_the_role_lacks_is_not_made_up_by_an_open_file(
    southwark: Cast, child: Callable[..., Case], owed: Owed, at: datetime
) -> None:
    case = child()
    _everything(case, owed)
    access.open_to_agency(case, southwark.agency("police"), Section, by=southwark["mash"], at=at, reason="Test")
    needs = {parts.deadline_needs(code) for code in _codes(southwark["inspector"], at)}
    assert needs == {Permission.REFERRAL_VIEW, Permission.STRATEGY_VIEW, Permission.PANEL_VIEW}


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", [*READERS, "health", "inspector"])
def test_nothing_is_known_of_another_authority(
    southwark: Cast, barnet: Cast, owed: Owed, without_case: Owed, at: datetime, part: str
) -> None:
    owed()
    without_case(southwark.agency("health"))
    assert not sight.seen(barnet[part], at=at).exists()


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_is_known_to_those_who_are_named(
    southwark: Cast, told: Callable[..., Case], at: datetime
) -> None:
    case = told("allocate")
    later = at + timedelta(days=2)
    assert _codes(southwark["service"], later) == _codes(southwark["team"], later) != set()
    cases.restrict(case, by=southwark["mash"], at=later, reason="Related to a member of staff")
    assert _codes(southwark["service"], later) == set()
    access.open_to_person(case, southwark["service"], Section, by=southwark["mash"], at=later, reason="Named")
    assert "screening" in _codes(southwark["service"], later)


@pytest.mark.parametrize(
    ("part", "known"),
    [
        ("team", {"health", "yjs", "csc"}),  # social care sees what anybody owes to the authority's meetings
        ("coordinator", {"health", "yjs", "csc"}),
        ("health", {"health"}),
        ("yjs", {"yjs"}),
        ("inspector", set()),
    ],
)
def test_what_is_owed_without_a_case_is_known_to_its_agency_and_to_social_care(
    southwark: Cast, without_case: Owed, at: datetime, part: str, known: set[str]
) -> None:
    owed = {short: without_case(southwark.agency(short)) for short in ("health", "yjs", "csc")}
    assert set(sight.seen(southwark[part], at=at)) == {owed[short] for short in known}


def test_whoever_has_no_board_knows_of_nothing_owed_without_a_case(
    southwark: Cast, without_case: Owed, at: datetime
) -> None:
    without_case(southwark.agency("health"))
    assert not sight.seen(southwark["health.member"], at=at).exists()


def test_a_role_that_has_ended_knows_of_nothing(southwark: Cast, owed: Owed, without_case: Owed, at: datetime) -> None:
    owed()
    without_case(southwark.agency("health"))
    membership = southwark["team"].memberships.get()
    membership.ends_at = at + timedelta(hours=1)
    membership.save()
    assert sight.seen(southwark["team"], at=at).count() == 2
    assert not sight.seen(southwark["team"], at=at + timedelta(hours=1)).exists()


def test_a_code_that_nobody_knows_is_left_out(southwark: Cast, owed: Owed, at: datetime) -> None:
    deadline = owed()
    deadline.code = "made_up"
    deadline.save()
    assert not sight.seen(southwark["team"], at=at).exists()


def test_rows_cost_no_queries_of_their_own(southwark: Cast, owed: Owed, without_case: Owed, at: datetime) -> None:
    for _ in range(5):
        owed()
    without_case(southwark.agency("health"))
    found = sight.with_names(sight.seen(southwark["team"], at=at))
    with CaptureQueriesContext(connection) as captured:
        said = [(row.get_absolute_url(), row.case and row.case.child.name, row.agency.name, row.owner) for row in found]
    assert (len(captured), len(said)) == (1, 6)


def test_the_cases_of_a_list_are_named_once(southwark: Cast, owed: Owed, without_case: Owed, at: datetime) -> None:
    first = owed()
    rows = [first, owed(case=first.case), without_case(southwark.agency("health"))]
    assert sight.cases(rows) == {first.case}


def test_titles_are_the_authorities_own_words(southwark: Cast, barnet: Cast, at: datetime) -> None:
    for cast in (southwark, barnet):
        rules = profiles.get(cast.authority.code, on=at.date()).timescales
        assert sight.titles([cast.authority], at=at) == {code: rule.label for code, rule in rules.items()}
    both = sight.titles([southwark.authority, barnet.authority], at=at)
    assert both == sight.titles([barnet.authority], at=at) | sight.titles([southwark.authority], at=at)

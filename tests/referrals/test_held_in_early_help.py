"""The list of children held in early help, for whoever keeps them in view (SO-2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import HtmlElement

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals.models import EarlyHelp
from referrals.operations import early_help as operations
from tests.factories import CaseFactory
from tests.web.html import every, one, read, words

ADDRESS = reverse("held_in_early_help")
SHOWN = access.SHOWN_AT_ONCE


@pytest.fixture
def held(told: Callable[..., Case], southwark: Cast, at: datetime) -> EarlyHelp:
    facts = {"lead_professional": "Ms Adeyemi", "plan": "Weekly", "reason": "Accepts help"}
    agency = southwark.agency("education")
    return operations.hold(
        told("inform", begins_at=at - timedelta(days=1)), agency=agency, by=southwark["team"], at=at, **facts
    )


@pytest.fixture
def many(southwark: Cast, at: datetime) -> Callable[[int], list[Case]]:
    """So many children held in early help, written down without their story."""

    def make(number: int) -> list[Case]:
        return [_one(southwark, at=at + timedelta(minutes=n)) for n in range(number)]

    return make


def _one(cast: Cast, *, at: datetime) -> Case:
    case = CaseFactory(cast=cast, opened=cast, opened_at=at, stage="early_help")
    access.keep_in_step(case)
    by = {"began_at": at, "began_by": cast["mash"], "plan": "x", "reason": "x"}
    EarlyHelp.objects.create(case=case, lead_professional="Somebody", **by)
    deadlines.start(case, "early_help_review", at=at, by=cast["mash"])
    return case


def shown(client: Client, query: str = "") -> HtmlElement:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return one(read(answer.content.decode()), "main")


@pytest.mark.rule("SO-2")
def test_the_co_ordinator_sees_who_works_with_the_child_and_when_it_is_reviewed(
    held: EarlyHelp, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    page = shown(signed_in(southwark["coordinator"]))
    (row,) = every(page, "tbody tr")
    for said in (held.case.ref, held.case.child.name, "Ms Adeyemi", held.agency.name, "2 June 2026"):
        assert said in words(row)
    assert one(row, "a").get("href") == reverse("early_help", args=[held.case.ref])


@pytest.mark.rule("ALL-5")
def test_every_child_on_the_list_leaves_a_row_in_the_trail(
    held: EarlyHelp, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    shown(signed_in(southwark["coordinator"]))
    (row,) = Event.objects.filter(verb=Verb.LISTED, actor=southwark["coordinator"].pk)
    assert (row.case, row.detail) == (held.case.ref, {"page": "held in early help"})


@pytest.mark.rule("SO-2")
def test_who_is_stepped_up_or_closed_leaves_the_list(
    held: EarlyHelp, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    operations.step_up(held, reason="x", by=southwark["team"], at=later)
    page = shown(signed_in(southwark["coordinator"]))
    assert "No child is held in early help" in words(page)


@pytest.mark.rule("ALL-5")
def test_a_restricted_child_is_listed_for_those_who_are_named_only(
    held: EarlyHelp, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    cases.restrict(held.case, by=southwark["mash"], at=later, reason="Related to a member of staff")
    assert held.case.ref not in words(shown(signed_in(southwark["coordinator"])))
    assert held.case.ref in words(shown(signed_in(southwark["mash"])))


@pytest.mark.rule("ALL-5")
def test_another_borough_sees_none_of_them(held: EarlyHelp, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    assert held.case.ref not in words(shown(signed_in(barnet["coordinator"])))


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["school", "health", "worker", "yjs", "minutes"])
def test_who_does_not_follow_referrals_has_no_such_list(
    part: str, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(southwark[part]).get(ADDRESS).status_code == 403


def test_it_is_paged_and_every_child_is_on_one_page(
    many: Callable[[int], list[Case]], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    made = {case.ref for case in many(SHOWN + 3)}
    client = signed_in(southwark["coordinator"])
    first = shown(client)
    older = one(first, "a[rel=next]").get("href")
    second = shown(client, older.partition("?")[1] + older.partition("?")[2])
    pages = [{words(one(row, "th")) for row in every(page, "tbody tr")} for page in (first, second)]
    assert (len(pages[0]), len(pages[1])) == (SHOWN, 3)
    assert pages[0] | pages[1] == made
    assert one(second, "a[rel=prev]").get("href") == ADDRESS


@pytest.mark.parametrize(
    "key", ["x", "2026-03-02T10:00:00_1", "2026-13-02T10:00:00Z_1", "2026-03-02T10:00:00Z_x", "_1"]
)
def test_a_key_that_is_none_is_not_found(key: str, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(southwark["coordinator"]).get(ADDRESS, {"before": key}).status_code == 404


def test_it_asks_the_database_as_much_for_three_as_for_thirty(
    many: Callable[[int], list[Case]], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(southwark["coordinator"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        return len(queries)

    many(3)
    few = asked()
    many(27)
    assert asked() == few


def test_other_methods_are_refused(southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(southwark["coordinator"]).post(ADDRESS).status_code == 405

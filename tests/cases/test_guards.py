"""The door of every page of a case: outside 404, inside without the right 403, and a row for whatever was shown."""

from collections.abc import Callable
from itertools import product

import pytest
from django.test import Client

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo.cast import Cast
from tests.cases.pages import texts

PAGES = ("", "history/", "allocate/", "restrict/", "close/")


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("decide")


def _rows(verb: Verb, user: User) -> list[tuple[str, str]]:
    rows = Event.objects.filter(verb=verb, actor=user.pk).order_by("pk")
    return [(row.case, row.detail["page"]) for row in rows]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("part", ["worker", "other.school", "yjs", "health.member", "admin"])
def test_outside_the_case_it_is_not_there_and_the_attempt_is_written_down(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], part: str
) -> None:
    case.agency_grants.filter(group=southwark.agency("health").group).delete()
    browser = signed_in(southwark[part])
    for page in PAGES:
        assert browser.get(f"/cases/{case.ref}/{page}").status_code == 404, page
    assert [ref for ref, _ in _rows(Verb.REFUSED, southwark[part])] == [case.ref] * len(PAGES)
    assert not _rows(Verb.VIEWED, southwark[part])


def test_another_authority_is_outside(case: Case, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    for part in ("mash", "team", "coordinator", "service"):
        assert signed_in(barnet[part]).get(f"/cases/{case.ref}/").status_code == 404


def test_a_case_that_is_hidden_and_one_that_does_not_exist_look_the_same(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(southwark["other.school"])
    pages = [browser.get(f"/cases/{ref}/") for ref in (case.ref, "ZZZZ-ZZZZ")]
    assert [page.status_code for page in pages] == [404, 404]
    assert texts(pages[0], "main") == texts(pages[1], "main")


@pytest.mark.parametrize("ref", ["%00", "K7QF%003MTX", "%0a", "x" * 300, "..", "%F0%9F%91%A7", "';--"])
def test_an_impossible_reference_is_not_there(southwark: Cast, signed_in: Callable[[User], Client], ref: str) -> None:
    assert signed_in(southwark["mash"]).get(f"/cases/{ref}/").status_code == 404


@pytest.mark.parametrize(
    ("part", "below"),
    [
        ("school", "history/"),
        ("school", "close/"),
        ("police.mash", "restrict/"),
        ("minutes", "history/"),
        ("mash", "allocate/"),
        ("team", "restrict/"),
        ("coordinator", "close/"),
    ],
)
def test_inside_without_the_right_the_reason_is_given(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], part: str, below: str
) -> None:
    data = {"reason": "x"}
    for method in ("get",) if below == "history/" else ("get", "post"):
        answer = getattr(signed_in(southwark[part]), method)(f"/cases/{case.ref}/{below}", data)
        assert answer.status_code == 403
        assert "does not include this page" in " ".join(texts(answer, "main"))
        assert case.child.family_name not in answer.content.decode()
    assert set(_rows(Verb.REFUSED, southwark[part])) == {(case.ref, below.strip("/"))}
    case.refresh_from_db()
    assert case.restricted_at is case.closed_at is case.worker is None


def test_who_has_not_signed_in_is_sent_to_the_door(client: Client, case: Case) -> None:
    for below in PAGES:
        answer = client.get(f"/cases/{case.ref}/{below}")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/sign-in/")
        assert case.child.family_name not in answer.content.decode()


def test_reading_pages_take_no_post(case: Case, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(southwark["service"])
    for address in ("/", "/cases/", f"/cases/{case.ref}/", f"/cases/{case.ref}/history/"):
        assert browser.post(address).status_code == 405, address


def test_no_page_takes_another_method(case: Case, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(southwark["service"])
    for below, method in product(PAGES, ("put", "patch", "delete", "trace")):
        assert getattr(browser, method)(f"/cases/{case.ref}/{below}").status_code == 405, (below, method)


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(("below", "named"), [("", "case"), ("history/", "history"), ("allocate/", "allocate")])
def test_what_is_shown_leaves_a_row(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], below: str, named: str
) -> None:
    for _ in range(2):
        assert signed_in(southwark["team"]).get(f"/cases/{case.ref}/{below}").status_code == 200
    assert _rows(Verb.VIEWED, southwark["team"]) == [(case.ref, named)] * 2


def test_what_was_typed_wrongly_is_shown_and_leaves_a_row(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(southwark["team"]).post(f"/cases/{case.ref}/allocate/").status_code == 200
    assert _rows(Verb.VIEWED, southwark["team"]) == [(case.ref, "allocate")]


def test_a_refusal_is_explained_and_leaves_a_row_for_the_name_it_shows(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("share")
    answer = signed_in(southwark["team"]).post(f"/cases/{case.ref}/allocate/", {"worker": southwark["worker"].pk})
    assert answer.status_code == 409
    assert "This needs an earlier step first" in " ".join(texts(answer, "main"))
    assert case.child.family_name in answer.content.decode()
    assert _rows(Verb.VIEWED, southwark["team"]) == [(case.ref, "allocate")]


def test_a_role_that_ends_closes_the_door_with_the_next_request(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    browser, address = signed_in(southwark["team"]), f"/cases/{case.ref}/"
    assert browser.get(address).status_code == 200
    agencies.end_membership(southwark["team"].memberships.get(), by=southwark["admin"], at=case.opened_at)
    assert browser.get(address).status_code == 404


def test_an_account_that_is_switched_off_is_signed_out_with_the_next_request(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(southwark["mash"])
    southwark["mash"].is_active = False
    southwark["mash"].save()
    answer = browser.get(f"/cases/{case.ref}/")
    assert (answer.status_code, answer["Location"].startswith("/account/sign-in/")) == (302, True)

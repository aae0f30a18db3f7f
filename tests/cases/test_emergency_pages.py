"""The pages of an emergency: interruption, reason, step-up, then access; nothing typed is lost, nothing given away."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import operations
from mase.cases.models import Case, Conflict, Emergency
from mase.demo.cast import Cast
from tests.cases.emergencies import WHY, again, by_name, by_reference, open_on_pages, prove, taken
from tests.cases.pages import error_of, links, texts
from tests.factories import CaseFactory

SignIn = Callable[[User], Client]
HOUR = timedelta(hours=1)
STEPS = ("/emergency/", "/emergency/reason/", "/emergency/confirm/")


@pytest.fixture
def case(case: Case) -> Case:
    case.child.born_on = date(2011, 5, 6)
    case.child.save()
    return case


@pytest.fixture
def outsider(southwark: Cast) -> User:
    return southwark["second.worker"]


@pytest.fixture
def caller(signed_in: SignIn, outsider: User) -> Client:
    """A social worker to whom the case is not allocated, who has just proved that it is them."""
    client = signed_in(outsider)
    prove(client, outsider)
    return client


def refusals(user: User) -> list[str]:
    rows = Event.objects.filter(verb="refused", actor=user.pk, detail__page="open in an emergency")
    return list(rows.order_by("pk").values_list("case", flat=True))


def test_from_the_page_that_is_not_there_through_the_steps_into_the_record(
    caller: Client, case: Case, outsider: User
) -> None:
    missing = caller.get(f"/cases/{case.ref}/")
    assert missing.status_code == 404
    first = caller.get(links(missing)["open a record in an emergency"])
    assert texts(first, "h1") == ["Opening a record in an emergency"]
    assert not texts(first, "main input, main textarea, main select, main form")
    second = caller.get(links(first)["Continue"])
    assert texts(second, "h1") == ["Which record, and why?"]
    third = caller.post("/emergency/reason/", by_reference(case.ref.lower()), follow=True)
    assert texts(third, "h1") == ["Open the record for one hour"]
    assert not Emergency.objects.exists()
    opened = caller.post("/emergency/confirm/")
    assert (opened.status_code, opened["Location"]) == (302, case.get_absolute_url())
    page = caller.get(opened["Location"])
    assert case.child.name in " ".join(texts(page, "main"))
    assert Event.objects.filter(verb="viewed", actor=outsider.pk, case=case.ref).count() == 1


@pytest.mark.parametrize("path", STEPS)
@pytest.mark.parametrize("part", ["school", "health", "admin", "privacy", "chair"])
def test_the_steps_are_for_roles_that_may_meet_an_emergency(
    southwark: Cast, signed_in: SignIn, path: str, part: str
) -> None:
    assert signed_in(southwark[part]).get(path).status_code == 403
    assert signed_in(southwark[part]).post("/emergency/end/").status_code == 403


def test_only_those_roles_are_shown_the_way(southwark: Cast, signed_in: SignIn, case: Case) -> None:
    for part, offered in {"team": True, "police.mash": True, "school": False, "chair": False}.items():
        client = signed_in(southwark[part])
        for page in (client.get("/cases/"), client.get("/cases/ZZZZ-2222/")):
            assert ("/emergency/" in links(page).values()) is offered, part


@pytest.mark.parametrize(("method", "path"), [("post", "/emergency/"), ("get", "/emergency/end/"), ("put", STEPS[1])])
def test_another_method_is_refused(caller: Client, method: str, path: str) -> None:
    assert getattr(caller, method)(path).status_code == 405


def test_nothing_is_confirmed_before_something_was_said(caller: Client) -> None:
    for answer in (caller.get("/emergency/confirm/"), caller.post("/emergency/confirm/")):
        assert answer["Location"] == "/emergency/reason/"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"known": ""}, "known"),
        ({"ref": "K7QF"}, "ref"),
        ({"ref": "\x00"}, "ref"),
        ({"known": "child", "names": ""}, "names"),
        ({"need": ""}, "need"),
        ({"need": "curiosity"}, "need"),
        ({"reason": "She is missing"}, "reason"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    caller: Client, case: Case, wrong: dict[str, str], field: str
) -> None:
    page = caller.post("/emergency/reason/", by_reference(case.ref) | wrong)
    assert error_of(page, field)
    if "reason" not in wrong:
        assert texts(page, "textarea[name=reason]") == [WHY]


def test_the_step_up_comes_between_reason_and_access_and_loses_nothing(
    signed_in: SignIn, outsider: User, case: Case, clock: Any
) -> None:
    caller = signed_in(outsider)
    prove(caller, outsider)
    clock.shift(timedelta(minutes=5))
    asked = caller.post("/emergency/reason/", by_reference(case.ref), follow=True)
    assert texts(asked, "h1") == ["Show that it is you"]
    assert not [address for address, _ in asked.redirect_chain if case.ref in address]
    confirmed = caller.get(again(caller)["Location"])
    assert WHY in " ".join(texts(confirmed, "main"))
    assert case.ref in " ".join(texts(confirmed, "main"))
    clock.shift(timedelta(minutes=5))
    stale = caller.post("/emergency/confirm/")
    assert stale["Location"].startswith("/account/prove/")
    assert not Emergency.objects.exists()
    assert again(caller)["Location"] == case.get_absolute_url()
    assert Emergency.objects.get().reason == WHY


def test_a_wrong_password_opens_nothing(signed_in: SignIn, outsider: User, case: Case, clock: Any) -> None:
    caller = signed_in(outsider)
    prove(caller, outsider)
    clock.shift(timedelta(minutes=6))
    caller.post("/emergency/reason/", by_reference(case.ref))
    caller.post("/emergency/confirm/")
    caller.post("/account/prove/", {"password": "guessed", "next": "/emergency/confirm/"})
    assert not Emergency.objects.exists()


def test_changing_what_was_said_starts_from_what_was_said(caller: Client, case: Case) -> None:
    caller.post("/emergency/reason/", by_reference(case.ref))
    page = caller.get("/emergency/reason/")
    assert texts(page, "textarea[name=reason]") == [WHY]
    assert f'value="{case.ref}"' in page.content.decode()


def test_a_child_is_found_by_name_and_the_name_stays_nowhere_else(caller: Client, case: Case) -> None:
    caller.post("/emergency/reason/", by_name(case))
    kept = str(dict(caller.session))
    assert not [part for part in case.child.name.split() if part in kept]
    page = caller.get("/emergency/confirm/")
    assert case.ref not in page.content.decode()
    assert caller.post("/emergency/confirm/")["Location"] == case.get_absolute_url()


def test_nobody_learns_whether_there_is_a_record_without_opening_it(
    caller: Client, case: Case, outsider: User, at: datetime
) -> None:
    other = CaseFactory(cast=None, authority=case.authority, opened_at=at, child__born_on=date(2011, 5, 6))
    Conflict.objects.create(user=outsider, person=other.child, relation="Aunt", declared_at=at, declared_by=outsider)
    unknown = CaseFactory.build(cast=None, authority=case.authority, opened_at=at, child__born_on=date(2010, 1, 1))
    asked = [by_reference("ZZZZ-2222"), by_reference(other.ref), by_name(unknown), by_name(other)]
    answers = [open_on_pages(caller, said) for said in asked]
    assert {answer.status_code for answer in answers} == {409}
    assert len({tuple(texts(answer, "main")) for answer in answers}) == 1
    assert "There is no record with these details" in texts(answers[0], "main")[0]
    assert refusals(outsider) == ["ZZZZ-2222", other.ref, "", ""]
    confirmed = []
    for said in (by_name(unknown), by_name(other), by_name(case)):
        caller.post("/emergency/reason/", said)
        confirmed.append(tuple(texts(caller.get("/emergency/confirm/"), "main")))
    assert len(set(confirmed)) == 1


def test_a_record_one_sees_already_is_not_opened_again(signed_in: SignIn, southwark: Cast, case: Case) -> None:
    caller = signed_in(southwark["team"])
    for said in (by_reference(case.ref), by_name(case)):
        page = caller.post("/emergency/reason/", said)
        assert page.status_code == 409
        assert "You have access to this record already." in " ".join(texts(page, "main"))
        assert links(page)[f"Go to case {case.ref}"] == case.get_absolute_url()


def test_after_three_in_a_day_the_first_page_leads_no_further(
    caller: Client, southwark: Cast, outsider: User, at: datetime
) -> None:
    cases = [CaseFactory(cast=southwark, opened_at=at) for _ in range(4)]
    for case in cases[:3]:
        taken(case, outsider, at=at)
    first = caller.get("/emergency/")
    assert "Ring your manager" in " ".join(texts(first, "main"))
    assert "Continue" not in links(first)
    fourth = caller.post("/emergency/reason/", by_reference(cases[3].ref))
    assert fourth.status_code == 409
    assert "Ring your manager" in " ".join(texts(fourth, "main"))


def test_a_restricted_record_opens_under_row_level_security_and_closes_at_its_minute(
    caller: Client, case: Case, southwark: Cast, at: datetime, clock: Any
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    assert caller.get(f"/cases/{case.ref}/").status_code == 404
    open_on_pages(caller, by_reference(case.ref))
    statuses = []
    for minute in (0, 59, 60, 61):
        clock.move_to(at + timedelta(minutes=minute))
        caller.force_login(southwark["second.worker"], backend="allauth.account.auth_backends.AuthenticationBackend")
        page = caller.get(f"/cases/{case.ref}/")
        statuses.append((page.status_code, case.ref in caller.get("/cases/").content.decode()))
    assert statuses == [(200, True), (200, True), (404, False), (404, False)]


@pytest.mark.parametrize(("minute", "left"), [(0, "60 minutes left"), (10, "50 minutes left"), (59, "1 minute left")])
def test_every_page_of_the_record_says_how_long_it_stays_open(
    caller: Client, case: Case, at: datetime, clock: Any, minute: int, left: str
) -> None:
    open_on_pages(caller, by_reference(case.ref))
    clock.move_to(at + timedelta(minutes=minute))
    caller.force_login(Emergency.objects.get().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    tabs = links(caller.get(f"/cases/{case.ref}/"), ".moj-sub-navigation a")
    assert len(tabs) >= 7
    for address in tabs.values():
        banner = texts(caller.get(address), ".app-emergency")
        assert len(banner) == 1, address
        assert "Emergency access until 11:00" in banner[0]
        assert left in banner[0]


def test_nobody_else_sees_the_banner(
    signed_in: SignIn, southwark: Cast, outsider: User, case: Case, at: datetime
) -> None:
    taken(case, outsider, at=at)
    assert texts(signed_in(southwark["team"]).get(f"/cases/{case.ref}/"), ".app-emergency") == []


def test_the_button_ends_it_however_often_it_is_pressed(caller: Client, case: Case) -> None:
    open_on_pages(caller, by_reference(case.ref))
    for _ in range(2):
        page = caller.post("/emergency/end/", {"ref": case.ref}, follow=True)
        assert "Your emergency access has ended." in " ".join(texts(page, "main"))
    assert caller.get(f"/cases/{case.ref}/").status_code == 404
    assert caller.post("/emergency/confirm/")["Location"] == "/emergency/reason/"
    assert Emergency.objects.count() == 1


@pytest.mark.parametrize("ref", ["", "\x00", "ZZZZ-2222", "x" * 300])
def test_ending_what_is_not_open_changes_nothing(caller: Client, ref: str) -> None:
    assert caller.post("/emergency/end/", {"ref": ref}).status_code == 302


def test_pressed_twice_the_button_opens_the_record_once(caller: Client, case: Case) -> None:
    answers = [open_on_pages(caller, by_reference(case.ref)), caller.post("/emergency/confirm/")]
    assert {answer["Location"] for answer in answers} == {case.get_absolute_url()}
    assert Emergency.objects.count() == 1


def test_no_page_on_the_way_changes_the_record(caller: Client, case: Case, southwark: Cast) -> None:
    open_on_pages(caller, by_reference(case.ref))
    for page in ("allocate/", "restrict/", "close/"):
        assert caller.get(f"/cases/{case.ref}/{page}").status_code == 403


def test_titles_and_addresses_name_no_child(caller: Client, case: Case) -> None:
    for answer in (caller.post("/emergency/reason/", by_name(case), follow=True), caller.get("/emergency/reason/")):
        assert not [part for part in case.child.name.split() if part in answer.content.decode()]

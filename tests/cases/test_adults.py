"""The people in a child's life: who adds, corrects and takes them out; and that a conflict with one of them bites."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access, adults, operations
from mase.cases.errors import CaseClosed
from mase.cases.models import Case, Conflict, Outcome
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.people.models import Person, Relationship
from tests.cases.everywhere import know
from tests.cases.pages import error_of, texts
from tests.web.html import one, read

DAY = timedelta(days=1)
TYPED = {
    "given_names": "Devon",
    "family_name": "Older",
    "address": "9 Far Lane\nLondon SE1 7PB",
    "kind": "concern",
    "born_on-day": "3",
    "born_on-month": "4",
    "born_on-year": "1988",
}
Browse = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("inform")


@pytest.fixture
def added(case: Case, southwark: Cast, at: datetime) -> Relationship:
    facts = {"given_names": "Devon", "family_name": "Older", "born_on": None, "address": "", "kind": "parent"}
    return adults.add(case, **facts, by=southwark["worker"], at=at + DAY)


def test_the_social_worker_adds_an_adult_on_the_page(case: Case, southwark: Cast, signed_in: Browse) -> None:
    client = signed_in(southwark["worker"])
    page = client.post(f"/cases/{case.ref}/people/new/", TYPED, follow=True)
    assert texts(page, "tbody th") == ["Devon Older"]
    adult = Relationship.objects.get(child=case.child).adult
    assert (adult.postcode, adult.born_on.isoformat()) == ("SE17PB", "1988-04-03")
    assert "Far Lane" not in page.content.decode(), "it may be the child's: the list says only that it is there"
    event = Event.objects.get(verb="person_added")
    assert (event.case, event.detail["kind"]) == (case.ref, "concern")
    assert "Devon" not in str(event.detail)


@pytest.mark.parametrize("name", ["given_names", "family_name", "kind"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    case: Case, southwark: Cast, signed_in: Browse, name: str
) -> None:
    page = signed_in(southwark["worker"]).post(f"/cases/{case.ref}/people/new/", TYPED | {name: ""})
    assert error_of(page, name)
    assert not Relationship.objects.exists()


def test_a_correction_keeps_what_it_said_before(
    case: Case, added: Relationship, southwark: Cast, signed_in: Browse
) -> None:
    client, address = signed_in(southwark["worker"]), f"/cases/{case.ref}/people/{added.pk}/"
    assert "Devon" in client.get(address).content.decode()
    assert client.post(address, TYPED | {"given_names": "Devin"}).status_code == 302
    added.refresh_from_db()
    assert (added.adult.given_names, added.kind) == ("Devin", "concern")
    assert set(added.adult.history.values_list("given_names", flat=True)) == {"Devon", "Devin"}
    assert Event.objects.get(verb="person_corrected").case == case.ref


def test_whoever_corrects_second_sees_both_texts_and_overwrites_nothing_unseen(
    case: Case, added: Relationship, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    client, address = signed_in(southwark["worker"]), f"/cases/{case.ref}/people/{added.pk}/"
    seen = one(read(client.get(address).content.decode()), "[name=seen]").get("value")
    theirs = {"given_names": "Dev", "family_name": "Older", "born_on": None, "address": "9 Far Lane", "kind": "parent"}
    adults.correct(case, added, **theirs, by=southwark["coordinator"], at=at + DAY)

    page = client.post(address, TYPED | {"given_names": "Devin", "kind": "parent", "seen": seen})
    assert "It says now: “Dev”" in page.content.decode()
    assert Relationship.objects.get().adult.given_names == "Dev"
    again = one(read(page.content.decode()), "[name=seen]").get("value")
    assert client.post(address, TYPED | {"given_names": "Devin", "kind": "parent", "seen": again}).status_code == 302
    assert Relationship.objects.get().adult.given_names == "Devin"


def test_who_is_taken_out_is_gone_from_the_page_and_kept_in_history(
    case: Case, added: Relationship, southwark: Cast, signed_in: Browse
) -> None:
    client, address = signed_in(southwark["worker"]), f"/cases/{case.ref}/people/{added.pk}/take-out/"
    assert error_of(client.post(address, {"reason": ""}), "reason")
    page = client.post(address, {"reason": "A neighbour, not a relative"}, follow=True)
    assert "Devon" not in texts(page, "main")
    assert not Relationship.objects.exists()
    assert Relationship.history.filter(history_type="-", adult_id=added.adult_id).exists()
    assert Event.objects.get(verb="person_removed").reason == "A neighbour, not a relative"


def test_who_may_read_and_who_may_change(case: Case, added: Relationship, southwark: Cast, signed_in: Browse) -> None:
    reading = dict.fromkeys(("worker", "team", "mash", "coordinator", "police.mash", "school"), 200)
    for part, status in (reading | {"second.worker": 404, "other.school": 404, "admin": 404}).items():
        client = signed_in(southwark[part])
        assert client.get(f"/cases/{case.ref}/people/").status_code == status, part
        changed = 200 if part == "worker" else 404 if status == 404 else 403
        for path in ("new/", f"{added.pk}/", f"{added.pk}/take-out/"):
            assert client.get(f"/cases/{case.ref}/people/{path}").status_code == changed, (part, path)


def test_an_adult_of_another_child_is_not_found_here(
    case: Case, told: Callable[..., Case], added: Relationship, southwark: Cast, signed_in: Browse
) -> None:
    other = told("inform", number=1)
    client = signed_in(southwark["worker"])
    assert client.post(f"/cases/{other.ref}/people/{added.pk}/take-out/", {"reason": "x"}).status_code == 404
    assert Relationship.objects.exists()


def test_nobody_is_added_to_a_closed_case(case: Case, southwark: Cast, at: datetime) -> None:
    operations.close(case, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=at + 3 * DAY, reason="Done")
    facts = {"given_names": "D", "family_name": "O", "born_on": None, "address": "", "kind": "parent"}
    with pytest.raises(CaseClosed):
        adults.add(case, **facts, by=southwark["worker"], at=at + 4 * DAY)


@pytest.mark.rule("ALL-5")
def test_adding_somebody_whom_a_colleague_knows_closes_the_case_to_them(
    case: Case, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    Conflict.objects.create(
        user=southwark["coordinator"], names="Devon Older", declared_at=at, declared_by=southwark["coordinator"]
    )
    assert access.page(access.visible(southwark["coordinator"], at=at + DAY)) == [case]
    signed_in(southwark["worker"]).post(f"/cases/{case.ref}/people/new/", TYPED)
    assert access.page(access.visible(southwark["coordinator"], at=at + DAY)) == []


def test_a_worker_who_adds_somebody_they_know_themselves_is_outside_and_another_is_asked_for(
    case: Case, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    know(southwark["worker"], Person(given_names="Devon", family_name="Older"), at=at)
    client = signed_in(southwark["worker"])
    assert client.post(f"/cases/{case.ref}/people/new/", TYPED).status_code == 302
    assert client.get(f"/cases/{case.ref}/people/").status_code == 404
    assert Message.objects.get(text="A case needs another social worker").recipient == southwark["team"]

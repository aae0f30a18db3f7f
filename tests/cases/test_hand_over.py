"""A case goes from one social worker to another with a note: the worker's own, or the manager's."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import handing_over, operations
from mase.cases.errors import NotEntitled
from mase.cases.models import Allocation, Case
from mase.demo.cast import Cast
from tests.cases.pages import error_of, links, texts

LATER = timedelta(hours=1)
BEFORE = timedelta(days=3)
NOTE = "She trusts her form tutor.\nThe mother rings back after six; “not before”."
SignIn = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case], at: datetime) -> Case:
    """A case that was allocated to the social worker before the weekend."""
    return told("allocate", begins_at=at - BEFORE)


def test_the_social_worker_writes_the_note_beforehand(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    desk = signed_in(southwark["worker"])
    address = links(desk.get(case.get_absolute_url()))["Write the hand-over note"]
    assert desk.post(address, {"hand_over": NOTE})["Location"] == case.get_absolute_url()
    assert case.allocations.get().hand_over == NOTE
    assert texts(desk.get(address), "textarea[name=hand_over]") == [" ".join(NOTE.split())]
    event = Event.objects.get(verb="hand_over_noted")
    assert (event.actor, event.case, event.reason) == (southwark["worker"].pk, case.ref, "")


def test_the_manager_finds_it_filled_in_and_the_next_worker_reads_it(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    handing_over.leave_note(case, hand_over=NOTE, by=southwark["worker"], at=at)
    manager, address = signed_in(southwark["team"]), f"/cases/{case.ref}/allocate/"
    assert texts(manager.get(address), "textarea[name=hand_over]") == [" ".join(NOTE.split())]
    typed = {"worker": southwark["second.worker"].pk, "reason": "", "hand_over": NOTE + "\nVisit is on Thursday."}
    assert manager.post(address, typed).status_code == 302
    page = " ".join(texts(signed_in(southwark["second.worker"]).get(case.get_absolute_url()), "main"))
    assert "She trusts her form tutor." in page
    assert "Visit is on Thursday." in page
    assert f"From {southwark['worker'].name}" in page


def test_without_a_note_a_case_is_not_given_on_and_the_choice_stays(
    case: Case, southwark: Cast, signed_in: SignIn
) -> None:
    typed = {"worker": southwark["second.worker"].pk, "reason": "Closer", "hand_over": " "}
    page = signed_in(southwark["team"]).post(f"/cases/{case.ref}/allocate/", typed)
    assert error_of(page, "hand_over") == "Enter the hand-over note"
    assert texts(page, "textarea[name=reason]") == ["Closer"]
    assert f'value="{southwark["second.worker"].pk}" checked' in page.content.decode()
    assert case.allocations.get().worker == southwark["worker"]


def test_a_first_allocation_asks_for_no_note(told: Callable[..., Case], southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get(f"/cases/{told('decide').ref}/allocate/")
    assert texts(page, "textarea[name=reason]")
    assert not texts(page, "textarea[name=hand_over]")


def test_given_on_in_a_hurry_what_the_worker_wrote_is_kept(case: Case, southwark: Cast, at: datetime) -> None:
    handing_over.leave_note(case, hand_over=NOTE, by=southwark["worker"], at=at)
    operations.allocate(case, southwark["second.worker"], by=southwark["team"], at=at + LATER)
    before = handing_over.last_note(case)
    assert before is not None
    assert (before.hand_over, before.worker) == (NOTE, southwark["worker"])


def test_what_is_open_and_due_stands_on_the_page(case: Case, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/allocate/")
    shown = " ".join(texts(page, "main"))
    assert "What is open and due" in shown
    for deadline in case.deadlines.open():
        assert deadline.label in shown


@pytest.mark.parametrize("part", ["second.worker", "team", "mash", "coordinator"])
def test_nobody_writes_it_for_the_worker(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime, part: str
) -> None:
    with pytest.raises(NotEntitled):
        handing_over.leave_note(case, hand_over=NOTE, by=southwark[part], at=at)
    answer = signed_in(southwark[part]).post(f"/cases/{case.ref}/hand-over/", {"hand_over": NOTE})
    assert answer.status_code in (403, 404)
    assert not case.allocations.get().hand_over


def test_a_worker_who_gave_the_case_away_writes_no_more(case: Case, southwark: Cast, at: datetime) -> None:
    operations.allocate(case, southwark["second.worker"], by=southwark["team"], at=at + LATER)
    with pytest.raises(NotEntitled):
        handing_over.leave_note(case, hand_over=NOTE, by=southwark["worker"], at=at + LATER)


@pytest.mark.parametrize("typed", ["", "   ", "x" * 8001])
def test_a_note_that_is_none_is_explained(case: Case, southwark: Cast, signed_in: SignIn, typed: str) -> None:
    page = signed_in(southwark["worker"]).post(f"/cases/{case.ref}/hand-over/", {"hand_over": typed})
    assert error_of(page, "hand_over")


def test_who_may_not_read_the_history_does_not_read_the_note(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    operations.allocate(case, southwark["second.worker"], by=southwark["team"], at=at + LATER, hand_over=NOTE)
    page = signed_in(southwark["school"]).get(case.get_absolute_url())
    assert page.status_code == 200
    assert "She trusts" not in page.content.decode()


def test_the_allocation_keeps_how_it_was_before(case: Case, southwark: Cast, at: datetime) -> None:
    for text in ("First", "Second"):
        handing_over.leave_note(case, hand_over=text, by=southwark["worker"], at=at)
    assert list(Allocation.history.order_by("history_id").values_list("hand_over", flat=True)) == [
        "",
        "First",
        "Second",
    ]

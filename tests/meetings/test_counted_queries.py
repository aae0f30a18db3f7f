"""Lists cost the same number of queries however long they are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import CohortEntry, ListEntry, NotDiscussed, Panel
from meetings.operations import actions as meeting_actions
from tests.factories import CaseFactory

FEW, MANY = 2, 40


@pytest.fixture
def grow(southwark: Cast, discussed: ListEntry, at: datetime) -> Callable[[int], None]:
    """Bring list, forms and cohort of the meeting to a number of cases each; copies of the one that has a story."""
    form = discussed.case.mase_forms.get()

    def copy(number: int) -> None:
        case = CaseFactory(cast=southwark, opened=southwark, opened_at=at + timedelta(minutes=number))
        _copied(form, case=case)
        entry = _copied(discussed, case=case, form=case.mase_forms.get(), position=number)
        meeting_actions.agree(
            entry.case,
            of=entry,
            text="Call",
            owner=southwark["health"],
            due_on=at.date(),
            by=southwark["coordinator"],
            at=at,
        )
        waiting = _waiting(southwark, at=at + timedelta(minutes=number))
        _copied(form, case=waiting, panel=None)
        if number % 2 == 0:
            left = {"reason": "Nothing is new", "decided_at": at, "decided_by": southwark["coordinator"]}
            NotDiscussed.objects.create(panel=discussed.panel, case=waiting, **left)

    def to(length: int) -> None:
        for number in range(discussed.panel.entries.count() + 1, length + 1):
            copy(number)

    return to


def _copied(row: Any, **changes: object) -> Any:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    for name in ("id", *(f"{key}_id" for key in changes if f"{key}_id" in fields)):
        fields.pop(name, None)
    return type(row).objects.create(**(fields | changes))


def _waiting(cast: Cast, *, at: datetime) -> Case:
    """A child on the cohort that is on no list."""
    case = CaseFactory(cast=cast, opened=cast, opened_at=at)
    CohortEntry.objects.create(case=case, admitted_at=at, admitted_by=cast["coordinator"], reason="Known")
    return case


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_pages_of_a_meeting_cost_the_same_with_2_and_with_40_cases(
    southwark: Cast, discussed: ListEntry, grow: Callable[[int], None], signed_in
):
    desk = ("pre_mase", "list_case", "ask_all_updates")
    pages = {"panel": "chair", **dict.fromkeys(desk, "coordinator")}

    def costs() -> dict[str, int]:
        return {
            name: _queries(signed_in(southwark[part]), reverse(name, args=[discussed.panel.ref]))
            for name, part in (pages | {"approve": "chair"}).items()
        }

    grow(FEW)
    few = costs()
    grow(MANY)
    assert discussed.panel.entries.count() == MANY
    assert costs() == few
    assert [name for name in pages if few[name] > 30] == [], few


def test_the_list_of_meetings_costs_the_same_with_2_and_with_40_and_pages(southwark: Cast, at: datetime, signed_in):
    client = signed_in(southwark["coordinator"])

    def schedule(first: int, last: int) -> list[Panel]:
        days = (at.date() + timedelta(days=30 + number) for number in range(first, last))
        return [stories.schedule(southwark, on=day, at=at) for day in days]

    schedule(0, FEW)
    few = _queries(client, reverse("meetings"))
    meetings = schedule(FEW, MANY)
    assert _queries(client, reverse("meetings")) == few
    assert meetings[-1].ref in client.get(reverse("meetings")).text
    assert meetings[0].ref in client.get(reverse("meetings"), {"page": "2"}).text
    assert client.get(reverse("meetings"), {"page": "999"}).status_code == 200


def test_the_mase_page_of_a_case_costs_the_same_with_2_and_with_40_actions(
    southwark: Cast, discussed: ListEntry, at: datetime, signed_in
):
    client, addresses = (
        signed_in(southwark["coordinator"]),
        [
            reverse("mase", args=[discussed.case.ref]),
            reverse("list_entry", args=[discussed.case.ref, discussed.pk]),
        ],
    )

    def agree(times: int) -> None:
        for number in range(times):
            meeting_actions.agree(
                discussed.case,
                of=discussed,
                text=f"Call {times} {number}",
                owner=southwark["health"],
                due_on=at.date(),
                by=southwark["coordinator"],
                at=at,
            )

    agree(FEW)
    few = [_queries(client, address) for address in addresses]
    agree(MANY - FEW)
    assert [_queries(client, address) for address in addresses] == few

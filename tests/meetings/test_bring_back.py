"""A case is kept for a chosen later meeting, onto whose list it comes (RE-8)."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from mase.cases.errors import Refused
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import queries
from meetings.models import ListEntry, Panel
from meetings.operations import returning

WHY = "To hear what came of the warning notice."


@pytest.fixture
def months(southwark: Cast, panel: Panel, at: datetime) -> tuple[Panel, Panel]:
    """The two meetings after this one."""
    april, may = (stories.schedule(southwark, on=day, at=at) for day in (date(2026, 4, 23), date(2026, 5, 21)))
    return april, may


def _bring(cast: Cast, entry: ListEntry, panel: Panel, *, at: datetime) -> None:
    returning.bring_back(entry, panel=panel, reason=WHY, by=cast["minutes"], at=at)


@pytest.mark.rule("RE-8")
def test_it_comes_onto_the_list_of_the_chosen_meeting_with_the_reason_and_its_actions_before_it(
    southwark: Cast, discussed: ListEntry, months: tuple[Panel, Panel], signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["minutes"]), reverse("bring_back", args=[discussed.case.ref, discussed.pk])
    assert "Enter why it comes back" in client.post(address, {"panel": months[1].ref, "reason": ""}).text
    assert client.post(address, {"panel": months[1].ref, "reason": WHY}).status_code == 302
    again = months[1].entries.get()
    assert again.why_listed == f"Brought back from the meeting of 26 March 2026: {WHY}"
    assert again.exceptional == discussed.exceptional == "theme"
    assert list(queries.actions_before(again)) == list(discussed.actions.all())
    page = client.get(reverse("list_entry", args=[discussed.case.ref, discussed.pk])).text
    assert ("Comes back on 21 May 2026" in page, WHY in page) == (True, True)


@pytest.mark.rule("RE-8")
def test_a_second_time_changes_the_meeting(
    southwark: Cast, discussed: ListEntry, months: tuple[Panel, Panel], later: datetime
):
    _bring(southwark, discussed, months[0], at=later)
    _bring(southwark, discussed, months[1], at=later)
    discussed.refresh_from_db()
    assert discussed.returns_to == months[1]
    assert (months[0].entries.count(), months[1].entries.count()) == (0, 1)


def test_it_does_not_come_back_at_an_earlier_meeting_or_another_authority_s(
    southwark: Cast, barnet: Cast, discussed: ListEntry, later: datetime, at: datetime
):
    earlier = stories.schedule(southwark, on=date(2026, 3, 19), at=at)
    elsewhere = stories.schedule(barnet, on=date(2026, 4, 23), at=at)
    for panel in (discussed.panel, earlier, elsewhere):
        with pytest.raises(Refused, match="later meeting"):
            _bring(southwark, discussed, panel, at=later)
    discussed.refresh_from_db()
    assert (discussed.returns_to, elsewhere.entries.count()) == (None, 0)


def test_without_a_later_meeting_the_page_says_what_to_do_first(southwark: Cast, discussed: ListEntry, signed_in):
    page = signed_in(southwark["minutes"]).get(reverse("bring_back", args=[discussed.case.ref, discussed.pk]))
    assert "No later meeting is scheduled yet" in page.text

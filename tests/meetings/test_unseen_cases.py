"""A meeting with a child whom the co-ordinator knows and a restricted one: its acts reach them, its pages do not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases import operations as cases
from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import ListEntry, MaseForm, Minutes, Panel
from meetings.operations import room as meeting_room
from tests.cases.everywhere import know
from tests.cases.pages import texts
from tests.meetings.typing_in import moment

DAY = timedelta(days=1)


@pytest.fixture
def children(panel: Panel, told: Callable[..., Case]) -> list[Case]:
    """The four on the list."""
    return [told("admit", number=number) for number in range(4)]


@pytest.fixture
def known(children: list[Case], southwark: Cast, at: datetime) -> Case:
    """The first child on the list, a relative of the co-ordinator's."""
    know(southwark["coordinator"], children[0].child, at=at)
    return children[0]


@pytest.fixture
def restricted(known: Case, children: list[Case], southwark: Cast, at: datetime) -> Case:
    """The second child on the list; only the worker and the service manager may see the record."""
    cases.restrict(children[1], by=southwark["service"], at=at + 12 * DAY, reason="Known from the newspapers")
    return children[1]


@pytest.fixture
def open_cases(restricted: Case, children: list[Case]) -> list[Case]:
    """The third and the fourth, which nobody is kept from."""
    return children[2:]


@pytest.fixture
def client(
    open_cases: list[Case], southwark: Cast, signed_in: Callable[[User], Client], clock: Any, at: datetime
) -> Client:
    """The co-ordinator's browser, when the list is made and the meeting is still to come."""
    clock.move_to(at + 13 * DAY)
    return signed_in(southwark["coordinator"])


@pytest.fixture
def canaries(known: Case, restricted: Case) -> set[str]:
    """What would give either of the two away."""
    return {known.child.family_name, known.ref, restricted.child.family_name, restricted.ref}


def _found(page: Any, canaries: set[str]) -> set[str]:
    return {canary for canary in canaries if canary in page.content.decode()}


def _refs(panel: Panel) -> list[str]:
    return list(panel.entries.order_by("position").values_list("case__ref", flat=True))


def _forms_due() -> dict[str, datetime]:
    return dict(Deadline.objects.open().filter(code="mase_submission").values_list("case__ref", "due_at"))


@pytest.mark.parametrize("name", ["panel", "list_case", "pre_mase", "move_meeting", "cancel_meeting"])
def test_no_page_of_the_meeting_shows_either(client: Client, panel: Panel, canaries: set[str], name: str):
    page = client.get(reverse(name, args=[panel.ref]))
    assert page.status_code == 200
    assert _found(page, canaries) == set()


def test_the_numbers_of_the_list_have_no_gap_and_the_count_says_nothing_of_the_child_one_knows(
    client: Client, panel: Panel, open_cases: list[Case]
):
    page = client.get(reverse("panel", args=[panel.ref]))
    assert texts(page, "td[data-label='No.']") == ["1", "2"]
    assert [case.ref in page.content.decode() for case in open_cases] == [True, True]
    assert "1 case on the list is not open to you" in page.content.decode(), "the restricted one, but not the known"


def test_a_colleague_without_a_conflict_reads_the_whole_list_but_the_restricted_one(
    client: Client, panel: Panel, known: Case, southwark: Cast, signed_in: Callable[[User], Client]
):
    page = signed_in(southwark["minutes"]).get(reverse("panel", args=[panel.ref]))
    assert known.child.family_name in page.content.decode()
    assert "1 case on the list is not open to you" in page.content.decode()


@pytest.mark.parametrize(
    ("number", "position", "order"), [(3, 1, "abdc"), (2, 2, "abdc"), (2, 1, "abcd"), (2, 99, "abdc"), (3, 2, "abcd")]
)
def test_the_co_ordinator_orders_what_they_see_and_the_others_keep_their_places(
    client: Client,
    panel: Panel,
    known: Case,
    restricted: Case,
    open_cases: list[Case],
    number: int,
    position: int,
    order: str,
):
    every = dict(zip("abcd", (known, restricted, *open_cases), strict=True))
    moved = ["a", "b", "c", "d"][number]
    address = reverse("place_at", args=[panel.ref, every[moved].list_entries.get().pk])
    assert client.post(address, {"position": str(position)}).status_code == 302
    assert _refs(panel) == [every[letter].ref for letter in order]


def test_an_entry_that_one_does_not_see_cannot_be_moved(client: Client, panel: Panel, known: Case, restricted: Case):
    for case in (known, restricted):
        address = reverse("place_at", args=[panel.ref, case.list_entries.get().pk])
        assert client.post(address, {"position": "1"}).status_code == 404


@pytest.mark.rule("RE-6")
def test_circulating_opens_the_known_child_to_the_members_and_the_restricted_one_to_nobody(
    client: Client, panel: Panel, known: Case, restricted: Case, open_cases: list[Case], southwark: Cast
):
    assert client.post(reverse("circulate", args=[panel.ref])).status_code == 302
    health = southwark.agency("health").group_id
    opened = [case.agency_grants.filter(group=health).exists() for case in (known, restricted, *open_cases)]
    assert opened == [True, False, True, True]


@pytest.mark.rule("RE-6")
def test_moving_the_meeting_moves_what_is_owed_on_every_child(
    panel: Panel, told: Callable[..., Case], southwark: Cast, signed_in: Any, clock: Any, at: datetime
):
    waiting = [told("hold", number=number) for number in (6, 7, 8)]
    know(southwark["coordinator"], waiting[0].child, at=at)
    cases.restrict(waiting[1], by=southwark["service"], at=at + 7 * DAY, reason="Known from the newspapers")
    clock.move_to(at + 8 * DAY)
    client, before = signed_in(southwark["coordinator"]), _forms_due()
    assert before.keys() == {case.ref for case in waiting}
    assert client.post(reverse("move_meeting", args=[panel.ref]), _moved(panel, 7)).status_code == 302
    after = _forms_due()
    assert after.keys() == before.keys()
    assert all(after[ref] > before[ref] for ref in before)


def test_cancelling_carries_the_whole_list_over(client: Client, panel: Panel, southwark: Cast, at: datetime):
    following, listed = stories.schedule(southwark, on=panel.scheduled_for.date() + 28 * DAY, at=at), _refs(panel)
    assert client.post(reverse("cancel_meeting", args=[panel.ref]), {"reason": "Snow"}).status_code == 302
    assert _refs(following) == listed
    assert _refs(panel) == []


def test_scheduling_another_meeting_takes_every_list_that_waits_for_one(client: Client, panel: Panel):
    listed = _refs(panel)
    assert client.post(reverse("cancel_meeting", args=[panel.ref]), {"reason": "Snow"}).status_code == 302
    typed = {"authority": "southwark", **_moved(panel, 28)}
    assert client.post(reverse("schedule"), typed).status_code == 302
    assert _refs(Panel.objects.latest("pk")) == listed


def test_a_case_that_is_added_comes_behind_those_one_does_not_see(
    panel: Panel, restricted: Case, told: Callable[..., Case], southwark: Cast, signed_in: Any, clock: Any, at: datetime
):
    clock.move_to(at + 13 * DAY)
    submitted = told("conclude", number=4)
    form = submitted.mase_forms.get()
    client = signed_in(southwark["coordinator"])
    typed = {"decision": "discuss", "exceptional": "theme", "reason": "Meets the threshold"}
    answer = client.post(reverse("decide", args=[submitted.ref, form.pk]), typed)
    assert answer.status_code == 302, answer.content.decode()
    assert ListEntry.objects.get(case=submitted).position == 5


def test_a_worker_submits_a_form_while_others_wait_that_they_do_not_see(
    panel: Panel, restricted: Case, told: Callable[..., Case], southwark: Cast, signed_in: Any, clock: Any, at: datetime
):
    signed = told("interview", number=5)
    form = signed.mase_forms.get()
    clock.move_to(at + 12 * DAY)
    client = signed_in(southwark["worker"])
    withdrawn = client.post(reverse("withdraw_form", args=[signed.ref, form.pk]), {"reason": "Too early"})
    assert withdrawn.status_code == 302, withdrawn.content.decode()
    again = client.post(reverse("submit", args=[signed.ref]), stories.FORM)
    assert again.status_code == 302, again.content.decode()
    assert MaseForm.objects.filter(case=signed).count() == 2


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize("part", ["chair", "police.chair"])
def test_a_chair_who_does_not_see_every_case_approves_nothing(
    panel: Panel, known: Case, southwark: Cast, signed_in: Any, clock: Any, later: datetime, part: str
):
    """The database hides from the chair that there is a case; the count that decides is not taken in by that."""
    stories.circulate(southwark, panel, at=later - DAY)
    stories.discuss(southwark, known, later)
    meeting_room.note_attendance(
        panel,
        agency=southwark.agency("csc"),
        name="A chair",
        present=True,
        by=southwark["minutes"],
        at=panel.scheduled_for,
    )
    know(southwark[part], known.child, at=later)
    clock.move_to(later)
    client, address = signed_in(southwark[part]), reverse("approve", args=[panel.ref])
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    assert not Minutes.objects.exists()


@pytest.fixture
def minuted(open_cases: list[Case], known: Case, restricted: Case, panel: Panel, southwark: Cast, later: datetime):
    """The same meeting with its minutes approved by chairs who were given the restricted record for it by name."""
    for case in (known, restricted, *open_cases):
        stories.discuss(southwark, case, later)
    from_service = {"by": southwark["service"], "at": later, "reason": "Chairs the meeting"}
    for chair in ("chair", "police.chair"):
        cases.access.open_to_person(restricted, southwark[chair], ["case", "panel"], **from_service)
    stories.approve(southwark, panel, at=later)
    return panel


@pytest.mark.parametrize("name", ["minutes", "panel", "meetings"])
def test_the_minutes_say_nothing_of_the_child_one_knows(
    minuted: Panel, southwark: Cast, signed_in: Any, canaries: set[str], clock: Any, later: datetime, name: str
):
    clock.move_to(later + DAY)
    page = signed_in(southwark["coordinator"]).get(reverse(name, args=[minuted.ref] if name != "meetings" else []))
    assert page.status_code == 200
    assert _found(page, canaries) == set()


def test_the_minutes_count_the_restricted_child_and_not_the_one_one_knows(
    minuted: Panel, southwark: Cast, signed_in: Any, clock: Any, later: datetime
):
    clock.move_to(later + DAY)
    page = signed_in(southwark["coordinator"]).get(reverse("minutes", args=[minuted.ref])).content.decode()
    assert "1 case is not shown to you" in page
    assert "Maya" not in page


def _moved(panel: Panel, days: int) -> dict[str, str]:
    typed = {"place": "Room 2", "reason": "Conference"}
    for name in ("scheduled_for", "pre_mase_at"):
        typed |= moment(name, getattr(panel, name) + days * DAY)
    return typed

"""Circulating the agenda: from then on, and not before, the standing members read its cases (RE-6, SO-25)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from mase.agencies.models import Kind
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings.models import ListEntry, Panel
from meetings.operations import panel as panels
from tests.meetings.conftest import told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 19, 9, tzinfo=UTC)
MEMBERS = ("police.chair", "police.member", "health.member", "education", "yjs")


def _circulate(cast: Cast, panel: Panel) -> None:
    panels.circulate(panel, by=cast["coordinator"], at=NOW)


def test_circulating_tells_every_standing_member_and_leaves_an_event(southwark: Cast, listed: ListEntry):
    _circulate(southwark, listed.panel)
    panel = Panel.objects.get()
    assert (panel.circulated_at, panel.circulated_by) == (NOW, southwark["coordinator"])
    told = {person for part, person in southwark.people.items() if part not in ("school", "other.school")}
    assert told_by(f"agenda-{panel.pk}") == told
    event = Event.objects.get(verb=Verb.AGENDA_CIRCULATED)
    assert (event.subject_id, event.actor) == (panel.pk, southwark["coordinator"].pk)
    assert panel.history.count() == 2


@pytest.mark.rule("RE-6", "SO-25")
def test_members_see_the_cases_on_the_list_from_circulation_on(
    southwark: Cast, listed: ListEntry, signed_in, clock, subtests
):
    clock.move_to(NOW)
    pages = (reverse("mase", args=[listed.case.ref]), reverse("list_entry", args=[listed.case.ref, listed.pk]))
    clients = {part: signed_in(southwark[part]) for part in MEMBERS}
    name = listed.case.child.name
    for part, client in clients.items():
        with subtests.test(f"{part} before"):
            assert name not in client.get(listed.panel.get_absolute_url()).text
            assert all(client.get(page).status_code in (403, 404) for page in pages)
    _circulate(southwark, listed.panel)
    for part, client in clients.items():
        with subtests.test(f"{part} after"):
            assert name in client.get(listed.panel.get_absolute_url()).text
            assert [client.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.rule("ALL-5")
def test_members_see_the_mase_part_of_the_file_and_nothing_else(southwark: Cast, listed: ListEntry, signed_in, clock):
    _circulate(southwark, listed.panel)
    clock.move_to(NOW)
    client = signed_in(southwark["yjs"])
    for name in ("referrals", "screenings", "strategies", "plannings", "history"):
        assert client.get(reverse(name, args=[listed.case.ref])).status_code == 403


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_is_shown_to_no_member(
    southwark: Cast, listed: ListEntry, told: Callable[..., Case], signed_in, clock
):
    open_case = told("admit", number=1)
    cases.restrict(listed.case, by=southwark["service"], at=NOW, reason="Related to a member of staff")
    _circulate(southwark, listed.panel)
    clock.move_to(NOW)
    for part in (*MEMBERS, "coordinator", "chair"):
        client = signed_in(southwark[part])
        page = client.get(listed.panel.get_absolute_url())
        assert open_case.ref in page.text
        assert listed.case.ref not in page.text
        assert client.get(reverse("mase", args=[listed.case.ref])).status_code == 404


@pytest.mark.rule("ALL-5")
def test_a_case_that_is_restricted_after_circulation_disappears_again(
    southwark: Cast, listed: ListEntry, signed_in, clock
):
    _circulate(southwark, listed.panel)
    listed.case.refresh_from_db()
    cases.restrict(listed.case, by=southwark["service"], at=NOW, reason="Related to a member of staff")
    clock.move_to(NOW)
    for part in MEMBERS:
        client = signed_in(southwark[part])
        assert listed.case.ref not in client.get(listed.panel.get_absolute_url()).text
        assert client.get(reverse("mase", args=[listed.case.ref])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_being_restricted_is_not_opened_by_the_circulation(southwark: Cast, listed: ListEntry):
    overlapping(
        lambda: cases.restrict(listed.case, by=southwark["service"], at=NOW, reason="Related to a member of staff"),
        lambda: _circulate(southwark, listed.panel),
    )
    assert Panel.objects.get().circulated_at == NOW
    assert not listed.case.agency_grants.exists()


@pytest.mark.rule("SO-25")
def test_the_profile_says_which_agencies_are_standing_members(hire: Callable[[str], Cast], panel: Panel):
    assert Kind.SCHOOL not in panel.authority.profile.standing_members
    bromley = hire("bromley").authority.profile.standing_members
    assert {Kind.HOUSING, Kind.VOLUNTARY} & set(panel.authority.profile.standing_members)
    assert not {Kind.HOUSING, Kind.VOLUNTARY} & set(bromley)


def test_an_empty_list_is_refused(southwark: Cast, panel: Panel):
    with pytest.raises(StepMissing):
        _circulate(southwark, panel)
    panel.refresh_from_db()
    assert panel.circulated_at is None


def test_a_second_circulation_is_refused(southwark: Cast, listed: ListEntry):
    _circulate(southwark, listed.panel)
    with pytest.raises(AlreadyDone):
        _circulate(southwark, listed.panel)
    assert Event.objects.filter(verb=Verb.AGENDA_CIRCULATED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_circulations_at_once_one_is_refused(southwark: Cast, listed: ListEntry):
    _, second = overlapping(lambda: _circulate(southwark, listed.panel), lambda: _circulate(southwark, listed.panel))
    assert isinstance(second, AlreadyDone)
    assert Event.objects.filter(verb=Verb.AGENDA_CIRCULATED).count() == 1


def test_the_administrator_circulates_on_the_page(southwark: Cast, listed: ListEntry, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["minutes"]), reverse("circulate", args=[listed.panel.ref])
    assert (
        address
        in client.get(reverse("list_case", args=[listed.panel.ref])).text
        + client.get(listed.panel.get_absolute_url()).text
    )
    assert client.post(address).headers["Location"] == listed.panel.get_absolute_url()
    again = client.post(address)
    assert (again.status_code, "The agenda has been circulated." in again.text) == (409, True)


def test_who_circulates(southwark: Cast, listed: ListEntry, barnet: Cast, signed_in, subtests):
    address = reverse("circulate", args=[listed.panel.ref])
    for part, status in {"worker": 403, "chair": 403, "police.member": 403, "school": 404, "admin": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address).status_code == status
    assert signed_in(barnet["coordinator"]).post(address).status_code == 404
    assert signed_in(southwark["coordinator"]).get(address).status_code == 405
    assert Panel.objects.get().circulated_at is None

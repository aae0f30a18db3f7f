"""Whoever has no part in a case or a meeting: every page of it is not there (ALL-5)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.demo.cast import Cast
from meetings import queries, urls
from meetings.models import ListEntry
from meetings.operations import consultation, planning

WITHOUT_A_CASE: dict[str, list[str]] = {
    "meetings": [],
    "schedule": [],
    "quarterly_returns": [],
    "issue_quarterly_return": ["southwark", "2026-Q1"],
}


@pytest.fixture
def addresses(southwark: Cast, discussed: ListEntry, later: datetime) -> dict[str, str]:
    """Every address of the case and of the meeting, with numbers that exist."""
    case = discussed.case
    arranged = planning.refer(
        case,
        reason="Plan",
        carers_invited=True,
        carers_reason="",
        scheduled_for=later,
        by=southwark["worker"],
        at=later,
    )
    part = planning.add_professional(
        arranged, name="Kim", role="Youth worker", agency="A project", by=southwark["worker"], at=later
    )
    numbers: dict[str, Any] = dict.fromkeys(
        ("strategy", "record_strategy", "move_strategy", "tell_host", "record_conference"),
        case.strategy_meetings.get().pk,
    )
    of_agenda = ("strategy_agenda", "invite_to_strategy", "agree_strategy_action", "print_strategy", "typed_strategy")
    numbers |= dict.fromkeys(of_agenda, case.strategy_meetings.get().pk)
    numbers |= dict.fromkeys(
        ("planning", "add_professional", "add_strategy", "record_planning", "remove_part"), arranged.pk
    )
    of_forms = ("mase_form", "admit_late", "decide", "update_form", "confirm_form", "withdraw_form")
    numbers |= dict.fromkeys(of_forms, case.mase_forms.get().pk)
    entry = case.cohort_entries.select_related("case__authority").get()
    made = consultation.offer(entry, offered_on=later.date(), by=southwark["health"], at=later)
    numbers |= {"offer_consultation": entry.pk, "answer_consultation": made.pk, "hold_consultation": made.pk}
    numbers |= dict.fromkeys(("list_entry", "discuss", "agree_action", "place_at"), discussed.pk)
    numbers["send_information"] = "southwark-health"
    numbers["action"] = discussed.actions.get().pk
    found = {}
    for pattern in urls.urlpatterns:
        if pattern.name not in WITHOUT_A_CASE:
            of_case = str(pattern.pattern).startswith("cases/")
            pk = [numbers[pattern.name]] if pattern.name in numbers else []
            parts = ["professionals", part.pk] if pattern.name == "remove_part" else []
            parts = ["agenda"] if pattern.name == "typed_strategy" else parts
            ref = case.ref if of_case else discussed.panel.ref
            found[pattern.name] = reverse(pattern.name, args=[ref, *pk, *parts])
    return found


@pytest.mark.rule("ALL-5")
def test_an_uninvolved_school_finds_no_page_of_the_case_or_the_meeting(
    southwark: Cast, barnet: Cast, addresses: dict[str, str], signed_in, clock, later: datetime, subtests
):
    clock.move_to(later)
    assert len(addresses) == len(urls.urlpatterns) - len(WITHOUT_A_CASE)
    clients = [signed_in(person) for person in (southwark["other.school"], barnet["coordinator"], barnet["chair"])]
    for name, address in addresses.items():
        with subtests.test(name):
            for client in clients:
                asked = client.get(address)
                answer = client.post(address) if asked.status_code == 405 else asked
                assert answer.status_code == 404
    refusals = Event.objects.filter(verb=Verb.REFUSED, actor=southwark["other.school"].pk)
    assert refusals.count() == len(addresses)


def test_whoever_has_not_signed_in_is_sent_to_sign_in(addresses: dict[str, str], client, subtests):
    for name, address in (
        addresses | {name: reverse(name, args=args) for name, args in WITHOUT_A_CASE.items()}
    ).items():
        with subtests.test(name):
            asked = client.get(address)
            answer = client.post(address) if asked.status_code == 405 else asked
            assert answer.headers["Location"].startswith(f"{reverse('account_login')}?next=")


def test_a_meeting_that_does_not_exist_is_not_found(southwark: Cast, signed_in, subtests):
    client = signed_in(southwark["coordinator"])
    for ref in ("AAAA-BBBB", "%00", "x" * 500, "schedule%0a"):
        with subtests.test(ref):
            assert client.get(f"/meetings/{ref}/").status_code == 404


def test_a_member_whose_role_has_ended_finds_the_meeting_no_longer(
    southwark: Cast, addresses: dict[str, str], signed_in, clock, later: datetime
):
    clock.move_to(later - timedelta(minutes=1))
    client = signed_in(southwark["health.member"])
    agencies.end_membership(southwark["health.member"].memberships.get(), by=southwark["admin"], at=later)
    assert client.get(addresses["panel"]).status_code == 200
    clock.move_to(later)
    assert client.get(addresses["panel"]).status_code == 404


@pytest.mark.rule("RE-1", "SO-25")
def test_the_meetings_of_an_authority_are_those_of_its_standing_agencies(
    southwark: Cast, barnet: Cast, panel, signed_in, subtests
):
    for part in ("coordinator", "chair", "worker", "police.member", "health.member", "education", "yjs"):
        with subtests.test(part):
            assert panel.ref in signed_in(southwark[part]).get(reverse("meetings")).text
    for person in (southwark["school"], barnet["coordinator"]):
        page = signed_in(person).get(reverse("meetings"))
        assert (page.status_code, panel.ref in page.text) == (200, False)
    assert signed_in(southwark["admin"]).get(reverse("meetings")).status_code == 403


def test_a_person_in_two_authorities_sees_the_meetings_of_both(southwark: Cast, barnet: Cast, at: datetime):
    both = southwark["health"]
    agencies.begin_membership(
        barnet.agency("health"), name=both.name, email=both.email, role="panel_member", by=None, at=at
    )
    assert queries.authorities_of(both, at=at) == [barnet.authority, southwark.authority]
    assert queries.authorities_of(southwark["school"], at=at) == []

"""Whoever has no part in a case or a meeting: every page of it is not there (ALL-5)."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.demo.cast import Cast
from meetings import queries
from meetings.models import Panel


def test_a_meeting_that_does_not_exist_is_not_found(southwark: Cast, signed_in, subtests):
    client = signed_in(southwark["coordinator"])
    for ref in ("AAAA-BBBB", "%00", "x" * 500, "schedule%0a"):
        with subtests.test(ref):
            assert client.get(f"/meetings/{ref}/").status_code == 404


def test_a_member_whose_role_has_ended_finds_the_meeting_no_longer(
    southwark: Cast, panel: Panel, signed_in, clock, later: datetime
):
    clock.move_to(later - timedelta(minutes=1))
    client = signed_in(southwark["health.member"])
    agencies.end_membership(southwark["health.member"].memberships.get(), by=southwark["admin"], at=later)
    assert client.get(panel.get_absolute_url()).status_code == 200
    clock.move_to(later)
    assert client.get(panel.get_absolute_url()).status_code == 404


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

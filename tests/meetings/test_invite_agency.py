"""An agency that is no standing member is invited to one meeting, and sees the cases it is invited for."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import AgencyGrant, Case
from mase.demo.cast import Cast
from meetings.models import ListEntry
from meetings.operations import inviting
from tests.meetings.conftest import told_by

WHY = "Runs the group that two of the children go to."


@pytest.fixture
def other(listed: ListEntry, told: Callable[..., Case]) -> ListEntry:
    """A second case on the same list."""
    return told("admit", number=1).list_entries.get()


def _invite(cast: Cast, entry: ListEntry, *, at: datetime, short: str = "orchard") -> None:
    how = {"because": WHY, "entries": [entry], "by": cast["coordinator"], "at": at}
    inviting.invite(entry.panel, cast.agency(short), **how)


@pytest.mark.rule("RE-1", "RE-6")
def test_an_invited_agency_reads_the_meeting_and_the_case_it_is_invited_for_and_nothing_else(
    southwark: Cast, listed: ListEntry, other: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, panel = signed_in(southwark["other.school"]), listed.panel.get_absolute_url()
    assert client.get(panel).status_code == 404
    address = reverse("invite_agency", args=[listed.panel.ref])
    typed = {"agency": "southwark-orchard", "because": WHY, "entries": [str(listed.pk)]}
    assert signed_in(southwark["minutes"]).post(address, typed).status_code == 302
    page = client.get(panel).text
    assert (listed.case.ref in page, other.case.ref in page) == (True, False)
    assert "1 case on the list is not open to you" in page
    assert listed.panel.ref in client.get(reverse("meetings")).text
    assert client.get(reverse("list_entry", args=[listed.case.ref, listed.pk])).status_code == 200
    assert client.get(reverse("list_entry", args=[other.case.ref, other.pk])).status_code == 404
    forbidden = [reverse(name, args=[listed.panel.ref]) for name in ("note_attendance", "list_case", "invite_agency")]
    assert {client.get(address).status_code for address in forbidden} == {403}


@pytest.mark.rule("RE-1")
def test_the_invitation_is_in_the_trail_of_the_case_and_its_people_are_told_once(
    southwark: Cast, listed: ListEntry, other: ListEntry, later: datetime
):
    _invite(southwark, listed, at=later)
    _invite(southwark, other, at=later)
    invitation = listed.panel.invitations.get()
    assert told_by(f"invited-{invitation.pk}") == {southwark["other.school"]}
    events = Event.objects.filter(verb=Verb.AGENCY_INVITED).exclude(case="").order_by("pk")
    assert [(event.case, event.detail["agency"]) for event in events] == [
        (listed.case.ref, "southwark-orchard"),
        (other.case.ref, "southwark-orchard"),
    ]


@pytest.mark.rule("SO-35")
def test_another_borough_s_social_care_is_invited_across_the_border_and_only_reads(
    southwark: Cast, barnet: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    inviting.invite(
        listed.panel,
        barnet.agency("csc"),
        because="Placed here by Barnet",
        entries=[listed],
        by=southwark["coordinator"],
        at=later,
    )
    clock.move_to(later)
    client = signed_in(barnet["coordinator"])  # who builds the lists of another borough
    assert listed.case.ref in client.get(listed.panel.get_absolute_url()).text
    assert client.get(reverse("list_case", args=[listed.panel.ref])).status_code == 403
    assert client.post(reverse("discuss", args=[listed.case.ref, listed.pk])).status_code == 403


def test_a_standing_member_needs_no_invitation(southwark: Cast, listed: ListEntry, signed_in, later: datetime):
    with pytest.raises(AlreadyDone, match="standing member"):
        _invite(southwark, listed, at=later, short="health")
    page = signed_in(southwark["coordinator"]).get(reverse("invite_agency", args=[listed.panel.ref])).text
    assert ("southwark-orchard" in page, "southwark-health" in page, "barnet-police" in page) == (True, False, False)


@pytest.mark.rule("ALL-5")
def test_a_case_of_another_meeting_cannot_be_slipped_in(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    address = reverse("invite_agency", args=[listed.panel.ref])
    typed = {"agency": "southwark-orchard", "because": WHY, "entries": ["999999"]}
    page = signed_in(southwark["minutes"]).post(address, typed)
    assert (page.status_code, WHY in page.text) == (200, True)
    assert not AgencyGrant.objects.filter(group=southwark.agency("orchard").group_id).exists()

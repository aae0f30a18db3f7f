"""The meeting that agreed an action cancels it, with the reason; that is not "not undertaken" (RE-8)."""

from datetime import datetime

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.demo.cast import Cast
from meetings.models import ListEntry
from tests.meetings.conftest import deadline, told_by

WHY = "The family has moved away; the other borough does it."


@pytest.mark.rule("RE-8")
def test_a_cancelled_action_says_why_and_its_owner_is_told(
    southwark: Cast, approved: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    action = approved.actions.get()
    address = reverse("cancel_action", args=[action.case.ref, action.pk])
    client = signed_in(southwark["coordinator"])
    assert address in client.get(action.get_absolute_url()).text
    assert "Enter why it is cancelled" in client.post(address, {"reason": ""}).text
    assert client.post(address, {"reason": WHY}).headers["Location"] == action.get_absolute_url()
    action.refresh_from_db()
    assert (action.closed_as, action.evidence, action.closed_by) == ("cancelled", WHY, southwark["coordinator"])
    assert deadline(action.case, "action").closed_as == "withdrawn"
    assert Event.objects.get(verb=Verb.ACTION_CANCELLED).reason == WHY
    assert told_by("action-cancelled-") == {action.owner}
    assert client.post(address, {"reason": WHY}).status_code == 409
    assert "Cancelled by" in client.get(action.get_absolute_url()).text


def test_neither_its_owner_nor_another_member_cancels_it(
    southwark: Cast, approved: ListEntry, signed_in, clock, later: datetime, subtests
):
    clock.move_to(later)
    action = approved.actions.get()
    address = reverse("cancel_action", args=[action.case.ref, action.pk])
    expected = {"police.member": 403, "health.member": 403, "worker": 403, "other.school": 404, "chair": 302}
    for part, status in expected.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address, {"reason": WHY}).status_code == status

"""With each agenda the privacy officers get the newest seal of the trail by e-mail, which no database rewrites."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mase.audit import sealing
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from mase.notifications.models import Message
from meetings.models import ListEntry
from meetings.operations import panel as panels
from tests.meetings.conftest import told_by


def _circulate(cast: Cast, entry: ListEntry, later) -> None:
    panels.circulate(entry.panel, by=cast["coordinator"], at=later)


def test_the_privacy_officers_of_the_authority_are_told_the_seal(
    southwark: Cast, barnet: Cast, listed: ListEntry, later
):
    sealing.seal()
    seal = sealing.newest()
    _circulate(southwark, listed, later)
    assert told_by(f"seal-{listed.panel.pk}") == {southwark["privacy"]}
    notice = Message.objects.get(key=f"seal-{listed.panel.pk}")
    assert notice.text == f"Seal {seal.number} of the trail: {seal.code}. Keep the e-mail about it."


def test_the_e_mail_holds_number_and_code_and_no_child(southwark: Cast, listed: ListEntry, later, mailoutbox):
    sealing.seal()
    seal = sealing.newest()
    _circulate(southwark, listed, later)
    Message.objects.exclude(key=f"seal-{listed.panel.pk}").update(mailed_at=later)
    assert notices.send_next(at=later) is True
    (mail,) = mailoutbox
    assert mail.to == [southwark["privacy"].email]
    assert f"Reference: {seal.number} {seal.code}\n" in mail.body
    assert listed.case.ref not in mail.body
    assert listed.case.child.family_name not in mail.body


def test_where_nothing_has_been_sealed_nobody_is_told(southwark: Cast, listed: ListEntry, later):
    _circulate(southwark, listed, later)
    assert told_by(f"seal-{listed.panel.pk}") == set()


def test_a_privacy_officer_who_has_left_is_not_told(southwark: Cast, listed: ListEntry, later):
    sealing.seal()
    held = southwark["privacy"].memberships.get()
    held.ends_at = later - timedelta(days=1)
    held.save()
    _circulate(southwark, listed, later)
    assert told_by(f"seal-{listed.panel.pk}") == set()


@pytest.mark.parametrize("number", [1, 99_999_999])
def test_a_reference_has_room_for_the_seals_of_a_lifetime(southwark: Cast, at, number: int):
    reference = f"{number} 0123-4567-89ab-cdef"
    notices.tell([southwark["privacy"]], "x", url=reverse("home"), at=at, key="k", reference=reference)
    assert Message.objects.get(key="k").reference == reference

"""A form that its worker withdraws before pre-MASE has decided; the clock of the form follows (RE-6)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import MaseForm, Panel
from meetings.operations import submission
from tests.meetings.conftest import codes, told_by

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WHY = "Submitted for the wrong sibling."


@pytest.fixture
def form(panel: Panel, told: Callable[..., Case]) -> MaseForm:
    """A form that waits for this month's pre-MASE."""
    return told("submit").mase_forms.select_related("case__authority").get()


def _withdraw(cast: Cast, form: MaseForm, *, at: datetime = NOW) -> None:
    submission.withdraw(form, reason=WHY, by=cast["worker"], at=at)


@pytest.mark.rule("RE-6")
def test_it_is_withdrawn_with_its_reason_and_waited_for_again(southwark: Cast, form: MaseForm):
    assert "mase_submission" not in codes(form.case)
    _withdraw(southwark, form)
    form.refresh_from_db()
    assert (form.withdrawn_at, form.withdrawn_by, form.withdrawn_because) == (NOW, southwark["worker"], WHY)
    owed = form.case.deadlines.open().get(code="mase_submission")
    assert (owed.due_at, owed.owner) == (datetime(2026, 3, 16, 23, 59, 59, 999999, UTC), southwark["worker"])
    event = Event.objects.get(verb=Verb.FORM_WITHDRAWN)
    assert (event.case, event.reason, form.history.count()) == (form.case.ref, WHY, 2)
    assert told_by(f"withdrawn-{form.pk}") == {southwark["coordinator"]}


@pytest.mark.rule("RE-6")
def test_withdrawn_too_late_for_this_meeting_the_clock_runs_to_the_next(southwark: Cast, form: MaseForm, at: datetime):
    stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    _withdraw(southwark, form, at=datetime(2026, 3, 17, 9, tzinfo=UTC))
    owed = form.case.deadlines.open().get(code="mase_submission")
    assert owed.due_at == datetime(2026, 4, 13, 22, 59, 59, 999999, UTC)


def test_another_form_may_be_submitted_afterwards_and_ends_the_clock(southwark: Cast, form: MaseForm):
    _withdraw(southwark, form)
    again = submission.submit(form.case, form=stories.FORM, by=southwark["worker"], at=NOW)
    assert again != form
    assert "mase_submission" not in codes(form.case)


def test_a_second_withdrawal_and_a_decision_on_it_are_refused(southwark: Cast, form: MaseForm):
    _withdraw(southwark, form)
    with pytest.raises(AlreadyDone, match="withdrawn"):
        _withdraw(southwark, form)
    with pytest.raises(AlreadyDone, match="withdrawn"):
        submission.decide(
            form, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=southwark["coordinator"], at=NOW
        )


def test_a_form_that_was_decided_on_is_not_withdrawn(southwark: Cast, form: MaseForm):
    submission.decide(
        form, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=southwark["coordinator"], at=NOW
    )
    with pytest.raises(AlreadyDone, match="decided"):
        _withdraw(southwark, form)
    form.refresh_from_db()
    form.withdrawn_at, form.withdrawn_by, form.withdrawn_because = NOW, southwark["worker"], WHY
    with pytest.raises(IntegrityError), transaction.atomic():
        form.save()


def test_the_worker_withdraws_on_the_page(southwark: Cast, form: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["worker"]), reverse("withdraw_form", args=[form.case.ref, form.pk])
    assert address in client.get(form.get_absolute_url()).text
    page = client.post(address, {"reason": ""})
    assert (page.status_code, "Enter why the form is withdrawn" in page.text) == (200, True)
    assert client.post(address, {"reason": WHY}).headers["Location"] == reverse("mase", args=[form.case.ref])
    page = client.get(form.get_absolute_url()).text
    assert (WHY in page, address in page) == (True, False)
    assert client.post(address, {"reason": WHY}).status_code == 409


def test_who_reaches_the_page(southwark: Cast, barnet: Cast, form: MaseForm, signed_in, subtests):
    address = reverse("withdraw_form", args=[form.case.ref, form.pk])
    for part, status in {"worker": 200, "coordinator": 403, "team": 403, "second.worker": 404, "yjs": 404}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["worker"]).get(address).status_code == 404
    assert signed_in(southwark["worker"]).delete(address).status_code == 405

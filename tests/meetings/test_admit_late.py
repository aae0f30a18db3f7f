"""A form that missed its meeting: a chair may take it there all the same, with a reason (RE-6)."""

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
from meetings.models import ListEntry, MaseForm, Panel
from meetings.operations import panel as panels
from meetings.operations import submission
from tests.meetings.conftest import told_by
from tests.once import once

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
WHY = "The arrest was made yesterday."


@pytest.fixture
def following(southwark: Cast, panel: Panel, at: datetime) -> Panel:
    """The meeting after the one that was missed."""
    on = date(2026, 4, 23)
    return once(("schedule", on, at), lambda: stories.schedule(southwark, on=on, at=at))


@pytest.fixture
def late(southwark: Cast, following: Panel, told: Callable[..., Case]) -> MaseForm:
    """A form that came in on the 17th for the meeting of the 26th, a day too late."""
    case = told("hold", number=1)
    return submission.submit(case, form=stories.FORM, by=southwark["worker"], at=datetime(2026, 3, 17, 9, tzinfo=UTC))


def _admit(cast: Cast, form: MaseForm) -> None:
    submission.admit_late(form, reason=WHY, by=cast["chair"], at=NOW)


@pytest.mark.rule("RE-6")
def test_a_chair_takes_it_to_the_meeting_it_missed(southwark: Cast, panel: Panel, late: MaseForm):
    assert late.panel != panel
    _admit(southwark, late)
    late.refresh_from_db()
    assert (late.panel, late.missed_panel) == (panel, panel)
    assert (late.admitted_late_by, late.admitted_late_at, late.admitted_late_because) == (southwark["chair"], NOW, WHY)
    event = Event.objects.get(verb=Verb.LATE_FORM_ADMITTED)
    assert (event.case, event.actor, event.reason) == (late.case.ref, southwark["chair"].pk, WHY)
    assert late.history.count() == 2
    assert told_by(f"late-{late.pk}") == {southwark["worker"]}


def test_a_second_acceptance_is_refused(southwark: Cast, late: MaseForm):
    _admit(southwark, late)
    with pytest.raises(AlreadyDone):
        _admit(southwark, late)
    assert Event.objects.filter(verb=Verb.LATE_FORM_ADMITTED).count() == 1


def test_a_form_that_is_not_late_is_refused(southwark: Cast, panel: Panel, told: Callable[..., Case]):
    form = told("submit").mase_forms.get()
    with pytest.raises(AlreadyDone):
        _admit(southwark, form)
    form.refresh_from_db()
    assert form.admitted_late_at is None


def test_a_form_that_pre_mase_has_decided_on_is_refused(southwark: Cast, late: MaseForm):
    submission.decide(
        late, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=southwark["coordinator"], at=NOW
    )
    with pytest.raises(AlreadyDone):
        _admit(southwark, late)


def test_a_meeting_whose_minutes_are_approved_takes_no_late_form(
    southwark: Cast, panel: Panel, late: MaseForm, told: Callable[..., Case], later: datetime
):
    other = told("admit")
    stories.discuss(southwark, other, later)
    stories.approve(southwark, panel, at=later)
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        _admit(southwark, late)


def test_an_acceptance_without_a_reason_is_refused_by_the_database(southwark: Cast, late: MaseForm):
    late.admitted_late_at, late.admitted_late_by = NOW, southwark["chair"]
    with pytest.raises(IntegrityError), transaction.atomic():
        late.save()


@pytest.mark.rule("RE-6")
def test_an_accepted_form_is_listed_for_the_meeting_it_missed(southwark: Cast, panel: Panel, late: MaseForm):
    _admit(southwark, late)
    submission.decide(
        late, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=southwark["coordinator"], at=NOW
    )
    assert panel.entries.get().form == late


def test_a_form_that_was_not_accepted_is_listed_for_the_next(southwark: Cast, following: Panel, late: MaseForm):
    submission.decide(
        late, accepted=True, to_discuss=True, reason="Yes", exceptional="theme", by=southwark["coordinator"], at=NOW
    )
    assert following.entries.get().form == late


def test_the_chair_accepts_on_the_page(southwark: Cast, panel: Panel, late: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["chair"]), reverse("admit_late", args=[late.case.ref, late.pk])
    assert address in client.get(panel.get_absolute_url()).text
    page = client.get(address)
    assert page.status_code == 200
    page = client.post(address, {"reason": " "})
    assert (page.status_code, "Enter the reason" in page.text) == (200, True)
    late.refresh_from_db()
    assert late.admitted_late_at is None
    assert client.post(address, {"reason": WHY}).headers["Location"] == late.get_absolute_url()
    assert WHY in client.get(late.get_absolute_url()).text
    assert address not in client.get(panel.get_absolute_url()).text
    assert client.post(address, {"reason": WHY}).status_code == 409


@pytest.mark.rule("RE-6")
def test_nobody_but_a_chair_accepts_a_late_form(southwark: Cast, late: MaseForm, signed_in, clock, subtests):
    clock.move_to(NOW)
    address = reverse("admit_late", args=[late.case.ref, late.pk])
    inside = dict.fromkeys(("worker", "team", "service", "coordinator", "minutes", "mash", "inspector"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address, {"reason": WHY}).status_code == status
    late.refresh_from_db()
    assert late.admitted_late_at is None
    assert signed_in(southwark["chair"]).put(address).status_code == 405


def test_the_police_chair_accepts_a_late_form_of_a_case_that_the_police_have_read(
    southwark: Cast, following: Panel, listed: ListEntry, late: MaseForm, signed_in, clock
):
    panels.circulate(listed.panel, by=southwark["coordinator"], at=NOW)
    april = datetime(2026, 4, 14, 9, tzinfo=UTC)
    again = submission.submit(listed.case, form=stories.FORM, by=southwark["worker"], at=april)
    clock.move_to(april)
    client = signed_in(southwark["police.chair"])
    assert client.post(reverse("admit_late", args=[late.case.ref, late.pk]), {"reason": WHY}).status_code == 403
    assert client.post(reverse("admit_late", args=[again.case.ref, again.pk]), {"reason": WHY}).status_code == 302
    again.refresh_from_db()
    assert (again.panel, again.admitted_late_by) == (following, southwark["police.chair"])

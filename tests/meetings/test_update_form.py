"""The MASE form brought up to date before every pre-MASE, or confirmed as it stands (HO-9, HO-16)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, Refused, StepMissing
from mase.cases.models import Case, Deadline, Happening, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import FormUpdate, MaseForm, Panel
from meetings.operations import moving, submission, updates
from tests.once import once
from tests.web.html import every, read

NOW = datetime(2026, 4, 16, 9, tzinfo=UTC)
DUE_AT = datetime(2026, 4, 20, 16, tzinfo=UTC)  # two working days before the pre-MASE of Wednesday the 22nd
MINUTE = timedelta(minutes=1)
NEW = {name: stories.FORM[name] for name in updates.TEXTS} | {"investigations": "The keeper has been arrested."}


@pytest.fixture
def hounslow(hire) -> Cast:
    """The borough whose procedures ask for an update before every pre-MASE."""
    return hire("hounslow")


@pytest.fixture
def april(hounslow: Cast, at: datetime) -> Panel:
    """Hounslow's meeting of the 28th of April, with its pre-MASE on the 22nd."""
    return once(("april", at), lambda: stories.schedule(hounslow, on=date(2026, 4, 28), at=at))


@pytest.fixture
def form(hounslow: Cast, april: Panel, at: datetime) -> MaseForm:
    """A form that waits for that pre-MASE."""

    def tell() -> Case:
        return stories.tell(hounslow, 1, begins_at=at, until="submit")

    return once(("form", at), tell).mase_forms.select_related("case__authority").get()


def _owed(form: MaseForm, panel: Panel) -> Deadline:
    return form.case.deadlines.get(code="mase_update", key=panel.ref)


def _update(cast: Cast, form: MaseForm, *, at: datetime = NOW, **texts: str) -> FormUpdate:
    return updates.update(form, texts=NEW | texts, by=cast["worker"], at=at)


def _admit(cast: Cast, form: MaseForm, *, at: datetime = NOW, accepted: bool = True) -> None:
    submission.decide(
        form, accepted=accepted, to_discuss=accepted, reason="Yes", exceptional="theme", by=cast["coordinator"], at=at
    )


@pytest.mark.rule("HO-16")
def test_a_form_that_waits_for_pre_mase_is_owed_an_update(hounslow: Cast, april: Panel, form: MaseForm):
    owed = _owed(form, april)
    assert (owed.due_at, owed.owner) == (DUE_AT, hounslow["worker"])


@pytest.mark.rule("HO-16")
@pytest.mark.parametrize(
    ("meets_on", "due_at"),
    [
        (date(2026, 4, 7), datetime(2026, 3, 30, 16, tzinfo=UTC)),
        (date(2026, 11, 3), datetime(2026, 10, 26, 17, tzinfo=UTC)),
        (date(2026, 11, 2), datetime(2026, 10, 23, 16, tzinfo=UTC)),
    ],
    ids=["after the clocks go forward", "after they go back", "before they go back"],
)
def test_it_is_due_two_working_days_before_as_londons_clocks_show_it(
    hounslow: Cast, at: datetime, meets_on: date, due_at: datetime
):
    panel = stories.schedule(hounslow, on=meets_on, at=at)
    form = stories.tell(hounslow, 2, begins_at=at, until="submit").mase_forms.get()
    assert _owed(form, panel).due_at == due_at


@pytest.mark.rule("HO-16")
def test_the_cohort_is_asked_again_before_every_pre_mase(hounslow: Cast, april: Panel, form: MaseForm):
    _admit(hounslow, form)
    may = stories.schedule(hounslow, on=date(2026, 5, 26), at=NOW)
    assert not form.case.deadlines.filter(code="mase_update", key=may.ref).exists()
    updates.ask(hounslow.authority, by=None, at=april.pre_mase_at + MINUTE)
    updates.ask(hounslow.authority, by=None, at=april.pre_mase_at + 2 * MINUTE)
    assert form.case.deadlines.filter(code="mase_update", key=may.ref).count() == 1


@pytest.mark.rule("HO-16")
@pytest.mark.parametrize(
    ("after", "late"), [(-MINUTE, False), (timedelta(0), False), (MINUTE, True)], ids=["before", "at", "after"]
)
@pytest.mark.parametrize("answer", ["update", "confirm"])
def test_either_answer_meets_it(
    hounslow: Cast, april: Panel, form: MaseForm, after: timedelta, late: bool, answer: str
):
    at = DUE_AT + after
    noted = (
        _update(hounslow, form, at=at) if answer == "update" else updates.confirm(form, by=hounslow["worker"], at=at)
    )
    owed = _owed(form, april)
    kinds = [row.kind for row in owed.events.order_by("pk")]
    assert (owed.closed_as, noted.panel, noted.updated_by, noted.updated_at) == ("met", april, hounslow["worker"], at)
    assert kinds == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]
    verb = Verb.FORM_UPDATED if answer == "update" else Verb.FORM_CONFIRMED
    event = Event.objects.get(verb=verb)
    assert (event.case, event.detail["meeting"]) == (form.case.ref, april.ref)


@pytest.mark.rule("HO-9")
def test_what_changed_and_what_it_was_before_is_kept(hounslow: Cast, form: MaseForm):
    noted = _update(hounslow, form)
    form.refresh_from_db()
    assert noted.changes == {"investigations": [stories.FORM["investigations"], NEW["investigations"]]}
    assert (form.investigations, form.concerns) == (NEW["investigations"], stories.FORM["concerns"])
    assert form.history.count() == 2
    assert Event.objects.get(verb=Verb.FORM_UPDATED).detail["changed"] == ["investigations"]


def test_an_update_that_changes_nothing_is_refused(hounslow: Cast, april: Panel, form: MaseForm):
    _update(hounslow, form)
    with pytest.raises(Refused, match="Nothing in the form has changed"):
        _update(hounslow, form)
    assert form.updates.count() == 1


def test_a_second_confirmation_for_the_same_pre_mase_is_refused(hounslow: Cast, form: MaseForm):
    updates.confirm(form, by=hounslow["worker"], at=NOW)
    with pytest.raises(AlreadyDone):
        updates.confirm(form, by=hounslow["worker"], at=NOW)


def test_a_form_that_was_turned_down_is_owed_and_given_no_update(hounslow: Cast, april: Panel, form: MaseForm):
    _admit(hounslow, form, accepted=False)
    assert _owed(form, april).closed_as == "withdrawn"
    with pytest.raises(AlreadyDone, match="turned down"):
        _update(hounslow, form)


def test_a_closed_case_is_owed_and_given_no_update(hounslow: Cast, april: Panel, form: MaseForm):
    cases.close(form.case, outcome=Outcome.MOVED, by=hounslow["team"], at=NOW, reason="Moved away")
    assert _owed(form, april).closed_as == "withdrawn"
    with pytest.raises(CaseClosed):
        _update(hounslow, form)


def test_without_any_pre_mase_there_is_nothing_to_confirm_for(southwark: Cast, told):
    form = told("submit").mase_forms.get()
    with pytest.raises(StepMissing, match="No pre-MASE"):
        updates.confirm(form, by=southwark["worker"], at=NOW)


@pytest.mark.rule("HO-16")
def test_it_moves_with_the_pre_mase_and_ends_when_that_is_cancelled(hounslow: Cast, april: Panel, form: MaseForm):
    week, by = timedelta(days=7), hounslow["coordinator"]
    facts = {"scheduled_for": april.scheduled_for + week, "pre_mase_at": april.pre_mase_at + week, "place": "Room 2"}
    moving.move(april, reason="Chairs", by=by, at=NOW, **facts)
    assert _owed(form, april).due_at == DUE_AT + week
    moving.cancel(april, reason="Chairs", by=by, at=NOW)
    assert _owed(form, april).closed_as == "withdrawn"


@pytest.mark.rule("HO-16")
def test_other_boroughs_owe_no_update_but_may_give_one(southwark: Cast, panel: Panel, told):
    form = told("submit").mase_forms.get()
    assert not form.case.deadlines.filter(code="mase_update").exists()
    assert _update(southwark, form, at=panel.pre_mase_at - MINUTE).panel == panel


def test_an_update_is_never_changed_afterwards(hounslow: Cast, form: MaseForm):
    noted = _update(hounslow, form)
    noted.changes = {}
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        noted.save()


@pytest.mark.rule("HO-9", "HO-16")
def test_the_worker_updates_on_the_page_and_the_change_is_shown(hounslow: Cast, form: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(hounslow["worker"]), reverse("update_form", args=[form.case.ref, form.pk])
    assert address in client.get(form.get_absolute_url()).text
    texts = {name: stories.FORM[name] for name in updates.TEXTS}
    page = client.post(address, texts)
    assert (page.status_code, "Nothing in the form has changed" in page.text) == (200, True)
    page = client.post(address, NEW | {"asked_of_panel": " "})
    assert (page.status_code, NEW["investigations"] in page.text) == (200, True)
    assert client.post(address, NEW).headers["Location"] == form.get_absolute_url()
    sides = [side.text_content() for side in every(read(client.get(form.get_absolute_url()).text), ".app-version")]
    assert sides == [stories.FORM["investigations"], NEW["investigations"]]


@pytest.mark.rule("HO-16")
def test_no_change_is_one_click(hounslow: Cast, april: Panel, form: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(hounslow["worker"]), reverse("confirm_form", args=[form.case.ref, form.pk])
    assert address in client.get(form.get_absolute_url()).text
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert address not in client.get(form.get_absolute_url()).text
    assert client.post(address).status_code == 409


def test_beside_an_update_that_is_asked_for_a_new_form_is_the_second_choice(
    hounslow: Cast, april: Panel, form: MaseForm, signed_in, clock
):
    _admit(hounslow, form)
    clock.move_to(NOW + MINUTE)
    client, page = signed_in(hounslow["worker"]), reverse("mase", args=[form.case.ref])
    buttons = every(read(client.get(page).text), "main a.govuk-button")
    assert [button.text.strip() for button in buttons] == ["Update the form", "Submit a new MASE form"]
    assert ["govuk-button--secondary" in button.get("class") for button in buttons] == [False, True]
    updates.confirm(form, by=hounslow["worker"], at=NOW + MINUTE)
    (alone,) = every(read(client.get(page).text), "main a.govuk-button")
    assert (alone.text.strip(), "secondary" in alone.get("class")) == ("Submit the MASE form", False)


@pytest.mark.rule("HO-16")
def test_pre_mase_shows_who_has_not_updated_and_which_forms_are_new_since_the_one_before(
    hounslow: Cast, april: Panel, form: MaseForm, at: datetime, signed_in, clock
):
    other = stories.tell(hounslow, 2, begins_at=at, until="submit").mase_forms.get()
    _admit(hounslow, other, at=NOW)
    clock.move_to(NOW)
    client, may = signed_in(hounslow["coordinator"]), stories.schedule(hounslow, on=date(2026, 5, 26), at=NOW)

    def said(panel: Panel) -> list[str]:
        page = client.get(reverse("pre_mase", args=[panel.ref])).text
        return sorted(re.findall(r"New form\b|Not updated|No change", page))

    assert said(april) == ["New form", "New form"]
    updates.confirm(form, by=hounslow["worker"], at=NOW)
    assert (said(april), said(may)) == (["New form", "No change"], ["Not updated"])


def test_only_whoever_submits_forms_updates_them(hounslow: Cast, barnet: Cast, form: MaseForm, signed_in, subtests):
    parts = {"worker": 200, "coordinator": 403, "team": 403, "minutes": 403, "second.worker": 404, "yjs": 404}
    address = reverse("update_form", args=[form.case.ref, form.pk])
    for part, status in parts.items():
        with subtests.test(part):
            assert signed_in(hounslow[part]).get(address).status_code == status
    assert signed_in(barnet["worker"]).get(address).status_code == 404
    assert signed_in(hounslow["worker"]).delete(address).status_code == 405

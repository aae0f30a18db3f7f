"""Pre-MASE decides: onto the cohort or not, discussed at the meeting or not, and why (HO-16, SO-28)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import CohortEntry, ListEntry, MaseForm, Panel
from meetings.operations import panel as panels
from meetings.operations import submission, themes
from tests.meetings.conftest import told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture
def form(panel: Panel, told: Callable[..., Case]) -> MaseForm:
    """A form that waits for pre-MASE."""
    return told("submit").mase_forms.get()


def _decide(cast: Cast, form: MaseForm, *, accepted: bool = True, to_discuss: bool = True, at: datetime = NOW) -> None:
    submission.decide(
        form,
        accepted=accepted,
        to_discuss=to_discuss,
        reason="As agreed.",
        exceptional="difficulty",
        by=cast["coordinator"],
        at=at,
    )


@pytest.mark.rule("HO-16", "SO-28")
@pytest.mark.parametrize(
    ("accepted", "to_discuss", "on_cohort", "on_list", "stage"),
    [
        (True, True, 1, 1, Stage.MASE),
        (True, False, 1, 0, Stage.MASE),
        (False, False, 0, 0, Stage.REVIEW),
        (False, True, 0, 0, Stage.REVIEW),
    ],
    ids=["accepted and discussed", "accepted only", "not accepted", "not accepted, whatever else was said"],
)
def test_the_decision_puts_the_child_on_the_cohort_and_on_the_list(
    southwark: Cast, form: MaseForm, accepted: bool, to_discuss: bool, on_cohort: int, on_list: int, stage: Stage
):
    _decide(southwark, form, accepted=accepted, to_discuss=to_discuss)
    assert CohortEntry.objects.filter(case=form.case, removed_at=None).count() == on_cohort
    assert form.panel.entries.count() == on_list
    form.refresh_from_db()
    assert (form.accepted, form.to_discuss, form.decision_reason) == (accepted, bool(on_list), "As agreed.")
    assert form.case.stage == stage


@pytest.mark.parametrize(
    ("accepted", "verb", "step"),
    [(True, Verb.COHORT_ADMITTED, Step.ADMITTED), (False, Verb.COHORT_DECLINED, Step.DECLINED)],
)
def test_the_decision_leaves_an_event_a_step_history_and_a_notice(
    southwark: Cast, form: MaseForm, accepted: bool, verb: Verb, step: Step
):
    _decide(southwark, form, accepted=accepted)
    event = Event.objects.get(verb=verb)
    assert (event.case, event.actor, event.reason) == (form.case.ref, southwark["coordinator"].pk, "As agreed.")
    assert form.case.transitions.get(step=step).reason == "As agreed."
    assert form.history.count() == 2
    assert told_by(f"pre-mase-{form.pk}") == {southwark["worker"]}


def test_a_second_decision_is_refused_and_changes_nothing(southwark: Cast, form: MaseForm):
    _decide(southwark, form, accepted=False)
    with pytest.raises(AlreadyDone):
        _decide(southwark, form)
    assert not CohortEntry.objects.exists()
    assert not ListEntry.objects.exists()


def test_half_a_decision_is_refused_by_the_database(form: MaseForm):
    form.accepted = True
    with pytest.raises(IntegrityError), transaction.atomic():
        form.save()


def test_a_form_without_a_meeting_waits_for_one(southwark: Cast, told: Callable[..., Case]):
    form = told("submit").mase_forms.get()
    with pytest.raises(StepMissing):
        _decide(southwark, form)
    panel = stories.schedule(southwark, on=date(2026, 4, 23), at=NOW)
    _decide(southwark, form)
    assert panel.entries.get().form == form


@pytest.mark.rule("HO-16")
def test_a_child_on_the_cohort_comes_back_with_a_new_form_and_stays_one_entry(
    southwark: Cast, listed: ListEntry, at: datetime
):
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    case = listed.case
    form = submission.submit(case, form=stories.FORM, by=southwark["worker"], at=NOW)
    _decide(southwark, form, at=NOW + timedelta(hours=1))
    assert case.cohort_entries.count() == 1
    assert [entry.panel for entry in case.list_entries.order_by("pk")] == [listed.panel, following]


def test_a_case_that_is_listed_already_keeps_its_place_and_goes_on_from_the_new_form(
    southwark: Cast, listed: ListEntry, told: Callable[..., Case], at: datetime
):
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    entry = panels.list_case(
        following,
        listed.case.cohort_entries.get(),
        reason="Brought back",
        exceptional="theme",
        by=southwark["coordinator"],
        at=NOW,
    )
    form = submission.submit(listed.case, form=stories.FORM, by=southwark["worker"], at=NOW)
    _decide(southwark, form)
    entry.refresh_from_db()
    assert (following.entries.count(), entry.position, entry.form) == (1, 1, form)
    assert entry.listed_because == "Brought back"


def test_once_the_minutes_are_approved_a_case_can_be_accepted_but_not_listed(
    southwark: Cast, approved: ListEntry, told: Callable[..., Case], later: datetime
):
    form = told("submit", number=1).mase_forms.get()
    assert form.panel == approved.panel
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        _decide(southwark, form, at=later)
    _decide(southwark, form, to_discuss=False, at=later)
    assert form.case.cohort_entries.count() == 1


def test_a_case_that_is_listed_after_circulation_is_opened_to_the_members_at_once(
    southwark: Cast, listed: ListEntry, told: Callable[..., Case], signed_in, clock
):
    panels.circulate(listed.panel, by=southwark["coordinator"], at=NOW)
    form = told("submit", number=1).mase_forms.get()
    clock.move_to(NOW)
    client = signed_in(southwark["health.member"])
    assert client.get(form.get_absolute_url()).status_code == 403
    _decide(southwark, form)
    assert client.get(form.get_absolute_url()).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_on_one_form_at_once_one_is_refused(southwark: Cast, form: MaseForm):
    _, second = overlapping(lambda: _decide(southwark, form), lambda: _decide(southwark, form, accepted=False))
    assert isinstance(second, AlreadyDone)
    assert (MaseForm.objects.get().accepted, CohortEntry.objects.count()) == (True, 1)


@pytest.mark.django_db(transaction=True)
def test_two_decisions_on_two_forms_at_once_take_two_places_on_the_list(
    southwark: Cast, form: MaseForm, told: Callable[..., Case]
):
    other = told("submit", number=1).mase_forms.get()
    overlapping(lambda: _decide(southwark, form), lambda: _decide(southwark, other))
    entries = form.panel.entries.order_by("position")
    assert [(entry.position, entry.form) for entry in entries] == [(1, form), (2, other)]


@pytest.mark.rule("SO-34")
def test_the_coordinator_decides_on_the_page(southwark: Cast, form: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["coordinator"]), reverse("decide", args=[form.case.ref, form.pk])
    board = reverse("pre_mase", args=[form.panel.ref])
    assert address in client.get(board).text
    assert stories.FORM["asked_of_panel"] in client.get(address).text
    said = {"about": "trends", "title": "One car", "known": "Seen twice."}
    theme = themes.record(form.panel, **said, by=southwark["coordinator"], at=NOW)
    typed = {"decision": "discuss", "exceptional": "theme", "reason": "A car in common with two others."}
    assert "Select the theme" in client.post(address, typed).text
    typed["theme"] = theme.pk
    assert "0 of 1 decided" in client.get(board).text
    assert client.post(address, typed).headers["Location"] == f"{board}#decided"
    page = client.get(board).text
    assert (address in page, "1 of 1 decided" in page) == (False, True)
    entry = form.panel.entries.get()
    assert (entry.listed_because, entry.theme) == (typed["reason"], theme)
    second = client.post(address, {"decision": "decline", "reason": "I would not."})
    assert second.status_code == 409
    assert all(words in second.text for words in (typed["reason"], "I would not.", "Accepted, to discuss"))


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, form: MaseForm, signed_in, subtests
):
    client, address = signed_in(southwark["coordinator"]), reverse("decide", args=[form.case.ref, form.pk])
    good = {"decision": "accept", "reason": "A car in common with two others."}
    wrong = {
        "Select what pre-MASE decides": {"decision": ""},
        "Enter the reasons": {"reason": ""},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(address, good | changes)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert changes.get("reason", good["reason"]) in page.text
    form.refresh_from_db()
    assert form.decided_at is None


def test_a_child_that_is_not_accepted_is_not_asked_about_further(southwark: Cast, form: MaseForm, signed_in, clock):
    clock.move_to(NOW)
    address = reverse("decide", args=[form.case.ref, form.pk])
    answer = signed_in(southwark["coordinator"]).post(address, {"decision": "decline", "reason": "Below the threshold"})
    assert answer.status_code == 302
    form.refresh_from_db()
    assert (form.accepted, form.to_discuss) == (False, False)


def test_who_reaches_the_pages(southwark: Cast, form: MaseForm, signed_in, subtests):
    pages = (reverse("decide", args=[form.case.ref, form.pk]), reverse("pre_mase", args=[form.panel.ref]))
    inside = {"minutes": (403, 200), "worker": (403, 403), "chair": (403, 403), "team": (403, 403)}
    police = {"police.chair": (403, 403), "health.member": (403, 403)}
    outside = {"school": (403, 404), "other.school": (404, 404), "second.worker": (404, 403), "admin": (404, 404)}
    for part, expected in {"coordinator": (200, 200), **inside, **police, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert tuple(client.get(page).status_code for page in pages) == expected
    client = signed_in(southwark["coordinator"])
    assert (client.put(pages[0]).status_code, client.post(pages[1]).status_code) == (405, 405)


def test_pre_mase_shows_a_late_form_at_both_meetings(
    southwark: Cast, panel: Panel, told, at: datetime, signed_in, clock
):
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    case = told("hold")
    submission.submit(case, form=stories.FORM, by=southwark["worker"], at=datetime(2026, 3, 17, 9, tzinfo=UTC))
    clock.move_to(NOW)
    client = signed_in(southwark["coordinator"])
    for meeting in (panel, following):
        assert case.ref in client.get(reverse("pre_mase", args=[meeting.ref])).text
    listed = Event.objects.filter(verb=Verb.LISTED, case=case.ref, detail={"page": "pre-MASE"})
    assert listed.count() == 2

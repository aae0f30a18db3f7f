"""Submitting the MASE form: what has to come before it, and which meeting it goes to."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, StepMissing
from mase.cases.models import Case, Outcome
from mase.cases.stages import Stage, Step
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import MaseForm, Panel
from meetings.operations import planning, submission, themes
from riskscreening.models import Capacity
from riskscreening.operations import screening as screenings
from tests.meetings.conftest import codes, deadline, told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
CLOSES_AT = datetime(2026, 3, 16, 23, 59, 59, 999999, tzinfo=UTC)
WHY = {"without_strategy_because": "The police asked us to wait for the arrest."}


def _submit(cast: Cast, case: Case, *, at: datetime = NOW, **changes: str) -> MaseForm:
    return submission.submit(case, form=stories.FORM | changes, by=cast["worker"], at=at)


def _hold_planning(cast: Cast, case: Case, *, at: datetime) -> None:
    meeting = planning.refer(
        case,
        reason="Plan together",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at,
        by=cast["worker"],
        at=at,
    )
    planning.add_professional(
        meeting, name="Kim Invented", role="Youth worker", agency="The evening project", by=cast["worker"], at=at
    )
    planning.add_strategy(
        meeting, text="Meet her after school", who="Her mother", due_on=date(2026, 4, 1), by=cast["worker"], at=at
    )
    planning.record(meeting, held_on=at.date(), summary="Agreed", by=cast["worker"], at=at)


def _screen_again(cast: Cast, case: Case, *, at: datetime) -> None:
    stories.screen(cast, case, at)
    assessment = case.assessments.latest("completed_at")
    screenings.sign(assessment, capacity=Capacity.LINE_MANAGER, note="", by=cast["team"], at=at)


@pytest.mark.rule("RE-7")
def test_the_form_goes_to_the_next_meeting_and_the_coordinators_are_told(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
):
    case = told("hold")
    form = _submit(southwark, case)
    assert (form.panel, form.missed_panel, form.submitted_by) == (panel, None, southwark["worker"])
    assert (form.concerns, form.actions_so_far) == (stories.FORM["concerns"], stories.FORM["actions_so_far"])
    assert case.stage == Stage.PRE_MASE
    assert told_by(f"form-{form.pk}") == {southwark["coordinator"]}


def test_submitting_meets_the_deadline_and_leaves_a_step_an_event_and_history(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
):
    case = told("hold")
    form = _submit(southwark, case)
    assert deadline(case, "mase_submission").closed_as == "met"
    assert case.transitions.get(step=Step.FORM_SUBMITTED).by == southwark["worker"]
    event = Event.objects.get(verb=Verb.FORM_SUBMITTED)
    assert (event.case, event.actor, event.subject_id) == (case.ref, southwark["worker"].pk, form.pk)
    assert form.history.count() == 1


@pytest.mark.rule("RE-6")
@pytest.mark.parametrize(
    ("meets_on", "closes"),
    [
        pytest.param(date(2026, 3, 26), datetime(2026, 3, 16, 23, 59, 59, 999999, tzinfo=LONDON), id="in winter"),
        pytest.param(date(2026, 4, 7), datetime(2026, 3, 28, 23, 59, 59, 999999, tzinfo=LONDON), id="clocks forward"),
        pytest.param(date(2026, 4, 16), datetime(2026, 4, 6, 23, 59, 59, 999999, tzinfo=LONDON), id="Easter Monday"),
        pytest.param(date(2026, 11, 4), datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=LONDON), id="clocks back"),
    ],
)
def test_forms_are_taken_up_to_the_end_of_the_tenth_day_before(
    southwark: Cast, at: datetime, meets_on: date, closes: datetime
):
    meeting = stories.schedule(southwark, on=meets_on, at=at)
    assert submission.closes_at(meeting) == closes
    assert submission.panels_ahead(southwark.authority, at=closes) == (meeting, None)
    assert submission.panels_ahead(southwark.authority, at=closes + timedelta(microseconds=1)) == (None, meeting)


@pytest.mark.rule("RE-6")
@pytest.mark.parametrize(
    ("after_closing", "in_time"),
    [(timedelta(minutes=-1), True), (timedelta(0), True), (timedelta(minutes=1), False)],
    ids=["a minute before", "at the last moment", "a minute after"],
)
def test_a_late_form_goes_to_the_next_meeting(
    southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime, after_closing: timedelta, in_time: bool
):
    following = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    form = _submit(southwark, told("hold"), at=CLOSES_AT + after_closing)
    assert (form.panel, form.missed_panel) == ((panel, None) if in_time else (following, panel))
    owed = deadline(form.case, "mase_submission")
    assert (owed.closed_as, owed.breached_at) == ("met", None if in_time else CLOSES_AT)


@pytest.mark.rule("RE-6")
def test_a_meeting_that_has_begun_is_not_missed_any_more(southwark: Cast, panel: Panel, told: Callable[..., Case]):
    form = _submit(southwark, told("hold"), at=panel.scheduled_for)
    assert (form.panel, form.missed_panel) == (None, None)


def test_meetings_of_another_authority_take_no_forms(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], at: datetime
):
    stories.schedule(barnet, on=date(2026, 3, 26), at=at)
    assert _submit(southwark, told("hold")).panel is None


@pytest.mark.rule("BA-4")
@pytest.mark.parametrize("until", ["allocate", "screen"])
def test_a_form_without_a_signed_screening_is_refused(hire: Callable[[str], Cast], at: datetime, until: str):
    cast = hire("barnet")
    case = stories.tell(cast, 0, begins_at=at, until=until)
    with pytest.raises(StepMissing, match="signed off"):
        _submit(cast, case, **WHY)
    assert not MaseForm.objects.exists()


@pytest.mark.rule("BA-4")
def test_the_stage_2_assessment_goes_with_the_form(hire: Callable[[str], Cast], at: datetime):
    cast = hire("barnet")
    case = stories.tell(cast, 0, begins_at=at, until="hold")
    form = _submit(cast, case)
    assert (form.assessment, form.assessment.tool_code) == (case.assessments.get(), "cse-stage2")


@pytest.mark.rule("BA-4", "SO-29")
def test_a_newer_screening_goes_with_the_form_only_when_both_have_signed(southwark: Cast, told: Callable[..., Case]):
    case, at = told("hold"), NOW - timedelta(hours=3)
    signed = case.assessments.get()
    _screen_again(southwark, case, at=at)
    newer = case.assessments.latest("completed_at")
    form = _submit(southwark, case)
    assert form.assessment == signed
    screenings.sign(newer, capacity=Capacity.CO_ORDINATOR, note="", by=southwark["coordinator"], at=NOW)
    assert _other_form(southwark, case).assessment == newer


@pytest.mark.rule("BA-4", "SO-29")
def test_signatures_from_before_a_return_do_not_count(southwark: Cast, told: Callable[..., Case]):
    case, at = told("hold"), NOW - timedelta(hours=3)
    signed = case.assessments.get()
    _screen_again(southwark, case, at=at)
    newer = case.assessments.latest("completed_at")
    returned = {"capacity": Capacity.CO_ORDINATOR, "note": "Ask the school", "by": southwark["coordinator"]}
    screenings.send_back(newer, at=at, **returned)
    _screen_again(southwark, case, at=at)
    assert newer.all_signatures.filter(verdict="signed").count() == 2
    assert _submit(southwark, case).assessment == signed


def _other_form(cast: Cast, case: Case) -> MaseForm:
    waiting = case.mase_forms.get()
    stories.schedule(cast, on=date(2026, 3, 26), at=NOW)
    submission.decide(waiting, accepted=False, to_discuss=False, reason="No", by=cast["coordinator"], at=NOW)
    return _submit(cast, case)


@pytest.mark.rule("RE-3")
@pytest.mark.parametrize("borough", ["redbridge", "hounslow"])
def test_where_the_meeting_is_required_no_reason_stands_in_for_it(
    hire: Callable[[str], Cast], at: datetime, borough: str
):
    cast = hire(borough)
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    with pytest.raises(StepMissing, match="has to be held first"):
        _submit(cast, case, **WHY)
    stories.convene(cast, case, NOW)
    with pytest.raises(StepMissing, match="has to be held first"):
        _submit(cast, case, **WHY)
    stories.hold(cast, case, NOW)
    assert _submit(cast, case).submitted_at == NOW


@pytest.mark.rule("RE-3", "BA-2")
@pytest.mark.parametrize("borough", ["redbridge", "barnet"])
def test_a_planning_meeting_opens_the_way_as_a_strategy_meeting_does(
    hire: Callable[[str], Cast], at: datetime, borough: str
):
    cast = hire(borough)
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    _hold_planning(cast, case, at=NOW)
    assert _submit(cast, case).without_strategy_because == ""


@pytest.mark.rule("BA-2")
def test_elsewhere_a_form_without_a_meeting_needs_the_reason(hire: Callable[[str], Cast], at: datetime):
    cast = hire("barnet")
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    with pytest.raises(StepMissing, match="reason"):
        _submit(cast, case)
    form = _submit(cast, case, **WHY)
    assert form.without_strategy_because == WHY["without_strategy_because"]
    assert case.transitions.get(step=Step.FORM_SUBMITTED).reason == WHY["without_strategy_because"]


def test_a_second_form_is_refused_while_one_waits(southwark: Cast, told: Callable[..., Case]):
    case = told("submit")
    with pytest.raises(AlreadyDone):
        _submit(southwark, case)
    assert case.mase_forms.count() == 1
    waiting = case.mase_forms.get()
    waiting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_forms_submitted_at_once_one_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("hold")
    first, second = overlapping(
        lambda: _submit(southwark, case), lambda: _submit(southwark, Case.objects.get(pk=case.pk))
    )
    assert isinstance(second, AlreadyDone)
    assert MaseForm.objects.get() == first


def test_a_closed_case_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("hold")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        _submit(southwark, case)
    assert not MaseForm.objects.exists()


@pytest.mark.rule("BA-5")
def test_the_social_worker_submits_on_the_page(
    southwark: Cast, panel: Panel, told: Callable[..., Case], signed_in, clock
):
    case = told("hold")
    clock.move_to(NOW)
    client, address = signed_in(southwark["worker"]), reverse("submit", args=[case.ref])
    assert client.get(address).status_code == 200
    answer = client.post(address, stories.FORM | {"concerns": "First line\r\nsecond line"})
    form = case.mase_forms.get()
    assert answer.headers["Location"] == form.get_absolute_url()
    assert form.concerns == "First line\nsecond line"
    assert "second line" in client.get(form.get_absolute_url()).text


@pytest.mark.rule("HO-9")
def test_the_next_form_starts_from_what_the_one_before_said(southwark: Cast, listed, signed_in, clock):
    clock.move_to(datetime(2026, 3, 27, 9, tzinfo=UTC))
    page = signed_in(southwark["worker"]).get(reverse("submit", args=[listed.case.ref]))
    assert stories.FORM["investigations"] in page.text
    assert stories.FORM["asked_of_panel"] in page.text


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(
    hire: Callable[[str], Cast], at: datetime, signed_in, clock, subtests
):
    cast = hire("barnet")
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    clock.move_to(NOW)
    client, address = signed_in(cast["worker"]), reverse("submit", args=[case.ref])
    wrong = {
        "Enter the concerns": "concerns",
        "Enter the current investigations": "investigations",
        "Enter an update from every agency": "agency_updates",
        "Enter the actions agreed so far": "actions_so_far",
        "Enter what you ask of the meeting": "asked_of_panel",
        "Enter why there has been no strategy meeting": "without_strategy_because",
    }
    for sentence, name in wrong.items():
        with subtests.test(sentence):
            typed = stories.FORM | WHY | {name: ""}
            page = client.post(address, typed)
            assert page.status_code == 200
            assert sentence in page.text
            assert all(text in page.text for text in typed.values() if text)
    assert not MaseForm.objects.exists()


@pytest.mark.rule("RE-3")
def test_the_page_says_what_has_to_come_first(hire: Callable[[str], Cast], at: datetime, signed_in, clock):
    cast = hire("redbridge")
    case = stories.tell(cast, 0, begins_at=at, until="sign")
    clock.move_to(NOW)
    client, address = signed_in(cast["worker"]), reverse("submit", args=[case.ref])
    assert "has to be held first" in client.get(address).text
    assert client.post(address, stories.FORM | WHY).status_code == 409
    _hold_planning(cast, case, at=NOW)
    assert "has to be held first" not in client.get(address).text
    assert client.post(address, stories.FORM).status_code == 302


def test_a_stale_page_is_told_that_a_form_waits_already(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    case = told("submit")
    clock.move_to(NOW)
    page = signed_in(southwark["worker"]).post(reverse("submit", args=[case.ref]), stories.FORM)
    assert page.status_code == 409
    assert "waiting for pre-MASE already" in page.text


@pytest.mark.rule("BA-5")
def test_who_reaches_the_pages(southwark: Cast, panel: Panel, told: Callable[..., Case], signed_in, subtests):
    case = told("submit")
    form = case.mase_forms.get()
    pages = [reverse("submit", args=[case.ref]), form.get_absolute_url(), reverse("mase", args=[case.ref])]
    readers = dict.fromkeys(("team", "coordinator", "minutes", "chair"), (403, 200, 200))
    not_yet = dict.fromkeys(("police.member", "health.member", "police.chair", "education", "school"), (403, 403, 403))
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), (404, 404, 404))
    for part, expected in {"worker": (200, 200, 200), **readers, **not_yet, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert tuple(client.get(page).status_code for page in pages) == expected


def test_the_pages_answer_only_their_methods(southwark: Cast, told: Callable[..., Case], signed_in):
    case = told("submit")
    client = signed_in(southwark["worker"])
    assert client.put(reverse("submit", args=[case.ref])).status_code == 405
    assert client.post(case.mase_forms.get().get_absolute_url()).status_code == 405
    assert client.post(reverse("mase", args=[case.ref])).status_code == 405


def test_the_form_of_one_case_is_not_reached_through_another(southwark: Cast, told: Callable[..., Case], signed_in):
    form, other = told("submit").mase_forms.get(), told("allocate", number=1)
    address = reverse("mase_form", args=[other.ref, form.pk])
    assert signed_in(southwark["coordinator"]).get(address).status_code == 404


def test_nothing_is_owed_any_more_after_submission(southwark: Cast, panel: Panel, told: Callable[..., Case]):
    assert "mase_submission" not in codes(told("submit"))


@pytest.mark.rule("RE-6", "HO-16")
def test_a_form_on_which_nobody_decided_goes_to_the_next_meeting_once_the_minutes_are_approved(
    southwark: Cast, panel: Panel, told: Callable[..., Case], at: datetime, later: datetime
) -> None:
    form, by = told("submit").mase_forms.get(), {"by": southwark["coordinator"]}
    themes.record(panel, about="theme", title="The station", known="Two reports", at=at, **by)
    stories.approve(southwark, panel, at=later)
    form.refresh_from_db()
    assert form.panel is None
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=later)
    form.refresh_from_db()
    assert form.panel == april
    submission.decide(form, accepted=True, to_discuss=True, reason="Now.", exceptional="theme", at=later, **by)
    assert april.entries.get().case == form.case

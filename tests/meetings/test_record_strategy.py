"""Recording a strategy meeting: the chair, the decision, and what starts with it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Case, Happening
from mase.cases.stages import Stage, Step
from mase.clock import LONDON
from mase.demo.cast import Cast
from mase.demo.stories import OUTCOME
from meetings.models import Contribution, Decision, StrategyMeeting
from meetings.operations import preparing, strategy
from meetings.operations.preparing import Said
from riskscreening.operations import plans
from tests.meetings.conftest import codes, deadline, everybody_came, told_by
from tests.meetings.typing_in import day, moment
from tests.together import overlapping

HELD_AT = datetime(2026, 3, 7, 9, tzinfo=UTC)


@pytest.fixture
def convened(told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting that the police, health and education are invited to, due on Monday the 9th at 17:00."""
    return told("convene").strategy_meetings.get()


def _record(
    cast: Cast, meeting: StrategyMeeting, *, by: str = "atm", at: datetime = HELD_AT, **outcome: object
) -> None:
    said = everybody_came(meeting)
    strategy.record(meeting, held_at=at, contributions=said, outcome=OUTCOME | outcome, by=cast[by], at=at)


def _work_through(cast: Cast, meeting: StrategyMeeting) -> None:
    """The police came; the others took part otherwise; the parents are told."""
    sent = {"present": False, "contributed_how": "Sent a report"}
    came = everybody_came(meeting)
    said = {row.pk: came[row.pk] if row.agency.kind == "police" else sent for row in _rows(meeting)}
    ahead = {"parents_told": True, "safety_plan": "Her mother meets her after school."}
    preparing.write(meeting, Said(contributions=said, ahead=ahead), by=cast["worker"], at=HELD_AT)


def _put(row: Model, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def _rows(meeting: StrategyMeeting) -> list[Contribution]:
    return list(meeting.contributions.select_related("agency").order_by("pk"))


def _typed(meeting: StrategyMeeting, **changes: str) -> dict[str, str]:
    typed = {
        "decision": "s17",
        "decision_reason": "A plan is needed.",
        "complex_abuse": "no",
        "complex_reason": "One adult, one child.",
        "form_needed": "yes",
        "form_reason": "Several agencies hold parts of the picture.",
        "placed_elsewhere": "no",
        **moment("held_at", HELD_AT),
        f"agency-{_rows(meeting)[2].pk}-dissent": "Education would have wished for an enquiry.",
    }
    return typed | changes


@pytest.mark.rule("HO-8", "HO-9")
def test_recording_keeps_what_was_decided_beside_what_was_said_and_who_dissents(
    southwark: Cast, convened: StrategyMeeting
):
    _work_through(southwark, convened)
    police, health, education = _rows(convened)
    differs = {education.pk: {"dissent": "An enquiry would be right."}}
    strategy.record(convened, held_at=HELD_AT, contributions=differs, outcome=OUTCOME, by=southwark["atm"], at=HELD_AT)
    convened.refresh_from_db()
    assert (convened.held_at, convened.recorded_by, convened.decision) == (HELD_AT, southwark["atm"], Decision.S17)
    assert (convened.decision_reason, convened.form_needed) == (OUTCOME["decision_reason"], True)
    police, health, education = _rows(convened)
    assert (police.present, police.decides, police.information) == (True, True, "Two missing reports.")
    assert (health.present, health.contributed_how, health.dissent) == (False, "Sent a report", "")
    assert education.dissent == "An enquiry would be right."


@pytest.mark.rule("HO-8")
def test_nothing_is_recorded_while_something_is_unsaid(southwark: Cast, convened: StrategyMeeting):
    """Who came, who could decide, how who did not come took part, whether the parents are told."""
    _work_through(southwark, convened)
    convened.refresh_from_db()
    police, health, _ = _rows(convened)
    gaps = {
        "Southwark police: was the agency at the meeting?": (police, {"present": None}),
        "Southwark police: who came?": (police, {"attended_by": ""}),
        "Southwark police: could whoever came decide for the agency?": (police, {"decides": None}),
        "Southwark health did not come: how did it take part?": (health, {"contributed_how": ""}),
        "Are the parents or carers told?": (convened, {"parents_told": None}),
    }
    told = OUTCOME.copy()
    del told["parents_told"]
    for words, (row, facts) in gaps.items():
        before = {name: getattr(row, name) for name in facts}
        _put(row, facts)
        with pytest.raises(StepMissing, match=re.escape(words)):
            strategy.record(convened, held_at=HELD_AT, contributions={}, outcome=told, by=southwark["atm"], at=HELD_AT)
        _put(row, before)
    strategy.record(convened, held_at=HELD_AT, contributions={}, outcome=told, by=southwark["atm"], at=HELD_AT)
    convened.refresh_from_db()
    assert convened.held_at == HELD_AT


@pytest.mark.rule("HO-10", "SO-24")
@pytest.mark.parametrize("more_than_one", [True, False])
def test_complex_abuse_starts_the_time_of_the_co_ordinator_and_tells_them(
    southwark: Cast, convened: StrategyMeeting, signed_in, clock, more_than_one: bool
):
    _record(southwark, convened, complex_abuse=more_than_one, complex_reason="Two children, one flat")
    clock.move_to(HELD_AT)
    to_convene = reverse("convene_complex_from", args=[convened.case.ref, convened.pk])
    for part, offered in (("coordinator", more_than_one), ("health", False)):
        assert (to_convene in signed_in(southwark[part]).get(convened.get_absolute_url()).text) is offered
    assert ("complex_meeting" in codes(convened.case)) is more_than_one
    assert told_by(f"complex-{convened.pk}") == ({southwark["coordinator"]} if more_than_one else set())
    if more_than_one:
        owed = deadline(convened.case, "complex_meeting")
        assert (owed.due_at, owed.owner_role) == (HELD_AT + timedelta(hours=72), "co_ordinator")


def test_recording_leaves_a_step_an_event_and_history(southwark: Cast, convened: StrategyMeeting):
    _record(southwark, convened)
    step = convened.case.transitions.get(step=Step.STRATEGY_HELD)
    assert (step.by, step.reason) == (southwark["atm"], OUTCOME["decision_reason"])
    event = Event.objects.get(verb=Verb.STRATEGY_HELD)
    assert (event.case, event.actor, event.reason) == (
        convened.case.ref,
        southwark["atm"].pk,
        OUTCOME["decision_reason"],
    )
    assert [row.decision for row in convened.history.order_by("history_id")] == [None, "s17"]


@pytest.mark.rule("HO-8")
def test_a_chair_records_it_and_nobody_below(southwark: Cast, convened: StrategyMeeting, barnet: Cast):
    for part in ("worker", "coordinator", "mash", "police.chair", "inspector"):
        with pytest.raises(NotEntitled):
            _record(southwark, convened, by=part)
    with pytest.raises(NotEntitled):
        _record(barnet, convened, by="atm")
    convened.refresh_from_db()
    assert convened.held_at is None
    _record(southwark, convened, by="service")


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize("late_by", [timedelta(0), timedelta(minutes=1)], ids=["at the last moment", "a minute late"])
def test_holding_it_meets_the_deadline_and_late_is_still_late(
    southwark: Cast, convened: StrategyMeeting, late_by: timedelta
):
    owed = deadline(convened.case, "strategy_meeting")
    _record(southwark, convened, at=owed.due_at + late_by)
    kinds = list(owed.events.order_by("pk").values_list("kind", flat=True))
    late = [Happening.BREACHED] if late_by else []
    assert kinds == [Happening.STARTED, *late, Happening.MET]
    assert told_by(f"deadline-{owed.pk}-1-") == ({southwark["worker"], southwark["team"]} if late else set())


@pytest.mark.rule("HO-8")
def test_holding_it_meets_the_urgent_deadline_too(southwark: Cast, told: Callable[..., Case]):
    case, at = told("sign"), datetime(2026, 3, 6, 9, tzinfo=UTC)
    meeting = strategy.convene(
        case,
        reason="An allegation of penetrative abuse",
        urgent=True,
        scheduled_for=at + timedelta(hours=2),
        place="By video",
        chair=southwark["team"],
        agencies=[southwark.agency("police")],
        by=southwark["worker"],
        at=at,
    )
    assert {"strategy_meeting", "strategy_meeting_urgent"} <= codes(case)
    _record(southwark, meeting, at=at + timedelta(hours=3))
    assert not {"strategy_meeting", "strategy_meeting_urgent"} & codes(case)


def test_a_second_record_is_refused_and_changes_nothing(southwark: Cast, convened: StrategyMeeting):
    _record(southwark, convened)
    with pytest.raises(AlreadyDone):
        _record(southwark, convened, by="team", decision="no_further_action")
    convened.refresh_from_db()
    assert (convened.decision, convened.recorded_by) == ("s17", southwark["atm"])


@pytest.mark.django_db(transaction=True)
def test_of_two_chairs_who_record_at_once_one_is_refused(southwark: Cast, convened: StrategyMeeting):
    _, second = overlapping(
        lambda: _record(southwark, convened, by="atm"),
        lambda: _record(southwark, StrategyMeeting.objects.get(), by="team", decision="s47_joint"),
    )
    assert isinstance(second, AlreadyDone)
    meeting = StrategyMeeting.objects.get()
    assert (meeting.recorded_by, meeting.decision) == (southwark["atm"], "s17")
    assert meeting.case.transitions.filter(step=Step.STRATEGY_HELD).count() == 1


def test_half_a_record_is_refused_by_the_database(convened: StrategyMeeting):
    convened.decision = Decision.S17
    with pytest.raises(IntegrityError), transaction.atomic():
        convened.save()


@pytest.mark.rule("HO-9")
def test_the_outcome_decides_whether_a_mase_form_is_completed(southwark: Cast, panel, told: Callable[..., Case]):
    needed, not_needed = told("convene"), told("convene", number=1)
    _record(southwark, needed.strategy_meetings.get())
    _record(southwark, not_needed.strategy_meetings.get(), form_needed=False, form_reason="One agency can act alone.")
    for case, stage, owed in ((needed, Stage.FORM, True), (not_needed, Stage.REVIEW, False)):
        case.refresh_from_db()
        assert case.stage == stage
        assert ("mase_submission" in codes(case)) is owed
    assert not_needed.transitions.get(step=Step.WITHOUT_MASE).reason == "One agency can act alone."


@pytest.mark.rule("SO-17")
@pytest.mark.parametrize(
    ("held", "due"),
    [
        ((2026, 3, 7, 9, 0), (2026, 6, 7)),
        ((2026, 11, 30, 9, 0), (2027, 2, 28)),
        ((2027, 11, 30, 9, 0), (2028, 2, 29)),
        ((2026, 3, 31, 23, 30), (2026, 6, 30)),
    ],
    ids=["from winter into summer", "from the 30th to the end of February", "in a leap year", "late on the 31st"],
)
def test_section_17_starts_the_review_of_the_plan_three_months_on(
    southwark: Cast, convened: StrategyMeeting, held: tuple[int, ...], due: tuple[int, ...]
):
    _record(southwark, convened, at=datetime(*held, tzinfo=LONDON))
    end = datetime(*due, 23, 59, 59, 999999, tzinfo=LONDON)
    assert deadline(convened.case, "cin_review").due_at == end


@pytest.mark.rule("SO-17")
@pytest.mark.parametrize("decision", ["s47_joint", "s47_single", "no_further_action"])
def test_another_decision_starts_no_review_of_a_plan(southwark: Cast, convened: StrategyMeeting, decision: str):
    _record(southwark, convened, decision=decision)
    assert "cin_review" not in codes(convened.case)


@pytest.mark.rule("SO-17")
def test_the_review_is_met_by_holding_it_and_starts_again_while_the_plan_goes_on(
    southwark: Cast, convened: StrategyMeeting
):
    _record(southwark, convened)
    case, worker = convened.case, southwark["worker"]
    june = datetime(2026, 6, 1, 9, tzinfo=UTC)
    plans.review_plan(case, held_on=date(2026, 6, 1), plan_continues=True, note="It works", by=worker, at=june)
    running = case.deadlines.open().get(code="cin_review")
    assert running.due_at.date() == date(2026, 9, 1)
    plans.review_plan(case, held_on=date(2026, 8, 1), plan_continues=False, note="Ended", by=worker, at=june)
    assert "cin_review" not in codes(case)


def test_the_chair_records_it_on_the_page(southwark: Cast, convened: StrategyMeeting, signed_in, clock):
    _work_through(southwark, convened)
    clock.move_to(datetime(2026, 3, 9, 9, tzinfo=UTC))
    client, address = signed_in(southwark["atm"]), reverse("record_strategy", args=[convened.case.ref, convened.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, _typed(convened))
    assert answer.headers["Location"] == convened.get_absolute_url()
    convened.refresh_from_db()
    assert (convened.held_at, convened.recorded_by) == (HELD_AT, southwark["atm"])
    for shown in (convened.get_absolute_url(), reverse("print_strategy", args=[convened.case.ref, convened.pk])):
        page = client.get(shown).text
        words = ("Education would have wished", "DC Invented", "Two missing reports.", "Sent a report", "Her mother")
        assert all(one in page for one in words)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, convened: StrategyMeeting, signed_in, clock, subtests
):
    clock.move_to(datetime(2026, 3, 9, 9, tzinfo=UTC))
    client, address = signed_in(southwark["atm"]), reverse("record_strategy", args=[convened.case.ref, convened.pk])
    wrong = {
        "Select the decision": {"decision": ""},
        "Enter the reasons": {"decision_reason": ""},
        "Select whether there is more than one victim or abuser": {"complex_abuse": ""},
        "Enter what says that there is more than one": {"complex_reason": ""},
        "Select whether a MASE form is needed": {"form_needed": ""},
        "Enter why, or why not": {"form_reason": ""},
        "Select whether the child is placed in another authority’s area": {"placed_elsewhere": ""},
        "Enter the authority": {"placed_elsewhere": "yes", "host_authority": " "},
        "must be in the past": {"held_at-day": "9", "held_at-time": "09:01"},
        "must be a real date": {"held_at-day": "30", "held_at-month": "2"},
        "Say under the agenda what is still missing": {},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(address, _typed(convened, **changes))
            assert page.status_code == 200
            assert sentence in page.text
            assert "Education would have wished for an enquiry." in page.text
    assert "Southwark police: was the agency at the meeting?" in page.text
    convened.refresh_from_db()
    assert convened.held_at is None
    assert set(convened.contributions.values_list("dissent", flat=True)) == {""}


def test_a_stale_page_is_told_that_the_meeting_is_recorded(
    southwark: Cast, convened: StrategyMeeting, signed_in, clock
):
    _record(southwark, convened)
    clock.move_to(datetime(2026, 3, 9, 9, tzinfo=UTC))
    address = reverse("record_strategy", args=[convened.case.ref, convened.pk])
    page = signed_in(southwark["team"]).post(address, _typed(convened, decision="s47_joint"))
    assert page.status_code == 409
    assert "This strategy meeting has been recorded." in page.text


def test_the_meeting_of_one_case_is_not_reached_through_another(
    southwark: Cast, convened: StrategyMeeting, told: Callable[..., Case], signed_in
):
    other = told("allocate", number=1)
    client = signed_in(southwark["atm"])
    for name in ("strategy", "record_strategy"):
        assert client.get(reverse(name, args=[other.ref, convened.pk])).status_code == 404


def test_who_reaches_the_pages(southwark: Cast, convened: StrategyMeeting, signed_in, subtests):
    pages = {name: reverse(name, args=[convened.case.ref, convened.pk]) for name in ("strategy", "record_strategy")}
    both = dict.fromkeys(("atm", "team", "service"), (200, 200))
    readers = dict.fromkeys(("worker", "coordinator", "mash", "inspector", "health", "education"), (200, 403))
    others = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), (404, 404))
    inside = {"minutes": (403, 403), "school": (403, 403)}
    for part, (reading, recording) in {**both, **readers, **others, **inside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert client.get(pages["strategy"]).status_code == reading
            assert client.get(pages["record_strategy"]).status_code == recording


def test_the_pages_answer_only_their_methods(southwark: Cast, convened: StrategyMeeting, signed_in):
    client = signed_in(southwark["atm"])
    assert client.post(convened.get_absolute_url(), day("held_at", date(2026, 3, 7))).status_code == 405
    assert client.put(reverse("record_strategy", args=[convened.case.ref, convened.pk])).status_code == 405


def test_what_was_seen_leaves_a_row(southwark: Cast, convened: StrategyMeeting, signed_in):
    signed_in(southwark["health"]).get(convened.get_absolute_url())
    event = Event.objects.get(verb=Verb.VIEWED, actor=southwark["health"].pk)
    assert (event.case, event.agency, event.detail) == (convened.case.ref, "southwark-health", {"page": "strategy"})

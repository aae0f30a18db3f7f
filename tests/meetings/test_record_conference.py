"""The child protection conference after an enquiry: due in fifteen working days, recorded, or why there was none."""

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
from mase.clock import LONDON
from mase.demo import enquiries, stories
from mase.demo.cast import Cast
from meetings.models import Conference, Plan, StrategyMeeting
from meetings.operations import enquiry, strategy
from tests.meetings.conftest import codes, deadline, everybody_came
from tests.meetings.typing_in import day
from tests.together import overlapping

HELD_AT = datetime(2026, 3, 7, 9, tzinfo=UTC)
CONFERENCE = date(2026, 3, 20)
NOW = datetime(2026, 3, 23, 10, tzinfo=UTC)


@pytest.fixture
def enquired(southwark: Cast, told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting that started a section 47 enquiry on Saturday the 7th."""
    case = told("convene")
    stories.hold(southwark, case, HELD_AT, **enquiries.ENQUIRY)
    return case.strategy_meetings.get()


def _record(cast: Cast, meeting: StrategyMeeting, *, by: str = "atm", at: datetime = NOW, **changes: object) -> None:
    facts = {"held_on": CONFERENCE, "plan": Plan.SEXUAL, "not_held_because": ""} | changes
    enquiry.record_conference(meeting, by=cast[by], at=at, **facts)


def _typed(*, held_on: date = CONFERENCE, **changes: str) -> dict[str, str]:
    return {"held": "yes", "plan": "sexual", "not_held_because": "", **day("held_on", held_on)} | changes


def _address(meeting: StrategyMeeting) -> str:
    return reverse("record_conference", args=[meeting.case.ref, meeting.pk])


WITHOUT = {"held_on": None, "plan": "", "not_held_because": "The enquiry found no continuing risk."}


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param((2026, 4, 2, 16, 0), (2026, 4, 27, 17, 0), id="over Easter"),
        pytest.param((2026, 3, 6, 17, 30), (2026, 3, 27, 17, 0), id="a Friday after the office has closed"),
        pytest.param((2026, 3, 7, 10, 0), (2026, 3, 27, 17, 0), id="a Saturday"),
        pytest.param((2026, 10, 20, 11, 0), (2026, 11, 10, 17, 0), id="while the clocks go back"),
        pytest.param((2026, 12, 24, 11, 0), (2027, 1, 19, 17, 0), id="over Christmas"),
    ],
)
@pytest.mark.parametrize("decision", ["s47_joint", "s47_single"])
def test_an_enquiry_starts_fifteen_working_days_from_the_meeting(
    southwark: Cast, told: Callable[..., Case], decision: str, held: tuple[int, ...], due: tuple[int, ...]
):
    case, held_at = told("convene"), datetime(*held, tzinfo=LONDON)
    stories.hold(southwark, case, held_at, **enquiries.ENQUIRY | {"decision": decision})
    owed, meeting = deadline(case, "icpc"), case.strategy_meetings.get()
    assert (owed.started_at, owed.due_at) == (held_at, datetime(*due, tzinfo=LONDON))
    assert (owed.owner_role, owed.ladder) == ("assistant_team_manager", ["team_manager", "service_manager"])
    assert owed.path == _address(meeting)


@pytest.mark.rule("HO-8")
def test_it_runs_from_the_meeting_however_late_that_is_recorded(southwark: Cast, told: Callable[..., Case]):
    meeting = told("convene").strategy_meetings.get()
    outcome = stories.OUTCOME | enquiries.ENQUIRY
    recorded_at = HELD_AT + timedelta(days=4)
    who = {"contributions": everybody_came(meeting), "by": southwark["atm"]}
    strategy.record(meeting, held_at=HELD_AT, outcome=outcome, at=recorded_at, **who)
    assert deadline(meeting.case, "icpc").due_at == datetime(2026, 3, 27, 17, tzinfo=UTC)


@pytest.mark.parametrize("decision", ["s17", "no_further_action"])
def test_another_decision_asks_for_no_conference(
    southwark: Cast, told: Callable[..., Case], signed_in, clock, decision: str
):
    case = told("convene")
    stories.hold(southwark, case, HELD_AT, decision=decision)
    meeting = case.strategy_meetings.get()
    assert "icpc" not in codes(case)
    with pytest.raises(StepMissing):
        _record(southwark, meeting)
    clock.move_to(NOW)
    assert _address(meeting) not in signed_in(southwark["atm"]).get(meeting.get_absolute_url()).text
    assert not Conference.objects.exists()


def test_before_the_meeting_is_held_there_is_no_conference(southwark: Cast, told: Callable[..., Case]):
    with pytest.raises(StepMissing):
        _record(southwark, told("convene").strategy_meetings.get())


@pytest.mark.parametrize("plan", [Plan.NEGLECT, Plan.SEXUAL, Plan.NONE])
def test_a_conference_is_kept_with_its_day_and_what_it_decided(southwark: Cast, enquired: StrategyMeeting, plan: Plan):
    _record(southwark, enquired, plan=plan)
    kept = enquired.conference
    assert (kept.held_on, kept.plan, kept.not_held_because) == (CONFERENCE, plan, "")
    assert (kept.recorded_by, kept.recorded_at) == (southwark["atm"], NOW)
    event = Event.objects.get(verb=Verb.CONFERENCE_RECORDED)
    assert (event.case, event.actor, event.detail) == (enquired.case.ref, southwark["atm"].pk, {"plan": plan})


def test_why_there_was_none_ends_the_time_too(southwark: Cast, enquired: StrategyMeeting):
    _record(southwark, enquired, **WITHOUT)
    assert (enquired.conference.held_on, enquired.conference.not_held_because) == (None, WITHOUT["not_held_because"])
    owed = deadline(enquired.case, "icpc")
    assert (owed.closed_as, owed.events.latest("pk").reason) == ("met", WITHOUT["not_held_because"])


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_recording_meets_the_time_and_late_is_still_late(southwark: Cast, enquired: StrategyMeeting, minutes: int):
    due = deadline(enquired.case, "icpc").due_at
    _record(southwark, enquired, at=due + timedelta(minutes=minutes))
    owed = deadline(enquired.case, "icpc")
    assert (owed.closed_as, owed.breached_at) == ("met", due if minutes > 0 else None)


def _meet_again(cast: Cast, case: Case, held_at: datetime) -> StrategyMeeting:
    stories.convene(cast, case, held_at - timedelta(days=1))
    stories.hold(cast, case, held_at, **enquiries.ENQUIRY)
    return case.strategy_meetings.latest("pk")


def test_a_second_meeting_about_the_same_enquiry_starts_no_second_time(southwark: Cast, enquired: StrategyMeeting):
    again = _meet_again(southwark, enquired.case, HELD_AT + timedelta(days=5))
    assert deadline(enquired.case, "icpc").started_at == HELD_AT
    _record(southwark, again)
    assert "icpc" not in codes(enquired.case)
    with pytest.raises(AlreadyDone):
        _record(southwark, enquired)


def test_an_enquiry_after_the_conference_asks_for_another(southwark: Cast, enquired: StrategyMeeting):
    _record(southwark, enquired)
    held_at = NOW + timedelta(days=30)
    again = _meet_again(southwark, enquired.case, held_at)
    running = enquired.case.deadlines.open().get(code="icpc")
    assert (running.started_at, running.path) == (held_at, _address(again))
    _record(southwark, again, at=held_at + timedelta(days=9), held_on=held_at.date())
    assert Conference.objects.count() == 2


def test_a_second_record_is_refused_and_changes_nothing(southwark: Cast, enquired: StrategyMeeting, signed_in, clock):
    _record(southwark, enquired)
    with pytest.raises(AlreadyDone):
        _record(southwark, enquired, plan=Plan.NONE)
    clock.move_to(NOW)
    page = signed_in(southwark["team"]).post(_address(enquired), _typed(plan="none"))
    assert page.status_code == 409
    assert "The conference of this enquiry has been recorded." in page.text
    assert Conference.objects.get().plan == Plan.SEXUAL


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_record_at_once_one_is_refused(southwark: Cast, enquired: StrategyMeeting):
    _, second = overlapping(
        lambda: _record(southwark, enquired), lambda: _record(southwark, enquired, by="team", **WITHOUT)
    )
    assert isinstance(second, AlreadyDone)
    assert Conference.objects.get().recorded_by == southwark["atm"]


def test_closing_the_case_ends_the_time_and_the_recording(southwark: Cast, enquired: StrategyMeeting):
    cases.close(enquired.case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    assert deadline(enquired.case, "icpc").closed_as == "withdrawn"
    with pytest.raises(CaseClosed):
        _record(southwark, enquired)


def test_a_manager_records_it_on_the_page(southwark: Cast, enquired: StrategyMeeting, signed_in, clock):
    clock.move_to(NOW)
    client = signed_in(southwark["atm"])
    assert _address(enquired) in client.get(enquired.get_absolute_url()).text
    assert "15 working days" in client.get(_address(enquired)).text
    answer = client.post(_address(enquired), _typed())
    assert answer.headers["Location"] == enquired.get_absolute_url()
    page = client.get(enquired.get_absolute_url()).text
    assert "A child protection plan: sexual abuse" in page
    assert "20 March 2026" in page
    assert _address(enquired) not in page


def test_the_page_takes_the_reason_why_there_was_none(southwark: Cast, enquired: StrategyMeeting, signed_in, clock):
    clock.move_to(NOW)
    client = signed_in(southwark["team"])
    client.post(_address(enquired), _typed(held="no", not_held_because="The family moved to Kent.\nKent holds it."))
    kept = Conference.objects.get()
    assert (kept.held_on, kept.plan) == (None, "")
    assert "Kent holds it." in client.get(enquired.get_absolute_url()).text


WRONG = {
    "Select whether a conference was held": {"held": ""},
    "Enter the day": {"held_on-day": "", "held_on-month": "", "held_on-year": ""},
    "The day must be today or in the past": {"held_on-day": "24"},
    "The day must not lie before the strategy meeting, 7 March 2026": {"held_on-day": "6"},
    "Select what it decided": {"plan": ""},
    "Enter why there was none": {"held": "no", "not_held_because": " "},
}


def test_what_is_wrong_is_said_beside_the_field(southwark: Cast, enquired: StrategyMeeting, signed_in, clock, subtests):
    clock.move_to(NOW)
    client = signed_in(southwark["atm"])
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            page = client.post(_address(enquired), _typed(**changes))
            assert page.status_code == 200
            assert sentence in page.text
    assert not Conference.objects.exists()


@pytest.mark.parametrize("on", [date(2026, 3, 7), date(2026, 3, 23)], ids=["the day of the meeting", "today"])
def test_it_may_be_held_from_the_day_of_the_meeting_up_to_today(
    southwark: Cast, enquired: StrategyMeeting, signed_in, clock, on: date
):
    clock.move_to(NOW)
    assert signed_in(southwark["atm"]).post(_address(enquired), _typed(held_on=on)).status_code == 302


def test_who_reaches_the_page(southwark: Cast, enquired: StrategyMeeting, signed_in, subtests, barnet: Cast):
    may = dict.fromkeys(("atm", "team", "service"), 200)
    inside = dict.fromkeys(("worker", "mash", "coordinator", "inspector", "health", "school", "minutes"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**may, **inside, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert client.get(_address(enquired)).status_code == status
            if part not in may:
                assert client.post(_address(enquired), _typed()).status_code == status
    assert signed_in(barnet["atm"]).post(_address(enquired), _typed()).status_code == 404
    assert not Conference.objects.exists()


def test_the_page_answers_only_get_and_post(southwark: Cast, enquired: StrategyMeeting, signed_in):
    assert signed_in(southwark["atm"]).put(_address(enquired)).status_code == 405


HALF = [
    {"held_on": None},
    {"plan": ""},
    {"not_held_because": "Both"},
    {"held_on": None, "plan": "", "not_held_because": ""},
]


@pytest.mark.parametrize("changes", HALF)
def test_the_database_keeps_half_a_conference_out(southwark: Cast, enquired: StrategyMeeting, changes: dict):
    facts = {"held_on": CONFERENCE, "plan": Plan.NONE, "not_held_because": ""} | changes
    with pytest.raises(IntegrityError, match="conference_held_or_why_not"), transaction.atomic():
        Conference.objects.create(meeting=enquired, recorded_at=NOW, recorded_by=southwark["atm"], **facts)


def test_a_recorded_conference_is_never_changed(southwark: Cast, enquired: StrategyMeeting):
    _record(southwark, enquired)
    kept = Conference.objects.get()
    kept.plan = Plan.NONE
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.save()

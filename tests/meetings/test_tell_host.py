"""A child placed in another authority's area: that authority and its police are told within a day of the meeting."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, StepMissing
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import HostNotice, How, StrategyMeeting
from meetings.operations import placement, preparing, strategy
from meetings.operations.preparing import Said
from tests.meetings.conftest import codes, deadline, everybody_came, told_by
from tests.meetings.typing_in import moment
from tests.together import overlapping

HELD_AT = datetime(2026, 3, 7, 9, tzinfo=UTC)
TOLD_AT = datetime(2026, 3, 7, 15, tzinfo=UTC)
NOW = datetime(2026, 3, 7, 16, tzinfo=UTC)
ELSEWHERE = {"placed_elsewhere": True, "host_authority": "Thurrock"}


@pytest.fixture
def placed(southwark: Cast, told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting, held on Saturday at nine, about a child who is placed in Thurrock."""
    case = told("convene")
    stories.hold(southwark, case, HELD_AT, **ELSEWHERE)
    return case.strategy_meetings.get()


def _tell(cast: Cast, meeting: StrategyMeeting, *, by: str = "worker", at: datetime = NOW, **changes: object) -> None:
    facts = {
        "told_at": TOLD_AT,
        "authority_post": "Duty manager of the MASH",
        "police_post": "CSE lead",
        "how": How.TELEPHONE,
    }
    placement.tell_host(meeting, by=cast[by], at=at, **(facts | changes))


def _typed(*, told_at: datetime = TOLD_AT, **changes: str) -> dict[str, str]:
    typed = {"authority_post": "Duty manager of the MASH", "police_post": "CSE lead", "how": "secure_email"}
    return typed | moment("told_at", told_at) | changes


def _address(meeting: StrategyMeeting) -> str:
    return reverse("tell_host", args=[meeting.case.ref, meeting.pk])


@pytest.mark.rule("HO-14", "SO-22")
@pytest.mark.parametrize(
    ("held", "due"),
    [
        pytest.param((2026, 4, 2, 16, 0), (2026, 4, 3, 16, 0), id="over Easter, day and night"),
        pytest.param((2026, 3, 6, 17, 30), (2026, 3, 7, 17, 30), id="after the office has closed"),
        pytest.param((2026, 3, 28, 12, 0), (2026, 3, 29, 13, 0), id="the clocks go forward"),
        pytest.param((2026, 10, 24, 12, 0), (2026, 10, 25, 11, 0), id="the clocks go back"),
    ],
)
def test_it_is_due_twenty_four_hours_after_the_meeting_was_held(
    southwark: Cast, told: Callable[..., Case], held: tuple[int, ...], due: tuple[int, ...]
):
    case, held_at = told("convene"), datetime(*held, tzinfo=LONDON)
    stories.hold(southwark, case, held_at, **ELSEWHERE)
    owed = deadline(case, "host_borough_notice")
    assert (owed.started_at, owed.due_at) == (held_at, datetime(*due, tzinfo=LONDON))
    assert (owed.owner, owed.manager) == (southwark["worker"], southwark["team"])
    assert owed.path == _address(case.strategy_meetings.get())


@pytest.mark.rule("HO-14")
def test_it_runs_from_the_meeting_however_late_that_is_recorded(southwark: Cast, told: Callable[..., Case]):
    meeting, recorded_at = told("convene").strategy_meetings.get(), HELD_AT + timedelta(hours=30)
    outcome = stories.OUTCOME | ELSEWHERE
    who = {"contributions": everybody_came(meeting), "by": southwark["atm"]}
    strategy.record(meeting, held_at=HELD_AT, outcome=outcome, at=recorded_at, **who)
    owed = deadline(meeting.case, "host_borough_notice")
    assert owed.due_at == HELD_AT + timedelta(hours=24)
    ladder.sweep(at=recorded_at + timedelta(minutes=1))
    assert told_by(f"deadline-{owed.pk}-1-") == {southwark["worker"], southwark["team"]}


@pytest.mark.rule("HO-14")
def test_a_child_who_is_placed_at_home_asks_for_no_notice(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    meeting = told("hold").strategy_meetings.get()
    assert (meeting.placed_elsewhere, meeting.host_authority) == (False, "")
    assert "host_borough_notice" not in codes(meeting.case)
    with pytest.raises(StepMissing):
        _tell(southwark, meeting)
    clock.move_to(NOW + timedelta(days=1))
    page = signed_in(southwark["worker"]).get(meeting.get_absolute_url()).text
    assert _address(meeting) not in page
    assert "Word to the host authority" not in page


@pytest.mark.rule("HO-14", "SO-22")
def test_telling_keeps_when_whom_and_how(southwark: Cast, placed: StrategyMeeting):
    _tell(southwark, placed)
    kept = placed.host_notice
    assert (kept.told_at, kept.authority_post, kept.police_post) == (TOLD_AT, "Duty manager of the MASH", "CSE lead")
    assert (kept.how, kept.recorded_by, kept.recorded_at) == (How.TELEPHONE, southwark["worker"], NOW)
    event = Event.objects.get(verb=Verb.HOST_TOLD)
    assert (event.case, event.actor, event.at) == (placed.case.ref, southwark["worker"].pk, NOW)


@pytest.mark.rule("HO-14")
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_telling_meets_the_time_and_late_is_still_late(southwark: Cast, placed: StrategyMeeting, minutes: int):
    due = HELD_AT + timedelta(hours=24)
    _tell(southwark, placed, at=due + timedelta(minutes=minutes))
    owed = deadline(placed.case, "host_borough_notice")
    assert (owed.closed_as, owed.breached_at) == ("met", due if minutes > 0 else None)


@pytest.mark.rule("HO-14")
def test_each_meeting_owes_its_own_notice(southwark: Cast, placed: StrategyMeeting):
    case, held_at = placed.case, HELD_AT + timedelta(days=9)
    stories.convene(southwark, case, held_at - timedelta(days=1))
    stories.hold(southwark, case, held_at, **ELSEWHERE)
    again = case.strategy_meetings.latest("pk")
    _tell(southwark, again, at=held_at, told_at=held_at)
    running = case.deadlines.open().get(code="host_borough_notice")
    assert running.key == str(placed.pk)


def test_a_second_notice_is_refused_and_changes_nothing(southwark: Cast, placed: StrategyMeeting, signed_in, clock):
    _tell(southwark, placed)
    with pytest.raises(AlreadyDone):
        _tell(southwark, placed, police_post="Somebody else")
    clock.move_to(NOW)
    page = signed_in(southwark["worker"]).post(_address(placed), _typed())
    assert page.status_code == 409
    assert "It is recorded already that the host authority was told." in page.text
    assert HostNotice.objects.get().police_post == "CSE lead"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_record_at_once_one_is_refused(southwark: Cast, placed: StrategyMeeting):
    _, second = overlapping(lambda: _tell(southwark, placed), lambda: _tell(southwark, placed, by="atm"))
    assert isinstance(second, AlreadyDone)
    assert HostNotice.objects.get().recorded_by == southwark["worker"]


def test_closing_the_case_ends_the_time_and_the_recording(southwark: Cast, placed: StrategyMeeting):
    cases.close(placed.case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    assert deadline(placed.case, "host_borough_notice").closed_as == "withdrawn"
    with pytest.raises(CaseClosed):
        _tell(southwark, placed)


@pytest.mark.rule("HO-14", "SO-22")
def test_the_social_worker_records_it_on_the_page(southwark: Cast, placed: StrategyMeeting, signed_in, clock):
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    before = client.get(placed.get_absolute_url()).text
    assert _address(placed) in before
    assert "Thurrock" in before
    assert "Thurrock" in client.get(_address(placed)).text
    answer = client.post(_address(placed), _typed())
    assert answer.headers["Location"] == placed.get_absolute_url()
    after = client.get(placed.get_absolute_url()).text
    for words in ("Duty manager of the MASH", "CSE lead", "by secure e-mail", "7 March 2026 at 15:00"):
        assert words in after
    assert _address(placed) not in after


WRONG = {
    "Enter who was told at the authority": {"authority_post": " "},
    "Enter who was told at the police": {"police_post": ""},
    "Select how they were told": {"how": ""},
    "must be in the past": {"told_at-time": "16:01"},
    "must not lie before the meeting, 7 March 2026 at 09:00": {"told_at-time": "08:59"},
    "must include a time": {"told_at-time": ""},
}


@pytest.mark.rule("HO-14")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, placed: StrategyMeeting, signed_in, clock, subtests
):
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = _typed() | changes
            page = client.post(_address(placed), typed)
            assert page.status_code == 200
            assert sentence in page.text
            assert all(typed[name].strip() in page.text for name in ("authority_post", "police_post"))
    assert not HostNotice.objects.exists()


def test_who_reaches_the_page(southwark: Cast, placed: StrategyMeeting, signed_in, subtests, barnet: Cast):
    may = dict.fromkeys(("worker", "atm", "team", "service"), 200)
    inside = dict.fromkeys(("mash", "coordinator", "inspector", "health", "school", "minutes"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**may, **inside, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert client.get(_address(placed)).status_code == status
            if part not in may:
                assert client.post(_address(placed), _typed()).status_code == status
    assert signed_in(barnet["atm"]).post(_address(placed), _typed()).status_code == 404
    assert not HostNotice.objects.exists()


def test_the_meeting_of_one_case_is_not_reached_through_another(
    southwark: Cast, placed: StrategyMeeting, told: Callable[..., Case], signed_in
):
    other = told("allocate", number=1)
    client = signed_in(southwark["atm"])
    for name in ("tell_host", "record_conference"):
        assert client.get(reverse(name, args=[other.ref, placed.pk])).status_code == 404


def test_the_page_answers_only_get_and_post(southwark: Cast, placed: StrategyMeeting, signed_in):
    assert signed_in(southwark["worker"]).put(_address(placed)).status_code == 405


@pytest.mark.rule("HO-14")
@pytest.mark.parametrize(
    ("elsewhere", "host"),
    [(True, ""), (False, "Thurrock"), (None, "Thurrock")],
    ids=["no name", "at home", "not asked"],
)
def test_the_database_names_the_host_exactly_where_there_is_one(
    placed: StrategyMeeting, elsewhere: bool | None, host: str
):
    placed.placed_elsewhere, placed.host_authority = elsewhere, host
    with pytest.raises(IntegrityError, match="strategy_host_is_named"), transaction.atomic():
        placed.save()


def test_a_recorded_notice_is_never_changed(southwark: Cast, placed: StrategyMeeting):
    _tell(southwark, placed)
    kept = HostNotice.objects.get()
    kept.police_post = "Somebody else"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.save()


@pytest.mark.rule("HO-14")
def test_recording_the_meeting_asks_where_the_child_is_placed_and_starts_the_time(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    meeting = told("convene").strategy_meetings.get()
    clock.move_to(NOW)
    said = Said(contributions=everybody_came(meeting), ahead={"parents_told": True})
    preparing.write(meeting, said, by=southwark["worker"], at=HELD_AT)
    typed = {"decision": "s17", "decision_reason": "x", "form_needed": "no", "form_reason": "y"}
    typed |= {"complex_abuse": "no", "complex_reason": "z", "placed_elsewhere": "yes", "host_authority": "Thurrock"}
    typed |= moment("held_at", HELD_AT)
    client = signed_in(southwark["atm"])
    answer = client.post(reverse("record_strategy", args=[meeting.case.ref, meeting.pk]), typed)
    assert answer.headers["Location"] == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert (meeting.placed_elsewhere, meeting.host_authority) == (True, "Thurrock")
    assert deadline(meeting.case, "host_borough_notice").due_at == HELD_AT + timedelta(hours=24)

"""Convening a strategy meeting: who may, who chairs, by when, and who sees it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled, StepMissing
from mase.cases.models import Case, Outcome
from mase.cases.stages import Step
from mase.clock import LONDON
from mase.demo.cast import Cast
from meetings.models import StrategyMeeting
from meetings.operations import strategy
from tests.meetings.conftest import codes, deadline, told_by
from tests.meetings.typing_in import moment
from tests.together import overlapping

INVITED = ("police", "health", "education")
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def _convene(cast: Cast, case: Case, *, at: datetime = NOW, **changes: object) -> StrategyMeeting:
    facts = {
        "reason": "Missing overnight, an unknown adult.",
        "urgent": False,
        "scheduled_for": at + timedelta(hours=5),
        "place": "Room 2.04",
        "chair": cast["atm"],
        "agencies": [cast.agency(short) for short in INVITED],
        "by": cast["worker"],
        "at": at,
    }
    return strategy.convene(case, **(facts | changes))


def _typed(cast: Cast, *, scheduled_for: datetime, **changes: object) -> dict[str, object]:
    return {
        "reason": "Missing overnight\nand an unknown adult.",
        "urgent": "no",
        "place": "Room 2.04, or by video",
        "chair": str(cast["atm"].pk),
        "agencies": [cast.agency(short).code for short in INVITED],
        **moment("scheduled_for", scheduled_for),
        **changes,
    }


@pytest.mark.rule("SO-16")
def test_convening_invites_the_agencies_and_tells_them_and_the_chair(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    meeting = _convene(southwark, case)
    assert {row.agency for row in meeting.contributions.all()} == {southwark.agency(short) for short in INVITED}
    assert set(meeting.contributions.values_list("present", flat=True)) == {None}
    assert told_by(f"chair-{meeting.pk}") == {southwark["atm"]}
    invited = ("police.mash", "inspector", "police.chair", "police.member", "health", "health.member", "education")
    assert told_by(f"strategy-{meeting.pk}") == {southwark[part] for part in invited}


def test_convening_leaves_a_step_with_its_reason_an_event_and_history(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    meeting = _convene(southwark, case)
    step = case.transitions.get(step=Step.STRATEGY_CONVENED)
    assert (step.at, step.by, step.reason) == (NOW, southwark["worker"], meeting.reason)
    event = Event.objects.get(verb=Verb.STRATEGY_CONVENED)
    assert (event.case, event.actor, event.agency) == (case.ref, southwark["worker"].pk, "southwark-csc")
    assert meeting.history.count() == 1


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    ("identified", "due"),
    [
        pytest.param((2026, 3, 3, 9, 0), (2026, 3, 6, 17, 0), id="a Tuesday"),
        pytest.param((2026, 3, 7, 10, 0), (2026, 3, 11, 17, 0), id="a Saturday"),
        pytest.param((2026, 3, 6, 17, 30), (2026, 3, 11, 17, 0), id="a Friday after the office has closed"),
        pytest.param((2026, 4, 2, 16, 0), (2026, 4, 9, 17, 0), id="over Easter and the change of the clocks"),
        pytest.param((2026, 12, 24, 11, 0), (2026, 12, 31, 17, 0), id="over Christmas"),
    ],
)
def test_the_meeting_is_due_in_three_working_days(
    southwark: Cast, told: Callable[..., Case], identified: tuple[int, ...], due: tuple[int, ...]
):
    case = told("allocate")
    _convene(southwark, case, at=datetime(*identified, tzinfo=LONDON))
    assert deadline(case, "strategy_meeting").due_at == datetime(*due, tzinfo=LONDON)
    assert "strategy_meeting_urgent" not in codes(case)


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize(
    "identified",
    [(2026, 3, 3, 9, 0), (2026, 3, 7, 23, 58), (2026, 3, 29, 0, 30), (2026, 10, 25, 0, 30)],
    ids=["in office hours", "just before midnight", "the clocks go forward", "the clocks go back"],
)
def test_an_urgent_meeting_is_due_by_the_end_of_that_day_in_london(
    southwark: Cast, told: Callable[..., Case], identified: tuple[int, ...]
):
    case, at = told("allocate"), datetime(*identified, tzinfo=LONDON)
    _convene(southwark, case, at=at, urgent=True)
    end = datetime(*identified[:3], 23, 59, 59, 999999, tzinfo=LONDON)
    assert deadline(case, "strategy_meeting_urgent").due_at == end


@pytest.mark.rule("HO-8")
def test_the_clock_that_the_screening_started_goes_on_running(southwark: Cast, told: Callable[..., Case]):
    case = told("sign")
    started = deadline(case, "strategy_meeting")
    _convene(southwark, case, at=datetime(2026, 3, 6, 9, tzinfo=UTC))
    assert deadline(case, "strategy_meeting") == started
    assert started.due_at == datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert (started.owner, started.manager) == (southwark["worker"], southwark["team"])


@pytest.mark.rule("HO-8")
@pytest.mark.parametrize("part", ["atm", "team", "service"])
def test_an_assistant_team_manager_or_above_chairs(southwark: Cast, told: Callable[..., Case], part: str):
    assert _convene(southwark, told("allocate"), chair=southwark[part]).chair == southwark[part]


@pytest.mark.rule("HO-8")
def test_nobody_below_an_assistant_team_manager_chairs(southwark: Cast, told: Callable[..., Case], barnet: Cast):
    case = told("allocate")
    below = {"worker", "coordinator", "mash", "minutes", "chair", "police.chair", "health", "admin"}
    for chair in [*(southwark[part] for part in below), barnet["atm"]]:
        with pytest.raises(NotEntitled):
            _convene(southwark, case, chair=chair)
    assert not case.strategy_meetings.exists()


def test_a_manager_whose_role_has_ended_no_longer_chairs(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    held = southwark["atm"].memberships.get()
    held.ends_at = NOW
    held.save()
    with pytest.raises(NotEntitled):
        _convene(southwark, case)
    assert _convene(southwark, case, at=NOW - timedelta(minutes=1)).chair == southwark["atm"]


def test_a_second_meeting_is_refused_while_one_is_convened(southwark: Cast, told: Callable[..., Case]):
    case = told("convene")
    with pytest.raises(AlreadyDone):
        _convene(southwark, case)
    assert case.strategy_meetings.count() == 1
    assert case.transitions.filter(step=Step.STRATEGY_CONVENED).count() == 1


def test_the_database_itself_holds_only_one_convened_meeting_a_case(southwark: Cast, told: Callable[..., Case]):
    meeting = told("convene").strategy_meetings.get()
    meeting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.save()


def test_another_meeting_may_follow_one_that_was_held(southwark: Cast, told: Callable[..., Case]):
    case = told("hold")
    _convene(southwark, case, at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    assert case.strategy_meetings.count() == 2


def test_a_case_without_a_social_worker_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("decide")
    with pytest.raises(StepMissing):
        _convene(southwark, case)
    assert not StrategyMeeting.objects.exists()
    assert "strategy_meeting" not in codes(case)


def test_a_closed_case_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("inform")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        _convene(southwark, case)
    assert not StrategyMeeting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_convene_at_once_one_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    first, second = overlapping(
        lambda: _convene(southwark, case), lambda: _convene(southwark, Case.objects.get(pk=case.pk))
    )
    assert isinstance(first, StrategyMeeting)
    assert isinstance(second, AlreadyDone)
    assert StrategyMeeting.objects.get() == first


def test_the_social_worker_convenes_on_the_page(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    case = told("sign")
    clock.move_to(datetime(2026, 3, 6, 9, tzinfo=UTC))
    client = signed_in(southwark["worker"])
    page = client.get(reverse("convene", args=[case.ref]))
    assert page.status_code == 200
    assert southwark["team"].name in page.text
    meets_at = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)
    answer = client.post(reverse("convene", args=[case.ref]), _typed(southwark, scheduled_for=meets_at))
    meeting = case.strategy_meetings.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (meeting.scheduled_for, meeting.chair, meeting.urgent) == (meets_at, southwark["atm"], False)
    assert meeting.reason == "Missing overnight\nand an unknown adult."


WRONG = {
    "Enter the concern": {"reason": " "},
    "Select whether immediate action is needed": {"urgent": ""},
    "Enter the room, or how to join": {"place": ""},
    "Select the chair": {"chair": ""},
    "Select the police: a strategy meeting is not held without them": {"agencies": ["southwark-health"]},
    "Select the agencies to invite": {"agencies": []},
    "must be in the future": {"scheduled_for-day": "5"},
    "must be a real date": {"scheduled_for-day": "31", "scheduled_for-month": "2"},
    "must include a time": {"scheduled_for-time": ""},
    "The meeting must be held by 9 March 2026 at 17:00": {"scheduled_for-time": "17:01"},
    "The meeting must be held by 6 March 2026 at 23:59": {"urgent": "yes"},
}


@pytest.mark.rule("HO-8")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, told: Callable[..., Case], signed_in, clock, subtests
):
    case = told("sign")
    clock.move_to(datetime(2026, 3, 6, 9, tzinfo=UTC))
    client = signed_in(southwark["worker"])
    for sentence, changes in WRONG.items():
        with subtests.test(sentence):
            typed = _typed(southwark, scheduled_for=datetime(2026, 3, 9, 14, 30, tzinfo=UTC)) | changes
            page = client.post(reverse("convene", args=[case.ref]), typed)
            assert page.status_code == 200
            assert sentence in page.text
            assert all(str(typed[name]) in page.text for name in ("reason", "place"))
    assert not case.strategy_meetings.exists()
    assert not case.transitions.filter(step=Step.STRATEGY_CONVENED).exists()


@pytest.mark.rule("HO-8")
def test_the_form_does_not_take_a_chair_who_may_not_chair(
    southwark: Cast, told: Callable[..., Case], signed_in, subtests, barnet: Cast
):
    case = told("allocate")
    client = signed_in(southwark["worker"])
    for person in (southwark["worker"], southwark["coordinator"], southwark["police.chair"], barnet["team"]):
        with subtests.test(person.email):
            typed = _typed(southwark, scheduled_for=NOW, chair=str(person.pk))
            assert "Select the chair" in client.post(reverse("convene", args=[case.ref]), typed).text
            assert not case.strategy_meetings.exists()


@pytest.mark.rule("HO-8")
def test_when_the_time_has_passed_the_meeting_can_still_be_convened(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    case = told("sign")
    clock.move_to(datetime(2026, 3, 11, 9, tzinfo=UTC))
    typed = _typed(southwark, scheduled_for=datetime(2026, 3, 12, 9, tzinfo=UTC))
    assert signed_in(southwark["worker"]).post(reverse("convene", args=[case.ref]), typed).status_code == 302


def test_a_stale_page_is_told_that_a_meeting_is_convened_already(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    case = told("convene")
    clock.move_to(datetime(2026, 3, 6, 9, tzinfo=UTC))
    typed = _typed(southwark, scheduled_for=datetime(2026, 3, 9, 9, tzinfo=UTC))
    page = signed_in(southwark["worker"]).post(reverse("convene", args=[case.ref]), typed)
    assert page.status_code == 409
    assert "A strategy meeting is convened already." in page.text


def test_who_reaches_the_page(southwark: Cast, told: Callable[..., Case], signed_in, subtests):
    case = told("allocate")
    inside = dict.fromkeys(("mash", "coordinator", "police.mash", "health"), 403)
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {"worker": 200, "atm": 200, "team": 200, "service": 200, **inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(reverse("convene", args=[case.ref])).status_code == status


def test_the_page_answers_only_get_and_post(southwark: Cast, told: Callable[..., Case], signed_in):
    case = told("allocate")
    assert signed_in(southwark["worker"]).put(reverse("convene", args=[case.ref])).status_code == 405


@pytest.mark.rule("SO-16", "ALL-5")
def test_an_invited_agency_sees_the_strategy_meeting_and_nothing_else_of_the_file(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    case = told("allocate")
    meeting = _convene(southwark, case, agencies=[southwark.agency("police"), southwark.agency("yjs")])
    clock.move_to(NOW)
    client = signed_in(southwark["yjs"])
    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert client.get(reverse("strategies", args=[case.ref])).status_code == 200
    for name in ("referrals", "screenings", "mase", "plannings", "history"):
        assert client.get(reverse(name, args=[case.ref])).status_code == 403


def test_an_agency_that_was_not_invited_sees_nothing(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    case = told("allocate")
    meeting = _convene(southwark, case)
    clock.move_to(NOW)
    for part in ("yjs", "other.school"):
        client = signed_in(southwark[part])
        for address in (meeting.get_absolute_url(), reverse("strategies", args=[case.ref]), case.get_absolute_url()):
            assert client.get(address).status_code == 404
    assert Event.objects.filter(verb=Verb.REFUSED, case=case.ref).count() == 6


def test_a_restricted_case_is_opened_to_nobody_by_the_invitation(southwark: Cast, told: Callable[..., Case], signed_in):
    case = told("allocate")
    cases.restrict(case, by=southwark["service"], at=NOW, reason="A relative works for the police")
    meeting = _convene(southwark, case)
    assert not case.agency_grants.exists()
    assert signed_in(southwark["police.mash"]).get(meeting.get_absolute_url()).status_code == 404


def test_the_list_of_meetings_says_what_is_owed_and_what_has_been(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    case = told("allocate")
    clock.move_to(NOW)
    client = signed_in(southwark["worker"])
    assert reverse("convene", args=[case.ref]) in client.get(reverse("strategies", args=[case.ref])).text
    meeting = _convene(southwark, case)
    page = client.get(reverse("strategies", args=[case.ref]))
    assert meeting.get_absolute_url() in page.text
    assert "3 working days" in page.text
    assert [row.code for row in case.deadlines.filter(code="strategy_meeting")] == ["strategy_meeting"]

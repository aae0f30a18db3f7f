"""Referring a child to a multi-agency planning meeting: before MASE or after it, as the borough says."""

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
from mase.cases.stages import Step
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import PlanningMeeting
from meetings.operations import planning
from tests.meetings.typing_in import moment
from tests.together import overlapping

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
WHY = "School, youth worker and mother plan together."


def _refer(cast: Cast, case: Case, *, at: datetime = NOW, **changes: object) -> PlanningMeeting:
    facts = {"reason": WHY, "carers_invited": True, "carers_reason": "", "scheduled_for": at + timedelta(days=3)}
    return planning.refer(case, by=cast["worker"], at=at, **(facts | changes))


def _typed(**changes: str) -> dict[str, str]:
    typed = {"reason": WHY, "carers_invited": "no", "carers_reason": "It would not be safe for her."}
    return typed | moment("scheduled_for", NOW + timedelta(days=3)) | changes


def test_referring_leaves_a_step_an_event_and_history(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    meeting = _refer(southwark, case)
    assert (meeting.referred_by, meeting.referred_at, meeting.reason) == (southwark["worker"], NOW, WHY)
    assert case.transitions.get(step=Step.MAP_REFERRED).reason == WHY
    event = Event.objects.get(verb=Verb.MAP_REFERRED)
    assert (event.case, event.actor, event.reason) == (case.ref, southwark["worker"].pk, WHY)
    assert meeting.history.count() == 1


@pytest.mark.rule("BR-5")
@pytest.mark.parametrize("until", ["allocate", "admit"])
def test_in_bromley_planning_before_mase_is_refused(hire: Callable[[str], Cast], at: datetime, until: str):
    cast = hire("bromley")
    stories.schedule(cast, on=date(2026, 3, 26), at=at)
    case = stories.tell(cast, 0, begins_at=at, until=until)
    assert planning.comes_too_early(case, at=at)
    with pytest.raises(StepMissing, match="follows the discussion at MASE"):
        _refer(cast, case)
    assert not PlanningMeeting.objects.exists()


@pytest.mark.rule("BR-5")
def test_in_bromley_planning_follows_the_discussion_at_mase(hire: Callable[[str], Cast], at: datetime):
    cast = hire("bromley")
    stories.schedule(cast, on=date(2026, 3, 26), at=at)
    case = stories.tell(cast, 0, begins_at=at, until="discuss")
    assert not planning.comes_too_early(case, at=at)
    assert _refer(cast, case).case == case


@pytest.mark.rule("RE-3")
@pytest.mark.parametrize("borough", ["redbridge", "southwark", "barnet", "hounslow"])
def test_elsewhere_planning_comes_before_mase(hire: Callable[[str], Cast], at: datetime, borough: str):
    cast = hire(borough)
    case = stories.tell(cast, 0, begins_at=at, until="allocate")
    assert _refer(cast, case).case == case


@pytest.mark.rule("BR-5")
def test_carers_are_invited_or_the_database_wants_to_know_why_not(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    with pytest.raises(IntegrityError), transaction.atomic():
        _refer(southwark, case, carers_invited=False)
    assert _refer(southwark, case, carers_invited=False, carers_reason="Not safe").carers_reason == "Not safe"


def test_a_second_meeting_is_refused_while_one_is_arranged(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    meeting = _refer(southwark, case)
    with pytest.raises(AlreadyDone):
        _refer(southwark, case)
    meeting.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.save()
    assert case.planning_meetings.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_refer_at_once_one_is_refused(southwark: Cast, told: Callable[..., Case]):
    case = told("allocate")
    first, second = overlapping(
        lambda: _refer(southwark, case), lambda: _refer(southwark, Case.objects.get(pk=case.pk))
    )
    assert PlanningMeeting.objects.get() == first
    assert isinstance(second, AlreadyDone)


def test_a_case_without_a_social_worker_or_closed_is_refused(southwark: Cast, told: Callable[..., Case]):
    early, closed = told("decide"), told("hold", number=1)
    with pytest.raises(StepMissing):
        _refer(southwark, early)
    cases.close(closed, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        _refer(southwark, closed)
    assert not PlanningMeeting.objects.exists()


def test_the_social_worker_refers_on_the_page(southwark: Cast, told: Callable[..., Case], signed_in, clock):
    case = told("allocate")
    clock.move_to(NOW)
    client, address = signed_in(southwark["worker"]), reverse("refer", args=[case.ref])
    listing = reverse("plannings", args=[case.ref])
    assert address in client.get(listing).text
    assert client.get(address).status_code == 200
    answer = client.post(address, _typed())
    meeting = case.planning_meetings.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (meeting.carers_invited, meeting.carers_reason) == (False, "It would not be safe for her.")
    assert "It would not be safe for her." in client.get(meeting.get_absolute_url()).text
    assert meeting.get_absolute_url() in client.get(listing).text
    assert client.post(address, _typed()).status_code == 409


def test_a_reason_that_was_typed_and_no_longer_counts_is_left_aside(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
):
    case = told("allocate")
    clock.move_to(NOW)
    signed_in(southwark["worker"]).post(reverse("refer", args=[case.ref]), _typed(carers_invited="yes"))
    meeting = case.planning_meetings.get()
    assert (meeting.carers_invited, meeting.carers_reason) == (True, "")


@pytest.mark.rule("BR-5")
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, told: Callable[..., Case], signed_in, clock, subtests
):
    case = told("allocate")
    clock.move_to(NOW)
    client, address = signed_in(southwark["worker"]), reverse("refer", args=[case.ref])
    wrong = {
        "Enter what the meeting should plan for": {"reason": ""},
        "Select whether parents or carers are invited": {"carers_invited": ""},
        "Enter why not": {"carers_reason": " "},
        "must be in the future": {"scheduled_for-day": "9", "scheduled_for-time": "08:59"},
        "must have a time like": {"scheduled_for-time": "noon"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(address, _typed(**changes))
            assert (page.status_code, sentence in page.text) == (200, True)
            assert changes.get("reason", WHY) in page.text
    assert not PlanningMeeting.objects.exists()


@pytest.mark.rule("BR-5")
def test_in_bromley_the_page_says_that_mase_comes_first(hire: Callable[[str], Cast], at: datetime, signed_in, clock):
    cast = hire("bromley")
    case = stories.tell(cast, 0, begins_at=at, until="allocate")
    clock.move_to(NOW)
    client, address = signed_in(cast["worker"]), reverse("refer", args=[case.ref])
    assert f'href="{address}"' not in client.get(reverse("plannings", args=[case.ref])).text
    assert client.post(address, _typed()).status_code == 409


def test_who_reaches_the_page(southwark: Cast, told: Callable[..., Case], signed_in, subtests):
    case = told("allocate")
    pages = (reverse("refer", args=[case.ref]), reverse("plannings", args=[case.ref]))
    able = dict.fromkeys(("worker", "coordinator"), (200, 200))
    readers = dict.fromkeys(("team", "service", "mash"), (403, 200))
    inside = dict.fromkeys(("minutes", "police.mash", "health", "school"), (403, 403))
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), (404, 404))
    for part, expected in {**able, **readers, **inside, **outside}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert tuple(client.get(page).status_code for page in pages) == expected
    client = signed_in(southwark["worker"])
    assert (client.put(pages[0]).status_code, client.post(pages[1]).status_code) == (405, 405)

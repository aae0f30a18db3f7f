"""Scheduling the monthly meeting, and what has been waiting for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Panel
from meetings.operations import panel as panels
from meetings.operations import strategy
from tests.meetings.conftest import codes, deadline, everybody_came
from tests.meetings.typing_in import moment
from tests.together import overlapping

MEETS_AT = datetime(2026, 3, 26, 10, tzinfo=UTC)
CLOSES_AT = datetime(2026, 3, 16, 23, 59, 59, 999999, tzinfo=UTC)


def _schedule(cast: Cast, *, at: datetime, scheduled_for: datetime = MEETS_AT) -> Panel:
    facts = {"pre_mase_at": scheduled_for - timedelta(days=6), "place": "Room 1.10", "by": cast["coordinator"]}
    return panels.schedule(cast.authority, scheduled_for=scheduled_for, at=at, **facts)


def _typed(**changes: str) -> dict[str, str]:
    return {
        "authority": "southwark",
        "place": "Civic offices, room 1.10",
        **moment("scheduled_for", MEETS_AT),
        **moment("pre_mase_at", MEETS_AT - timedelta(days=6)),
        **changes,
    }


@pytest.mark.rule("RE-1", "SO-25")
def test_a_meeting_is_scheduled_with_its_event_and_history(southwark: Cast, at: datetime):
    panel = _schedule(southwark, at=at)
    assert (panel.scheduled_for, panel.scheduled_at, panel.scheduled_by) == (MEETS_AT, at, southwark["coordinator"])
    event = Event.objects.get(verb=Verb.PANEL_SCHEDULED)
    assert (event.subject_id, event.actor, event.case) == (panel.pk, southwark["coordinator"].pk, "")
    assert panel.history.count() == 1


def test_a_second_meeting_at_the_same_moment_is_refused(southwark: Cast, barnet: Cast, at: datetime):
    _schedule(southwark, at=at)
    with pytest.raises(AlreadyDone):
        _schedule(southwark, at=at)
    _schedule(barnet, at=at)
    assert Panel.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_schedule_the_same_meeting_at_once_one_is_refused(southwark: Cast, at: datetime):
    first, second = overlapping(lambda: _schedule(southwark, at=at), lambda: _schedule(southwark, at=at))
    assert Panel.objects.get() == first
    assert isinstance(second, AlreadyDone)


def test_a_pre_meeting_after_the_meeting_is_refused_by_the_database(panel: Panel):
    panel.pre_mase_at = panel.scheduled_for
    with pytest.raises(IntegrityError), transaction.atomic():
        panel.save()


@pytest.mark.rule("RE-6")
def test_a_strategy_meeting_that_asks_for_the_form_starts_its_clock_when_a_meeting_is_scheduled(
    panel: Panel, told: Callable[..., Case]
):
    owed = deadline(told("hold"), "mase_submission")
    assert (owed.due_at, owed.owner.email) == (CLOSES_AT, "worker@southwark.example")


@pytest.mark.rule("RE-6")
def test_the_clock_of_the_form_starts_when_the_meeting_is_scheduled_later(
    southwark: Cast, told: Callable[..., Case], later: datetime
):
    case, before = told("hold"), told("sign", number=1)
    assert "mase_submission" not in codes(case)
    _schedule(southwark, at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert deadline(case, "mase_submission").due_at == CLOSES_AT
    assert "mase_submission" not in codes(before)


def test_the_clock_starts_for_a_form_that_was_asked_for_before_the_screening_was_signed(
    southwark: Cast, told: Callable[..., Case]
):
    """The strategy meeting may come first; the stage of the case does not say that the form is waited for."""
    case, at = told("allocate"), datetime(2026, 3, 3, 9, tzinfo=UTC)
    stories.convene(southwark, case, at)
    stories.hold(southwark, case, at + timedelta(hours=5))
    _schedule(southwark, at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert "mase_submission" in codes(case)


def test_no_clock_starts_where_no_form_is_needed_or_it_has_come_in_or_the_case_is_closed(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], at: datetime
):
    not_needed, come_in, closed = told("convene"), told("submit", number=1), told("hold", number=2)
    elsewhere = stories.tell(barnet, 3, begins_at=at, until="hold")
    nine = datetime(2026, 3, 9, 9, tzinfo=UTC)
    strategy.record(
        not_needed.strategy_meetings.get(),
        held_at=nine,
        contributions=everybody_came(not_needed.strategy_meetings.get()),
        outcome=stories.OUTCOME | {"form_needed": False},
        by=southwark["atm"],
        at=nine,
    )
    cases.close(closed, outcome=Outcome.MOVED, by=southwark["team"], at=nine, reason="Moved away")
    _schedule(southwark, at=nine)
    for case in (not_needed, come_in, closed, elsewhere):
        assert "mase_submission" not in codes(case)


@pytest.mark.rule("RE-6")
def test_the_clock_runs_to_the_next_meeting_that_still_takes_forms(southwark: Cast, told: Callable[..., Case]):
    case, at = told("hold"), datetime(2026, 3, 9, 9, tzinfo=UTC)
    _schedule(southwark, at=at, scheduled_for=datetime(2026, 3, 18, 10, tzinfo=UTC))
    assert "mase_submission" not in codes(case)
    _schedule(southwark, at=at)
    assert deadline(case, "mase_submission").due_at == CLOSES_AT


@pytest.mark.rule("RE-6")
def test_a_form_that_came_in_before_any_meeting_was_scheduled_goes_to_the_first_one(
    southwark: Cast, told: Callable[..., Case]
):
    form = told("submit").mase_forms.get()
    assert (form.panel, form.missed_panel) == (None, None)
    panel = _schedule(southwark, at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    form.refresh_from_db()
    assert (form.panel, form.missed_panel) == (panel, None)


@pytest.mark.rule("RE-6")
def test_a_late_form_goes_to_the_next_meeting_as_soon_as_that_is_scheduled(southwark: Cast, told: Callable[..., Case]):
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    missed = _schedule(southwark, at=at, scheduled_for=datetime(2026, 3, 17, 10, tzinfo=UTC))
    form = told("submit").mase_forms.get()
    assert (form.panel, form.missed_panel) == (None, missed)
    panel = _schedule(southwark, at=datetime(2026, 3, 9, 9, tzinfo=UTC))
    form.refresh_from_db()
    assert (form.panel, form.missed_panel) == (panel, missed)
    assert form.history.count() == 2


def test_the_coordinator_schedules_on_the_page(southwark: Cast, signed_in):
    client = signed_in(southwark["coordinator"])
    assert client.get(reverse("schedule")).status_code == 200
    answer = client.post(reverse("schedule"), _typed())
    panel = Panel.objects.get()
    assert answer.headers["Location"] == panel.get_absolute_url()
    assert (panel.scheduled_for, panel.pre_mase_at) == (MEETS_AT, MEETS_AT - timedelta(days=6))
    assert panel.ref in client.get(reverse("meetings")).text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(southwark: Cast, signed_in, subtests):
    client = signed_in(southwark["minutes"])
    wrong = {
        "Enter the room, or how to join": {"place": ""},
        "must be in the future": {"scheduled_for-year": "2025"},
        "must be a real date": {"scheduled_for-day": "31", "scheduled_for-month": "9"},
        "The pre-meeting must be before the meeting": {"pre_mase_at-day": "26"},
        "Select the authority": {"authority": "barnet"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(reverse("schedule"), _typed(**changes))
            assert page.status_code == 200
            assert sentence in page.text
            assert changes.get("place", "Civic offices, room 1.10") in page.text
            assert not Panel.objects.exists()


def test_a_moment_that_is_taken_is_said_beside_the_field(southwark: Cast, panel: Panel, signed_in):
    page = signed_in(southwark["coordinator"]).post(reverse("schedule"), _typed(place="Another room"))
    assert page.status_code == 200
    assert "A meeting is scheduled for this moment already" in page.text
    assert "Another room" in page.text
    assert Panel.objects.get() == panel


def test_who_reaches_the_page(southwark: Cast, signed_in, subtests):
    allowed = {"coordinator", "minutes"}
    for part, person in southwark.people.items():
        with subtests.test(part):
            page = signed_in(person).get(reverse("schedule"))
            assert page.status_code == (200 if part in allowed else 403)


def test_the_page_answers_only_get_and_post(southwark: Cast, signed_in):
    assert signed_in(southwark["coordinator"]).delete(reverse("schedule")).status_code == 405

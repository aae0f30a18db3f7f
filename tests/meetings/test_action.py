"""Saying what became of an action: only the person named in it does, once (RE-8)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case, Happening
from mase.demo.cast import Cast
from meetings.models import Action, Ending, ListEntry
from meetings.operations import actions as meeting_actions
from tests.meetings.conftest import deadline, told_by
from tests.together import overlapping

DONE = "Served on Tuesday, reference CAWN 12."
NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def action(discussed: ListEntry) -> Action:
    """An action of a police officer, due on the 9th of April."""
    return discussed.actions.select_related("case__authority", "owner").get()


def _report(action: Action, *, at: datetime = NOW, ending: Ending = Ending.DONE) -> None:
    meeting_actions.report(action, ending=ending, evidence=DONE, by=action.owner, at=at)


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize("ending", list(Ending))
def test_the_owner_reports_how_it_ended_with_evidence(action: Action, ending: Ending):
    _report(action, ending=ending)
    action.refresh_from_db()
    assert (action.closed_as, action.closed_at, action.closed_by, action.evidence) == (ending, NOW, action.owner, DONE)
    assert deadline(action.case, "action").closed_as == "met"
    event = Event.objects.get(verb=Verb.ACTION_CLOSED)
    assert (event.case, event.actor, event.detail) == (action.case.ref, action.owner.pk, {"ending": ending})
    assert action.history.count() == 2


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize(
    ("after", "late"),
    [(timedelta(minutes=-1), False), (timedelta(0), False), (timedelta(minutes=1), True)],
    ids=["a minute before midnight", "at the last moment", "a minute after midnight"],
)
def test_reporting_late_is_a_breach_first(southwark: Cast, action: Action, after: timedelta, late: bool):
    owed = deadline(action.case, "action")
    _report(action, at=owed.due_at + after)
    kinds = list(owed.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Happening.STARTED, *([Happening.BREACHED] if late else []), Happening.MET]
    assert (southwark["police.member"] in told_by(f"deadline-{owed.pk}-1-")) is late


@pytest.mark.rule("RE-8")
def test_nobody_else_reports_on_it(southwark: Cast, action: Action):
    for person in set(southwark.people.values()) - {action.owner}:
        with pytest.raises(NotEntitled):
            meeting_actions.report(action, ending=Ending.DONE, evidence=DONE, by=person, at=NOW)
    action.refresh_from_db()
    assert action.closed_at is None


def test_a_second_report_is_refused_and_changes_nothing(action: Action):
    _report(action)
    with pytest.raises(AlreadyDone):
        _report(action, ending=Ending.NOT_POSSIBLE)
    action.refresh_from_db()
    assert action.closed_as == Ending.DONE


@pytest.mark.django_db(transaction=True)
def test_of_two_reports_at_once_one_is_refused(action: Action):
    _, second = overlapping(lambda: _report(action), lambda: _report(action, ending=Ending.NOT_UNDERTAKEN))
    assert isinstance(second, AlreadyDone)
    assert Action.objects.get().closed_as == Ending.DONE


def test_half_a_report_is_refused_by_the_database(action: Action):
    action.closed_as = Ending.DONE
    with pytest.raises(IntegrityError), transaction.atomic():
        action.save()


def test_reporting_goes_on_after_the_minutes_are_approved(southwark: Cast, approved: ListEntry):
    action = approved.actions.get()
    _report(action)
    action.refresh_from_db()
    assert action.closed_as == Ending.DONE
    assert approved.panel.minutes.content["cases"][0]["actions"][0]["text"] == action.text


def test_the_owner_reports_on_the_page(southwark: Cast, action: Action, signed_in, clock):
    clock.move_to(NOW)
    client, address = signed_in(southwark["police.member"]), action.get_absolute_url()
    assert action.text in client.get(address).text
    for sentence, typed in {
        "Select what became of it": {"evidence": DONE},
        "Enter what was done, or why not": {"ending": "done", "evidence": ""},
    }.items():
        page = client.post(address, typed)
        assert (page.status_code, sentence in page.text) == (200, True)
        assert typed["evidence"] in page.text
    action.refresh_from_db()
    assert action.closed_at is None
    assert client.post(address, {"ending": "done", "evidence": DONE}).headers["Location"] == address
    assert DONE in client.get(address).text
    assert client.post(address, {"ending": "done", "evidence": DONE}).status_code == 409


def test_others_read_it_and_may_not_report(southwark: Cast, action: Action, signed_in, clock, subtests):
    clock.move_to(NOW)
    address = action.get_absolute_url()
    for part in ("worker", "team", "coordinator", "chair", "minutes"):
        with subtests.test(part):
            client = signed_in(southwark[part])
            page = client.get(address)
            assert page.status_code == 200
            assert 'name="ending"' not in page.text
            assert client.post(address, {"ending": "done", "evidence": DONE}).status_code == 403
    action.refresh_from_db()
    assert action.closed_at is None


def test_who_does_not_reach_it(southwark: Cast, action: Action, told: Callable[..., Case], signed_in, clock, subtests):
    clock.move_to(NOW)
    inside, outside = (
        {"health.member": 403, "police.chair": 403},
        {"second.worker": 404, "other.school": 404, "admin": 404},
    )
    for part, status in {**inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(action.get_absolute_url()).status_code == status
    other = told("allocate", number=1)
    client = signed_in(southwark["coordinator"])
    assert client.get(reverse("action", args=[other.ref, action.pk])).status_code == 404
    assert client.put(action.get_absolute_url()).status_code == 405

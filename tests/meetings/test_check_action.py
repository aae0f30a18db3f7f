"""Progress is checked at the following meeting; carrying forward is counted, and told to more and more (RE-8)."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Deadline
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import agreed, minutes, queries
from meetings.models import Action, ActionCheck, Ending, ListEntry, Panel
from meetings.operations import actions as meeting_actions
from meetings.operations import minutes as meeting_minutes
from meetings.operations import progress
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import day
from tests.together import overlapping

HEARD = "The flat was empty; the landlord is asked again."


@pytest.fixture
def action(approved: ListEntry) -> Action:
    """An action of a police officer from the meeting in March, due on the 9th of April."""
    return approved.actions.select_related("case__authority", "owner").get()


def _meeting(cast: Cast, on: date, *, at: datetime) -> Panel:
    return stories.schedule(cast, on=on, at=at)


def _check(action: Action, panel: Panel, cast: Cast, *, to: date | None = None) -> ActionCheck:
    return progress.check(
        action, panel=panel, words=HEARD, carried_to=to, by=cast["coordinator"], at=panel.scheduled_for
    )


@pytest.mark.rule("RE-8")
def test_the_next_meeting_checks_first_what_was_agreed_before(
    southwark: Cast, action: Action, signed_in, clock, later: datetime
):
    april = _meeting(southwark, date(2026, 4, 23), at=later)
    clock.move_to(april.scheduled_for)
    client, address = signed_in(southwark["coordinator"]), reverse("last_actions", args=[april.ref])
    assert address in client.get(april.get_absolute_url()).text
    page = client.get(address).text
    assert action.text in page
    asked = reverse("check_action", args=[action.case.ref, action.pk, april.ref])
    assert asked in page
    assert "Enter what the meeting heard" in client.post(asked, {"words": ""}).text
    said = {"words": HEARD, **day("carried_to", date(2026, 5, 7))}
    assert client.post(asked, said).headers["Location"] == address
    page = client.get(address).text
    assert HEARD in page
    assert "Carried forward to 7 May 2026" in page
    assert "carried forward once" in page
    assert asked not in page
    assert Event.objects.filter(verb=Verb.LISTED, case=action.case.ref, detail={"page": "last actions"}).count() == 2
    reader = signed_in(southwark["health.member"])
    assert HEARD in reader.get(address).text
    assert reader.get(asked).status_code == 403
    assert signed_in(southwark["other.school"]).get(address).status_code == 404


@pytest.mark.rule("RE-8")
def test_what_is_carried_has_another_day_and_the_minutes_keep_the_first(
    southwark: Cast, action: Action, later: datetime
):
    april = _meeting(southwark, date(2026, 4, 23), at=later)
    _check(action, april, southwark, to=date(2026, 5, 7))
    action.refresh_from_db()
    assert (action.due_on, agreed.day_of(action)) == (date(2026, 4, 9), date(2026, 5, 7))
    late, running = Deadline.objects.filter(code="action", key=str(action.pk)).order_by("pk")
    assert (late.closed_as, late.breached_at is not None) == ("withdrawn", True)
    assert running.due_at == datetime(2026, 5, 7, 23, 59, 59, 999999, tzinfo=LONDON)
    assert (running.owner, running.closed_at) == (action.owner, None)
    assert told_by("action-carried-") == {action.owner}


@pytest.mark.rule("RE-8")
def test_two_carries_tell_the_chairs_and_three_the_service_manager(southwark: Cast, action: Action, later: datetime):
    months = [_meeting(southwark, date(2026, month, 23), at=later) for month in (4, 6, 7)]
    chairs, service = {southwark["chair"], southwark["police.chair"]}, {southwark["service"]}
    told = []
    for panel in months:
        _check(action, panel, southwark, to=panel.scheduled_for.date() + timedelta(days=14))
        told.append((told_by("action-2-times-"), told_by("action-3-times-")))
    assert told == [(set(), set()), (chairs, set()), (chairs, service)]
    assert agreed.with_days(Action.objects.all()).get().times_carried == 3


def test_what_cannot_be_checked_or_carried_is_refused(southwark: Cast, action: Action, later: datetime, subtests):
    april, may = (_meeting(southwark, date(2026, month, 21), at=later) for month in (4, 5))
    for name, panel, to in (
        ("by the meeting that agreed it", action.entry.panel, None),
        ("to a day no later", april, date(2026, 4, 9)),
        ("to the day of the meeting", april, date(2026, 4, 21)),
    ):
        with subtests.test(name), pytest.raises((Refused, AlreadyDone)):
            _check(action, panel, southwark, to=to)
    _check(action, april, southwark)
    with pytest.raises(AlreadyDone, match="heard of this action"):
        _check(action, april, southwark, to=date(2026, 5, 7))
    meeting_actions.report(action, ending=Ending.DONE, evidence="Served", by=action.owner, at=april.scheduled_for)
    with pytest.raises(AlreadyDone, match="has been recorded"):
        _check(action, may, southwark, to=date(2026, 6, 1))
    assert ActionCheck.objects.get().carried_to is None


@pytest.mark.django_db(transaction=True)
def test_an_action_that_two_carry_at_once_is_carried_once(southwark: Cast, action: Action, later: datetime):
    april = _meeting(southwark, date(2026, 4, 23), at=later)
    _, second = overlapping(
        lambda: _check(action, april, southwark, to=date(2026, 5, 7)),
        lambda: _check(action, april, southwark, to=date(2026, 5, 8)),
    )
    assert isinstance(second, AlreadyDone)
    assert ActionCheck.objects.get().carried_to == date(2026, 5, 7)


def test_a_meeting_hears_of_what_was_closed_since_the_last_one_and_not_of_what_was_closed_before(
    southwark: Cast, action: Action, later: datetime
):
    april, may = (_meeting(southwark, date(2026, month, 21), at=later) for month in (4, 5))
    reader = southwark["coordinator"]
    meeting_actions.report(action, ending=Ending.DONE, evidence="Served", by=action.owner, at=later)
    seen = [list(agreed.checked_at(panel, reader, at=may.scheduled_for)) for panel in (april, may)]
    assert seen == [[action], []]


@pytest.mark.rule("RE-8")
def test_what_the_meeting_heard_stands_in_its_minutes_for_those_who_may_see_the_case(
    southwark: Cast, action: Action, later: datetime
):
    april = _meeting(southwark, date(2026, 4, 23), at=later)
    _check(action, april, southwark, to=date(2026, 5, 7))
    whole = minutes.content_of(april)
    (heard,) = minutes.as_read(whole)["checked"]
    assert (heard["words"], heard["carried_to"], heard["owner"]) == (HEARD, date(2026, 5, 7), action.owner.name)
    for part, counts in (("health.member", (1, 0)), ("school", (0, 1))):
        seen = queries.refs_in_minutes(april, southwark[part], at=april.scheduled_for)
        copy = minutes.cut(whole, seen=seen, **meeting_minutes.known_to(southwark[part], april))
        assert (len(copy["checked"]), copy["heard_left_out"]) == counts

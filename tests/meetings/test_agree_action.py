"""Actions for named people: agreed at the meeting, owed by the end of their day (RE-8)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import Agency, User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder, queries
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from meetings.models import Action, ListEntry
from meetings.operations import actions as meeting_actions
from meetings.operations import minutes as meeting_minutes
from meetings.operations import room as meeting_room
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import day
from tests.together import overlapping

DUE_ON = date(2026, 4, 9)


def _agree(cast: Cast, entry: ListEntry, owner: User, *, at: datetime, due_on: date = DUE_ON) -> Action:
    return meeting_actions.agree(
        entry.case, of=entry, text="Serve the notice.", owner=owner, due_on=due_on, by=cast["coordinator"], at=at
    )


@pytest.mark.rule("RE-8")
def test_an_action_has_a_named_owner_their_agency_and_a_day(southwark: Cast, listed: ListEntry, later: datetime):
    action = _agree(southwark, listed, southwark["health"], at=later)
    assert (action.owner, action.agency, action.due_on) == (
        southwark["health"],
        southwark.agency("health"),
        DUE_ON,
    )
    assert (action.case, action.agreed_by, action.agreed_at) == (listed.case, southwark["coordinator"], later)
    event = Event.objects.get(verb=Verb.ACTION_AGREED)
    assert (event.case, event.actor, event.subject_id) == (listed.case.ref, southwark["coordinator"].pk, action.pk)
    assert told_by(f"action-{action.pk}") == {southwark["health"]}
    assert action.history.count() == 1


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize(
    "due_on", [date(2026, 3, 27), date(2026, 3, 29), date(2026, 10, 25)], ids=["winter", "forward", "back"]
)
def test_an_action_is_due_at_the_end_of_its_day_in_london(
    southwark: Cast, listed: ListEntry, later: datetime, due_on: date
):
    action = _agree(southwark, listed, southwark["health"], at=later, due_on=due_on)
    owed = listed.case.deadlines.get(code="action", key=str(action.pk))
    end = datetime(due_on.year, due_on.month, due_on.day, 23, 59, 59, 999999, tzinfo=LONDON)
    assert (owed.due_at, owed.owner) == (end, southwark["health"])


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize(
    ("owner", "behind"), [("health.member", "health"), ("police.member", "inspector"), ("worker", "team")]
)
def test_when_it_is_late_its_owner_and_whoever_stands_behind_them_are_told(
    southwark: Cast, listed: ListEntry, later: datetime, owner: str, behind: str
):
    action = _agree(southwark, listed, southwark[owner], at=later)
    owed = listed.case.deadlines.get(code="action", key=str(action.pk))
    ladder.sweep(at=owed.due_at)
    assert told_by(f"deadline-{owed.pk}-1-") == set()
    ladder.sweep(at=owed.due_at + timedelta(minutes=1))
    assert told_by(f"deadline-{owed.pk}-1-") == {southwark[owner], southwark[behind]}


def test_several_actions_have_a_clock_each(southwark: Cast, listed: ListEntry, later: datetime):
    for part in ("health", "health.member", "worker"):
        _agree(southwark, listed, southwark[part], at=later)
    assert listed.case.deadlines.open().filter(code="action").count() == 3


def test_the_owner_sees_their_action_and_nothing_more_of_the_file(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client = signed_in(southwark["other.school"])
    assert client.get(reverse("mase", args=[listed.case.ref])).status_code == 404
    action = _agree(southwark, listed, southwark["other.school"], at=later)
    page = client.get(action.get_absolute_url())
    assert (page.status_code, action.text in page.text) == (200, True)
    for name in ("mase", "referrals", "screenings", "strategies", "plannings", "history"):
        assert client.get(reverse(name, args=[listed.case.ref])).status_code == 403


def test_whoever_takes_no_actions_here_is_refused(southwark: Cast, barnet: Cast, listed: ListEntry, later: datetime):
    for person in (southwark["admin"], barnet["health"]):
        with pytest.raises(NotEntitled):
            _agree(southwark, listed, person, at=later)
    assert not Action.objects.exists()
    assert not listed.case.person_grants.filter(user__in=[southwark["admin"], barnet["health"]]).exists()


def test_whoever_works_for_two_authorities_acts_for_the_agency_in_this_one(
    southwark: Cast, barnet: Cast, listed: ListEntry, later: datetime
):
    both, at = barnet["health"], datetime(2026, 3, 3, tzinfo=UTC)
    agencies.begin_membership(
        southwark.agency("yjs"), name=both.name, email=both.email, role="panel_member", by=None, at=at
    )
    assert _agree(southwark, listed, both, at=later).agency == southwark.agency("yjs")


def test_nothing_is_agreed_once_the_minutes_are_approved(southwark: Cast, approved: ListEntry, later: datetime):
    with pytest.raises(AlreadyDone):
        _agree(southwark, approved, southwark["health"], at=later)
    assert approved.actions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_action_that_overlaps_with_the_approval_is_refused(southwark: Cast, discussed: ListEntry, later: datetime):
    meeting_room.note_attendance(
        discussed.panel,
        agency=southwark.agency("csc"),
        name="A chair",
        present=True,
        by=southwark["minutes"],
        at=discussed.panel.scheduled_for,
    )
    stories.circulate(southwark, discussed.panel, at=later)
    meeting_minutes.approve(discussed.panel, by=southwark["police.chair"], at=later)
    _, action = overlapping(
        lambda: meeting_minutes.approve(discussed.panel, by=southwark["chair"], at=later),
        lambda: _agree(southwark, discussed, southwark["health"], at=later),
    )
    assert isinstance(action, AlreadyDone)
    assert len(discussed.panel.minutes.content["cases"][0]["actions"]) == discussed.actions.count() == 1


def test_people_of_the_authoritys_agencies_are_offered_while_their_role_lasts(
    southwark: Cast, barnet: Cast, listed: ListEntry, later: datetime
):
    left = southwark["yjs"].memberships.get()
    left.ends_at = later
    left.save()
    gone = southwark["education"]
    gone.is_active = False
    gone.save()
    offered = dict(queries.people_for_actions(listed.case, at=later))
    assert offered[southwark["health.member"]] == southwark.agency("health").name
    assert southwark["other.school"] in offered
    assert not {southwark["admin"], southwark["yjs"], southwark["education"], barnet["health"]} & set(offered)


def test_the_administrator_records_an_action_on_the_page(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["minutes"]), reverse("agree_action", args=[listed.case.ref, listed.pk])
    shown = reverse("list_entry", args=[listed.case.ref, listed.pk])
    assert address in client.get(shown).text
    assert southwark.agency("health").name in client.get(address).text
    typed = {"text": "Offer a place.", "owner": str(southwark["health"].pk), **day("due_on", later.date())}
    assert client.post(address, typed).headers["Location"] == shown
    page = client.get(shown).text
    assert "Offer a place." in page
    assert southwark["health"].name in page


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, barnet: Cast, listed: ListEntry, signed_in, clock, later: datetime, subtests
):
    clock.move_to(later)
    client, address = signed_in(southwark["coordinator"]), reverse("agree_action", args=[listed.case.ref, listed.pk])
    good = {"text": "Offer a place.", "owner": str(southwark["health"].pk), **day("due_on", DUE_ON)}
    wrong = [
        ("Enter what will be done", {"text": ""}),
        ("Select the person who does it", {"owner": ""}),
        ("Select the person who does it", {"owner": str(barnet["health"].pk)}),
        ("Select the person who does it", {"owner": str(southwark["admin"].pk)}),
        ("must be today or in the future", {"due_on-day": "25", "due_on-month": "3"}),
        ("must be a real date", {"due_on-day": "31"}),
        ("must include a year", {"due_on-year": ""}),
    ]
    for sentence, changes in wrong:
        with subtests.test(sentence, **changes):
            page = client.post(address, good | changes)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert changes.get("text", good["text"]) in page.text
    assert not Action.objects.exists()


def test_who_reaches_the_page(southwark: Cast, listed: ListEntry, told: Callable[..., Case], signed_in, subtests):
    address = reverse("agree_action", args=[listed.case.ref, listed.pk])
    inside = {"worker": 403, "team": 403, "health": 403, "coordinator": 200, "minutes": 200, "chair": 200}
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(southwark["chair"]).put(address).status_code == 405


def test_an_action_on_a_restricted_case_opens_it_to_its_owner_alone(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    case = Case.objects.get(pk=listed.case_id)
    cases.restrict(case, by=southwark["service"], at=later, reason="Related to a member of staff")
    action = _agree(southwark, listed, southwark["police.member"], at=later)
    clock.move_to(later)
    assert signed_in(southwark["police.member"]).get(action.get_absolute_url()).status_code == 200
    assert signed_in(southwark["inspector"]).get(action.get_absolute_url()).status_code == 404
    assert not Agency.objects.filter(group__in=case.agency_grants.values("group")).exists()

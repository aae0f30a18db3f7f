"""Approving the minutes: what has to be there first, and that both chairs approve the same words, once (RE-8)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.demo.stories import ANSWERS
from meetings import minutes
from meetings.models import ListEntry, Minutes, MinutesApproval, Panel
from meetings.operations import actions as meeting_actions
from meetings.operations import minutes as meeting_minutes
from meetings.operations import panel as panels
from meetings.operations import room as meeting_room
from tests.cases.everywhere import know
from tests.meetings.conftest import told_by
from tests.together import overlapping
from tests.web.html import one, read, words

SATISFIED = ANSWERS | {"satisfied": True, "support_needed": False}
NO_CASE = "There is no case on the list of this meeting."
NOBODY = "Record who was present first."
NO_ANSWERS = "Every case on the list needs the five answers first."
NO_ACTION = "A case with which the meeting is not satisfied, or that needs support, needs at least one action."


def _approve(cast: Cast, panel: Panel, *, at: datetime, by: str = "chair") -> MinutesApproval:
    return meeting_minutes.approve(panel, by=cast[by], at=at)


def _one_of_two(cast: Cast, panel: Panel, *, at: datetime) -> None:
    """The members read the cases, and the chair of the police approves: the other one's word locks the minutes."""
    stories.circulate(cast, panel, at=at)
    _approve(cast, panel, at=at, by="police.chair")


def _both(cast: Cast, panel: Panel, *, at: datetime) -> Minutes:
    _one_of_two(cast, panel, at=at)
    _approve(cast, panel, at=at)
    return Minutes.objects.get()


def _attend(cast: Cast, panel: Panel, *, present: bool = True) -> None:
    meeting_room.note_attendance(
        panel, agency=cast.agency("csc"), name="A chair", present=present, by=cast["minutes"], at=panel.scheduled_for
    )


def _leave(person: User, *, at: datetime) -> None:
    held = person.memberships.get()
    held.ends_at = at
    held.save()


def _answer(cast: Cast, entry: ListEntry, answers: dict[str, object], *, at: datetime) -> None:
    meeting_room.note_worker(entry, presented_by=cast["worker"].name, by=cast["minutes"], at=at)
    meeting_room.discuss(entry, answers=answers, by=cast["coordinator"], at=at)


@pytest.mark.rule("RE-8")
def test_what_is_missing_is_said_and_nothing_is_approved(southwark: Cast, listed: ListEntry, later: datetime):
    panel = listed.panel
    assert meeting_minutes.still_missing(panel, at=later) == [NOBODY, NO_ANSWERS]
    _attend(southwark, panel, present=False)
    with pytest.raises(StepMissing, match="who was present"):
        _approve(southwark, panel, at=later)
    _attend(southwark, panel)
    with pytest.raises(StepMissing, match="five answers"):
        _approve(southwark, panel, at=later)
    _answer(southwark, listed, SATISFIED | {"satisfied": False}, at=later)
    with pytest.raises(StepMissing, match="at least one action"):
        _approve(southwark, panel, at=later)
    assert not Minutes.objects.exists()


def test_a_meeting_without_a_case_has_no_minutes(southwark: Cast, panel: Panel, later: datetime):
    _attend(southwark, panel)
    assert meeting_minutes.still_missing(panel, at=later) == [NO_CASE]
    with pytest.raises(StepMissing):
        _approve(southwark, panel, at=later)


@pytest.mark.rule("RE-8")
@pytest.mark.parametrize(
    ("satisfied", "support_needed", "missing"),
    [(True, False, []), (True, True, [NO_ACTION]), (False, False, [NO_ACTION]), (False, True, [NO_ACTION])],
)
def test_dissatisfaction_and_support_that_is_asked_for_need_an_action(
    southwark: Cast, listed: ListEntry, later: datetime, satisfied: bool, support_needed: bool, missing: list[str]
):
    _attend(southwark, listed.panel)
    answers = ANSWERS | {"satisfied": satisfied, "support_needed": support_needed}
    _answer(southwark, listed, answers, at=later)
    assert meeting_minutes.still_missing(listed.panel, at=later) == missing
    meeting_actions.agree(
        listed.case,
        of=listed,
        text="Help",
        owner=southwark["health"],
        due_on=later.date(),
        by=southwark["chair"],
        at=later,
    )
    assert meeting_minutes.still_missing(listed.panel, at=later) == []


def test_one_case_without_its_answers_is_enough_to_refuse(
    southwark: Cast, discussed: ListEntry, told: Callable[..., Case], later: datetime
):
    told("admit", number=1)
    _attend(southwark, discussed.panel)
    with pytest.raises(StepMissing, match="five answers"):
        _approve(southwark, discussed.panel, at=later)


@pytest.mark.rule("RE-8")
def test_approving_writes_the_minutes_down_and_tells_the_members(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    _attend(southwark, discussed.panel)
    approved = _both(southwark, discussed.panel, at=later)
    assert (approved.approved_by, approved.approved_at) == (southwark["chair"], later)
    event = Event.objects.get(verb=Verb.MINUTES_APPROVED)
    assert (event.actor, event.detail) == (southwark["chair"].pk, {"sha256": approved.sha256})
    told = {person for part, person in southwark.people.items() if part not in ("school", "other.school")}
    assert told_by(f"minutes-{discussed.panel.pk}") == told


def test_the_minutes_say_who_was_there_what_was_said_and_who_does_what(
    southwark: Cast, approved: ListEntry, told: Callable[..., Case]
):
    content = Minutes.objects.get().content
    assert content["present"] == [
        [southwark[part].name, southwark.agency(short).name, capacity]
        for part, short, capacity in (
            ("chair", "csc", "Chair"),
            ("health.member", "health", "Member"),
            ("police.member", "police", "Member"),
        )
    ]
    assert content["apologies"] == [[southwark["education"].name, southwark.agency("education").name]]
    (case,) = content["cases"]
    assert (case["reference"], case["child"]) == (approved.case.ref, approved.case.child.name)
    assert (case["discussion"], case["satisfied"]) == (ANSWERS["discussion"], False)
    assert case["answers"] == [list(answer) for answer in minutes.answers_of(approved)]
    action = approved.actions.get()
    assert case["actions"] == [
        {
            "text": action.text,
            "owner": southwark["police.member"].name,
            "agency": southwark.agency("police").name,
            "due_on": action.due_on.isoformat(),
        }
    ]


def test_the_minutes_follow_the_order_of_the_list(southwark: Cast, discussed: ListEntry, told, later: datetime):
    second = told("admit", number=1).list_entries.get()
    _answer(southwark, second, SATISFIED, at=later)
    _attend(southwark, discussed.panel)
    panels.place_at(second, position=1, by=southwark["coordinator"], at=later)
    content = _both(southwark, discussed.panel, at=later).content
    assert [case["reference"] for case in content["cases"]] == [second.case.ref, discussed.case.ref]


def test_the_sum_of_the_minutes_matches_what_was_stored(approved: ListEntry):
    stored = Minutes.objects.get()
    assert stored.sha256 == minutes.fingerprint(stored.content)
    assert stored.content == json.loads(json.dumps(minutes.content_of(approved.panel)))
    assert stored.sha256 != minutes.fingerprint(stored.content | {"place": "Elsewhere"})
    assert {one.sha256 for one in approved.panel.approvals.all()} == {stored.sha256}


def test_the_minutes_stay_as_they_were_when_what_they_name_changes(southwark: Cast, approved: ListEntry):
    person = southwark["police.member"]
    person.name = "Another Name"
    person.save()
    assert "Another Name" not in json.dumps(Minutes.objects.get().content)


def test_a_second_approval_is_refused(southwark: Cast, approved: ListEntry, later: datetime):
    with pytest.raises(AlreadyDone):
        _approve(southwark, approved.panel, at=later, by="police.chair")
    assert Minutes.objects.get().approved_by == southwark["police.chair"]


@pytest.mark.rule("SO-25", "RE-1")
def test_two_chairs_approve_the_same_words_and_a_change_in_between_voids_the_first(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    panel = discussed.panel
    _attend(southwark, panel)
    _one_of_two(southwark, panel, at=later)
    assert not Minutes.objects.exists()
    assert told_by(f"minutes-wait-{panel.pk}") == {southwark["chair"]}
    with pytest.raises(AlreadyDone, match="You have approved"):
        _approve(southwark, panel, at=later, by="police.chair")
    discussed.refresh_from_db()
    _answer(southwark, discussed, ANSWERS | {"discussion": "Said otherwise."}, at=later)
    _approve(southwark, panel, at=later)
    assert not Minutes.objects.exists()
    _approve(southwark, panel, at=later, by="police.chair")
    assert Minutes.objects.get().content["cases"][0]["discussion"] == "Said otherwise."
    assert Event.objects.filter(verb=Verb.MINUTES_SIGNED).count() == 3


@pytest.mark.rule("SO-25")
def test_two_chairs_of_one_side_do_not_make_two_and_one_stands_in_for_another_who_has_left(
    southwark: Cast, discussed: ListEntry, later: datetime
):
    panel, csc = discussed.panel, southwark.agency("csc")
    new = agencies.begin_membership(
        csc, name="Asa Newcomer", email="asa@southwark.example", role="panel_chair", by=None, at=later
    ).user
    _attend(southwark, panel)
    stories.circulate(southwark, panel, at=later)
    _approve(southwark, panel, at=later)
    with pytest.raises(AlreadyDone, match="chair of your agency"):
        meeting_minutes.approve(panel, by=new, at=later)
    _leave(southwark["chair"], at=later)
    discussed.refresh_from_db()
    _answer(southwark, discussed, ANSWERS | {"discussion": "Said otherwise."}, at=later)
    meeting_minutes.approve(panel, by=new, at=later)
    _approve(southwark, panel, at=later, by="police.chair")
    assert [one.approved_by for one in panel.approvals.order_by("pk")] == [
        southwark["chair"],
        new,
        southwark["police.chair"],
    ]
    assert Minutes.objects.get().panel == panel


@pytest.mark.django_db(transaction=True)
def test_a_chair_who_approves_twice_at_once_is_counted_once(southwark: Cast, discussed: ListEntry, later: datetime):
    _attend(southwark, discussed.panel)
    _one_of_two(southwark, discussed.panel, at=later)
    _, second = overlapping(
        lambda: _approve(southwark, discussed.panel, at=later),
        lambda: _approve(southwark, discussed.panel, at=later),
    )
    assert isinstance(second, AlreadyDone)
    assert Event.objects.filter(verb=Verb.MINUTES_APPROVED).count() == Minutes.objects.count() == 1


def test_the_chairs_read_what_is_missing_and_approve_on_the_page(
    southwark: Cast, discussed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["chair"]), reverse("approve", args=[discussed.panel.ref])
    page = client.get(address)
    assert NOBODY in page.text
    assert ANSWERS["discussion"] in page.text
    assert Event.objects.filter(verb=Verb.LISTED, case=discussed.case.ref, detail={"page": "draft minutes"}).exists()
    answer = client.post(address)
    assert (answer.status_code, NOBODY in answer.text) == (409, True)
    _attend(southwark, discussed.panel)
    assert NOBODY not in client.get(address).text
    assert client.post(address).headers["Location"] == address
    assert "Still to approve: Police" in client.get(address).text
    police = signed_in(southwark["police.chair"])
    assert police.post(address).status_code == 403
    stories.circulate(southwark, discussed.panel, at=later)
    assert police.post(address).headers["Location"] == reverse("minutes", args=[discussed.panel.ref])
    assert police.post(address).status_code == 409
    assert Minutes.objects.count() == 1


def test_a_chair_who_does_not_see_every_case_approves_nothing(
    southwark: Cast, discussed: ListEntry, told: Callable[..., Case], signed_in, clock, later: datetime
):
    hidden = told("admit", number=1)
    _answer(southwark, hidden.list_entries.get(), SATISFIED, at=later)
    _attend(southwark, discussed.panel)
    cases.restrict(hidden, by=southwark["service"], at=later, reason="Related to a member of staff")
    clock.move_to(later)
    client, address = signed_in(southwark["chair"]), reverse("approve", args=[discussed.panel.ref])
    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    assert not Minutes.objects.exists()


@pytest.mark.rule("SO-25")
def test_where_an_interest_keeps_every_chair_of_a_side_away_those_who_see_all_read_whom_to_ask(
    southwark: Cast, discussed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    _attend(southwark, discussed.panel)
    stories.circulate(southwark, discussed.panel, at=later)
    needed, asks = "No chair can approve for Police", southwark["admin"].name
    draft, address = (reverse(name, args=[discussed.panel.ref]) for name in ("draft_minutes", "approve"))
    assert needed not in signed_in(southwark["coordinator"]).get(draft).text
    know(southwark["police.chair"], discussed.case.child, at=later)
    chair = signed_in(southwark["chair"])
    for page in (chair.get(address).text, signed_in(southwark["coordinator"]).get(draft).text):
        assert needed in page
        assert f"{asks} can do that" in page
        assert southwark["police.chair"].name not in page
    chair.post(address)
    assert told_by(f"minutes-wait-{discussed.panel.pk}") == set()
    refused = signed_in(southwark["police.chair"]).get(address)
    assert (refused.status_code, "case" in words(one(read(refused.text), "main"))) == (403, False)
    owed = southwark.authority.deadlines.open().get(code="minutes_issued", key=discussed.panel.ref)
    ladder.sweep(at=owed.due_at + timedelta(days=30))
    owed.refresh_from_db()
    assert (owed.breached_at is None, owed.closed_at) == (False, None)


def test_nobody_but_a_chair_approves(
    southwark: Cast, discussed: ListEntry, barnet: Cast, signed_in, clock, later, subtests
):
    clock.move_to(later)
    _attend(southwark, discussed.panel)
    address = reverse("approve", args=[discussed.panel.ref])
    inside = dict.fromkeys(("coordinator", "minutes", "worker", "service", "police.member", "inspector"), 403)
    outside = dict.fromkeys(("school", "other.school", "admin", "mash"), 404)
    for part, status in {**inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).post(address).status_code == status
    assert signed_in(barnet["chair"]).post(address).status_code == 404
    assert signed_in(southwark["chair"]).put(address).status_code == 405
    assert not Minutes.objects.exists()

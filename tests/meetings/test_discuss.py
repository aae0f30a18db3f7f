"""Answering the five questions of a meeting about one case (RE-8)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Outcome
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from mase.demo.stories import ANSWERS
from meetings import minutes
from meetings.models import ListEntry, Minutes
from meetings.operations import minutes as meeting_minutes
from meetings.operations import panel as panels
from meetings.operations import room as meeting_room
from tests.together import overlapping

TYPED = {
    "discussion": "The keeper of the car is known to another borough.",
    "actions_meet_concerns": "no",
    "support_needed": "yes",
    "protect_and_disrupt": "A child abduction warning notice.",
    "agencies_together": "yes",
    "recorded_by_all": "no",
    "satisfied": "no",
}


@pytest.fixture
def listed(listed: ListEntry, southwark: Cast, later: datetime) -> ListEntry:
    """The case at its first meeting, with its social worker in the room."""
    meeting_room.note_worker(listed, presented_by=southwark["worker"].name, by=southwark["minutes"], at=later)
    listed.refresh_from_db()
    return listed


def _discuss(cast: Cast, entry: ListEntry, *, at: datetime, **changes: object) -> None:
    now = ListEntry.objects.select_related("panel").get(pk=entry.pk)
    meeting_room.discuss(now, answers=ANSWERS | changes, by=cast["coordinator"], at=at)


@pytest.mark.rule("RE-8")
def test_the_five_answers_are_kept_with_who_recorded_them_and_when(southwark: Cast, listed: ListEntry, later: datetime):
    assert dict(minutes.answers_of(listed)) == dict.fromkeys(dict(minutes.answers_of(listed)), "Not answered")
    _discuss(southwark, listed, at=later)
    listed.refresh_from_db()
    assert {name: getattr(listed, name) for name in ANSWERS} == ANSWERS
    assert (listed.discussed_at, listed.discussed_by) == (later, southwark["coordinator"])
    assert minutes.answers_of(listed) == [
        ("Do the proposed actions meet every concern?", "No"),
        ("Do operational staff need more support or resources?", "Yes"),
        ("What more would protect the child and disrupt the offender?", ANSWERS["protect_and_disrupt"]),
        ("Are agencies working together?", "Yes"),
        ("Have all agencies recorded it on their systems?", "Yes"),
    ]


def test_the_first_discussion_moves_the_case_on(southwark: Cast, listed: ListEntry, later: datetime):
    _discuss(southwark, listed, at=later)
    listed.case.refresh_from_db()
    assert listed.case.stage == Stage.REVIEW
    event = Event.objects.get(verb=Verb.CASE_DISCUSSED)
    assert (event.case, event.actor) == (listed.case.ref, southwark["coordinator"].pk)


def test_a_second_discussion_corrects_the_first_and_history_keeps_both(
    southwark: Cast, listed: ListEntry, later: datetime
):
    _discuss(southwark, listed, at=later)
    _discuss(southwark, listed, at=later + timedelta(hours=1), satisfied=True, discussion="Said otherwise.")
    listed.refresh_from_db()
    assert (listed.satisfied, listed.discussion) == (True, "Said otherwise.")
    assert [row.satisfied for row in listed.history.order_by("history_id")] == [None, None, False, True]
    assert listed.case.transitions.filter(step=Step.DISCUSSED).count() == 1
    assert Event.objects.filter(verb=Verb.CASE_DISCUSSED).count() == 2


def test_half_the_answers_are_refused_by_the_database(listed: ListEntry):
    listed.satisfied = True
    with pytest.raises(IntegrityError), transaction.atomic():
        listed.save()


def test_nothing_is_discussed_once_the_minutes_are_approved(southwark: Cast, approved: ListEntry, later: datetime):
    with pytest.raises(AlreadyDone):
        _discuss(southwark, approved, at=later, satisfied=True)
    approved.refresh_from_db()
    assert approved.satisfied is False


def test_a_case_that_was_closed_since_is_still_minuted(southwark: Cast, listed: ListEntry, later: datetime):
    case = Case.objects.get(pk=listed.case_id)
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    _discuss(southwark, listed, at=later, satisfied=True, support_needed=False)
    case.refresh_from_db()
    assert case.stage == Stage.CLOSED
    assert meeting_minutes.still_missing(listed.panel, at=later) == ["Record who was present first."]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_discuss_at_once_neither_overwrites_the_other_unseen(
    southwark: Cast, listed: ListEntry, later: datetime
):
    _, second = overlapping(
        lambda: _discuss(southwark, listed, at=later, discussion="First"),
        lambda: _discuss(southwark, listed, at=later, discussion="Second"),
    )
    assert isinstance(second, meeting_room.ChangedMeanwhile)
    assert ListEntry.objects.get().discussion == "First"
    assert listed.case.transitions.filter(step=Step.DISCUSSED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_correction_that_overlaps_with_the_approval_is_refused(
    southwark: Cast, discussed: ListEntry, later: datetime
):
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
    _, correction = overlapping(
        lambda: meeting_minutes.approve(discussed.panel, by=southwark["chair"], at=later),
        lambda: _discuss(southwark, discussed, at=later, discussion="Too late"),
    )
    assert isinstance(correction, AlreadyDone)
    assert (
        Minutes.objects.get().content["cases"][0]["discussion"]
        == ListEntry.objects.get().discussion
        == ANSWERS["discussion"]
    )


def test_the_chair_records_the_answers_on_the_page_and_corrects_them(
    southwark: Cast, listed: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["chair"]), reverse("discuss", args=[listed.case.ref, listed.pk])
    shown = reverse("list_entry", args=[listed.case.ref, listed.pk])
    assert address in client.get(shown).text
    assert client.get(address).status_code == 200
    assert client.post(address, TYPED).headers["Location"] == shown
    assert TYPED["discussion"] in client.get(address).text
    client.post(address, TYPED | {"discussion": "The keeper of the car is not known."})
    page = client.get(shown).text
    assert "The keeper of the car is not known." in page
    assert TYPED["protect_and_disrupt"] in page


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, listed: ListEntry, signed_in, subtests
):
    client, address = signed_in(southwark["coordinator"]), reverse("discuss", args=[listed.case.ref, listed.pk])
    wrong = {
        "discussion": "Enter what was said",
        "actions_meet_concerns": "Select whether the actions meet every concern",
        "support_needed": "Select whether staff need more support",
        "protect_and_disrupt": "Enter what more would protect the child",
        "agencies_together": "Select whether agencies work together",
        "recorded_by_all": "Select whether all have recorded it",
        "satisfied": "Select whether the meeting is satisfied",
    }
    for name, sentence in wrong.items():
        with subtests.test(sentence):
            typed = TYPED | {name: ""}
            page = client.post(address, typed)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert all(typed[text] in page.text for text in ("discussion", "protect_and_disrupt"))
    listed.refresh_from_db()
    assert listed.discussed_at is None


@pytest.mark.rule("RE-8")
def test_the_progress_of_earlier_actions_is_before_the_meeting(
    southwark: Cast, discussed: ListEntry, signed_in, clock, later: datetime, at: datetime
):
    following = panels.schedule(
        southwark.authority,
        scheduled_for=later + timedelta(days=28),
        pre_mase_at=later + timedelta(days=21),
        place="Room 1.10",
        by=southwark["coordinator"],
        at=later,
    )
    again = panels.list_case(
        following,
        discussed.case.cohort_entries.get(),
        reason="Progress",
        exceptional="theme",
        by=southwark["coordinator"],
        at=later,
    )
    clock.move_to(later + timedelta(days=28))
    page = signed_in(southwark["chair"]).get(reverse("discuss", args=[again.case.ref, again.pk]))
    assert discussed.actions.get().text in page.text
    assert southwark["police.member"].name in page.text


def test_after_approval_the_page_offers_no_change_and_takes_none(
    southwark: Cast, approved: ListEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client, address = signed_in(southwark["chair"]), reverse("discuss", args=[approved.case.ref, approved.pk])
    assert address not in client.get(reverse("list_entry", args=[approved.case.ref, approved.pk])).text
    page = client.post(address, TYPED)
    assert (page.status_code, "The minutes are approved" in page.text) == (409, True)


def test_who_reaches_the_page(southwark: Cast, listed: ListEntry, told: Callable[..., Case], signed_in, subtests):
    address = reverse("discuss", args=[listed.case.ref, listed.pk])
    inside = {"worker": 403, "team": 403, "health": 403, "coordinator": 200, "minutes": 200, "chair": 200}
    outside = dict.fromkeys(("second.worker", "other.school", "yjs", "admin"), 404)
    for part, status in {**inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    client, other = signed_in(southwark["chair"]), told("allocate", number=1)
    assert client.put(address).status_code == 405
    assert client.get(reverse("discuss", args=[other.ref, listed.pk])).status_code == 404

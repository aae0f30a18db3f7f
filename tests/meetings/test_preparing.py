"""Writing under the agenda and inviting more: what is kept, whom it reaches, and what leaves no trace (SO-16, HO-8)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.demo.cast import Cast
from mase.demo.stories import OUTCOME
from mase.notifications.models import Message
from meetings import agenda, convening
from meetings.agenda import Asked
from meetings.models import AgendaNote, PlacementPoint, StrategyAttendee, StrategyMeeting
from meetings.operations import preparing, strategy
from meetings.operations.preparing import Said
from referrals.models import RouteCode
from referrals.operations import routes
from tests.meetings.conftest import everybody_came, told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 7, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def convened(told: Callable[..., Case]) -> StrategyMeeting:
    """A meeting that the police, health and education are invited to."""
    return told("convene").strategy_meetings.get()


@pytest.fixture
def how(southwark: Cast) -> dict[str, Any]:
    """Who writes, and when."""
    return {"by": southwark["worker"], "at": NOW}


def prepared() -> int:
    return Event.objects.filter(verb=Verb.STRATEGY_PREPARED).count()


def police(meeting: StrategyMeeting) -> Any:
    return meeting.contributions.get(agency__kind="police")


@pytest.mark.rule("SO-16")
def test_what_was_written_once_and_is_written_again_leaves_one_trace(
    convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    said = Said(
        notes={"risk": "Fridays.", "views": ""},
        contributions={police(convened).pk: {"present": True, "decides": None}},
        weighed={"stay": {"answer": "yes", "words": "She trusts them."}, "return": {"answer": "", "words": ""}},
        ahead={"safety_plan": "Her aunt.", "next_on": None},
    )
    for minutes in range(3):
        preparing.write(convened, said, **how | {"at": NOW + minutes * MINUTE})
    assert list(AgendaNote.objects.values_list("point", "words")) == [("risk", "Fridays.")]
    assert list(PlacementPoint.objects.values_list("point", flat=True)) == ["stay"]
    assert police(convened).history.count() == convened.history.count() == 2
    event = Event.objects.get(verb=Verb.STRATEGY_PREPARED)
    assert (event.at, event.actor, event.case) == (NOW, how["by"].pk, convened.case.ref)
    assert "Fridays" not in str(event.detail) + event.reason


def test_what_is_taken_back_is_empty_and_history_keeps_it(convened: StrategyMeeting, how: dict[str, Any]) -> None:
    preparing.write(
        convened, Said(notes={"risk": "Wrong child"}, weighed={"stay": {"answer": "no", "words": "x"}}), **how
    )
    preparing.write(convened, Said(notes={"risk": ""}, weighed={"stay": {"answer": "", "words": ""}}), **how)
    note, point = AgendaNote.objects.get(), PlacementPoint.objects.get()
    assert (note.words, point.answer, point.words) == ("", "", "")
    assert [old.words for old in note.history.order_by("history_id")] == ["Wrong child", ""]
    assert [old.answer for old in point.history.order_by("history_id")] == ["no", ""]
    assert prepared() == 2


def test_a_point_that_is_not_on_the_list_undoes_the_whole_of_what_was_written(
    convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="risk"), transaction.atomic():
        preparing.write(convened, Said(notes={"risk": "x"}, weighed={"risk": {"answer": "yes", "words": "x"}}), **how)
    assert not AgendaNote.objects.exists()
    assert prepared() == 0


@pytest.mark.rule("SO-16")
def test_a_no_to_the_parents_without_its_reason_is_refused_by_the_database(
    convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError, match="strategy_parents_not_told_says_why"), transaction.atomic():
        preparing.write(convened, Said(ahead={"parents_told": False, "safety_plan": "Her aunt."}), **how)
    convened.refresh_from_db()
    assert (convened.parents_told, convened.safety_plan) == (None, "")


def test_what_is_said_of_another_meetings_agencies_changes_nothing(
    convened: StrategyMeeting, how: dict[str, Any], told: Callable[..., Case]
) -> None:
    other = told("convene", number=1).strategy_meetings.get()
    preparing.invite_more(other, agencies=[], asked=[Asked(post="Link worker")], **how)
    row, attendee, before = police(other), other.attendees.get(), prepared()
    facts = {"present": True}
    preparing.write(convened, Said(contributions={row.pk: facts}, attendees={attendee.pk: facts}), **how)
    row.refresh_from_db()
    attendee.refresh_from_db()
    assert (row.present, attendee.present, prepared()) == (None, None, before)


def test_on_a_recorded_meeting_or_a_closed_case_nothing_is_written_and_nobody_let_in(
    southwark: Cast, told: Callable[..., Case], how: dict[str, Any]
) -> None:
    held, closed = told("hold").strategy_meetings.get(), told("convene", number=1).strategy_meetings.get()
    cases.close(closed.case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    yjs, link = southwark.agency("yjs"), Asked(post="Link worker")
    for meeting, refusal in ((held, AlreadyDone), (closed, CaseClosed)):
        with pytest.raises(refusal):
            preparing.write(meeting, Said(notes={"risk": "Later"}, ahead={"safety_plan": "Later"}), **how)
        with pytest.raises(refusal):
            preparing.invite_more(meeting, agencies=[yjs], asked=[link], **how)
        assert meeting.contributions.count() == 3
        assert not meeting.case.agency_grants.filter(group=yjs.group).exists()
    assert (AgendaNote.objects.count(), StrategyAttendee.objects.count()) == (0, 0)
    assert southwark["yjs"] not in told_by(f"strategy-{held.pk}") | told_by(f"strategy-{closed.pk}")


@pytest.mark.rule("HO-8", "SO-22")
def test_somebody_invited_already_is_neither_told_again_nor_changed(
    southwark: Cast, convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    preparing.write(convened, Said(contributions={police(convened).pk: {"present": True}}), **how)
    link = Asked(post="Link worker", name="Ms Quill", organisation="Fostering")
    preparing.invite_more(convened, agencies=[southwark.agency("police")], asked=[link], **how)
    before = Message.objects.count()
    both = [southwark.agency("police"), southwark.agency("yjs")]
    again = Asked(post="Link worker", name="Ms Quill", organisation="Elsewhere")
    preparing.invite_more(convened, agencies=both, asked=[again, Asked(post="Link worker", name="Mr Fenn")], **how)
    assert police(convened).present is True
    assert list(convened.attendees.order_by("pk").values_list("name", "organisation")) == [
        ("Ms Quill", "Fostering"),
        ("Mr Fenn", ""),
    ]
    new = Message.objects.order_by("pk")[before:]
    assert {message.recipient for message in new} == told_by(f"strategy-{convened.pk}") & {southwark["yjs"]}


def test_inviting_only_who_is_invited_already_is_refused_and_leaves_no_trace(
    southwark: Cast, convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    title = convened.case.profile_at(NOW).wording.co_ordinator
    again = {"agencies": [southwark.agency("police")], "asked": [Asked(post=title)]}
    preparing.invite_more(convened, **again, **how)
    before = (prepared(), Message.objects.count())
    with pytest.raises(AlreadyDone, match="Everybody you chose is invited already"):
        preparing.invite_more(convened, **again, **how)
    assert (prepared(), Message.objects.count()) == before


def test_a_notice_of_the_strategy_meeting_names_nobody_and_no_place(
    southwark: Cast, convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    title = convened.case.profile_at(NOW).wording.co_ordinator
    preparing.invite_more(convened, agencies=[southwark.agency("yjs")], asked=[Asked(post=title)], **how)
    moved = {"scheduled_for": convened.scheduled_for + MINUTE, "place": "Her aunt’s", "late_because": ""}
    strategy.move(convened, reason="Her mother asked", **moved, **how)
    sent = Message.objects.filter(key__regex=f"^(chair|strategy).*-{convened.pk}$") | Message.objects.filter(
        key__startswith="strategy-moved"
    )
    assert {message.text for message in sent} == {
        "You are to chair a strategy meeting",
        "Your agency is invited to a strategy meeting",
        "You are asked to a strategy meeting",
        "A strategy meeting has been moved",
    }
    child = convened.case.child
    said = " ".join(f"{message.text} {message.reference} {message.url}" for message in sent)
    assert not [word for word in (child.given_names, child.family_name, "aunt", "mother", "Room") if word in said]


@pytest.mark.rule("SO-22")
@pytest.mark.parametrize(("ended", "titles"), [(False, 5), (True, 1)], ids=["placed elsewhere", "no longer"])
def test_who_is_asked_by_post_follows_the_routes_that_run_now(
    convened: StrategyMeeting, how: dict[str, Any], ended: bool, titles: int
) -> None:
    case = convened.case
    route = routes.begin(case, RouteCode.PLACED_ELSEWHERE, reason="In care", authority_named="Thurrock", **how)
    if ended:
        routes.end(route, because="Home again", **how)
    assert len(convening.posts(case, at=NOW)) == titles
    assert convening.is_looked_after(case) is not ended
    assert convening.placed(case) == ({} if ended else {"placed_elsewhere": True, "host_authority": "Thurrock"})
    missing = convening.unasked(convened, convening.state(convened), at=NOW)
    assert (agenda.REVIEWING.title in missing) is not ended


def test_an_invitation_is_offered_to_every_agency_of_the_authority_but_social_care_and_to_no_other(
    southwark: Cast, barnet: Cast, convened: StrategyMeeting
) -> None:
    offered = {agency.code for agency in convening.invitable(convened.case)}
    assert {"southwark-police", "southwark-yjs"} <= offered
    assert "southwark-csc" not in offered
    assert {agency.authority for agency in convening.invitable(convened.case)} == {southwark.authority}
    assert "barnet-police" not in offered
    still = {agency.code for agency in convening.whom_to_ask_too(convened, at=NOW)["agencies"]}
    assert offered - still == {"southwark-police", "southwark-health", "southwark-education"}


def test_the_co_ordinator_is_told_only_while_they_hold_the_post(
    southwark: Cast, convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    person: User = southwark["coordinator"]
    held = person.memberships.get()
    held.ends_at = NOW
    held.save()
    asked = [Asked(post=convened.case.profile_at(NOW).wording.co_ordinator)]
    preparing.invite_more(convened, agencies=[], asked=asked, **how)
    assert told_by(f"strategy-post-{convened.pk}") == set()
    assert convened.attendees.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_the_chair_records_is_refused(
    southwark: Cast, convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    said, outcome = everybody_came(convened), {"outcome": OUTCOME, "by": southwark["atm"], "at": NOW}
    first, second = overlapping(
        lambda: strategy.record(convened, held_at=NOW, contributions=said, **outcome),
        lambda: preparing.write(StrategyMeeting.objects.get(pk=convened.pk), Said(notes={"risk": "Later"}), **how),
    )
    assert first is None
    assert isinstance(second, AlreadyDone)
    assert not AgendaNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_first_words_under_a_point_share_one_note(
    convened: StrategyMeeting, how: dict[str, Any]
) -> None:
    overlapping(
        lambda: preparing.write(convened, Said(notes={"risk": "Hers"}), **how),
        lambda: preparing.write(StrategyMeeting.objects.get(pk=convened.pk), Said(notes={"risk": "His"}), **how),
    )
    assert [old.words for old in AgendaNote.objects.get().history.order_by("history_id")] == ["Hers", "His"]

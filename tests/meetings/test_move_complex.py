"""A meeting about complex abuse that moves or is cancelled: the time for it, its members, its pages (SO-24, HO-10)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings import convening
from meetings.models import ComplexMeeting, Node
from meetings.operations import actions, complex_abuse, connections
from tests.cases.pages import error_of, links
from tests.meetings.about_complex import MEETS, convened, found_complex, seated
from tests.meetings.conftest import deadline, told_by
from tests.meetings.typing_in import moment
from tests.together import overlapping
from tests.web.html import one, read, words

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
NEW = datetime(2026, 3, 11, 13, tzinfo=UTC)
WHY, NO_MORE = "The police are in court", "One enquiry covers all of them"
CAME_OF_IT: dict[str, Any] = {"present": [], "summary": "One network", "decision": "Police lead"}


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


@pytest.fixture
def how(southwark: Cast) -> dict[str, Any]:
    return {"by": southwark["service"], "at": NOW}


def _move(meeting: ComplexMeeting, how: dict[str, Any], **changes: Any) -> None:
    facts = {"scheduled_for": NEW, "place": "By video", "reason": WHY}
    complex_abuse.move(meeting, **(facts | changes), **how)


@pytest.mark.rule("HO-10")
def test_a_move_keeps_what_was_and_tells_everybody_with_a_seat_nothing_but_that(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime, how: dict[str, Any]
) -> None:
    seated(barnet, meeting, "coordinator", at=at)
    gone = seated(southwark, meeting, "health", at=at)
    complex_abuse.withdraw(gone, by=southwark["service"], at=at)
    _move(meeting, how)
    meeting.refresh_from_db()
    assert (meeting.scheduled_for, meeting.place, meeting.moved_from) == (NEW, "By video", MEETS)
    assert (meeting.moved_by, meeting.moved_at, meeting.moved_because) == (how["by"], NOW, WHY)
    assert told_by(f"complex-moved-{NOW:%Y}") == {southwark["service"], southwark["coordinator"], barnet["coordinator"]}
    assert Event.objects.get(verb=Verb.COMPLEX_MOVED).reason == WHY
    with pytest.raises(AlreadyDone, match="arranged already"):
        _move(meeting, how)
    for passed in (NOW, NOW - timedelta(minutes=1)):
        with pytest.raises(Refused, match="still to come"):
            _move(meeting, how, scheduled_for=passed)
    _move(meeting, how | {"at": NOW + timedelta(hours=1)}, place="Room 9")
    assert meeting.history.count() == 3


@pytest.mark.rule("HO-10")
def test_who_has_left_their_agency_learns_nothing_of_it(
    southwark: Cast, meeting: ComplexMeeting, at: datetime, how: dict[str, Any]
) -> None:
    seated(southwark, meeting, "health", at=at)
    role = southwark["health"].memberships.get()
    role.ends_at = NOW
    role.save()
    _move(meeting, how)
    complex_abuse.cancel(meeting, reason=NO_MORE, **how)
    stayed = {southwark["service"], southwark["coordinator"]}
    assert (told_by("complex-moved"), told_by("complex-cancelled")) == (stayed, stayed)


@pytest.mark.rule("HO-10", "SO-24")
def test_cancelling_leaves_the_time_running_and_another_is_convened_from_the_same_meeting(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case = told("hold")
    strategy = found_complex(case)
    at = strategy.held_at + timedelta(hours=1)
    first = convened(southwark, at=at, strategy=strategy)
    assert (complex_abuse.may_be_convened_from(strategy), convening.awaits_complex_meeting(strategy)) == (False, False)
    complex_abuse.cancel(first, reason=NO_MORE, by=southwark["coordinator"], at=at)
    assert (complex_abuse.may_be_convened_from(strategy), convening.awaits_complex_meeting(strategy)) == (True, True)
    assert deadline(case, "complex_meeting").closed_at is None
    second, later = convened(southwark, at=at, strategy=strategy), at + timedelta(hours=2)
    _move(second, {"by": southwark["service"], "at": at}, scheduled_for=at + timedelta(days=9))
    assert deadline(case, "complex_meeting").due_at == strategy.held_at + timedelta(hours=72)
    complex_abuse.hold(second, held_at=later, **CAME_OF_IT, by=southwark["coordinator"], at=later)
    assert deadline(case, "complex_meeting").closed_as == "met"


@pytest.mark.rule("HO-10")
def test_nothing_is_done_for_a_cancelled_one_but_a_seat_can_still_be_taken_away(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime, how: dict[str, Any]
) -> None:
    case = told("hold")
    child = connections.put_child(meeting, case.ref, by=southwark["service"], at=at)
    seat = seated(southwark, meeting, "health", at=at)
    complex_abuse.cancel(meeting, reason=NO_MORE, **how)
    words_of = {"agency": southwark.agency("health"), "words": "x"}
    opened = {"reason": "x", "ends_at": NEW, "by": southwark["worker"], "at": NOW}
    agreed = {"text": "x", "owner": southwark["health"], "due_on": NEW.date()}
    for act in (
        lambda: _move(meeting, how),
        lambda: complex_abuse.cancel(meeting, reason=NO_MORE, **how),
        lambda: complex_abuse.hold(meeting, held_at=NOW, **CAME_OF_IT, **how),
        lambda: complex_abuse.invite(meeting, southwark["school"].memberships.get(), **how),
        lambda: complex_abuse.say(meeting, **words_of, **how),
        lambda: connections.put(meeting, kind=Node.PLACE, name="Flat", known="", **how),
        lambda: connections.take(meeting, child, **how),
        lambda: connections.open_child(meeting, case, [southwark["health"]], **opened),
        lambda: actions.agree(case, of=meeting, **agreed, **how),
    ):
        with pytest.raises(AlreadyDone, match="This meeting is cancelled"):
            act()
    complex_abuse.withdraw(seat, **how)
    meeting.refresh_from_db()
    assert (meeting.cancelled_by, meeting.cancelled_at, meeting.held_at) == (how["by"], NOW, None)
    told_of_it = {southwark["service"], southwark["coordinator"], southwark["health"]}
    assert told_by("complex-cancelled") == told_of_it


def test_the_minute_it_is_for_already_is_no_other_moment(meeting: ComplexMeeting, how: dict[str, Any]) -> None:
    meeting.scheduled_for = MEETS + timedelta(seconds=20)
    meeting.save()
    with pytest.raises(AlreadyDone, match="arranged already"):
        _move(meeting, how, scheduled_for=MEETS, place=meeting.place)
    _move(meeting, how, scheduled_for=MEETS, place="Room 9")
    meeting.refresh_from_db()
    assert meeting.scheduled_for == meeting.moved_from == MEETS + timedelta(seconds=20)


def test_one_that_was_held_is_neither_moved_nor_cancelled(meeting: ComplexMeeting, how: dict[str, Any]) -> None:
    complex_abuse.hold(meeting, held_at=NOW, **CAME_OF_IT, **how)
    for act in (lambda: _move(meeting, how), lambda: complex_abuse.cancel(meeting, reason=NO_MORE, **how)):
        with pytest.raises(AlreadyDone, match="has been held"):
            act()
    meeting.refresh_from_db()
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_because = NOW, how["by"], "x"
    with pytest.raises(IntegrityError, match="complex_meeting_held_or_cancelled"), transaction.atomic():
        meeting.save()


@pytest.mark.rule("HO-10")
def test_who_keeps_it_moves_and_cancels_it_and_every_member_reads_that_on_page_list_and_paper(
    southwark: Cast, meeting: ComplexMeeting, at: datetime, signed_in, clock
) -> None:
    seated(southwark, meeting, "health", at=at)
    clock.move_to(NOW)
    keeper, member, page = (
        signed_in(southwark["coordinator"]),
        signed_in(southwark["health"]),
        f"/complex/{meeting.ref}/",
    )
    assert {f"{page}move/", f"{page}cancel/"} <= set(links(keeper.get(page)).values())
    now = {"reason": WHY, "place": meeting.place, **moment("scheduled_for", MEETS)}
    past = keeper.post(f"{page}move/", now | moment("scheduled_for", NOW - timedelta(hours=1)))
    assert "must be in the future" in error_of(past, "scheduled_for")
    same = keeper.post(f"{page}move/", now)
    assert "arranged already" in error_of(same, "scheduled_for")
    assert WHY in same.text
    assert member.post(f"{page}move/", now | moment("scheduled_for", NEW)).status_code == 403
    assert keeper.post(f"{page}move/", now | moment("scheduled_for", NEW)).headers["Location"] == page
    assert member.post(f"{page}cancel/", {"reason": NO_MORE}).status_code == 403
    assert signed_in(southwark["team"]).post(f"{page}cancel/", {"reason": NO_MORE}).status_code == 404
    assert "Enter why the meeting is cancelled" in error_of(keeper.post(f"{page}cancel/", {"reason": " "}), "reason")
    assert keeper.post(f"{page}cancel/", {"reason": NO_MORE}).headers["Location"] == page
    for shown in (page, f"{page}print/", "/complex/"):
        said = words(one(read(member.get(shown).text), "main"))
        assert all(part in said for part in ("Cancelled", southwark["coordinator"].name, "4 March 2026", NO_MORE)), (
            shown
        )
        assert "o be held" not in said
    left = set(links(keeper.get(page)).values())
    assert not left & {f"{page}{act}/" for act in ("move", "cancel", "record", "invite", "say", "map/put")}
    assert "can no longer be moved" in keeper.get(f"{page}move/").text
    assert "can no longer be cancelled" in keeper.get(f"{page}cancel/").text
    assert keeper.delete(f"{page}cancel/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_one_that_is_recorded_while_it_is_cancelled_was_not_held(meeting: ComplexMeeting, how: dict[str, Any]) -> None:
    _, second = overlapping(
        lambda: complex_abuse.cancel(meeting, reason=NO_MORE, **how),
        lambda: complex_abuse.hold(meeting, held_at=NOW, **CAME_OF_IT, **how),
    )
    assert isinstance(second, AlreadyDone)
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.cancelled_at) == (None, NOW)

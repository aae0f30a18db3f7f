"""Meetings about complex abuse: their own membership, children whom each member sees or does not (SO-24, HO-10)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.web import reader
from meetings import seats
from meetings.models import (
    ComplexChild,
    ComplexLink,
    ComplexMeeting,
    ComplexMember,
    ComplexNode,
    ComplexStatement,
    Node,
)
from meetings.operations import complex_abuse, connections
from tests.cases.everywhere import know
from tests.meetings.about_complex import MEETS, convened, found_complex, seated
from tests.meetings.conftest import deadline, told_by
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]
NOT_OPEN = "A child whose record is not open to you"


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


def main(answer: object) -> str:
    return words(one(read(answer.content.decode()), "main"))  # type: ignore[attr-defined]


def put(cast: Cast, meeting: ComplexMeeting, name: str, *, kind: Node = Node.PLACE) -> ComplexNode:
    return connections.put(meeting, kind=kind, name=name, known="", by=cast["service"], at=meeting.convened_at)


@pytest.mark.rule("SO-24", "HO-10")
def test_a_strategy_meeting_leads_to_one_meeting_and_its_time_is_met_when_it_is_held(
    southwark: Cast, told: Callable[..., Case], at: datetime, signed_in: Browse, clock
) -> None:
    case = told("hold")
    strategy, held_at = found_complex(case), case.strategy_meetings.get().held_at
    clock.move_to(held_at + timedelta(hours=2))
    client, path = signed_in(southwark["service"]), f"/complex/convene/{case.ref}/{strategy.pk}/"
    facts = {"reason": "One flat, three children", "threshold_with": "Safeguarding adviser", "place": "Room 4"}
    day = held_at.date()
    facts |= {f"quality_told_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    soon = day + timedelta(days=2)
    facts |= {f"scheduled_for-{part}": getattr(soon, part) for part in ("day", "month", "year")}
    facts |= {"authority": "southwark", "scheduled_for-time": "14:00", "chair": southwark["coordinator"].pk}
    sent = client.post(path, facts)
    meeting = ComplexMeeting.objects.get()
    assert (sent.headers["Location"], meeting.strategy) == (meeting.get_absolute_url(), strategy)
    assert ComplexChild.objects.get().case == case
    assert {seat.user for seat in meeting.members.all()} == {southwark["service"], southwark["coordinator"]}
    assert "No meeting can be convened from this one" in main(client.get(path))
    present = [meeting.members.get(user=southwark["service"]).pk]
    outcome = {
        "held_at": held_at + timedelta(hours=3),
        "present": present,
        "summary": "One network",
        "decision": "Police lead",
    }
    complex_abuse.hold(meeting, **outcome, by=southwark["coordinator"], at=held_at + timedelta(hours=4))
    assert deadline(case, "complex_meeting").closed_as == "met"
    assert sorted(seat.present for seat in meeting.members.all()) == [False, True]
    with pytest.raises(AlreadyDone):
        complex_abuse.hold(meeting, **outcome, by=southwark["coordinator"], at=held_at + timedelta(hours=5))


@pytest.mark.rule("HO-10")
def test_a_strategy_meeting_that_did_not_find_it_leads_to_none(southwark: Cast, told, at: datetime) -> None:
    case = told("hold")
    with pytest.raises(StepMissing):
        convened(southwark, at=at, strategy=case.strategy_meetings.get())
    strategy = found_complex(case)
    know(southwark["coordinator"], case.child, at=at)
    with pytest.raises(NotEntitled):  # a conflict keeps the chair from the child
        convened(southwark, at=at, strategy=strategy)
    assert not ComplexMember.objects.exists()


@pytest.mark.rule("HO-10", "ALL-5")
def test_only_its_members_know_of_it_and_a_seat_taken_away_closes_it_at_once(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime, signed_in: Browse
) -> None:
    path, seat = meeting.get_absolute_url(), seated(southwark, meeting, "health", at=at)
    member, leader = signed_in(southwark["health"]), signed_in(southwark["service"])
    assert member.get(path).status_code == 200
    assert "Complex abuse" in texts(read(member.get("/").content.decode()), "nav[aria-label=Main] a")
    for page in ("invite", "say", "record", "map/put", "map/put-child", "map/link"):
        assert member.get(f"{path}{page}/").status_code == 403, page
        assert leader.get(f"{path}{page}/").status_code == 200, page
    assert member.post(f"{path}members/{seat.pk}/withdraw/").status_code == 403
    for outsider in (southwark["team"], southwark["chair"], barnet["coordinator"], southwark["admin"]):
        assert signed_in(outsider).get(path).status_code == 404, outsider.email
        assert signed_in(outsider).get(f"{path}print/").status_code == 404
    assert signed_in(southwark["team"]).get("/complex/").status_code == 403
    leader.post(f"{path}members/{seat.pk}/withdraw/")
    assert member.get(path).status_code == 404
    assert member.get("/complex/").status_code == 403
    assert "Complex abuse" not in texts(read(member.get("/").content.decode()), "nav[aria-label=Main] a")
    with pytest.raises(AlreadyDone):
        complex_abuse.withdraw(seat, by=southwark["service"], at=at)
    seated(southwark, meeting, "health", at=at)
    assert member.get(path).status_code == 200


@pytest.mark.rule("HO-10")
def test_whoever_keeps_the_meeting_is_let_go_by_somebody_else(southwark: Cast, meeting: ComplexMeeting, at) -> None:
    own, chair = (meeting.members.get(user=southwark[part]) for part in ("service", "coordinator"))
    with pytest.raises(NotEntitled, match="Somebody else"):
        complex_abuse.withdraw(own, by=southwark["service"], at=at)
    complex_abuse.withdraw(chair, by=southwark["service"], at=at)
    with pytest.raises(AlreadyDone):
        complex_abuse.invite(meeting, southwark["service"].memberships.get(), by=southwark["service"], at=at)


def test_a_role_that_ended_ends_the_seat(southwark: Cast, meeting: ComplexMeeting, at: datetime) -> None:
    seated(southwark, meeting, "health", at=at)
    membership = southwark["health"].memberships.get()
    membership.ends_at = at + timedelta(days=1)
    membership.save()
    assert seats.has_any(southwark["health"], at=at)
    assert not seats.has_any(southwark["health"], at=at + timedelta(days=1))


@pytest.mark.rule("HO-10")
def test_somebody_of_another_borough_is_invited_by_address_and_adds_their_own_borough_s_child(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, told, at: datetime, signed_in: Browse
) -> None:
    leader, path = signed_in(southwark["service"]), meeting.get_absolute_url()
    wrong = leader.post(f"{path}invite/", {"whence": "elsewhere", "email": southwark["health"].email})
    assert "Nobody of another borough signs in here with this e-mail address" in main(wrong)
    for email in (barnet["coordinator"].email.upper(), barnet["police.mash"].email):
        assert leader.post(f"{path}invite/", {"whence": "elsewhere", "email": email}).status_code == 302
    assert told_by("complex-seat") == {barnet["coordinator"], barnet["police.mash"]}
    police, theirs = signed_in(barnet["police.mash"]), signed_in(barnet["coordinator"])
    assert police.get(f"{path}map/put-child/").status_code == 403
    refused = theirs.post(f"{path}map/put-child/", {"reference": told("hold").ref})
    assert "You see no case with this reference" in main(refused)
    assert leader.post(f"{path}map/put-child/", {"reference": told("hold").ref}).status_code == 302
    assert NOT_OPEN in main(theirs.get(path))
    assert told("hold").child.name not in main(theirs.get(path))


@pytest.mark.rule("SO-24", "ALL-5")
def test_each_member_sees_the_children_who_are_open_to_them(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime, signed_in: Browse
) -> None:
    hers, known, restricted = told("hold"), told("hold", number=1), told("hold", number=2)
    for case in (hers, known, restricted):
        connections.put_child(meeting, case.ref, by=southwark["service"], at=at)
    with pytest.raises(AlreadyDone):
        connections.put_child(meeting, hers.ref, by=southwark["coordinator"], at=at)
    know(southwark["coordinator"], known.child, at=at)
    cases.restrict(restricted, by=southwark["mash"], at=at + timedelta(days=9), reason="Related to staff")
    seated(southwark, meeting, "other.school", at=at)
    path = meeting.get_absolute_url()
    seen = {"coordinator": [hers], "other.school": []}
    for part, open_to_them in seen.items():
        for page in (path, f"{path}print/"):
            said = main(signed_in(southwark[part]).get(page))
            assert {case.child.name for case in (hers, known, restricted) if case.child.name in said} == {
                case.child.name for case in open_to_them
            }, (part, page)
            assert NOT_OPEN in said
        listed = Event.objects.filter(verb="listed", actor=southwark[part].pk, subject="cases.case")
        assert set(listed.values_list("case", flat=True)) == {case.ref for case in open_to_them}
    assert not access.may(southwark["other.school"], access.Permission.CASE_VIEW, hers, at=at)


@pytest.mark.rule("SO-24")
def test_the_map_says_what_its_tables_say(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime, signed_in: Browse
) -> None:
    case, leader, path = told("hold"), signed_in(southwark["coordinator"]), meeting.get_absolute_url()
    leader.post(f"{path}map/put-child/", {"reference": case.ref.lower()})
    for kind, name in (("adult", "A man called Dex"), ("place", "Flat above the shop")):
        assert leader.post(f"{path}map/put/", {"kind": kind, "name": name}).status_code == 302
    assert "stands on the map already" in main(
        leader.post(f"{path}map/put/", {"kind": "adult", "name": "a man CALLED dex"})
    )
    child, adult, place = ComplexNode.objects.order_by("pk")
    sent = {"one": adult.pk, "other": child.pk, "nature": "drives", "source": "School, 2 March"}
    assert leader.post(f"{path}map/link/", sent).status_code == 302
    assert "recorded already" in main(leader.post(f"{path}map/link/", sent))
    assert "choose two" in main(leader.post(f"{path}map/link/", sent | {"other": adult.pk}))
    leader.post(f"{path}map/link/", {"one": adult.pk, "other": place.pk, "nature": "rents", "source": "Police"})
    page = read(leader.get(path).content.decode())
    assert texts(page, "svg.app-map__drawing .app-map__code") == ["C1", "P1", "L1"]
    assert len(every(page, "line.app-map__line")) == 2
    told_in_words = words(one(page, "#map-says"))
    for said in (f"C1 {case.child.name}", "P1 A man called Dex", "drives", "L1 Flat above the shop", "rents"):
        assert said in told_in_words
    assert "Take its links off first" in main(leader.post(f"{path}map/{place.pk}/take-off/"))
    rents = ComplexLink.objects.get(nature="rents")
    leader.post(f"{path}map/links/{rents.pk}/take-off/")
    leader.post(f"{path}map/{place.pk}/take-off/")
    assert sorted(ComplexNode.objects.values_list("kind", flat=True)) == ["adult", "child"]
    assert ComplexNode.history.filter(id=place.pk, history_type="-").exists()


@pytest.mark.rule("HO-10", "ALL-5")
def test_the_database_hands_what_was_said_and_linked_to_members_alone(
    southwark: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    one_place, other = put(southwark, meeting, "The flat"), put(southwark, meeting, "The shop")
    said = {"nature": "opposite", "source": "Police", "by": southwark["service"], "at": at}
    connections.link(meeting, one_place, other, **said)
    words_of = {"agency": southwark.agency("health"), "words": "Two came to the clinic together."}
    complex_abuse.say(meeting, **words_of, by=southwark["service"], at=at)
    kept = (ComplexNode, ComplexLink, ComplexStatement)
    for part, number in {"service": (2, 1, 1), "team": (0, 0, 0)}.items():
        with reader.answering(southwark[part].pk, at=at), reader.lifted():
            assert tuple(model.objects.count() for model in kept) == number, part
    with pytest.raises(AlreadyDone):
        complex_abuse.say(meeting, **words_of, by=southwark["service"], at=at)


@pytest.mark.rule("HO-10")
def test_a_child_is_opened_to_a_member_by_who_governs_the_file(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, told, at: datetime, signed_in: Browse, clock
) -> None:
    case = told("hold")
    node = connections.put_child(meeting, case.ref, by=southwark["service"], at=at)
    seat = seated(southwark, meeting, "other.school", at=at)
    seated(barnet, meeting, "coordinator", at=at)
    leader, path = signed_in(southwark["coordinator"]), f"{meeting.get_absolute_url()}map/{node.pk}/open/"
    sent = {"members": [seat.pk], "reason": "Her brother is at their school"}
    far = {"until-day": "1", "until-month": "6", "until-year": "2028"}
    assert "within a year" in main(leader.post(path, sent | far))
    assert leader.post(path, sent | far | {"until-year": "2026"}).status_code == 302
    assert access.may(southwark["other.school"], access.Permission.STRATEGY_VIEW, case, at=at)
    assert not access.may(southwark["other.school"], access.Permission.STRATEGY_VIEW, case, at=at + timedelta(days=92))
    assert case.child.name in main(signed_in(southwark["other.school"]).get(meeting.get_absolute_url()))
    assert signed_in(barnet["coordinator"]).get(path).status_code == 404
    until = at + timedelta(days=30)
    how = {"reason": "x", "ends_at": until, "by": southwark["worker"], "at": at}
    with pytest.raises(NotEntitled):
        connections.open_child(meeting, case, [barnet["coordinator"]], **how)


@pytest.mark.rule("RE-8", "HO-10")
def test_an_action_about_a_child_on_the_map_goes_to_a_member_of_another_borough_too(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, told, at: datetime, signed_in: Browse
) -> None:
    case = told("hold")
    node = connections.put_child(meeting, case.ref, by=southwark["service"], at=at)
    seated(barnet, meeting, "police.mash", at=at)
    leader, path = signed_in(southwark["service"]), f"{meeting.get_absolute_url()}map/{node.pk}/agree-action/"
    due = {"due_on-day": "20", "due_on-month": "3", "due_on-year": "2026"}
    sent = {"text": "Find the keeper of the car", "owner": barnet["police.mash"].pk, **due}
    assert leader.post(path, sent).headers["Location"] == meeting.get_absolute_url()
    assert "recorded already" in main(leader.post(path, sent))
    action = case.actions.get()
    assert (action.complex_meeting, action.agency) == (meeting, barnet.agency("police"))
    assert "Find the keeper of the car" in main(leader.get(meeting.get_absolute_url()))
    assert "agreed an action" in main(leader.post(f"{meeting.get_absolute_url()}map/{node.pk}/take-off/"))


def test_the_page_costs_as_much_with_more_on_the_map(
    southwark: Cast, meeting: ComplexMeeting, told, at: datetime, signed_in: Browse
) -> None:
    client, asked = signed_in(southwark["service"]), []
    for number in range(3):
        connections.put_child(meeting, told("hold", number=number).ref, by=southwark["service"], at=at)
        put(southwark, meeting, f"Place {number}")
        seated(southwark, meeting, ("health", "school", "yjs")[number], at=at)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(meeting.get_absolute_url()).status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[2]


@pytest.mark.django_db(transaction=True)
def test_two_who_put_the_same_on_the_map_at_once_put_it_there_once(southwark: Cast, at: datetime) -> None:
    meeting = convened(southwark, at=at)
    outcomes = in_parallel(lambda number: put(southwark, meeting, "The flat"), 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDone", "ComplexNode"]


def test_a_meeting_is_not_held_before_it_was_convened(southwark: Cast, meeting: ComplexMeeting, at: datetime) -> None:
    outcome = {"present": [], "summary": "x", "decision": "y", "by": southwark["service"], "at": MEETS}
    with pytest.raises(Refused, match="before it was convened"):
        complex_abuse.hold(meeting, held_at=at - timedelta(seconds=1), **outcome)
    complex_abuse.hold(meeting, held_at=at, **outcome)
    assert meeting.members.filter(present=False).count() == 2


def test_the_list_shows_ones_own_meetings_alone(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime, signed_in: Browse
) -> None:
    elsewhere = convened(barnet, at=at)
    page = signed_in(southwark["coordinator"]).get("/complex/").content.decode()
    assert meeting.ref in page
    assert elsewhere.ref not in page
    assert date(2026, 3, 2) == meeting.quality_told_on

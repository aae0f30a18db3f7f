"""The map of a meeting about complex abuse: what is put on it, taken off it, opened from it (SO-24, HO-10)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case
from mase.demo.cast import Cast
from meetings import agreed, seats
from meetings.models import ComplexChild, ComplexLink, ComplexMeeting, ComplexNode, Node
from meetings.operations import actions, connections
from tests.cases.everywhere import know
from tests.cases.pages import error_of
from tests.meetings.about_complex import convened, seated
from tests.together import overlapping

Browse = Callable[[User], Client]


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


def put(cast: Cast, meeting: ComplexMeeting, name: str, *, kind: Node = Node.PLACE) -> ComplexNode:
    return connections.put(meeting, kind=kind, name=name, known="", by=cast["service"], at=meeting.convened_at)


def put_child(cast: Cast, meeting: ComplexMeeting, case: Case) -> ComplexNode:
    return connections.put_child(meeting, case.ref, by=cast["service"], at=meeting.convened_at)


def linked(cast: Cast, meeting: ComplexMeeting, one: ComplexNode, other: ComplexNode, how: str) -> ComplexLink:
    said = {"nature": how, "source": "School", "by": cast["service"], "at": meeting.convened_at}
    return connections.link(meeting, one, other, **said)


@pytest.mark.rule("SO-24")
def test_each_kind_counts_for_itself_in_the_order_in_which_it_was_put_there(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    put(southwark, meeting, "The flat")
    put_child(southwark, meeting, told("hold"))
    for kind in (Node.GROUP, Node.VEHICLE, Node.CONTACT, Node.ADULT):
        put(southwark, meeting, f"A {kind}", kind=kind)
    put(southwark, meeting, "The shop")
    shown = seats.shown(meeting, southwark["service"], at=at)
    assert [one.code for one in shown] == ["L1", "C1", "G1", "V1", "T1", "P1", "L2"]
    ComplexNode.objects.get(name="The flat").delete()
    assert [one.code for one in seats.shown(meeting, southwark["service"], at=at)][-1] == "L1"


@pytest.mark.rule("ALL-5")
def test_a_child_keeps_the_same_code_for_a_member_to_whom_the_file_is_closed(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    first, second = told("hold"), told("hold", number=1)
    for case in (first, second):
        put_child(southwark, meeting, case)
    know(southwark["team"], first.child, at=at)
    seen = {part: seats.shown(meeting, southwark[part], at=at) for part in ("service", "team")}
    assert [(one.code, one.case) for one in seen["service"]] == [("C1", first), ("C2", second)]
    assert [(one.code, one.case) for one in seen["team"]] == [("C1", None), ("C2", second)]
    assert first.child.name not in " ".join(one.words for one in seen["team"])
    assert seats.child_on_map(meeting, southwark["team"], seen["team"][0].node.pk, at=at) is None


def test_the_same_name_may_stand_there_as_another_kind_and_in_another_meeting(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    put(southwark, meeting, "Dexter's", kind=Node.PLACE)
    put(southwark, meeting, "Dexter's", kind=Node.GROUP)
    put(southwark, convened(barnet, at=at), "Dexter's", kind=Node.PLACE)
    with pytest.raises(AlreadyDone):
        put(southwark, meeting, "DEXTER'S", kind=Node.GROUP)
    assert ComplexNode.objects.count() == 3


@pytest.mark.rule("HO-10", "ALL-5")
def test_a_child_put_on_the_map_opens_the_file_to_nobody_and_the_trail_says_who_did_it(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    case = told("hold")
    seated(barnet, meeting, "police.mash", at=at)
    grants = case.agency_grants.count(), case.person_grants.count()
    node = connections.put_child(meeting, f"  {case.ref.lower()} ", by=southwark["coordinator"], at=at)
    assert (case.agency_grants.count(), case.person_grants.count()) == grants
    assert (node.name, node.known) == ("", "")
    event = Event.objects.get(verb="complex_linked")
    assert (event.case, event.actor, event.detail) == (case.ref, southwark["coordinator"].pk, {"meeting": meeting.ref})
    assert not access.may(barnet["police.mash"], access.Permission.CASE_VIEW, case, at=at)


@pytest.mark.rule("ALL-5")
def test_a_case_that_may_not_be_seen_and_one_that_does_not_exist_are_refused_in_the_same_words(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    said = set()
    for reference, by in (
        (told("hold").ref, barnet["coordinator"]),
        (told("hold").ref, southwark["other.school"]),
        ("ZZZZ-ZZZZ", southwark["service"]),
        ("", southwark["service"]),
    ):
        with pytest.raises(Refused) as refusal:
            connections.put_child(meeting, reference, by=by, at=at)
        said.add(str(refusal.value))
    assert said == {"You see no case with this reference. Check the reference."}
    assert not ComplexNode.objects.exists()


@pytest.mark.rule("SO-24")
def test_a_child_is_taken_off_by_who_sees_the_file_and_may_be_put_back(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    case = told("hold")
    node = put_child(southwark, meeting, case)
    know(southwark["coordinator"], case.child, at=at)
    with pytest.raises(NotEntitled, match="to whom the child's file is open"):
        connections.take(meeting, node, by=southwark["coordinator"], at=at)
    assert ComplexChild.objects.filter(case=case).exists()
    connections.take(meeting, node, by=southwark["service"], at=at)
    assert not ComplexNode.objects.exists()
    taken = Event.objects.filter(verb="complex_linked", case=case.ref).latest("pk")
    assert taken.detail == {"taken_from": meeting.ref}
    put_child(southwark, meeting, case)
    assert ComplexChild.objects.get().case == case


@pytest.mark.rule("RE-8")
def test_a_child_about_whom_an_action_was_agreed_stays_on_the_map(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    case, other = told("hold"), told("hold", number=1)
    stays, goes = put_child(southwark, meeting, case), put_child(southwark, meeting, other)
    said = {"text": "Find the car", "owner": southwark["worker"], "due_on": at.date() + timedelta(days=9)}
    actions.agree(case, of=meeting, by=southwark["service"], at=at, **said)
    with pytest.raises(Refused, match="agreed an action"):
        connections.take(meeting, stays, by=southwark["service"], at=at)
    connections.take(meeting, goes, by=southwark["service"], at=at)
    assert ComplexChild.objects.get().case == case
    assert [action.case for action in seats.actions(meeting, southwark["service"], at=at)] == [case]
    assert not seats.actions(meeting, southwark["other.school"], at=at)


@pytest.mark.rule("RE-8", "SO-24")
def test_a_seat_for_an_agency_one_has_left_opens_no_action(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime
) -> None:
    case, reader, later = told("hold"), southwark["health"], at + timedelta(days=1)
    put_child(southwark, meeting, case)
    seated(southwark, meeting, "health", at=at)
    how = {"reason": "x", "basis": Basis.SAFEGUARDING, "by": southwark["service"], "at": at}
    access.open_to_person(case, reader, [Section.CASE], **how)
    said = {"text": "Find the car", "owner": southwark["worker"], "due_on": later.date()}
    action = actions.agree(case, of=meeting, by=southwark["service"], at=at, **said)
    left = reader.memberships.get()
    left.ends_at = later
    left.save()
    reader.memberships.create(agency=southwark.agency("harbour"), role="partner_lead", begins_at=at)
    for when, opens in ((at, True), (later, False)):
        assert agreed.reads(reader, action, access.standing(reader, case, at=when), at=when) is opens
        assert agreed.in_sight(reader, at=when).filter(pk=action.pk).exists() is opens


@pytest.mark.rule("SO-24")
def test_a_link_is_told_by_its_direction_and_its_words(southwark: Cast, meeting: ComplexMeeting, at: datetime) -> None:
    man, flat = put(southwark, meeting, "Dex", kind=Node.ADULT), put(southwark, meeting, "The flat")
    first = linked(southwark, meeting, man, flat, "rents")
    with pytest.raises(AlreadyDone):
        linked(southwark, meeting, man, flat, "rents")
    with pytest.raises(Refused, match="Choose two"):
        linked(southwark, meeting, man, man, "rents")
    others = [linked(southwark, meeting, man, flat, "cleans"), linked(southwark, meeting, flat, man, "rents")]
    assert list(seats.links(meeting)) == [first, *others]
    for node in (man, flat):  # from whichever end
        with pytest.raises(Refused, match="links off first"):
            connections.take(meeting, node, by=southwark["service"], at=at)
    connections.take_link(first, by=southwark["service"], at=at)
    assert list(seats.links(meeting)) == others
    assert ComplexLink.history.filter(nature="rents", history_type="-").count() == 1
    assert "link_taken" in Event.objects.latest("pk").detail


def test_nothing_of_one_meeting_is_reached_through_the_address_of_another(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime, signed_in: Browse
) -> None:
    case, other = told("hold"), convened(southwark, at=at)
    child, flat, shop = (put_child(southwark, other, case), *(put(southwark, other, name) for name in ("A", "B")))
    link, seat = linked(southwark, other, flat, shop, "opposite"), seated(southwark, other, "health", at=at)
    leader, path = signed_in(southwark["service"]), meeting.get_absolute_url()
    for page in (f"map/{shop.pk}/take-off/", f"map/links/{link.pk}/take-off/", f"members/{seat.pk}/withdraw/"):
        assert leader.post(f"{path}{page}").status_code == 404, page
        assert leader.get(f"{path}{page}").status_code == 405, page
    for page in (f"map/{child.pk}/open/", f"map/{child.pk}/agree-action/"):
        assert leader.get(f"{path}{page}").status_code == 404, page
    own, _second = put(southwark, meeting, "C"), put(southwark, meeting, "D")
    sent = {"one": own.pk, "other": flat.pk, "nature": "near", "source": "School"}
    refused = leader.post(f"{path}map/link/", sent)
    assert error_of(refused, "other") == "Select to whom or what the link leads from the list"
    assert (other.nodes.count(), other.links.count(), meeting.links.count()) == (3, 1, 0)
    seat.refresh_from_db()
    assert seat.withdrawn_at is None


@pytest.mark.rule("HO-10")
def test_a_file_is_open_to_a_member_to_the_last_minute_of_the_day_in_london(
    southwark: Cast, meeting: ComplexMeeting, told: Callable[..., Case], at: datetime, signed_in: Browse
) -> None:
    case = told("hold")
    node, seat = put_child(southwark, meeting, case), seated(southwark, meeting, "other.school", at=at)
    path = f"{meeting.get_absolute_url()}map/{node.pk}/open/"
    leader = signed_in(southwark["coordinator"])
    until = {"until-day": "2", "until-month": "3", "until-year": "2026"}
    sent = {"members": [seat.pk], "reason": "Her brother is at their school"}
    assert error_of(leader.post(path, sent | until), "until") == "The last day must be in the future"
    assert error_of(leader.post(path, {"reason": "x", **until}), "members") == "Select to whom it is opened"
    assert not case.person_grants.filter(user=southwark["other.school"]).exists()
    summer = until | {"until-day": "29"}  # the clocks go forward that night
    assert leader.post(path, sent | summer).status_code == 302
    ends = datetime(2026, 3, 29, 23, tzinfo=UTC)
    for when, open_still in ((ends - timedelta(milliseconds=1), True), (ends, False)):
        seen = access.may(southwark["other.school"], access.Permission.STRATEGY_VIEW, case, at=when)
        assert seen == open_still, when
    assert seat.pk not in [one.pk for one in seats.unseeing(case, seats.current(meeting), at=at)]


@pytest.mark.django_db(transaction=True)
def test_whoever_links_what_somebody_else_takes_off_meanwhile_is_refused(southwark: Cast, at: datetime) -> None:
    meeting = convened(southwark, at=at)
    man, flat = put(southwark, meeting, "Dex", kind=Node.ADULT), put(southwark, meeting, "The flat")
    stale = ComplexNode.objects.get(pk=flat.pk)
    _, refused = overlapping(
        lambda: connections.take(meeting, flat, by=southwark["service"], at=at),
        lambda: linked(southwark, meeting, man, stale, "rents"),
    )
    assert isinstance(refused, Refused)
    assert not ComplexLink.objects.exists()
    again = ComplexNode.objects.get(pk=man.pk)
    _, refused = overlapping(
        lambda: connections.take(meeting, man, by=southwark["service"], at=at),
        lambda: connections.take(meeting, again, by=southwark["coordinator"], at=at),
    )
    assert isinstance(refused, AlreadyDone)
    assert ComplexNode.history.filter(name="Dex", history_type="-").count() == 1

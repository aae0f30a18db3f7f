"""Who gets a seat in a meeting about complex abuse, who keeps it, and two at the same moment (SO-24, HO-10)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mase.agencies.models import Membership
from mase.audit.models import Event
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import seats
from meetings.models import ComplexChild, ComplexMeeting, ComplexMember, ComplexStatement
from meetings.operations import complex_abuse
from tests.cases.everywhere import know
from tests.meetings.about_complex import FACTS, MEETS, convened, found_complex, seated
from tests.meetings.conftest import deadline, told_by
from tests.together import in_parallel, overlapping

OUTCOME = {"present": [], "summary": "One network", "decision": "Police lead"}


@pytest.fixture
def meeting(southwark: Cast, at: datetime) -> ComplexMeeting:
    return convened(southwark, at=at)


def seat_of(meeting: ComplexMeeting, cast: Cast, part: str) -> ComplexMember:
    return meeting.members.get(user=cast[part], withdrawn_at=None)


@pytest.mark.rule("SO-24")
def test_the_managers_of_social_care_chair_and_nobody_of_another_agency_or_borough(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], at: datetime
) -> None:
    chairs = seats.eligible_chairs(southwark.authority, None, at=at)
    expected = {southwark[part] for part in ("atm", "team", "service", "coordinator", "chair")}
    assert set(chairs) == expected
    assert [person.name for person in chairs] == sorted(person.name for person in chairs)
    strategy = told("hold").strategy_meetings.get()
    know(southwark["team"], strategy.case.child, at=at)
    assert set(seats.eligible_chairs(southwark.authority, strategy, at=at)) == expected - {southwark["team"]}
    for stranger in (southwark["police.chair"], southwark["worker"], barnet["coordinator"]):
        with pytest.raises(NotEntitled, match="The chair is"):
            complex_abuse.convene(southwark.authority, **FACTS, chair=stranger, by=southwark["service"], at=at)
    assert not ComplexMeeting.objects.exists()


def test_whoever_convenes_and_chairs_has_one_seat_and_no_notice(southwark: Cast, at: datetime) -> None:
    own = southwark["coordinator"]
    meeting = complex_abuse.convene(southwark.authority, **FACTS, chair=own, by=own, at=at)
    seat = meeting.members.get()
    assert (seat.user, seat.agency, seat.invited_by) == (own, southwark.agency("csc"), own)
    assert told_by("complex-") == set()


def test_nobody_of_another_borough_convenes_in_this_one(southwark: Cast, barnet: Cast, at: datetime) -> None:
    with pytest.raises(NotEntitled, match="no agency of the authority"):
        complex_abuse.convene(southwark.authority, **FACTS, chair=southwark["team"], by=barnet["coordinator"], at=at)


@pytest.mark.rule("HO-10")
@pytest.mark.parametrize(
    ("part", "found"),
    [("police.mash", True), ("worker", True), ("coordinator", True), ("admin", False), ("nobody", False)],
)
def test_from_another_borough_comes_who_works_on_cases_there(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime, part: str, found: bool
) -> None:
    address = f"{part}@barnet.example"
    membership = seats.from_elsewhere(meeting, address.upper(), at=at)
    assert (membership is not None) == found
    if membership:
        assert membership.user.email == address


def test_nobody_comes_from_elsewhere_who_has_left_or_works_here(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    police, worker = barnet["police.mash"], barnet["worker"]
    police.is_active = False
    police.save()
    ending = worker.memberships.get()
    ending.ends_at = at + timedelta(hours=1)
    ending.save()
    for address, when, found in (
        (police.email, at, False),
        (worker.email, ending.ends_at - timedelta(microseconds=1), True),
        (worker.email, ending.ends_at, False),
        (southwark["health"].email, at, False),
    ):
        assert (seats.from_elsewhere(meeting, address, at=when) is not None) == found, (address, when)


def test_those_to_be_invited_stand_there_once_by_name_without_who_has_a_seat(
    southwark: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    twice = southwark["health"]
    Membership.objects.create(user=twice, agency=southwark.agency("yjs"), role="partner_lead", begins_at=at)
    seat = seated(southwark, meeting, "school", at=at)
    named = [m.user for m in seats.to_be_invited(meeting, at=at)]
    assert named.count(twice) == 1
    assert [person.name for person in named] == sorted(person.name for person in named)
    missing = {"school", "service", "coordinator", "admin"}
    assert not {southwark[part] for part in missing} & set(named)
    complex_abuse.withdraw(seat, by=southwark["service"], at=at)
    assert southwark["school"] in {m.user for m in seats.to_be_invited(meeting, at=at)}


@pytest.mark.rule("HO-10")
def test_a_seat_taken_away_and_given_again_is_told_each_time_and_kept_in_the_trail(
    southwark: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    first = seated(southwark, meeting, "health", at=at)
    complex_abuse.withdraw(first, by=southwark["service"], at=at + timedelta(minutes=1))
    second = seated(southwark, meeting, "health", at=at + timedelta(minutes=2))
    told = Message.objects.filter(recipient=southwark["health"]).order_by("pk")
    assert [message.key.rsplit("-", 1)[0] for message in told] == [
        f"complex-seat-{first.pk}",
        "complex-left",
        f"complex-seat-{second.pk}",
    ]
    assert told[1].url == "/"  # not the meeting, which is closed to them
    trail = Event.objects.filter(subject="meetings.complexmeeting", detail__person=southwark["health"].pk)
    assert list(trail.order_by("pk").values_list("verb", flat=True)) == [
        "complex_invited",
        "complex_withdrawn",
        "complex_invited",
    ]
    assert list(seats.of(southwark["health"], at=at)) == [second]


def test_who_leads_follows_the_meeting_and_the_role_not_the_rank(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    seated(southwark, meeting, "team", at=at)
    seated(southwark, meeting, "chair", at=at)
    seated(barnet, meeting, "coordinator", at=at)
    leading = {seat.user for seat in seats.current(meeting) if seats.leads(seat, at=at)}
    assert leading == {southwark["service"], southwark["coordinator"], barnet["coordinator"]}


@pytest.mark.rule("SO-24", "HO-10")
def test_another_meeting_follows_from_the_same_finding_once_the_first_was_held(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case = told("hold")
    strategy, then = found_complex(case), case.strategy_meetings.get().held_at
    first = convened(southwark, at=then, strategy=strategy)
    assert not complex_abuse.may_be_convened_from(strategy)
    with pytest.raises(AlreadyDone, match="convened from it already"):
        convened(southwark, at=then, strategy=strategy)
    complex_abuse.hold(first, held_at=then, **OUTCOME, by=southwark["service"], at=then)
    second = convened(southwark, at=then, strategy=strategy)
    complex_abuse.hold(second, held_at=then, **OUTCOME, by=southwark["service"], at=then)
    assert ComplexChild.objects.filter(case=case).count() == 2
    assert Event.objects.filter(verb="complex_held").count() == 2
    assert deadline(case, "complex_meeting").closed_at == then


@pytest.mark.rule("SO-24")
def test_a_meeting_convened_in_time_but_held_late_is_late(southwark: Cast, told: Callable[..., Case]) -> None:
    case = told("hold")
    strategy = found_complex(case)
    owed = deadline(case, "complex_meeting")
    meeting = convened(southwark, at=strategy.held_at, strategy=strategy)
    owed.refresh_from_db()
    assert owed.closed_at is None  # that it is convened does not meet the time
    late = owed.due_at + timedelta(seconds=1)
    complex_abuse.hold(meeting, held_at=late, **OUTCOME, by=southwark["service"], at=late)
    owed.refresh_from_db()
    assert (owed.closed_as, owed.breached_at is not None) == ("met", True)


def test_a_strategy_meeting_still_to_be_held_leads_to_none(southwark: Cast, told: Callable[..., Case], at) -> None:
    strategy = told("hold").strategy_meetings.get()
    strategy.complex_abuse, strategy.held_at = True, None
    assert not complex_abuse.may_be_convened_from(strategy)
    with pytest.raises(StepMissing):
        convened(southwark, at=at, strategy=told("hold").strategy_meetings.get())
    assert not ComplexMeeting.objects.exists()


def test_what_came_of_the_meeting_counts_those_with_a_seat_of_this_meeting(
    southwark: Cast, barnet: Cast, meeting: ComplexMeeting, at: datetime
) -> None:
    came, left = seated(southwark, meeting, "health", at=at), seated(southwark, meeting, "school", at=at)
    complex_abuse.withdraw(left, by=southwark["service"], at=at)
    other = convened(barnet, at=at).members.first()
    present = [came.pk, left.pk, other.pk]
    complex_abuse.hold(meeting, held_at=MEETS, **OUTCOME | {"present": present}, by=southwark["service"], at=MEETS)
    noted = {seat: ComplexMember.objects.get(pk=seat.pk).present for seat in (came, left, other)}
    assert noted == {came: True, left: None, other: None}
    assert ComplexMember.objects.filter(meeting=meeting, present=False).count() == 2
    event = Event.objects.get(verb="complex_held")
    assert (event.case, event.detail, event.reason) == ("", {}, "")


def test_what_the_members_are_told_says_neither_why_nor_where(southwark: Cast, meeting: ComplexMeeting, at) -> None:
    seated(southwark, meeting, "health", at=at)
    notices = Message.objects.filter(key__startswith="complex-")
    assert {notice.recipient for notice in notices} == {southwark["coordinator"], southwark["health"]}
    for notice in notices:
        assert notice.url == meeting.get_absolute_url()
        for secret in (FACTS["reason"], FACTS["place"], "flat", southwark["health"].name):
            assert secret not in notice.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_let_each_other_go_at_once_one_stays(southwark: Cast, at: datetime) -> None:
    meeting = convened(southwark, at=at)
    own, chair = seat_of(meeting, southwark, "service"), seat_of(meeting, southwark, "coordinator")
    _, refused = overlapping(
        lambda: complex_abuse.withdraw(chair, by=southwark["service"], at=at),
        lambda: complex_abuse.withdraw(own, by=southwark["coordinator"], at=at),
    )
    assert isinstance(refused, NotEntitled)
    assert [seat.user for seat in seats.current(meeting)] == [southwark["service"]]


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_twice_at_once_is_there_once(southwark: Cast, at: datetime) -> None:
    meeting, agency = convened(southwark, at=at), southwark.agency("health")
    said = {"agency": agency, "words": "Two came to the clinic.", "by": southwark["service"], "at": at}
    outcomes = in_parallel(lambda number: complex_abuse.say(meeting, **said), 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "ComplexStatement"]
    assert ComplexStatement.objects.count() == 1
    outcomes = in_parallel(lambda number: seated(southwark, meeting, "health", at=at), 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "ComplexMember"]
    outcome = OUTCOME | {"held_at": MEETS, "by": southwark["service"], "at": MEETS}
    outcomes = in_parallel(lambda number: complex_abuse.hold(meeting, **outcome), 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDone", "NoneType"]
    assert Event.objects.filter(verb="complex_held").count() == 1

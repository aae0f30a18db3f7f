"""The ladder: a reminder, the breach, rung after rung; each at its moment, each once, and to the right people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mase.agencies.roles import Section
from mase.cases import access, deadlines, ladder, operations
from mase.cases.models import Case, Deadline, DeadlineEvent
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.profiles import Profile
from mase.timescales import parse
from tests.cases.ledger import kinds, notices, recipients, rungs

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
THREE = ("assistant_team_manager", "team_manager", "service_manager")


@pytest.fixture
def profile(southwark: Cast) -> Profile:
    return southwark.authority.profile


@pytest.mark.parametrize(
    ("starts", "reminder", "next_rung", "last_rung"),
    [
        ("2026-03-02T10:00", "2026-03-03T04:00", "2026-03-04T17:00", "2026-03-06T17:00"),
        ("2026-04-02T15:00", "2026-04-03T09:00", "2026-04-07T16:00", "2026-04-09T16:00"),  # Easter, summer time
        ("2026-12-24T11:00", "2026-12-25T05:00", "2026-12-29T17:00", "2026-12-31T17:00"),  # Christmas, Boxing Day moved
        ("2026-12-31T12:00", "2027-01-01T06:00", "2027-01-04T17:00", "2027-01-06T17:00"),
        ("2026-03-28T12:00", "2026-03-29T06:00", "2026-03-30T16:00", "2026-04-01T16:00"),  # the clocks go forward
        ("2026-10-24T12:00", "2026-10-25T06:00", "2026-10-26T17:00", "2026-10-28T17:00"),  # and back
        ("2028-02-28T10:00", "2028-02-29T04:00", "2028-03-01T17:00", "2028-03-03T17:00"),
    ],
)
@pytest.mark.rule("SO-11")
def test_moments_are_a_quarter_before_then_one_and_three_working_days_after(
    profile: Profile, starts: str, reminder: str, next_rung: str, last_rung: str
) -> None:
    due_at = _utc(starts) + timedelta(hours=24)
    found = ladder.moments(None, rungs=3, starts_at=_utc(starts), due_at=due_at, profile=profile)
    assert found == [_utc(reminder), due_at, _utc(next_rung), _utc(last_rung)]


@pytest.mark.parametrize(
    ("length", "before", "ahead"),
    [
        (timedelta(hours=24), None, 6 * HOUR),
        (timedelta(hours=4), None, HOUR),
        (timedelta(hours=2), None, HOUR),  # a quarter would be half an hour
        (timedelta(minutes=20), None, timedelta(minutes=20)),  # at once
        (timedelta(hours=24), "2 hours", 2 * HOUR),
        (timedelta(hours=1), "2 hours", HOUR),
        (timedelta(days=9), "2 days", timedelta(days=2) - timedelta(hours=14) + INSTANT),  # at the end of that day
        (timedelta(days=9), "2 working days", timedelta(days=2) - 7 * HOUR),  # due on a Wednesday at 10:00
    ],
)
def test_the_reminder_comes_before_the_moment_and_never_before_the_start(
    profile: Profile, at: datetime, length: timedelta, before: str | None, ahead: timedelta
) -> None:
    rule = parse(before) if before else None
    found = ladder.moments(rule, rungs=1, starts_at=at, due_at=at + length, profile=profile)
    assert found == [at + length - ahead, at + length]


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (THREE[:1], [{"mash"}, {"mash", "atm"}]),
        (THREE[:2], [{"mash"}, {"mash", "atm"}, {"team"}]),
        (THREE, [{"mash"}, {"mash", "atm"}, {"team"}, {"service"}]),
        (
            (*THREE[:2], "co_ordinator", "mase_administrator", "service_manager"),
            [{"mash"}, {"mash", "atm"}, {"team"}, {"service"}],
        ),  # the last is told last, however many stand between
    ],
    ids=["one", "two", "three", "five"],
)
@pytest.mark.rule("SO-11")
def test_each_rung_is_told_after_its_moment_and_once(
    owed: Callable[..., Deadline], southwark: Cast, roles: tuple[str, ...], told: list[set[str]]
) -> None:
    deadline = owed(*roles)
    assert len(deadline.moments) == len(told)
    for step, moment in enumerate(deadline.moments):
        assert not ladder.sweep(at=moment), "the moment itself is in time"
        expected = ladder.STEPS[min(step, 2)]
        assert [ladder.sweep(at=moment + n * INSTANT) for n in (1, 2)] == [{expected: 1}, {}]
        assert recipients(deadline, step) == {southwark[part] for part in told[step]}
    assert not ladder.sweep(at=deadline.moments[-1] + timedelta(days=365)), "after the last rung it is quiet"
    assert len(notices(deadline)) == sum(map(len, told))


def test_the_ledger_names_the_role_that_was_reached(owed: Callable[..., Deadline]) -> None:
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at - INSTANT)
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert rungs(deadline) == [
        ("reminded", "mash_manager", []),
        ("breached", "assistant_team_manager", []),
        ("escalated", "team_manager", []),
        ("escalated", "service_manager", []),
    ]


def test_the_moment_of_breach_is_kept_and_of_telling_that_of_the_sweep(owed: Callable[..., Deadline]) -> None:
    deadline = owed(*THREE)
    late = deadline.moments[-1] + timedelta(days=3)
    ladder.sweep(at=late)
    deadline.refresh_from_db()
    assert deadline.breached_at == deadline.due_at
    assert list(deadline.events.order_by("pk").values_list("kind", "at"))[1:] == [
        ("breached", deadline.due_at),
        ("escalated", late),
        ("escalated", late),
    ]


def test_a_reminder_whose_due_moment_has_passed_is_not_sent(owed: Callable[..., Deadline]) -> None:
    deadline = owed("service_manager")
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert kinds(deadline) == ["started", "breached"]
    assert not notices(deadline, 0)


def test_at_the_due_moment_itself_the_reminder_still_comes(owed: Callable[..., Deadline]) -> None:
    deadline = owed("service_manager")
    assert ladder.sweep(at=deadline.due_at) == {"reminded": 1}


@pytest.mark.parametrize(
    ("swept", "waits_until"),
    [
        ("2026-03-02T20:00", "2026-03-03T08:00"),
        ("2026-03-03T07:59", "2026-03-03T08:00"),
        ("2026-03-03T08:00", None),  # the next morning would come after the due moment
        ("2026-03-03T09:00", None),
    ],
)
def test_a_reminder_waits_for_the_morning_s_mail_where_that_comes_in_time(
    owed: Callable[..., Deadline], at: datetime, swept: str, waits_until: str | None
) -> None:
    deadline = owed("service_manager")
    Deadline.objects.update(next_at=at, moments=[at, deadline.due_at])
    ladder.sweep(at=_utc(swept))
    (message,) = notices(deadline, 0)
    expected = (True, _utc(waits_until)) if waits_until else (False, _utc(swept))
    assert (message.in_digest, message.try_after) == expected


def test_the_morning_is_london_s(owed: Callable[..., Deadline], at: datetime) -> None:
    deadline = owed("service_manager", due_at=_utc("2026-07-02T10:00"))
    Deadline.objects.update(next_at=at, moments=[at, deadline.due_at])
    ladder.sweep(at=_utc("2026-07-01T20:00"))
    assert notices(deadline, 0)[0].try_after == _utc("2026-07-02T07:00")


def test_a_breach_never_waits(owed: Callable[..., Deadline]) -> None:
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert {(message.in_digest, message.try_after) for message in notices(deadline)} == {
        (False, deadline.moments[-1] + INSTANT)
    }


def test_an_owner_by_name_is_told_and_nobody_else_of_the_role(
    owed: Callable[..., Deadline], hers: Callable, southwark: Cast
) -> None:
    deadline = owed("assistant_team_manager", owner=hers("worker"), owner_role="social_worker")
    ladder.sweep(at=deadline.due_at - INSTANT)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline, 0) == {southwark["worker"]}
    assert recipients(deadline, 1) == {southwark["worker"], southwark["atm"]}


def test_a_manager_by_name_is_told_in_place_of_the_first_role(
    owed: Callable[..., Deadline], hers: Callable, southwark: Cast
) -> None:
    deadline = owed(*THREE, owner=hers("worker"))
    Deadline.objects.update(manager=southwark["team"])
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["worker"], southwark["team"]}
    assert rungs(deadline) == [("breached", "assistant_team_manager", [])]


def test_nobody_of_another_authority_is_told(owed: Callable[..., Deadline], barnet: Cast) -> None:
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert not Message.objects.filter(recipient__in=barnet.people.values()).exists()


def test_a_rung_in_which_nobody_is_goes_up_one_and_the_ledger_names_it(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    _leaves(southwark, "atm", at)
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [("breached", "team_manager", ["assistant_team_manager"])]
    assert recipients(deadline) == {southwark["mash"], southwark["team"]}


def test_two_empty_rungs_go_up_two(owed: Callable[..., Deadline], southwark: Cast, at: datetime) -> None:
    _leaves(southwark, "atm", at)
    _leaves(southwark, "team", at)
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [("breached", "service_manager", ["assistant_team_manager", "team_manager"])]
    assert recipients(deadline) == {southwark["mash"], southwark["service"]}


def test_where_nobody_answers_the_reminder_goes_to_the_first_rung(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    _leaves(southwark, "mash", at)
    deadline = owed("service_manager")
    ladder.sweep(at=deadline.due_at - INSTANT)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [
        ("reminded", "service_manager", ["mash_manager"]),
        ("breached", "service_manager", ["mash_manager"]),
    ]
    assert recipients(deadline, 0) == recipients(deadline, 1) == {southwark["service"]}


def test_a_ladder_with_nobody_on_it_is_breached_all_the_same_and_every_role_is_named(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    for part in ("mash", "atm", "team", "service"):
        _leaves(southwark, part, at)
    deadline = owed(*THREE)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert rungs(deadline) == [("breached", "", ["mash_manager", *THREE])]
    assert not notices(deadline)
    assert DeadlineEvent.objects.exclude(empty=[]).count() == 1, "the operations page finds it"


def test_a_restricted_case_s_notices_go_only_to_whoever_sees_it(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, at: datetime
) -> None:
    deadline = owed(*THREE)
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert {message.recipient for message in notices(deadline)} == {southwark["service"]}
    assert rungs(deadline)[0] == ("breached", "service_manager", ["mash_manager", *THREE[:2]])


@pytest.mark.parametrize("place", ["owner", "manager"])
def test_whoever_no_longer_sees_the_case_is_not_told_by_name_either(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, place: str
) -> None:
    deadline = owed("team_manager", owner=southwark["atm"], owner_role="assistant_team_manager")
    Deadline.objects.update(**{place: southwark["worker"]})
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert southwark["worker"] not in recipients(deadline)
    assert southwark["team"] in recipients(deadline)


def test_a_role_that_sees_only_cases_of_its_own_is_told_of_no_other(
    owed: Callable[..., Deadline], hers: Callable, southwark: Cast
) -> None:
    hers("second.worker")
    deadline = owed("team_manager", owner_role="social_worker")
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["second.worker"], southwark["team"]}


def test_who_holds_no_role_any_more_sees_nothing_by_an_old_grant(
    owed: Callable[..., Deadline], hers: Callable, southwark: Cast, at: datetime
) -> None:
    deadline = owed("team_manager", owner=hers("worker"))
    _leaves(southwark, "worker", at)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["team"]}


def test_only_the_agency_that_answers_and_social_care_stand_on_the_ladder(
    owed: Callable[..., Deadline], case: Case, southwark: Cast, at: datetime
) -> None:
    for short in ("health", "education"):
        agency = southwark.agency(short)
        access.open_to_agency(case, agency, [Section.CASE], by=southwark["mash"], at=at, reason="Asked")
    deadline = owed("partner_lead", "co_ordinator", owner_role="partner_lead", agency=southwark.agency("health"))
    ladder.sweep(at=deadline.moments[-1] + INSTANT)
    assert recipients(deadline, 1) == {southwark["health"]}
    assert recipients(deadline, 2) == {southwark["coordinator"]}


def test_what_an_agency_owes_to_a_meeting_climbs_without_a_case(
    owed: Callable[..., Deadline], southwark: Cast, barnet: Cast
) -> None:
    health = southwark.agency("health")
    deadline = owed("co_ordinator", on=southwark.authority, owner_role="partner_lead", agency=health)
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["health"], southwark["coordinator"]}
    message = notices(deadline)[0]
    assert (message.reference, message.url) == ("", f"/deadlines/{deadline.ref}/")
    assert message.url == deadline.get_absolute_url()


def test_each_authority_owes_its_own(owed: Callable[..., Deadline], southwark: Cast, barnet: Cast) -> None:
    how = {"owner_role": "mase_administrator", "key": "march"}
    ours, theirs = (owed("co_ordinator", on=cast.authority, **how) for cast in (southwark, barnet))
    ladder.sweep(at=ours.due_at + INSTANT)
    assert recipients(ours) == {southwark["minutes"], southwark["coordinator"]}
    assert recipients(theirs) == {barnet["minutes"], barnet["coordinator"]}


def test_a_notice_s_address_is_that_of_the_deadline(owed: Callable[..., Deadline]) -> None:
    deadline = owed("service_manager")
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert {message.url for message in notices(deadline)} == {deadline.get_absolute_url()}


@pytest.mark.rule("SO-11")
def test_each_timescale_of_the_borough_brings_its_own_ladder(case: Case, southwark: Cast, at: datetime) -> None:
    started = deadlines.start(case, "mash_check", at=at, by=None)
    assert started is not None
    assert started.ladder == list(southwark.authority.profile.timescales["mash_check"].ladder)


def _leaves(cast: Cast, part: str, at: datetime) -> None:
    """End all of a person's roles."""
    for membership in cast[part].memberships.all():
        membership.ends_at = at
        membership.save()


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)

"""Whoever covers for somebody away sees their cases from the first day to the last, is told first, and then no more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies import leave as days_away
from mase.agencies.models import Leave, User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, ladder, operations, queries, sharing, standing_in, tasks
from mase.cases.errors import NotEntitled
from mase.cases.models import Basis, Case, Conflict, Deadline, PersonGrant
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from mase.notifications.models import Message
from mase.web import reader
from tests.cases.ledger import recipients, rungs
from tests.cases.pages import error_of, texts
from tests.meetings.typing_in import day

INSTANT = timedelta(microseconds=1)
BEFORE = timedelta(days=3)
TODAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
SATURDAY_BEGINS = datetime(2026, 3, 7, 0, 0, tzinfo=UTC)
SignIn = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case], at: datetime) -> Case:
    """A case that was allocated to the social worker some days ago."""
    return told("allocate", begins_at=at - BEFORE)


@pytest.fixture
def cover(southwark: Cast, at: datetime) -> Callable[..., Leave]:
    """The worker is away this week, and the second one covers: cover(begins_on=…)."""

    def note(by: str = "worker", **days: date) -> Leave:
        who = {"covered_by": southwark["second.worker"], "by": southwark[by], "at": at}
        return standing_in.note_leave(southwark["worker"], **({"begins_on": TODAY, "ends_on": FRIDAY} | days | who))

    return note


def _sees(user: User, case: Case, at: datetime) -> bool:
    return access.may(user, Permission.SCREENING_COMPLETE, case, at=at)


def test_whoever_covers_sees_the_cases_until_the_last_day_is_over(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    second = southwark["second.worker"]
    assert not _sees(second, case, at)
    cover()
    assert _sees(second, case, at)
    assert _sees(second, case, SATURDAY_BEGINS - INSTANT)
    assert not _sees(second, case, SATURDAY_BEGINS)
    assert _sees(southwark["worker"], case, at), "nothing is taken from the absent worker"
    reasons = set(case.person_grants.filter(user=second).values_list("reason", "ends_at"))
    assert reasons == {(f"Covers {southwark['worker'].name}’s days away", SATURDAY_BEGINS)}


def test_the_last_day_ends_at_midnight_in_london(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover(ends_on=date(2026, 4, 3))  # in summer time
    assert _sees(southwark["second.worker"], case, datetime(2026, 4, 3, 22, 59, tzinfo=UTC))
    assert not _sees(southwark["second.worker"], case, datetime(2026, 4, 3, 23, 0, tzinfo=UTC))


def test_days_to_come_open_nothing_before_their_first(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover(begins_on=TUESDAY)
    assert not _sees(southwark["second.worker"], case, at)
    assert standing_in.keep_up(at=at + timedelta(hours=13)) == 0, "still Monday in London"
    assert standing_in.keep_up(at=at + timedelta(hours=14)) == 1
    assert _sees(southwark["second.worker"], case, at + timedelta(hours=14))


def test_the_minute_tick_opens_them(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime, clock: Any
) -> None:
    cover(begins_on=TUESDAY)
    clock.shift(timedelta(days=1))
    for _ in range(2):
        tasks.sweep()
    assert _sees(southwark["second.worker"], case, at + timedelta(days=1))
    assert Event.objects.filter(verb="cover_arranged", case=case.ref).count() == 1


def test_a_case_that_is_allocated_meanwhile_is_open_to_the_cover_at_once(
    told: Callable[..., Case], cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover()
    other = told("decide", number=1, begins_at=at - BEFORE)
    operations.allocate(other, southwark["worker"], by=southwark["team"], at=at)
    assert _sees(southwark["second.worker"], other, at)


def test_a_case_that_goes_to_somebody_else_meanwhile_is_closed_to_the_cover(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    third = _third_worker(southwark, at)
    cover()
    operations.allocate(case, third, by=southwark["team"], at=at + timedelta(hours=1), hand_over="Begin with a visit")
    assert not _sees(southwark["second.worker"], case, at + timedelta(hours=1))
    assert standing_in.keep_up(at=at + timedelta(hours=2)) == 0


def test_a_case_that_goes_to_the_cover_stays_theirs(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover()
    operations.allocate(case, southwark["second.worker"], by=southwark["team"], at=at + timedelta(hours=1))
    assert _sees(southwark["second.worker"], case, SATURDAY_BEGINS + BEFORE)


def test_back_early_the_cover_sees_them_no_more(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    standing_in.end_leave(cover(), by=southwark["worker"], at=at + timedelta(days=1))
    assert not _sees(southwark["second.worker"], case, at + timedelta(days=1))
    withdrawn = Event.objects.get(verb="access_withdrawn")
    assert (withdrawn.case, withdrawn.detail["person"]) == (case.ref, southwark["second.worker"].pk)
    assert standing_in.keep_up(at=at + timedelta(days=1, hours=1)) == 0


def test_what_the_cover_was_given_for_another_reason_stays(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    why = {"reason": "Knows the sister", "basis": Basis.SAFEGUARDING, "ends_at": None}
    sharing.give(case, southwark["second.worker"], ["screening"], by=southwark["team"], at=at, **why)
    ended = cover()
    assert _sees(southwark["second.worker"], case, at)
    standing_in.end_leave(ended, by=southwark["worker"], at=at)
    reasons = set(case.person_grants.filter(user=southwark["second.worker"]).values_list("reason", flat=True))
    assert reasons == {"Knows the sister"}


def test_access_by_cover_is_not_taken_away_by_hand(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover()
    with pytest.raises(NotEntitled, match="Covering a colleague"):
        sharing.take(case, southwark["second.worker"], reason="Mistake", by=southwark["team"], at=at)


def test_a_restricted_record_is_not_opened_to_whoever_covers(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    operations.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    cover()
    assert not _sees(southwark["second.worker"], case, at)


def test_nor_is_a_case_from_which_a_conflict_keeps_them(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    declared = {"declared_at": at, "declared_by": southwark["privacy"]}
    Conflict.objects.create(user=southwark["second.worker"], person=case.child, relation="Aunt", **declared)
    cover()
    assert not PersonGrant.objects.filter(user=southwark["second.worker"]).exists()


def test_nor_a_closed_one(case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime) -> None:
    case.stage, case.closed_at, case.closed_by = Stage.CLOSED, at, southwark["team"]
    case.closed_as, case.closed_because = "moved", "Moved away"
    case.save()
    cover()
    assert not _sees(southwark["second.worker"], case, at)


def test_a_manager_who_sees_neither_opens_them_all_the_same(
    case: Case, southwark: Cast, cover: Callable[..., Leave], at: datetime
) -> None:
    with reader.answering(southwark["team"].pk, at=at):
        cover(by="team")
    assert _sees(southwark["second.worker"], case, at)


def test_whoever_covers_is_told_that_they_do(cover: Callable[..., Leave], southwark: Cast) -> None:
    cover(begins_on=TUESDAY)
    message = southwark["second.worker"].messages.get()
    assert (message.text, message.url, message.reference) == ("You cover for a colleague", "/leave/", "")


def test_the_cover_has_what_is_due_in_my_work_marked_as_covered(
    case: Case, cover: Callable[..., Leave], southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    second = southwark["second.worker"]
    assert not queries.owed_by(second, at=at).exists()
    cover()
    assert {deadline.case for deadline in queries.owed_by(second, at=at)} == {case}
    page = signed_in(second).get("/")
    shown = " ".join(texts(page, "main"))
    assert f"You cover for {southwark['worker'].name} until 6 March 2026" in shown
    assert f"{southwark['worker'].name} You cover" in shown
    assert not queries.owed_by(second, at=SATURDAY_BEGINS).exists()


def test_the_own_work_of_the_cover_is_not_marked(
    told: Callable[..., Case], cover: Callable[..., Leave], southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    mine = told("decide", number=1, begins_at=at - BEFORE)
    operations.allocate(mine, southwark["second.worker"], by=southwark["team"], at=at)
    cover()
    page = signed_in(southwark["second.worker"]).get("/")
    assert mine.ref in page.content.decode()
    assert "You cover" not in " ".join(texts(page, ".app-work"))


def test_the_cover_is_reminded_in_place_of_the_next_on_the_ladder(
    owed: Callable[..., Deadline], hers: Callable[[str], User], southwark: Cast, cover: Callable[..., Leave]
) -> None:
    hers("second.worker")
    cover()
    deadline = owed("assistant_team_manager", "service_manager", owner=hers("worker"), owner_role="social_worker")
    ladder.sweep(at=deadline.due_at - INSTANT)
    assert recipients(deadline, 0) == {southwark["worker"], southwark["second.worker"]}
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline, 1) == {southwark["worker"], southwark["second.worker"], southwark["atm"]}
    assert rungs(deadline) == [("reminded", "social_worker", []), ("breached", "assistant_team_manager", [])]


def test_a_cover_who_does_not_see_the_case_is_passed_over(
    case: Case, owed: Callable[..., Deadline], southwark: Cast, cover: Callable[..., Leave]
) -> None:
    cover()
    case.person_grants.filter(user=southwark["second.worker"]).delete()
    deadline = owed("assistant_team_manager", owner=southwark["worker"], owner_role="social_worker")
    ladder.sweep(at=deadline.due_at - INSTANT)
    assert recipients(deadline, 0) == {southwark["worker"], southwark["atm"]}


def test_for_a_manager_by_name_their_cover_is_told(
    owed: Callable[..., Deadline], southwark: Cast, at: datetime
) -> None:
    days = {"begins_on": TODAY, "ends_on": FRIDAY, "noted_by": southwark["service"], "noted_at": at}
    Leave.objects.create(user=southwark["service"], covered_by=southwark["team"], **days)
    deadline = owed("assistant_team_manager", "service_manager")
    Deadline.objects.update(manager=southwark["service"])
    ladder.sweep(at=deadline.due_at + INSTANT)
    assert recipients(deadline) == {southwark["mash"], southwark["team"]}


def test_notices_about_a_case_reach_the_cover_too(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover()
    told = {"url": "/", "at": at, "key": "new", "reference": case.ref}
    notices.tell([southwark["worker"]], "A new concern came in", **told)
    found = Message.objects.filter(key="new").order_by("pk").values_list("recipient__email", "text")
    assert set(found) == {
        (southwark["worker"].email, "A new concern came in"),
        (southwark["second.worker"].email, "You cover: A new concern came in"),
    }


@pytest.mark.parametrize(("after", "reference"), [(timedelta(0), ""), (timedelta(days=5), "ANY")])
def test_but_not_what_concerns_the_person_nor_after_the_last_day(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime, after: timedelta, reference: str
) -> None:
    cover()
    told = {"url": "/", "at": at + after, "key": "new", "reference": reference and case.ref}
    notices.tell([southwark["worker"]], "Something", **told)
    assert [message.recipient for message in Message.objects.filter(key="new")] == [southwark["worker"]]


def test_who_is_told_anyway_is_told_once_and_as_themselves(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    cover()
    people = [southwark["worker"], southwark["second.worker"]]
    notices.tell(people, "A new concern came in", url="/", at=at, key="new", reference=case.ref)
    assert set(Message.objects.filter(key="new").values_list("text", flat=True)) == {"A new concern came in"}


def test_a_conflict_keeps_the_cover_from_the_notice(
    case: Case, cover: Callable[..., Leave], southwark: Cast, at: datetime
) -> None:
    declared = {"declared_at": at, "declared_by": southwark["privacy"]}
    Conflict.objects.create(user=southwark["second.worker"], person=case.child, relation="Aunt", **declared)
    cover()
    notices.tell([southwark["worker"]], "A new concern", url="/", at=at, key="new", reference=case.ref)
    assert [message.recipient for message in Message.objects.filter(key="new")] == [southwark["worker"]]


@pytest.mark.parametrize("part", ["atm", "team", "coordinator", "school", "worker"])
def test_only_a_colleague_with_the_same_role_covers(southwark: Cast, at: datetime, part: str) -> None:
    who = {"covered_by": southwark[part], "by": southwark["team"], "at": at}
    with pytest.raises(days_away.CoverRefused):
        standing_in.note_leave(southwark["worker"], begins_on=TODAY, ends_on=FRIDAY, **who)
    assert not Leave.objects.exists()


@pytest.mark.parametrize(("begins_on", "free"), [(FRIDAY, False), (date(2026, 3, 7), True)])
def test_nobody_covers_who_is_away_then(
    southwark: Cast, cover: Callable[..., Leave], at: datetime, begins_on: date, free: bool
) -> None:
    Leave.objects.create(
        user=southwark["second.worker"],
        begins_on=begins_on,
        ends_on=begins_on,
        noted_by=southwark["second.worker"],
        noted_at=at,
    )
    if free:
        assert cover().covered_by == southwark["second.worker"]
    else:
        with pytest.raises(days_away.CoverRefused, match="away on some of these days too"):
            cover()


def test_on_the_page_one_chooses_who_covers(southwark: Cast, signed_in: SignIn) -> None:
    desk = signed_in(southwark["worker"])
    options = texts(desk.get("/leave/"), "select[name=covered_by] option")
    assert options == ["Nobody yet", southwark["second.worker"].name]
    days = {**day("begins_on", TUESDAY), **day("ends_on", FRIDAY)}
    typed = {"person": southwark["worker"].pk, "covered_by": southwark["second.worker"].pk, **days}
    answer = desk.post("/leave/", typed, follow=True)
    assert southwark["second.worker"].name in " ".join(texts(answer, "tbody"))
    assert Leave.objects.get().covered_by == southwark["second.worker"]


def test_a_manager_s_mistaken_choice_is_explained_beside_it(southwark: Cast, signed_in: SignIn) -> None:
    days = {**day("begins_on", TUESDAY), **day("ends_on", FRIDAY)}
    typed = {"person": southwark["worker"].pk, "covered_by": southwark["atm"].pk, **days}
    page = signed_in(southwark["team"]).post("/leave/", typed)
    assert error_of(page, "covered_by") == "Choose somebody else of the same agency who has the same role"
    assert f'value="{southwark["atm"].pk}" selected' in page.content.decode()


def test_the_page_says_for_whom_one_covers(cover: Callable[..., Leave], southwark: Cast, signed_in: SignIn) -> None:
    cover()
    shown = " ".join(texts(signed_in(southwark["second.worker"]).get("/leave/"), "main"))
    assert f"You cover for {southwark['worker'].name} until 6 March 2026." in shown


def _third_worker(cast: Cast, at: datetime) -> User:
    person = cast["minutes"]
    person.memberships.create(agency=cast.agency("csc"), role="social_worker", begins_at=at - BEFORE)
    return person

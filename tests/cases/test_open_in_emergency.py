"""An emergency opens a record for one hour, to be read, and tells whoever answers for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mase.agencies import operations as agencies
from mase.agencies.duties import READ_IN_EMERGENCY
from mase.agencies.models import Kind, User
from mase.agencies.roles import ROLES, Permission, Section
from mase.audit.models import Event
from mase.cases import access, deadlines, emergency, operations
from mase.cases.emergency import HasAccess, NotThere, TooOften
from mase.cases.models import Basis, Case, Conflict, Deadline, Emergency, Outcome, PersonGrant
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.emergencies import NEED, WHY, taken
from tests.factories import CaseFactory
from tests.together import in_parallel

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def outsider(southwark: Cast) -> User:
    """A social worker to whom the case is not allocated."""
    return southwark["second.worker"]


def sees(user: User, case: Case, at: datetime) -> bool:
    listed = case in access.page(access.visible(user, at=at))
    assert listed is access.may(user, Permission.CASE_VIEW, case, at=at)
    return listed


def told(case: Case) -> set[tuple[str, str, str]]:
    rows = Message.objects.filter(key__startswith="emergency").values_list("recipient__email", "text", "url")
    return {(email.partition("@")[0], text, url) for email, text, url in rows}


def kept_from(user: User, case: Case, at: datetime) -> Conflict:
    return Conflict.objects.create(user=user, person=case.child, relation="Her aunt", declared_at=at, declared_by=user)


def test_the_record_is_open_for_an_hour_and_closes_by_itself_at_its_minute(
    case: Case, outsider: User, at: datetime
) -> None:
    assert not sees(outsider, case, at)
    opened = taken(case, outsider, at=at)
    assert opened.ends_at == at + HOUR
    moments = (at, at + HOUR - timedelta(minutes=1), at + HOUR - SECOND, at + HOUR, at + HOUR + timedelta(minutes=1))
    assert [sees(outsider, case, moment) for moment in moments] == [True, True, True, False, False]


def test_the_grants_say_why_on_what_basis_and_until_when(case: Case, outsider: User, at: datetime) -> None:
    taken(case, outsider, at=at)
    grants = PersonGrant.objects.filter(content_object=case, user=outsider)
    assert set(grants.values_list("reason", "basis", "ends_at", "granted_by")) == {
        ("Emergency: A child is missing now", Basis.VITAL, at + HOUR, outsider.pk)
    }


@pytest.mark.parametrize(
    ("part", "left_out"), [("second.worker", {"request"}), ("police.mash", {"request", "screening", "history"})]
)
def test_it_opens_what_the_role_may_read_and_nothing_else(
    case: Case, southwark: Cast, at: datetime, part: str, left_out: set[str]
) -> None:
    taken(case, southwark[part], at=at)
    grants = PersonGrant.objects.filter(content_object=case, user=southwark[part])
    opened = {code.removeprefix("see_") for code in grants.values_list("permission__codename", flat=True)}
    assert opened == {section.value for section in Section} - left_out


@pytest.mark.parametrize("part", ["second.worker", "police.mash", "team"])
def test_the_record_can_be_read_but_nothing_in_it_changed_and_no_access_passed_on(
    case: Case, southwark: Cast, at: datetime, part: str
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    taken(case, southwark[part], at=at)
    standing = access.standing(southwark[part], case, at=at)
    (role,) = {membership.role for membership in standing.memberships}
    of_cases = {permission for permission in ROLES[role].permissions if permission.section}
    assert {permission for permission in of_cases if standing.may(permission)} == of_cases & READ_IN_EMERGENCY
    for permission in of_cases - READ_IN_EMERGENCY:
        visible = access.visible(southwark[part], at=at, needing=permission)
        assert not any(grants.filter(content_object=case).exists() for grants in visible), permission


def test_what_others_give_within_the_hour_is_not_cut_short_by_it(
    case: Case, outsider: User, southwark: Cast, at: datetime
) -> None:
    taken(case, outsider, at=at)
    operations.advance(case, operations.Step.REFERRED, by=southwark["mash"], at=at)
    access.open_to_person(case, outsider, Section, by=southwark["team"], at=at, reason="Allocated")
    assert access.may(outsider, Permission.SCREENING_COMPLETE, case, at=at)
    emergency.end(case.ref, by=outsider, at=at + SECOND)
    assert sees(outsider, case, at + 2 * HOUR)


def test_the_act_stands_in_the_trail_with_its_reason(case: Case, outsider: User, at: datetime) -> None:
    opened = taken(case, outsider, at=at)
    event = Event.objects.get(verb="emergency_opened")
    assert (event.actor, event.case, event.reason, event.detail) == (outsider.pk, case.ref, WHY, {"need": "missing"})
    assert (event.subject_id, event.agency) == (opened.pk, "southwark-csc")


def test_the_worker_their_manager_and_the_privacy_officer_are_told_without_any_detail(
    told_case: Case, outsider: User, at: datetime
) -> None:
    opened = taken(told_case, outsider, at=at + timedelta(days=3))
    guardian = ("A record that you answer for was opened in an emergency", told_case.get_absolute_url())
    officer = ("A record was opened in an emergency: review it", f"/emergencies/{opened.pk}/")
    assert told(told_case) == {("worker", *guardian), ("team", *guardian), ("privacy", *officer)}
    messages = Message.objects.filter(key__startswith="emergency")
    assert set(messages.values_list("reference", flat=True)) == {told_case.ref}


@pytest.fixture
def told_case(told: Callable[..., Case]) -> Case:
    return told("allocate")


def test_while_nobody_is_allocated_whoever_is_on_duty_is_told(case: Case, outsider: User, at: datetime) -> None:
    taken(case, outsider, at=at)
    assert {who for who, _, _ in told(case)} == {"mash", "privacy"}


def test_of_a_restricted_record_whoever_restricted_it_is_told_and_nobody_is_led_to_a_page_that_is_not_there(
    told_case: Case, outsider: User, southwark: Cast, at: datetime
) -> None:
    later = at + timedelta(days=3)
    operations.restrict(told_case, by=southwark["service"], at=later, reason="Related to a member of staff")
    opened = taken(told_case, outsider, at=later)
    text, home = "A restricted record was opened in an emergency", told_case.get_absolute_url()
    officer = ("privacy", "A record was opened in an emergency: review it", f"/emergencies/{opened.pk}/")
    assert told(told_case) == {
        ("worker", text, home),
        ("team", text, "/notices/"),
        ("service", text, home),
        officer,
    }


def test_nobody_is_told_of_their_own_act(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    taken(case, southwark["mash"], at=at)
    assert {who for who, _, _ in told(case)} == {"service", "privacy"}


def test_the_review_is_due_two_working_days_later_and_answered_for_by_the_privacy_officer(
    case: Case, outsider: User, at: datetime
) -> None:
    opened = taken(case, outsider, at=at)
    owed = Deadline.objects.get(code="emergency_review")
    assert (owed.owner_role, owed.case, owed.path) == ("privacy_officer", None, f"/emergencies/{opened.pk}/")
    assert owed.due_at == emergency.due_at(opened) == deadlines.reckon(case.authority, "emergency_review", at=at)
    assert owed.due_at.date() == date(2026, 3, 4)


def test_a_second_time_within_the_hour_changes_nothing(case: Case, outsider: User, at: datetime) -> None:
    first = taken(case, outsider, at=at)
    second = taken(case, outsider, at=at + timedelta(minutes=30))
    assert second == first
    assert Emergency.objects.get().ends_at == at + HOUR
    assert Message.objects.filter(recipient__email__startswith="privacy").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_counts(case: Case, outsider: User, at: datetime) -> None:
    one, other = in_parallel(lambda number: taken(case, outsider, at=at), 2)
    assert one == other == Emergency.objects.get()
    assert Deadline.objects.filter(code="emergency_review").count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_no_more_than_three_records_open(southwark: Cast, outsider: User, at: datetime) -> None:
    cases = [CaseFactory(cast=southwark, opened_at=at) for _ in range(4)]
    outcomes = in_parallel(lambda number: taken(cases[number], outsider, at=at), 4)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Emergency"] * 3 + ["TooOften"]


def test_the_fourth_in_a_day_is_refused_and_names_the_manager(southwark: Cast, outsider: User, at: datetime) -> None:
    cases = [CaseFactory(cast=southwark, opened_at=at) for _ in range(4)]
    left = [emergency.left_today(outsider, at=at)]
    for case in cases[:3]:
        taken(case, outsider, at=at)
        emergency.end(case.ref, by=outsider, at=at + SECOND)
        left.append(emergency.left_today(outsider, at=at))
    assert left == [3, 2, 1, 0]
    with pytest.raises(TooOften, match="Ring your manager"):
        taken(cases[3], outsider, at=at + timedelta(hours=5))
    with pytest.raises(TooOften):
        emergency.refuse_needless(cases[3].ref, by=outsider, at=at + timedelta(hours=5))
    taken(cases[3], southwark["police.mash"], at=at)


@pytest.mark.parametrize(
    ("third", "fourth"),
    [
        (datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), datetime(2026, 7, 1, 23, 0, tzinfo=UTC)),
    ],
    ids=["winter", "summer"],
)
def test_the_day_is_london_s(southwark: Cast, outsider: User, third: datetime, fourth: datetime) -> None:
    cases = [CaseFactory(cast=southwark, opened_at=third) for _ in range(4)]
    for case in cases[:3]:
        taken(case, outsider, at=third)
    with pytest.raises(TooOften):
        taken(cases[3], outsider, at=third)
    assert taken(cases[3], outsider, at=fourth).case == cases[3]


@pytest.mark.parametrize("part", ["team", "mash"])
def test_whoever_has_access_is_told_so(case: Case, southwark: Cast, at: datetime, part: str) -> None:
    for act in (
        lambda user: taken(case, user, at=at),
        lambda user: emergency.refuse_needless(case.ref, by=user, at=at),
    ):
        with pytest.raises(HasAccess, match="You have access to this record already") as refusal:
            act(southwark[part])
        assert refusal.value.ref == case.ref
    assert not Emergency.objects.exists()


def test_a_conflict_of_interest_beats_the_emergency_in_the_words_for_what_is_not_there(
    case: Case, outsider: User, at: datetime
) -> None:
    kept_from(outsider, case, at)
    with pytest.raises(NotThere) as kept:
        taken(case, outsider, at=at)
    with pytest.raises(NotThere) as unknown:
        emergency.open_record("ZZZZ-2222", need=NEED, reason=WHY, by=outsider, at=at)
    assert str(kept.value) == str(unknown.value)
    assert not Emergency.objects.exists()


def test_a_conflict_declared_within_the_hour_closes_the_record(case: Case, outsider: User, at: datetime) -> None:
    taken(case, outsider, at=at)
    kept_from(outsider, case, at)
    assert not sees(outsider, case, at + SECOND)


def test_who_has_lost_the_role_within_the_hour_sees_nothing(
    case: Case, outsider: User, southwark: Cast, at: datetime
) -> None:
    taken(case, outsider, at=at)
    agencies.end_membership(outsider.memberships.get(), by=southwark["admin"], at=at + SECOND)
    assert not sees(outsider, case, at + SECOND)


def test_ended_early_it_is_closed_at_once_and_only_once(case: Case, outsider: User, at: datetime) -> None:
    taken(case, outsider, at=at)
    early = at + timedelta(minutes=10)
    for _ in range(2):
        emergency.end(case.ref, by=outsider, at=early)
    assert Emergency.objects.get().ends_at == early
    assert not sees(outsider, case, early)
    assert Event.objects.filter(verb="emergency_ended", actor=outsider.pk, case=case.ref).count() == 1


def test_nobody_ends_another_s(case: Case, outsider: User, southwark: Cast, at: datetime) -> None:
    taken(case, outsider, at=at)
    emergency.end(case.ref, by=southwark["team"], at=at + SECOND)
    assert sees(outsider, case, at + SECOND)


def test_after_it_ended_the_record_can_be_opened_again_with_another_review(
    case: Case, outsider: User, at: datetime
) -> None:
    first = taken(case, outsider, at=at)
    second = taken(case, outsider, at=at + HOUR)
    assert second != first
    assert sees(outsider, case, at + HOUR + SECOND)
    assert Deadline.objects.filter(code="emergency_review").count() == 2


def test_another_borough_s_record_opens_in_an_emergency_and_its_own_people_are_told(
    case: Case, barnet: Cast, southwark: Cast, at: datetime
) -> None:
    taken(case, barnet["worker"], at=at)
    assert sees(barnet["worker"], case, at)
    recipients = Message.objects.filter(key__startswith="emergency").values_list("recipient__email", flat=True)
    assert set(recipients) == {"mash@southwark.example", "privacy@southwark.example"}
    assert Deadline.objects.get(code="emergency_review").agency.kind == Kind.SOCIAL_CARE
    assert Deadline.objects.get(code="emergency_review").authority == southwark.authority


class TestByNameAndDateOfBirth:
    @pytest.fixture
    def born(self, case: Case) -> date:
        case.child.given_names, case.child.family_name, case.child.born_on = "Zoë-Ann", "O’Brien", date(2011, 5, 6)
        case.child.save()
        return case.child.born_on

    @pytest.mark.parametrize("names", ["Zoë-Ann O’Brien", "zoë ann obrien", " ZOËANN  O'BRIEN"])
    def test_a_child_is_found_however_the_name_is_spaced_and_marked(
        self, case: Case, born: date, outsider: User, names: str
    ) -> None:
        assert emergency.reference_of(names, born, by=outsider) == case.ref

    @pytest.mark.parametrize(("names", "days"), [("Zoë O’Brien", 0), ("O’Brien Zoë-Ann", 0), ("Zoë-Ann O’Brien", 1)])
    def test_anything_but_the_same_name_and_date_finds_nothing(
        self, born: date, outsider: User, names: str, days: int
    ) -> None:
        assert emergency.reference_of(names, born + timedelta(days=days), by=outsider) == ""

    def test_a_child_from_whom_a_conflict_keeps_the_person_is_not_found(
        self, case: Case, born: date, outsider: User, at: datetime
    ) -> None:
        kept_from(outsider, case, at)
        assert emergency.reference_of("Zoë-Ann O’Brien", born, by=outsider) == ""

    def test_a_record_that_is_open_comes_before_a_newer_one_that_is_closed(
        self, case: Case, born: date, outsider: User, southwark: Cast, at: datetime
    ) -> None:
        newer = CaseFactory(cast=southwark, child=case.child, opened_at=at + HOUR)
        assert emergency.reference_of("Zoë-Ann O’Brien", born, by=outsider) == newer.ref
        operations.close(newer, outcome=Outcome.MOVED, by=southwark["team"], at=at + HOUR, reason="Moved")
        assert emergency.reference_of("Zoë-Ann O’Brien", born, by=outsider) == case.ref

"""Two files are about the same child: the later one rests, the earlier one's social worker takes the concern up."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access, joined, joining, operations
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case, Match, Outcome, Verdict
from mase.cases.stages import Stage
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from referrals import operations as referrals
from referrals.models import Colour
from referrals.operations import early_help
from tests.cases.joins import WHY, join, refer_again
from tests.cases.ledger import kinds, only
from tests.together import overlapping

DAY = timedelta(days=1)
LATER = 4 * DAY


@pytest.fixture
def earlier(told: Callable[..., Case]) -> Case:
    """A case that a social worker has."""
    return told("inform")


@pytest.fixture
def later(earlier: Case, southwark: Cast, at: datetime) -> Case:
    """A referral about the same child that came in four days after the first."""
    return refer_again(southwark, 0, at=at + LATER)


def _sees(user: User, case: Case, at: datetime) -> bool:
    return access.may(user, Permission.REFERRAL_VIEW, case, at=at)


@pytest.mark.rule("SO-21", "HO-5")
def test_the_concern_goes_to_the_social_worker_who_has_the_child(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    join(southwark, later, earlier, at=at + LATER)
    assert (later.stage, earlier.stage) == (Stage.JOINED, Stage.SCREENING)
    owed = only(earlier, "forwarded_concern")
    referral = later.referrals.get()
    assert (owed.owner, owed.manager, owed.key) == (southwark["worker"], southwark["team"], str(referral.pk))
    assert owed.path.startswith(f"/cases/{earlier.ref}/")
    assert str(referral.pk) in owed.path
    assert earlier.transitions.latest("pk").step == "concern_added"


@pytest.mark.rule("SO-21")
def test_the_worker_and_their_manager_are_told_a_reference_and_no_name(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    match = join(southwark, later, earlier, at=at + LATER)
    told = Message.objects.filter(key=f"joined-{match.pk}")
    assert {message.recipient for message in told} == {southwark["worker"], southwark["team"]}
    assert {message.reference for message in told} == {earlier.ref}
    assert all(earlier.child.family_name not in message.text for message in told)


def test_the_time_of_mash_ends_with_words_that_give_nothing_away(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    join(southwark, later, earlier, at=at + LATER)
    for code in ("mash_check", "rag_outcome"):
        assert kinds(only(later, code)) == ["started", "withdrawn"]
        assert only(later, code).events.latest("pk").reason == "Passed to social care"
    assert not later.deadlines.open().exists()


@pytest.mark.rule("ALL-5")
def test_the_worker_sees_the_joined_file_and_hands_it_on(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    assert not _sees(southwark["worker"], later, at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    assert _sees(southwark["worker"], later, at + LATER)
    operations.allocate(earlier, southwark["second.worker"], by=southwark["team"], at=at + LATER + DAY)
    assert not _sees(southwark["worker"], later, at + LATER + DAY)
    assert _sees(southwark["second.worker"], later, at + LATER + DAY)
    reasons = set(later.person_grants.values_list("reason", flat=True))
    assert reasons == {"Same child as a file allocated to them"}


@pytest.mark.rule("ALL-5")
def test_whoever_is_allocated_after_the_files_were_joined_sees_both(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    earlier = told("decide")
    later = refer_again(southwark, 0, at=at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    assert not earlier.deadlines.filter(code="forwarded_concern").exists()
    operations.allocate(earlier, southwark["worker"], by=southwark["team"], at=at + LATER)
    assert _sees(southwark["worker"], later, at + LATER)


@pytest.mark.rule("ALL-5")
def test_closing_the_file_in_which_work_went_on_takes_the_worker_out_of_both(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    join(southwark, later, earlier, at=at + LATER)
    operations.close(earlier, outcome=Outcome.MOVED, reason="Moved", by=southwark["team"], at=at + LATER + DAY)
    assert not later.person_grants.exists()


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("which", ["later", "earlier"])
def test_restricting_one_restricts_the_other(
    later: Case, earlier: Case, southwark: Cast, at: datetime, which: str
) -> None:
    join(southwark, later, earlier, at=at + LATER)
    chosen = later if which == "later" else earlier
    operations.restrict(chosen, by=southwark["service"], at=at + LATER, reason="Related to a member of staff")
    for file in (later, earlier):
        file.refresh_from_db()
        assert file.restricted_by == southwark["service"]
        assert not file.agency_grants.exists()
        assert _sees(southwark["service"], file, at + LATER)
        assert not _sees(southwark["mash"], file, at + LATER)
    assert Event.objects.filter(verb="case_restricted").count() == 2


@pytest.mark.rule("ALL-4")
def test_the_decision_stands_in_the_trail_of_both_files(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    join(southwark, later, earlier, at=at + LATER, by="coordinator")
    found = Event.objects.filter(verb="files_joined").values_list("case", "reason", "detail__other")
    assert set(found) == {(later.ref, WHY, earlier.ref), (earlier.ref, WHY, later.ref)}


def test_nothing_happens_to_a_file_that_rests(later: Case, earlier: Case, southwark: Cast, at: datetime) -> None:
    join(southwark, later, earlier, at=at + LATER)
    referral = later.referrals.get()
    assert referrals.colours_open(referral, at=at + LATER) == []
    with pytest.raises(Refused, match="joined"):
        operations.close(later, outcome=Outcome.MOVED, reason="x", by=southwark["team"], at=at + LATER)
    with pytest.raises(Refused):
        stories.share(southwark, later, at + LATER)


@pytest.mark.rule("HO-5")
def test_with_a_closed_file_mash_goes_on_and_red_opens_that_again(
    earlier: Case, later: Case, southwark: Cast, at: datetime
) -> None:
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    assert (later.stage, earlier.stage) == (Stage.MASH_CHECK, Stage.CLOSED)
    assert only(later, "mash_check").closed_at is None
    for act in (stories.share, stories.answer, stories.decide):
        act(southwark, later, at + LATER + DAY)
    earlier.refresh_from_db()
    assert (later.stage, earlier.stage) == (Stage.JOINED, Stage.ALLOCATION)
    assert list(later.transitions.order_by("-pk").values_list("step", flat=True)[:2]) == ["joined", "red"]
    assert earlier.deadlines.open().filter(code="allocation").exists()
    assert earlier.deadlines.open().get(code="single_assessment").started_at == at + LATER
    assert not later.deadlines.filter(code="allocation").exists()
    assert later.deadlines.open().filter(code="referrer_notice").exists(), "the referrer is told all the same"
    operations.allocate(earlier, southwark["second.worker"], by=southwark["team"], at=at + LATER + DAY)
    assert _sees(southwark["second.worker"], later, at + LATER + DAY)


@pytest.mark.rule("HO-3")
def test_with_a_closed_file_another_outcome_leaves_that_closed(
    earlier: Case, later: Case, southwark: Cast, at: datetime
) -> None:
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    stories.share(southwark, later, at + LATER)
    stories.answer(southwark, later, at + LATER)
    stories.decide(southwark, later, at + LATER, colour=Colour.GREEN)
    stories.inform(southwark, later, at + LATER)
    earlier.refresh_from_db()
    assert (later.stage, earlier.stage) == (Stage.CLOSED, Stage.CLOSED)


@pytest.mark.rule("SO-2", "HO-5")
def test_what_early_help_steps_up_goes_to_the_closed_file_too(
    earlier: Case, later: Case, southwark: Cast, at: datetime
) -> None:
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    stories.share(southwark, later, at + LATER)
    stories.answer(southwark, later, at + LATER)
    stories.decide(southwark, later, at + LATER, colour=Colour.GREEN)
    plan = {"agency": None, "lead_professional": "Ms Adeyemi", "plan": "A mentor", "reason": "The family accepts help"}
    held = early_help.hold(later, **plan, by=southwark["mash"], at=at + LATER)
    early_help.step_up(held, reason="Seen with him again", by=southwark["coordinator"], at=at + LATER + DAY)
    later.refresh_from_db()
    earlier.refresh_from_db()
    assert (later.stage, earlier.stage) == (Stage.JOINED, Stage.ALLOCATION)
    assert not later.deadlines.open().filter(code="allocation").exists()


def test_where_only_the_closed_file_has_been_restricted_since_red_keeps_them_apart(
    earlier: Case, later: Case, southwark: Cast, at: datetime
) -> None:
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + LATER)
    join(southwark, later, earlier, at=at + LATER)
    earlier.restricted_at, earlier.restricted_by, earlier.restricted_because = at + LATER, southwark["service"], "x"
    earlier.save()
    assert joining.pass_to_earlier(later, by=southwark["police.mash"], at=at + LATER) is None


@pytest.mark.parametrize("verdict", [joining.same_child, joining.another_child])
def test_a_second_decision_is_refused_either_way_round(
    later: Case, earlier: Case, southwark: Cast, at: datetime, verdict: Callable[..., Match]
) -> None:
    joining.another_child(later, earlier, reason="Another mother", by=southwark["mash"], at=at + LATER)
    for one, other in ((later, earlier), (earlier, later)):
        with pytest.raises(AlreadyDone, match="decided"):
            verdict(one, other, reason=WHY, by=southwark["coordinator"], at=at + LATER)
    assert Match.objects.count() == 1


def test_another_child_changes_nothing_but_the_record(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    joining.another_child(later, earlier, reason="Another mother", by=southwark["mash"], at=at + LATER)
    assert Match.objects.get().verdict == Verdict.DIFFERENT
    assert later.deadlines.open().filter(code="mash_check").exists()
    assert Event.objects.filter(verb="files_found_different", reason="Another mother").count() == 2
    assert joined.all_of(later) == []


def test_a_file_is_not_joined_twice_nor_to_one_that_rests(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    join(southwark, later, earlier, at=at + LATER)
    third = refer_again(southwark, 0, at=at + LATER + DAY)
    with pytest.raises(AlreadyDone, match="joined"):
        joining.same_child(later, third, reason=WHY, by=southwark["mash"], at=at + LATER + DAY)
    with pytest.raises(Refused, match="Choose that one"):
        joining.same_child(third, later, reason=WHY, by=southwark["mash"], at=at + LATER + DAY)
    with pytest.raises(Refused, match="Work goes on"):
        joining.same_child(earlier, third, reason=WHY, by=southwark["mash"], at=at + LATER + DAY)
    join(southwark, third, earlier, at=at + LATER + DAY)
    assert joined.files_of(earlier) == [later, third]
    assert set(joined.all_of(later)) == {earlier, third}


def test_a_closed_file_is_joined_to_nothing(later: Case, earlier: Case, southwark: Cast, at: datetime) -> None:
    operations.close(earlier, outcome=Outcome.MOVED, reason="Moved", by=southwark["team"], at=at + LATER)
    with pytest.raises(CaseClosed):
        joining.same_child(earlier, later, reason=WHY, by=southwark["mash"], at=at + LATER)


@pytest.mark.rule("ALL-5")
def test_an_open_file_is_not_joined_to_a_restricted_one(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    operations.restrict(earlier, by=southwark["mash"], at=at + LATER, reason="Related to a member of staff")
    with pytest.raises(Refused, match="restricted"):
        joining.same_child(later, earlier, reason=WHY, by=southwark["mash"], at=at + LATER)
    operations.restrict(later, by=southwark["mash"], at=at + LATER, reason="The same child")
    join(southwark, later, earlier, at=at + LATER)
    assert later.stage == Stage.JOINED


@pytest.mark.django_db(transaction=True)
def test_two_people_who_join_at_the_same_moment_join_once(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    how = {"reason": WHY, "at": at + LATER}
    first, second = overlapping(
        lambda: joining.same_child(later, earlier, by=southwark["mash"], **how),
        lambda: joining.same_child(later, earlier, by=southwark["coordinator"], **how),
    )
    assert isinstance(first, Match)
    assert isinstance(second, AlreadyDone)
    assert later.transitions.filter(step="joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_that_are_joined_to_each_other_at_the_same_moment_are_joined_one_way(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    one, other = told("refer"), refer_again(southwark, 0, at=at + DAY)
    how = {"reason": WHY, "at": at + DAY}
    _, second = overlapping(
        lambda: joining.same_child(one, other, by=southwark["mash"], **how),
        lambda: joining.same_child(other, one, by=southwark["coordinator"], **how),
    )
    assert isinstance(second, AlreadyDone)
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.JOINED, Stage.MASH_CHECK}


def test_the_database_refuses_what_no_page_offers(later: Case, earlier: Case, southwark: Cast, at: datetime) -> None:
    match = join(southwark, later, earlier, at=at + LATER)
    third = refer_again(southwark, 1, at=at + LATER)
    facts = {"decided_at": at, "decided_by": southwark["mash"], "decided_because": "x"}
    wrong = (
        ("match_joined_to_one", {"case": later, "other": third, "verdict": Verdict.SAME}),
        ("match_one_verdict_at_a_time", {"case": later, "other": earlier, "verdict": Verdict.DIFFERENT}),
        ("match_of_two", {"case": third, "other": third, "verdict": Verdict.SAME}),
        ("match_undone_facts", {"case": third, "other": later, "verdict": Verdict.SAME, "undone_at": at}),
    )
    for name, row in wrong:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Match.objects.create(**facts, **row)
    assert Match.objects.get() == match

"""A wrong join is taken back: the file stands where it stood, time runs on from its beginning, history stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit.models import Event
from mase.cases import access, joined, joining, operations
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Match, Outcome, Transition
from mase.cases.stages import Stage
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from tests.cases.joins import join, refer_again
from tests.cases.ledger import kinds, only
from tests.cases.pages import error_of, texts
from tests.together import overlapping

DAY = timedelta(days=1)
LATER = 4 * DAY
NOT_SAME = "The mother of this child has another name."


@pytest.fixture
def earlier(told: Callable[..., Case]) -> Case:
    return told("inform")


@pytest.fixture
def later(earlier: Case, southwark: Cast, at: datetime) -> Case:
    return refer_again(southwark, 0, at=at + LATER)


@pytest.fixture
def match(later: Case, earlier: Case, southwark: Cast, at: datetime) -> Match:
    return join(southwark, later, earlier, at=at + LATER + timedelta(hours=1))


def _undo(match: Match, cast: Cast, at: datetime) -> None:
    joining.undo(match, reason=NOT_SAME, by=cast["coordinator"], at=at)


@pytest.mark.rule("ALL-1")
@pytest.mark.parametrize("until", ["refer", "share", "decide"])
def test_the_file_stands_where_it_stood(
    told: Callable[..., Case], earlier: Case, southwark: Cast, at: datetime, until: str
) -> None:
    later = told(until, number=1)
    before = later.stage
    match = join(southwark, later, earlier, at=at + LATER)
    assert later.stage == Stage.JOINED
    _undo(match, southwark, at + LATER + DAY)
    later.refresh_from_db()
    assert later.stage == before
    assert later.transitions.latest("pk").step == "separated"


def test_the_time_of_mash_runs_again_from_its_beginning(
    match: Match, later: Case, southwark: Cast, at: datetime
) -> None:
    due = {code: only(later, code).due_at for code in ("mash_check", "rag_outcome")}
    _undo(match, southwark, at + LATER + timedelta(hours=3))
    for code, moment in due.items():
        running = later.deadlines.open().get(code=code)
        assert (running.started_at, running.due_at, running.owner_role) == (at + LATER, moment, "mash_manager")
        assert kinds(running) == ["started"]
    assert later.deadlines.count() == 4, "what was withdrawn stays in the record"


def test_what_ran_out_meanwhile_is_late_at_once(match: Match, later: Case, southwark: Cast, at: datetime) -> None:
    _undo(match, southwark, at + LATER + 5 * DAY)
    assert later.deadlines.overdue(at + LATER + 5 * DAY).filter(code="mash_check").exists()


@pytest.mark.rule("SO-14")
def test_a_file_that_was_red_waits_for_allocation_again(
    told: Callable[..., Case], earlier: Case, southwark: Cast, at: datetime
) -> None:
    later = refer_again(southwark, 0, at=at + LATER)
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + LATER)
    match = join(southwark, later, earlier, at=at + LATER)
    for act in (stories.share, stories.answer, stories.decide):
        act(southwark, later, at + LATER)
    _undo(match, southwark, at + LATER + DAY)
    later.refresh_from_db()
    assert later.stage == Stage.ALLOCATION
    assert {"allocation", "single_assessment"} <= set(later.deadlines.open().values_list("code", flat=True))
    assert later.deadlines.open().get(code="single_assessment").started_at == at + LATER


@pytest.mark.rule("ALL-5")
def test_what_the_joining_gave_is_taken_back_and_nothing_else(
    match: Match, later: Case, southwark: Cast, at: datetime
) -> None:
    health = southwark["health"]
    access.open_to_person(later, health, [Section.CASE], by=southwark["mash"], at=at, reason="Clinic asks")
    _undo(match, southwark, at + LATER + DAY)
    assert not access.may(southwark["worker"], Permission.CASE_VIEW, later, at=at + LATER + DAY)
    assert list(later.person_grants.values_list("user", "reason")) == [(health.pk, "Clinic asks")]


@pytest.mark.rule("SO-21")
def test_the_worker_owes_nothing_more_and_is_told(
    match: Match, later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    _undo(match, southwark, at + LATER + timedelta(hours=2))
    assert kinds(only(earlier, "forwarded_concern")) == ["started", "withdrawn"]
    told = Message.objects.filter(key=f"separated-{match.pk}")
    assert {message.recipient for message in told} == {southwark["worker"], southwark["team"]}
    back = Message.objects.get(key=f"back-{match.pk}")
    assert (back.recipient, back.reference) == (southwark["mash"], later.ref)


def test_all_history_stays_on_both(match: Match, later: Case, earlier: Case, southwark: Cast, at: datetime) -> None:
    _undo(match, southwark, at + LATER + DAY)
    kept = Match.objects.get()
    assert (kept.undone_by, kept.undone_because) == (southwark["coordinator"], NOT_SAME)
    assert list(later.transitions.order_by("pk").values_list("step", flat=True)) == ["referred", "joined", "separated"]
    assert earlier.transitions.filter(step="concern_added").count() == 1
    for verb in ("files_joined", "files_separated"):
        assert set(Event.objects.filter(verb=verb).values_list("case", flat=True)) == {later.ref, earlier.ref}
    assert joined.files_of(earlier) == []


def test_taken_back_twice_is_refused_even_from_a_stale_page(match: Match, southwark: Cast, at: datetime) -> None:
    stale = Match.objects.get(pk=match.pk)
    _undo(match, southwark, at + LATER + DAY)
    with pytest.raises(AlreadyDone, match="taken this decision back"):
        joining.undo(stale, reason="Again", by=southwark["mash"], at=at + LATER + DAY)
    assert Transition.objects.filter(step="separated").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_back_at_once_do_so_once(match: Match, southwark: Cast, at: datetime) -> None:
    _, second = overlapping(
        lambda: _undo(match, southwark, at + LATER + DAY),
        lambda: joining.undo(Match.objects.get(pk=match.pk), reason="x", by=southwark["mash"], at=at + LATER + DAY),
    )
    assert isinstance(second, AlreadyDone)
    assert Transition.objects.filter(step="separated").count() == 1


def test_afterwards_they_can_be_joined_again(
    match: Match, later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    _undo(match, southwark, at + LATER + DAY)
    later.refresh_from_db()
    again = join(southwark, later, earlier, at=at + LATER + 2 * DAY)
    _undo(again, southwark, at + LATER + 3 * DAY)
    later.refresh_from_db()
    assert later.stage == Stage.MASH_CHECK
    assert Match.objects.filter(undone_at=None).count() == 0


def test_that_another_file_is_about_another_child_can_be_taken_back(
    later: Case, earlier: Case, southwark: Cast, at: datetime
) -> None:
    match = joining.another_child(later, earlier, reason="Other mother", by=southwark["mash"], at=at + LATER)
    _undo(match, southwark, at + LATER)
    later.refresh_from_db()
    assert later.stage == Stage.MASH_CHECK
    assert not later.transitions.filter(step="separated").exists()
    assert Event.objects.filter(verb="files_decision_withdrawn").count() == 2


@pytest.mark.rule("ALL-1")
def test_the_database_refuses_to_separate_what_is_not_joined(later: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.create(case=later, step="separated", at=at, by=southwark["mash"])


@pytest.mark.parametrize("side", ["later", "earlier"])
def test_it_is_taken_back_on_the_page_of_either_file(
    match: Match,
    later: Case,
    earlier: Case,
    southwark: Cast,
    at: datetime,
    clock: Any,
    side: str,
    signed_in: Callable[[User], Client],
) -> None:
    clock.move_to(at + LATER + DAY)
    case = {"later": later, "earlier": earlier}[side]
    address, browser = f"/cases/{case.ref}/known/{match.pk}/undo/", signed_in(southwark["mash"])
    assert error_of(browser.post(address, {"reason": ""}), "reason")
    assert browser.post(address, {"reason": NOT_SAME}).status_code == 302
    later.refresh_from_db()
    assert later.stage == Stage.MASH_CHECK
    answer = browser.post(address, {"reason": NOT_SAME})
    assert answer.status_code == 409
    assert "taken this decision back" in " ".join(texts(answer, "main"))

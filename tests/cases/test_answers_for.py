"""Who answers for a deadline and who may know of it: one rule each, for one deadline and for a list."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mase.agencies.roles import Permission, Section
from mase.cases import access, deadlines
from mase.cases.errors import NotEntitled
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.profiles.vocabulary import COUNTS_BACK, OWN_DATE, RUNS_ON
from tests.factories import DeadlineFactory

CODES = (*RUNS_ON, *COUNTS_BACK, *OWN_DATE)
Owing = Callable[..., Deadline]


@pytest.mark.parametrize(
    ("named", "part", "answers"),
    [
        ("worker", "worker", True),
        ("worker", "mash", False),  # a colleague with the role, where somebody is named
        (None, "mash", True),
        (None, "worker", False),
        (None, "service", False),
    ],
)
def test_it_is_the_person_who_is_named_or_else_whoever_holds_the_role(
    owing: Owing, southwark: Cast, at: datetime, named: str | None, part: str, answers: bool
) -> None:
    deadline = owing(owner=southwark[named] if named else None, owner_role="mash_manager")
    assert access.answers_for(southwark[part], deadline, at=at) is answers


def test_the_role_counts_in_the_agency_that_owes_it(owing: Owing, southwark: Cast, barnet: Cast, at: datetime) -> None:
    deadline = owing(owner_role="mash_manager")
    assert not access.answers_for(barnet["mash"], deadline, at=at)


def test_whoever_held_the_role_until_now_no_longer_answers(owing: Owing, southwark: Cast, at: datetime) -> None:
    deadline, membership = owing(owner_role="mash_manager"), southwark["mash"].memberships.get()
    membership.ends_at = at + timedelta(minutes=1)
    membership.save()
    assert access.answers_for(southwark["mash"], deadline, at=at)
    assert not access.answers_for(southwark["mash"], deadline, at=at + timedelta(minutes=1))


@pytest.mark.parametrize("role", ["mash_manager", "team_manager"])
def test_the_page_offers_to_decide_exactly_where_the_act_is_not_refused(
    case: Case, owing: Owing, southwark: Cast, at: datetime, role: str
) -> None:
    deadline = owing(owner_role=role)
    for part in ("mash", "team", "service"):
        if access.decides_on_time(southwark[part], deadline, at=at):
            deadlines.waive(deadline, at=at, by=southwark[part], reason="Test")
            deadline = owing(owner_role=role)
        else:
            with pytest.raises(NotEntitled):
                deadlines.waive(deadline, at=at, by=southwark[part], reason="Test")


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize("part", ["mash", "worker", "minutes", "health", "education", "inspector", "admin"])
def test_a_list_holds_the_deadlines_that_one_by_one_the_reader_may_know_of(
    case: Case, southwark: Cast, at: datetime, part: str
) -> None:
    _open_in_part(case, southwark, at=at)
    for code in CODES:
        for short in ("csc", "health", "education"):
            how = {"agency": southwark.agency(short), "started_at": at, "due_at": at + timedelta(hours=1)}
            DeadlineFactory(case=case, code=code, **how)
    reader = southwark[part]
    standing = access.standing(reader, case, at=at)
    one_by_one = {deadline for deadline in Deadline.objects.all() if access.may_know(reader, standing, deadline)}
    assert set(Deadline.objects.filter(access.known_set(reader, at=at, codes=CODES))) == one_by_one
    assert bool(one_by_one) is (part not in ("admin", "worker"))


@pytest.mark.rule("BR-1")
def test_an_asked_agency_knows_of_its_own_question_and_of_no_other(case: Case, southwark: Cast, at: datetime) -> None:
    _open_in_part(case, southwark, at=at)
    owed = {
        short: DeadlineFactory(
            case=case, code="information_reply", agency=southwark.agency(short), started_at=at, due_at=at
        )
        for short in ("health", "education")
    }
    known = access.known_set(southwark["health"], at=at, codes=CODES)
    assert list(Deadline.objects.filter(known)) == [owed["health"]]
    assert Deadline.objects.filter(access.known_set(southwark["mash"], at=at, codes=CODES)).count() == 2


def test_a_reader_of_no_codes_knows_of_nothing(owing: Owing, southwark: Cast, at: datetime) -> None:
    owing()
    assert not Deadline.objects.filter(access.known_set(southwark["mash"], at=at, codes=[])).exists()


def _open_in_part(case: Case, cast: Cast, *, at: datetime) -> None:
    how = {"by": cast["mash"], "at": at, "reason": "Test"}
    access.open_to_agency(case, cast.agency("health"), [Section.CASE, Section.REQUEST], **how)
    access.open_to_agency(case, cast.agency("education"), [Section.CASE, Section.PANEL], **how)
    access.open_to_agency(case, cast.agency("police"), [Section.CASE, Section.REFERRAL], **how)
    assert access.may(cast["health"], Permission.REQUEST_ANSWER, case, at=at)

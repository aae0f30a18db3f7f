"""The co-ordinator looks at a child held in early help: it goes on, or comes to its end (SO-2)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Deadline
from mase.clock import LONDON
from mase.demo.cast import Cast
from referrals.models import EarlyHelp, EarlyHelpReview
from referrals.operations import early_help as operations
from tests.referrals.trail import notices, owed, rows
from tests.web.html import one, read, texts, words

TYPED = {
    "held_on-day": "2",
    "held_on-month": "3",
    "held_on-year": "2026",
    "finding": "She is at school\nevery day.",
    "goes_on": "yes",
}


@pytest.fixture
def held(told: Callable[..., Case], southwark: Cast, at: datetime) -> EarlyHelp:
    """A child whom social care has stepped down to early help, on the Monday."""
    facts = {"agency": None, "lead_professional": "Ms Adeyemi", "plan": "Weekly", "reason": "Accepts help"}
    return operations.hold(told("inform", begins_at=at - timedelta(days=1)), by=southwark["team"], at=at, **facts)


@pytest.fixture
def coordinator(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["coordinator"])


def address(held: EarlyHelp) -> str:
    return reverse("review_early_help", args=[held.case.ref, held.pk])


def review(
    held: EarlyHelp, cast: Cast, *, at: datetime, on: date | None = None, goes_on: bool = True
) -> EarlyHelpReview:
    day = on or at.astimezone(LONDON).date()
    return operations.review(held, held_on=day, finding="Better", goes_on=goes_on, by=cast["coordinator"], at=at)


@pytest.mark.rule("SO-2")
def test_while_it_goes_on_the_next_review_is_three_months_after(held: EarlyHelp, southwark: Cast, at: datetime) -> None:
    moment = at + timedelta(days=80)
    review(held, southwark, at=moment, on=date(2026, 5, 18))
    deadline = owed(held.case, "early_help_review")
    assert deadline.due_at.astimezone(LONDON).date() == date(2026, 8, 18)
    assert Deadline.objects.filter(case=held.case, code="early_help_review", closed_as="met").count() == 1
    (row,) = rows(held.case, Verb.EARLY_HELP_REVIEWED)
    assert (row.actor, row.detail) == (southwark["coordinator"].pk, {"goes_on": True})


@pytest.mark.rule("SO-2")
@pytest.mark.parametrize(("minutes", "breached"), [(-1, False), (0, False), (1, True)])
def test_a_review_after_three_months_is_late(held: EarlyHelp, southwark: Cast, minutes: int, breached: bool) -> None:
    due = owed(held.case, "early_help_review").due_at
    review(held, southwark, at=due + timedelta(minutes=minutes))
    ended = Deadline.objects.get(case=held.case, code="early_help_review", closed_at__isnull=False)
    assert (ended.breached_at == due) is breached


@pytest.mark.rule("SO-2")
def test_when_nobody_looks_the_co_ordinator_and_the_service_manager_hear_of_it(
    held: EarlyHelp, southwark: Cast
) -> None:
    ladder.sweep(at=owed(held.case, "early_help_review").due_at + timedelta(minutes=1))
    text = "Deadline passed: Review the child who is held in early help"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {
        "coordinator",
        "service",
    }


@pytest.mark.rule("SO-2", "ALL-4")
def test_where_it_ends_a_manager_is_told_and_the_child_stays_in_view_until_the_case_is_closed(
    held: EarlyHelp, southwark: Cast, later: datetime
) -> None:
    review(held, southwark, at=later, goes_on=False)
    text = "Early help has come to its end"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"mash"}
    held.refresh_from_db()
    assert (held.ended_at, held.case.stage, held.case.closed_at) == (None, "early_help", None)
    assert owed(held.case, "early_help_review")


def test_a_review_from_before_the_newest_leaves_the_time_alone(held: EarlyHelp, southwark: Cast, at: datetime) -> None:
    review(held, southwark, at=at + timedelta(days=60), on=date(2026, 4, 30))
    due = owed(held.case, "early_help_review").due_at
    review(held, southwark, at=at + timedelta(days=61), on=date(2026, 3, 10))
    assert owed(held.case, "early_help_review").due_at == due


def test_the_same_day_twice_is_refused(coordinator: Client, held: EarlyHelp, southwark: Cast, at: datetime) -> None:
    assert [coordinator.post(address(held), TYPED).status_code for _ in range(2)] == [302, 409]
    with pytest.raises(AlreadyDone):
        review(held, southwark, at=at)
    assert held.reviews.count() == 1


@pytest.mark.parametrize("days", [-1, 2])
def test_a_day_before_it_began_or_ahead_is_refused(
    held: EarlyHelp, southwark: Cast, later: datetime, days: int
) -> None:
    day = held.began_at.astimezone(LONDON).date() + timedelta(days=days)
    with pytest.raises(Refused):
        review(held, southwark, at=later, on=day)
    assert not held.reviews.exists()


def test_after_stepping_up_there_is_nothing_to_review(held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    operations.step_up(held, reason="Missing again", by=southwark["team"], at=later)
    with pytest.raises(AlreadyDone):
        review(held, southwark, at=later)


@pytest.mark.rule("SO-2")
def test_the_co_ordinator_records_it_on_the_page(coordinator: Client, held: EarlyHelp, southwark: Cast) -> None:
    answer = coordinator.post(address(held), TYPED)
    assert answer.headers["Location"] == reverse("early_help", args=[held.case.ref])
    made = held.reviews.get()
    assert (made.held_on, made.finding, made.goes_on) == (date(2026, 3, 2), "She is at school\nevery day.", True)
    page = words(one(read(coordinator.get(answer.headers["Location"]).content.decode()), "main"))
    for shown in ("She is at school every day.", "Goes on", southwark["coordinator"].name, "Ms Adeyemi"):
        assert shown in page


@pytest.mark.rule("SO-2", "ALL-4")
@pytest.mark.parametrize(("part", "page"), [("team", "close"), ("coordinator", "early_help")])
def test_where_it_ends_whoever_may_close_goes_on_to_that(
    part: str, page: str, held: EarlyHelp, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(southwark[part]).post(address(held), TYPED | {"goes_on": "no"})
    assert answer.headers["Location"] == reverse(page, args=[held.case.ref])


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    coordinator: Client, held: EarlyHelp, subtests: pytest.Subtests
) -> None:
    wrong = {
        "Error: Enter how the child is now": {"finding": " "},
        "Error: Select whether early help goes on": {"goes_on": ""},
        "Error: The day must be today or in the past": {"held_on-day": "3"},
        "Error: The day must not lie before early help began, 2 March 2026": {"held_on-day": "1"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            typed = TYPED | changes
            page = read(coordinator.post(address(held), typed).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_finding").text_content().split() == typed["finding"].split()
    assert not held.reviews.exists()


@pytest.mark.rule("ALL-5")
def test_who_may_review(held: EarlyHelp, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    for part, status in {"police.mash": 403, "school": 403, "worker": 404, "yjs": 404}.items():
        assert signed_in(southwark[part]).post(address(held), TYPED).status_code == status, part
    assert signed_in(barnet["coordinator"]).post(address(held), TYPED).status_code == 404
    assert not held.reviews.exists()


def test_early_help_of_one_case_is_not_reached_through_another(
    coordinator: Client, held: EarlyHelp, told: Callable[..., Case]
) -> None:
    other = told("share", number=1)
    for name in ("review_early_help", "step_up"):
        assert coordinator.get(reverse(name, args=[other.ref, held.pk])).status_code == 404


def test_other_methods_are_refused(coordinator: Client, held: EarlyHelp) -> None:
    assert coordinator.put(address(held)).status_code == 405


def test_the_database_changes_no_review(held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    made = review(held, southwark, at=later)
    made.finding = "Worse"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        made.save()

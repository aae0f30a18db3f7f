"""A child held in early help is stepped up to social care (SO-2, RE-2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import closing
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.cases.models import Outcome as CaseOutcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import EarlyHelp
from referrals.operations import early_help as operations
from tests.referrals.trail import ended, notices, owed, rows, running
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

FACTS = {"agency": None, "lead_professional": "Ms Adeyemi", "plan": "Weekly", "reason": "Accepts help"}


@pytest.fixture
def held(told: Callable[..., Case], southwark: Cast, at: datetime) -> EarlyHelp:
    return operations.hold(told("inform", begins_at=at - timedelta(days=1)), by=southwark["team"], at=at, **FACTS)


@pytest.fixture
def coordinator(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["coordinator"])


def address(held: EarlyHelp) -> str:
    return reverse("step_up", args=[held.case.ref, held.pk])


def step_up(held: EarlyHelp, cast: Cast, *, at: datetime) -> None:
    operations.step_up(held, reason="Missing again", by=cast["coordinator"], at=at)
    held.case.refresh_from_db()


@pytest.mark.rule("SO-2")
def test_the_case_waits_for_a_social_worker_and_the_team_managers_are_told(
    coordinator: Client, held: EarlyHelp, southwark: Cast, at: datetime
) -> None:
    told_before = notices(southwark["team"])
    answer = coordinator.post(address(held), {"reason": "Missing again\ntwice"})
    assert answer.headers["Location"] == held.case.get_absolute_url()
    held.refresh_from_db()
    assert held.case.stage == "allocation"
    assert (held.ended_by, held.ended_at, held.ended_because) == (
        southwark["coordinator"],
        at,
        "Missing again\ntwice",
    )
    assert running(held.case) == {"allocation"}
    assert ended(held.case, "early_help_review") == "met"
    assert notices(southwark["team"])[len(told_before) :] == ["A case waits for allocation"]
    (row,) = rows(held.case, Verb.STEPPED_UP)
    assert row.reason == "Missing again\ntwice"


@pytest.mark.rule("SO-2")
@pytest.mark.parametrize(
    ("moment", "due_on"),
    [((2026, 4, 2, 15), "2026-04-07"), ((2026, 12, 24, 15), "2026-12-29"), ((2026, 3, 27, 15), "2026-03-30")],
    ids=["over Easter", "over Christmas", "the clocks go forward"],
)
def test_it_is_allocated_within_a_working_day(
    moment: tuple[int, ...], due_on: str, held: EarlyHelp, southwark: Cast
) -> None:
    step_up(held, southwark, at=datetime(*moment, tzinfo=LONDON))
    assert owed(held.case, "allocation").due_at.astimezone(LONDON).date().isoformat() == due_on


@pytest.mark.rule("RE-2", "SO-2")
def test_a_stepped_up_case_takes_the_common_pathway_to_mase(held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    step_up(held, southwark, at=later)
    case = held.case
    stories.allocate(southwark, case, later + timedelta(hours=1))
    assert "screening" in running(case)
    stories.screen(southwark, case, later + timedelta(days=1))
    stories.sign(southwark, case, later + timedelta(days=2))
    stories.convene(southwark, case, later + timedelta(days=2, hours=1))
    stories.hold(southwark, case, later + timedelta(days=3))
    stories.submit(southwark, case, later + timedelta(days=4))
    assert case.stage == "pre_mase"


@pytest.mark.rule("SO-2")
def test_a_child_may_be_held_in_early_help_again_later(held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    step_up(held, southwark, at=later)
    stories.allocate(southwark, held.case, later + timedelta(hours=1))
    again = operations.hold(held.case, by=southwark["team"], at=later + timedelta(days=1), **FACTS)
    assert again.pk != held.pk
    assert held.case.stage == "early_help"


@pytest.mark.rule("SO-2", "ALL-4")
def test_a_case_that_was_closed_and_opened_again_can_be_held_anew(
    held: EarlyHelp, southwark: Cast, later: datetime
) -> None:
    case = held.case
    cases.close(case, outcome=CaseOutcome.EARLY_HELP, by=southwark["team"], at=later, reason="It has helped")
    closing.reopen(case, reason="A new worry", by=southwark["team"], at=later + timedelta(days=1))
    case.refresh_from_db()
    stories.allocate(southwark, case, later + timedelta(days=1, hours=1))
    operations.hold(case, by=southwark["team"], at=later + timedelta(days=2), **FACTS)
    held.refresh_from_db()
    assert held.ended_because == "The case was closed"
    assert case.early_help.filter(ended_at=None).count() == 1


def test_it_is_stepped_up_once(coordinator: Client, held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    assert [coordinator.post(address(held), {"reason": "x"}).status_code for _ in range(2)] == [302, 409]
    with pytest.raises(AlreadyDone):
        step_up(held, southwark, at=later)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_step_it_up_once(held: EarlyHelp, southwark: Cast, later: datetime) -> None:
    def act(number: int) -> None:
        operations.step_up(EarlyHelp.objects.get(pk=held.pk), reason="x", by=southwark["team"], at=later)

    results = in_parallel(act, 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert Case.objects.get(pk=held.case_id).transitions.filter(step="stepped_up").count() == 1


def test_without_a_reason_nothing_happens(coordinator: Client, held: EarlyHelp) -> None:
    page = read(coordinator.post(address(held), {"reason": " "}).content.decode())
    assert texts(page, ".govuk-error-message") == ["Error: Enter why the child needs social care now"]
    held.refresh_from_db()
    assert held.ended_at is None


def test_earlier_early_help_stays_on_its_page(
    coordinator: Client, held: EarlyHelp, southwark: Cast, at: datetime
) -> None:
    step_up(held, southwark, at=at)
    page = words(one(read(coordinator.get(reverse("early_help", args=[held.case.ref])).content.decode()), "main"))
    assert "Earlier early help" in page
    assert "Missing again" in page
    assert "Record a review" not in page


@pytest.mark.rule("ALL-5")
def test_who_may_step_up(held: EarlyHelp, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]) -> None:
    for part, status in {"police.mash": 403, "school": 403, "worker": 404, "yjs": 404}.items():
        assert signed_in(southwark[part]).post(address(held), {"reason": "x"}).status_code == status, part
    assert signed_in(barnet["coordinator"]).post(address(held), {"reason": "x"}).status_code == 404
    held.refresh_from_db()
    assert held.ended_at is None


def test_other_methods_are_refused(coordinator: Client, held: EarlyHelp) -> None:
    assert coordinator.put(address(held)).status_code == 405

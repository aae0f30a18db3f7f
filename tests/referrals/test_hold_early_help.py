"""A child is held in early help instead of the case being closed, and stays in view (SO-2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, CaseClosed, Refused, StepMissing
from mase.cases.models import Case, Deadline
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import Colour, EarlyHelp, RouteCode
from referrals.operations import early_help as operations
from referrals.operations import routes
from tests.once import once
from tests.referrals.trail import notices, owed, rows, running
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

TYPED = {
    "lead_professional": "Ms Adeyemi, learning mentor",
    "agency": "",
    "plan": "She meets her\nevery Tuesday.",
    "reason": "The family accepts help; nobody is harming the child now.",
}


@pytest.fixture
def outcome(told: Callable[..., Case], southwark: Cast, at: datetime) -> Callable[..., Case]:
    """A case whose outcome is agreed, not yet told: outcome(Colour.GREEN)."""

    def tell(colour: Colour = Colour.GREEN, *, number: int = 0) -> Case:
        def act() -> Case:
            case = told("answer", number=number)
            stories.decide(southwark, case, at + timedelta(hours=9), colour=colour)
            return case

        return once(("outcome", colour, number), act)

    return tell


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def hold(case: Case, cast: Cast, *, at: datetime, by: str = "mash") -> EarlyHelp:
    facts = {"agency": None, "lead_professional": "Ms Adeyemi", "plan": "Weekly", "reason": "Accepts help"}
    return operations.hold(case, by=cast[by], at=at, **facts)


def address(case: Case) -> str:
    return reverse("hold_early_help", args=[case.ref])


@pytest.mark.rule("SO-2", "HO-3")
@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.BLUE])
def test_after_a_green_or_blue_outcome_the_case_stays_open(
    colour: Colour, mash: Client, outcome: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = outcome(colour)
    typed = TYPED | {"agency": southwark.agency("education").code}
    assert mash.post(address(case), typed).headers["Location"] == reverse("early_help", args=[case.ref])
    case.refresh_from_db()
    assert (case.stage, case.closed_at) == ("early_help", None)
    held = case.early_help.get()
    assert (held.lead_professional, held.agency) == ("Ms Adeyemi, learning mentor", southwark.agency("education"))
    assert (held.plan, held.reason) == ("She meets her\nevery Tuesday.", TYPED["reason"])
    assert (held.began_by, held.began_at, held.ended_at) == (southwark["mash"], at, None)
    (row,) = rows(case, Verb.EARLY_HELP_HELD)
    assert row.reason == TYPED["reason"]


@pytest.mark.rule("SO-2")
def test_the_co_ordinator_is_told_and_reviews_it_after_three_months(
    outcome: Callable[..., Case], southwark: Cast
) -> None:
    case = outcome()
    hold(case, southwark, at=datetime(2026, 3, 4, 11, tzinfo=LONDON))
    deadline = owed(case, "early_help_review")
    assert deadline.due_at.astimezone(LONDON).date().isoformat() == "2026-06-04"
    assert (deadline.owner_role, deadline.path) == ("co_ordinator", reverse("early_help", args=[case.ref]))
    text = "A child is held in early help"
    assert {part for part, person in southwark.people.items() if text in notices(person)} == {"coordinator"}


@pytest.mark.rule("SO-2")
@pytest.mark.parametrize(
    ("held_at", "due_on"),
    [
        pytest.param((2026, 11, 30), "2027-02-28", id="there is no 30 February"),
        pytest.param((2026, 12, 24), "2027-03-24", id="from Christmas Eve"),
        pytest.param((2026, 3, 28), "2026-06-28", id="the clocks go forward"),
        pytest.param((2026, 3, 2), "2026-06-02", id="over Easter"),
    ],
)
def test_three_months_are_reckoned_by_the_calendar(
    held_at: tuple[int, int, int], due_on: str, outcome: Callable[..., Case], southwark: Cast
) -> None:
    case = outcome()
    hold(case, southwark, at=datetime(*held_at, 23, 30, tzinfo=LONDON))
    assert owed(case, "early_help_review").due_at.astimezone(LONDON).date().isoformat() == due_on


@pytest.mark.rule("ALL-4", "SO-2")
def test_the_referrer_is_still_told_and_the_case_does_not_close_with_it(
    outcome: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = outcome()
    hold(case, southwark, at=later)
    assert "referrer_notice" in running(case)
    stories.inform(southwark, case, later + timedelta(hours=1))
    assert (case.stage, case.closed_at) == ("early_help", None)
    assert running(case) == {"early_help_review"}


@pytest.mark.rule("SO-2")
def test_social_care_steps_down_and_the_worker_no_longer_has_the_case(
    told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = told("inform")
    assert "screening" in running(case)
    hold(case, southwark, at=later, by="team")
    case.refresh_from_db()
    assert (case.stage, case.worker) == ("early_help", None)
    assert not case.person_grants.filter(user=southwark["worker"]).exists()
    assert running(case) == {"early_help_review"}
    assert not Deadline.objects.filter(case=case, code="screening").exclude(closed_as="withdrawn").exists()


@pytest.mark.rule("SO-2")
def test_nobody_steps_down_while_a_strategy_meeting_is_owed(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("sign")
    stories.convene(southwark, case, at + timedelta(days=5))
    with pytest.raises(Refused, match="Something has to be done first: Hold a strategy meeting"):
        hold(case, southwark, at=at + timedelta(days=5), by="team")
    assert not case.early_help.exists()


def test_nobody_steps_down_while_the_case_is_on_a_route(
    told: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = told("inform")
    route = routes.begin(case, RouteCode.TRAFFICKING, reason="x", by=southwark["worker"], at=later)
    with pytest.raises(Refused, match="End the route first"):
        hold(case, southwark, at=later, by="team")
    routes.end(route, because="It was not so", by=southwark["worker"], at=later)
    hold(case, southwark, at=later, by="team")
    assert case.early_help.count() == 1


@pytest.mark.rule("HO-3", "SO-2")
@pytest.mark.parametrize("colour", [Colour.AMBER, Colour.RED])
def test_neither_amber_nor_red_ends_in_early_help(
    colour: Colour, outcome: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = outcome(colour)
    with pytest.raises(StepMissing):
        hold(case, southwark, at=later)
    assert not case.early_help.exists()


@pytest.mark.rule("ALL-1")
def test_before_an_outcome_nothing_is_held(told: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    with pytest.raises(StepMissing):
        hold(told("answer"), southwark, at=later)


def test_a_child_is_not_held_twice(
    mash: Client, outcome: Callable[..., Case], southwark: Cast, later: datetime
) -> None:
    case = outcome()
    assert mash.post(address(case), TYPED).status_code == 302
    assert mash.post(address(case), TYPED).status_code == 409
    with pytest.raises(AlreadyDone):
        hold(case, southwark, at=later)
    assert case.early_help.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_hold_it_once(outcome: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    case = outcome()
    results = in_parallel(lambda number: hold(Case.objects.get(pk=case.pk), southwark, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert case.early_help.count() == 1


def test_a_closed_case_is_not_held(outcome: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    case = outcome()
    stories.inform(southwark, case, later)
    assert case.closed_at
    with pytest.raises((CaseClosed, StepMissing)):
        hold(case, southwark, at=later)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    mash: Client, outcome: Callable[..., Case], subtests: pytest.Subtests
) -> None:
    case = outcome()
    wrong = {
        "Error: Enter who the lead professional is": {"lead_professional": " "},
        "Error: Enter what the plan is": {"plan": ""},
        "Error: Enter why early help is the right answer": {"reason": ""},
        "Error: Select the agency from the list": {"agency": "barnet-health"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            typed = TYPED | changes
            page = read(mash.post(address(case), typed).content.decode())
            assert texts(page, ".govuk-error-message") == [sentence]
            assert one(page, "#id_plan").text_content().split() == typed["plan"].split()
    assert not case.early_help.exists()


def test_long_text_right_to_left_and_emoji_are_kept(mash: Client, outcome: Callable[..., Case]) -> None:
    case, plan = outcome(), "خطة 👧🏾 " + "x" * 3900
    mash.post(address(case), TYPED | {"plan": plan, "lead_professional": "Ní Bhriain-O’Neill, نور"})
    held = case.early_help.get()
    assert (held.plan, held.lead_professional) == (plan, "Ní Bhriain-O’Neill, نور")


@pytest.mark.rule("ALL-5", "SO-2")
def test_who_may_hold_a_child_in_early_help(
    outcome: Callable[..., Case], southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = outcome()
    may = dict.fromkeys(("mash", "coordinator", "team", "service"), 200)
    refused = {"police.mash": 403, "school": 403, "health": 403, "worker": 404, "yjs": 404}
    for part, status in (may | refused).items():
        assert signed_in(southwark[part]).get(address(case)).status_code == status, part
        if part in refused:
            assert signed_in(southwark[part]).post(address(case), TYPED).status_code == status, part
    assert signed_in(barnet["mash"]).post(address(case), TYPED).status_code == 404
    assert not case.early_help.exists()


@pytest.mark.rule("SO-2")
def test_the_page_of_the_case_offers_it_beside_telling_the_referrer(mash: Client, outcome: Callable[..., Case]) -> None:
    case = outcome()
    page = read(mash.get(case.get_absolute_url()).content.decode())
    assert "Hold the child in early help instead" in words(one(page, "main"))
    shown = words(one(read(mash.get(reverse("early_help", args=[case.ref])).content.decode()), "main"))
    assert "The child is not held in early help" in shown
    assert "Hold in early help" in shown


def test_other_methods_are_refused(mash: Client, outcome: Callable[..., Case]) -> None:
    assert mash.put(address(outcome())).status_code == 405

"""The outcomes of a referral in every borough: what each colour leads to, and that amber never rests (HO-3)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mase.agencies.models import User
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case
from mase.cases.models import Outcome as CaseOutcome
from mase.cases.stages import Stage
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, Referral
from tests.once import once
from tests.referrals.trail import notices, running

R, A, G, B = Colour.RED, Colour.AMBER, Colour.GREEN, Colour.BLUE
ALL_FOUR = [R, A, G, B]
OFFERED = {"southwark": ALL_FOUR, "hounslow": ALL_FOUR, "redbridge": ALL_FOUR, "barnet": ALL_FOUR, "bromley": [R, A, B]}
LEADS_TO = {R: Stage.ALLOCATION, A: Stage.AMBER, G: Stage.CLOSING, B: Stage.CLOSING}
CLOSES_AS = {G: CaseOutcome.EARLY_HELP, B: CaseOutcome.NO_FURTHER_ACTION}
COLOURS = [(borough, colour) for borough, offered in OFFERED.items() for colour in offered]


@pytest.fixture
def begun(hire: Callable[[str], Cast], at: datetime) -> Callable[[str], tuple[Cast, Referral]]:
    """A borough and a referral there about which agencies were asked."""

    def begin(borough: str) -> tuple[Cast, Referral]:
        cast = hire(borough)
        case = once(("shared", borough, at), lambda: stories.tell(cast, 0, begins_at=at, until="share"))
        return cast, case.referrals.select_related("case__authority").get()

    return begin


def agreed(referral: Referral, cast: Cast, colour: Colour, *, at: datetime) -> Case:
    fresh = Referral.objects.select_related("case__authority").get(pk=referral.pk)
    outcome = operations.propose(fresh, colour=colour, reason="Fits", by=cast["mash"], at=at)
    operations.agree(outcome, by=cast["police.mash"], at=at)
    return Case.objects.get(pk=referral.case_id)


def names(referral: Referral) -> list[tuple[User, User]]:
    return [(one.proposed_by, one.agreed_by) for one in referral.outcomes.order_by("pk")]


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize("borough", OFFERED)
def test_the_borough_offers_its_own_outcomes(borough: str, begun: Callable, at: datetime) -> None:
    _, referral = begun(borough)
    assert operations.colours_open(referral, at=at) == OFFERED[borough]


@pytest.mark.rule("HO-2")
@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(("borough", "colour"), COLOURS)
def test_each_outcome_leads_where_the_procedure_says(
    borough: str, colour: Colour, begun: Callable, later: datetime
) -> None:
    cast, referral = begun(borough)
    case = agreed(referral, cast, colour, at=later)
    assert case.stage == LEADS_TO[colour]
    assert names(referral) == [(cast["mash"], cast["police.mash"])]
    owed = running(case) & {"amber_resolution", "referrer_notice", "allocation", "single_assessment", "rag_outcome"}
    if colour is A:
        assert owed == {"amber_resolution"}
    else:
        to_social_care = {"allocation", "single_assessment"} if colour is R else set()
        assert owed & {"referrer_notice", "allocation", "rag_outcome"} == {"referrer_notice"} | (
            to_social_care & {"allocation"} & set(case.profile_at(later).timescales)
        )
        assert "There is an outcome for your referral" in notices(cast["school"])
    assert case.closed_at is None


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(("borough", "colour"), [(b, c) for b, c in COLOURS if c in CLOSES_AS])
def test_blue_and_green_close_when_the_referrer_has_been_told(
    borough: str, colour: Colour, begun: Callable, later: datetime
) -> None:
    cast, referral = begun(borough)
    case = agreed(referral, cast, colour, at=later)
    stories.inform(cast, case, later)
    case.refresh_from_db()
    assert (case.stage, case.closed_as, case.closed_at) == (Stage.CLOSED, CLOSES_AS[colour], later)
    with pytest.raises(CaseClosed):
        operations.propose(referral, colour=R, reason="x", by=cast["mash"], at=later)


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize("borough", OFFERED)
def test_red_goes_on_when_the_referrer_has_been_told(borough: str, begun: Callable, later: datetime) -> None:
    cast, referral = begun(borough)
    case = agreed(referral, cast, R, at=later)
    stories.inform(cast, case, later)
    case.refresh_from_db()
    assert (case.stage, case.closed_at) == (Stage.ALLOCATION, None)
    team = notices(cast["team"])
    assert "A case waits for allocation" in team


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize("borough", OFFERED)
@pytest.mark.parametrize("end", [R, B])
def test_amber_ends_in_red_or_blue(borough: str, end: Colour, begun: Callable, later: datetime) -> None:
    cast, referral = begun(borough)
    agreed(referral, cast, A, at=later)
    with pytest.raises(Refused):  # nobody is told, for amber is no end
        stories.inform(cast, referral.case, later)
    assert operations.colours_open(referral, at=later) == [R, B]
    for never in (A, G):
        with pytest.raises(AlreadyDone):
            agreed(referral, cast, never, at=later)
    case = agreed(referral, cast, end, at=later + timedelta(hours=1))
    assert case.stage == LEADS_TO[end]
    assert "amber_resolution" not in running(case)
    assert operations.colours_open(referral, at=later) == []


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize("borough", OFFERED)
def test_a_clock_runs_while_it_is_amber_and_runs_out(borough: str, begun: Callable, later: datetime) -> None:
    cast, referral = begun(borough)
    case = agreed(referral, cast, A, at=later)
    deadline = case.deadlines.open().get(code="amber_resolution")
    assert (deadline.owner_role, deadline.due_at > later) == ("mash_manager", True)
    assert deadline.due_at <= later + timedelta(days=9)

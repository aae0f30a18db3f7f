"""The referrer is told, verbally and in writing; with it blue and green close the case."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case
from mase.cases.models import Outcome as CaseOutcome
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.letters import NOTHING_SHARED, Shared, Whom
from referrals.models import Colour, Outcome, Referral
from tests.referrals.trail import ended, owed, reasons, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SERVICE = "Early help for the whole family"
SHARED = Shared(services=(SERVICE,), with_whom=tuple(Whom))


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client], clock, later: datetime) -> Client:
    """The duty manager, the day after the outcome was agreed."""
    clock.move_to(later)
    return signed_in(southwark["mash"])


@pytest.fixture
def decided(shared: Referral, southwark: Cast, at: datetime) -> Callable[[Colour], Outcome]:
    """Agree an outcome of that colour on Monday at noon."""

    def decide(colour: Colour) -> Outcome:
        stories.decide(southwark, shared.case, at + timedelta(hours=2), colour=colour)
        return shared.outcomes.select_related("referral__case").latest("pk")

    return decide


def address(outcome: Outcome) -> str:
    return reverse("tell_referrer", args=[outcome.referral.case.ref, outcome.pk])


def typed(verbally: date, in_writing: date) -> dict[str, Any]:
    boxes = {"verbally_on": verbally, "in_writing_on": in_writing}
    days = {
        f"{name}-{part}": str(getattr(day, part)) for name, day in boxes.items() for part in ("day", "month", "year")
    }
    return days | {"services": [SERVICE], "shared_with": list(Whom)}


def tell(outcome: Outcome, cast: Cast, *, at: datetime) -> None:
    shared = SHARED if outcome.colour == Colour.GREEN else NOTHING_SHARED
    operations.tell_referrer(outcome, verbally_on=MONDAY, in_writing_on=TUESDAY, shared=shared, by=cast["mash"], at=at)


@pytest.mark.rule("SO-18")
@pytest.mark.parametrize("colour", [Colour.RED, Colour.GREEN, Colour.BLUE])
def test_both_days_are_kept_with_who_told(
    colour: Colour, mash: Client, decided: Callable, southwark: Cast, later: datetime
) -> None:
    outcome = decided(colour)
    response = mash.post(address(outcome), typed(MONDAY, TUESDAY))
    assert response.headers["Location"] == reverse("referrals", args=[outcome.referral.case.ref])
    outcome.refresh_from_db()
    assert (outcome.told_verbally_on, outcome.told_in_writing_on) == (MONDAY, TUESDAY)
    assert (outcome.told_by, reasons(outcome)) == (southwark["mash"], ["+", "~", "~"])
    (row,) = rows(outcome.referral.case, Verb.REFERRER_TOLD)
    assert (row.actor, row.at) == (southwark["mash"].pk, later)


CLOSES = [(Colour.GREEN, CaseOutcome.EARLY_HELP), (Colour.BLUE, CaseOutcome.NO_FURTHER_ACTION)]


@pytest.mark.rule("ALL-4")
@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(("colour", "closed_as"), CLOSES)
def test_blue_and_green_close_with_outcome_reason_and_referrer_told(
    colour: Colour, closed_as: CaseOutcome, decided: Callable, southwark: Cast, later: datetime
) -> None:
    outcome = decided(colour)
    assert Case.objects.get().closed_at is None  # agreed, but nobody has told the referrer
    tell(outcome, southwark, at=later)
    case = Case.objects.get()
    assert (case.stage, case.closed_at, case.closed_by) == (Stage.CLOSED, later, southwark["mash"])
    assert (case.closed_as, case.closed_because) == (closed_as, outcome.reason)
    assert running(case) == {"look_back"}
    assert ended(case, "referrer_notice") == "met"
    assert case.transitions.latest("pk").step == Step.CLOSED
    assert len(rows(case, Verb.CASE_CLOSED)) == 1


@pytest.mark.rule("HO-3")
def test_red_goes_on_once_the_referrer_was_told(decided: Callable, southwark: Cast, later: datetime) -> None:
    tell(decided(Colour.RED), southwark, at=later)
    case, unanswered = Case.objects.get(), ("information_reply", "police_category")
    assert (case.stage, running(case)) == (Stage.ALLOCATION, {"allocation", "single_assessment", *unanswered})


@pytest.mark.rule("SO-18")
@pytest.mark.parametrize("colour", [Colour.RED, Colour.GREEN, Colour.BLUE])
def test_the_referrer_is_to_be_told_by_the_end_of_the_next_working_day(colour: Colour, decided: Callable) -> None:
    deadline = owed(decided(colour).referral.case, "referrer_notice")
    assert (deadline.due_at, deadline.owner_role) == (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), "mash_manager")


def test_of_amber_the_referrer_is_not_told_but_of_what_follows(
    decided: Callable, southwark: Cast, later: datetime
) -> None:
    decided(Colour.AMBER)
    last = decided(Colour.BLUE)
    tell(last, southwark, at=later)
    assert Case.objects.get().stage == Stage.CLOSED


@pytest.mark.rule("HO-3")
def test_telling_of_amber_is_refused_because_amber_is_not_the_end(
    decided: Callable, southwark: Cast, later: datetime
) -> None:
    outcome = decided(Colour.AMBER)
    with pytest.raises(AlreadyDone):
        tell(outcome, southwark, at=later)
    outcome.refresh_from_db()
    assert outcome.told_by is None


def test_telling_of_a_mere_proposal_is_refused(shared: Referral, southwark: Cast, later: datetime) -> None:
    outcome = operations.propose(shared, colour=Colour.BLUE, reason="Nothing", by=southwark["mash"], at=later)
    with pytest.raises(AlreadyDone):
        tell(outcome, southwark, at=later)
    assert Case.objects.get().closed_at is None


@pytest.mark.parametrize("colour", [Colour.RED, Colour.BLUE])
def test_telling_twice_is_explained_and_changes_nothing(colour: Colour, mash: Client, decided: Callable) -> None:
    outcome = decided(colour)
    mash.post(address(outcome), typed(MONDAY, TUESDAY))
    response = mash.post(address(outcome), typed(TUESDAY, TUESDAY))
    assert response.status_code == 409
    outcome.refresh_from_db()
    assert outcome.told_verbally_on == MONDAY
    assert len(rows(outcome.referral.case, Verb.REFERRER_TOLD)) == 1


NOT_YET, BEFORE = date(2026, 3, 4), date(2026, 3, 1)
FUTURE = {
    "verbally": "Error: The day on which the referrer was told in person or by telephone must be today or in the past",
    "in writing": "Error: The day on which the referrer was told in writing must be today or in the past",
}
TOO_EARLY = "Error: The day must not lie before the outcome, 2 March 2026"


@pytest.mark.rule("SO-18")
def test_nobody_is_told_before_the_outcome_or_in_the_future(
    mash: Client, decided: Callable, subtests: pytest.Subtests
) -> None:
    outcome = decided(Colour.BLUE)
    for verbally, in_writing, expected in [
        (NOT_YET, TUESDAY, [FUTURE["verbally"]]),
        (TUESDAY, NOT_YET, [FUTURE["in writing"]]),
        (BEFORE, TUESDAY, [TOO_EARLY]),
        (MONDAY, BEFORE, [TOO_EARLY]),
        (BEFORE, NOT_YET, [TOO_EARLY, FUTURE["in writing"]]),
    ]:
        with subtests.test(verbally=verbally, in_writing=in_writing):
            page = read(mash.post(address(outcome), typed(verbally, in_writing)).content.decode())
            assert texts(page, ".govuk-error-message") == expected
    outcome.refresh_from_db()
    assert outcome.told_by is None
    assert Case.objects.get().closed_at is None


@pytest.mark.parametrize(("verbally", "in_writing"), [(MONDAY, MONDAY), (TUESDAY, MONDAY), (TUESDAY, TUESDAY)])
def test_both_may_be_told_on_the_day_of_the_outcome_and_in_either_order(
    verbally: date, in_writing: date, mash: Client, decided: Callable
) -> None:
    assert mash.post(address(decided(Colour.BLUE)), typed(verbally, in_writing)).status_code == 302
    assert Case.objects.get().closed_at is not None


@pytest.mark.rule("SO-18")
def test_one_of_the_two_is_not_enough(mash: Client, decided: Callable, subtests: pytest.Subtests) -> None:
    outcome = decided(Colour.BLUE)
    for missing in ["verbally_on", "in_writing_on"]:
        with subtests.test(missing=missing):
            boxes = typed(MONDAY, TUESDAY) | {f"{missing}-{part}": "" for part in ("day", "month", "year")}
            page = read(mash.post(address(outcome), boxes).content.decode())
            how = "in person or by telephone" if missing == "verbally_on" else "in writing"
            asked = f"Error: Enter the day on which the referrer was told {how}"
            assert texts(page, ".govuk-error-message") == [asked]
            kept = "in_writing_on" if missing == "verbally_on" else "verbally_on"
            assert one(page, f"#id_{kept}-year").get("value") == "2026"
            outcome.refresh_from_db()
            assert outcome.told_by is None


@pytest.mark.rule("SO-18")
def test_the_database_wants_both_days_and_the_name(
    decided: Callable, southwark: Cast, later: datetime, subtests: pytest.Subtests
) -> None:
    outcome = decided(Colour.RED)
    tell(outcome, southwark, at=later)
    for missing in ("told_verbally_on", "told_in_writing_on", "told_by"):
        with subtests.test(missing=missing):
            outcome.refresh_from_db()
            setattr(outcome, missing, None)
            with pytest.raises(IntegrityError, match="outcome_told_facts"), transaction.atomic():
                outcome.save()


def test_the_page_shows_how_to_reach_the_referrer_when_asked(mash: Client, decided: Callable, southwark: Cast) -> None:
    outcome = decided(Colour.BLUE)
    mash.post(reverse("reveal_informant", args=[outcome.referral.case.ref]), {"back": address(outcome)})
    text = words(one(read(mash.get(address(outcome)).content.decode()), "main"))
    for fact in (southwark["school"].name, "020 7946 0000", southwark["school"].email, "The case closes"):
        assert fact in text


def test_the_page_of_red_does_not_speak_of_closing(mash: Client, decided: Callable) -> None:
    assert "The case closes" not in mash.get(address(decided(Colour.RED))).content.decode()


def test_only_the_duty_manager_of_mash_records_it(
    southwark: Cast, signed_in: Callable[[User], Client], decided: Callable, subtests: pytest.Subtests
) -> None:
    outcome = decided(Colour.BLUE)
    for part in ["police.mash", "coordinator", "team", "school"]:
        with subtests.test(part=part):
            assert signed_in(southwark[part]).post(address(outcome), typed(MONDAY, MONDAY)).status_code == 403
            assert Case.objects.get().closed_at is None


def test_outside_the_case_there_is_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], decided: Callable
) -> None:
    outcome = decided(Colour.BLUE)
    for stranger in (southwark["other.school"], barnet["mash"]):
        assert signed_in(stranger).get(address(outcome)).status_code == 404


def test_other_methods_are_refused(mash: Client, decided: Callable) -> None:
    assert mash.put(address(decided(Colour.BLUE))).status_code == 405


def test_after_closing_nothing_more_is_proposed(decided: Callable, southwark: Cast, later: datetime) -> None:
    outcome = decided(Colour.BLUE)
    tell(outcome, southwark, at=later)
    with pytest.raises(CaseClosed):
        operations.propose(outcome.referral, colour=Colour.RED, reason="New", by=southwark["mash"], at=later)


def test_a_closed_case_offers_no_act_on_its_referral(
    mash: Client, decided: Callable, southwark: Cast, later: datetime
) -> None:
    outcome = decided(Colour.GREEN)
    tell(outcome, southwark, at=later)
    page = read(mash.get(reverse("referrals", args=[outcome.referral.case.ref])).content.decode())
    assert every(page, "main a.govuk-button") == []


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_close_it_once(decided: Callable, southwark: Cast, later: datetime) -> None:
    outcome = decided(Colour.BLUE)
    results = in_parallel(lambda number: tell(outcome, southwark, at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert Case.objects.get().transitions.filter(step=Step.CLOSED).count() == 1

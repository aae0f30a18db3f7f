"""The police in MASH agree a proposed outcome or say why not: two people by name, and from then on it counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case
from mase.cases.stages import Stage, Step
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, Outcome, Referral
from tests.referrals.trail import ended, notices, owed, reasons, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

REASON = "What the agencies hold fits together."
WHY_NOT = "The officer in the case has seen the adult elsewhere."


@pytest.fixture
def police(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["police.mash"])


def propose(referral: Referral, cast: Cast, *, at: datetime, colour: Colour = Colour.RED) -> Outcome:
    fresh = Referral.objects.select_related("case__authority").get(pk=referral.pk)
    return operations.propose(fresh, colour=colour, reason=REASON, by=cast["mash"], at=at)


@pytest.fixture
def proposed(shared: Referral, southwark: Cast, at: datetime) -> Outcome:
    return propose(shared, southwark, at=at)


def address(outcome: Outcome) -> str:
    return reverse("agree", args=[outcome.referral.case.ref, outcome.pk])


@pytest.mark.rule("HO-2")
def test_an_agreed_outcome_carries_both_names(police: Client, proposed: Outcome, southwark: Cast, at: datetime) -> None:
    response = police.post(address(proposed), {"agreed": "yes"})
    assert response.headers["Location"] == reverse("referrals", args=[proposed.referral.case.ref])
    proposed.refresh_from_db()
    assert (proposed.proposed_by, proposed.agreed_by) == (southwark["mash"], southwark["police.mash"])
    assert (proposed.agreed_at, proposed.is_proposal, reasons(proposed)) == (at, False, ["+", "~"])
    (row,) = rows(proposed.referral.case, Verb.OUTCOME_AGREED)
    assert (row.actor, row.agency, row.detail) == (
        southwark["police.mash"].pk,
        "southwark-police",
        {"colour": "red"},
    )


UNANSWERED = {"information_reply", "police_category"}  # what runs while the agencies are asked
LEADS_TO = [  # colour, stage, what is owed next, what the deadline of the outcome became
    (Colour.RED, Stage.ALLOCATION, {"referrer_notice", "allocation", "single_assessment"}),
    (Colour.AMBER, Stage.AMBER, {"amber_resolution"}),
    (Colour.GREEN, Stage.CLOSING, {"referrer_notice"}),
    (Colour.BLUE, Stage.CLOSING, {"referrer_notice"}),
]


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(("colour", "stage", "owes"), LEADS_TO)
def test_each_colour_leads_where_the_procedure_says(
    colour: Colour, stage: Stage, owes: set[str], shared: Referral, southwark: Cast, later: datetime
) -> None:
    operations.agree(propose(shared, southwark, at=later, colour=colour), by=southwark["police.mash"], at=later)
    case = Case.objects.get()
    assert (case.stage, running(case) - UNANSWERED) == (stage, owes)
    assert ended(case, "rag_outcome") == "met"
    step = case.transitions.latest("pk")
    assert (step.step, step.by, step.reason) == (Step(colour.value), southwark["police.mash"], REASON)
    assert case.closed_at is None


@pytest.mark.rule("HO-3")
def test_amber_is_due_to_end_after_five_working_days(shared: Referral, southwark: Cast, later: datetime) -> None:
    operations.agree(propose(shared, southwark, at=later, colour=Colour.AMBER), by=southwark["police.mash"], at=later)
    assert owed(shared.case, "amber_resolution").due_at == datetime(2026, 3, 10, 17, 0, tzinfo=UTC)


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(
    ("colour", "stage", "owes"),
    [
        (Colour.RED, Stage.ALLOCATION, {"referrer_notice", "allocation", "single_assessment"}),
        (Colour.BLUE, Stage.CLOSING, {"referrer_notice"}),
    ],
)
def test_amber_ends_in_red_or_blue(
    colour: Colour, stage: Stage, owes: set[str], shared: Referral, southwark: Cast, later: datetime
) -> None:
    for each in (Colour.AMBER, colour):
        operations.agree(propose(shared, southwark, at=later, colour=each), by=southwark["police.mash"], at=later)
    case = Case.objects.get()
    assert (case.stage, running(case) - UNANSWERED) == (stage, owes)
    assert ended(case, "amber_resolution") == "met"


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize("colour", [Colour.RED, Colour.GREEN, Colour.BLUE])
def test_the_referrer_hears_that_there_is_an_outcome(
    colour: Colour, shared: Referral, southwark: Cast, later: datetime
) -> None:
    operations.agree(propose(shared, southwark, at=later, colour=colour), by=southwark["police.mash"], at=later)
    assert notices(southwark["school"]) == ["There is an outcome for your referral"]


def test_amber_is_no_outcome_that_the_referrer_is_told(shared: Referral, southwark: Cast, later: datetime) -> None:
    operations.agree(propose(shared, southwark, at=later, colour=Colour.AMBER), by=southwark["police.mash"], at=later)
    assert notices(southwark["school"]) == []


def test_red_goes_to_the_team_manager(proposed: Outcome, southwark: Cast, later: datetime) -> None:
    operations.agree(proposed, by=southwark["police.mash"], at=later)
    assert notices(southwark["team"]) == ["A case waits for allocation"]
    assert owed(proposed.referral.case, "allocation").owner_role == "team_manager"


@pytest.mark.parametrize("seconds", [0, 1])
def test_an_outcome_agreed_at_the_very_end_is_in_time(
    seconds: int, proposed: Outcome, southwark: Cast, at: datetime
) -> None:
    due = owed(proposed.referral.case, "rag_outcome").due_at
    operations.agree(proposed, by=southwark["police.mash"], at=due + timedelta(seconds=seconds))
    deadline = proposed.referral.case.deadlines.get(code="rag_outcome")
    assert deadline.closed_as == "met"
    assert deadline.breached_at == (due if seconds else None)


@pytest.fixture
def both(southwark: Cast, at: datetime) -> User:
    """The duty manager of MASH, seconded to the police as well."""
    user = southwark["mash"]
    police = southwark.agency("police")
    agencies.begin_membership(police, name=user.name, email=user.email, role="police_mash", by=None, at=at)
    return user


@pytest.mark.rule("HO-2")
def test_nobody_agrees_their_own_proposal(
    both: User, proposed: Outcome, signed_in: Callable[[User], Client], at: datetime
) -> None:
    with pytest.raises(NotEntitled):
        operations.agree(proposed, by=both, at=at)
    response = signed_in(both).post(address(proposed), {"agreed": "yes"})
    assert response.status_code == 409
    assert "Somebody else has to agree it." in words(read(response.content.decode()))
    proposed.refresh_from_db()
    assert proposed.is_proposal
    assert Case.objects.get().stage == Stage.OUTCOME


@pytest.mark.rule("HO-2")
def test_the_database_refuses_the_same_person_twice(proposed: Outcome, southwark: Cast, at: datetime) -> None:
    proposed.agreed_at, proposed.agreed_by = at, southwark["mash"]
    with pytest.raises(IntegrityError, match="outcome_two_people"), transaction.atomic():
        proposed.save()


def test_a_dispute_is_kept_with_its_reason_and_mash_proposes_again(
    police: Client, proposed: Outcome, southwark: Cast, at: datetime
) -> None:
    police.post(address(proposed), {"agreed": "no", "reason": WHY_NOT})
    proposed.refresh_from_db()
    assert (proposed.disputed_by, proposed.disputed_at) == (southwark["police.mash"], at)
    assert (proposed.disputed_because, proposed.agreed_by) == (WHY_NOT, None)
    assert running(proposed.referral.case) - UNANSWERED == {"rag_outcome"}
    again = propose(proposed.referral, southwark, at=at, colour=Colour.AMBER)
    operations.agree(again, by=southwark["police.mash"], at=at)
    assert Case.objects.get().stage == Stage.AMBER
    assert Outcome.objects.count() == 2


def test_whoever_proposed_hears_of_the_dispute(proposed: Outcome, southwark: Cast, later: datetime) -> None:
    operations.dispute(proposed, reason=WHY_NOT, by=southwark["police.mash"], at=later)
    assert notices(southwark["mash"])[-1] == "The police do not agree a proposed outcome"
    (row,) = rows(proposed.referral.case, Verb.OUTCOME_DISPUTED)
    assert (row.actor, row.reason) == (southwark["police.mash"].pk, WHY_NOT)


@pytest.mark.parametrize("first", ["yes", "no"])
@pytest.mark.parametrize("second", ["yes", "no"])
def test_a_second_word_of_the_police_is_refused(first: str, second: str, police: Client, proposed: Outcome) -> None:
    police.post(address(proposed), {"agreed": first, "reason": WHY_NOT})
    proposed.refresh_from_db()
    before = (proposed.agreed_at, proposed.disputed_because)
    response = police.post(address(proposed), {"agreed": second, "reason": "Changed our mind"})
    assert response.status_code == 409
    proposed.refresh_from_db()
    assert (proposed.agreed_at, proposed.disputed_because) == before
    assert proposed.referral.case.transitions.filter(step=Step.RED).count() == (first == "yes")


def test_a_decided_outcome_asks_nothing_any_more(police: Client, proposed: Outcome) -> None:
    assert every(read(police.get(address(proposed)).content.decode()), "main form") != []
    police.post(address(proposed), {"agreed": "yes"})
    forms = every(read(police.get(address(proposed)).content.decode()), "main form")
    assert {form.get("action").split("/")[-3] for form in forms} <= {"reveal"}, "but to uncover what is covered"


BAD = [
    ({"reason": WHY_NOT}, ["Error: Select whether the police agree"]),
    ({"agreed": "no", "reason": ""}, ["Error: Enter why not"]),
    ({"agreed": "no", "reason": "\r\n"}, ["Error: Enter why not"]),
    ({"agreed": "perhaps", "reason": ""}, ["Error: Select whether the police agree from the list"]),
]


def test_bad_input_is_named_beside_the_field_and_decides_nothing(
    police: Client, proposed: Outcome, subtests: pytest.Subtests
) -> None:
    for typed, expected in BAD:
        with subtests.test(typed=typed, expected=expected):
            page = read(police.post(address(proposed), typed).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_reason").text_content().strip() == typed["reason"].strip()
            proposed.refresh_from_db()
            assert (proposed.is_proposal, reasons(proposed)) == (True, ["+"])


@pytest.mark.rule("HO-2")
def test_the_police_read_the_proposal_the_answers_and_the_referral(
    told: Callable[..., Case], southwark: Cast, police: Client, later: datetime
) -> None:
    outcome = propose(told("answer").referrals.get(), southwark, at=later)
    text = words(one(read(police.get(address(outcome)).content.decode()), "main"))
    assert REASON in text
    assert southwark["mash"].name in text
    assert "Attendance has fallen from 96 %" in text
    assert "collected after school by an adult we do not know" in text


@pytest.mark.rule("HO-2")
def test_only_the_police_in_mash_agree(
    southwark: Cast, signed_in: Callable[[User], Client], proposed: Outcome, subtests: pytest.Subtests
) -> None:
    for part in ["mash", "coordinator", "service", "inspector", "school", "health"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(address(proposed)).status_code == 403
            assert client.post(address(proposed), {"agreed": "yes"}).status_code == 403
            proposed.refresh_from_db()
            assert proposed.is_proposal


def test_outside_the_case_there_is_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], proposed: Outcome, subtests: pytest.Subtests
) -> None:
    for borough, part in [("southwark", "other.school"), ("barnet", "police.mash")]:
        with subtests.test(borough=borough, part=part):
            client = signed_in({"southwark": southwark, "barnet": barnet}[borough][part])
            assert client.get(address(proposed)).status_code == 404
            assert client.post(address(proposed), {"agreed": "yes"}).status_code == 404


def test_an_outcome_of_another_case_is_not_there(police: Client, told: Callable[..., Case], proposed: Outcome) -> None:
    other = told("share", number=1)
    mixed = reverse("agree", args=[other.ref, proposed.pk])
    assert police.post(mixed, {"agreed": "yes"}).status_code == 404


def test_other_methods_are_refused(police: Client, proposed: Outcome) -> None:
    assert police.delete(address(proposed)).status_code == 405


def test_the_database_keeps_agreed_and_disputed_apart(proposed: Outcome, southwark: Cast, later: datetime) -> None:
    operations.agree(proposed, by=southwark["police.mash"], at=later)
    proposed.refresh_from_db()
    proposed.disputed_at, proposed.disputed_by, proposed.disputed_because = later, southwark["inspector"], WHY_NOT
    with pytest.raises(IntegrityError, match="agreed_or_disputed"), transaction.atomic():
        proposed.save()


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_decide_it_once(proposed: Outcome, southwark: Cast, later: datetime) -> None:
    def decide(number: int) -> None:
        if number:
            operations.agree(proposed, by=southwark["police.mash"], at=later)
        else:
            operations.dispute(proposed, reason=WHY_NOT, by=southwark["inspector"], at=later)

    assert [type(outcome) for outcome in in_parallel(decide, 2)].count(AlreadyDone) == 1
    proposed.refresh_from_db()
    assert (proposed.agreed_by is None) != (proposed.disputed_by is None)

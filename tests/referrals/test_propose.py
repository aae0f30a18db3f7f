"""MASH proposes an outcome to the police: one at a time, in the borough's colours, and amber never rests."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo import cast as demo_cast
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, Outcome, Referral
from tests.referrals.trail import notices, reasons, rows, running
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

REASON = "What the agencies hold fits together."


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["mash"])


def address(referral: Referral) -> str:
    return reverse("propose", args=[referral.case.ref, referral.pk])


def propose(referral: Referral, cast: Cast, colour: Colour, *, at: datetime) -> Outcome:
    fresh = Referral.objects.select_related("case__authority").get(pk=referral.pk)
    return operations.propose(fresh, colour=colour, reason=REASON, by=cast["mash"], at=at)


def agreed(referral: Referral, cast: Cast, colour: Colour, *, at: datetime) -> Outcome:
    outcome = propose(referral, cast, colour, at=at)
    operations.agree(outcome, by=cast["police.mash"], at=at)
    return outcome


def disputed(referral: Referral, cast: Cast, colour: Colour, *, at: datetime) -> Outcome:
    outcome = propose(referral, cast, colour, at=at)
    operations.dispute(outcome, reason="Not yet.", by=cast["police.mash"], at=at)
    return outcome


@pytest.mark.rule("HO-2")
def test_a_proposal_is_kept_with_its_reason_and_decides_nothing(
    mash: Client, shared: Referral, southwark: Cast, at: datetime
) -> None:
    response = mash.post(address(shared), {"colour": "red", "reason": REASON})
    assert response.headers["Location"] == reverse("referrals", args=[shared.case.ref])
    outcome = shared.outcomes.get()
    assert (outcome.colour, outcome.reason, outcome.is_proposal) == (Colour.RED, REASON, True)
    assert (outcome.proposed_by, outcome.proposed_at, outcome.agreed_by) == (southwark["mash"], at, None)
    assert Case.objects.get().stage == Stage.OUTCOME
    assert running(shared.case) == {"rag_outcome", "information_reply", "police_category"}
    assert reasons(outcome) == ["+"]


@pytest.mark.rule("HO-2")
def test_the_police_in_mash_are_told_that_it_waits_for_them(
    shared: Referral, southwark: Cast, barnet: Cast, later: datetime
) -> None:
    propose(shared, southwark, Colour.RED, at=later)
    told = {part for part, person in southwark.people.items() if "waits for your agreement" in str(notices(person))}
    assert told == {"police.mash"}
    assert notices(barnet["police.mash"]) == []


def test_the_trail_keeps_colour_and_reason(shared: Referral, southwark: Cast, later: datetime) -> None:
    propose(shared, southwark, Colour.GREEN, at=later)
    (row,) = rows(shared.case, Verb.OUTCOME_PROPOSED)
    assert (row.actor, row.reason, row.detail) == (southwark["mash"].pk, REASON, {"colour": "green"})


def test_nothing_is_proposed_before_agencies_were_asked(
    mash: Client, referred: Referral, southwark: Cast, at: datetime
) -> None:
    with pytest.raises(StepMissing):
        propose(referred, southwark, Colour.BLUE, at=at)
    response = mash.post(address(referred), {"colour": "blue", "reason": REASON})
    assert response.status_code == 409
    assert "Start information sharing first." in words(read(response.content.decode()))
    assert not Outcome.objects.exists()


def test_a_proposal_need_not_wait_for_every_answer(shared: Referral, southwark: Cast, at: datetime) -> None:
    assert shared.requests.filter(answered_at=None).count() == 3
    assert propose(shared, southwark, Colour.RED, at=at).is_proposal


R, A, G, B = Colour.RED, Colour.AMBER, Colour.GREEN, Colour.BLUE
OPEN = [  # what has happened, and which colours may be proposed now
    pytest.param([], [R, A, G, B], id="at the start"),
    pytest.param([(propose, R)], [], id="while one waits"),
    pytest.param([(propose, A)], [], id="while amber waits"),
    pytest.param([(disputed, R)], [R, A, G, B], id="after a dispute"),
    pytest.param([(disputed, R), (disputed, B)], [R, A, G, B], id="after two disputes"),
    pytest.param([(disputed, A), (propose, B)], [], id="while the second one waits"),
    pytest.param([(agreed, R)], [], id="after red"),
    pytest.param([(agreed, G)], [], id="after green"),
    pytest.param([(agreed, B)], [], id="after blue"),
    pytest.param([(agreed, A)], [R, B], id="after amber"),
    pytest.param([(agreed, A), (propose, R)], [], id="while the end of amber waits"),
    pytest.param([(agreed, A), (disputed, B)], [R, B], id="after a dispute on the end of amber"),
    pytest.param([(agreed, A), (agreed, R)], [], id="after amber ended in red"),
    pytest.param([(agreed, A), (agreed, B)], [], id="after amber ended in blue"),
]


@pytest.mark.rule("HO-3")
@pytest.mark.parametrize(("history", "colours"), OPEN)
def test_the_colours_that_may_be_proposed(
    history: list, colours: list[Colour], shared: Referral, southwark: Cast, later: datetime
) -> None:
    for act, colour in history:
        act(shared, southwark, colour, at=later)
    shared.case.refresh_from_db()
    assert operations.colours_open(shared, at=later) == colours
    before = shared.outcomes.count()
    for colour in set(Colour) - set(colours):
        with pytest.raises(AlreadyDone):
            propose(shared, southwark, colour, at=later)
    assert shared.outcomes.count() == before


@pytest.mark.rule("HO-3")
def test_bromley_knows_no_green(db: None, signed_in: Callable[[User], Client], at: datetime) -> None:
    bromley = demo_cast.hire("bromley", at=at, password=None)
    referral = stories.tell(bromley, 0, begins_at=at, until="share").referrals.get()
    page = read(signed_in(bromley["mash"]).get(address(referral)).content.decode())
    assert [box.get("value") for box in every(page, "[name=colour]")] == ["red", "amber", "blue"]
    with pytest.raises(AlreadyDone):
        propose(referral, bromley, Colour.GREEN, at=at)
    agreed(referral, bromley, Colour.AMBER, at=at)
    assert operations.colours_open(referral, at=at) == [Colour.RED, Colour.BLUE]


def test_who_proposes_reads_the_referral_and_the_answers(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    referral = told("answer").referrals.get()
    text = words(one(read(signed_in(southwark["mash"]).get(address(referral)).content.decode()), "main"))
    assert "collected after school by an adult we do not know" in text
    assert "the car was seen near an address" in text
    assert "Nothing known" in text


def test_none_of_the_colours_is_chosen_beforehand(mash: Client, shared: Referral) -> None:
    page = read(mash.get(address(shared)).content.decode())
    assert [box.get("value") for box in every(page, "[name=colour]")] == ["red", "amber", "green", "blue"]
    assert every(page, "[name=colour][checked]") == []


BAD = [
    ({"reason": REASON}, ["Error: Select the outcome"]),
    ({"colour": "red", "reason": " "}, ["Error: Enter the reasons"]),
    ({"colour": "purple", "reason": REASON}, ["Error: Select the outcome from the list"]),
    ({"colour": "red", "reason": "x" * 4001}, ["Error: The reasons must be 4000 characters or fewer"]),
]


def test_bad_input_is_named_beside_the_field_and_proposes_nothing(
    mash: Client, shared: Referral, subtests: pytest.Subtests
) -> None:
    for typed, expected in BAD:
        with subtests.test(typed=typed, expected=expected):
            page = read(mash.post(address(shared), typed).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_reason").text_content().strip() == typed["reason"].strip()
            assert not Outcome.objects.exists()


def test_a_stale_page_proposes_nothing_twice(mash: Client, shared: Referral) -> None:
    mash.post(address(shared), {"colour": "red", "reason": REASON})
    response = mash.post(address(shared), {"colour": "blue", "reason": REASON})
    assert response.status_code == 200
    assert "No outcome can be proposed now" in words(read(response.content.decode()))
    assert shared.outcomes.get().colour == Colour.RED


def test_only_the_duty_manager_of_mash_proposes(
    southwark: Cast, signed_in: Callable[[User], Client], shared: Referral, subtests: pytest.Subtests
) -> None:
    for part in ["school", "police.mash", "coordinator", "team"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(address(shared)).status_code == 403
            assert client.post(address(shared), {"colour": "blue", "reason": REASON}).status_code == 403
            assert not Outcome.objects.exists()


def test_outside_the_case_there_is_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], shared: Referral, subtests: pytest.Subtests
) -> None:
    for borough, part in [("southwark", "other.school"), ("barnet", "mash")]:
        with subtests.test(borough=borough, part=part):
            client = signed_in({"southwark": southwark, "barnet": barnet}[borough][part])
            assert client.get(address(shared)).status_code == 404
            assert client.post(address(shared), {"colour": "blue", "reason": REASON}).status_code == 404


def test_other_methods_are_refused(mash: Client, shared: Referral) -> None:
    assert mash.patch(address(shared)).status_code == 405


def test_the_database_keeps_one_proposal_at_a_time(shared: Referral, southwark: Cast, at: datetime) -> None:
    outcome = propose(shared, southwark, Colour.RED, at=at)
    outcome.pk = None
    with pytest.raises(IntegrityError, match="one_proposal_at_a_time"), transaction.atomic():
        outcome.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_the_same_moment_leave_one(shared: Referral, southwark: Cast, at: datetime) -> None:
    outcomes = in_parallel(lambda number: propose(shared, southwark, [R, B][number], at=at), 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDone", "Outcome"]
    assert shared.outcomes.count() == 1
    assert len(rows(shared.case, Verb.OUTCOME_PROPOSED)) == 1

"""Who may see what of a referral after each step, and what the page offers to whom."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, Referral
from tests.referrals.trail import refused, viewed
from tests.web.html import links, one, read, texts, words

CONCERN = "collected after school by an adult we do not know"
POLICE_KNOW = "the car was seen near an address"
PAGES = ("case", "referrals", "requests", "screenings", "strategies", "plannings", "mase", "history")


def status(client: Client, name: str, *args: object) -> int:
    return client.get(reverse(name, args=args)).status_code


def main(client: Client, case: Case) -> str:
    return words(one(read(client.get(reverse("referrals", args=[case.ref])).content.decode()), "main"))


def acts(client: Client, case: Case) -> list[str]:
    """Return what the page of the referral offers to do."""
    page = read(client.get(reverse("referrals", args=[case.ref])).content.decode())
    return list(links(page, "main a.govuk-button"))


# For each step of the story: who opens the page of the referral (200), who is in the case but not in the referral
# (403); everybody else of the borough and the whole of another borough finds nothing (404).
SOCIAL_CARE = {"mash", "atm", "team", "service", "coordinator"}
POLICE = {"police.mash", "inspector"}
IN_THE_CASE_ONLY = {"minutes", "chair"}
STEPS = [
    ("refer", SOCIAL_CARE | {"school"}, IN_THE_CASE_ONLY),
    (
        "share",
        SOCIAL_CARE | {"school"} | POLICE,
        IN_THE_CASE_ONLY | {"police.chair", "police.member", "health", "health.member", "education"},
    ),
    (
        "allocate",
        SOCIAL_CARE | {"school", "worker"} | POLICE,
        IN_THE_CASE_ONLY | {"police.chair", "police.member", "health", "health.member", "education"},
    ),
]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(("act", "readers", "inside"), STEPS)
def test_who_opens_the_referral_after_each_step(
    act: str,
    readers: set[str],
    inside: set[str],
    told: Callable[..., Case],
    southwark: Cast,
    barnet: Cast,
    signed_in: Callable[[User], Client],
) -> None:
    case = told(act)
    for part, person in southwark.people.items():
        expected = 200 if part in readers else 403 if part in inside else 404
        assert status(signed_in(person), "referrals", case.ref) == expected, part
    for part in ("mash", "coordinator", "police.mash", "school"):
        assert status(signed_in(barnet[part]), "referrals", case.ref) == 404, part


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("act", ["refer", "share", "decide", "allocate"])
def test_a_school_that_is_not_involved_finds_no_page_at_all(
    act: str, told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told(act)
    referral = case.referrals.get()
    client = signed_in(southwark["other.school"])
    assert [status(client, name, case.ref) for name in PAGES] == [404] * len(PAGES)
    for name, pk in [("referral_sent", referral.pk), ("start_sharing", referral.pk), ("propose", referral.pk)]:
        assert status(client, name, case.ref, pk) == 404
    for name, rows in [("answer", case.information_requests), ("agree", referral.outcomes)]:
        assert {status(client, name, case.ref, row.pk) for row in rows.all()} <= {404}
    assert case.ref not in client.get(reverse("cases")).content.decode()
    assert refused(case.ref, southwark["other.school"])[: len(PAGES)] == list(PAGES)


@pytest.mark.rule("ALL-5")
def test_an_asked_agency_opens_its_request_and_neither_referral_nor_history(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("answer")
    client = signed_in(southwark["education"])
    opened = {name: status(client, name, case.ref) for name in PAGES}
    assert {name for name, code in opened.items() if code == 200} >= {"case", "requests"}
    assert (opened["referrals"], opened["screenings"], opened["history"]) == (403, 403, 403)
    shown = client.get(reverse("case", args=[case.ref])).content.decode()
    shown += client.get(reverse("requests", args=[case.ref])).content.decode()
    assert CONCERN not in shown
    assert POLICE_KNOW not in shown
    assert "Maya Hartwell" in shown


@pytest.mark.rule("ALL-5")
def test_the_overview_keeps_the_reasons_from_an_asked_agency(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("decide")
    reason = case.referrals.get().outcomes.get().reason
    overview = reverse("case", args=[case.ref])
    assert reason in words(read(signed_in(southwark["mash"]).get(overview).content.decode()))
    for part in ("health", "school"):
        assert reason not in words(read(signed_in(southwark[part]).get(overview).content.decode()))


@pytest.mark.rule("ALL-5")
def test_the_referrer_reads_the_referral_and_the_outcome_but_not_what_others_know(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("decide")
    outcome = case.referrals.get().outcomes.get()
    text = main(signed_in(southwark["school"]), case)
    assert CONCERN in text
    assert "To social care for assessment" in text
    for secret in (POLICE_KNOW, "Attendance has fallen", outcome.reason, "What agencies answered"):
        assert secret not in text
    in_mash = main(signed_in(southwark["mash"]), case)
    for fact in (CONCERN, POLICE_KNOW, "Attendance has fallen", outcome.reason, "Nothing known"):
        assert fact in in_mash


@pytest.mark.rule("HO-2")
def test_the_referrer_does_not_see_a_proposal_or_a_dispute(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    outcome = operations.propose(shared, colour=Colour.GREEN, reason="Secret", by=southwark["mash"], at=later)
    school = signed_in(southwark["school"])
    assert "No current concern" not in main(school, shared.case)
    operations.dispute(outcome, reason="Another secret", by=southwark["police.mash"], at=later)
    assert "No current concern" not in main(school, shared.case)
    assert "Another secret" in main(signed_in(southwark["mash"]), shared.case)


@pytest.mark.rule("HO-2")
def test_both_names_stand_on_the_decision(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("decide")
    text = main(signed_in(southwark["coordinator"]), case)
    assert f"Proposed by {southwark['mash'].name}" in text
    assert f"Agreed by {southwark['police.mash'].name}" in text


FIRST, KNOWN = "Make the first decision", "Is this child known?"
OFFERS = [  # after which act, what MASH, the police in MASH and the school are offered
    ("refer", [FIRST, "Start information sharing", KNOWN], None),
    ("share", ["Propose the outcome", FIRST, "Ask further agencies", KNOWN], ["Record the police category"]),
    ("answer", ["Propose the outcome", FIRST, "Ask further agencies", KNOWN], ["Change the police category"]),
    ("decide", ["Record that the referrer was told", KNOWN], ["Change the police category"]),
]


@pytest.mark.parametrize(("act", "mash", "police"), OFFERS)
def test_the_page_offers_what_may_be_done_next_to_whoever_may(
    act: str,
    mash: list[str],
    police: list[str] | None,
    told: Callable[..., Case],
    southwark: Cast,
    signed_in: Callable[[User], Client],
) -> None:
    case = told(act)
    assert acts(signed_in(southwark["mash"]), case) == mash
    assert acts(signed_in(southwark["school"]), case) == []
    assert acts(signed_in(southwark["team"]), case) == []
    if police is not None:
        assert acts(signed_in(southwark["police.mash"]), case) == police


def test_a_proposal_is_offered_to_the_police_alone(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    operations.propose(shared, colour=Colour.RED, reason="Fits", by=southwark["mash"], at=later)
    agreeing = "Agree the outcome, or say why not"
    offered = {part: acts(signed_in(southwark[part]), shared.case) for part in ("police.mash", "mash", "inspector")}
    assert {part for part, found in offered.items() if agreeing in found} == {"police.mash"}
    assert offered["mash"] == [FIRST, KNOWN]


def test_during_amber_mash_may_ask_further_and_propose_its_end(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    stories.decide(southwark, shared.case, at, colour=Colour.AMBER)
    assert acts(signed_in(southwark["mash"]), shared.case) == ["Propose the outcome", "Ask further agencies", KNOWN]


@pytest.mark.rule("SO-4")
def test_the_signs_stand_in_words(referred: Referral, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    text = main(signed_in(southwark["mash"]), referred.case)
    for label in referred.indicators_in_words():
        assert label in text


@pytest.mark.rule("ALL-5")
def test_opening_the_page_leaves_a_row_and_being_turned_away_another(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    main(signed_in(southwark["mash"]), shared.case)
    status(signed_in(southwark["health"]), "referrals", shared.case.ref)
    assert viewed(shared.case, southwark["mash"]) == ["referrals"]
    assert viewed(shared.case, southwark["health"]) == []
    assert refused(shared.case.ref, southwark["health"]) == ["referrals"]


def test_the_page_reads_in_as_many_queries_however_many_agencies_answered(
    told: Callable[..., Case],
    southwark: Cast,
    signed_in: Callable[[User], Client],
    at: datetime,
    django_assert_num_queries: Callable,
) -> None:
    client = signed_in(southwark["mash"])
    case = told("share")
    address = reverse("referrals", args=[case.ref])
    count = _queries(client, address)
    more = [southwark.agency(short) for short in ("harbour", "orchard", "yjs")]
    operations.ask(
        case.referrals.get(), agencies=more, purpose="More", legal_basis="Section 47", by=southwark["mash"], at=at
    )
    with django_assert_num_queries(count):
        client.get(address)


def _queries(client: Client, address: str) -> int:
    client.get(address)  # what is read once a process
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_titles_never_name_the_child(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("share")
    referral = case.referrals.get()
    client = signed_in(southwark["mash"])
    for name, more in [("referrals", []), ("start_sharing", [referral.pk]), ("propose", [referral.pk])]:
        page = read(client.get(reverse(name, args=[case.ref, *more])).content.decode())
        assert texts(page, "title") != []
        assert "Hartwell" not in words(one(page, "title"))

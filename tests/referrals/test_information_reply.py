"""The time in which an asked agency answers: who owes it, until when, how it ends, and who sees how late it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.models import Case, Deadline, Happening
from mase.cases.models import Outcome as CaseOutcome
from mase.clock import LONDON
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import InformationRequest, Referral, Reply
from tests.referrals.trail import ended, notices
from tests.web.html import every, one, read, words

CODE = "information_reply"


def asked(referral: Referral, agency: str) -> InformationRequest:
    return referral.requests.select_related("case", "agency").get(agency__code=f"southwark-{agency}")


def clock_of(request: InformationRequest) -> Deadline:
    return Deadline.objects.get(case=request.case, code=CODE, key=str(request.pk))


def ask(referral: Referral, cast: Cast, *shorts: str, at: datetime) -> None:
    agencies = [cast.agency(short) for short in shorts]
    operations.ask(referral, agencies=agencies, purpose="More", legal_basis="Section 47", by=cast["mash"], at=at)


def answer(request: InformationRequest, by: User, *, at: datetime) -> None:
    operations.answer(request, reply=Reply.NOTHING_KNOWN, information="", by=by, at=at)


@pytest.mark.rule("BR-1")
def test_each_agency_owes_its_own_answer_on_the_page_where_it_is_given(shared: Referral, southwark: Cast) -> None:
    running = shared.case.deadlines.open().filter(code=CODE)
    found = {deadline.agency.code: (deadline.owner_role, deadline.key, deadline.path) for deadline in running}
    roles = {"police": "police_mash", "health": "partner_lead", "education": "partner_lead"}
    assert found == {
        f"southwark-{short}": (role, str(asked(shared, short).pk), address(asked(shared, short)))
        for short, role in roles.items()
    }


def address(request: InformationRequest) -> str:
    return reverse("answer", args=[request.case.ref, request.pk])


@pytest.mark.rule("BR-1")
def test_behind_the_police_stand_their_inspector_and_mash_behind_the_others_mash(shared: Referral) -> None:
    assert clock_of(asked(shared, "police")).ladder == ["police_inspector", "mash_manager"]
    assert clock_of(asked(shared, "health")).ladder == ["mash_manager", "service_manager"]


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        pytest.param((2026, 3, 3, 9, 0), (2026, 3, 4, 17, 0), id="a Tuesday"),
        pytest.param((2026, 3, 6, 17, 30), (2026, 3, 9, 17, 0), id="a Friday after the office has closed"),
        pytest.param((2026, 4, 2, 16, 0), (2026, 4, 7, 17, 0), id="over Easter"),
        pytest.param((2026, 3, 28, 12, 0), (2026, 3, 30, 17, 0), id="while the clocks go forward"),
        pytest.param((2026, 12, 24, 11, 0), (2026, 12, 29, 17, 0), id="over Christmas"),
    ],
)
def test_an_answer_is_due_at_the_end_of_the_next_working_day(
    asked_at: tuple[int, ...], due: tuple[int, ...], shared: Referral, southwark: Cast
) -> None:
    ask(shared, southwark, "yjs", at=datetime(*asked_at, tzinfo=LONDON))
    assert clock_of(asked(shared, "yjs")).due_at == datetime(*due, tzinfo=LONDON)


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_nothing_known_meets_it_and_late_is_still_late(minutes: int, shared: Referral, southwark: Cast) -> None:
    request = asked(shared, "health")
    due = clock_of(request).due_at
    answer(request, southwark["health"], at=due + timedelta(minutes=minutes))
    deadline = clock_of(request)
    assert (deadline.closed_as, deadline.breached_at) == ("met", due if minutes > 0 else None)


@pytest.mark.rule("BR-1")
def test_one_agencys_answer_leaves_the_others_owing(shared: Referral, southwark: Cast, later: datetime) -> None:
    answer(asked(shared, "health"), southwark["health"], at=later)
    running = shared.case.deadlines.open().filter(code=CODE)
    assert {deadline.agency.kind for deadline in running} == {"police", "education"}


def test_asking_an_agency_again_starts_no_second_time(shared: Referral, southwark: Cast, later: datetime) -> None:
    before = clock_of(asked(shared, "health"))
    ask(shared, southwark, "health", at=later)
    assert clock_of(asked(shared, "health")).due_at == before.due_at
    assert shared.case.deadlines.filter(code=CODE).count() == 3


@pytest.mark.rule("BR-1")
def test_a_late_answer_is_told_to_the_agency_and_to_who_stands_behind_it(shared: Referral, southwark: Cast) -> None:
    due = clock_of(asked(shared, "police")).due_at
    ladder.sweep(at=due + timedelta(minutes=1))
    told = {part for part, person in southwark.people.items() if "Deadline passed: Answer" in " ".join(notices(person))}
    assert told == {"police.mash", "inspector", "health", "education", "mash"}
    assert notices(southwark["mash"]).count("Deadline passed: Answer the request for information") == 2


def test_the_ledger_says_late_at_the_moment_it_was_due(shared: Referral, southwark: Cast) -> None:
    request = asked(shared, "education")
    due = clock_of(request).due_at
    answer(request, southwark["education"], at=due + timedelta(days=3))
    events = clock_of(request).events.order_by("pk")
    assert [(event.kind, event.at) for event in events if event.kind != Happening.REMINDED][1:] == [
        (Happening.BREACHED, due),
        (Happening.MET, due + timedelta(days=3)),
    ]


def test_closing_the_case_ends_what_is_still_owed(told: Callable[..., Case], southwark: Cast, later: datetime) -> None:
    case = told("inform")
    ask(case.referrals.get(), southwark, "yjs", at=later)
    cases.close(case, outcome=CaseOutcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    assert ended(case, CODE) == "withdrawn"
    assert not case.deadlines.open().exclude(code="look_back").exists()


@pytest.fixture
def late(clock, at: datetime) -> datetime:
    """Two days on: Tuesday's end has passed."""
    clock.move_to(at + timedelta(days=2))
    return at + timedelta(days=2)


def row_of(client: Client, case: Case, agency: str) -> str:
    page = read(client.get(reverse("referrals", args=[case.ref])).content.decode())
    (found,) = [row for row in every(page, "tbody tr") if agency in words(one(row, "th"))]
    return words(found)


@pytest.mark.rule("BR-1")
def test_mash_sees_who_has_not_answered_since_when_and_how_late(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], late: datetime
) -> None:
    answer(asked(shared, "education"), southwark["education"], at=late)
    health = row_of(signed_in(southwark["mash"]), shared.case, "Southwark health")
    assert "No answer yet" in health
    assert "By 3 March 2026 at 17:00 17 hours overdue" in health
    assert "2 March 2026 at 13:00" in health
    assert "overdue" not in row_of(signed_in(southwark["mash"]), shared.case, "education")


@pytest.mark.rule("BR-1")
def test_the_agency_sees_by_when_it_is_to_answer(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], late: datetime
) -> None:
    client, address = signed_in(southwark["health"]), reverse("requests", args=[shared.case.ref])
    before = words(one(read(client.get(address).content.decode()), ".govuk-summary-card"))
    assert "Answer by 3 March 2026 at 17:00 17 hours overdue" in before
    answer(asked(shared, "health"), southwark["health"], at=late)
    assert "Answer by" not in words(one(read(client.get(address).content.decode()), ".govuk-summary-card"))


def test_whoever_decides_sees_who_has_not_answered(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client], late: datetime
) -> None:
    page = signed_in(southwark["mash"]).get(reverse("propose", args=[shared.case.ref, shared.pk]))
    assert page.content.decode().count("hours overdue") == 3
    outcome = operations.propose(shared, colour="blue", reason="x", by=southwark["mash"], at=late)
    page = signed_in(southwark["police.mash"]).get(reverse("agree", args=[shared.case.ref, outcome.pk]))
    assert page.content.decode().count("hours overdue") == 3


@pytest.mark.rule("ALL-5", "BR-1")
def test_only_the_asked_agency_and_social_care_learn_of_the_time_to_answer(
    shared: Referral, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    page = clock_of(asked(shared, "health")).get_absolute_url()
    know = dict.fromkeys(("health", "mash", "coordinator", "service"), 200)
    others = dict.fromkeys(("police.mash", "inspector", "education", "school", "health.member", "minutes"), 404)
    for part, status in {**know, **others}.items():
        client = signed_in(southwark[part])
        assert client.get(page).status_code == status, part
        listed = client.get(shared.case.get_absolute_url()).content.decode().count("Answer the request for information")
        assert bool(listed) == (part not in {"school", "health.member", "minutes"}), part
    owed_by_police = clock_of(asked(shared, "police")).get_absolute_url()
    assert signed_in(southwark["inspector"]).get(owed_by_police).status_code == 200


@pytest.mark.parametrize("borough", ["barnet", "hounslow", "bromley", "redbridge"])
def test_every_borough_knows_this_time(borough: str, hire: Callable[[str], Cast]) -> None:
    rule = hire(borough).authority.profile_at(datetime(2026, 6, 1, tzinfo=UTC)).timescales[CODE]
    assert (rule.owner_role, str(rule.rule)) == (
        "partner_lead",
        "1 working day from request sent to the agency",
    )

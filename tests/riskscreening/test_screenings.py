"""The page of the screenings shows how the risk has changed: each score with how much is known, newest first."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import said, stories
from mase.demo.cast import Cast
from riskscreening.models import Assessment, Band
from riskscreening.operations import screening as operations
from tests.referrals.trail import notices, viewed
from tests.riskscreening import typed
from tests.riskscreening.owing import signatures_owed
from tests.web.html import Element, every, links, one, read, texts, words

JUNE, SEPTEMBER = datetime(2026, 6, 8, 9, 0, tzinfo=UTC), datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def team(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["team"])


def page(client: Client, case: Case) -> Element:
    return read(client.get(reverse("screenings", args=[case.ref])).content.decode())


def trajectory(found: Element) -> list[list[str]]:
    """Return the cells of each screening: score, known, band by score, after floors, judgement, level."""
    return [texts(row, "th, td")[1:7] for row in every(newest_first(found), "tbody tr")]


def newest_first(found: Element) -> Element:
    (table,) = [table for table in every(found, "main table") if "How the risk has changed" in words(table)]
    return table


def rescreen(
    case: Case, cast: Cast, *items: tuple[str, str], at: datetime, rest: str = "no", **judgement: object
) -> Assessment:
    assessment = operations.start(case, by=cast["worker"], at=at)
    answers = {item.code: {"answer": rest, "evidence": "", "source": ""} for item in assessment.tool.items}
    operations.save_answers(assessment, answers | typed.given(*items), by=cast["worker"], at=at)
    said.say(cast, assessment, at=at)
    operations.complete(assessment, judgement=typed.judged(**judgement), by=cast["worker"], at=at)
    return assessment


@pytest.mark.rule("ALL-3")
def test_screening_again_shows_how_the_risk_has_changed(
    told: Callable[..., Case], southwark: Cast, team: Client
) -> None:
    case = told("sign")
    rescreen(case, southwark, ("C1", "past"), at=JUNE, judgement=Band.GREEN, level=None)
    rescreen(case, southwark, at=SEPTEMBER, rest="not_known", judgement=Band.AMBER, level=1)
    rows = [" | ".join(cells) for cells in trajectory(page(team, case))]
    assert len(rows) == 3
    for row, facts in zip(
        rows,
        [
            ["0", "36 of 36 not known", "Green", "Amber", "Level 1"],
            ["1", "All 36 known", "Green", "None"],
            ["15", "All 36 known", "Amber", "Red", "Level 2"],
        ],
        strict=True,
    ):
        assert all(fact in row for fact in facts), row


@pytest.mark.rule("ALL-3")
def test_an_earlier_screening_stays_as_it_was(told: Callable[..., Case], southwark: Cast, team: Client) -> None:
    case = told("sign")
    first = case.assessments.get()
    before = (first.score, first.band, first.judgement, first.answers, list(first.signatures.values()))
    rescreen(case, southwark, at=JUNE, judgement=Band.GREEN, level=None)
    first.refresh_from_db()
    assert (first.score, first.band, first.judgement, first.answers, list(first.signatures.values())) == before
    assert "15 points" in words(one(read(team.get(first.get_absolute_url()).content.decode()), "main"))


@pytest.mark.rule("ALL-3", "SO-29")
def test_screening_again_asks_for_both_signatures_again(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("sign")
    again = rescreen(case, southwark, at=JUNE, judgement=Band.GREEN, level=None)
    assert [deadline.started_at for deadline in signatures_owed(case).values()] == [JUNE, JUNE]
    assert again.signatures.count() == 0
    for part in ("team", "coordinator"):
        assert notices(southwark[part]).count("A screening waits for your signature") == 2


def test_a_screening_that_is_being_filled_in_stands_without_a_score(
    told: Callable[..., Case], southwark: Cast, team: Client
) -> None:
    case = told("sign")
    operations.start(case, by=southwark["worker"], at=JUNE)
    newest = every(newest_first(page(team, case)), "tbody tr")[0]
    assert texts(newest, "td")[:6] == ["–"] * 6
    assert "Being filled in" in words(newest)


SIGNED = [
    ("screen", "0 of 2 signed"),
    ("sign", "Signed by both"),
]


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(("act", "state"), SIGNED)
def test_the_table_says_how_many_have_signed(act: str, state: str, told: Callable[..., Case], team: Client) -> None:
    assert state in words(one(page(team, told(act)), "main"))


def test_a_returned_screening_is_named_so(completed: Assessment, southwark: Cast, team: Client) -> None:
    operations.send_back(
        completed, capacity="line_manager", note="Who saw it?", by=southwark["team"], at=completed.completed_at
    )
    assert "Returned for more work" in words(one(page(team, completed.case), "main"))


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("refer", "It starts when a social worker has been allocated."),
        ("allocate", "The allocated social worker fills it in with what agencies know."),
    ],
)
def test_an_empty_page_says_what_comes_next(act: str, says: str, told: Callable[..., Case], team: Client) -> None:
    assert says in words(one(page(team, told(act)), "main"))


def test_a_case_closed_without_a_screening_says_so(told: Callable[..., Case], southwark: Cast, team: Client) -> None:
    case = told("share")
    stories.decide(southwark, case, case.opened_at, colour="blue")
    stories.inform(southwark, case, case.opened_at)
    assert "The case was closed without one." in words(one(page(team, case), "main"))


def test_each_screening_leads_to_its_answers(completed: Assessment, team: Client) -> None:
    assert completed.get_absolute_url() in links(page(team, completed.case), "main table a").values()
    answers = words(one(read(team.get(completed.get_absolute_url()).content.decode()), "main"))
    for fact in ("Missing overnight twice in a week", "School, this week", "C1"):
        assert fact in answers


@pytest.mark.rule("SO-4")
def test_the_signs_are_on_the_screening_with_evidence_and_date(completed: Assessment) -> None:
    """What the sixteen signs of the referral say, the tool asks again item by item."""
    labels = " ".join(f"{item.label} {item.hint}".lower() for item in completed.tool.items)
    for sign in (
        "missing from home",
        "absent or excluded from school",
        "infection",
        "injuries",
        "pregnancy",
        "introduce other children",
        "online",
        "offending",
        "money",
        "drug use",
        "alcohol use",
        "appearance",
        "estranged from family",
        "poor mental health",
        "self-harm",
        "suicide",
    ):
        assert sign in labels, sign
    assert completed.answers["C5"] == {
        "answer": "current",
        "evidence": "A new telephone",
        "source": "School, this week",
    }


@pytest.mark.rule("ALL-5")
def test_reading_a_screening_is_in_the_trail(completed: Assessment, southwark: Cast, team: Client) -> None:
    page(team, completed.case)
    team.get(completed.get_absolute_url())
    assert viewed(completed.case, southwark["team"]) == ["screenings", "screening"]


def test_the_page_reads_in_as_many_queries_however_many_screenings_there_are(
    told: Callable[..., Case], southwark: Cast, team: Client
) -> None:
    case = told("sign")
    counts = []
    for at in (JUNE, SEPTEMBER):
        page(team, case)  # what is read once a process
        with CaptureQueriesContext(connection) as captured:
            page(team, case)
        counts.append(len(captured))
        rescreen(case, southwark, at=at, judgement=Band.GREEN, level=None)
    assert counts[0] == counts[1]


def test_titles_never_name_the_child(completed: Assessment, team: Client) -> None:
    for address in (reverse("screenings", args=[completed.case.ref]), completed.get_absolute_url()):
        assert "Hartwell" not in words(one(read(team.get(address).content.decode()), "head > title"))


def test_the_day_of_a_screening_is_the_day_in_london(answered: Assessment, southwark: Cast, team: Client) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    judgement = typed.judged(discussed_on=date(2026, 6, 30))
    operations.complete(answered, judgement=judgement, by=southwark["worker"], at=late)
    assert "1 July 2026" in words(newest_first(page(team, answered.case)))

"""What the file offers for a MASE form: each source to whom it is open, what is old or ended, whom we ask (HO-9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission, Section
from mase.cases import access
from mase.cases.models import Basis, Case
from mase.clock import LONDON
from mase.demo.cast import Cast
from meetings import known, plain
from meetings.involved import involved
from meetings.models import Action, Ending
from meetings.operations import planning
from referrals.models import Reply

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)


def keys(case: Case, *open_to: Permission) -> set[str]:
    """Return the kinds of sources that are offered to somebody with these rights."""
    found = known.offers(case, may=lambda permission: permission in open_to, today=TODAY)
    return {offer.key.partition("-")[0] for offer in found}


def action(**facts: Any) -> Action:
    owner, agency = User(name="Sam Quill"), Agency(name="Police")
    return Action(text="Log the car", owner=owner, agency=agency, due_on=TODAY, **facts)


@pytest.mark.rule("HO-9", "ALL-5")
def test_each_right_opens_its_own_sources_and_no_other(southwark: Cast, listed: Any, subtests: Any) -> None:
    case = listed.case
    plan(southwark, case)
    expected = {
        Permission.SCREENING_VIEW: {"screening"},
        Permission.REFERRAL_VIEW: {"referral"},
        Permission.REFERRAL_ANSWERS: {"crime", "reply"},
        Permission.STRATEGY_VIEW: {"strategy"},
        Permission.MAP_VIEW: {"planning"},
        Permission.PANEL_VIEW: {"form"},
        Permission.INTELLIGENCE_VIEW: set(),
        Permission.REFERRAL_INFORMANT: set(),
    }
    for right, sources in expected.items():
        with subtests.test(str(right)):
            assert keys(case, right) == sources
    assert keys(case) == set()


def plan(cast: Cast, case: Case, *, on: date = TODAY, held: bool = True) -> None:
    """Arrange a planning meeting with one strategy, and record it where it was held."""
    how: dict[str, Any] = {"by": cast["worker"], "at": NOW}
    about: dict[str, Any] = {"reason": "Together", "carers_invited": True, "carers_reason": "", "scheduled_for": NOW}
    meeting = planning.refer(case, **about, **how)
    planning.add_professional(meeting, name="Kim", role="Youth worker", agency="Project", **how)
    planning.add_strategy(meeting, text=f"Meet her on {on}", who="Her aunt", due_on=on, **how)
    if held:
        planning.record(meeting, held_on=on, summary="All agree", **how)


@pytest.mark.rule("HO-9")
def test_only_what_was_held_is_offered_and_only_the_last_two(southwark: Cast, told: Callable[..., Case]) -> None:
    case = told("convene")
    plan(southwark, case, held=False)
    assert keys(case, Permission.STRATEGY_VIEW, Permission.MAP_VIEW) == set()
    other = told("hold", number=1)
    days = [TODAY - timedelta(days=days) for days in (2, 0, 1)]
    for on in days:
        plan(southwark, other, on=on)
    found = known.offers(other, may=lambda permission: permission == Permission.MAP_VIEW, today=TODAY)
    assert [offer.words.splitlines()[0][:25] for offer in found] == [
        "- Meet her on 2026-03-11 ",
        "- Meet her on 2026-03-10 ",
    ]


def test_a_reply_is_offered_only_where_the_agency_knew_something(told: Callable[..., Case]) -> None:
    case = told("hold")
    answered = case.information_requests.filter(reply=Reply.KNOWN, agency__isnull=False)
    found = known.offers(case, may=lambda permission: permission == Permission.REFERRAL_ANSWERS, today=TODAY)
    replies = {offer.key for offer in found if offer.key.startswith("reply")}
    assert replies == {f"reply-{request.pk}" for request in answered}
    assert 0 < len(replies) <= case.information_requests.count()
    assert all(offer.words.strip() and offer.box == "agency_updates" for offer in found if offer.key in replies)


def test_what_a_child_said_is_marked_as_theirs_and_words_of_not_asking_are_left_out() -> None:
    assert known._quoted("I can’t say no.") == "In the child’s words: I can’t say no."
    assert (known._quoted("Not able to ask: asleep"), known._quoted("")) == ("", "")


def test_an_offer_is_another_version_once_its_words_differ_and_says_where_it_comes_from() -> None:
    about: dict[str, Any] = {"key": "a", "box": "concerns", "title": "Police, 11 March 2026", "at": NOW}
    one, same, other = (known.Offer(words=words, **about) for words in ("Seen.", "Seen.", "Seen"))
    assert one.version == same.version != other.version
    assert one.taken_up == "Police, 11 March 2026:\nSeen."


@pytest.mark.rule("RE-7")
@pytest.mark.parametrize(
    ("facts", "today", "became"),
    [
        ({}, TODAY - timedelta(days=1), "still open"),
        ({}, TODAY, "still open"),
        ({}, TODAY + timedelta(days=1), "still open, and its day has passed"),
        ({"closed_as": Ending.DONE, "evidence": "Every day"}, TODAY, "done: Every day"),
        ({"closed_as": Ending.DONE, "evidence": ""}, TODAY, "done"),
        ({"closed_as": Ending.NOT_UNDERTAKEN, "evidence": "No car"}, TODAY + MINUTE * 9999, "not undertaken: No car"),
        ({"closed_as": Ending.NOT_POSSIBLE, "evidence": ""}, TODAY, "not possible, circumstances changed"),
        ({"closed_as": Ending.CANCELLED, "evidence": None}, TODAY, "cancelled"),
    ],
)
def test_of_an_action_it_is_said_what_became_of_it(facts: dict[str, Any], today: date, became: str) -> None:
    expected = f"- Log the car (Sam Quill, Police, by 11 March 2026): {became}"
    assert known.in_words(action(**facts), today=today) == expected


@pytest.mark.parametrize(
    ("moment", "today", "words"),
    [
        (datetime(2026, 3, 29, 0, 0), date(2026, 3, 29), "of today"),
        (datetime(2026, 3, 28, 23, 59), date(2026, 3, 29), "1 day old"),
        (datetime(2026, 3, 28, 23, 59), date(2026, 3, 30), "2 days old"),
        (datetime(2026, 3, 31, 0, 30), date(2026, 3, 31), "of today"),  # half past eleven of the day before in UTC
        (datetime(2026, 10, 24, 23, 59), date(2026, 10, 25), "1 day old"),
        (datetime(2026, 10, 25, 1, 30), date(2026, 10, 26), "1 day old"),
        (datetime(2026, 12, 31, 23, 59), date(2027, 1, 1), "1 day old"),
        (datetime(2026, 4, 2, 9, 0), date(2026, 4, 1), "of today"),
    ],
)
def test_age_turns_at_midnight_in_london_whatever_the_clocks_do(moment: datetime, today: date, words: str) -> None:
    assert known.age(moment.replace(tzinfo=LONDON), today=today) == words


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("CAWN (child abduction warning notice) and then CAWN.", []),
        ("See (CAWN).", []),
        ("CSE, CCE and CSE", ["CSE", "CCE"]),
        ("a CSE2 B", ["CSE2"]),
        ("ABDUCTION is no short form, nor is McDonald", []),
        ("MASE, NHS, UK, GP at 3 PM", []),
        ("CSE\nCCE", ["CSE", "CCE"]),
        ("2026 and 4619283", []),
    ],
)
def test_short_forms_are_named_once_in_their_order_unless_they_are_spelt_out(text: str, short: list[str]) -> None:
    assert plain.unexplained(text) == short


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        ("Todays todayish", []),
        ("TODAY; today", ["today"]),
        ("last week, Last month and this week", ["last week", "last month", "this week"]),
        ("last\nweek", ["last week"]),
        ("at last weeks passed", []),
        ("Recently, currently tonight", ["recently", "currently", "tonight"]),
    ],
)
def test_words_for_a_time_without_a_day_are_named_once(text: str, stale: list[str]) -> None:
    assert plain.without_a_day(text) == stale


@pytest.mark.rule("HO-9")
def test_an_agency_is_involved_while_it_reads_the_file_and_for_good_once_it_was_invited(
    southwark: Cast, barnet: Cast, told: Callable[..., Case]
) -> None:
    case, yjs = told("convene"), southwark.agency("yjs")
    assert yjs not in involved(case, at=NOW)
    for agency in (yjs, southwark.agency("csc"), barnet.agency("police")):
        how: dict[str, Any] = {"by": southwark["worker"], "at": NOW, "reason": "Works with her", "basis": Basis.ENQUIRY}
        access.open_to_agency(case, agency, [Section.CASE], ends_at=NOW + MINUTE, **how)
    assert involved(case, at=NOW)[yjs] == ["reads a part of the file"]
    assert yjs not in involved(case, at=NOW + MINUTE), "the grant has lapsed"
    later = involved(case, at=NOW + MINUTE)
    assert "was invited to a strategy meeting" in later[southwark.agency("health")]
    assert not {southwark.agency("csc"), barnet.agency("police")} & later.keys()
    assert [agency.name for agency in later] == sorted(agency.name for agency in later)


def test_an_agency_that_was_asked_and_has_not_answered_is_not_thereby_involved(told: Callable[..., Case]) -> None:
    case = told("share")
    assert case.information_requests.filter(answered_at=None).exists()
    assert not [why for reasons in involved(case, at=NOW).values() for why in reasons if why == "answered MASH"]

"""What the file holds already, fitted to the items of a tool: as data, with its day, and never by itself."""

from datetime import date

import pytest

from referrals.indicators import Indicator
from referrals.models.vocabulary import Safeguard
from riskscreening import reuse, tools
from riskscreening.reuse import Away, Offer, Sign

TODAY = date(2026, 3, 4)
TOOL = tools.get("cse-screening")
ABOUT = {"key": "referral-1", "title": "Referral of 27 February 2026, Oakfield", "today": TODAY}


def signs(*found: Sign, reported_on: date = TODAY, tool=TOOL, fits=reuse.INDICATORS) -> list[Offer]:
    return reuse.of_signs(tool, found, fits=fits, reported_on=reported_on, **ABOUT)


def sign(code: str, seen_on: date | None = None, note: str = "") -> Sign:
    return Sign(code=code, label=str(Indicator(code).label), seen_on=seen_on, note=note)


@pytest.mark.rule("SO-4")
def test_each_of_the_sixteen_indicators_has_an_item_in_the_screening_tool() -> None:
    assert reuse.INDICATORS["cse-screening"].keys() == set(Indicator.values)
    assert all(reuse.INDICATORS["cse-screening"].values())


def test_every_item_that_is_named_is_one_of_its_tool() -> None:
    for table in (reuse.INDICATORS, reuse.SAFEGUARD):
        for code, places in table.items():
            known = {item.code for item in tools.get(code).items}
            assert {item for items in places.values() for item in items} <= known
            assert places.keys() <= {*Indicator.values, *Safeguard.values}


@pytest.mark.rule("SO-4")
def test_a_sign_comes_with_its_day_its_note_and_where_it_is_from() -> None:
    (offer,) = signs(sign("gifts", date(2026, 2, 20), "A phone, two jackets"))
    assert (offer.item, offer.answer, offer.seen_on) == ("C5", "current", "2026-02-20")
    assert offer.evidence == "Gifts or money from unknown sources: A phone, two jackets"
    assert offer.source == "Referral of 27 February 2026, Oakfield"


@pytest.mark.parametrize(
    ("seen_on", "answer"),
    [
        (date(2026, 3, 4), "current"),
        (date(2025, 9, 5), "current"),
        (date(2025, 9, 4), "past"),
        (date(2025, 3, 5), "past"),
        (date(2025, 3, 4), ""),
    ],
)
def test_the_day_says_which_yes_it_is(seen_on: date, answer: str) -> None:
    assert [offer.answer for offer in signs(sign("self_harm", seen_on))] == [answer]


def test_without_a_day_it_counts_from_when_it_was_reported() -> None:
    (offer,) = signs(sign("missing"), reported_on=date(2025, 8, 1))
    assert (offer.answer, offer.seen_on) == ("past", "")


def test_a_sign_without_an_item_in_the_tool_is_kept_apart_and_not_lost() -> None:
    (offer,) = signs(sign("offending", note="Cautioned"), tool=tools.get("cse-stage2"))
    assert (offer.item, offer.answer, offer.evidence) == ("", "", "Drawn into offending: Cautioned")


def test_drug_or_alcohol_use_is_offered_for_both() -> None:
    assert [offer.item for offer in signs(sign("substances"))] == ["B11", "B12"]


def test_times_missing_overnight_and_the_same_day_answer_different_items() -> None:
    day = date(2026, 2, 27)
    times = [
        Away(since=day, until=day, words="Back the same day"),
        Away(since=date(2025, 6, 1), until=date(2025, 6, 3), words="Two nights"),
        Away(since=date(2026, 2, 1), until=None, words="Not back"),
    ]
    offers = {offer.item: offer for offer in reuse.of_absences(TOOL, times, today=TODAY)}
    assert offers["C1"].answer == "both"
    assert (offers["C1"].evidence, offers["C1"].seen_on) == ("Two nights\nNot back", "2026-02-01")
    assert (offers["B1"].answer, offers["B1"].evidence) == ("current", "Back the same day")


@pytest.mark.parametrize(
    ("given", "given_on", "now"),
    [
        ({"answer": "current"}, date(2026, 1, 1), "current"),
        ({"answer": "current"}, date(2025, 8, 1), "past"),
        ({"answer": "current", "seen_on": "2025-02-01"}, date(2026, 1, 1), ""),
        ({"answer": "past"}, date(2026, 1, 1), "past"),
        ({"answer": "past"}, date(2025, 8, 1), ""),
        ({"answer": "no"}, date(2025, 1, 1), "no"),
    ],
)
def test_a_former_answer_is_offered_as_it_stands_today(given: dict, given_on: date, now: str) -> None:
    about = {"key": "last-1", "title": "Screening", "source": "Screening", "today": TODAY}
    (offer,) = reuse.of_answers(TOOL, {"C1": given}, given_on=given_on, **about)
    assert (offer.item, offer.answer) == ("C1", now)


def test_taking_up_loses_nothing_that_was_written_before() -> None:
    (offer,) = signs(sign("gifts", date(2026, 2, 20), "A phone"))
    before = {"answer": "not_known", "evidence": "Her mother wonders", "source": "Visit", "seen_on": ""}
    taken = reuse.taken_up(before, offer)
    assert taken["answer"] == "current"
    assert taken["evidence"] == "Her mother wonders\nGifts or money from unknown sources: A phone"
    assert taken["source"] == "Visit; Referral of 27 February 2026, Oakfield"
    assert reuse.taken_up(taken, offer) == taken

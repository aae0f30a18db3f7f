"""What stands against closing a case: each finding is shown with its facts, and closing over it needs a reason."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access, adults, checklist, closing, deadlines
from mase.cases.errors import Refused
from mase.cases.models import Case, Closure, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import Colour, Disclosure, PersonOfConcern
from tests.cases.pages import links, texts

DAY = timedelta(days=1)
SAID = {"outcome": Outcome.RISK_REDUCED, "reason": "The plan is complete", "childs_view": "“I feel safe.”"}


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case whose referrer was told, of which only the screening is owed."""
    return told("inform")


def _found(case: Case, at: datetime) -> dict[str, tuple[str, ...]]:
    return {one.code: one.facts for one in checklist.findings(case, at=at)}


@pytest.mark.rule("ALL-4")
def test_open_actions_and_other_deadlines_are_two_findings_with_what_and_when(
    case: Case, southwark: Cast, at: datetime
) -> None:
    how: dict[str, Any] = {"by": southwark["mash"], "owner_role": "mash_manager", "due_at": at + 9 * DAY}
    deadlines.start(case, "action", at=at, key="1", label="Serve the notice", **how)
    found = _found(case, at)
    assert found["actions"] == ("Serve the notice, due 11 March 2026",)
    assert any(fact.startswith("Complete the CSE risk screening, due ") for fact in found["deadlines"])


@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize(("days", "is_lately"), [(0, True), (90, True), (91, False)])
def test_the_child_was_missing_in_the_last_90_days_counted_from_the_return(
    told: Callable[..., Case], days: int, is_lately: bool
) -> None:
    case = told("go_missing")
    back = case.missing_episodes.get().returned_at
    assert ("missing" in _found(case, back + days * DAY)) is is_lately


@pytest.mark.rule("ALL-4")
def test_an_interview_is_outstanding_until_it_was_held_however_long_ago_the_return(told: Callable[..., Case]) -> None:
    case = told("go_missing")
    back = case.missing_episodes.get().returned_at
    assert len(_found(case, back + 200 * DAY)["interviews"]) == 1
    held = told("interview", number=1)
    assert "interviews" not in _found(held, back + DAY)


@pytest.mark.rule("ALL-4")
def test_people_of_concern_count_from_the_referral_and_from_the_childs_life(
    case: Case, southwark: Cast, at: datetime
) -> None:
    PersonOfConcern.objects.create(referral=case.referrals.get(), known_as="Dee")
    facts = {"given_names": "Devon", "family_name": "Older", "born_on": None, "address": "", "kind": "concern"}
    adults.add(case, **facts, by=southwark["worker"], at=at)
    found = _found(case, at)
    assert found["people_of_concern"] == ("Dee, in the referral of 2 March 2026",)
    assert found["adults_of_concern"] == ("Devon Older, noted 2 March 2026",)


@pytest.mark.rule("ALL-4")
def test_what_the_child_told_of_is_open_until_the_police_have_settled_it(
    case: Case, southwark: Cast, at: datetime
) -> None:
    told_of = {"told_at": at, "told_to": "Form tutor", "recorded_at": at, "recorded_by": southwark["worker"]}
    disclosure = Disclosure.objects.create(case=case, **told_of)
    assert _found(case, at)["disclosures"] == ("Told on 2 March 2026",)
    disclosure.settled_at, disclosure.settled_by, disclosure.crime_reference = at, southwark["police.mash"], "1/26"
    disclosure.save()
    assert "disclosures" not in _found(case, at)


def test_more_facts_than_fit_are_counted() -> None:
    facts = checklist.in_short([f"Fact {number}" for number in range(12)])
    assert (len(facts), facts[-1]) == (11, "and 2 more")
    assert checklist.in_short(["One"]) == ("One",)


@pytest.mark.rule("ALL-4")
def test_a_finding_without_a_reason_keeps_the_case_open(case: Case, southwark: Cast, at: datetime) -> None:
    for because in ({}, {"deadlines": " "}, {"other": "Something"}):
        with pytest.raises(Refused, match="still to be done"):
            closing.decide(case, **SAID, because=because, by=southwark["team"], at=at + DAY)
    case.refresh_from_db()
    assert case.closed_at is None


@pytest.mark.rule("ALL-4")
def test_without_the_childs_view_it_does_not_close(case: Case, southwark: Cast, at: datetime) -> None:
    with pytest.raises(Refused, match="child says"):
        closing.decide(
            case, **SAID | {"childs_view": " "}, because={"deadlines": "x"}, by=southwark["team"], at=at + DAY
        )
    assert not Closure.objects.exists()


@pytest.mark.rule("ALL-4")
def test_each_finding_is_kept_with_its_facts_and_its_reason(case: Case, southwark: Cast, at: datetime) -> None:
    because = {"deadlines": "The screening of last month says it all."}
    closing.decide(case, **SAID, because=because, opens_again_when="The car is back", by=southwark["team"], at=at + DAY)
    kept = Closure.objects.get(case=case)
    (finding,) = kept.checked["findings"]
    assert (finding["code"], finding["because"]) == ("deadlines", because["deadlines"])
    assert finding["facts"]
    assert (kept.closed_by, kept.outcome, kept.childs_view) == (
        southwark["team"],
        Outcome.RISK_REDUCED,
        "“I feel safe.”",
    )
    assert kept.opens_again_when == "The car is back"


@pytest.mark.rule("HO-3", "ALL-4")
def test_what_mash_closes_is_kept_with_what_stood_against_it(
    told: Callable[..., Case], southwark: Cast, at: datetime
) -> None:
    case = told("answer")
    PersonOfConcern.objects.create(referral=case.referrals.get(), name="Dee")
    stories.decide(southwark, case, at + DAY, colour=Colour.BLUE)
    stories.inform(southwark, case, at + DAY)
    kept = Closure.objects.get(case=case)
    assert kept.outcome == Outcome.NO_FURTHER_ACTION
    assert [finding["code"] for finding in kept.checked["findings"]] == ["people_of_concern"]


def test_each_finding_leads_to_the_page_it_is_worked_on(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("go_missing")
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/close/")
    leading = {text: href for text, href in links(page).items() if text.startswith("Look at this")}
    assert {f"/cases/{case.ref}/{page}" for page in ("", "screenings/", "plans/risks/")} == set(leading.values())
    browser = signed_in(southwark["team"])
    assert all(browser.get(href).status_code == 200 for href in leading.values())


def test_facts_of_a_part_that_is_not_open_to_the_manager_stay_hidden_and_still_need_a_reason(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    case = told("go_missing")
    access.withdraw_from_agencies(case)
    access.open_to_person(case, southwark["team"], [Section.CASE], by=southwark["mash"], at=at, reason="Covers")
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/close/")
    shown = " ".join(texts(page, "main"))
    assert "The child was missing in the last 90 days" in shown
    assert "not open to you" in shown
    assert "Back since" not in shown
    assert texts(page, "textarea[name=because_missing]") == [""]

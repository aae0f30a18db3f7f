"""The page of the pathway: the picture, the same in words, each for those who may know it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access, deadlines
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from tests.cases.pages import links, texts
from tests.once import once

HOUR = timedelta(hours=1)
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def meeting(southwark: Cast, at: datetime) -> None:
    """Southwark meets on a Thursday in three weeks' time, so that forms have somewhere to go."""
    on = (at + timedelta(days=24)).date()
    once(("schedule", on, at), lambda: stories.schedule(southwark, on=on, at=at))


def _open(browser: Client, case: Case) -> HttpResponse:
    page = browser.get(f"/cases/{case.ref}/pathway/")
    assert page.status_code == 200
    return page


def _listed(page: HttpResponse) -> dict[str, str]:
    """Return what the list says of each station, by its title."""
    titles, whole = texts(page, ".app-stations h3"), texts(page, ".app-stations > li")
    assert len(titles) == len(whole) == 12
    return {title: words.removeprefix(title).strip() for title, words in zip(titles, whole, strict=True)}


def _pictured(page: HttpResponse) -> dict[str, str]:
    """Return what the picture says below each title."""
    titles = texts(page, ".app-pathway--picture .app-pathway__text--title")
    groups = texts(page, ".app-pathway--picture > g")
    assert len(titles) == len(groups) == 12
    return {title: words.partition(title)[2].strip() for title, words in zip(titles, groups, strict=True)}


@pytest.mark.rule("ALL-1")
def test_it_tells_what_is_done_and_when_what_is_due_and_where_the_case_stands(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    listed = _listed(_open(signed_in(southwark["team"]), told("allocate")))
    assert listed["Outcome"].startswith("Done Due: Tell the referrer the outcome, 3 March 2026 at 17:00")
    assert listed["Outcome"].endswith("Outcome red: to social care, 2 March 2026 at 19:00")
    assert listed["Risk screening"].startswith(
        "Here now To be done Due: Complete the CSE risk screening, 16 March 2026"
    )
    assert listed["Sign-off"] == "Waiting Waits for the completed screening (rule SO-29)."


@pytest.mark.rule("RE-3")
@pytest.mark.parametrize(
    ("until", "said"),
    [("sign", "Waiting Waits for a strategy meeting or MAP (rule RE-3)."), ("hold", "Here now To be done Due: Submit")],
)
def test_in_redbridge_the_form_waits_for_a_strategy_meeting(
    hire: Callable[[str], Cast], at: datetime, signed_in: SignIn, until: str, said: str
) -> None:
    redbridge = hire("redbridge")
    stories.schedule(redbridge, on=(at + timedelta(days=23)).date(), at=at)
    case = stories.tell(redbridge, 0, begins_at=at, until=until)
    assert _listed(_open(signed_in(redbridge["team"]), case))["MASE form"].startswith(said)


@pytest.mark.rule("BR-5")
def test_in_bromley_planning_stands_after_mase_and_waits_for_it(
    hire: Callable[[str], Cast], at: datetime, signed_in: SignIn
) -> None:
    bromley = hire("bromley")
    listed = _listed(_open(signed_in(bromley["team"]), stories.tell(bromley, 0, begins_at=at, until="hold")))
    assert list(listed)[6:10] == ["MASE form", "Pre-MASE", "MASE", "MAP"]
    assert listed["MAP"] == "Waiting Waits for the discussion at MASE (rule BR-5)."


@pytest.mark.parametrize("until", ["refer", "decide", "convene", "submit", "admit"])
def test_the_picture_says_what_the_list_says(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, until: str
) -> None:
    page = _open(signed_in(southwark["team"]), told(until))
    listed, pictured = _listed(page), _pictured(page)
    assert list(listed) == list(pictured)
    for title, words in pictured.items():
        status = next(word for word in ("Done", "To be done", "Possible now", "Waiting") if words.startswith(word))
        assert status in listed[title]
        for reason in words.removeprefix(status).split(") "):
            assert not reason.startswith(" for ") or f"Waits {reason.strip()}" in listed[title], title


@pytest.mark.parametrize("until", ["refer", "screen", "admit"])
def test_the_list_marks_the_station_at_which_the_case_stands(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, until: str
) -> None:
    page = _open(signed_in(southwark["team"]), told(until))
    (here,) = texts(page, ".app-stations [aria-current='step']")
    assert "Here now" in here
    assert len(texts(page, ".app-pathway__text--flag")) == 1


def test_the_picture_has_a_name_and_a_description_and_the_small_marks_are_silent(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    page = _open(signed_in(southwark["team"]), told("sign"))
    named = "svg[role='img'][aria-labelledby='pathway-title pathway-words']"
    assert texts(page, f"{named} > title#pathway-title") == ["The pathway of this case"]
    (words,) = texts(page, f"{named} > desc#pathway-words")
    assert words.startswith("5 of 12 steps done. The case stands at: Strategy meeting.")
    assert len(texts(page, ".app-stations svg[aria-hidden='true']")) == 12
    assert len(texts(page, "main svg")) == 13


def test_what_is_overdue_says_so_and_is_marked(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, clock: Any, at: datetime
) -> None:
    case = told("refer")
    clock.move_to(at + timedelta(days=2))
    page = _open(signed_in(southwark["mash"]), case)
    assert _pictured(page)["MASH check"].startswith("Overdue 1 day overdue")
    assert "Overdue: Start information sharing" in " ".join(texts(page, "main > p"))
    assert len(texts(page, ".app-pathway--picture .app-pathway__badge--late")) == 2


@pytest.mark.rule("ALL-5")
def test_an_agency_that_was_only_asked_learns_where_the_case_stands_and_no_more(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    case = told("share")
    page = _open(signed_in(southwark["health"]), case)
    shown = " ".join(texts(page, "main"))
    for hidden in ("Referral received", "Information sharing started", *_labels(case)):
        assert hidden not in shown
    listed = _listed(page)
    assert listed["Outcome"].startswith("Here now Not shown to you")
    others = {title: words for title, words in listed.items() if title != "Outcome"}
    assert others == dict.fromkeys(others, "Not shown to you")


def _labels(case: Case) -> list[str]:
    """Return what is owed on the case, but for the answers of agencies that were asked."""
    return list(case.deadlines.exclude(code="information_reply").values_list("label", flat=True))


def test_a_named_person_sees_what_she_owes_and_nothing_else_that_is_due(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    case, member = told("allocate"), southwark["health.member"]
    access.open_to_person(case, member, [Section.CASE], by=southwark["team"], at=at, reason="Has an action")
    deadlines.start(case, "action", at=at, by=None, owner=member, key="1", due_at=at + HOUR, label="Ring the clinic")
    shown = " ".join(texts(_open(signed_in(member), case), "main"))
    assert "Ring the clinic" in shown
    assert "Complete the CSE risk screening" not in shown


@pytest.mark.rule("ALL-5")
def test_who_looked_is_written_down_and_who_may_not_look_gets_nothing(
    told: Callable[..., Case], southwark: Cast, barnet: Cast, signed_in: SignIn
) -> None:
    case = told("refer")
    _open(signed_in(southwark["team"]), case)
    assert Event.objects.get(verb="viewed", case=case.ref).detail == {"page": "pathway"}
    assert signed_in(barnet["team"]).get(f"/cases/{case.ref}/pathway/").status_code == 404
    assert signed_in(southwark["team"]).post(f"/cases/{case.ref}/pathway/").status_code == 405


def test_the_tab_of_the_browser_names_no_child(told: Callable[..., Case], southwark: Cast, signed_in: SignIn) -> None:
    case = told("refer")
    (title,) = texts(_open(signed_in(southwark["team"]), case), "head > title")
    assert title == "Pathway of the case – MASE"
    assert case.child.name not in title


def test_the_overview_begins_with_the_strip_and_leads_to_the_page(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn
) -> None:
    case = told("sign")
    page = signed_in(southwark["team"]).get(case.get_absolute_url())
    assert len(texts(page, ".app-pathway--strip > g")) == 12
    assert len(texts(page, ".app-pathway--strip .app-pathway__ring--done")) == 5
    assert links(page)["See what each step waits for"] == f"/cases/{case.ref}/pathway/"
    (sentences,) = texts(page, ".app-strip p")
    assert sentences.startswith("5 of 12 steps done. The case stands at: Strategy meeting.")


@pytest.mark.parametrize("address", ["", "pathway/"])
def test_it_costs_as_many_queries_with_a_long_story_as_with_a_short_one(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: SignIn, address: str
) -> None:
    case, browser = told("screen"), signed_in(southwark["team"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/cases/{case.ref}/{address}").status_code == 200
        return len(captured)

    browser.get(f"/cases/{case.ref}/{address}")
    few = queries()
    stories.sign(southwark, case, at + timedelta(days=3))
    for n in range(40):
        deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key=str(n), due_at=at + HOUR)
    assert queries() == few


def test_many_deadlines_at_one_station_are_counted_in_the_picture_and_listed_in_words(
    told: Callable[..., Case], southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    case = told("allocate")
    for n in range(3):
        deadlines.start(case, "action", at=at, by=None, owner=southwark["worker"], key=str(n), due_at=at + HOUR)
    page = _open(signed_in(southwark["team"]), case)
    assert _pictured(page)["Plan and review"].endswith("Due today at 11:00 and 2 more")
    assert _listed(page)["Plan and review"].count("Due: ") == 3

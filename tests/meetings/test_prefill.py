"""What the file holds is offered for the MASE form with its source and age; what is typed is kept (HO-9, RE-7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.roles import Permission
from mase.cases.models import Case, TypedNote
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import known, plain
from meetings.involved import involved
from meetings.models import Ending, Panel
from meetings.operations import actions, agency_updates
from tests.web.html import every, one, read, texts, words

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
TODAY = NOW.date()


def may(permission: Permission) -> bool:
    return True


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[..., Client], clock: Any) -> Client:
    clock.move_to(NOW)
    return signed_in(southwark["worker"])


def submit_page(case: Case) -> str:
    return reverse("submit", args=[case.ref])


@pytest.mark.parametrize(
    ("text", "short", "stale"),
    [
        ("She was missing on 3 March. The GP and the NHS know.", [], []),
        ("A CAWN was served. CAWN again.", ["CAWN"], []),
        ("A child abduction warning notice (CAWN) was served; ROTH (a code name) too.", [], []),
        ("Missing Last night and yesterday, and last night.", [], ["last night", "yesterday"]),
        ("Police report 4619283, level 2.", [], []),
        ("", [], []),
    ],
)
def test_what_a_reader_may_not_know_is_pointed_out(text: str, short: list[str], stale: list[str]) -> None:
    assert (plain.unexplained(text), plain.without_a_day(text)) == (short, stale)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW, "of today"),
        (NOW - timedelta(hours=10), "1 day old"),
        (datetime(2026, 1, 29, 23, 59, tzinfo=UTC), "41 days old"),
    ],
)
def test_age_is_counted_in_days_of_london(moment: datetime, expected: str) -> None:
    assert known.age(moment, today=TODAY) == expected


@pytest.mark.rule("HO-9")
def test_each_text_is_offered_what_the_file_holds_and_where_it_comes_from(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("hold")
    school = next(agency for agency in involved(case, at=NOW) if agency == southwark.agency("harbour"))
    asked = agency_updates.ask(case, agencies=[school], by=southwark["worker"], at=NOW)
    agency_updates.give(asked[0], words="She is back at school.", by=southwark["school"], at=NOW)
    found = {offer.key: offer for offer in known.offers(case, may=may, today=TODAY)}
    by_box = {box: [one.title for one in found.values() if one.box == box] for box in _BOXES}
    assert by_box["concerns"][0].startswith("Screening of ")
    assert any("Harbour Lane School" in title for title in by_box["concerns"])
    assert stories.CATEGORY["crime_reference"] in found["crime"].words
    assert f"{school.name}, 11 March 2026" in by_box["agency_updates"]
    assert any(title.startswith("Strategy meeting of") for title in by_box["actions_so_far"])
    assert stories.OUTCOME["form_reason"] in [one.words for one in found.values()]


_BOXES = ("concerns", "investigations", "agency_updates", "actions_so_far", "asked_of_panel")


@pytest.mark.rule("HO-9")
def test_a_source_that_the_person_may_not_see_is_not_offered(told: Callable[..., Case]) -> None:
    case, kept = told("hold"), (Permission.STRATEGY_VIEW, Permission.REFERRAL_ANSWERS)
    found = known.offers(case, may=lambda permission: permission not in kept, today=TODAY)
    assert found
    assert not [offer for offer in found if offer.key.startswith(("strategy", "crime", "reply"))]


@pytest.mark.rule("RE-7")
def test_actions_of_a_strategy_meeting_are_offered_with_what_became_of_them(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case = told("hold")
    meeting = case.strategy_meetings.get()
    agreed: dict[str, Any] = {"of": meeting, "due_on": date(2026, 3, 20), "by": southwark["coordinator"], "at": NOW}
    first = actions.agree(case, text="Fetch her", owner=southwark["health"], **agreed)
    actions.agree(case, text="Ring the aunt", owner=southwark["school"], **agreed)
    before = _actions(case)
    actions.report(first, ending=Ending.DONE, evidence="Every day", by=southwark["health"], at=NOW)
    after = _actions(case)
    assert "- Ring the aunt" in after.words
    assert after.words.splitlines()[0].endswith("by 20 March 2026): done: Every day")
    assert (before.words.count("still open"), after.words.count("still open")) == (2, 1)
    assert before.version != after.version


def _actions(case: Case) -> known.Offer:
    found = known.offers(case, may=may, today=TODAY)
    return next(offer for offer in found if offer.key.startswith("strategy") and offer.key.endswith("actions"))


@pytest.mark.rule("HO-9")
def test_one_click_takes_an_offer_up_which_is_kept_and_marked_when_its_source_changes(
    southwark: Cast, panel: Panel, told: Callable[..., Case], worker: Client
) -> None:
    case = told("hold")
    asked = agency_updates.ask(case, agencies=[southwark.agency("harbour")], by=southwark["worker"], at=NOW)
    agency_updates.give(asked[0], words="Back at school.", by=southwark["school"], at=NOW)
    shown = worker.post(
        submit_page(case), {"do": f"use-update-{asked[0].pk}", "agency_updates": "First.", "window": "a"}
    )
    page = read(shown.text)
    assert one(page, "#id_agency_updates").text_content().strip().startswith("First.\n\n")
    assert "Back at school." in one(page, "#id_agency_updates").text_content()
    assert TypedNote.objects.get().about == "mase-form"
    assert not case.mase_forms.exists()
    agency_updates.give(asked[0], words="Missing again.", by=southwark["school"], at=NOW)
    later = words(read(worker.get(submit_page(case)).text))
    assert "Changed since you took it up" in later
    assert "It was kept for you alone" in later
    typed = {**stories.FORM, "window": "b", "restored": "a"}
    assert worker.post(submit_page(case), typed).status_code == 302
    assert not TypedNote.objects.exists()


def test_what_is_typed_is_kept_for_its_writer_and_let_go_on_their_word(
    southwark: Cast, told: Callable[..., Case], worker: Client, signed_in: Callable[..., Client]
) -> None:
    case = told("hold")
    address = reverse("typed_submit", args=[case.ref])
    assert worker.post(address, {"concerns": "Half a", "goes_to": "x", "window": "a"}).status_code == 202
    assert TypedNote.objects.get().typed == {"concerns": ["Half a"]}
    assert worker.post(address, {"concerns": "Other", "window": "b"}).status_code == 423
    assert signed_in(southwark["coordinator"]).post(address, {"concerns": "x"}).status_code == 403
    worker.post(submit_page(case), {"do": "forget", "window": "a"})
    assert not TypedNote.objects.exists()


@pytest.mark.rule("HO-9", "RE-6")
def test_the_page_shows_what_a_reader_sees_and_says_before_sending_that_it_is_late(
    southwark: Cast,
    panel: Panel,
    told: Callable[..., Case],
    worker: Client,
    signed_in: Callable[..., Client],
    clock: Any,
) -> None:
    case = told("hold")
    opened = worker.get(submit_page(case)).text
    assert "5 days left" in words(read(opened))
    typed = {**stories.FORM, "concerns": "A CAWN yesterday.", "do": "preview", "goes_to": panel.ref}
    seen = words(read(worker.post(submit_page(case), typed).text))
    assert all(said in seen for said in ("As a reader sees it", "CAWN", "yesterday"))
    clock.move_to(datetime(2026, 3, 17, 9, tzinfo=UTC))
    worker = signed_in(southwark["worker"])
    late = worker.post(submit_page(case), stories.FORM | {"goes_to": panel.ref})
    assert late.status_code == 200
    assert "has changed" in late.text
    assert "This form is late" in late.text
    assert not case.mase_forms.exists()
    button = texts(read(late.text), "main form[data-kept] .govuk-button-group button")[0]
    assert button == "Submit the form, late for 26 March 2026"
    assert worker.post(submit_page(case), stories.FORM | {"goes_to": "none"}).status_code == 302


@pytest.mark.rule("HO-9")
def test_an_update_marks_what_is_new_and_overwrites_no_colleague_unseen(
    southwark: Cast, panel: Panel, told: Callable[..., Case], worker: Client
) -> None:
    case = told("submit")
    form = case.mase_forms.get()
    asked = agency_updates.ask(case, agencies=[southwark.agency("harbour")], by=southwark["worker"], at=NOW)
    agency_updates.give(asked[0], words="Back at school.", by=southwark["school"], at=NOW)
    address = reverse("update_form", args=[case.ref, form.pk])
    page = read(worker.get(address).text)
    assert "New or changed since the form was written" in words(page)
    seen = every(page, "main form[data-kept] input[name=seen]")[0].get("value")
    text = {name: stories.FORM[name] for name in _BOXES}
    assert worker.post(address, text | {"concerns": "Theirs", "seen": seen}).status_code == 302
    second = worker.post(address, text | {"concerns": "Mine", "seen": seen})
    assert second.status_code == 200
    assert all(said in second.text for said in ("Theirs", "Mine"))
    form.refresh_from_db()
    assert form.concerns == "Theirs"

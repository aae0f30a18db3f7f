"""Taking up what the file offers while a MASE form is written: what it does to the words, what it never does (HO-9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case, TypedNote
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import known
from meetings.models import PlanningMeeting
from meetings.operations import actions, agency_updates, planning
from tests.meetings.typing_in import day
from tests.web.html import every, one, read, words

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
_WHO = "Kim Invented"
_GONE = "Something that you took up is no longer in the file as you read it."


@pytest.fixture
def case(southwark: Cast, panel: Any, told: Callable[..., Case]) -> Case:
    """A case whose strategy meeting asked for a form."""
    return told("hold")


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[..., Client], clock: Any) -> Client:
    clock.move_to(NOW)
    return signed_in(southwark["worker"])


def press(client: Client, case: Case, key: str, **typed: Any) -> Any:
    """Return the page after the button of an offer was pressed."""
    answer = client.post(reverse("submit", args=[case.ref]), {"do": f"use-{key}", "window": "a", **typed})
    assert answer.status_code == 200
    return read(answer.text)


def box(page: Any, name: str) -> str:
    return one(page, f"#id_{name}").text_content().strip().replace("\r\n", "\n")


def taken(page: Any) -> list[str]:
    return [field.get("value") for field in every(page, "input[name=taken]")]


def offer(case: Case, begins: str) -> known.Offer:
    found = known.offers(case, may=lambda permission: True, today=NOW.date())
    return next(one for one in found if one.key.startswith(begins))


@pytest.mark.rule("HO-9")
def test_pressed_twice_it_stands_there_once_and_what_was_typed_stays(case: Case, worker: Client) -> None:
    crime = offer(case, "crime")
    first = press(worker, case, crime.key, investigations="  Mine.\r\nTwo lines.  ", concerns="Half a")
    expected = f"Mine.\nTwo lines.\n\n{crime.title}:\n{crime.words}"
    assert (box(first, "investigations"), box(first, "concerns")) == (expected, "Half a")
    again = press(worker, case, crime.key, investigations=box(first, "investigations"), taken=taken(first))
    assert box(again, "investigations") == expected
    assert taken(again) == taken(first) == [f"{crime.key}={crime.version}"]
    assert not case.mase_forms.exists()


@pytest.mark.parametrize("key", ["nothing", "form-1-concerns", "", "crime=", "<b>"])
def test_a_button_that_the_page_does_not_have_changes_no_word_and_submits_nothing(
    case: Case, worker: Client, key: str
) -> None:
    page = press(worker, case, key, **stories.FORM)
    assert {name: box(page, name) for name in ("concerns", "asked_of_panel")} == {
        name: stories.FORM[name] for name in ("concerns", "asked_of_panel")
    }
    assert taken(page) == []
    assert not case.mase_forms.exists()


@pytest.mark.rule("HO-9", "ALL-5")
def test_a_source_of_another_child_is_not_taken_up(case: Case, worker: Client, told: Callable[..., Case]) -> None:
    theirs = offer(told("hold", number=1), "strategy")
    page = press(worker, case, theirs.key, investigations="Mine.", actions_so_far="Mine.")
    assert (box(page, "investigations"), box(page, "actions_so_far")) == ("Mine.", "Mine.")


def test_what_is_gone_since_it_was_taken_up_is_said_on_the_page(case: Case, worker: Client) -> None:
    crime = offer(case, "crime")
    plainly, page = press(worker, case, crime.key), press(worker, case, crime.key, taken=["update-999=abc"])
    assert set(taken(page)) == {"update-999=abc", f"{crime.key}={crime.version}"}
    assert TypedNote.objects.get().typed["taken"] == taken(page)
    assert [_GONE in words(shown) for shown in (plainly, page)] == [False, True]


def test_reading_the_page_leaves_a_row_and_pressing_a_button_no_step(
    southwark: Cast, case: Case, worker: Client
) -> None:
    before = case.transitions.count()
    worker.get(reverse("submit", args=[case.ref]))
    press(worker, case, offer(case, "crime").key)
    assert case.transitions.count() == before
    assert not Event.objects.filter(verb=Verb.FORM_SUBMITTED).exists()
    assert {event.actor for event in Event.objects.filter(verb=Verb.VIEWED, case=case.ref)} == {southwark["worker"].pk}


@pytest.mark.rule("HO-9")
def test_an_update_is_not_offered_the_words_of_the_form_that_it_updates(
    southwark: Cast, case: Case, worker: Client
) -> None:
    stories.submit(southwark, case, NOW)
    form = case.mase_forms.get()
    address = reverse("update_form", args=[case.ref, form.pk])
    page = read(worker.get(address).text)
    buttons = [button.get("value") for button in every(page, "button[name=do]")]
    assert not [value for value in buttons if value and value.startswith(f"use-form-{form.pk}-")]
    assert [value for value in buttons if value and value.startswith("use-crime")]
    asked = worker.post(address, {"do": f"use-form-{form.pk}-concerns", "concerns": "Mine.", "window": "a"})
    assert box(read(asked.text), "concerns") == "Mine."


@pytest.fixture
def arranged(southwark: Cast, case: Case) -> PlanningMeeting:
    """A planning meeting of that child with a professional and nothing agreed."""
    how: dict[str, Any] = {"by": southwark["worker"], "at": NOW}
    about: dict[str, Any] = {"reason": "Together", "carers_invited": True, "carers_reason": ""}
    meeting = planning.refer(case, scheduled_for=NOW + timedelta(hours=2), **about, **how)
    planning.add_professional(meeting, name=_WHO, role="Youth worker", agency="Project", **how)
    return meeting


@pytest.mark.rule("BR-5", "RE-7")
def test_an_action_alone_is_enough_to_record_a_planning_meeting(southwark: Cast, arranged: PlanningMeeting) -> None:
    how: dict[str, Any] = {"by": southwark["worker"], "at": NOW}
    due_on, owner = date(2026, 3, 29), southwark["health"]
    action = actions.agree(arranged.case, of=arranged, text="Fetch her", owner=owner, due_on=due_on, **how)
    planning.record(arranged, held_on=NOW.date(), summary="All agree", **how)
    facts = planning.facts(arranged)
    assert (facts["actions"], facts["given"]) == ([action], {"Fetch her": action})
    assert not facts["strategies"].exists()
    assert offer(arranged.case, f"planning-{arranged.pk}-actions").words.startswith("- Fetch her (")


def test_a_strategy_of_another_meeting_is_given_to_nobody(
    southwark: Cast, arranged: PlanningMeeting, worker: Client, told: Callable[..., Case]
) -> None:
    how: dict[str, Any] = {"by": southwark["worker"], "at": NOW}
    about: dict[str, Any] = {"reason": "Together", "carers_invited": True, "carers_reason": "", "scheduled_for": NOW}
    other = planning.refer(told("allocate", number=1), **about, **how)
    theirs = planning.add_strategy(other, text="Theirs", who="Her aunt", due_on=date(2026, 4, 1), **how)
    address = reverse("give_strategy", args=[arranged.case.ref, arranged.pk, theirs.pk])
    typed = {"text": "Theirs", "owner": southwark["health"].pk, **day("due_on", date(2026, 4, 1))}
    assert (worker.get(address).status_code, worker.post(address, typed).status_code) == (404, 404)
    assert not arranged.actions.exists()
    assert not other.actions.exists()


@pytest.mark.rule("RE-7")
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"due_on-day": "10"}, "must be today or in the future"),
        ({"due_on-month": "2", "due_on-day": "30"}, "must be a real date"),
        ({"owner": ""}, "Select"),
        ({"text": " "}, "Enter"),
    ],
)
def test_an_action_of_a_planning_meeting_has_words_a_person_and_a_day_to_come(
    southwark: Cast, arranged: PlanningMeeting, worker: Client, changes: dict[str, str], error: str
) -> None:
    address = reverse("agree_map_action", args=[arranged.case.ref, arranged.pk])
    typed = {"text": "Fetch her", "owner": southwark["health"].pk, **day("due_on", NOW.date())}
    answer = worker.post(address, typed | changes)
    assert answer.status_code == 200
    assert error in words(one(read(answer.text), ".govuk-error-summary"))
    assert not arranged.actions.exists()
    assert worker.post(address, typed).status_code == 302, "today is a day to come"


def test_an_agency_is_quoted_once_it_has_answered_even_that_nothing_is_new(
    southwark: Cast, case: Case, worker: Client
) -> None:
    asked = agency_updates.ask(case, agencies=[southwark.agency("harbour")], by=southwark["worker"], at=NOW)[0]
    keys = {one.key for one in known.offers(case, may=lambda permission: True, today=NOW.date())}
    assert f"update-{asked.pk}" not in keys
    agency_updates.give(asked, words="", by=southwark["school"], at=NOW)
    assert offer(case, f"update-{asked.pk}").words == "Nothing new."

"""What is typed into a note is kept for its writer until it is written: a session that ends takes nothing along."""

from collections.abc import Callable

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import operations
from mase.cases.models import Case, Note, Outcome, TypedNote
from mase.demo.cast import Cast
from tests.cases.noted import NOON
from tests.cases.test_notes import TYPED
from tests.web.html import every, one, read, texts, words

Browse = Callable[[User], Client]


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("allocate")


@pytest.fixture
def worker(southwark: Cast, signed_in: Browse, clock) -> Client:
    clock.move_to(NOON)
    return signed_in(southwark["worker"])


def page(case: Case, rest: str = "") -> str:
    return f"/cases/{case.ref}/notes/new/{rest}"


def boxes(client: Client, case: Case) -> dict[str, str]:
    """Return what the page sends along and holds."""
    shown = read(client.get(page(case)).content.decode())
    named = {box.get("name"): box.get("value") or "" for box in every(shown, "main form[data-kept] input[type=hidden]")}
    return named | {
        "text": one(shown, "#id_text").text_content().strip(),
        "wrong": texts(shown, ".govuk-error-message"),
    }


@pytest.mark.rule("HO-12")
def test_what_was_typed_outlives_the_session_and_goes_with_the_note(
    case: Case, southwark: Cast, worker: Client, signed_in: Browse
) -> None:
    rows = Event.objects.count()
    half = {"text": "She said: “He", "about_at-day": "10", "window": "one", "restored": "", "secret": "x"}
    kept = worker.post(page(case, "typed/"), half)
    assert (kept.status_code, kept.json()["saved"]) == (202, "12:00")
    assert Event.objects.count() == rows
    assert TypedNote.objects.get().typed == {"text": ["She said: “He"], "about_at-day": ["10"]}
    worker.logout()
    assert worker.post(page(case, "typed/"), half).status_code == 302
    again = signed_in(southwark["worker"])
    found = boxes(again, case)
    assert (found["text"], found["restored"], found["wrong"]) == ("She said: “He", "one", [])
    assert "It was kept for you alone" in words(one(read(again.get(page(case)).content.decode()), "main"))
    assert again.post(page(case), TYPED | {"window": found["window"], "restored": "one"}).status_code == 302
    assert Note.objects.get().text == TYPED["text"]
    assert not TypedNote.objects.exists()


def test_another_window_or_person_does_not_overwrite_it_and_its_writer_throws_it_away(
    case: Case, southwark: Cast, worker: Client, signed_in: Browse
) -> None:
    worker.post(page(case, "typed/"), {"text": "The first", "window": "one"})
    refused = worker.post(page(case, "typed/"), {"text": "The second", "window": "two"})
    assert (refused.status_code, "another window" in refused.json()["refused"]) == (423, True)
    assert worker.post(page(case, "typed/"), {"text": "y" * 260_000, "window": "one"}).status_code == 413
    team = signed_in(southwark["team"])
    assert boxes(team, case)["text"] == ""
    team.post(page(case), {"do": "forget", "window": "one"})
    assert TypedNote.objects.get().typed["text"] == ["The first"]
    worker.post(page(case), {"do": "forget", "window": "one"})
    assert not TypedNote.objects.exists()
    assert signed_in(southwark["mash"]).post(page(case, "typed/"), {"text": "x"}).status_code == 403


def test_on_a_case_that_closed_meanwhile_the_page_is_told_so_and_nothing_of_the_case_is_shown(
    told: Callable[..., Case], southwark: Cast, worker: Client, signed_in: Browse
) -> None:
    case, team = told("convene"), signed_in(southwark["team"])
    operations.close(case, outcome=Outcome.MOVED, reason="Moved away", by=southwark["team"], at=NOON)
    rows = Event.objects.count()
    asked = {"text": "Half a note", "window": "one"}
    answer = team.post(page(case, "typed/"), asked, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (410, {"refused": "This case is closed."})
    assert (Event.objects.count(), TypedNote.objects.exists()) == (rows, False)
    assert team.post(page(case, "typed/"), asked).status_code == 409
    assert worker.post(page(case, "typed/"), asked).status_code == 404  # whose part in the case has ended with it

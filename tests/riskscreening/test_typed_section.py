"""Drafts of a section lose nothing: each person's typing is kept, and nobody overwrites what they did not see."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening.models import Assessment, TypedSection
from riskscreening.operations import answering
from tests.riskscreening import typed
from tests.web.html import every, one, read, texts, words


def page(assessment: Assessment, name: str = "answer_section", section: str = "C") -> str:
    return reverse(name, args=[assessment.case.ref, assessment.pk, section])


def keep(client: Client, assessment: Assessment, *, window: str = "one", **data: str) -> Any:
    return client.post(page(assessment, "typed_section"), {"window": window, "restored": "", "seen": "x"} | data)


def seen(client: Client, assessment: Assessment) -> str:
    return str(one(read(client.get(page(assessment)).content.decode()), "input[name=seen]").get("value"))


@pytest.fixture
def colleague(
    worker: Client, begun: Assessment, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> Client:
    """The browser of another social worker to whom the case was opened, on the same day."""
    person = southwark["second.worker"]
    access.open_to_person(begun.case, person, list(Section), by=southwark["team"], at=later, reason="Covers")
    return signed_in(person)


def test_what_is_typed_is_kept_unchecked_and_comes_back_without_a_row_in_the_trail(
    worker: Client, begun: Assessment
) -> None:
    rows = Event.objects.count()
    answer = keep(worker, begun, C1_answer="current", **{"C1_seen_on-day": "31", "C1_seen_on-month": "2"})
    assert (answer.status_code, answer.json()["saved"]) == (202, "10:00")
    assert Event.objects.count() == rows
    begun.refresh_from_db()
    assert begun.answers == {}
    shown = read(worker.get(page(begun)).content.decode())
    assert [box.get("value") for box in every(shown, "input[type=radio][checked]")] == ["current"]
    assert one(shown, "#id_C1_seen_on-day").get("value") == "31"
    assert "It was kept, but it is not checked yet" in words(one(shown, "main"))
    assert every(shown, ".govuk-error-message") == []


def test_saving_ends_what_was_kept_and_throwing_away_does_too(worker: Client, begun: Assessment) -> None:
    keep(worker, begun, C1_answer="current")
    worker.post(page(begun), typed.section(_asked(begun)) | {"window": "two", "restored": "one", "do": ""})
    assert not TypedSection.objects.exists()
    keep(worker, begun, C1_answer="current")
    worker.post(page(begun), {"do": "forget"})
    assert not TypedSection.objects.exists()


def test_a_second_window_of_the_same_person_does_not_overwrite_the_first(worker: Client, begun: Assessment) -> None:
    keep(worker, begun, C1_evidence="The first")
    refused = keep(worker, begun, window="two", C1_evidence="The second")
    assert (refused.status_code, refused.json()) == (
        423,
        {"refused": "You are typing in this section in another window too."},
    )
    assert TypedSection.objects.get().typed["C1_evidence"] == ["The first"]
    assert keep(worker, begun, window="x" * 10, C1_evidence="y" * 260_000).status_code == 413


def test_a_colleague_sees_what_is_being_typed_and_keeps_their_own_beside_it(
    worker: Client, colleague: Client, begun: Assessment, southwark: Cast
) -> None:
    keep(worker, begun, C1_answer="current", C1_evidence="Two nights in February")
    assert keep(colleague, begun, window="two", C1_evidence="Her aunt rang").status_code == 202
    shown = one(read(colleague.get(page(begun)).content.decode()), "#item-C1")
    assert one(shown, "textarea").text.strip() == "Her aunt rang"
    assert "Two nights in February" in words(shown)
    assert f"Being typed by {southwark['worker'].name}" in words(shown)
    taken = _use(colleague, begun, shown, "typed", C1_evidence="Her aunt rang")
    assert one(taken, "#id_C1_evidence").text.strip() == "Her aunt rang\nTwo nights in February"


def test_a_stale_page_shows_both_versions_and_the_person_chooses(
    worker: Client, colleague: Client, begun: Assessment, southwark: Cast
) -> None:
    opened = seen(worker, begun)
    posted = {"seen": seen(colleague, begun), "C1_answer": "current", "C1_evidence": "Found in Croydon"}
    colleague.post(page(begun), posted | {"C2_answer": "no"})
    mine = {"seen": opened, "C1_answer": "no", "C4_answer": "not_known"}
    shown = read(worker.post(page(begun), mine).content.decode())
    begun.refresh_from_db()
    assert set(begun.answers) == {"C1", "C2"}
    item = one(shown, "#item-C1")
    assert "Found in Croydon" in words(item)
    assert f"saved meanwhile by {southwark['second.worker'].name}" in words(item)
    assert [box.get("value") for box in every(item, "input[name=C1_answer][checked]")] == ["no"]
    kept = [str(box.get("value")) for box in every(item, "input[name=keep_C1]")]
    for choice, answer in zip(kept, ("current", "no"), strict=True):
        assert worker.post(page(begun), mine | {"keep_C1": choice}).status_code == 302
        begun.refresh_from_db()
        assert {code: parts["answer"] for code, parts in begun.answers.items()} == {
            "C1": answer,
            "C2": "no",
            "C4": "not_known",
        }


def test_the_score_of_the_open_page_is_worked_out_and_nothing_is_kept(worker: Client, begun: Assessment) -> None:
    rows = Event.objects.count()
    answer = worker.post(page(begun, "score_so_far"), {"C3_answer": "current", "C9_answer": "?"})
    text = words(read(answer.content.decode()))
    assert "5 points so far" in text
    assert "35 items without an answer" in text
    assert "Signs of harm: C3" in text
    assert "At least amber: there is a current significant sign." in text
    begun.refresh_from_db()
    assert (begun.answers, Event.objects.count()) == ({}, rows)


def test_a_date_is_kept_and_none_of_tomorrow(worker: Client, begun: Assessment) -> None:
    def dated(day: str) -> dict[str, str]:
        return {"C1_answer": "no"} | dict(
            zip(("C1_seen_on-day", "C1_seen_on-month", "C1_seen_on-year"), (day, "3", "2026"), strict=True)
        )

    refused = read(worker.post(page(begun), dated("5")).content.decode())
    assert texts(refused, ".govuk-error-message") == ["Error: C1: the date must be today or in the past"]
    worker.post(page(begun), dated("4"))
    begun.refresh_from_db()
    assert begun.answers["C1"]["seen_on"] == "2026-03-04"
    shown = read(worker.get(page(begun)).content.decode())
    assert one(shown, "#id_C1_seen_on-day").get("value") == "4"


@pytest.mark.rule("SO-4")
def test_what_the_referral_ticked_is_offered_with_its_day_and_taken_up_by_a_press(
    worker: Client, begun: Assessment
) -> None:
    referral = begun.case.referrals.get()
    referral.indicators, referral.safeguard = ["gifts"], []
    referral.signs = {"gifts": {"seen_on": "2026-02-20", "note": "A phone"}}
    referral.save()
    item = one(read(worker.get(page(begun)).content.decode()), "#item-C5")
    assert "Gifts or money from unknown sources: A phone" in words(item)
    assert f"{referral.agency.name}" in words(item)
    assert every(item, "input[type=radio][checked]") == []
    taken = _use(worker, begun, item, "referral", C1_answer="no")
    assert [box.get("value") for box in every(taken, "input[type=radio][checked]")] == ["no", "current"]
    assert one(taken, "#id_C5_seen_on-day").get("value") == "20"
    begun.refresh_from_db()
    assert begun.answers == {}
    assert TypedSection.objects.get().typed["C5_answer"] == ["current"]


@pytest.mark.rule("ALL-3")
def test_the_answers_of_the_screening_before_stand_beside_the_items_and_what_changed_is_listed(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], clock, later: datetime
) -> None:
    case = told("sign")
    clock.move_to(at := max(later, case.assessments.get().completed_at))
    client, by = signed_in(southwark["worker"]), southwark["worker"]
    again = answering.start(case, by=by, at=at)
    item = one(read(client.get(page(again)).content.decode()), "#item-C1")
    assert "Screening of" in words(item)
    answering.save_answers(again, typed.given(("C1", "no"), ("C2", "current")), by=by, at=at)
    changes = client.get(reverse("screening_changes", args=[case.ref, again.pk]))
    rows = [words(row) for row in every(read(changes.content.decode()), "main tbody tr")]
    assert any("C1" in row and "No longer" in row for row in rows)
    assert any("C2" in row and "New" in row for row in rows)


def _asked(assessment: Assessment) -> Any:
    return next(section for section in assessment.tool.sections if section.code == "C")


def _use(client: Client, assessment: Assessment, item: Any, kind: str, **data: str) -> Any:
    press = one(item, f"button[value^=use-{kind}]").get("value")
    return read(client.post(page(assessment), {"do": press, "window": "two"} | data).content.decode())

"""Answering a section: evidence for every yes, "not known" as an answer, and nothing lost that was typed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations import screening as operations
from tests.referrals.trail import rows
from tests.riskscreening import typed
from tests.web.html import every, one, read, texts, words


def address(assessment: Assessment, section: str) -> str:
    return reverse("answer_section", args=[assessment.case.ref, assessment.pk, section])


def asked(assessment: Assessment, code: str):
    return next(section for section in assessment.tool.sections if section.code == code)


def test_the_answers_of_a_section_are_kept_with_evidence_and_source(
    worker: Client, begun: Assessment, later: datetime
) -> None:
    response = worker.post(address(begun, "C"), typed.section(asked(begun, "C"), C1="both", C4="past"))
    assert response.headers["Location"] == begun.get_absolute_url()
    begun.refresh_from_db()
    assert len(begun.answers) == 9
    assert begun.answers["C1"] == {
        "answer": "both",
        "evidence": "Seen: C1",
        "source": "School, Monday",
        "seen_on": "",
    }
    assert begun.answers["C4"]["answer"] == "past"
    assert begun.answers["C2"] == {"answer": "no", "evidence": "", "source": "", "seen_on": ""}
    assert begun.saved_at == later


def test_each_saving_is_in_the_trail_without_an_answer(worker: Client, begun: Assessment, southwark: Cast) -> None:
    worker.post(address(begun, "B"), typed.section(asked(begun, "B"), B9="current"))
    (row,) = rows(begun.case, Verb.SCREENING_SAVED)
    assert (row.actor, row.detail, row.reason) == (southwark["worker"].pk, {"answered": 16}, "")


def test_a_section_can_be_left_half_answered_and_gone_on_with(worker: Client, begun: Assessment) -> None:
    worker.post(address(begun, "A"), {"A1_answer": "no", "A2_answer": "not_known"})
    begun.refresh_from_db()
    assert set(begun.answers) == {"A1", "A2"}
    page = read(worker.get(address(begun, "A")).content.decode())
    assert [box.get("value") for box in every(page, "input[type=radio][checked]")] == ["no", "not_known"]
    worker.post(address(begun, "A"), {"A3_answer": "no"})
    begun.refresh_from_db()
    assert set(begun.answers) == {"A1", "A2", "A3"}


def test_an_answer_may_be_changed_until_the_end(worker: Client, begun: Assessment) -> None:
    worker.post(address(begun, "B"), typed.section(asked(begun, "B"), B1="current"))
    worker.post(address(begun, "B"), typed.section(asked(begun, "B")))
    begun.refresh_from_db()
    assert begun.answers["B1"]["answer"] == "no"


YES = [("A", "A1", "current"), ("B", "B1", "current"), ("B", "B1", "past"), ("C", "C1", "both")]


def test_a_yes_needs_its_evidence(worker: Client, begun: Assessment, subtests: pytest.Subtests) -> None:
    for section, code, answer in YES:
        with subtests.test(section=section, code=code, answer=answer):
            posted = typed.section(asked(begun, section)) | {f"{code}_answer": answer, f"{code}_source": "Form tutor"}
            page = read(worker.post(address(begun, section), posted).content.decode())
            assert texts(page, ".govuk-error-message") == [
                f"Error: Enter the evidence for {code}, because the answer is yes"
            ]
            assert one(page, f"#id_{code}_source").get("value") == "Form tutor"
            assert len(every(page, "input[type=radio][checked]")) == len(asked(begun, section).items)
            begun.refresh_from_db()
            assert begun.answers == {}


def test_blanks_are_no_evidence(worker: Client, begun: Assessment) -> None:
    posted = {"A1_answer": "current", "A1_evidence": " \r\n"}
    assert worker.post(address(begun, "A"), posted).status_code == 200
    begun.refresh_from_db()
    assert begun.answers == {}


@pytest.mark.parametrize("answer", ["no", "not_known"])
def test_no_and_not_known_need_no_evidence_but_may_have_it(answer: str, worker: Client, begun: Assessment) -> None:
    worker.post(address(begun, "A"), {"A1_answer": answer, "A2_answer": answer, "A2_evidence": "Asked her mother"})
    begun.refresh_from_db()
    assert begun.answers["A1"]["answer"] == answer
    assert begun.answers["A2"]["evidence"] == "Asked her mother"


def test_what_was_written_without_an_answer_is_not_lost_in_silence(
    worker: Client, begun: Assessment, subtests: pytest.Subtests
) -> None:
    for part in ["evidence", "source"]:
        with subtests.test(part=part):
            posted = {"A1_answer": "no", f"A2_{part}": "Bruises, PE teacher"}
            page = read(worker.post(address(begun, "A"), posted).content.decode())
            assert texts(page, ".govuk-error-message") == ["Error: A2: choose an answer to what you have written"]
            assert "Bruises, PE teacher" in (
                one(page, f"#id_A2_{part}").get("value") or one(page, "#id_A2_evidence").text
            )
            begun.refresh_from_db()
            assert begun.answers == {}


def test_an_answer_that_the_section_does_not_offer_is_refused(
    worker: Client, begun: Assessment, subtests: pytest.Subtests
) -> None:
    """Section A asks about ever: there is no then and now to tell apart."""
    for section, code, answer in [("A", "A1", "past"), ("A", "A1", "both"), ("B", "B1", "yes"), ("C", "C1", "5")]:
        with subtests.test(section=section, code=code, answer=answer):
            posted = {f"{code}_answer": answer, f"{code}_evidence": "Seen"}
            page = read(worker.post(address(begun, section), posted).content.decode())
            assert texts(page, ".govuk-error-message") == [f"Error: {code}: choose one of the answers"]
            begun.refresh_from_db()
            assert begun.answers == {}


def test_not_known_is_offered_for_every_item_and_nothing_is_chosen(worker: Client, begun: Assessment) -> None:
    page = read(worker.get(address(begun, "C")).content.decode())
    assert [box.get("value") for box in every(page, "input[name=C1_answer]")] == [
        "no",
        "current",
        "past",
        "both",
        "not_known",
    ]
    assert len(every(page, "input[value=not_known]")) == 9
    assert every(page, "input[type=radio][checked]") == []


def test_a_stale_copy_loses_no_other_section(begun: Assessment, southwark: Cast, later: datetime) -> None:
    """Two windows hold the same screening; each saves a section of its own."""
    other_window = Assessment.objects.get(pk=begun.pk)
    operations.save_answers(begun, typed.given(("A1", "no")), by=southwark["worker"], at=later)
    operations.save_answers(other_window, typed.given(("B1", "no")), by=southwark["worker"], at=later)
    begun.refresh_from_db()
    assert set(begun.answers) == {"A1", "B1"}


def test_the_screening_counts_what_is_answered_and_shows_the_score_so_far(worker: Client, begun: Assessment) -> None:
    worker.post(address(begun, "C"), typed.section(asked(begun, "C"), C1="current", C4="both"))
    page = read(worker.get(begun.get_absolute_url()).content.decode())
    hints = texts(page, ".govuk-task-list__hint")
    assert hints[:3] == ["0 of 11 answered", "0 of 16 answered", "9 of 9 answered"]
    text = words(one(page, "main"))
    assert "11 points" in text  # 5 for C1 now, 5 and 1 for C4 now and then
    assert "27 of 36 not known" in text


def test_the_judgement_cannot_start_while_an_item_has_no_answer(worker: Client, begun: Assessment) -> None:
    page = read(worker.get(begun.get_absolute_url()).content.decode())
    assert texts(page, ".govuk-task-list__status")[-1] == "Cannot start yet"
    assert reverse("complete_screening", args=[begun.case.ref, begun.pk]) not in {
        link.get("href") for link in every(page, "main a")
    }


def test_a_completed_screening_takes_no_more_answers(
    worker: Client, completed: Assessment, southwark: Cast, later: datetime, clock, signed_in: Callable
) -> None:
    before = completed.answers
    clock.move_to(later + timedelta(days=2))
    client = signed_in(southwark["worker"])
    assert client.post(address(completed, "A"), {"A1_answer": "no"}).status_code == 404
    with pytest.raises(AlreadyDone):
        operations.save_answers(completed, typed.given(("A1", "both")), by=southwark["worker"], at=later)
    completed.refresh_from_db()
    assert completed.answers == before


def test_a_section_that_the_tool_does_not_have_is_not_there(
    worker: Client, begun: Assessment, subtests: pytest.Subtests
) -> None:
    for section in ["D", "a", "L"]:
        with subtests.test(section=section):
            assert worker.get(address(begun, section)).status_code == 404


def test_who_reads_screenings_does_not_answer_them(
    southwark: Cast, signed_in: Callable[[User], Client], begun: Assessment, subtests: pytest.Subtests
) -> None:
    for part in ["team", "coordinator", "mash", "service"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(begun.get_absolute_url()).status_code == 200
            assert client.get(address(begun, "A")).status_code == 403
            assert client.post(address(begun, "A"), {"A1_answer": "no"}).status_code == 403
            begun.refresh_from_db()
            assert begun.answers == {}


@pytest.mark.rule("ALL-5")
def test_other_agencies_do_not_read_screenings(
    southwark: Cast, signed_in: Callable[[User], Client], begun: Assessment, subtests: pytest.Subtests
) -> None:
    for part, expected in [("school", 403), ("health", 403), ("police.mash", 403), ("other.school", 404), ("yjs", 404)]:
        with subtests.test(part=part, expected=expected):
            client = signed_in(southwark[part])
            for page in (begun.get_absolute_url(), reverse("screenings", args=[begun.case.ref]), address(begun, "A")):
                assert client.get(page).status_code == expected


def test_nothing_is_begun_or_saved_on_a_closed_case(begun: Assessment, southwark: Cast, later: datetime) -> None:
    case, by = begun.case, southwark["worker"]
    at = later + timedelta(days=1)
    stories.inform(southwark, case, at)
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=at, reason="Moved to another borough")
    with pytest.raises(CaseClosed):
        operations.save_answers(begun, typed.given(("A1", "no")), by=by, at=at)
    with pytest.raises(CaseClosed):
        operations.start(case, by=by, at=at)
    begun.refresh_from_db()
    assert begun.answers == {}


def test_a_screening_of_another_case_is_not_there(
    worker: Client, begun: Assessment, told: Callable, southwark: Cast
) -> None:
    other = told("allocate", number=1)
    mixed = reverse("answer_section", args=[other.ref, begun.pk, "A"])
    assert worker.post(mixed, {"A1_answer": "no"}).status_code == 404


def test_other_methods_are_refused(worker: Client, begun: Assessment) -> None:
    assert worker.put(address(begun, "A")).status_code == 405
    assert worker.post(begun.get_absolute_url()).status_code == 405

"""What a partner's professional types into a section is kept for them alone until they save it (SO-9)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, TypedNote
from mase.demo.cast import Cast
from mase.web.typed import MOST_TYPED
from riskscreening.models import ProfessionalScreening
from riskscreening.operations import professional as operations
from tests.riskscreening import typed
from tests.web.html import Element, every, one, read, words


@pytest.fixture
def own(case: Case, southwark: Cast, later: datetime) -> ProfessionalScreening:
    """The school's screening, begun."""
    spoke = {"officer": "Deputy head", "spoke_on": date(2026, 3, 3), "advised": "Do it today"}
    return operations.start(case, agency=southwark.agency("harbour"), **spoke, by=southwark["school"], at=later)


@pytest.fixture
def school(own: ProfessionalScreening, southwark: Cast, signed_in: Callable[[User], Client], clock, later) -> Client:
    """The browser of the safeguarding lead who referred, on the same day."""
    clock.move_to(later)
    return signed_in(southwark["school"])


def page(screening: ProfessionalScreening, name: str = "answer_professional", section: str = "C") -> str:
    return reverse(name, args=[screening.case.ref, screening.pk, section])


def keep(client: Client, screening: ProfessionalScreening, *, section: str = "C", window: str = "one", **boxes: str):
    sent = {"window": window, "restored": "", "seen": "x"} | boxes
    return client.post(page(screening, "typed_professional", section), sent)


def shown(client: Client, screening: ProfessionalScreening) -> Element:
    return read(client.get(page(screening)).content.decode())


def hidden(client: Client, screening: ProfessionalScreening) -> dict[str, Any]:
    boxes = every(shown(client, screening), "form[data-kept] input[type=hidden]")
    return {box.get("name"): box.get("value") or "" for box in boxes}


def test_what_is_typed_comes_back_unchecked_and_leaves_no_row_in_the_trail(
    school: Client, own: ProfessionalScreening
) -> None:
    rows = Event.objects.count()
    answer = keep(school, own, C1_answer="current", **{"C1_seen_on-day": "31", "C1_seen_on-month": "2"})
    assert (answer.status_code, answer.json()["saved"]) == (202, "10:00")
    assert Event.objects.count() == rows
    own.refresh_from_db()
    assert own.answers == {}
    found = shown(school, own)
    assert [box.get("value") for box in every(found, "input[type=radio][checked]")] == ["current"]
    assert one(found, "#id_C1_seen_on-day").get("value") == "31"
    assert "It was kept, but it is not checked yet" in words(one(found, "main"))
    assert every(found, ".govuk-error-message") == []


def test_words_of_one_section_are_not_shown_in_another(school: Client, own: ProfessionalScreening) -> None:
    keep(school, own, section="A", A1_evidence="Words under A")
    assert "not checked yet" not in words(shown(school, own))
    assert keep(school, own, window="two", C1_evidence="Words under C").status_code == 202
    assert TypedNote.objects.count() == 2


def test_saving_ends_what_was_kept(school: Client, own: ProfessionalScreening) -> None:
    keep(school, own, C1_answer="current")
    carried = hidden(school, own)
    assert carried["restored"] == "one"
    posted = typed.section(next(part for part in own.tool.sections if part.code == "C"))
    assert school.post(page(own), posted | carried).status_code == 302
    assert not TypedNote.objects.exists()


def test_saving_with_an_error_keeps_what_was_typed(school: Client, own: ProfessionalScreening) -> None:
    keep(school, own, C1_answer="current")
    assert school.post(page(own), hidden(school, own) | {"C1_answer": "current"}).status_code == 200
    assert TypedNote.objects.count() == 1


def test_it_can_be_thrown_away_and_what_was_saved_stays(school: Client, own: ProfessionalScreening) -> None:
    posted = typed.section(next(part for part in own.tool.sections if part.code == "C"))
    school.post(page(own), posted)
    keep(school, own, C1_answer="current")
    assert school.post(page(own), hidden(school, own) | {"do": "forget"}).headers["Location"] == page(own)
    assert not TypedNote.objects.exists()
    own.refresh_from_db()
    assert own.answers["C1"]["answer"] == posted["C1_answer"]


def test_a_second_window_of_the_same_person_does_not_overwrite_the_first(
    school: Client, own: ProfessionalScreening
) -> None:
    keep(school, own, C1_evidence="The first")
    refused = keep(school, own, window="two", C1_evidence="The second")
    said = {"refused": "You are typing in this section in another window too."}
    assert (refused.status_code, refused.json()) == (423, said)
    assert TypedNote.objects.get().typed["C1_evidence"] == ["The first"]
    assert keep(school, own, C1_evidence="x" * MOST_TYPED).status_code == 413


def test_a_later_save_than_a_colleagues_shows_both_and_keeps_what_stands_on_the_page(
    school: Client, own: ProfessionalScreening, southwark: Cast, later: datetime
) -> None:
    opened = hidden(school, own)
    section = next(part for part in own.tool.sections if part.code == "C")
    theirs = {"C1": {"answer": "no", "evidence": "", "source": "Tutor", "seen_on": ""}}
    operations.save_section(own, section, theirs, by=southwark["school"], at=later)
    mine = {"C1_answer": "current", "C1_evidence": "A new phone"}
    held = read(school.post(page(own), opened | mine).content.decode())
    assert "Tutor" in words(one(held, "#item-C1"))
    (kept,) = TypedNote.objects.all()
    assert (kept.typed["C1_evidence"], kept.window) == (["A new phone"], opened["window"])


def test_the_score_of_the_open_page_is_worked_out_and_nothing_is_kept(
    school: Client, own: ProfessionalScreening
) -> None:
    assert "0 points so far" in words(one(shown(school, own), "[data-score-said]"))
    rows = Event.objects.count()
    answer = school.post(page(own, "professional_so_far"), {"C3_answer": "current", "C9_answer": "?"})
    text = words(read(answer.content.decode()))
    assert answer.status_code == 202
    assert "5 points so far" in text
    assert "35 items without an answer" in text
    own.refresh_from_db()
    assert (own.answers, TypedNote.objects.count(), Event.objects.count()) == ({}, 0, rows)


def test_the_score_says_nothing_that_the_agency_did_not_answer(school: Client, own: ProfessionalScreening) -> None:
    own.case.child.learning_disability = "yes"
    own.case.child.save()
    answer = school.post(page(own, "professional_so_far"), {"C3_answer": "current"})
    assert "disability" not in words(read(answer.content.decode()))


def test_a_completed_screening_keeps_nothing_more(
    school: Client, own: ProfessionalScreening, southwark: Cast, later: datetime
) -> None:
    for section in own.tool.sections:
        school.post(page(own, section=section.code), typed.section(section))
    operations.complete(own, in_their_words="", protective="", by=southwark["school"], at=later)
    assert keep(school, own, C1_answer="no").status_code == 404
    assert school.post(page(own, "professional_so_far"), {}).status_code == 404
    (section, *_) = own.tool.sections
    with pytest.raises(AlreadyDone):
        operations.keep_typed(own, section, {}, window="one", restored="", by=southwark["school"], at=later)


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(("part", "status"), [("worker", 403), ("other.school", 404), ("police.mash", 404)])
def test_nobody_outside_the_agency_reads_or_writes_there(
    part: str, status: int, own: ProfessionalScreening, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(southwark[part])
    assert keep(client, own, C1_answer="no").status_code == status
    assert client.post(page(own, "professional_so_far"), {}).status_code == status
    assert not TypedNote.objects.exists()


def test_a_page_without_such_a_section_and_other_methods_are_refused(
    school: Client, own: ProfessionalScreening
) -> None:
    assert keep(school, own, section="Z").status_code == 404
    assert school.get(page(own, "professional_so_far")).status_code == 405
    assert school.put(page(own, "typed_professional")).status_code == 405
    assert school.get(page(own, "typed_professional")).json().keys() == {"saved", "token"}

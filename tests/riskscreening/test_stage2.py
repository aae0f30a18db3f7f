"""Barnet's stage 2 assessment: the gravest sign sets the level, and no MASE form goes without it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.errors import StepMissing
from mase.cases.models import Case
from mase.demo import said, stories
from mase.demo.cast import Cast
from mase.people.models import Answer
from meetings.models import MaseForm
from meetings.operations import submission
from riskscreening.models import Assessment, Band
from riskscreening.operations import screening as operations
from tests.riskscreening import typed
from tests.web.html import links, one, read, texts, words

FORM = stories.FORM | {"without_strategy_because": "The surgery advised to go straight to MASE."}


@pytest.fixture
def case(barnet: Cast, at: datetime) -> Case:
    return stories.tell(barnet, 0, begins_at=at, until="allocate")


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(days=2)


@pytest.fixture
def begun(case: Case, barnet: Cast, later: datetime) -> Assessment:
    return operations.start(case, by=barnet["worker"], at=later)


@pytest.fixture
def worker(barnet: Cast, signed_in: Callable[[User], Client], clock, later: datetime) -> Client:
    clock.move_to(later)
    return signed_in(barnet["worker"])


def answer(assessment: Assessment, cast: Cast, *codes: str, at: datetime, rest: str = "no") -> None:
    answers = {item.code: {"answer": rest, "evidence": "", "source": ""} for item in assessment.tool.items}
    signs = typed.given(*((code, "current") for code in codes))
    operations.save_answers(assessment, answers | signs, by=cast["worker"], at=at)
    said.say(cast, assessment, at=at)


def complete(assessment: Assessment, cast: Cast, *, at: datetime, **more: object) -> Assessment:
    operations.complete(assessment, judgement=typed.judged(**more), by=cast["worker"], at=at)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.mark.rule("BA-4")
def test_barnet_screens_with_its_stage_2_assessment(begun: Assessment) -> None:
    assert (begun.tool_code, begun.tool.scoring, begun.tool.kind) == ("cse-stage2", "gate", "assessment")


GATE = [  # signs, the number of signs, band
    pytest.param([], 0, Band.GREEN, id="no sign"),
    pytest.param(["L1"], 1, Band.AMBER, id="one low sign"),
    pytest.param([f"L{n}" for n in range(1, 12)], 11, Band.AMBER, id="every low sign"),
    pytest.param(["M1"], 1, Band.AMBER, id="one medium sign"),
    pytest.param(["H7"], 1, Band.RED, id="one high sign"),
    pytest.param(["L1", "M1", "H7"], 3, Band.RED, id="one of each"),
]


@pytest.mark.parametrize(("signs", "count", "band"), GATE)
def test_the_gravest_sign_sets_the_band(
    signs: list[str], count: int, band: Band, begun: Assessment, barnet: Cast, later: datetime
) -> None:
    answer(begun, barnet, *signs, at=later)
    done = complete(begun, barnet, at=later, judgement=band)
    assert (done.score, done.band_by_score, done.band) == (count, band, band)


@pytest.mark.parametrize("fact", ["under 13", "learning disability"])
def test_under_13_or_with_a_learning_disability_is_never_level_1(
    fact: str, begun: Assessment, barnet: Cast, later: datetime
) -> None:
    child = begun.case.child
    if fact == "under 13":
        child.born_on = child.born_on.replace(year=2014)
    else:
        child.learning_disability = Answer.YES
    child.save()
    answer(begun, barnet, "L1", at=later)
    begun.refresh_from_db()
    found = operations.result(begun, on=later.date(), sexual_harm_disclosed=False)
    assert (found.level, found.band) == (2, "amber")
    assert fact in complete(begun, barnet, at=later, judgement=Band.AMBER).floors[0]


def test_little_known_lifts_an_empty_assessment_to_amber(begun: Assessment, barnet: Cast, later: datetime) -> None:
    answer(begun, barnet, at=later, rest="not_known")
    done = complete(begun, barnet, at=later, judgement=Band.AMBER)
    assert (done.band_by_score, done.band, done.not_known) == (Band.GREEN, Band.AMBER, done.asked)


def test_the_pages_speak_of_signs_and_not_of_points(
    worker: Client, begun: Assessment, barnet: Cast, later: datetime
) -> None:
    answer(begun, barnet, "L1", "M2", at=later)
    page = read(worker.get(begun.get_absolute_url()).content.decode())
    text = words(one(page, "main"))
    assert "2 signs" in text
    assert "points" not in text.lower()
    ways = links(page, ".govuk-task-list__link")
    assert list(ways.values())[:3] == [
        reverse("answer_section", args=[begun.case.ref, begun.pk, code]) for code in ("L", "M", "H")
    ]


def test_its_sections_ask_about_ever(worker: Client, begun: Assessment) -> None:
    address = reverse("answer_section", args=[begun.case.ref, begun.pk, "H"])
    page = read(worker.get(address).content.decode())
    assert texts(page, "fieldset:first-of-type .govuk-radios__label")[:3] == ["No", "Yes", "Not known yet"]
    assert worker.get(address.replace("/H/", "/A/")).status_code == 404


def test_harm_in_it_asks_for_a_crime_reference(
    worker: Client, begun: Assessment, barnet: Cast, later: datetime
) -> None:
    answer(begun, barnet, "H1", at=later)
    address = reverse("complete_screening", args=[begun.case.ref, begun.pk])
    page = read(worker.post(address, typed.judgement()).content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Enter the crime reference, or “requested” with the day you told the police"
    ]


@pytest.mark.rule("BA-4")
def test_it_is_not_complete_without_its_narratives(begun: Assessment, barnet: Cast, later: datetime) -> None:
    answer(begun, barnet, "M1", at=later)
    begun.refresh_from_db()
    begun.narratives = {name: words for name, words in begun.narratives.items() if name != "danger"}
    begun.save()
    with pytest.raises(StepMissing, match="danger statement"):
        complete(begun, barnet, at=later, judgement=Band.AMBER)


@pytest.mark.rule("BA-4")
@pytest.mark.parametrize("act", ["allocate", "fill_in", "screen"])
def test_no_mase_form_goes_without_the_signed_assessment(act: str, case: Case, barnet: Cast, later: datetime) -> None:
    if act != "allocate":
        getattr(stories, act)(barnet, case, later)
    with pytest.raises(StepMissing, match="completed and signed off first"):
        submission.submit(case, form=FORM, by=barnet["worker"], at=later)
    assert not MaseForm.objects.exists()


@pytest.mark.rule("BA-4")
def test_the_signed_assessment_is_attached_to_the_mase_form(case: Case, barnet: Cast, later: datetime) -> None:
    stories.screen(barnet, case, later)
    stories.sign(barnet, case, later)
    form = submission.submit(case, form=FORM, by=barnet["worker"], at=later)
    assert form.assessment == case.assessments.get()
    assert form.assessment.tool_code == "cse-stage2"


@pytest.mark.rule("BA-4")
def test_a_returned_assessment_holds_the_form_back(case: Case, barnet: Cast, later: datetime) -> None:
    stories.screen(barnet, case, later)
    assessment = case.assessments.get()
    operations.sign(assessment, capacity="line_manager", note="", by=barnet["team"], at=later)
    operations.send_back(assessment, capacity="co_ordinator", note="Why?", by=barnet["coordinator"], at=later)
    with pytest.raises(StepMissing):
        submission.submit(case, form=FORM, by=barnet["worker"], at=later)

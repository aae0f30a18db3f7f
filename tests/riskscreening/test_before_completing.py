"""What the page of the judgement has ready, and what it waits for."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.cases.errors import StepMissing
from mase.demo import said
from mase.demo.cast import Cast
from referrals.operations import references
from riskscreening.models import Assessment
from riskscreening.operations import screening as operations
from tests.riskscreening import typed
from tests.web.html import every, one, read, words


def address(assessment: Assessment) -> str:
    return reverse("complete_screening", args=[assessment.case.ref, assessment.pk])


def answer(assessment: Assessment, cast: Cast, *items: tuple[str, str], at: datetime) -> None:
    answers = {item.code: {"answer": "no", "evidence": "", "source": ""} for item in assessment.tool.items}
    operations.save_answers(assessment, answers | typed.given(*items), by=cast["worker"], at=at)


@pytest.mark.rule("HO-8")
def test_a_crime_reference_that_is_on_the_file_is_filled_in(
    worker: Client, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    kept = {"kind": "connect", "note": "", "by": southwark["mash"], "at": later}
    references.add_reference(begun.case, number="4619283/26", **kept)
    answer(begun, southwark, ("C3", "current"), at=later)
    said.say(southwark, begun, at=later)
    page = read(worker.get(address(begun)).content.decode())
    assert one(page, "[name=crime_reference]").get("value") == "4619283/26"
    assert "CONNECT crime report 4619283/26" in words(one(page, "#id_crime_reference-hint"))


@pytest.mark.rule("SO-5")
def test_a_screening_that_says_nothing_of_the_child_stays_open(
    worker: Client, begun: Assessment, southwark: Cast, later: datetime
) -> None:
    answer(begun, southwark, at=later)
    with pytest.raises(StepMissing, match="how the child may be exploited"):
        operations.complete(begun, judgement=typed.judged(), by=southwark["worker"], at=later)
    page = read(worker.get(address(begun)).content.decode())
    assert every(page, "main form [name=judgement]") == []
    assert "in their own words" in words(one(page, "main"))

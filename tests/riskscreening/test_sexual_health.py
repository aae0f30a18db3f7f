"""What a screening says of sexual health is covered on its page, and in nobody's way who fills it in."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations import screening as operations
from tests.cases.pages import texts

SignIn = Callable[[User], Client]
EVIDENCE, SOURCE = "Seen at the Canary clinic", "Nurse, on Tuesday"
SAID = {"answer": "current", "evidence": EVIDENCE, "source": SOURCE}


@pytest.fixture
def begun(told: Callable[..., Case], southwark: Cast, at: datetime) -> Assessment:
    """A screening in which every item has its answer, sexual health too."""
    case = told("allocate")
    stories.fill_in(southwark, case, at)
    assessment = case.assessments.get()
    operations.save_answers(assessment, {"B16": SAID}, by=southwark["worker"], at=at)
    return assessment


def row(client: Client, assessment: Assessment, item: str = "B16") -> list[str]:
    """Return the cells beside the item's name."""
    page = client.get(assessment.get_absolute_url())
    heads = texts(page, "tbody th[scope=row]")
    number = next(place for place, head in enumerate(heads) if head.startswith(f"{item} "))
    return texts(page, "tbody td")[number * 4 : number * 4 + 4]


def ask(client: Client, assessment: Assessment) -> int:
    address = reverse("reveal_sexual_health", args=[assessment.case.ref])
    return client.post(address, {"back": assessment.get_absolute_url()}).status_code


@pytest.mark.rule("ALL-5")
def test_every_cell_of_the_item_is_covered(begun: Assessment, southwark: Cast, signed_in: SignIn) -> None:
    assert row(signed_in(southwark["team"]), begun) == [
        "Hidden Show sexual health answers",
        "Hidden",
        "Hidden",
        "Hidden",
    ]
    in_mash = row(signed_in(southwark["mash"]), begun)
    assert in_mash == ["Hidden from your role: sexual health answers", *["Hidden"] * 3]


@pytest.mark.rule("ALL-5")
def test_asked_for_every_cell_is_shown_once(begun: Assessment, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["team"])
    assert ask(client, begun) == 302
    answer, *others = row(client, begun)
    assert answer.startswith("Yes, now or in the last 6 months")
    assert others == ["1", EVIDENCE, SOURCE]
    assert row(client, begun)[1:] == ["Hidden"] * 3


def test_the_other_items_are_read_as_before(begun: Assessment, southwark: Cast, signed_in: SignIn) -> None:
    for part in ("team", "mash"):
        cells = row(signed_in(southwark[part]), begun, "C5")
        assert cells == ["Yes, now or in the last 6 months", "5", "A new telephone", "School, this week"]


def test_an_item_without_an_answer_is_covered_alike(begun: Assessment, southwark: Cast, signed_in: SignIn) -> None:
    begun.answers.pop("B16")
    begun.save()
    assert row(signed_in(southwark["mash"]), begun) == [
        "Hidden from your role: sexual health answers",
        "Hidden",
        "Hidden",
        "Hidden",
    ]
    client = signed_in(southwark["team"])
    ask(client, begun)
    assert row(client, begun)[0].startswith("Not answered yet")


def test_whoever_fills_it_in_reads_what_they_typed(begun: Assessment, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["worker"]).get(reverse("answer_section", args=[begun.case.ref, begun.pk, "B"]))
    assert EVIDENCE in page.content.decode()


@pytest.mark.rule("ALL-5")
def test_the_page_on_which_it_is_signed_does_not_carry_it(
    told: Callable[..., Case], southwark: Cast, signed_in: SignIn, begun: Assessment, at: datetime
) -> None:
    client = signed_in(southwark["team"])
    for name, more in (("screenings", []), ("sign_screening", [begun.pk]), ("screening", [begun.pk])):
        page = client.get(reverse(name, args=[begun.case.ref, *more]))
        assert page.status_code == 200
        assert not any(said in page.content.decode() for said in (EVIDENCE, SOURCE)), name

"""A professional of another agency screens after speaking with their safeguarding officer."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import StepMissing
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.notifications.models import Message
from riskscreening.models import ProfessionalScreening
from riskscreening.operations import professional as operations
from riskscreening.operations.answering import start as screen
from tests.referrals.trail import rows
from tests.riskscreening import typed
from tests.web.html import every, one, read, texts, words

SPOKE = {
    "officer": "Deputy head",
    "spoke_on-day": "3",
    "spoke_on-month": "3",
    "spoke_on-year": "2026",
    "advised": "Do it today, and ring MASH.",
}


def address(name: str, *args: object) -> str:
    return reverse(name, args=args)


@pytest.fixture
def school(southwark: Cast, signed_in: Callable[[User], Client], clock, later: datetime) -> Client:
    """The browser of the safeguarding lead who referred, on Wednesday."""
    clock.move_to(later)
    return signed_in(southwark["school"])


@pytest.fixture
def own(case: Case, southwark: Cast, later: datetime) -> ProfessionalScreening:
    """The school's screening, begun."""
    agency = southwark.agency("harbour")
    spoke = {"officer": "Deputy head", "spoke_on": date(2026, 3, 3), "advised": "Do it today"}
    return operations.start(case, agency=agency, **spoke, by=southwark["school"], at=later)


@pytest.mark.rule("SO-9")
def test_the_conversation_with_the_officer_comes_before_the_first_item(
    school: Client, case: Case, southwark: Cast, later: datetime
) -> None:
    start = address("start_professional", case.ref)
    refused = read(school.post(start, {}).content.decode())
    assert len(every(refused, ".govuk-error-message")) == 3
    assert not ProfessionalScreening.objects.exists()
    spoke = {"officer": " ", "spoke_on": later.date(), "advised": "x"}
    with pytest.raises(StepMissing):
        operations.start(case, agency=southwark.agency("harbour"), **spoke, by=southwark["school"], at=later)
    school.post(start, SPOKE)
    found = ProfessionalScreening.objects.get()
    assert (found.officer, found.spoke_on, found.agency) == (
        "Deputy head",
        date(2026, 3, 3),
        southwark.agency("harbour"),
    )
    assert school.post(start, SPOKE).headers["Location"] == address("professional_screening", case.ref, found.pk)
    assert [row.actor for row in rows(case, Verb.PROFESSIONAL_SCREENING_STARTED)] == [southwark["school"].pk]


@pytest.mark.rule("SO-9")
def test_it_is_answered_completed_told_and_offered_and_moves_nothing(
    school: Client, own: ProfessionalScreening, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    case, stage = own.case, own.case.stage
    for section in own.tool.sections:
        posted = typed.section(section, **({"C5": "current"} if section.code == "C" else {}))
        school.post(address("answer_professional", case.ref, own.pk, section.code), posted)
    page = address("professional_screening", case.ref, own.pk)
    school.post(page, {"in_their_words": "“He is nice to me.”", "protective": "Netball"})
    own.refresh_from_db()
    case.refresh_from_db()
    assert (own.score, own.band, own.completed_by) == (5, "amber", southwark["school"])
    assert (case.stage, case.assessments.count()) == (stage, 0)
    told = Message.objects.filter(text__contains="A partner agency has completed a screening")
    assert set(told.values_list("recipient__email", flat=True)) >= {
        southwark[part].email for part in ("worker", "coordinator")
    }
    assert school.post(page, {"protective": "More"}).status_code == 409
    begun = screen(case, by=southwark["worker"], at=later)
    worker = signed_in(southwark["worker"])
    item = one(read(worker.get(address("answer_section", case.ref, begun.pk, "C")).content.decode()), "#item-C5")
    assert "Screening by" in words(item)
    assert "Seen: C5" in words(item)
    assert "“He is nice to me.”" in words(read(worker.get(address("about_child", case.ref, begun.pk)).content.decode()))
    read_page = address("read_professional", case.ref, own.pk)
    assert worker.get(read_page).status_code == 200
    assert school.get(read_page).status_code == 403
    tab = read(worker.get(address("screenings", case.ref)).content.decode())
    assert [link.get("href") for link in every(tab, "main th a") if "professional" in link.get("href")] == [read_page]


def test_an_item_without_an_answer_stops_it(school: Client, own: ProfessionalScreening) -> None:
    page = address("professional_screening", own.case.ref, own.pk)
    refused = school.post(page, {})
    assert refused.status_code == 409
    assert "36 items have no answer yet" in words(read(refused.content.decode()))


@pytest.mark.rule("ALL-5")
def test_an_agency_sees_only_its_own_and_social_care_what_is_completed(
    own: ProfessionalScreening, southwark: Cast, signed_in: Callable[[User], Client], school: Client
) -> None:
    page = address("professional_screening", own.case.ref, own.pk)
    expected = [("police.mash", 404), ("worker", 403), ("other.school", 404)]
    for part, status in expected:
        assert signed_in(southwark[part]).get(page).status_code == status
    read_page = address("read_professional", own.case.ref, own.pk)
    assert signed_in(southwark["worker"]).get(read_page).status_code == 404


def test_a_colleagues_answer_is_not_overwritten_unseen(school: Client, own: ProfessionalScreening) -> None:
    page = address("answer_professional", own.case.ref, own.pk, "A")
    seen = one(read(school.get(page).content.decode()), "input[name=seen]").get("value")
    school.post(page, {"seen": seen, "A1_answer": "no"})
    shown = read(school.post(page, {"seen": seen, "A1_answer": "not_known"}).content.decode())
    assert texts(shown, "fieldset.app-versions .govuk-radios__label") == [
        "Keep what was saved meanwhile",
        "Keep what stands in the boxes here",
    ]
    own.refresh_from_db()
    assert own.answers["A1"]["answer"] == "no"

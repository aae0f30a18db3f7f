"""An agency adds to its answer what it has learnt since; what it said before stays as it was said (BR-1, BR-2)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import StepMissing
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, InformationRequest, Referral, Reply
from tests.referrals.trail import notices, reasons, rows
from tests.together import in_parallel
from tests.web.html import links, one, read, texts, words

FIRST, SINCE = "Seen in February.", "Her mother rang on Monday."


@pytest.fixture
def asked(shared: Referral) -> InformationRequest:
    """The request to health."""
    return shared.requests.select_related("case", "agency").get(agency__code="southwark-health")


@pytest.fixture
def answered(asked: InformationRequest, southwark: Cast, at: datetime) -> InformationRequest:
    """The request, answered."""
    operations.answer(asked, reply=Reply.KNOWN, information=FIRST, by=southwark["health"], at=at)
    return asked


@pytest.fixture
def health(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["health"])


def address(request: InformationRequest) -> str:
    return reverse("add_to_answer", args=[request.case.ref, request.pk])


def add(request: InformationRequest, cast: Cast, *, at: datetime, information: str = SINCE) -> None:
    operations.add_to_answer(request, information=information, by=cast["health"], at=at)


@pytest.mark.rule("BR-1")
def test_what_is_added_stands_under_the_answer_with_who_and_when(
    health: Client, answered: InformationRequest, southwark: Cast, at: datetime
) -> None:
    response = health.post(address(answered), {"information": SINCE})
    assert response.headers["Location"] == reverse("requests", args=[answered.case.ref])
    answered.refresh_from_db()
    added = f"Added on 02.03.2026 at 10:00 by {southwark['health'].name}:\n{SINCE}"
    assert answered.information == f"{FIRST}\n\n{added}"
    assert (answered.answered_at, answered.answered_by) == (at, southwark["health"])
    assert reasons(answered) == ["+", "~", "~"]
    assert answered.history.order_by("history_id")[1].information == FIRST


@pytest.mark.rule("BR-2")
def test_nothing_known_becomes_known(asked: InformationRequest, southwark: Cast, later: datetime) -> None:
    operations.answer(asked, reply=Reply.NOTHING_KNOWN, information="", by=southwark["health"], at=later)
    add(asked, southwark, at=later)
    asked.refresh_from_db()
    assert asked.reply == Reply.KNOWN
    assert asked.information.startswith("Added on 03.03.2026 at 10:00")


def test_whoever_asked_is_told_each_time_and_the_trail_keeps_it(
    answered: InformationRequest, southwark: Cast, later: datetime
) -> None:
    for _ in range(2):
        add(answered, southwark, at=later)
    assert notices(southwark["mash"]).count("An agency has added to its answer") == 2
    assert [row.detail for row in rows(answered.case, Verb.INFORMATION_ANSWERED)] == [{}, *[{"added": True}] * 2]


def test_before_an_answer_there_is_nothing_to_add_to(health: Client, asked: InformationRequest, southwark, at) -> None:
    with pytest.raises(StepMissing):
        add(asked, southwark, at=at)
    assert health.post(address(asked), {"information": SINCE}).status_code == 409
    page = read(health.get(address(asked)).content.decode())
    assert "has not answered this request yet" in words(one(page, "main"))
    asked.refresh_from_db()
    assert asked.information == ""


def test_it_is_still_taken_when_the_case_is_closed(shared: Referral, southwark: Cast, later: datetime) -> None:
    stories.answer(southwark, shared.case, later)
    stories.decide(southwark, shared.case, later, colour=Colour.BLUE)
    stories.inform(southwark, shared.case, later)
    request = shared.requests.get(agency__code="southwark-health")
    add(request, southwark, at=later)
    request.refresh_from_db()
    assert SINCE in request.information


def test_the_page_of_the_request_leads_there(health: Client, answered: InformationRequest) -> None:
    page = read(health.get(reverse("requests", args=[answered.case.ref])).content.decode())
    assert links(page, "main a.govuk-link")["Add to this answer"] == address(answered)
    assert FIRST in words(one(read(health.get(address(answered)).content.decode()), "main"))


@pytest.mark.parametrize("said", ["", " \r\n", "x" * 8001])
def test_bad_input_is_named_and_kept(health: Client, answered: InformationRequest, said: str) -> None:
    page = read(health.post(address(answered), {"information": said}).content.decode())
    assert len(texts(page, ".govuk-error-message")) == 1
    assert one(page, "#id_information").text_content().strip() == said.strip()
    answered.refresh_from_db()
    assert answered.information == FIRST


@pytest.mark.rule("ALL-5")
def test_only_the_agency_itself_adds(
    answered: InformationRequest, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    for part, status in {"education": 404, "police.mash": 404, "mash": 403, "school": 403, "yjs": 404}.items():
        response = signed_in(southwark[part]).post(address(answered), {"information": SINCE})
        assert response.status_code == status, part
    assert signed_in(barnet["health"]).post(address(answered), {"information": SINCE}).status_code == 404
    answered.refresh_from_db()
    assert answered.information == FIRST


def test_other_methods_are_refused(health: Client, answered: InformationRequest) -> None:
    assert health.put(address(answered)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_two_additions_at_the_same_moment_are_both_kept(
    answered: InformationRequest, southwark: Cast, at: datetime
) -> None:
    in_parallel(lambda number: add(answered, southwark, at=at, information=f"Addition {number}."), 2)
    answered.refresh_from_db()
    assert all(text in answered.information for text in (FIRST, "Addition 0.", "Addition 1."))

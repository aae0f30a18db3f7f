"""An agency answers its own request, once; nobody else sees the question, and MASH hears of the answer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import InformationRequest, Referral, Reply
from tests.referrals.trail import notices, reasons, rows, viewed
from tests.web.html import every, one, read, texts, words

KNOWN = {"reply": "known", "information": "Seen twice in the\nwalk-in clinic in February."}
NOTHING = {"reply": "nothing_known"}


@pytest.fixture
def health(southwark: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(southwark["health"])


@pytest.fixture
def asked(shared: Referral) -> InformationRequest:
    """The request to health."""
    return shared.requests.select_related("case").get(agency__code="southwark-health")


def address(request: InformationRequest) -> str:
    return reverse("answer", args=[request.case.ref, request.pk])


def answer(request: InformationRequest, cast: Cast, *, at: datetime, reply: Reply = Reply.NOTHING_KNOWN) -> None:
    information = KNOWN["information"] if reply == Reply.KNOWN else ""
    operations.answer(request, reply=reply, information=information, by=cast["health"], at=at)


@pytest.mark.rule("BR-1")
def test_the_agency_reads_who_asks_what_and_on_what_legal_basis(health: Client, asked: InformationRequest) -> None:
    page = words(one(read(health.get(address(asked)).content.decode()), "main"))
    assert asked.purpose in page
    assert asked.legal_basis in page
    assert asked.asked_by.name in page


@pytest.mark.parametrize(("typed", "reply"), [(KNOWN, Reply.KNOWN), (NOTHING, Reply.NOTHING_KNOWN)])
@pytest.mark.rule("BR-1")
def test_an_answer_is_kept_with_who_gave_it_and_when(
    typed: dict, reply: Reply, health: Client, asked: InformationRequest, southwark: Cast, at: datetime
) -> None:
    response = health.post(address(asked), typed)
    assert response.headers["Location"] == reverse("requests", args=[asked.case.ref])
    asked.refresh_from_db()
    assert (asked.reply, asked.information) == (reply, typed.get("information", ""))
    assert (asked.answered_by, asked.answered_at) == (southwark["health"], at)
    assert reasons(asked) == ["+", "~"]


def test_nothing_known_leaves_aside_what_was_typed_before(health: Client, asked: InformationRequest) -> None:
    health.post(address(asked), NOTHING | {"information": "half a sentence"})
    asked.refresh_from_db()
    assert (asked.reply, asked.information) == (Reply.NOTHING_KNOWN, "")


def test_whoever_asked_is_told_and_the_trail_keeps_it(asked: InformationRequest, southwark: Cast, later) -> None:
    answer(asked, southwark, at=later)
    assert notices(southwark["mash"])[-1] == "An agency has answered your request"
    (row,) = rows(asked.case, Verb.INFORMATION_ANSWERED)
    assert (row.actor, row.agency, row.at) == (southwark["health"].pk, "southwark-health", later)


def test_each_agencys_answer_is_told_by_itself(shared: Referral, southwark: Cast, later: datetime) -> None:
    for request, part in zip(shared.requests.order_by("pk"), ("police.mash", "health", "education"), strict=True):
        operations.answer(request, reply=Reply.NOTHING_KNOWN, information="", by=southwark[part], at=later)
    assert notices(southwark["mash"]).count("An agency has answered your request") == 3


def test_a_second_answer_is_refused_and_changes_nothing(asked: InformationRequest, southwark: Cast, later) -> None:
    answer(asked, southwark, at=later)
    with pytest.raises(AlreadyDone):
        answer(asked, southwark, at=later, reply=Reply.KNOWN)
    asked.refresh_from_db()
    assert asked.reply == Reply.NOTHING_KNOWN


def test_an_answer_from_a_stale_page_is_explained(health: Client, asked: InformationRequest) -> None:
    health.post(address(asked), NOTHING)
    response = health.post(address(asked), KNOWN)
    assert response.status_code == 409
    assert "Your agency has answered this request already." in words(read(response.content.decode()))
    asked.refresh_from_db()
    assert asked.information == ""


BAD = [
    ({"reply": "known"}, ["Error: Enter what your agency holds"]),
    ({"reply": "known", "information": " \r\n"}, ["Error: Enter what your agency holds"]),
    ({"information": "typed"}, ["Error: Select whether you know the child"]),
    ({"reply": "perhaps"}, ["Error: Select whether you know the child from the list"]),
]


def test_bad_input_is_named_beside_the_field_and_answers_nothing(
    health: Client, asked: InformationRequest, subtests: pytest.Subtests
) -> None:
    for typed, expected in BAD:
        with subtests.test(typed=typed, expected=expected):
            page = read(health.post(address(asked), typed).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            asked.refresh_from_db()
            assert (asked.reply, asked.answered_at, reasons(asked)) == (None, None, ["+"])


def test_too_long_an_answer_keeps_everything_that_was_typed(health: Client, asked: InformationRequest) -> None:
    long = "x" * 8001
    page = read(health.post(address(asked), {"reply": "known", "information": long}).content.decode())
    assert one(page, "#id_information").text_content().strip() == long
    assert one(page, "[name=reply][checked]").get("value") == "known"


@pytest.mark.rule("ALL-5")
def test_another_agencys_request_is_not_there(
    southwark: Cast, signed_in: Callable[[User], Client], asked: InformationRequest, subtests: pytest.Subtests
) -> None:
    """Both were asked themselves about the same child."""
    for part in ["police.mash", "education"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(address(asked)).status_code == 404
            assert client.post(address(asked), KNOWN).status_code == 404
            asked.refresh_from_db()
            assert asked.reply is None


@pytest.mark.rule("ALL-5")
def test_an_agencys_list_holds_its_own_request_only(
    health: Client, southwark: Cast, shared: Referral, asked: InformationRequest
) -> None:
    page = read(health.get(reverse("requests", args=[shared.case.ref])).content.decode())
    assert texts(page, ".govuk-summary-card__title") == ["Southwark health"]
    assert [link.get("href") for link in every(page, "main a.govuk-button")] == [address(asked)]
    assert viewed(shared.case, southwark["health"]) == ["requests"]


@pytest.mark.rule("ALL-5")
def test_whoever_was_not_asked_cannot_answer(
    southwark: Cast, signed_in: Callable[[User], Client], asked: InformationRequest, subtests: pytest.Subtests
) -> None:
    for part in ["other.school", "yjs", "inspector", "health.member", "school", "mash", "team"]:
        with subtests.test(part=part):
            response = signed_in(southwark[part]).post(address(asked), KNOWN)
            assert response.status_code == (404 if part in {"other.school", "yjs"} else 403)
            asked.refresh_from_db()
            assert asked.answered_at is None


def test_the_same_agency_in_another_borough_finds_nothing(
    southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], asked: InformationRequest
) -> None:
    assert signed_in(barnet["health"]).post(address(asked), KNOWN).status_code == 404


def test_an_answered_request_shows_its_answer_and_asks_no_more(
    health: Client, asked: InformationRequest, southwark: Cast, later: datetime
) -> None:
    answer(asked, southwark, at=later, reply=Reply.KNOWN)
    page = read(health.get(reverse("requests", args=[asked.case.ref])).content.decode())
    assert "walk-in clinic" in words(one(page, ".govuk-summary-card"))
    assert every(page, "main a.govuk-button") == []


def test_other_methods_are_refused(health: Client, asked: InformationRequest) -> None:
    assert health.put(address(asked)).status_code == 405
    assert health.post(reverse("requests", args=[asked.case.ref])).status_code == 405


def test_the_database_keeps_half_an_answer_out(
    asked: InformationRequest, southwark: Cast, later: datetime, subtests: pytest.Subtests
) -> None:
    answer(asked, southwark, at=later)
    for change, constraint in [
        ({"reply": "known", "information": ""}, "known_says_what"),
        ({"answered_by": None}, "answered_by_somebody"),
        ({"answered_at": None}, "answered_"),
        ({"reply": None}, "answered_facts"),
    ]:
        with subtests.test(change=change):
            asked.refresh_from_db()
            for name, value in change.items():
                setattr(asked, name, value)
            with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
                asked.save()


def test_an_answer_after_the_outcome_still_reaches_mash(told: Callable[..., Case], southwark: Cast, later) -> None:
    case = told("decide")
    late = case.information_requests.order_by("pk").first()
    assert late.answered_at is not None  # everybody had answered; a further agency is asked afterwards
    yjs = southwark.agency("yjs")
    operations.ask(
        case.referrals.get(), agencies=[yjs], purpose="More", legal_basis="Section 47", by=southwark["mash"], at=later
    )
    request = InformationRequest.objects.get(agency=yjs)
    operations.answer(request, reply=Reply.NOTHING_KNOWN, information="", by=southwark["yjs"], at=later)
    assert len(rows(case, Verb.INFORMATION_ANSWERED)) == 4

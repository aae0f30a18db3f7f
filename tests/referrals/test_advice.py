"""Asking for advice with or without a name; the answer; the case it is about; a referral with nothing retyped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import ladder, queries
from mase.cases.errors import AlreadyDone, NotEntitled
from mase.cases.models import Case, Deadline
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from referrals import advisers
from referrals.models import Advice, Adviser, Consultation
from referrals.operations import consultation as operations
from tests.cases.pages import error_of, links, texts
from tests.meetings.typing_in import day
from tests.together import in_parallel

SignIn = Callable[[User], Client]
LATER = timedelta(hours=3)
QUESTION = "A pupil is collected every day by an adult we do not know. She says “he is only a friend”."
CHILD = {"given_names": "Mayowa Ṣadé", "family_name": "O’Hara-Quist", "born_on": date(2011, 5, 4)}
Asked = Callable[..., Consultation]


@pytest.fixture
def asked(southwark: Cast, at: datetime) -> Asked:
    """A question of the school's: asked(Adviser.MASH, **CHILD)."""

    def ask(adviser: Adviser = Adviser.CO_ORDINATOR, part: str = "school", short: str = "harbour", **child: Any) -> Any:
        how = {"question": QUESTION, "by": southwark[part], "at": at}
        return operations.ask(southwark.agency(short), adviser=adviser, **how, **child)

    return ask


@pytest.fixture
def advised(asked: Asked, southwark: Cast, at: datetime) -> Consultation:
    """A question about a named child that has been answered: refer."""
    made = asked(**CHILD)
    _advise(made, southwark["coordinator"], at=at + LATER)
    return Consultation.objects.get(pk=made.pk)


@pytest.fixture
def second_lead(southwark: Cast, at: datetime) -> User:
    """Another safeguarding lead of the same school."""
    southwark["health.member"].memberships.create(
        agency=southwark.agency("harbour"), role="partner_lead", begins_at=at - LATER
    )
    return southwark["health.member"]


def _advise(made: Consultation, by: User, *, at: datetime) -> None:
    operations.advise(made, recommends=Advice.REFER, advice="Refer today; ring the mother first.", by=by, at=at)


def _typed(**more: Any) -> dict[str, Any]:
    return {"agency": "southwark-harbour", "adviser": "co_ordinator", "question": QUESTION, "named": "no"} | more


def _named(**more: Any) -> dict[str, Any]:
    names = {"named": "yes", "given_names": CHILD["given_names"], "family_name": CHILD["family_name"]}
    return _typed(**names, **day("born_on", date(2011, 5, 4)), **more)


@pytest.mark.rule("BA-7")
@pytest.mark.rule("SO-8")
def test_advice_is_asked_without_a_referral_and_without_a_name(
    southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    browser = signed_in(southwark["school"])
    page = " ".join(texts(browser.get("/advice/new/"), "main"))
    assert "You need no referral first" in page
    assert "call 999 now" in page
    answer = browser.post("/advice/new/", _typed(given_names="Typed before they changed their mind"))
    made = Consultation.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.question, made.adviser, made.asked_by) == (QUESTION, "co_ordinator", southwark["school"])
    assert (made.given_names, made.family_name, made.born_on, made.asked_at) == ("", "", None, at)
    assert not Case.objects.exists()


@pytest.mark.rule("BA-7")
def test_or_with_the_childs_name_as_it_is_written(southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["school"]).post("/advice/new/", _named())
    made = Consultation.objects.get()
    assert {name: getattr(made, name) for name in CHILD} == CHILD


def test_the_date_of_birth_may_stay_open(southwark: Cast, signed_in: SignIn) -> None:
    signed_in(southwark["school"]).post(
        "/advice/new/",
        _named() | day("born_on", date(2011, 5, 4)) | {"born_on-day": "", "born_on-month": "", "born_on-year": ""},
    )
    assert Consultation.objects.get().born_on is None


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        (_typed(question=""), "question", "Enter your question"),
        (_typed(question="x" * 8001), "question", "8000 characters"),
        (_typed(adviser="inspector"), "adviser", ""),
        (_typed(named=""), "named", "whether you want to name the child"),
        (_named() | {"family_name": " "}, "family_name", "family name"),
        (_named() | {"born_on-month": "13"}, "born_on", "real date"),
        (_named() | {"born_on-year": "1986"}, "born_on", "older than 25"),
        (_named() | {"born_on-year": "2027"}, "born_on", "today or in the past"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    southwark: Cast, signed_in: SignIn, typed: dict[str, Any], field: str, why: str
) -> None:
    page = signed_in(southwark["school"]).post("/advice/new/", typed)
    assert page.status_code == 200
    assert why in error_of(page, field)
    assert texts(page, "textarea[name=question]") == [typed["question"].strip()]
    assert not Consultation.objects.exists()


def test_who_belongs_to_another_agency_cannot_ask_in_its_name(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["school"]).post("/advice/new/", _typed(agency="southwark-csc"))
    assert page.status_code == 200
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("adviser", "part", "short", "told"),
    [
        (Adviser.CO_ORDINATOR, "school", "harbour", ["coordinator"]),
        (Adviser.MASH, "school", "harbour", ["mash", "coordinator"]),
        (Adviser.CO_ORDINATOR, "worker", "csc", ["coordinator"]),
    ],
)
def test_those_who_answer_are_told_without_a_name(
    southwark: Cast, asked: Asked, adviser: Adviser, part: str, short: str, told: list[str]
) -> None:
    made = asked(adviser, part, short, **CHILD)
    messages = Message.objects.filter(key=f"advice-asked-{made.pk}")
    assert {message.recipient for message in messages} == {southwark[one] for one in told}
    assert {message.url for message in messages} == {made.get_absolute_url()}
    assert all(CHILD["family_name"] not in message.text and not message.reference for message in messages)


@pytest.mark.rule("SO-8")
def test_what_a_school_asks_its_own_lead_stays_in_the_school(
    southwark: Cast, asked: Asked, second_lead: User, at: datetime
) -> None:
    made = asked(Adviser.SAFEGUARDING_LEAD)
    assert [message.recipient for message in Message.objects.all()] == [second_lead]
    deadline = Deadline.objects.get(code="consultation")
    assert (deadline.agency, deadline.owner_role) == (southwark.agency("harbour"), "partner_lead")
    for part in ("coordinator", "mash", "other.school", "health"):
        assert not advisers.readable(southwark[part], at=at).filter(pk=made.pk).exists()
    ladder.sweep(at=deadline.moments[-1] + LATER)
    assert set(Message.objects.filter(key__startswith="deadline-").values_list("recipient", flat=True)) == {
        second_lead.pk,
        southwark["school"].pk,
    }


def test_who_is_alone_in_the_role_is_told_to_ask_somebody_else(southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["school"]).post("/advice/new/", _typed(adviser="partner_lead"))
    assert error_of(page, "adviser") == "Nobody but you could answer this. Ask somebody else."
    assert not Consultation.objects.exists()
    assert not Deadline.objects.exists()


def test_the_time_for_the_answer_runs_from_the_question_until_the_answer(
    southwark: Cast, asked: Asked, at: datetime
) -> None:
    made = asked()
    deadline = Deadline.objects.get()
    assert (deadline.case, deadline.agency, deadline.key) == (None, southwark.agency("csc"), made.ref)
    assert (deadline.owner_role, deadline.path) == ("co_ordinator", made.get_absolute_url())
    assert list(queries.owed_by(southwark["coordinator"], at=at)) == [deadline]
    _advise(made, southwark["coordinator"], at=at + LATER)
    deadline.refresh_from_db()
    assert (deadline.closed_at, deadline.closed_as, deadline.breached_at) == (at + LATER, "met", None)


def test_two_questions_have_a_deadline_each(southwark: Cast, asked: Asked, at: datetime) -> None:
    first, second = asked(), asked()
    _advise(first, southwark["coordinator"], at=at + LATER)
    assert list(Deadline.objects.open().values_list("key", flat=True)) == [second.ref]


def test_answered_too_late_it_has_been_overdue(southwark: Cast, asked: Asked, at: datetime) -> None:
    made = asked()
    _advise(made, southwark["coordinator"], at=at + timedelta(days=3))
    assert Deadline.objects.get().breached_at == Deadline.objects.get().due_at


def test_my_work_of_the_adviser_leads_to_the_question(southwark: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(**CHILD)
    browser = signed_in(southwark["coordinator"])
    page = browser.get("/")
    assert links(page)[f"Give advice on consultation {made.ref}"] == made.get_absolute_url()
    assert "advice asked for" in " ".join(texts(page, "main"))
    assert CHILD["family_name"] not in page.content.decode()
    assert browser.get(Deadline.objects.get().get_absolute_url()).status_code == 200


@pytest.mark.rule("BA-7")
def test_the_advice_is_recorded_and_whoever_asked_reads_it(
    southwark: Cast, asked: Asked, signed_in: SignIn, at: datetime
) -> None:
    made = asked(**CHILD)
    typed = {"recommends": "watch", "advice": "Speak with her.\nAsk again on Friday."}
    answer = signed_in(southwark["coordinator"]).post(f"/advice/{made.ref}/advise/", typed)
    assert answer["Location"] == made.get_absolute_url()
    made.refresh_from_db()
    assert (made.recommends, made.advised_by, made.advised_at) == ("watch", southwark["coordinator"], at)
    assert made.history.count() == 2
    page = " ".join(texts(signed_in(southwark["school"]).get(made.get_absolute_url()), "main"))
    assert "Keep watching, and ask again if the worry grows" in page
    assert "Ask again on Friday." in page
    told = Message.objects.get(key=f"advice-given-{made.pk}")
    assert (told.recipient, told.text) == (southwark["school"], "Your question has been answered")


@pytest.mark.parametrize(
    "typed", [{"advice": ""}, {"recommends": "refer", "advice": ""}, {"recommends": "x", "advice": "Do"}]
)
def test_half_an_answer_is_none(southwark: Cast, asked: Asked, signed_in: SignIn, typed: dict[str, str]) -> None:
    made = asked()
    page = signed_in(southwark["coordinator"]).post(f"/advice/{made.ref}/advise/", typed)
    assert texts(page, ".govuk-error-summary")
    made.refresh_from_db()
    assert made.advised_at is None


def test_a_second_answer_is_refused(southwark: Cast, advised: Consultation, signed_in: SignIn, at: datetime) -> None:
    with pytest.raises(AlreadyDone):
        _advise(advised, southwark["coordinator"], at=at + LATER)
    page = signed_in(southwark["coordinator"]).get(f"/advice/{advised.ref}/advise/")
    assert "answered already" in " ".join(texts(page, "main"))
    stale = signed_in(southwark["coordinator"]).post(
        f"/advice/{advised.ref}/advise/", {"recommends": "nothing", "advice": "Second"}
    )
    assert texts(stale, ".govuk-error-summary a") == ["This question has been answered already."]
    assert Consultation.objects.get().recommends == "refer"


def test_nobody_advises_themselves(southwark: Cast, asked: Asked, signed_in: SignIn, at: datetime) -> None:
    made = asked(Adviser.MASH, "coordinator", "csc")
    with pytest.raises(NotEntitled):
        _advise(made, southwark["coordinator"], at=at)
    browser = signed_in(southwark["coordinator"])
    assert "Give advice" not in links(browser.get(made.get_absolute_url()))
    assert "nobody advises themselves" in " ".join(texts(browser.get(f"/advice/{made.ref}/advise/"), "main"))
    assert not texts(browser.get("/advice/asked/"), "table")


@pytest.mark.parametrize("part", ["school", "worker", "team", "inspector", "health", "other.school", "mash"])
def test_who_is_not_asked_does_not_advise(southwark: Cast, asked: Asked, at: datetime, part: str) -> None:
    made = asked()
    with pytest.raises(NotEntitled):
        _advise(made, southwark[part], at=at)


@pytest.mark.parametrize(
    ("method", "address"),
    [("post", "/advice/"), ("post", "/advice/{}/"), ("get", "/advice/{}/follow/"), ("put", "/advice/{}/advise/")],
)
def test_the_wrong_method_does_nothing(
    southwark: Cast, asked: Asked, signed_in: SignIn, method: str, address: str
) -> None:
    browser = signed_in(southwark["coordinator"])
    assert getattr(browser, method)(address.format(asked().ref)).status_code == 405


def test_the_database_holds_all_facts_of_an_answer_or_none(asked: Asked, at: datetime) -> None:
    made = asked()
    for wrong in ({"advised_at": at}, {"linked_at": at}, {"question": ""}, {"given_names": "Only"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _save(made.pk, wrong)


def _save(pk: int, facts: dict[str, Any]) -> None:
    made = Consultation.objects.get(pk=pk)
    for name, value in facts.items():
        setattr(made, name, value)
    made.save()


@pytest.mark.django_db(transaction=True)
def test_two_who_advise_at_once_leave_one_answer(at: datetime, transactional_db: None) -> None:
    cast = demo_cast.hire("southwark", at=at, password=None)
    how = {"question": QUESTION, "by": cast["school"], "at": at, "adviser": Adviser.MASH}
    made = operations.ask(cast.agency("harbour"), **how)

    def answer(number: int) -> None:
        _advise(made, cast[("mash", "coordinator")[number % 2]], at=at + LATER)

    assert sorted(type(one).__name__ for one in in_parallel(answer, 4)) == ["AlreadyDone"] * 3 + ["NoneType"]
    assert Event.objects.filter(verb="advice_given").count() == 1

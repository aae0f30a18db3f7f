"""Asking for advice with or without a name; the answer; the case it is about; a referral with nothing retyped."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.models import Event
from mase.cases import access, ladder, queries
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case, Conflict, Deadline
from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.web import reader
from referrals import advice, advisers
from referrals import operations as referrals
from referrals.models import Advice, Adviser, Consultation, Draft
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
    ("adviser", "part", "status"),
    [
        (Adviser.CO_ORDINATOR, "school", 200),
        (Adviser.CO_ORDINATOR, "coordinator", 200),
        (Adviser.CO_ORDINATOR, "mash", 404),
        (Adviser.MASH, "mash", 200),
        (Adviser.MASH, "coordinator", 200),
        (Adviser.MASH, "worker", 404),
        (Adviser.MASH, "team", 404),
        (Adviser.MASH, "health", 404),
        (Adviser.MASH, "other.school", 404),
        (Adviser.MASH, "police.mash", 404),
        (Adviser.MASH, "admin", 403),
        (Adviser.MASH, "privacy", 403),
    ],
)
def test_only_the_two_sides_read_it(
    southwark: Cast, asked: Asked, signed_in: SignIn, adviser: Adviser, part: str, status: int
) -> None:
    made = asked(adviser, **CHILD)
    page = signed_in(southwark[part]).get(made.get_absolute_url())
    assert page.status_code == status
    assert (CHILD["family_name"] in page.content.decode()) is (status == 200)


def test_nor_does_another_authority(barnet: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(Adviser.MASH)
    for part in ("mash", "coordinator", "school"):
        assert signed_in(barnet[part]).get(made.get_absolute_url()).status_code == 404
        assert not texts(signed_in(barnet[part]).get("/advice/"), "tbody tr")


@pytest.mark.parametrize("part", ["worker", "mash", "health", "other.school", "admin"])
def test_the_database_itself_hides_it_from_everybody_else(
    southwark: Cast, asked: Asked, at: datetime, part: str
) -> None:
    asked()
    with reader.answering(southwark[part].pk, at=at):
        assert not Consultation.objects.exists()
        with transaction.atomic(), reader.lifted():
            assert not Consultation.objects.exists(), "no act reaches past it either"
    for one in ("school", "coordinator"):
        with reader.answering(southwark[one].pk, at=at):
            assert Consultation.objects.count() == Consultation.history.count() == 1


@pytest.mark.parametrize("adviser", list(Adviser))
@pytest.mark.parametrize("role", ["co_ordinator", "mash_manager", "partner_lead", "social_worker"])
@pytest.mark.parametrize(("in_same_agency", "in_same_authority"), [(True, True), (False, True), (False, False)])
def test_the_table_says_who_answers_whom(
    adviser: Adviser, role: str, in_same_agency: bool, in_same_authority: bool
) -> None:
    expected = {
        Adviser.CO_ORDINATOR: role == "co_ordinator" and in_same_authority,
        Adviser.MASH: role in ("mash_manager", "co_ordinator") and in_same_authority,
        Adviser.SAFEGUARDING_LEAD: role == "partner_lead" and in_same_agency,
    }[adviser]
    near = {"in_same_agency": in_same_agency, "in_same_authority": in_same_authority}
    assert advice.answers(adviser, role=role, **near) is expected


def test_every_reading_leaves_a_row(southwark: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(**CHILD)
    signed_in(southwark["coordinator"]).get(made.get_absolute_url())
    signed_in(southwark["coordinator"]).get(f"/advice/{made.ref}/advise/")
    read = Event.objects.filter(verb="advice_read", subject_id=made.pk)
    assert list(read.values_list("actor", flat=True)) == [southwark["coordinator"].pk] * 2
    signed_in(southwark["coordinator"]).get("/advice/")
    listed = Event.objects.get(verb="listed", subject="referrals.consultation")
    assert (listed.subject_id, listed.detail) == (made.pk, {"page": "advice"})
    assert CHILD["family_name"] not in str(list(Event.objects.values()))


def test_no_name_stands_in_the_title_or_the_address(southwark: Cast, asked: Asked, signed_in: SignIn) -> None:
    made = asked(**CHILD)
    page = signed_in(southwark["school"]).get(made.get_absolute_url())
    assert texts(page, "title") == [f"Consultation {made.ref} – MASE"]


@pytest.mark.rule("BA-7")
def test_it_is_linked_with_a_case_that_the_coordinator_sees(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    case, browser = told("refer"), signed_in(southwark["coordinator"])
    answer = browser.post(f"/advice/{advised.ref}/link/", {"reference": f" {case.ref.lower()} "})
    assert answer["Location"] == advised.get_absolute_url()
    advised.refresh_from_db()
    assert (advised.case, advised.linked_by, advised.linked_at) == (case, southwark["coordinator"], at)
    assert links(browser.get(advised.get_absolute_url()))[case.ref] == case.get_absolute_url()
    assert Event.objects.get(verb="advice_linked").case == case.ref


def test_who_does_not_see_the_case_learns_nothing_of_the_link(
    southwark: Cast, told: Callable[..., Case], asked: Asked, signed_in: SignIn, at: datetime
) -> None:
    case, made = told("refer"), asked(Adviser.MASH, "health", "health")
    operations.link(made, reference=case.ref, by=southwark["mash"], at=at)
    page = signed_in(southwark["health"]).get(made.get_absolute_url())
    assert page.status_code == 200
    assert case.ref not in page.content.decode()
    Conflict.objects.create(
        user=southwark["coordinator"],
        person=case.child,
        relation="Aunt",
        declared_at=at,
        declared_by=southwark["privacy"],
    )
    page = signed_in(southwark["coordinator"]).get(made.get_absolute_url())
    assert page.status_code == 200
    assert case.ref not in page.content.decode()
    with pytest.raises(Refused, match="You see no case"):
        operations.link(made, reference=case.ref, by=southwark["coordinator"], at=at)


def test_an_unseen_case_and_none_at_all_are_refused_in_the_same_words(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    hidden = told("refer")
    access.withdraw_from_agencies(hidden)
    browser = signed_in(southwark["coordinator"])
    said = {
        error_of(browser.post(f"/advice/{advised.ref}/link/", {"reference": ref}), "reference")
        for ref in (hidden.ref, "ZZZZ-ZZZZ")
    }
    assert said == {"You see no case with this reference. Check the reference."}
    advised.refresh_from_db()
    assert advised.case is None


def test_nor_is_a_case_of_another_authority_taken(
    southwark: Cast, told: Callable[..., Case], barnet: Cast, at: datetime
) -> None:
    case = told("refer")
    how = {"question": QUESTION, "by": barnet["school"], "at": at, "adviser": Adviser.MASH}
    made = operations.ask(barnet.agency("harbour"), **how)
    access.open_to_agency(case, barnet.agency("csc"), ["case"], by=southwark["mash"], at=at, reason="Shared")
    with pytest.raises(Refused):
        operations.link(made, reference=case.ref, by=barnet["mash"], at=at)


@pytest.mark.parametrize("typed", ["", "a name", "K7QF"])
def test_what_is_no_reference_is_explained(
    southwark: Cast, advised: Consultation, signed_in: SignIn, typed: str
) -> None:
    page = signed_in(southwark["coordinator"]).post(f"/advice/{advised.ref}/link/", {"reference": typed})
    assert error_of(page, "reference")


def test_a_second_link_is_refused(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, at: datetime
) -> None:
    first, second = told("refer"), told("refer", number=1)
    operations.link(advised, reference=first.ref, by=southwark["coordinator"], at=at)
    with pytest.raises(AlreadyDone):
        operations.link(advised, reference=second.ref, by=southwark["coordinator"], at=at)
    with pytest.raises(NotEntitled):
        operations.link(advised, reference=second.ref, by=southwark["school"], at=at)


@pytest.mark.rule("BA-7")
@pytest.mark.rule("SO-8")
def test_it_becomes_a_referral_with_nothing_retyped(southwark: Cast, advised: Consultation, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    answer = browser.post(f"/advice/{advised.ref}/follow/")
    draft = Draft.objects.get()
    assert answer["Location"] == draft.get_absolute_url()
    assert (draft.started_by, draft.agency) == (southwark["school"], southwark.agency("harbour"))
    child = _section(browser, draft, "child")
    assert f'value="{CHILD["given_names"]}"' in child
    assert CHILD["family_name"] in child
    assert all(f'value="{part}"' in child for part in ("4", "5", "2011"))
    concern = _section(browser, draft, "concern")
    assert QUESTION in concern
    assert "Advice of the co-ordinator: Send a referral." in concern
    assert "Refer today; ring the mother first." in concern


def _section(browser: Client, draft: Draft, section: str) -> str:
    page = browser.get(reverse("referral_section", args=[draft.ref, section]))
    assert page.status_code == 200
    return page.content.decode()


def test_an_unnamed_child_stays_to_be_named_in_the_referral(southwark: Cast, asked: Asked, at: datetime) -> None:
    draft = operations.follow(asked(), by=southwark["school"], at=at)
    assert draft.answers == {"concern": {"concern": QUESTION}}


def test_pressed_twice_there_is_one_draft_and_the_page_leads_to_it(
    southwark: Cast, advised: Consultation, signed_in: SignIn
) -> None:
    browser = signed_in(southwark["school"])
    for _ in range(2):
        browser.post(f"/advice/{advised.ref}/follow/")
    draft = Draft.objects.get()
    page = browser.get(advised.get_absolute_url())
    assert links(page)["Go on with the referral"] == draft.get_absolute_url()
    assert "Make this a referral" not in " ".join(texts(page, "button"))
    assert Event.objects.filter(verb="advice_followed").count() == 1


def test_a_draft_that_was_thrown_away_can_be_begun_again(southwark: Cast, advised: Consultation, at: datetime) -> None:
    referrals.discard(operations.follow(advised, by=southwark["school"], at=at))
    assert operations.follow(advised, by=southwark["school"], at=at).ref != advised.draft_ref


def test_once_it_was_sent_it_cannot(
    southwark: Cast, told: Callable[..., Case], advised: Consultation, at: datetime
) -> None:
    advised.draft_ref = told("refer").referrals.get().draft_ref
    advised.save()
    with pytest.raises(AlreadyDone):
        operations.follow(advised, by=southwark["school"], at=at)


def test_only_whoever_asked_makes_it_a_referral(
    southwark: Cast, advised: Consultation, signed_in: SignIn, at: datetime
) -> None:
    with pytest.raises(NotEntitled):
        operations.follow(advised, by=southwark["coordinator"], at=at)
    signed_in(southwark["coordinator"]).post(f"/advice/{advised.ref}/follow/")
    assert signed_in(southwark["health"]).post(f"/advice/{advised.ref}/follow/").status_code == 404
    assert not Draft.objects.exists()


def test_a_manager_who_asked_but_sends_no_referrals_is_not_offered_one(
    southwark: Cast, asked: Asked, signed_in: SignIn, at: datetime
) -> None:
    made = asked(Adviser.MASH, "team", "csc")
    page = signed_in(southwark["team"]).get(made.get_absolute_url())
    assert "Make this a referral" not in " ".join(texts(page, "button"))
    assert signed_in(southwark["team"]).post(f"/advice/{made.ref}/follow/").status_code == 403
    with pytest.raises(NotEntitled):
        operations.follow(made, by=southwark["team"], at=at)


def test_the_lists_show_what_waits_first_and_what_i_asked(
    southwark: Cast, asked: Asked, advised: Consultation, signed_in: SignIn
) -> None:
    waiting = asked()
    adviser = signed_in(southwark["coordinator"])
    assert [waiting.ref in row for row in texts(adviser.get("/advice/asked/"), "tbody tr")] == [True, False]
    own = texts(adviser.get("/advice/"), "tbody tr")
    assert len(own) == 1
    assert waiting.ref in own[0]
    mine = " ".join(texts(signed_in(southwark["school"]).get("/advice/"), "tbody tr"))
    assert waiting.ref in mine
    assert advised.ref in mine
    assert "Send a referral" in mine
    assert "Waits for an answer" in mine


@pytest.mark.parametrize(("part", "address"), [("school", "/advice/"), ("coordinator", "/advice/asked/")])
def test_a_full_list_costs_no_more_queries_than_a_short_one(
    southwark: Cast, asked: Asked, signed_in: SignIn, django_assert_max_num_queries: Any, part: str, address: str
) -> None:
    browser = signed_in(southwark[part])
    for number in (3, 27):
        for _ in range(number):
            asked()
        with django_assert_max_num_queries(16):
            assert browser.get(address).status_code == 200
    assert texts(browser.get(address), "nav[aria-label='Pages of questions']")
    assert len(texts(browser.get(f"{address}?page=2"), "tbody tr")) in (5, 15)


def test_the_way_there_is_where_one_looks_for_it(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["school"])
    assert links(browser.get("/"), "nav[aria-label=Main] a")["Advice"] == "/advice/"
    assert links(browser.get("/referrals/new/"))["Ask for advice first"] == "/advice/new/"
    assert "Advice" not in links(signed_in(southwark["admin"]).get("/"), "nav[aria-label=Main] a")


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

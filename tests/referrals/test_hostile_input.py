"""What people type and how they press: many times at once, very long, right to left, with emoji and apostrophes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from mase.demo.cast import Cast
from mase.people.models import Person
from referrals import operations
from referrals.models import Colour, Draft, Outcome, Referral
from tests.referrals import everything, typed
from tests.referrals.trail import notices, rows
from tests.reporting import reading
from tests.together import in_parallel
from tests.web.html import one, read, texts, words

SignIn = Callable[[User], Client]
LONG = "She was collected again. " * 4_000  # 100,000 characters
NAMES = [  # several of a kind are one name here; what is short, or hides its order, stands alone
    pytest.param("Máire-Áine D'Arcy Zoë 🦋", "O’Súilleabháin N'Golo-O'Neill Nguyễn", id="accents, apostrophes, emoji"),
    pytest.param("ليلى שרה", "الخطيب בן־דוד", id="right to left, with its own hyphen"),
    pytest.param("明", "李", id="one character each"),
    pytest.param("<script>alert(1)</script> Robert'); DROP TABLE", "{{ 7 * 7 }} people_person;--", id="code"),
    pytest.param("\u202eayaM", "Hart\u200bwell", id="direction overrides and a space without width"),
]
CODE = ("D'Arcy O’Neill-Ó Briain", "{{ 7 * 7 }}", "<b>bold</b>")


def check(draft: Draft) -> str:
    return reverse("referral_check", args=[draft.ref])


@pytest.mark.rule("SO-7")
@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_send_one_referral(filled: Draft, southwark: Cast, signed_in: SignIn) -> None:
    cookies = signed_in(southwark["school"]).cookies

    def press(_: int) -> Any:
        client = Client()
        client.cookies = cookies
        answer = client.post(check(filled))
        return answer.status_code, answer.headers.get("Location")

    answers = in_parallel(press, 20)
    sent = Referral.objects.get()
    assert set(answers) == {(302, reverse("referral_sent", args=[sent.case.ref, sent.pk]))}
    assert (Case.objects.count(), Person.objects.count(), Draft.objects.count()) == (1, 1, 0)
    assert notices(southwark["coordinator"]) == ["A referral has come in"]
    assert len(rows(sent.case, Verb.REFERRAL_SENT)) == 1


@pytest.mark.rule("HO-2")
@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_are_one(shared: Referral, southwark: Cast, later: datetime) -> None:
    colours = (Colour.RED, Colour.BLUE)

    def propose(number: int) -> Outcome:
        return operations.propose(shared, colour=colours[number], reason="Seen", by=southwark["mash"], at=later)

    results = in_parallel(propose, 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert Outcome.objects.count() == 1


@pytest.mark.rule("HO-2")
@pytest.mark.django_db(transaction=True)
def test_agreed_and_not_agreed_at_once_is_one_of_both(shared: Referral, southwark: Cast, later: datetime) -> None:
    said = {"colour": Colour.RED, "reason": "Seen", "by": southwark["mash"], "at": later}
    outcome = operations.propose(shared, **said)
    police = {"by": southwark["police.mash"], "at": later + timedelta(hours=1)}
    acts = (lambda: operations.agree(outcome, **police), lambda: operations.dispute(outcome, reason="No", **police))
    results = in_parallel(lambda number: acts[number](), 2)
    outcome.refresh_from_db()
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert (outcome.agreed_at is None) != (outcome.disputed_at is None)


@pytest.mark.rule("HO-2")
@pytest.mark.django_db(transaction=True)
def test_two_officers_agreeing_at_once_move_the_case_once(shared: Referral, southwark: Cast, later: datetime) -> None:
    said = {"colour": Colour.RED, "reason": "Seen", "by": southwark["mash"], "at": later}
    outcome = operations.propose(shared, **said)
    officers = (southwark["police.mash"], southwark["inspector"])
    results = in_parallel(lambda number: operations.agree(outcome, by=officers[number], at=later), 2)
    assert [type(result) for result in results].count(AlreadyDone) == 1
    assert shared.case.transitions.filter(step="red").count() == 1
    assert shared.case.deadlines.filter(code="allocation").count() == 1


@pytest.mark.parametrize(("given", "family"), NAMES)
def test_a_name_comes_through_as_it_was_typed(
    given: str, family: str, school: Client, filled: Draft, southwark: Cast, signed_in: SignIn
) -> None:
    section = reverse("referral_section", args=[filled.ref, "child"])
    assert school.post(section, typed.CHILD | {"given_names": given, "family_name": family}).status_code == 302
    assert " ".join(given.split()) in words(one(read(school.get(check(filled)).content.decode()), "main"))
    school.post(check(filled))
    child = Person.objects.get()
    assert (child.given_names, child.family_name) == (given, family)
    sent = Referral.objects.get()
    for name in ("referral_sent", "referral_as_sent"):
        page = school.get(reverse(name, args=[sent.case.ref, sent.pk]))
        assert " ".join(f"{given} {family}".split()) in words(one(read(page.content.decode()), "main"))
    pdf = school.get(reverse("download_referral", args=[sent.case.ref, sent.pk]))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    assert given not in pdf.headers["Content-Disposition"]


def test_what_looks_like_code_is_printed_as_it_stands(southwark: Cast, at: datetime, signed_in: SignIn) -> None:
    sent = everything.sent(southwark, at=at, concern="\n\n".join(CODE))
    pdf = signed_in(southwark["mash"]).get(reverse("download_referral", args=[sent.case.ref, sent.pk])).content
    printed = " ".join(reading.words(pdf))
    assert [text for text in CODE if text not in printed] == []


def test_a_hundred_thousand_characters_are_kept_read_and_printed(
    southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    sent = everything.sent(southwark, at=at, concern=LONG + "The end.")
    sent.refresh_from_db()
    client = signed_in(southwark["mash"])
    assert len(sent.concern) == 100_008
    for name, number in (("referrals", []), ("referral_as_sent", [sent.pk])):
        page = client.get(reverse(name, args=[sent.case.ref, *number])).content.decode()
        assert " ".join((LONG + "The end.").split()) in words(one(read(page), "main"))
    pdf = client.get(reverse("download_referral", args=[sent.case.ref, sent.pk])).content
    pages = reading.words(pdf)
    assert len(pages) > 20
    assert sum(text.count("She was collected again.") for text in pages) > 3_500  # the others run over a page's end
    assert any("The end." in text for text in pages)


def test_more_than_the_form_takes_is_said_beside_the_field_and_not_lost(school: Client, filled: Draft) -> None:
    section = reverse("referral_section", args=[filled.ref, "concern"])
    page = read(school.post(section, typed.CONCERN | {"concern": LONG}).content.decode())
    (said,) = texts(page, ".govuk-error-message")
    assert "20" in said
    assert one(page, "#id_concern").text.strip() == LONG.strip()
    filled.refresh_from_db()
    assert filled.answers["concern"]["concern"] == typed.CONCERN["concern"]


def test_a_null_character_is_refused_in_words(school: Client, filled: Draft) -> None:
    section = reverse("referral_section", args=[filled.ref, "child"])
    answer = school.post(section, typed.CHILD | {"given_names": "Ma\0ya"})
    assert answer.status_code == 200
    assert texts(read(answer.content.decode()), ".govuk-error-message")

"""Somebody without an account answers one request: link and code, for 72 hours, once, and sees nothing else (BR-1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Colour, InformationRequest, Referral, Reply, RequestLink
from tests.referrals.by_link import PURPOSE, address, asked, note_in, opened, page_of, send, wrong
from tests.referrals.trail import notices, rows
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

MINUTE = timedelta(minutes=1)
KNOWN = {"reply": "known", "information": "Seen on 3 February."}
OPENS_NOTHING = "That opens nothing."


@pytest.fixture
def clinic(shared: Referral, southwark: Cast, at: datetime) -> InformationRequest:
    """A request to a clinic without an account."""
    return asked(shared, southwark, "The clinic", at=at)


@pytest.fixture
def link(clinic: InformationRequest, southwark: Cast, at: datetime) -> tuple[str, str]:
    """The secret and the code of a link that has just been sent."""
    return send(clinic, southwark, at=at)


@pytest.fixture
def nurse(clock: Any) -> Client:
    """The browser of somebody who has never signed in."""
    return Client()


@pytest.mark.rule("BR-1")
def test_link_and_code_open_the_one_request(nurse: Client, clinic: InformationRequest, link: tuple[str, str]) -> None:
    secret, code = link
    text = page_of(nurse.post(address(secret), {"code": code}))
    child = clinic.case.child
    for fact in (PURPOSE, "Section 47", child.name, f"{child.born_on.day} {child.born_on:%B %Y}", "Southwark"):
        assert fact in text
    for canary in (clinic.case.ref, child.address, "Harbour Lane", stories.CONCERN[:40], "Hartwell family"):
        assert canary not in text


@pytest.mark.rule("ALL-5")
def test_before_the_code_the_page_says_nothing(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str]
) -> None:
    whole = nurse.get(address(link[0])).content.decode()
    child = clinic.case.child
    for canary in (clinic.case.ref, child.given_names, child.family_name, PURPOSE, "The clinic", "Southwark", "Adler"):
        assert canary not in whole


@pytest.mark.parametrize("typed", ["{} {}", " {}{} ", "{}\u00a0{}"])
def test_the_code_may_be_typed_as_it_is_spoken(nurse: Client, link: tuple[str, str], typed: str) -> None:
    secret, code = link
    response = nurse.post(address(secret), {"code": typed.format(code[:3], code[3:])})
    assert PURPOSE in page_of(response)


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize(("said", "reply"), [(KNOWN, Reply.KNOWN), ({"reply": "nothing_known"}, Reply.NOTHING_KNOWN)])
def test_the_answer_is_kept_with_the_name_of_who_gave_it(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], at: datetime, said: dict, reply: Reply
) -> None:
    response = nurse.post(address(link[0]), said | {"note": opened(nurse, link)})
    assert "Answer sent" in page_of(response)
    clinic.refresh_from_db()
    assert (clinic.reply, clinic.information) == (reply, said.get("information", ""))
    assert (clinic.answered_name, clinic.answered_by, clinic.answered_at) == ("Nurse Adler", None, at)
    assert clinic.links.get().used_at == at


@pytest.mark.rule("BR-1")
def test_the_answer_meets_the_time_and_whoever_asked_is_told(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], southwark: Cast
) -> None:
    nurse.post(address(link[0]), KNOWN | {"note": opened(nurse, link)})
    deadline = clinic.case.deadlines.get(code="information_reply", key=str(clinic.pk))
    assert (deadline.closed_as, deadline.events.latest("pk").by) == ("met", None)
    assert notices(southwark["mash"])[-1] == "An agency has answered your request"


def test_mash_reads_who_answered_by_a_link(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], southwark: Cast, signed_in: Callable
) -> None:
    nurse.post(address(link[0]), KNOWN | {"note": opened(nurse, link)})
    page = read(signed_in(southwark["mash"]).get(reverse("referrals", args=[clinic.case.ref])).content.decode())
    (row,) = [one for one in every(page, "tbody tr") if "The clinic" in words(one)]
    assert "Nurse Adler, by a link, 2 March 2026 at 10:00" in words(row)
    assert "Seen on 3 February." in words(row)


@pytest.mark.rule("ALL-5")
def test_the_trail_keeps_opening_and_answering_by_the_number_of_the_link(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], southwark: Cast, signed_in: Callable
) -> None:
    nurse.post(address(link[0]), KNOWN | {"note": opened(nurse, link)})
    detail = {"link": clinic.links.get().pk}
    for verb in (Verb.LINK_OPENED, Verb.INFORMATION_ANSWERED):
        (row,) = rows(clinic.case, verb)
        assert (row.actor, row.subject_id, row.detail) == (None, clinic.pk, detail)
    history = signed_in(southwark["mash"]).get(reverse("history", args=[clinic.case.ref])).content.decode()
    assert "Somebody with a link" in history


EDGE = [(-MINUTE, True), (timedelta(), False), (MINUTE, False)]


@pytest.mark.rule("BR-1")
@pytest.mark.parametrize(("after", "opens"), EDGE)
def test_it_ends_after_72_hours(
    nurse: Client, link: tuple[str, str], clock: Any, at: datetime, after: timedelta, opens: bool
) -> None:
    clock.move_to(at + timedelta(hours=72) + after)
    text = page_of(nurse.post(address(link[0]), {"code": link[1]}))
    assert (PURPOSE in text, OPENS_NOTHING in text) == (opens, not opens)


@pytest.mark.parametrize(("after", "taken"), EDGE)
def test_an_answer_is_taken_until_it_ends(
    nurse: Client,
    clinic: InformationRequest,
    link: tuple[str, str],
    clock: Any,
    at: datetime,
    after: timedelta,
    taken: bool,
) -> None:
    clock.move_to(at + timedelta(hours=72) - 2 * MINUTE)
    note = opened(nurse, link)
    clock.move_to(at + timedelta(hours=72) + after)
    nurse.post(address(link[0]), KNOWN | {"note": note})
    clinic.refresh_from_db()
    assert bool(clinic.answered_at) is taken


@pytest.mark.rule("ALL-5")
def test_five_wrong_codes_end_it(nurse: Client, clinic: InformationRequest, link: tuple[str, str]) -> None:
    secret, code = link
    for number in range(1, 6):
        assert OPENS_NOTHING in page_of(nurse.post(address(secret), {"code": wrong(code)}))
        assert clinic.links.get().attempts == number
    assert OPENS_NOTHING in page_of(nurse.post(address(secret), {"code": code}))
    assert clinic.links.get().attempts == 5
    assert len(rows(clinic.case, Verb.REFUSED)) == 5


def test_after_four_wrong_codes_the_right_one_still_opens(nurse: Client, link: tuple[str, str]) -> None:
    secret, code = link
    for _ in range(4):
        nurse.post(address(secret), {"code": wrong(code)})
    assert PURPOSE in page_of(nurse.post(address(secret), {"code": code}))


@pytest.mark.rule("ALL-5")
def test_the_code_of_another_request_opens_nothing(
    nurse: Client, shared: Referral, link: tuple[str, str], southwark: Cast, at: datetime
) -> None:
    _, other = send(asked(shared, southwark, "The youth club", at=at), southwark, at=at)
    if other == link[1]:  # one in a million
        pytest.skip("both codes are the same")
    assert OPENS_NOTHING in page_of(nurse.post(address(link[0]), {"code": other}))


@pytest.mark.rule("ALL-5")
def test_the_note_of_another_request_opens_nothing(
    nurse: Client, shared: Referral, clinic: InformationRequest, link: tuple[str, str], southwark: Cast, at: datetime
) -> None:
    club = asked(shared, southwark, "The youth club", at=at)
    note = opened(nurse, send(club, southwark, at=at))
    assert "enter the code again" in page_of(nurse.post(address(link[0]), KNOWN | {"note": note}))
    for request in (clinic, club):
        request.refresh_from_db()
        assert request.answered_at is None


def used(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    client = Client()
    client.post(address(link[0]), KNOWN | {"note": opened(client, link)})


def withdrawn(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    operations.withdraw_link(clinic, by=cast["mash"], at=at)


def replaced(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    send(clinic, cast, at=at)


def not_needed(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    operations.withdraw_request(clinic, reason="x", by=cast["mash"], at=at)


def closed(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    stories.decide(cast, clinic.case, at, colour=Colour.BLUE)
    stories.inform(cast, Case.objects.get(pk=clinic.case.pk), at)


def restricted(link: tuple[str, str], clinic: InformationRequest, cast: Cast, at: datetime) -> None:
    cases.restrict(clinic.case, by=cast["mash"], at=at, reason="A colleague's child")


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("end", [used, withdrawn, replaced, not_needed, closed, restricted])
def test_what_has_ended_looks_like_what_never_was(
    nurse: Client,
    clinic: InformationRequest,
    link: tuple[str, str],
    southwark: Cast,
    at: datetime,
    end: Callable,
) -> None:
    end(link, clinic, southwark, at)
    secret, code = link
    ended, unknown = (nurse.post(address(name), {"code": code}) for name in (secret, "x" * 43))
    assert (ended.status_code, page_of(ended)) == (unknown.status_code, page_of(unknown))
    assert OPENS_NOTHING in page_of(ended)
    before, never = (nurse.get(address(name)) for name in (secret, "x" * 43))
    assert page_of(before) == page_of(never)


@pytest.mark.parametrize("end", [withdrawn, replaced, not_needed, closed, restricted])
def test_what_ends_while_somebody_writes_takes_no_answer(
    nurse: Client,
    clinic: InformationRequest,
    link: tuple[str, str],
    southwark: Cast,
    at: datetime,
    end: Callable,
) -> None:
    note = opened(nurse, link)
    end(link, clinic, southwark, at)
    nurse.post(address(link[0]), KNOWN | {"note": note})
    clinic.refresh_from_db()
    assert clinic.answered_at is None


def test_it_is_answered_once(nurse: Client, clinic: InformationRequest, link: tuple[str, str]) -> None:
    note = opened(nurse, link)
    nurse.post(address(link[0]), {"reply": "nothing_known", "note": note})
    again = nurse.post(address(link[0]), KNOWN | {"note": note})
    assert "Open the request" in page_of(again)
    clinic.refresh_from_db()
    assert clinic.reply == Reply.NOTHING_KNOWN


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_leave_one(
    clinic: InformationRequest, link: tuple[str, str], at: datetime
) -> None:
    found = operations.open_link(link[0], code=link[1], at=at)

    def answer(number: int) -> str:
        try:
            operations.answer_by_link(found, reply=Reply.KNOWN, information=str(number), at=at)
        except operations.OpensNothing:
            return "too late"
        return "taken"

    assert sorted(in_parallel(answer, 2)) == ["taken", "too late"]
    assert len(rows(clinic.case, Verb.INFORMATION_ANSWERED)) == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_the_same_moment_are_all_counted(link: tuple[str, str], at: datetime) -> None:
    def guess(_: int) -> None:
        with pytest.raises(operations.OpensNothing):
            operations.open_link(link[0], code=wrong(link[1]), at=at)

    in_parallel(guess, 6)
    assert RequestLink.objects.get().attempts == 5


def test_after_half_an_hour_the_code_is_asked_for_again_and_what_was_typed_is_kept(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], clock: Any
) -> None:
    note = opened(nurse, link)
    clock.shift(timedelta(minutes=31))
    late = nurse.post(address(link[0]), KNOWN | {"note": note})
    assert "What you typed is kept" in page_of(late)
    carried = {box.get("name"): box.get("value") for box in every(read(late.content.decode()), "main [type=hidden]")}
    carried.pop("csrfmiddlewaretoken", None)
    assert carried == KNOWN
    again = nurse.post(address(link[0]), carried | {"code": link[1]})
    assert KNOWN["information"] in one(read(again.content.decode()), "#id_information").text_content()
    nurse.post(address(link[0]), KNOWN | {"note": note_in(again)})
    clinic.refresh_from_db()
    assert clinic.information == KNOWN["information"]


@pytest.mark.parametrize("note", ["", "1", signing.dumps(1)], ids=["none", "bare", "signed for something else"])
def test_a_note_that_we_did_not_sign_opens_nothing(nurse: Client, link: tuple[str, str], note: str) -> None:
    response = nurse.post(address(link[0]), KNOWN | {"note": note})
    assert response.status_code == 200
    assert PURPOSE not in page_of(response)


BAD = [
    ({"reply": "known"}, "Error: Enter what your agency holds"),
    ({"information": "typed"}, "Error: Select whether you know the child"),
    ({"reply": "known", "information": "x" * 8001}, "Error: "),
]


def test_bad_input_is_named_beside_the_field_and_kept(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], subtests: pytest.Subtests
) -> None:
    note = opened(nurse, link)
    for said, expected in BAD:
        with subtests.test(expected=expected):
            response = nurse.post(address(link[0]), said | {"note": note})
            page = read(response.content.decode())
            (error,) = texts(page, ".govuk-error-message")
            assert error.startswith(expected)
            assert one(page, "#id_information").text_content().strip() == said.get("information", "")
            note = note_in(response)
    clinic.refresh_from_db()
    assert clinic.answered_at is None


@pytest.mark.parametrize("code", ["", "x" * 21])
def test_a_code_that_is_none_counts_as_no_attempt(
    nurse: Client, clinic: InformationRequest, link: tuple[str, str], code: str
) -> None:
    page = read(nurse.post(address(link[0]), {"code": code}).content.decode())
    assert len(texts(page, ".govuk-error-message")) == 1
    assert clinic.links.get().attempts == 0


@pytest.mark.rule("ALL-5")
def test_no_page_of_it_is_kept_anywhere_or_named(nurse: Client, link: tuple[str, str]) -> None:
    secret, code = link
    for response in (nurse.get(address(secret)), nurse.post(address(secret), {"code": code})):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        (title,) = texts(read(response.content.decode()), "title")
        assert title in ("Open a request – MASE", "Answer a request – MASE")
        assert "sessionid" not in response.cookies


def test_the_log_holds_neither_the_secret_nor_the_code(
    nurse: Client, link: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    secret, code = link
    for answer in (code, wrong(code)):
        nurse.post(address(secret), {"code": answer})
    nurse.put(address(secret))
    said = "".join(capfd.readouterr())
    assert secret not in said
    assert code not in said


def test_somebody_who_is_signed_in_may_use_it_too(
    link: tuple[str, str], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(southwark["yjs"])
    assert PURPOSE in page_of(client.post(address(link[0]), {"code": link[1]}))
    assert client.get(reverse("case", args=[Case.objects.get().ref])).status_code == 404


def test_other_methods_are_refused(nurse: Client, link: tuple[str, str]) -> None:
    assert nurse.put(address(link[0])).status_code == 405

"""The letter to the referrer: in the borough's words, looked at before it goes, kept, and read by the referrer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies.models import PointOfContact, User
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import StepMissing
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from referrals import letters, operations
from referrals.letters import Shared, Whom
from referrals.models import Colour, Outcome, Referral
from tests.referrals.test_tell_referrer import MONDAY, SERVICE, SHARED, TUESDAY, address, tell, typed
from tests.referrals.trail import rows
from tests.web.html import one, read, texts, words

Decided = Callable[[Colour], Outcome]
LETTER = ".app-letter"


@pytest.fixture
def mash(southwark: Cast, signed_in: Callable[[User], Client], clock: Any, later: datetime) -> Client:
    """The duty manager, the day after the outcome was agreed."""
    clock.move_to(later)
    return signed_in(southwark["mash"])


@pytest.fixture
def decided(shared: Referral, southwark: Cast, at: datetime) -> Decided:
    """Agree an outcome of that colour on Monday at noon."""

    def decide(colour: Colour) -> Outcome:
        stories.decide(southwark, shared.case, at + timedelta(hours=2), colour=colour)
        return shared.outcomes.select_related("referral__case__authority").latest("pk")

    return decide


def letter_of(outcome: Outcome) -> str:
    return reverse("letter", args=[outcome.referral.case.ref, outcome.pk])


OPENINGS = [
    (Colour.RED, "It has been passed to children’s social care for an assessment."),
    (Colour.GREEN, "There is no current concern that needs children’s social care."),
    (Colour.BLUE, "Children’s social care takes no further action now."),
]


@pytest.mark.rule("HO-3", "SO-18")
@pytest.mark.parametrize(("colour", "said"), OPENINGS)
def test_the_letter_says_what_was_decided_what_follows_and_whom_to_ask(
    colour: Colour, said: str, decided: Decided
) -> None:
    outcome = decided(colour)
    letter = letters.written(outcome, on=TUESDAY)
    assert letter.startswith("3 March 2026\n\nThank you for the referral that you sent to Southwark on 2 March 2026.")
    assert f"Its reference is {outcome.referral.case.ref}." in letter
    for sentence in (said, "the MASH duty desk of Southwark", "If a child is in immediate danger, call 999."):
        assert sentence in letter
    assert letter.endswith("\n\nMASH, Southwark")


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("colour", [Colour.RED, Colour.GREEN, Colour.BLUE])
def test_the_letter_holds_no_name_and_nothing_about_the_child(
    colour: Colour, decided: Decided, southwark: Cast
) -> None:
    outcome = decided(colour)
    letter = letters.written(outcome, on=TUESDAY, services=[SERVICE])
    child, said = outcome.referral.case.child, (outcome.reason, outcome.referral.concern)
    people = [person.name for person in southwark.people.values()]
    for secret in (child.given_names, child.family_name, child.address, child.school, *people, *said):
        assert secret not in letter


@pytest.mark.rule("SO-21")
def test_red_on_a_case_with_a_social_worker_says_that_it_was_passed_on(
    decided: Decided, southwark: Cast, later: datetime
) -> None:
    outcome = decided(Colour.RED)
    cases.allocate(outcome.referral.case, southwark["worker"], by=southwark["team"], at=later)
    assert letters.kind_of(outcome) == letters.FORWARDED
    letter = letters.written(outcome, on=TUESDAY)
    assert "It has been passed to a social worker" in letter
    assert southwark["worker"].name not in letter


@pytest.mark.rule("BR-8")
def test_the_letter_gives_the_number_of_the_point_of_contact_where_one_is_named(
    decided: Decided, southwark: Cast, at: datetime
) -> None:
    named = {"user": southwark["mash"], "telephone": "020 7946 0002", "named_at": at, "named_by": southwark["service"]}
    PointOfContact.objects.create(agency=southwark.agency("csc"), **named)
    PointOfContact.objects.create(agency=southwark.agency("health"), **(named | {"telephone": "020 7946 0003"}))
    letter = letters.written(decided(Colour.BLUE), on=TUESDAY)
    assert letter.endswith("\n\nMASH, Southwark\nTelephone 020 7946 0002")


def test_what_mash_adds_stands_before_whom_to_ask(decided: Decided) -> None:
    letter = letters.written(decided(Colour.BLUE), on=TUESDAY, added="  Thank you for your care.\n")
    assert letter.split("\n\n")[-3:-2] == ["Thank you for your care."]


@pytest.mark.rule("HO-3")
def test_services_are_listed_one_to_a_line(decided: Decided) -> None:
    letter = letters.written(decided(Colour.GREEN), on=TUESDAY, services=["One", "Two"])
    assert "– One\n– Two" in letter.split("\n\n")


@pytest.mark.rule("SO-18")
def test_the_page_shows_the_letter_exactly_as_it_is_kept(mash: Client, decided: Decided) -> None:
    outcome = decided(Colour.GREEN)
    boxes = typed(MONDAY, TUESDAY) | {"added": "Her form tutor’s notes helped.\nThank you."}
    preview = read(mash.post(address(outcome), boxes | {"preview": "yes"}).content.decode())
    outcome.refresh_from_db()
    assert (outcome.told_by, outcome.letter) == (None, "")
    mash.post(address(outcome), boxes)
    kept = read(mash.get(letter_of(outcome)).content.decode())
    assert words(one(kept, LETTER)) == words(one(preview, LETTER))
    assert SERVICE in words(one(kept, LETTER))
    assert "Her form tutor’s notes helped. Thank you." in words(one(kept, LETTER))


def test_looking_again_asks_for_nothing_and_keeps_what_was_typed(mash: Client, decided: Decided) -> None:
    outcome = decided(Colour.GREEN)
    page = read(mash.post(address(outcome), {"preview": "yes", "added": "More soon."}).content.decode())
    assert texts(page, ".govuk-error-message") == []
    assert one(page, "#id_added").text.strip() == "More soon."
    assert "More soon." in words(one(page, LETTER))
    assert "Which support services do you share?" in texts(page, "legend")


def test_the_first_look_shows_todays_letter(mash: Client, decided: Decided) -> None:
    assert words(one(read(mash.get(address(decided(Colour.RED))).content.decode()), LETTER)).find("3 March 2026") > 0


@pytest.mark.rule("HO-3")
def test_green_without_services_or_with_somebody_forgotten_is_refused_on_the_page(
    mash: Client, decided: Decided, subtests: pytest.Subtests
) -> None:
    outcome = decided(Colour.GREEN)
    for changed, expected in [
        ({"services": []}, "Error: Select the support services"),
        ({"shared_with": []}, "Error: Select with whom you shared them"),
        ({"shared_with": ["referrer", "family"]}, "Error: Enter why you have not shared them with all three"),
        ({"services": ["Something else"]}, None),
    ]:
        with subtests.test(changed=changed):
            page = read(mash.post(address(outcome), typed(MONDAY, TUESDAY) | changed).content.decode())
            found = texts(page, ".govuk-error-message")
            assert len(found) == 1
            assert expected in (None, *found)
    outcome.refresh_from_db()
    assert outcome.told_by is None


@pytest.mark.rule("HO-3")
def test_with_whom_services_were_shared_and_why_not_with_all_is_kept(mash: Client, decided: Decided) -> None:
    outcome = decided(Colour.GREEN)
    boxes = {"shared_with": ["referrer", "young_person"], "not_shared_because": "She asked us not to tell them yet."}
    assert mash.post(address(outcome), typed(MONDAY, TUESDAY) | boxes).status_code == 302
    outcome.refresh_from_db()
    assert (outcome.services, outcome.services_shared_with) == ([SERVICE], ["referrer", "young_person"])
    assert outcome.services_not_shared_because == "She asked us not to tell them yet."
    assert "She asked" not in outcome.letter


@pytest.mark.rule("HO-3")
def test_the_operation_refuses_green_that_forgets_somebody(
    decided: Decided, southwark: Cast, later: datetime, subtests: pytest.Subtests
) -> None:
    outcome = decided(Colour.GREEN)
    how = {"verbally_on": MONDAY, "in_writing_on": TUESDAY, "by": southwark["mash"], "at": later}
    for shared in (Shared(), replace(SHARED, services=()), replace(SHARED, with_whom=(Whom.REFERRER,))):
        with subtests.test(shared=shared), pytest.raises(StepMissing):
            operations.tell_referrer(outcome, shared=shared, **how)
    assert Case.objects.get().closed_at is None


@pytest.mark.rule("HO-3")
def test_the_database_wants_services_with_green(decided: Decided, southwark: Cast, later: datetime) -> None:
    outcome = decided(Colour.GREEN)
    tell(outcome, southwark, at=later)
    outcome.refresh_from_db()
    outcome.services = []
    with pytest.raises(IntegrityError, match="outcome_green_shares_services"), transaction.atomic():
        outcome.save()


@pytest.mark.parametrize("colour", [Colour.RED, Colour.BLUE])
def test_only_green_asks_for_services(colour: Colour, mash: Client, decided: Decided) -> None:
    page = mash.get(address(decided(colour))).content.decode()
    assert 'name="services"' not in page
    assert 'name="shared_with"' not in page


@pytest.mark.rule("SO-18")
def test_the_referrer_is_led_to_the_letter_and_the_mail_says_nothing_of_it(
    decided: Decided, southwark: Cast, later: datetime, mailoutbox: list
) -> None:
    outcome = decided(Colour.BLUE)
    tell(outcome, southwark, at=later)
    message = southwark["school"].messages.latest("pk")
    assert (message.text, message.url) == ("There is a letter about your referral", letter_of(outcome))
    while notices.send_next(at=later + timedelta(days=2)):
        pass
    bodies = [mail.subject + mail.body for mail in mailoutbox if mail.to == [southwark["school"].email]]
    assert bodies
    assert not any("no further action" in body or "Hartwell" in body for body in bodies)


@pytest.mark.rule("SO-18")
def test_the_referrer_reads_the_letter_after_signing_in(
    decided: Decided, southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    outcome = decided(Colour.BLUE)
    tell(outcome, southwark, at=later)
    answer = signed_in(southwark["school"]).get(letter_of(outcome))
    assert answer.status_code == 200
    assert "Hartwell" not in answer.content.decode()  # the page is printed as it stands
    assert "no further action" in words(one(read(answer.content.decode()), LETTER))
    assert "letter" in [row.detail.get("page") for row in rows(outcome.referral.case, Verb.VIEWED)]


def test_before_it_is_written_there_is_no_letter(mash: Client, decided: Decided) -> None:
    assert mash.get(letter_of(decided(Colour.BLUE))).status_code == 404


@pytest.mark.rule("ALL-5")
def test_the_letter_is_for_those_inside_the_referral(
    decided: Decided, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    outcome = decided(Colour.RED)
    tell(outcome, southwark, at=later)
    for person in (southwark["other.school"], barnet["mash"]):
        assert signed_in(person).get(letter_of(outcome)).status_code == 404
    assert signed_in(southwark["health"]).get(letter_of(outcome)).status_code == 403


def test_the_letter_of_another_case_is_not_found_under_this_one(
    decided: Decided, southwark: Cast, mash: Client, later: datetime
) -> None:
    outcome = decided(Colour.RED)
    tell(outcome, southwark, at=later)
    other = stories.refer(southwark, 3, at=later)
    assert mash.get(reverse("letter", args=[other.ref, outcome.pk])).status_code == 404


def test_other_methods_are_refused(decided: Decided, southwark: Cast, mash: Client, later: datetime) -> None:
    outcome = decided(Colour.RED)
    tell(outcome, southwark, at=later)
    assert mash.post(letter_of(outcome)).status_code == 405


def test_a_letter_that_was_written_does_not_change_with_the_procedures(
    decided: Decided, southwark: Cast, later: datetime
) -> None:
    outcome = decided(Colour.RED)
    tell(outcome, southwark, at=later)
    outcome.refresh_from_db()
    before = outcome.letter
    cases.allocate(outcome.referral.case, southwark["worker"], by=southwark["team"], at=later)
    assert Outcome.objects.get(pk=outcome.pk).letter == before
    assert letters.written(outcome, on=date(2026, 3, 3)) != before

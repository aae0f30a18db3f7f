"""Checking the answers and sending: everything is shown, everything is needed, and it is sent once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.models import Case, Deadline
from mase.demo.cast import Cast
from mase.notifications.models import Message
from mase.people.models import Person
from referrals import operations
from referrals.models import Draft, Referral
from tests.referrals import typed
from tests.referrals.trail import rows
from tests.together import in_parallel
from tests.web.html import Element, every, one, read, texts, words


def check(draft: Draft) -> str:
    return reverse("referral_check", args=[draft.ref])


def shown(client: Client, draft: Draft) -> Element:
    return read(client.get(check(draft)).content.decode())


def pairs(page: Element) -> dict[str, str]:
    return dict(zip(texts(page, ".govuk-summary-list__key"), texts(page, ".govuk-summary-list__value"), strict=True))


@pytest.mark.rule("SO-7")
def test_every_answer_is_shown_under_its_question(school: Client, full: Draft) -> None:
    answers = pairs(shown(school, full))
    assert {question: answers.get(question) for question in typed.SHOWN} == typed.SHOWN


def test_an_answer_that_was_left_empty_is_shown_as_a_gap(school: Client, filled: Draft) -> None:
    assert pairs(shown(school, filled))["Religion"] == "Not answered"


def test_a_section_that_was_left_alone_is_shown_as_optional_and_one_without_rows_as_nothing_to_add(
    school: Client, filled: Draft, at: datetime
) -> None:
    operations.save_section(filled, "vehicles", [], at=at)
    answers = pairs(shown(school, filled))
    assert (answers["Places"], answers["Vehicles"]) == ("Not filled in: optional", "Nothing to add")


def test_each_answer_has_a_way_to_its_own_box(school: Client, full: Draft) -> None:
    page = shown(school, full)
    ways = [link.get("href") for link in every(page, ".govuk-summary-list__actions a")]
    assert len(ways) == len(texts(page, ".govuk-summary-list__key"))
    for way in ways:
        address, _, box = way.partition("#")
        assert address.endswith("?check")
        section = read(school.get(address).content.decode())
        assert any(element.get("id", "").startswith(box) for element in every(section, "form [id]")), way


def test_a_changed_answer_leads_back_to_the_check(school: Client, filled: Draft) -> None:
    section = reverse("referral_section", args=[filled.ref, "child"]) + "?check"
    assert school.post(section, typed.CHILD | {"known_as": "Mimi"}).headers["Location"] == check(filled)
    assert "Mimi" in texts(shown(school, filled), ".govuk-summary-list__value")


def test_line_breaks_of_what_was_typed_are_shown_and_markup_is_text(school: Client, filled: Draft) -> None:
    nasty = "<b>bold</b>\nsecond line"
    school.post(reverse("referral_section", args=[filled.ref, "concern"]), typed.CONCERN | {"concern": nasty})
    page = shown(school, filled)
    assert "<b>bold</b> second line" in texts(page, ".govuk-summary-list__value")
    assert every(page, ".govuk-summary-list__value b") == []


def test_a_referral_with_a_needed_section_missing_says_so_with_the_way_there_and_is_not_sent(
    school: Client, filled: Draft, subtests: pytest.Subtests
) -> None:
    complete = filled.answers
    for missing in typed.NEEDED:
        filled.answers = {name: answers for name, answers in complete.items() if name != missing}
        filled.save()
        for answer in (school.get(check(filled)), school.post(check(filled))):
            with subtests.test(missing=missing):
                page = read(answer.content.decode())
                ways = [link.get("href") for link in every(page, ".govuk-notification-banner__link")]
                assert ways == [reverse("referral_section", args=[filled.ref, missing]) + "?check"]
                assert every(page, "main form") == []
    assert not Referral.objects.exists()


def test_an_answer_that_will_not_do_any_more_is_named_with_the_way_to_its_box(
    school: Client, filled: Draft, at: datetime
) -> None:
    """A consultation fills in what is known; what MASH cannot do without may still be missing."""
    operations.save_section(filled, "concern", {"concern": "A worry"}, at=at)
    (gap,) = every(shown(school, filled), ".govuk-notification-banner__link")
    assert words(gap) == "Select whether the child is in immediate danger"
    assert gap.get("href").endswith("/concern/?check#id_immediate_danger")


def test_words_that_were_typed_and_not_saved_hold_the_referral_back(
    school: Client, filled: Draft, at: datetime
) -> None:
    operations.keep_typed(filled, "places", {"row-0-where": ["By the"]}, window="a", restored="", at=at)
    (gap,) = every(shown(school, filled), ".govuk-notification-banner__link")
    assert words(gap) == "Save what you typed under “Places”"
    assert school.post(check(filled)).status_code == 200
    assert not Referral.objects.exists()


@pytest.mark.rule("ALL-2")
@pytest.mark.parametrize(("standing", "fits"), [("care_leaver", True), ("not_open", False), (None, False)])
def test_somebody_of_eighteen_is_referred_only_as_a_care_leaver(
    school: Client, filled: Draft, at: datetime, standing: str | None, fits: bool
) -> None:
    grown = filled.answers["child"] | {"born_on": "2008-03-02"}
    operations.save_section(filled, "child", grown, at=at)
    if standing:
        operations.save_section(filled, "standing", {"standing": standing}, at=at)
    gaps = texts(shown(school, filled), ".govuk-notification-banner__link")
    assert (gaps == []) == fits
    assert (school.post(check(filled)).status_code == 302) == fits


def test_sending_leads_to_a_confirmation_with_the_reference(school: Client, filled: Draft) -> None:
    answer = school.post(check(filled))
    sent = Referral.objects.get()
    assert answer.headers["Location"] == reverse("referral_sent", args=[sent.case.ref, sent.pk])
    page = read(school.get(answer.headers["Location"]).content.decode())
    assert sent.case.ref in words(one(page, ".govuk-panel"))
    assert "3 March 2026" in words(one(page, "main"))  # by when MASH starts and decides


def test_the_confirmation_survives_a_reload_and_the_way_back(school: Client, filled: Draft) -> None:
    where = school.post(check(filled)).headers["Location"]
    assert school.get(where).status_code == school.get(where).status_code == 200
    for answer in (school.get(check(filled)), school.post(check(filled))):
        assert answer.headers["Location"] == where
    assert Referral.objects.count() == 1


def test_the_sections_of_a_sent_draft_are_gone(school: Client, filled: Draft) -> None:
    school.post(check(filled))
    stale = reverse("referral_section", args=[filled.ref, "child"])
    assert school.get(filled.get_absolute_url()).status_code == 404
    assert school.post(stale, typed.CHILD | {"given_names": "Mia"}).status_code == 404
    assert school.post(reverse("referral_discard", args=[filled.ref]), {"sure": "on"}).status_code == 404
    assert Person.objects.get().given_names == "Maya"


@pytest.mark.rule("ALL-5")
def test_another_person_learns_nothing_from_the_address_of_a_sent_draft(
    school: Client, southwark: Cast, signed_in: Callable[[User], Client], filled: Draft
) -> None:
    where = school.post(check(filled)).headers["Location"]
    outsider = signed_in(southwark["other.school"])
    assert outsider.get(check(filled)).status_code == outsider.post(check(filled)).status_code == 404
    assert outsider.get(where).status_code == 404


def test_the_moment_of_sending_is_the_moment_of_receipt(school: Client, filled: Draft, clock, at: datetime) -> None:
    clock.shift(timedelta(minutes=15))
    school.post(check(filled))
    sent = Referral.objects.get()
    assert (sent.received_at, sent.case.opened_at) == (at + timedelta(minutes=15),) * 2


def test_showing_the_confirmation_is_in_the_trail(school: Client, filled: Draft, southwark: Cast) -> None:
    school.get(school.post(check(filled)).headers["Location"])
    (row,) = rows(Case.objects.get(), Verb.VIEWED)
    assert (row.actor, row.agency, row.detail) == (southwark["school"].pk, "southwark-harbour", {"page": "sent"})


@pytest.mark.parametrize("danger", ["yes", "no"])
def test_immediate_danger_stands_at_the_top_for_sender_and_mash(
    danger: str, school: Client, southwark: Cast, signed_in: Callable[[User], Client], filled: Draft
) -> None:
    section = reverse("referral_section", args=[filled.ref, "concern"])
    school.post(section, typed.CONCERN | {"immediate_danger": danger})
    where = school.post(check(filled)).headers["Location"]
    sent = Referral.objects.select_related("case").get()
    in_mash = signed_in(southwark["mash"]).get(reverse("referrals", args=[sent.case.ref]))
    warnings = [texts(read(answer.content.decode()), ".govuk-warning-text") for answer in (school.get(where), in_mash)]
    assert sent.immediate_danger == (danger == "yes")
    assert [len(found) for found in warnings] == ([1, 1] if danger == "yes" else [0, 0])
    assert all("immediate danger" in text for found in warnings for text in found)


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_the_same_moment_make_one_referral(
    southwark: Cast, signed_in: Callable[[User], Client], filled: Draft
) -> None:
    browsers = [signed_in(southwark["school"]) for _ in range(20)]
    answers = in_parallel(lambda number: browsers[number].post(check(filled)), 20)
    sent = Referral.objects.select_related("case").get()
    where = reverse("referral_sent", args=[sent.case.ref, sent.pk])
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, where)}
    assert (Case.objects.count(), Person.objects.count(), Deadline.objects.count()) == (1, 1, 2)
    assert Message.objects.count() == 2
    assert len(rows(sent.case, Verb.REFERRAL_SENT)) == 1

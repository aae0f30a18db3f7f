"""What is typed is kept on the server while it is typed: it outlives the session, the laptop and a deployment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.unsaved import TooMuchTyped, TypedElsewhere
from mase.demo.cast import Cast
from mase.web.typed import MOST_TYPED
from referrals import operations
from referrals.models import Draft
from tests.referrals import typed
from tests.web.html import Element, every, one, read, texts, words

HALF = {"given_names": "Ma", "born_on-day": "31", "born_on-month": "2", "nhs_number": "943", "name_not_known": ""}


def page_of(draft: Draft, section: str = "child") -> str:
    return reverse("referral_section", args=[draft.ref, section])


def keep(client: Client, draft: Draft, section: str = "child", **data: Any) -> Any:
    return client.post(reverse("referral_typed", args=[draft.ref, section]), HALF | data)


def opened(client: Client, draft: Draft, section: str = "child") -> Element:
    return read(client.get(page_of(draft, section)).content.decode())


def hidden(page: Element) -> dict[str, str]:
    return {name: one(page, f"form [name={name}]").get("value") for name in ("seen", "window", "restored")}


def statuses(client: Client, draft: Draft) -> list[str]:
    return texts(read(client.get(draft.get_absolute_url()).content.decode()), ".govuk-task-list__status")


def test_half_of_an_answer_is_kept_and_said_to_be(school: Client, draft: Draft, clock: Any) -> None:
    clock.shift(timedelta(minutes=12))
    answer = keep(school, draft, window="one")
    assert (answer.status_code, answer.json()["saved"]) == (200, "10:12")
    draft.refresh_from_db()
    assert draft.typed["child"]["data"]["given_names"] == ["Ma"]
    assert draft.answers == {}


def test_what_was_typed_stands_in_the_form_again_unchecked(school: Client, draft: Draft) -> None:
    keep(school, draft, window="one", gender=["male"], disabilities=["HEAR", "VIS"])
    page = opened(school, draft)
    assert one(page, "#id_given_names").get("value") == "Ma"
    assert [one(page, f"#id_born_on-{part}").get("value") for part in ("day", "month", "year")] == ["31", "2", ""]
    assert one(page, "[name=gender][checked]").get("value") == "male"
    assert [box.get("value") for box in every(page, "[name=disabilities][checked]")] == ["HEAR", "VIS"]
    assert every(page, ".govuk-error-message") == every(page, ".govuk-error-summary") == []
    assert "not checked yet" in words(one(page, "main > .govuk-inset-text"))


def test_another_browser_finds_what_was_typed_before_the_laptop_closed(
    school: Client, draft: Draft, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    keep(school, draft, window="one")
    assert one(opened(signed_in(southwark["school"]), draft), "#id_given_names").get("value") == "Ma"


def test_what_was_typed_outlives_the_end_of_the_session(
    school: Client, draft: Draft, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    keep(school, draft, window="one")
    Session.objects.all().delete()
    refused = keep(school, draft, window="one", given_names="Maya")
    assert refused.status_code == 302
    assert refused.headers["Location"].startswith(reverse("account_login"))
    again = signed_in(southwark["school"])
    assert one(opened(again, draft), "#id_given_names").get("value") == "Ma"
    assert keep(again, draft, window="one", given_names="Maya").status_code == 200


def test_the_sign_in_leads_back_to_the_section(school: Client, draft: Draft) -> None:
    school.logout()
    assert school.get(page_of(draft, "signs")).headers["Location"].endswith(f"?next={page_of(draft, 'signs')}")


def test_the_page_offers_a_sign_in_that_leads_back_to_the_section(school: Client, draft: Draft) -> None:
    link = one(opened(school, draft), "[data-keep-signed-out] a")
    assert link.get("href") == f"{reverse('account_login')}?next={page_of(draft)}"
    assert link.get("target") == "_blank"


def test_a_page_gets_a_new_token_after_the_sign_in(southwark: Cast, draft: Draft, school: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = school.cookies
    address = reverse("referral_typed", args=[draft.ref, "child"])
    assert strict.post(address, HALF).status_code == 403
    token = strict.get(address).json()["token"]
    assert strict.post(address, HALF | {"csrfmiddlewaretoken": token}).status_code == 200


def test_nothing_that_belongs_to_the_page_is_kept_as_an_answer(school: Client, draft: Draft) -> None:
    keep(school, draft, window="one", restored="", seen="", do="add", csrfmiddlewaretoken="x")
    draft.refresh_from_db()
    assert set(draft.typed["child"]["data"]) == set(HALF)


def test_saving_the_section_ends_what_was_typed(school: Client, draft: Draft) -> None:
    keep(school, draft, window="one")
    school.post(page_of(draft), typed.CHILD | {"window": "one", "restored": "", "seen": ""})
    draft.refresh_from_db()
    assert draft.typed == {}
    assert draft.answers["child"]["given_names"] == "Maya"


def test_saving_what_was_restored_ends_it_too(school: Client, draft: Draft) -> None:
    keep(school, draft, window="laptop")
    again = hidden(opened(school, draft))
    assert again["restored"] == "laptop"
    assert again["window"] not in ("", "laptop")
    school.post(page_of(draft), typed.CHILD | again)
    draft.refresh_from_db()
    assert draft.typed == {}


def test_a_section_with_unsaved_words_is_in_progress_even_where_it_was_saved_before(
    school: Client, filled: Draft
) -> None:
    assert statuses(school, filled)[0] == "Completed"
    keep(school, filled, window="one")
    assert statuses(school, filled)[0] == "In progress"
    filled.refresh_from_db()
    assert filled.answers["child"]["given_names"] == "Maya"


def test_unsaved_words_can_be_thrown_away_and_what_was_saved_stays(school: Client, filled: Draft) -> None:
    keep(school, filled, window="one")
    assert school.post(page_of(filled), {"do": "forget"}).headers["Location"] == page_of(filled)
    assert one(opened(school, filled), "#id_given_names").get("value") == "Maya"
    assert statuses(school, filled)[0] == "Completed"


def test_two_windows_do_not_overwrite_each_others_words(school: Client, draft: Draft) -> None:
    keep(school, draft, window="one", given_names="Maya")
    refused = keep(school, draft, window="two", given_names="Mia")
    assert (refused.status_code, refused.json()) == (
        409,
        {"refused": "You are typing in this section in another window too."},
    )
    draft.refresh_from_db()
    assert draft.typed["child"]["data"]["given_names"] == ["Maya"]


def test_a_window_that_began_with_the_words_of_another_goes_on_from_them(draft: Draft, at: datetime) -> None:
    operations.keep_typed(draft, "child", {"a": ["1"]}, window="one", restored="", at=at)
    operations.keep_typed(draft, "child", {"a": ["2"]}, window="two", restored="one", at=at)
    with pytest.raises(TypedElsewhere):
        operations.keep_typed(draft, "child", {"a": ["3"]}, window="one", restored="", at=at)
    draft.refresh_from_db()
    assert draft.typed["child"]["data"] == {"a": ["2"]}


def test_saving_in_one_window_leaves_the_unsaved_words_of_another(draft: Draft, at: datetime) -> None:
    operations.keep_typed(draft, "child", {"a": ["1"]}, window="one", restored="", at=at)
    operations.save_section(draft, "child", {"given_names": "Maya"}, at=at, windows=["two"])
    draft.refresh_from_db()
    assert draft.typed["child"]["window"] == "one"


@pytest.mark.parametrize(("length", "fits"), [(MOST_TYPED - 1, True), (MOST_TYPED, False)])
def test_what_is_kept_has_a_limit(draft: Draft, at: datetime, length: int, fits: bool) -> None:
    data = {"a": ["x" * length]}
    if fits:
        operations.keep_typed(draft, "child", data, window="one", restored="", at=at)
    else:
        with pytest.raises(TooMuchTyped):
            operations.keep_typed(draft, "child", data, window="one", restored="", at=at)


def test_a_hundred_thousand_characters_are_kept_while_they_are_typed(school: Client, draft: Draft) -> None:
    much = "ن" * 100_000
    assert keep(school, draft, "concern", window="one", concern=much).status_code == 200
    assert one(opened(school, draft, "concern"), "#id_concern").text_content().strip() == much


def test_more_than_is_kept_is_refused_in_words(school: Client, draft: Draft) -> None:
    refused = keep(school, draft, "concern", window="one", concern="x" * MOST_TYPED)
    assert (refused.status_code, refused.json()["refused"]) == (
        413,
        "This is too long to keep before you save it. It is still on the page.",
    )


def test_a_character_that_the_database_cannot_hold_is_left_out(school: Client, draft: Draft) -> None:
    assert keep(school, draft, window="one", given_names="Ma\0ya 🌻").status_code == 200
    draft.refresh_from_db()
    assert draft.typed["child"]["data"]["given_names"] == ["Maya 🌻"]


@pytest.mark.rule("ALL-5")
def test_nobody_keeps_words_in_another_persons_draft(
    southwark: Cast, signed_in: Callable[[User], Client], draft: Draft, subtests: pytest.Subtests
) -> None:
    for part in ("other.school", "mash", "coordinator"):
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert keep(client, draft).status_code == 404
            assert client.get(reverse("referral_typed", args=[draft.ref, "child"])).status_code == 404
    draft.refresh_from_db()
    assert draft.typed == {}


def test_a_section_that_does_not_exist_keeps_nothing(school: Client, draft: Draft) -> None:
    assert keep(school, draft, "outcome").status_code == 404


def test_other_methods_are_refused(school: Client, draft: Draft) -> None:
    assert school.put(reverse("referral_typed", args=[draft.ref, "child"])).status_code == 405


def test_a_sent_draft_keeps_nothing_more(school: Client, filled: Draft) -> None:
    school.post(reverse("referral_check", args=[filled.ref]))
    assert keep(school, filled).status_code == 404


# Two windows that save


def test_a_later_save_is_held_back_and_both_are_shown(school: Client, filled: Draft) -> None:
    first, second = hidden(opened(school, filled)), hidden(opened(school, filled))
    school.post(page_of(filled), typed.CHILD | first | {"given_names": "Mia"})
    held = school.post(page_of(filled), typed.CHILD | second | {"school": "Orchard Road School"})
    page = read(held.content.decode())
    assert held.status_code == 200
    assert "saved in another window" in words(one(page, ".govuk-warning-text"))
    assert "Mia" in texts(page, ".govuk-summary-list__value")
    assert one(page, "#id_school").get("value") == "Orchard Road School"
    filled.refresh_from_db()
    assert (filled.answers["child"]["given_names"], filled.answers["child"]["school"]) == ("Mia", "Harbour Lane School")


def test_saving_once_more_replaces_what_the_other_window_saved(school: Client, filled: Draft) -> None:
    first, second = hidden(opened(school, filled)), hidden(opened(school, filled))
    school.post(page_of(filled), typed.CHILD | first | {"given_names": "Mia"})
    held = school.post(page_of(filled), typed.CHILD | second)
    seen = hidden(read(held.content.decode()))
    assert school.post(page_of(filled), typed.CHILD | seen).status_code == 302
    filled.refresh_from_db()
    assert filled.answers["child"]["given_names"] == "Maya"


def test_the_same_answers_from_two_windows_are_no_clash(school: Client, filled: Draft) -> None:
    first, second = hidden(opened(school, filled)), hidden(opened(school, filled))
    changed = typed.CHILD | {"given_names": "Mia"}
    assert [school.post(page_of(filled), changed | seen).status_code for seen in (first, second)] == [302, 302]


def test_an_error_in_between_does_not_hide_that_another_window_saved(school: Client, filled: Draft) -> None:
    first, second = hidden(opened(school, filled)), hidden(opened(school, filled))
    school.post(page_of(filled), typed.CHILD | first | {"given_names": "Mia"})
    wrong = school.post(page_of(filled), typed.CHILD | second | {"nhs_number": "1"})
    assert hidden(read(wrong.content.decode()))["seen"] == second["seen"]
    assert school.post(page_of(filled), typed.CHILD | hidden(read(wrong.content.decode()))).status_code == 200

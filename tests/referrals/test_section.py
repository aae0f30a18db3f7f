"""What each section of the form takes and what it refuses: the error stands beside the field, what was typed stays."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.demo.cast import Cast
from mase.people.models import Answer
from mase.web.forms import Form
from referrals import operations
from referrals.forms import Child, Concern, Consent, Referrer, Signs
from referrals.models import Draft, Referral
from tests.referrals import typed
from tests.referrals.conftest import posted
from tests.web.html import every, one, read, texts

YEAR_IN = 2026


DAY_FIELDS = ("day", "month", "year")


def errors(form: Form) -> dict[str, list[str]]:
    return {name: list(found) for name, found in form.errors.items()}


@pytest.mark.parametrize(
    ("form_class", "missing"),
    [
        (
            Child,
            {
                "given_names": ["Enter the child’s given names, or tick that you do not know it"],
                "family_name": ["Enter the child’s family name, or tick that you do not know it"],
                "birth": ["Select whether you know the date of birth"],
                "gender": ["Select the child’s gender"],
            },
        ),
        (
            Concern,
            {
                "immediate_danger": ["Select whether the child is in immediate danger"],
                "concern": ["Enter what you are worried about"],
            },
        ),
        (
            Consent,
            {
                "child_aware": ["Select whether the child knows"],
                "child_agrees": ["Select whether the child agrees"],
                "carers_aware": ["Select whether the parents or carers know"],
                "carers_agree": ["Select whether the parents or carers agree"],
            },
        ),
        (
            Referrer,
            {
                "referrer_role": ["Enter your role"],
                "referrer_telephone": ["Enter a telephone number"],
                "relationship": ["Enter how you know the child"],
            },
        ),
    ],
)
def test_an_empty_section_names_what_is_needed(form_class: type[Form], missing: dict, at: datetime) -> None:
    assert errors(form_class({"nothing": ""}, at=at)) == missing


def test_not_known_is_an_answer_everywhere(at: datetime) -> None:
    questions = ("child_aware", "child_agrees", "carers_aware", "carers_agree")
    assert Consent(dict.fromkeys(questions, Answer.NOT_KNOWN), at=at).is_valid()


@pytest.mark.parametrize("question", ["child_aware", "child_agrees", "carers_aware", "carers_agree"])
def test_any_no_asks_for_its_reason(at: datetime, question: str) -> None:
    answers = dict.fromkeys(("child_aware", "child_agrees", "carers_aware", "carers_agree"), "yes") | {question: "no"}
    assert errors(Consent(answers, at=at)) == {"consent_reason": ["Enter the reason, because one of the answers is no"]}
    assert Consent(answers | {"consent_reason": "It would put her at more risk."}, at=at).is_valid()


def test_a_reason_of_blanks_is_no_reason(at: datetime) -> None:
    answers = dict.fromkeys(("child_aware", "child_agrees", "carers_aware", "carers_agree"), "no")
    assert "consent_reason" in Consent(answers | {"consent_reason": "  \r\n "}, at=at).errors


@pytest.mark.rule("SO-4")
def test_any_number_of_signs_may_be_ticked_and_none(at: datetime) -> None:
    none = Signs(posted({"indicators": []}), at=at)
    everything = [code for code, _ in Signs.base_fields["indicators"].choices]
    all_of_them = Signs(posted({"indicators": everything}), at=at)
    assert none.is_valid()
    assert all_of_them.is_valid()
    assert (none.cleaned_data["indicators"], len(all_of_them.cleaned_data["indicators"])) == ([], 16)


def test_a_sign_that_is_not_on_the_list_is_refused(at: datetime) -> None:
    assert "indicators" in Signs(posted({"indicators": ["lifestyle"]}), at=at).errors


def test_what_happened_did_not_happen_tomorrow(at: datetime) -> None:
    tomorrow = {"happened_on-day": "3", "happened_on-month": "3", "happened_on-year": "2026"}
    assert "happened_on" in Concern(posted(typed.CONCERN | tomorrow), at=at).errors
    today = tomorrow | {"happened_on-day": "2"}
    form = Concern(posted(typed.CONCERN | today), at=at)
    assert form.is_valid()
    assert form.cleaned_data["happened_on"] == date(YEAR_IN, 3, 2)


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_a_concern_has_room_for_twenty_thousand_characters(at: datetime, length: int) -> None:
    form = Concern(posted(typed.CONCERN | {"concern": "x" * length}), at=at)
    assert form.is_valid() == (length == 20_000)


def test_a_hundred_thousand_characters_are_refused_in_words_and_stay_on_the_page(school: Client, draft: Draft) -> None:
    much = "Was was was. " * 7_693
    response = school.post(reverse("referral_section", args=[draft.ref, "concern"]), typed.CONCERN | {"concern": much})
    page = read(response.content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: What you are worried about must be 20000 characters or fewer"
    ]
    assert one(page, "#id_concern").text_content().strip() == much.strip()
    draft.refresh_from_db()
    assert draft.answers == {}


def test_bad_input_keeps_everything_that_was_typed_and_changes_nothing(school: Client, draft: Draft) -> None:
    bad = typed.CHILD | {"family_name": "", "nhs_number": "943 476 5918", "born_on-month": "13"}
    response = school.post(reverse("referral_section", args=[draft.ref, "child"]), bad)
    page = read(response.content.decode())
    assert response.status_code == 200
    assert texts(page, ".govuk-error-message") == [
        "Error: Enter the child’s family name, or tick that you do not know it",
        "Error: The date of birth must be a real date",
        "Error: This NHS number has a mistyped digit: check it against the source",
    ]
    for name in ("given_names", "known_as", "nhs_number", "school", "language"):
        assert one(page, f"#id_{name}").get("value") == bad[name]
    assert [one(page, f"#id_born_on-{part}").get("value") for part in DAY_FIELDS] == ["9", "13", "2011"]
    assert one(page, "#id_address").text_content().strip() == bad["address"]
    assert one(page, "[name=gender][checked]").get("value") == "female"
    draft.refresh_from_db()
    assert draft.answers == {}


def test_the_error_summary_leads_to_each_field(school: Client, draft: Draft) -> None:
    response = school.post(reverse("referral_section", args=[draft.ref, "referrer"]), {"referrer_role": ""})
    page = read(response.content.decode())
    targets = [link.get("href") for link in every(page, ".govuk-error-summary a")]
    assert targets == ["#id_referrer_role", "#id_referrer_telephone", "#id_relationship"]
    assert all(one(page, target) is not None for target in targets)


def test_bad_input_leaves_what_was_saved_before(school: Client, filled: Draft) -> None:
    school.post(reverse("referral_section", args=[filled.ref, "child"]), typed.CHILD | {"given_names": ""})
    before = filled.answers
    filled.refresh_from_db()
    assert filled.answers == before


def test_a_section_that_does_not_exist_is_not_there(school: Client, draft: Draft, subtests: pytest.Subtests) -> None:
    for section in ["concerns", "check-answers", "outcome", "particulars"]:
        with subtests.test(section=section):
            assert school.get(reverse("referral_section", args=[draft.ref, section])).status_code == 404
            assert school.post(reverse("referral_section", args=[draft.ref, section]), typed.CHILD).status_code == 404


def test_markup_that_somebody_types_stays_text(school: Client, draft: Draft) -> None:
    nasty = typed.CONCERN | {"concern": "</textarea><script>alert(1)</script>"}
    school.post(reverse("referral_section", args=[draft.ref, "concern"]), nasty)
    response = school.get(reverse("referral_section", args=[draft.ref, "concern"]))
    page = read(response.content.decode())
    assert one(page, "#id_concern").text_content().strip() == nasty["concern"]


def test_the_concern_asks_for_danger_first_and_says_call_999(school: Client, draft: Draft) -> None:
    page = read(school.get(reverse("referral_section", args=[draft.ref, "concern"])).content.decode())
    first = every(page, "form input[type=radio], form textarea")[0]
    assert first.get("name") == "immediate_danger"
    assert "call 999 now" in one(page, ".govuk-warning-text").text_content()


@pytest.mark.rule("SO-4")
def test_each_sign_has_a_day_and_a_note_of_its_own(full: Draft, school: Client) -> None:
    school.post(reverse("referral_check", args=[full.ref]))
    sent = Referral.objects.get()
    assert sent.signs == {"missing": {"seen_on": "2026-02-20", "note": "Away for a night; her mother told us."}}
    assert (sent.indicators, sent.safeguard) == (["missing", "gifts"], ["A1", "R"])


def test_the_day_of_a_sign_counts_only_while_it_is_ticked(at: datetime) -> None:
    tomorrow = {"gifts_on-day": "3", "gifts_on-month": "3", "gifts_on-year": "2026"}
    assert errors(Signs(posted({"indicators": ["gifts"]} | tomorrow), at=at)) == {
        "gifts_on": ["The day must be today or in the past"]
    }
    assert Signs(posted({"indicators": ["missing"]} | tomorrow), at=at).is_valid()


def test_danger_is_said_again_with_999_once_it_is_saved(school: Client, draft: Draft) -> None:
    section = reverse("referral_section", args=[draft.ref, "concern"])
    answer = school.post(section, typed.CONCERN | {"immediate_danger": "yes"}, follow=True)
    page = read(answer.content.decode())
    assert "call now" in " ".join(texts(page, ".govuk-notification-banner"))
    sections = read(school.get(draft.get_absolute_url()).content.decode())
    assert "Urgent" in texts(sections, ".govuk-tag")


def test_who_refers_is_filled_in_from_the_last_referral_and_says_so(
    school: Client, filled: Draft, southwark: Cast, at: datetime
) -> None:
    school.post(reverse("referral_check", args=[filled.ref]))
    new = operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)
    page = read(school.get(reverse("referral_section", args=[new.ref, "referrer"])).content.decode())
    assert one(page, "#id_referrer_role").get("value") == "Designated safeguarding lead"
    assert one(page, "#id_referrer_telephone").get("value") == "020 7946 0000"
    assert not one(page, "#id_relationship").get("value")
    assert "from the referral you sent on 2 March 2026" in texts(page, "main > .govuk-inset-text")[0]
    assert "referrer" not in Draft.objects.get().answers


def test_nothing_is_filled_in_from_what_somebody_else_sent(
    school: Client, filled: Draft, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    school.post(reverse("referral_check", args=[filled.ref]))
    other = operations.start_draft(southwark.agency("orchard"), by=southwark["other.school"], at=at)
    section = reverse("referral_section", args=[other.ref, "referrer"])
    page = read(signed_in(southwark["other.school"]).get(section).content.decode())
    assert (one(page, "#id_referrer_role").get("value") or "") == ""
    assert texts(page, "main > .govuk-inset-text") == []

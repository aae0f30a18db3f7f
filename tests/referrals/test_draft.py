"""A draft is begun, kept section by section, found again and thrown away, by its writer alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import writing
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Draft
from tests.referrals import typed
from tests.web.html import every, links, one, read, texts, words

NEEDED = ["child", "concern", "consent", "referrer"]
SECTIONS = list(typed.SECTIONS)


def page(client: Client, draft: Draft, name: str = "referral_draft", *more: str) -> str:
    return client.get(reverse(name, args=[draft.ref, *more])).content.decode()


@pytest.mark.rule("SO-7")
def test_a_professional_of_any_kind_of_agency_starts_a_referral(
    southwark: Cast, signed_in: Callable[[User], Client], at: datetime, subtests: pytest.Subtests
) -> None:
    for part in ["school", "health", "education", "yjs", "police.mash", "inspector", "worker", "mash"]:
        with subtests.test(part=part):
            membership = southwark[part].memberships.select_related("agency").get()
            response = signed_in(southwark[part]).post(reverse("referral_new"), {"agency": membership.agency.code})
            draft = Draft.objects.latest("pk")
            assert response.headers["Location"] == draft.get_absolute_url()
            assert (draft.started_by, draft.agency, draft.started_at) == (southwark[part], membership.agency, at)


def test_a_role_that_does_not_refer_is_told_so(
    southwark: Cast, signed_in: Callable[[User], Client], draft: Draft, subtests: pytest.Subtests
) -> None:
    for part in ["admin", "minutes", "chair", "health.member", "team"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            assert client.get(reverse("referral_new")).status_code == 403
            assert client.get(draft.get_absolute_url()).status_code == 403
            assert client.post(reverse("referral_new"), {"agency": draft.agency.code}).status_code == 403
            assert Draft.objects.count() == 1


def test_somebody_of_two_agencies_chooses_for_which_one(southwark: Cast, school: Client, at: datetime) -> None:
    orchard = southwark.agency("orchard")
    user = southwark["school"]
    agencies.begin_membership(orchard, name=user.name, email=user.email, role="partner_lead", by=None, at=at)
    offered = texts(read(school.get(reverse("referral_new")).content.decode()), ".govuk-radios__label")
    assert offered == ["Harbour Lane School", "Orchard Road School"]
    school.post(reverse("referral_new"), {"agency": orchard.code})
    assert Draft.objects.get().agency == orchard


def test_nobody_starts_a_referral_for_an_agency_that_is_not_theirs(school: Client, southwark: Cast) -> None:
    response = school.post(reverse("referral_new"), {"agency": southwark.agency("orchard").code})
    assert response.status_code == 200
    assert not Draft.objects.exists()


def test_the_start_page_leads_back_to_what_was_not_sent(school: Client, draft: Draft) -> None:
    found = links(read(school.get(reverse("referral_new")).content.decode()), "table a")
    assert draft.get_absolute_url() in found.values()
    assert reverse("referral_discard", args=[draft.ref]) in found.values()


def test_the_start_page_says_how_far_each_is_and_when_it_was_saved(
    school: Client, filled: Draft, southwark: Cast, at: datetime, clock: object
) -> None:
    clock.shift(timedelta(minutes=5))
    begun = operations.start_draft(
        southwark.agency("harbour"), by=southwark["school"], at=at, answers={"child": {"given_names": "Leo"}}
    )
    operations.keep_typed(begun, "child", {"a": ["b"]}, window="one", restored="", at=at + timedelta(minutes=5))
    page = read(school.get(reverse("referral_new")).content.decode())
    rows = [" ".join(row.text_content().split()) for row in every(page, "tbody tr")]
    assert "Leo" in rows[0]
    assert "0 of 4 required sections completed" in rows[0]
    assert "2 March 2026 at 10:05" in rows[0]
    assert "Maya Hartwell" in rows[1]
    assert "4 of 4 required sections completed" in rows[1]


def test_the_start_page_counts_its_queries(school: Client, southwark: Cast, at: datetime) -> None:
    school.get(reverse("referral_new"))
    counted = []
    for more in (3, 27):
        for _ in range(more):
            operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=at)
        with CaptureQueriesContext(connection) as queries:
            assert len(every(read(school.get(reverse("referral_new")).content.decode()), "tbody tr")) in (3, 30)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_start_page_says_call_999_first(school: Client) -> None:
    assert "call 999 now" in words(
        one(read(school.get(reverse("referral_new")).content.decode()), ".govuk-warning-text")
    )


def test_the_task_list_counts_the_sections_that_are_done(school: Client, draft: Draft) -> None:
    optional = ["Optional"] * 7
    assert texts(read(page(school, draft)), ".govuk-task-list__status") == [*["Not yet started"] * 4, *optional]
    school.post(reverse("referral_section", args=[draft.ref, "concern"]), typed.CONCERN)
    found = read(page(school, draft))
    statuses = texts(found, ".govuk-task-list__status")
    assert statuses == ["Not yet started", "Completed", "Not yet started", "Not yet started", *optional]
    assert "1 of 4 required sections completed." in words(one(found, "main"))


def test_the_way_to_send_opens_with_the_last_needed_section(school: Client, draft: Draft) -> None:
    check = reverse("referral_check", args=[draft.ref])
    for section in NEEDED:
        assert links(read(page(school, draft)), "main a")["Check your answers"] == check
        school.post(reverse("referral_section", args=[draft.ref, section]), typed.SECTIONS[section])
    assert links(read(page(school, draft)), "main a")["Check your answers and send"] == check


def test_each_section_leads_to_the_next_needed_one_and_the_last_to_what_else_there_is(
    school: Client, draft: Draft
) -> None:
    ways = []
    for section in ["concern", "signs", "consent", "child", "referrer", "places"]:
        response = school.post(reverse("referral_section", args=[draft.ref, section]), typed.SECTIONS[section])
        ways.append(response.headers["Location"].removeprefix(draft.get_absolute_url()))
    assert ways == ["child/", "child/", "child/", "referrer/", "", ""]


def test_a_saved_section_stands_in_its_form_again(school: Client, filled: Draft) -> None:
    form = read(page(school, filled, "referral_section", "child"))
    assert one(form, "#id_given_names").get("value") == "Maya"
    assert [one(form, f"#id_born_on-{part}").get("value") for part in ("day", "month", "year")] == ["9", "7", "2011"]
    assert one(form, "[name=gender][checked]").get("value") == "female"
    concern = read(page(school, filled, "referral_section", "concern"))
    assert one(concern, "[name=immediate_danger][checked]").get("value") == "no"
    assert [box.get("value") for box in every(concern, "[name=presentation][checked]")] == ["missing", "cse"]


def test_saving_again_replaces_the_section_and_leaves_the_others(
    school: Client, filled: Draft, clock: object, at: datetime
) -> None:
    clock.shift(timedelta(minutes=5))
    school.post(reverse("referral_section", args=[filled.ref, "child"]), typed.CHILD | {"given_names": "Mia"})
    before = dict(filled.answers)
    filled.refresh_from_db()
    assert filled.answers["child"] == before["child"] | {"given_names": "Mia"}
    assert {name: filled.answers[name] for name in NEEDED[1:]} == {name: before[name] for name in NEEDED[1:]}
    assert (filled.started_at, filled.saved_at) == (at, at + timedelta(minutes=5))


def test_a_stale_copy_of_the_draft_loses_no_other_section(draft: Draft, at: datetime) -> None:
    """Two windows hold the same draft; each saves a section of its own."""
    other_window = Draft.objects.get(pk=draft.pk)
    operations.save_section(draft, "child", {"given_names": "Maya"}, at=at)
    operations.save_section(other_window, "referrer", {"referrer_role": "Nurse"}, at=at)
    draft.refresh_from_db()
    assert set(draft.answers) == {"child", "referrer"}


@pytest.mark.rule("ALL-5")
def test_another_persons_draft_is_not_there(
    southwark: Cast, signed_in: Callable[[User], Client], filled: Draft, subtests: pytest.Subtests
) -> None:
    for part in ["other.school", "mash", "coordinator", "police.mash"]:
        with subtests.test(part=part):
            client = signed_in(southwark[part])
            for name, more in [("referral_draft", []), ("referral_check", []), ("referral_discard", []), *_sections()]:
                address = reverse(name, args=[filled.ref, *more])
                assert client.get(address).status_code == 404
                if name != "referral_draft":
                    assert client.post(address, typed.CHILD | {"sure": "on"}).status_code == 404
            assert Draft.objects.get().answers == filled.answers
            assert not Case.objects.exists()


def test_a_colleague_of_the_same_agency_does_not_see_the_draft_either(
    southwark: Cast, signed_in: Callable[[User], Client], draft: Draft, at: datetime
) -> None:
    colleague = agencies.begin_membership(
        draft.agency, name="Petra Vane", email="petra@example.org", role="partner_lead", by=None, at=at
    ).user
    client = signed_in(colleague)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.ref not in client.get(reverse("referral_new")).content.decode()


def test_a_draft_for_an_agency_that_its_writer_has_left_is_out_of_reach(
    southwark: Cast, school: Client, filled: Draft, clock: object, at: datetime
) -> None:
    user = southwark["school"]
    orchard = southwark.agency("orchard")
    agencies.begin_membership(orchard, name=user.name, email=user.email, role="partner_lead", by=None, at=at)
    agencies.end_membership(user.memberships.get(agency=filled.agency), by=southwark["admin"], at=at)
    clock.shift(timedelta(minutes=1))
    assert school.get(filled.get_absolute_url()).status_code == 404
    assert filled.ref not in school.get(reverse("referral_new")).content.decode()
    assert school.post(reverse("referral_check", args=[filled.ref])).status_code == 404
    assert not Case.objects.exists()


def test_a_signed_out_visitor_is_sent_to_the_sign_in(draft: Draft, client: Client) -> None:
    response = client.get(draft.get_absolute_url())
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_draft_that_does_not_exist_is_not_there(school: Client) -> None:
    assert school.get(reverse("referral_draft", args=["abcdefghjkmn"])).status_code == 404


def test_throwing_away_asks_first(school: Client, draft: Draft) -> None:
    address = reverse("referral_discard", args=[draft.ref])
    assert school.get(address).status_code == 200
    unsure = school.post(address, {"csrfmiddlewaretoken": ""})
    assert texts(read(unsure.content.decode()), ".govuk-error-message") == [
        "Error: Confirm that you want to throw it away"
    ]
    assert Draft.objects.exists()
    assert school.post(address, {"sure": "on"}).headers["Location"] == reverse("referral_new")
    assert not Draft.objects.exists()


def test_throwing_away_twice_finds_nothing(school: Client, draft: Draft) -> None:
    address = reverse("referral_discard", args=[draft.ref])
    school.post(address, {"sure": "on"})
    assert school.post(address, {"sure": "on"}).status_code == 404


def test_other_methods_are_refused(school: Client, draft: Draft, subtests: pytest.Subtests) -> None:
    for name, method in [("referral_draft", "post"), ("referral_new", "put"), ("referral_discard", "delete")]:
        with subtests.test(name=name, method=method):
            address = reverse(name, args=[] if name == "referral_new" else [draft.ref])
            assert getattr(school, method)(address).status_code == 405


def test_a_title_never_names_the_child(school: Client, filled: Draft) -> None:
    for name, more in [("referral_draft", []), ("referral_check", []), *_sections()]:
        title = words(one(read(page(school, filled, name, *more)), "title"))
        assert "Maya" not in title
        assert "Hartwell" not in title


def _sections() -> list[tuple[str, list[str]]]:
    return [("referral_section", [section]) for section in SECTIONS]


def test_the_demonstration_shows_a_referral_half_written_and_one_half_typed(
    southwark: Cast, school: Client, at: datetime
) -> None:
    writing.settle(southwark, at=at)
    written, typed_only = Draft.objects.order_by("started_at")
    assert texts(read(page(school, written)), ".govuk-task-list__status") == [
        *("Completed", "Completed", "Not yet started", "Not yet started", "Optional", "Optional"),
        *("Completed", "Completed", "Optional", "Completed", "Optional"),
    ]
    assert texts(read(page(school, typed_only)), ".govuk-task-list__status")[0] == "In progress"
    form = read(page(school, typed_only, "referral_section", "child"))
    assert one(form, "#id_given_names").get("value") == "Theo"

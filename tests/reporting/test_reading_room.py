"""A recipient's copy: theirs alone, behind the statement, cut to what is open to them at the moment they open it."""

from datetime import date, timedelta

import page as pdf_ua
import pytest
from django.test import Client
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, sharing
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import packs
from meetings.models import ListEntry, PackCopy, PanelInvitation
from meetings.operations import moving
from meetings.packs import Closed, Share
from tests.reporting import reading
from tests.reporting.packs import ACCEPTED, Packed, file_of, keep_from, opened, page_of, room


@pytest.fixture
def copy(packed: Packed) -> PackCopy:
    """The copy of somebody in health."""
    return packed.issue("health", "police.member")[0]


@pytest.fixture
def client(copy: PackCopy, signed_in) -> Client:
    """The holder's browser, the statement accepted."""
    return opened(signed_in(copy.user), copy)


@pytest.mark.rule("SO-25")
def test_a_partner_reads_a_case_four_steps_after_the_notice(copy: PackCopy, packed: Packed, signed_in) -> None:
    browser = signed_in(copy.user)
    notice = Message.objects.get(recipient=copy.user, url=room(copy))
    statement = browser.post(reverse("read_notice", args=[notice.ref]), follow=True)  # 1: the notice leads to the copy
    assert "Before you read the agenda pack" in statement.text
    assert packed.cases[0].child.name not in statement.text
    contents = browser.post(room(copy), ACCEPTED, follow=True)  # 2: the statement is accepted
    assert page_of(copy, packed.cases[0]) in contents.text
    case = browser.get(page_of(copy, packed.cases[0]))  # 3: the case
    assert packed.cases[0].child.name in case.text
    assert page_of(copy, packed.cases[1]) in case.text


def test_before_the_statement_is_accepted_nothing_opens(copy: PackCopy, packed: Packed, signed_in) -> None:
    browser = signed_in(copy.user)
    for address in (page_of(copy, packed.cases[0]), file_of(copy)):
        assert browser.get(address).url == room(copy)
    assert "that you accept the statement" in browser.post(room(copy), {"accepted": ""}).text
    copy.refresh_from_db()
    assert (copy.accepted_at, copy.opened_at, copy.downloaded_at) == (None, None, None)


def test_a_copy_is_there_for_its_holder_alone(copy: PackCopy, packed: Packed, signed_in, barnet: Cast) -> None:
    for person in (packed.cast["police.member"], packed.cast["coordinator"], barnet["health"]):
        browser = signed_in(person)
        for address in (room(copy), page_of(copy, packed.cases[0]), file_of(copy)):
            assert browser.get(address).status_code == 404
        assert Event.objects.filter(verb=Verb.REFUSED, actor=person.pk).count() == 3
    assert signed_in(packed.cast["admin"]).get(room(copy)).status_code == 403


def test_whoever_left_their_agency_since_does_not_open_it(copy: PackCopy, client: Client, packed: Packed) -> None:
    sharing.end_membership(copy.user.memberships.get(), by=packed.cast["admin"], at=packed.at - timedelta(seconds=1))
    assert client.get(room(copy)).status_code in (403, 404)


def test_two_weeks_after_the_meeting_it_is_closed_to_the_minute(
    copy: PackCopy, packed: Packed, signed_in, clock
) -> None:
    ends_at = packed.panel.scheduled_for + timedelta(days=14)
    clock.move_to(ends_at - timedelta(minutes=1))
    browser = opened(signed_in(copy.user), copy)
    assert browser.get(room(copy)).status_code == 200
    clock.move_to(ends_at)
    assert browser.get(room(copy)).status_code == 410
    assert Event.objects.filter(verb=Verb.REFUSED, actor=copy.user.pk, detail__page="reading room, closed").exists()


def test_a_case_that_was_closed_to_the_agency_since_is_gone_from_page_and_file(
    copy: PackCopy, client: Client, packed: Packed
) -> None:
    gone, left = packed.cases
    assert gone.child.name in client.get(room(copy)).text
    access.withdraw_from_agencies(gone)
    access.withdraw_from_person(gone, copy.user)
    text = client.get(room(copy)).text
    assert gone.child.name not in text
    assert left.child.name in text
    assert "1 more case on the list is not open to you." in " ".join(text.split())
    assert client.get(page_of(copy, gone)).status_code == 404
    pages = reading.words(client.get(file_of(copy)).content)
    assert not [page for page in pages if gone.child.name in page or gone.ref in page]
    assert "1 more on the list is not open to you and not in it." in pages[0]


def test_of_a_child_whom_they_know_they_do_not_even_learn_that_there_is_one_more(
    copy: PackCopy, client: Client, packed: Packed
) -> None:
    keep_from(copy.user, packed.cases[0], at=packed.at)
    text = client.get(room(copy)).text
    assert packed.cases[0].child.name not in text
    assert "not open to you" not in text
    assert "not open to you" not in reading.words(client.get(file_of(copy)).content)[0]


def test_the_file_is_stamped_accessible_and_says_what_the_pages_say(
    copy: PackCopy, client: Client, packed: Packed
) -> None:
    answer = client.get(file_of(copy))
    assert answer["Content-Disposition"] == f'attachment; filename="agenda-pack-{copy.pack.ref}-{copy.number}.pdf"'
    assert pdf_ua.validate_pdf_bytes(answer.content, profile="ua1").is_compliant
    pages = reading.words(answer.content)
    for number, text in enumerate(pages, start=1):
        assert f"Copy {copy.number} of {copy.user.name}, {copy.agency.name}" in text
        assert f"Page {number} of {len(pages)}" in text
    form = packed.cases[0].mase_forms.get()
    shown = " ".join(client.get(page_of(copy, packed.cases[0])).text.split())
    for words in (form.asked_of_panel, form.investigations):
        assert words in shown
        assert words in " ".join(pages)
    assert Event.objects.filter(verb=Verb.LISTED, actor=copy.user.pk, detail__page="agenda pack as a file").count() == 2


def test_an_agency_that_is_only_invited_gets_the_cases_that_are_open_to_it_and_nothing_else(
    packed: Packed, signed_in
) -> None:
    school = packed.cast.agency("harbour")
    asked = {"because": "They know the child", "invited_at": packed.at, "invited_by": packed.cast["coordinator"]}
    PanelInvitation.objects.create(panel=packed.panel, agency=school, **asked)
    (copy,) = packed.issue("school")
    text = opened(signed_in(packed.cast["school"]), copy).get(room(copy)).text
    assert "Themes" not in text
    assert not [case for case in packed.cases if case.child.name in text]
    assert "2 more cases on the list are not open to you." in " ".join(text.split())


def test_the_reading_room_asks_as_many_questions_for_one_case_as_for_two(
    copy: PackCopy, client: Client, packed: Packed, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(45):
        assert client.get(room(copy)).status_code == 200


def test_from_the_meeting_a_reader_finds_their_own_copy(
    copy: PackCopy, client: Client, packed: Packed, signed_in
) -> None:
    address = reverse("own_copy", args=[packed.panel.ref])
    assert address in client.get(packed.panel.get_absolute_url()).text
    assert client.get(address).url == room(copy)
    assert "You have no copy" in signed_in(packed.cast["education"]).get(address).text


def test_a_meeting_that_is_cancelled_after_its_pack_went_out_leaves_the_copies_open_and_says_so(
    copy: PackCopy, client: Client, packed: Packed
) -> None:
    ahead = stories.schedule(packed.cast, on=date(2026, 5, 6), at=packed.at)
    entry = packed.panel.entries.order_by("position").first()
    ListEntry.objects.create(panel=ahead, case=entry.case, form=entry.form, position=1, listed_because="Comes back")
    moving.cancel(packed.panel, reason="No chair", by=packed.cast["coordinator"], at=packed.at)
    assert ahead.entries.count() == 2
    assert "The meeting is cancelled" in client.get(room(copy)).text
    assert packed.cases[0].child.name in client.get(page_of(copy, packed.cases[0])).text


def _share(*places: int) -> Share:
    return Share(user=None, agency=None, places=places, total=3)  # type: ignore[arg-type]


def test_people_are_grouped_by_what_they_get_the_fullest_first() -> None:
    some, all_three, same = _share(1, 3), _share(1, 2, 3), _share(1, 3)
    assert packs.alike([some, all_three, same]) == [((1, 2, 3), [all_three]), ((1, 3), [some, same])]
    assert packs.missing_from((1, 3), {1: "A", 2: "B", 3: "C"}) == ["B"]
    assert some.withheld == 1


def test_a_recall_counts_before_the_end_of_its_time(copy: PackCopy, packed: Packed) -> None:
    late = packed.panel.scheduled_for + timedelta(days=30)
    assert packs.closed_because(copy, at=packed.at) is None
    assert packs.closed_because(copy, at=late) is Closed.EXPIRED
    copy.pack.recalled_at = packed.at
    assert packs.closed_because(copy, at=late) is Closed.RECALLED

"""Is this child known? Ranked files with reasons for MASH; nothing for whoever referred, nothing of hidden records."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.cases import access, joining, operations
from mase.cases.models import Case, Match, Outcome
from mase.cases.stages import Stage
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from referrals import operations as referrals
from tests.cases.everywhere import know
from tests.cases.joins import WHY, join, refer_again
from tests.cases.pages import error_of, links, texts
from tests.factories import CaseFactory, PersonFactory

DAY = timedelta(days=1)
Browse = Callable[[User], Client]


@pytest.fixture
def earlier(told: Callable[..., Case]) -> Case:
    return told("inform")


@pytest.fixture
def later(earlier: Case, southwark: Cast, at: datetime) -> Case:
    """The same child, spelled otherwise, with day and month swapped where that makes a day."""
    return refer_again(southwark, 0, at=at + DAY, given_names="Maia", family_name="Hartwel")


def _shown(browser: Client, case: Case) -> dict[str, str]:
    page = browser.get(f"/cases/{case.ref}/known/")
    assert page.status_code == 200
    return links(page)


@pytest.mark.rule("ALL-5")
def test_a_child_who_is_spelled_otherwise_is_found_with_the_reasons(
    later: Case, earlier: Case, southwark: Cast, signed_in: Browse
) -> None:
    browser = signed_in(southwark["mash"])
    page = browser.get(f"/cases/{later.ref}/known/")
    assert earlier.ref in texts(page, "tbody th")
    row = " ".join(texts(page, "tbody tr"))
    assert "date of birth" in row.lower()
    assert links(page)[f"Compare and decide about file {earlier.ref}"] == f"/cases/{later.ref}/known/{earlier.ref}/"


@pytest.mark.rule("ALL-4")
def test_looking_leaves_a_row_with_the_files_shown_and_one_on_each(
    later: Case, earlier: Case, southwark: Cast, signed_in: Browse
) -> None:
    signed_in(southwark["coordinator"]).get(f"/cases/{later.ref}/known/")
    event = Event.objects.get(verb="files_compared")
    assert (event.case, event.actor, event.detail) == (later.ref, southwark["coordinator"].pk, {"cases": [earlier.ref]})
    assert Event.objects.filter(verb="listed", case=earlier.ref).count() == 1


def test_another_child_and_another_boroughs_child_are_not_shown(
    later: Case, told: Callable[..., Case], barnet: Cast, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    stranger, elsewhere = told("refer", number=5), stories.refer(barnet, 0, at=at)
    shown = str(_shown(signed_in(southwark["mash"]), later))
    assert stranger.ref not in shown
    assert elsewhere.ref not in shown


def test_where_nobody_is_like_the_child_the_page_says_so(
    told: Callable[..., Case], southwark: Cast, signed_in: Browse
) -> None:
    page = signed_in(southwark["mash"]).get(f"/cases/{told('refer').ref}/known/")
    assert "No other file is like this one" in " ".join(texts(page, "main"))


@pytest.mark.rule("HO-5")
def test_mash_joins_on_the_page_and_both_files_point_to_each_other(
    later: Case, earlier: Case, southwark: Cast, signed_in: Browse
) -> None:
    browser, address = signed_in(southwark["mash"]), f"/cases/{later.ref}/known/{earlier.ref}/"
    compared = " ".join(texts(browser.get(address), "main"))
    assert "Maia Hartwel" in compared
    assert "Maya Hartwell" in compared
    assert "its social worker and their manager are told" in compared
    assert browser.post(address, {"verdict": "same", "reason": WHY}).status_code == 302
    later.refresh_from_db()
    assert later.stage == Stage.JOINED
    assert links(browser.get(f"/cases/{later.ref}/"))[earlier.ref] == f"/cases/{earlier.ref}/"
    found = links(browser.get(f"/cases/{earlier.ref}/"))
    assert found[f"Read what was sent on file {later.ref}"] == f"/cases/{later.ref}/referrals/"
    assert browser.get(f"/cases/{later.ref}/referrals/").status_code == 200
    again = browser.get(address)
    assert again.status_code == 409


def test_found_different_is_set_aside_and_shown_apart(
    later: Case, earlier: Case, southwark: Cast, signed_in: Browse
) -> None:
    browser, address = signed_in(southwark["coordinator"]), f"/cases/{later.ref}/known/{earlier.ref}/"
    assert browser.post(address, {"verdict": "different", "reason": "Another mother"}).status_code == 302
    for case, other in ((later, earlier), (earlier, later)):
        page = browser.get(f"/cases/{case.ref}/known/")
        assert "Found to be about another child" in " ".join(texts(page, "caption"))
        assert f"Compare and decide about file {other.ref}" not in links(page)
        match = Match.objects.get()
        assert links(page)[f"Take this back about file {other.ref}"] == f"/cases/{case.ref}/known/{match.pk}/undo/"


def test_a_file_that_rests_leads_to_the_one_it_is_joined_to(
    later: Case, earlier: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    join(southwark, later, earlier, at=at + DAY)
    third = refer_again(southwark, 0, at=at + DAY, given_names="Maia", family_name="Hartwel")
    found = _shown(signed_in(southwark["mash"]), third)
    assert f"Compare and decide about file {earlier.ref}" in found
    assert f"Compare and decide about file {later.ref}" not in found


@pytest.mark.parametrize("name", ["verdict", "reason"])
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    later: Case, earlier: Case, southwark: Cast, signed_in: Browse, name: str
) -> None:
    typed = {"verdict": "same", "reason": WHY} | {name: ""}
    page = signed_in(southwark["mash"]).post(f"/cases/{later.ref}/known/{earlier.ref}/", typed)
    assert error_of(page, name)
    assert texts(page, "textarea[name=reason]") == [typed["reason"]]
    assert not Match.objects.exists()


@pytest.mark.rule("ALL-5")
def test_only_mash_and_the_co_ordinator_compare(later: Case, earlier: Case, southwark: Cast, signed_in: Browse) -> None:
    expected = {"mash": 200, "coordinator": 200, "team": 403, "school": 403, "worker": 404, "police.mash": 404}
    for part, status in expected.items():
        browser = signed_in(southwark[part])
        for page in ("known/", f"known/{earlier.ref}/"):
            assert browser.get(f"/cases/{later.ref}/{page}").status_code == status, (part, page)


def test_a_file_that_is_not_there_or_not_of_the_borough_is_not_compared_with(
    later: Case, barnet: Cast, southwark: Cast, signed_in: Browse, at: datetime
) -> None:
    elsewhere = stories.refer(barnet, 0, at=at)
    browser = signed_in(southwark["mash"])
    for other in (elsewhere.ref, "AAAA-AAAA", later.ref, "%00"):
        assert browser.get(f"/cases/{later.ref}/known/{other}/").status_code == 404, other
    assert Event.objects.filter(verb="refused", case=elsewhere.ref).count() == 1


@pytest.fixture
def restricted(earlier: Case, southwark: Cast, at: datetime) -> Case:
    """The earlier file, restricted to the service manager and its social worker."""
    operations.restrict(earlier, by=southwark["service"], at=at + DAY, reason="Related to a member of staff")
    return earlier


def _body(page: Any, *words: str) -> str:
    """Return the page without what differs on every page: references, and the words that are named."""
    found = [*texts(page, "main"), *map(str, links(page).items())]
    for word in words:
        found = [text.replace(word, "x") for text in found]
    return "\n".join(
        sorted(
            re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}|(?<=/)[0-9]+(?=/)|covered-informant[0-9]+", "x", text) for text in found
        )
    )


def _age(case: Case) -> str:
    return f"Age{case.child.age_on(date(2026, 3, 2))}"


@pytest.mark.rule("ALL-5")
def test_of_a_restricted_record_the_page_shows_nothing_and_those_named_on_it_are_told(
    later: Case, restricted: Case, southwark: Cast, told: Callable[..., Case], signed_in: Browse
) -> None:
    browser, unknown = signed_in(southwark["mash"]), told("refer", number=5)
    pages = [browser.get(f"/cases/{case.ref}/known/") for case in (later, unknown)]
    bodies = [_body(page, case.child.name, _age(case)) for page, case in zip(pages, (later, unknown), strict=True)]
    assert bodies[0] == bodies[1]
    assert browser.get(f"/cases/{later.ref}/known/{restricted.ref}/").status_code == 404
    told_of = Message.objects.filter(key=f"same-child-{restricted.pk}-{later.pk}")
    assert {message.recipient for message in told_of} == {southwark["service"], southwark["worker"]}
    assert {message.reference for message in told_of} == {restricted.ref}
    assert all(later.ref in message.text and "Hartwel" not in message.text for message in told_of)


@pytest.mark.rule("ALL-5")
def test_a_restricted_record_keeps_no_weaker_file_from_being_found(
    later: Case, restricted: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    child = PersonFactory(given_names="Maialena", family_name="Hartwellington", born_on=date(2011, 1, 1))
    weaker = CaseFactory(child=child, cast=southwark, opened_at=at, opened=southwark)
    assert f"Compare and decide about file {weaker.ref}" in _shown(signed_in(southwark["mash"]), later)
    assert Message.objects.filter(key=f"same-child-{restricted.pk}-{later.pk}").exists()


@pytest.mark.rule("ALL-5")
def test_they_are_told_once_however_often_somebody_looks(
    later: Case, restricted: Case, southwark: Cast, signed_in: Browse
) -> None:
    for part in ("mash", "coordinator", "mash"):
        signed_in(southwark[part]).get(f"/cases/{later.ref}/known/")
    assert Message.objects.filter(key__startswith="same-child-").count() == 2


@pytest.mark.rule("ALL-5")
def test_whom_a_conflict_keeps_from_the_other_file_does_not_learn_of_it(
    later: Case, earlier: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    know(southwark["mash"], earlier.child, at=at)
    assert str(earlier.ref) not in str(_shown(signed_in(southwark["mash"]), later))
    assert Event.objects.get(verb="files_compared").detail == {"cases": []}
    told_of = Message.objects.filter(key=f"same-child-{earlier.pk}-{later.pk}")
    assert {message.recipient for message in told_of} == {southwark["coordinator"]}
    assert earlier.ref in str(_shown(signed_in(southwark["coordinator"]), later))


@pytest.mark.rule("ALL-5")
def test_whoever_is_named_on_the_record_and_may_join_sees_it(
    later: Case, restricted: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    access.open_to_person(restricted, southwark["mash"], Section, by=southwark["service"], at=at, reason="Asked")
    assert restricted.ref in str(_shown(signed_in(southwark["mash"]), later))
    page = signed_in(southwark["mash"]).post(
        f"/cases/{later.ref}/known/{restricted.ref}/", {"verdict": "same", "reason": WHY}
    )
    assert page.status_code == 409
    assert "Restrict the other one first" in " ".join(texts(page, "main"))


def _sent(cast: Cast, browser: Client, at: datetime, **differs: Any) -> tuple[list[str], list[int], Case]:
    """Send a referral and return what the school sees of it afterwards, and how many questions each page asks."""
    draft = referrals.start_draft(cast.agency("harbour"), by=cast["school"], at=at)
    facts = {"child": stories.child(0, at=at) | differs, "referral": stories.REFERRAL}
    with CaptureQueriesContext(connection) as sending:
        case = referrals.send(draft, by=cast["school"], at=at, **facts).case
    bodies, numbers = [], [len(sending)]
    for page in ("", "referrals/", "pathway/", "people/"):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/cases/{case.ref}/{page}")
        assert answer.status_code == 200
        numbers.append(len(asked))
        bodies.append(_body(answer, case.child.name))
    return bodies, numbers, case


@pytest.mark.rule("SO-21", "ALL-5")
def test_whoever_refers_sees_the_same_whether_the_child_is_known_or_not(
    southwark: Cast, told: Callable[..., Case], at: datetime, clock: Any, signed_in: Browse
) -> None:
    clock.move_to(at + DAY)
    browser = signed_in(southwark["school"])
    _sent(southwark, browser, at + DAY, given_names="First", family_name="Visit")  # whatever is looked up once
    unknown = _sent(southwark, browser, at + DAY)
    known_bodies, known_numbers, known = _sent(southwark, browser, at + DAY)
    for of_known, of_unknown in zip(known_bodies, unknown[0], strict=True):
        assert of_known == of_unknown
    assert known_numbers == unknown[1]
    signed_in(southwark["mash"]).get(f"/cases/{known.ref}/known/")
    assert Event.objects.get(verb="files_compared").detail["cases"], "MASH does see that the child is known"


@pytest.mark.rule("SO-21", "ALL-5")
def test_after_the_files_are_joined_the_referrer_reads_nothing_of_another_file(
    later: Case, earlier: Case, southwark: Cast, at: datetime, clock: Any, signed_in: Browse
) -> None:
    access.withdraw_from_agencies(earlier)
    join(southwark, later, earlier, at=at + DAY)
    clock.move_to(at + 2 * DAY)
    browser, waiting, seen = signed_in(southwark["school"]), [f"/cases/{later.ref}/"], {"/cases/"}
    while waiting:
        address = waiting.pop()
        page = browser.get(address)
        seen.add(address)
        is_read = page.status_code == 200 and page["Content-Type"].startswith("text/html")
        text = page.content.decode() if is_read else ""
        for word in (earlier.ref, "own file", "oined", "already known", "forwarded"):
            assert word not in text, (address, word)
        inside = (
            [href for href in links(page, "a").values() if href and href.startswith(f"/cases/{later.ref}/")]
            if text
            else []
        )
        waiting += [href for href in set(inside) if "?" not in href and "#" not in href and href not in seen]
    assert len(seen) > 4
    assert not southwark["school"].messages.filter(text__icontains="join").exists()


def test_the_page_asks_as_much_of_the_database_for_ten_files_as_for_three(
    later: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    browser, counts = signed_in(southwark["mash"]), []
    for more in (3, 9):
        for number in range(more):
            child = PersonFactory(
                given_names="Maia", family_name=f"Hartwell{'ab'[number % 2]}", born_on=date(2011, 1, 1)
            )
            CaseFactory(child=child, cast=southwark, opened_at=at, opened=southwark)
        browser.get(f"/cases/{later.ref}/known/")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/cases/{later.ref}/known/")
        counts.append(len(asked))
        assert len(texts(page, "tbody tr")) == min(10, more + 1 if more == 3 else 10)
    assert counts[0] == counts[1]


def test_a_closed_file_is_offered_with_what_joining_means_then(
    later: Case, earlier: Case, southwark: Cast, at: datetime, signed_in: Browse
) -> None:
    operations.close(earlier, outcome=Outcome.RISK_REDUCED, reason="Done", by=southwark["team"], at=at + DAY)
    browser = signed_in(southwark["mash"])
    page = browser.get(f"/cases/{later.ref}/known/{earlier.ref}/")
    assert "is opened again and takes it up" in " ".join(texts(page, "main"))
    browser.post(f"/cases/{later.ref}/known/{earlier.ref}/", {"verdict": "same", "reason": WHY})
    caption = " ".join(texts(browser.get(f"/cases/{later.ref}/known/"), "caption"))
    assert "Files about the same child" in caption
    assert joining.pass_to_earlier(later, by=southwark["police.mash"], at=at + 2 * DAY) == earlier

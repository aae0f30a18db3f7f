"""A child told of an offence: the police owe a crime reference within 24 hours; what was said is not asked for."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import ladder
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed
from mase.cases.models import Case, Outcome
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from referrals import operations
from referrals.models import Disclosure
from tests.referrals.trail import notices, owed, rows, running
from tests.together import in_parallel
from tests.web.html import every, links, one, read, texts, words

CODE = "crime_reference"
TOLD = "A child told of an offence: the crime reference is owed"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A referral that has just come in, of which the police know nothing yet."""
    return told("refer")


def address(case: Case) -> str:
    return reverse("record_disclosure", args=[case.ref])


def disclose(case: Case, cast: Cast, *, at: datetime, by: str = "coordinator", **differs: object) -> Disclosure:
    facts = {"told_at": at, "told_to": "Her form tutor"} | differs
    return operations.record_disclosure(case, **facts, by=cast[by], at=at)


def posted(**differs: str) -> dict[str, str]:
    moment = {"told_at-day": "1", "told_at-month": "3", "told_at-year": "2026", "told_at-time": "16:00"}
    return moment | {"told_to": "Ms Adeyemi, form tutor", "form_87a": ""} | differs


@pytest.mark.parametrize("part", ["coordinator", "mash", "team"])
def test_when_and_to_whom_is_recorded_on_the_page(
    part: str, case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    answer = signed_in(southwark[part]).post(address(case), posted())
    assert answer.headers["Location"] == reverse("referrals", args=[case.ref])
    kept = Disclosure.objects.get()
    assert (kept.told_at, kept.told_to) == (datetime(2026, 3, 1, 16, tzinfo=LONDON), "Ms Adeyemi, form tutor")
    assert (kept.recorded_by, kept.recorded_at, kept.settled_at) == (southwark[part], at, None)
    (row,) = rows(case, Verb.DISCLOSURE_RECORDED)
    assert (row.actor, row.reason, row.detail) == (southwark[part].pk, "", {})


def test_the_page_asks_for_no_word_of_what_the_child_said(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    page = read(signed_in(southwark["coordinator"]).get(address(case)).content.decode())
    assert every(page, "main textarea") == []
    assert "Leave what the child said where it was written down" in words(one(page, "main"))


def test_the_police_can_open_the_case_from_now_on_and_are_told(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    police = signed_in(southwark["police.mash"])
    assert police.get(reverse("referrals", args=[case.ref])).status_code == 404
    disclosure = disclose(case, southwark, at=at)
    assert TOLD in notices(southwark["police.mash"])
    assert TOLD not in notices(southwark["coordinator"])
    page = read(police.get(reverse("referrals", args=[case.ref])).content.decode())
    settle = reverse("settle_disclosure", args=[case.ref, disclosure.pk])
    assert settle in links(page, "main a").values()


def test_police_who_record_it_are_not_told_of_their_own_act(case: Case, southwark: Cast, at: datetime) -> None:
    disclose(case, southwark, by="police.mash", at=at)
    assert TOLD not in notices(southwark["police.mash"])


EDGES = [  # told, the reference due
    pytest.param("2026-03-03 16:00", "2026-03-04 16:00", id="day and night"),
    pytest.param("2026-04-03 10:00", "2026-04-04 10:00", id="over Easter"),
    pytest.param("2026-03-28 12:00", "2026-03-29 13:00", id="the clocks go forward"),
    pytest.param("2026-10-24 12:00", "2026-10-25 11:00", id="the clocks go back"),
]


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize(("told_at", "due"), EDGES)
def test_the_reference_is_due_twenty_four_hours_after_the_child_told(
    told_at: str, due: str, case: Case, southwark: Cast
) -> None:
    moment, due_at = (datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in (told_at, due))
    disclosure = disclose(case, southwark, at=moment + timedelta(hours=3), told_at=moment)
    deadline = owed(case, CODE)
    assert deadline.due_at == due_at
    assert (deadline.owner_role, deadline.ladder) == ("police_mash", ["police_inspector", "mash_manager"])
    assert (deadline.agency, deadline.key) == (southwark.agency("police"), str(disclosure.pk))
    assert deadline.path == reverse("settle_disclosure", args=[case.ref, disclosure.pk])


@pytest.mark.rule("SO-13")
@pytest.mark.parametrize(("told_at", "_"), EDGES)
@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (0, False), (1, True)])
def test_after_twenty_four_hours_the_police_and_their_inspector_are_told(
    told_at: str, _: str, minutes: int, late: bool, case: Case, southwark: Cast
) -> None:
    moment = datetime.fromisoformat(told_at).replace(tzinfo=LONDON)
    disclose(case, southwark, at=moment)
    ladder.sweep(at=owed(case, CODE).due_at + minutes * MINUTE)
    passed = "Deadline passed: Record the crime reference"
    told = {part for part, person in southwark.people.items() if passed in notices(person)}
    assert told == ({"police.mash", "inspector"} if late else set())


@pytest.mark.rule("SO-13")
def test_when_nobody_acts_the_mash_manager_is_told_next(case: Case, southwark: Cast, at: datetime) -> None:
    disclose(case, southwark, at=at)
    due_at = owed(case, CODE).due_at
    for hours in range(1, 60):
        ladder.sweep(at=due_at + timedelta(hours=hours))
    assert any("Record the crime reference" in text for text in notices(southwark["mash"]))


def test_what_was_told_days_ago_is_late_as_soon_as_it_is_recorded(case: Case, southwark: Cast, at: datetime) -> None:
    disclose(case, southwark, at=at, told_at=at - timedelta(days=3))
    ladder.sweep(at=at + MINUTE)
    assert owed(case, CODE).breached_at == at - timedelta(days=2)


@pytest.mark.parametrize("borough", ["barnet", "hounslow", "bromley", "redbridge"])
def test_where_the_police_give_no_category_a_reference_is_owed_all_the_same(
    borough: str, hire: Callable[[str], Cast], at: datetime
) -> None:
    cast = hire(borough)
    case = stories.tell(cast, 0, begins_at=at, until="refer")
    disclose(case, cast, at=at)
    assert owed(case, CODE).due_at == at + timedelta(hours=24)
    assert "police_category" not in running(case)


def test_each_disclosure_has_its_own_clock(case: Case, southwark: Cast, at: datetime) -> None:
    for hours in (1, 5):
        disclose(case, southwark, at=at, told_at=at - timedelta(hours=hours))
    found = case.deadlines.open().filter(code=CODE).order_by("due_at")
    assert [deadline.due_at for deadline in found] == [at + timedelta(hours=19), at + timedelta(hours=23)]


@pytest.mark.rule("HO-7")
def test_the_87a_that_was_sent_with_it_is_kept_with_other_references(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("allocate")
    worker = signed_in(southwark["worker"])
    worker.post(address(case), posted(form_87a="87A/2026/417"))
    reference = case.external_references.get()
    assert (reference.kind, reference.number, reference.recorded_by) == ("87a", "87A/2026/417", southwark["worker"])
    assert TOLD in notices(southwark["police.mash"])
    worker.post(address(case), posted(form_87a="87a/2026/417", told_to="Her aunt"))
    assert (case.disclosures.count(), case.external_references.count()) == (2, 1)


def test_the_same_again_is_refused(case: Case, southwark: Cast, signed_in: Callable, at: datetime) -> None:
    client = signed_in(southwark["coordinator"])
    assert client.post(address(case), posted()).status_code == 302
    assert client.post(address(case), posted(told_to="ms adeyemi, FORM tutor")).status_code == 409
    assert (Disclosure.objects.count(), case.deadlines.filter(code=CODE).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_record_it_once(case: Case, southwark: Cast, at: datetime) -> None:
    results = in_parallel(lambda number: disclose(case, southwark, at=at), 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDone", "Disclosure"]


BAD = [
    (posted(told_to=" "), ["Error: Enter whom the child told"]),
    (posted(**{"told_at-day": "3"}), ["Error: When the child told of it must be in the past"]),
    (posted(**{"told_at-time": ""}), ["Error: When the child told of it must include a time"]),
    (posted(**{"told_at-day": "31", "told_at-month": "2"}), ["Error: When the child told of it must be a real date"]),
]


def test_bad_input_is_named_beside_the_field_and_records_nothing(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], subtests: pytest.Subtests
) -> None:
    client = signed_in(southwark["coordinator"])
    for typed_in, expected in BAD:
        with subtests.test(expected=expected):
            page = read(client.post(address(case), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert one(page, "#id_told_to").get("value", "").strip() == typed_in["told_to"].strip()
    assert not Disclosure.objects.exists()


def test_who_reaches_the_page(
    told: Callable[..., Case], southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    case = told("allocate")
    may = dict.fromkeys(("mash", "worker", "atm", "team", "coordinator", "police.mash", "inspector"), 200)
    for part, status in (may | {"school": 403, "health": 403, "second.worker": 404, "yjs": 404}).items():
        client = signed_in(southwark[part])
        assert client.get(address(case)).status_code == status, part
        if part not in may:
            assert client.post(address(case), posted()).status_code == status, part
    assert signed_in(barnet["coordinator"]).post(address(case), posted()).status_code == 404
    assert signed_in(southwark["mash"]).put(address(case)).status_code == 405
    assert not Disclosure.objects.exists()


def test_the_referrer_reads_nothing_of_it(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    disclose(case, southwark, at=at, told_to="A youth worker at the project")
    page = signed_in(southwark["school"]).get(reverse("referrals", args=[case.ref])).content.decode()
    assert "A youth worker" not in page
    assert "told of an offence" not in page
    shown = words(read(signed_in(southwark["mash"]).get(reverse("referrals", args=[case.ref])).content.decode()))
    assert "A youth worker at the project" in shown
    assert "By 3 March 2026 at 10:00" in shown


def test_what_waits_for_the_police_stands_first_on_the_page_and_is_gone_when_it_is_settled(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], at: datetime
) -> None:
    disclosure, page = disclose(case, southwark, at=at), reverse("referrals", args=[case.ref])
    said = "The child told of an offence on 2 March 2026 at 10:00. The police owe the crime reference by 3 March 2026"
    settle = reverse("settle_disclosure", args=[case.ref, disclosure.pk])
    for part, leads in (("police.mash", True), ("mash", False)):
        found = read(signed_in(southwark[part]).get(page).content.decode())
        assert said in words(one(found, ".govuk-inset-text"))
        assert (settle in links(found, ".govuk-inset-text a").values()) is leads
    operations.settle_with_crime(disclosure, crime_reference="1/26", by=southwark["inspector"], at=at)
    assert said not in words(read(signed_in(southwark["mash"]).get(page).content.decode()))


def test_nothing_is_recorded_on_a_closed_case(
    told: Callable[..., Case], southwark: Cast, signed_in: Callable[[User], Client], later: datetime
) -> None:
    case = told("inform")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=later, reason="Moved away")
    with pytest.raises(CaseClosed):
        disclose(case, southwark, at=later)
    page = signed_in(southwark["team"]).get(reverse("referrals", args=[case.ref])).content.decode()
    assert address(case) not in page


def test_a_restricted_record_is_opened_to_no_police_by_it(case: Case, southwark: Cast, at: datetime) -> None:
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    disclose(case, southwark, at=at, by="mash")
    assert not case.agency_grants.exists()


def test_the_same_disclosure_is_known_by_moment_and_person(case: Case, southwark: Cast, at: datetime) -> None:
    disclose(case, southwark, at=at)
    disclose(case, southwark, at=at, told_to="Her aunt")
    disclose(case, southwark, at=at, told_at=at - MINUTE)
    with pytest.raises(AlreadyDone):
        disclose(case, southwark, at=at)

"""The page of what is unusual: each pattern found in the database, by reference, and looked into once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.models import Case, Conflict, Emergency
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications import operations as notices
from reporting import signals, trail
from reporting.patterns import Kind
from reporting.periods import Period
from tests.cases.pages import error_of, links, texts
from tests.factories import CaseFactory, DeadlineFactory
from tests.reporting.looking import entries, looked

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)
CSC = "southwark-csc"


@pytest.fixture
def officer(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["privacy"])


@pytest.fixture
def case(southwark: Cast, at: datetime) -> Case:
    return CaseFactory(cast=southwark, opened=southwark, opened_at=at - 100 * DAY)


@pytest.fixture
def kinds(southwark: Cast, at: datetime) -> Callable[..., set[str]]:
    """What is unusual about a person this week, as a privacy officer is told: kinds("team")."""

    def of(part: str) -> set[str]:
        seen = trail.scope(southwark["privacy"], at=at)
        found = signals.found(seen, Period((at - 6 * DAY).date(), at.date()))
        return {signal.kind for signal in found if signal.person == southwark[part].pk}

    return of


Kinds = Callable[..., set[str]]


@pytest.mark.rule("ALL-5")
def test_the_page_says_who_when_and_which_cases_and_leads_to_the_person(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)
    page = officer.get("/trail/unusual/")
    (row,) = entries(page)
    assert row == (
        "2 March 2026 10:00",
        f"{southwark['atm'].name} in the trail",
        "Has no part in the case: not allocated, nothing owed, nothing done within a month",
        f"{case.ref} in the trail",
        f"Write what you found about {southwark['atm'].name}",
    )
    person = links(page)[f"{southwark['atm'].name} in the trail"]
    assert officer.get(person).status_code == 200
    assert f"person={southwark['atm'].pk}" in person
    assert "begins-day=24" in person


def test_a_family_name_is_compared_without_case_marks_and_spaces(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime
) -> None:
    worker, child = southwark["worker"], case.child
    worker.name, child.family_name = "Anna Maria O’Neill-Smith", "o'neill smith"
    worker.save()
    child.save()
    looked(worker, [case.ref], at=at, agency=CSC)
    assert Kind.SURNAME in kinds("worker")


@pytest.mark.parametrize(("staff", "child"), [("Anna Castle", "Castles"), ("Castle Brook", "Castle"), ("Anna", "")])
def test_another_name_is_not_the_same(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime, staff: str, child: str
) -> None:
    worker = southwark["worker"]
    worker.name, case.child.family_name = staff, child
    worker.save()
    case.child.save()
    looked(worker, [case.ref], at=at, agency=CSC)
    assert Kind.SURNAME not in kinds("worker")


def test_a_restricted_child_s_name_and_postcode_are_compared_as_well(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    case.child.family_name = southwark["mash"].name.split()[-1]
    case.child.save()
    looked(southwark["mash"], [case.ref], at=at, agency=CSC)
    cases.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    assert "Has the same family name as the child" in {row[2] for row in entries(officer.get("/trail/unusual/"))}


def test_a_declared_postcode_is_found_though_the_person_was_refused(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime, signed_in: SignIn
) -> None:
    case.child.address = "12 Lane Road, London SE15 3AB"
    case.child.save()
    facts = {"address": "14 Lane Road, se15  3ab", "relation": "Lives next door", "declared_at": at}
    Conflict.objects.create(user=southwark["team"], declared_by=southwark["privacy"], **facts)
    assert signed_in(southwark["team"]).get(case.get_absolute_url()).status_code == 404
    assert kinds("team") == {Kind.ADDRESS}
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)
    assert Kind.ADDRESS not in kinds("atm")


def test_somebody_without_any_part_in_the_case_is_found(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime
) -> None:
    looked(southwark["team"], [case.ref], at=at, agency=CSC)
    assert kinds("team") == {Kind.UNCONNECTED}


def _acts(case: Case, person: User, cast: Cast, at: datetime) -> None:
    looked(person, [case.ref], at=at - 20 * DAY, agency=CSC, verb=Verb.SCREENING_SIGNED)


def _is_allocated(case: Case, person: User, cast: Cast, at: datetime) -> None:
    case.allocations.create(worker=person, allocated_by=cast["team"], begins_at=at - 90 * DAY)


def _allocated(case: Case, person: User, cast: Cast, at: datetime) -> None:
    case.allocations.create(worker=cast["worker"], allocated_by=person, begins_at=at - 90 * DAY)


def _owes(case: Case, person: User, cast: Cast, at: datetime) -> None:
    DeadlineFactory(case=case, owner=person, started_at=at - 90 * DAY, due_at=at + DAY)


def _owes_by_role(case: Case, person: User, cast: Cast, at: datetime) -> None:
    role = person.memberships.get().role
    DeadlineFactory(case=case, owner_role=role, started_at=at - 90 * DAY, due_at=at + DAY)


def _is_named(case: Case, person: User, cast: Cast, at: datetime) -> None:
    access.open_to_person(case, person, [Section.CASE], by=cast["mash"], at=at - 90 * DAY, reason="Knows the family")


def _is_told(case: Case, person: User, cast: Cast, at: datetime) -> None:
    notices.tell([person], "Something is late", url="/", at=at - 3 * DAY, key="late", reference=case.ref)


def _has_an_emergency(case: Case, person: User, cast: Cast, at: datetime) -> None:
    hour = {"opened_at": at - timedelta(minutes=5), "ends_at": at + timedelta(minutes=55)}
    Emergency.objects.create(case=case, user=person, need="danger", reason="Now", **hour)


@pytest.mark.parametrize(
    "has_a_part",
    [_acts, _is_allocated, _allocated, _owes, _owes_by_role, _is_named, _is_told, _has_an_emergency],
    ids=lambda reason: reason.__name__.strip("_").replace("_", " "),
)
def test_whatever_gives_a_person_a_part_in_the_case_explains_the_look(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime, has_a_part: Callable
) -> None:
    has_a_part(case, southwark["atm"], southwark, at)
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)
    assert kinds("atm") == set()


def test_a_part_that_is_long_over_explains_nothing(case: Case, southwark: Cast, kinds: Kinds, at: datetime) -> None:
    person = southwark["atm"]
    looked(person, [case.ref], at=at - 40 * DAY, agency=CSC, verb=Verb.SCREENING_SIGNED)
    notices.tell([person], "Late", url="/", at=at - 40 * DAY, key="late", reference=case.ref)
    case.allocations.create(
        worker=person, allocated_by=southwark["team"], begins_at=at - 90 * DAY, ends_at=at - 60 * DAY
    )
    deadlines.start(
        case, "action", at=at - 90 * DAY, by=None, owner=person, key="1", due_at=at - 80 * DAY, label="Ring"
    )
    deadlines.meet(case, "action", at=at - 80 * DAY, by=person, key="1")
    looked(person, [case.ref], at=at, agency=CSC)
    assert kinds("atm") == {Kind.UNCONNECTED}


@pytest.mark.parametrize(("days", "explained"), [(10, True), (60, True), (70, False)])
def test_the_list_of_a_meeting_explains_for_a_month_who_comes_to_it_and_no_school(
    told: Callable[..., Case], southwark: Cast, at: datetime, days: int, explained: bool
) -> None:
    stories.schedule(southwark, on=(at + 37 * DAY).date(), at=at)
    case, later = told("admit"), at + days * DAY
    for part, agency in (("police.member", "southwark-police"), ("other.school", "southwark-orchard")):
        looked(southwark[part], [case.ref], at=later, agency=agency)
    seen = trail.scope(southwark["privacy"], at=later)
    found = {signal.person for signal in signals.found(seen, Period(later.date(), later.date()))}
    assert (southwark["police.member"].pk not in found) is explained
    assert southwark["other.school"].pk in found


def test_the_night_is_unusual_but_for_the_police_and_mash_duty(
    case: Case, southwark: Cast, kinds: Kinds, at: datetime
) -> None:
    night = at - timedelta(hours=13)  # Sunday, nine in the evening
    for part, agency in (("atm", CSC), ("mash", CSC), ("inspector", "southwark-police")):
        looked(southwark[part], [case.ref], at=night, agency=agency)
    assert kinds("atm") == {Kind.HOURS, Kind.UNCONNECTED}
    assert Kind.HOURS not in kinds("mash") | kinds("inspector")


def test_many_children_in_an_hour_and_refusals_in_a_row_are_found(southwark: Cast, kinds: Kinds, at: datetime) -> None:
    for n in range(40):
        looked(southwark["mash"], [f"BCDF-{n + 2345}"], at=at - n * timedelta(minutes=1), agency=CSC)
    for n in range(6):
        moment = at - n * timedelta(minutes=1)
        looked(southwark["school"], ["BCDF-2345"], at=moment, agency="southwark-harbour", verb=Verb.REFUSED)
    assert kinds("mash") == {Kind.BURST, Kind.UNCONNECTED}
    assert kinds("school") == {Kind.REFUSALS}


def test_what_happens_in_another_authority_is_not_shown(
    case: Case, southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)
    page = signed_in(barnet["privacy"]).get("/trail/unusual/")
    assert "Nothing unusual" in page.content.decode()
    assert southwark["atm"].name not in page.content.decode()


def test_no_child_is_named(case: Case, southwark: Cast, officer: Client, at: datetime) -> None:
    case.child.given_names, case.child.family_name = "Canaria", "Yellowfinch"
    case.child.save()
    southwark["atm"].name = "Anna Yellowfinch-Castle"
    southwark["atm"].save()
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)
    text = officer.get("/trail/unusual/").content.decode() + officer.get(_review(officer)).content.decode()
    assert "Canaria" not in text
    assert case.ref in text


@pytest.mark.rule("ALL-5")
def test_looking_is_written_down(officer: Client, southwark: Cast) -> None:
    officer.get("/trail/unusual/")
    row = Event.objects.get(verb=Verb.TRAIL_READ)
    assert (row.actor, row.detail) == (
        southwark["privacy"].pk,
        {"page": "unusual", "period": "2026-02-24/2026-03-02"},
    )


def test_a_period_of_more_than_a_month_is_refused(officer: Client) -> None:
    asked = {"begins-day": 1, "begins-month": 1, "begins-year": 2026, "ends-day": 1, "ends-month": 2, "ends-year": 2026}
    page = officer.get("/trail/unusual/", asked)
    assert "The period must be 31 days or shorter" in page.content.decode()
    assert not Event.objects.filter(verb=Verb.TRAIL_READ).exists()


def _review(officer: Client) -> str:
    found = links(officer.get("/trail/unusual/"))
    return next(href for text, href in found.items() if text.startswith("Write what you found"))


@pytest.fixture
def found(case: Case, southwark: Cast, at: datetime) -> None:
    looked(southwark["atm"], [case.ref], at=at, agency=CSC)


@pytest.mark.usefixtures("found")
def test_what_was_found_is_written_into_the_trail_and_shown_beside_the_signal(
    case: Case, southwark: Cast, officer: Client
) -> None:
    page = officer.get(_review(officer))
    assert case.ref in " ".join(texts(page, "main"))
    answer = officer.post(_review(officer), {"note": "Covered for a colleague who was ill."})
    assert answer.status_code == 302
    row = Event.objects.get(verb=Verb.TRAIL_SIGNAL_REVIEWED)
    assert (row.actor, row.subject_id, row.reason) == (
        southwark["privacy"].pk,
        southwark["atm"].pk,
        "Covered for a colleague who was ill.",
    )
    assert row.detail["signal"] == f"unconnected:{southwark['atm'].pk}:2026-03-02"
    (shown,) = entries(officer.get(answer.url))
    assert shown[4].startswith(f"Looked into {southwark['privacy'].name}")
    assert shown[4].endswith("Covered for a colleague who was ill.")


@pytest.mark.usefixtures("found")
def test_a_note_is_needed_and_what_was_typed_is_kept(officer: Client) -> None:
    address = _review(officer)
    assert error_of(officer.post(address, {"note": ""}), "note")
    long = officer.post(address, {"note": "x" * 501})
    assert error_of(long, "note")
    assert "x" * 501 in long.content.decode()
    assert not Event.objects.filter(verb=Verb.TRAIL_SIGNAL_REVIEWED).exists()


@pytest.mark.usefixtures("found")
def test_a_second_review_is_refused(officer: Client) -> None:
    address = _review(officer)
    for _ in range(2):
        assert officer.post(address, {"note": "Covered."}).status_code == 302
    assert Event.objects.filter(verb=Verb.TRAIL_SIGNAL_REVIEWED).count() == 1


def test_a_signal_that_nobody_found_leads_back(officer: Client) -> None:
    for key in ("", "nonsense", "unconnected:1:2026-03-02"):
        assert officer.post(f"/trail/unusual/review/?signal={key}", {"note": "x"}).status_code == 302
    assert not Event.objects.filter(verb=Verb.TRAIL_SIGNAL_REVIEWED).exists()


def test_nobody_looks_into_what_they_did_themselves(southwark: Cast, officer: Client, at: datetime) -> None:
    for n in range(6):
        moment = at - n * timedelta(minutes=1)
        looked(southwark["privacy"], ["BCDF-2345"], at=moment, agency=CSC, verb=Verb.REFUSED)
    address = _review(officer)
    assert officer.get(address).status_code == 403
    assert officer.post(address, {"note": "All is well."}).status_code == 403
    assert not Event.objects.filter(verb=Verb.TRAIL_SIGNAL_REVIEWED).exists()


def test_the_newest_two_hundred_are_shown_and_the_rest_counted(southwark: Cast, officer: Client, at: datetime) -> None:
    people = [User.objects.create_user(f"p{n}@southwark.example", name=f"Person {n}") for n in range(205)]
    for n, person in enumerate(people):
        looked(person, ["BCDF-2345"], at=at - n * timedelta(seconds=1), agency=CSC)
    page = officer.get("/trail/unusual/")
    assert len(entries(page)) == 200
    assert "5 older lines are not shown: choose a shorter period." in texts(page, "main p")


def test_five_hundred_looks_cost_as_many_queries_as_five(southwark: Cast, officer: Client, at: datetime) -> None:
    def add(number: int, first: int) -> None:
        for n in range(first, first + number):
            looked(southwark["atm"], [f"BCDF-{n + 2345}"], at=at - n * timedelta(minutes=5), agency=CSC)

    add(5, 0)
    few = _queries(officer)
    add(500, 5)
    assert _queries(officer) == few
    assert few <= 35


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get("/trail/unusual/").status_code == 200
    return len(captured)

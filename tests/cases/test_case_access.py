"""Who can see this child: agencies and people, through what, who of them by name, who has looked."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.rights import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, onlookers, operations
from mase.cases.models import Basis, Case, Conflict, Emergency
from mase.demo.cast import Cast
from tests.cases.pages import links, texts

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def given(case: Case, southwark: Cast, at: datetime) -> Case:
    """A case open to health until the day after tomorrow, and to a member of the police by name."""
    how = {"by": southwark["team"], "at": at, "basis": Basis.CO_OPERATION}
    access.open_to_agency(
        case,
        southwark.agency("health"),
        [Section.CASE, Section.PANEL],
        reason="Sees her weekly",
        ends_at=at + 2 * DAY,
        **how,
    )
    access.open_to_person(case, southwark["police.member"], [Section.CASE], reason="Speaks her language", **how)
    return case


@pytest.mark.rule("ALL-5")
def test_each_agency_is_shown_with_who_of_it_sees_the_child(given: Case, southwark: Cast, at: datetime) -> None:
    health = onlookers.audience(given, at=at).agencies[-1]
    assert health.whom == southwark.agency("health")
    assert health.sees == {
        "Safeguarding lead": [southwark["health"].name],
        "MASE member": [southwark["health.member"].name],
    }
    (opening,) = health.openings
    assert opening.sections == [Section.CASE.label, Section.PANEL.label]
    assert (opening.grant.reason, opening.grant.ends_at) == ("Sees her weekly", at + 2 * DAY)
    assert opening.basis.startswith("Co-operation")


@pytest.mark.rule("ALL-5")
def test_it_names_exactly_those_whom_the_access_rule_lets_in(
    given: Case, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    found = onlookers.audience(given, at=at)
    named = {name for party in (*found.agencies, *found.people) for names in party.sees.values() for name in names}
    let_in = [user for user in User.objects.all() if access.may(user, Permission.CASE_VIEW, given, at=at)]
    assert named == {user.name for user in let_in}
    assert len(let_in) > 8


def test_what_has_lapsed_is_not_shown(given: Case, southwark: Cast, at: datetime) -> None:
    shown = [onlookers.audience(given, at=moment).agencies for moment in (at + 2 * DAY - DAY / 1440, at + 2 * DAY)]
    assert [southwark.agency("health") in [party.whom for party in parties] for parties in shown] == [True, False]


def test_a_conflict_is_counted_and_nobody_is_named_for_it(given: Case, southwark: Cast, at: datetime) -> None:
    declared = {"declared_at": at, "declared_by": southwark["privacy"], "relation": "Aunt"}
    for part in ("health", "police.member", "school"):  # the school would not see the child anyway
        Conflict.objects.create(user=southwark[part], person=given.child, **declared)
    found = onlookers.audience(given, at=at)
    assert found.kept_out == 2
    named = [name for party in (*found.agencies, *found.people) for names in party.sees.values() for name in names]
    assert southwark["health"].name not in named
    assert southwark["police.member"].name not in named


def test_social_cares_own_access_and_the_workers_say_why_they_stay(given: Case, southwark: Cast, at: datetime) -> None:
    access.open_to_person(given, southwark["worker"], Section, by=southwark["team"], at=at, reason="Allocated")
    given.allocations.create(worker=southwark["worker"], allocated_by=southwark["team"], begins_at=at)
    found = onlookers.audience(given, at=at)
    kept = {str(party.whom): bool(party.is_kept_by) for party in (*found.agencies, *found.people)}
    assert kept == {
        str(southwark.agency("csc")): True,
        str(southwark.agency("health")): False,
        str(southwark["worker"]): True,
        str(southwark["police.member"]): False,
    }


def test_an_emergency_is_shown_apart_from_what_others_gave(given: Case, southwark: Cast, at: datetime) -> None:
    hour = {"opened_at": at, "ends_at": at + timedelta(hours=1), "need": "danger", "reason": "Test"}
    Emergency.objects.create(case=given, user=southwark["yjs"], **hour)
    how = {"by": southwark["yjs"], "at": at, "reason": "Emergency", "basis": Basis.VITAL, "ends_at": hour["ends_at"]}
    access.open_to_person(given, southwark["yjs"], [Section.CASE], **how)
    found = onlookers.audience(given, at=at)
    assert [emergency.user for emergency in found.emergencies] == [southwark["yjs"]]
    assert southwark["yjs"] not in [party.whom for party in found.people]
    assert not onlookers.audience(given, at=hour["ends_at"]).emergencies


def test_who_has_looked_is_told_with_the_first_and_the_last_time(given: Case, southwark: Cast, at: datetime) -> None:
    for part, days in (("team", 0), ("team", 3), ("health", 1)):
        recording.record(Verb.VIEWED, given, by=southwark[part], at=at + days * DAY)
    looks = [(look.name, look.first, look.last) for look in onlookers.audience(given, at=at).looks]
    assert looks == [
        (southwark["team"].name, at, at + 3 * DAY),
        (southwark["health"].name, at + DAY, at + DAY),
    ]


def test_a_restricted_record_is_there_for_named_people_only(
    given: Case, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    operations.restrict(given, by=southwark["service"], at=at, reason="Related to a member of staff")
    found = onlookers.audience(given, at=at)
    assert not found.agencies
    assert {party.whom for party in found.people} == {southwark["service"], southwark["police.member"]}
    page = signed_in(southwark["service"]).get(f"/cases/{given.ref}/access/")
    assert "only the people named below" in " ".join(texts(page, "main"))
    assert signed_in(southwark["team"]).get(f"/cases/{given.ref}/access/").status_code == 404


def test_more_openings_cost_no_more_queries(given: Case, southwark: Cast, at: datetime) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            onlookers.audience(Case.objects.get(pk=given.pk), at=at)
        return len(captured)

    recording.record(Verb.VIEWED, given, by=southwark["team"], at=at)
    before = queries()
    for number, short in enumerate(("police", "education", "yjs", "harbour")):
        how = {"by": southwark["team"], "at": at + number * DAY, "reason": f"Reason {number}"}
        access.open_to_agency(given, southwark.agency(short), Section, **how)
    for part in ("yjs", "school", "health", "worker"):
        access.open_to_person(given, southwark[part], Section, by=southwark["team"], at=at, reason="Test")
        recording.record(Verb.VIEWED, given, by=southwark[part], at=at)
    assert queries() == before


def test_whoever_reads_the_history_reads_it_and_only_whoever_governs_access_is_led_to_change_it(
    given: Case, southwark: Cast, signed_in: SignIn
) -> None:
    address = f"/cases/{given.ref}/access/"
    pages = {part: signed_in(southwark[part]).get(address) for part in ("team", "atm")}
    assert {part: page.status_code for part, page in pages.items()} == {"team": 200, "atm": 200}
    offers = {part: [href for href in links(page).values() if "/access/" in href] for part, page in pages.items()}
    health, member = southwark.agency("health").pk, southwark["police.member"].pk
    assert offers["team"] == [
        f"{address}give/",
        f"{address}agency/{health}/take/",
        f"{address}person/{member}/take/",
    ]
    assert offers["atm"] == []


@pytest.mark.parametrize(("part", "status"), [("health", 403), ("minutes", 403), ("school", 404), ("privacy", 404)])
def test_whoever_does_not_read_the_history_does_not_read_this(
    given: Case, southwark: Cast, signed_in: SignIn, part: str, status: int
) -> None:
    assert signed_in(southwark[part]).get(f"/cases/{given.ref}/access/").status_code == status


def test_the_case_leads_there_whoever_reads_its_history(given: Case, southwark: Cast, signed_in: SignIn) -> None:
    way = f"/cases/{given.ref}/access/"
    pages = {part: signed_in(southwark[part]).get(f"/cases/{given.ref}/") for part in ("atm", "health")}
    assert {part: way in links(page).values() for part, page in pages.items()} == {"atm": True, "health": False}


def test_the_childs_name_stands_in_no_address_and_no_title(given: Case, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["team"]).get(f"/cases/{given.ref}/access/")
    assert texts(page, "title") == ["Who can see this child – MASE"]
    assert not any(given.child.family_name in href for href in links(page).values())


@pytest.mark.rule("ALL-5")
def test_what_the_pathway_opens_says_on_what_basis(told: Callable[..., Case], southwark: Cast) -> None:
    case = told("convene")
    bases = dict(case.agency_grants.values_list("reason", "basis"))
    assert bases["MASH and police decide jointly"] == Basis.CRIME
    assert bases["Invited to the strategy meeting"] == Basis.ENQUIRY
    assert bases["The authority's own case"] == Basis.SAFEGUARDING
    asked = case.information_requests.first()
    assert asked is not None
    assert bases[asked.legal_basis] == Basis.CO_OPERATION

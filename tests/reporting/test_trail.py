"""The trail: who may read whose, what a page says, that looking there leaves a row, and that no child is named."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.logged import LOGGED, Log
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case, Emergency
from mase.demo.cast import Cast
from reporting import trail
from tests.cases.pages import error_of, links, texts
from tests.reporting.looking import entries, looked, named

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("share")


@pytest.fixture
def officer(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["privacy"])


def _of(case: Case, **more: str) -> str:
    return "/trail/?" + "&".join(f"{name}={value}" for name, value in {"case": case.ref, **more}.items())


def _period(first: datetime, last: datetime) -> dict[str, str]:
    days = {"begins": first, "ends": last}
    return {
        f"{name}-{part}": str(getattr(day, part)) for name, day in days.items() for part in ("day", "month", "year")
    }


@pytest.mark.rule("ALL-5")
def test_a_privacy_officer_reads_who_looked_at_a_case_when_at_what_and_for_whom(
    case: Case, southwark: Cast, officer: Client, signed_in: SignIn
) -> None:
    signed_in(southwark["team"]).get(case.get_absolute_url())
    found = entries(officer.get(_of(case, what="opened")))
    assert (
        "2 March 2026 10:00",
        f"{southwark['team'].name} in the trail Southwark children’s social care",
        "Viewed Page: case. The agency’s access",
        "Consultation",
    ) in found


def test_what_was_seen_through_a_grant_in_one_s_own_name_is_said(
    told: Callable[..., Case], southwark: Cast, officer: Client, signed_in: SignIn
) -> None:
    case = told("allocate")
    signed_in(southwark["worker"]).get(case.get_absolute_url())
    assert "Viewed Page: case. Their own access" in {row[2] for row in entries(officer.get(_of(case)))}


def test_what_was_seen_in_an_emergency_is_said_with_its_need(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    worker = southwark["worker"]
    hour = {"opened_at": at - DAY, "ends_at": at - DAY + timedelta(hours=1)}
    Emergency.objects.create(case=case, user=worker, need="missing", reason="Out since noon", **hour)
    looked(worker, [case.ref], at=at - DAY + timedelta(minutes=5), agency="southwark-csc")
    looked(worker, [case.ref], at=at - DAY + timedelta(minutes=65), agency="southwark-csc")
    found = [row[2] for row in entries(officer.get(_of(case))) if worker.name in row[1]]
    assert found == [
        "Viewed Page: case. The agency’s access",
        "Viewed Page: case. Emergency access: a child is missing now",
    ]


def test_a_privacy_officer_reads_of_every_agency_and_of_the_system(
    case: Case, southwark: Cast, officer: Client, signed_in: SignIn
) -> None:
    for part in ("health", "police.mash", "team"):
        signed_in(southwark[part]).get(case.get_absolute_url())
    seen = named(officer.get(_of(case)))
    for part in ("health", "police.mash", "team"):
        assert any(southwark[part].name in who for who in seen), part


def test_a_restricted_case_is_in_the_trail_of_the_privacy_officer(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    cases.restrict(case, by=southwark["mash"], at=at, reason="Related to a member of staff")
    looked(southwark["mash"], [case.ref], at=at, agency="southwark-csc")
    assert "Restricted the record" in {row[2] for row in entries(officer.get(_of(case)))}


@pytest.mark.parametrize(
    ("part", "agency"),
    [("service", "southwark-csc"), ("health", "southwark-health"), ("inspector", "southwark-police")],
)
def test_a_lead_reads_of_their_own_agency_s_staff_only(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime, part: str, agency: str
) -> None:
    for other in ("southwark-csc", "southwark-health", "southwark-police", "southwark-education"):
        looked(southwark["admin"], [case.ref], at=at, agency=other, detail={"page": f"of {other}"})
    found = [row[2] for row in entries(signed_in(southwark[part]).get(_of(case, what="opened")))]
    assert any(f"of {agency}" in what for what in found)
    assert not any("of southwark-" in what and f"of {agency}" not in what for what in found)


def test_what_somebody_did_for_an_earlier_agency_stays_with_that_agency_s_lead(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime
) -> None:
    mover = southwark["health.member"]
    agencies.end_membership(mover.memberships.get(), by=southwark["admin"], at=at)
    agencies.begin_membership(
        southwark.agency("yjs"), name=mover.name, email=mover.email, role="panel_member", by=southwark["admin"], at=at
    )
    looked(mover, [case.ref], at=at - 2 * DAY, agency="southwark-health", detail={"page": "then"})
    looked(mover, [case.ref], at=at, agency="southwark-yjs", detail={"page": "now"})
    asked = f"/trail/person/?person={mover.pk}&what=opened"
    assert [row[2] for row in entries(signed_in(southwark["health"]).get(asked))] == [
        "Viewed Page: then. The agency’s access"
    ]
    assert [row[2] for row in entries(signed_in(southwark["yjs"]).get(asked))] == [
        "Viewed Page: now. The agency’s access"
    ]


def test_another_authority_s_officer_and_lead_read_nothing_of_the_case(
    case: Case, southwark: Cast, barnet: Cast, signed_in: SignIn, at: datetime
) -> None:
    looked(southwark["team"], [case.ref], at=at, agency="southwark-csc")
    for part in ("privacy", "service", "health"):
        browser = signed_in(barnet[part])
        assert "Nothing was written down" in browser.get(_of(case, what="changed")).content.decode()
        assert {row[2].partition(" Page")[0] for row in entries(browser.get(_of(case)))} == {
            "Looked at who did and saw what"
        }, part


def test_nobody_asks_about_a_person_of_another_authority(southwark: Cast, barnet: Cast, officer: Client) -> None:
    page = officer.get(f"/trail/person/?person={barnet['team'].pk}")
    assert error_of(page, "person")
    assert barnet["team"].name not in page.content.decode()
    assert not Event.objects.filter(verb=Verb.TRAIL_READ).exists()


def test_a_lead_is_offered_their_own_staff_and_agency_only(southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["health"])
    people = texts(browser.get("/trail/person/"), "select#id_person option")
    assert people == ["Choose one", *sorted(southwark[part].name for part in ("health", "health.member"))]
    assert texts(browser.get("/trail/agency/"), "select#id_agency option") == ["Choose one", "Southwark health"]
    assert error_of(browser.get("/trail/agency/?agency=southwark-csc"), "agency")


@pytest.mark.parametrize("part", ["worker", "mash", "team", "coordinator", "admin", "police.mash", "chair"])
@pytest.mark.parametrize("page", ["", "person/", "agency/", "case.csv", "unusual/", "export/", "unusual/review/"])
def test_a_role_without_the_right_is_refused_and_that_is_written_down(
    southwark: Cast, signed_in: SignIn, part: str, page: str
) -> None:
    assert signed_in(southwark[part]).get(f"/trail/{page}").status_code == 403
    assert Event.objects.get(verb=Verb.REFUSED).actor == southwark[part].pk


@pytest.mark.parametrize("page", ["unusual/", "export/", "unusual/review/"])
def test_a_lead_does_not_open_what_is_the_privacy_officer_s(southwark: Cast, signed_in: SignIn, page: str) -> None:
    browser = signed_in(southwark["health"])
    assert browser.get(f"/trail/{page}").status_code == 403
    assert "Unusual" not in links(browser.get("/trail/"), "main nav a")


@pytest.mark.parametrize("page", ["", "person/", "agency/", "case.csv", "person.csv", "agency.csv", "unusual/"])
def test_the_trail_is_only_read(officer: Client, page: str) -> None:
    assert officer.post(f"/trail/{page}").status_code == 405


@pytest.mark.rule("ALL-5")
def test_looking_at_a_case_here_is_written_down_with_what_was_asked_for(
    case: Case, southwark: Cast, officer: Client
) -> None:
    officer.get(_of(case, log="disclosure"))
    row = Event.objects.get(verb=Verb.TRAIL_READ)
    assert (row.actor, row.agency, row.case, row.subject) == (
        southwark["privacy"].pk,
        "southwark-csc",
        case.ref,
        "audit.event",
    )
    assert row.detail == {
        "page": "trail by case",
        "period": "2026-02-01/2026-03-02",
        "what": "",
        "log": "disclosure",
    }


def test_looking_at_a_colleague_is_written_down_and_shown_to_who_looks_at_the_looker(
    southwark: Cast, officer: Client, signed_in: SignIn
) -> None:
    service, worker = southwark["service"], southwark["worker"]
    signed_in(service).get(f"/trail/person/?person={worker.pk}")
    row = Event.objects.get(verb=Verb.TRAIL_READ)
    assert (row.subject, row.subject_id, row.detail["page"]) == ("agencies.user", worker.pk, "trail by person")
    (shown,) = entries(officer.get(f"/trail/person/?person={service.pk}"))
    assert shown[2] == f"Looked at who did and saw what: {worker.name} Page: trail by person"


def test_a_page_that_only_asks_writes_nothing_down(officer: Client) -> None:
    for page in ("", "person/", "agency/"):
        assert officer.get(f"/trail/{page}").status_code == 200
    assert officer.get("/trail/?case=nonsense").status_code == 200
    assert not Event.objects.filter(verb=Verb.TRAIL_READ).exists()


@pytest.mark.rule("ALL-5")
def test_no_child_is_named_on_any_page_or_in_any_file(
    told: Callable[..., Case], southwark: Cast, officer: Client, signed_in: SignIn, at: datetime
) -> None:
    case = told("allocate")
    child = case.child
    child.given_names, child.family_name = "Canaria", "Yellowfinch"
    child.save()
    signed_in(southwark["team"]).get(case.get_absolute_url())
    signed_in(southwark["health"]).get("/cases/Canaria/")
    looked(southwark["team"], [case.ref], at=at, agency="southwark-csc", reason="Canaria Yellowfinch is missing")
    people = [f"person/?person={southwark[part].pk}" for part in ("team", "health", "worker")]
    pages = [f"?case={case.ref}", *people, "agency/?agency=southwark-csc", "unusual/", "export/"]
    pages += [
        f"case.csv?case={case.ref}",
        f"person.csv?person={southwark['team'].pk}",
        "agency.csv?agency=southwark-csc",
    ]
    for page in pages:
        text = officer.get(f"/trail/{page}").content.decode()
        assert "Canaria" not in text, page
        assert "Yellowfinch" not in text, page
    assert case.ref in officer.get(f"/trail/{people[0]}").content.decode()


@pytest.mark.parametrize("what", list(trail.WHAT))
def test_rows_are_narrowed_by_what_was_done(
    case: Case, southwark: Cast, officer: Client, at: datetime, what: str
) -> None:
    for verb in Verb:
        looked(southwark["team"], [case.ref], at=at, agency="southwark-csc", verb=verb)
    page = officer.get(f"/trail/person/?person={southwark['team'].pk}&what={what}")
    meant = {verb.label[:1].upper() + verb.label[1:] for verb in trail.WHAT[what][1]}
    assert {row[2].partition(" Page:")[0] for row in entries(page)} <= meant
    assert len(entries(page)) == min(50, len(trail.WHAT[what][1]))


@pytest.mark.parametrize("log", list(Log))
def test_rows_are_narrowed_by_the_kind_of_processing(
    case: Case, southwark: Cast, officer: Client, at: datetime, log: Log
) -> None:
    for verb in Verb:
        looked(southwark["team"], [case.ref], at=at, agency="southwark-csc", verb=verb)
    page = officer.get(f"/trail/person/?person={southwark['team'].pk}&log={log}")
    assert {row[4] for row in entries(page)} == {log.label}
    assert len(entries(page)) == min(50, len(LOGGED[log]))


def test_every_verb_belongs_to_one_thing_that_is_done() -> None:
    sets = [verbs for _, verbs in trail.WHAT.values()]
    assert set().union(*sets) == set(Verb)
    assert sum(map(len, sets)) == len(Verb)


def test_thirty_days_are_shown_unless_another_period_is_asked_for(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    for days in (0, 29, 30, 60):
        looked(
            southwark["admin"], [case.ref], at=at - days * DAY, agency="southwark-csc", detail={"page": f"{days} ago"}
        )
    shown = [row[2] for row in entries(officer.get(_of(case))) if "ago" in row[2]]
    assert [what.split()[2] for what in shown] == ["0", "29"]
    asked = _of(case, **_period(at - 60 * DAY, at - 30 * DAY))
    assert [row[2].split()[2] for row in entries(officer.get(asked))] == ["30", "60"]


def test_a_period_that_ends_before_it_begins_is_refused(case: Case, officer: Client, at: datetime) -> None:
    page = officer.get(_of(case, **_period(at, at - DAY)))
    assert "The last day must be the same as or after the first day" in page.content.decode()


def test_leafing_shows_every_row_once_also_those_of_one_moment(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    for number in range(130):
        moment = at - timedelta(minutes=number // 60)
        looked(southwark["admin"], [case.ref], at=moment, agency="southwark-csc", detail={"page": f"p{number}"})
    found, address = [], f"/trail/person/?person={southwark['admin'].pk}&what=opened"
    while address:
        page = officer.get(address)
        found += [row[2].split()[2].rstrip(".") for row in entries(page)]
        address = "/trail/person/" + older if (older := _older(page)) else ""
    assert sorted(found) == sorted(f"p{number}" for number in range(130))


def _older(page: object) -> str:
    found = [href for text, href in links(page, "main nav a").items() if "Older" in text]
    return found[0].removeprefix("/trail/person/") if found else ""


@pytest.mark.parametrize(
    "before", ["x", "2026-03-02_1", "2026-03-02T10:00:00+00:00_x", f"2026-03-02T10:00:00Z_{9**30}"]
)
def test_a_place_that_nobody_wrote_is_not_found(case: Case, officer: Client, before: str) -> None:
    assert officer.get("/trail/", {"case": case.ref, "before": before}).status_code == 404


def test_what_somebody_typed_for_a_reference_is_not_repeated(
    southwark: Cast, officer: Client, signed_in: SignIn
) -> None:
    signed_in(southwark["team"]).get("/cases/MAYA-SMITH/")
    (row,) = entries(officer.get(f"/trail/person/?person={southwark['team'].pk}"))
    assert (row[2], row[3]) == ("Was refused Page: case", "")


def test_a_printed_page_says_whose_trail_it_is_and_what_was_left_out(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    looked(southwark["team"], [case.ref], at=at, agency="southwark-csc")
    page = officer.get(f"/trail/person/?person={southwark['team'].pk}&what=opened&log=consultation")
    assert texts(page, "main caption") == [southwark["team"].name]
    assert southwark["team"].name not in texts(page, "title")[0]
    said = " ".join(texts(page, "main p"))
    assert "From 1 February 2026 to 2 March 2026, newest first" in said
    assert "(what was done: opened; kind of processing: consultation)" in said


def test_a_lower_case_reference_is_understood(case: Case, officer: Client) -> None:
    page = officer.get(f"/trail/?case=%20{case.ref.lower()}")
    assert f"Case {case.ref}" in page.content.decode()


def test_a_row_leads_to_the_person_and_to_the_case(case: Case, southwark: Cast, officer: Client, at: datetime) -> None:
    looked(southwark["team"], [case.ref], at=at, agency="southwark-csc")
    by_case = links(officer.get(_of(case)))
    assert by_case[f"{southwark['team'].name} in the trail"] == f"/trail/person/?person={southwark['team'].pk}"
    by_person = links(officer.get(f"/trail/person/?person={southwark['team'].pk}"))
    assert by_person[f"{case.ref} in the trail"] == f"/trail/?case={case.ref}"


@pytest.mark.parametrize("part", ["privacy", "health"])
def test_five_hundred_rows_cost_as_many_queries_as_five(
    case: Case, southwark: Cast, signed_in: SignIn, at: datetime, part: str
) -> None:
    agency = "southwark-health" if part == "health" else "southwark-csc"
    person = southwark["health.member" if part == "health" else "team"]
    browser = signed_in(southwark[part])
    addresses = (_of(case), f"/trail/person/?person={person.pk}", f"/trail/agency/?agency={agency}")
    looked(person, [case.ref] * 5, at=at, agency=agency)
    few = [_queries(browser, address) for address in addresses]
    for part_of_case in range(20):
        looked(person, [case.ref] * 25, at=at - timedelta(minutes=part_of_case), agency=agency)
    assert [_queries(browser, address) for address in addresses] == few
    assert max(few) <= 25


def _queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)

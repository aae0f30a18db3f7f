"""The rows of the trail as a file for a spreadsheet."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo.cast import Cast
from reporting import trail
from tests.cases.pages import links
from tests.reporting.looking import entries, looked

SignIn = Callable[[User], Client]
CSC = "southwark-csc"


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    return told("refer")


@pytest.fixture
def officer(southwark: Cast, signed_in: SignIn) -> Client:
    return signed_in(southwark["privacy"])


def _rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_the_rows_of_the_page_as_they_were_chosen(
    case: Case, southwark: Cast, officer: Client, at: datetime
) -> None:
    looked(southwark["team"], [case.ref], at=at - timedelta(hours=1), agency=CSC)
    looked(southwark["team"], [case.ref], at=at, agency=CSC, verb=Verb.DOWNLOADED)
    page = officer.get(f"/trail/person/?person={southwark['team'].pk}&what=opened")
    (row,) = _rows(officer.get(links(page)["Download these entries (CSV)"]))
    assert len(entries(page)) == 1
    assert row == {
        "When": "2026-03-02 09:00:00",
        "Who": southwark["team"].name,
        "For which agency": "Southwark children’s social care",
        "What": "Viewed",
        "Page": "case",
        "Case": case.ref,
        "Kind of processing": "Consultation",
        "Through": "The agency’s access",
        "Reason": "",
    }


def test_a_file_holds_more_than_a_page(case: Case, southwark: Cast, officer: Client, at: datetime) -> None:
    looked(southwark["team"], [case.ref] * 180, at=at, agency=CSC)
    assert len(_rows(officer.get(f"/trail/person.csv?person={southwark['team'].pk}"))) == 180


def test_a_file_ends_at_its_limit(
    case: Case, southwark: Cast, officer: Client, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "A_FILE_HOLDS", 7)
    looked(southwark["team"], [case.ref] * 9, at=at, agency=CSC)
    assert len(_rows(officer.get(f"/trail/person.csv?person={southwark['team'].pk}"))) == 7


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(
    ("by", "subject"), [("case", "audit.event"), ("person", "agencies.user"), ("agency", "audit.event")]
)
def test_a_file_leaves_a_row_with_what_was_asked_for(
    case: Case, southwark: Cast, officer: Client, by: str, subject: str
) -> None:
    asked = {"case": case.ref, "person": str(southwark["team"].pk), "agency": CSC}[by]
    officer.get(f"/trail/{by}.csv?{by}={asked}&what=changed")
    row = Event.objects.get(verb=Verb.TRAIL_EXPORTED)
    assert (row.subject, row.case, row.subject_id) == (
        subject,
        case.ref if by == "case" else "",
        southwark["team"].pk if by == "person" else None,
    )
    meant = {"page": f"trail by {by}", "period": "2026-02-01/2026-03-02", "what": "changed", "log": ""}
    assert row.detail == meant | ({"agency": CSC} if by == "agency" else {})


def test_a_lead_s_file_holds_their_own_staff_only(case: Case, southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    looked(southwark["health.member"], [case.ref], at=at, agency="southwark-health")
    looked(southwark["team"], [case.ref], at=at, agency=CSC)
    rows = _rows(signed_in(southwark["health"]).get(f"/trail/case.csv?case={case.ref}"))
    assert {row["For which agency"] for row in rows} == {"Southwark health"}


@pytest.mark.parametrize("by", ["case", "person", "agency"])
def test_a_file_of_nothing_leads_to_the_page_that_asks(officer: Client, by: str) -> None:
    answer = officer.get(f"/trail/{by}.csv?what=nonsense")
    page = {"case": "/trail/", "person": "/trail/person/", "agency": "/trail/agency/"}[by]
    assert (answer.status_code, answer.url) == (302, f"{page}?what=nonsense")
    assert not Event.objects.filter(verb=Verb.TRAIL_EXPORTED).exists()


def test_a_name_that_looks_like_a_formula_is_text(case: Case, southwark: Cast, officer: Client, at: datetime) -> None:
    southwark["team"].name = "@SUM(A1)"
    southwark["team"].save()
    looked(southwark["team"], [case.ref], at=at, agency=CSC)
    rows = _rows(officer.get(f"/trail/person.csv?person={southwark['team'].pk}"))
    assert {row["Who"] for row in rows} == {"'@SUM(A1)"}

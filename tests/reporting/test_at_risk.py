"""The record of all young people known to be at risk: who is on it, why, and what it lacks (SO-27, SO-2)."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case, Outcome
from mase.cases.stages import Stage
from mase.demo.cast import Cast
from referrals.models import EarlyHelp, RouteCode
from referrals.operations import routes
from reporting import at_risk
from reporting.at_risk import Lack, Why
from riskscreening.models import Band
from tests.cases.pages import links, texts
from tests.factories import CaseFactory

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
RECORD, FILE = "/at-risk/", "/at-risk/children.csv"


def _of(cast: Cast) -> dict[str, at_risk.Known]:
    found = at_risk.record(cast["coordinator"], [cast.authority], at=NOW)
    return {one.case.ref: one for one in found}


@pytest.mark.rule("SO-27", "SO-2")
def test_it_holds_whoever_is_at_risk_in_and_out_of_the_cohort_and_nobody_else(
    southwark: Cast, panel: Any, told: Callable[..., Case], at: datetime
) -> None:
    listed, screened, waiting, closed = (
        told("admit"),
        told("sign", number=1),
        told("allocate", number=2),
        told("sign", number=3),
    )
    cases.close(closed, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved")
    helped, elsewhere, leaving = (CaseFactory(cast=southwark, opened=southwark, opened_at=at) for _ in range(3))
    said = {"lead_professional": "A family worker", "plan": "Mentoring", "reason": "Low", "began_at": at}
    EarlyHelp.objects.create(case=helped, began_by=southwark["mash"], **said)
    elsewhere.stage = Stage.DATA_ONLY
    elsewhere.save()
    routes.begin(leaving, RouteCode.CARE_LEAVER, reason="Is 18", by=southwark["worker"], at=NOW)
    found = _of(southwark)
    assert {ref: one.why for ref, one in found.items()} == {
        listed.ref: (Why.LISTED, Why.SCREENED),
        screened.ref: (Why.SCREENED,),
        helped.ref: (Why.EARLY_HELP,),
        elsewhere.ref: (Why.DATA_ONLY,),
        leaving.ref: (Why.CARE_LEAVER,),
    }
    assert waiting.ref not in found
    assert found[helped.ref].lacks == (Lack.TYPE, Lack.LEVEL, Lack.SCREENING)
    assert found[elsewhere.ref].lacks == (Lack.TYPE,)
    assert found[leaving.ref].lacks == tuple(Lack)
    assert Lack.WORKER not in found[listed.ref].lacks


@pytest.mark.rule("SO-27")
def test_who_was_screened_green_since_is_no_longer_on_it_until_a_graver_one_is_completed(
    southwark: Cast, told: Callable[..., Case]
) -> None:
    case = told("sign")
    again = case.assessments.get()
    again.pk, again.completed_at, again.level = None, NOW, None
    again.stands = again.judgement = again.band = Band.GREEN
    again.save()
    assert case.ref not in _of(southwark)
    again.pk, again.stands, again.completed_at = None, None, NOW + timedelta(days=1)
    again.judgement = again.band = Band.AMBER
    again.save()
    assert _of(southwark)[case.ref].why == (Why.SCREENED,)


@pytest.mark.rule("SO-27")
def test_the_page_is_sorted_narrowed_and_says_what_is_missing(
    southwark: Cast, panel: Any, told: Callable[..., Case], signed_in, clock
) -> None:
    first, second = told("admit"), told("sign", number=1)
    one = second.assessments.get()
    one.level, one.exploitation, one.main_model = None, [], ""
    one.save()
    clock.move_to(NOW)
    client = signed_in(southwark["coordinator"])
    page = client.get(RECORD)
    assert "2 young people, something is missing on" in " ".join(page.text.split())
    assert [first.ref in page.text, second.ref in page.text] == [True, True]
    lacking = client.get(RECORD, {"lacks": "type"})
    assert [first.ref in lacking.text, second.ref in lacking.text][1] is True
    listed = client.get(RECORD, {"why": "listed", "sort": "name"})
    assert [first.ref in listed.text, second.ref in listed.text] == [True, False]
    assert Event.objects.filter(verb=Verb.LISTED, detail__page="young people at risk", case=second.ref).count() == 2
    assert client.get(RECORD, {"sort": "nonsense", "why": "nobody"}).status_code == 200
    assert client.get(RECORD, {"after": "x"}).status_code == 404


@pytest.mark.rule("SO-27")
def test_the_file_names_cases_by_reference_and_leaves_rows(
    southwark: Cast, told: Callable[..., Case], signed_in, clock
) -> None:
    case = told("sign")
    clock.move_to(NOW)
    answer = signed_in(southwark["coordinator"]).get(FILE)
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (head[0], row[0], row[3:5]) == ("Case", case.ref, ["red", "2"])
    assert case.child.family_name not in answer.content.decode()
    downloaded = Event.objects.get(verb=Verb.DOWNLOADED)
    assert (downloaded.detail, downloaded.actor) == ({"page": "young people at risk"}, southwark["coordinator"].pk)
    assert Event.objects.filter(verb=Verb.LISTED, case=case.ref).count() == 1


@pytest.mark.rule("SO-27", "ALL-5")
def test_only_who_keeps_the_record_reads_it(
    southwark: Cast, barnet: Cast, told: Callable[..., Case], signed_in, clock, subtests
) -> None:
    case = told("sign")
    clock.move_to(NOW)
    for part, status in {"coordinator": 200, "service": 200, "team": 403, "inspector": 403, "worker": 403}.items():
        with subtests.test(part):
            client = signed_in(southwark[part])
            assert [client.get(RECORD).status_code, client.get(FILE).status_code] == [status, status]
    assert case.ref not in signed_in(barnet["coordinator"]).get(RECORD).text
    assert signed_in(southwark["coordinator"]).post(FILE).status_code == 405
    cases.restrict(case, by=southwark["mash"], at=NOW, reason="Known")
    assert case.ref not in signed_in(southwark["coordinator"]).get(RECORD).text


def test_it_costs_the_same_with_2_and_with_30_young_people_and_goes_on(
    southwark: Cast, told: Callable[..., Case], signed_in, clock, at: datetime
) -> None:
    screening = told("sign").assessments.get()
    clock.move_to(NOW)
    client = signed_in(southwark["coordinator"])

    def grow(number: int) -> None:
        for _ in range(number):
            screening.pk, screening.case = None, CaseFactory(cast=southwark, opened=southwark, opened_at=at)
            screening.save()

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(RECORD).status_code == 200
        return len(counted)

    grow(1)
    few = queries()
    grow(28)
    assert queries() == few <= 26
    page = client.get(RECORD)
    following = client.get(links(page)["Next page"])
    children = [*texts(page, "th[data-label='Child']"), *texts(following, "th[data-label='Child']")]
    assert (len(children), len({child.rpartition(" ")[2] for child in children})) == (30, 30)

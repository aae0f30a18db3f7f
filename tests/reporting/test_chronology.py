"""Everything on a child's file in one order of time, for each reader what they may see."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import access
from mase.cases.models import Case, Note, NoteKind
from mase.demo.cast import Cast
from reporting import chronology
from reporting.chronology import Narrowing
from reporting.happenings import SOURCES, Kind
from tests.cases import screening
from tests.cases.pages import texts

pytestmark = pytest.mark.rule("HO-12")
DAY = timedelta(days=1)
SignIn = Callable[[User], Client]


@pytest.fixture
def file(told: Callable[..., Case], southwark: Cast, at: datetime) -> Case:
    """A case as far as its assessment, with plans, contexts and notes."""
    case = told("conclude")
    screening.fill(southwark, case, at=at + 20 * DAY)
    return case


def _standing(cast: Cast, part: str, case: Case, at: datetime) -> access.Standing:
    return access.standing(cast[part], case, at=at)


def _note(case: Case, cast: Cast, about_at: datetime, text: str = "Rang her") -> Note:
    recorded = {"recorded_at": about_at, "recorded_by": cast["worker"]}
    return Note.objects.create(case=case, kind=NoteKind.CONTACT, about_at=about_at, text=text, **recorded)


def test_it_holds_every_kind_in_the_order_of_time_each_with_a_way_to_it(
    file: Case, southwark: Cast, at: datetime
) -> None:
    standing = _standing(southwark, "worker", file, at)
    entries = chronology.whole(file, standing, Narrowing())
    assert {entry.kind for entry in entries} == {kind.label for kind in Kind}
    moments = [
        one.at if isinstance(one.at, datetime) else datetime(*one.at.timetuple()[:3], tzinfo=UTC) for one in entries
    ]
    assert moments == sorted(moments, reverse=True)
    other_way = chronology.whole(file, standing, Narrowing(oldest_first=True))
    assert [one.verb for one in other_way] == [one.verb for one in reversed(entries)]
    assert all(one.href.startswith(f"/cases/{file.ref}/") for one in entries)


def test_of_what_is_only_known_the_day_no_time_is_made_up(file: Case, southwark: Cast, at: datetime) -> None:
    entries = chronology.whole(file, _standing(southwark, "worker", file, at), Narrowing(kind=Kind.PLAN))
    agreed = next(one for one in entries if one.verb == "Safety plan agreed")
    assert type(agreed.at) is date
    assert agreed.at == file.safety_plans.get().agreed_on


@pytest.mark.rule("ALL-5")
def test_each_reads_only_what_they_may(file: Case, southwark: Cast, at: datetime, signed_in: SignIn) -> None:
    address = f"/cases/{file.ref}/chronology/"
    seen = " ".join(texts(signed_in(southwark["coordinator"]).get(address), "main"))
    assert "Met at school" in seen
    assert southwark.agency("harbour").name in seen
    assert southwark["school"].name not in seen
    assert signed_in(southwark["school"]).get(address).status_code == 403
    assert signed_in(southwark["other.school"]).get(address).status_code == 404
    assert signed_in(southwark["worker"]).post(address).status_code == 405
    for source in SOURCES:
        assert source.needs.section is not None


def test_without_its_right_a_source_is_left_out(file: Case, southwark: Cast, at: datetime) -> None:
    standing = _standing(southwark, "coordinator", file, at)

    class Without:
        """A reader who holds all rights but one."""

        memberships = standing.memberships

        def __init__(self, missing: Permission) -> None:
            self.missing = missing

        def may(self, permission: Permission) -> bool:
            return permission is not self.missing and standing.may(permission)

    kept = {one.verb for one in chronology.whole(file, standing, Narrowing())}
    for source in SOURCES:
        titles = {one.verb for one in chronology.whole(file, Without(source.needs), Narrowing())}
        of_it = {source.title(code) for code in source.rows(file, standing).values_list(source.code or "pk", flat=True)}
        assert of_it <= kept
        assert source.kind is Kind.PATHWAY or not of_it & titles, source.title("")


def test_it_is_narrowed_by_kind_and_days_and_to_what_turned_the_case(
    file: Case, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    standing = _standing(southwark, "worker", file, at)
    notes = chronology.whole(file, standing, Narrowing(kind=Kind.NOTE))
    assert {one.verb for one in notes} == {"Case note", "Added to a case note"}
    day = (at + 20 * DAY).date()
    of_day = chronology.whole(file, standing, Narrowing(since=day, until=day))
    assert "A context outside the family was recorded" in {one.verb for one in of_day}
    assert "A referral came in" not in {one.verb for one in of_day}
    turning = {one.verb for one in chronology.whole(file, standing, Narrowing(turning=True))}
    assert "A referral came in" in turning
    assert not turning & {"Case note", "Allocated to a social worker"}
    wrong = {
        f"{end}-{part}": n
        for end, year in (("since", 2027), ("until", 2026))
        for part, n in (("day", 1), ("month", 1), ("year", year))
    }
    page = signed_in(southwark["worker"]).get(f"/cases/{file.ref}/chronology/", wrong)
    assert "The last day must be the first day or later" in " ".join(texts(page, "main"))


def test_what_is_long_is_cut_on_the_page_and_whole_on_paper(file: Case, southwark: Cast, at: datetime) -> None:
    _note(file, southwark, at + 21 * DAY, "word " * 1000)
    standing = _standing(southwark, "worker", file, at)
    entries, _ = chronology.page(file, standing, Narrowing(kind=Kind.NOTE))
    assert entries[0].is_cut
    assert len(entries[0].detail) < 700
    assert len(chronology.whole(file, standing, Narrowing(kind=Kind.NOTE))[0].detail) == 5000


def test_two_thousand_entries_page_in_as_many_questions_as_ten(
    file: Case, southwark: Cast, at: datetime, signed_in: SignIn
) -> None:
    browser, address = signed_in(southwark["worker"]), f"/cases/{file.ref}/chronology/"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    browser.get(address)
    few = asked()
    recorded = {"recorded_at": at + 22 * DAY, "recorded_by": southwark["worker"]}
    moments = [at + timedelta(hours=hours // 2) for hours in range(2000)]  # two of each moment
    Note.objects.bulk_create(
        Note(case=file, kind=NoteKind.NOTE, about_at=min(moment, at + 22 * DAY), text="Rang her", **recorded)
        for moment in moments
    )
    assert asked() == few
    standing, after, found = _standing(southwark, "worker", file, at), None, []
    while True:
        entries, after = chronology.page(file, standing, Narrowing(kind=Kind.NOTE), after=after)
        found += entries
        if after is None:
            break
    assert len({one.href for one in found if "/notes/" in one.href and one.verb == "Case note"}) == 2001
    assert "before=" in browser.get(address).content.decode()
    assert browser.get(address, {"before": "nonsense"}).status_code == 404


def test_whoever_reads_it_leaves_a_row_also_for_paper(file: Case, southwark: Cast, signed_in: SignIn) -> None:
    browser = signed_in(southwark["worker"])
    for page in ("chronology", "chronology/print"):
        assert browser.get(f"/cases/{file.ref}/{page}/").status_code == 200
    pages = Event.objects.filter(case=file.ref, actor=southwark["worker"].pk).values_list("detail__page", flat=True)
    assert {"chronology", "print chronology"} <= set(pages)

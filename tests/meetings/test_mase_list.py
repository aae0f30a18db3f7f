"""The MASE list: who is on it, what changed since the last meeting, what is still to be done (SO-28, BA-1)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import since
from meetings.models import CohortEntry, ListEntry
from meetings.operations import removal, updates
from meetings.since import Change
from referrals.models import RouteCode
from referrals.operations import routes
from riskscreening.models import Assessment, Signature, Verdict
from riskscreening.tools.tool import Rag
from riskscreening.trajectory import Direction, RiskNow
from tests.cases.everywhere import know
from tests.cases.pages import links, texts
from tests.factories import CaseFactory

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
AFTER = datetime(2026, 4, 1, 9, tzinfo=UTC)  # the meeting of the 26th of March is over
LIST = "/mase-list/"


def _risk(band: Rag, level: int | None) -> RiskNow:
    return RiskNow(
        band=band,
        level=level,
        since=NOW,
        direction=Direction.SAME,
        screening=1,
        waiting_since=None,
        model_not_known_since=None,
    )


@pytest.mark.rule("SO-28")
@pytest.mark.parametrize(
    ("was", "now", "is_new", "again", "expected"),
    [
        ((Rag.AMBER, 1), (Rag.AMBER, 2), False, True, Change.UP),
        ((Rag.AMBER, 2), (Rag.RED, 2), False, True, Change.UP),
        ((Rag.AMBER, 3), (Rag.RED, 2), False, True, Change.UP),
        ((Rag.RED, 3), (Rag.RED, 2), False, True, Change.DOWN),
        ((Rag.RED, 2), (Rag.GREEN, None), False, True, Change.DOWN),
        ((Rag.RED, 2), (Rag.RED, 2), False, True, Change.SCREENED),
        ((Rag.RED, 2), (Rag.RED, 2), False, False, Change.NONE),
        ((Rag.RED, 2), (Rag.RED, 3), True, True, Change.NEW),
        (None, (Rag.RED, 3), False, True, Change.SCREENED),
        (None, None, False, False, Change.NONE),
    ],
)
def test_a_change_is_named_by_what_is_graver_now(
    was: Any, now: Any, is_new: bool, again: bool, expected: Change
) -> None:
    risks = [_risk(*one) if one else None for one in (was, now)]
    assert since.change(*risks, is_new=is_new, screened_again=again) == expected


def _screened_again(case: Case, *, at: datetime, level: int, signed: bool = True) -> Assessment:
    """Copy the child's screening with another level, and both signatures where it is signed."""
    before = case.assessments.prefetch_related("all_signatures").latest("pk")
    given = list(before.all_signatures.all())
    before.pk, before.completed_at, before.level = None, at, level
    before.stands = before.stands if signed else None
    before.save()
    for one in given if signed else []:
        one.pk, one.assessment, one.at = None, before, at
        one.save()
    return before


@pytest.fixture
def desk(southwark: Cast, signed_in: Any, clock: Any) -> Callable[..., Client]:
    """Somebody’s browser at a moment: desk(AFTER, "coordinator")."""

    def open_at(moment: datetime, part: str = "coordinator") -> Client:
        clock.move_to(moment)
        return signed_in(southwark[part])

    return open_at


def _changes(page: Any) -> list[str]:
    return texts(page, "td[data-label='Since the last meeting']")


@pytest.mark.rule("SO-28", "BA-1")
def test_before_the_first_meeting_a_child_is_new_with_reason_worker_and_level(listed: ListEntry, desk) -> None:
    page = desk(NOW).get(LIST)
    assert _changes(page) == ["New to the list"]
    assert listed.case.cohort_entries.get().reason in page.text
    assert texts(page, "td[data-label='Social worker']") == [listed.case.worker.worker.name]
    assert texts(page, "td[data-label='Level and band']")[0].startswith("Red Level 2")
    assert texts(page, "td[data-label='Meetings']") == ["First meeting still to come Next: 26 March 2026"]
    assert "Consultation not offered yet" in page.text
    seen = Event.objects.get(verb=Verb.LISTED, case=listed.case.ref, detail={"page": "MASE list"})
    assert seen.actor is not None


@pytest.mark.rule("SO-28")
def test_after_a_meeting_the_list_says_what_it_said_and_what_changed_since(discussed: ListEntry, desk) -> None:
    client = desk(AFTER)
    assert _changes(client.get(LIST)) == ["No change"]
    assert "26 March 2026: not satisfied" in texts(client.get(LIST), "td[data-label='Meetings']")[0]
    assert texts(client.get(LIST), "td[data-label='Open actions']") == ["1"]
    _screened_again(discussed.case, at=AFTER - DAY, level=3)
    (change,) = _changes(client.get(LIST))
    assert change.startswith("Stepped up Before: Red, level 2")
    assert _changes(client.get(LIST, {"change": "down"})) == []
    assert len(_changes(client.get(LIST, {"change": "up", "level": "3"}))) == 1


@pytest.mark.rule("SO-28")
def test_on_the_day_of_a_meeting_it_says_what_changed_since_the_one_before(listed: ListEntry, desk) -> None:
    in_the_meeting = listed.panel.scheduled_for + timedelta(minutes=30)
    assert _changes(desk(in_the_meeting).get(LIST)) == ["New to the list"]
    assert _changes(desk(in_the_meeting + DAY).get(LIST)) == ["No change"]


@pytest.mark.rule("SO-29")
def test_a_screening_signed_since_the_meeting_counts_as_it_stood_then(discussed: ListEntry) -> None:
    again = _screened_again(discussed.case, at=AFTER, level=3)
    read = Assessment.objects.filter(case=discussed.case).prefetch_related("all_signatures__by").order_by("pk")
    assert since.risk_at(AFTER - DAY, read).level == 2
    assert since.risk_at(AFTER, read).level == 3
    Signature.objects.filter(assessment=again).update(at=AFTER + DAY)
    assert since.risk_at(AFTER, read.all()).level == 3, "graver, it counts before both have signed"
    assert since.risk_at(AFTER, read.all()).waiting_since == AFTER


@pytest.mark.rule("SO-29")
def test_a_child_listed_because_little_is_known_is_marked_with_the_reason(listed: ListEntry, desk) -> None:
    Signature.objects.filter(assessment__case=listed.case, verdict=Verdict.SIGNED).update(
        list_because="Nobody has seen her alone yet"
    )
    page = desk(NOW).get(LIST)
    assert "Listed because little is known" in page.text
    assert page.text.count("Nobody has seen her alone yet") == 1


@pytest.mark.rule("SO-35")
def test_other_boroughs_children_and_children_placed_elsewhere_are_marked(southwark: Cast, told, panel, desk) -> None:
    here, there = told("admit"), told("admit", number=1)
    how = {"reason": "Said by the placing social worker", "by": southwark["worker"], "at": NOW}
    routes.begin(here, RouteCode.PLACED_HERE, authority_named="Camden", **how)
    routes.begin(there, RouteCode.PLACED_ELSEWHERE, authority_named="Kent", **how)
    children = texts(desk(NOW).get(LIST), "th[data-label='Child']")
    assert ["From Camden" in one for one in children].count(True) == 1
    assert ["Placed in Kent" in one for one in children].count(True) == 1


@pytest.mark.rule("SO-28")
def test_who_left_is_named_with_the_reason_and_the_two_who_agreed(southwark: Cast, discussed: ListEntry, desk) -> None:
    entry = discussed.case.cohort_entries.get()
    proposed = removal.propose(entry, reason="At home since May.", by=southwark["coordinator"], at=AFTER - 2 * DAY)
    client = desk(AFTER)
    assert links(client.get(LIST))[f"Read the proposal {discussed.case.ref}"]
    removal.answer(proposed, agreed=True, words="Yes", by=southwark["team"], at=AFTER - DAY)
    page = client.get(LIST)
    assert "Nobody is on the list" in page.text
    (why,) = texts(page, "td[data-label='Why']")
    people = f"Proposed by {southwark['coordinator'].name}, agreed by {southwark['team'].name}"
    assert why == f"At home since May.{people}"


@pytest.mark.rule("HO-16")
def test_a_form_without_update_for_the_next_pre_mase_is_found(southwark: Cast, discussed: ListEntry, desk) -> None:
    stories.schedule(southwark, on=date(2026, 4, 23), at=AFTER)
    client = desk(AFTER)
    assert len(_changes(client.get(LIST, {"updated": "no"}))) == 1
    updates.confirm(discussed.form, by=southwark["worker"], at=AFTER)
    assert _changes(client.get(LIST, {"updated": "no"})) == []
    assert "Up to date" in client.get(LIST).text


@pytest.mark.rule("ALL-5")
def test_a_restricted_child_is_counted_and_a_child_one_knows_is_not_there(southwark: Cast, panel, told, desk) -> None:
    known, restricted, third = (told("admit", number=number) for number in range(3))
    know(southwark["coordinator"], known.child, at=NOW - DAY)
    cases.restrict(restricted, by=southwark["service"], at=NOW - DAY, reason="In the newspapers")
    page = desk(NOW).get(LIST)
    assert "1 child on the list is not open to you" in page.text
    assert [third.ref in page.text, known.ref in page.text, restricted.ref in page.text] == [True, False, False]


@pytest.mark.rule("SO-25", "ALL-5")
def test_who_sees_the_list(southwark: Cast, barnet: Cast, listed: ListEntry, signed_in, clock, subtests) -> None:
    clock.move_to(NOW)
    name = listed.case.child.family_name
    for part, sees in {"minutes": True, "worker": True, "second.worker": False, "education": False}.items():
        with subtests.test(part):
            page = signed_in(southwark[part]).get(LIST)
            assert (page.status_code, name in page.text) == (200, sees)
    stories.circulate(southwark, listed.panel, at=NOW)
    assert name in signed_in(southwark["education"]).get(LIST).text
    assert signed_in(southwark["mash"]).get(LIST).status_code == 403
    assert name not in signed_in(barnet["coordinator"]).get(LIST, {"authority": "southwark"}).text
    assert signed_in(southwark["coordinator"]).post(LIST).status_code == 405
    assert "No list is open to you" in signed_in(southwark["school"]).get(LIST).text


def test_the_list_costs_the_same_with_2_and_with_30_children_and_goes_on(
    southwark: Cast, listed: ListEntry, desk, at: datetime
) -> None:
    client, screening = desk(NOW), listed.case.assessments.get()

    def grow(numbers: range) -> None:
        for number in numbers:
            case = CaseFactory(cast=southwark, opened=southwark, opened_at=at)
            screening.pk, screening.case = None, case
            screening.save()
            moment = at + timedelta(minutes=number)
            CohortEntry.objects.create(case=case, admitted_at=moment, admitted_by=southwark["team"], reason="Known")

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(LIST).status_code == 200
        return len(counted)

    grow(range(1, 2))
    few = queries()
    grow(range(2, 30))
    assert queries() == few <= 34
    page = client.get(LIST)
    following = client.get(links(page)["Next page"])
    refs = [text.rpartition(" ")[2] for one in (page, following) for text in texts(one, "th[data-label='Child']")]
    assert (len(refs), len(set(refs))) == (30, 30)
    sheet = client.get(links(page)["Show it on one page, to print"])
    assert len(texts(sheet, "th[data-label='Child']")) == 30
    assert client.get(LIST, {"after": "nonsense"}).status_code == 404
    assert client.get(reverse("mase_list"), {"level": "9"}).status_code == 200

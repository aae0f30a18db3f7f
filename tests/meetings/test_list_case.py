"""Building the list of a meeting: which cases of the cohort it takes, and why."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import queries
from meetings.models import CohortEntry, ListEntry, Panel
from meetings.operations import panel as panels
from meetings.operations import submission, themes
from tests.together import overlapping

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
WHY = "An inter-agency blockage about the place at school."


@pytest.fixture
def accepted(panel: Panel, southwark: Cast, told: Callable[..., Case]) -> CohortEntry:
    """A child on the cohort whose case is on no list."""
    case = told("submit", number=7)
    facts = {"accepted": True, "to_discuss": False, "reason": "Known to all", "by": southwark["coordinator"]}
    submission.decide(case.mase_forms.get(), at=NOW, **facts)
    return case.cohort_entries.get()


def _list(cast: Cast, panel: Panel, entry: CohortEntry) -> ListEntry:
    return panels.list_case(panel, entry, reason=WHY, exceptional="blockage", by=cast["coordinator"], at=NOW)


@pytest.mark.rule("SO-34")
def test_a_case_of_the_cohort_is_listed_by_exception_with_the_reason(
    southwark: Cast, panel: Panel, accepted: CohortEntry
):
    assert not panel.entries.exists()
    entry = _list(southwark, panel, accepted)
    assert (entry.case, entry.form, entry.position, entry.listed_because) == (
        accepted.case,
        accepted.case.mase_forms.get(),
        1,
        WHY,
    )
    assert entry.history.count() == 1


@pytest.mark.rule("SO-34")
def test_the_invented_cases_are_listed_by_exception_only_where_the_meeting_looks_at_cases_so(
    southwark: Cast, barnet: Cast, panel: Panel, at: datetime
) -> None:
    stories.schedule(barnet, on=panel.scheduled_for.date(), at=at)
    listed = [stories.tell(cast, 5, begins_at=at, until="admit").list_entries.get() for cast in (southwark, barnet)]
    assert [entry.exceptional for entry in listed] == ["theme", ""]


@pytest.mark.rule("RE-8")
def test_a_case_is_brought_back_to_a_later_meeting(southwark: Cast, discussed: ListEntry, at: datetime):
    following = stories.schedule(southwark, on=date(2026, 5, 21), at=at)
    again = _list(southwark, following, discussed.case.cohort_entries.get())
    assert list(queries.actions_before(again)) == list(discussed.actions.all())
    assert not queries.actions_before(discussed).exists()


def test_a_case_that_is_listed_already_is_refused(southwark: Cast, listed: ListEntry):
    with pytest.raises(AlreadyDone, match="on the list already"):
        _list(southwark, listed.panel, listed.case.cohort_entries.get())
    assert listed.panel.entries.count() == 1


def test_nothing_is_listed_once_the_minutes_are_approved(
    southwark: Cast, approved: ListEntry, told: Callable[..., Case]
):
    other = CohortEntry.objects.create(
        case=told("submit", number=1), admitted_at=NOW, admitted_by=southwark["coordinator"], reason="x"
    )
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        _list(southwark, approved.panel, other)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_list_a_case_at_once_one_is_refused(southwark: Cast, panel: Panel, accepted: CohortEntry):
    first, second = overlapping(lambda: _list(southwark, panel, accepted), lambda: _list(southwark, panel, accepted))
    assert panel.entries.get() == first
    assert isinstance(second, AlreadyDone)


@pytest.mark.rule("SO-28")
def test_only_the_current_cohort_of_the_authority_is_offered(
    southwark: Cast, barnet: Cast, panel: Panel, accepted: CohortEntry, told: Callable[..., Case], at: datetime
):
    stories.schedule(barnet, on=date(2026, 3, 26), at=at)
    stories.tell(barnet, 4, begins_at=at, until="admit")
    left, closed, restricted, listed = (told("admit", number=number) for number in (1, 2, 3, 5))
    for entry in (left, closed, restricted):
        entry.list_entries.get().delete()
    gone = left.cohort_entries.get()
    gone.removed_at = NOW
    gone.save()
    cases.restrict(restricted, by=southwark["service"], at=NOW, reason="Related to a member of staff")
    closed.refresh_from_db()
    cases.close(closed, outcome=Outcome.RISK_REDUCED, by=southwark["team"], at=NOW, reason="Plan completed")
    offered = queries.cohort_not_listed(panel, southwark["coordinator"], at=NOW)
    assert list(offered) == [accepted]
    assert panel.entries.get().case == listed


def test_the_administrator_lists_a_case_on_the_page(
    southwark: Cast, panel: Panel, accepted: CohortEntry, signed_in, clock
):
    clock.move_to(NOW)
    client, address = signed_in(southwark["minutes"]), reverse("list_case", args=[panel.ref])
    page = client.get(address)
    assert accepted.case.ref in page.text
    assert Event.objects.filter(verb=Verb.LISTED, case=accepted.case.ref, detail={"page": "list builder"}).count() == 1
    typed = {"entry": accepted.case.ref, "exceptional": "blockage", "reason": WHY}
    assert client.post(address, typed).headers["Location"] == address
    assert panel.entries.get().listed_because == WHY
    page = client.post(address, typed)
    assert (page.status_code, "Select the case" in page.text) == (200, True)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    southwark: Cast, panel: Panel, accepted: CohortEntry, signed_in, subtests, clock
):
    clock.move_to(NOW)
    client, address = signed_in(southwark["coordinator"]), reverse("list_case", args=[panel.ref])
    said = {"about": "trends", "title": "A shop", "known": "Seen twice."}
    themes.record(panel, **said, by=southwark["coordinator"], at=NOW)
    wrong = {
        "Select the case": {"entry": ""},
        "Select the case from the list": {"entry": "AAAA-BBBB"},
        "Enter why it is on the list": {"reason": ""},
        "Select why the meeting looks at this case": {"exceptional": ""},
        "Select the theme": {"exceptional": "theme"},
    }
    for sentence, changes in wrong.items():
        with subtests.test(sentence):
            page = client.post(
                address, {"entry": accepted.case.ref, "exceptional": "blockage", "reason": WHY} | changes
            )
            assert (page.status_code, sentence in page.text) == (200, True)
            assert changes.get("reason", WHY) in page.text
    assert not panel.entries.exists()


def test_a_stale_page_is_told_that_the_minutes_are_approved(
    southwark: Cast, approved: ListEntry, accepted: CohortEntry, signed_in, clock, later: datetime
):
    clock.move_to(later)
    address = reverse("list_case", args=[approved.panel.ref])
    page = signed_in(southwark["coordinator"]).post(
        address, {"entry": accepted.case.ref, "exceptional": "blockage", "reason": WHY}
    )
    assert (page.status_code, "The minutes are approved" in page.text) == (409, True)


def test_who_reaches_the_page(southwark: Cast, panel: Panel, barnet: Cast, signed_in, subtests):
    address = reverse("list_case", args=[panel.ref])
    inside = dict.fromkeys(("worker", "chair", "team", "police.member", "health", "education", "yjs"), 403)
    outside = dict.fromkeys(("school", "other.school", "admin", "mash"), 404)
    for part, status in {"coordinator": 200, "minutes": 200, **inside, **outside}.items():
        with subtests.test(part):
            assert signed_in(southwark[part]).get(address).status_code == status
    assert signed_in(barnet["coordinator"]).get(address).status_code == 404
    assert signed_in(southwark["coordinator"]).put(address).status_code == 405

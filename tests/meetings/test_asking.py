"""For which meeting agencies are asked, by when they answer, who of them is told, and who answers (HO-9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mase.agencies.models import Agency
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, CaseClosed, NotEntitled, Refused
from mase.cases.models import Case, Deadline, Outcome
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings.models import AgencyUpdate, Panel
from meetings.operations import agency_updates as operations
from meetings.operations import moving
from meetings.updates_given import by_case, of_case, state_of
from tests.meetings.conftest import told_by
from tests.together import overlapping

NOW = datetime(2026, 3, 9, 9, tzinfo=UTC)
PRE_MASE = datetime(2026, 3, 20, 10, tzinfo=UTC)
DUE_AT = datetime(2026, 3, 18, 17, tzinfo=UTC)  # two working days before the pre-MASE of Friday the 20th
MINUTE = timedelta(minutes=1)


def ask(cast: Cast, case: Case, *shorts: str, at: datetime = NOW) -> list[AgencyUpdate]:
    agencies: list[Agency] = [cast.agency(short) for short in shorts or ("harbour",)]
    return operations.ask(case, agencies=agencies, by=cast["worker"], at=at)


def owed(update: AgencyUpdate) -> Deadline:
    return Deadline.objects.get(case=update.case, code=operations.CODE, key=str(update.pk))


@pytest.mark.rule("HO-9")
@pytest.mark.parametrize(
    ("asked_at", "due_at"),
    [
        (DUE_AT - MINUTE, DUE_AT),
        (DUE_AT, PRE_MASE),
        (DUE_AT + MINUTE, PRE_MASE),
        (PRE_MASE - MINUTE, PRE_MASE),
    ],
)
def test_at_short_notice_an_agency_answers_by_the_pre_mase_itself(
    southwark: Cast, panel: Panel, told: Callable[..., Case], asked_at: datetime, due_at: datetime
) -> None:
    assert owed(ask(southwark, told("submit"), at=asked_at)[0]).due_at == due_at


@pytest.mark.rule("HO-9", "HO-16")
def test_once_the_pre_mase_has_begun_agencies_are_asked_for_the_next(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case, april = told("submit"), stories.schedule(southwark, on=date(2026, 4, 30), at=NOW)
    assert operations.meeting_for(case, at=PRE_MASE - MINUTE) == panel
    assert operations.meeting_for(case, at=PRE_MASE) == april
    first = ask(southwark, case, at=PRE_MASE - MINUTE)
    second = ask(southwark, case, at=PRE_MASE)
    assert [update.panel for update in (*first, *second)] == [panel, april]
    assert [one.update for one in of_case(case, at=PRE_MASE)] == [*first, *second]
    assert operations.meeting_for(case, at=april.pre_mase_at) is None


def test_for_a_meeting_that_is_cancelled_nobody_is_asked_and_no_answer_is_shown(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("submit")
    update = ask(southwark, case)[0]
    moving.cancel(panel, reason="Chairs", by=southwark["coordinator"], at=NOW)
    case = Case.objects.get(pk=case.pk)
    assert operations.meeting_for(case, at=NOW) is None
    assert of_case(case, at=NOW) == []
    operations.give(update, words="Back at school.", by=southwark["school"], at=NOW)
    assert owed(update).closed_as == "withdrawn"


def test_only_whoever_is_not_asked_yet_is_asked_and_a_refusal_asks_nobody(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("submit")
    ask(southwark, case, "harbour")
    assert [update.agency for update in ask(southwark, case, "harbour", "health")] == [southwark.agency("health")]
    with pytest.raises(AlreadyDone):
        ask(southwark, case, "harbour", "health")
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=NOW, reason="Moved away")
    with pytest.raises(CaseClosed):
        ask(southwark, case, "yjs")
    assert case.agency_updates.count() == 2
    assert Event.objects.filter(verb=Verb.UPDATE_ASKED).count() == 2
    assert not told_by("agency-asked") & {southwark["yjs"]}


def test_whoever_left_the_agency_or_the_service_is_not_told(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case, school = told("submit"), southwark["school"]
    held = school.memberships.get()
    held.ends_at = NOW
    held.save()
    assert school in operations.who_answers(southwark.agency("harbour"), at=NOW - MINUTE)
    assert school not in operations.who_answers(southwark.agency("harbour"), at=NOW)
    update = ask(southwark, case)[0]
    assert told_by(f"agency-asked-{update.pk}") == set()
    with pytest.raises(NotEntitled):
        operations.give(update, words="She is here.", by=school, at=NOW)
    southwark["health"].is_active = False
    southwark["health"].save()
    assert not operations.who_answers(southwark.agency("health"), at=NOW).exists()


@pytest.mark.rule("HO-9")
@pytest.mark.parametrize("part", ["health", "worker", "coordinator", "other.school"])
def test_nobody_answers_for_an_agency_that_is_not_theirs(
    southwark: Cast, panel: Panel, told: Callable[..., Case], part: str
) -> None:
    update = ask(southwark, told("submit"))[0]
    with pytest.raises(NotEntitled):
        operations.give(update, words="Not mine", by=southwark[part], at=NOW)
    update.refresh_from_db()
    assert (update.answered_at, update.nothing_new, update.history.count()) == (None, None, 1)
    assert owed(update).closed_at is None
    assert not Event.objects.filter(verb=Verb.UPDATE_GIVEN).exists()


def test_notices_and_the_trail_of_asking_and_answering_name_nobody_and_repeat_no_words(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("submit")
    update = ask(southwark, case)[0]
    operations.give(update, words="Xanthippe was seen", by=southwark["school"], at=NOW)
    sent = Message.objects.filter(key__startswith="agency-")
    assert {message.text for message in sent} == {
        "Your agency is asked for its update before a meeting",
        "An agency has given its update",
    }
    events = Event.objects.filter(verb__in=(Verb.UPDATE_ASKED, Verb.UPDATE_GIVEN)).order_by("pk")
    about = {"meeting": panel.ref, "agency": "southwark-harbour"}
    assert [{name: event.detail[name] for name in about} for event in events] == [about, about]
    said = " ".join([*(f"{one.text} {one.reference} {one.url}" for one in sent), *(str(one.detail) for one in events)])
    secret = ("Xanthippe", case.child.given_names, case.child.family_name)
    assert not [word for word in secret if word in said]


def test_the_page_of_the_meeting_and_the_page_of_the_case_say_the_same(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case, other = told("submit"), told("submit", number=1)
    asked = ask(southwark, case, "harbour", "health")
    ask(southwark, other, "health")
    operations.give(asked[0], words="", by=southwark["school"], at=DUE_AT)
    for at in (DUE_AT, DUE_AT + MINUTE):
        of_meeting = by_case(panel, [case], at=at)
        assert of_meeting == {case.pk: of_case(case, at=at)}
    found = {one.update.agency.code: (one.state, one.is_late) for one in of_meeting[case.pk]}
    assert found == {"southwark-harbour": ("nothing_new", False), "southwark-health": ("missing", True)}
    assert state_of(asked[1], at=DUE_AT).is_late is False
    assert by_case(panel, [], at=NOW) == {}


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_agency_who_say_the_same_at_once_one_is_told_so(
    southwark: Cast, told: Callable[..., Case], at: datetime
) -> None:
    case = told("submit")
    stories.schedule(southwark, on=date(2026, 3, 26), at=at)
    update = ask(southwark, case)[0]
    said: dict[str, Any] = {"words": "Back at school.", "by": southwark["school"], "at": NOW}
    first, second = overlapping(
        lambda: operations.give(update, **said),
        lambda: operations.give(AgencyUpdate.objects.get(pk=update.pk), **said),
    )
    assert first is None
    assert isinstance(second, AlreadyDone)
    assert Event.objects.filter(verb=Verb.UPDATE_GIVEN).count() == 1


def test_a_restriction_that_comes_between_is_seen_by_a_page_that_was_open_before(
    southwark: Cast, panel: Panel, told: Callable[..., Case]
) -> None:
    case = told("submit")
    cases.restrict(Case.objects.get(pk=case.pk), by=southwark["mash"], at=NOW, reason="Related to staff")
    with pytest.raises(Refused, match="restricted"):
        ask(southwark, case)
    assert not case.agency_updates.exists()

"""What is refused of an action, and that nothing of it is left behind; who cancels what which meeting agreed (RE-8)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Conflict
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import agreed, tracker
from meetings.models import Action, ActionCheck, Ending, ListEntry, Panel
from meetings.operations import actions as meeting_actions
from meetings.operations import moving, progress, themes
from tests.meetings.about_complex import convened
from tests.meetings.conftest import codes
from tests.meetings.typing_in import day
from tests.together import overlapping

HEARD = "The landlord is asked again."
DUE_ON = date(2026, 4, 9)


@pytest.fixture
def action(approved: ListEntry) -> Action:
    """An action of a police officer from the meeting in March."""
    return approved.actions.select_related("case__authority", "owner").get()


@pytest.fixture
def april(southwark: Cast, later: datetime) -> Panel:
    """The meeting after the one that agreed it."""
    return stories.schedule(southwark, on=date(2026, 4, 23), at=later)


def _agree(cast: Cast, action: Action, of: object, owner: str) -> Action:
    given = {"text": "Ring the aunt.", "owner": cast[owner], "due_on": DUE_ON, "by": cast["team"]}
    return meeting_actions.agree(action.case, of=of, **given, at=action.agreed_at)


@pytest.mark.rule("ALL-5")
def test_whom_a_conflict_keeps_from_the_case_gets_no_action_and_hears_nothing(
    southwark: Cast, listed: ListEntry, later: datetime
):
    aunt, by = southwark["health"], southwark["coordinator"]
    facts = {"relation": "Aunt", "declared_at": later, "declared_by": aunt}
    Conflict.objects.create(user=aunt, person=listed.case.child, **facts)
    before = (Event.objects.count(), Message.objects.count(), codes(listed.case))
    with pytest.raises(NotEntitled) as refusal:
        meeting_actions.agree(listed.case, of=listed, text="Call", owner=aunt, due_on=DUE_ON, by=by, at=later)
    assert "aunt" not in str(refusal.value).lower()
    assert listed.case.child.name.lower() not in str(refusal.value).lower()
    assert (Event.objects.count(), Message.objects.count(), codes(listed.case)) == before
    assert not Action.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_report_and_a_cancellation_at_once_the_first_stands(southwark: Cast, action: Action, later: datetime):
    _, second = overlapping(
        lambda: meeting_actions.report(action, ending=Ending.DONE, evidence="Served", by=action.owner, at=later),
        lambda: progress.cancel(action, reason="No longer needed", by=southwark["chair"], at=later),
    )
    assert isinstance(second, AlreadyDone)
    assert Action.objects.get().closed_as == Ending.DONE
    assert not Event.objects.filter(verb=Verb.ACTION_CANCELLED).exists()


def test_only_a_later_meeting_of_the_same_authority_that_is_not_cancelled_hears_of_it(
    southwark: Cast, barnet: Cast, action: Action, april: Panel, later: datetime, subtests
):
    elsewhere = stories.schedule(barnet, on=date(2026, 4, 23), at=later)
    earlier = stories.schedule(southwark, on=date(2026, 3, 25), at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    moving.cancel(april, reason="No chair", by=southwark["coordinator"], at=later)
    asked = _agree(southwark, action, action.case.strategy_meetings.latest("pk"), "health")
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=later)
    before = (Event.objects.count(), Message.objects.count())
    for name, what, panel, refusal in (
        ("another authority's", action, elsewhere, Refused),
        ("an earlier one", action, earlier, Refused),
        ("one that is cancelled", action, april, AlreadyDone),
        ("what a strategy meeting agreed", asked, may, Refused),
    ):
        with subtests.test(name), pytest.raises(refusal):
            progress.check(what, panel=panel, words=HEARD, carried_to=None, by=southwark["chair"], at=later)
    assert (Event.objects.count(), Message.objects.count()) == before
    assert not ActionCheck.objects.exists()


def test_what_is_wrong_with_a_check_is_said_beside_the_field_and_the_words_are_kept(
    southwark: Cast, action: Action, april: Panel, signed_in, clock, subtests
):
    clock.move_to(april.scheduled_for)
    client = signed_in(southwark["minutes"])
    address = reverse("check_action", args=[action.case.ref, action.pk, april.ref])
    for sentence, typed in (
        ("Enter what the meeting heard", {"words": " "}),
        ("must be today or in the future", {"words": HEARD, **day("carried_to", date(2026, 4, 22))}),
        ("must be after 23 April 2026", {"words": HEARD, **day("carried_to", date(2026, 4, 23))}),
        ("must be a real date", {"words": HEARD, **day("carried_to", DUE_ON), "carried_to-day": "31"}),
        ("must include a year", {"words": HEARD, **day("carried_to", DUE_ON), "carried_to-year": ""}),
        ("must be 2000 characters or fewer", {"words": "a" * 2001}),
    ):
        with subtests.test(sentence):
            page = client.post(address, typed)
            assert (page.status_code, sentence in page.text) == (200, True)
            assert typed["words"].strip() in page.text
    assert client.put(address).status_code == 405
    assert not ActionCheck.objects.exists()
    assert Event.objects.filter(verb__in=(Verb.ACTION_CHECKED, Verb.ACTION_CARRIED)).count() == 0


def test_a_check_is_found_only_with_a_meeting_of_the_authority_and_an_action_of_the_case(
    southwark: Cast, barnet: Cast, action: Action, april: Panel, told, signed_in, clock, later: datetime
):
    clock.move_to(later)
    client = signed_in(southwark["coordinator"])
    elsewhere, other = stories.schedule(barnet, on=date(2026, 4, 23), at=later), told("allocate", number=1)
    for case, pk, meeting in (
        (action.case.ref, action.pk, elsewhere.ref),
        (action.case.ref, action.pk, "BCDF-2345"),
        (action.case.ref, action.pk + 99, april.ref),
        (other.ref, action.pk, april.ref),
    ):
        assert client.post(reverse("check_action", args=[case, pk, meeting]), {"words": HEARD}).status_code == 404
    assert not ActionCheck.objects.exists()


@pytest.mark.rule("RE-8")
def test_the_meeting_that_agreed_an_action_cancels_it_and_no_other(southwark: Cast, action: Action, at: datetime):
    case, when = action.case, action.agreed_at
    facts = {"referred_at": when, "referred_by": southwark["worker"], "reason": "To plan", "carers_invited": True}
    planning = case.planning_meetings.create(**facts, scheduled_for=when)
    given = {
        "MASE": action,
        "strategy": _agree(southwark, action, case.strategy_meetings.latest("pk"), "health"),
        "planning": _agree(southwark, action, planning, "health"),
        "complex": _agree(southwark, action, convened(southwark, at=at), "health"),
    }

    def cancelled_by(part: str) -> set[str]:
        standing = access.standing(southwark[part], case, at=when)
        return {name for name, one in given.items() if agreed.cancels(southwark[part], one, standing)}

    assert cancelled_by("chair") == {"MASE"}
    assert cancelled_by("coordinator") == {"MASE", "planning", "complex"}  # they chair the last
    assert cancelled_by("team") == {"strategy"}
    assert cancelled_by("worker") == {"planning"}
    assert cancelled_by("health") == cancelled_by("school") == cancelled_by("admin") == set()


@pytest.mark.rule("SO-34")
def test_actions_about_themes_are_tracked_by_state_and_stand_under_no_case(
    southwark: Cast, barnet: Cast, panel: Panel, later: datetime, subtests
):
    by = southwark["coordinator"]
    theme = themes.record(panel, about="locations", title="The car park", known="Two reports", by=by, at=later)
    given = {"theme": theme, "due_on": DUE_ON, "by": by, "at": later}
    first = themes.agree_action(text="Light it", owner=southwark["police.member"], **given)
    done = themes.agree_action(text="Ask the owner", owner=southwark["health"], **given)
    meeting_actions.report(done, ending=Ending.DONE, evidence="Asked", by=southwark["health"], at=later)
    midnight = datetime(2026, 4, 9, 23, tzinfo=UTC)  # in London, in summer
    last = midnight.replace(hour=22, minute=59)
    for name, chosen, at, found in (
        ("open", {"state": "open"}, last, [first]),
        ("in its last minute", {"state": "overdue"}, last, []),
        ("from midnight on", {"state": "overdue"}, midnight, [first]),
        ("closed", {"state": "closed"}, midnight, [done]),
        ("of a meeting", {"state": "all", "meeting": panel.ref}, last, [first, done]),
        ("of a person", {"who": str(southwark["health"].pk)}, last, [done]),
        ("of a case", {"state": "all", "case": "BCDF-2345"}, last, []),
    ):
        with subtests.test(name):
            assert list(tracker.themes(by, chosen, at=at)) == found
    assert not tracker.themes(barnet["coordinator"], {"state": "all"}, at=last).exists()
    assert list(tracker.own_themes(southwark["police.member"])) == [first]
    assert not tracker.own_themes(southwark["health"]).exists()

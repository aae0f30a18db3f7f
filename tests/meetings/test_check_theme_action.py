"""Actions about themes are checked at the following meeting, carried and counted, cancelled, as those about a child."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Deadline
from mase.clock import LONDON
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import agreed, minutes, papers, tracker
from meetings.models import Ending, Heard, Panel, ThemeAction, ThemeActionCheck
from meetings.operations import actions, inviting, moving, progress, themes
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import day
from tests.together import overlapping

DUE = date(2026, 4, 10)
CARRIED_TO = date(2026, 5, 7)
HEARD = "One lamp is mended; the wall belongs to somebody else."


@pytest.fixture
def action(southwark: Cast, panel: Panel, at: datetime) -> ThemeAction:
    """An action of the police about a place, from the meeting in March, due on the 10th of April."""
    return _agree(southwark, panel, at=at)


@pytest.fixture
def april(southwark: Cast, at: datetime) -> Panel:
    """The meeting after the one that agreed it."""
    return stories.schedule(southwark, on=date(2026, 4, 23), at=at)


def _agree(cast: Cast, panel: Panel, *, at: datetime, text: str = "Have the lamps mended.") -> ThemeAction:
    by = cast["coordinator"]
    theme = themes.record(panel, about="locations", title=f"About {text}", known="Known", by=by, at=at)
    return themes.agree_action(theme, text=text, owner=cast["inspector"], due_on=DUE, by=by, at=at)


def _check(action: ThemeAction, panel: Panel, cast: Cast, *, to: date | None = CARRIED_TO, words: str = HEARD) -> Heard:
    at = panel.scheduled_for
    return progress.check(action, panel=panel, words=words, carried_to=to, by=cast["minutes"], at=at)


def _end_of(on: date) -> datetime:
    return datetime.combine(on, time.max, LONDON)


@pytest.mark.rule("RE-8", "SO-34")
def test_the_next_meeting_checks_it_first_and_shows_its_new_day_wherever_it_stands(
    southwark: Cast, action: ThemeAction, april: Panel, signed_in, clock
):
    clock.move_to(april.scheduled_for)
    client, address = signed_in(southwark["minutes"]), reverse("last_actions", args=[april.ref])
    asked = reverse("check_theme_action", args=[april.ref, action.pk])
    assert asked in client.get(address).text
    assert asked in client.get(action.get_absolute_url()).text
    assert "Enter what the meeting heard" in client.post(asked, {"words": ""}).text
    too_soon = {"words": HEARD} | day("carried_to", date(2026, 4, 23))
    assert "The day must be after 23 April 2026" in client.post(asked, too_soon).text
    said = {"words": HEARD} | day("carried_to", CARRIED_TO)
    assert client.post(asked, said).headers["Location"] == address
    assert client.post(asked, said | day("carried_to", date(2026, 5, 8))).status_code == 409
    page = client.get(address).text
    assert (HEARD in page, "Carried forward to 7 May 2026" in page, asked in page) == (True, True, False)
    board = reverse("themes", args=[action.panel.ref])
    for where in (address, action.get_absolute_url(), board, reverse("actions")):
        shown = client.get(where).text
        assert ("7 May 2026" in shown, "once" in shown.lower(), "10 April 2026" in shown) == (True, True, False), where
    assert Event.objects.filter(verb=Verb.ACTION_CARRIED, case="", subject="meetings.themeaction").count() == 1


@pytest.mark.rule("ALL-5", "RE-8")
def test_only_who_writes_down_what_the_meeting_says_checks_or_cancels_it(
    southwark: Cast, barnet: Cast, action: ThemeAction, april: Panel, signed_in, clock
):
    addresses = (
        reverse("check_theme_action", args=[april.ref, action.pk]),
        reverse("cancel_theme_action", args=[action.panel.ref, action.pk]),
    )
    for part, status in (("health.member", 403), ("inspector", 403), ("other.school", 404), ("chair", 200)):
        client = signed_in(southwark[part])
        assert [client.get(address).status_code for address in addresses] == [status, status], part
        page = client.get(action.get_absolute_url())
        assert (addresses[0] in page.text, addresses[1] in page.text) == (status == 200, status == 200), part
    theirs = stories.schedule(barnet, on=date(2026, 4, 23), at=action.agreed_at)
    elsewhere = reverse("check_theme_action", args=[theirs.ref, action.pk])
    assert signed_in(barnet["coordinator"]).get(elsewhere).status_code == 404
    not_its_meeting = reverse("cancel_theme_action", args=[april.ref, action.pk])
    assert signed_in(southwark["chair"]).get(not_its_meeting).status_code == 404


def test_a_guest_of_its_meeting_reads_the_new_day_and_not_what_the_later_one_said(
    southwark: Cast, action: ThemeAction, april: Panel, signed_in
):
    school = southwark.agency("harbour")
    how = {"because": "Named", "entries": [], "by": southwark["coordinator"], "at": action.agreed_at}
    inviting.invite(action.panel, school, **how)
    _check(action, april, southwark)
    address = action.get_absolute_url()
    guest, member = (signed_in(southwark[part]).get(address).text for part in ("school", "health.member"))
    assert ("7 May 2026" in guest, HEARD in guest) == (True, False)
    assert ("7 May 2026" in member, HEARD in member) == (True, True)


@pytest.mark.rule("RE-8")
def test_its_deadline_moves_in_time_and_stays_breached_where_it_has_passed(
    southwark: Cast, action: ThemeAction, april: Panel, at: datetime
):
    soon = stories.schedule(southwark, on=date(2026, 4, 2), at=at)
    _check(action, soon, southwark, to=date(2026, 4, 20))
    (moved,) = Deadline.objects.filter(key=f"theme-{action.pk}")
    assert (moved.due_at, moved.breached_at, moved.case) == (_end_of(date(2026, 4, 20)), None, None)
    _check(action, april, southwark)
    late, running = Deadline.objects.filter(key=f"theme-{action.pk}").order_by("pk")
    assert (late.closed_as, late.breached_at is not None) == ("withdrawn", True)
    assert (running.closed_at, running.due_at, running.owner) == (None, _end_of(CARRIED_TO), action.owner)
    assert (running.authority, running.agency, running.path) == (late.authority, late.agency, late.path)
    notices = Message.objects.filter(key__startswith="action-carried-theme-")
    assert {(one.recipient, one.reference, one.url) for one in notices} == {
        (action.owner, action.panel.ref, action.get_absolute_url())
    }


@pytest.mark.rule("RE-8")
def test_two_carries_tell_the_chairs_and_three_whoever_the_procedures_name(
    southwark: Cast, action: ThemeAction, at: datetime
):
    told = []
    for month in (4, 6, 7):
        panel = stories.schedule(southwark, on=date(2026, month, 23), at=at)
        _check(action, panel, southwark, to=panel.scheduled_for.date() + timedelta(days=14))
        told.append((told_by("action-2-times-theme"), told_by("action-3-times-theme")))
    chairs, service = {southwark["chair"], southwark["police.chair"]}, {southwark["service"]}
    assert told == [(set(), set()), (chairs, set()), (chairs, service)]
    assert agreed.with_days(ThemeAction.objects.all()).get().times_carried == 3


def test_what_cannot_be_checked_or_carried_is_refused(
    southwark: Cast, barnet: Cast, action: ThemeAction, april: Panel, at: datetime, subtests
):
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=at)
    theirs = stories.schedule(barnet, on=date(2026, 4, 23), at=at)
    for name, panel, to in (
        ("by the meeting that agreed it", action.panel, None),
        ("by another borough's meeting", theirs, None),
        ("to its own day", april, DUE),
        ("to the day of the meeting", april, date(2026, 4, 23)),
    ):
        with subtests.test(name), pytest.raises(Refused):
            _check(action, panel, southwark, to=to)
    _check(action, april, southwark, to=date(2026, 4, 24))  # the first day that is later
    with pytest.raises(AlreadyDone, match="heard of this action"):
        _check(action, april, southwark)
    with pytest.raises(NotEntitled):
        actions.report(action, ending=Ending.DONE, evidence="Mended", by=southwark["minutes"], at=april.scheduled_for)
    actions.report(action, ending=Ending.DONE, evidence="Mended", by=action.owner, at=april.scheduled_for)
    for refused in (
        lambda: _check(action, may, southwark),
        lambda: progress.cancel(action, reason="No need", by=southwark["chair"], at=may.scheduled_for),
    ):
        with pytest.raises(AlreadyDone, match="has been recorded"):
            refused()
    moving.cancel(may, reason="No room", by=southwark["coordinator"], at=at)
    with pytest.raises(AlreadyDone, match="is cancelled"):
        _check(_agree(southwark, action.panel, at=at, text="Ask"), may, southwark)
    assert ThemeActionCheck.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_carry_or_cancel_it_at_once_only_one_does(
    southwark: Cast, action: ThemeAction, april: Panel, at: datetime
):
    _, second = overlapping(
        lambda: _check(action, april, southwark),
        lambda: _check(action, april, southwark, to=date(2026, 5, 8)),
    )
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=at)
    cancelled = {"reason": "The car park is closed", "by": southwark["chair"], "at": may.scheduled_for}
    _, third = overlapping(
        lambda: progress.cancel(action, **cancelled),
        lambda: _check(action, may, southwark, to=date(2026, 6, 8)),
    )
    assert [type(refused) for refused in (second, third)] == [AlreadyDone, AlreadyDone]
    assert list(ThemeActionCheck.objects.values_list("panel", "carried_to")) == [(april.pk, CARRIED_TO)]
    assert not Deadline.objects.open().filter(code="action").exists()


@pytest.mark.rule("RE-8", "SO-34")
def test_the_meeting_cancels_it_with_a_reason_and_its_owner_is_told(
    southwark: Cast, action: ThemeAction, signed_in, clock
):
    client = signed_in(southwark["minutes"])
    address = reverse("cancel_theme_action", args=[action.panel.ref, action.pk])
    assert "Enter why it is cancelled" in client.post(address, {"reason": ""}).text
    assert client.post(address, {"reason": "It was sold."}).headers["Location"] == action.get_absolute_url()
    assert client.post(address, {"reason": "Again."}).status_code == 409
    action.refresh_from_db()
    assert (action.closed_as, action.evidence, action.closed_by) == (
        Ending.CANCELLED,
        "It was sold.",
        southwark["minutes"],
    )
    assert Deadline.objects.get(key=f"theme-{action.pk}").closed_as == "withdrawn"
    assert told_by("action-cancelled-theme-") == {action.owner}
    page = client.get(action.get_absolute_url()).text
    assert ("It was sold." in page, "Cancelled by" in page, address in page) == (True, True, False)


@pytest.mark.rule("RE-8")
def test_it_is_overdue_from_midnight_in_london_after_the_day_to_which_it_was_carried(
    southwark: Cast, action: ThemeAction, april: Panel
):
    clocks_go_back = date(2026, 10, 25)
    _check(action, april, southwark, to=clocks_go_back)
    midnight, by = datetime(2026, 10, 26, tzinfo=UTC), southwark["coordinator"]
    for moment, late in ((midnight - timedelta(minutes=1), []), (midnight, [action])):
        assert list(tracker.themes(by, {"state": "overdue"}, at=moment)) == late
    offered = tracker.offered(by, at=midnight)
    assert (dict(offered["meeting"]).keys(), offered["case"]) == ({action.panel.ref}, [])
    assert offered["who"] == [(str(action.owner.pk), action.owner.name)]
    (own,) = tracker.own_themes(action.owner)
    assert (own.day, own.times_carried, own.due_on) == (clocks_go_back, 1, DUE)


@pytest.mark.rule("RE-8", "SO-34")
def test_the_minutes_say_what_was_heard_and_the_day_since_and_a_later_meeting_changes_nothing_in_them(
    southwark: Cast, action: ThemeAction, april: Panel, at: datetime
):
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=at)
    other = _agree(southwark, action.panel, at=at, text="Ask the council.")
    _check(action, april, southwark)
    _check(other, april, southwark, to=None, words="Asked.")
    whole = minutes.content_of(april)
    _check(action, may, southwark, to=date(2026, 6, 8))
    assert minutes.fingerprint(minutes.content_of(april)) == minutes.fingerprint(whole)
    copy = minutes.as_read(minutes.cut(whole, seen=set(), cases_known=0, heard_known=0))
    told = [(one["text"], one["theme"], one["words"], one["carried_to"], one["day"]) for one in copy["themes_checked"]]
    assert told == [
        (action.text, action.theme.title, HEARD, CARRIED_TO, CARRIED_TO),
        (other.text, other.theme.title, "Asked.", None, DUE),
    ]


@pytest.mark.rule("RE-8", "SO-34")
def test_the_front_of_the_pack_says_the_present_day_and_what_was_heard_last(
    southwark: Cast, action: ThemeAction, april: Panel, at: datetime
):
    may = stories.schedule(southwark, on=date(2026, 5, 21), at=at)
    unheard = _agree(southwark, action.panel, at=at, text="Ask the council.")
    _agree(southwark, may, at=at, text="Of the meeting itself")
    _agree(southwark, stories.schedule(southwark, on=date(2026, 6, 18), at=at), at=at, text="Of a later one")
    _check(action, april, southwark)
    said = [(one["text"], one["due_on"], one["heard"]) for one in papers.front_of(may)["actions"]]
    assert said == [
        (unheard.text, DUE.isoformat(), ""),
        (action.text, CARRIED_TO.isoformat(), f"Heard on 23 April 2026: {HEARD} Carried forward once."),
    ]
    moving.cancel(action.panel, reason="No room", by=southwark["coordinator"], at=at)
    assert papers.front_of(may)["actions"] == []


def test_a_meeting_asks_the_database_as_often_for_many_actions_about_themes_as_for_one(
    southwark: Cast, action: ThemeAction, april: Panel, signed_in, at: datetime
):
    client, address = signed_in(southwark["minutes"]), reverse("last_actions", args=[april.ref])
    _check(action, april, southwark)
    client.get(address)
    counted = []
    for texts in ((), [f"Number {number}" for number in range(12)]):
        for text in texts:
            _check(_agree(southwark, action.panel, at=at, text=text), april, southwark)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).text.count(HEARD) == len(texts) + 1
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 40

"""Themes, invitations, information and the order of the day at their edges: wrong person, twice, too late, at once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import AgencyGrant, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import month
from meetings.models import TOPICS, AgencySubmission, Ending, ListEntry, Panel, PanelInvitation, Theme, ThemeAction
from meetings.operations import actions, information, inviting, listing, moving, room, themes
from tests.meetings.conftest import told_by
from tests.together import overlapping

TITLE = "Robin Example’s street"
NOTHING = dict.fromkeys(TOPICS, "") | {"nothing_to_report": True}
ALL = dict.fromkeys(TOPICS, "Told") | {"nothing_to_report": False}


def _theme(cast: Cast, panel: Panel, *, at: datetime, about: str = "locations", title: str = TITLE) -> Theme:
    return themes.record(panel, about=about, title=title, known="Known", by=cast["coordinator"], at=at)


def _action(cast: Cast, theme: Theme, *, at: datetime, due_on: date = date(2026, 10, 25)) -> ThemeAction:
    how = {"text": "Visit it.", "owner": cast["inspector"], "due_on": due_on, "by": cast["minutes"], "at": at}
    return themes.agree_action(theme, **how)


@pytest.mark.rule("SO-34", "RE-8")
@pytest.mark.parametrize(
    ("due_on", "due_at"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 59, 59, 999999, UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 59, 59, 999999, UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 59, 59, 999999, UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, 59, 999999, UTC)),
    ],
)
def test_an_action_about_a_theme_is_due_by_the_end_of_its_day_in_london(
    southwark: Cast, panel: Panel, at: datetime, due_on: date, due_at: datetime
) -> None:
    _action(southwark, _theme(southwark, panel, at=at), at=at, due_on=due_on)
    assert Deadline.objects.get(code="action").due_at == due_at


@pytest.mark.rule("RE-8")
def test_only_its_owner_reports_once_and_then_the_same_action_can_be_agreed_again(
    southwark: Cast, panel: Panel, at: datetime
) -> None:
    theme = _theme(southwark, panel, at=at)
    action, done = _action(southwark, theme, at=at), {"ending": Ending.DONE, "evidence": "Seen", "at": at}
    with pytest.raises(NotEntitled, match="Only the person named"):
        actions.report(action, by=southwark["minutes"], **done)
    action.refresh_from_db()
    assert (action.closed_at, Event.objects.filter(verb=Verb.ACTION_CLOSED).exists()) == (None, False)
    actions.report(action, by=southwark["inspector"], **done)
    with pytest.raises(AlreadyDone, match="has been recorded"):
        actions.report(action, by=southwark["inspector"], **done)
    assert _action(southwark, theme, at=at) != action


@pytest.mark.rule("SO-34")
def test_an_item_stands_once_by_what_it_is_about_and_its_title_at_one_meeting(
    southwark: Cast, panel: Panel, at: datetime
) -> None:
    _theme(southwark, panel, at=at)
    with pytest.raises(AlreadyDone, match="with this title"):
        _theme(southwark, panel, at=at)
    _theme(southwark, panel, about="trends", at=at)
    april = stories.schedule(southwark, on=date(2026, 4, 23), at=at)
    _theme(southwark, april, at=at)
    assert (panel.themes.count(), april.themes.count()) == (2, 1)


@pytest.mark.rule("HO-15")
def test_approved_minutes_keep_what_was_said_and_the_key_themes_can_still_go_out(
    southwark: Cast, discussed: ListEntry, later: datetime
) -> None:
    theme = _theme(southwark, discussed.panel, at=later)
    stories.approve(southwark, discussed.panel, at=later)
    with pytest.raises(AlreadyDone, match="minutes are approved"):
        themes.discuss(theme, known="Other", discussion="Other", by=southwark["minutes"], at=later)
    themes.circulate(discussed.panel, by=southwark["coordinator"], at=later)
    theme.refresh_from_db()
    assert (theme.known, theme.circulated_at) == ("Known", later)


@pytest.mark.rule("HO-15", "ALL-5")
def test_the_notice_says_nothing_of_a_theme_and_goes_to_no_agency_that_takes_no_part(
    southwark: Cast, barnet: Cast, panel: Panel, at: datetime
) -> None:
    with pytest.raises(StepMissing):
        themes.circulate(panel, by=southwark["coordinator"], at=at)
    _theme(southwark, panel, at=at)
    inviting.invite(panel, southwark.agency("orchard"), because="x", entries=[], by=southwark["minutes"], at=at)
    themes.circulate(panel, by=southwark["coordinator"], at=at)
    told = told_by(f"themes-{panel.pk}")
    assert southwark["other.school"] in told
    assert not {southwark["school"], barnet["coordinator"], barnet["inspector"]} & told
    assert not Message.objects.filter(key__startswith="themes-", text__contains="Robin").exists()
    row = Event.objects.get(verb=Verb.THEMES_CIRCULATED)
    assert (row.case, row.detail) == ("", {"items": 1})


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("HO-15")
def test_of_two_who_circulate_at_once_one_tells_the_partners(southwark: Cast, panel: Panel, at: datetime) -> None:
    _theme(southwark, panel, at=at)
    _, second = overlapping(
        lambda: themes.circulate(panel, by=southwark["coordinator"], at=at),
        lambda: themes.circulate(panel, by=southwark["minutes"], at=at + timedelta(seconds=1)),
    )
    assert isinstance(second, StepMissing)
    assert Message.objects.filter(key__startswith="themes-", recipient=southwark["education"]).count() == 1


@pytest.mark.rule("RE-1", "ALL-5")
def test_an_invitation_for_a_case_of_another_meeting_changes_nothing(
    southwark: Cast, listed: ListEntry, at: datetime
) -> None:
    april, orchard = stories.schedule(southwark, on=date(2026, 4, 23), at=at), southwark.agency("orchard")
    with pytest.raises(NotEntitled, match="not on the list of this meeting"):
        inviting.invite(april, orchard, because="x", entries=[listed], by=southwark["minutes"], at=at)
    assert not PanelInvitation.objects.exists()
    assert not AgencyGrant.objects.filter(group=orchard.group_id).exists()
    assert not Event.objects.filter(verb=Verb.AGENCY_INVITED).exists()


@pytest.mark.rule("RE-1")
def test_nobody_is_invited_to_a_meeting_that_is_cancelled(southwark: Cast, panel: Panel, at: datetime) -> None:
    moving.cancel(panel, reason="No room", by=southwark["coordinator"], at=at)
    with pytest.raises(AlreadyDone, match="is cancelled"):
        inviting.invite(panel, southwark.agency("orchard"), because="x", entries=[], by=southwark["minutes"], at=at)
    assert not PanelInvitation.objects.exists()


@pytest.mark.rule("SO-31")
def test_only_the_police_are_heard_on_investigations_people_and_hot_spots(
    southwark: Cast, panel: Panel, at: datetime
) -> None:
    def sent(short: str, part: str) -> set[str]:
        one = information.send(panel, southwark.agency(short), told=ALL, by=southwark[part], at=at)
        return {name for name in TOPICS if getattr(one, name)}

    assert set(TOPICS) - sent("health", "health") == {"investigations", "people_of_concern", "hot_spots"}
    assert sent("police", "inspector") == set(TOPICS)


@pytest.mark.rule("SO-25")
def test_nothing_to_report_empties_what_was_sent_before_and_nothing_changes_once_the_agenda_is_out(
    southwark: Cast, listed: ListEntry, at: datetime
) -> None:
    how = {"by": southwark["health"], "at": at}
    for told in (ALL, NOTHING):
        information.send(listed.panel, southwark.agency("health"), told=told, **how)
    one = AgencySubmission.objects.get()
    assert ([getattr(one, name) for name in TOPICS], one.nothing_to_report) == ([""] * len(TOPICS), True)
    stories.circulate(southwark, listed.panel, at=at)
    with pytest.raises(AlreadyDone, match="no longer changed"):
        information.send(listed.panel, southwark.agency("health"), told=ALL, **how)
    one.refresh_from_db()
    assert one.nothing_to_report
    late = information.send(listed.panel, southwark.agency("yjs"), told=NOTHING, by=southwark["yjs"], at=at)
    assert late.nothing_to_report, "who has not sent yet still can"
    with pytest.raises(NotEntitled, match="not a standing member"):
        information.send(listed.panel, southwark.agency("orchard"), told=ALL, by=southwark["other.school"], at=at)


@pytest.mark.rule("SO-25")
def test_nobody_is_reminded_for_a_meeting_that_is_cancelled(southwark: Cast, panel: Panel, at: datetime) -> None:
    moving.cancel(panel, reason="No room", by=southwark["coordinator"], at=at)
    with pytest.raises(AlreadyDone):
        information.chase(panel, agency=None, by=southwark["coordinator"], at=at)
    assert not Event.objects.filter(verb=Verb.REQUEST_REMINDED).exists()


@pytest.mark.rule("RE-8")
def test_who_wrote_on_an_older_record_is_refused_and_the_newer_words_stand(
    southwark: Cast, discussed: ListEntry, later: datetime
) -> None:
    old = ListEntry.objects.get(pk=discussed.pk)
    answers = stories.ANSWERS | {"discussion": "Newer."}
    room.discuss(discussed, answers=answers, by=southwark["minutes"], at=later + timedelta(minutes=1))
    with pytest.raises(room.ChangedMeanwhile):
        room.discuss(old, answers=stories.ANSWERS, by=southwark["chair"], at=later + timedelta(minutes=2))
    old.refresh_from_db()
    assert (old.discussion, old.discussed_by) == ("Newer.", southwark["minutes"])
    with pytest.raises(Refused, match="has been discussed"):
        room.note_worker_absent(old, by=southwark["minutes"], at=later)


@pytest.mark.rule("SO-34")
def test_a_meeting_by_exception_asks_for_which_one(southwark: Cast, panel: Panel) -> None:
    with pytest.raises(StepMissing, match="say which"):
        listing.refuse_without_exception(panel, "")
    listing.refuse_without_exception(panel, "theme")


COUNTED = {
    **dict.fromkeys(("asked", "sent", "before_pre_mase", "decided", "listed", "themes", "unexplained"), 0),
    **dict.fromkeys(("discussed", "not_held", "present"), 0),
    **dict.fromkeys(("is_circulated", "has_begun", "is_approved"), False),
}


@pytest.mark.parametrize(
    ("counted", "name", "status", "hint"),
    [
        ({}, "List and themes", "not_started", "0 cases"),
        ({"listed": 1, "themes": 2}, "List and themes", "in_progress", "1 case, 2 themes"),
        ({"listed": 1, "is_circulated": True}, "List and themes", "completed", "1 case"),
        ({"before_pre_mase": 2, "decided": 2}, "Pre-MASE", "completed", "2 of 2 decided"),
        ({"asked": 4, "sent": 1}, "Information from the agencies", "in_progress", "1 of 4 have sent it"),
        ({}, "Attendance", "cannot_start", "Nobody noted yet"),
        ({"has_begun": True}, "Attendance", "not_started", "Nobody noted yet"),
        ({"listed": 2, "not_held": 2}, "Cases one by one", "optional", "No case to discuss. 2 not held, without the "),
        ({"has_begun": True, "present": 1}, "Minutes", "not_started", "The chairs can approve them"),
        ({"has_begun": True}, "Minutes", "cannot_start", "After the meeting"),
    ],
)
def test_the_month_counts_one_as_one_and_waits_for_what_comes_before(counted, name, status, hint) -> None:
    step = next(step for step in month.steps(month.Counted(**COUNTED | counted)) if step.text == name)
    assert (step.status, step.hint[: len(hint)]) == (status, hint)

"""What the meeting has about no single child: themes, blockages, and VOLT items that partners read."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.models import Deadline
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings.models import Ending, Panel, Theme, ThemeAction
from meetings.operations import moving, themes
from meetings.operations import panel as panels
from tests.meetings.conftest import told_by
from tests.meetings.typing_in import day

KNOWN = "Named in five screenings since June."
DUE = date(2026, 4, 10)


def _theme(cast: Cast, panel: Panel, *, at: datetime, about: str = "locations") -> Theme:
    said = {"about": about, "title": f"About {about}", "known": KNOWN}
    return themes.record(panel, **said, by=cast["coordinator"], at=at)


def _agree(cast: Cast, theme: Theme, *, at: datetime, owner: str = "inspector") -> ThemeAction:
    said = {"text": "Visit it at four.", "owner": cast[owner], "due_on": DUE}
    return themes.agree_action(theme, **said, by=cast["minutes"], at=at)


@pytest.mark.rule("SO-34")
def test_a_blockage_is_put_on_the_agenda_discussed_and_acted_on_without_any_case(
    southwark: Cast, panel: Panel, signed_in, clock, at: datetime
):
    client, board = signed_in(southwark["minutes"]), reverse("themes", args=[panel.ref])
    said = {"about": "blockage", "title": "Interviews reach nobody", "known": KNOWN}
    assert "Enter what is known" in client.post(reverse("record_theme", args=[panel.ref]), said | {"known": ""}).text
    for location in (True, False):
        answer = client.post(reverse("record_theme", args=[panel.ref]), said)
        assert (answer.headers.get("Location") == board) is location
    theme = Theme.objects.get()
    discussed = {"known": KNOWN, "discussion": "The police and social care agree a way."}
    assert client.post(reverse("discuss_theme", args=[panel.ref, theme.pk]), discussed).status_code == 302
    typed = {"text": "Write it down.", "owner": str(southwark["inspector"].pk)} | day("due_on", DUE)
    assert client.post(reverse("agree_theme_action", args=[panel.ref, theme.pk]), typed).status_code == 302
    page = client.get(board).text
    assert all(
        words in page for words in (KNOWN, discussed["discussion"], "Write it down.", southwark["inspector"].name)
    )
    panels.circulate(panel, by=southwark["coordinator"], at=at)
    assert Event.objects.filter(verb=Verb.THEME_RECORDED, case="").count() == 2


@pytest.mark.rule("SO-34", "RE-8")
def test_an_action_about_a_theme_has_its_time_and_its_owner_reports_on_it(
    southwark: Cast, panel: Panel, signed_in, clock, at: datetime
):
    action = _agree(southwark, _theme(southwark, panel, at=at), at=at)
    owed = Deadline.objects.get(code="action")
    assert (owed.case, owed.authority, owed.owner, owed.agency) == (
        None,
        southwark.authority,
        southwark["inspector"],
        southwark.agency("police"),
    )
    assert told_by(f"action-theme-{action.pk}") == {southwark["inspector"]}
    done = {"ending": Ending.DONE, "evidence": "Visited on two days."}
    assert signed_in(southwark["health"]).post(owed.path, done).status_code == 403
    assert signed_in(southwark["other.school"]).get(owed.path).status_code == 404
    client = signed_in(southwark["inspector"])
    assert client.post(owed.path, done).status_code == 302
    owed.refresh_from_db()
    assert (owed.closed_as, client.post(owed.path, done).status_code) == ("met", 409)
    assert "Visited on two days." in client.get(owed.path).text


def test_an_action_goes_to_nobody_whose_agency_takes_no_part_and_not_twice(southwark: Cast, panel: Panel, at: datetime):
    theme = _theme(southwark, panel, at=at)
    with pytest.raises(NotEntitled):
        _agree(southwark, theme, owner="other.school", at=at)
    _agree(southwark, theme, at=at)
    with pytest.raises(AlreadyDone):
        _agree(southwark, theme, at=at)


@pytest.mark.rule("HO-15")
def test_key_themes_are_circulated_once_to_partner_agencies_and_the_mail_says_only_that_there_is_something_to_read(
    southwark: Cast, panel: Panel, signed_in, clock, at: datetime
):
    theme, blockage = _theme(southwark, panel, at=at), _theme(southwark, panel, about="blockage", at=at)
    address = reverse("circulate_themes", args=[panel.ref])
    assert signed_in(southwark["health"]).post(address).status_code == 403
    assert signed_in(southwark["coordinator"]).post(address).status_code == 302
    for item in (theme, blockage):
        item.refresh_from_db()
    assert (theme.circulated_by, blockage.circulated_at) == (southwark["coordinator"], None)
    notices = Message.objects.filter(key__startswith=f"themes-{panel.pk}")
    assert {southwark["education"], southwark["health.member"]} <= told_by(f"themes-{panel.pk}")
    assert set(notices.values_list("text", flat=True)) == {"There is something to read for prevention planning"}
    assert KNOWN in signed_in(southwark["education"]).get(reverse("themes", args=[panel.ref])).text
    with pytest.raises(StepMissing):
        themes.circulate(panel, by=southwark["coordinator"], at=at)


@pytest.mark.rule("HO-15")
def test_two_circulations_in_the_same_second_are_both_told(southwark: Cast, panel: Panel, at: datetime):
    for about in ("locations", "trends"):
        _theme(southwark, panel, about=about, at=at)
        themes.circulate(panel, by=southwark["coordinator"], at=at)
    assert Message.objects.filter(key__startswith="themes-", recipient=southwark["education"]).count() == 2


def test_nothing_is_put_on_the_agenda_of_a_meeting_that_is_cancelled(southwark: Cast, panel: Panel, at: datetime):
    theme = _theme(southwark, panel, at=at)
    moving.cancel(panel, reason="No room", by=southwark["coordinator"], at=at + timedelta(days=1))
    with pytest.raises(AlreadyDone, match="is cancelled"):
        _theme(southwark, panel, about="trends", at=at + timedelta(days=2))
    with pytest.raises(AlreadyDone, match="is cancelled"):
        themes.circulate(theme.panel, by=southwark["coordinator"], at=at + timedelta(days=2))

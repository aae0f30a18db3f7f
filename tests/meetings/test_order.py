"""The order of the agenda: every theme and every topic of the agencies has its place, and no child is named."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import order
from meetings.models import TOPICS, About, AgencySubmission, ListEntry, Panel, Theme


def _theme(cast: Cast, panel: Panel, about: str, *, at: datetime) -> None:
    Theme.objects.create(panel=panel, about=about, title=about, known="x", recorded_at=at, recorded_by=cast["minutes"])


@pytest.mark.rule("SO-25", "SO-34")
@pytest.mark.parametrize("about", About)
def test_every_theme_has_its_place(southwark: Cast, panel: Panel, at: datetime, about: About) -> None:
    before = dict(order.items(panel))
    _theme(southwark, panel, about, at=at)
    changed = {title: words for title, words in order.items(panel) if words != before[title]}
    assert list(changed.values()) == ["1 blockage" if about is About.BLOCKAGE else "1 theme"]


@pytest.mark.rule("SO-25", "SO-31")
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_on_which_agencies_write_has_its_place(
    southwark: Cast, panel: Panel, at: datetime, topic: str
) -> None:
    agency = southwark["school"].memberships.get().agency
    sent = {"sent_at": at, "sent_by": southwark["school"], "nothing_to_report": False, topic: "Two reports"}
    AgencySubmission.objects.create(panel=panel, agency=agency, **sent)
    assert [words for _, words in order.items(panel)].count("1 report") == 1


@pytest.mark.rule("SO-25")
def test_of_cases_it_says_nothing_so_that_whom_a_conflict_keeps_from_one_learns_of_none(
    panel: Panel, told: Callable[..., Case]
) -> None:
    before = order.items(panel)
    assert dict(before)["Minutes and actions of the meeting before"] == "This is the first meeting"
    told("admit")
    assert panel.entries.count() == 1
    assert order.items(panel) == before


@pytest.mark.rule("RE-8")
def test_the_meetings_before_and_after_are_named_by_their_day_and_a_cancelled_one_is_not(
    southwark: Cast, discussed: ListEntry, at: datetime
) -> None:
    april, may = (stories.schedule(southwark, on=day, at=at) for day in (date(2026, 4, 23), date(2026, 5, 21)))
    assert dict(order.items(april))["Minutes and actions of the meeting before"] == "26 March 2026"
    assert dict(order.items(april))["Next meeting"] == "21 May 2026"
    assert dict(order.items(may))["Next meeting"] == "Not scheduled yet"
    april.cancelled_at, april.cancelled_by, april.cancelled_because = at, southwark["coordinator"], "No room"
    april.save()
    assert dict(order.items(may))["Minutes and actions of the meeting before"] == "26 March 2026"

"""What an agenda pack says: what is owed from before, what agencies answered, and who is on whose list (RE-6, HO-9)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from meetings import papers
from meetings.models import AgencyUpdate, Ending, ListEntry, Panel, ThemeAction
from meetings.operations import actions, themes


@pytest.fixture
def entry(panel: Panel, told: Callable[..., Case]) -> ListEntry:
    """A case on the list of the meeting in April."""
    return told("admit").list_entries.get()


def _theme(cast: Cast, panel: Panel, title: str, *, at: datetime) -> ThemeAction:
    """Return the action of a police officer about a theme of that meeting."""
    by = cast["coordinator"]
    theme = themes.record(panel, about="locations", title=title, known="Two reports", by=by, at=at)
    given = {"owner": cast["police.member"], "due_on": date(2026, 4, 9), "by": by, "at": at}
    return themes.agree_action(theme, text=f"About {title}", **given)


def _close(action: ThemeAction, *, at: datetime) -> None:
    actions.report(action, ending=Ending.NOT_POSSIBLE, evidence="It was sold", by=action.owner, at=at)


@pytest.mark.rule("HO-9")
def test_the_case_says_which_agency_answered_which_has_nothing_new_and_which_has_not_answered(
    entry: ListEntry, southwark: Cast, at: datetime
) -> None:
    asked = {"case": entry.case, "panel": entry.panel, "asked_at": at, "asked_by": southwark["worker"]}
    for short, answer in (("health", "Seen twice."), ("police", ""), ("education", None)):
        said = {"words": answer, "nothing_new": answer == "", "answered_at": at, "answered_by": southwark["health"]}
        AgencyUpdate.objects.create(agency=southwark.agency(short), **asked, **(said if answer is not None else {}))
    elsewhere = stories.schedule(southwark, on=date(2026, 5, 6), at=at)
    AgencyUpdate.objects.create(agency=southwark.agency("yjs"), **asked | {"panel": elsewhere})
    updates = dict(papers.case_of(entry, at=at)["updates"])
    assert updates == {
        southwark.agency("health").name: "Seen twice.",
        southwark.agency("police").name: "Nothing new.",
        southwark.agency("education").name: "Asked, and has not answered.",
    }
    assert list(updates) == sorted(updates)


@pytest.mark.rule("HO-9")
def test_the_case_can_be_read_by_who_knows_nothing_of_it(entry: ListEntry, southwark: Cast, at: datetime) -> None:
    said = papers.case_of(entry, at=at)
    facts = dict(said["facts"])
    assert (said["reference"], said["child"]) == (entry.case.ref, entry.case.child.name)
    assert facts["Social worker"] == southwark["worker"].name
    assert facts["Why it is listed"] == entry.listed_because
    assert facts["By exception"] == entry.get_exceptional_display()
    assert facts["MASE form"].startswith(f"{entry.form.submitted_by.name}, ")
    assert {text for _, text in said["texts"]} >= {entry.form.asked_of_panel, entry.form.investigations}


def test_the_age_is_that_of_the_day_in_london_on_which_the_pack_is_made(entry: ListEntry, at: datetime) -> None:
    child = entry.case.child
    child.born_on = date(2012, 3, 30)
    child.save()
    midnight = datetime.fromisoformat("2026-03-29T23:00:00+00:00")  # in London the 30th begins
    ages = [
        dict(papers.case_of(entry, at=when)["facts"])["Age"] for when in (midnight - timedelta(minutes=1), midnight)
    ]
    assert ages == ["13", "14"]


@pytest.mark.rule("RE-8", "SO-34")
def test_the_front_tells_what_is_owed_about_themes_and_what_ended_since_the_meeting_before(
    panel: Panel, southwark: Cast, barnet: Cast, at: datetime
) -> None:
    earlier, before = (stories.schedule(southwark, on=day, at=at) for day in (date(2026, 3, 10), date(2026, 3, 24)))
    running = _theme(southwark, earlier, "the car park", at=at)
    fresh, stale = (_theme(southwark, earlier, title, at=at) for title in ("the flat", "the arcade"))
    _close(stale, at=before.scheduled_for - timedelta(minutes=1))
    _close(fresh, at=before.scheduled_for)
    _theme(southwark, panel, "the station", at=at)
    _theme(barnet, stories.schedule(barnet, on=date(2026, 3, 10), at=at), "the market", at=at)
    front = papers.front_of(panel)
    assert [(one["text"], one["state"], one["evidence"]) for one in front["actions"]] == [
        (running.text, "Under way", ""),
        (fresh.text, Ending.NOT_POSSIBLE.label, "It was sold"),
    ]
    assert [theme["title"] for theme in front["themes"]] == ["the station"]


@pytest.mark.rule("ALL-5")
def test_the_front_names_no_child(entry: ListEntry) -> None:
    front = str(papers.front_of(entry.panel))
    assert entry.case.child.name not in front
    assert entry.case.ref not in front

"""What stands against closing a case: times the child was missing, actions of plans, risks in no plan (ALL-4, HO-6)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from textwrap import shorten

from mase.agencies.roles import Permission
from mase.cases.checklist import Finding, in_short
from mase.cases.models import Case
from mase.web.environment import day, moment
from riskscreening import planned
from riskscreening.models import MissingEpisode, PlannedAction

LATELY = timedelta(days=90)
_WIDTH = 120  # of an action's words


def check(files: Sequence[Case], at: datetime) -> Iterable[Finding]:
    """Return what the times the child was missing, and the plans, leave open."""
    yield from _missing(files, at)
    yield from _planned(files)


def _missing(files: Sequence[Case], at: datetime) -> Iterable[Finding]:
    episodes = list(MissingEpisode.objects.filter(case__in=files).order_by("-missing_since", "-pk"))
    lately = [one for one in episodes if one.returned_at is None or one.returned_at >= at - LATELY]
    owed = [one for one in episodes if one.returned_at and one.interview is None]
    if lately:
        facts = [_when(one) for one in lately]
        yield _finding("missing", "The child was missing in the last 90 days", facts)
    if owed:
        facts = [f"Back since {moment(one.returned_at)}" for one in owed if one.returned_at]
        yield _finding("interviews", "A return interview has neither been held nor declined", facts)


def _planned(files: Sequence[Case]) -> Iterable[Finding]:
    """Return that actions of plans are open, and that risks are in no plan; what is covered is never named."""
    actions = (
        PlannedAction.objects.filter(case__in=files, ended_at=None).select_related("owner").order_by("due_on", "pk")
    )
    if facts := [f"{_short(one.text)}: {one.whose}, by {day(one.due_on)}" for one in actions]:
        yield _finding("plan_actions", "Actions of plans are open", facts, page="plans")
    if facts := [f"{risk.item.code} {risk.item.label}" for risk in planned.gaps_in(files)]:
        title = "Risks that the newest screening found are in no plan"
        yield _finding("risks_in_no_plan", title, facts, page="risks_and_plans")


def _short(text: str) -> str:
    return shorten(text, width=_WIDTH, placeholder="…")


def _when(episode: MissingEpisode) -> str:
    back = f"back on {day(episode.returned_at)}" if episode.returned_at else "not back yet"
    return f"Since {moment(episode.missing_since)}, {back}"


def _finding(code: str, title: str, facts: list[str], *, page: str = "screenings") -> Finding:
    needs = Permission.SCREENING_VIEW
    return Finding(code=code, title=title, facts=in_short(facts), page=page, needs=needs)

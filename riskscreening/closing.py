"""What stands against closing a case in the times a child was missing (ALL-4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from mase.agencies.roles import Permission
from mase.cases.checklist import Finding, in_short
from mase.cases.models import Case
from mase.web.environment import day, moment
from riskscreening.models import MissingEpisode

LATELY = timedelta(days=90)


def check(files: Sequence[Case], at: datetime) -> Iterable[Finding]:
    """Return that the child is missing, was missing lately, or came back without a return interview."""
    episodes = list(MissingEpisode.objects.filter(case__in=files).order_by("-missing_since", "-pk"))
    lately = [one for one in episodes if one.returned_at is None or one.returned_at >= at - LATELY]
    owed = [one for one in episodes if one.returned_at and one.interview is None]
    if lately:
        facts = [_when(one) for one in lately]
        yield _finding("missing", "The child was missing in the last 90 days", facts)
    if owed:
        facts = [f"Back since {moment(one.returned_at)}" for one in owed if one.returned_at]
        yield _finding("interviews", "A return interview has neither been held nor declined", facts)


def _when(episode: MissingEpisode) -> str:
    back = f"back on {day(episode.returned_at)}" if episode.returned_at else "not back yet"
    return f"Since {moment(episode.missing_since)}, {back}"


def _finding(code: str, title: str, facts: list[str]) -> Finding:
    needs = Permission.SCREENING_VIEW
    return Finding(code=code, title=title, facts=in_short(facts), page="screenings", needs=needs)

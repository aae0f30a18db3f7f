"""What is different on the MASE list since a moment: new, stepped up or down by level or band, screened again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices

from mase import timescales
from mase.agencies.models import Authority
from mase.timescales.calendars import instant
from meetings.models import Panel
from riskscreening import standing, trajectory
from riskscreening.models import Assessment, Verdict
from riskscreening.tools.tool import Rag
from riskscreening.trajectory import RiskNow, Screened


class Change(TextChoices):
    """How a child's place on the list differs from what the last meeting saw."""

    NEW = "new", "New to the list"
    UP = "up", "Stepped up"
    DOWN = "down", "Stepped down"
    SCREENED = "screened", "Screened again, as before"
    NONE = "none", "No change"


def last_meeting(authority: Authority, *, at: datetime) -> Panel | None:
    """Return the last meeting of an earlier day, or None before the first: today's own looks at what changed too."""
    today = instant(timescales.london_day(at), time.min)
    return authority.panels.before(today).first()


def begins(last: Panel | None, *, at: datetime) -> datetime:
    """Return since when changes are shown: since the last meeting or, before the first, for a month."""
    if last:
        return last.scheduled_for
    return timescales.same_time_on(timescales.london_day(at) - relativedelta(months=1), at)


def change(was: RiskNow | None, now: RiskNow | None, *, is_new: bool, screened_again: bool) -> Change:
    """Return how the child's place differs; level and band weigh together, the band first."""
    if is_new:
        return Change.NEW
    if was and now and was.gravity != now.gravity:
        return Change.UP if now.gravity > was.gravity else Change.DOWN
    return Change.SCREENED if screened_again else Change.NONE


def risk_at(moment: datetime, completed: Iterable[Assessment]) -> RiskNow | None:
    """Return what the risk was at that moment, from screenings with their signatures at hand, the oldest first."""
    return trajectory.now([_as_of(moment, one) for one in completed if trajectory.moment_of(one) <= moment])


def _as_of(moment: datetime, one: Assessment) -> Screened:
    """Return the screening with only the signatures that it had at that moment."""
    given = [signature for signature in one.given if signature.at <= moment]
    dissent = [Rag(signature.would_say) if signature.verdict == Verdict.DISAGREED else None for signature in given]
    band = standing.band_that_counts(Rag(one.band or ""), Rag(one.judgement or ""), dissent)
    level = standing.level_that_counts(band, one.level)
    return replace(trajectory.screened(one), band=band, level=level, is_signed=len(given) == standing.BOTH)

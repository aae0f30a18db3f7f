"""A child who is missing from Monday night on, as the tests record it."""

from datetime import UTC, datetime
from typing import Any

from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import MissingEpisode
from riskscreening.operations import missing

MONDAY_NIGHT = datetime(2026, 3, 9, 22, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)


def record(case: Case, cast: Cast, *, by: str = "worker", at: datetime = NOW, **differs: Any) -> MissingEpisode:
    """Record that the child has been missing since Monday night."""
    facts = stories.MISSING | {"missing_since": MONDAY_NIGHT} | differs
    return missing.record(case, **facts, by=cast[by], at=at)


def offer(episode: MissingEpisode, cast: Cast, *, offered_at: datetime = TUESDAY, at: datetime = NOW) -> MissingEpisode:
    """Record that the interview was offered at the moment of the return."""
    facts = {"offered_at": offered_at, "offered_by": "A project worker"}
    missing.offer_interview(episode, **facts, by=cast["worker"], at=at)
    episode.refresh_from_db()
    return episode


def moment(name: str, number: str, time: str) -> dict[str, str]:
    """Return a moment of March as the browser posts it."""
    return {f"{name}-day": number, f"{name}-month": "3", f"{name}-year": "2026", f"{name}-time": time}

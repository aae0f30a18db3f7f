"""Risk now and where it is going, as the overview of a case shows it (ALL-3)."""

from datetime import datetime

from django.urls import reverse

from mase import timescales
from mase.agencies.roles import Permission
from mase.cases.cards import Card
from mase.cases.models import Case
from mase.cases.parts import Rights
from mase.web.environment import day
from riskscreening import trajectory
from riskscreening.models import Band
from riskscreening.trajectory import Direction, RiskNow

_TONES = {Band.GREEN: "good", Band.AMBER: "warn", Band.RED: "bad"}
_DIRECTIONS = {
    Direction.UP: "↑ Higher than before",
    Direction.DOWN: "↓ Lower than before",
    Direction.SAME: "→ As before",
    Direction.FIRST: "First screening",
}


def risk_now(case: Case, may: Rights, at: datetime) -> Card | None:
    """Return the band that counts, its level and direction, and what is not known yet (two queries)."""
    if not may(Permission.SCREENING_VIEW):
        return None
    risk, page = trajectory.risk_now(case), reverse("screenings", args=[case.ref])
    if risk is None:
        if case.worker is None:
            return None
        rows = (("Screening", "Not completed yet"),)
        return Card(title="Risk now", tags=(("Not screened yet", "quiet"),), rows=rows, more=("Go to screening", page))
    band = Band(risk.band)
    more = ("How the risk went, and why", page)
    return Card(title="Risk now", tags=((band.label, _TONES[band]),), rows=_rows(case, risk, at=at), more=more)


def _rows(case: Case, risk: RiskNow, *, at: datetime) -> tuple[tuple[str, str], ...]:
    level = case.profile_at(at).risk_levels.get(risk.level, f"Level {risk.level}") if risk.level else "None"
    rows = [("Direction", _DIRECTIONS[risk.direction]), ("Since", day(risk.since)), ("Risk level", level)]
    if risk.waiting_since:
        rows.append(("A newer screening", f"Completed on {day(risk.waiting_since)}, not signed by both yet"))
    if risk.model_not_known_since:
        for_so_long = timescales.elapsed_in_words(at - risk.model_not_known_since)
        rows.append(("How exploited", f"Not known yet, for {for_so_long}"))
    return tuple(rows)

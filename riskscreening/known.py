"""What the file of a child already holds that a screening can take up: found here, fitted to items in reuse.py."""

from datetime import date, datetime
from typing import Any, cast

from django.db.models import QuerySet

from mase import timescales
from mase.cases.models import Case
from mase.web.environment import day
from referrals.indicators import Indicator
from referrals.models import Referral
from referrals.models.vocabulary import Safeguard
from riskscreening import reuse, trajectory
from riskscreening.models import Assessment, MissingEpisode, ProfessionalScreening
from riskscreening.models.missing import Absence
from riskscreening.reuse import Away, Offer, Sign
from riskscreening.tools.tool import Tool


def of_referrals(case: Case, tool: Tool, *, today: date) -> list[Offer]:
    """Return the signs that the referrals of the child hold, the newest referral first (SO-4)."""
    return [offer for referral in referrals_of(case) for offer in _of_referral(referral, tool, today=today)]


def of_file(case: Case, tool: Tool, *, today: date) -> list[Offer]:
    """Return the times missing that are recorded on the file."""
    times = case.missing_episodes.filter(kind=Absence.MISSING).order_by("missing_since", "pk")
    return reuse.of_absences(tool, map(_away, times), today=today)


def of_professionals(case: Case, tool: Tool, *, today: date) -> list[Offer]:
    """Return what other agencies answered to the same items in screenings of their own (SO-9)."""
    found = completed_elsewhere(case).filter(tool_code=tool.code)
    return [offer for one in found for offer in _of_professional(one, tool, today=today)]


def before(assessment: Assessment) -> Assessment | None:
    """Return the screening of the child that was completed last before this one, or None."""
    done = assessment.case.assessments.filter(completed_at__isnull=False).exclude(pk=assessment.pk)
    if assessment.completed_at:
        done = done.filter(completed_at__lt=assessment.completed_at)
    found: Assessment | None = done.select_related("loaded_tool").order_by("-completed_at", "-pk").first()
    return found


def of_last(last: Assessment | None, tool: Tool, *, today: date) -> list[Offer]:
    """Return the answers of the screening before, where it asked the same."""
    if last is None or last.completed_at is None or last.tool_code != tool.code:
        return []
    given_on, title = timescales.london_day(last.completed_at), dated(last)
    return reuse.of_answers(
        tool, last.answers, key=f"last-{last.pk}", title=title, source=title, given_on=given_on, today=today
    )


def referrals_of(case: Case) -> QuerySet[Referral]:
    """Return the referrals of the child, the newest first."""
    return case.referrals.select_related("agency").order_by("-received_at", "-pk")


def completed_elsewhere(case: Case) -> QuerySet[ProfessionalScreening]:
    """Return the screenings that other agencies completed, the newest first."""
    done = case.professional_screenings.filter(completed_at__isnull=False)
    return done.select_related("agency", "loaded_tool").order_by("-completed_at", "-pk")


def newest_referral(case: Case) -> Referral | None:
    """Return the referral received last, or None."""
    return referrals_of(case).first()


def named(referral: Referral) -> str:
    """Say in words which referral it is, without a name of whoever sent it."""
    return f"Referral of {day(referral.received_at)}, {referral.agency.name}"


def dated(screening: Assessment) -> str:
    """Return what a completed screening is called where something comes from it."""
    return f"Screening of {day(trajectory.moment_of(screening))}"


def called(one: ProfessionalScreening) -> str:
    """Say in words which agency's completed screening it is."""
    return f"Screening by {one.agency.name}, {day(cast(datetime, one.completed_at))}"


def _of_referral(referral: Referral, tool: Tool, *, today: date) -> list[Offer]:
    about: Any = {
        "title": named(referral),
        "reported_on": timescales.london_day(referral.received_at),
        "today": today,
    }
    indicators = [_sign(Indicator(code), referral.signs.get(code, {})) for code in referral.indicators]
    warnings = [_warning(Safeguard(code)) for code in referral.safeguard]
    return [
        *reuse.of_signs(tool, indicators, fits=reuse.INDICATORS, key=f"referral-{referral.pk}", **about),
        *reuse.of_signs(tool, warnings, fits=reuse.SAFEGUARD, key=f"warning-{referral.pk}", **about),
    ]


def _sign(indicator: Indicator, said: dict[str, str]) -> Sign:
    seen_on = date.fromisoformat(said["seen_on"]) if said.get("seen_on") else None
    return Sign(code=indicator.value, label=str(indicator.label), seen_on=seen_on, note=said.get("note", ""))


def _warning(sign: Safeguard) -> Sign:
    return Sign(code=sign.value, label=f"Warning sign: {sign.label}", seen_on=None, note="")


def _of_professional(one: ProfessionalScreening, tool: Tool, *, today: date) -> list[Offer]:
    given_on = timescales.london_day(cast(datetime, one.completed_at))
    title = called(one)
    known = {code: parts for code, parts in one.answers.items() if parts.get("answer") != "not_known"}
    return reuse.of_answers(
        tool, known, key=f"partner-{one.pk}", title=title, source=title, given_on=given_on, today=today
    )


def _away(episode: MissingEpisode) -> Away:
    since = timescales.london_day(episode.missing_since)
    until = timescales.london_day(episode.returned_at) if episode.returned_at else None
    back = f"until {day(until)}" if until else "not back yet when this was read"
    words = f"Missing from {day(since)}, {back}" if until != since else f"Missing on {day(since)}, back the same day"
    return Away(since=since, until=until, words="; ".join(filter(None, (words, episode.found_where))))

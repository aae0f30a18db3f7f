"""What has to be weighed before a child leaves the MASE list: what the file leaves open, and what the child says.

Children were lost to sight because a list was made shorter. So the file is asked, not the memory of who proposes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.roles import Permission
from mase.cases import checklist
from mase.cases.checklist import Finding
from mase.cases.models import Case
from mase.web.environment import day
from meetings.models import CohortEntry, CohortRemoval
from riskscreening import queries as screening
from riskscreening import trajectory

# Of what stands against closing a case, what stands against leaving the list too.
_WEIGHED = (
    "actions",
    "missing",
    "interviews",
    "adults_of_concern",
    "people_of_concern",
    "disclosures",
    "plan_actions",
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the child says and wants, as a screening or a plan quotes it, and since when it stands there."""

    text: str
    at: datetime


def findings(case: Case, *, at: datetime) -> list[Finding]:
    """Return what stands against the child leaving the list at that moment, in the order in which it is weighed."""
    found = {one.code: one for one in checklist.findings(case, at=at)}
    return [*(found[code] for code in _WEIGHED if code in found), *_investigated(case), *_unheard(case)]


def childs_words(case: Case) -> Words | None:
    """Return what the child said last in a completed screening, or None where no screening quotes the child."""
    quoted = case.assessments.exclude(completed_at=None).exclude(in_their_words="")
    newest = quoted.order_by("-completed_at", "-pk").first()
    return Words(text=newest.in_their_words, at=trajectory.moment_of(newest)) if newest else None


def removals_of(case: Case) -> QuerySet[CohortRemoval]:
    """Return what was proposed and answered about the child's leaving the list, the newest first."""
    found = CohortRemoval.objects.filter(entry__case=case)
    related = found.select_related("entry__case__authority", "entry__admitted_by", "proposed_by", "answered_by")
    return related.order_by("-proposed_at", "-pk")


def check(files: Sequence[Case], at: datetime) -> Iterable[Finding]:
    """Return that the child is on the list: the case closes over it only with a reason of its own."""
    kept = CohortEntry.objects.filter(case__in=files, removed_at=None).order_by("pk")
    if facts := [f"Since {day(one.admitted_at)}" for one in kept]:
        title = "The child is on the MASE list, and no two people have agreed that this ends"
        yield _finding("cohort", title, facts, page="mase", needs=Permission.PANEL_VIEW)


def _investigated(case: Case) -> Iterable[Finding]:
    references = screening.crime_references(case)
    if facts := [f"{one.get_kind_display()} {one.number}, recorded {day(one.recorded_at)}" for one in references]:
        title = "The police have a crime report: ask whether they still investigate"
        yield _finding("investigation", title, facts, page="referrals", needs=Permission.REFERRAL_VIEW)


def _unheard(case: Case) -> Iterable[Finding]:
    if childs_words(case) is None:
        title = "No screening says what the child says and wants"
        yield _finding("childs_view", title, ["Ask the child before the list is made shorter"], page="screenings")


def _finding(
    code: str, title: str, facts: list[str], *, page: str, needs: Permission = Permission.SCREENING_VIEW
) -> Finding:
    return Finding(code=code, title=title, facts=checklist.in_short(facts), page=page, needs=needs)

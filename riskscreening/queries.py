"""What operations and pages ask about screenings, the single assessment and the plans of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases import queries as cases
from mase.cases.models import Case, Deadline, Happening
from referrals.models import ExternalReference, PoliceCategory
from riskscreening import patterns, standing, trajectory
from riskscreening.models import Assessment, Interview, MissingEpisode, ProfessionalScreening, SafetyPlan

LINE_MANAGERS = ("assistant_team_manager", "team_manager", "service_manager")
_CRIME = (ExternalReference.Kind.CONNECT, ExternalReference.Kind.CRIS, ExternalReference.Kind.NON_CRIME)


def is_newest(assessment: Assessment) -> bool:
    """Say whether no other screening of the child has been completed since."""
    return not assessment.case.assessments.filter(completed_at__gt=assessment.completed_at).exists()


def signed_before(assessment: Assessment) -> Assessment | None:
    """Return the screening before this one that both have signed, or None where this is the first."""
    earlier = assessment.case.assessments.filter(completed_at__lt=assessment.completed_at)
    return earlier.exclude(stands=None).order_by("-completed_at", "-pk").first()


def seems_low(assessment: Assessment) -> bool:
    """Say whether the completed screening seems low because little is known, so that a signer may list it (SO-29)."""
    asked, not_known = assessment.asked or 0, assessment.not_known or 0
    return standing.seems_low(assessment.tool, trajectory.counts(assessment), not_known=not_known, asked=asked)


def crime_references(case: Case) -> list[ExternalReference]:
    """Return what the police call it in the references kept on the file, the newest first."""
    kept = case.external_references.filter(withdrawn_at=None, kind__in=_CRIME)
    return list(kept.order_by("-recorded_at", "-pk"))


def categories(case: Case) -> list[PoliceCategory]:
    """Return the categories that the police gave to what was referred, the oldest first."""
    return list(PoliceCategory.objects.filter(referral__case=case).order_by("recorded_at", "pk"))


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """A single assessment that is still to be concluded: since when, and with whom it began."""

    since: datetime
    worker: User


def under_way(case: Case) -> UnderWay | None:
    """Return the single assessment that is to be concluded, or None where there is none.

    It begins with the allocation (SO-14); on a case that is allocated already, when a new referral asks for another.
    """
    if case.worker is None:
        return None
    owed = cases.running(case, "single_assessment").first()
    if owed is None and case.single_assessments.exists():
        return None
    allocations = case.allocations.select_related("worker").order_by("begins_at", "pk")
    first = allocations[0].begins_at
    since = max(first, owed.started_at) if owed else first
    return UnderWay(since=since, worker=allocations.filter(begins_at__lte=since).reverse()[0].worker)


def screened_since(case: Case, since: datetime) -> Assessment | None:
    """Return the newest screening that has been completed since then, or None."""
    found = case.assessments.select_related("case").filter(completed_at__gte=since)
    return found.order_by("-completed_at", "-pk").first()


def running_plan(case: Case) -> SafetyPlan | None:
    """Return the safety plan in force, or None."""
    return case.safety_plans.filter(ended_on=None).select_related("recorded_by").first()


def wordings(plan: SafetyPlan) -> list[SafetyPlan]:
    """Return how the plan read, newest first; what only ended it says nothing new."""
    found: list[SafetyPlan] = []
    for version in plan.history.order_by("history_id"):
        if not found or _wording(version) != _wording(found[-1]):
            found.append(version)
    return found[::-1]


def counts_from(deadline: Deadline) -> datetime:
    """Return since when the deadline asks for what it asks for: its start, or its last move."""
    moved = deadline.events.filter(kind=Happening.MOVED).order_by("-at", "-pk").values_list("at", flat=True).first()
    return max(deadline.started_at, moved) if moved else deadline.started_at


def managers(case: Case, *, at: datetime) -> list[User]:
    """Return the managers of the authority's social care, by name."""
    return list(User.objects.holding(*LINE_MANAGERS, authority=case.authority, at=at))


def _wording(plan: SafetyPlan) -> tuple[str, ...]:
    return plan.young_person_does, plan.professionals_do, plan.emergency_contact


def times_missing(case: Case, *, since: datetime) -> list[patterns.Time]:
    """Return the times since then that the child was missing or away, the newest first, as a pattern reads them."""
    found = case.missing_episodes.filter(missing_since__gte=since).order_by("-missing_since", "-pk")
    return [
        patterns.Time(
            since=episode.missing_since,
            until=episode.returned_at,
            kind=episode.kind,
            place=episode.missing_from,
            came_from=episode.get_missing_from_display(),
            found_where=episode.found_where,
            offered_at=episode.offered_at,
            held_at=episode.interview_at if episode.interview == Interview.HELD else None,
            declined_at=episode.interview_at if episode.interview == Interview.DECLINED else None,
        )
        for episode in found
    ]


def times_lately(case: Case, *, today: date) -> int:
    """Return how often the child went missing in the days that make a pattern."""
    return patterns.recent(case.missing_episodes.values_list("missing_since", flat=True), today=today)


AT_MOST = 100


@dataclass(frozen=True, kw_only=True)
class MissingNow:
    """A child who is missing or away now; without the episode for those who may not see that part of the file."""

    case: Case
    episode: MissingEpisode | None
    worker: str


def missing_now(user: User, *, at: datetime) -> list[MissingNow]:
    """Return the children who are missing or away, of the open cases the person may see, the longest first.

    Three queries, and one more than AT_MOST where there are more.
    """
    absent = Case.objects.filter(access.in_sight(user, at=at, case="pk"), absent_since__isnull=False, closed_at=None)
    found = list(absent.select_related("child", "authority").order_by("absent_since", "pk")[: AT_MOST + 1])
    known = access.in_sight(user, at=at, needing=Permission.SCREENING_VIEW)
    episodes = {one.case_id: one for one in MissingEpisode.objects.filter(known, case__in=found, returned_at=None)}
    workers = {case: worker.name for case, worker in cases.workers_of(found).items()}
    return [MissingNow(case=case, episode=episodes.get(case.pk), worker=workers.get(case.pk, "")) for case in found]


def professional(case: Case) -> list[ProfessionalScreening]:
    """Return the screenings that partner agencies completed, the newest first (SO-9)."""
    done = case.professional_screenings.exclude(completed_at=None).select_related("agency", "completed_by")
    return list(done.order_by("-completed_at", "-pk"))

"""What happens to a child's file, table by table: when, what in words, who, and the right to know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices

from mase.agencies.roles import Permission
from mase.cases import parts
from mase.cases.access import Standing
from mase.cases.models import Addendum, Case, NoteKind
from mase.cases.stages import Step
from meetings.models import Recommended
from referrals import access as referrals
from referrals.models import PoliceCategory
from riskscreening.models import AssessmentOutcome, Band, PlanKind


class Kind(TextChoices):
    """What a reader can narrow the chronology to."""

    PATHWAY = "pathway", "Steps of the pathway"
    REFERRAL = "referral", "Referrals, police category, what the child told"
    SCREENING = "screening", "Screenings, assessments, contexts"
    MISSING = "missing", "Times the child was missing"
    PLAN = "plan", "Plans and their reviews"
    MEETING = "meeting", "Meetings"
    NOTE = "note", "Case notes"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A table of the file: when, what in words, who, and the right to know. ``weighs``: it turned the case."""

    kind: Kind
    needs: Permission
    rows: Callable[[Case, Standing], QuerySet]
    at: str
    title: Callable[[str], str]
    by: str
    page: str
    code: str = ""
    text: str = ""
    is_day: bool = False
    weighs: bool = True
    own_page: bool = False


def _of(name: str, **having: object) -> Callable[[Case, Standing], QuerySet]:
    return lambda case, standing: getattr(case, name).filter(**having)


def _addenda(case: Case, standing: Standing) -> QuerySet:
    return Addendum.objects.filter(note__case=case)


def _categories(case: Case, standing: Standing) -> QuerySet:
    return PoliceCategory.objects.filter(referral__case=case)


_TOLD = (Step.REFERRED, Step.SCREENED, Step.STRATEGY_HELD, Step.MAP_HELD, Step.DISCUSSED)


def steps(case: Case, standing: Standing) -> QuerySet:
    """Return the steps that the reader may know of and that no record of their own tells."""
    return case.transitions.filter(
        step__in=[step for step in Step if step not in _TOLD and standing.may(parts.step_needs(step))]
    )


def _words(choices: Any, before: str = "") -> Callable[[str], str]:
    labels = {str(value): str(label) for value, label in choices.choices}
    return lambda code: f"{before}{labels.get(code, code)}"


def _just(words: str) -> Callable[[str], str]:
    return lambda code: words


_K, _P = Kind, Permission
SOURCES = (
    Source(
        kind=_K.PATHWAY,
        needs=_P.CASE_VIEW,
        rows=steps,
        at="at",
        title=_words(Step),
        by="by__name",
        page="pathway",
        code="step",
        text="reason",
        weighs=False,
    ),
    Source(
        kind=_K.REFERRAL,
        needs=_P.REFERRAL_VIEW,
        rows=referrals.readable,
        at="received_at",
        by="agency__name",
        title=_just("A referral came in"),
        page="referrals",
        text="concern",
    ),
    Source(
        kind=_K.REFERRAL,
        needs=_P.REFERRAL_ANSWERS,
        rows=_categories,
        at="recorded_at",
        title=lambda code: f"Police category {code}",
        by="recorded_by__name",
        page="referrals",
        code="number",
        text="basis",
    ),
    Source(
        kind=_K.REFERRAL,
        needs=_P.REFERRAL_ANSWERS,
        rows=_of("disclosures"),
        at="told_at",
        by="recorded_by__name",
        title=_just("The child told of an offence"),
        page="referrals",
        text="crime_reference",
    ),
    Source(
        kind=_K.SCREENING,
        needs=_P.SCREENING_VIEW,
        rows=_of("assessments", completed_at__isnull=False),
        at="completed_at",
        by="completed_by__name",
        title=_words(Band, "Risk screening completed. "),
        page="screening",
        code="judgement",
        text="judgement_reason",
        own_page=True,
    ),
    Source(
        kind=_K.SCREENING,
        needs=_P.SCREENING_VIEW,
        rows=_of("single_assessments"),
        at="concluded_at",
        by="concluded_by__name",
        title=_words(AssessmentOutcome, "Single assessment concluded. "),
        page="screenings",
        code="outcome",
        text="reason",
    ),
    Source(
        kind=_K.SCREENING,
        needs=_P.SCREENING_VIEW,
        rows=_of("contexts"),
        at="recorded_at",
        by="recorded_by__name",
        title=_just("A context outside the family was recorded"),
        page="contexts",
        text="harm",
    ),
    Source(
        kind=_K.MISSING,
        needs=_P.SCREENING_VIEW,
        rows=_of("missing_episodes"),
        at="missing_since",
        by="recorded_by__name",
        title=_just("The child was missing from this moment"),
        page="screenings",
        text="notes",
    ),
    Source(
        kind=_K.MISSING,
        needs=_P.SCREENING_VIEW,
        rows=_of("missing_episodes", returned_at__isnull=False),
        at="returned_at",
        by="return_recorded_by__name",
        title=_just("The child came back"),
        page="screenings",
        text="return_note",
        weighs=False,
    ),
    Source(
        kind=_K.MISSING,
        needs=_P.SCREENING_VIEW,
        rows=_of("missing_episodes", interview__isnull=False),
        at="interview_at",
        by="interview_recorded_by__name",
        page="screenings",
        code="interview",
        text="interview_note",
        title=lambda code: {"held": "Return interview held"}.get(code, "Return interview declined"),
        weighs=False,
    ),
    Source(
        kind=_K.PLAN,
        needs=_P.SCREENING_VIEW,
        rows=_of("plans"),
        at="begun_on",
        by="recorded_by__name",
        is_day=True,
        title=_words(PlanKind, "Plan begun: "),
        page="plan",
        code="kind",
        text="aims",
        own_page=True,
    ),
    Source(
        kind=_K.PLAN,
        needs=_P.SCREENING_VIEW,
        rows=_of("plan_reviews"),
        at="held_on",
        by="recorded_by__name",
        is_day=True,
        title=_just("Child in need plan reviewed"),
        page="plans",
        text="note",
        weighs=False,
    ),
    Source(
        kind=_K.PLAN,
        needs=_P.SCREENING_VIEW,
        rows=_of("safety_plans"),
        at="agreed_on",
        by="recorded_by__name",
        is_day=True,
        title=_just("Safety plan agreed"),
        page="safety_plan",
        text="professionals_do",
        own_page=True,
    ),
    Source(
        kind=_K.PLAN,
        needs=_P.SCREENING_VIEW,
        rows=_of("planned_actions", ended_at__isnull=False),
        at="ended_at",
        by="ended_by__name",
        title=_just("An action of a plan ended"),
        page="plans",
        text="text",
        weighs=False,
    ),
    Source(
        kind=_K.MEETING,
        needs=_P.STRATEGY_VIEW,
        rows=_of("strategy_meetings", held_at__isnull=False),
        at="held_at",
        by="chair__name",
        title=_just("Strategy meeting held"),
        page="strategy",
        text="decision_reason",
        own_page=True,
    ),
    Source(
        kind=_K.MEETING,
        needs=_P.MAP_VIEW,
        rows=_of("planning_meetings", held_on__isnull=False),
        at="held_on",
        by="referred_by__name",
        is_day=True,
        title=_just("Multi-agency planning meeting held"),
        page="planning",
        text="summary",
        own_page=True,
    ),
    Source(
        kind=_K.MEETING,
        needs=_P.PANEL_VIEW,
        rows=_of("list_entries", discussed_at__isnull=False),
        at="discussed_at",
        by="discussed_by__name",
        title=_just("Discussed at MASE"),
        page="mase",
        text="discussion",
    ),
    Source(
        kind=_K.MEETING,
        needs=_P.PANEL_VIEW,
        rows=_of("surgery_bookings", advised_at__isnull=False),
        at="advised_at",
        by="advised_by__name",
        title=_words(Recommended, "Advice from the surgery. "),
        page="mase",
        code="recommends",
        text="advice",
    ),
    Source(
        kind=_K.NOTE,
        needs=_P.SCREENING_NOTES,
        rows=_of("notes"),
        at="about_at",
        by="recorded_by__name",
        title=_words(NoteKind),
        page="note",
        code="kind",
        text="text",
        own_page=True,
        weighs=False,
    ),
    Source(
        kind=_K.NOTE,
        needs=_P.SCREENING_NOTES,
        rows=_addenda,
        at="recorded_at",
        by="recorded_by__name",
        title=_just("Added to a case note"),
        page="notes",
        text="text",
        weighs=False,
    ),
)

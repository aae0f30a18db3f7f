"""Screenings and their tools, the single assessment, contexts, plans, and the times a child was missing."""

from riskscreening.models.assessment import (
    WITH_A_PLAN,
    WITHOUT_A_PLAN,
    AssessmentOutcome,
    CarriedInto,
    SingleAssessment,
)
from riskscreening.models.contexts import Context, Intervention, Served
from riskscreening.models.missing import Absence, Interview, MissingEpisode, MissingFrom
from riskscreening.models.planning import (
    ActionEnd,
    AttendanceDecision,
    Attender,
    CarriedRisk,
    Plan,
    PlanKind,
    PlannedAction,
)
from riskscreening.models.plans import NextForPlan, PlanReview, SafetyPlan, SafetyPlanReview, TookPart
from riskscreening.models.screening import (
    Assessment,
    Band,
    Capacity,
    ProfessionalScreening,
    Signature,
    TypedSection,
    Verdict,
)
from riskscreening.models.tools import LoadedTool, RetiredTool

__all__ = [
    "WITHOUT_A_PLAN",
    "WITH_A_PLAN",
    "Absence",
    "ActionEnd",
    "Assessment",
    "AssessmentOutcome",
    "AttendanceDecision",
    "Attender",
    "Band",
    "Capacity",
    "CarriedInto",
    "CarriedRisk",
    "Context",
    "Intervention",
    "Interview",
    "LoadedTool",
    "MissingEpisode",
    "MissingFrom",
    "NextForPlan",
    "Plan",
    "PlanKind",
    "PlanReview",
    "PlannedAction",
    "ProfessionalScreening",
    "RetiredTool",
    "SafetyPlan",
    "SafetyPlanReview",
    "Served",
    "Signature",
    "SingleAssessment",
    "TookPart",
    "TypedSection",
    "Verdict",
]

"""Screenings, the single assessment, plans with the family, and the times a child was missing."""

from riskscreening.models.assessment import (
    WITH_A_PLAN,
    WITHOUT_A_PLAN,
    AssessmentOutcome,
    CarriedInto,
    SingleAssessment,
)
from riskscreening.models.missing import Absence, Interview, MissingEpisode, MissingFrom
from riskscreening.models.plans import NextForPlan, PlanReview, SafetyPlan, SafetyPlanReview
from riskscreening.models.screening import Assessment, Band, Capacity, Signature, Verdict

__all__ = [
    "WITHOUT_A_PLAN",
    "WITH_A_PLAN",
    "Absence",
    "Assessment",
    "AssessmentOutcome",
    "Band",
    "Capacity",
    "CarriedInto",
    "Interview",
    "MissingEpisode",
    "MissingFrom",
    "NextForPlan",
    "PlanReview",
    "SafetyPlan",
    "SafetyPlanReview",
    "Signature",
    "SingleAssessment",
    "Verdict",
]

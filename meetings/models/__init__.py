"""Strategy meetings, multi-agency planning, the MASE form, the meeting itself, its list, actions and minutes."""

from meetings.models.cohort import Action, ClinicalOffer, CohortEntry, Ending, FormUpdate, ListEntry, MaseForm
from meetings.models.panel import Attendance, Minutes, Panel, PanelQuerySet
from meetings.models.planning import PlanningMeeting, Professional, Strategy
from meetings.models.returns import TOPICS, AgencySubmission, QuarterlyReturn
from meetings.models.strategy import (
    S47,
    Conference,
    Contribution,
    Decision,
    HostNotice,
    How,
    Plan,
    StrategyMeeting,
    StrategyMove,
)

__all__ = [
    "S47",
    "TOPICS",
    "Action",
    "AgencySubmission",
    "Attendance",
    "ClinicalOffer",
    "CohortEntry",
    "Conference",
    "Contribution",
    "Decision",
    "Ending",
    "FormUpdate",
    "HostNotice",
    "How",
    "ListEntry",
    "MaseForm",
    "Minutes",
    "Panel",
    "PanelQuerySet",
    "Plan",
    "PlanningMeeting",
    "Professional",
    "QuarterlyReturn",
    "Strategy",
    "StrategyMeeting",
    "StrategyMove",
]

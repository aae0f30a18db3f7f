"""Strategy meetings, multi-agency planning, the MASE form, the meeting itself, its list, actions and minutes."""

from meetings.models.cohort import Action, CohortEntry, Ending, ListEntry, MaseForm
from meetings.models.panel import Attendance, Minutes, Panel, PanelQuerySet
from meetings.models.planning import PlanningMeeting, Professional, Strategy
from meetings.models.strategy import Contribution, Decision, StrategyMeeting

__all__ = [
    "Action",
    "Attendance",
    "CohortEntry",
    "Contribution",
    "Decision",
    "Ending",
    "ListEntry",
    "MaseForm",
    "Minutes",
    "Panel",
    "PanelQuerySet",
    "PlanningMeeting",
    "Professional",
    "Strategy",
    "StrategyMeeting",
]

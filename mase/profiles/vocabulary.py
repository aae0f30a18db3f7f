"""The words a profile may use: roles, kinds of agency, outcomes, and the timescales every profile sets."""

from mase.timescales import Unit

ROLES = (
    "mash_manager",
    "service_manager",
    "team_manager",
    "assistant_team_manager",
    "social_worker",
    "co_ordinator",
    "mase_administrator",
    "police_mash",
    "police_inspector",
    "panel_chair",
    "partner_lead",
    "privacy_officer",
)
AGENCY_KINDS = (
    "social_care",
    "police",
    "health",
    "education",
    "youth_justice",
    "early_help",
    "housing",
    "probation",
    "voluntary",
)
PANEL_CHAIR_KINDS = ("social_care", "police")  # where somebody can be given the role of a chair
RAG_OUTCOMES = ("red", "amber", "green", "blue")
LETTERS = ("red", "forwarded", "green", "blue")  # red goes to a worker who has the case already: forwarded
IN_LETTERS = ("authority", "reference", "sent_on")
BACKWARD = frozenset(unit for unit in Unit if unit.counts_back)
FORWARD = frozenset(Unit) - BACKWARD
AHEAD = frozenset({Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS})
TOOLS = {"cse-screening": "CSE risk screening", "cse-stage2": "CSE stage 2 risk assessment"}
CHAIRING_ROLES = ("assistant_team_manager", "team_manager", "service_manager")  # an ATM or above (HO-8)
RUNS_ON = (
    "mash_check",
    "rag_outcome",
    "amber_resolution",
    "information_reply",
    "police_category",
    "referrer_notice",
    "allocation",
    "single_assessment",
    "screening",
    "screening_sign_off",
    "rescreening",
    "strategy_meeting",
    "strategy_meeting_urgent",
    "icpc",
    "host_borough_notice",
    "clinical_offer",
    "minutes_issued",
    "cin_review",
    "safety_plan_review",
    "return_interview",
    "quarterly_return",
    "emergency_review",
    "consultation",
    "forwarded_concern",
    "crime_reference",
    "iro_notice",
    "host_contact",
    "nrm_referral",
    "adult_safeguarding",
    "early_help_review",
    "look_back",
    "care_plan_update",
    "complex_meeting",
)
COUNTS_BACK = ("mase_submission", "mase_circulation", "mase_update", "agency_update", "agency_submission")
OWN_DATE = ("action", "host_move_notice", "plan_action", "intervention_review")
OPTIONAL = ("police_category", "mase_update", "agency_submission", "clinical_offer", "quarterly_return")

"""Which part of the file a deadline or a step belongs to: on the overview, each is for those who may see that part.

Pure. An agency that was only asked for information learns who the child is and where the case stands, nothing else.
"""

from mase.agencies.roles import Permission
from mase.cases.stages import Step

# For each timescale the page on which the work is done, and the right to see that part of the file.
_TIMESCALES: dict[str, tuple[str, Permission]] = {
    "mash_check": ("referrals", Permission.REFERRAL_VIEW),
    "rag_outcome": ("referrals", Permission.REFERRAL_VIEW),
    "amber_resolution": ("referrals", Permission.REFERRAL_VIEW),
    "information_reply": ("requests", Permission.REQUEST_ANSWER),
    "police_category": ("referrals", Permission.REFERRAL_VIEW),
    "referrer_notice": ("referrals", Permission.REFERRAL_VIEW),
    "allocation": ("allocate", Permission.REFERRAL_VIEW),
    "single_assessment": ("screenings", Permission.SCREENING_VIEW),
    "screening": ("screenings", Permission.SCREENING_VIEW),
    "screening_sign_off": ("screenings", Permission.SCREENING_VIEW),
    "rescreening": ("screenings", Permission.SCREENING_VIEW),
    "strategy_meeting": ("strategies", Permission.STRATEGY_VIEW),
    "strategy_meeting_urgent": ("strategies", Permission.STRATEGY_VIEW),
    "icpc": ("strategies", Permission.STRATEGY_VIEW),
    "host_borough_notice": ("strategies", Permission.STRATEGY_VIEW),
    "mase_submission": ("mase", Permission.PANEL_VIEW),
    "mase_update": ("mase", Permission.PANEL_VIEW),
    "clinical_offer": ("mase", Permission.PANEL_VIEW),
    "cin_review": ("screenings", Permission.SCREENING_VIEW),
    "safety_plan_review": ("screenings", Permission.SCREENING_VIEW),
    "return_interview": ("screenings", Permission.SCREENING_VIEW),
    "action": ("mase", Permission.PANEL_VIEW),
}
_UNKNOWN = ("case", Permission.HISTORY_VIEW)

_STEPS: dict[Step, Permission] = {
    Step.REFERRED: Permission.REFERRAL_VIEW,
    Step.SHARING_STARTED: Permission.REFERRAL_VIEW,
    Step.BLUE: Permission.REFERRAL_VIEW,
    Step.GREEN: Permission.REFERRAL_VIEW,
    Step.AMBER: Permission.REFERRAL_VIEW,
    Step.RED: Permission.REFERRAL_VIEW,
    Step.ALLOCATED: Permission.CASE_VIEW,
    Step.SCREENED: Permission.SCREENING_VIEW,
    Step.RETURNED: Permission.SCREENING_VIEW,
    Step.SIGNED_OFF: Permission.SCREENING_VIEW,
    Step.STRATEGY_CONVENED: Permission.STRATEGY_VIEW,
    Step.STRATEGY_HELD: Permission.STRATEGY_VIEW,
    Step.WITHOUT_MASE: Permission.STRATEGY_VIEW,
    Step.FORM_SUBMITTED: Permission.PANEL_VIEW,
    Step.FORM_WITHDRAWN: Permission.PANEL_VIEW,
    Step.ADMITTED: Permission.PANEL_VIEW,
    Step.DECLINED: Permission.PANEL_VIEW,
    Step.DISCUSSED: Permission.PANEL_VIEW,
    Step.MAP_REFERRED: Permission.MAP_VIEW,
    Step.MAP_HELD: Permission.MAP_VIEW,
    Step.CLOSED: Permission.CASE_VIEW,
}

# Reasons that weigh what agencies answered are not for everybody who sees the step.
_REASONS: dict[Step, Permission] = {
    Step.SHARING_STARTED: Permission.REFERRAL_ANSWERS,
    Step.BLUE: Permission.REFERRAL_ANSWERS,
    Step.GREEN: Permission.REFERRAL_ANSWERS,
    Step.AMBER: Permission.REFERRAL_ANSWERS,
    Step.RED: Permission.REFERRAL_ANSWERS,
    Step.ALLOCATED: Permission.HISTORY_VIEW,
    Step.CLOSED: Permission.HISTORY_VIEW,
}


def page_of(timescale: str) -> str:
    """Return the name of the page on which the work of this timescale is done."""
    return _TIMESCALES.get(timescale, _UNKNOWN)[0]


def deadline_needs(timescale: str) -> Permission:
    """Return the right to see a deadline of this timescale."""
    return _TIMESCALES.get(timescale, _UNKNOWN)[1]


def step_needs(step: Step) -> Permission:
    """Return the right to see that this step was taken."""
    return _STEPS[step]


def reason_needs(step: Step) -> Permission:
    """Return the right to see why this step was taken."""
    return _REASONS.get(step, _STEPS[step])

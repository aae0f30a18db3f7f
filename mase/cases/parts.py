"""Which part of the file a deadline, a step, a record or an act belongs to: each is for those who may see that part.

Pure. An agency that was only asked for information learns who the child is and where the case stands, nothing else.
"""

from collections.abc import Callable

from mase.agencies.roles import Permission, Section
from mase.audit.verbs import Verb
from mase.cases.stages import Step

Rights = Callable[[Permission], bool]

# For each timescale the page on which the work is done, and the right to see that part of the file.
_TIMESCALES: dict[str, tuple[str, Permission]] = {
    "mash_check": ("referrals", Permission.REFERRAL_VIEW),
    "rag_outcome": ("referrals", Permission.REFERRAL_VIEW),
    "amber_resolution": ("referrals", Permission.REFERRAL_VIEW),
    "information_reply": ("requests", Permission.REQUEST_ANSWER),
    "police_category": ("referrals", Permission.REFERRAL_VIEW),
    "referrer_notice": ("referrals", Permission.REFERRAL_VIEW),
    "forwarded_concern": ("referrals", Permission.REFERRAL_ANSWERS),
    "crime_reference": ("referrals", Permission.REFERRAL_VIEW),
    "early_help_review": ("referrals", Permission.REFERRAL_ANSWERS),
    "iro_notice": ("routes", Permission.REFERRAL_ANSWERS),
    "host_contact": ("routes", Permission.REFERRAL_ANSWERS),
    "host_move_notice": ("routes", Permission.REFERRAL_ANSWERS),
    "nrm_referral": ("routes", Permission.REFERRAL_ANSWERS),
    "adult_safeguarding": ("routes", Permission.REFERRAL_ANSWERS),
    "look_back": ("look_back", Permission.HISTORY_VIEW),
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
    "agency_update": ("mase", Permission.PANEL_VIEW),
    "complex_meeting": ("strategies", Permission.STRATEGY_VIEW),
    "cin_review": ("plans", Permission.SCREENING_VIEW),
    "safety_plan_review": ("plans", Permission.SCREENING_VIEW),
    "return_interview": ("screenings", Permission.SCREENING_VIEW),
    "plan_action": ("plans", Permission.SCREENING_VIEW),
    "care_plan_update": ("plans", Permission.SCREENING_VIEW),
    "action": ("mase", Permission.PANEL_VIEW),
}
_UNKNOWN = ("case", Permission.HISTORY_VIEW)
_REQUEST = "referrals.informationrequest"

_STEPS: dict[Step, Permission] = {
    Step.REFERRED: Permission.REFERRAL_VIEW,
    Step.DATA_RECEIVED: Permission.REFERRAL_VIEW,
    Step.NO_CHECKS: Permission.REFERRAL_VIEW,
    Step.SHARING_STARTED: Permission.REFERRAL_VIEW,
    Step.BLUE: Permission.REFERRAL_VIEW,
    Step.GREEN: Permission.REFERRAL_VIEW,
    Step.AMBER: Permission.REFERRAL_VIEW,
    Step.RED: Permission.REFERRAL_VIEW,
    Step.EARLY_HELP: Permission.REFERRAL_VIEW,
    Step.STEPPED_UP: Permission.REFERRAL_VIEW,
    # Whether a child was known before is not for whoever referred.
    **dict.fromkeys((Step.CONCERN_ADDED, Step.JOINED, Step.SEPARATED), Permission.HISTORY_VIEW),
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
    Step.LEFT_LIST: Permission.PANEL_VIEW,
    Step.MAP_REFERRED: Permission.MAP_VIEW,
    Step.MAP_HELD: Permission.MAP_VIEW,
    Step.MAP_CANCELLED: Permission.MAP_VIEW,
    Step.CLOSED: Permission.CASE_VIEW,
    Step.REOPENED: Permission.CASE_VIEW,
}

# Reasons that weigh what agencies answered are not for everybody who sees the step.
_REASONS: dict[Step, Permission] = {
    **dict.fromkeys((Step.SHARING_STARTED, Step.NO_CHECKS), Permission.REFERRAL_ANSWERS),
    Step.BLUE: Permission.REFERRAL_ANSWERS,
    Step.GREEN: Permission.REFERRAL_ANSWERS,
    Step.AMBER: Permission.REFERRAL_ANSWERS,
    Step.RED: Permission.REFERRAL_ANSWERS,
    **dict.fromkeys((Step.EARLY_HELP, Step.STEPPED_UP), Permission.REFERRAL_ANSWERS),
    **dict.fromkeys((Step.ALLOCATED, Step.CLOSED, Step.REOPENED), Permission.HISTORY_VIEW),
}

# For each kind of record the right to see it; of a kind that is not here, history shows nothing to anybody.
_RECORDS: dict[str, Permission] = {
    **dict.fromkeys(("people.person", "people.relationship", "cases.case", "cases.allocation"), Permission.CASE_VIEW),
    **dict.fromkeys(("cases.agencygrant", "cases.persongrant", "cases.emergency"), Permission.HISTORY_VIEW),
    **dict.fromkeys(("cases.deadline", "cases.transition"), Permission.HISTORY_VIEW),
    "referrals.referral": Permission.REFERRAL_VIEW,
    **dict.fromkeys(("referrals.informationrequest", "referrals.outcome"), Permission.REFERRAL_ANSWERS),
    "referrals.policecategory": Permission.REFERRAL_ANSWERS,
    **dict.fromkeys(
        (
            *("referrals.householdmember", "referrals.personofconcern", "referrals.place", "referrals.vehicle"),
            "referrals.contactpoint",
        ),
        Permission.REFERRAL_VIEW,
    ),
    **dict.fromkeys(
        (
            *("referrals.mashscreening", "referrals.requestlink", "referrals.takenup", "referrals.route"),
            *("referrals.routestep", "referrals.nrmreferral", "referrals.earlyhelp", "referrals.earlyhelpreview"),
            *("referrals.disclosure", "referrals.externalreference"),
        ),
        Permission.REFERRAL_ANSWERS,
    ),
    **dict.fromkeys(("cases.match", "cases.closure"), Permission.HISTORY_VIEW),
    "referrals.intelligence": Permission.INTELLIGENCE_VIEW,
    "riskscreening.assessment": Permission.SCREENING_VIEW,
    "riskscreening.signature": Permission.SCREENING_VIEW,
    "riskscreening.singleassessment": Permission.SCREENING_VIEW,
    "riskscreening.missingepisode": Permission.SCREENING_VIEW,
    "riskscreening.planreview": Permission.SCREENING_VIEW,
    "riskscreening.safetyplan": Permission.SCREENING_VIEW,
    "riskscreening.safetyplanreview": Permission.SCREENING_VIEW,
    "riskscreening.professionalscreening": Permission.SCREENING_VIEW,
    **dict.fromkeys(
        (
            *("riskscreening.plan", "riskscreening.plannedaction", "riskscreening.carriedrisk"),
            *("riskscreening.attendancedecision", "riskscreening.context", "riskscreening.served"),
        ),
        Permission.SCREENING_VIEW,
    ),
    **dict.fromkeys(("cases.workspace", "cases.note", "cases.addendum"), Permission.SCREENING_NOTES),
    "meetings.strategymeeting": Permission.STRATEGY_VIEW,
    "meetings.contribution": Permission.STRATEGY_VIEW,
    "meetings.strategymove": Permission.STRATEGY_VIEW,
    "meetings.hostnotice": Permission.STRATEGY_VIEW,
    "meetings.conference": Permission.STRATEGY_VIEW,
    **dict.fromkeys(
        ("meetings.strategyattendee", "meetings.agendanote", "meetings.placementpoint", "meetings.complexchild"),
        Permission.STRATEGY_VIEW,
    ),
    "meetings.planningmeeting": Permission.MAP_VIEW,
    "meetings.professional": Permission.MAP_VIEW,
    "meetings.strategy": Permission.MAP_VIEW,
    "meetings.maseform": Permission.PANEL_VIEW,
    "meetings.formupdate": Permission.PANEL_VIEW,
    "meetings.cohortentry": Permission.PANEL_VIEW,
    "meetings.listentry": Permission.PANEL_VIEW,
    "meetings.action": Permission.PANEL_VIEW,
    "meetings.clinicaloffer": Permission.PANEL_VIEW,
    **dict.fromkeys(
        (
            *("meetings.cohortremoval", "meetings.agencyupdate", "meetings.entryaddendum", "meetings.actioncheck"),
            *("meetings.panelinvitation", "meetings.theme", "meetings.themeaction", "meetings.themeactioncheck"),
            *("meetings.declaredinterest", "meetings.notdiscussed"),
        ),
        Permission.PANEL_VIEW,
    ),
    "meetings.panel": Permission.PANEL_VIEW,
    "meetings.agencysubmission": Permission.PANEL_VIEW,
}
# Who may know that somebody looked at a page: whoever may see that part, whatever is done on the page.
_PARTS: dict[Section, Permission] = {
    Section.CASE: Permission.CASE_VIEW,
    Section.REFERRAL: Permission.REFERRAL_VIEW,
    Section.REQUEST: Permission.REFERRAL_ANSWERS,
    Section.SCREENING: Permission.SCREENING_VIEW,
    Section.STRATEGY: Permission.STRATEGY_VIEW,
    Section.MAP: Permission.MAP_VIEW,
    Section.PANEL: Permission.PANEL_VIEW,
    Section.INTELLIGENCE: Permission.INTELLIGENCE_VIEW,
    Section.HISTORY: Permission.HISTORY_VIEW,
}

# What is covered until somebody asks for it stays covered in the history, whoever reads.
# Of police intelligence it says that there is some: the originator may withdraw the rest from everybody.
_COVERED = frozenset(
    {
        *(("people.person", field) for field in ("nhs_number", "upn", "address", "placement_address")),
        *(("referrals.referral", f) for f in ("sent_by", "referrer_role", "referrer_telephone", "relationship")),
        *(("referrals.intelligence", f) for f in ("line", "source", "assessment", "handling", "conditions")),
        *(("referrals.intelligence", f) for f in ("about", "nature", "recorded_by", "withdrawn_because")),
    }
)
_WEIGHS_ANSWERS = frozenset(
    {
        Verb.SHARING_STARTED,
        Verb.INFORMATION_NOT_NEEDED,
        Verb.POLICE_CATEGORISED,
        Verb.DISCLOSURE_SETTLED,
        Verb.OUTCOME_PROPOSED,
        Verb.OUTCOME_DISPUTED,
    }
)


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


def hidden_timescales(may: Rights) -> list[str]:
    """Return the timescales whose deadlines the reader of a history may not know of.

    What an agency was asked is for those who weigh the answers (BR-1), whichever page it is answered on.
    """
    needs = {code: needed for code, (_, needed) in _TIMESCALES.items()} | {"information_reply": _RECORDS[_REQUEST]}
    return [code for code, needed in needs.items() if not may(needed)]


def records(may: Rights) -> list[str]:
    """Return the kinds of record that the reader may see, by the names of their models."""
    return [label for label, needed in _RECORDS.items() if may(needed)]


def viewing_needs(asked: Permission) -> Permission:
    """Return the right to know that somebody looked at a page which asks for this permission."""
    if asked is Permission.CASE_INTELLIGENCE or asked.section is None:
        return Permission.INTELLIGENCE_VIEW
    return _PARTS[asked.section]


def is_covered(record: str, field: str) -> bool:
    """Say whether history says only that this changed, not from what to what."""
    return (record, field) in _COVERED


def weighs_answers(verb: str) -> bool:
    """Say whether the reason of this act weighs what agencies answered."""
    return verb in _WEIGHS_ANSWERS

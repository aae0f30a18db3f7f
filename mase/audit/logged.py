"""Which of the six kinds of processing each act is that has to be logged (Data Protection Act 2018, section 62)."""

from django.db.models import TextChoices

from mase.audit.verbs import Verb


class Log(TextChoices):
    """The six kinds of processing that have to be logged (Data Protection Act 2018, section 62)."""

    COLLECTION = "collection", "Collection"
    ALTERATION = "alteration", "Alteration"
    CONSULTATION = "consultation", "Consultation"
    DISCLOSURE = "disclosure", "Disclosure"
    COMBINATION = "combination", "Combination"
    ERASURE = "erasure", "Erasure"


# What people say and hand in is collected; what is decided about it alters the record; looking, also looking that was
# refused, consults it; what reaches another agency, person or file is disclosed; what agencies know separately is
# combined at the outcome and at the meetings; what is taken back is erased from sight, never from this trail.
LOGGED: dict[Log, frozenset[Verb]] = {
    Log.COLLECTION: frozenset(
        {
            Verb.REFERRAL_SENT,
            Verb.INFORMATION_ANSWERED,
            Verb.INTELLIGENCE_RECORDED,
            Verb.CONFLICT_DECLARED,
            Verb.PERSON_ADDED,
            Verb.SCREENING_STARTED,
            Verb.SCREENING_SAVED,
            Verb.MISSING_RECORDED,
            Verb.RETURN_RECORDED,
            Verb.INTERVIEW_HELD,
            Verb.INTERVIEW_DECLINED,
            Verb.FORM_SUBMITTED,
            Verb.INFORMATION_SENT,
            Verb.UPDATE_GIVEN,
            Verb.SURGERY_BOOKED,
            Verb.CASE_OPENED,
            Verb.DATA_RECEIVED,
            Verb.ADVICE_ASKED,
            Verb.HAND_OVER_NOTED,
            Verb.DISCLOSURE_RECORDED,
            Verb.REFERENCE_RECORDED,
            Verb.PROFESSIONAL_SCREENING_STARTED,
            Verb.PROFESSIONAL_SCREENING_SAVED,
            Verb.PROFESSIONAL_SCREENING_COMPLETED,
            Verb.CONTEXT_RECORDED,
            Verb.INTERVENTION_BEGUN,
            Verb.NOTE_WRITTEN,
            Verb.ADDENDUM_WRITTEN,
        }
    ),
    Log.CONSULTATION: frozenset(
        {
            Verb.VIEWED,
            Verb.LISTED,
            Verb.REFUSED,
            Verb.PACE_EXCEEDED,
            Verb.FIELD_REVEALED,
            Verb.INTELLIGENCE_READ,
            Verb.EMERGENCY_OPENED,
            Verb.EMERGENCY_REVIEWED,
            Verb.PACK_OPENED,
            Verb.TRAIL_READ,
            Verb.TRAIL_SIGNAL_REVIEWED,
            Verb.CALENDAR_FETCHED,
            Verb.FILES_COMPARED,
            Verb.LINK_OPENED,
            Verb.ADVICE_READ,
        }
    ),
    Log.DISCLOSURE: frozenset(
        {
            Verb.DOWNLOADED,
            Verb.ACCESS_GRANTED,
            Verb.INFORMATION_REQUESTED,
            Verb.REFERRER_TOLD,
            Verb.HOST_TOLD,
            Verb.AGENDA_CIRCULATED,
            Verb.COMPLEX_INVITED,
            Verb.AGENCY_INVITED,
            Verb.THEMES_CIRCULATED,
            Verb.UPDATE_ASKED,
            Verb.PACK_ISSUED,
            Verb.PACK_DOWNLOADED,
            Verb.RETURN_ISSUED,
            Verb.TRAIL_EXPORTED,
            Verb.LINK_SENT,
            Verb.REQUEST_REMINDED,
            Verb.NRM_REFERRED,
        }
    ),
    Log.COMBINATION: frozenset(
        {
            Verb.OUTCOME_PROPOSED,
            Verb.FILES_JOINED,
            Verb.ADVICE_LINKED,
            Verb.STRATEGY_HELD,
            Verb.COMPLEX_LINKED,
            Verb.COMPLEX_SAID,
            Verb.COMPLEX_HELD,
            Verb.MINUTES_SIGNED,
            Verb.MAP_RECORDED,
            Verb.CASE_DISCUSSED,
            Verb.MINUTES_APPROVED,
        }
    ),
    Log.ERASURE: frozenset(
        {
            Verb.INTELLIGENCE_WITHDRAWN,
            Verb.PACK_RECALLED,
            Verb.COMPLEX_WITHDRAWN,
            Verb.FORM_WITHDRAWN,
            Verb.CALENDAR_WITHDRAWN,
            Verb.PERSON_REMOVED,
            Verb.LINK_WITHDRAWN,
            Verb.REFERENCE_WITHDRAWN,
        }
    ),
    Log.ALTERATION: frozenset(
        {
            Verb.AGENCY_OPENED,
            Verb.MEMBERSHIP_BEGUN,
            Verb.MEMBERSHIP_ENDED,
            Verb.LEAVE_NOTED,
            Verb.LEAVE_ENDED,
            Verb.CALENDAR_GIVEN,
            Verb.CASE_ALLOCATED,
            Verb.CASE_RESTRICTED,
            Verb.CASE_CLOSED,
            Verb.CASE_REOPENED,
            Verb.CASE_LOOKED_BACK,
            Verb.FILES_SEPARATED,
            Verb.FILES_FOUND_DIFFERENT,
            Verb.FILES_DECISION_WITHDRAWN,
            Verb.CHILD_CORRECTED,
            Verb.COVER_ARRANGED,
            Verb.SPOC_NAMED,
            Verb.ADVICE_GIVEN,
            Verb.ADVICE_FOLLOWED,
            Verb.MASH_SCREENED,
            Verb.CONCERN_TAKEN_UP,
            Verb.EARLY_HELP_HELD,
            Verb.EARLY_HELP_REVIEWED,
            Verb.STEPPED_UP,
            Verb.ROUTE_BEGUN,
            Verb.ROUTE_STEP_RECORDED,
            Verb.ROUTE_ENDED,
            Verb.NRM_DECIDED,
            Verb.DISCLOSURE_SETTLED,
            Verb.INTERVIEW_OFFERED,
            Verb.MISSING_CORRECTED,
            Verb.ACCESS_WITHDRAWN,
            Verb.ACCESS_KEPT,
            Verb.CONFLICT_ENDED,
            Verb.PERSON_CORRECTED,
            Verb.EMERGENCY_ENDED,
            Verb.SHARING_STARTED,
            Verb.INFORMATION_NOT_NEEDED,
            Verb.POLICE_CATEGORISED,
            Verb.OUTCOME_AGREED,
            Verb.OUTCOME_DISPUTED,
            Verb.SCREENING_COMPLETED,
            Verb.SCREENING_SIGNED,
            Verb.SCREENING_RETURNED,
            Verb.SCREENING_DISPUTED,
            Verb.TOOL_LOADED,
            Verb.TOOL_RETIRED,
            Verb.CONTEXT_ENDED,
            Verb.CONTEXT_SERVED,
            Verb.CONTEXT_LEFT,
            Verb.INTERVENTION_CHANGED,
            Verb.INTERVENTION_ENDED,
            Verb.PLAN_WRITTEN,
            Verb.PLAN_CHANGED,
            Verb.PLAN_ENDED,
            Verb.PLANNED_ACTION_AGREED,
            Verb.PLANNED_ACTION_ENDED,
            Verb.RISK_CARRIED,
            Verb.ATTENDANCE_DECIDED,
            Verb.WORKSPACE_OPENED,
            Verb.ASSESSMENT_CONCLUDED,
            Verb.SAFETY_PLAN_AGREED,
            Verb.SAFETY_PLAN_REVIEWED,
            Verb.STRATEGY_CONVENED,
            Verb.STRATEGY_MOVED,
            Verb.CONFERENCE_RECORDED,
            Verb.CIN_REVIEWED,
            Verb.MAP_REFERRED,
            Verb.MAP_PREPARED,
            Verb.MAP_MOVED,
            Verb.MAP_CANCELLED,
            Verb.FORM_UPDATED,
            Verb.FORM_CONFIRMED,
            Verb.LATE_FORM_ADMITTED,
            Verb.COHORT_ADMITTED,
            Verb.COHORT_DECLINED,
            Verb.NOT_DISCUSSED,
            Verb.PANEL_SCHEDULED,
            Verb.PANEL_MOVED,
            Verb.PANEL_CANCELLED,
            Verb.CASE_LISTED,
            Verb.LIST_ORDERED,
            Verb.ATTENDANCE_NOTED,
            Verb.ITEM_BEGUN,
            Verb.ACTION_AGREED,
            Verb.ACTION_CLOSED,
            Verb.STRATEGY_PREPARED,
            Verb.COMPLEX_CONVENED,
            Verb.COMPLEX_MOVED,
            Verb.COMPLEX_CANCELLED,
            Verb.SURGERY_OPENED,
            Verb.SURGERY_CANCELLED,
            Verb.SURGERY_RELEASED,
            Verb.SURGERY_ADVISED,
            Verb.REMOVAL_PROPOSED,
            Verb.REMOVAL_AGREED,
            Verb.REMOVAL_REFUSED,
            Verb.INTEREST_DECLARED,
            Verb.THEME_RECORDED,
            Verb.CASE_RETURNS,
            Verb.PACK_ASKED,
            Verb.ACTION_CHECKED,
            Verb.ACTION_CARRIED,
            Verb.ACTION_CANCELLED,
            Verb.MINUTES_ADDED,
            Verb.CONSULTATION_OFFERED,
            Verb.CONSULTATION_ANSWERED,
            Verb.CONSULTATION_HELD,
        }
    ),
}
LOOKING = frozenset({Verb.VIEWED, Verb.FIELD_REVEALED, Verb.INTELLIGENCE_READ, Verb.DOWNLOADED})  # content was shown
_LOG_OF = {verb: log for log, verbs in LOGGED.items() for verb in verbs}


def log_of(verb: Verb) -> Log:
    """Return which of the Act's six kinds it is."""
    return _LOG_OF[verb]

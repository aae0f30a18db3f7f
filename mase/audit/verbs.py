"""Every act and every viewing that leaves a row, with the words the timeline shows after the person's name."""

from django.db.models import TextChoices


class Log(TextChoices):
    """The six kinds of processing that have to be logged (Data Protection Act 2018, section 62)."""

    COLLECTION = "collection", "Collection"
    ALTERATION = "alteration", "Alteration"
    CONSULTATION = "consultation", "Consultation"
    DISCLOSURE = "disclosure", "Disclosure"
    COMBINATION = "combination", "Combination"
    ERASURE = "erasure", "Erasure"


class Verb(TextChoices):
    """Past tense; the value is kept for ever, the label may be reworded."""

    VIEWED = "viewed", "viewed"
    LISTED = "listed", "saw in a list"
    REFUSED = "refused", "was refused"
    DOWNLOADED = "downloaded", "downloaded"

    AGENCY_OPENED = "agency_opened", "opened an agency"
    MEMBERSHIP_BEGUN = "membership_begun", "gave a role to a person"
    MEMBERSHIP_ENDED = "membership_ended", "ended a person's role"
    LEAVE_NOTED = "leave_noted", "noted days away"
    LEAVE_ENDED = "leave_ended", "ended days away"
    COVER_ARRANGED = "cover_arranged", "arranged who covers days away"
    SPOC_NAMED = "spoc_named", "named the single point of contact of an agency"
    ADVICE_ASKED = "advice_asked", "asked for advice"
    ADVICE_GIVEN = "advice_given", "gave advice"
    ADVICE_READ = "advice_read", "read a consultation"
    ADVICE_LINKED = "advice_linked", "linked a consultation with a case"
    ADVICE_FOLLOWED = "advice_followed", "began a referral from a consultation"
    CALENDAR_GIVEN = "calendar_given", "made a private calendar address"
    CALENDAR_WITHDRAWN = "calendar_withdrawn", "withdrew a private calendar address"
    CALENDAR_FETCHED = "calendar_fetched", "had a calendar fetch their deadlines and meetings"

    CASE_OPENED = "case_opened", "opened the case"
    CASE_ALLOCATED = "case_allocated", "allocated the case"
    HAND_OVER_NOTED = "hand_over_noted", "wrote a hand-over note"
    CASE_RESTRICTED = "case_restricted", "restricted the record"
    CASE_CLOSED = "case_closed", "closed the case"
    CASE_REOPENED = "case_reopened", "opened the case again"
    CASE_LOOKED_BACK = "case_looked_back", "looked back at the closed case"
    FILES_COMPARED = "files_compared", "looked for other files about the child"
    FILES_JOINED = "files_joined", "joined the file to another about the same child"
    FILES_SEPARATED = "files_separated", "separated the file from another"
    FILES_FOUND_DIFFERENT = "files_found_different", "recorded that another file is about another child"
    FILES_DECISION_WITHDRAWN = "files_decision_withdrawn", "took back that another file is about another child"
    CHILD_CORRECTED = "child_corrected", "corrected what is known of the child"
    ACCESS_GRANTED = "access_granted", "gave access"
    ACCESS_WITHDRAWN = "access_withdrawn", "took access away"
    ACCESS_KEPT = "access_kept", "reviewed an access and kept it"
    CONFLICT_DECLARED = "conflict_declared", "declared a conflict of interest"
    CONFLICT_ENDED = "conflict_ended", "ended a conflict of interest"
    EMERGENCY_OPENED = "emergency_opened", "opened the record in an emergency"
    EMERGENCY_ENDED = "emergency_ended", "ended their emergency access"
    EMERGENCY_REVIEWED = "emergency_reviewed", "reviewed an emergency access"
    FIELD_REVEALED = "field_revealed", "uncovered"
    INTELLIGENCE_RECORDED = "intelligence_recorded", "recorded police intelligence"
    INTELLIGENCE_READ = "intelligence_read", "read police intelligence in full"
    INTELLIGENCE_WITHDRAWN = "intelligence_withdrawn", "withdrew police intelligence"
    TRAIL_READ = "trail_read", "looked at who did and saw what"
    TRAIL_EXPORTED = "trail_exported", "exported the trail"
    TRAIL_SIGNAL_REVIEWED = "trail_signal_reviewed", "looked into something unusual"
    PACE_EXCEEDED = "pace_exceeded", "was stopped: too many records in an hour"

    PERSON_ADDED = "person_added", "added an adult in the child’s life"
    PERSON_CORRECTED = "person_corrected", "corrected what is known of an adult"
    PERSON_REMOVED = "person_removed", "took out an adult"
    REFERRAL_SENT = "referral_sent", "sent the referral"
    DATA_RECEIVED = "data_received", "recorded what was sent for the record"
    MASH_SCREENED = "mash_screened", "decided on MASH checks"
    CONCERN_TAKEN_UP = "concern_taken_up", "took up a new concern"
    REQUEST_REMINDED = "request_reminded", "reminded an agency of a request"
    LINK_SENT = "link_sent", "sent somebody without an account a link to one request"
    LINK_OPENED = "link_opened", "opened one request by its link"
    LINK_WITHDRAWN = "link_withdrawn", "withdrew the link to a request"
    EARLY_HELP_HELD = "early_help_held", "passed the child to early help and keeps them in view"
    EARLY_HELP_REVIEWED = "early_help_reviewed", "reviewed early help"
    STEPPED_UP = "stepped_up", "stepped the case up to social care"
    ROUTE_BEGUN = "route_begun", "began a route"
    ROUTE_STEP_RECORDED = "route_step_recorded", "recorded a step of a route"
    ROUTE_ENDED = "route_ended", "ended a route"
    NRM_REFERRED = "nrm_referred", "recorded the referral to the national referral mechanism"
    NRM_DECIDED = "nrm_decided", "recorded a decision of the national referral mechanism"
    DISCLOSURE_RECORDED = "disclosure_recorded", "recorded that the child told of an offence"
    DISCLOSURE_SETTLED = "disclosure_settled", "recorded what the police made of what the child told"
    REFERENCE_RECORDED = "reference_recorded", "recorded a reference of another system"
    REFERENCE_WITHDRAWN = "reference_withdrawn", "withdrew a reference of another system"
    SHARING_STARTED = "sharing_started", "started information sharing"
    INFORMATION_REQUESTED = "information_requested", "asked an agency for information"
    INFORMATION_ANSWERED = "information_answered", "answered a request for information"
    INFORMATION_NOT_NEEDED = "information_not_needed", "withdrew a request for information"
    POLICE_CATEGORISED = "police_categorised", "recorded the police category"
    OUTCOME_PROPOSED = "outcome_proposed", "proposed the outcome"
    OUTCOME_AGREED = "outcome_agreed", "agreed the outcome"
    OUTCOME_DISPUTED = "outcome_disputed", "did not agree the proposed outcome"
    REFERRER_TOLD = "referrer_told", "told the referrer the outcome"

    SCREENING_STARTED = "screening_started", "started a risk screening"
    SCREENING_SAVED = "screening_saved", "saved answers of the risk screening"
    SCREENING_COMPLETED = "screening_completed", "completed the risk screening"
    SCREENING_SIGNED = "screening_signed", "signed off the risk screening"
    SCREENING_RETURNED = "screening_returned", "returned the risk screening for more work"
    SCREENING_DISPUTED = "screening_disputed", "signed off the risk screening and put a disagreement on the record"
    PROFESSIONAL_SCREENING_STARTED = "professional_screening_started", "started a screening for their agency"
    PROFESSIONAL_SCREENING_SAVED = "professional_screening_saved", "saved answers of their agency's screening"
    PROFESSIONAL_SCREENING_COMPLETED = "professional_screening_completed", "completed a screening for their agency"
    TOOL_LOADED = "tool_loaded", "loaded a screening tool"
    TOOL_RETIRED = "tool_retired", "retired a screening tool"
    CONTEXT_RECORDED = "context_recorded", "recorded a context outside the family"
    CONTEXT_ENDED = "context_ended", "recorded that a context no longer harms the child"
    CONTEXT_SERVED = "context_served", "recorded what is done in a context for the child"
    CONTEXT_LEFT = "context_left", "recorded that it no longer serves the child"
    INTERVENTION_BEGUN = "intervention_begun", "recorded what is done in a context"
    INTERVENTION_CHANGED = "intervention_changed", "brought what is done in a context up to date"
    INTERVENTION_ENDED = "intervention_ended", "recorded the end of what was done in a context"
    ASSESSMENT_CONCLUDED = "assessment_concluded", "concluded the single assessment"
    PLAN_WRITTEN = "plan_written", "wrote a plan for the child"
    PLAN_CHANGED = "plan_changed", "brought a plan for the child up to date"
    PLAN_ENDED = "plan_ended", "ended a plan for the child"
    PLANNED_ACTION_AGREED = "planned_action_agreed", "recorded an action of a plan"
    PLANNED_ACTION_ENDED = "planned_action_ended", "reported on an action of a plan"
    RISK_CARRIED = "risk_carried", "recorded which plan answers a risk"
    ATTENDANCE_DECIDED = "attendance_decided", "decided whether the child or the carers are invited to plan meetings"
    WORKSPACE_OPENED = "workspace_opened", "opened the workspace"
    NOTE_WRITTEN = "note_written", "wrote a case note"
    ADDENDUM_WRITTEN = "addendum_written", "added to a case note"
    SAFETY_PLAN_AGREED = "safety_plan_agreed", "recorded the agreed safety plan"
    SAFETY_PLAN_REVIEWED = "safety_plan_reviewed", "recorded a review of the safety plan"
    MISSING_RECORDED = "missing_recorded", "recorded that the child was missing"
    MISSING_CORRECTED = "missing_corrected", "corrected a time the child was missing"
    RETURN_RECORDED = "return_recorded", "recorded that the child is back"
    INTERVIEW_OFFERED = "interview_offered", "recorded the offer of a return interview"
    INTERVIEW_HELD = "interview_held", "recorded the return interview"
    INTERVIEW_DECLINED = "interview_declined", "recorded that the return interview was declined"

    STRATEGY_CONVENED = "strategy_convened", "convened a strategy meeting"
    STRATEGY_MOVED = "strategy_moved", "moved the strategy meeting"
    STRATEGY_HELD = "strategy_held", "recorded the strategy meeting"
    CONFERENCE_RECORDED = "conference_recorded", "recorded the child protection conference"
    HOST_TOLD = "host_told", "recorded that the host authority was told"
    CIN_REVIEWED = "cin_reviewed", "recorded a child in need review"
    MAP_REFERRED = "map_referred", "referred the child to a multi-agency planning meeting"
    MAP_PREPARED = "map_prepared", "added to or took from the multi-agency planning meeting"
    MAP_RECORDED = "map_recorded", "recorded the strategies of the multi-agency planning meeting"

    FORM_SUBMITTED = "form_submitted", "submitted the MASE form"
    FORM_UPDATED = "form_updated", "brought the MASE form up to date"
    FORM_CONFIRMED = "form_confirmed", "confirmed that the MASE form is unchanged"
    FORM_WITHDRAWN = "form_withdrawn", "withdrew the MASE form"
    LATE_FORM_ADMITTED = "late_form_admitted", "accepted a late MASE form"
    COHORT_ADMITTED = "cohort_admitted", "accepted the child onto the cohort"
    COHORT_DECLINED = "cohort_declined", "did not accept the child onto the cohort"
    PANEL_SCHEDULED = "panel_scheduled", "scheduled a MASE meeting"
    PANEL_MOVED = "panel_moved", "moved a MASE meeting"
    PANEL_CANCELLED = "panel_cancelled", "cancelled a MASE meeting"
    LIST_ORDERED = "list_ordered", "moved the case on the list of a MASE meeting"
    ATTENDANCE_NOTED = "attendance_noted", "noted who was at a MASE meeting"
    AGENDA_CIRCULATED = "agenda_circulated", "circulated the agenda"
    CASE_DISCUSSED = "case_discussed", "recorded the discussion at MASE"
    ACTION_AGREED = "action_agreed", "recorded an action"
    ACTION_CLOSED = "action_closed", "reported on an action"
    MINUTES_APPROVED = "minutes_approved", "approved the minutes"
    INFORMATION_SENT = "information_sent", "sent the agency's information for MASE"
    CONSULTATION_OFFERED = "consultation_offered", "recorded the offer of a clinical consultation"
    CONSULTATION_ANSWERED = "consultation_answered", "answered the offer of a clinical consultation"
    CONSULTATION_HELD = "consultation_held", "recorded the clinical consultation"
    RETURN_ISSUED = "return_issued", "recorded that the quarterly return was issued"

    @property
    def log(self) -> Log:
        """Return which of the Act's six kinds it is."""
        return _LOG_OF[self]


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
            Verb.MAP_RECORDED,
            Verb.CASE_DISCUSSED,
            Verb.MINUTES_APPROVED,
        }
    ),
    Log.ERASURE: frozenset(
        {
            Verb.INTELLIGENCE_WITHDRAWN,
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
            Verb.FORM_UPDATED,
            Verb.FORM_CONFIRMED,
            Verb.LATE_FORM_ADMITTED,
            Verb.COHORT_ADMITTED,
            Verb.COHORT_DECLINED,
            Verb.PANEL_SCHEDULED,
            Verb.PANEL_MOVED,
            Verb.PANEL_CANCELLED,
            Verb.LIST_ORDERED,
            Verb.ATTENDANCE_NOTED,
            Verb.ACTION_AGREED,
            Verb.ACTION_CLOSED,
            Verb.CONSULTATION_OFFERED,
            Verb.CONSULTATION_ANSWERED,
            Verb.CONSULTATION_HELD,
        }
    ),
}
LOOKING = frozenset({Verb.VIEWED, Verb.FIELD_REVEALED, Verb.INTELLIGENCE_READ, Verb.DOWNLOADED})  # content was shown
_LOG_OF = {verb: log for log, verbs in LOGGED.items() for verb in verbs}

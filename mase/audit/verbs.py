"""Every act and every viewing that leaves a row, with the words the timeline shows after the person's name."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """Past tense; the value is kept for ever, the label may be reworded."""

    VIEWED = "viewed", "viewed"
    LISTED = "listed", "saw in a list"
    REFUSED = "refused", "was refused"
    DOWNLOADED = "downloaded", "downloaded"

    AGENCY_OPENED = "agency_opened", "opened an agency"
    MEMBERSHIP_BEGUN = "membership_begun", "gave a role to a person"
    MEMBERSHIP_ENDED = "membership_ended", "ended a person's role"

    CASE_OPENED = "case_opened", "opened the case"
    CASE_ALLOCATED = "case_allocated", "allocated the case"
    CASE_RESTRICTED = "case_restricted", "restricted the record"
    CASE_CLOSED = "case_closed", "closed the case"
    ACCESS_GRANTED = "access_granted", "gave access"

    REFERRAL_SENT = "referral_sent", "sent the referral"
    SHARING_STARTED = "sharing_started", "started information sharing"
    INFORMATION_REQUESTED = "information_requested", "asked an agency for information"
    INFORMATION_ANSWERED = "information_answered", "answered a request for information"
    OUTCOME_PROPOSED = "outcome_proposed", "proposed the outcome"
    OUTCOME_AGREED = "outcome_agreed", "agreed the outcome"
    OUTCOME_DISPUTED = "outcome_disputed", "did not agree the proposed outcome"
    REFERRER_TOLD = "referrer_told", "told the referrer the outcome"

    SCREENING_STARTED = "screening_started", "started a risk screening"
    SCREENING_SAVED = "screening_saved", "saved answers of the risk screening"
    SCREENING_COMPLETED = "screening_completed", "completed the risk screening"
    SCREENING_SIGNED = "screening_signed", "signed off the risk screening"
    SCREENING_RETURNED = "screening_returned", "returned the risk screening for more work"

    STRATEGY_CONVENED = "strategy_convened", "convened a strategy meeting"
    STRATEGY_MOVED = "strategy_moved", "moved the strategy meeting"
    STRATEGY_HELD = "strategy_held", "recorded the strategy meeting"
    CIN_REVIEWED = "cin_reviewed", "recorded a child in need review"
    MAP_REFERRED = "map_referred", "referred the child to a multi-agency planning meeting"
    MAP_RECORDED = "map_recorded", "recorded the strategies of the multi-agency planning meeting"

    FORM_SUBMITTED = "form_submitted", "submitted the MASE form"
    LATE_FORM_ADMITTED = "late_form_admitted", "accepted a late MASE form"
    COHORT_ADMITTED = "cohort_admitted", "accepted the child onto the cohort"
    COHORT_DECLINED = "cohort_declined", "did not accept the child onto the cohort"
    PANEL_SCHEDULED = "panel_scheduled", "scheduled a MASE meeting"
    AGENDA_CIRCULATED = "agenda_circulated", "circulated the agenda"
    CASE_DISCUSSED = "case_discussed", "recorded the discussion at MASE"
    ACTION_AGREED = "action_agreed", "recorded an action"
    ACTION_CLOSED = "action_closed", "reported on an action"
    MINUTES_APPROVED = "minutes_approved", "approved the minutes"

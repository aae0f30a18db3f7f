"""The words of the pathway: the steps a case takes and the stages it stands in."""

from django.db.models import TextChoices


class Step(TextChoices):
    """Something that happened to a case and moved it on."""

    REFERRED = "referred", "Referral received"
    SHARING_STARTED = "sharing_started", "Information sharing started"
    BLUE = "blue", "Outcome blue: information only"
    GREEN = "green", "Outcome green: no current concern"
    AMBER = "amber", "Outcome amber: more information needed"
    RED = "red", "Outcome red: to social care"
    ALLOCATED = "allocated", "Allocated to a social worker"
    SCREENED = "screened", "Risk screening completed"
    RETURNED = "returned", "Risk screening returned for more work"
    SIGNED_OFF = "signed_off", "Risk screening signed off"
    STRATEGY_CONVENED = "strategy_convened", "Strategy meeting convened"
    STRATEGY_HELD = "strategy_held", "Strategy meeting held"
    WITHOUT_MASE = "without_mase", "No MASE form needed"
    FORM_SUBMITTED = "form_submitted", "MASE form submitted"
    FORM_WITHDRAWN = "form_withdrawn", "MASE form withdrawn"
    ADMITTED = "admitted", "Accepted onto the cohort"
    DECLINED = "declined", "Not accepted onto the cohort"
    DISCUSSED = "discussed", "Discussed at MASE"
    MAP_REFERRED = "map_referred", "Referred to multi-agency planning"
    MAP_HELD = "map_held", "Multi-agency planning meeting held"
    CLOSED = "closed", "Closed"


class Stage(TextChoices):
    """Where a case stands; a list filters on it."""

    MASH_CHECK = "mash_check", "MASH check"
    OUTCOME = "outcome", "Awaiting RAG outcome"
    AMBER = "amber", "Amber, gathering information"
    CLOSING = "closing", "Closing, referrer to be told"
    ALLOCATION = "allocation", "Awaiting allocation"
    SCREENING = "screening", "Risk screening"
    SIGN_OFF = "sign_off", "Screening awaiting sign-off"
    STRATEGY = "strategy", "Strategy meeting"
    FORM = "form", "MASE form"
    PRE_MASE = "pre_mase", "Pre-MASE"
    MASE = "mase", "On the MASE list"
    REVIEW = "review", "Plan and review"
    CLOSED = "closed", "Closed"

"""The rights table: which role may do what. The code, the administrator's page and the matrix test all read it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Section(TextChoices):
    """The parts of a case's file that a grant can open."""

    CASE = "case", "the child's identity and the case's stage"
    REFERRAL = "referral", "the referral and its outcome"
    REQUEST = "request", "a request for information"
    SCREENING = "screening", "risk screenings"
    STRATEGY = "strategy", "strategy meetings"
    MAP = "map", "multi-agency planning"
    PANEL = "panel", "the MASE form, agenda and minutes"
    INTELLIGENCE = "intelligence", "what police intelligence says, in the line meant for others"
    HISTORY = "history", "who did and who saw what"


class Permission(StrEnum):
    """One thing a person may do. Before the dot stands the section of the file it needs, or ``desk`` for none."""

    CASE_VIEW = "case.view"
    CASE_ALLOCATE = "case.allocate"
    CASE_RESTRICT = "case.restrict"
    CASE_CLOSE = "case.close"
    CASE_TIME = "case.time"
    CASE_SHARE = "case.share"
    CASE_NHS_NUMBER = "case.nhs_number"
    CASE_ADDRESS = "case.address"
    CASE_INTELLIGENCE = "case.intelligence"
    HISTORY_VIEW = "history.view"
    REFERRAL_VIEW = "referral.view"
    REFERRAL_ANSWERS = "referral.answers"
    REFERRAL_CHECK = "referral.check"
    REFERRAL_DECIDE = "referral.decide"
    REFERRAL_AGREE = "referral.agree"
    REFERRAL_CATEGORISE = "referral.categorise"
    REFERRAL_INFORMANT = "referral.informant"
    REQUEST_ANSWER = "request.answer"
    SCREENING_VIEW = "screening.view"
    SCREENING_COMPLETE = "screening.complete"
    SCREENING_SIGN = "screening.sign"
    SCREENING_MISSING = "screening.missing"
    SCREENING_SEXUAL_HEALTH = "screening.sexual_health"
    STRATEGY_VIEW = "strategy.view"
    STRATEGY_CONVENE = "strategy.convene"
    STRATEGY_CHAIR = "strategy.chair"
    MAP_VIEW = "map.view"
    MAP_REFER = "map.refer"
    MAP_RECORD = "map.record"
    PANEL_VIEW = "panel.view"
    PANEL_SUBMIT = "panel.submit"
    PANEL_ADMIT_LATE = "panel.admit_late"
    PANEL_DECIDE = "panel.decide"
    PANEL_DISCUSS = "panel.discuss"
    PANEL_ACT = "panel.act"
    PANEL_OFFER = "panel.offer"
    INTELLIGENCE_VIEW = "intelligence.view"
    DESK_REFER = "desk.refer"
    DESK_CASES = "desk.cases"
    DESK_MEETINGS = "desk.meetings"
    DESK_SCHEDULE = "desk.schedule"
    DESK_SUBMIT = "desk.submit"
    DESK_RETURN = "desk.return"
    DESK_CHAIR = "desk.chair"
    DESK_MINUTES = "desk.minutes"
    DESK_PEOPLE = "desk.people"
    DESK_BOARD = "desk.board"
    DESK_OPERATIONS = "desk.operations"
    DESK_EMERGENCY = "desk.emergency"
    DESK_PRIVACY = "desk.privacy"
    DESK_TRAIL = "desk.trail"

    @property
    def section(self) -> Section | None:
        """Return the section of the file that has to be open, or None for pages without a case."""
        prefix = self.value.partition(".")[0]
        return None if prefix == "desk" else Section(prefix)


class Reach(StrEnum):
    """How far a role sees: every case granted to the agency, or only those granted to the person."""

    AGENCY = "agency"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role as it is held in an agency, with the sentence an administrator reads before giving it."""

    code: str
    label: str
    sentence: str
    reach: Reach
    kinds: frozenset[str]
    permissions: frozenset[Permission]


SOCIAL_CARE = frozenset({"social_care"})
POLICE = frozenset({"police"})
PARTNERS = frozenset(
    {"health", "education", "school", "youth_justice", "early_help", "housing", "probation", "voluntary"}
)

_EVERYBODY = {Permission.DESK_CASES, Permission.CASE_VIEW, Permission.PANEL_ACT}
_READ_FILE = {
    Permission.REFERRAL_VIEW,
    Permission.REFERRAL_ANSWERS,
    Permission.SCREENING_VIEW,
    Permission.STRATEGY_VIEW,
    Permission.MAP_VIEW,
    Permission.PANEL_VIEW,
    Permission.HISTORY_VIEW,
    Permission.INTELLIGENCE_VIEW,
}
_REVEAL_IDENTITY = {Permission.CASE_NHS_NUMBER, Permission.CASE_ADDRESS, Permission.REFERRAL_INFORMANT}
_REVEAL_ALL = _REVEAL_IDENTITY | {Permission.SCREENING_SEXUAL_HEALTH}
_POLICE_WORK = {
    Permission.CASE_INTELLIGENCE,
    Permission.INTELLIGENCE_VIEW,
    Permission.CASE_ADDRESS,
    Permission.DESK_EMERGENCY,
}
_READ_PANEL = {Permission.DESK_MEETINGS, Permission.PANEL_VIEW, Permission.STRATEGY_VIEW, Permission.MAP_VIEW}
_MANAGE = {
    Permission.CASE_ALLOCATE,
    Permission.CASE_CLOSE,
    Permission.SCREENING_SIGN,
    Permission.STRATEGY_CONVENE,
    Permission.STRATEGY_CHAIR,
    Permission.DESK_MEETINGS,
    Permission.DESK_MINUTES,
    Permission.DESK_BOARD,
    Permission.DESK_EMERGENCY,
}


def _role(
    code: str, label: str, sentence: str, reach: Reach, kinds: frozenset[str], *permissions: set[Permission]
) -> Role:
    granted = frozenset().union(_EVERYBODY, *permissions)
    return Role(code=code, label=label, sentence=sentence, reach=reach, kinds=kinds, permissions=granted)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "mash_manager",
            "MASH duty manager",
            "Opens every referral, asks agencies for information and proposes the outcome.",
            Reach.AGENCY,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_IDENTITY,
            {
                Permission.DESK_REFER,
                Permission.REFERRAL_CHECK,
                Permission.REFERRAL_DECIDE,
                Permission.CASE_RESTRICT,
                Permission.CASE_CLOSE,
                Permission.CASE_TIME,
                Permission.CASE_SHARE,
                Permission.DESK_EMERGENCY,
                Permission.DESK_BOARD,
            },
        ),
        _role(
            "social_worker",
            "Social worker",
            "Works the cases allocated to them: screening, strategy meeting, MASE form, planning.",
            Reach.PERSON,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_ALL,
            {
                Permission.DESK_REFER,
                Permission.SCREENING_COMPLETE,
                Permission.SCREENING_MISSING,
                Permission.STRATEGY_CONVENE,
                Permission.PANEL_SUBMIT,
                Permission.MAP_REFER,
                Permission.MAP_RECORD,
                Permission.DESK_MEETINGS,
                Permission.DESK_EMERGENCY,
            },
        ),
        _role(
            "assistant_team_manager",
            "Assistant team manager",
            "Sees every case of social care, signs screenings and chairs strategy meetings.",
            Reach.AGENCY,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_ALL,
            _MANAGE,
        ),
        _role(
            "team_manager",
            "Team manager",
            "Allocates cases, signs screenings, chairs strategy meetings; may pause or waive a deadline with a reason.",
            Reach.AGENCY,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_ALL,
            _MANAGE,
            {Permission.CASE_TIME, Permission.CASE_SHARE},
        ),
        _role(
            "service_manager",
            "Service manager",
            "Answers for the teams: is told of what is late, may pause or waive a deadline, and may restrict a record.",
            Reach.AGENCY,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_ALL,
            _MANAGE,
            {
                Permission.CASE_RESTRICT,
                Permission.CASE_TIME,
                Permission.CASE_SHARE,
                Permission.DESK_OPERATIONS,
                Permission.DESK_TRAIL,
            },
        ),
        _role(
            "co_ordinator",
            "Co-ordinator",
            "Keeps the record of all young people at risk: signs screenings, runs pre-MASE and builds the MASE list.",
            Reach.AGENCY,
            SOCIAL_CARE,
            _READ_FILE,
            _REVEAL_ALL,
            {
                Permission.DESK_REFER,
                Permission.SCREENING_SIGN,
                Permission.SCREENING_MISSING,
                Permission.MAP_REFER,
                Permission.MAP_RECORD,
                Permission.PANEL_DECIDE,
                Permission.PANEL_DISCUSS,
                Permission.DESK_MEETINGS,
                Permission.DESK_SCHEDULE,
                Permission.DESK_MINUTES,
                Permission.DESK_BOARD,
                Permission.DESK_SUBMIT,
                Permission.DESK_RETURN,
                Permission.PANEL_OFFER,
                Permission.CASE_SHARE,
                Permission.DESK_EMERGENCY,
            },
        ),
        _role(
            "mase_administrator",
            "MASE administrator",
            "Schedules meetings and records minutes; sees the MASE part of a file only.",
            Reach.AGENCY,
            SOCIAL_CARE,
            {
                Permission.PANEL_VIEW,
                Permission.PANEL_DISCUSS,
                Permission.DESK_MEETINGS,
                Permission.DESK_SCHEDULE,
                Permission.DESK_MINUTES,
            },
        ),
        _role(
            "panel_chair",
            "MASE chair",
            "Chairs MASE, accepts late cases with a reason and approves the minutes.",
            Reach.AGENCY,
            SOCIAL_CARE | POLICE,
            _READ_PANEL,
            {
                Permission.PANEL_ADMIT_LATE,
                Permission.PANEL_DISCUSS,
                Permission.DESK_CHAIR,
                Permission.DESK_MINUTES,
            },
        ),
        _role(
            "police_mash",
            "Police officer in MASH",
            "Answers for the police in MASH and agrees the outcome of a referral with the MASH manager.",
            Reach.AGENCY,
            POLICE,
            _READ_PANEL,
            _POLICE_WORK,
            {
                Permission.DESK_REFER,
                Permission.REFERRAL_VIEW,
                Permission.REFERRAL_INFORMANT,
                Permission.REFERRAL_ANSWERS,
                Permission.REFERRAL_AGREE,
                Permission.REFERRAL_CATEGORISE,
                Permission.REQUEST_ANSWER,
                Permission.DESK_SUBMIT,
            },
        ),
        _role(
            "police_inspector",
            "Police inspector",
            "Answers for the police CSE team: categorises, is told of what is late and reads cases before the meeting.",
            Reach.AGENCY,
            POLICE,
            _READ_PANEL,
            _POLICE_WORK,
            {
                Permission.DESK_REFER,
                Permission.REFERRAL_VIEW,
                Permission.REFERRAL_CATEGORISE,
                Permission.DESK_MINUTES,
                Permission.DESK_BOARD,
                Permission.CASE_TIME,
                Permission.DESK_SUBMIT,
                Permission.DESK_TRAIL,
            },
        ),
        _role(
            "partner_lead",
            "Safeguarding lead",
            "Files referrals for their agency, answers requests for information and reads what the agency was sent.",
            Reach.AGENCY,
            PARTNERS,
            _READ_PANEL,
            {
                Permission.DESK_REFER,
                Permission.REFERRAL_VIEW,
                Permission.REQUEST_ANSWER,
                Permission.DESK_BOARD,
                Permission.DESK_SUBMIT,
                Permission.PANEL_OFFER,
                Permission.DESK_TRAIL,
            },
        ),
        _role(
            "panel_member",
            "MASE member",
            "Reads the cases on the MASE list before the meeting and reports on the actions given to them.",
            Reach.AGENCY,
            PARTNERS | POLICE | SOCIAL_CARE,
            _READ_PANEL,
        ),
        Role(
            code="administrator",
            label="Administrator",
            sentence="Gives and ends people's roles; sees that deadlines and notices run. Sees no child's record.",
            reach=Reach.PERSON,
            kinds=SOCIAL_CARE,
            permissions=frozenset({Permission.DESK_PEOPLE, Permission.DESK_OPERATIONS}),
        ),
        Role(
            code="privacy_officer",
            label="Privacy officer",
            sentence="Reads who looked at what, keeps the register of conflicts of interest and reviews "
            "every emergency access. Opens no child's record.",
            reach=Reach.PERSON,
            kinds=SOCIAL_CARE,
            permissions=frozenset({Permission.DESK_PRIVACY, Permission.DESK_TRAIL}),
        ),
    )
}
CHOICES = [(role.code, role.label) for role in ROLES.values()]


def holding(permission: Permission) -> frozenset[str]:
    """Return the codes of the roles that hold this permission."""
    return frozenset(code for code, role in ROLES.items() if permission in role.permissions)

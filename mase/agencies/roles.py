"""The roles: which rights each holds (mase/agencies/rights.py), in which kinds of agency, and how far it sees."""

from dataclasses import dataclass
from enum import StrEnum

from mase.agencies import duties
from mase.agencies.rights import ObjectKind, Permission, Right, Section

__all__ = ["CHOICES", "ROLES", "Permission", "Reach", "Role", "Section", "holding"]


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

    @property
    def rights(self) -> dict[ObjectKind, list[Right]]:
        """Return what the role may do, by what it is about, in the order of the table."""
        found: dict[ObjectKind, list[Right]] = {}
        for kind in ObjectKind:
            if held := [p.right for p in Permission if p in self.permissions and p.right.kind is kind]:
                found[kind] = held
        return found


SOCIAL_CARE = frozenset({"social_care"})
POLICE = frozenset({"police"})
PARTNERS = frozenset(
    {"health", "education", "school", "youth_justice", "early_help", "housing", "probation", "voluntary"}
)


def _role(
    code: str, label: str, sentence: str, reach: Reach, kinds: frozenset[str], *permissions: set[Permission]
) -> Role:
    granted = frozenset().union(duties.EVERYBODY, *permissions)
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
            duties.READ_FILE,
            duties.REVEAL_IDENTITY,
            duties.TAKE_IN,
            duties.FOLLOW,
            {
                Permission.CASE_REOPEN,
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
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.ASK,
            duties.SCREEN,
            {
                Permission.CASE_CORRECT,
                Permission.REFERRAL_TAKE_UP,
                Permission.REFERRAL_ROUTE,
                Permission.REFERRAL_DISCLOSURE,
                Permission.STRATEGY_CONVENE,
                Permission.PANEL_SUBMIT,
                Permission.PANEL_ASK,
                Permission.MAP_REFER,
                Permission.MAP_RECORD,
                Permission.DESK_MEETINGS,
                Permission.DESK_EMERGENCY,
            },
        ),
        _role(
            "personal_adviser",
            "Personal adviser",
            "Works with the care leavers given to them: screening, pathway plan, notes, MASE form.",
            Reach.PERSON,
            SOCIAL_CARE,
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.ASK,
            duties.SCREEN,
            {
                Permission.CASE_CORRECT,
                Permission.REFERRAL_ROUTE,
                Permission.PANEL_SUBMIT,
                Permission.PANEL_ASK,
                Permission.DESK_MEETINGS,
            },
        ),
        _role(
            "assistant_team_manager",
            "Assistant team manager",
            "Sees every case of social care, signs screenings and chairs strategy meetings.",
            Reach.AGENCY,
            SOCIAL_CARE,
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.MANAGE,
        ),
        _role(
            "team_manager",
            "Team manager",
            "Allocates cases, signs screenings, chairs strategy meetings; may pause or waive a deadline with a reason.",
            Reach.AGENCY,
            SOCIAL_CARE,
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.MANAGE,
            {Permission.CASE_TIME, Permission.CASE_SHARE},
        ),
        _role(
            "service_manager",
            "Service manager",
            "Answers for the teams: is told of what is late, may pause or waive a deadline, and may restrict a record.",
            Reach.AGENCY,
            SOCIAL_CARE,
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.MANAGE,
            {
                Permission.CASE_RESTRICT,
                Permission.CASE_TIME,
                Permission.CASE_SHARE,
                Permission.DESK_OPERATIONS,
                Permission.DESK_TRAIL,
                Permission.DESK_COMPLEX,
                Permission.DESK_AT_RISK,
                Permission.DESK_SPOC,
            },
        ),
        _role(
            "co_ordinator",
            "Co-ordinator",
            "Keeps the record of all young people at risk: signs screenings, runs pre-MASE and builds the MASE list.",
            Reach.AGENCY,
            SOCIAL_CARE,
            duties.READ_FILE,
            duties.REVEAL_ALL,
            duties.TAKE_IN,
            duties.FOLLOW,
            duties.CO_ORDINATE,
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
            duties.READ_PANEL,
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
            duties.READ_PANEL,
            duties.POLICE_WORK,
            duties.ASK,
            {
                Permission.DESK_MASH,
                Permission.REFERRAL_SCREEN,
                Permission.REFERRAL_DISCLOSURE,
                Permission.REFERRAL_VIEW,
                Permission.REFERRAL_INFORMANT,
                Permission.REFERRAL_ANSWERS,
                Permission.REFERRAL_AGREE,
                Permission.REFERRAL_CATEGORISE,
                Permission.REQUEST_ANSWER,
                Permission.PANEL_INFORM,
                Permission.DESK_SURGERY,
                Permission.DESK_SUBMIT,
            },
        ),
        _role(
            "police_inspector",
            "Police inspector",
            "Answers for the police CSE team: categorises, is told of what is late and reads cases before the meeting.",
            Reach.AGENCY,
            POLICE,
            duties.READ_PANEL,
            duties.POLICE_WORK,
            duties.ASK,
            {
                Permission.DESK_SPOC,
                Permission.REFERRAL_DISCLOSURE,
                Permission.REFERRAL_VIEW,
                Permission.REFERRAL_CATEGORISE,
                Permission.DESK_MINUTES,
                Permission.DESK_BOARD,
                Permission.CASE_TIME,
                Permission.PANEL_INFORM,
                Permission.PANEL_REMOVE,
                Permission.DESK_SURGERY,
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
            duties.READ_PANEL,
            duties.ASK,
            {
                Permission.DESK_ADVISE,
                Permission.DESK_SPOC,
                Permission.REFERRAL_VIEW,
                Permission.REFERRAL_SCREEN,
                Permission.REQUEST_ANSWER,
                Permission.DESK_BOARD,
                Permission.DESK_SUBMIT,
                Permission.PANEL_INFORM,
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
            duties.READ_PANEL,
        ),
        Role(
            code="administrator",
            label="Administrator",
            sentence="Gives and ends people's roles, keeps the screening tools; sees that deadlines and notices run. "
            "Sees no child's record.",
            reach=Reach.PERSON,
            kinds=SOCIAL_CARE,
            permissions=frozenset({Permission.DESK_PEOPLE, Permission.DESK_OPERATIONS, Permission.DESK_TOOLS}),
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

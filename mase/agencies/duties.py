"""What several roles have in common: rights that go together, from which mase/agencies/roles.py is put together."""

from mase.agencies.rights import Permission

EVERYBODY = {Permission.DESK_CASES, Permission.CASE_VIEW, Permission.CASE_ACT}
READ_FILE = {
    Permission.REFERRAL_VIEW,
    Permission.REFERRAL_ANSWERS,
    Permission.SCREENING_VIEW,
    Permission.SCREENING_NOTES,
    Permission.STRATEGY_VIEW,
    Permission.MAP_VIEW,
    Permission.PANEL_VIEW,
    Permission.HISTORY_VIEW,
    Permission.INTELLIGENCE_VIEW,
}
REVEAL_IDENTITY = {Permission.CASE_NHS_NUMBER, Permission.CASE_ADDRESS, Permission.REFERRAL_INFORMANT}
REVEAL_ALL = REVEAL_IDENTITY | {Permission.SCREENING_SEXUAL_HEALTH}
READ_IN_EMERGENCY = frozenset(READ_FILE | REVEAL_ALL | {Permission.CASE_VIEW})  # nothing is changed or passed on
POLICE_WORK = {
    Permission.CASE_INTELLIGENCE,
    Permission.INTELLIGENCE_VIEW,
    Permission.CASE_ADDRESS,
    Permission.DESK_EMERGENCY,
}
READ_PANEL = {Permission.DESK_MEETINGS, Permission.PANEL_VIEW, Permission.STRATEGY_VIEW, Permission.MAP_VIEW}
ASK = {Permission.DESK_REFER, Permission.DESK_CONSULT, Permission.DESK_BOOK}
TAKE_IN = ASK | {Permission.DESK_ADVISE, Permission.DESK_MASH, Permission.CASE_JOIN}
SCREEN = {
    Permission.SCREENING_COMPLETE,
    Permission.SCREENING_MISSING,
    Permission.SCREENING_NOTE,
    Permission.SCREENING_CONTEXT,
    Permission.DESK_INTERVENE,
}
FOLLOW = {
    Permission.CASE_CORRECT,
    Permission.REFERRAL_ROUTE,
    Permission.REFERRAL_EARLY_HELP,
    Permission.REFERRAL_DISCLOSURE,
}
MANAGE = FOLLOW | {
    Permission.CASE_ALLOCATE,
    Permission.CASE_CLOSE,
    Permission.CASE_REOPEN,
    Permission.DESK_LOAD,
    Permission.DESK_CONSULT,
    Permission.DESK_BOOK,
    Permission.PANEL_REMOVE,
    Permission.SCREENING_SIGN,
    Permission.SCREENING_ATTENDANCE,
    Permission.SCREENING_NOTE,
    Permission.DESK_INTERVENE,
    Permission.STRATEGY_CONVENE,
    Permission.STRATEGY_CHAIR,
    Permission.DESK_MEETINGS,
    Permission.DESK_MINUTES,
    Permission.DESK_BOARD,
    Permission.DESK_EMERGENCY,
}
CO_ORDINATE = {
    Permission.SCREENING_SIGN,
    Permission.SCREENING_MISSING,
    Permission.SCREENING_NOTE,
    Permission.SCREENING_CONTEXT,
    Permission.SCREENING_WORKSPACE,
    Permission.DESK_INTERVENE,
    Permission.MAP_REFER,
    Permission.MAP_RECORD,
    Permission.PANEL_DECIDE,
    Permission.PANEL_ASK,
    Permission.PANEL_DISCUSS,
    Permission.DESK_MEETINGS,
    Permission.DESK_SCHEDULE,
    Permission.DESK_MINUTES,
    Permission.DESK_BOARD,
    Permission.DESK_SUBMIT,
    Permission.DESK_RETURN,
    Permission.PANEL_REMOVE,
    Permission.DESK_SURGERY,
    Permission.DESK_COMPLEX,
    Permission.DESK_AT_RISK,
    Permission.PANEL_OFFER,
    Permission.CASE_SHARE,
    Permission.DESK_EMERGENCY,
}

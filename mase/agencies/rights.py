"""The rights: each in words, on what kind of object, in which state of the case, and which field it uncovers.

One table for the guards, the page that shows it, and the generated matrix test. Which role holds which right is said in
mase/agencies/roles.py. Pure.
"""

from collections.abc import Iterable
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
    CASE_ACT = "case.act"
    CASE_ALLOCATE = "case.allocate"
    CASE_RESTRICT = "case.restrict"
    CASE_CLOSE = "case.close"
    CASE_REOPEN = "case.reopen"
    CASE_JOIN = "case.join"
    CASE_CORRECT = "case.correct"
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
    REFERRAL_TAKE_UP = "referral.take_up"
    REFERRAL_ROUTE = "referral.route"
    REFERRAL_EARLY_HELP = "referral.early_help"
    REFERRAL_DISCLOSURE = "referral.disclosure"
    REFERRAL_INFORMANT = "referral.informant"
    REFERRAL_SCREEN = "referral.screen"
    REQUEST_ANSWER = "request.answer"
    SCREENING_VIEW = "screening.view"
    SCREENING_COMPLETE = "screening.complete"
    SCREENING_SIGN = "screening.sign"
    SCREENING_ATTENDANCE = "screening.attendance"
    SCREENING_CONTEXT = "screening.context"
    SCREENING_NOTES = "screening.notes"
    SCREENING_NOTE = "screening.note"
    SCREENING_WORKSPACE = "screening.workspace"
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
    PANEL_OFFER = "panel.offer"
    PANEL_ASK = "panel.ask"
    PANEL_INFORM = "panel.inform"
    PANEL_REMOVE = "panel.remove"
    INTELLIGENCE_VIEW = "intelligence.view"
    DESK_REFER = "desk.refer"
    DESK_CONSULT = "desk.consult"
    DESK_ADVISE = "desk.advise"
    DESK_MASH = "desk.mash"
    DESK_LOAD = "desk.load"
    DESK_SPOC = "desk.spoc"
    DESK_CASES = "desk.cases"
    DESK_MEETINGS = "desk.meetings"
    DESK_SCHEDULE = "desk.schedule"
    DESK_SUBMIT = "desk.submit"
    DESK_RETURN = "desk.return"
    DESK_CHAIR = "desk.chair"
    DESK_MINUTES = "desk.minutes"
    DESK_SURGERY = "desk.surgery"
    DESK_BOOK = "desk.book"
    DESK_COMPLEX = "desk.complex"
    DESK_AT_RISK = "desk.at_risk"
    DESK_INTERVENE = "desk.intervene"
    DESK_TOOLS = "desk.tools"
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

    @property
    def right(self) -> "Right":
        """Return what the table says of it."""
        return RIGHTS[self]


class ObjectKind(TextChoices):
    """What a right is about; the table is read in this order."""

    CASE = "case", "The child’s case"
    REFERRAL = "referral", "Referrals and requests for information"
    SCREENING = "screening", "Screenings and plans"
    MEETING = "meeting", "Meetings about one child"
    PANEL = "panel", "The MASE part of the file"
    INTELLIGENCE = "intelligence", "Police intelligence"
    TRAIL = "trail", "Who did and who saw what"
    DIARY = "diary", "MASE meetings and their papers"
    DESK = "desk", "Work without a child’s record"


class State(TextChoices):
    """In what state a case is; a closed record can be restricted too."""

    OPEN = "open", "an open case"
    CLOSED = "closed", "a closed case"
    RESTRICTED = "restricted", "a restricted record, for the people named on it"


class FieldClass(TextChoices):
    """Fields that are covered until somebody with the right uncovers them, which leaves a row."""

    NHS_NUMBER = "nhs_number", "NHS number"
    ADDRESS = "address", "address"
    INFORMANT = "informant", "who gave the information"
    SEXUAL_HEALTH = "sexual_health", "sexual health answers"
    INTELLIGENCE = "intelligence", "police intelligence in full"


# None: whoever holds a role sees it in no case; it stays with the agency that recorded it.
UNCOVERED_BY: dict[FieldClass, Permission | None] = {
    FieldClass.NHS_NUMBER: Permission.CASE_NHS_NUMBER,
    FieldClass.ADDRESS: Permission.CASE_ADDRESS,
    FieldClass.INFORMANT: Permission.REFERRAL_INFORMANT,
    FieldClass.SEXUAL_HEALTH: Permission.SCREENING_SEXUAL_HEALTH,
    FieldClass.INTELLIGENCE: None,
}


@dataclass(frozen=True, kw_only=True)
class Right:
    """A row of the table. ``words`` complete "may …"; without states it is a right of the desk, not of a case."""

    words: str
    kind: ObjectKind
    changes: bool
    states: frozenset[State]


_ANY, _NOT_CLOSED = frozenset(State), frozenset({State.OPEN, State.RESTRICTED})


def _reads(kind: ObjectKind, words: str) -> Right:
    return Right(words=words, kind=kind, changes=False, states=_ANY)


def _acts(kind: ObjectKind, words: str, states: frozenset[State] = _NOT_CLOSED) -> Right:
    return Right(words=words, kind=kind, changes=True, states=states)


def _shows(kind: ObjectKind, words: str) -> Right:
    return Right(words=words, kind=kind, changes=False, states=frozenset())


def _works(kind: ObjectKind, words: str) -> Right:
    return Right(words=words, kind=kind, changes=True, states=frozenset())


_K, _P = ObjectKind, Permission

RIGHTS: dict[Permission, Right] = {
    _P.CASE_VIEW: _reads(_K.CASE, "open the child’s case, with its stage and deadlines"),
    _P.CASE_ACT: _acts(_K.CASE, "report on an action given to them", _ANY),
    _P.CASE_ALLOCATE: _acts(_K.CASE, "allocate the case to a social worker"),
    _P.CASE_RESTRICT: _acts(_K.CASE, "restrict the record to people by name", frozenset({State.OPEN, State.CLOSED})),
    _P.CASE_CLOSE: _acts(_K.CASE, "close the case"),
    _P.CASE_REOPEN: _acts(
        _K.CASE, "open a closed case again, and look back at it", frozenset({State.CLOSED, State.RESTRICTED})
    ),
    _P.CASE_JOIN: _acts(_K.CASE, "look for other files about the child, join and separate them"),
    _P.CASE_CORRECT: _acts(_K.CASE, "correct what is known of the child"),
    _P.CASE_TIME: _acts(_K.CASE, "pause or waive a deadline for which others answer"),
    _P.CASE_SHARE: _acts(_K.CASE, "open the file to an agency or a person, and take it away", _ANY),
    _P.CASE_NHS_NUMBER: _reads(_K.CASE, "uncover the NHS number"),
    _P.CASE_ADDRESS: _reads(_K.CASE, "uncover the address"),
    _P.REFERRAL_VIEW: _reads(_K.REFERRAL, "read the referral and its outcome"),
    _P.REFERRAL_ANSWERS: _reads(_K.REFERRAL, "read what agencies answered, and what was weighed"),
    _P.REFERRAL_CHECK: _acts(_K.REFERRAL, "start information sharing, and withdraw a request"),
    _P.REFERRAL_DECIDE: _acts(_K.REFERRAL, "propose the outcome, and tell the referrer"),
    _P.REFERRAL_AGREE: _acts(_K.REFERRAL, "agree or dispute the outcome for the police"),
    _P.REFERRAL_CATEGORISE: _acts(_K.REFERRAL, "record the police category"),
    _P.REFERRAL_TAKE_UP: _acts(_K.REFERRAL, "take up a new concern about a child they work with"),
    _P.REFERRAL_ROUTE: _acts(_K.REFERRAL, "begin a child’s route, record its steps and end it"),
    _P.REFERRAL_EARLY_HELP: _acts(_K.REFERRAL, "hold a child in early help, review it and step it up"),
    _P.REFERRAL_DISCLOSURE: _acts(
        _K.REFERRAL, "record that the child told of an offence, and references of other systems"
    ),
    _P.REFERRAL_INFORMANT: _reads(_K.REFERRAL, "uncover who gave the information"),
    _P.REFERRAL_SCREEN: _acts(
        _K.REFERRAL, "screen a child whom their agency referred, after speaking with their safeguarding officer"
    ),
    _P.REQUEST_ANSWER: _acts(_K.REFERRAL, "answer a request for information", _ANY),
    _P.SCREENING_VIEW: _reads(_K.SCREENING, "read risk screenings and plans"),
    _P.SCREENING_COMPLETE: _acts(_K.SCREENING, "screen, assess and agree plans"),
    _P.SCREENING_SIGN: _acts(_K.SCREENING, "sign off or return a screening"),
    _P.SCREENING_ATTENDANCE: _acts(_K.SCREENING, "decide whether child and carers are invited to plan meetings"),
    _P.SCREENING_CONTEXT: _acts(_K.SCREENING, "record where outside the family a child is harmed"),
    _P.SCREENING_NOTES: _reads(_K.SCREENING, "read case notes and concerns"),
    _P.SCREENING_NOTE: _acts(_K.SCREENING, "write case notes and concerns"),
    _P.SCREENING_WORKSPACE: _acts(_K.SCREENING, "open the workspace"),
    _P.SCREENING_MISSING: _acts(_K.SCREENING, "record when the child was missing, and the return interview"),
    _P.SCREENING_SEXUAL_HEALTH: _reads(_K.SCREENING, "uncover what a screening says of sexual health"),
    _P.STRATEGY_VIEW: _reads(_K.MEETING, "read strategy meetings"),
    _P.STRATEGY_CONVENE: _acts(_K.MEETING, "convene or move a strategy meeting"),
    _P.STRATEGY_CHAIR: _acts(_K.MEETING, "chair a strategy meeting and record it"),
    _P.MAP_VIEW: _reads(_K.MEETING, "read multi-agency planning meetings"),
    _P.MAP_REFER: _acts(_K.MEETING, "refer the child to multi-agency planning"),
    _P.MAP_RECORD: _acts(_K.MEETING, "record a multi-agency planning meeting"),
    _P.PANEL_VIEW: _reads(_K.PANEL, "read the MASE form, and what the meeting said of the child"),
    _P.PANEL_SUBMIT: _acts(_K.PANEL, "submit the MASE form and keep it up to date"),
    _P.PANEL_ADMIT_LATE: _acts(_K.PANEL, "accept a late form"),
    _P.PANEL_DECIDE: _acts(_K.PANEL, "decide for pre-MASE"),
    _P.PANEL_DISCUSS: _acts(_K.PANEL, "record what the meeting said and which actions it agreed", _ANY),
    _P.PANEL_OFFER: _acts(_K.PANEL, "record a clinical consultation"),
    _P.PANEL_ASK: _acts(_K.PANEL, "ask agencies for their updates for the MASE form"),
    _P.PANEL_INFORM: _acts(_K.PANEL, "write what their agency says for the MASE form"),
    _P.PANEL_REMOVE: _acts(_K.PANEL, "propose or agree that a child leaves the MASE list", _ANY),
    _P.CASE_INTELLIGENCE: _acts(_K.INTELLIGENCE, "record police intelligence, and withdraw their agency’s own", _ANY),
    _P.INTELLIGENCE_VIEW: _reads(_K.INTELLIGENCE, "read the line of police intelligence that is meant for others"),
    _P.HISTORY_VIEW: _reads(_K.TRAIL, "read the case’s history, and who can see the child"),
    _P.DESK_TRAIL: _shows(_K.TRAIL, "read what their own agency’s staff did and saw"),
    _P.DESK_PRIVACY: _works(
        _K.TRAIL, "read what anybody did and saw, keep the register of conflicts of interest, review emergencies"
    ),
    _P.DESK_MEETINGS: _shows(_K.DIARY, "see when MASE meets, and its list"),
    _P.DESK_SCHEDULE: _works(_K.DIARY, "schedule, move and cancel meetings, and build the list"),
    _P.DESK_SUBMIT: _works(_K.DIARY, "send their agency’s information for MASE"),
    _P.DESK_CHAIR: _works(_K.DIARY, "approve the minutes"),
    _P.DESK_SURGERY: _works(_K.DIARY, "open surgery sessions, and give advice in them"),
    _P.DESK_BOOK: _works(_K.DIARY, "book a slot in a surgery"),
    _P.DESK_COMPLEX: _works(_K.DIARY, "convene a meeting about complex abuse"),
    _P.DESK_AT_RISK: _shows(_K.DIARY, "read the record of all young people known to be at risk"),
    _P.DESK_MINUTES: _shows(_K.DIARY, "download the minutes"),
    _P.DESK_CASES: _shows(_K.DESK, "list the cases they may see"),
    _P.DESK_CONSULT: _works(_K.DESK, "ask for advice about a worry, with or without naming the child"),
    _P.DESK_ADVISE: _works(_K.DESK, "give advice to whoever asks for it"),
    _P.DESK_MASH: _shows(_K.DESK, "see the queue of MASH"),
    _P.DESK_LOAD: _shows(_K.DESK, "see how many cases each social worker has"),
    _P.DESK_SPOC: _works(_K.DESK, "name the single point of contact of their agency"),
    _P.DESK_REFER: _works(_K.DESK, "send a referral"),
    _P.DESK_BOARD: _shows(_K.DESK, "see the board and how timely the work is"),
    _P.DESK_RETURN: _works(_K.DESK, "issue the quarterly return"),
    _P.DESK_INTERVENE: _works(_K.DESK, "keep what is done in a school, a group or a place for several children"),
    _P.DESK_TOOLS: _works(_K.DESK, "load, compare and retire screening tools"),
    _P.DESK_PEOPLE: _works(_K.DESK, "give and end people’s roles"),
    _P.DESK_OPERATIONS: _shows(_K.DESK, "see that deadlines and notices run"),
    _P.DESK_EMERGENCY: _works(_K.DESK, "open a record for an hour in an emergency"),
}


def shut_in(permission: Permission, states: Iterable[State]) -> State | None:
    """Return the state of the case in which the right may not be used, or None where none of them forbids it."""
    return next((state for state in states if state not in permission.right.states), None)

"""Invented cases, told act by act through the operations that the pages use. Nobody in them exists."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from mase.agencies.models import Kind
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.clock import LONDON
from mase.demo import said, strategies
from mase.demo.cast import Cast
from mase.demo.children import child as child
from mase.people.models import Answer
from meetings.models import Exceptional, ListEntry, Panel
from meetings.operations import actions as meeting_actions
from meetings.operations import listing, strategy, submission
from meetings.operations import minutes as meeting_minutes
from meetings.operations import panel as panels
from meetings.operations import room as meeting_room
from referrals import operations as referrals
from referrals.indicators import Indicator
from referrals.letters import Shared
from referrals.models import Colour, CrimeReport, Referral, Reply
from riskscreening.models import AssessmentOutcome, Band, Capacity, CarriedInto, Interview, MissingFrom
from riskscreening.operations import assessment as assessments
from riskscreening.operations import missing, plans
from riskscreening.operations import screening as screenings

_CHAIRS = {Kind.SOCIAL_CARE: "chair", Kind.POLICE: "police.chair"}
CONCERN = (
    "Over the last month this pupil has been collected after school by an adult we do not know, in a dark car. "
    "She has a new telephone and says a friend gave it to her. Twice last week she was missing overnight. "
    "She told her form tutor: “I can’t say no to him.”"
)
REFERRAL: dict[str, Any] = {
    "concern": CONCERN,
    "happened_on": None,
    "indicators": [Indicator.MISSING, Indicator.GIFTS, Indicator.ABSENT],
    "immediate_danger": False,
    "done_so_far": "Spoke with the pupil and her mother; kept a record of the registration number.",
    "child_aware": Answer.YES,
    "child_agrees": Answer.NOT_KNOWN,
    "carers_aware": Answer.YES,
    "carers_agree": Answer.YES,
    "consent_reason": "",
    "referrer_role": "Designated safeguarding lead",
    "referrer_telephone": "020 7946 0000",
    "relationship": "Head of year for three years",
}
_CURRENT = {
    "C1": "Missing overnight twice in a week",
    "C4": "Collected by an adult in a dark car",
    "C5": "A new telephone",
}
CATEGORY: dict[str, Any] = {
    "number": 2,
    "crime_report": CrimeReport.CREATED,
    "crime_reference": "4619283/26",
    "basis": "The car was seen near an address that is known to the police. He gave the young person a telephone.",
}
OUTCOME = {
    "decision": "s17",
    "decision_reason": "Significant harm is likely without a plan; the threshold for an enquiry is not met today.",
    "form_needed": True,
    "form_reason": "Several agencies hold parts of the picture; disruption needs the meeting.",
    "safety_plan": "Mother and school agree who meets her after school. Police log the registration number.",
    "parents_told": True,
    "complex_abuse": False,
    "complex_reason": "What is known points to one adult and one child.",
    "placed_elsewhere": False,
    "host_authority": "",
}
FORM = {
    "concerns": CONCERN,
    "investigations": "A crime report has been made; the registered keeper is being identified.",
    "agency_updates": "School: attendance 71 %. Health: no contact since May. Police: two missing reports this month.",
    "actions_so_far": "Safety plan with mother and school; return interviews held.",
    "asked_of_panel": "Disruption of the adult with the car; support after school.",
    "without_strategy_because": "",
}
SAFETY_PLAN = {
    "took_part": "The young person, her mother, the social worker.",
    "young_person_does": "Answers her mother’s messages. Tells Ms Adeyemi at school when the car is there.",
    "professionals_do": "School: somebody walks with her to the bus. Social worker: sees her every Tuesday.",
    "emergency_contact": "Her aunt, at any hour. The social care duty team, 020 7946 0001, nights as well.",
}
MISSING: dict[str, Any] = {
    "missing_from": MissingFrom.HOME,
    "reported_to_police": True,
    "police_reference": "requested",
    "notes": "Last seen at the bus stop; her telephone was off. Her mother is worried about the adult with the car.",
}
CONCLUSION: dict[str, Any] = {
    "outcome": AssessmentOutcome.S17,
    "reason": "She and her mother accept help; the plan of the strategy meeting is in place.",
    "significant_harm": False,
    "not_protected_because": None,
    "not_protected_by": None,
    "not_protected_on": None,
    "carried_into": CarriedInto.CIN,
    "carried_where": "Section 2, safety outside the home",
    "told_verbally_on": None,
    "told_in_writing_on": None,
}
ANSWERS: dict[str, Any] = {
    "discussion": "The pattern matches two other young people. The keeper of the car is known to another borough.",
    "actions_meet_concerns": False,
    "support_needed": True,
    "protect_and_disrupt": "A child abduction warning notice for the adult; a place at the evening project.",
    "agencies_together": True,
    "recorded_by_all": True,
    "satisfied": False,
}


def refer(cast: Cast, number: int, *, at: datetime) -> Case:
    """The school sends its referral."""
    draft = referrals.start_draft(cast.agency("harbour"), by=cast["school"], at=at)
    facts = {"child": child(number, at=at), "referral": REFERRAL}
    return referrals.send(draft, by=cast["school"], at=at, **facts).case


def share(cast: Cast, case: Case, at: datetime) -> None:
    """MASH asks police, health and education."""
    agencies = [cast.agency(short) for short in ("police", "health", "education")]
    basis = case.profile_at(at).legal_bases[0]
    purpose = "What you know of this child, the adults around them, and missing episodes in the last year."
    referrals.start_sharing(
        _referral(case), agencies=agencies, purpose=purpose, legal_basis=basis, by=cast["mash"], at=at
    )


def answer(cast: Cast, case: Case, at: datetime) -> None:
    """Each agency answers from its own desk; where the procedures ask for it, the police record their category."""
    replies = {
        "police": (
            "police.mash",
            Reply.KNOWN,
            "Two missing reports this month; the car was seen near an address.",
        ),
        "health": ("health", Reply.NOTHING_KNOWN, ""),
        "education": ("education", Reply.KNOWN, "Attendance has fallen from 96 % to 71 % since September."),
    }
    for request in case.information_requests.filter(agency__isnull=False).select_related("agency").order_by("pk"):
        part, reply, information = replies[request.agency.kind]  # type: ignore[union-attr]
        referrals.answer(request, reply=reply, information=information, by=cast[part], at=at)
    if referrals.are_categorised(case, at=at):
        referrals.categorise(_referral(case), **CATEGORY, by=cast["police.mash"], at=at)


def decide(cast: Cast, case: Case, at: datetime, *, colour: Colour = Colour.RED) -> None:
    """MASH proposes and the police agree."""
    reason = "Missing overnight, unexplained gifts and an unknown adult with a car: what agencies hold fits together."
    outcome = referrals.propose(_referral(case), colour=colour, reason=reason, by=cast["mash"], at=at)
    referrals.agree(outcome, by=cast["police.mash"], at=at)
    case.refresh_from_db()


def inform(cast: Cast, case: Case, at: datetime) -> None:
    """MASH tells the referrer, verbally and in writing."""
    today = at.astimezone(LONDON).date()
    outcome = _referral(case).outcomes.latest("pk")
    services = case.profile_at(at).support_services[:3] if outcome.colour == Colour.GREEN else ()
    how: dict[str, Any] = {"shared": Shared.with_all(services), "by": cast["mash"], "at": at}
    referrals.tell_referrer(outcome, verbally_on=today, in_writing_on=today, **how)
    case.refresh_from_db()


def allocate(cast: Cast, case: Case, at: datetime) -> None:
    """The team manager gives the case to a social worker."""
    cases.allocate(case, cast["worker"], by=cast["team"], at=at)


def fill_in(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker answers every item of the tool."""
    assessment = screenings.start(case, by=cast["worker"], at=at)
    answers = {item.code: {"answer": "no", "evidence": "", "source": ""} for item in assessment.tool.items}
    signs = _CURRENT if assessment.tool_code == "cse-screening" else dict.fromkeys(list(answers)[-1:], "Seen")
    for code, evidence in signs.items():
        answers[code] = {"answer": "current", "evidence": evidence, "source": "School, this week"}
    screenings.save_answers(assessment, answers, by=cast["worker"], at=at)
    said.say(cast, assessment, at=at)


def screen(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker completes the screening."""
    fill_in(cast, case, at)
    judgement = {
        "sexual_harm_disclosed": False,
        "judgement": Band.RED,
        "judgement_reason": "The signs are current and come together; the young person is afraid to say no.",
        "level": 2,
        "discussed_on": at.astimezone(LONDON).date(),
        "crime_reference": "requested",
    }
    assessment = case.assessments.get(completed_at=None)
    screenings.complete(assessment, judgement=judgement, by=cast["worker"], at=at)
    case.refresh_from_db()


def sign(cast: Cast, case: Case, at: datetime) -> None:
    """Line manager and co-ordinator sign."""
    assessment = case.assessments.latest("completed_at")
    for part, capacity in (("team", Capacity.LINE_MANAGER), ("coordinator", Capacity.CO_ORDINATOR)):
        screenings.sign(assessment, capacity=capacity, note="", by=cast[part], at=at)
    case.refresh_from_db()


def convene(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker convenes the strategy meeting for the day after."""
    agencies = [cast.agency(short) for short in ("police", "health", "education")]
    strategy.convene(
        case,
        reason="Significant harm is possible: missing overnight, an unknown adult, gifts.",
        urgent=False,
        scheduled_for=at + timedelta(days=1),
        place="Room 2.04, or by video",
        chair=cast["atm"],
        agencies=agencies,
        by=cast["worker"],
        at=at,
    )


def hold(cast: Cast, case: Case, at: datetime, **differs: Any) -> None:
    """The assistant team manager chairs and records it."""
    meeting = case.strategy_meetings.latest("pk")
    there = {"present": True, "decides": True, "information": "Shared what was asked.", "source": "Its own record"}
    said = {
        row.pk: {**there, "attended_by": f"Representative of {row.agency}"}
        for row in meeting.contributions.select_related("agency")
    }
    strategies.weigh(meeting, by=cast["atm"], at=at)
    strategy.record(meeting, held_at=at, contributions=said, outcome=OUTCOME | differs, by=cast["atm"], at=at)
    case.refresh_from_db()


def plan(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker records the safety plan agreed with the young person."""
    today = at.astimezone(LONDON).date()
    plans.agree_plan(case, agreed_on=today, **SAFETY_PLAN, by=cast["worker"], at=at)


def go_missing(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker records that the young person was missing, and is back."""
    since, until = at - timedelta(hours=14), at - timedelta(hours=2)
    note = "Tired and hungry, not hurt."
    missing.record(case, missing_since=since, returned_at=until, return_note=note, **MISSING, by=cast["worker"], at=at)


def interview(cast: Cast, case: Case, at: datetime) -> None:
    """Somebody independent holds the return interview."""
    missing.record_interview(
        case.missing_episodes.latest("pk"),
        interview=Interview.HELD,
        interview_at=at,
        interview_by="A worker of the missing children’s project",
        interview_note="She was at a friend’s flat and afraid to ring. She would like somebody to fetch her next time.",
        passed_to_police=True,
        by=cast["worker"],
        at=at,
    )


def conclude(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker concludes the single assessment."""
    assessments.conclude(case, conclusion=CONCLUSION, by=cast["worker"], at=at)


def submit(cast: Cast, case: Case, at: datetime) -> None:
    """The social worker submits the MASE form."""
    submission.submit(case, form=FORM, by=cast["worker"], at=at)
    case.refresh_from_db()


def admit(cast: Cast, case: Case, at: datetime) -> None:
    """Pre-MASE accepts the child onto the cohort."""
    form = case.mase_forms.latest("pk")
    reason = "Meets the threshold; a car and an adult in common with two others."
    exceptional = Exceptional.THEME if form.panel and listing.asks_for_exception(form.panel) else ""
    why: dict[str, Any] = {"reason": reason, "exceptional": exceptional}
    submission.decide(form, accepted=True, to_discuss=True, **why, by=cast["coordinator"], at=at)
    case.refresh_from_db()


def discuss(cast: Cast, case: Case, at: datetime) -> None:
    """The meeting answers the five questions and gives an action to a police officer."""
    entry = _entry(case)
    meeting_room.note_worker(entry, presented_by=cast["worker"].name, by=cast["minutes"], at=at)
    meeting_room.discuss(entry, answers=ANSWERS, by=cast["coordinator"], at=at)
    text = "Serve a child abduction warning notice on the adult with the car."
    due_on = at.astimezone(LONDON).date() + timedelta(days=14)
    meeting_actions.agree(
        case, of=entry, text=text, owner=cast["police.member"], due_on=due_on, by=cast["coordinator"], at=at
    )
    case.refresh_from_db()


ACTS: tuple[tuple[str, timedelta, Callable[[Cast, Case, datetime], None]], ...] = (
    ("share", timedelta(hours=3), share),
    ("answer", timedelta(hours=4), answer),
    ("decide", timedelta(hours=2), decide),
    ("allocate", timedelta(hours=3), allocate),
    ("inform", timedelta(hours=1), inform),
    ("screen", timedelta(days=2), screen),
    ("sign", timedelta(days=1), sign),
    ("convene", timedelta(hours=2), convene),
    ("hold", timedelta(days=1), hold),
    ("plan", timedelta(hours=2), plan),
    ("go_missing", timedelta(hours=16), go_missing),
    ("submit", timedelta(hours=6), submit),
    ("interview", timedelta(hours=5), interview),
    ("conclude", timedelta(hours=1), conclude),
    ("admit", timedelta(hours=42), admit),
    ("discuss", timedelta(days=9), discuss),
)


def tell(cast: Cast, number: int, *, begins_at: datetime, until: str = "refer") -> Case:
    """Tell the story of one of the children from the referral up to and with the named act."""
    at = begins_at
    case = refer(cast, number, at=at)
    names = [name for name, _, _ in ACTS]
    for _, pause, act in ACTS[: names.index(until) + 1 if until != "refer" else 0]:
        at += pause
        act(cast, case, at)
        case.refresh_from_db()
    return case


def schedule(cast: Cast, *, on: date, at: datetime) -> Panel:
    """The co-ordinator schedules a MASE meeting for ten in the morning, with its pre-meeting a week before."""
    meets_at = datetime.combine(on, time(10), tzinfo=LONDON)
    where: dict[str, Any] = {"place": "Civic offices, room 1.10", "by": cast["coordinator"], "at": at}
    return panels.schedule(cast.authority, scheduled_for=meets_at, pre_mase_at=meets_at - timedelta(days=6), **where)


def circulate(cast: Cast, panel: Panel, *, at: datetime) -> None:
    """The co-ordinator circulates the agenda."""
    panels.circulate(panel, by=cast["coordinator"], at=at)


def approve(cast: Cast, panel: Panel, *, at: datetime) -> None:
    """Attendance is noted, the members read the cases and those who chair approve the minutes."""
    how: dict[str, Any] = {"by": cast["minutes"], "at": at}
    for part, short, capacity in _seats(panel):
        who: dict[str, Any] = {"agency": cast.agency(short), "name": cast[part].name, "capacity": capacity}
        meeting_room.note_attendance(panel, present=True, **who, **how)
    absent = cast["education"]
    meeting_room.note_attendance(panel, agency=cast.agency("education"), name=absent.name, present=False, **how)
    panel.refresh_from_db()
    if panel.circulated_at is None:
        circulate(cast, panel, at=at)
    for chair in _chairs_of(panel):
        meeting_minutes.approve(panel, by=cast[chair], at=at)


def _chairs_of(panel: Panel) -> list[str]:
    """Return the parts of those who chair the meeting by the procedures of its borough."""
    parts = [_CHAIRS[kind] for kind in meeting_minutes.chairing(panel)]
    return parts if meeting_minutes.has_two_chairs(panel) else parts[:1]


def _seats(panel: Panel) -> tuple[tuple[str, str, str], ...]:
    """Return who came, for whom and as what: social care sits as a member where the police alone chair (BR-4)."""
    if "chair" in _chairs_of(panel):
        first = (("chair", "csc", "chair"), ("police.member", "police", "member"))
    else:
        first = (("service", "csc", "member"), ("police.chair", "police", "chair"))
    return (*first, ("health.member", "health", "member"))


def _referral(case: Case) -> Referral:
    return case.referrals.select_related("case__authority").latest("pk")


def _entry(case: Case) -> ListEntry:
    return case.list_entries.select_related("panel", "case__authority").latest("pk")

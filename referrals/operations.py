"""From a sent referral to an agreed outcome."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from mase.agencies import roles
from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Basis, Case
from mase.cases.models import Outcome as CaseOutcome
from mase.cases.stages import Step
from mase.notifications import operations as notices
from mase.people.models import Person
from mase.web import reader
from referrals.models import Colour, Draft, InformationRequest, Outcome, PoliceCategory, Referral, Reply

_CLOSES_AS = {Colour.BLUE: CaseOutcome.NO_FURTHER_ACTION, Colour.GREEN: CaseOutcome.EARLY_HELP}
_ANSWERING = {  # who answers a request, and who is told after them where that differs from the profile
    Kind.POLICE: {"owner_role": "police_mash", "behind": ("police_inspector", "mash_manager")},
    Kind.SOCIAL_CARE: {"owner_role": "mash_manager", "behind": ("service_manager",)},
}


def start_draft(agency: Agency, *, by: User, at: datetime) -> Draft:
    """Begin a referral for the agency."""
    return Draft.objects.create(started_by=by, agency=agency, started_at=at, saved_at=at)


@transaction.atomic
def save_section(draft: Draft, section: str, answers: dict[str, Any], *, at: datetime) -> None:
    """Keep the answers of one section."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    locked.answers[section] = answers
    locked.saved_at = at
    locked.save(update_fields=["answers", "saved_at"])


def discard(draft: Draft) -> None:
    """Throw the draft away; nobody but its writer has seen it."""
    draft.delete()


@transaction.atomic
@reader.lifted()
def send(draft: Draft, *, child: dict[str, Any], referral: dict[str, Any], by: User, at: datetime) -> Referral:
    """Send the referral: a case opens, the clocks of MASH start, the co-ordinator is told (SO-7, SO-11, SO-12).

    Where the police refer, they know from now on: the time for their category starts too (SO-13). Somebody who knows
    the child may refer; they do not see the case then. Raises AlreadyDone where the draft has been sent before.
    """
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise AlreadyDone("This referral has been sent.")
    person = Person.objects.create(**child)
    case = cases.open_case(person, authority=draft.agency.authority, by=by, at=at)
    sent = Referral.objects.create(
        case=case, draft_ref=draft.ref, sent_by=by, agency=draft.agency, received_at=at, **referral
    )
    access.open_to_agency(
        case, draft.agency, [Section.CASE, Section.REFERRAL], by=by, at=at, reason="Sent the referral"
    )
    cases.advance(case, Step.REFERRED, by=by, at=at)
    for code in ("mash_check", "rag_outcome"):
        deadlines.start(case, code, at=at, by=by)
    _start_category(sent, draft.agency, by=by, at=at)
    recording.record(Verb.REFERRAL_SENT, sent, by=by, at=at)
    _tell_mash(sent, at=at)
    draft.delete()
    return sent


@transaction.atomic
def start_sharing(
    referral: Referral, *, agencies: Iterable[Agency], purpose: str, legal_basis: str, by: User, at: datetime
) -> None:
    """Start information sharing (SO-11): the agencies are asked, and the police in MASH see the referral (HO-2)."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.sharing_started_at:
        raise AlreadyDone("Information sharing has started already.")
    referral.sharing_started_at, referral.sharing_started_by = at, by
    referral.save(update_fields=["sharing_started_at", "sharing_started_by"])
    case = referral.case
    cases.advance(case, Step.SHARING_STARTED, by=by, at=at, reason=purpose)
    for police in Agency.objects.filter(authority=case.authority, kind=Kind.POLICE):
        sections = [Section.CASE, Section.REFERRAL]
        reason = "MASH and police decide jointly"
        access.open_to_agency(case, police, sections, by=by, at=at, reason=reason, basis=Basis.CRIME)
    deadlines.meet(case, "mash_check", at=at, by=by)
    recording.record(Verb.SHARING_STARTED, referral, by=by, at=at, reason=purpose)
    ask(referral, agencies=agencies, purpose=purpose, legal_basis=legal_basis, by=by, at=at)


@transaction.atomic
def ask(
    referral: Referral, *, agencies: Iterable[Agency], purpose: str, legal_basis: str, by: User, at: datetime
) -> None:
    """Ask agencies for what they know, each once, saying why and on what legal basis (BR-1)."""
    cases.hold_open(referral.case)
    for agency in agencies:
        request, created = InformationRequest.objects.get_or_create(
            referral=referral,
            agency=agency,
            defaults={
                "case": referral.case,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "asked_at": at,
                "asked_by": by,
            },
        )
        if created:
            _open_request(request, by=by, at=at)


@transaction.atomic
def answer(request: InformationRequest, *, reply: Reply, information: str, by: User, at: datetime) -> None:
    """Give the agency's answer; "nothing known" is one (BR-1)."""
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if locked.answered_at:
        raise AlreadyDone("Your agency has answered this request already.")
    locked.reply, locked.information, locked.answered_at, locked.answered_by = reply, information, at, by
    locked.save(update_fields=["reply", "information", "answered_at", "answered_by"])
    deadlines.meet(locked.case, "information_reply", at=at, by=by, key=str(locked.pk))
    recording.record(Verb.INFORMATION_ANSWERED, locked, by=by, at=at)
    _tell(locked.case, [locked.asked_by], "An agency has answered your request", at=at, key=f"answered-{locked.pk}")


@transaction.atomic
def withdraw_request(request: InformationRequest, *, reason: str, by: User, at: datetime) -> None:
    """Wait for the agency no longer, saying why; what it tells later is still taken (BR-1)."""
    cases.hold_open(request.case)
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if not locked.is_awaited:
        raise AlreadyDone("Nobody waits for an answer to this request any more.")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_because = at, by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    deadlines.withdraw(request.case, "information_reply", at=at, by=by, reason=reason, key=str(locked.pk))
    recording.record(Verb.INFORMATION_NOT_NEEDED, locked, by=by, at=at, reason=reason)
    people, text = _who_answers(locked.agency, at=at), "A request to your agency is no longer needed"
    _tell(request.case, people, text, at=at, key=f"request-withdrawn-{locked.pk}")


def are_categorised(case: Case, *, at: datetime) -> bool:
    """Say whether the procedures ask the police for a category (SO-13)."""
    return "police_category" in case.profile_at(at).timescales


@transaction.atomic
def categorise(
    referral: Referral, *, number: int, crime_report: str, crime_reference: str, basis: str, by: User, at: datetime
) -> PoliceCategory:
    """Record the category that the police give, with its crime reference; the one before is kept (SO-13, SO-32).

    Raises Refused where the borough's procedures know no categories, AlreadyDone where the newest says the same.
    """
    case, reference = referral.case, crime_reference.upper()
    cases.hold_open(case)
    if not are_categorised(case, at=at):
        raise Refused("The procedures of this borough know no police categories.")
    facts = {"number": number, "crime_report": crime_report, "crime_reference": reference, "basis": basis}
    newest = referral.categories.order_by("-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in facts.items()):
        raise AlreadyDone("This category has been recorded.")
    label = case.profile_at(at).police_categories[number]
    category = PoliceCategory.objects.create(referral=referral, label=label, recorded_at=at, recorded_by=by, **facts)
    deadlines.meet(case, "police_category", at=at, by=by, key=str(referral.pk))
    recording.record(Verb.POLICE_CATEGORISED, referral, by=by, at=at, reason=basis, detail={"category": number})
    co_ordinators = User.objects.holding("co_ordinator", authority=case.authority, at=at)
    _tell(case, co_ordinators, "The police have categorised a case", at=at, key=f"category-{category.pk}")
    return category


@transaction.atomic
def propose(referral: Referral, *, colour: Colour, reason: str, by: User, at: datetime) -> Outcome:
    """Propose the outcome of the referral to the police in MASH (HO-2); amber ends only in red or blue (HO-3)."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    cases.hold_open(referral.case)
    if locked.sharing_started_at is None:
        raise StepMissing("Start information sharing first.")
    if colour not in colours_open(referral, at=at):
        raise AlreadyDone("This outcome cannot be proposed now: the referral has one, or waits for the police.")
    outcome = Outcome.objects.create(referral=referral, colour=colour, reason=reason, proposed_at=at, proposed_by=by)
    recording.record(Verb.OUTCOME_PROPOSED, referral, by=by, at=at, reason=reason, detail={"colour": colour})
    officers = User.objects.holding("police_mash", authority=referral.case.authority, at=at)
    _tell(referral.case, officers, "An outcome waits for your agreement", at=at, key=f"proposed-{outcome.pk}")
    return outcome


def colours_open(referral: Referral, *, at: datetime) -> list[Colour]:
    """Return the outcomes that may be proposed now: none while one waits, after amber only red or blue (HO-3)."""
    allowed = [Colour(code) for code in referral.case.profile_at(at).rag_outcomes]
    latest = referral.outcomes.filter(disputed_at=None).order_by("-pk").first()
    if latest is None:
        return allowed
    if latest.is_proposal or latest.colour != Colour.AMBER:
        return []
    return [colour for colour in allowed if colour in (Colour.RED, Colour.BLUE)]


@transaction.atomic
def agree(outcome: Outcome, *, by: User, at: datetime) -> None:
    """Agree the proposed outcome for the police; from here on it counts (HO-2, HO-3).

    Raises NotEntitled for the person who proposed it.
    """
    locked = _proposal(outcome)
    if locked.proposed_by_id == by.pk:
        raise NotEntitled("You proposed this outcome. Somebody else has to agree it.")
    locked.agreed_at, locked.agreed_by = at, by
    locked.save(update_fields=["agreed_at", "agreed_by"])
    case, colour = locked.referral.case, Colour(locked.colour)
    recording.record(Verb.OUTCOME_AGREED, locked.referral, by=by, at=at, detail={"colour": colour})
    cases.advance(case, Step(colour.value), by=by, at=at, reason=locked.reason)
    deadlines.meet(case, "rag_outcome", at=at, by=by)
    if colour is Colour.AMBER:
        deadlines.start(case, "amber_resolution", at=at, by=by)
        return
    deadlines.meet(case, "amber_resolution", at=at, by=by)
    deadlines.start(case, "referrer_notice", at=at, by=by)
    _tell(case, [locked.referral.sent_by], "There is an outcome for your referral", at=at, key=f"outcome-{locked.pk}")
    if colour is Colour.RED:
        _pass_to_social_care(locked.referral, by=by, at=at)


@transaction.atomic
def dispute(outcome: Outcome, *, reason: str, by: User, at: datetime) -> None:
    """Say for the police that the proposed outcome is not agreed, and why; MASH proposes again."""
    locked = _proposal(outcome)
    locked.disputed_at, locked.disputed_by, locked.disputed_because = at, by, reason
    locked.save(update_fields=["disputed_at", "disputed_by", "disputed_because"])
    recording.record(Verb.OUTCOME_DISPUTED, locked.referral, by=by, at=at, reason=reason)
    text = "The police do not agree a proposed outcome"
    _tell(locked.referral.case, [locked.proposed_by], text, at=at, key=f"disputed-{locked.pk}")


@transaction.atomic
def tell_referrer(outcome: Outcome, *, verbally_on: date, in_writing_on: date, by: User, at: datetime) -> None:
    """Record that the referrer was told; blue and green close the case with it (HO-3, SO-18, ALL-4)."""
    locked = (
        Outcome.objects.select_for_update(of=("self", "referral__case"))
        .select_related("referral__case__authority")
        .get(pk=outcome.pk)
    )
    if locked.agreed_at is None or locked.told_by_id or locked.colour == Colour.AMBER:
        raise AlreadyDone("There is no outcome of which the referrer still has to be told.")
    locked.told_verbally_on, locked.told_in_writing_on, locked.told_by = verbally_on, in_writing_on, by
    locked.save(update_fields=["told_verbally_on", "told_in_writing_on", "told_by"])
    case, colour = locked.referral.case, Colour(locked.colour)
    deadlines.meet(case, "referrer_notice", at=at, by=by)
    recording.record(Verb.REFERRER_TOLD, locked.referral, by=by, at=at)
    if colour in _CLOSES_AS:
        cases.close(case, outcome=_CLOSES_AS[colour], by=by, at=at, reason=locked.reason)


def _proposal(outcome: Outcome) -> Outcome:
    locked = (
        Outcome.objects.select_for_update(of=("self", "referral__case"))
        .select_related("referral__case__authority")
        .get(pk=outcome.pk)
    )
    if not locked.is_proposal:
        raise AlreadyDone("This outcome has been decided.")
    return locked


def _tell_mash(referral: Referral, *, at: datetime) -> None:
    for role in ("co_ordinator", "mash_manager"):
        people = User.objects.holding(role, authority=referral.case.authority, at=at)
        _tell(referral.case, people, "A referral has come in", at=at, key=f"referral-{referral.pk}")


def _open_request(request: InformationRequest, *, by: User, at: datetime) -> None:
    case, agency, sections = request.case, request.agency, [Section.CASE, Section.REQUEST]
    basis = Basis.CO_OPERATION
    access.open_to_agency(case, agency, sections, by=by, at=at, reason=request.legal_basis, basis=basis)
    recording.record(Verb.INFORMATION_REQUESTED, request, by=by, at=at, detail={"agency": agency.code})
    path = reverse("answer", args=[case.ref, request.pk])
    answering: dict[str, Any] = _ANSWERING.get(Kind(agency.kind), {})
    deadlines.start(case, "information_reply", at=at, by=by, agency=agency, key=str(request.pk), path=path, **answering)
    _start_category(request.referral, agency, by=by, at=at)
    text = "Your agency is asked for information"
    _tell(case, _who_answers(agency, at=at), text, at=at, key=f"request-{request.pk}")


def _who_answers(agency: Agency, *, at: datetime) -> Iterable[User]:
    held = agency.memberships.at(at).filter(role__in=roles.holding(Permission.REQUEST_ANSWER))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def _start_category(referral: Referral, told: Agency, *, by: User, at: datetime) -> None:
    """Start the time for the category when it is the police who have been told and have given none yet (SO-13)."""
    if told.kind == Kind.POLICE and not referral.categories.exists():
        path = reverse("categorise", args=[referral.case.ref, referral.pk])
        key = str(referral.pk)
        deadlines.start(referral.case, "police_category", at=at, by=by, agency=told, key=key, path=path)


def _pass_to_social_care(referral: Referral, *, by: User, at: datetime) -> None:
    """Start the single assessment from the day the referral came in, and the time to allocate it (SO-14).

    An assessment that runs already goes on by its own clock. Where a social worker has the case, the concern is passed
    to them and to whoever gave them the case instead of being allocated (SO-21).
    """
    case, allocation = referral.case, referral.case.worker
    deadlines.start(case, "single_assessment", at=at, by=by, runs_from=referral.received_at)
    if allocation:
        people, text = [allocation.worker, allocation.allocated_by], "A new concern has come in on your case"
        _tell(case, people, text, at=at, key=f"red-referral-{referral.pk}")
        return
    deadlines.start(case, "allocation", at=at, by=by)
    team_managers = User.objects.holding("team_manager", authority=case.authority, at=at)
    _tell(case, team_managers, "A case waits for allocation", at=at, key=f"red-{case.pk}")


def _tell(case: Case, people: Iterable[User], text: str, *, at: datetime, key: str) -> None:
    notices.tell(people, text, url=case.get_absolute_url(), at=at, key=key, reference=case.ref)

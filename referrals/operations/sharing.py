"""What agencies are asked and what they answer (BR-1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Basis
from mase.cases.stages import Step
from mase.clock import LONDON
from referrals.models import InformationRequest, Referral, Reply
from referrals.operations.police import open_to_police, start_category
from referrals.operations.telling import tell

_ANSWERING = {  # who answers a request, and who is told after them where that differs from the profile
    Kind.POLICE: {"owner_role": "police_mash", "behind": ("police_inspector", "mash_manager")},
    Kind.SOCIAL_CARE: {"owner_role": "mash_manager", "behind": ("service_manager",)},
}


class Outside(NamedTuple):
    """An organisation in which nobody has an account."""

    name: str
    kind: Kind


@transaction.atomic
def start_sharing(
    referral: Referral,
    *,
    agencies: Iterable[Agency],
    outside: Iterable[Outside] = (),
    purpose: str,
    legal_basis: str,
    by: User,
    at: datetime,
) -> None:
    """Start information sharing (SO-11): all are asked, and the police in MASH see the referral (HO-2)."""
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.sharing_started_at:
        raise AlreadyDone("Information sharing has started already.")
    referral.sharing_started_at, referral.sharing_started_by = at, by
    referral.save(update_fields=["sharing_started_at", "sharing_started_by"])
    case = referral.case
    cases.advance(case, Step.SHARING_STARTED, by=by, at=at, reason=purpose)
    open_to_police(case, by=by, at=at)
    deadlines.meet(case, "mash_check", at=at, by=by)
    recording.record(Verb.SHARING_STARTED, referral, by=by, at=at, reason=purpose)
    ask(referral, agencies=agencies, outside=outside, purpose=purpose, legal_basis=legal_basis, by=by, at=at)


@transaction.atomic
def ask(
    referral: Referral,
    *,
    agencies: Iterable[Agency],
    outside: Iterable[Outside] = (),
    purpose: str,
    legal_basis: str,
    by: User,
    at: datetime,
) -> None:
    """Ask agencies and other organisations what they know, each once, saying why and on what legal basis (BR-1)."""
    cases.hold_open(referral.case)
    facts = {"case": referral.case, "purpose": purpose, "legal_basis": legal_basis, "asked_at": at, "asked_by": by}
    for agency in agencies:
        request, created = InformationRequest.objects.get_or_create(referral=referral, agency=agency, defaults=facts)
        if created:
            _open_request(request, agency, by=by, at=at)
    for name, kind in outside:
        facts |= {"outside": name, "outside_kind": kind}
        request, created = InformationRequest.objects.get_or_create(
            referral=referral, agency=None, outside__iexact=name, defaults=facts
        )
        if created:
            _wait_for_outside(request, by=by, at=at)


@transaction.atomic
def answer(request: InformationRequest, *, reply: Reply, information: str, by: User, at: datetime) -> None:
    """Give the agency's answer; "nothing known" is one (BR-1)."""
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if locked.answered_at:
        raise AlreadyDone("Your agency has answered this request already.")
    locked.answered_by = by
    settle(locked, reply=reply, information=information, by=by, at=at)
    recording.record(Verb.INFORMATION_ANSWERED, locked, by=by, at=at)


def settle(locked: InformationRequest, *, reply: Reply, information: str, by: User | None, at: datetime) -> None:
    """Keep the answer of whoever the locked request says has answered, and tell MASH of it."""
    locked.reply, locked.information, locked.answered_at = reply, information, at
    locked.save(update_fields=["reply", "information", "answered_at", "answered_by", "answered_name"])
    deadlines.meet(locked.case, "information_reply", at=at, by=by, key=str(locked.pk))
    tell(locked.case, [locked.asked_by], "An agency has answered your request", at=at, key=f"answered-{locked.pk}")


@transaction.atomic
def add_to_answer(request: InformationRequest, *, information: str, by: User, at: datetime) -> None:
    """Add to the agency's answer what it has learnt since; what it said before stays as it was said (BR-1)."""
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if locked.answered_at is None:
        raise StepMissing("Answer the request first.")
    added = f"Added on {at.astimezone(LONDON):%d.%m.%Y at %H:%M} by {by.name}:\n{information}"
    locked.reply, locked.information = Reply.KNOWN, "\n\n".join(filter(None, (locked.information, added)))
    locked.save(update_fields=["reply", "information"])
    event = recording.record(Verb.INFORMATION_ANSWERED, locked, by=by, at=at, detail={"added": True})
    tell(locked.case, [locked.asked_by], "An agency has added to its answer", at=at, key=f"added-{event.pk}")


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
    if locked.agency:
        people, text = who_answers(locked.agency, at=at), "A request to your agency is no longer needed"
        tell(request.case, people, text, at=at, key=f"request-withdrawn-{locked.pk}")


def _open_request(request: InformationRequest, agency: Agency, *, by: User, at: datetime) -> None:
    case, sections = request.case, [Section.CASE, Section.REQUEST]
    basis = Basis.CO_OPERATION
    access.open_to_agency(case, agency, sections, by=by, at=at, reason=request.legal_basis, basis=basis)
    recording.record(Verb.INFORMATION_REQUESTED, request, by=by, at=at, detail={"agency": agency.code})
    path = reverse("answer", args=[case.ref, request.pk])
    answering: dict[str, Any] = _ANSWERING.get(Kind(agency.kind), {})
    deadlines.start(case, "information_reply", at=at, by=by, agency=agency, key=str(request.pk), path=path, **answering)
    start_category(request.referral, agency, by=by, at=at)
    text = "Your agency is asked for information"
    tell(case, who_answers(agency, at=at), text, at=at, key=f"request-{request.pk}")


def _wait_for_outside(request: InformationRequest, *, by: User, at: datetime) -> None:
    """Start the time for the answer; MASH answers for it itself, for nobody there has an account."""
    case = request.case
    recording.record(Verb.INFORMATION_REQUESTED, request, by=by, at=at, detail={"kind": request.outside_kind})
    social_care = Agency.objects.get(authority=case.authority, kind=Kind.SOCIAL_CARE)
    answering: dict[str, Any] = _ANSWERING[Kind.SOCIAL_CARE]
    path = reverse("referrals", args=[case.ref])
    deadlines.start(
        case, "information_reply", at=at, by=by, agency=social_care, key=str(request.pk), path=path, **answering
    )


def who_answers(agency: Agency, *, at: datetime) -> Iterable[User]:
    """Return the people who answer requests for the agency."""
    return User.objects.through(agency.memberships.at(at).entitled(Permission.REQUEST_ANSWER))

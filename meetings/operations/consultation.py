"""The consultation that the clinical service offers the social worker of a child new to the cohort (SO-26)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Basis
from meetings.models import ClinicalOffer, CohortEntry
from meetings.operations.telling import tell

CODE = "clinical_offer"


def ask(entry: CohortEntry, *, by: User, at: datetime) -> None:
    """Start the clinical service's clock for a child new to the cohort; its leads see the MASE part of the file.

    The rest of the agency reads with the other members, once the list is circulated. A restricted record is opened to
    none of them: there, whoever accepted the child sees to the offer.
    """
    case = entry.case
    if CODE not in case.profile_at(at).timescales:
        return
    service = Agency.objects.filter(authority=case.authority, kind=Kind.HEALTH).order_by("pk").first()
    named: dict[str, Any] = {"key": str(entry.pk), "path": reverse("offer_consultation", args=[case.ref, entry.pk])}
    if service is None or case.restricted_at:
        deadlines.start(case, CODE, at=at, by=by, owner=by, owner_role="co_ordinator", **named)
        return
    deadlines.start(case, CODE, at=at, by=by, agency=service, owner_role="partner_lead", **named)
    reason = "A clinical consultation is to be offered"
    leads = User.objects.through(service.memberships.at(at).filter(role="partner_lead"))
    for lead in leads:
        sections, basis = [Section.CASE, Section.PANEL], Basis.CO_OPERATION
        access.open_to_person(case, lead, sections, by=by, at=at, reason=reason, basis=basis)
    tell(case, leads, reason, at=at, key=f"consultation-{entry.pk}")


@transaction.atomic
def offer(entry: CohortEntry, *, offered_on: date, by: User, at: datetime) -> ClinicalOffer:
    """Record that the social worker was offered a consultation."""
    case = entry.case
    cases.hold_open(case)
    if CODE not in case.profile_at(at).timescales:
        raise Refused("In this authority no clinical consultation is offered.")
    if ClinicalOffer.objects.filter(entry=entry).exists():
        raise AlreadyDone("The offer of this consultation is recorded.")
    made = ClinicalOffer.objects.create(case=case, entry=entry, offered_on=offered_on, recorded_at=at, recorded_by=by)
    deadlines.meet(case, CODE, at=at, by=by, key=str(entry.pk))
    recording.record(Verb.CONSULTATION_OFFERED, made, by=by, at=at)
    if allocation := case.worker:
        tell(case, [allocation.worker], "You are offered a clinical consultation", at=at, key=f"offer-{made.pk}")
    return made


@transaction.atomic
def answer(made: ClinicalOffer, *, accepted: bool, by: User, at: datetime) -> None:
    """Record the social worker's answer, once."""
    locked = _locked(made)
    if locked.answered_at:
        raise AlreadyDone("This offer has been answered.")
    locked.accepted, locked.answered_at, locked.answered_by = accepted, at, by
    locked.save(update_fields=["accepted", "answered_at", "answered_by"])
    recording.record(Verb.CONSULTATION_ANSWERED, locked, by=by, at=at, detail={"accepted": accepted})
    words = "A clinical consultation was accepted" if accepted else "A clinical consultation was declined"
    tell(locked.case, [locked.recorded_by], words, at=at, key=f"offer-answered-{locked.pk}")


@transaction.atomic
def hold(made: ClinicalOffer, *, held_on: date, by: User, at: datetime) -> None:
    """Record the day on which the consultation that was accepted took place."""
    locked = _locked(made)
    if not locked.accepted:
        raise StepMissing("The social worker has not accepted the offer.")
    if locked.held_on:
        raise AlreadyDone("This consultation is recorded.")
    if held_on < locked.offered_on:
        raise Refused("The consultation cannot be before it was offered.")
    locked.held_on, locked.held_recorded_at, locked.held_recorded_by = held_on, at, by
    locked.save(update_fields=["held_on", "held_recorded_at", "held_recorded_by"])
    recording.record(Verb.CONSULTATION_HELD, locked, by=by, at=at)


def _locked(made: ClinicalOffer) -> ClinicalOffer:
    cases.hold_open(made.case)
    found = ClinicalOffer.objects.select_for_update(of=("self",)).select_related("case__authority", "recorded_by")
    return found.get(pk=made.pk)

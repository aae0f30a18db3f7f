"""Asking for advice, giving it, linking it with a case, going on to a referral with nothing retyped (BA-7, SO-8)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Case
from mase.notifications import operations as notices
from mase.web import reader
from referrals import advice as words
from referrals import advisers
from referrals.models import Advice, Adviser, Consultation, Draft, Referral
from referrals.operations.sending import start_draft

CODE = "consultation"


@transaction.atomic
def ask(
    agency: Agency,
    *,
    adviser: Adviser,
    question: str,
    given_names: str = "",
    family_name: str = "",
    born_on: date | None = None,
    by: User,
    at: datetime,
) -> Consultation:
    """Ask for advice, with or without the child's name; the time for the answer starts (BA-7, SO-8).

    Raises Refused where nobody but the asker could answer.
    """
    asked = advisers.people(agency, adviser, at=at, besides=by)
    if not asked.exists():
        raise Refused("Nobody but you could answer this. Ask somebody else.")
    made = Consultation.objects.create(
        authority=agency.authority,
        agency=agency,
        asked_by=by,
        asked_at=at,
        adviser=adviser,
        question=question,
        given_names=given_names,
        family_name=family_name,
        born_on=born_on,
    )
    _start(made, at=at)
    recording.record(Verb.ADVICE_ASKED, made, by=by, at=at)
    _tell(asked, made, "Somebody asks for your advice", at=at, key="advice-asked")
    return made


@transaction.atomic
def advise(consultation: Consultation, *, recommends: Advice, advice: str, by: User, at: datetime) -> None:
    """Record the advice and tell whoever asked; nobody advises themselves."""
    locked = _locked(consultation)
    if not advisers.may_advise(by, locked, at=at):
        raise NotEntitled("Somebody else answers this question.")
    if locked.advised_at:
        raise AlreadyDone("This question has been answered already.")
    locked.advised_at, locked.advised_by, locked.recommends, locked.advice = at, by, recommends, advice
    locked.save(update_fields=["advised_at", "advised_by", "recommends", "advice"])
    deadlines.meet(
        locked.authority, CODE, at=at, by=by, key=locked.ref, agency=advisers.owing(locked.agency, _adviser(locked))
    )
    recording.record(Verb.ADVICE_GIVEN, locked, by=by, at=at)
    _tell([locked.asked_by], locked, "Your question has been answered", at=at, key="advice-given")


@transaction.atomic
def link(consultation: Consultation, *, reference: str, by: User, at: datetime) -> Case:
    """Link the advice with the case of this reference.

    Raises Refused in the same words for a case that does not exist and for one that the person may not see.
    """
    locked = _locked(consultation)
    if not advisers.may_advise(by, locked, at=at):
        raise NotEntitled("Whoever answers this question links it with a case.")
    if advisers.linked_case(by, locked, at=at):
        raise AlreadyDone("It is linked with a case already.")
    case = Case.objects.filter(ref=reference, authority=locked.authority).first()
    if locked.case_id or case is None or not access.may(by, Permission.CASE_VIEW, case, at=at):
        raise Refused("You see no case with this reference. Check the reference.")
    locked.case, locked.linked_by, locked.linked_at = case, by, at
    locked.save(update_fields=["case", "linked_by", "linked_at"])
    recording.record(Verb.ADVICE_LINKED, locked, by=by, at=at)
    return case


@transaction.atomic
def follow(consultation: Consultation, *, by: User, at: datetime) -> Draft:
    """Begin a referral in which what was asked and advised is filled in; once, unless that draft was thrown away."""
    locked = _locked(consultation)
    if locked.asked_by != by:
        raise NotEntitled("Whoever asked makes it a referral.")
    if not any(m.agency_id == locked.agency_id for m in agency_access.holding(by, Permission.DESK_REFER, at=at)):
        raise NotEntitled("Your role in this agency does not include sending a referral.")
    if is_followed(locked):
        raise AlreadyDone("A referral has been begun from it already.")
    draft = start_draft(locked.agency, by=by, at=at, answers=_answers(locked))
    locked.draft_ref = draft.ref
    locked.save(update_fields=["draft_ref"])
    recording.record(Verb.ADVICE_FOLLOWED, locked, by=by, at=at)
    return draft


def is_followed(consultation: Consultation) -> bool:
    """Say whether the referral that was begun from it is being written or was sent."""
    if not consultation.draft_ref:
        return False
    if Draft.objects.filter(ref=consultation.draft_ref).exists():
        return True
    with transaction.atomic(), reader.lifted():  # whoever knows the child no longer sees what they sent
        return Referral.objects.filter(draft_ref=consultation.draft_ref).exists()


def _start(made: Consultation, *, at: datetime) -> None:
    adviser = _adviser(made)
    role = words.ANSWERED_BY[adviser][0]
    deadlines.start(
        made.authority,
        CODE,
        at=at,
        by=made.asked_by,
        owner_role=role,
        agency=advisers.owing(made.agency, adviser),
        behind=(role,) if words.stays_in_the_agency(adviser) else (),
        key=made.ref,
        path=made.get_absolute_url(),
    )


def _answers(consultation: Consultation) -> dict[str, Any]:
    """Return the sections of the referral as far as the consultation fills them in."""
    found: dict[str, Any] = {"concern": {"concern": consultation.question}}
    if consultation.recommends and consultation.advice:
        found["concern"]["done_so_far"] = words.as_done_so_far(
            _adviser(consultation), Advice(consultation.recommends), consultation.advice
        )
    if consultation.names_the_child:
        born = consultation.born_on.isoformat() if consultation.born_on else None
        found["child"] = {
            "given_names": consultation.given_names,
            "family_name": consultation.family_name,
            "born_on": born,
        }
    return found


def _adviser(consultation: Consultation) -> Adviser:
    return Adviser(consultation.adviser)


def _locked(consultation: Consultation) -> Consultation:
    found = Consultation.objects.select_for_update(of=("self",))
    return found.select_related("authority", "agency", "asked_by", "case").get(pk=consultation.pk)


def _tell(people: Any, consultation: Consultation, text: str, *, at: datetime, key: str) -> None:
    notices.tell(people, text, url=consultation.get_absolute_url(), at=at, key=f"{key}-{consultation.pk}")

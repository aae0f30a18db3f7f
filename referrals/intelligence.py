"""Police intelligence under its originator's control: recorded, read in full by the originator's police, withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mase.agencies.models import Agency, Membership, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from mase.notifications import operations as notices
from referrals.models import Intelligence, IntelligenceText


def originators(memberships: Iterable[Membership], case: Case) -> list[Agency]:
    """Return the agencies for which the person records and reads intelligence, the case's own borough first."""
    agencies = {m.agency for m in memberships if Permission.CASE_INTELLIGENCE in m.description.permissions}
    return sorted(agencies, key=lambda agency: (agency.authority_id != case.authority_id, agency.pk))


def of_case(case: Case) -> QuerySet[Intelligence]:
    """Return what was recorded on the case, the newest first; of the full text nothing."""
    return case.intelligence.select_related("case", "agency").order_by("-recorded_at", "-pk")


def says_the_same(line: str, text: str) -> bool:
    """Say whether the line meant for others is the full text, but for blanks and capitals."""
    return line.casefold().split() == text.casefold().split()


@transaction.atomic
def record(
    case: Case, *, agency: Agency, line: str, text: str, grading: dict[str, Any], by: User, at: datetime
) -> Intelligence:
    """Record intelligence: the line opens to whoever reads the section, the text to the agency's police alone.

    ``grading`` holds source, assessment, handling with its conditions, about and nature. Raises Refused where the line
    would give the text away.
    """
    if says_the_same(line, text):
        raise Refused("The line for others must not be the full text.")
    access.open_to_agency(case, agency, [Section.INTELLIGENCE], by=by, at=at, reason="Recorded police intelligence")
    if case.restricted_at:
        access.open_to_person(case, by, [Section.INTELLIGENCE], by=by, at=at, reason="Recorded police intelligence")
    found = Intelligence.objects.create(case=case, agency=agency, line=line, **grading, recorded_at=at, recorded_by=by)
    IntelligenceText.objects.create(intelligence=found, text=text)
    recording.record(Verb.INTELLIGENCE_RECORDED, found, by=by, at=at, detail={"agency": agency.code})
    _tell_the_worker(found, "The police have recorded intelligence on a case", at=at, key=f"intelligence-{found.pk}")
    return found


@transaction.atomic
def read(intelligence: Intelligence, *, through: Mapping[str, str], by: User, at: datetime) -> str:
    """Return the full text and write down who read it, through what access where that was not the agency's.

    Raises AlreadyDone where it has been withdrawn.
    """
    if intelligence.withdrawn_at:
        raise AlreadyDone("This intelligence has been withdrawn by its originator.")
    text = IntelligenceText.objects.get(intelligence=intelligence).text
    recording.record(Verb.INTELLIGENCE_READ, intelligence, by=by, at=at, detail=dict(through))
    return text


@transaction.atomic
def withdraw(intelligence: Intelligence, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw it for the originator: from now on everybody reads that it was withdrawn, and when, and nothing else.

    The reason stays on the record of the originator and is not told to others.
    """
    locked = Intelligence.objects.select_for_update(of=("self",)).select_related("case").get(pk=intelligence.pk)
    if locked.withdrawn_at:
        raise AlreadyDone("This intelligence has been withdrawn already.")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_because = at, by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    recording.record(Verb.INTELLIGENCE_WITHDRAWN, locked, by=by, at=at, detail={"agency": locked.agency.code})
    text = "The police have withdrawn intelligence on a case"
    _tell_the_worker(locked, text, at=at, key=f"intelligence-withdrawn-{locked.pk}")


def _tell_the_worker(intelligence: Intelligence, text: str, *, at: datetime, key: str) -> None:
    case, allocation = intelligence.case, intelligence.case.worker
    if allocation:
        url = reverse("intelligence", args=[case.ref])
        notices.tell([allocation.worker], text, url=url, at=at, key=key, reference=case.ref)

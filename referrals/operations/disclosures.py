"""That a child told of an offence, and what the police made of it: a crime reference, or no crime with the reason."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from referrals.models import Disclosure, ExternalReference
from referrals.operations.police import open_to_police
from referrals.operations.references import add_reference
from referrals.operations.telling import tell

_CODE = "crime_reference"


@transaction.atomic
def record_disclosure(
    case: Case, *, told_at: datetime, told_to: str, by: User, at: datetime, form_87a: str = ""
) -> Disclosure:
    """Record when and to whom the child told of an offence; the police see it and owe a reference within 24 hours.

    What the child said is not asked for: it stays where it was written down. The reference of the 87a that was sent
    with it is kept with those of other systems (HO-7). Raises AlreadyDone for the same again.
    """
    cases.hold_open(case)
    if case.disclosures.filter(told_at=told_at, told_to__iexact=told_to).exists():
        raise AlreadyDone("It has been recorded that the child told this person at that time.")
    facts = {"told_at": told_at, "told_to": told_to, "recorded_at": at, "recorded_by": by}
    disclosure = Disclosure.objects.create(case=case, **facts)
    open_to_police(case, by=by, at=at, reason="The child told of an offence")
    if form_87a:
        _keep_87a(case, form_87a, by=by, at=at)
    key, path = str(disclosure.pk), reverse("settle_disclosure", args=[case.ref, disclosure.pk])
    deadlines.start(case, _CODE, at=at, by=by, key=key, path=path, runs_from=told_at)
    recording.record(Verb.DISCLOSURE_RECORDED, disclosure, by=by, at=at)
    text = "A child told of an offence: the crime reference is owed"
    tell(case, _holding(case, "police_mash", at=at) - {by}, text, at=at, key=f"disclosed-{disclosure.pk}")
    return disclosure


@transaction.atomic
def settle_with_crime(disclosure: Disclosure, *, crime_reference: str, by: User, at: datetime) -> None:
    """Record under which reference the police hold the offence (SO-13, BR-3)."""
    locked = _unsettled(disclosure)
    locked.crime_reference = crime_reference.upper()
    _settle(locked, by=by, at=at)
    _tell_colleagues(locked, "A crime reference is recorded for what a child told", by=by, at=at)


@transaction.atomic
def settle_without_crime(disclosure: Disclosure, *, reason: str, by: User, at: datetime) -> None:
    """Record that the police record no crime, and why; the co-ordinator and the social worker are told."""
    locked = _unsettled(disclosure)
    locked.no_crime_because = reason
    _settle(locked, by=by, at=at, reason=reason)
    _tell_colleagues(locked, "No crime was recorded after a child told of an offence", by=by, at=at)


def _keep_87a(case: Case, number: str, *, by: User, at: datetime) -> None:
    kind = ExternalReference.Kind.FORM_87A
    if not case.external_references.filter(withdrawn_at=None, kind=kind, number__iexact=number).exists():
        add_reference(case, kind=kind, number=number, note="", by=by, at=at)


def _unsettled(disclosure: Disclosure) -> Disclosure:
    cases.hold_open(disclosure.case)
    found = Disclosure.objects.select_for_update(of=("self",)).select_related("case__authority")
    locked = found.get(pk=disclosure.pk)
    if locked.settled_at:
        raise AlreadyDone("It has been recorded what the police made of this.")
    return locked


def _settle(locked: Disclosure, *, by: User, at: datetime, reason: str = "") -> None:
    locked.settled_at, locked.settled_by = at, by
    locked.save()
    deadlines.meet(locked.case, _CODE, at=at, by=by, key=str(locked.pk))
    recording.record(Verb.DISCLOSURE_SETTLED, locked, by=by, at=at, reason=reason)


def _tell_colleagues(disclosure: Disclosure, text: str, *, by: User, at: datetime) -> None:
    people = _holding(disclosure.case, "co_ordinator", at=at)
    if allocation := disclosure.case.worker:
        people.add(allocation.worker)
    tell(disclosure.case, people - {by}, text, at=at, key=f"disclosure-settled-{disclosure.pk}")


def _holding(case: Case, role: str, *, at: datetime) -> set[User]:
    return set(User.objects.holding(role, authority=case.authority, at=at))

"""What other systems call the child, or what happened to them: added, and withdrawn with the reason."""

from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone
from mase.cases.models import Case
from referrals.models import ExternalReference


@transaction.atomic
def add_reference(case: Case, *, kind: str, number: str, note: str, by: User, at: datetime) -> ExternalReference:
    """Record what another system calls it; a case has as many as there are, each once while it stands."""
    cases.hold_open(case)
    if case.external_references.filter(withdrawn_at=None, kind=kind, number__iexact=number).exists():
        raise AlreadyDone("This reference has been recorded.")
    facts = {"kind": kind, "number": number, "note": note, "recorded_at": at, "recorded_by": by}
    reference = ExternalReference.objects.create(case=case, **facts)
    recording.record(Verb.REFERENCE_RECORDED, reference, by=by, at=at, detail={"kind": kind})
    return reference


@transaction.atomic
def withdraw_reference(reference: ExternalReference, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw a reference that is wrong, saying why; that it was there stays in the history."""
    cases.hold_open(reference.case)
    found = ExternalReference.objects.select_for_update(of=("self",)).select_related("case__authority")
    locked = found.get(pk=reference.pk)
    if locked.withdrawn_at:
        raise AlreadyDone("This reference has been withdrawn.")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_because = at, by, reason
    locked.save()
    recording.record(Verb.REFERENCE_WITHDRAWN, locked, by=by, at=at, reason=reason)

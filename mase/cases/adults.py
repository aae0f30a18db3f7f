"""The adults in a child's life: added, corrected, taken out again. A conflict of interest with one of them bites."""

from datetime import date, datetime

from django.db import transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import conflicts
from mase.cases import operations as cases
from mase.cases.models import Case
from mase.people.models import Person, Relationship
from mase.web import reader


@transaction.atomic
@reader.lifted()
def add(
    case: Case,
    *,
    given_names: str,
    family_name: str,
    born_on: date | None,
    address: str,
    kind: str,
    by: User,
    at: datetime,
) -> Relationship:
    """Add an adult to the child's life; where that keeps the social worker from the case, another one is asked for.

    It may be the very person who adds them; they do not see the case any more then.
    """
    cases.hold_open(case)
    adult = Person.objects.create(given_names=given_names, family_name=family_name, born_on=born_on, address=address)
    added = Relationship.objects.create(child=case.child, adult=adult, kind=kind, noted_at=at, noted_by=by)
    recording.record(Verb.PERSON_ADDED, case, by=by, at=at, detail={"kind": kind, "relationship": added.pk})
    conflicts.look_at_worker(case, at=at)
    return added


@transaction.atomic
@reader.lifted()
def correct(
    case: Case,
    found: Relationship,
    *,
    given_names: str,
    family_name: str,
    born_on: date | None,
    address: str,
    kind: str,
    by: User,
    at: datetime,
) -> None:
    """Correct what is known of the adult, or what they are to the child; history keeps what it said before."""
    cases.hold_open(case)
    adult = Person.objects.select_for_update().get(pk=found.adult_id)
    adult.given_names, adult.family_name, adult.born_on, adult.address = given_names, family_name, born_on, address
    adult.save(update_fields=["given_names", "family_name", "born_on", "address"])
    found.kind = kind
    found.save(update_fields=["kind"])
    recording.record(Verb.PERSON_CORRECTED, case, by=by, at=at, detail={"kind": kind, "relationship": found.pk})
    conflicts.look_at_worker(case, at=at)


@transaction.atomic
def remove(case: Case, found: Relationship, *, reason: str, by: User, at: datetime) -> None:
    """Take the adult out of the child's life, with the reason; history keeps who it was."""
    cases.hold_open(case)
    recording.record(
        Verb.PERSON_REMOVED, case, by=by, at=at, reason=reason, detail={"kind": found.kind, "relationship": found.pk}
    )
    found.delete()

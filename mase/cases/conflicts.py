"""The register of conflicts of interest: whom somebody knows, declared and ended; what that keeps them from."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, Func, IntegerField, OuterRef, QuerySet
from django.urls import reverse

from mase.agencies.models import Authority, Membership, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Allocation, Case, Conflict
from mase.notifications import operations as notices
from mase.people.models import Person
from mase.web import reader


class _Cases(Func):
    """How many cases the conflict keeps its person from; a number, which names nobody."""

    template = "(SELECT count(*) FROM cases_matched_by(%(expressions)s))"
    output_field = IntegerField()


def of(user: User) -> QuerySet[Conflict]:
    """Return what the person has declared, or had declared for them, and has not ended; the newest first."""
    return user.conflicts.in_force().select_related("declared_by").order_by("-declared_at", "-pk")


def register(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[Conflict]:
    """Return the conflicts of whoever works or has worked in these authorities, by name, those in force first.

    Each says in how many ``cases`` it matters, and whether its person ``is_there`` still.
    """
    held = Membership.objects.filter(agency__authority__in=list(authorities))
    there = held.at(at).filter(user=OuterRef("user"), user__is_active=True)
    found = Conflict.objects.filter(user__in=held.values("user")).annotate(cases=_Cases("pk"), is_there=Exists(there))
    related = found.select_related("user", "declared_by", "ended_by")
    return related.order_by(F("ended_at").desc(nulls_first=True), "user__name", "-declared_at", "-pk")


def staff(authorities: Iterable[Authority], *, at: datetime) -> QuerySet[User]:
    """Return who works in these authorities, by name."""
    return User.objects.through(Membership.objects.at(at).filter(agency__authority__in=list(authorities)))


def officers(user: User, *, at: datetime) -> QuerySet[User]:
    """Return the privacy officers whom the person can ask."""
    own = Membership.objects.at(at).filter(user=user).values("agency__authority")
    return User.objects.through(Membership.objects.at(at).filter(role="privacy_officer", agency__authority__in=own))


def refuse(person: User, case: Case) -> None:
    """Refuse to give work on the case to somebody whom a conflict keeps from it; the words do not say why."""
    if person.pk in access.kept_out(case):
        raise NotEntitled("This person cannot take on this case. Choose somebody else.")


@transaction.atomic
def declare(
    user: User,
    *,
    names: str,
    born_on: date | None,
    address: str,
    relation: str,
    by: User,
    at: datetime,
    reference: str = "",
) -> Conflict:
    """Declare that somebody knows a child or adult, or lives where they live; the cases close to them at once.

    Nothing that is returned or raised depends on whether there is such a child, but for the ``reference`` of a case
    with which a privacy officer links a child whose name is spelled otherwise: Refused where there is none.
    """
    person = _child_of(reference, user, at=at) if reference else None
    conflict = Conflict.objects.create(
        user=user,
        names=names,
        born_on=born_on,
        address=address,
        relation=relation,
        person=person,
        declared_at=at,
        declared_by=by,
    )
    recording.record(Verb.CONFLICT_DECLARED, conflict, by=by, at=at, detail={"person": user.pk})
    _ask_for_others(Allocation.objects.filter(worker=user), at=at)
    return conflict


@transaction.atomic
def declare_child(user: User, child: Person, *, relation: str, by: User, at: datetime) -> Conflict:
    """Declare that somebody knows this child or somebody in the child's life, as they said where the case came up."""
    said = {"person": child, "relation": relation}
    conflict = Conflict.objects.create(user=user, declared_at=at, declared_by=by, **said)
    recording.record(Verb.CONFLICT_DECLARED, conflict, by=by, at=at, detail={"person": user.pk})
    _ask_for_others(Allocation.objects.filter(worker=user), at=at)
    return conflict


@transaction.atomic
def end(conflict: Conflict, *, reason: str, by: User, at: datetime) -> None:
    """End a conflict, with the reason; a privacy officer does, and never one of their own."""
    locked = Conflict.objects.select_for_update().get(pk=conflict.pk)
    if locked.ended_at:
        raise AlreadyDone("This conflict of interest has ended.")
    if locked.user_id == by.pk:
        raise NotEntitled("Another privacy officer has to end what you declared for yourself.")
    locked.ended_at, locked.ended_by, locked.ended_because = at, by, reason
    locked.save(update_fields=["ended_at", "ended_by", "ended_because"])
    recording.record(Verb.CONFLICT_ENDED, locked, by=by, at=at, reason=reason, detail={"person": locked.user_id})


def look_at_worker(case: Case, *, at: datetime) -> None:
    """Ask for another social worker where the one allocated turns out to know somebody in the child's life."""
    _ask_for_others(Allocation.objects.filter(case=case), at=at)


@reader.lifted()
def _ask_for_others(allocations: QuerySet[Allocation], *, at: datetime) -> None:
    """Tell whoever allocated a case to a person who is kept from it now; by reference, once."""
    running = allocations.filter(ends_at=None).select_related("case__authority", "allocated_by").order_by("pk")
    for allocation in running:
        case = allocation.case
        if allocation.worker_id in access.kept_out(case):
            notices.tell(
                _managers(allocation, at=at),
                "A case needs another social worker",
                url=reverse("allocate", args=[case.ref]),
                at=at,
                key=f"conflict-{allocation.pk}",
                reference=case.ref,
            )


def _managers(allocation: Allocation, *, at: datetime) -> Iterable[User]:
    """Return who allocated the case or, where they cannot, the service managers."""
    manager, case = allocation.allocated_by, allocation.case
    if manager.is_active and manager.memberships.at(at).exists() and manager.pk not in access.kept_out(case):
        return [manager]
    return User.objects.holding("service_manager", authority=case.authority, at=at)


@reader.lifted()
def _child_of(reference: str, user: User, *, at: datetime) -> Person:
    held = user.memberships.values("agency__authority")
    case = Case.objects.filter(ref=reference.strip().upper(), authority__in=held).select_related("child").first()
    if case is None:
        raise Refused("No case of their authority has this reference.")
    return case.child

"""Writing the trail, in the transaction of the act itself: no row, no act; no row, no content."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from mase.audit.models import Event
from mase.audit.verbs import Verb


class Actor(Protocol):
    """Somebody who acts; their agency is written down as it was at the time."""

    pk: Any

    def acting_for(self, at: datetime) -> str:
        """Return the code of the agency the person acts for."""


def record(
    verb: Verb,
    subject: Model,
    *,
    by: Actor | None,
    at: datetime,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Write that this was done to (or seen of) the subject; by nobody means by the system."""
    return Event.objects.create(**_row(verb, subject, by=by, at=at), reason=reason, detail=detail or {})


def record_list(subjects: Iterable[Model], *, by: Actor, at: datetime, page: str) -> None:
    """Write for each subject that it was shown in a list."""
    agency = by.acting_for(at)
    Event.objects.bulk_create(
        Event(
            verb=Verb.LISTED,
            at=at,
            actor=by.pk,
            agency=agency,
            case=_case(subject),
            subject=subject._meta.label_lower,
            subject_id=subject.pk,
            detail={"page": page},
        )
        for subject in subjects
    )


def record_refusal(*, by: Actor, at: datetime, case: str, page: str) -> None:
    """Write that somebody was turned away; the reference is what they asked for, whether it exists or not."""
    Event.objects.create(
        verb=Verb.REFUSED,
        at=at,
        actor=by.pk,
        agency=by.acting_for(at),
        case=case[:12],
        subject="page",
        detail={"page": page},
    )


def record_looking_here(
    verb: Verb,
    *,
    by: Actor,
    at: datetime,
    case: str = "",
    person: int | None = None,
    reason: str = "",
    detail: dict[str, Any],
) -> Event:
    """Write that somebody read, exported or reviewed the trail itself: of which case or person, and what they asked."""
    return Event.objects.create(
        verb=verb,
        at=at,
        actor=by.pk,
        agency=by.acting_for(at),
        case=case,
        subject="agencies.user" if person else "audit.event",
        subject_id=person,
        reason=reason,
        detail=detail,
    )


def _row(verb: Verb, subject: Model, *, by: Actor | None, at: datetime) -> dict[str, Any]:
    return {
        "verb": verb,
        "at": at,
        "actor": by.pk if by else None,
        "agency": by.acting_for(at) if by else "",
        "case": _case(subject),
        "subject": subject._meta.label_lower,
        "subject_id": subject.pk,
    }


def _case(subject: Model) -> str:
    """Return the reference of the case the subject belongs to, or nothing."""
    owner = getattr(subject, "case", None) or subject
    return getattr(owner, "ref", "") if owner._meta.label_lower == "cases.case" else ""

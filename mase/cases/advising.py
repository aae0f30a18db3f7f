"""Who the personal adviser of a care leaver is: another one named, and none once the case is closed (HO-13)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, notes, sharing
from mase.cases import operations as cases
from mase.cases.errors import NotEntitled, StepMissing
from mase.cases.models import Case, Workspace, WorkspaceKind
from mase.notifications import operations as notices

_REASON = "Personal adviser"


def workspace_of(case: Case) -> Workspace | None:
    """Return the workspace for a young person of 18 and over, with who opened it and who advises, or None."""
    spaces = case.workspaces.filter(kind=WorkspaceKind.ADULT).select_related("adviser", "opened_by")
    found: Workspace | None = spaces.first()
    return found


def others(case: Case, *, at: datetime) -> QuerySet[User]:
    """Return the personal advisers who can take over: not who has the case by name already as its adviser."""
    found, space = notes.advisers(case, at=at), workspace_of(case)
    adviser = space.adviser if space and _advises(case, space) else None
    return found.exclude(pk=adviser.pk) if adviser else found


@transaction.atomic
def change(case: Case, *, adviser: User, by: User, at: datetime) -> None:
    """Name another personal adviser; the file opens to them by name, and closes to the one before.

    Raises StepMissing before the workspace is open, NotEntitled for who cannot take over.
    """
    cases.hold_open(case)
    space = workspace_of(case)
    if space is None:
        raise StepMissing("Open the workspace for a young person of 18 and over first.")
    if not others(case, at=at).filter(pk=adviser.pk).exists():
        raise NotEntitled("This person cannot take on this case. Choose somebody else.")
    _close_to(case, space, reason="Another personal adviser", by=by, at=at)
    space.adviser = adviser
    space.save(update_fields=["adviser"])
    access.open_to_person(case, adviser, Section, by=by, at=at, reason=_REASON)
    detail = {"person": adviser.pk, "sections": list(Section)}
    given = recording.record(Verb.ACCESS_GRANTED, case, by=by, at=at, reason=_REASON, detail=detail)
    text, url = "You are the personal adviser of a young person", reverse("notes", args=[case.ref])
    notices.tell([adviser], text, url=url, at=at, key=f"adviser-{given.pk}", reference=case.ref)


def end(case: Case, *, by: User, at: datetime) -> None:
    """Close the file to the personal adviser with the case; opened again, it waits for one to be named."""
    if space := workspace_of(case):
        _close_to(case, space, reason="The case was closed", by=by, at=at)


def _close_to(case: Case, space: Workspace, *, reason: str, by: User, at: datetime) -> None:
    adviser = space.adviser
    if adviser and _advises(case, space) and not sharing.keeps(case, adviser):
        sharing.take(case, adviser, reason=reason, by=by, at=at)


def _advises(case: Case, space: Workspace) -> bool:
    return case.person_grants.filter(user=space.adviser_id, reason=_REASON).exists()

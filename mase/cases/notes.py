"""The workspace of a case, and its notes: written at the time, put right by an addendum, never edited (HO-12)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from mase import timescales
from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Addendum, Case, Note, NoteKind, Workspace, WorkspaceKind
from mase.cases.stages import Step
from mase.notifications import operations as notices
from mase.people import ages
from mase.profiles import WorkspaceOpens
from mase.timescales.calendars import instant

ADVISER = "personal_adviser"
SHOWN_AT_ONCE = 25
PRINTED = 1_000
_TWICE_WITHIN = timedelta(minutes=1)
_CO_ORDINATOR = "co_ordinator"


@transaction.atomic
def open_workspace(case: Case, *, by: User, at: datetime) -> Workspace:
    """Open the child's workspace, from the allocation on or once the forms are in (HO-12); raises StepMissing."""
    cases.hold_open(case)
    if _is_open(case, WorkspaceKind.CHILD):
        raise AlreadyDone("The workspace is open already.")
    if waits_for := missing(case, at=at):
        raise StepMissing(waits_for)
    return _open(case, WorkspaceKind.CHILD, by=by, at=at)


@transaction.atomic
def open_for_adult(case: Case, *, adviser: User, by: User, at: datetime) -> Workspace:
    """Open the workspace of a care leaver of 18 and over; the case is the personal adviser's by name since (HO-13).

    Raises StepMissing where the borough screens first, NotEntitled for somebody who is no personal adviser.
    """
    cases.hold_open(case)
    if _is_open(case, WorkspaceKind.ADULT):
        raise AlreadyDone("The workspace for a young person of 18 and over is open already.")
    if not is_of_age(case, at=at):
        raise Refused("This workspace is for a young person of 18 and over.")
    if _after_forms(case, at=at) and Step.SCREENED not in _steps(case):
        raise StepMissing("The workspace opens once the screening is completed.")
    if not advisers(case, at=at).filter(pk=adviser.pk).exists():
        raise NotEntitled("This person cannot take on this case. Choose somebody else.")
    workspace = _open(case, WorkspaceKind.ADULT, adviser=adviser, by=by, at=at)
    access.open_to_person(case, adviser, Section, by=by, at=at, reason="Personal adviser")
    _tell_adviser(workspace, at=at)
    return workspace


@transaction.atomic
def write(case: Case, *, kind: NoteKind, about_at: datetime, text: str, by: User, at: datetime) -> Note:
    """Write a note about what happened; a new concern tells whoever works with the child (HO-12).

    The first note opens the workspace where the borough keeps notes from the allocation on; else StepMissing.
    The same words of the same person within a minute are a second press: AlreadyDone.
    """
    cases.hold_open(case)
    if about_at > at:
        raise Refused("A note is about what has happened.")
    if not case.workspaces.exists():
        _open_by_itself(case, by=by, at=at)
    _refuse_twice(case.notes.filter(kind=kind), text, by=by, at=at)
    note = Note.objects.create(case=case, kind=kind, about_at=about_at, text=text, recorded_at=at, recorded_by=by)
    recording.record(Verb.NOTE_WRITTEN, note, by=by, at=at, detail={"kind": kind})
    if kind == NoteKind.CONCERN:
        _tell_of_concern(note, by=by, at=at)
    return note


@transaction.atomic
def add(note: Note, *, text: str, by: User, at: datetime) -> Addendum:
    """Add to the note or put it right; the note itself stays as it was written."""
    cases.hold_open(note.case)
    _refuse_twice(note.addenda.all(), text, by=by, at=at)
    added = Addendum.objects.create(note=note, text=text, recorded_at=at, recorded_by=by)
    recording.record(Verb.ADDENDUM_WRITTEN, note, by=by, at=at)
    return added


def missing(case: Case, *, at: datetime) -> str:
    """Return in plain words what has to come before the child's workspace opens, or nothing (HO-12)."""
    done = _steps(case)
    if Step.ALLOCATED not in done:
        return "Notes are kept from the allocation on. No social worker has had this case yet."
    if not _after_forms(case, at=at):
        return ""
    asked = {Step.SCREENED: "the risk screening", Step.FORM_SUBMITTED: f"the {case.profile_at(at).wording.panel} form"}
    owed = [words for step, words in asked.items() if step not in done]
    return f"The workspace opens once the forms are in. Still missing: {' and '.join(owed)}." if owed else ""


def takes_notes(case: Case, *, at: datetime) -> bool:
    """Say whether a note can be written now: a workspace is open, or opens by itself with the first note."""
    return case.workspaces.exists() or not (_after_forms(case, at=at) or missing(case, at=at))


def is_of_age(case: Case, *, at: datetime) -> bool:
    """Say whether the young person is 18 or over."""
    return ages.is_of_age(case.child.born_on, on=timescales.london_day(at))


def advisers(case: Case, *, at: datetime) -> QuerySet[User]:
    """Return the personal advisers of the authority whom no conflict of interest keeps from the case."""
    holding = User.objects.holding(ADVISER, authority=case.authority, at=at)
    return holding.exclude(pk__in=access.kept_out(case))


def narrowed(
    case: Case, *, kind: str = "", by: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Note]:
    """Return the notes of that kind, by that person, about these days, both included."""
    found = case.notes.all()
    if kind:
        found = found.filter(kind=kind)
    if by:
        found = found.filter(recorded_by=int(by))
    if since:
        found = found.filter(about_at__gte=instant(since, time.min))
    if until:
        found = found.filter(about_at__lte=instant(until, time.max))
    return found


def page(found: QuerySet[Note], *, before: tuple[datetime, int] | None) -> list[Note]:
    """Return the newest of these notes, older than the given place, one more than is shown at once (two queries)."""
    if before:
        about_at, pk = before
        found = found.filter(Q(about_at__lte=about_at) & (Q(about_at__lt=about_at) | Q(pk__lt=pk)))
    return list(with_addenda(found).order_by("-about_at", "-pk")[: SHOWN_AT_ONCE + 1])


def with_addenda(found: QuerySet[Note]) -> QuerySet[Note]:
    """Return the notes with who wrote them, and what was added by whom, in the order it was written."""
    added = Addendum.objects.select_related("recorded_by").order_by("recorded_at", "pk")
    return found.select_related("recorded_by").prefetch_related(Prefetch("addenda", queryset=added))


def late(note: Note) -> str:
    """Say how many days after it happened the note was written, in London; nothing where it was the same day."""
    days = (timescales.london_day(note.recorded_at) - timescales.london_day(note.about_at)).days
    return f"{days} day{'s' if days > 1 else ''} later" if days else ""


def _is_open(case: Case, kind: WorkspaceKind) -> bool:
    return case.workspaces.filter(kind=kind).exists()


def _after_forms(case: Case, *, at: datetime) -> bool:
    return case.profile_at(at).pathway.workspace_opens is WorkspaceOpens.AFTER_FORMS


def _steps(case: Case) -> frozenset[str]:
    return frozenset(case.transitions.values_list("step", flat=True))


def _open_by_itself(case: Case, *, by: User, at: datetime) -> None:
    if _after_forms(case, at=at):
        raise StepMissing(missing(case, at=at) or f"The {case.profile_at(at).wording.co_ordinator} opens it first.")
    open_workspace(case, by=by, at=at)


def _open(case: Case, kind: WorkspaceKind, *, adviser: User | None = None, by: User, at: datetime) -> Workspace:
    workspace = Workspace.objects.create(case=case, kind=kind, adviser=adviser, opened_at=at, opened_by=by)
    detail = {"kind": kind} | ({"person": adviser.pk} if adviser else {})
    recording.record(Verb.WORKSPACE_OPENED, workspace, by=by, at=at, detail=detail)
    return workspace


def _refuse_twice(found: QuerySet, text: str, *, by: User, at: datetime) -> None:
    if found.filter(recorded_by=by, text=text, recorded_at__gt=at - _TWICE_WITHIN).exists():
        raise AlreadyDone("This has been written already: it is kept once.")


def _tell_of_concern(note: Note, *, by: User, at: datetime) -> None:
    """Tell the social worker, their manager, the personal adviser and the co-ordinators; of what it says, nothing.

    Of a restricted record only those of them learn who are named on it.
    """
    case = note.case
    people = {*_at_work(case), *User.objects.holding(_CO_ORDINATOR, authority=case.authority, at=at)} - {by}
    readers = [one for one in _in_order(people) if access.may(one, Permission.SCREENING_NOTES, case, at=at)]
    text, url = "A new concern has been written down", note.get_absolute_url()
    notices.tell(readers, text, url=url, at=at, key=f"concern-{note.pk}", reference=case.ref)


def _tell_adviser(workspace: Workspace, *, at: datetime) -> None:
    case, people = workspace.case, set(_at_work(workspace.case))
    text, url = "A workspace for a young person of 18 and over is open", reverse("notes", args=[case.ref])
    key = f"workspace-{workspace.pk}"
    notices.tell(_in_order(people - {workspace.opened_by}), text, url=url, at=at, key=key, reference=case.ref)


def _at_work(case: Case) -> Iterable[User]:
    if allocation := case.worker:
        yield allocation.worker
        yield allocation.allocated_by
    yield from User.objects.filter(pk__in=case.workspaces.exclude(adviser=None).values("adviser"))


def _in_order(people: Iterable[User]) -> list[User]:
    return sorted(people, key=lambda person: person.pk)

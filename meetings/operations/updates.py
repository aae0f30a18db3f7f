"""The MASE form brought up to date before every pre-MASE, or confirmed as it stands (HO-9, HO-16)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case, Deadline
from mase.web import reader
from meetings.models import CohortEntry, FormUpdate, MaseForm, Panel

CODE = "mase_update"
TEXTS = ("concerns", "investigations", "agency_updates", "actions_so_far", "asked_of_panel")


def next_pre_mase(authority: Authority, *, at: datetime) -> Panel | None:
    """Return the meeting whose pre-MASE comes next."""
    ahead = authority.panels.filter(pre_mase_at__gt=at, cancelled_at=None)
    return ahead.order_by("pre_mase_at", "pk").first()


def written_at(form: MaseForm) -> datetime:
    """Return when the form was written last: brought up to date or confirmed, or submitted."""
    last: datetime | None = form.updates.order_by("-updated_at").values_list("updated_at", flat=True).first()
    return last or form.submitted_at


def on_its_pre_mase(panel: Panel) -> QuerySet[Case]:
    """Return the open cases of which pre-MASE speaks: the cohort, and the forms that wait for this one."""
    cohort = CohortEntry.objects.filter(case=OuterRef("pk"), removed_at=None)
    waiting = MaseForm.objects.waiting().filter(case=OuterRef("pk"), panel=panel)
    spoken_of = Exists(waiting) | (Exists(cohort) & Exists(MaseForm.objects.current().filter(case=OuterRef("pk"))))
    return Case.objects.filter(spoken_of, authority=panel.authority, closed_at=None).select_related("authority")


@reader.lifted()
def ask(authority: Authority, *, by: User | None, at: datetime) -> None:
    """Start the clock of each case for the next pre-MASE, once; where its moment has passed already, none starts.

    It asks for one pre-MASE at a time, so that work that lies months ahead does not hide what is due now.
    """
    panel = next_pre_mase(authority, at=at)
    if panel is None or CODE not in authority.profile_at(at).timescales:
        return
    if deadlines.reckon(authority, CODE, at=at, meeting_at=panel.pre_mase_at) < at:
        return
    had = Deadline.objects.filter(case=OuterRef("pk"), code=CODE, key=panel.ref)
    for case in on_its_pre_mase(panel).filter(~Exists(had)).order_by("pk"):
        deadlines.start(case, CODE, at=at, by=by, key=panel.ref, meeting_at=panel.pre_mase_at)


@reader.lifted()
def follow(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """Move the clocks of this pre-MASE with it; at short notice, the form is updated by the pre-MASE itself."""
    for deadline in _running(panel.authority).filter(key=panel.ref):
        due_at = deadlines.reckon(deadline.owed, CODE, at=at, meeting_at=panel.pre_mase_at)
        due_at = due_at if due_at > at else panel.pre_mase_at
        deadlines.move(deadline.owed, CODE, at=at, by=by, reason=reason, key=panel.ref, due_at=due_at)


@reader.lifted()
def withdraw_others(authority: Authority, *, by: User, at: datetime, reason: str) -> None:
    """End the clocks of cases of which a pre-MASE will not speak: it is cancelled, or the form goes elsewhere."""
    running = _running(authority)
    called_off = Q(pre_mase_at__gt=at) | Q(cancelled_at__isnull=False)
    for panel in authority.panels.filter(called_off, ref__in=running.values("key")):
        stay = Case.objects.none() if panel.cancelled_at else on_its_pre_mase(panel)
        for deadline in running.filter(key=panel.ref).exclude(case__in=stay.values("pk")):
            deadlines.withdraw(deadline.owed, CODE, at=at, by=by, reason=reason, key=panel.ref)


@transaction.atomic
def update(form: MaseForm, *, texts: dict[str, str], by: User, at: datetime) -> FormUpdate:
    """Bring the form up to date for the next pre-MASE; what it said before stays readable."""
    locked = _speaks(form)
    changes = {name: [getattr(locked, name), texts[name]] for name in TEXTS if getattr(locked, name) != texts[name]}
    if not changes:
        raise Refused("Nothing in the form has changed. Confirm that there is no change instead.")
    for name, (_, text) in changes.items():
        setattr(locked, name, text)
    locked.save(update_fields=list(changes))
    return _note(locked, changes=changes, verb=Verb.FORM_UPDATED, by=by, at=at)


@transaction.atomic
def confirm(form: MaseForm, *, by: User, at: datetime) -> FormUpdate:
    """Confirm that nothing has changed since; an honest answer, once for each pre-MASE."""
    locked = _speaks(form)
    panel = _panel_of(locked, at=at)
    if locked.updates.filter(panel=panel).exists():
        raise AlreadyDone("The form has been brought up to date or confirmed for this pre-MASE.")
    return _note(locked, changes={}, verb=Verb.FORM_CONFIRMED, by=by, at=at)


def _running(authority: Authority) -> QuerySet[Deadline]:
    found = Deadline.objects.open().filter(code=CODE, case__authority=authority)
    return found.select_related("case__authority").order_by("pk")


def _speaks(form: MaseForm) -> MaseForm:
    """Return the form under its lock; one that was withdrawn, turned down or replaced is not updated."""
    cases.hold_open(form.case)
    locked = MaseForm.objects.select_for_update(of=("self",)).select_related("case__authority").get(pk=form.pk)
    if locked != MaseForm.objects.current().filter(case=locked.case).first():
        raise AlreadyDone("This form was withdrawn, turned down or replaced by a newer one.")
    return locked


def _panel_of(form: MaseForm, *, at: datetime) -> Panel:
    """Return the meeting for which the form is brought up to date now."""
    authority = form.case.authority
    held = authority.panels.filter(cancelled_at=None).order_by("-pre_mase_at", "-pk")
    panel = next_pre_mase(authority, at=at) or held.first()
    if panel is None:
        raise StepMissing("No pre-MASE is scheduled.")
    return panel


def _note(form: MaseForm, *, changes: dict[str, list[str]], verb: Verb, by: User, at: datetime) -> FormUpdate:
    """Write the answer down; it answers for every pre-MASE that has been waiting for one."""
    panel = _panel_of(form, at=at)
    noted = FormUpdate.objects.create(form=form, panel=panel, updated_at=at, updated_by=by, changes=changes)
    for deadline in form.case.deadlines.open().filter(code=CODE).order_by("pk"):
        deadlines.meet(form.case, CODE, at=at, by=by, key=deadline.key)
    recording.record(verb, noted, by=by, at=at, detail={"meeting": panel.ref, "changed": sorted(changes)})
    return noted

"""The MASE form: waited for, submitted in time or late, decided on by pre-MASE (RE-6, RE-7, HO-9, HO-16)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, StepMissing
from mase.cases.models import Case, Deadline
from mase.cases.stages import Step
from mase.web import reader
from meetings import queries
from meetings.models import CohortEntry, MaseForm, Panel, StrategyMeeting, Theme
from meetings.operations import agency_updates, consultation, listing, updates
from meetings.operations.telling import tell
from riskscreening.models import Assessment


def closes_at(panel: Panel) -> datetime:
    """Return the moment by which forms have to be in, by the rule of the day the meeting was scheduled (RE-6)."""
    return deadlines.reckon(panel.authority, "mase_submission", at=panel.scheduled_at, meeting_at=panel.scheduled_for)


def panels_ahead(
    authority: Authority, *, at: datetime, came_in: datetime | None = None
) -> tuple[Panel | None, Panel | None]:
    """Return the next meeting that takes a form of that moment, and the meeting before that no longer did, if any.

    The moment is that at which the form came in, or the present where it is still waited for.
    """
    moment = came_in or at
    upcoming = list(authority.panels.upcoming(moment)[:12])
    open_ones = [panel for panel in upcoming if closes_at(panel) >= moment and panel.scheduled_for > at]
    missed = [panel for panel in upcoming if closes_at(panel) < moment]
    return (open_ones[0] if open_ones else None), (missed[-1] if missed else None)


@transaction.atomic
def await_form(case: Case, *, by: User, at: datetime) -> None:
    """Start the clock of the form for the next meeting that takes forms, where one is scheduled."""
    panel, _ = panels_ahead(case.authority, at=at)
    if panel:
        deadlines.start(case, "mase_submission", at=at, by=by, due_at=closes_at(panel))


@reader.lifted()
def follow_meetings(authority: Authority, *, by: User, at: datetime, reason: str) -> None:
    """Let forms, and the clocks of those still to come, follow the meetings as they are scheduled now (RE-6).

    A clock starts for every case whose last strategy meeting asked for a form that has not come in. A form that came in
    goes to the meeting it would have gone to, had the meetings stood like this then.
    """
    _move_clocks(authority, by=by, at=at, reason=reason)
    for case in _without_form(authority):
        await_form(case, by=by, at=at)
    for form in _still_to_place(authority, at=at):
        placed = panels_ahead(authority, at=at, came_in=form.submitted_at)
        if placed != (form.panel, form.missed_panel):
            form.panel, form.missed_panel = placed
            form.save(update_fields=["panel", "missed_panel"])


def _move_clocks(authority: Authority, *, by: User, at: datetime, reason: str) -> None:
    panel, _ = panels_ahead(authority, at=at)
    running = Deadline.objects.open().filter(case__authority=authority, code="mase_submission")
    for deadline in running.select_related("case__authority").order_by("pk"):
        if panel:
            due_at = closes_at(panel)
            deadlines.move(deadline.owed, "mase_submission", at=at, by=by, reason=reason, due_at=due_at)
        elif deadline.due_at >= at:
            deadlines.withdraw(deadline.owed, "mase_submission", at=at, by=by, reason=reason)


def _still_to_place(authority: Authority, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the waiting forms whose meeting is still to come, or is over; what a chair took to a meeting stays there.

    A meeting is over for them when it is cancelled, or its minutes are approved and nobody decided on the form.
    """
    waiting = MaseForm.objects.waiting().filter(case__authority=authority)
    over = Q(panel__cancelled_at__isnull=False) | Q(panel__minutes__isnull=False)
    ahead = Q(panel=None) | Q(panel__scheduled_for__gt=at, admitted_late_at=None)
    related = waiting.filter(over | ahead).select_related("panel", "missed_panel")
    return related.select_for_update(of=("self",)).order_by("pk")


def _without_form(authority: Authority) -> QuerySet[Case]:
    last = StrategyMeeting.objects.filter(case=OuterRef("pk")).exclude(held_at=None).order_by("-held_at", "-pk")[:1]
    sent = MaseForm.objects.filter(case=OuterRef("pk"), submitted_at__gte=OuterRef("asked_at"))
    came_in = sent.filter(withdrawn_at=None)
    asked = authority.cases.filter(closed_at=None).annotate(
        asked_at=Subquery(last.values("held_at")), asked=Subquery(last.values("form_needed"))
    )
    return asked.filter(~Exists(came_in), asked=True).select_related("authority").order_by("pk")


@transaction.atomic
def submit(case: Case, *, form: dict[str, Any], by: User, at: datetime) -> MaseForm:
    """Submit the form with the signed screening (BA-4). Late, it goes to the next meeting (RE-6).

    A strategy or planning meeting has been held, where the profile requires it (RE-3), or a reason is given (BA-2).
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if case.mase_forms.waiting().exists():
        raise AlreadyDone("A MASE form is waiting for pre-MASE already.")
    assessment = _signed_screening(case)
    _check_meeting(case, reason=form["without_strategy_because"], at=at)
    panel, missed = panels_ahead(case.authority, at=at)
    submitted = MaseForm.objects.create(
        case=case, assessment=assessment, panel=panel, missed_panel=missed, submitted_at=at, submitted_by=by, **form
    )
    cases.advance(case, Step.FORM_SUBMITTED, by=by, at=at, reason=form["without_strategy_because"])
    deadlines.meet(case, "mase_submission", at=at, by=by)
    updates.ask(case.authority, by=by, at=at)
    recording.record(Verb.FORM_SUBMITTED, submitted, by=by, at=at)
    people = User.objects.holding("co_ordinator", authority=case.authority, at=at)
    tell(case, people, "A MASE form has come in", at=at, key=f"form-{submitted.pk}")
    return submitted


@transaction.atomic
def admit_late(form: MaseForm, *, reason: str, by: User, at: datetime) -> None:
    """Take a late form to the meeting it missed; a chair does, with a reason (RE-6)."""
    missed = _now(form).missed_panel
    if missed is None:
        raise AlreadyDone("This form is not late.")
    listing.still_open(missed)
    locked = _waiting(form)
    if locked.missed_panel != missed or locked.admitted_late_at:
        raise AlreadyDone("This form is not late, or has been accepted already.")
    locked.panel, locked.admitted_late_at = locked.missed_panel, at
    locked.admitted_late_by, locked.admitted_late_because = by, reason
    locked.save(update_fields=["panel", "admitted_late_at", "admitted_late_by", "admitted_late_because"])
    recording.record(Verb.LATE_FORM_ADMITTED, locked, by=by, at=at, reason=reason)
    tell(locked.case, [locked.submitted_by], "A late MASE form was accepted", at=at, key=f"late-{locked.pk}")


@transaction.atomic
def withdraw(form: MaseForm, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw a form on which pre-MASE has not decided; where one was asked for, it is waited for again (RE-6)."""
    locked = _waiting(form)
    case = locked.case
    cases.hold_open(case)
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_because = at, by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    cases.advance(case, Step.FORM_WITHDRAWN, by=by, at=at, reason=reason)
    recording.record(Verb.FORM_WITHDRAWN, locked, by=by, at=at, reason=reason)
    updates.withdraw_others(case.authority, by=by, at=at, reason="The form was withdrawn")
    agency_updates.end_where_not_needed(case, by=by, at=at, reason="The form was withdrawn")
    if _without_form(case.authority).filter(pk=case.pk).exists():
        await_form(case, by=by, at=at)
    people = User.objects.holding("co_ordinator", authority=case.authority, at=at)
    tell(case, people, "A MASE form was withdrawn", at=at, key=f"withdrawn-{locked.pk}")


@transaction.atomic
def decide(
    form: MaseForm,
    *,
    accepted: bool,
    to_discuss: bool,
    reason: str,
    exceptional: str = "",
    theme: Theme | None = None,
    by: User,
    at: datetime,
) -> None:
    """Decide for pre-MASE: onto the cohort or not, discussed at the meeting or not, and why (HO-16, SO-28).

    Where the meeting looks at cases by exception, one to discuss needs to be ``exceptional``, perhaps for a
    ``theme`` (SO-34).
    """
    goes_to = _now(form).panel
    if goes_to is None:
        raise StepMissing("Schedule the next MASE meeting first: this form has no meeting to go to.")
    panel = listing.still_open(goes_to) if accepted and to_discuss else None
    locked = _waiting(form)
    if panel:
        _refuse_elsewhere(locked, panel)
        listing.refuse_without_exception(panel, exceptional)
    locked.decided_at, locked.decided_by, locked.decision_reason = at, by, reason
    locked.accepted, locked.to_discuss = accepted, accepted and to_discuss
    locked.save(update_fields=["decided_at", "decided_by", "decision_reason", "accepted", "to_discuss"])
    case = locked.case
    cases.advance(case, Step.ADMITTED if accepted else Step.DECLINED, by=by, at=at, reason=reason)
    verb = Verb.COHORT_ADMITTED if accepted else Verb.COHORT_DECLINED
    recording.record(verb, locked, by=by, at=at, reason=reason)
    if accepted:
        _admit(case, reason=reason, by=by, at=at)
    agency_updates.end_where_not_needed(case, by=by, at=at, reason="The child was not accepted onto the cohort")
    if panel:
        listing.put_on(panel, locked, reason=reason, exceptional=exceptional, theme=theme, by=by, at=at)
    updates.withdraw_others(case.authority, by=by, at=at, reason="Pre-MASE has decided")
    updates.ask(case.authority, by=by, at=at)
    tell(case, [locked.submitted_by], "Pre-MASE has decided on a MASE form", at=at, key=f"pre-mase-{locked.pk}")


def _admit(case: Case, *, reason: str, by: User, at: datetime) -> None:
    """Put the child on the cohort; for one who is new to it the clinical service offers a consultation (SO-26)."""
    entry, is_new = CohortEntry.objects.get_or_create(
        case=case, removed_at=None, defaults={"admitted_at": at, "admitted_by": by, "reason": reason}
    )
    if is_new:
        consultation.ask(entry, by=by, at=at)


def _now(form: MaseForm) -> MaseForm:
    """Return the form as it is now, with its meetings: they are locked before it, as whoever changes a list does."""
    return MaseForm.objects.select_related("panel", "missed_panel").get(pk=form.pk)


def _refuse_elsewhere(form: MaseForm, panel: Panel) -> None:
    if form.panel != panel:
        raise AlreadyDone("This form has gone to another meeting meanwhile.")


def _waiting(form: MaseForm) -> MaseForm:
    """Return the form under its lock, behind that of its case, as whoever brings it up to date takes them."""
    Case.objects.select_for_update().get(pk=form.case_id)
    locked = (
        MaseForm.objects.select_for_update(of=("self",))
        .select_related("case__authority", "panel", "missed_panel")
        .get(pk=form.pk)
    )
    if locked.decided_at:
        raise AlreadyDone("Pre-MASE has decided on this form.")
    if locked.withdrawn_at:
        raise AlreadyDone("This form has been withdrawn.")
    return locked


def _signed_screening(case: Case) -> Assessment:
    assessment = queries.signed_screening(case)
    if assessment is None:
        raise StepMissing("The risk screening has to be completed and signed off first.")
    return assessment


def _check_meeting(case: Case, *, reason: str, at: datetime) -> None:
    if cases.gate_before(case, Step.FORM_SUBMITTED, at=at):
        raise StepMissing("A strategy or multi-agency meeting has to be held first.")
    if not reason and cases.asks_why(case, Step.FORM_SUBMITTED, at=at):
        raise StepMissing("Give the reason why there has been no strategy meeting.")

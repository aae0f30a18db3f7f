"""The MASE part of a case: its forms and time on the cohort."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as case_queries
from mase.cases import showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Deadline
from meetings import queries, updates_given
from meetings.forms import mase_form as forms
from meetings.involved import involved
from meetings.models import MaseForm
from meetings.operations import agency_updates, consultation, submission, updates

_OWED = ("mase_submission", "mase_update", "agency_update", "clinical_offer", "action")


@require_safe
@case_view(Permission.PANEL_VIEW)
def mase(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's MASE forms, time on the cohort, discussions and actions."""
    at = clock.now()
    panel = agency_updates.meeting_for(case, at=at)
    own = [membership.agency_id for membership in request.standing.memberships]
    context = {
        "case": case,
        "owed": showing.deadlines(_known(request, case), at=at),
        "panel": panel,
        "asked": updates_given.of_case(case, at=at),
        "still": list(involved(case, at=at)) if request.standing.may(Permission.PANEL_ASK) else [],
        "own": own,
        "today": clock.today(),
        "consults": consultation.CODE in case.profile.timescales,
        **queries.history_of(case),
    }
    return render(request, "meetings/mase.html", context)


def _known(request: CaseRequest, case: Case) -> list[Deadline]:
    """Return what runs here as far as the person may know of it: an agency does not learn what another owes."""
    own = {membership.agency_id for membership in request.standing.memberships}
    reads_all = request.standing.may(Permission.REFERRAL_ANSWERS)
    running = case_queries.running(case, *_OWED)
    return [owed for owed in running if reads_all or owed.code != agency_updates.CODE or owed.agency_id in own]


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def submit(request: CaseRequest, case: Case) -> HttpResponse:
    """Submit the MASE form (HO-9, RE-7)."""
    at = clock.now()
    found = queries.reads_on_from(case)
    held = bool(found["strategy"] or found["planning"])
    form = forms.Submit(request.POST or None, initial=forms.Submit.text_of(found["before"]), meeting_held=held)
    if form.is_valid():
        submitted = submission.submit(case, form=form.cleaned_data, by=request.user, at=at)
        messages.success(request, "The MASE form has been submitted.")
        return redirect(submitted)
    panel, missed = submission.panels_ahead(case.authority, at=at)
    context = {"case": case, "form": form, "panel": panel, "missed": missed, **found}
    return render(request, "meetings/submit.html", context)


def form_of(case: Case, pk: int) -> MaseForm:
    """Return the case's MASE form, or 404."""
    meetings = case.mase_forms.select_related("case__authority", "panel", "missed_panel__minutes", "assessment")
    related = meetings.select_related("submitted_by", "admitted_late_by", "decided_by", "withdrawn_by")
    return get_object_or_404(related.prefetch_related(queries.said_of("assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def mase_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a MASE form as it was submitted, and what was decided on it."""
    found = form_of(case, pk)
    context = {
        "case": case,
        "mase_form": found,
        "updates": queries.updates_of(found),
        "speaks": case.closed_at is None and found == case.mase_forms.current().first(),
        "pre_mase": updates.next_pre_mase(case.authority, at=clock.now()),
    }
    return render(request, "meetings/mase_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_ADMIT_LATE)
def admit_late(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Take a late form to the meeting it missed (RE-6)."""
    found = form_of(case, pk)
    form = forms.AdmitLate(request.POST or None)
    if form.is_valid():
        submission.admit_late(found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The late form is accepted.")
        return redirect(found)
    return render(request, "meetings/admit_late.html", {"case": case, "mase_form": found, "form": form})

"""The MASE part of a case: its forms and time on the cohort."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock, timescales
from mase.agencies.roles import Permission
from mase.cases import queries as case_queries
from mase.cases import showing
from mase.cases.errors import Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Deadline
from meetings import queries, updates_given
from meetings.forms import mase_form as forms
from meetings.involved import involved
from meetings.models import MaseForm, Panel
from meetings.operations import agency_updates, consultation, submission, updates
from meetings.views import prefilling

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
        "to_confirm": _to_confirm(case, panel),
        **_closing(submission.panels_ahead(case.authority, at=at)[0], at=at),
        "today": clock.today(),
        "consults": consultation.CODE in case.profile.timescales,
        **queries.history_of(case),
    }
    return render(request, "meetings/mase.html", context)


def _to_confirm(case: Case, panel: Panel | None) -> MaseForm | None:
    """Return the form that has not been brought up to date or confirmed for that pre-MASE yet (HO-16)."""
    form = case.mase_forms.current().first()
    return form if form and panel and not form.updates.filter(panel=panel).exists() else None


def _known(request: CaseRequest, case: Case) -> list[Deadline]:
    """Return what runs here; what an agency owes stands in the table of them all, and here for that agency alone."""
    own = {membership.agency_id for membership in request.standing.memberships}
    running = case_queries.running(case, *_OWED)
    return [owed for owed in running if owed.code != agency_updates.CODE or owed.agency_id in own]


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def submit(request: CaseRequest, case: Case) -> HttpResponse:
    """Submit the MASE form (HO-9, RE-7); what the file holds already is offered beside each of its texts."""
    at, found = clock.now(), queries.reads_on_from(case)
    written = _first(case, before=found["before"])
    if request.POST.get("do") == "forget":
        prefilling.forget(request, written)
        return redirect("submit", case.ref)
    panel, missed = submission.panels_ahead(case.authority, at=at)
    form, is_sent = _form(request, written, found)
    if is_sent and request.POST.get("goes_to", _named(panel)) != _named(panel):
        messages.warning(request, "Meanwhile the meeting to which this form goes has changed: read below, then submit.")
        form.leave_unchecked()
    elif is_sent and form.is_valid():
        submitted = _submitted(request, case, form)
        prefilling.forget(request, written)
        messages.success(request, "The MASE form has been submitted.")
        return redirect(submitted)
    context = {"case": case, "form": form, "panel": panel, "missed": missed, **found}
    context |= _closing(panel, at=at) | {"goes_to": _named(panel), "asked": updates_given.of_case(case, at=at)}
    return render(request, "meetings/submit.html", context | prefilling.page(request, written, form))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def typed_submit(request: CaseRequest, case: Case) -> JsonResponse:
    """Keep what is being typed into the form; by GET, give the page a new token."""
    return prefilling.answer(request, _first(case))


def _submitted(request: CaseRequest, case: Case, form: forms.Submit) -> MaseForm:
    """Submit the form; where that is refused, what was typed is kept for its writer."""
    try:
        return submission.submit(case, form=form.cleaned_data, by=request.user, at=clock.now())
    except Refused:
        prefilling.keep(request, _first(case))
        raise


def _first(case: Case, *, before: MaseForm | None = None) -> prefilling.Written:
    written_at = updates.written_at(before) if before else None
    return prefilling.Written(case=case, about="mase-form", written_at=written_at)


def _form(request: CaseRequest, written: prefilling.Written, found: dict[str, Any]) -> tuple[forms.Submit, bool]:
    """Return the form and whether it is sent: as posted, or with what was typed before, or what the last form said."""
    how: dict[str, Any] = {"meeting_held": bool(found["strategy"] or found["planning"])}
    data, is_sent = prefilling.opened(request, written)
    form = forms.Submit(data, initial=forms.Submit.text_of(found["before"]), **how)
    if data is not None and not is_sent:
        form.leave_unchecked()
    return form, is_sent


def _named(panel: Panel | None) -> str:
    return panel.ref if panel else "none"


def _closing(panel: Panel | None, *, at: datetime) -> dict[str, Any]:
    """Return when that meeting stops taking forms, and in how many days."""
    if panel is None:
        return {}
    closes_at = submission.closes_at(panel)
    return {"closes_at": closes_at, "days_left": (timescales.london_day(closes_at) - timescales.london_day(at)).days}


def form_of(case: Case, pk: int) -> MaseForm:
    """Return the case's MASE form, or 404."""
    meetings = case.mase_forms.select_related("case__authority", "panel", "missed_panel__minutes", "assessment")
    related = meetings.select_related("submitted_by", "admitted_late_by", "decided_by", "withdrawn_by")
    return get_object_or_404(related.prefetch_related(queries.said_of("assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def mase_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a MASE form as it was submitted, and what was decided on it."""
    found, at = form_of(case, pk), clock.now()
    context = {
        "case": case,
        "mase_form": found,
        "updates": queries.updates_of(found),
        "asked": updates_given.by_case(found.panel, [case], at=at).get(case.pk, []) if found.panel else [],
        "speaks": case.closed_at is None and found == case.mase_forms.current().first(),
        "pre_mase": updates.next_pre_mase(case.authority, at=at),
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

"""The MASE part of a case: its form, pre-MASE's decision, the discussion, the actions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as case_queries
from mase.cases import showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import forms, minutes, queries
from meetings.models import Action, Ending, ListEntry, MaseForm
from meetings.operations import consultation, submission, updates
from meetings.operations import panel as panels

_OWED = ("mase_submission", "mase_update", "clinical_offer", "action")


@require_safe
@case_view(Permission.PANEL_VIEW)
def mase(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's MASE forms, time on the cohort, discussions and actions."""
    owed = showing.deadlines(case_queries.running(case, *_OWED), at=clock.now())
    context = {
        "case": case,
        "owed": owed,
        "today": clock.today(),
        "consults": consultation.CODE in case.profile.timescales,
        **queries.history_of(case),
    }
    return render(request, "meetings/mase.html", context)


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


def _form(case: Case, pk: int) -> MaseForm:
    meetings = case.mase_forms.select_related("case__authority", "panel", "missed_panel__minutes", "assessment")
    related = meetings.select_related("submitted_by", "admitted_late_by", "decided_by", "withdrawn_by")
    return get_object_or_404(related.prefetch_related(queries.said_of("assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def mase_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show a MASE form as it was submitted, and what was decided on it."""
    found = _form(case, pk)
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
    found = _form(case, pk)
    form = forms.AdmitLate(request.POST or None)
    if form.is_valid():
        submission.admit_late(found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The late form is accepted.")
        return redirect(found)
    return render(request, "meetings/admit_late.html", {"case": case, "mase_form": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DECIDE)
def decide(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Decide for pre-MASE (HO-16)."""
    found = _form(case, pk)
    form = forms.Decide(request.POST or None, initial={"reason": queries.listed_because(found)})
    if form.is_valid():
        answers = form.cleaned_data | {"to_discuss": bool(form.cleaned_data["to_discuss"])}
        submission.decide(found, by=request.user, at=clock.now(), **answers)
        messages.success(request, "The decision of pre-MASE is recorded.")
        return redirect("pre_mase", found.panel.ref) if found.panel else redirect(found)
    return render(request, "meetings/decide.html", {"case": case, "mase_form": found, "form": form})


def _entry(case: Case, pk: int) -> ListEntry:
    related = case.list_entries.select_related(
        "panel__authority", "case__authority", "form__assessment", "form__submitted_by", "discussed_by"
    )
    return get_object_or_404(related.prefetch_related(queries.said_of("form__assessment__")), pk=pk)


@require_safe
@case_view(Permission.PANEL_VIEW)
def list_entry(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show what a meeting answered about the case, and its actions."""
    entry = _entry(case, pk)
    context = {
        "case": case,
        "entry": entry,
        "answers": minutes.answers_of(entry),
        "actions": entry.actions.select_related("owner", "agency").order_by("due_on", "pk"),
        "before": queries.actions_before(entry),
        "today": clock.today(),
        "locked": entry.panel.is_locked,
    }
    return render(request, "meetings/list_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def discuss(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the five answers of the meeting (RE-8)."""
    entry = _entry(case, pk)
    form = forms.Discuss(
        request.POST or None, initial={name: getattr(entry, name) for name in forms.Discuss.base_fields}
    )
    if form.is_valid():
        panels.discuss(entry, answers=form.cleaned_data, by=request.user, at=clock.now())
        messages.success(request, "The discussion is recorded.")
        return redirect("list_entry", case.ref, entry.pk)
    context = {
        "case": case,
        "entry": entry,
        "form": form,
        "before": queries.actions_before(entry),
        "today": clock.today(),
    }
    return render(request, "meetings/discuss.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def agree_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give an action to a named person in an agency (RE-8)."""
    entry, at = _entry(case, pk), clock.now()
    people = case_queries.people_for_actions(case, at=at)
    form = forms.AgreeAction(request.POST or None, people=people, at=at)
    if form.is_valid():
        panels.agree_action(entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect("list_entry", case.ref, entry.pk)
    return render(request, "meetings/agree_action.html", {"case": case, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_ACT)
def action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show an action; its owner says here what became of it."""
    found: Action = get_object_or_404(
        case.actions.select_related("owner", "agency", "entry__panel", "closed_by"), pk=pk
    )
    form = forms.Report(request.POST or None)
    if request.method == "POST" and found.owner_id != request.user.pk:
        raise PermissionDenied("Only the person named in the action reports on it.")
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        panels.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    context = {"case": case, "action": found, "form": form, "today": clock.today()}
    return render(request, "meetings/action.html", context)

"""The MASE form after it was submitted: brought up to date before each pre-MASE, confirmed, or withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings.forms import mase_form as forms
from meetings.operations import submission, updates


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def update_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Bring the form up to date for the next pre-MASE (HO-9, HO-16)."""
    at = clock.now()
    found = get_object_or_404(case.mase_forms.select_related("case__authority"), pk=pk)
    form = forms.UpdateForm(request.POST or None, initial={name: getattr(found, name) for name in updates.TEXTS})
    if form.is_valid():
        try:
            updates.update(found, texts=form.cleaned_data, by=request.user, at=at)
        except AlreadyDone:
            raise
        except Refused as refusal:
            form.add_error("concerns", str(refusal))
        else:
            messages.success(request, "The form is up to date. What it said before stays readable.")
            return redirect(found)
    context = {"case": case, "mase_form": found, "form": form, "panel": updates.next_pre_mase(case.authority, at=at)}
    return render(request, "meetings/update_form.html", context)


@require_POST
@case_view(Permission.PANEL_SUBMIT)
def confirm_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Confirm that nothing has changed since (HO-16)."""
    found = get_object_or_404(case.mase_forms.select_related("case__authority"), pk=pk)
    updates.confirm(found, by=request.user, at=clock.now())
    messages.success(request, "It is recorded that nothing has changed.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def withdraw_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Withdraw a form before pre-MASE decides on it."""
    found = get_object_or_404(case.mase_forms.select_related("case__authority", "submitted_by"), pk=pk)
    form = forms.WithdrawForm(request.POST or None)
    if form.is_valid():
        submission.withdraw(found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The form is withdrawn. The co-ordinator has been told.")
        return redirect("mase", case.ref)
    return render(request, "meetings/withdraw_form.html", {"case": case, "mase_form": found, "form": form})

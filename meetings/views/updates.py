"""The MASE form after it was submitted: brought up to date before each pre-MASE, confirmed, or withdrawn."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings.forms import mase_form as forms
from meetings.models import MaseForm
from meetings.operations import submission, updates
from meetings.views import prefilling


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def update_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Bring the form up to date for the next pre-MASE (HO-9, HO-16); what is new in the file is marked."""
    found = _found(case, pk)
    written = _again(case, found)
    if request.POST.get("do") == "forget":
        prefilling.forget(request, written)
        return redirect("update_form", case.ref, pk)
    form, is_sent = _form(request, written, found)
    if is_sent and form.is_valid() and _has_updated(request, found, form):
        prefilling.forget(request, written)
        messages.success(request, "The form is up to date. What it said before stays readable.")
        return redirect(found)
    panel = updates.next_pre_mase(case.authority, at=clock.now())
    context = {"case": case, "mase_form": found, "form": form, "panel": panel}
    return render(request, "meetings/update_form.html", context | prefilling.page(request, written, form))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_SUBMIT)
def typed_update(request: CaseRequest, case: Case, pk: int) -> JsonResponse:
    """Keep what is being typed into the update; by GET, give the page a new token."""
    return prefilling.answer(request, _again(case, _found(case, pk)))


def _found(case: Case, pk: int) -> MaseForm:
    return get_object_or_404(case.mase_forms.select_related("case__authority"), pk=pk)


def _again(case: Case, found: MaseForm) -> prefilling.Written:
    return prefilling.Written(
        case=case,
        about=f"mase-form-{found.pk}",
        written_at=updates.written_at(found),
        leaves_out=f"form-{found.pk}-",
    )


def _form(request: CaseRequest, written: prefilling.Written, found: MaseForm) -> tuple[forms.UpdateForm, bool]:
    data, is_sent = prefilling.opened(request, written)
    form = forms.UpdateForm(data, initial=forms.UpdateForm.text_of(found))
    if data is not None and not is_sent:
        form.leave_unchecked()
    return form, is_sent


def _has_updated(request: CaseRequest, found: MaseForm, form: forms.UpdateForm) -> bool:
    """Save the update; where nothing has changed, say so beside the first text."""
    try:
        updates.update(found, texts=form.cleaned_data, by=request.user, at=clock.now())
    except AlreadyDone:
        raise
    except Refused as refusal:
        form.add_error("concerns", str(refusal))
        return False
    return True


@require_POST
@case_view(Permission.PANEL_SUBMIT)
def confirm_form(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Confirm that nothing has changed since (HO-16)."""
    found = _found(case, pk)
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

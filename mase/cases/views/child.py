"""Correcting what is known of the child."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import child_forms, children
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_CORRECT)
def correct_child(request: CaseRequest, case: Case) -> HttpResponse:
    """Correct what is known of the child, with what other files about the child say beside it."""
    at = clock.now()
    said = children.said_elsewhere(case, user=request.user, at=at)
    form = child_forms.Correct(request.POST or None, child=case.child, said=said, at=at)
    if form.is_valid():
        changes = form.changes()
        if changes:
            children.correct(case, changes, by=request.user, at=at)
        messages.success(request, "What is known of the child is corrected." if changes else "Nothing was different.")
        return redirect(case)
    return render(request, "cases/correct_child.html", {"case": case, "form": form})

"""Pre-MASE: the forms of a meeting and what is decided on each (HO-16)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import queries
from meetings.forms import mase_form as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import Panel
from meetings.operations import submission
from meetings.views.mase import form_of


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pre_mase(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show the forms of this meeting, and what pre-MASE has decided on each."""
    at = clock.now()
    found = list(queries.forms_of(panel, request.user, at=at))
    cohort = [] if panel.approved_minutes else queries.cohort_forms_of(panel, request.user, at=at)
    recording.record_list([form.case for form in (*found, *cohort)], by=request.user, at=at, page="pre-MASE")
    updated = queries.last_updates([*found, *cohort])
    context = {"panel": panel, "mase_forms": found, "cohort": cohort, "updated": updated}
    return render(request, "meetings/pre_mase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DECIDE)
def decide(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Decide for pre-MASE (HO-16)."""
    found = form_of(case, pk)
    form = forms.Decide(request.POST or None, initial={"reason": queries.listed_because(found)})
    if form.is_valid():
        answers = form.cleaned_data | {"to_discuss": bool(form.cleaned_data["to_discuss"])}
        submission.decide(found, by=request.user, at=clock.now(), **answers)
        messages.success(request, "The decision of pre-MASE is recorded.")
        return redirect("pre_mase", found.panel.ref) if found.panel else redirect(found)
    return render(request, "meetings/decide.html", {"case": case, "mase_form": found, "form": form})

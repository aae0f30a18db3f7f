"""Filling in a screening."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening.forms import answering as forms
from riskscreening.operations import answering as operations
from riskscreening.views.finding import assessment_of


@require_POST
@case_view(Permission.SCREENING_COMPLETE)
def start(request: CaseRequest, case: Case) -> HttpResponse:
    """Start a screening, or go on with the one that is being filled in."""
    return redirect(operations.start(case, by=request.user, at=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def answer_section(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Answer one section of the tool."""
    assessment = assessment_of(case, pk)
    asked = next((one for one in assessment.tool.sections if one.code == section), None)
    if asked is None or assessment.completed_at:
        raise Http404
    form = forms.Answers(request.POST or None, section=asked, answers=assessment.answers)
    if form.is_valid():
        operations.save_answers(assessment, form.answers(), by=request.user, at=clock.now())
        messages.success(request, "Your answers are saved.")
        return redirect(assessment)
    context = {"case": case, "assessment": assessment, "section": asked, "form": form}
    return render(request, "riskscreening/answer_section.html", context)

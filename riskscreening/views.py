"""Filling in a screening, completing and signing it; reviewing the plan."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import forms, operations
from riskscreening.models import Assessment, Capacity, Verdict
from riskscreening.tools.tool import Section


@require_safe
@case_view(Permission.SCREENING_VIEW)
def screenings(request: CaseRequest, case: Case) -> HttpResponse:
    """List the child's screenings, newest first: the trajectory of scores (ALL-3), and the reviews of the plan."""
    found = case.assessments.select_related("started_by", "completed_by").prefetch_related("all_signatures")
    reviews = case.plan_reviews.select_related("recorded_by").order_by("-held_on", "-pk")
    context = {"case": case, "assessments": found.order_by("-started_at", "-pk"), "reviews": reviews}
    return render(request, "riskscreening/screenings.html", context)


@require_POST
@case_view(Permission.SCREENING_COMPLETE)
def start(request: CaseRequest, case: Case) -> HttpResponse:
    """Start a screening, or go on with the one that is being filled in."""
    return redirect(operations.start(case, by=request.user, at=clock.now()))


def _found(case: Case, pk: int) -> Assessment:
    return get_object_or_404(case.assessments.select_related("case__authority", "case__child"), pk=pk)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def screening(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the screening: its sections while it is filled in; its items, score, judgement and signatures after."""
    assessment, at = _found(case, pk), clock.now()
    context = {
        "case": case,
        "assessment": assessment,
        "sections": [(section, _answered(assessment, section)) for section in assessment.tool.sections],
        "result": operations.result(
            assessment, on=clock.today(), sexual_harm_disclosed=bool(assessment.sexual_harm_disclosed)
        ),
        "capacities": operations.capacities(request.user, assessment, at=at),
        "signatures": assessment.all_signatures.select_related("by").order_by("at", "pk"),
    }
    return render(request, "riskscreening/screening.html", context)


def _answered(assessment: Assessment, section: Section) -> int:
    return sum(item.code in assessment.answers for item in section.items)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def answer_section(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Answer one section of the tool."""
    assessment = _found(case, pk)
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


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def complete(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give the own judgement and complete the screening (SO-10, SO-15)."""
    assessment, at = _found(case, pk), clock.now()
    found = operations.result(assessment, on=clock.today(), sexual_harm_disclosed=False)
    levels = dict(case.profile.risk_levels)
    form = forms.Judgement(request.POST or None, levels=levels, harm=bool(found.harm_items), at=at)
    if form.is_valid():
        operations.complete(assessment, judgement=form.cleaned_data, by=request.user, at=at)
        messages.success(request, "The screening is completed. Line manager and co-ordinator have been asked to sign.")
        return redirect(assessment)
    return render(
        request, "riskscreening/complete.html", {"case": case, "assessment": assessment, "form": form, "result": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_SIGN)
def sign(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Sign the screening off, or return it (SO-29)."""
    assessment, at = _found(case, pk), clock.now()
    form = forms.Sign(request.POST or None, capacities=operations.capacities(request.user, assessment, at=at))
    if form.is_valid():
        signed = form.cleaned_data["verdict"] == Verdict.SIGNED
        act = operations.sign if signed else operations.send_back
        capacity = Capacity(form.cleaned_data["capacity"])
        act(assessment, capacity=capacity, note=form.cleaned_data["note"], by=request.user, at=at)
        messages.success(request, "Your signature is recorded." if signed else "The screening has been returned.")
        return redirect(assessment)
    return render(request, "riskscreening/sign.html", {"case": case, "assessment": assessment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def review_plan(request: CaseRequest, case: Case) -> HttpResponse:
    """Record a review of the child in need plan (SO-17)."""
    at = clock.now()
    form = forms.ReviewPlan(request.POST or None, at=at)
    if form.is_valid():
        operations.review_plan(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The review is recorded.")
        return redirect(reverse("screenings", args=[case.ref]))
    return render(request, "riskscreening/review_plan.html", {"case": case, "form": form})

"""The tab of the plans."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as owed
from mase.cases import showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case

_OWED = ("cin_review", "safety_plan_review", "care_plan_update", "plan_action")


@require_safe
@case_view(Permission.SCREENING_VIEW)
def plans(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's plans with what is owed under them (SO-17, HO-11)."""
    context = {
        "case": case,
        "owed": showing.deadlines(owed.running(case, *_OWED), at=clock.now()),
        "reviews": case.plan_reviews.select_related("recorded_by").order_by("-held_on", "-pk"),
        "safety": case.safety_plans.select_related("case", "recorded_by").order_by("-agreed_on", "-pk"),
    }
    return render(request, "riskscreening/plans.html", context)

"""The screening of a page, and which of its answers the page may show."""

from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404

from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest
from mase.cases.models import Case
from riskscreening.models import Assessment, Signature
from riskscreening.tools.tool import Item


def assessment_of(case: Case, pk: int) -> Assessment:
    """Return the case's own screening of that number; raises Http404."""
    related = case.assessments.select_related(
        "case__authority", "case__child", "started_by", "completed_by", "loaded_tool"
    )
    return get_object_or_404(related, pk=pk)


def signed_assessment_of(case: Case, pk: int) -> Assessment:
    """Return the same with its signatures at hand."""
    found = assessment_of(case, pk)
    signatures = Signature.objects.select_related("by").order_by("at", "pk")
    prefetch_related_objects([found], Prefetch("all_signatures", queryset=signatures))
    return found


def is_open(request: CaseRequest, item: Item) -> bool:
    """Say whether the page may show the answer: where it is covered, only once whoever may has asked for it."""
    may = request.standing.may(Permission.SCREENING_SEXUAL_HEALTH)
    return not item.field_class or (may and request.uncovered == item.field_class)

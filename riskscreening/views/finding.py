"""The screening of a page."""

from django.shortcuts import get_object_or_404

from mase.cases.models import Case
from riskscreening.models import Assessment


def assessment_of(case: Case, pk: int) -> Assessment:
    """Return the case's own screening of that number; raises Http404."""
    related = case.assessments.select_related(
        "case__authority", "case__child", "started_by", "completed_by", "loaded_tool"
    )
    return get_object_or_404(related, pk=pk)

"""What was sent: the confirmation."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def sent(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Confirm that the referral was sent, with its reference and what happens next."""
    referral = get_object_or_404(case.referrals, pk=pk)
    deadlines = {deadline.code: deadline for deadline in case.deadlines.all()}
    return render(request, "referrals/sent.html", {"case": case, "referral": referral, "deadlines": deadlines})

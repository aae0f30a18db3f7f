"""What was sent: the confirmation, and everything that was said, to be read and printed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import access
from referrals import as_sent as reading
from referrals.models import Referral


def _referral(request: CaseRequest, case: Case, pk: int) -> Referral:
    related = ("case__authority", "case__child", "agency", "sent_by")
    return get_object_or_404(access.readable(case, request.standing).select_related(*related), pk=pk)


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def sent(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Confirm that the referral was sent, with its reference and what happens next."""
    deadlines = {deadline.code: deadline for deadline in case.deadlines.order_by("-pk")}
    context = {"case": case, "referral": _referral(request, case, pk), "deadlines": deadlines}
    return render(request, "referrals/sent.html", context)


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def as_sent(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the whole referral as it was sent."""
    referral = _referral(request, case, pk)
    context = {"case": case, "referral": referral, "parts": reading.parts(referral)}
    return render(request, "referrals/as_sent.html", context)

"""Beginning a referral: for which agency, on which form, to which authority; or going on with one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from referrals import drafts, operations
from referrals.forms.beginning import Begin

_SHOWN = 50  # drafts, the last saved first


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def new(request: SignedIn) -> HttpResponse:
    """Begin a referral, or go on with one."""
    at = clock.now()
    agencies = [m.agency for m in agency_access.holding(request.user, Permission.DESK_REFER, at=at)]
    form = Begin(request.POST or None, agencies=agencies, authorities=list(Authority.objects.order_by("name")))
    if form.is_valid():
        return redirect(operations.start_draft(**form.begun(), by=request.user, at=at))
    unsent = request.user.referral_drafts.filter(agency__in=agencies).select_related("agency", "authority")
    shown = list(unsent.order_by("-saved_at", "-pk")[:_SHOWN])
    context = {"form": form, "drafts": shown, "how_far": {draft.pk: drafts.how_far(draft, at=at) for draft in shown}}
    return render(request, "referrals/new.html", context)

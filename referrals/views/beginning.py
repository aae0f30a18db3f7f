"""Beginning a referral: for which agency, on which form, to which authority; or going on with one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from referrals import forms, operations


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def new(request: SignedIn) -> HttpResponse:
    """Begin a referral, or go on with one."""
    at = clock.now()
    agencies = {m.agency.code: m.agency for m in agency_access.holding(request.user, Permission.DESK_REFER, at=at)}
    form = forms.AgencyChoice(
        request.POST or None, agencies=agencies.values(), initial={"agency": next(iter(agencies))}
    )
    if form.is_valid():
        draft = operations.start_draft(agencies[form.cleaned_data["agency"]], by=request.user, at=at)
        return redirect(draft)
    unsent = request.user.referral_drafts.filter(agency__in=agencies.values()).select_related("agency")
    context = {"form": form, "several": len(agencies) > 1, "drafts": unsent.order_by("-saved_at", "-pk")}
    return render(request, "referrals/new.html", context)

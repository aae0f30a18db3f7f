"""A new concern about a child whom a social worker has already (SO-21, HO-5)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock, timescales
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals.forms import taking_up as forms
from referrals.models import Referral
from referrals.operations import taking_up as operations


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_TAKE_UP)
def take_up(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Take up a referral that came in about the child, on the child's own file (SO-21)."""
    referral, at = _found(request, case, pk), clock.now()
    form = forms.TakeUp(request.POST or None, since=timescales.london_day(referral.received_at), at=at)
    if form.is_valid():
        operations.take_up(referral, on=case, by=request.user, at=at, **form.taking_up())
        messages.success(request, "The concern has been taken up. The co-ordinator has been told.")
        return redirect("convene" if form.cleaned_data["strategy_indicated"] else "routes", case.ref)
    shown = {"page": "take up a new concern"}
    recording.record(Verb.VIEWED, referral.case, by=request.user, at=at, detail=shown)
    return render(request, "referrals/take_up.html", {"case": case, "referral": referral, "form": form})


def _found(request: CaseRequest, case: Case, pk: int) -> Referral:
    """Return the referral of a file joined to this one; it is not there for whoever may not read that file."""
    referral = get_object_or_404(operations.joined_referrals(case), pk=pk)
    if not access.may(request.user, Permission.REFERRAL_VIEW, referral.case, at=clock.now()):
        raise Http404
    return referral

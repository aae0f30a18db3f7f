"""The referrer is told the outcome, and reads the letter."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import access, letters, operations
from referrals.forms import telling as forms
from referrals.models import Outcome


def _outcome(case: Case, pk: int) -> Outcome:
    related = ("referral__case__authority", "referral__agency", "referral__sent_by")
    people = ("proposed_by", "agreed_by", "disputed_by", "told_by")
    return get_object_or_404(Outcome.objects.select_related(*related, *people), referral__case=case, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DECIDE)
def tell_referrer(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the referrer was told the outcome, after a look at the letter as it will be written (SO-18)."""
    outcome, at = _outcome(case, pk), clock.now()
    form_class = forms.Preview if "preview" in request.POST else forms.Tell
    form = form_class(request.POST or None, at=at, outcome=outcome)
    if form.is_valid() and "preview" not in request.POST:
        operations.tell_referrer(outcome, shared=form.shared(), by=request.user, at=at, **form.told())
        messages.success(request, "It is recorded that the referrer was told. They read the letter here.")
        return redirect("referrals", case.ref)
    to_be_told = outcome.agreed_at and not outcome.told_by_id and outcome.colour != "amber"
    letter = letters.written(outcome, **form.letter(at=at)) if to_be_told else ""
    return render(
        request, "referrals/tell_referrer.html", {"case": case, "outcome": outcome, "form": form} | {"letter": letter}
    )


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def letter(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the letter to the referrer as it was written; nothing to find before that."""
    outcome = _outcome(case, pk)
    if not outcome.letter or not access.readable(case, request.standing).filter(pk=outcome.referral_id).exists():
        raise Http404
    return render(request, "referrals/letter.html", {"case": case, "outcome": outcome})

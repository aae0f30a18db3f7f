"""MASH's work on a referral: what agencies are asked, and the outcome."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.models import Kind
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations
from referrals.models import Colour, InformationRequest, Outcome, Referral
from referrals.views.owing import owed, police_side


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def referrals(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the referral, what agencies answered, the outcome, and what may be done next."""
    found = case.referrals.select_related("agency", "sent_by", "sharing_started_by").prefetch_related(
        "requests__agency",
        "requests__asked_by",
        "requests__answered_by",
        "outcomes__proposed_by",
        "outcomes__agreed_by",
        "outcomes__disputed_by",
        "outcomes__told_by",
        "requests__withdrawn_by",
        "categories__recorded_by",
    )
    at = clock.now()
    shown = [(referral, operations.colours_open(referral, at=at)) for referral in found.order_by("-received_at", "-pk")]
    context = {
        "case": case,
        "referrals": shown,
        "awaited": owed(case, "information_reply", at=at),
        "to_categorise": owed(case, "police_category", at=at),
        "categorised": operations.are_categorised(case, at=at),
    }
    return render(request, "referrals/referrals.html", context | police_side(case, at=at))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def start_sharing(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Start information sharing, or ask further agencies (SO-11, BR-1)."""
    referral = get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk)
    asked = referral.requests.values("agency")
    agencies = {
        a.code: a for a in case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).exclude(pk__in=asked).order_by("name")
    }
    form = forms.Sharing(request.POST or None, agencies=agencies.values(), legal_bases=case.profile.legal_bases)
    if form.is_valid():
        answers = form.cleaned_data
        answers["agencies"] = [agencies[code] for code in answers["agencies"]]
        act = operations.ask if referral.sharing_started_at else operations.start_sharing
        act(referral, by=request.user, at=clock.now(), **answers)
        messages.success(request, "The agencies have been asked.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/start_sharing.html", {"case": case, "referral": referral, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def withdraw_request(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Wait for an agency's answer no longer (BR-1)."""
    related = case.information_requests.select_related("case__authority", "agency", "asked_by", "answered_by")
    asked = get_object_or_404(related, pk=pk)
    form = forms.WithdrawRequest(request.POST or None)
    if form.is_valid():
        operations.withdraw_request(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The request has been withdrawn and the agency told.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/withdraw_request.html", {"case": case, "asked": asked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DECIDE)
def propose(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Propose the RAG outcome (HO-2)."""
    referral = get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk)
    at = clock.now()
    form = forms.Propose(request.POST or None, colours=operations.colours_open(referral, at=at))
    if form.is_valid():
        colour = Colour(form.cleaned_data["colour"])
        operations.propose(referral, colour=colour, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "The outcome has been proposed to the police in MASH.")
        return redirect("referrals", case.ref)
    awaited = owed(case, "information_reply", at=at)
    context = {"case": case, "referral": referral, "form": form, "answers": _answers(referral), "awaited": awaited}
    return render(request, "referrals/propose.html", context)


def _answers(referral: Referral) -> QuerySet[InformationRequest]:
    related = referral.requests.select_related("agency", "asked_by", "answered_by", "withdrawn_by")
    return related.order_by("agency__name", "pk")


def _outcome(case: Case, pk: int) -> Outcome:
    found = Outcome.objects.select_related(
        "referral__case__authority",
        "referral__agency",
        "referral__sent_by",
        "proposed_by",
        "agreed_by",
        "disputed_by",
        "told_by",
    )
    return get_object_or_404(found, referral__case=case, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_AGREE)
def agree(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Agree the outcome for the police, or say why not (HO-2)."""
    outcome, at = _outcome(case, pk), clock.now()
    form = forms.Agree(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["agreed"]:
            operations.agree(outcome, by=request.user, at=at)
        else:
            operations.dispute(outcome, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "Your decision has been recorded.")
        return redirect("referrals", case.ref)
    awaited = owed(case, "information_reply", at=at)
    answers = _answers(outcome.referral)
    context = {"case": case, "outcome": outcome, "form": form, "answers": answers, "awaited": awaited}
    return render(request, "referrals/agree.html", context)

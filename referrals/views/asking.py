"""Asking agencies and others what they know: the request, the reminder, the link for whoever has no account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies import contacts
from mase.agencies.models import Agency, Kind
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations
from referrals.models import InformationRequest, Referral
from referrals.views.owing import referral_of


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def start_sharing(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Start information sharing, or ask further agencies (SO-11, BR-1)."""
    referral = referral_of(case, pk)
    agencies = _not_asked_yet(case, referral)
    form = forms.Sharing(
        request.POST or None,
        agencies=agencies.values(),
        legal_bases=case.profile.legal_bases,
        initial={"agencies": [] if referral.sharing_started_at else _standing(case, agencies)},
    )
    form.say_beside(contacts.hints(agencies.values(), at=clock.now()))
    if form.is_valid():
        act = operations.ask if referral.sharing_started_at else operations.start_sharing
        act(referral, by=request.user, at=clock.now(), **_asked(form, agencies))
        messages.success(request, "The agencies have been asked.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/start_sharing.html", {"case": case, "referral": referral, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def withdraw_request(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Wait for an agency's answer no longer (BR-1)."""
    asked = _request(case, pk)
    form = forms.WithdrawRequest(request.POST or None)
    if form.is_valid():
        operations.withdraw_request(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The request has been withdrawn and the agency told.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/withdraw_request.html", {"case": case, "asked": asked, "form": form})


@require_POST
@case_view(Permission.REFERRAL_CHECK)
def remind(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Tell those who have not answered that MASH waits (BR-1)."""
    asked = _request(case, pk)
    operations.remind(asked, by=request.user, at=clock.now())
    messages.success(request, f"{asked.asked} has been reminded.")
    return redirect("referrals", case.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def send_link(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Send somebody without an account a link to one request, and show its code this once (BR-1)."""
    asked = _request(case, pk)
    if asked.agency_id:
        return redirect("referrals", case.ref)
    form, code = forms.SendLink(request.POST or None), ""
    if form.is_valid():
        code = operations.send_link(asked, by=request.user, at=clock.now(), **form.cleaned_data)
    context = {"case": case, "asked": asked, "form": form, "code": code, "link": asked.links.order_by("pk").last()}
    return render(request, "referrals/send_link.html", context)


@require_POST
@case_view(Permission.REFERRAL_CHECK)
def withdraw_link(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """End the link to a request."""
    operations.withdraw_link(_request(case, pk), by=request.user, at=clock.now())
    messages.success(request, "The link opens nothing any more.")
    return redirect("referrals", case.ref)


def _request(case: Case, pk: int) -> InformationRequest:
    related = case.information_requests.select_related("case__authority", "agency", "asked_by", "answered_by")
    return get_object_or_404(related, pk=pk)


def _not_asked_yet(case: Case, referral: Referral) -> dict[str, Agency]:
    asked = referral.requests.filter(agency__isnull=False).values("agency")
    found = case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).exclude(pk__in=asked).order_by("name")
    return {agency.code: agency for agency in found}


def _standing(case: Case, agencies: dict[str, Agency]) -> list[str]:
    """Return the codes of the agencies that the borough's procedures ask as a rule."""
    members = case.profile.standing_members
    return [code for code, agency in agencies.items() if agency.kind in members]


def _asked(form: forms.Sharing, agencies: dict[str, Agency]) -> dict[str, Any]:
    """Return what the operation asks, from what was filled in."""
    answers = form.cleaned_data
    name, kind = answers["outside"], answers["outside_kind"]
    return {
        "agencies": [agencies[code] for code in answers["agencies"]],
        "outside": [operations.Outside(name, Kind(kind))] if name else [],
        "purpose": answers["purpose"],
        "legal_basis": answers["legal_basis"],
    }

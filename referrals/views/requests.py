"""What an agency was asked."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import contacts
from mase.agencies.models import Agency, Kind
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import forms, operations
from referrals.models import InformationRequest, Reply
from referrals.views.owing import owed


def _own_requests(request: CaseRequest, case: Case):
    agencies: set[Agency] = {m.agency for m in request.standing.memberships}
    own = case.information_requests.filter(agency__in=agencies)
    return own.select_related("agency", "asked_by", "answered_by", "withdrawn_by")


@require_safe
@case_view(Permission.REQUEST_ANSWER)
def requests(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what the person's own agency was asked."""
    own = _own_requests(request, case).order_by("-asked_at", "-pk")
    awaited = owed(case, "information_reply", at=clock.now())
    return render(
        request, "referrals/requests.html", {"case": case, "requests": own, "awaited": awaited, "mash": _mash(case)}
    )


def _mash(case: Case) -> contacts.Contact:
    """Return whom to ring about a request: the point of contact of the social care that asks (BR-8)."""
    asking = case.authority.agencies.filter(kind=Kind.SOCIAL_CARE)
    return contacts.of_agencies(asking, at=clock.now())[0]


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REQUEST_ANSWER)
def answer(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Answer a request that the person's own agency was sent."""
    asked = cast(InformationRequest, get_object_or_404(_own_requests(request, case), pk=pk))
    form = forms.AnswerRequest(request.POST or None)
    if form.is_valid():
        reply = Reply(form.cleaned_data["reply"])
        operations.answer(
            asked, reply=reply, information=form.cleaned_data["information"], by=request.user, at=clock.now()
        )
        messages.success(request, "Your agency’s answer has been sent.")
        return redirect("requests", case.ref)
    return render(request, "referrals/answer.html", {"case": case, "asked": asked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REQUEST_ANSWER)
def add_to_answer(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Add to an answer that the person's own agency has given."""
    asked = cast(InformationRequest, get_object_or_404(_own_requests(request, case), pk=pk))
    form = forms.AddToAnswer(request.POST or None)
    if form.is_valid():
        operations.add_to_answer(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "It has been added to your agency’s answer.")
        return redirect("requests", case.ref)
    return render(request, "referrals/add_to_answer.html", {"case": case, "asked": asked, "form": form})

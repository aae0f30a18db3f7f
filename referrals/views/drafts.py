"""A referral that is being written: its sections, checking and sending it, throwing it away."""

from contextlib import suppress
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone
from referrals import drafts, forms, operations
from referrals.guards import own_draft
from referrals.models import Draft, Referral


@require_safe
@agency_view(Permission.DESK_REFER)
def draft(request: SignedIn, ref: str) -> HttpResponse:
    """Show the sections of the draft and how far each is."""
    at = clock.now()
    found = own_draft(request, ref, at=at)
    context = {
        "draft": found,
        "tasks": drafts.tasks(found, at=at),
        "complete": drafts.is_complete(found, at=at),
        "how_far": drafts.how_far(found, at=at),
        "urgent": found.answers.get("concern", {}).get("immediate_danger", False),
    }
    return render(request, "referrals/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def check(request: SignedIn, ref: str) -> HttpResponse:
    """Check the answers and send; a second press of the button leads to the same confirmation."""
    if Referral.objects.filter(draft_ref=ref, sent_by=request.user).exists():
        return _confirm(ref)
    at = clock.now()
    found = own_draft(request, ref, at=at)
    missing = drafts.missing(found, at=at)
    if request.method == "POST" and not missing:
        return _send(request, found, at=at)
    context = {
        "draft": found,
        "missing": missing,
        "sections": drafts.checked(found),
        "urgent": found.answers.get("concern", {}).get("immediate_danger", False),
    }
    return render(request, "referrals/check.html", context)


def _send(request: SignedIn, draft: Draft, *, at: datetime) -> HttpResponse:
    child, referral, around = drafts.child(draft), drafts.referral(draft), drafts.around(draft)
    with suppress(AlreadyDone):
        operations.send(draft, child=child, referral=referral, around=around, by=request.user, at=at)
    if not Referral.objects.filter(draft_ref=draft.ref).exists():  # the writer has declared that they know the child
        messages.success(request, "The referral has been sent. You do not see the record, because you know the child.")
        return redirect("referral_new")
    return _confirm(draft.ref)


def _confirm(ref: object) -> HttpResponse:
    sent = Referral.objects.select_related("case").get(draft_ref=ref)
    return redirect("referral_sent", sent.case.ref, sent.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def discard(request: SignedIn, ref: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = own_draft(request, ref, at=clock.now())
    form = forms.Discard(request.POST or None)
    if form.is_valid():
        operations.discard(found)
        messages.success(request, "The draft has been thrown away.")
        return redirect("referral_new")
    return render(request, "referrals/discard.html", {"draft": found, "form": form})

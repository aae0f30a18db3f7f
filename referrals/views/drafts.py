"""Writing a referral section by section, checking and sending it."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone
from referrals import drafts, forms, operations
from referrals.models import Draft, Referral


def _draft(request: SignedIn, ref: str) -> Draft:
    held = agency_access.holding(request.user, Permission.DESK_REFER, at=clock.now())
    own = Draft.objects.filter(started_by=request.user, agency__in={m.agency for m in held})
    return get_object_or_404(own.select_related("agency__authority"), ref=ref)


@require_safe
@agency_view(Permission.DESK_REFER)
def draft(request: SignedIn, ref: str) -> HttpResponse:
    """Show the sections of the draft and how far each is."""
    found = _draft(request, ref)
    return render(
        request,
        "referrals/draft.html",
        {"draft": found, "tasks": drafts.tasks(found), "complete": drafts.is_complete(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def section(request: SignedIn, ref: str, section: str) -> HttpResponse:
    """Fill in one section."""
    found, at = _draft(request, ref), clock.now()
    if section not in forms.SECTIONS:
        raise Http404
    title, form_class = forms.SECTIONS[section]
    form = form_class(request.POST or None, initial=drafts.initial(found, section), at=at)
    if form.is_valid():
        operations.save_section(found, section, form.cleaned_data, at=at)
        return redirect(_after(found, section))
    return render(request, "referrals/section.html", {"draft": found, "form": form, "heading": title})


def _after(draft: Draft, section: str) -> str:
    """Return where the writer goes on: the next section without answers, else checking them."""
    draft.refresh_from_db()
    for name in forms.SECTIONS:
        if name not in draft.answers:
            return reverse("referral_section", args=[draft.ref, name])
    return reverse("referral_check", args=[draft.ref])


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def check(request: SignedIn, ref: str) -> HttpResponse:
    """Check the answers and send; a second press of the button leads to the same confirmation."""
    if Referral.objects.filter(draft_ref=ref, sent_by=request.user).exists():
        return _confirm(ref)
    found = _draft(request, ref)
    if not drafts.is_complete(found):
        return redirect(found)
    if request.method == "POST":
        return _send(request, found)
    return render(request, "referrals/check.html", {"draft": found, "sections": drafts.checked(found)})


def _send(request: SignedIn, draft: Draft) -> HttpResponse:
    facts = {"child": drafts.child(draft), "referral": drafts.referral(draft)}
    with suppress(AlreadyDone):
        operations.send(draft, by=request.user, at=clock.now(), **facts)
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
    found = _draft(request, ref)
    form = forms.Discard(request.POST or None)
    if form.is_valid():
        operations.discard(found)
        messages.success(request, "The draft has been thrown away.")
        return redirect("referral_new")
    return render(request, "referrals/discard.html", {"draft": found, "form": form})

"""Asking for advice, and giving it: pages without a case, closed to everybody but the two sides."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from referrals import advisers
from referrals.forms import consultation as forms
from referrals.models import Consultation, Draft
from referrals.operations import consultation as operations

_A_PAGE = 25
_WAITING_SHOWN = 10


@require_safe
@agency_view(Permission.DESK_CONSULT)
def consultations(request: SignedIn) -> HttpResponse:
    """List what the person has asked, and what waits for their advice."""
    page = Paginator(advisers.asked_by(request.user), _A_PAGE).get_page(request.GET.get("page"))
    waiting = list(_put_to(request).filter(advised_at=None)[: _WAITING_SHOWN + 1])
    shown = waiting[:_WAITING_SHOWN]
    _record_list(request, [*page.object_list, *shown], page="advice")
    context = {"page": page, "waiting": shown, "has_more": len(waiting) > len(shown)}
    return render(request, "referrals/consultations.html", context)


@require_safe
@agency_view(Permission.DESK_ADVISE)
def asked_of_me(request: SignedIn) -> HttpResponse:
    """List what others ask of the person's roles, what waits first."""
    page = Paginator(_put_to(request), _A_PAGE).get_page(request.GET.get("page"))
    _record_list(request, list(page.object_list), page="asked for advice")
    return render(request, "referrals/asked_of_me.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_CONSULT)
def ask(request: SignedIn) -> HttpResponse:
    """Ask for advice."""
    at = clock.now()
    agencies = {m.agency for m in agency_access.holding(request.user, Permission.DESK_CONSULT, at=at)}
    form = forms.Ask(request.POST or None, at=at, agencies=sorted(agencies, key=_name))
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "named"}
        try:
            made = operations.ask(facts.pop("agency"), by=request.user, at=at, **facts)
        except Refused as refusal:
            form.add_error("adviser", str(refusal))
        else:
            messages.success(request, "Your question has been sent. You get a notice when it is answered.")
            return redirect(made)
    return render(request, "referrals/ask_advice.html", {"form": form})


@require_safe
@agency_view(Permission.DESK_CONSULT)
def consultation(request: SignedIn, ref: str) -> HttpResponse:
    """Show a question, the advice, and what can be done with them."""
    at, found = clock.now(), _find(request, ref)
    recording.record(Verb.ADVICE_READ, found, by=request.user, at=at)
    is_own = found.asked_by_id == request.user.pk
    context = {
        "consultation": found,
        "advises": advisers.may_advise(request.user, found, at=at),
        "linked": advisers.linked_case(request.user, found, at=at),
        "is_own": is_own,
        "follows": is_own and not operations.is_followed(found),
        "draft": Draft.objects.filter(ref=found.draft_ref, started_by=request.user).first() if is_own else None,
    }
    return render(request, "referrals/consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_ADVISE)
def advise(request: SignedIn, ref: str) -> HttpResponse:
    """Give advice."""
    at, found, form = clock.now(), _find(request, ref), forms.Advise(request.POST or None)
    if form.is_valid():
        try:
            operations.advise(found, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("recommends", str(refusal))
        else:
            messages.success(request, "The advice has been recorded, and whoever asked is told.")
            return redirect(found)
    recording.record(Verb.ADVICE_READ, found, by=request.user, at=at)
    may_advise = advisers.may_advise(request.user, found, at=at) and not found.advised_at
    return render(request, "referrals/advise.html", {"consultation": found, "form": form, "may_advise": may_advise})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_ADVISE)
def link(request: SignedIn, ref: str) -> HttpResponse:
    """Link the advice with a case."""
    at, found, form = clock.now(), _find(request, ref), forms.Link(request.POST or None)
    if form.is_valid():
        try:
            operations.link(found, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reference", str(refusal))
        else:
            messages.success(request, "The advice is linked with the case.")
            return redirect(found)
    return render(request, "referrals/link_consultation.html", {"consultation": found, "form": form})


@require_POST
@agency_view(Permission.DESK_REFER)
def follow(request: SignedIn, ref: str) -> HttpResponse:
    """Make it a referral: nothing is typed again. Pressed twice, it leads to the same draft."""
    found = _find(request, ref)
    try:
        draft = operations.follow(found, by=request.user, at=clock.now())
    except AlreadyDone:
        return redirect(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "What you asked and what was advised is in the referral. Check it and add the rest.")
    return redirect(draft)


def _find(request: SignedIn, ref: str) -> Consultation:
    return get_object_or_404(advisers.readable(request.user, at=clock.now()), ref=ref)


def _put_to(request: SignedIn) -> QuerySet[Consultation]:
    return advisers.put_to(request.user, at=clock.now())


def _record_list(request: SignedIn, shown: list[Consultation], *, page: str) -> None:
    recording.record_list(shown, by=request.user, at=clock.now(), page=page)


def _name(agency: Agency) -> str:
    return agency.name

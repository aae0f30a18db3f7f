"""What is done in schools, groups and places for several children: found, begun, reviewed, ended (SO-6)."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import access
from mase.cases.errors import Refused
from riskscreening.forms import contexts as forms
from riskscreening.models import Context, Intervention
from riskscreening.operations import contexts as operations
from riskscreening.views.contexts import narrowed

_A_PAGE = 25
_CHILDREN = 100


@require_safe
@agency_view(Permission.DESK_INTERVENE)
def interventions(request: SignedIn) -> HttpResponse:
    """List what is done in contexts in the person's authorities, what is reviewed next first."""
    at, form = clock.now(), forms.FindAny(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    mine = _of_mine(request.user, at=at).filter(ended_on__isnull=chosen.get("state") != "ended")
    found = narrowed(mine.select_related("agency"), chosen).order_by("review_on", "pk")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "search": form, "chosen": chosen, "today": clock.today()}
    return render(request, "riskscreening/interventions.html", context)


@require_safe
@agency_view(Permission.DESK_INTERVENE)
def intervention(request: SignedIn, ref: str) -> HttpResponse:
    """Show what is done there, and those of the children it serves whom the reader may see."""
    at, found = clock.now(), _found(request.user, ref, at=clock.now())
    served = list(_served(found, request.user, at=at)[:_CHILDREN])
    recording.record_list([one.case for one in served], by=request.user, at=at, page="served in a context")
    context = {"found": found, "served": served, "may_change": found.ended_on is None}
    return render(request, "riskscreening/intervention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_INTERVENE)
def begin_intervention(request: SignedIn) -> HttpResponse:
    """Begin what is done in a context before any child's file says so."""
    at = clock.now()
    form = forms.BeginIntervention(request.POST or None, agencies=_agencies(request.user, at=at), at=at)
    if form.is_valid():
        said = form.facts()
        begun = operations.begin(said["agency"].authority, by=request.user, at=at, **said)
        messages.success(request, "What is done there is recorded.")
        return redirect(begun)
    return render(request, "riskscreening/intervention_begin.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_INTERVENE)
def review_intervention(request: SignedIn, ref: str) -> HttpResponse:
    """Bring what is done up to date, with the day of the next review."""
    at, found = clock.now(), _found(request.user, ref, at=clock.now())
    now = {name: getattr(found, name) for name in ("concern", "what", "lead")} | {"agency": found.agency.code}
    agencies = found.authority.agencies.order_by("name")
    form = forms.ReviewIntervention(request.POST or None, agencies=agencies, initial=now, at=at)
    if form.is_valid():
        try:
            operations.review(found, by=request.user, at=at, **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))  # what was typed stays on the page
        else:
            messages.success(request, "The review is recorded.")
            return redirect(found)
    return render(request, "riskscreening/intervention_review.html", {"found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_INTERVENE)
def end_intervention(request: SignedIn, ref: str) -> HttpResponse:
    """End what is done there, with its outcome."""
    at, found = clock.now(), _found(request.user, ref, at=clock.now())
    form = forms.EndIntervention(request.POST or None, begun_on=found.begun_on, at=at)
    if form.is_valid():
        try:
            operations.end_intervention(found, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The outcome is recorded.")
            return redirect(found)
    return render(request, "riskscreening/intervention_end.html", {"found": found, "form": form})


def _served(found: Intervention, user: User, *, at: datetime) -> QuerySet[Context]:
    """Return where it serves children of open cases now, as far as the reader may see that part of their files.

    How many others there are is nobody's to know: not even their number is looked up.
    """
    theirs = Context.objects.filter(served__intervention=found, served__ended_at=None, case__closed_at=None)
    seen = theirs.filter(access.in_sight(user, at=at, needing=Permission.SCREENING_VIEW))
    return seen.select_related("case__child").order_by("case__opened_at", "pk")


def _of_mine(user: User, *, at: datetime) -> QuerySet[Intervention]:
    return Intervention.objects.filter(authority__in=agency_access.authorities(user, Permission.DESK_INTERVENE, at=at))


def _agencies(user: User, *, at: datetime) -> QuerySet[Agency]:
    mine = agency_access.authorities(user, Permission.DESK_INTERVENE, at=at)
    return Agency.objects.filter(authority__in=mine).select_related("authority").order_by("name", "pk")


def _found(user: User, ref: str, *, at: datetime) -> Intervention:
    """Return what is done in an authority of the person's; raises Http404."""
    if not ref.isprintable():
        raise Http404
    related = _of_mine(user, at=at).select_related("authority", "agency", "recorded_by")
    found = related.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found

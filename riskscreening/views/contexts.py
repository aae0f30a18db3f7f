"""Contexts outside the family in which a child is harmed, and what of all that is done there serves them (SO-6)."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases.forms import Reason
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening.forms import contexts as forms
from riskscreening.models import Context, Intervention, Served
from riskscreening.operations import contexts as operations

_OFFERED = 25


@require_safe
@case_view(Permission.SCREENING_VIEW)
def contexts(request: CaseRequest, case: Case) -> HttpResponse:
    """Show where outside the family the child is harmed, and what is done there."""
    context = {"case": case, "may_open": _may_open(request.user, case, at=clock.now()), **listed(case)}
    return render(request, "riskscreening/contexts.html", context)


def listed(case: Case) -> dict[str, list[Context]]:
    """Return ``contexts``, in which the child is harmed, and those of ``before``; newest first (two queries)."""
    served = Served.objects.select_related("intervention__agency").order_by("-since", "-pk")
    related = case.contexts.select_related("recorded_by").prefetch_related(Prefetch("served", queryset=served))
    found = list(related.order_by("-recorded_at", "-pk"))
    return {
        "contexts": [one for one in found if one.ended_on is None],
        "before": [one for one in found if one.ended_on],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def record_context(request: CaseRequest, case: Case) -> HttpResponse:
    """Record a context outside the family in which the child is harmed."""
    form = forms.RecordContext(request.POST or None)
    if form.is_valid():
        operations.record(case, by=request.user, at=clock.now(), **form.cleaned_data)
        return _done(request, case, "The context is recorded.")
    return render(request, "riskscreening/context_record.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def change_context(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Bring what is known of the context up to date."""
    found = _found(case, pk)
    form = forms.ChangeContext(request.POST or None, initial={"harm": found.harm, "safety": found.safety})
    if form.is_valid():
        operations.change(found, facts=form.cleaned_data, by=request.user, at=clock.now())
        return _done(request, case, "The context is up to date.")
    return render(request, "riskscreening/context_change.html", {"case": case, "found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def end_context(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the child is no longer harmed there."""
    found, at = _found(case, pk), clock.now()
    form = forms.EndContext(request.POST or None, at=at)
    if form.is_valid():
        operations.end(found, by=request.user, at=at, **form.cleaned_data)
        return _done(request, case, "It is recorded that the child is no longer harmed there.")
    return render(request, "riskscreening/context_end.html", {"case": case, "found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def serve_context(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Choose from what this authority does already, found by kind and place, what serves the child here."""
    found = _found(case, pk)
    search = forms.Find(request.GET or {"kind": found.kind})
    offered = list(_offered(found, search)[: _OFFERED + 1])
    form = forms.Link(request.POST or None, found=offered[:_OFFERED])
    if form.is_valid():
        operations.serve(found, form.cleaned_data["intervention"], by=request.user, at=clock.now())
        return _done(request, case, "It is recorded that this serves the child.")
    context = {"case": case, "found": found, "search": search, "form": form, "has_more": len(offered) > _OFFERED}
    return render(request, "riskscreening/context_serve.html", context | {"offered": form.found})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def begin_for_context(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Begin what is done in the context, for this child first."""
    found, at = _found(case, pk), clock.now()
    agencies = case.authority.agencies.order_by("name")
    known = {"kind": found.kind, "where": found.where}
    form = forms.BeginIntervention(request.POST or None, agencies=agencies, initial=known, at=at)
    if form.is_valid():
        operations.begin_for(found, by=request.user, at=at, **form.facts())
        return _done(request, case, "What is done there is recorded, and serves the child.")
    return render(request, "riskscreening/context_begin.html", {"case": case, "found": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_CONTEXT)
def leave_context(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that what is done there serves the child no longer."""
    related = Served.objects.select_related("context", "intervention")
    served, form = get_object_or_404(related, pk=pk, context__case=case), Reason(request.POST or None)
    if form.is_valid():
        operations.leave(served, by=request.user, at=clock.now(), **form.cleaned_data)
        return _done(request, case, "It is recorded that this serves the child no longer.")
    return render(request, "riskscreening/context_leave.html", {"case": case, "served": served, "form": form})


def _offered(context: Context, search: forms.Find) -> QuerySet[Intervention]:
    """Return what runs in the authority and does not serve the child here yet."""
    chosen = search.cleaned_data if search.is_valid() else {}
    found = Intervention.objects.filter(authority=context.case.authority_id, ended_on=None)
    found = found.exclude(pk__in=context.served.filter(ended_at=None).values("intervention"))
    return narrowed(found, chosen).order_by("where", "pk")


def narrowed(found: QuerySet[Intervention], chosen: dict[str, str]) -> QuerySet[Intervention]:
    """Return those of that kind of context; words stand in no address, so the place is found in the list."""
    kind = chosen.get("kind")
    return found.filter(kind=kind) if kind else found


def _may_open(user: User, case: Case, *, at: datetime) -> bool:
    """Whether the pages of what is done in contexts are this reader's."""
    return case.authority in agency_access.authorities(user, Permission.DESK_INTERVENE, at=at)


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("contexts", case.ref)


def _found(case: Case, pk: int) -> Context:
    return get_object_or_404(case.contexts.select_related("case__authority", "recorded_by"), pk=pk)

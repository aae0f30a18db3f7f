"""A deadline's own page, with its ladder and its ledger, and what may be done about its time."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.roles import ROLES, Permission
from mase.audit import sealing
from mase.cases import access, deadlines, forms, queries, service, showing
from mase.cases.errors import NotEntitled, Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Deadline

Act = Callable[..., None]

_LABELS = {code: role.label for code, role in ROLES.items()}


@require_safe
@case_view(Permission.CASE_VIEW)
def case_deadline(request: CaseRequest, case: Case, deadline: str) -> HttpResponse:
    """Show a deadline of the case: its rule, its moments, who is told when, and what happened to it."""
    found = _of_case(request, case, deadline)
    works = request.standing.may(_needed_for(found))
    context = {"case": case, "works": works, **_facts(request, found, at=clock.now())}
    return render(request, "cases/case_deadline.html", context)


@require_safe
@person_view
def deadline(request: SignedIn, ref: str) -> HttpResponse:
    """Show what an agency owes to a meeting or to its authority, with the same facts."""
    at = clock.now()
    found = _of_agency(request, ref, at=at)
    able = agency_access.holding(request.user, _needed_for(found), at=at)
    works = any(membership.agency_id == found.agency_id for membership in able)
    return render(request, "cases/deadline.html", {"works": works, **_facts(request, found, at=at)})


@require_safe
@agency_view(Permission.DESK_OPERATIONS)
def watch_service(request: SignedIn) -> HttpResponse:
    """Show whether deadlines and notices run, and where an escalation finds nobody."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_OPERATIONS, at=at)
    context = {
        "ticks": service.ticks(at=at),
        "sealing": sealing.standing(at=at),
        "notices": service.notices(authorities, at=at),
        "places": service.empty_places(authorities, at=at),
        "unanswered": service.unanswered(authorities, at=at),
        "stuck": service.stuck(authorities),
        "away": service.away(authorities, at=at),
        "labels": _LABELS,
    }
    return render(request, "cases/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_TIME)
def waive_deadline(request: CaseRequest, case: Case, deadline: str) -> HttpResponse:
    """Let a deadline go, with the reason."""
    found = _of_case(request, case, deadline)
    return _decide(request, found, deadlines.waive, "cases/waive_deadline.html", said="The deadline has been waived.")


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.CASE_TIME)
def waive_owed(request: SignedIn, ref: str) -> HttpResponse:
    """Let go what an agency owes to a meeting or to its authority, with the reason."""
    at = clock.now()
    found, form = _of_agency(request, ref, at=at), forms.Reason(request.POST or None)
    if not access.decides_on_time(request.user, found, at=at):
        raise PermissionDenied("A manager who does not answer for it decides about this deadline.")
    if form.is_valid():
        try:
            deadlines.waive(found, at=at, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The deadline has been waived.")
            return redirect(found)
    return render(request, "cases/waive_deadline.html", {"owed": showing.deadlines([found], at=at)[0], "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_TIME)
def pause_deadline(request: CaseRequest, case: Case, deadline: str) -> HttpResponse:
    """Stop the clock, with the reason."""
    found = _of_case(request, case, deadline)
    return _decide(request, found, deadlines.pause, "cases/pause_deadline.html", said="The clock has been stopped.")


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_TIME)
def resume_deadline(request: CaseRequest, case: Case, deadline: str) -> HttpResponse:
    """Let the clock run on."""
    found = _of_case(request, case, deadline)
    return _decide(request, found, deadlines.resume, "cases/resume_deadline.html", said="The clock runs again.")


def _decide(request: CaseRequest, found: Deadline, act: Act, template: str, *, said: str) -> HttpResponse:
    at = clock.now()
    if not access.decides_on_time(request.user, found, at=at):
        raise NotEntitled("Somebody else has to decide about this deadline: a manager who does not answer for it.")
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        act(found, at=at, by=request.user, **form.cleaned_data)
        messages.success(request, said)
        return redirect(found)
    owed = showing.deadlines([found], at=at)[0]
    return render(request, template, {"case": found.case, "owed": owed, "form": form})


def _facts(request: SignedIn, found: Deadline, *, at: datetime) -> dict[str, object]:
    return {
        "owed": showing.deadlines([found], at=at)[0],
        "ladder": showing.ladder(found, holders=queries.holders(found, at=at)),
        "ledger": found.events.select_related("by", "owner").order_by("-pk"),
        "decides": access.decides_on_time(request.user, found, at=at),
        "may_pause": deadlines.may_pause(found),
        "labels": _LABELS,
    }


def _needed_for(found: Deadline) -> Permission:
    """Return the right that the page on which it is done asks for: nobody is led to a page that refuses them."""
    return getattr(resolve(found.path).func, "permission", Permission.CASE_VIEW)


def _of_case(request: CaseRequest, case: Case, ref: str) -> Deadline:
    found = _named(case.deadlines.all(), ref)
    if not access.may_know(request.user, request.standing, found):
        raise Http404
    return found


def _of_agency(request: SignedIn, ref: str, *, at: datetime) -> Deadline:
    """Find what one of the person's agencies owes, or what is owed in an authority whose social care they work for."""
    found = _named(Deadline.objects.filter(case=None), ref)
    for membership in agency_access.memberships(request.user, at=at):
        if access.knows_of(membership, found):
            return found
    raise Http404


def _named(found: QuerySet[Deadline], ref: str) -> Deadline:
    if not ref.isprintable():
        raise Http404  # the database refuses such a text with an error
    return get_object_or_404(queries.with_people(found), ref=ref)

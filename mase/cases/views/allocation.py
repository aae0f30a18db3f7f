"""Giving a case to a social worker, handing it over, and how much each of them has."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access, allocation_forms, handing_over, load, operations, showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Allocation, Case

_A_PAGE = 50
_WORKER = "social_worker"


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_ALLOCATE)
def allocate(request: CaseRequest, case: Case) -> HttpResponse:
    """Give the case to a social worker, or from one to another."""
    at, allocation = clock.now(), case.worker
    form = _form(request, case, allocation, at=at)
    if form.is_valid():
        operations.allocate(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The case has been allocated.")
        return redirect(case)
    running = case.deadlines.open().select_related("owner", "authority").order_by("due_at", "pk")
    known = [deadline for deadline in running if access.may_know(request.user, request.standing, deadline)]
    context = {"case": case, "allocation": allocation, "form": form, "running": showing.deadlines(known, at=at)}
    return render(request, "cases/allocate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def hand_over(request: CaseRequest, case: Case) -> HttpResponse:
    """Let the social worker write down what whoever gets the case next has to know."""
    allocation = handing_over.own_allocation(case, request.user)
    form = allocation_forms.LeaveNote(request.POST or None, initial={"hand_over": allocation.hand_over})
    if form.is_valid():
        handing_over.leave_note(case, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The hand-over note is kept. Your manager passes it on with the case.")
        return redirect(case)
    return render(request, "cases/hand_over.html", {"case": case, "form": form})


@require_safe
@agency_view(Permission.DESK_LOAD)
def show_load(request: SignedIn) -> HttpResponse:
    """Show how many cases each social worker has, what is overdue, and who is away."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_LOAD, at=at)
    workers = User.objects.none()
    for authority in authorities:
        workers = workers | User.objects.holding(_WORKER, authority=authority, at=at)
    page = Paginator(workers.order_by("name", "pk"), _A_PAGE).get_page(request.GET.get("page"))
    loads = load.of(page.object_list, at=at)
    context = {"page": page, "loads": loads, "authorities": authorities}
    return render(request, "cases/load.html", context)


def _form(
    request: CaseRequest, case: Case, allocation: Allocation | None, *, at: datetime
) -> allocation_forms.Allocate:
    workers = User.objects.holding(_WORKER, authority=case.authority, at=at).exclude(pk__in=access.kept_out(case))
    if allocation is None:
        return allocation_forms.Allocate(request.POST or None, loads=load.of(workers, at=at))
    others, left = workers.exclude(pk=allocation.worker_id), {"hand_over": allocation.hand_over}
    return allocation_forms.HandOver(request.POST or None, loads=load.of(others, at=at), initial=left)

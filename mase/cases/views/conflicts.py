"""Conflicts of interest: one's own, and the register that the privacy officer keeps."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.roles import Permission
from mase.cases import conflict_forms as forms
from mase.cases import conflicts as operations
from mase.cases.errors import Refused

_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@person_view
def conflicts(request: SignedIn) -> HttpResponse:
    """List whom the person knows, and let them declare further ones."""
    at = clock.now()
    form = forms.Declare(request.POST or None, at=at)
    if form.is_valid():
        operations.declare(request.user, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "It has been noted. If a record is concerned, it is closed to you from now on.")
        return redirect("conflicts")
    context = {
        "form": form,
        "own": operations.of(request.user),
        "officers": operations.officers(request.user, at=at),
    }
    return render(request, "cases/conflicts.html", context)


@require_safe
@agency_view(Permission.DESK_PRIVACY)
def register(request: SignedIn) -> HttpResponse:
    """List the conflicts of the staff, with how many cases each keeps them from; those of who has left stay."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_PRIVACY, at=at)
    page = Paginator(operations.register(authorities, at=at), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/register.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PRIVACY)
def declare_for(request: SignedIn) -> HttpResponse:
    """Declare a conflict for a member of staff."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_PRIVACY, at=at)
    form = forms.DeclareFor(request.POST or None, at=at, staff=operations.staff(authorities, at=at))
    if form.is_valid():
        try:
            operations.declare(**form.cleaned_data, by=request.user, at=at)
        except Refused as refusal:
            form.add_error("reference", str(refusal))
        else:
            messages.success(request, "The conflict of interest is in the register.")
            return redirect("register")
    return render(request, "cases/declare_for.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PRIVACY)
def end_conflict(request: SignedIn, pk: int) -> HttpResponse:
    """End a conflict, with the reason."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_PRIVACY, at=at)
    conflict = get_object_or_404(operations.register(authorities, at=at), pk=pk)
    form = forms.EndConflict(request.POST or None)
    if form.is_valid():
        try:
            operations.end(conflict, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The conflict of interest has ended.")
            return redirect("register")
    return render(request, "cases/end_conflict.html", {"form": form, "conflict": conflict})

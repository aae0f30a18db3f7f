"""People and their roles, for administrators; help, procedures and a calendar address, for everybody."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies import access, forms, operations, procedures, queries
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.models import Authority
from mase.agencies.roles import ROLES, Permission
from mase.profiles import words

_A_PAGE = 50


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """Show what the product is for and whom to ask."""
    return render(request, "agencies/help.html")


@require_safe
@person_view
def show_procedures(request: SignedIn) -> HttpResponse:
    """Show what holds in an authority with which the person works, setting by setting, and where each comes from."""
    authorities = access.own_authorities(request.user, at=clock.now())
    asked = request.GET.get("of")
    chosen = next((one for one in authorities if asked in (None, one.code)), None)
    if asked and chosen is None:
        raise Http404
    found = procedures.of(chosen.code, on=clock.today()) if chosen else None
    context = {"authority": chosen, "authorities": authorities, "found": found, "reminded": words.BY_DEFAULT}
    return render(request, "agencies/procedures.html", context)


@require_safe
@person_view
def show_calendar(request: SignedIn) -> HttpResponse:
    """Show whether the person has a private calendar address, and what one is; never the address again."""
    return render(request, "agencies/calendar.html", {"current": queries.calendar_of(request.user), "address": ""})


@require_POST
@person_view
def give_calendar_address(request: SignedIn) -> HttpResponse:
    """Give the person a new private address and show it, this once."""
    address = operations.give_calendar_address(request.user, at=clock.now())
    current = queries.calendar_of(request.user)
    return render(request, "agencies/calendar.html", {"current": current, "address": address})


@require_POST
@person_view
def withdraw_calendar_address(request: SignedIn) -> HttpResponse:
    """End the person's private address."""
    operations.withdraw_calendar_address(request.user, at=clock.now())
    messages.success(request, "Your calendar address is withdrawn. Nothing more can be fetched with it.")
    return redirect("calendar")


def _administered(request: SignedIn) -> list[Authority]:
    return access.authorities(request.user, Permission.DESK_PEOPLE, at=clock.now())


@require_safe
@agency_view(Permission.DESK_PEOPLE)
def people(request: SignedIn) -> HttpResponse:
    """List who holds which role in the administrator's authorities."""
    memberships = queries.members_of(_administered(request), at=clock.now())
    page = Paginator(memberships, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/people.html", {"page": page, "roles": ROLES.values()})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PEOPLE)
def open_agency(request: SignedIn) -> HttpResponse:
    """Open an agency whose people can then be given roles."""
    form = forms.OpenAgency(request.POST or None, authorities=_administered(request))
    if form.is_valid():
        try:
            operations.open_agency(**form.cleaned_data, by=request.user, at=clock.now())
        except operations.AgencyExists as exists:
            form.add_error("name", str(exists))
        else:
            messages.success(request, "The agency is open. Now give its people their roles.")
            return redirect("people")
    return render(request, "agencies/open_agency.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PEOPLE)
def begin_membership(request: SignedIn) -> HttpResponse:
    """Give a person a role."""
    form = forms.BeginMembership(request.POST or None, agencies=queries.agencies_of(_administered(request)))
    if form.is_valid():
        cleaned = form.cleaned_data
        agency = form.agencies[cleaned.pop("agency")]
        operations.begin_membership(agency, **cleaned, by=request.user, at=clock.now())
        messages.success(
            request, "The role has been given. A new person sets their password with “Forgotten password”."
        )
        return redirect("people")
    return render(request, "agencies/begin_membership.html", {"form": form})

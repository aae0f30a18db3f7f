"""The points of contact of every agency, for everybody who signs in; each agency names its own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access, contact_forms, contacts
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.models import User
from mase.agencies.roles import Permission


@require_safe
@person_view
def show_contacts(request: SignedIn) -> HttpResponse:
    """List every agency of the person's authorities with its point of contact."""
    at = clock.now()
    authorities = access.own_authorities(request.user, at=at)
    context = {
        "contacts": contacts.of_authorities(authorities, at=at),
        "several": len(authorities) > 1,
        "own": {agency.pk for agency in contacts.may_name(request.user, at=at)},
    }
    return render(request, "agencies/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_SPOC)
def name_contact(request: SignedIn, agency: str) -> HttpResponse:
    """Name or replace the point of contact of the person's own agency."""
    at = clock.now()
    own = next((one for one in contacts.may_name(request.user, at=at) if one.code == agency), None)
    if own is None:
        raise Http404
    (now,) = contacts.of_agencies([own], at=at)
    known = {"person": now.point.user_id, "telephone": now.point.telephone} if now.point else {}
    form = contact_forms.NameContact(request.POST or None, people=User.objects.of(own, at=at), initial=known)
    if form.is_valid():
        try:
            chosen = form.cleaned_data
            contacts.name_contact(own, chosen["person"], telephone=chosen["telephone"], by=request.user, at=at)
        except contacts.ContactRefused as refused:
            form.add_error("person", str(refused))
        else:
            messages.success(request, "The point of contact is named. Everybody who signs in can see it.")
            return redirect("contacts")
    context = {"agency": own, "now": now, "before": contacts.before(own), "form": form}
    return render(request, "agencies/name_contact.html", context)

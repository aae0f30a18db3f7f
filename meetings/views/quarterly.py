"""The quarterly returns: which are due, and the record that one was issued (RE-9)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.cases.errors import Refused
from meetings import quarters, queries
from meetings.forms import returns as forms
from meetings.operations import quarterly


@require_safe
@agency_view(Permission.DESK_RETURN)
def quarterly_returns(request: SignedIn) -> HttpResponse:
    """List the last quarters with what is due and what was issued."""
    at = clock.now()
    held = agency_access.authorities(request.user, Permission.DESK_RETURN, at=at)
    asked = [authority for authority in held if quarterly.CODE in authority.profile_at(at).timescales]
    rows = [(authority, queries.returns_of(authority, at=at)) for authority in asked]
    return render(request, "meetings/quarterly_returns.html", {"rows": rows, "at": at})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_RETURN)
def issue_quarterly_return(request: SignedIn, authority: str, quarter: str) -> HttpResponse:
    """Record that the return was issued: on which day, to which body."""
    at = clock.now()
    held = agency_access.authorities(request.user, Permission.DESK_RETURN, at=at)
    found = next((each for each in held if each.code == authority), None)
    try:
        ended = quarters.read(quarter)
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    form = forms.IssueReturn(request.POST or None, at=at)
    if form.is_valid():
        try:
            quarterly.issue(found, ended, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("issued_on", str(refusal))
        else:
            messages.success(request, "It is recorded that the return was issued.")
            return redirect("quarterly_returns")
    issued = found.quarterly_returns.filter(quarter=ended.code).select_related("recorded_by").first()
    context = {"authority": found, "quarter": ended, "issued": issued, "form": form}
    return render(request, "meetings/issue_quarterly_return.html", context)

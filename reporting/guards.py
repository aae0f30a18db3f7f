"""The guard of a copy of an agenda pack: its holder and nobody else, while it is open and they still belong there."""

from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render

from mase import clock
from mase.agencies.guards import SignedIn, View, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from meetings import packs
from meetings.models import PackCopy


def copy_view(view: View) -> View:
    """Hand the view the copy of the address: 404 for everybody but its holder, 410 once it is closed (T4)."""
    page = view.__name__.replace("_", " ")

    @agency_view(Permission.DESK_MEETINGS)
    @wraps(view)
    def opened(request: SignedIn, ref: str, number: int, **kwargs: object) -> HttpResponse:
        at = clock.now()
        copy = _own(request, ref, number)
        if copy is None or not packs.still_reads(copy, at=at):
            recording.record_refusal(by=request.user, at=at, case="", page=page)
            raise Http404
        if closed := packs.closed_because(copy, at=at):
            recording.record_refusal(by=request.user, at=at, case="", page=f"{page}, closed")
            context = {"copy": copy, "closed": closed, "newer": packs.replaced_by(copy.pack)}
            return render(request, "reporting/copy_closed.html", context, status=410)
        return view(request, copy, **kwargs)

    return opened


def _own(request: SignedIn, ref: str, number: int) -> PackCopy | None:
    related = PackCopy.objects.select_related("pack__panel__authority", "user", "agency")
    return related.filter(pack__ref=ref, number=number, user=request.user).first() if ref.isprintable() else None

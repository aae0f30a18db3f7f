"""The guard of the pages of the surgery: 404 where none is held or the session is another's, 403 without the right."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from mase import clock
from mase.agencies.guards import SignedIn, View
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from meetings import surgeries
from meetings.models import SurgerySession


class SurgeryRequest(SignedIn):
    """A request in the surgery, with the authorities in whose surgery the person has the right of the page."""

    authorities: list[Authority]
    advises: bool


def surgery_view(permission: Permission, *or_else: Permission) -> Callable[[View], View]:
    """Let in who has one of these rights where a surgery is held; with ``ref``, hand the view that session."""
    enough = (permission, *or_else)

    def decorate(view: View) -> View:
        page = view.__name__.replace("_", " ")

        @wraps(view)
        def guarded(request: SurgeryRequest, ref: str = "", **kwargs: object) -> HttpResponse:
            at = clock.now()
            try:
                _let_in(request, enough)
                session = _session(request, ref) if ref else None
            except (Http404, PermissionDenied):
                recording.record_refusal(by=request.user, at=at, case="", page=page)
                raise
            if session is None:
                return view(request, **kwargs)
            response = view(request, session, **kwargs)
            if response.status_code == 200:
                recording.record(Verb.VIEWED, session, by=request.user, at=at, detail={"page": page})
            return response

        checked = login_required(guarded)
        checked.guard, checked.permission, checked.enough = "surgery", permission, enough  # type: ignore[attr-defined]
        return checked

    return decorate


def _let_in(request: SurgeryRequest, enough: tuple[Permission, ...]) -> None:
    at = clock.now()
    if not surgeries.holding(request.user, at=at):
        raise Http404
    request.authorities = surgeries.holding(request.user, *enough, at=at)
    request.advises = bool(surgeries.holding(request.user, Permission.DESK_SURGERY, at=at))
    if not request.authorities:
        raise PermissionDenied("Your role does not include this page of the surgery.")


def _session(request: SurgeryRequest, ref: str) -> SurgerySession:
    related = SurgerySession.objects.select_related("authority", "opened_by", "cancelled_by")
    found = related.filter(ref=ref, authority__in=request.authorities).first() if ref.isprintable() else None
    if found is None:
        raise Http404
    return found

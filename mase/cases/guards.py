"""The guard of every page of a case: find and authorise in one step, leave a row for what was shown."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from mase import clock
from mase.agencies.guards import SignedIn, View
from mase.agencies.rights import FieldClass, Permission, State, shut_in
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, covers, pace
from mase.cases.errors import AlreadyDone, CaseClosed, Refused
from mase.cases.models import Case


class CaseRequest(SignedIn):
    """A request inside a case, with what the person may see of it."""

    case: Case
    standing: access.Standing
    uncovered: FieldClass | None


_READING = {"GET", "HEAD", "OPTIONS"}
_SHOWS_THE_CASE = {200, 409}  # a refusal is explained inside the frame of the case, with the child's name
_OVER = 410  # a page that keeps what is typed can stop: no later try will be taken either, and nothing is shown
_REFUSAL = "Your role, or what your agency was given of this case, does not include this page."


def case_view(permission: Permission) -> Callable[[View], View]:
    """Hand the view the case of the address: 404 outside the case, 403 with the reason inside it without the right.

    What the view shows is written to the trail before it leaves. What the pathway refuses is explained (status 409),
    and so is an act that the rights table does not know in the state of the case.
    Whoever opens one file after another is stopped (status 429).
    """

    def decorate(view: View) -> View:
        page = view.__name__.replace("_", " ")

        @wraps(view)
        def guarded(request: CaseRequest, ref: str, **kwargs: object) -> HttpResponse:
            case = _find(request, ref, permission, page)
            if pace.is_exceeded(request.user, case, at=clock.now()):
                return _stopped(request, case, page)
            try:
                _refuse_where_shut(request, case, permission)
                response = view(request, case, **kwargs)
            except Refused as refusal:
                response = _explained(request, case, refusal)
            if response.status_code in _SHOWS_THE_CASE:
                shown = {"page": page, **through(request.standing, permission)}
                recording.record(Verb.VIEWED, case, by=request.user, at=clock.now(), detail=shown)
            return response

        checked = login_required(guarded)
        checked.guard, checked.permission = "case", permission  # type: ignore[attr-defined]
        return checked

    return decorate


def through(standing: access.Standing, permission: Permission) -> dict[str, str]:
    """Return by what access the page opened where that was not the agency's: the person's own, or an emergency."""
    given = replace(standing, in_emergency=frozenset())
    if replace(given, by_person=frozenset()).may(permission):
        return {}
    return {"through": "person" if given.may(permission) else "emergency"}


def _explained(request: CaseRequest, case: Case, refusal: Refused) -> HttpResponse:
    """Say why it is refused inside the frame of the case; to a script that keeps what is typed, in words alone."""
    if not request.accepts("text/html"):
        return JsonResponse({"refused": str(refusal)}, status=_OVER)
    return render(request, "cases/refused.html", {"case": case, "refusal": refusal}, status=409)


def _stopped(request: CaseRequest, case: Case, page: str) -> HttpResponse:
    """Say why the file does not open now; nothing of it is shown."""
    pace.stop(request.user, case, at=clock.now(), page=page)
    return render(request, "429.html", {"number": pace.IN_AN_HOUR}, status=429)


def _find(request: CaseRequest, ref: str, permission: Permission, page: str) -> Case:
    if not ref.isprintable():
        raise Http404  # no reference of ours; the database would not even take it
    at = clock.now()
    case = Case.objects.select_related("authority", "child").filter(ref=ref).first()
    standing = access.standing(request.user, case, at=at) if case else None
    if case is None or standing is None or not standing.may(Permission.CASE_VIEW):
        recording.record_refusal(by=request.user, at=at, case=ref, page=page)
        raise Http404
    if not standing.may(permission):
        recording.record_refusal(by=request.user, at=at, case=ref, page=page)
        raise PermissionDenied(_REFUSAL)
    request.case, request.standing = case, standing
    request.uncovered = covers.take(request.session, case, at=at)
    return case


def _refuse_where_shut(request: CaseRequest, case: Case, permission: Permission) -> None:
    """Refuse what the right does not reach in this state of the case; its pages may still be read."""
    if request.method in _READING:
        return
    states = (State.CLOSED if case.closed_at else State.OPEN, *((State.RESTRICTED,) if case.restricted_at else ()))
    shut = shut_in(permission, states)
    if shut is State.CLOSED:
        raise CaseClosed("This case is closed.")
    if shut is State.RESTRICTED:
        raise AlreadyDone("This record is restricted already.")

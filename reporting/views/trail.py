"""The trail for whoever answers for it: who looked at a child's file, what a person or an agency did."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.web import places
from reporting import forms, sheets, trail
from reporting.addresses import address, asked
from reporting.periods import Period

FORMS: Mapping[str, type[forms.Trail]] = {
    "case": forms.TrailOfCase,
    "person": forms.TrailOfPerson,
    "agency": forms.TrailOfAgency,
}
_SHOWN_OF = timedelta(days=29)  # and today: thirty days


@require_safe
@agency_view(Permission.DESK_TRAIL)
def trail_shown(request: SignedIn, by: str) -> HttpResponse:
    """Show who looked at a case, or what a person or an agency did; that it was asked is written down first."""
    at, before = clock.now(), places.read(request.GET.get("before", ""))
    seen = trail.scope(request.user, at=at)
    form = _form(request, seen, by=by)
    context: dict[str, object] = {"form": form, "by": by, "seen": seen, "rows": None, "at": at}
    if form.is_valid():
        _write_down(Verb.TRAIL_READ, request, form, by=by)
        rows, last = trail.page(_found(seen, form, by=by), before=before)
        name = f"trail_by_{by}"
        older = {**form.here, "before": places.written(*last)} if last else None
        context |= {
            "rows": rows,
            "newest": address(name, form.here) if before else "",
            "older": address(name, older) if older else "",
            "file": address(f"download_trail_by_{by}", form.here),
            "period": form.period,
        }
    return render(request, "reporting/trail.html", context)


@require_GET
@agency_view(Permission.DESK_TRAIL)
def download_trail(request: SignedIn, by: str) -> HttpResponse:
    """Hand out the rows that were chosen as a file that names cases by reference only."""
    seen = trail.scope(request.user, at=clock.now())
    form = _form(request, seen, by=by)
    if not form.is_valid():
        return redirect(address(f"trail_by_{by}", request.GET.dict()))
    _write_down(Verb.TRAIL_EXPORTED, request, form, by=by)
    return sheets.download("trail.csv", *sheets.looked(trail.rows(_found(seen, form, by=by))))


def _form(request: SignedIn, seen: trail.Scope, *, by: str) -> forms.Trail:
    """Return the form of the page with what was asked; nothing was asked yet where the address is bare."""
    offered = trail.offered(seen, by=by)
    days = _last_days()
    if FORMS[by].whose in request.GET:
        return FORMS[by](asked(request.GET, usually=days), offered=offered)
    return FORMS[by](initial={"begins": days.first, "ends": days.last}, offered=offered)


def _found(seen: trail.Scope, form: forms.Trail, *, by: str) -> QuerySet[Event]:
    if by == "case":
        found = trail.of_case(seen, form.asked_for)
    elif by == "person":
        found = trail.of_person(seen, trail.people(seen).get(pk=form.asked_for))
    else:
        found = trail.of_agency(seen, next(one for one in seen.agencies if one.code == form.asked_for))
    return trail.narrowed(found, form.period, **form.kinds)


def _write_down(verb: Verb, request: SignedIn, form: forms.Trail, *, by: str) -> None:
    """Write what was asked for: the case's reference or the person's number, and the period."""
    detail = {"page": f"trail by {by}", "period": form.period.written, **form.kinds}
    recording.record_looking_here(
        verb,
        by=request.user,
        at=clock.now(),
        case=form.asked_for if by == "case" else "",
        person=int(form.asked_for) if by == "person" else None,
        detail=detail | ({"agency": form.asked_for} if by == "agency" else {}),
    )


def _last_days() -> Period:
    today = clock.today()
    return Period(today - _SHOWN_OF, today)

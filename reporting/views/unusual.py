"""For the privacy officer: what is unusual about who looked at what, and the trail as a file for the regulator."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view, proven_again
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from reporting import forms, patterns, regulator, signals, trail
from reporting.addresses import address, asked, boxes
from reporting.periods import Period

_SHOWN_AT_ONCE = 200
_A_MONTH = timedelta(days=29)


@require_safe
@agency_view(Permission.DESK_PRIVACY)
def unusual(request: SignedIn) -> HttpResponse:
    """Show what is unusual in a period, with a way to everything the person did in it."""
    at = clock.now()
    form = forms.Unusual(_asked(request))
    context: dict[str, object] = {"form": form, "signals": None, "looked_for": patterns.WORDS.values()}
    if form.is_valid():
        seen = trail.scope(request.user, at=at)
        detail = {"page": "unusual", "period": form.period.written}
        recording.record_looking_here(Verb.TRAIL_READ, by=request.user, at=at, detail=detail)
        every = signals.found(seen, form.period)
        found = every[:_SHOWN_AT_ONCE]
        context |= {
            "signals": found,
            "left_out": len(every) - len(found),
            "reviews": signals.reviews(found),
            "names": signals.names(found),
            "period": form.period,
            "days": boxes(form.period),
        }
    return render(request, "reporting/unusual.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PRIVACY)
def review_signal(request: SignedIn) -> HttpResponse:
    """Take down what looking into something unusual has shown; nobody looks into what they did themselves."""
    at, chosen = clock.now(), forms.Unusual(_asked(request))
    signal = _signal(request, chosen) if chosen.is_valid() else None
    if signal is None:
        return redirect(address("unusual", request.GET.dict()))
    if signal.person == request.user.pk:
        raise PermissionDenied("Somebody else has to look into what you did yourself.")
    form = forms.ReviewSignal(request.POST or None)
    if form.is_valid():
        _write_down(request, signal, note=form.cleaned_data["note"])
        messages.success(request, "Your note is kept with the trail.")
        return redirect(address("unusual", boxes(chosen.period)))
    detail = {"page": "review of a signal", "period": chosen.period.written}
    recording.record_looking_here(Verb.TRAIL_READ, by=request.user, at=at, person=signal.person, detail=detail)
    names = signals.names([signal])
    context = {"form": form, "signal": signal, "who": names[signal.person], "back": boxes(chosen.period)}
    return render(request, "reporting/review_signal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PRIVACY)
@proven_again
def export_trail(request: SignedIn) -> HttpResponse:
    """Hand out the trail of the officer's borough as a file that can be checked offline, for a reason."""
    at = clock.now()
    seen = trail.scope(request.user, at=at)
    today = clock.today()
    form = forms.ExportTrail(request.POST or None, initial={"begins": today - _A_MONTH, "ends": today})
    if form.is_valid():
        try:
            made = regulator.pack(seen, form.period, by=request.user, at=at, reason=form.cleaned_data["reason"])
        except regulator.TooMany:
            form.add_error("begins", f"Choose a shorter period: one file takes {regulator.MOST:,} entries")
        else:
            _write_export_down(request, form, made)
            return _file(made, form.period)
    return render(request, "reporting/export_trail.html", {"form": form, "seen": seen})


def _file(made: regulator.Pack, period: Period) -> HttpResponse:
    response = HttpResponse(made.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="trail-{period.first}-{period.last}.zip"'
    return response


def _signal(request: SignedIn, chosen: forms.Unusual) -> patterns.Signal | None:
    """Return the signal of the address where it is one of the period's and nobody has looked into it."""
    found = signals.found(trail.scope(request.user, at=clock.now()), chosen.period)
    named = [signal for signal in found if signal.key == request.GET.get("signal")]
    return named[0] if named and not signals.reviews(named) else None


def _write_down(request: SignedIn, signal: patterns.Signal, *, note: str) -> None:
    recording.record_looking_here(
        Verb.TRAIL_SIGNAL_REVIEWED,
        by=request.user,
        at=clock.now(),
        person=signal.person,
        reason=note,
        detail={"page": "unusual", "signal": signal.key, "cases": list(signal.cases)},
    )


def _write_export_down(request: SignedIn, form: forms.ExportTrail, made: regulator.Pack) -> None:
    recording.record_looking_here(
        Verb.TRAIL_EXPORTED,
        by=request.user,
        at=clock.now(),
        reason=form.cleaned_data["reason"],
        detail={
            "page": "export for the regulator",
            "period": form.period.written,
            "events": made.count,
            "manifest_sha256": made.manifest_sha256,
        },
    )


def _asked(request: SignedIn) -> QueryDict:
    today = clock.today()
    return asked(request.GET, usually=Period(today - signals.USUAL, today))

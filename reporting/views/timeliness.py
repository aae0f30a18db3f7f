"""Timeliness: the numbers of a period, the list behind each, and the numbers as a file."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import showing as deadlines_shown
from reporting import forms, leafing, measures, obligations, periods, sheets, showing, sight, words
from reporting.addresses import address, asked, boxes


@require_safe
@agency_view(Permission.DESK_BOARD)
def timeliness(request: SignedIn) -> HttpResponse:
    """Show for each timescale how much was done in time in a period, and how late the rest was."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_BOARD, at=at)
    titles = sight.titles(authorities, at=at)
    form = forms.Timeliness(_asked(request), offered=_offered(authorities, titles))
    context: dict[str, object] = {"form": form, "presets": _presets(), "whole": None, "at": at}
    if form.is_valid():
        rows = measures.narrowed(measures.found(request.user, authorities, form.period, at=at), form.chosen)
        context |= {"period": form.period, "file": address("download_timeliness", form.here)}
        context |= showing.measured(rows, titles=titles, period=form.period, chosen=form.chosen, at=at)
    return render(request, "reporting/timeliness.html", context)


@require_safe
@agency_view(Permission.DESK_BOARD)
def timeliness_list(request: SignedIn) -> HttpResponse:
    """List the deadlines behind one of the numbers."""
    at, after = clock.now(), leafing.read(request.GET.get("after", ""))
    authorities = agency_access.authorities(request.user, Permission.DESK_BOARD, at=at)
    form = forms.Listed(_asked(request), offered=_offered(authorities, sight.titles(authorities, at=at)))
    context: dict[str, object] = {"form": form, "leaf": None, "at": at, "back": address("timeliness", {})}
    if form.is_valid():
        found = measures.narrowed(measures.found(request.user, authorities, form.period, at=at), form.chosen)
        kept = sight.with_names(measures.with_lateness(found, at=at))
        rows = obligations.page(kept, order=obligations.Order(), after=after)
        leaf = leafing.leaf(rows, name="timeliness_list", here=form.here, after=after)
        recording.record_list(sight.cases(leaf.rows), by=request.user, at=at, page="timeliness")
        context |= {
            "leaf": leaf,
            "owed": deadlines_shown.deadlines(leaf.rows, at=at),
            "late_by": {row.pk: words.lateness(row.late_by) for row in leaf.rows},  # type: ignore[attr-defined]
            "number": found.count(),
            "back": address("timeliness", form.here),
        }
    return render(request, "reporting/timeliness_list.html", context)


@require_GET
@agency_view(Permission.DESK_BOARD)
def download_timeliness(request: SignedIn) -> HttpResponse:
    """Hand out the numbers as a file."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_BOARD, at=at)
    titles = sight.titles(authorities, at=at)
    form = forms.Timeliness(_asked(request), offered=_offered(authorities, titles))
    if not form.is_valid():
        return redirect(address("timeliness", request.GET.dict()))
    rows = measures.narrowed(measures.found(request.user, authorities, form.period, at=at), form.chosen)
    lines = showing.lines(measures.by_agency(rows, at=at), titles=titles, period=form.period, chosen=form.chosen)
    for authority in authorities:
        recording.record(Verb.DOWNLOADED, authority, by=request.user, at=at, detail={"page": "timeliness"})
    return sheets.download("timeliness.csv", *sheets.measured(lines, period=form.period))


def _asked(request: SignedIn) -> QueryDict:
    return asked(request.GET, usually=periods.quarter(clock.today()))


def _offered(authorities: list[Authority], titles: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    codes = titles.keys() | measures.rules(authorities)
    named = sorted((sight.title(code, titles), code) for code in codes)
    agencies = [(str(agency.pk), agency.name) for agency in measures.agencies(authorities)]
    return {"rule": [(code, title) for title, code in named], "agency": agencies}


def _presets() -> list[tuple[str, str]]:
    return [(name, address("timeliness", boxes(period))) for name, period in periods.presets(clock.today()).items()]

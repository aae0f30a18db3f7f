"""Who is missing now, and what the times a child was missing have in common."""

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase import clock, timescales
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import patterns, queries


@require_safe
@agency_view(Permission.DESK_MASH)
def missing_now(request: SignedIn) -> HttpResponse:
    """List the children who are missing or away now, the longest first; whose name is shown leaves a row."""
    at = clock.now()
    found = queries.missing_now(request.user, at=at)
    shown = found[: queries.AT_MOST]
    recording.record_list([one.case for one in shown], by=request.user, at=at, page="missing now")
    rows = [(one, timescales.elapsed_in_words(at - one.case.absent_since)) for one in shown if one.case.absent_since]
    context = {"rows": rows, "is_cut_off": len(found) > len(shown), "today": clock.today(), "at": at}
    return render(request, "riskscreening/missing_now.html", context)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def missing_pattern(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what the times of the last twelve months have in common."""
    today = clock.today()
    first = patterns.starts_at(today)
    times = queries.times_missing(case, since=datetime.combine(first, time(), tzinfo=clock.LONDON))
    lately = patterns.recent((one.since for one in times), today=today)
    context = {
        "case": case,
        "first": first,
        "today": today,
        "times": times,
        "week": patterns.week(times),
        "parts": patterns.PARTS,
        "lasted": patterns.lasted(times),
        "came_from": patterns.places(one.came_from for one in times),
        "found_where": patterns.places(one.found_where for one in times),
        "interviews": patterns.interviews(times),
        "collected": patterns.collected(times),
        "lately": lately,
        "is_often": patterns.is_often(lately),
        "in_words": patterns.times_in_words,
        "within_days": patterns.WITHIN_DAYS,
    }
    return render(request, "riskscreening/missing_pattern.html", context)

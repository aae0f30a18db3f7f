"""The chronology of a case, a page at a time and whole on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.web import places
from reporting import chronology as read
from reporting.chronology_forms import Asked


@require_safe
@case_view(Permission.SCREENING_VIEW)
def chronology(request: CaseRequest, case: Case) -> HttpResponse:
    """Show everything on the file that the reader may see, in the order in which it happened (HO-12)."""
    form, before = Asked(request.GET), places.read(request.GET.get("before", ""))
    found, last = read.page(case, request.standing, form.narrowing, after=before)
    here = {name: value for name, value in request.GET.items() if value and name != "before"}
    context = {
        "case": case,
        "form": form,
        "entries": found,
        "newest": _address("chronology", case, here) if before else "",
        "older": _address("chronology", case, here | {"before": places.written(*last)}) if last else "",
        "paper": _address("print_chronology", case, here),
        "narrowed": form.narrowing != read.Narrowing(oldest_first=form.narrowing.oldest_first),
    }
    return render(request, "reporting/chronology.html", context)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def print_chronology(request: CaseRequest, case: Case) -> HttpResponse:
    """Show all of what was asked for with every word, for paper."""
    form = Asked(request.GET)
    entries = read.whole(case, request.standing, form.narrowing)
    context = {"case": case, "form": form, "entries": entries, "at": clock.now(), "most": read.MOST_PRINTED}
    return render(request, "reporting/print_chronology.html", context)


def _address(name: str, case: Case, here: dict[str, Any]) -> str:
    return reverse(name, args=[case.ref]) + (f"?{urlencode(here)}" if here else "")

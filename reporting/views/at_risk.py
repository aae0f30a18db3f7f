"""The co-ordinator's record of all young people known to be at risk, and its rows as a file (SO-27)."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.web import places
from reporting import at_risk as records
from reporting import at_risk_forms as forms
from reporting import sheets
from reporting.addresses import address


@require_safe
@agency_view(Permission.DESK_AT_RISK)
def at_risk(request: SignedIn) -> HttpResponse:
    """List all young people known to be at risk: where each stands, and what is missing on the record."""
    at, after = clock.now(), request.GET.get("after", "")
    authorities, found = _found(request, at=at)
    form = forms.AtRisk(request.GET, levels=_levels(authorities))
    whole = records.ordered(records.narrowed(found, form.chosen if form.is_valid() else {}), by=form.by)
    listed = records.page(whole, after=places.number(after) if after else None)
    shown = listed[: records.SHOWN_AT_ONCE]
    recording.record_list([one.case for one in shown], by=request.user, at=at, page="young people at risk")
    onward = {**form.here, "after": shown[-1].case.pk} if len(listed) > len(shown) else None
    context = {
        "form": form,
        "rows": shown,
        "number": len(whole),
        "lacking": sum(bool(one.lacks) for one in found),
        "all": len(found),
        "most": records.COUNTED,
        "leaves": (address("at_risk", form.here) if after else "", address("at_risk", onward) if onward else ""),
        "file": address("download_at_risk", form.here),
        "at": at,
    }
    return render(request, "reporting/at_risk.html", context)


@require_GET
@agency_view(Permission.DESK_AT_RISK)
def download_at_risk(request: SignedIn) -> HttpResponse:
    """Hand out the rows that were chosen as a file that names cases by reference only."""
    at = clock.now()
    authorities, found = _found(request, at=at)
    form = forms.AtRisk(request.GET, levels=_levels(authorities))
    if not form.is_valid():
        return redirect(address("at_risk", request.GET.dict()))
    rows = records.ordered(records.narrowed(found, form.chosen), by=form.by)
    recording.record_list([one.case for one in rows], by=request.user, at=at, page="download of young people at risk")
    for authority in authorities:
        recording.record(Verb.DOWNLOADED, authority, by=request.user, at=at, detail={"page": "young people at risk"})
    return sheets.download("at-risk.csv", *sheets.at_risk(rows))


def _found(request: SignedIn, *, at: datetime) -> tuple[list[Authority], list[records.Known]]:
    authorities = agency_access.authorities(request.user, Permission.DESK_AT_RISK, at=at)
    return authorities, records.record(request.user, authorities, at=at)


def _levels(authorities: list[Authority]) -> list[tuple[str, str]]:
    return [(str(number), label) for one in authorities[:1] for number, label in one.profile.risk_levels.items()]

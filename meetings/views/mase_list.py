"""The MASE list of an authority (SO-28)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.web import places
from meetings import mase_list as lists
from meetings import queries, since
from meetings.forms import mase_list as forms
from meetings.mase_list import Kept
from meetings.operations import consultation, oversight
from meetings.since import Change
from riskscreening import trajectory


@require_safe
@agency_view(Permission.DESK_MEETINGS)
def mase_list(request: SignedIn) -> HttpResponse:
    """List the children whom MASE keeps oversight of, with what changed since the last meeting (BA-1, SO-28)."""
    at, after = clock.now(), places.read(request.GET.get("after", ""))
    authorities = queries.authorities_of(request.user, at=at)
    asked = request.GET.get("authority", "")
    authority = next((one for one in authorities if one.code == asked), next(iter(authorities), None))
    if authority is None:
        return render(request, "meetings/mase_list.html", {"authority": None})
    last, ahead = since.last_meeting(authority, at=at), lists.ahead(authority, at=at)
    begins = since.begins(last, at=at)
    found = lists.kept(lists.current(request.user, authority, at=at), after=begins, ahead=ahead)
    left = lists.left(request.user, authority, after=begins, at=at)
    form = forms.MaseList(request.GET, offered=_offered(authorities, authority, found))
    chosen = form.chosen if form.is_valid() else {}
    at_most = lists.ON_ONE_SHEET if request.GET.get("sheet") else lists.SHOWN_AT_ONCE
    listed = lists.page(lists.narrowed(found, chosen), after=after, at_most=at_most)
    shown = listed[:at_most]
    recording.record_list([one.entry.case for one in shown], by=request.user, at=at, page="MASE list")
    recording.record_list([entry.case for entry in left], by=request.user, at=at, page="MASE list: left")
    here = {"authority": authority.code, **chosen}
    context = {
        "authority": authority,
        "several": len(authorities) > 1,
        "form": form,
        "chosen": form.described if chosen else [],
        "rows": lists.rows(shown, at=at),
        "hidden": oversight.number_for(request.user, authority) - len(found),
        "figures": _figures(found, authority, chosen),
        "left": left,
        "last": last,
        "begins": begins,
        "ahead": ahead,
        "leaves": (_address(here) if after else "", _onward(shown, here) if len(listed) > len(shown) else ""),
        "sheet": _address({**here, "sheet": "1"}),
        **_also(request, authority, at=at),
    }
    return render(request, "meetings/mase_list.html", context)


def _also(request: SignedIn, authority: Authority, *, at: datetime) -> dict[str, Any]:
    """Return what decides on the columns and links of the page."""
    return {
        "removes": bool(agency_access.holding(request.user, Permission.PANEL_REMOVE, at=at)),
        "consults": consultation.CODE in authority.profile_at(at).timescales,
        "at": at,
    }


def _offered(authorities: list[Authority], authority: Authority, found: list[Kept]) -> dict[str, Any]:
    workers = {(one.worker_name, str(one.worker)) for one in found if one.worker}
    levels = {str(number): label for number, label in authority.profile.risk_levels.items()}
    return {
        "authority": [(one.code, one.name) for one in authorities],
        "level": [*levels.items(), (trajectory.NO_LEVEL, "No level")],
        "worker": [(pk, name) for name, pk in sorted(workers)],
    }


def _figures(found: list[Kept], authority: Authority, chosen: dict[str, str]) -> list[tuple[str, int, str, bool]]:
    """Return how many children are on the list, and how many of each change, with the way to them; which is shown."""
    kinds = [("", "On the list", len(found))]
    kinds += [(one.value, str(one.label), sum(row.change == one for row in found)) for one in Change]
    here = chosen.get("change", "")
    return [
        (label, number, _address({"authority": authority.code, "change": code}), code == here)
        for code, label, number in kinds
    ]


def _onward(shown: list[Kept], here: dict[str, str]) -> str:
    last = shown[-1].entry
    return _address({**here, "after": places.written(last.admitted_at, last.pk)})


def _address(chosen: dict[str, str]) -> str:
    return f"{reverse('mase_list')}?{urlencode({name: value for name, value in chosen.items() if value})}"

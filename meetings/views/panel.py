"""The meetings, and one as a whole."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock, timescales
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Kind
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import access, showing
from mase.cases.errors import AlreadyDone
from meetings import board, in_room, month, queries
from meetings.forms import panel as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import Attendance, ListEntry, Panel, PanelInvitation
from meetings.operations import information, listing, moving, quarterly, submission
from meetings.operations import panel as operations

_A_PAGE = 25


@require_safe
@agency_view(Permission.DESK_MEETINGS)
def meetings(request: SignedIn) -> HttpResponse:
    """List the MASE meetings of the person's authorities and those they are invited to, the latest first."""
    authorities = queries.authorities_of(request.user, at=clock.now())
    own = [one.agency for one in agency_access.holding(request.user, Permission.DESK_MEETINGS, at=clock.now())]
    invited = PanelInvitation.objects.filter(agency__in=own).values("panel")
    found = Panel.objects.filter(Q(authority__in=authorities) | Q(pk__in=invited))
    found = found.select_related("authority", "minutes")
    page = Paginator(found.order_by("-scheduled_for", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    may_schedule = bool(agency_access.holding(request.user, Permission.DESK_SCHEDULE, at=clock.now()))
    at = clock.now()
    returning = agency_access.authorities(request.user, Permission.DESK_RETURN, at=at)
    may_return = any(quarterly.CODE in authority.profile_at(at).timescales for authority in returning)
    several = len({panel.authority_id for panel in page.object_list}) > 1
    context = {"page": page, "may_schedule": may_schedule, "may_return": may_return, "several": several, "at": at}
    return render(request, "meetings/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_SCHEDULE)
def schedule(request: SignedIn) -> HttpResponse:
    """Schedule a MASE meeting with its pre-meeting."""
    at = clock.now()
    authorities = agency_access.authorities(request.user, Permission.DESK_SCHEDULE, at=at)
    form = forms.Schedule(
        request.POST or None, authorities=authorities, at=at, initial={"authority": authorities[0].code}
    )
    if form.is_valid():
        cleaned = form.cleaned_data
        authority = form.authorities[cleaned.pop("authority")]
        try:
            panel = operations.schedule(authority, by=request.user, at=at, **cleaned)
        except AlreadyDone as refusal:
            form.add_error("scheduled_for", str(refusal))
        else:
            messages.success(request, "The meeting is scheduled.")
            return redirect(panel)
    return render(request, "meetings/schedule.html", {"form": form, "several": len(authorities) > 1})


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def panel(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show the meeting as the co-ordinator's home for the month: what is next, who owes what, list, themes, people."""
    at = clock.now()
    entries = list(queries.entries_of(panel, request.user, at=at))
    answers = queries.answers_to(panel, at=at) if information.is_asked_for(panel.authority, at=at) else []
    noted = list(in_room.attendances_of(panel))
    left_out = list(board.left_out_of(panel, request.user, at=at))
    shown = {*(entry.case for entry in entries), *(left.case for left in left_out)}
    recording.record_list(shown, by=request.user, at=at, page="MASE list")
    flags, themes = in_room.flags_of(entries, request.user, at=at), list(in_room.themes_of(panel))
    pre_mase = queries.decided_at_pre_mase(panel, request.user, at=at)
    counted = _counted(panel, entries, themes, answers, noted, flags, pre_mase, at=at)
    context = {
        "panel": panel,
        "entries": entries,
        "flags": flags,
        "following": next((entry for entry in entries if _is_to_discuss(entry, flags)), None),
        "left_out": left_out,
        "hidden": listing.length_for(request.user, panel) - len(entries),
        "late_forms": queries.late_forms_of(panel, request.user, at=at),
        "steps": month.steps(counted),
        "themes": themes,
        "attendances": noted,
        "quorum": in_room.quorum_from(panel, noted),
        "kinds": dict(Kind.choices),
        "owed": _owed(request, panel, at=at),
        "ahead": moving.is_open(panel, at=at),
        "answers": answers,
        "at": at,
        **_closing(panel, at=at),
    }
    return render(request, "meetings/panel.html", context)


def _closing(panel: Panel, *, at: datetime) -> dict[str, Any]:
    """Return until when forms may come in, how long that is, and by which rule."""
    closes_at = submission.closes_at(panel)
    return {
        "closes_at": closes_at,
        "closes_in": timescales.left_in_words(closes_at, at=at) if closes_at > at else "",
        "rule": panel.authority.profile_at(panel.scheduled_at).timescales["mase_submission"],
    }


def _counted(
    panel: Panel,
    entries: list[ListEntry],
    themes: list[Any],
    answers: list[Any],
    noted: list[Attendance],
    flags: dict[int, Any],
    pre_mase: list[bool],
    *,
    at: datetime,
) -> month.Counted:
    """Return how far the month is, as its reader sees it."""
    asks = listing.asks_for_exception(panel)
    return month.Counted(
        asked=len(answers),
        sent=sum(1 for _, sent, _ in answers if sent),
        before_pre_mase=len(pre_mase),
        decided=sum(pre_mase),
        listed=len(entries),
        themes=len(themes),
        unexplained=sum(1 for entry in entries if asks and not entry.exceptional),
        discussed=sum(1 for entry in entries if entry.discussed_at),
        not_held=sum(1 for entry in entries if _is_not_held(entry, flags)),
        present=sum(1 for one in noted if one.present),
        is_circulated=panel.circulated_at is not None,
        has_begun=panel.scheduled_for <= at,
        is_approved=panel.approved_minutes is not None,
    )


def _is_not_held(entry: ListEntry, flags: dict[int, Any]) -> bool:
    return entry.discussed_at is None and entry.worker_attended is False and flags[entry.pk]["is_first"]


def _is_to_discuss(entry: ListEntry, flags: dict[int, Any]) -> bool:
    return entry.discussed_at is None and not _is_not_held(entry, flags)


def _owed(request: PanelRequest, panel: Panel, *, at: datetime) -> list[showing.Owed]:
    """Return what still has to be done for the meeting and has a page that the person may open."""
    own = agency_access.memberships(request.user, at=at)
    known = [owed for owed in queries.owed_to(panel) if any(access.knows_of(held, owed) for held in own)]
    return showing.deadlines(known, at=at)

"""The reading room: a recipient's copy of the agenda pack in the browser, case by case, and as a file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from mase import clock
from mase.agencies.guards import SignedIn
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from meetings import packs
from meetings.forms.packs import AcceptStatement
from meetings.guards import PanelRequest, panel_view
from meetings.models import PackCopy, Panel
from meetings.operations import packs as operations
from reporting import copies, packing
from reporting.guards import copy_view


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def own_copy(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Lead from the meeting to the person's own copy of its pack, or say that they have none."""
    copy = packs.own_copy(panel, request.user)
    if copy:
        return redirect("reading_room", copy.pack.ref, copy.number)
    return render(request, "reporting/no_copy.html", {"panel": panel})


@require_http_methods(["GET", "HEAD", "POST"])
@copy_view
def reading_room(request: SignedIn, copy: PackCopy) -> HttpResponse:
    """Show what is in the copy; before that, once for each meeting, have the statement accepted."""
    at = clock.now()
    form = AcceptStatement(request.POST or None)
    if form.is_valid():
        operations.accept(copy, at=at)
        return redirect("reading_room", copy.pack.ref, copy.number)
    if copy.accepted_at is None:
        return render(request, "reporting/statement.html", {"copy": copy, "form": form})
    contents = copies.contents(copy, at=at)
    recording.record_list([part.case for part in contents.parts], by=request.user, at=at, page="reading room")
    operations.note_opened(copy, page="contents", at=at)
    context = {"copy": copy, "contents": contents, "newer": packs.replaced_by(copy.pack), "dated": packing.dated}
    return render(request, "reporting/reading_room.html", context)


@require_safe
@copy_view
def reading_case(request: SignedIn, copy: PackCopy, case: str) -> HttpResponse:
    """Show one case of the copy, with the way to those beside it."""
    if copy.accepted_at is None:
        return redirect("reading_room", copy.pack.ref, copy.number)
    at = clock.now()
    parts = list(packs.parts_for(copy.pack, copy.user, at=at))
    place = next((place for place, part in enumerate(parts) if part.case.ref == case), None)
    if place is None:
        recording.record_refusal(by=request.user, at=at, case=case, page="reading case")
        raise Http404
    part = parts[place]
    recording.record(Verb.VIEWED, part, by=request.user, at=at, detail={"page": "reading room"})
    operations.note_opened(copy, page="case", at=at)
    context = {
        "copy": copy,
        "said": packing.case_of(part).said,
        "number": place + 1,
        "before": parts[place - 1] if place else None,
        "after": parts[place + 1] if place + 1 < len(parts) else None,
        "total": len(parts),
        "dated": packing.dated,
    }
    return render(request, "reporting/reading_case.html", context)


@require_GET
@copy_view
def download_copy(request: SignedIn, copy: PackCopy) -> HttpResponse:
    """Hand out the copy as PDF, stamped with its holder, the moment and the number of the copy on each page."""
    if copy.accepted_at is None:
        messages.info(request, "Read the statement first.")
        return redirect("reading_room", copy.pack.ref, copy.number)
    at = clock.now()
    pdf = copies.bound(copy, at=at)
    parts = packs.parts_for(copy.pack, copy.user, at=at)
    recording.record_list([part.case for part in parts], by=request.user, at=at, page="agenda pack as a file")
    operations.note_downloaded(copy, at=at)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="agenda-pack-{copy.pack.ref}-{copy.number}.pdf"'
    return response

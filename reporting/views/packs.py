"""The agenda pack for whoever prepares the meeting: made, looked through, issued, its ledger, recalled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from meetings import packs as queries
from meetings.forms.packs import IssuePack, RecallPack
from meetings.guards import PanelRequest, panel_view
from meetings.models import AgendaPack, Panel
from meetings.operations import packs as operations


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def packs(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show every version of the pack: how far it is, who had it made, whether it was issued or recalled."""
    versions = list(queries.versions(panel))
    context = {
        "panel": panel,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "being_made": queries.is_being_made(versions[0] if versions else None),
        "stands": next((pack for pack in versions if pack.issued_at and not pack.recalled_at), None),
        "open": panel.cancelled_at is None and panel.approved_minutes is None,
    }
    return render(request, "reporting/packs.html", context)


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def ask_pack(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Have a new version of the pack made in the background."""
    operations.ask(panel, by=request.user, at=clock.now())
    return redirect("packs", panel.ref)


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pack_progress(request: PanelRequest, panel: Panel, version: int) -> HttpResponse:
    """Say how far the pack is, for the script that shows it."""
    pack = _version(panel, version)
    answer = {"done": pack.parts_done, "total": pack.parts_total, "finished": not queries.is_being_made(pack)}
    return JsonResponse(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def issue_pack(request: PanelRequest, panel: Panel, version: int) -> HttpResponse:
    """Show who would get which cases, and issue the pack once that has been checked (RE-6)."""
    pack, at = _version(panel, version), clock.now()
    if pack.issued_at:
        return redirect("pack", panel.ref, version)
    shares = operations.preview(pack, by=request.user, at=at)
    getting = [str(share.user.pk) for share in shares if share.places]
    form = IssuePack(request.POST or None, shares=shares, initial={"people": getting})
    if form.is_valid():
        operations.issue(pack, to=form.cleaned_data["people"], by=request.user, at=at)
        messages.success(request, "The pack is issued. Everybody who has a copy is told once.")
        return redirect("pack", panel.ref, version)
    return render(request, "reporting/issue_pack.html", {"panel": panel, "form": form, **_compared(pack, shares)})


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pack(request: PanelRequest, panel: Panel, version: int) -> HttpResponse:
    """Show the ledger of a pack: which copy went to whom, when it was opened and downloaded."""
    found = _version(panel, version)
    context = {
        "panel": panel,
        "pack": found,
        "copies": list(queries.ledger(found)),
        "newer": queries.replaced_by(found),
        "closes_at": panel.scheduled_for + queries.KEPT_OPEN,
    }
    return render(request, "reporting/pack.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def recall_pack(request: PanelRequest, panel: Panel, version: int) -> HttpResponse:
    """Close every copy at once, with the reason."""
    found = _version(panel, version)
    form = RecallPack(request.POST or None)
    if form.is_valid():
        operations.recall(found, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, "The pack is recalled. Nobody can open it any more.")
        return redirect("pack", panel.ref, version)
    return render(request, "reporting/recall_pack.html", {"panel": panel, "pack": found, "form": form})


def _version(panel: Panel, version: int) -> AgendaPack:
    related = panel.packs.select_related("panel__authority", "asked_by", "issued_by", "recalled_by").defer("front")
    return get_object_or_404(related, version=version)


def _compared(pack: AgendaPack, shares: list[queries.Share]) -> dict[str, Any]:
    """Return the recipients grouped by what they get, with the references of what they do not get."""
    known = dict(pack.parts.order_by("position").values_list("position", "case__ref"))
    groups = [(queries.missing_from(places, known), len(places), alike) for places, alike in queries.alike(shares)]
    return {"pack": pack, "groups": groups, "total": len(known)}

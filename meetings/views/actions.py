"""Actions agreed at a meeting: shown to their owners, tracked, checked at the next meeting, cancelled."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import ROLES, Permission
from mase.audit import recording
from mase.cases import queries as case_queries
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import agreed, tracker
from meetings.forms import actions as forms
from meetings.guards import PanelRequest, meeting_of, panel_view
from meetings.models import Action, ActionCheck, Ending, Heard, Panel, ThemeActionCheck
from meetings.operations import actions as operations
from meetings.operations import progress
from meetings.views.room import entry_of

_A_PAGE, _THEMES = 50, 100


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def agree_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give an action to a named person in an agency (RE-8)."""
    entry, at = entry_of(case, pk), clock.now()
    people = case_queries.people_for_actions(case, at=at)
    form = forms.AgreeAction(request.POST or None, people=people, at=at)
    if form.is_valid():
        operations.agree(case, of=entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect("list_entry", case.ref, entry.pk)
    return render(request, "meetings/agree_action.html", {"case": case, "entry": entry, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_ACT)
def action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show an action to its owner, who sees no more of the meeting, and to who reads what the meeting said (RE-8)."""
    found, reads = _found(request, case, pk)
    owns = found.owner_id == request.user.pk
    if request.method == "POST" and not owns:
        raise PermissionDenied("Only the person named in the action reports on it.")
    form = forms.Report(request.POST or None)
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        operations.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    context = {
        **_shown(request, found),
        "checks": found.checks.select_related("panel", "checked_by").order_by("-checked_at", "-pk"),
        "form": form,
        "reads": reads,
        "owns": owns,
    }
    return render(request, "meetings/action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_ACT)
def cancel_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Cancel an action for the meeting that agreed it, with the reason (RE-8)."""
    found, _ = _found(request, case, pk)
    if not agreed.cancels(request.user, found, request.standing):
        raise PermissionDenied("Whoever chairs or records the meeting that agreed the action cancels it.")
    form = forms.CancelAction(request.POST or None)
    if form.is_valid():
        progress.cancel(found, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, "The action is cancelled, and its owner has been told.")
        return redirect(found)
    return render(request, "meetings/cancel_action.html", {**_shown(request, found), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def check_action(request: CaseRequest, case: Case, pk: int, meeting: str) -> HttpResponse:
    """Write down what a later meeting heard of an action, and carry it forward where it does (RE-8)."""
    found, _ = _found(request, case, pk)
    panel = meeting_of(case, meeting)
    at = clock.now()
    form = forms.CheckAction(request.POST or None, day=found.day, at=at)  # type: ignore[attr-defined]
    if form.is_valid():
        progress.check(found, panel=panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "What the meeting heard is recorded.")
        return redirect("last_actions", panel.ref)
    return render(request, "meetings/check_action.html", {**_shown(request, found), "panel": panel, "form": form})


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def last_actions(request: PanelRequest, panel: Panel) -> HttpResponse:
    """List the actions of the meetings before, whose progress this one checks first (RE-8)."""
    at = clock.now()
    found = agreed.checked_at(panel, request.user, at=at)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    themes = list(agreed.themes_checked_at(panel)[:_THEMES])
    recording.record_list({row.case for row in rows}, by=request.user, at=at, page="last actions")
    context = {
        "panel": panel,
        "page": page,
        "rows": rows,
        "themes": themes,
        "heard": _by_action(agreed.heard_by(panel, ActionCheck).filter(action__in=rows)),
        "heard_of_themes": _by_action(agreed.heard_by(panel, ThemeActionCheck).filter(action__in=themes)),
        "third": ROLES[panel.authority.profile_at(at).pathway.third_carry_role].label,
        "may_check": Permission.PANEL_DISCUSS in request.held and not panel.is_locked and not panel.cancelled_at,
        "today": clock.today(),
    }
    return render(request, "meetings/last_actions.html", context)


@require_safe
@agency_view(Permission.DESK_CASES)
def actions(request: SignedIn) -> HttpResponse:
    """Track actions: the reader's own first, then what else they may read (RE-8)."""
    at = clock.now()
    own = list(tracker.own(request.user, at=at)[:_A_PAGE])
    whole = tracker.reads_the_whole(request.user, at=at)
    form = forms.Tracked(request.GET, offered=tracker.offered(request.user, at=at) if whole else {})
    context: dict[str, Any] = {
        "own": own,
        "own_themes": tracker.own_themes(request.user)[:_THEMES],
        "form": form,
        "whole": whole,
        "today": clock.today(),
    }
    rows: list[Action] = []
    if whole and form.is_valid():
        page = Paginator(tracker.actions(request.user, form.chosen, at=at), _A_PAGE).get_page(request.GET.get("page"))
        rows = list(page.object_list)
        themes = tracker.themes(request.user, form.chosen, at=at)[:_THEMES]
        context |= {"page": page, "rows": rows, "themes": themes, "here": urlencode(form.chosen)}
    recording.record_list({row.case for row in [*own, *rows]}, by=request.user, at=at, page="actions")
    return render(request, "meetings/actions.html", context)


def _by_action(checks: Iterable[ActionCheck] | Iterable[ThemeActionCheck]) -> dict[int, Heard]:
    return {one.action_id: one for one in checks}


def _found(request: CaseRequest, case: Case, pk: int) -> tuple[Action, bool]:
    """Return the action, and whether the reader reads its meeting too; refuse whoever neither reads nor owns it."""
    found: Action = get_object_or_404(agreed.with_days(case.actions.select_related(*agreed.RELATED[Action])), pk=pk)
    reads = agreed.reads(request.user, found, request.standing, at=clock.now())
    if not reads and found.owner_id != request.user.pk:
        raise PermissionDenied("Only the person named in the action, and whoever reads the meeting, opens this page.")
    return found, reads


def _shown(request: CaseRequest, found: Action) -> dict[str, Any]:
    return {
        "case": found.case,
        "action": found,
        "agreed_at": agreed.agreed_at(found),
        "page": agreed.page_of(found),
        "may_cancel": found.closed_at is None and agreed.cancels(request.user, found, request.standing),
        "today": clock.today(),
    }

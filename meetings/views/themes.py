"""Themes, blockages and the VOLT items: put on the agenda, discussed, acted on, circulated for prevention planning."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone
from meetings import agreed, in_room
from meetings.forms import themes as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import VOLT, Ending, Panel, ThemeAction
from meetings.operations import actions, progress
from meetings.operations import themes as operations


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def themes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show what the meeting has about no single child (SO-34, HO-15)."""
    found = list(in_room.themes_of(panel))
    context = {
        "panel": panel,
        "volt": [theme for theme in found if theme.about in VOLT],
        "others": [theme for theme in found if theme.about not in VOLT],
        "today": clock.today(),
    }
    return render(request, "meetings/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def record_theme(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Put an item about no single child on the agenda."""
    form = forms.RecordTheme(request.POST or None)
    if form.is_valid():
        try:
            operations.record(panel, by=request.user, at=clock.now(), **form.cleaned_data)
        except AlreadyDone as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "The item is on the agenda.")
            return redirect("themes", panel.ref)
    return render(request, "meetings/record_theme.html", {"panel": panel, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def discuss_theme(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Record what the meeting said of it."""
    theme = get_object_or_404(in_room.themes_of(panel), pk=pk)
    form = forms.DiscussTheme(request.POST or None, initial={"known": theme.known, "discussion": theme.discussion})
    if form.is_valid():
        operations.discuss(theme, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "What the meeting said is recorded.")
        return redirect("themes", panel.ref)
    context = {"panel": panel, "theme": theme, "form": form, "today": clock.today()}
    return render(request, "meetings/discuss_theme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_SCHEDULE)
def agree_theme_action(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Give an action about the theme to a named person (SO-34)."""
    theme, at = get_object_or_404(in_room.themes_of(panel), pk=pk), clock.now()
    form = forms.AgreeThemeAction(request.POST or None, people=in_room.people_of(panel, at=at), at=at)
    if form.is_valid():
        operations.agree_action(theme, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect("themes", panel.ref)
    return render(request, "meetings/agree_theme_action.html", {"panel": panel, "theme": theme, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.DESK_MEETINGS)
def theme_action(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Show an action about a theme and what later meetings heard of it; its owner says here what became of it."""
    found = _found(panel, pk)
    owns = found.owner_id == request.user.pk
    if request.method == "POST" and not owns:
        raise PermissionDenied("Only the person named in the action reports on it.")
    form = forms.ReportThemeAction(request.POST or None)
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        actions.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect(found)
    return render(request, "meetings/theme_action.html", {**_shown(request, found), "form": form, "owns": owns})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.PANEL_DISCUSS)
def cancel_theme_action(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Cancel an action about a theme for the meeting that agreed it, with the reason (RE-8, SO-34)."""
    found = _found(panel, pk)
    form = forms.CancelThemeAction(request.POST or None)
    if form.is_valid():
        progress.cancel(found, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, "The action is cancelled, and its owner has been told.")
        return redirect(found)
    return render(request, "meetings/cancel_action.html", {"panel": panel, "action": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.PANEL_DISCUSS)
def check_theme_action(request: PanelRequest, panel: Panel, pk: int) -> HttpResponse:
    """Write down what this meeting heard of an earlier one's action, and carry it forward where it does (RE-8)."""
    found: ThemeAction = get_object_or_404(_with_days(), pk=pk, theme__panel__authority=panel.authority_id)
    at = clock.now()
    form = forms.CheckThemeAction(request.POST or None, day=found.day, at=at)  # type: ignore[attr-defined]
    if form.is_valid():
        progress.check(found, panel=panel, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "What the meeting heard is recorded.")
        return redirect("last_actions", panel.ref)
    return render(request, "meetings/check_action.html", {"panel": panel, "action": found, "form": form})


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def circulate_themes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Circulate the key themes to partner agencies (HO-15)."""
    operations.circulate(panel, by=request.user, at=clock.now())
    messages.success(request, "The themes are circulated. Every agency that takes part has been told.")
    return redirect("themes", panel.ref)


def _found(panel: Panel, pk: int) -> ThemeAction:
    """Return the action of the meeting with its day and how often it was carried, or 404."""
    return get_object_or_404(_with_days(), pk=pk, theme__panel=panel)


def _with_days() -> QuerySet[ThemeAction]:
    return agreed.with_days(ThemeAction.objects.select_related(*agreed.RELATED[ThemeAction]))


def _shown(request: PanelRequest, found: ThemeAction) -> dict[str, Any]:
    """Return what the page of an action shows; guests of its meeting do not read what a later one said."""
    open_to = found.closed_at is None and Permission.PANEL_DISCUSS in request.held
    return {
        "panel": request.panel,
        "action": found,
        "checks": found.checks.select_related("panel").order_by("-checked_at", "-pk"),
        "reads": Permission.PANEL_VIEW in request.held,
        "may_cancel": open_to,
        "heard_next": agreed.heard_next_by(found) if open_to else None,
        "today": clock.today(),
    }

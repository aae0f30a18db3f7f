"""Themes, blockages and the VOLT items: put on the agenda, discussed, acted on, circulated for prevention planning."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone
from meetings import in_room
from meetings.forms import themes as forms
from meetings.forms.actions import Report
from meetings.guards import PanelRequest, panel_view
from meetings.models import VOLT, Ending, Panel, ThemeAction
from meetings.operations import actions
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
    """Show an action about a theme; its owner says here what became of it."""
    related = ThemeAction.objects.select_related("theme__panel", "owner", "agency", "agreed_by", "closed_by")
    found: ThemeAction = get_object_or_404(related, pk=pk, theme__panel=panel)
    owns = found.owner_id == request.user.pk
    if request.method == "POST" and not owns:
        raise PermissionDenied("Only the person named in the action reports on it.")
    form = Report(request.POST or None)
    if form.is_valid():
        ending = Ending(form.cleaned_data["ending"])
        actions.report(found, ending=ending, evidence=form.cleaned_data["evidence"], by=request.user, at=clock.now())
        messages.success(request, "What became of the action is recorded.")
        return redirect("theme_action", panel.ref, found.pk)
    context = {"panel": panel, "action": found, "form": form, "owns": owns, "today": clock.today()}
    return render(request, "meetings/theme_action.html", context)


@require_POST
@panel_view(Permission.DESK_SCHEDULE)
def circulate_themes(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Circulate the key themes to partner agencies (HO-15)."""
    operations.circulate(panel, by=request.user, at=clock.now())
    messages.success(request, "The themes are circulated. Every agency that takes part has been told.")
    return redirect("themes", panel.ref)

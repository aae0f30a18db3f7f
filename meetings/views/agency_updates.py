"""What the agencies involved say for the MASE form: asked for by social care, given by each agency (HO-9)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.web.environment import plural
from meetings import asking
from meetings.forms import agency_updates as forms
from meetings.guards import PanelRequest, panel_view
from meetings.involved import involved
from meetings.models import AgencyUpdate, Panel
from meetings.operations import agency_updates as operations
from meetings.updates_given import state_of


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_ASK)
def ask_updates(request: CaseRequest, case: Case) -> HttpResponse:
    """Ask the agencies that know the child for their updates before the next pre-MASE."""
    at = clock.now()
    panel = operations.meeting_for(case, at=at)
    asked = set(case.agency_updates.filter(panel=panel).values_list("agency", flat=True))
    still = {agency: why for agency, why in involved(case, at=at).items() if agency.pk not in asked}
    form = forms.AskUpdates(request.POST or None, involved=still)
    if form.is_valid():
        made = operations.ask(case, agencies=form.cleaned_data["agencies"], by=request.user, at=at)
        names = ", ".join(update.agency.name for update in made)
        messages.success(request, f"Asked: {names}. Each has been told.")
        return redirect("mase", case.ref)
    context = {"case": case, "form": form, "panel": panel, "still": still, "has_asked": bool(asked)}
    return render(request, "meetings/ask_updates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@panel_view(Permission.PANEL_ASK)
def ask_all_updates(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Ask every agency that knows a child of this pre-MASE and has not been asked; it shows first how many that is."""
    at = clock.now()
    if request.method == "POST":
        messages.success(request, _asked(operations.ask_all(panel, by=request.user, at=at)))
        return redirect("pre_mase" if Permission.DESK_SCHEDULE in request.held else "panel", panel.ref)
    found = asking.unasked(panel, request.user, at=at)
    recording.record_list(found.cases, by=request.user, at=at, page="ask for every update")
    return render(request, "meetings/ask_all_updates.html", {"panel": panel, "unasked": found})


def _asked(made: list[AgencyUpdate]) -> str:
    if not made:
        return "Nobody was asked: no agency is left that can be."
    children = plural(len({update.case_id for update in made}), "child", "children")
    return f"Asked for {plural(len(made), 'update')} about {children}. Each agency has been told."


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_INFORM)
def give_update(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Say what is new with the person's agency, or that nothing is; both are answers."""
    at = clock.now()
    update = _own(request, case, pk)
    if request.POST.get("do") == "nothing":
        operations.give(update, words="", by=request.user, at=at)
        return _thanked(request, case)
    form = forms.GiveUpdate(request.POST or None, initial={"words": update.words or ""})
    if form.is_valid():
        operations.give(update, words=form.cleaned_data["words"], by=request.user, at=at)
        return _thanked(request, case)
    context = {"case": case, "form": form, "update": update, "state": state_of(update, at=at)}
    return render(request, "meetings/give_update.html", context)


def _thanked(request: CaseRequest, case: Case) -> HttpResponse:
    messages.success(request, "Your agency’s update is with the social worker. Thank you.")
    return redirect("mase", case.ref)


def _own(request: CaseRequest, case: Case, pk: int) -> AgencyUpdate:
    """Return what the person's own agency was asked, or 404: who else was asked is not theirs to know."""
    held = agency_access.holding(request.user, Permission.PANEL_INFORM, at=clock.now())
    own = case.agency_updates.filter(agency__in=[membership.agency_id for membership in held])
    related = own.select_related("case__authority", "panel__minutes", "agency", "asked_by", "answered_by")
    return get_object_or_404(related, pk=pk)

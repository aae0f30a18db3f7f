"""Multi-agency planning meetings (MAP)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import operations as cases
from mase.cases.errors import Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.queries import people_for_actions
from mase.cases.stages import Step
from meetings.forms import planning as forms
from meetings.forms.actions import AgreeAction
from meetings.models import PlanningMeeting
from meetings.operations import actions
from meetings.operations import planning as operations


@require_safe
@case_view(Permission.MAP_VIEW)
def plannings(request: CaseRequest, case: Case) -> HttpResponse:
    """List the child's planning meetings, newest first."""
    found = case.planning_meetings.select_related("referred_by", "cancelled_by").order_by("-referred_at", "-pk")
    context = {
        "case": case,
        "meetings": found,
        "may_come_now": cases.allows(case, Step.MAP_REFERRED),
        "comes_too_early": operations.comes_too_early(case, at=clock.now()),
    }
    return render(request, "meetings/plannings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_REFER)
def refer(request: CaseRequest, case: Case) -> HttpResponse:
    """Refer the child to a planning meeting (BR-5)."""
    at = clock.now()
    form = forms.Refer(request.POST or None, at=at)
    if form.is_valid():
        meeting = operations.refer(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The child is referred. Now add the child’s own professionals.")
        return redirect(meeting)
    return render(request, "meetings/refer.html", {"case": case, "form": form})


def _found(case: Case, pk: int) -> PlanningMeeting:
    related = case.planning_meetings.select_related(
        *("case__authority", "referred_by", "recorded_by", "moved_by", "cancelled_by")
    )
    return get_object_or_404(related, pk=pk)


@require_safe
@case_view(Permission.MAP_VIEW)
def planning(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the planning meeting, its professionals and strategies."""
    meeting = _found(case, pk)
    context = {"case": case, "meeting": meeting, "today": clock.today(), **operations.facts(meeting)}
    return render(request, "meetings/planning.html", context)


@require_safe
@case_view(Permission.MAP_VIEW)
def print_planning(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the whole record of the meeting on one page, for paper."""
    meeting = _found(case, pk)
    about = {"case": case, "meeting": meeting, "today": clock.today(), "printed_at": clock.now()}
    return render(request, "meetings/planning_print.html", about | operations.facts(meeting))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_REFER)
def move_planning(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Move the planning meeting to another time."""
    meeting, at = _found(case, pk), clock.now()
    form = forms.MovePlanning(request.POST or None, at=at, initial={"scheduled_for": meeting.scheduled_for})
    if form.is_valid():
        try:
            operations.move(meeting, by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("scheduled_for", str(refusal))
        else:
            messages.success(request, "The meeting is moved. The social worker and whoever has an action are told.")
            return redirect(meeting)
    return render(request, "meetings/move_planning.html", {"case": case, "meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_REFER)
def cancel_planning(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Cancel the planning meeting; the child can be referred to another."""
    meeting, form = _found(case, pk), forms.CancelPlanning(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel(meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The meeting is cancelled. The social worker and whoever had an action are told.")
            return redirect(meeting)
    running = meeting.actions.filter(closed_at=None).select_related("owner", "agency").order_by("due_on", "pk")
    context = {"case": case, "meeting": meeting, "form": form, "running": running, "today": clock.today()}
    return render(request, "meetings/cancel_planning.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_RECORD)
def add_professional(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Add one of the child's own professionals."""
    meeting = _found(case, pk)
    form = forms.AddProfessional(request.POST or None)
    if form.is_valid():
        operations.add_professional(meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        return redirect(meeting)
    return render(request, "meetings/add_professional.html", {"case": case, "meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_RECORD)
def add_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Add a strategy that the meeting agreed."""
    meeting = _found(case, pk)
    at = clock.now()
    form = forms.AddStrategy(request.POST or None, at=at)
    if form.is_valid():
        operations.add_strategy(meeting, by=request.user, at=at, **form.cleaned_data)
        return redirect(meeting)
    return render(request, "meetings/add_strategy.html", {"case": case, "meeting": meeting, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_RECORD)
def agree_map_action(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give an action of the planning meeting to a named person in an agency (RE-7)."""
    return _agree(request, case, _found(case, pk), {})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_RECORD)
def give_strategy(request: CaseRequest, case: Case, pk: int, part_pk: int) -> HttpResponse:
    """Give what was agreed to a named person as their action; without an account it stays as it was written."""
    meeting = _found(case, pk)
    strategy = get_object_or_404(meeting.strategies, pk=part_pk)
    return _agree(request, case, meeting, {"text": strategy.text, "due_on": strategy.due_on})


def _agree(request: CaseRequest, case: Case, meeting: PlanningMeeting, said: dict[str, Any]) -> HttpResponse:
    at = clock.now()
    form = AgreeAction(request.POST or None, people=people_for_actions(case, at=at), at=at, initial=said)
    if form.is_valid():
        actions.agree(case, of=meeting, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The action is recorded and its owner has been told.")
        return redirect(meeting)
    return render(request, "meetings/agree_map_action.html", {"case": case, "meeting": meeting, "form": form})


@require_POST
@case_view(Permission.MAP_RECORD)
def remove_part(request: CaseRequest, case: Case, pk: int, part: str, part_pk: int) -> HttpResponse:
    """Take out a professional or a strategy that was added by mistake."""
    meeting: Any = _found(case, pk)
    if part not in ("professionals", "strategies"):
        raise Http404
    found = get_object_or_404(getattr(meeting, part), pk=part_pk)
    operations.remove(found, by=request.user, at=clock.now())
    messages.success(request, "It has been taken out.")
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.MAP_RECORD)
def record_planning(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the planning meeting was held."""
    meeting, at = _found(case, pk), clock.now()
    form = forms.RecordPlanning(request.POST or None, at=at)
    if form.is_valid():
        operations.record(meeting, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The planning meeting is recorded.")
        return redirect(meeting)
    context = {"case": case, "meeting": meeting, "form": form, **operations.facts(meeting)}
    return render(request, "meetings/record_planning.html", context)

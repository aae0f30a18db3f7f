"""Pre-MASE: the forms of a meeting and its cohort, and what is decided of each child (HO-16)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.errors import AlreadyDone
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import asking, board, queries, updates_given
from meetings.forms import mase_form as forms
from meetings.guards import PanelRequest, meeting_of, panel_view
from meetings.models import CohortEntry, MaseForm, Panel
from meetings.operations import cohort, listing, submission
from meetings.views.mase import form_of

_RECORDED = "The decision of pre-MASE is recorded."


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pre_mase(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show new forms and the current cohort on one screen; each child is decided about in their place (HO-16)."""
    at = clock.now()
    found = board.board_of(panel, request.user, at=at)
    shown = [form.case for form in (*found.forms, *found.cohort)]
    recording.record_list(shown, by=request.user, at=at, page="pre-MASE")
    context = {
        "panel": panel,
        "board": found,
        "updated": queries.last_updates([*found.forms, *found.cohort]),
        "asked": updates_given.by_case(panel, shown, at=at),
        "who_listed": board.who_listed(found.listed.values()),
        "unasked": asking.unasked(panel, request.user, at=at),
        "undecided": {} if panel.cancelled_at else _blanks(found),
    }
    return render(request, "meetings/pre_mase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DECIDE)
def decide(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Decide for pre-MASE (HO-16); whoever comes second sees what the first decided, and keeps their own words."""
    found = form_of(case, pk)
    kind, themes = _kind(found.panel)
    form = kind(request.POST or None, initial={"reason": queries.listed_because(found)}, **themes)
    is_second = request.method == "POST" and found.decided_at is not None
    if form.is_valid() and not is_second:
        try:
            submission.decide(found, by=request.user, at=clock.now(), **form.decided)
        except AlreadyDone:
            found, is_second = form_of(case, pk), True
            if found.decided_at is None:
                raise
        else:
            messages.success(request, _RECORDED)
            return redirect(_place(request, found.panel, case) if found.panel else found.get_absolute_url())
    context = {"case": case, "mase_form": found, "form": form, "is_second": is_second}
    return render(request, "meetings/decide.html", context, status=409 if is_second else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DECIDE)
def decide_cohort(request: CaseRequest, case: Case, meeting: str) -> HttpResponse:
    """Decide whether a child of the cohort is discussed at this meeting; who is refused keeps their words (HO-16)."""
    panel = meeting_of(case, meeting)
    entry, stands = board.on_cohort(case), board.standing(panel, case)
    kind, themes = _cohort_kind(panel)
    form = kind(request.POST or None, initial={"seen": stands.seen}, **themes)
    refusal = _refusal(entry, stands, form) if request.method == "POST" else ""
    if entry and not refusal and form.is_valid():
        try:
            _decide_cohort(panel, entry, form, by=request.user, at=clock.now())
        except AlreadyDone as refused:
            refusal, stands = str(refused), board.standing(panel, case)
        else:
            messages.success(request, _RECORDED)
            return redirect(_place(request, panel, case))
    context = {
        "case": case,
        "panel": panel,
        "entry": entry,
        "stands": stands,
        "mase_form": case.mase_forms.current().select_related("submitted_by", "assessment").first(),
        "who_listed": board.who_listed([stands.listed] if stands.listed else []),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "meetings/decide_cohort.html", context, status=409 if refusal else 200)


def _refusal(entry: CohortEntry | None, stands: board.Standing, form: forms.DecideCohort) -> str:
    """Return why nothing is decided, where somebody else has done something since the page was opened."""
    if entry is None:
        return "The child has left the cohort."
    return "" if form.data.get("seen", "") == stands.seen else "Somebody has decided since you opened the page."


def _decide_cohort(panel: Panel, entry: CohortEntry, form: forms.DecideCohort, *, by: User, at: datetime) -> None:
    if form.cleaned_data["decision"] == "discuss":
        cohort.bring(panel, entry, **form.listed, by=by, at=at)
    else:
        cohort.leave_out(panel, entry, reason=form.cleaned_data["reason"], by=by, at=at)


def _blanks(found: board.Board) -> dict[int, forms.Decide | forms.DecideCohort]:
    """Return for each child who is to be decided about a form to decide with, by the number of the MASE form."""
    (kind, themes), (cohort_kind, _) = _kind(found.panel), _cohort_kind(found.panel)
    blank: dict[int, Any] = {form.pk: _blank(form, kind, themes) for form in found.forms_to_decide}
    return blank | {form.pk: cohort_kind(auto_id=f"id_{form.pk}_%s", **themes) for form in found.cohort_to_decide}


def _blank(form: MaseForm, kind: type[forms.Decide], themes: dict[str, Any]) -> forms.Decide:
    return kind(initial={"reason": queries.listed_because(form)}, auto_id=f"id_{form.pk}_%s", **themes)


def _kind(panel: Panel | None) -> tuple[type[forms.Decide], dict[str, Any]]:
    """Return what is asked at pre-MASE: also why, where the meeting looks at cases by exception (SO-34)."""
    themes = _themes(panel)
    return (forms.DecideByException if themes else forms.Decide), themes


def _cohort_kind(panel: Panel) -> tuple[type[forms.DecideCohort], dict[str, Any]]:
    themes = _themes(panel)
    return (forms.DecideCohortByException if themes else forms.DecideCohort), themes


def _themes(panel: Panel | None) -> dict[str, Any]:
    """Return what a form that asks for the exception is told besides; nothing where none is asked for."""
    if panel is None or not listing.asks_for_exception(panel):
        return {}
    return {"themes": list(panel.themes.order_by("pk"))}


def _place(request: CaseRequest, panel: Panel, case: Case) -> str:
    """Return where the next child stands who is still to decide, so that whoever decides goes on there."""
    there = board.board_of(panel, request.user, at=clock.now()).place_after(case)
    return f"{reverse('pre_mase', args=[panel.ref])}#{there}"

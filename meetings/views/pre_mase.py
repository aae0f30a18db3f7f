"""Pre-MASE: the forms of a meeting and what is decided on each (HO-16)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases.errors import AlreadyDone
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from meetings import queries, updates_given
from meetings.forms import mase_form as forms
from meetings.guards import PanelRequest, panel_view
from meetings.models import MaseForm, Panel
from meetings.operations import listing, submission
from meetings.views.mase import form_of


@require_safe
@panel_view(Permission.DESK_SCHEDULE)
def pre_mase(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Show new forms and the current cohort on one screen; each form is decided in its place (HO-16)."""
    at = clock.now()
    found = list(queries.forms_of(panel, request.user, at=at))
    cohort = [] if panel.approved_minutes else queries.cohort_forms_of(panel, request.user, at=at)
    shown = [form.case for form in (*found, *cohort)]
    recording.record_list(shown, by=request.user, at=at, page="pre-MASE")
    to_decide = [form for form in found if form.panel_id == panel.pk and not form.withdrawn_at]
    kind = _kind(panel)
    context = {
        "panel": panel,
        "mase_forms": found,
        "cohort": cohort,
        "updated": queries.last_updates([*found, *cohort]),
        "asked": updates_given.by_case(panel, shown, at=at),
        "listed": set(panel.entries.filter(case__in=shown).values_list("case", flat=True)),
        "to_decide": len(to_decide),
        "decided": sum(form.decided_at is not None for form in to_decide),
        "undecided": {form.pk: _blank(form, kind) for form in to_decide if not form.decided_at},
    }
    return render(request, "meetings/pre_mase.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DECIDE)
def decide(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Decide for pre-MASE (HO-16); whoever comes second sees what the first decided, and keeps their own words."""
    found = form_of(case, pk)
    form = _kind(found.panel)(request.POST or None, initial={"reason": queries.listed_because(found)})
    is_second = request.method == "POST" and found.decided_at is not None
    if form.is_valid() and not is_second:
        try:
            submission.decide(found, by=request.user, at=clock.now(), **form.decided)
        except AlreadyDone:
            found, is_second = form_of(case, pk), True
            if found.decided_at is None:
                raise
        else:
            messages.success(request, "The decision of pre-MASE is recorded.")
            return redirect(_place(found))
    context = {"case": case, "mase_form": found, "form": form, "is_second": is_second}
    return render(request, "meetings/decide.html", context, status=409 if is_second else 200)


def _blank(form: MaseForm, kind: type[forms.Decide]) -> forms.Decide:
    return kind(initial={"reason": queries.listed_because(form)}, auto_id=f"id_{form.pk}_%s")


def _kind(panel: Panel | None) -> type[forms.Decide]:
    """Return what is asked at pre-MASE: also why, where the meeting looks at cases by exception (SO-34)."""
    by_exception = panel is not None and listing.asks_for_exception(panel)
    return forms.DecideByException if by_exception else forms.Decide


def _place(form: MaseForm) -> str:
    """Return where the next form stands that is still to decide, so that whoever decides goes on there."""
    return f"{reverse('pre_mase', args=[form.panel.ref])}#to-decide" if form.panel else form.get_absolute_url()

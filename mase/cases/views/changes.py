"""What changed in a case's record, and the record as it was."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import as_of, history_forms
from mase.cases import changes as read
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.web import places


@require_safe
@case_view(Permission.HISTORY_VIEW)
def changes(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what changed in the record, field by field, as far as the reader may see that part of it."""
    before = request.GET.get("before", "")
    entries, older = read.page(case, may=request.standing.may, before=places.number(before or "0"))
    return render(request, "cases/changes.html", {"case": case, "entries": entries, "older": older})


@require_safe
@case_view(Permission.HISTORY_VIEW)
def as_it_was(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the case and the child as the record had them at a moment that the reader chooses."""
    form = history_forms.AsItWas(request.GET or None, at=clock.now())
    moment = form.cleaned_data["moment"] if form.is_valid() else None
    then = as_of.look(case, at=moment) if moment else None
    return render(request, "cases/as_it_was.html", {"case": case, "form": form, "moment": moment, "then": then})

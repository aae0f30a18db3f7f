"""Is this child known? Comparing files, deciding on two of them, and taking that back."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, joining, joining_forms
from mase.cases import known as files
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Match, Verdict

_DECIDED = {
    Verdict.SAME: (joining.same_child, "It is recorded that both files are about the same child."),
    Verdict.DIFFERENT: (joining.another_child, "It is recorded that the other file is about another child."),
}


@require_safe
@case_view(Permission.CASE_JOIN)
def known(request: CaseRequest, case: Case) -> HttpResponse:
    """Show other files that may be about the child, with what speaks for each, and what was decided before."""
    at = clock.now()
    found = files.compare(case, user=request.user, at=at)
    shown = found.shown(case)
    detail = {"cases": [other.ref for other in shown]}
    recording.record(Verb.FILES_COMPARED, case, by=request.user, at=at, detail=detail)
    recording.record_list(shown, by=request.user, at=at, page="is this child known")
    if found.hidden:
        joining.tell_who_may_see(case, found.hidden, at=at)
    return render(request, "cases/known.html", {"case": case, "found": found})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_JOIN)
def decide_match(request: CaseRequest, case: Case, other: str) -> HttpResponse:
    """Decide whether this file and another are about the same child."""
    at = clock.now()
    found = _other(request, case, other, at=at)
    form = joining_forms.Decide(request.POST or None)
    if form.is_valid():
        decide, words = _DECIDED[Verdict(form.cleaned_data["verdict"])]
        decide(case, found, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, words)
        return redirect("known", case.ref)
    joining.refuse_if_decided(case, found)
    recording.record(Verb.VIEWED, found, by=request.user, at=at, detail={"page": "decide match"})
    context = {"case": case, "other": found, "reasons": files.reasons(case, found), "form": form}
    return render(request, "cases/decide_match.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_JOIN)
def undo_match(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Take back what was decided about this file and another."""
    at = clock.now()
    related = Match.objects.select_related("case__child", "other__child", "decided_by")
    match = get_object_or_404(related, Q(case=case) | Q(other=case), pk=pk)
    found = _other(request, case, (match.other if match.case == case else match.case).ref, at=at)
    form = joining_forms.Undo(request.POST or None)
    if form.is_valid():
        joining.undo(match, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "The decision has been taken back. Both files keep their history.")
        return redirect("known", case.ref)
    recording.record(Verb.VIEWED, found, by=request.user, at=at, detail={"page": "undo match"})
    return render(request, "cases/undo_match.html", {"case": case, "other": found, "match": match, "form": form})


def _other(request: CaseRequest, case: Case, ref: str, *, at: datetime) -> Case:
    """Return another file of the authority in which the person may join files as well; else it is not there."""
    if not ref.isprintable():
        raise Http404  # no reference of ours; the database would not even take it
    related = Case.objects.select_related("authority", "child").exclude(pk=case.pk)
    found = related.filter(authority=case.authority_id, ref=ref).first()
    if found is None or not access.may(request.user, Permission.CASE_JOIN, found, at=at):
        recording.record_refusal(by=request.user, at=at, case=ref, page="is this child known")
        raise Http404
    return found

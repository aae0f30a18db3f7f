"""The tab “Notes”: the workspace opened, its notes listed, written, added to and printed (HO-12, HO-13)."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import advising, typed_notes
from mase.cases import note_forms as forms
from mase.cases import notes as operations
from mase.cases.errors import StepMissing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, NoteKind, WorkspaceKind
from mase.cases.views import unsaved
from mase.web import places

_OPENED, _NAMED = "The workspace is open.", "Another personal adviser is named."


@require_safe
@case_view(Permission.SCREENING_NOTES)
def notes(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the notes, what happened last first."""
    at, form = clock.now(), _filter(request, case)
    before = places.read(request.GET.get("before", ""))
    found = operations.page(_chosen(case, form), before=before)
    shown = found[: operations.SHOWN_AT_ONCE]
    open_now = {space.kind: space for space in case.workspaces.select_related("adviser", "opened_by")}
    last = shown[-1] if len(found) > len(shown) else None
    context = {
        "case": case,
        "notes": shown,
        "late": operations.late,
        "form": form,
        "query": _query(request),
        "older": places.written(last.about_at, last.pk) if last else "",
        "workspaces": open_now,
        "waits_for": "" if open_now else operations.missing(case, at=at),
        "may_be_adult": WorkspaceKind.ADULT not in open_now and operations.is_of_age(case, at=at),
        "takes_notes": operations.takes_notes(case, at=at),
    }
    return render(request, "cases/notes.html", context)


@require_safe
@case_view(Permission.SCREENING_NOTES)
def print_notes(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the chosen notes on one page in the order in which things happened, for paper."""
    form = _filter(request, case)
    found = operations.with_addenda(_chosen(case, form)).order_by("about_at", "pk")[: operations.PRINTED + 1]
    context = {"case": case, "notes": found[: operations.PRINTED], "late": operations.late, "query": _query(request)}
    context |= {"has_more": len(found) > operations.PRINTED, "most": operations.PRINTED, "printed_at": clock.now()}
    return render(request, "cases/notes_print.html", context)


@require_safe
@case_view(Permission.SCREENING_NOTES)
def note(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show one note with what was added to it."""
    found = get_object_or_404(operations.with_addenda(case.notes.select_related("case")), pk=pk)
    context = {"case": case, "note": found, "late": operations.late, "is_concern": found.kind == NoteKind.CONCERN}
    return render(request, "cases/note.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_NOTE)
def write_note(request: CaseRequest, case: Case) -> HttpResponse:
    """Write a note; what was typed stays on the page where it cannot be kept yet."""
    at, windows = clock.now(), unsaved.windows(request)
    if request.POST.get("do") == "forget":
        typed_notes.forget(case, windows=windows, by=request.user)
        return redirect("write_note", case.ref)
    own = typed_notes.own(case, request.user) if request.method != "POST" else None
    form = forms.Write(request.POST or None, at=at, initial=forms.restored(own.typed) if own else {})
    if form.is_valid():
        try:
            written = operations.write(case, by=request.user, at=at, **form.cleaned_data)
        except StepMissing as refusal:
            form.add_error(None, str(refusal))
        else:
            typed_notes.forget(case, windows=windows, by=request.user)
            messages.success(request, "The note is written.")
            return redirect(written) if written.kind == NoteKind.CONCERN else redirect("notes", case.ref)
    context = {"case": case, "form": form} | unsaved.page(request, own)
    return render(request, "cases/note_write.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_NOTE)
def typed_note(request: CaseRequest, case: Case) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    at = clock.now()
    return unsaved.answer(request, partial(typed_notes.keep, case, by=request.user, at=at), at=at, only=forms.TYPED)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_NOTE)
def add_to_note(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Add to a note, or put it right; it stays as it was written."""
    found = get_object_or_404(case.notes.select_related("case", "recorded_by"), pk=pk)
    form = forms.Add(request.POST or None)
    if form.is_valid():
        operations.add(found, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "What you added stands below the note.")
        return redirect(found)
    return render(request, "cases/note_add.html", {"case": case, "note": found, "form": form})


@require_POST
@case_view(Permission.SCREENING_WORKSPACE)
def open_workspace(request: CaseRequest, case: Case) -> HttpResponse:
    """Open the child's workspace (HO-12)."""
    operations.open_workspace(case, by=request.user, at=clock.now())
    messages.success(request, "The workspace is open.")
    return redirect("notes", case.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_WORKSPACE)
def open_adult_workspace(request: CaseRequest, case: Case) -> HttpResponse:
    """Open the workspace of a care leaver of 18 and over with its personal adviser; later, name another (HO-13)."""
    at, space = clock.now(), advising.workspace_of(case)
    form = forms.NameAdviser(request.POST or None, advisers=advising.others(case, at=at))
    if form.is_valid():
        act = advising.change if space else operations.open_for_adult
        act(case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"{_NAMED if space else _OPENED} The personal adviser has been told.")
        return redirect("notes", case.ref)
    is_of_age = bool(space) or operations.is_of_age(case, at=at)
    context = {"case": case, "form": form, "space": space, "is_of_age": is_of_age, "has_advisers": bool(form.advisers)}
    return render(request, "cases/workspace_adult.html", context)


def _filter(request: CaseRequest, case: Case) -> forms.Filter:
    writers = case.notes.order_by("recorded_by__name").values_list("recorded_by", "recorded_by__name").distinct()
    return forms.Filter(request.GET or None, writers=writers)


def _chosen(case: Case, form: forms.Filter) -> Any:
    return operations.narrowed(case, **(form.cleaned_data if form.is_valid() else {}))


def _query(request: CaseRequest) -> str:
    """Return what was chosen, as an address holds it, without the place in the list."""
    chosen = request.GET.copy()
    chosen.pop("before", None)
    return chosen.urlencode()

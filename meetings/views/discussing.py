"""One case at a time, fit for a projector: its clock, its social worker, the five questions, actions while typing."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import queries as case_queries
from mase.cases import typed_notes
from mase.cases.errors import AlreadyDone, NotEntitled, StepMissing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.views import unsaved
from meetings import agreed, in_room, papers, queries
from meetings.forms import room as forms
from meetings.forms.actions import AgreeAction
from meetings.models import ListEntry
from meetings.operations import actions, returning
from meetings.operations import room as operations
from meetings.views.room import entry_of
from riskscreening import trajectory

_ACTION = "action"
_OF_ACTION = tuple(f"{_ACTION}-{name}" for name in ("text", "owner", "due_on-day", "due_on-month", "due_on-year"))
_TYPED = frozenset({*forms.Discuss.rewritten, *_OF_ACTION})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def discuss(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the five answers of the meeting (RE-8), and actions beside them; nothing typed is lost."""
    entry, at, about = entry_of(case, pk), clock.now(), _about(pk)
    if request.POST.get("do") == "forget":
        typed_notes.forget(case, about=about, windows=unsaved.windows(request), by=request.user)
        return redirect("discuss", case.ref, entry.pk)
    own = typed_notes.own(case, request.user, about=about) if request.method != "POST" else None
    data = request.POST if request.method == "POST" else _typed_before(entry, own) if own else None
    form = forms.Discuss(data, initial=_recorded(entry))
    action = _action_form(case, data, at=at)
    if request.method == "POST" and _is_done(request, entry, form, action, at=at):
        return _onward(request, entry, at=at)
    if request.method != "POST" and own:
        form.leave_unchecked()
        action.leave_unchecked()
    return render(
        request, "meetings/discuss.html", _page(request, entry, form, action, at=at) | unsaved.page(request, own)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def typed_discussion(request: CaseRequest, case: Case, pk: int) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    entry, at = entry_of(case, pk), clock.now()
    return unsaved.answer(request, _keeping(request, entry, at=at), at=at, only=_TYPED)


@require_POST
@case_view(Permission.PANEL_DISCUSS)
def begin_item(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Start the clock of this case; that somebody else has started it is as good."""
    entry = entry_of(case, pk)
    with suppress(AlreadyDone):
        operations.begin(entry, by=request.user, at=clock.now())
    return redirect("discuss", case.ref, entry.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def note_worker(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Note whether the child's social worker is here, and who presents the case (BA-6)."""
    entry, at = entry_of(case, pk), clock.now()
    form = forms.NoteWorker(request.POST or None, initial=_worker(entry))
    if form.is_valid():
        if form.cleaned_data["attended"]:
            operations.note_worker(entry, presented_by=form.cleaned_data["presented_by"], by=request.user, at=at)
        else:
            operations.note_worker_absent(entry, by=request.user, at=at)
        messages.success(request, "It is noted whether the social worker is here.")
        return redirect("discuss", case.ref, entry.pk)
    context = {"case": case, "entry": entry, "form": form, "is_first": in_room.is_first(entry)}
    return render(request, "meetings/note_worker.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.PANEL_DISCUSS)
def bring_back(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Keep the case for a later meeting (RE-8)."""
    entry, at = entry_of(case, pk), clock.now()
    form = forms.BringBack(request.POST or None, meetings=in_room.meetings_after(entry.panel, at=at))
    if form.is_valid():
        returning.bring_back(entry, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The case is on the list of that meeting.")
        return redirect("list_entry", case.ref, entry.pk)
    return render(request, "meetings/bring_back.html", {"case": case, "entry": entry, "form": form})


def _is_done(request: CaseRequest, entry: ListEntry, form: Any, action: Any, *, at: datetime) -> bool:
    """Do what the button says; what keeps it from being done stands on the page."""
    if request.POST.get("do") == _ACTION:
        form.leave_unchecked()
        return action.is_valid() and _agree(request, entry, action, at=at)
    typed_action = any(request.POST.get(name) for name in _OF_ACTION)
    if not typed_action:
        action.leave_unchecked()
    if not form.is_valid() or (typed_action and not action.is_valid()):
        return False
    return _save(request, entry, form, at=at) and (not typed_action or _agree(request, entry, action, at=at))


def _save(request: CaseRequest, entry: ListEntry, form: Any, *, at: datetime) -> bool:
    try:
        operations.discuss(entry, answers=form.cleaned_data, by=request.user, at=at)
    except (operations.ChangedMeanwhile, StepMissing) as refusal:
        form.add_error(None, str(refusal))
        return False
    typed_notes.forget(entry.case, about=_about(entry.pk), windows=unsaved.windows(request), by=request.user)
    messages.success(request, "The discussion is recorded.")
    return True


def _agree(request: CaseRequest, entry: ListEntry, action: Any, *, at: datetime) -> bool:
    """Agree the action; what is typed of the discussion is kept, for the page opens anew."""
    try:
        actions.agree(entry.case, of=entry, by=request.user, at=at, **action.cleaned_data)
    except NotEntitled as refusal:
        action.add_error("owner", str(refusal))
        return False
    if request.POST.get("do") == _ACTION:
        standing = request.POST.copy()
        for name in _OF_ACTION:
            standing.pop(name, None)
        unsaved.keep_meanwhile(request, _keeping(request, entry, at=at), standing)
    messages.success(request, "The action is recorded and its owner has been told.")
    return True


def _onward(request: CaseRequest, entry: ListEntry, *, at: datetime) -> HttpResponse:
    """Go where the button leads: on with this case, to the next one, or to what is recorded of this one."""
    do = request.POST.get("do")
    after = in_room.place_of(entry, request.user, at=at).after if do == "next" else None
    if after:
        return redirect("discuss", after.case.ref, after.pk)
    return redirect("discuss" if do == _ACTION else "list_entry", entry.case.ref, entry.pk)


def _page(request: CaseRequest, entry: ListEntry, form: Any, action: Any, *, at: datetime) -> dict[str, Any]:
    is_first = in_room.is_first(entry)
    ended = entry.discussed_at or at
    return {
        "case": entry.case,
        "entry": entry,
        "form": form,
        "action_form": action,
        "worker_form": forms.NoteWorker(initial=_worker(entry)),
        "place": in_room.place_of(entry, request.user, at=at),
        "risk": trajectory.risk_now(entry.case),
        "updates": papers.updates_of(papers.asked_for(entry.panel).filter(case=entry.case)),
        "before": agreed.with_days(queries.actions_before(entry)),
        "actions": entry.actions.select_related("owner", "agency").order_by("pk"),
        "interests": in_room.interests_of([entry]).get(entry.pk, []),
        "is_first": is_first,
        "waits": is_first and not entry.worker_attended and entry.discussed_at is None,
        "of_age": in_room.comes_of_age(entry),
        "seconds": int((ended - entry.begun_at).total_seconds()) if entry.begun_at else None,
        "today": clock.today(),
    }


def _action_form(case: Case, data: QueryDict | None, *, at: datetime) -> AgreeAction:
    people = case_queries.people_for_actions(case, at=at)
    return AgreeAction(data, prefix=_ACTION, people=people, at=at)


def _recorded(entry: ListEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in forms.Discuss.rewritten}


def _worker(entry: ListEntry) -> dict[str, Any]:
    worker = entry.case.worker
    return {
        "attended": entry.worker_attended,
        "presented_by": entry.presented_by or (worker.worker.name if worker else ""),
    }


def _typed_before(entry: ListEntry, own: Any) -> QueryDict:
    """Return what was typed before, as if it were posted; what somebody else recorded since is not taken as seen."""
    data = QueryDict(mutable=True)
    for name, values in own.typed.items():
        data.setlist(name, values)
    changed = entry.discussed_at is not None and entry.discussed_at > own.typed_at
    unseen = ".".join(["changed"] * len(forms.Discuss.rewritten))
    data["seen"] = unseen if changed else forms.Discuss(initial=_recorded(entry)).initial["seen"]
    return data


def _keeping(request: CaseRequest, entry: ListEntry, *, at: datetime) -> unsaved.Keep:
    return partial(operations.keep_typed, entry, about=_about(entry.pk), by=request.user, at=at)


def _about(pk: int) -> str:
    return f"discuss-{pk}"

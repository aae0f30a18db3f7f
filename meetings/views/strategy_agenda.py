"""Working through the agenda of a strategy meeting, recording its decision, and keeping meanwhile what is typed."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import typed_notes
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.views import unsaved
from mase.web.typed import Typed
from meetings import agenda, convening
from meetings.forms import strategy as forms
from meetings.forms.strategy_agenda import Agenda
from meetings.models import StrategyMeeting
from meetings.operations import preparing
from meetings.operations import strategy as operations
from meetings.views.strategy import found

_DOING = {"agenda": "under the agenda of this meeting", "decision": "the decision of this meeting"}


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def strategy_agenda(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Work through the agenda and save what is said, as often as one likes (SO-16); two may write at once."""
    meeting = found(case, pk)
    if request.POST.get("do") == "forget":
        about = _about(meeting, "agenda")
        typed_notes.forget(case, about=about, windows=unsaved.windows(request), by=request.user)
        return redirect("strategy_agenda", case.ref, pk)
    if request.method != "POST":
        return redirect(meeting) if meeting.held_at else _show(request, meeting, _opened(request, meeting))
    page = _save(request, meeting)
    if page.is_valid():
        messages.success(request, "What was said is saved.")
        return redirect(_place(request, meeting))
    return _show(request, meeting, page)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CHAIR)
def record_strategy(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record what was decided, with the reasons and who sees it differently; then the meeting is held (HO-8, HO-9)."""
    meeting, at = found(case, pk), clock.now()
    about, now = _about(meeting, "decision"), convening.state(meeting)
    own = typed_notes.own(case, request.user, about=about) if request.method != "POST" else None
    typed = request.POST or _typed(own)
    known = convening.placed(case) | {"held_at": meeting.scheduled_for}
    earliest = convening.not_held_before(meeting)
    form = forms.RecordStrategy(typed, at=at, initial=known, not_before=earliest)
    parts = [forms.Dissent(typed, contribution=row) for row in now.contributions]
    missing = [] if meeting.held_at else convening.missing(meeting, now)
    if own:
        for one in (form, *parts):
            one.leave_unchecked()
    elif missing and form.is_valid():
        form.add_error(None, "Say under the agenda what is still missing. What you typed here is kept on this page")
    if not own and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        dissent = {part.contribution.pk: part.cleaned_data for part in parts}
        held_at, outcome = form.cleaned_data.pop("held_at"), form.cleaned_data
        operations.record(meeting, held_at=held_at, contributions=dissent, outcome=outcome, by=request.user, at=at)
        typed_notes.forget(case, about=about, windows=unsaved.said_windows(request), by=request.user)
        messages.success(request, "The strategy meeting is recorded.")
        return redirect(meeting)
    context = {"case": case, "meeting": meeting, "form": form, "parts": parts, "missing": missing}
    return render(request, "meetings/record_strategy.html", context | unsaved.page(request, own))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.STRATEGY_CONVENE)
def typed_strategy(request: CaseRequest, case: Case, pk: int, section: str) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    meeting, at = found(case, pk), clock.now()
    if section not in _DOING:
        raise Http404
    return unsaved.answer(request, partial(_keep, case, meeting, section, by=request.user, at=at), at=at)


def _opened(request: CaseRequest, meeting: StrategyMeeting) -> Agenda:
    """Return the page as it is saved or, over that, as this person has typed it and not saved it yet."""
    own = typed_notes.own(meeting.case, request.user, about=_about(meeting, "agenda"))
    page = Agenda(meeting, convening.state(meeting), _typed(own), at=clock.now())
    page.leave_unchecked()
    return page


def _save(request: CaseRequest, meeting: StrategyMeeting) -> Agenda:
    """Write down what was posted where all of it is sound; whoever is second waits, and then sees what is there."""
    at = clock.now()
    with transaction.atomic():
        locked = preparing.hold(meeting)
        page = Agenda(locked, convening.state(locked), request.POST, at=at)
        if page.is_valid():
            preparing.write(locked, page.said(), by=request.user, at=at)
            windows, about = unsaved.said_windows(request), _about(locked, "agenda")
            typed_notes.forget(locked.case, about=about, windows=windows, by=request.user)
    return page


def _show(request: CaseRequest, meeting: StrategyMeeting, page: Agenda) -> HttpResponse:
    own = typed_notes.own(meeting.case, request.user, about=_about(meeting, "agenda"))
    context = {
        "case": meeting.case,
        "meeting": meeting,
        "points": agenda.POINTS,
        "now": page.now,
        "page": page,
        "unasked": convening.unasked(meeting, page.now, at=clock.now()),
        "actions": meeting.actions.select_related("owner", "agency").order_by("due_on", "pk"),
        "today": clock.today(),
    }
    return render(request, "meetings/strategy_agenda.html", context | unsaved.page(request, own))


def _keep(case: Case, meeting: StrategyMeeting, section: str, typed: Typed, **how: Any) -> None:
    with transaction.atomic():
        preparing.hold(meeting)
        typed_notes.keep(case, typed, about=_about(meeting, section), doing=_DOING[section], **how)


def _about(meeting: StrategyMeeting, section: str) -> str:
    return f"strategy-{section}-{meeting.pk}"


def _typed(own: Any) -> QueryDict | None:
    """Return what was typed before as a page posts it."""
    if own is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in own.typed.items():
        data.setlist(name, values)
    return data


def _place(request: CaseRequest, meeting: StrategyMeeting) -> str:
    """Return the point of the agenda at which the button stood that saved, or the meeting after the last one."""
    to = request.POST.get("to", "")
    if to not in {point.code for point in agenda.POINTS}:
        return meeting.get_absolute_url()
    return f"{reverse('strategy_agenda', args=[meeting.case.ref, meeting.pk])}#{to}"

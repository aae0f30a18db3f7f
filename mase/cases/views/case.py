"""Home, the list of cases, and a case's own pages."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import leave
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import (
    access,
    access_reviews,
    ahead,
    answering,
    cards,
    desk,
    forms,
    handing_over,
    joined,
    operations,
    picture,
    queries,
    showing,
)
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Closure, Transition
from mase.cases.stages import Stage, Step
from mase.web import places

_MOST_OWED = 100
_LATEST = 5
_NOTICES_AT_HOME = 5
_LATELY = timedelta(days=30)


@require_safe
@person_view
def home(request: SignedIn) -> HttpResponse:
    """Show what the person answers for: overdue, due today, this week, later, stopped."""
    at = clock.now()
    covering = leave.covering(request.user, at=at)
    piles = desk.piles(queries.with_people(queries.owed_by(request.user, at=at)), at=at)
    recording.record_list(desk.cases(piles), by=request.user, at=at, page="my work")
    unread = request.user.messages.unread().order_by("-created_at", "-pk")[:_NOTICES_AT_HOME]
    reviews = access_reviews.count(request.user, at=at)
    return render(
        request, "cases/home.html", {"piles": piles, "notices": unread, "reviews": reviews, "covering": covering}
    )


@require_safe
@agency_view(Permission.DESK_CASES)
def cases(request: SignedIn) -> HttpResponse:
    """List the cases the person may see, newest first."""
    at = clock.now()
    form = forms.Filter(request.GET)
    stage = form.cleaned_data["stage"] if form.is_valid() else ""
    through = access.visible(request.user, at=at, stage=stage)
    found = access.page(through, before=places.read(request.GET.get("before", "")))
    shown = found[: access.SHOWN_AT_ONCE]
    recording.record_list(shown, by=request.user, at=at, page="cases")
    older = showing.key(shown[-1]) if len(found) > len(shown) else ""
    context = {
        "cases": shown,
        "number": showing.capped(access.count(through), access.COUNTED),
        "form": form,
        "stage": stage,
        "older": older,
        "today": clock.today(),
    }
    return render(request, "cases/cases.html", context)


@require_safe
@case_view(Permission.CASE_VIEW)
def case(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the case: where it stands, its deadlines, what comes next."""
    at = clock.now()
    may, owed, allocation = request.standing.may, _open_deadlines(case, at=at), case.worker
    history = _history(case)
    context = {
        "case": case,
        "ahead": ahead.ahead(case, may=may),
        "cards": cards.cards(case, may=may, at=at),
        "allocation": allocation,
        "answers": answering.of(case, allocation, at=at),
        "left": handing_over.last_note(case) if may(Permission.HISTORY_VIEW) else None,
        "agencies": queries.agencies_let_in(case, at=at) if may(Permission.HISTORY_VIEW) else [],
        "running": list(filter(_sees(request), owed)),
        "steps": showing.steps(reversed(history), may=may)[:_LATEST],
        "lookers": _lookers(request, case, at=at),
        "closures": _closures(case, history),
        **_about_the_child(request, case, at=at),
        **_picture(request, case, history, owed, at=at),
    }
    return render(request, "cases/case.html", context)


def _about_the_child(request: CaseRequest, case: Case, *, at: datetime) -> dict[str, object]:
    """Return the other files about the child; that there are any is not for whoever referred."""
    if not request.standing.may(Permission.HISTORY_VIEW):
        return {"joined": [], "main": None}
    main = joined.main_of(case)
    sees_main = main is not None and access.may(request.user, Permission.CASE_VIEW, main, at=at)
    files = joined.matches_of(case, user=request.user, at=at)
    return {"joined": files, "main": main if sees_main else None}


def _lookers(request: CaseRequest, case: Case, *, at: datetime) -> list[queries.Looker] | None:
    """Return who has opened the file lately, for whoever may read its history; nobody else learns who works on it."""
    may_know = request.standing.may(Permission.HISTORY_VIEW)
    return queries.lookers(case, may=request.standing.may, since=at - _LATELY) if may_know else None


@require_safe
@case_view(Permission.CASE_VIEW)
def pathway(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the whole pathway: what is done, what is due, what waits and for what, how deadlines ended (ALL-1)."""
    at, history = clock.now(), _history(case)
    drawn = _picture(request, case, history, _open_deadlines(case, at=at), at=at)
    ended = case.deadlines.exclude(closed_at=None).select_related("owner").order_by("-closed_at", "-pk")
    context = {
        "case": case,
        "at": at,
        "steps": showing.steps(reversed(history), may=request.standing.may),
        "ended": list(filter(_sees(request), showing.deadlines(ended, at=at)))[:_MOST_OWED],
        **drawn,
    }
    return render(request, "cases/pathway.html", context)


def _history(case: Case) -> list[Transition]:
    return list(case.transitions.select_related("by").order_by("pk"))


def _closures(case: Case, history: list[Transition]) -> list[Closure]:
    """Return how the case was closed, the newest first; a case that never was is not asked."""
    if not any(row.step == Step.CLOSED for row in history):
        return []
    return list(case.closures.select_related("closed_by", "looked_back_by", "reopened_by").order_by("-pk"))


def _picture(
    request: CaseRequest, case: Case, history: list[Transition], owed: list[showing.Owed], *, at: datetime
) -> dict[str, object]:
    """Return the pathway as far as the reader may know it, and what it says in sentences."""
    found = picture.stations(history, owed, stage=Stage(case.stage), profile=case.profile_at(at))
    known = picture.seen(found, may=request.standing.may, sees=_sees(request))
    return {"stations": known, "sentences": picture.in_words(known)}


def _open_deadlines(case: Case, *, at: datetime) -> list[showing.Owed]:
    return showing.deadlines(case.deadlines.open().select_related("owner").order_by("due_at", "pk"), at=at)


def _sees(request: CaseRequest) -> Callable[[showing.Owed], bool]:
    """Return whether the reader may know of a deadline: of a part of the file open to them, or their own."""

    def sees(owed: showing.Owed) -> bool:
        return access.may_know(request.user, request.standing, owed.deadline)

    return sees


@require_safe
@case_view(Permission.HISTORY_VIEW)
def history(request: CaseRequest, case: Case) -> HttpResponse:
    """Show every act and every viewing, in words."""
    before = request.GET.get("before", "")
    moment = places.moment(before) if before else None
    lines, older = queries.timeline(case, may=request.standing.may, before=moment)
    return render(request, "cases/history.html", {"case": case, "lines": lines, "older": older})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_RESTRICT)
def restrict(request: CaseRequest, case: Case) -> HttpResponse:
    """Close the file to the agencies."""
    form = forms.Restrict(request.POST or None)
    if form.is_valid():
        operations.restrict(case, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The record is restricted.")
        return redirect(case)
    return render(request, "cases/restrict.html", {"case": case, "form": form})

"""The board of what is open, its numbers, and its rows as a file."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import showing as deadlines_shown
from mase.cases.models import Deadline
from reporting import forms, leafing, obligations, sheets, showing, sight
from reporting.addresses import address

_BY = {"rule": "What has to be done", "who": "Who answers", "agency": "Agency"}


@require_safe
@agency_view(Permission.DESK_BOARD)
def board(request: SignedIn) -> HttpResponse:
    """List the open deadlines the reader may know of, as they chose them."""
    at, after = clock.now(), leafing.read(request.GET.get("after", ""))
    found, piles, titles = _open(request, at=at)
    form = forms.Board(request.GET, offered=showing.offers(piles, titles))
    context: dict[str, object] = {"form": form, "leaf": None, "at": at}
    if form.is_valid():
        kept = sight.with_names(obligations.narrowed(found, form.chosen, at=at))
        rows = obligations.page(kept, order=form.order, after=after)
        leaf = leafing.leaf(rows, name="board", here=form.here, after=after)
        recording.record_list(sight.cases(leaf.rows), by=request.user, at=at, page="board")
        context |= {
            "leaf": leaf,
            "owed": deadlines_shown.deadlines(leaf.rows, at=at),
            "figures": showing.figures(piles, form.chosen),
            "columns": showing.columns(form.chosen, form.order),
            "file": address("download_board", form.here),
        }
    return render(request, "reporting/board.html", context)


@require_safe
@agency_view(Permission.DESK_BOARD)
def board_numbers(request: SignedIn, by: str) -> HttpResponse:
    """Count what is open by state, for each rule, each person or each agency."""
    at = clock.now()
    _, piles, titles = _open(request, at=at)
    form = forms.Piles(request.GET, offered=showing.offers(piles, titles))
    rows = showing.rows(piles, form.chosen, by=by, titles=titles) if form.is_valid() else None
    context = {"form": form, "by": by, "called": _BY[by], "rows": rows, "at": at}
    return render(request, "reporting/board_numbers.html", context)


@require_GET
@agency_view(Permission.DESK_BOARD)
def download_board(request: SignedIn) -> HttpResponse:
    """Hand out all the rows that were chosen as a file that names cases by reference only."""
    at = clock.now()
    found, piles, titles = _open(request, at=at)
    form = forms.Board(request.GET, offered=showing.offers(piles, titles))
    if not form.is_valid():
        return redirect(address("board", request.GET.dict()))
    kept = sight.with_names(obligations.narrowed(found, form.chosen, at=at))
    rows = list(obligations.ordered(kept, order=form.order)[: obligations.COUNTED])
    recording.record_list(sight.cases(rows), by=request.user, at=at, page="download of the board")
    for authority in agency_access.authorities(request.user, Permission.DESK_BOARD, at=at):
        recording.record(Verb.DOWNLOADED, authority, by=request.user, at=at, detail={"page": "board"})
    return sheets.download("deadlines.csv", *sheets.owed(deadlines_shown.deadlines(rows, at=at), titles=titles))


def _open(request: SignedIn, *, at: datetime) -> tuple[QuerySet[Deadline], list[obligations.Pile], dict[str, str]]:
    """Return what is open, how much of it there is of each kind, and what the timescales are called."""
    found = sight.seen(request.user, at=at).filter(closed_at=None)
    authorities = agency_access.authorities(request.user, Permission.DESK_BOARD, at=at)
    return found, obligations.piles(found, at=at), sight.titles(authorities, at=at)

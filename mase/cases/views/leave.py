"""The page on which people note their own days away and, where they allocate the work, those of their agency."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies import access, forms, leave
from mase.agencies.guards import SignedIn, person_view
from mase.agencies.models import Leave, User
from mase.cases import standing_in


@require_http_methods(["GET", "HEAD", "POST"])
@person_view
def note_leave(request: SignedIn) -> HttpResponse:
    """List who is away or will be, and note further days."""
    at = clock.now()
    people = list(access.people_to_note_leave_for(request.user, at=at))
    covers = _could_cover(request.user, people, at=at)
    form = forms.NoteLeave(
        request.POST or None, at=at, people=people, covers=covers, initial={"person": request.user.pk}
    )
    if form.is_valid():
        try:
            standing_in.note_leave(**form.cleaned_data, by=request.user, at=at)
        except leave.CoverRefused as refused:
            form.add_error("covered_by", str(refused))
        except leave.DaysRefused as refused:
            form.add_error("ends_on", str(refused))
        else:
            messages.success(request, "The days have been noted.")
            return redirect("leave")
    context = {
        "form": form,
        "away": Leave.objects.not_over(clock.today()).of(people),
        "covering": leave.covering(request.user, at=at),
        "today": clock.today(),
    }
    return render(request, "cases/leave.html", context)


@require_POST
@person_view
def end_leave(request: SignedIn, pk: int) -> HttpResponse:
    """End the days today, or take back those to come."""
    at = clock.now()
    people = access.people_to_note_leave_for(request.user, at=at)
    noted = get_object_or_404(Leave.objects.not_over(clock.today()).of(people), pk=pk)
    standing_in.end_leave(noted, by=request.user, at=at)
    messages.success(request, "The days have been taken off.")
    return redirect("leave")


def _could_cover(user: User, people: list[User], *, at: datetime) -> list[User]:
    """Return who is offered: the person's own colleagues or, where they note for others, everybody they note for."""
    return people if len(people) > 1 else list(access.colleagues(user, at=at))

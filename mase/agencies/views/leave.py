"""The page on which people note their own days away and, where they allocate the work, those of their agency."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies import access, forms, leave
from mase.agencies.guards import SignedIn, person_view
from mase.agencies.models import Leave


@require_http_methods(["GET", "HEAD", "POST"])
@person_view
def note_leave(request: SignedIn) -> HttpResponse:
    """List who is away or will be, and note further days."""
    at = clock.now()
    people = access.people_to_note_leave_for(request.user, at=at)
    form = forms.NoteLeave(request.POST or None, at=at, people=people, initial={"person": request.user.pk})
    if form.is_valid():
        try:
            leave.note_leave(**form.cleaned_data, by=request.user, at=at)
        except leave.DaysRefused as refused:
            form.add_error("ends_on", str(refused))
        else:
            messages.success(request, "The days have been noted.")
            return redirect("leave")
    away = Leave.objects.not_over(clock.today()).of(people)
    return render(request, "agencies/leave.html", {"form": form, "away": away, "today": clock.today()})


@require_POST
@person_view
def end_leave(request: SignedIn, pk: int) -> HttpResponse:
    """End the days today, or take back those to come."""
    at = clock.now()
    people = access.people_to_note_leave_for(request.user, at=at)
    noted = get_object_or_404(Leave.objects.not_over(clock.today()).of(people), pk=pk)
    leave.end_leave(noted, by=request.user, at=at)
    messages.success(request, "The days have been taken off.")
    return redirect("leave")

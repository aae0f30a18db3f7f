"""What goes into calendars: a person's own feed, for whoever knows the secret of its address, and one meeting."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies import operations
from mase.agencies.roles import Permission
from mase.web import reader
from meetings.guards import PanelRequest, panel_view
from meetings.models import Panel
from reporting import diary, ics


@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Hand out the calendar that the secret opens: neutral titles, moments and links."""
    at = clock.now()
    with transaction.atomic():
        try:
            owner = operations.open_calendar(secret, at=at)
        except operations.NoSuchCalendar:
            raise Http404 from None
        with reader.answering(owner.pk, at=at):
            entries = diary.entries(owner, at=at)
    return _file(ics.feed(entries, at=at))


@require_safe
@panel_view(Permission.DESK_MEETINGS)
def invitation(request: PanelRequest, panel: Panel) -> HttpResponse:
    """Hand out the meeting for a calendar: a neutral title, the moment and the link, nothing else."""
    response = _file(ics.single(diary.invitation(panel), at=clock.now()))
    response["Content-Disposition"] = f'attachment; filename="meeting-{panel.ref}.ics"'
    return response


def _file(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")

"""The feed from which a person's own calendar fetches: whoever knows the secret of its address is let in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mase import clock
from mase.agencies import operations
from mase.web import reader
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
    host = urlsplit(settings.SITE_ADDRESS).hostname or ""
    content = ics.written(entries, at=at, site=settings.SITE_ADDRESS, host=host)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")

"""What the minute tick does for meetings: what time itself brings about, and no act of anybody."""

from celery import shared_task

from mase import clock
from mase.agencies.models import Authority
from meetings.operations import quarterly, updates


@shared_task
def look_ahead() -> None:
    """Ask for the return of the quarter that has ended, and for the updates before the pre-MASE that comes next."""
    at = clock.now()
    for authority in Authority.objects.order_by("pk"):
        quarterly.ask(authority, at=at)
        updates.ask(authority, by=None, at=at)

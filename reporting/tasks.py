"""What the worker does for documents."""

import logging

from celery import shared_task

from mase import clock
from meetings.models import AgendaPack, PackState
from reporting import packing

log = logging.getLogger(__name__)


@shared_task
def make_packs() -> None:
    """Make the agenda packs that somebody has asked for, the oldest first."""
    waiting = AgendaPack.objects.filter(state__in=(PackState.WAITING, PackState.BUILDING))
    for pack in waiting.select_related("panel__authority", "asked_by").defer("front").order_by("asked_at", "pk"):
        try:
            packing.make(pack, at=clock.now())
        except Exception:  # the others do not wait for it; it is tried again until it is given up
            log.exception("an agenda pack could not be made")

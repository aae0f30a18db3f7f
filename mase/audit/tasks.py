"""What the minute tick does for the trail."""

import logging

from celery import shared_task
from django.conf import settings

from mase import clock
from mase.audit import heads, sealing

log = logging.getLogger(__name__)


@shared_task
def seal() -> None:
    """Seal what has been written, and copy the heads outside. Where copying fails, sealing goes on."""
    try:
        sealing.seal()
    except sealing.WritersBusy:
        log.warning("not sealed this minute: somebody was writing all the time")
    if heads.copy(settings.MASE_SEALS, at=clock.now()):
        log.critical("the heads of the seals are not copied outside the database: the page of the service says why")

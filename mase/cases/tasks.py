"""What the minute tick does for cases."""

import logging

from celery import shared_task

from mase import clock
from mase.cases import deadlines
from mase.cases.models import Sweep

log = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """Mark every deadline that has passed, however long nobody looked, and note that the tick has been here."""
    at = clock.now()
    breached = 0
    while batch := deadlines.breach_overdue(at=at):
        breached += batch
    Sweep.objects.update_or_create(job="deadlines", defaults={"ran_at": at})
    if breached:
        log.info("deadlines breached: %d", breached)

"""What the minute tick does for cases."""

import logging

from celery import shared_task

from mase import clock
from mase.cases import ladder, standing_in
from mase.cases.models import Sweep

log = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """Climb the ladder of every deadline whose moment has come, however long nobody looked, and note the visit."""
    at = clock.now()
    standing_in.keep_up(at=at)  # first: whoever covers from today on is told what comes due today
    done = ladder.sweep(at=at)
    Sweep.objects.update_or_create(job="deadlines", defaults={"ran_at": at})
    if done:
        counted = [done[what] for what in (*ladder.STEPS, "stuck")]
        log.info("deadlines: %d reminded, %d breached, %d escalated, %d stuck", *counted)

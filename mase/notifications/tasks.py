"""Sending what is waiting, once a minute."""

import logging

from celery import shared_task

from mase import clock
from mase.notifications import operations

log = logging.getLogger(__name__)
_MOST = 500


@shared_task
def send() -> None:
    """Send the waiting notices; one that fails is tried again later and holds up nobody."""
    outcomes: dict[bool, int] = {True: 0, False: 0}
    for _ in range(_MOST):
        sent = operations.send_next(at=clock.now())
        if sent is None:
            break
        outcomes[sent] += 1
    if any(outcomes.values()):
        log.info("notices sent: %d, put off: %d", outcomes[True], outcomes[False])

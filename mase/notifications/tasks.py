"""Sending what is waiting, once a minute."""

import logging
from datetime import timedelta

from celery import shared_task

from mase import clock
from mase.notifications import operations

log = logging.getLogger(__name__)
_A_RUN = timedelta(seconds=45)


@shared_task
def send() -> None:
    """Send the waiting notices and e-mails; one that fails is tried again later and holds up nobody.

    A run ends before the next one begins, so that a relay that hangs never keeps every worker from the deadlines.
    """
    ends = clock.now() + _A_RUN
    outcomes: dict[bool, int] = {True: 0, False: 0}
    for send_next in (operations.send_next, operations.send_next_outside):
        while (at := clock.now()) < ends and (sent := send_next(at=at)) is not None:
            outcomes[sent] += 1
    if any(outcomes.values()):
        log.info("notices sent: %d, put off: %d", outcomes[True], outcomes[False])

"""Telling people: a row now, in the act's own transaction; an e-mail from the sweep."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from mase.agencies.models import User
from mase.notifications.models import Message

_LONGEST_WAIT = 60  # minutes


def tell(recipients: Iterable[User], text: str, *, url: str, at: datetime, key: str, reference: str = "") -> None:
    """Leave a notice for each person; the same key twice tells them once."""
    rows = [
        Message(recipient=person, key=key, text=text, reference=reference, url=url, created_at=at, try_after=at)
        for person in recipients
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def read(message: Message, *, at: datetime) -> None:
    """Mark the notice as read, once."""
    Message.objects.unread().filter(pk=message.pk).update(read_at=at)


@transaction.atomic
def send_next(*, at: datetime) -> bool | None:
    """Send the oldest notice that is waiting. Return whether it went, or None where nothing is waiting.

    The row is locked while the mail relay is spoken to, so two senders never take the same one.
    """
    waiting = Message.objects.to_send(at).select_related("recipient").order_by("try_after", "pk")
    message = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    message.attempts += 1
    try:
        _mail(message)
    except (OSError, ValueError):  # no relay, or an address that nobody can write to
        message.try_after = at + timedelta(minutes=min(2**message.attempts, _LONGEST_WAIT))
    else:
        message.mailed_at = at
    message.save(update_fields=["attempts", "try_after", "mailed_at"])
    return message.mailed_at is not None


def _mail(message: Message) -> None:
    """Send a reference and a link, nothing else."""
    context = {"reference": message.reference, "link": f"{settings.SITE_ADDRESS}/notices/{message.ref}/"}
    EmailMessage(
        subject="MASE: something needs your attention",
        body=render_to_string("emails/notice.txt", context),
        to=[message.recipient.email],
        headers={"Message-ID": f"<{message.ref}@{settings.SITE_ADDRESS.partition('//')[2].partition(':')[0]}>"},
    ).send()

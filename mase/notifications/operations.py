"""Telling people: a row now, in the act's own transaction; an e-mail from the sweep."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string

from mase.agencies.models import Leave, User
from mase.notifications import enclosing
from mase.notifications.models import Message, OutsideMail
from mase.timescales import london_day

_LONGEST_WAIT = 60  # minutes
_LONGEST_TEXT = 200
_GIVEN_UP_AFTER = timedelta(hours=72)


def tell(recipients: Iterable[User], text: str, *, url: str, at: datetime, key: str, reference: str = "") -> None:
    """Leave a notice for each person; the same key twice tells them once.

    Whom a conflict of interest keeps from the case of the reference is told nothing. What concerns a case is told also
    to whoever covers for a person who is away.
    """
    passed_over, people = _not_told(reference), list(recipients)
    said = {person.pk: text for person in people}
    if reference:
        said = dict.fromkeys(_covers(people, at=at), f"You cover: {text}"[:_LONGEST_TEXT]) | said
    rows = [
        Message(recipient_id=pk, key=key, text=words, reference=reference, url=url, created_at=at, try_after=at)
        for pk, words in said.items()
        if pk not in passed_over
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def write_outside(address: str, *, subject: str, body: str, at: datetime, key: str) -> None:
    """Leave an e-mail for somebody without an account; only the worker that sends it reads it again."""
    OutsideMail.objects.create(address=address, subject=subject, body=body, key=key, created_at=at, try_after=at)


def read(message: Message, *, at: datetime) -> None:
    """Mark the notice as read, once."""
    Message.objects.unread().filter(pk=message.pk).update(read_at=at)


@transaction.atomic
def send_next(*, at: datetime) -> bool | None:
    """Send the oldest notice that is waiting, or all of its recipient's that wait for the same morning, in one e-mail.

    Return whether it went, or None where nothing is waiting. The first row of an e-mail is locked while the mail
    relay is spoken to, and no other of that e-mail is ever a first one, so two senders never send the same.
    """
    first = _first_of_an_email(at)
    if first is None:
        return None
    together = _together_with(first, at=at) if first.in_digest else [first]
    attempts = first.attempts + 1
    try:
        _mail(together, enclosed=[] if first.in_digest else enclosing.enclosed(first, at=at))
    except (OSError, ValueError):  # no relay, or an address that nobody can write to
        settled = {"try_after": at + _pause(attempts)}
    else:
        settled = {"mailed_at": at}
    Message.objects.filter(pk__in=[message.pk for message in together]).update(attempts=attempts, **settled)
    return "mailed_at" in settled


@transaction.atomic
def send_next_outside(*, at: datetime) -> bool | None:
    """Send the oldest e-mail to somebody without an account, and blank its text; return as ``send_next`` does.

    What could not be sent in three days is given up: by then the link that it may hold opens nothing.
    """
    waiting = OutsideMail.objects.to_send(at).order_by("try_after", "pk")
    mail = waiting.select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    mail.attempts += 1
    try:
        EmailMessage(subject=mail.subject, body=mail.body, to=[mail.address]).send()
    except (OSError, ValueError):
        mail.try_after = at + _pause(mail.attempts)
    else:
        mail.mailed_at = at
    if mail.mailed_at or at - mail.created_at >= _GIVEN_UP_AFTER:
        mail.body = ""
    mail.save(update_fields=["attempts", "try_after", "mailed_at", "body"])
    return mail.mailed_at is not None


def _pause(attempts: int) -> timedelta:
    return timedelta(minutes=min(2 ** min(attempts, 10), _LONGEST_WAIT))


def _not_told(reference: str) -> set[int]:
    if not reference:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_not_told(%s)", [reference])
        return {pk for (pk,) in cursor.fetchall()}


def _covers(people: Iterable[User], *, at: datetime) -> list[int]:
    """Return the numbers of those who cover today for people who are away."""
    away = Leave.objects.on(london_day(at)).filter(user__in=list(people), covered_by__isnull=False)
    return list(away.values_list("covered_by", flat=True))


def _first_of_an_email(at: datetime) -> Message | None:
    waiting = Message.objects.to_send(at)
    same = waiting.filter(in_digest=True, recipient=OuterRef("recipient"))
    earlier = same.filter(
        Q(try_after__lt=OuterRef("try_after")) | Q(try_after=OuterRef("try_after"), pk__lt=OuterRef("pk"))
    )
    firsts = waiting.exclude(Q(Exists(earlier), in_digest=True)).select_related("recipient").order_by("try_after", "pk")
    return firsts.select_for_update(skip_locked=True, of=("self",)).first()


def _together_with(first: Message, *, at: datetime) -> list[Message]:
    waiting = Message.objects.to_send(at).filter(in_digest=True, recipient=first.recipient_id)
    return list(waiting.select_related("recipient").order_by("try_after", "pk").select_for_update(of=("self",)))


def _mail(messages: list[Message], *, enclosed: list[MIMEBase]) -> None:
    """Send for each notice a reference and a link, and what goes with it; nothing else."""
    lines = [{"reference": message.reference, "link": _link(message)} for message in messages]
    if len(lines) == 1:
        subject = "MASE: something needs your attention"
        body = render_to_string("emails/notice.txt", lines[0] | {"enclosed": bool(enclosed)})
    else:
        subject, body = f"MASE: {len(lines)} reminders", render_to_string("emails/digest.txt", {"lines": lines})
    EmailMessage(
        subject=subject,
        body=body,
        to=[messages[0].recipient.email],
        headers={"Message-ID": f"<{messages[0].ref}@{settings.SITE_ADDRESS.partition('//')[2].partition(':')[0]}>"},
        attachments=enclosed,
    ).send()


def _link(message: Message) -> str:
    return f"{settings.SITE_ADDRESS}/notices/{message.ref}/"

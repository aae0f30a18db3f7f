"""Reminding those who have not answered a request for information (BR-1)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.notifications import operations as notices
from referrals.models import InformationRequest
from referrals.operations.links import live_links
from referrals.operations.sharing import who_answers
from referrals.operations.telling import tell

NOT_AGAIN_WITHIN = timedelta(hours=1)


@transaction.atomic
def remind(request: InformationRequest, *, by: User, at: datetime) -> None:
    """Tell those who are to answer once more that MASH waits for them, at most once an hour.

    Raises AlreadyDone where nobody waits any more, Refused within the hour, StepMissing where the organisation has no
    account and nobody there was sent a link.
    """
    cases.hold_open(request.case)
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if not locked.is_awaited:
        raise AlreadyDone("Nobody waits for an answer to this request any more.")
    if not may_be_reminded(locked, at=at):
        raise Refused("They were reminded less than an hour ago. Ring them if it cannot wait.")
    locked.reminded_at, locked.reminded_by, locked.reminders = at, by, locked.reminders + 1
    locked.save(update_fields=["reminded_at", "reminded_by", "reminders"])
    recording.record(Verb.REQUEST_REMINDED, locked, by=by, at=at, detail={"reminders": locked.reminders})
    key = f"reminder-{locked.pk}-{locked.reminders}"
    if locked.agency is None:
        _write_again(locked, at=at, key=key)
        return
    text = "MASH still waits for your agency’s answer"
    tell(locked.case, who_answers(locked.agency, at=at), text, at=at, key=key)


def may_be_reminded(request: InformationRequest, *, at: datetime) -> bool:
    """Say whether an hour has passed since the reminder before."""
    return request.reminded_at is None or at - request.reminded_at >= NOT_AGAIN_WITHIN


def _write_again(request: InformationRequest, *, at: datetime, key: str) -> None:
    """Write to whoever holds the link; the link itself is not kept and is not sent again."""
    link = live_links(at=at).filter(request=request).first()
    if link is None:
        raise StepMissing("Nobody there has a link to this request. Send one first.")
    said = {
        "authority": request.case.authority.name,
        "outside": request.asked,
        "sent_at": link.sent_at,
        "ends_at": link.ends_at,
    }
    body = render_to_string("emails/request_reminder.txt", said)
    notices.write_outside(link.email, subject="MASE: we wait for your answer", body=body, at=at, key=key)

"""What goes with the e-mail about a MASE meeting: its entry for a calendar, as the recipient's own calendar has it."""

from datetime import datetime
from email.mime.text import MIMEText

from django.urls import Resolver404, resolve

from mase.notifications.models import Message
from mase.web import reader
from reporting import diary, ics


def calendar_entry(message: Message, *, at: datetime) -> MIMEText | None:
    """Return the meeting for a calendar, where the notice leads to the page of a meeting that its recipient has there.

    It is published, not requested: nobody is asked to answer, so no organiser's address has to stand in it. The name is
    that of the feed, and the number of its changes with it: a later file moves or cancels the entry. What leads
    elsewhere, such as a pack, has none; nor has a meeting that is over or not open to the recipient any more.
    """
    if not (message.reference and _leads_to(message) == message.reference):
        return None
    with reader.keeping():
        entry = diary.invitation_for(message.recipient, message.reference, at=at)
    return _part(entry, called=f"meeting-{message.reference}.ics", at=at) if entry else None


def _leads_to(message: Message) -> str:
    """Return the reference of the meeting to whose page the notice leads, or nothing."""
    try:
        page = resolve(message.url)
    except Resolver404:
        return ""
    return page.kwargs["ref"] if page.url_name == "panel" else ""


def _part(entry: diary.Entry, *, called: str, at: datetime) -> MIMEText:
    part = MIMEText(ics.single(entry, at=at).decode(), "calendar", "utf-8")
    part.set_param("method", ics.METHOD)
    part.add_header("Content-Disposition", "attachment", filename=called)
    return part

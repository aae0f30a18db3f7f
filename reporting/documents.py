"""Documents as tagged PDF, each copy marked with who has it; the web process never imports WeasyPrint."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from mase.agencies.models import Agency, User
from mase.agencies.rights import UNCOVERED_BY, FieldClass, Permission
from mase.audit import sealing
from meetings import convening, recorded
from meetings.minutes import as_read
from meetings.models import Minutes, StrategyMeeting
from referrals import as_sent
from referrals.as_sent import Part, Said
from referrals.models import Outcome, Referral
from reporting.printing import CannotRender, pdf_of, unavailable_because

__all__ = ["CannotRender", "letter_pdf", "minutes_pdf", "referral_pdf", "strategy_pdf", "unavailable_because"]

Rights = Callable[[Permission], bool]


def minutes_pdf(approved: Minutes, content: dict[str, Any], *, recipient: User, at: datetime) -> bytes:
    """Return the minutes for this recipient, marked on each page with their name, agency and the moment (T5)."""
    context = {
        "minutes": as_read(content),
        "approved": approved,
        "approvals": content.get("approvals") or [_approval(approved)],
        "seal": sealing.newest(),
        **_copy(recipient, at=at),
    }
    return pdf_of(render_to_string("documents/minutes.html", context))


def referral_pdf(referral: Referral, *, may: Rights, recipient: User, at: datetime) -> bytes:
    """Return what was sent, marked for this recipient; what its pages cover says only whether it is recorded."""
    parts = [Part(title=part.title, said=_covered(part, referral, may, recipient)) for part in as_sent.parts(referral)]
    context = {"referral": referral, "parts": parts, "seal": sealing.newest(), **_copy(recipient, at=at)}
    return pdf_of(render_to_string("documents/referral.html", context))


def strategy_pdf(meeting: StrategyMeeting, *, recipient: User, at: datetime) -> bytes:
    """Return the record of a strategy meeting, marked for this recipient (SO-16)."""
    actions = meeting.actions.select_related("owner", "agency").order_by("due_on", "pk")
    parts = recorded.parts(meeting, convening.state(meeting), actions)
    return pdf_of(
        render_to_string("documents/strategy.html", {"meeting": meeting, "parts": parts, **_copy(recipient, at=at)})
    )


def letter_pdf(outcome: Outcome, *, recipient: User, at: datetime) -> bytes:
    """Return the letter to the referrer as it was written, marked for this recipient."""
    return pdf_of(render_to_string("documents/letter.html", {"outcome": outcome, **_copy(recipient, at=at)}))


def _approval(approved: Minutes) -> tuple[str, str, datetime]:
    by, at = approved.approved_by, approved.approved_at
    return by.name, _agency(by, at=at), at


def _covered(part: Part, referral: Referral, may: Rights, recipient: User) -> tuple[Said, ...]:
    return tuple(_cover(said, may) if _is_covered(said, referral, recipient) else said for said in part.said)


def _is_covered(said: Said, referral: Referral, recipient: User) -> bool:
    """Say whether the answer is covered; who referred is no secret to themselves."""
    is_their_own = said.covered is FieldClass.INFORMANT and referral.sent_by_id == recipient.pk
    return said.covered is not None and not is_their_own


def _cover(said: Said, may: Rights) -> Said:
    """Return the question with what its reader may know of a covered answer: that it is there, or nothing at all."""
    needed = UNCOVERED_BY[said.covered] if said.covered else None
    if needed is None or not may(needed):
        return replace(said, words="Hidden from your role")
    return replace(said, words="Recorded" if said.words else "Not recorded")


def _copy(recipient: User, *, at: datetime) -> dict[str, Any]:
    return {"recipient": recipient, "recipient_for": _agency(recipient, at=at), "at": at}


def _agency(user: User, *, at: datetime) -> str:
    """Return the name of the agency the person acted for at that moment, or nothing."""
    return Agency.objects.filter(code=user.acting_for(at)).values_list("name", flat=True).first() or ""

"""The way in for somebody without an account: a link to one request, and a code that is told by telephone (BR-1).

Whoever opens it is nobody to the application. What these acts reach is the one request that link and code lead to; they
lift the second lock for that, and hand out nothing before both are right.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.notifications import operations as notices
from mase.web import reader
from referrals.models import InformationRequest, Reply, RequestLink
from referrals.operations.sharing import settle

LASTS = timedelta(hours=72)
WRONG_CODES = 5  # after as many the link is dead
_DIGITS = 6


class OpensNothing(Exception):
    """The link, or the code that came with it, opens nothing; which of the two is not said."""


@transaction.atomic
def send_link(request: InformationRequest, *, name: str, email: str, by: User, at: datetime) -> str:
    """Send the person a link to this one request and return its code, this once; the link before ends.

    Raises AlreadyDone where nobody waits for an answer, Refused where the agency has accounts.
    """
    cases.hold_open(request.case)
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if not locked.is_awaited:
        raise AlreadyDone("Nobody waits for an answer to this request any more.")
    if locked.agency_id:
        raise Refused("This agency has accounts: its people answer after signing in.")
    _withdraw(locked, by=by, at=at)
    secret, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    link = RequestLink.objects.create(
        request=locked,
        name=name,
        email=email,
        secret_sha256=_sha256(secret),
        code_hash=make_password(code),
        sent_at=at,
        sent_by=by,
        ends_at=at + LASTS,
    )
    recording.record(Verb.LINK_SENT, locked, by=by, at=at, detail={"link": link.pk})
    _write(link, secret, at=at)
    return code


@transaction.atomic
def withdraw_link(request: InformationRequest, *, by: User, at: datetime) -> None:
    """End the link to the request; whoever has it opens nothing with it any more."""
    locked = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if not _withdraw(locked, by=by, at=at):
        raise AlreadyDone("There is no link to this request that could still be used.")


def live_links(*, at: datetime) -> QuerySet[RequestLink]:
    """Return the links that still open something: in time, not used or withdrawn, while somebody waits."""
    return RequestLink.objects.filter(
        used_at=None,
        withdrawn_at=None,
        ends_at__gt=at,
        attempts__lt=WRONG_CODES,
        request__answered_at=None,
        request__withdrawn_at=None,
        request__case__closed_at=None,
        request__case__restricted_at=None,
    )


def open_link(secret: str, *, code: str, at: datetime) -> RequestLink:
    """Return the link that secret and code open, and write down that it was opened; raise OpensNothing for any other.

    A wrong code is counted. An unknown secret takes as long as a known one.
    """
    link = _tried(secret, code=code, at=at)
    if link is None:
        raise OpensNothing
    return link


@transaction.atomic
@reader.lifted()
def opened(secret: str, number: int, *, at: datetime) -> RequestLink:
    """Return the link of this number that was opened before with its code, while it lasts; else raise OpensNothing."""
    found = _known(secret, at=at).filter(pk=number, opened_at__isnull=False).first()
    if found is None:
        raise OpensNothing
    return found


@transaction.atomic
@reader.lifted()
def answer_by_link(link: RequestLink, *, reply: Reply, information: str, at: datetime) -> None:
    """Give the answer of the organisation without an account, once; the link ends with it (BR-1)."""
    request = InformationRequest.objects.select_for_update().get(pk=link.request_id)
    locked = live_links(at=at).select_for_update(of=("self",)).filter(pk=link.pk).first()
    if locked is None:
        raise OpensNothing
    locked.used_at = at
    locked.save(update_fields=["used_at"])
    request.answered_name = locked.name
    settle(request, reply=reply, information=information, by=None, at=at)
    recording.record(Verb.INFORMATION_ANSWERED, request, by=None, at=at, detail={"link": locked.pk})


@transaction.atomic
@reader.lifted()
def _tried(secret: str, *, code: str, at: datetime) -> RequestLink | None:
    link = _known(secret, at=at).select_for_update(of=("self",)).first()
    if link is None:
        make_password(code)
        return None
    if not check_password(code, link.code_hash):
        link.attempts += 1
        link.save(update_fields=["attempts"])
        recording.record(
            Verb.REFUSED, link.request, by=None, at=at, detail={"link": link.pk, "page": "request by link"}
        )
        return None
    link.opened_at = at
    link.save(update_fields=["opened_at"])
    recording.record(Verb.LINK_OPENED, link.request, by=None, at=at, detail={"link": link.pk})
    return link


def _known(secret: str, *, at: datetime) -> QuerySet[RequestLink]:
    related = live_links(at=at).select_related("request__case__child", "request__case__authority")
    return related.filter(secret_sha256=_sha256(secret))


def _withdraw(request: InformationRequest, *, by: User, at: datetime) -> bool:
    """End the link that has been neither used nor withdrawn, and say whether there was one."""
    link = request.links.select_for_update().filter(used_at=None, withdrawn_at=None).first()
    if link is None:
        return False
    link.withdrawn_at, link.withdrawn_by = at, by
    link.save(update_fields=["withdrawn_at", "withdrawn_by"])
    recording.record(Verb.LINK_WITHDRAWN, request, by=by, at=at, detail={"link": link.pk})
    return True


def _write(link: RequestLink, secret: str, *, at: datetime) -> None:
    """Leave the e-mail with the link; nothing of the child stands in it, and the code never."""
    body = render_to_string(
        "emails/request_link.txt",
        {
            "authority": link.request.case.authority.name,
            "outside": link.request.outside,
            "link": settings.SITE_ADDRESS + reverse("answer_by_link", args=[secret]),
            "ends_at": link.ends_at,
        },
    )
    notices.write_outside(
        link.email, subject="MASE: a request for information", body=body, at=at, key=f"link-{link.pk}"
    )


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

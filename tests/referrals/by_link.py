"""A request to somebody without an account, its link with the code, and what its pages say."""

import re
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind
from mase.demo.cast import Cast
from mase.notifications.models import OutsideMail
from referrals import operations
from referrals.models import InformationRequest, Referral
from tests.web.html import one, read, words

PURPOSE = "Was the child seen in the last three months?"


def asked(referral: Referral, cast: Cast, name: str, *, at: datetime) -> InformationRequest:
    how = {"purpose": PURPOSE, "legal_basis": "Section 47", "by": cast["mash"], "at": at}
    operations.ask(referral, agencies=[], outside=[operations.Outside(name, Kind.HEALTH)], **how)
    return referral.requests.select_related("case__authority", "case__child").get(outside=name)


def send(request: InformationRequest, cast: Cast, *, at: datetime) -> tuple[str, str]:
    code = operations.send_link(request, name="Nurse Adler", email="adler@clinic.example", by=cast["mash"], at=at)
    return re.search(r"/request/([\w-]+)/", OutsideMail.objects.latest("pk").body)[1], code


def address(secret: str) -> str:
    return reverse("answer_by_link", args=[secret])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def page_of(response: Any) -> str:
    return words(one(read(response.content.decode()), "main"))


def note_in(response: Any) -> str:
    return one(read(response.content.decode()), "[name=note]").get("value")


def opened(client: Client, link: tuple[str, str]) -> str:
    """Open the request and return the signed note that its form carries."""
    secret, code = link
    return note_in(client.post(address(secret), {"code": code}))

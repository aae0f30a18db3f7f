"""A meeting with an agenda pack, told act by act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case, Conflict
from mase.demo.cast import Cast
from meetings import packs
from meetings.models import AgendaPack, PackCopy, Panel
from meetings.operations import packs as operations
from reporting import packing
from tests.once import once

ACCEPTED = {"accepted": "on"}


@dataclass(frozen=True)
class Packed:
    """A pack of two cases that is ready to be issued, and what it was made of."""

    pack: AgendaPack
    cast: Cast
    cases: tuple[Case, Case]
    at: datetime

    @property
    def panel(self) -> Panel:
        return self.pack.panel

    def issue(self, *parts: str) -> list[PackCopy]:
        """Issue it to these people; return their copies in the order of the people."""
        people = [self.cast[part] for part in parts]
        operations.issue(self.pack, to=people, by=self.cast["coordinator"], at=self.at)
        copies = {copy.user_id: copy for copy in packs.ledger(self.pack)}
        return [copies[person.pk] for person in people]


def ready(cast: Cast, panel: Panel, told: Callable[..., Case], *, at: datetime) -> Packed:
    """Return the pack of two children, made twenty days later; made once for all tests."""
    cases = (told("admit", number=0), told("admit", number=1))
    when = at + timedelta(days=20)
    pack = once(("pack", panel.pk, when), lambda: made(panel, cast, at=when))
    return Packed(pack, cast, cases, when)


def made(panel: Panel, cast: Cast, *, at: datetime) -> AgendaPack:
    """Return a pack that the co-ordinator asked for and the worker made."""
    pack = operations.ask(panel, by=cast["coordinator"], at=at)
    packing.make(pack, at=at)
    pack.refresh_from_db()
    return pack


def keep_from(user: User, case: Case, *, at: datetime) -> None:
    """Declare that the person knows the child, which keeps them from the case."""
    Conflict.objects.create(user=user, person=case.child, relation="Aunt", declared_at=at, declared_by=user)


def room(copy: PackCopy) -> str:
    """Return the address of the copy in the reading room."""
    return reverse("reading_room", args=[copy.pack.ref, copy.number])


def page_of(copy: PackCopy, case: Case) -> str:
    """Return the address of a case in the copy."""
    return reverse("reading_case", args=[copy.pack.ref, copy.number, case.ref])


def file_of(copy: PackCopy) -> str:
    """Return the address of the copy as a file."""
    return reverse("download_copy", args=[copy.pack.ref, copy.number])


def opened(client: Client, copy: PackCopy) -> Client:
    """Return the browser after the statement was accepted there."""
    assert client.post(room(copy), ACCEPTED).status_code == 302
    return client

"""Giving people roles and ending them; giving them an address for their own calendar."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from mase import references
from mase.agencies.models import Agency, Authority, CalendarAddress, Kind, Membership, User
from mase.audit import recording
from mase.audit.verbs import Verb


class AgencyExists(Exception):
    """There is such an agency already; the text says so in plain words."""


class NoSuchCalendar(Exception):
    """The secret opens no calendar, or no longer."""


@transaction.atomic
def open_agency(authority: Authority, *, kind: str, name: str, by: User | None, at: datetime, code: str = "") -> Agency:
    """Create an agency with the group that grants are made to; without a code it gets a random one.

    Raises AgencyExists for a second social care agency or a second agency of the same name.
    """
    if kind == Kind.SOCIAL_CARE and authority.agencies.filter(kind=kind).exists():
        raise AgencyExists("This authority has its social care agency already.")
    if authority.agencies.filter(name__iexact=name).exists():
        raise AgencyExists("There is an agency of this name already.")
    code = code or f"{authority.code}-{references.new().lower()}"
    group = Group.objects.create(name=code)
    agency = Agency.objects.create(authority=authority, group=group, kind=kind, code=code, name=name)
    recording.record(Verb.AGENCY_OPENED, agency, by=by, at=at)
    return agency


@transaction.atomic
def begin_membership(agency: Agency, *, name: str, email: str, role: str, by: User | None, at: datetime) -> Membership:
    """Give a person a role in an agency, creating their account where they have none.

    A new account has no usable password: the person sets one from the link of the reset e-mail. By nobody means the
    command line, for the first administrator.
    """
    new = {"name": name, "password": make_password(None)}
    user, _ = User.objects.get_or_create(email=email.lower(), defaults=new)
    membership, created = Membership.objects.get_or_create(
        user=user, agency=agency, role=role, ends_at=None, defaults={"begins_at": at}
    )
    if created:
        recording.record(Verb.MEMBERSHIP_BEGUN, membership, by=by, at=at, detail={"role": role, "agency": agency.code})
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, at: datetime) -> None:
    """End a role now; what it opened is closed with the next request."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.ends_at is None:
        locked.ends_at = at
        locked.save(update_fields=["ends_at"])
        recording.record(Verb.MEMBERSHIP_ENDED, locked, by=by, at=at, detail={"role": locked.role})


@transaction.atomic
def give_calendar_address(user: User, *, at: datetime) -> str:
    """Give the person a private address for their own calendar and return it, this once; the one before ends."""
    owner = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    withdraw_calendar_address(owner, at=at)
    secret = secrets.token_urlsafe()
    address = CalendarAddress.objects.create(user=owner, secret_sha256=_sha256(secret), created_at=at)
    recording.record(Verb.CALENDAR_GIVEN, address, by=owner, at=at)
    return settings.SITE_ADDRESS + reverse("calendar_feed", args=[secret])


@transaction.atomic
def withdraw_calendar_address(user: User, *, at: datetime) -> None:
    """End the person's private address; whoever has it fetches nothing more."""
    for address in user.calendar_addresses.select_for_update().filter(withdrawn_at=None):
        address.withdrawn_at = at
        address.save(update_fields=["withdrawn_at"])
        recording.record(Verb.CALENDAR_WITHDRAWN, address, by=user, at=at)


@transaction.atomic
def open_calendar(secret: str, *, at: datetime) -> User:
    """Return whose calendar the secret opens, and write down that it was fetched.

    Raises NoSuchCalendar for a secret that is unknown or withdrawn, and for one of a person who may not sign in. It is
    looked up by its hash: how long that takes says nothing about a secret that is nearly right.
    """
    known = CalendarAddress.objects.select_for_update(of=("self",)).select_related("user")
    address = known.filter(secret_sha256=_sha256(secret), withdrawn_at=None, user__is_active=True).first()
    if address is None:
        raise NoSuchCalendar
    address.last_fetched_at = at
    address.save(update_fields=["last_fetched_at"])
    recording.record(Verb.CALENDAR_FETCHED, address, by=address.user, at=at)
    return address.user


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

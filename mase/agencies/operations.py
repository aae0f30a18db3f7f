"""Giving people roles and ending them."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from mase import references
from mase.agencies.models import Agency, Authority, Kind, Membership, User
from mase.audit import recording
from mase.audit.verbs import Verb


class AgencyExists(Exception):
    """There is such an agency already; the text says so in plain words."""


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

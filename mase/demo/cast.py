"""Invented people: for each authority its agencies, and somebody in every role."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from mase import profiles, timescales
from mase.agencies import operations
from mase.agencies.models import Agency, Authority, Kind, Membership, User
from mase.agencies.roles import ROLES

PASSWORD = "keep-children-safe"  # noqa: S105 printed for whoever tries the demonstration

AGENCIES = (
    ("csc", Kind.SOCIAL_CARE, "children’s social care"),
    ("police", Kind.POLICE, "police"),
    ("health", Kind.HEALTH, "health"),
    ("education", Kind.EDUCATION, "education safeguarding"),
    ("harbour", Kind.SCHOOL, "Harbour Lane School"),
    ("orchard", Kind.SCHOOL, "Orchard Road School"),
    ("yjs", Kind.YOUTH_JUSTICE, "youth justice"),
)
PARTS = (  # who plays what: a short name for the sign-in, the agency, the role
    ("mash", "csc", "mash_manager"),
    ("worker", "csc", "social_worker"),
    ("second.worker", "csc", "social_worker"),
    ("atm", "csc", "assistant_team_manager"),
    ("team", "csc", "team_manager"),
    ("service", "csc", "service_manager"),
    ("coordinator", "csc", "co_ordinator"),
    ("minutes", "csc", "mase_administrator"),
    ("chair", "csc", "panel_chair"),
    ("admin", "csc", "administrator"),
    ("police.mash", "police", "police_mash"),
    ("inspector", "police", "police_inspector"),
    ("police.chair", "police", "panel_chair"),
    ("police.member", "police", "panel_member"),
    ("health", "health", "partner_lead"),
    ("health.member", "health", "panel_member"),
    ("education", "education", "partner_lead"),
    ("school", "harbour", "partner_lead"),
    ("other.school", "orchard", "partner_lead"),
    ("yjs", "yjs", "partner_lead"),
    ("privacy", "csc", "privacy_officer"),
    ("adviser", "csc", "personal_adviser"),
)
_GIVEN = ("Amara", "Callum", "Dina", "Ewan", "Farah", "Idris", "Joanna", "Kofi", "Nadia", "Samir")
_FAMILY = ("Adeyemi", "Brook", "Castle", "Dunmore", "Fairley", "Iqbal", "Marsh", "Okafor", "Quill", "Thorne")


@dataclass(frozen=True)
class Cast:
    """The people of one authority by their part."""

    authority: Authority
    people: dict[str, User]

    def __getitem__(self, part: str) -> User:
        return self.people[part]

    def agency(self, short: str) -> Agency:
        """Return one of the authority's agencies by the short name of the table above."""
        return Agency.objects.get(code=_code(self.authority, short))


def hire(code: str, *, at: datetime, password: str | None = PASSWORD) -> Cast:
    """Create the authority of a profile with its agencies and people, or find them where they are.

    Without a password nobody can sign in by one.
    """
    name = profiles.get(code, on=timescales.london_day(at)).name
    authority, _ = Authority.objects.get_or_create(code=code, defaults={"name": name})
    agencies = {short: _agency(authority, short, kind, name, at=at) for short, kind, name in AGENCIES}
    hashed = make_password(password)
    people = {}
    for number, (part, short, role) in enumerate(PARTS):
        membership = _member(agencies[short], part, role, number, at=at)
        user = people[part] = membership.user
        if not user.has_usable_password():
            user.password = hashed
            user.save(update_fields=["password"])
    return Cast(authority, people)


def sign_ins(authority: Authority) -> list[tuple[str, str, str]]:
    """Return for each part the role, the agency and the e-mail address to sign in with."""
    rows = Membership.objects.filter(agency__authority=authority).select_related("user", "agency").order_by("pk")
    return [(ROLES[row.role].label, row.agency.name, row.user.email) for row in rows]


def _agency(authority: Authority, short: str, kind: Kind, name: str, *, at: datetime) -> Agency:
    code = _code(authority, short)
    found = Agency.objects.filter(code=code).first()
    title = name if kind == Kind.SCHOOL else f"{authority.name} {name}"
    return found or operations.open_agency(authority, kind=kind, name=title, code=code, by=None, at=at)


def _member(agency: Agency, part: str, role: str, number: int, *, at: datetime) -> Membership:
    shift = ord(agency.authority.code[0])
    name = f"{_GIVEN[(number + shift) % 10]} {_FAMILY[(7 * number + number // 10 + shift) % 10]}"
    email = f"{part}@{agency.authority.code}.example"
    return operations.begin_membership(agency, name=name, email=email, role=role, by=None, at=at)


def _code(authority: Authority, short: str) -> str:
    return f"{authority.code}-{short}"

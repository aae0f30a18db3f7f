"""What stands against closing a case in what was referred and disclosed (ALL-4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mase.agencies.roles import Permission
from mase.cases.checklist import Finding, in_short
from mase.cases.models import Case
from mase.web.environment import day
from referrals.models import Disclosure, PersonOfConcern


def check(files: Sequence[Case], at: datetime) -> Iterable[Finding]:
    """Return who was named as a person of concern, and what the child told of that the police have not settled."""
    named = PersonOfConcern.objects.filter(referral__case__in=files).select_related("referral").order_by("pk")
    told = Disclosure.objects.filter(case__in=files, settled_at=None).order_by("told_at", "pk")
    if facts := [f"{_called(one)}, in the referral of {day(one.referral.received_at)}" for one in named]:
        yield _finding("people_of_concern", "A referral names a person of concern", facts, Permission.REFERRAL_VIEW)
    if facts := [f"Told on {day(one.told_at)}" for one in told]:
        title = "The child told of an offence, and no crime reference is recorded"
        yield _finding("disclosures", title, facts, Permission.REFERRAL_ANSWERS)


def _called(person: PersonOfConcern) -> str:
    return person.name or person.known_as or "Somebody whose name is not known"


def _finding(code: str, title: str, facts: list[str], needs: Permission) -> Finding:
    return Finding(code=code, title=title, facts=in_short(facts), page="referrals", needs=needs)

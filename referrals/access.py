"""Which referrals of a case somebody inside it reads."""

from django.db.models import QuerySet

from mase.agencies.roles import Permission
from mase.cases.access import Standing
from mase.cases.models import Case
from referrals.models import Referral

_WORKS_ON_THEM = (Permission.REFERRAL_ANSWERS, Permission.REFERRAL_CATEGORISE)


def readable(case: Case, standing: Standing) -> QuerySet[Referral]:
    """Return the referrals that are for the reader: all for those who work on them, else those of their own agency."""
    if any(map(standing.may, _WORKS_ON_THEM)):
        return case.referrals.all()
    return case.referrals.filter(agency__in={membership.agency for membership in standing.memberships})

"""Database constraints that several apps ask for."""

from django.db.models import CheckConstraint, F, Q


def all_or_none(*fields: str, name: str) -> CheckConstraint:
    """Build the constraint by which the facts of one act (who, when, what) stand or fall together."""
    none, every = Q(), Q()
    for field in fields:
        none &= Q(**{f"{field}__isnull": True})
        every &= Q(**{f"{field}__isnull": False})
    return CheckConstraint(condition=none | every, name=name)


def exactly_one(*fields: str, name: str) -> CheckConstraint:
    """Build the constraint by which a row belongs to one of several things and to no second."""
    ways = Q()
    for field in fields:
        ways |= Q(**{f"{other}__isnull": other != field for other in fields})
    return CheckConstraint(condition=ways, name=name)


def different_people(first: str, second: str, *, name: str) -> CheckConstraint:
    """Build the constraint by which two signatures are never by the same hand (either may still be missing)."""
    differ = ~Q(**{first: F(second)})
    return CheckConstraint(condition=Q(**{f"{second}__isnull": True}) | differ, name=name)

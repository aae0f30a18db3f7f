"""How the police write references, and which report belongs to which category (SO-13, SO-32). Pure."""

import re

CRIME_REPORTS = frozenset({"cris", "connect", "588"})
"""Kinds of reference that are written as crime reports are."""

_USUAL = re.compile(r"\d{7}/\d{2}", re.ASCII)


def is_usual_shape(reference: str) -> bool:
    """Say whether it looks as crime references usually do, seven digits and the year: 4619283/26 (assumed)."""
    return _USUAL.fullmatch(reference.strip()) is not None


def wants_non_crime(*, number: int, evidenced: str) -> bool:
    """Say whether the category goes on a non-crime report: the first, while no crime is evidenced directly (SO-32)."""
    return number == 1 and evidenced == "no"

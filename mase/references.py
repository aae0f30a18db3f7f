"""Public references: random, short enough to read over the telephone, never the primary key."""

import re
import secrets

_LETTERS = "23456789BCDFGHJKMNPQRTVWXYZ"  # no vowels (no words by accident), nothing that looks like a digit
_SHAPE = re.compile(f"[{_LETTERS}]{{4}}-[{_LETTERS}]{{4}}")


def new() -> str:
    """Return a fresh reference such as ``K7QF-3MTX`` (some 2.8e11 possibilities; columns that hold one are unique)."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def is_one(text: str) -> bool:
    """Say whether the text has the shape of a reference; what somebody typed into an address may be anything."""
    return _SHAPE.fullmatch(text) is not None

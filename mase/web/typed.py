"""What is typed into a long form and kept before it is saved, and what tells one saved state from another. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

MOST_TYPED = 250_000  # characters of one section
Typed = Mapping[str, Sequence[str]]


def is_too_much(typed: Typed) -> bool:
    """Say whether this is more than is kept unsaved."""
    return sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > MOST_TYPED


def cleaned(typed: Typed) -> dict[str, list[str]]:
    """Return what was typed as the database takes it."""
    return {name: [value.replace("\0", "") for value in values] for name, values in typed.items()}


def digest(answers: Any) -> str:
    """Return what tells these answers from any others."""
    written = json.dumps(json.loads(DjangoJSONEncoder().encode(answers)), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]

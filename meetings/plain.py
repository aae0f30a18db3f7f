"""Whether a text can be read by somebody who knows nothing of the child (HO-9). Pure; it points out, nothing more."""

import re

_SHORT = re.compile(r"\b[A-Z][A-Z0-9]{1,5}\b")
_EVERYDAY = frozenset({"AM", "GP", "ID", "MASE", "NHS", "PM", "SMS", "TV", "UK"})
_STALE = re.compile(
    r"\b(today|yesterday|tonight|last\s+night|recently|currently|this\s+(?:week|month)|last\s+(?:week|month|weekend))\b",
    re.IGNORECASE,
)


def unexplained(text: str) -> list[str]:
    """Return the short forms in capitals that the text does not spell out beside brackets, each once, in its order."""
    found = dict.fromkeys(_SHORT.findall(text))
    return [short for short in found if short not in _EVERYDAY and not _is_spelt_out(short, text)]


def without_a_day(text: str) -> list[str]:
    """Return the words for a time that mean another day to each reader, each once, in their order."""
    return list(dict.fromkeys(" ".join(word.lower().split()) for word in _STALE.findall(text)))


def _is_spelt_out(short: str, text: str) -> bool:
    return f"({short})" in text or f"{short} (" in text

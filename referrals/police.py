"""What follows from each police category, as the procedures say it (SO-32). Pure; no words that blame the child."""

import re

GOES_TO = {
    1: "The local CSE team. Without direct evidence: MERLIN to MASH and a non-crime report.",
    2: "The central exploitation team or the sexual offences unit.",
    3: "The sexual offences unit.",
}
"""Which team the police pass a case to, by the number of its category."""

CRIME_REPORTS = frozenset({"cris", "connect", "588"})
"""Kinds of reference that are written as crime reports are."""

_USUAL = re.compile(r"\d{7}/\d{2}", re.ASCII)


def is_usual_shape(reference: str) -> bool:
    """Say whether it looks as crime references usually do, seven digits and the year: 4619283/26 (assumed)."""
    return _USUAL.fullmatch(reference.strip()) is not None

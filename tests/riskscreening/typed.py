"""What a social worker types into a screening."""

from datetime import date
from typing import Any

from riskscreening.models import Band
from riskscreening.tools.tool import Section

WEDNESDAY = date(2026, 3, 4)


def judged(**more: Any) -> dict[str, Any]:
    """Return a judgement as the operation takes it."""
    judgement = {
        "sexual_harm_disclosed": False,
        "judgement": Band.RED,
        "judgement_reason": "The signs come together.",
        "level": 2,
        "discussed_on": WEDNESDAY,
        "crime_reference": "",
    }
    return judgement | more


def judgement(**more: str) -> dict[str, str]:
    """Return a judgement as the browser posts it."""
    posted = {
        "sexual_harm_disclosed": "no",
        "judgement": "red",
        "judgement_reason": "The signs come together.",
        "level": "2",
        "discussed_on-day": "4",
        "discussed_on-month": "3",
        "discussed_on-year": "2026",
        "crime_reference": "",
    }
    return posted | more


def section(asked: Section, **more: str) -> dict[str, str]:
    """Return a section answered "no" throughout but for what is given: B1="current"."""
    posted = {f"{item.code}_answer": "no" for item in asked.items}
    for code, answer in more.items():
        posted |= {f"{code}_answer": answer, f"{code}_evidence": f"Seen: {code}", f"{code}_source": "School, Monday"}
    return posted


def given(*items: tuple[str, str]) -> dict[str, dict[str, str]]:
    """Return answers as they are stored: given(("C1", "current"))."""
    return {code: {"answer": answer, "evidence": "Seen", "source": "School"} for code, answer in items}

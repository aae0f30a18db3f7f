"""What the pages of filling in a screening are about: the open one, its section, and screenings by partner agencies."""

from typing import Any

from mase.agencies.models import Agency, User
from mase.cases.models import Case
from riskscreening.models import Band, ProfessionalScreening
from riskscreening.operations import professional

_OF_A_SECTION = ("typed_section", "score_so_far")
_OF_A_SCREENING = ("about_child", "typed_about_child", "screening_changes")
_IN_A_SECTION = ("answer_professional", "typed_professional", "professional_so_far")
_OWN: dict[str, dict[str, str]] = {"professional_screening": {}} | {name: {"section": "A"} for name in _IN_A_SECTION}


def inside(case: Case, name: str, *, agency: Agency, by: User) -> dict[str, Any]:
    """Return what the address of that page names beside the case; for a partner's page, their agency's own."""
    if name in _OF_A_SECTION + _OF_A_SCREENING:
        part = {"section": "A"} if name in _OF_A_SECTION else {}
        return {"pk": case.assessments.get(completed_at=None).pk} | part
    if name in _OWN:
        return {"pk": _begun(case, agency, by).pk} | _OWN[name]
    return {"pk": _completed(case, agency, by).pk} if name == "read_professional" else {}


def _begun(case: Case, agency: Agency, by: User) -> ProfessionalScreening:
    spoke = {"officer": "Deputy head", "spoke_on": case.opened_at.date(), "advised": "Do it today"}
    return professional.start(case, agency=agency, **spoke, by=by, at=case.opened_at)


def _completed(case: Case, agency: Agency, by: User) -> ProfessionalScreening:
    done = case.professional_screenings.exclude(completed_at=None).first()
    if done:
        return done
    begun = _begun(case, agency, by)
    begun.completed_at, begun.completed_by = case.opened_at, by
    begun.score, begun.not_known, begun.asked, begun.band = 0, 0, 36, Band.GREEN
    begun.save()
    return begun

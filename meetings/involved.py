"""Which agencies work with a child, so that each can be asked what it knows now (HO-9)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from mase.agencies.models import Agency, Kind
from mase.cases.models import AgencyGrant, Case
from meetings.models import Contribution
from referrals.models import InformationRequest

Known = list[tuple[str, set[tuple[int, int | None]]]]  # why we think so, and of which case and agency


def involved(case: Case, *, at: datetime) -> dict[Agency, list[str]]:
    """Return the agencies of the authority that know the child, by name, each with why we think so.

    Social care writes the form itself. An agency of another authority answers on no page of this one.
    """
    return in_each([case], at=at)[case.pk]


def in_each(cases: Collection[Case], *, at: datetime) -> dict[int, dict[Agency, list[str]]]:
    """Return the same for each of these cases, by its number (four queries)."""
    others = Agency.objects.filter(authority__in={case.authority_id for case in cases})
    agencies = list(others.exclude(kind=Kind.SOCIAL_CARE).order_by("name", "pk"))
    known = _known_by(cases, at=at)
    return {case.pk: _of_one(case, agencies, known) for case in cases}


def _of_one(case: Case, agencies: Iterable[Agency], known: Known) -> dict[Agency, list[str]]:
    own = [agency for agency in agencies if agency.authority_id == case.authority_id]
    found = {agency: [why for why, pairs in known if (case.pk, agency.pk) in pairs] for agency in own}
    return {agency: reasons for agency, reasons in found.items() if reasons}


def _known_by(cases: Collection[Case], *, at: datetime) -> Known:
    invited = Contribution.objects.filter(meeting__case__in=cases)
    answered = InformationRequest.objects.filter(case__in=cases, answered_at__isnull=False)
    granted = AgencyGrant.objects.in_force(at).filter(content_object__in=cases)
    return [
        ("answered MASH", set(answered.values_list("case", "agency"))),
        ("was invited to a strategy meeting", set(invited.values_list("meeting__case", "agency"))),
        ("reads a part of the file", set(granted.values_list("content_object", "group__agency"))),
    ]

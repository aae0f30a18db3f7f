"""Which agencies work with a child, so that each can be asked what it knows now (HO-9)."""

from datetime import datetime

from mase.agencies.models import Agency, Kind
from mase.cases.models import Case
from meetings.models import Contribution


def involved(case: Case, *, at: datetime) -> dict[Agency, list[str]]:
    """Return the agencies of the authority that know the child, by name, each with why we think so.

    Social care writes the form itself. An agency of another authority answers on no page of this one.
    """
    others = case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).order_by("name", "pk")
    found = {agency: [why for why, agencies in _known_by(case, at=at) if agency.pk in agencies] for agency in others}
    return {agency: reasons for agency, reasons in found.items() if reasons}


def _known_by(case: Case, *, at: datetime) -> list[tuple[str, set[int | None]]]:
    invited = Contribution.objects.filter(meeting__case=case)
    answered = case.information_requests.filter(answered_at__isnull=False)
    granted = Agency.objects.filter(group__in=case.agency_grants.in_force(at).values("group"))
    return [
        ("answered MASH", set(answered.values_list("agency", flat=True))),
        ("was invited to a strategy meeting", set(invited.values_list("agency", flat=True))),
        ("reads a part of the file", set(granted.values_list("pk", flat=True))),
    ]

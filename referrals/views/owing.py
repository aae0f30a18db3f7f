"""The referral of a page, and what is owed on it."""

from datetime import datetime

from django.db.models import F
from django.shortcuts import get_object_or_404

from mase.cases import queries, showing
from mase.cases.models import Case
from referrals.models import Referral


def referral_of(case: Case, pk: int) -> Referral:
    """Return the case's own referral of that number; raises Http404."""
    return get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk)


def owed(case: Case, code: str, *, at: datetime) -> dict[str, showing.Owed]:
    """Return the running deadlines of that rule by what each is for: the number of the request or the referral."""
    return {owed.deadline.key: owed for owed in showing.deadlines(queries.running(case, code), at=at)}


def police_side(case: Case, *, at: datetime) -> dict[str, object]:
    """Return what the part of the referral's page about disclosures and references of other systems shows."""
    disclosures = case.disclosures.select_related("recorded_by", "settled_by").order_by("-told_at", "-pk")
    references = case.external_references.select_related("recorded_by", "withdrawn_by")
    return {
        "disclosures": list(disclosures),
        "crime_owed": owed(case, "crime_reference", at=at),
        "external_references": list(references.order_by(F("withdrawn_at").desc(nulls_first=True), "kind", "pk")),
    }

"""What the police record of a referral (SO-13, SO-32)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Agency, Kind, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case
from referrals.models import PoliceCategory, Referral
from referrals.operations.telling import tell


def are_categorised(case: Case, *, at: datetime) -> bool:
    """Say whether the procedures ask the police for a category (SO-13)."""
    return "police_category" in case.profile_at(at).timescales


@transaction.atomic
def categorise(
    referral: Referral, *, number: int, crime_report: str, crime_reference: str, basis: str, by: User, at: datetime
) -> PoliceCategory:
    """Record the category that the police give, with its crime reference; the one before is kept (SO-13, SO-32).

    Raises Refused where the borough's procedures know no categories, AlreadyDone where the newest says the same.
    """
    case, reference = referral.case, crime_reference.upper()
    cases.hold_open(case)
    if not are_categorised(case, at=at):
        raise Refused("The procedures of this borough know no police categories.")
    facts = {"number": number, "crime_report": crime_report, "crime_reference": reference, "basis": basis}
    newest = referral.categories.order_by("-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in facts.items()):
        raise AlreadyDone("This category has been recorded.")
    label = case.profile_at(at).police_categories[number]
    category = PoliceCategory.objects.create(referral=referral, label=label, recorded_at=at, recorded_by=by, **facts)
    deadlines.meet(case, "police_category", at=at, by=by, key=str(referral.pk))
    recording.record(Verb.POLICE_CATEGORISED, referral, by=by, at=at, reason=basis, detail={"category": number})
    co_ordinators = User.objects.holding("co_ordinator", authority=case.authority, at=at)
    tell(case, co_ordinators, "The police have categorised a case", at=at, key=f"category-{category.pk}")
    return category


def start_category(referral: Referral, told: Agency, *, by: User, at: datetime) -> None:
    """Start the time for the category when it is the police who have been told and have given none yet (SO-13)."""
    if told.kind == Kind.POLICE and not referral.categories.exists():
        path = reverse("categorise", args=[referral.case.ref, referral.pk])
        key = str(referral.pk)
        deadlines.start(referral.case, "police_category", at=at, by=by, agency=told, key=key, path=path)

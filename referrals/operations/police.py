"""What the police record of a referral (SO-13, SO-32)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Basis, Case
from referrals import police
from referrals.models import CrimeReport, PoliceCategory, Referral, Report, System
from referrals.operations.telling import tell_role

_SAID = (
    *("number", "label", "crime_report", "crime_reference", "system", "report", "evidenced", "goes_to", "basis"),
    *("interview", "interview_because", "witness_support", "witness_support_because"),
)


def are_categorised(case: Case, *, at: datetime) -> bool:
    """Say whether the procedures ask the police for a category (SO-13)."""
    return "police_category" in case.profile_at(at).timescales


@transaction.atomic
def categorise(
    referral: Referral,
    *,
    number: int,
    crime_report: str,
    crime_reference: str,
    basis: str,
    by: User,
    at: datetime,
    goes_to: str = "",
    **more: str,
) -> PoliceCategory:
    """Record the category that the police give, with its crime reference; the one before is kept (SO-13, SO-32).

    ``more`` is what else the row keeps of it: system, report, evidenced, what was considered. The team is the
    procedures' own unless another is named (BR-3). Raises Refused where the borough's procedures know no categories
    or the facts do not go together, AlreadyDone where the newest says the same.
    """
    case = referral.case
    cases.hold_open(case)
    if not are_categorised(case, at=at):
        raise Refused("The procedures of this borough know no police categories.")
    profile = case.profile_at(at)
    facts = {"number": number, "label": profile.police_categories[number], "crime_report": crime_report, "basis": basis}
    facts |= {"crime_reference": crime_reference.upper(), "goes_to": goes_to or profile.police_teams[number], **more}
    category = PoliceCategory(referral=referral, recorded_at=at, recorded_by=by, **facts)
    _refuse_what_does_not_fit(category)
    newest = referral.categories.order_by("-pk").first()
    if newest and all(getattr(newest, name) == getattr(category, name) for name in _SAID):
        raise AlreadyDone("This category has been recorded.")
    category.save()
    deadlines.meet(case, "police_category", at=at, by=by, key=str(referral.pk))
    recording.record(Verb.POLICE_CATEGORISED, referral, by=by, at=at, reason=basis, detail={"category": number})
    tell_role(case, "co_ordinator", "The police have categorised a case", at=at, key=f"category-{category.pk}")
    return category


def _refuse_what_does_not_fit(category: PoliceCategory) -> None:
    is_crime = category.report == Report.CRIME
    if is_crime and police.wants_non_crime(number=category.number, evidenced=category.evidenced):
        raise Refused("Category 1 without direct evidence goes on a non-crime report.")
    if category.system == System.CRIS and category.crime_report == CrimeReport.CREATED:
        raise Refused("CRIS has taken no new reports since February 2024.")


def police_of(case: Case) -> QuerySet[Agency]:
    """Return the police of the authority that holds the case."""
    return Agency.objects.filter(authority=case.authority, kind=Kind.POLICE)


def open_to_police(case: Case, *, by: User, at: datetime, reason: str = "MASH and police decide jointly") -> None:
    """Let the police see the referral; as a rule, because they decide on it together with MASH (HO-2)."""
    sections = [Section.CASE, Section.REFERRAL]
    for police_force in police_of(case):
        access.open_to_agency(case, police_force, sections, by=by, at=at, reason=reason, basis=Basis.CRIME)


def start_category(referral: Referral, told: Agency, *, by: User, at: datetime) -> None:
    """Start the time for the category when it is the police who have been told and have given none yet (SO-13)."""
    if told.kind == Kind.POLICE and not referral.categories.exists():
        path = reverse("categorise", args=[referral.case.ref, referral.pk])
        key = str(referral.pk)
        deadlines.start(referral.case, "police_category", at=at, by=by, agency=told, key=key, path=path)

"""A row in every table of contact and MASH, for a case that has none of them from its story."""

from datetime import datetime, timedelta

from mase.cases import operations
from mase.cases.models import Case, Closure, Match, Outcome, Verdict
from mase.demo.cast import Cast
from referrals.models import (
    ContactPoint,
    Disclosure,
    EarlyHelp,
    EarlyHelpReview,
    ExternalReference,
    HouseholdMember,
    MashScreening,
    NrmReferral,
    PersonOfConcern,
    Place,
    PlaceKind,
    PlaceType,
    Priority,
    Referral,
    RequestLink,
    Route,
    RouteCode,
    RouteStep,
    TakenUp,
    Vehicle,
)


def fill(cast: Cast, case: Case, *, at: datetime) -> None:
    """Add a row of each kind, written by the social worker."""
    referral = case.referrals.latest("pk")
    recorded = {"recorded_at": at, "recorded_by": cast["worker"]}
    _around(referral)
    MashScreening.objects.create(
        referral=referral,
        priority=Priority.TODAY,
        checks_needed=True,
        reason="x",
        decided_at=at,
        decided_by=cast["mash"],
    )
    _link(cast, case, at=at)
    _routes(cast, case, at=at, **recorded)
    TakenUp.objects.create(
        referral=referral, manager_told_on=at, screen_again=False, strategy_indicated=False, reason="x", **recorded
    )
    Disclosure.objects.create(case=case, told_at=at, told_to="Her form tutor", **recorded)
    ExternalReference.objects.create(case=case, kind=ExternalReference.Kind.MERLIN, number="26PAC000001", **recorded)
    Closure.objects.create(
        case=case,
        closed_at=at,
        closed_by=cast["team"],
        outcome=Outcome.RISK_REDUCED,
        reason="x",
        reopened_at=at,
        reopened_by=cast["team"],
        reopened_because="x",
    )
    _match(cast, case, at=at)


def _around(referral: Referral) -> None:
    HouseholdMember.objects.create(referral=referral, name="Ms Hartwell", relationship="Mother")
    PersonOfConcern.objects.create(referral=referral, known_as="Taz")
    Place.objects.create(referral=referral, kind=PlaceKind.FIRST_MET, type=PlaceType.PARK)
    Vehicle.objects.create(referral=referral, description="A dark car")
    ContactPoint.objects.create(referral=referral, kind=ContactPoint.Kind.TELEPHONE, number="07700 900000")


def _link(cast: Cast, case: Case, *, at: datetime) -> None:
    RequestLink.objects.create(
        request=case.information_requests.latest("pk"),
        name="A practice manager",
        email="practice@made-up.example",
        secret_sha256="0" * 64,
        code_hash="x",
        sent_at=at,
        sent_by=cast["mash"],
        ends_at=at + timedelta(hours=72),
    )


def _routes(cast: Cast, case: Case, *, at: datetime, **recorded: object) -> None:
    began = {"began_at": at, "began_by": cast["worker"], "reason": "x"}
    route = Route.objects.create(case=case, code=RouteCode.TRAFFICKING, **began)
    RouteStep.objects.create(route=route, code="nrm", done_at=at, **recorded)
    NrmReferral.objects.create(case=case, made_on=at, reference="NRM-1", first_responder="Social care", **recorded)
    held = EarlyHelp.objects.create(case=case, lead_professional="Family worker", plan="x", **began)
    EarlyHelpReview.objects.create(early_help=held, held_on=at, finding="x", goes_on=True, **recorded)


def _match(cast: Cast, case: Case, *, at: datetime) -> None:
    other = Case.objects.create(child=case.child, authority=case.authority, opened_at=at)
    operations.restrict(other, by=cast["worker"], at=at, reason="Related to a colleague")
    Match.objects.create(
        case=other, other=case, verdict=Verdict.SAME, decided_at=at, decided_by=cast["mash"], decided_because="x"
    )

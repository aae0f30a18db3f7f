"""What the addresses of routes, trafficking, early help and new concerns name, for a case that has none of it."""

from datetime import datetime, timedelta
from typing import Any

from mase.agencies.roles import Section
from mase.cases import access, joining
from mase.cases.models import Case
from mase.cases.stages import Step
from mase.demo.cast import Cast
from referrals.models import EarlyHelp, NrmReferral, Referral, Route, RouteCode
from tests.factories import CaseFactory


def objects(cast: Cast, case: Case, *, at: datetime) -> dict[str, Any]:
    """Return for each of their addresses the row it names."""
    by = {"began_at": at, "began_by": cast["worker"], "reason": "x"}
    route = Route.objects.create(case=case, code=RouteCode.CARE_LEAVER, **by)
    helped = EarlyHelp.objects.create(case=case, lead_professional="x", plan="x", **by)
    nrm = NrmReferral.objects.create(
        case=case, made_on=at, reference="x", first_responder="x", recorded_at=at, recorded_by=cast["worker"]
    )
    again = joined(cast, case, at=at + timedelta(hours=1))
    how = {"by": cast["mash"], "at": at, "reason": "Test of the rights table"}
    access.open_to_person(again.case, cast["second.worker"], Section, **how)  # the worker of the case has it already
    return {
        **dict.fromkeys(("end_route", "record_step"), route),
        **dict.fromkeys(("review_early_help", "step_up"), helped),
        "decide_nrm": nrm,
        "take_up": again,
    }


def joined(cast: Cast, case: Case, *, at: datetime, concern: str = "Collected by the same car again.") -> Referral:
    """Return a referral about the same child that came in on a file of its own and was joined to this one."""
    later = CaseFactory(cast=cast, opened=cast, opened_at=at, child=case.child)
    referral = case.referrals.latest("pk")
    referral.pk, referral.case, referral.received_at, referral.concern = None, later, at, concern
    referral.draft_ref = f"again-{later.pk}"
    referral._state.adding = True
    referral.save()
    later.transitions.create(step=Step.REFERRED, at=at, by=cast["mash"])
    joining.same_child(later, case, reason="The same name and date of birth", by=cast["mash"], at=at)
    return referral

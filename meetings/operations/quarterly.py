"""The quarterly return: asked for at the quarter's end, and that it was issued (RE-9). The report lies elsewhere."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Authority, Membership, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Deadline
from meetings import quarters
from meetings.models import QuarterlyReturn
from meetings.quarters import Quarter

CODE = "quarterly_return"


@transaction.atomic
def ask(authority: Authority, *, at: datetime) -> None:
    """Start the clock of the quarter that ended last, once, however often or late this is called.

    Only that one: of quarters that passed while nobody looked the page shows which were not issued, and no clock is
    started that could only be late. An authority that had nobody in it when the quarter ended owes none for it.
    """
    quarter = quarters.last_ended(at)
    began = Membership.objects.filter(agency__authority=authority, begins_at__lte=quarter.ends_at)
    asked = Deadline.objects.filter(authority=authority, case=None, code=CODE, key=quarter.code)
    issued = QuarterlyReturn.objects.filter(authority=authority, quarter=quarter.code)
    if asked.exists() or issued.exists() or not began.exists():
        return
    path = reverse("issue_quarterly_return", args=[authority.code, quarter.code])
    deadlines.start(authority, CODE, at=at, by=None, key=quarter.code, path=path, runs_from=quarter.ends_at)


@transaction.atomic
def issue(
    authority: Authority, quarter: Quarter, *, issued_on: date, issued_to: str, note: str, by: User, at: datetime
) -> QuarterlyReturn:
    """Record that the return of a quarter that has ended was issued: on which day, to which body."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    if CODE not in authority.profile_at(at).timescales:
        raise Refused("In this authority no quarterly return is asked for.")
    if at <= quarter.ends_at:
        raise Refused("The quarter has not ended yet.")
    if issued_on <= quarter.last_day:
        raise Refused("The day it was issued must be after the end of the quarter.")
    if authority.quarterly_returns.filter(quarter=quarter.code).exists():
        raise AlreadyDone("The return of this quarter is recorded already.")
    facts = {"issued_on": issued_on, "issued_to": issued_to, "note": note}
    issued = authority.quarterly_returns.create(quarter=quarter.code, recorded_at=at, recorded_by=by, **facts)
    deadlines.meet(authority, CODE, at=at, by=by, key=quarter.code)
    recording.record(Verb.RETURN_ISSUED, issued, by=by, at=at, detail={"quarter": quarter.code})
    return issued

"""A child's file with a row in every table that belongs to a case, and an adult in the child's life."""

from datetime import date, datetime, timedelta

from mase.cases.models import Case, Conflict, Emergency
from mase.demo import preparations, stories
from mase.demo.cast import Cast
from mase.people.models import Person, Relationship
from meetings.models import Conference, HostNotice, How, Panel, Plan, StrategyMeeting, StrategyMove
from meetings.operations import planning
from riskscreening.models import PlanReview
from riskscreening.models.plans import NextForPlan
from riskscreening.operations import plans
from tests.cases import contact, met, screening
from tests.referrals import secret

DAY = timedelta(days=1)


def fill(cast: Cast, case: Case, panel: Panel, *, at: datetime) -> None:
    """Add to a case that pre-MASE has admitted whatever its story leaves out."""
    preparations.consult(cast, case, at=at + 16 * DAY)
    preparations.keep_up(cast, case, at=at + 17 * DAY)
    stories.circulate(cast, panel, at=at + 20 * DAY)
    stories.discuss(cast, case, at + 24 * DAY)
    secret.recorded(cast, case, at=at + 24 * DAY)
    _plan(cast, case, at=at + 25 * DAY)
    contact.fill(cast, case, at=at + 25 * DAY)
    screening.fill(cast, case, at=at + 25 * DAY)
    met.fill(cast, case, at=at + 25 * DAY)
    _enquire(cast, case.strategy_meetings.latest("pk"), at=at)
    adult = Person.objects.create(given_names="Devon", family_name="Hartwell-Older", address="9 Far Lane, SE1 7PB")
    Relationship.objects.create(
        child=case.child, adult=adult, kind=Relationship.Kind.PARENT, noted_at=at, noted_by=cast["worker"]
    )
    Emergency.objects.create(
        case=case, user=cast["worker"], need=Emergency.Need.DANGER, reason="x", opened_at=at, ends_at=at
    )


def know(user: object, child: Person, *, at: datetime) -> Conflict:
    """Let somebody have declared that they know the child."""
    named = {"names": child.name, "born_on": child.born_on, "relation": "Cousin"}
    return Conflict.objects.create(user=user, **named, declared_at=at, declared_by=user)


def _plan(cast: Cast, case: Case, *, at: datetime) -> None:
    meeting = planning.refer(
        case,
        reason="Plan",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at + 7 * DAY,
        by=cast["worker"],
        at=at,
    )
    planning.add_professional(meeting, name="Ms Adeyemi", role="Mentor", agency="School", by=cast["worker"], at=at)
    planning.add_strategy(
        meeting, text="Walk her to the bus", who="School", due_on=date(2026, 5, 1), by=cast["worker"], at=at
    )
    plans.review_safety_plan(
        case.safety_plans.latest("pk"),
        held_on=at.date(),
        took_part="All",
        what_changed="Little",
        decision=NextForPlan.CONTINUES,
        by=cast["worker"],
        at=at,
    )
    recorded = {"recorded_at": at, "recorded_by": cast["worker"]}
    PlanReview.objects.create(case=case, held_on=at.date(), plan_continues=True, note="Goes on", **recorded)


def _enquire(cast: Cast, meeting: StrategyMeeting, *, at: datetime) -> None:
    recorded = {"recorded_at": at, "recorded_by": cast["worker"]}
    moved = {"was_for": at, "was_at": "Room 1", "moved_at": at, "moved_by": cast["worker"], "reason": "Court"}
    StrategyMove.objects.create(meeting=meeting, **moved)
    posts = {"authority_post": "Duty manager", "police_post": "Lead", "how": How.TELEPHONE}
    HostNotice.objects.create(meeting=meeting, told_at=at, **posts, **recorded)
    Conference.objects.create(meeting=meeting, held_on=at.date(), plan=Plan.SEXUAL, **recorded)

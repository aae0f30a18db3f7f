"""A case's routes: begun, their steps recorded, ended; the national referral mechanism (SO-22, SO-23, SO-33, HO-14)."""

from datetime import date, datetime, time

from django.db import transaction
from django.urls import reverse

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.timescales.calendars import instant
from referrals.models import NrmDecision, NrmReferral, Route, RouteCode, RouteStep
from referrals.operations.starting import start_work
from referrals.routes import ROUTES
from referrals.steps import ANY, Description, Step

_ON_THE_ROUTE = frozenset(code for route in ROUTES.values() for code in route.timescales)
_MOVE = "host_move_notice"
NRM_SINCE = date(2009, 4, 1)  # there was no national referral mechanism before


@transaction.atomic
def begin(case: Case, code: RouteCode, *, reason: str, by: User, at: datetime, authority_named: str = "") -> Route:
    """Put the case on the route and start the time for its steps (SO-22, SO-23, SO-33, SO-35, RE-5).

    Raises AlreadyDone while it is on it, Refused while it is on one that excludes it: a child lives in one place.
    """
    cases.hold_open(case)
    running = {RouteCode(value) for value in case.routes.filter(ended_at=None).values_list("code", flat=True)}
    if code in running:
        raise AlreadyDone("The case is on this route already.")
    for other in sorted(running & ROUTES[code].not_with):
        raise Refused(f"End the other route first: {other.label}.")
    route = Route.objects.create(
        case=case, code=code, reason=reason, authority_named=authority_named, began_at=at, began_by=by
    )
    for timescale in ROUTES[code].timescales:
        _start(route, timescale, by=by, at=at)
    recording.record(Verb.ROUTE_BEGUN, route, by=by, at=at, reason=reason, detail={"route": code.value})
    return route


@transaction.atomic
def record_step(
    route: Route,
    code: str,
    *,
    done_at: datetime,
    contact: str = "",
    decision: str = "",
    note: str = "",
    planned_on: date | None = None,
    by: User,
    at: datetime,
) -> RouteStep:
    """Record that a step was done, when and with whom; what was recorded before stays (SO-22, SO-23, HO-14).

    Raises StepMissing for a step the route does not have, AlreadyDone where the same is recorded already, and Refused
    for a moment that has not come or lies before the case.
    """
    locked = _running(route)
    step = description(locked).step(code)
    if step is None or step.page:
        raise StepMissing("This is no step of the route.")
    _refuse_moment(locked.case, done_at, at=at)
    if planned_on and planned_on < timescales.london_day(at):
        raise Refused("A move that is past is a change of placement: record it as one.")
    facts = {"done_at": done_at, "contact": contact, "decision": decision, "note": note, "planned_on": planned_on}
    newest = locked.steps.filter(code=code).order_by("-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in facts.items()):
        raise AlreadyDone("This step has been recorded.")
    done = RouteStep.objects.create(route=locked, code=code, recorded_at=at, recorded_by=by, **facts)
    _meet(locked, step, by=by, at=at)
    _start_what_follows(done, step, by=by, at=at)
    recording.record(Verb.ROUTE_STEP_RECORDED, locked, by=by, at=at, detail={"step": code})
    return done


@transaction.atomic
def end(route: Route, *, because: str, by: User, at: datetime) -> None:
    """Take the case off the route, with the reason; what was still owed on it is no longer needed."""
    locked = _running(route)
    locked.ended_at, locked.ended_by, locked.ended_because = at, by, because
    locked.save(update_fields=["ended_at", "ended_by", "ended_because"])
    for code, key in _owed(locked):
        deadlines.withdraw(locked.case, code, at=at, by=by, reason=because, key=key)
    recording.record(Verb.ROUTE_ENDED, locked, by=by, at=at, reason=because)


@transaction.atomic
def new_information(case: Case, *, by: User, at: datetime) -> None:
    """Start the time to tell the independent reviewing officer where the child is looked after (SO-22)."""
    for route in case.routes.filter(ended_at=None).select_related("case__authority"):
        if "iro_notice" in description(route).timescales:
            _start(route, "iro_notice", by=by, at=at)


@transaction.atomic
def refer_nrm(
    case: Case, *, made_on: date, reference: str, first_responder: str, by: User, at: datetime
) -> NrmReferral:
    """Record the referral to the national referral mechanism (SO-33, HO-4); the other steps of the case go on."""
    cases.hold_open(case)
    if case.nrm_referrals.filter(reference=reference).exists():
        raise AlreadyDone("A referral with this reference has been recorded.")
    if not NRM_SINCE <= made_on <= timescales.london_day(at):
        raise Refused("The referral cannot have been made on that day.")
    referral = NrmReferral.objects.create(
        case=case,
        made_on=made_on,
        reference=reference,
        first_responder=first_responder,
        recorded_at=at,
        recorded_by=by,
    )
    route = case.routes.filter(code=RouteCode.TRAFFICKING, ended_at=None).first()
    if route:
        deadlines.meet(case, "nrm_referral", at=at, by=by, key=key_of(route))
    recording.record(Verb.NRM_REFERRED, referral, by=by, at=at)
    return referral


@transaction.atomic
def decide_nrm(referral: NrmReferral, decision: NrmDecision, *, decided_on: date, by: User, at: datetime) -> None:
    """Record the decision that is next: on reasonable grounds, then, after a positive one, on conclusive grounds.

    Raises AlreadyDone where no decision is awaited, Refused for a day before what it follows.
    """
    cases.hold_open(referral.case)
    locked = NrmReferral.objects.select_for_update(of=("self",)).select_related("case__authority").get(pk=referral.pk)
    which = awaited(locked)
    if which is None:
        raise AlreadyDone("No further decision of the national referral mechanism is awaited.")
    if not (locked.reasonable_grounds_on or locked.made_on) <= decided_on <= timescales.london_day(at):
        raise Refused("The decision cannot have been made on that day.")
    setattr(locked, which, decision)
    setattr(locked, f"{which}_on", decided_on)
    locked.save(update_fields=[which, f"{which}_on"])
    recording.record(Verb.NRM_DECIDED, locked, by=by, at=at, detail={"grounds": which, "decision": decision.value})


def awaited(referral: NrmReferral) -> str | None:
    """Return which decision comes next, by the name of its field, or None."""
    if referral.reasonable_grounds is None:
        return "reasonable_grounds"
    if referral.reasonable_grounds == NrmDecision.POSITIVE and referral.conclusive_grounds is None:
        return "conclusive_grounds"
    return None


def description(route: Route) -> Description:
    """Return what the catalogue says of the route."""
    return ROUTES[RouteCode(route.code)]


def key_of(route: Route) -> str:
    """Return what tells the deadlines of this route from others of the same timescale."""
    return f"route-{route.pk}"


def _running(route: Route) -> Route:
    cases.hold_open(route.case)
    locked = Route.objects.select_for_update(of=("self",)).select_related("case__authority").get(pk=route.pk)
    if locked.ended_at:
        raise AlreadyDone("The case is no longer on this route.")
    return locked


def _refuse_moment(case: Case, done_at: datetime, *, at: datetime) -> None:
    if done_at > at:
        raise Refused("A step is recorded when it has been done.")
    if timescales.london_day(done_at) < timescales.london_day(case.opened_at):
        raise Refused("A step of the route cannot lie before the day on which the case was opened.")


def _start(route: Route, code: str, *, by: User, at: datetime) -> None:
    path = reverse("routes", args=[route.case.ref])
    deadlines.start(route.case, code, at=at, by=by, key=key_of(route), path=path)


def _meet(route: Route, step: Step, *, by: User, at: datetime) -> None:
    """Meet the time of the step once every step of the route that shares it is done."""
    sharing = {one.code for one in description(route).steps if step.timescale and one.timescale == step.timescale}
    if not sharing - set(route.steps.values_list("code", flat=True)):
        for code, key in _owed(route):
            if code == step.timescale:
                deadlines.meet(route.case, code, at=at, by=by, key=key)


def _start_what_follows(done: RouteStep, step: Step, *, by: User, at: datetime) -> None:
    route = done.route
    if done.planned_on:
        key, path = f"{key_of(route)}-{done.pk}", reverse("routes", args=[route.case.ref])
        moves_at = max(instant(done.planned_on, time.min), at)
        deadlines.start(route.case, _MOVE, at=at, by=by, key=key, path=path, due_at=moves_at)
    code = step.starts.get(done.decision) or step.starts.get(ANY)
    if code in _ON_THE_ROUTE:
        _start(route, code, by=by, at=at)
    elif code:
        start_work(route.case, code, by=by, at=at)


def _owed(route: Route) -> list[tuple[str, str]]:
    """Return code and key of every deadline that runs because of this route."""
    key = key_of(route)
    running = route.case.deadlines.open().filter(code__in=[*_ON_THE_ROUTE, _MOVE]).values_list("code", "key")
    return [(code, its) for code, its in running if its == key or its.startswith(f"{key}-")]

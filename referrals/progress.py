"""How far the routes of a case have come, as the page shows them: what is done, what comes next, what is owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mase import timescales
from mase.cases import showing
from mase.cases.models import Case, Deadline
from mase.people.models import Person
from referrals.models import NrmReferral, Referral, Route, RouteCode, RouteStep
from referrals.routes import ROUTES
from referrals.steps import Description, Facts, Step

_HOST_NOTICE = "host_borough_notice"


@dataclass(frozen=True, kw_only=True)
class StepShown:
    """One step with what was recorded of it, and what is still owed."""

    step: Step
    rows: list[RouteStep]
    is_done: bool
    owed: showing.Owed | None = None
    decided: str = ""  # what the newest row decided, in words


@dataclass(frozen=True, kw_only=True)
class RouteShown:
    """One route of the case with its steps in order; the next is the first that is not done."""

    route: Route
    description: Description
    steps: list[StepShown]

    @property
    def next(self) -> StepShown | None:
        """Return the step that comes next, or None where all are done."""
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(step.is_done for step in self.steps)


def facts(case: Case, *, at: datetime) -> Facts:
    """Return what the newest referral and the child's file say that decides on routes and steps."""
    referral = case.referrals.order_by("-received_at", "-pk").first()
    age = _age(case.child, at=at)
    if referral is None:
        return Facts(age=age)
    return of_referral(referral, age=age)


def of_referral(referral: Referral, *, age: int | None) -> Facts:
    """Return what one referral says that decides on routes."""
    return Facts(
        placement=referral.placement,
        standing=referral.standing,
        form=referral.form,
        trafficking=referral.trafficking_suspected,
        age=age,
        responsible_authority=referral.responsible_authority,
    )


def routes_of(case: Case, *, at: datetime) -> list[RouteShown]:
    """Return the routes on which the case is, in the order in which they began (five queries, however many)."""
    routes = case.routes.filter(ended_at=None).select_related("began_by").prefetch_related("steps__recorded_by")
    found = list(routes.order_by("began_at", "pk"))
    known, nrm = facts(case, at=at), case.nrm_referrals.order_by("-made_on", "-pk").first()
    owed = list(case.deadlines.filter(code__in=_codes()).select_related("owner", "authority").order_by("due_at", "pk"))
    return [_shown(route, known, nrm, owed, at=at) for route in found]


def _age(child: Person, *, at: datetime) -> int | None:
    return child.age_on(timescales.london_day(at))


def _codes() -> set[str]:
    found = {step.timescale for route in ROUTES.values() for step in route.steps if step.timescale}
    return found | {_HOST_NOTICE}


def _shown(
    route: Route, known: Facts, nrm: NrmReferral | None, owed: Iterable[Deadline], *, at: datetime
) -> RouteShown:
    description = ROUTES[RouteCode(route.code)]
    rows: dict[str, list[RouteStep]] = {}
    for row in sorted(route.steps.all(), key=lambda row: -row.pk):
        rows.setdefault(row.code, []).append(row)
    known = known if "move_planned" not in rows else _with_move(known)
    key = f"route-{route.pk}"
    own = [deadline for deadline in owed if deadline.key == key or deadline.key.startswith(f"{key}-")]
    elsewhere = {"host_told": [one for one in owed if one.code == _HOST_NOTICE]}
    steps = [
        _step(step, rows.get(step.code, []), elsewhere.get(step.code, own), nrm, at=at)
        for step in description.open_steps(known)
    ]
    return RouteShown(route=route, description=description, steps=steps)


def _with_move(known: Facts) -> Facts:
    return Facts(**{**known.__dict__, "has_planned_move": True})


def _step(
    step: Step, rows: list[RouteStep], owed: list[Deadline], nrm: NrmReferral | None, *, at: datetime
) -> StepShown:
    code = _HOST_NOTICE if step.code == "host_told" else step.timescale
    its = [deadline for deadline in owed if code and deadline.code == code]
    running = [deadline for deadline in its if deadline.closed_at is None]
    if step.page:
        is_done = bool(its) and not running if step.code == "host_told" else _nrm_done(step, nrm)
    else:
        is_done = bool(rows) and all(deadline.started_at <= rows[0].recorded_at for deadline in running)
    waiting = running if not is_done else []
    shown = showing.deadlines(waiting[:1], at=at)
    decided = step.decisions.get(rows[0].decision, "") if rows else ""
    return StepShown(step=step, rows=rows, is_done=is_done, owed=shown[0] if shown else None, decided=decided)


def _nrm_done(step: Step, nrm: NrmReferral | None) -> bool:
    if step.code == "nrm_referred" or nrm is None:
        return nrm is not None
    return getattr(nrm, step.code) is not None

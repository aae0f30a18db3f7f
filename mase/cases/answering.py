"""Who answers for a child's file: at every moment somebody by name, whoever is away or has left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase import timescales
from mase.agencies.models import Leave, Membership, User
from mase.agencies.roles import ROLES
from mase.cases.models import Allocation, Case
from mase.cases.stages import Stage

_IN_MASH = ("mash_manager", "team_manager", "service_manager")
_HELD = ("co_ordinator", "mash_manager", "service_manager")
_IN_TEAM = ("team_manager", "assistant_team_manager", "service_manager", "mash_manager")
_ROLES: dict[Stage, tuple[str, ...]] = {
    **dict.fromkeys((Stage.MASH_CHECK, Stage.OUTCOME, Stage.AMBER, Stage.CLOSING), _IN_MASH),
    **dict.fromkeys((Stage.DATA_ONLY, Stage.EARLY_HELP), _HELD),
}


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Who answers, in what capacity."""

    name: str
    capacity: str

    def __str__(self) -> str:
        return f"{self.name}, {self.capacity}"


@dataclass(frozen=True, kw_only=True)
class Hands:
    """In whose hands an allocated case is: by name where that person is at work, nothing where they are not."""

    worker: str
    cover: str
    manager: str
    absent: str


def roles_of(stage: Stage) -> tuple[str, ...]:
    """Return the roles that answer for a case of this stage while no worker is there, in their order."""
    return _ROLES.get(stage, _IN_TEAM)


def answers(stage: Stage, *, hands: Hands | None, on_duty: Mapping[str, Sequence[str]]) -> Answers:
    """Return who answers for the file: the worker; else their cover, the manager behind them, the role on duty.

    Where a role has nobody on duty the next one answers; where none has, the role itself is named with whom to ring.
    """
    if hands and hands.worker:
        return Answers(name=hands.worker, capacity="social worker")
    if hands and hands.cover:
        return Answers(name=hands.cover, capacity=f"covers for {hands.absent}")
    if hands and hands.manager:
        return Answers(name=hands.manager, capacity=f"manager, while {hands.absent} is not there")
    for role in roles_of(stage):
        if names := on_duty.get(role):
            return Answers(name=" or ".join(names), capacity=_called(role))
    first = roles_of(stage)[0]
    return Answers(name=ROLES[first].label, capacity="nobody by name at present: ring social care")


def of(case: Case, allocation: Allocation | None, *, at: datetime) -> Answers:
    """Return who answers for this case at that moment (one query; three where the worker is not there)."""
    hands = _hands(case, allocation, at=at) if allocation else None
    if hands and (hands.worker or hands.cover or hands.manager):
        return answers(Stage(case.stage), hands=hands, on_duty={})
    return answers(Stage(case.stage), hands=hands, on_duty=_on_duty(case, at=at))


def _hands(case: Case, allocation: Allocation, *, at: datetime) -> Hands:
    worker, manager = allocation.worker, allocation.allocated_by
    there = _there(case, [worker, manager], at=at)
    cover = None if worker.pk in there else _cover(worker, at=at)
    there |= _there(case, [cover], at=at) if cover else set()
    return Hands(
        worker=_name(worker, there),
        cover=_name(cover, there),
        manager=_name(manager, there),
        absent=worker.name,
    )


def _cover(worker: User, *, at: datetime) -> User | None:
    leave = Leave.objects.on(timescales.london_day(at)).filter(user=worker).select_related("covered_by").first()
    return leave.covered_by if leave else None


def _name(person: User | None, there: set[int]) -> str:
    return person.name if person and person.pk in there else ""


def _there(case: Case, people: Sequence[User | None], *, at: datetime) -> set[int]:
    """Return which of these people hold a role in the authority and are not away."""
    held = _at_work(case, at=at).filter(user__in=[person for person in people if person])
    return set(held.values_list("user", flat=True))


def _on_duty(case: Case, *, at: datetime) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    held = _at_work(case, at=at).filter(role__in=roles_of(Stage(case.stage))).order_by("user__name", "pk")
    for role, name in held.values_list("role", "user__name"):
        found.setdefault(role, []).append(name)
    return found


def _at_work(case: Case, *, at: datetime) -> QuerySet[Membership]:
    away = Leave.objects.on(timescales.london_day(at))
    held = Membership.objects.at(at).filter(agency__authority=case.authority_id, user__is_active=True)
    return held.exclude(user__in=away.values("user"))


def _called(role: str) -> str:
    label = ROLES[role].label
    return label if label.startswith("MASH") else label[0].lower() + label[1:]

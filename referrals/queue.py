"""What is in the hands of MASH: the referrals of a person's authority that they may see, the most pressing first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases import access, showing
from mase.cases.models import Deadline
from mase.cases.queries import with_people
from mase.cases.stages import Stage
from mase.timescales.calendars import instant
from referrals import waiting
from referrals.models import Colour, InformationRequest, MashScreening, Outcome, Priority, Referral

CODES = ("mash_check", "rag_outcome", "amber_resolution", "referrer_notice")
COUNTED = 500  # what is more is not counted
A_PAGE = 25
_STAGES = (Stage.MASH_CHECK, Stage.OUTCOME, Stage.AMBER, Stage.CLOSING)
_RANKS = {Priority.NOW: 0, Priority.TODAY: 1}


class Group(TextChoices):
    """Why a referral is where it is in the queue; each is in one group."""

    DANGER = "danger", "In danger"
    OVERDUE = "overdue", "Overdue"
    TODAY = "today", "Due today"
    LATER = "later", "Later"
    AMBER = "amber", "Amber"
    POLICE = "police", "Waiting for the police’s agreement"
    REFERRER = "referrer", "Referrer to be told"


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """Somebody who has been asked and has not answered."""

    asked: str
    waited: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """One referral of the queue, with what is owed on it, the nearest first."""

    referral: Referral
    group: Group
    owed: list[showing.Owed]
    awaited: list[Awaited]
    decision: MashScreening | None
    proposal: Outcome | None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One page of the queue, and how much there is of each group."""

    rows: list[Row]
    counts: dict[Group, str]
    page: int
    has_more: bool

    @property
    def is_empty(self) -> bool:
        """Say whether nothing at all is in the hands of MASH."""
        return all(count == "0" for count in self.counts.values())

    @property
    def groups(self) -> list[tuple[Group, list[Row]]]:
        """Return the rows under their groups, in the order of the queue."""
        shown = list(dict.fromkeys(row.group for row in self.rows))
        return [(group, [row for row in self.rows if row.group is group]) for group in shown]


def desk(user: User, *, at: datetime, only: Group | None = None, page: int = 1) -> Desk:
    """Return a page of what is in the hands of MASH, for this person (nine queries however much there is)."""
    held = agency_access.holding(user, Permission.DESK_MASH, at=at)
    order = _order(police=not agency_access.holding(user, Permission.REFERRAL_CHECK, at=at))
    found = _in_hand(user, at=at).filter(case__authority__in={m.agency.authority_id for m in held})
    places = Case(*(When(group=group, then=Value(place)) for place, group in enumerate(order)), default=0)
    ranked = found.order_by(places, F("rank"), F("due_at").asc(nulls_last=True), "pk")
    keys = [(pk, Group(group)) for pk, group in ranked.values_list("pk", "group")[: COUNTED + 1]]
    wanted = [(pk, group) for pk, group in keys if only in (None, group)]
    shown = wanted[(page - 1) * A_PAGE : page * A_PAGE]
    return Desk(
        rows=_rows(shown, at=at),
        counts={group: _count(group, keys) for group in order},
        page=page,
        has_more=len(wanted) > page * A_PAGE,
    )


def _order(*, police: bool) -> list[Group]:
    """Return the groups as they press; what waits for the police stands first for them."""
    order = list(Group)
    if police:
        order.remove(Group.POLICE)
        order.insert(0, Group.POLICE)
    return order


def _count(group: Group, keys: list[tuple[int, Group]]) -> str:
    number = sum(1 for _, one in keys if one is group)
    return f"{number}+" if len(keys) > COUNTED and number else str(number)


def _in_hand(user: User, *, at: datetime) -> QuerySet[Any]:
    """Return the newest referral of each case that MASH still has work on, with the group it stands in."""
    newest = Referral.objects.filter(case=OuterRef("case")).order_by("-received_at", "-pk").values("pk")[:1]
    owed = Deadline.objects.open().filter(case=OuterRef("case"), code__in=CODES)
    standing = Outcome.objects.filter(referral=OuterRef("pk"), disputed_at=None).order_by("-pk")
    decisions = MashScreening.objects.filter(referral=OuterRef("pk")).order_by("-pk")
    in_mash = Q(case__stage__in=_STAGES) | Exists(owed.filter(code="referrer_notice"))
    found = Referral.objects.filter(in_mash, case__closed_at=None, pk=Subquery(newest))
    return found.filter(access.in_sight(user, at=at, needing=Permission.REFERRAL_ANSWERS)).annotate(
        due_at=Subquery(owed.filter(paused_at=None).order_by("due_at").values("due_at")[:1]),
        colour=Subquery(standing.values("colour")[:1]),
        waits=Exists(standing.filter(agreed_at=None)),
        priority=Subquery(decisions.values("priority")[:1]),
        in_danger=ExpressionWrapper(Q(immediate_danger=True) | Q(priority=Priority.NOW), BooleanField()),
        group=_group(at),
        rank=Case(*(When(priority=p, then=n) for p, n in _RANKS.items()), default=2, output_field=IntegerField()),
    )


def _group(at: datetime) -> Case:
    tomorrow = instant(timescales.london_day(at) + timedelta(days=1), time.min)
    ended = Q(colour__isnull=False, waits=False) & ~Q(colour=Colour.AMBER)
    which = [
        (ended, Group.REFERRER),
        (Q(in_danger=True), Group.DANGER),
        (Q(waits=True), Group.POLICE),
        (Q(colour=Colour.AMBER), Group.AMBER),
        (Q(due_at__lt=at), Group.OVERDUE),
        (Q(due_at__lt=tomorrow), Group.TODAY),
    ]
    return Case(*(When(where, then=Value(group.value)) for where, group in which), default=Value(Group.LATER.value))


def _rows(shown: list[tuple[int, Group]], *, at: datetime) -> list[Row]:
    """Return the rows of one page in their order (six queries)."""
    related = Referral.objects.select_related("case__child", "case__authority", "agency")
    found = related.prefetch_related("mash_screenings", "outcomes", "requests__agency")
    referrals = {one.pk: one for one in found.filter(pk__in=[pk for pk, _ in shown])}
    owed = _owed(referrals.values(), at=at)
    return [_row(referrals[pk], group, owed.get(referrals[pk].case_id, []), at=at) for pk, group in shown]


def _owed(referrals: Iterable[Referral], *, at: datetime) -> dict[int, list[showing.Owed]]:
    """Return what runs on each case: MASH's own deadlines and those of whoever was asked."""
    cases = [referral.case_id for referral in referrals]
    running = Deadline.objects.open().filter(case__in=cases, code__in=(*CODES, "information_reply"))
    found: dict[int, list[showing.Owed]] = {}
    for one in showing.deadlines(with_people(running).order_by("due_at", "pk"), at=at):
        found.setdefault(one.deadline.case_id, []).append(one)  # type: ignore[arg-type]
    return found


def _row(referral: Referral, group: Group, owed: list[showing.Owed], *, at: datetime) -> Row:
    late = {one.deadline.key for one in owed if one.deadline.code == "information_reply" and one.tone == "bad"}
    decisions = sorted(referral.mash_screenings.all(), key=lambda decision: decision.pk)
    return Row(
        referral=referral,
        group=group,
        owed=[one for one in owed if one.deadline.code in CODES],
        awaited=[_awaited(request, late, at=at) for request in referral.requests.all() if request.is_awaited],
        decision=decisions[-1] if decisions else None,
        proposal=next((outcome for outcome in referral.outcomes.all() if outcome.is_proposal), None),
    )


def _awaited(request: InformationRequest, late: set[str], *, at: datetime) -> Awaited:
    return Awaited(asked=request.asked, waited=waiting.since(request.asked_at, at=at), is_late=str(request.pk) in late)

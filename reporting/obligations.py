"""The board: what is open, by state, rule, person and agency, in any of their orders, page by page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from mase.agencies.roles import ROLES
from mase.cases import queries as cases
from mase.cases.models import Deadline

SHOWN_AT_ONCE = 50
COUNTED = 10_000  # no borough has as many open at once; beyond, a number says "at least"

STATES = {
    "overdue": "Overdue",
    "today": "Due today",
    "week": "Later this week",
    "later": "After this week",
    "paused": "Paused",
}
# Who answers is a person or, where nobody is named, everybody in a role.
_WHO = Coalesce(Cast("owner_id", CharField()), "owner_role")
_ROLE = Case(*(When(owner_role=code, then=Value(role.label)) for code, role in ROLES.items()), default=F("owner_role"))
_NAME = Coalesce("owner__name", _ROLE, output_field=CharField())
_SAID = {"due": Value(""), "rule": F("label"), "who": _NAME, "agency": F("agency__name")}


@dataclass(frozen=True, kw_only=True)
class Order:
    """By what the list is sorted, and which way; what is equal goes by when it is due."""

    by: str = "due"
    backwards: bool = False

    @property
    def code(self) -> str:
        """Return the order as an address holds it: "who", or "-who" for backwards."""
        return f"-{self.by}" if self.backwards else self.by


ORDERS = {order.code: order for by in _SAID for order in (Order(by=by), Order(by=by, backwards=True))}


@dataclass(frozen=True, kw_only=True)
class Place:
    """The row after which a page goes on."""

    said: str
    due_at: datetime
    pk: int


@dataclass(frozen=True, kw_only=True)
class Pile:
    """How many open deadlines share a rule, who answers for them, the agency and the state."""

    rule: str
    who: str
    name: str
    agency: str
    agency_name: str
    state: str
    number: int


def narrowed(found: QuerySet[Deadline], chosen: Mapping[str, str], *, at: datetime) -> QuerySet[Deadline]:
    """Return what is left of the deadlines with these choices of rule, who, agency and state."""
    conditions = {
        "rule": lambda code: Q(code=code),
        "who": _answered_by,
        "agency": lambda pk: Q(agency=pk),
        "state": lambda state: cases.states(at)[state],
    }
    kept = [condition(chosen[name]) for name, condition in conditions.items() if chosen.get(name)]
    return found.filter(*kept)


def page(found: QuerySet[Deadline], *, order: Order, after: Place | None = None) -> list[Deadline]:
    """Return the next rows in that order, one more than is shown at once."""
    return list(ordered(found, order=order).filter(_beyond(after, order))[: SHOWN_AT_ONCE + 1])


def ordered(found: QuerySet[Deadline], *, order: Order) -> QuerySet[Deadline]:
    """Return the deadlines in that order, each with ``said``, by which it is sorted."""
    sign = "-" if order.backwards else ""
    keyed = found.annotate(said=_SAID[order.by])
    return keyed.order_by(f"{sign}said", f"{sign}due_at", f"{sign}pk")


def piles(found: QuerySet[Deadline], *, at: datetime) -> list[Pile]:
    """Count the deadlines by rule, who answers, agency and state: one query, whatever is made of it."""
    counted = found.order_by("due_at", "pk").values("pk")[: COUNTED + 1]
    state = Case(*(When(condition, then=Value(name)) for name, condition in cases.states(at).items()))
    rows = Deadline.objects.filter(pk__in=counted).annotate(who=_WHO, name=_NAME, state=state)
    grouped = rows.values_list("code", "who", "name", "agency", "agency__name", "state").annotate(number=Count("pk"))
    return [
        Pile(rule=code, who=who, name=name, agency=str(agency), agency_name=of, state=state, number=number)
        for code, who, name, agency, of, state, number in grouped.order_by()
    ]


def chosen_of(found: Iterable[Pile], chosen: Mapping[str, str]) -> list[Pile]:
    """Return the piles that fit these choices."""
    wanted = [(name, value) for name, value in chosen.items() if value]
    return [pile for pile in found if all(getattr(pile, name) == value for name, value in wanted)]


def numbers(found: Iterable[Pile], *by: str) -> Counter:
    """Return how many there are of each value, or combination of values, of these attributes of a pile."""
    counted: Counter = Counter()
    for pile in found:
        counted[tuple(getattr(pile, name) for name in by)] += pile.number
    return counted


def in_figures(number: int, *, of: int) -> str:
    """Write a number that was counted; where not all could be counted it is a least number: "1,204+"."""
    return f"{number:,}{'+' if of > COUNTED else ''}"


def _answered_by(who: str) -> Q:
    return Q(owner=who) if who.isdecimal() else Q(owner=None, owner_role=who)


def _beyond(place: Place | None, order: Order) -> Q:
    if place is None:
        return Q()
    way = "lt" if order.backwards else "gt"
    same_moment = Q(due_at=place.due_at) & Q((f"pk__{way}", place.pk))
    same_said = Q(said=place.said) & (Q((f"due_at__{way}", place.due_at)) | same_moment)
    return Q((f"said__{way}", place.said)) | same_said

"""What a step of a route is, and the facts about a child that decide which apply. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mase.people.models import Answer
from referrals.models import Form, Placement, RouteCode, Standing

ANY = ""  # whatever was decided
WORKER = "Social worker"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of the child and decides which routes fit and which steps apply."""

    placement: str = Placement.NOT_KNOWN
    standing: str = Standing.NOT_KNOWN
    form: str = Form.PROFESSIONAL
    trafficking: str = Answer.NOT_KNOWN
    age: int | None = None
    responsible_authority: str = ""
    has_planned_move: bool = False


def _always(facts: Facts) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: what is done, by whom, and what is asked of whoever records it.

    ``contact``, ``note`` and ``planned`` are the questions; where one is empty it is not asked. ``timescale`` is met
    when every step of the route with that timescale is done; ``starts`` names for a decision the time that begins.
    ``page`` is where the work is done instead.
    """

    code: str
    label: str
    hint: str
    who: str = WORKER
    contact: str = ""
    decisions: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    planned: str = ""
    timescale: str = ""
    starts: Mapping[str, str] = field(default_factory=dict)
    page: str = ""
    applies: Callable[[Facts], bool] = _always


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a route is for, by which rules, with its steps in order and the people to involve."""

    rules: tuple[str, ...]
    purpose: str
    steps: tuple[Step, ...]
    people: tuple[str, ...]
    timescales: tuple[str, ...]
    not_with: frozenset[RouteCode] = frozenset()

    def step(self, code: str) -> Step | None:
        """Return the step of that code, or None."""
        return next((step for step in self.steps if step.code == code), None)

    def open_steps(self, facts: Facts) -> list[Step]:
        """Return the steps that apply to this child, in order."""
        return [step for step in self.steps if step.applies(facts)]

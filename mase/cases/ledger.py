"""What a deadline's ledger says about it. Pure: the row never holds anything that its events do not give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from mase.cases.models import Happening


class Line(Protocol):
    """What is read of an event."""

    kind: str
    at: datetime
    due_at: datetime
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class State:
    """Where a deadline stands: who answers by name, when it is due, and what became of it."""

    due_at: datetime
    owner_id: int | None
    breached_at: datetime | None = None
    paused_at: datetime | None = None
    closed_at: datetime | None = None
    closed_as: str | None = None


_ENDINGS = frozenset({Happening.MET, Happening.WAIVED, Happening.WITHDRAWN})


def derive(events: Iterable[Line]) -> State:
    """Return the state that follows from the events in their order; raise ValueError where none started it."""
    first, *others = events
    if first.kind != Happening.STARTED:
        raise ValueError(f"a ledger begins with the start, not with {first.kind}")
    state = State(due_at=first.due_at, owner_id=first.owner_id)
    for event in others:
        state = _after(state, event)
    return state


def _after(state: State, event: Line) -> State:
    match event.kind:
        case Happening.HANDED_OVER:
            return replace(state, owner_id=event.owner_id)
        case Happening.MOVED:
            return replace(state, due_at=event.due_at)
        case Happening.PAUSED:
            return replace(state, paused_at=event.at)
        case Happening.RESUMED:
            return replace(state, paused_at=None, due_at=event.due_at)
        case Happening.BREACHED:
            return replace(state, breached_at=event.due_at)
        case kind if kind in _ENDINGS:
            return replace(state, paused_at=None, closed_at=event.at, closed_as=kind)
    return state  # a reminder and an escalation tell people, and change nothing

"""Whether a meeting can decide: the agencies it needs, and who chairs it now. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, kw_only=True)
class Attender:
    """Somebody who came: for which kind of agency, whether as a chair, and when they left."""

    name: str
    kind: str
    chairs: bool
    left_at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """Which kinds of agency are still needed, who chairs, which chairs have left, and how many there should be."""

    missing: tuple[str, ...]
    chairing: tuple[str, ...]
    chairs_gone: tuple[tuple[str, time], ...]
    chairs_asked: int

    @property
    def holds(self) -> bool:
        """Say whether every agency that is needed is there, and somebody chairs."""
        return not self.missing and bool(self.chairing)

    @property
    def chairs_short(self) -> int:
        """Return how many of the chairs are not there, where somebody chairs."""
        return max(self.chairs_asked - len(self.chairing), 0) if self.chairing else 0


def of(needed: Sequence[str], attenders: Iterable[Attender], *, chairs_asked: int) -> Quorum:
    """Return how the meeting stands: who has left counts no more, for their agency or as a chair (SO-25, RE-1)."""
    came = list(attenders)
    here = [attender for attender in came if attender.left_at is None]
    chairs = [attender for attender in came if attender.chairs]
    return Quorum(
        missing=_missing(needed, {attender.kind for attender in here}),
        chairing=tuple(chair.name for chair in chairs if chair.left_at is None),
        chairs_gone=tuple((chair.name, chair.left_at) for chair in chairs if chair.left_at is not None),
        chairs_asked=chairs_asked,
    )


def _missing(needed: Sequence[str], kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(kind for kind in needed if kind not in kinds)

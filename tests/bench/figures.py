"""Figures of a benchmark: what was measured beside what it may be."""

import sys
from dataclasses import dataclass, field


@dataclass
class Figures:
    """The figures of one run; `missed` once one of them is not what it may be."""

    missed: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Print something measured that has no limit."""
        sys.stdout.write(f"      {text}\n")

    def at_most(self, limit: float, measured: float, what: str) -> None:
        """Print a figure that may be no more than the limit."""
        self._print(what, measured, f"at most {limit:g}", kept=measured <= limit)

    def at_least(self, limit: float, measured: float, what: str) -> None:
        """Print a figure that may be no less than the limit."""
        self._print(what, measured, f"at least {limit:g}", kept=measured >= limit)

    def _print(self, what: str, measured: float, limit: str, *, kept: bool) -> None:
        sys.stdout.write(f"{'ok    ' if kept else 'MISSED'}{what}: {measured:.3g} ({limit})\n")
        if not kept:
            self.missed.append(what)

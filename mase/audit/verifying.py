"""Verifying: whether the trail is still what was sealed, and the seals still what was known of them outside.

Every finding names batches and numbers of events, never what an event says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mase.audit import batches
from mase.audit.batches import Batch, Moments
from mase.audit.heads import Head
from mase.audit.models import Event, Seal

_AT_ONCE = 5_000
_NAMED = 10
_STEPS_BACK = 5.0  # seconds by which a clock that is set right may jump


@dataclass
class Report:
    """What was read, what is not as it was sealed, and what somebody should explain."""

    seals: int = 0
    events: int = 0
    unsealed: int = 0
    findings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Chain:
    """Where the chain stands: the seal before the next one, and when the run of sealing before that seal's closed."""

    number: int = 0
    last_event: int = 0
    head: str = ""
    sealed_at: float = 0.0
    before: float = 0.0

    def follow(self, seal: Seal) -> None:
        """Stand behind this seal."""
        at = seal.sealed_at.timestamp()
        if at != self.sealed_at:
            self.before, self.sealed_at = self.sealed_at, at
        self.number, self.last_event, self.head = seal.number, seal.last_event, seal.head


def verify(known: Iterable[Head] = ()) -> Report:
    """Compare the events with their seals, the seals with each other, and both with heads known from outside."""
    report, chain = Report(), _Chain()
    stray = Event.objects.filter(pk__lt=1).count()
    if stray:
        report.findings.append(f"Before batch 1: {_events(stray)} with numbers below 1, which are never given away.")
    for run in _runs():
        for seal, rows in _with_rows(run):
            _check_chain(report, chain, seal)
            chain.follow(seal)
            _check_events(report, chain, seal, rows)
            report.seals += 1
    report.unsealed = Event.objects.filter(pk__gt=chain.last_event).count()
    report.findings += _missing_outside(known)
    return report


def _runs() -> Iterator[list[Seal]]:
    """Return all seals in their order, together those whose events follow each other, some thousands at most."""
    number = 0
    while found := list(Seal.objects.filter(number__gt=number).order_by("number")[:_AT_ONCE]):
        run = found[:1]
        for seal in found[1:]:
            if seal.first_event != run[-1].last_event + 1:
                yield run
                run = []
            run.append(seal)
        yield run
        number = found[-1].number


def _with_rows(run: list[Seal]) -> Iterator[tuple[Seal, list[bytes]]]:
    """Return each seal of the run with the text of the events in its range, read from the database in one go."""
    rows = batches.rows(run[0].first_event, run[-1].last_event)
    ahead = next(rows, None)
    for seal in run:
        own = []
        while ahead is not None and batches.number(ahead) <= seal.last_event:
            own.append(ahead)
            ahead = next(rows, None)
        yield seal, own


def _check_chain(report: Report, chain: _Chain, seal: Seal) -> None:
    name = f"Batch {seal.number}"
    if seal.number != chain.number + 1:
        report.findings.append(f"Batch {chain.number + 1} is missing: batch {seal.number} comes after {chain.number}.")
    if seal.first_event != chain.last_event + 1:
        report.findings.append(
            f"{name} begins with event {seal.first_event}, though event {chain.last_event + 1} comes next."
        )
    batch = Batch(seal.first_event, seal.last_event, seal.count, seal.digest)
    if seal.head != batches.head(chain.head, number=seal.number, batch=batch, at=seal.sealed_at):
        report.findings.append(f"{name}: its head does not follow from batch {chain.number} and what it says itself.")


def _check_events(report: Report, chain: _Chain, seal: Seal, rows: list[bytes]) -> None:
    name = f"Batch {seal.number} (events {seal.first_event} to {seal.last_event})"
    if len(rows) < seal.count:
        report.findings.append(f"{name}: {_events(seal.count - len(rows))} of {seal.count} deleted.")
    elif len(rows) > seal.count:
        report.findings.append(f"{name}: {_events(len(rows) - seal.count)} inserted beside the {seal.count} sealed.")
    elif batches.digest(rows) != seal.digest:
        report.findings.append(f"{name}: not the events that were sealed: changed, or put in another order.")
    report.events += len(rows)
    moments = [batches.moments(row) for row in rows]
    _check_clock(report, name, [moment.event for moment in moments if moment.differ], "the times of act and row differ")
    jumped = [moment.event for moment in moments if not _fits(moment, chain)]
    _check_clock(report, name, jumped, "recorded at a time when another batch was open")


def _check_clock(report: Report, name: str, events: list[int], what: str) -> None:
    if events:
        more = f" and {len(events) - _NAMED} more" if len(events) > _NAMED else ""
        numbers = ", ".join(map(str, events[:_NAMED]))
        report.warnings.append(f"{name}: {what}, so a clock was wrong or set back: event {numbers}{more}.")


def _fits(moment: Moments, chain: _Chain) -> bool:
    return chain.before - _STEPS_BACK <= moment.recorded_at <= chain.sealed_at + _STEPS_BACK


def _missing_outside(known: Iterable[Head]) -> Iterator[str]:
    for head in known:
        found = Seal.objects.filter(number=head.number).values_list("head", flat=True).first()
        if found is None:
            yield f"Batch {head.number} is known outside, but not here: its seal was removed."
        elif not head.fits(found):
            yield f"Batch {head.number}: its head is not the one known outside: the chain was written anew."


def _events(number: int) -> str:
    return f"{number} event{'' if number == 1 else 's'}"

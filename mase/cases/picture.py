"""The pathway of one case as a picture: what is done, where the case stands, what is due, what waits for what (ALL-1).

Pure. Whether a station is open is asked of ``pathway`` and ``gates``, where the refusals come from.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import TextChoices

from mase.agencies.roles import Permission
from mase.cases import gates, parts, pathway
from mase.cases.gates import Gate
from mase.cases.models import Transition
from mase.cases.showing import Owed
from mase.cases.stages import Stage, Step
from mase.cases.stops import WITH_A_STOP, Stop, stops
from mase.profiles import CaseReview, Profile

_TAKES_BACK = {Step.MAP_CANCELLED: Step.MAP_REFERRED, Step.SEPARATED: Step.JOINED}


class State(TextChoices):
    """How a station stands, with the words that a page prints."""

    DONE = "done", "Done"
    OPEN = "open", "Possible now"
    WAITING = "waiting", "Waiting"
    SPARED = "spared", "Not needed"
    VEILED = "veiled", "Not shown to you"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a station waits, is not needed, or on what condition: in words, with the rule and the right to know it.

    A gate is the borough's own; the others are the order of the one pathway.
    """

    words: str
    rule: str
    needs: Permission
    gate: bool = False

    def __str__(self) -> str:
        """Return the words with their rule, which no line break parts from the word before it."""
        return f"{self.words} (rule\N{NO-BREAK SPACE}{self.rule})"


@dataclass(frozen=True, kw_only=True)
class Station:
    """One station: its state, whether the case stands there, what happened there last, why it is so, what is due.

    ``shows`` is what its state tells, so who has no right to one of these learns only whether the case stands there.
    """

    stop: Stop
    title: str
    state: State
    here: bool
    last: Transition | None
    reasons: tuple[Reason, ...]
    note: Reason | None
    dues: tuple[Owed, ...]
    shows: frozenset[Permission]

    @property
    def word(self) -> str:
        """Return the state in words; what is due, or where the case stands, is to be done rather than possible."""
        if self.state is not State.OPEN:
            return self.state.label
        return "Overdue" if self.late else "To be done" if self.here or self.dues else self.state.label

    @property
    def begun(self) -> Transition | None:
        """Return the step that began the station or reopened it, while it is not done."""
        return self.last if self.last and self.last.step not in self.stop.ends else None

    @property
    def gated(self) -> bool:
        """Say whether a gate of the borough is shut here."""
        return self.state is State.WAITING and any(reason.gate for reason in self.reasons)

    @property
    def late(self) -> bool:
        """Say whether something here is overdue."""
        return any(due.tone == "bad" for due in self.dues)


@dataclass(frozen=True)
class _Facts:
    """What the stations are derived from; ``at_last`` tells for each step where in the history it stands last."""

    profile: Profile
    stage: Stage
    history: Sequence[Transition]
    owed: Sequence[Owed]

    @property
    def steps(self) -> list[Step]:
        return [Step(row.step) for row in self.history]

    @property
    def done(self) -> frozenset[Step]:
        return frozenset(self.steps)

    @property
    def closed_at_mash(self) -> bool:
        """Say whether the case ends, or has ended, with a blue or green outcome."""
        return pathway.stage_of(step for step in self.steps if step is not Step.CLOSED) is Stage.CLOSING

    @property
    def standing(self) -> "_Facts":
        """Return the same without what was taken back, a planning meeting or a join: what was before stands again."""
        history = list(self.history)
        for row in [row for row in history if row.step in _TAKES_BACK]:
            place, taken = history.index(row), _TAKES_BACK[Step(row.step)]
            before = [n for n, other in enumerate(history[:place]) if other.step == taken]
            history = [other for n, other in enumerate(history) if n not in (place, *before[-1:])]
        return replace(self, history=history)

    def last(self, steps: Iterable[Step]) -> int:
        """Return the place of the last of these steps in the history, or -1."""
        wanted = set(steps)
        return max((place for place, row in enumerate(self.history) if row.step in wanted), default=-1)


def stations(history: Sequence[Transition], owed: Sequence[Owed], *, stage: Stage, profile: Profile) -> list[Station]:
    """Return the whole pathway, from the case's steps, oldest first, and its open deadlines.

    A deadline that belongs to no station of its own stands where the case stands.
    """
    facts = _Facts(profile=profile, stage=stage, history=history, owed=owed)
    return [_station(stop, facts) for stop in stops(profile)]


def seen(found: Iterable[Station], *, may: Callable[[Permission], bool], sees: Callable[[Owed], bool]) -> list[Station]:
    """Return the pathway as far as the reader may know it: where the case stands is for everybody in the case."""
    return [_seen(station, may=may, sees=sees) for station in found]


def in_words(found: Sequence[Station]) -> str:
    """Return the picture in sentences: how far, where, what is most urgent, which gates of the borough are shut."""
    known = [station for station in found if station.state is not State.VEILED]
    done = sum(station.state is State.DONE for station in known)
    open_to_you = " that are open to you" if len(known) < len(found) else ""
    sentences = [f"{done} of {len(known)} steps{open_to_you} done."]
    sentences += [f"The case stands at: {station.title}." for station in found if station.here]
    dues = sorted((due for station in found for due in station.dues), key=lambda due: due.deadline.due_at)
    late = [due.deadline.label for due in dues if due.tone == "bad"]
    if late:
        sentences.append(f"Overdue: {'; '.join(late)}.")
    elif dues:
        sentences.append(f"Next: {dues[0].deadline.label} ({dues[0].left.lower()}).")
    return " ".join(sentences + _shut_gates(found))


def _shut_gates(found: Sequence[Station]) -> list[str]:
    """Name each shut gate once, with all that waits behind it."""
    behind: dict[str, list[str]] = {}
    for station in found:
        for reason in station.reasons:
            if station.gated and reason.gate:
                behind.setdefault(f"Waiting for {reason}", []).append(station.title)
    return [f"{gate}: {', '.join(titles)}." for gate, titles in behind.items()]


def _station(stop: Stop, facts: _Facts) -> Station:
    here, done = facts.stage in stop.stages, _is_done(stop, facts)
    told = facts.standing if done else facts
    spared = None if done or here else _spared(stop, facts)
    reasons = () if done else (spared,) if spared else _waits(stop, facts)
    state = State.DONE if done else State.SPARED if spared else State.WAITING if reasons else State.OPEN
    place = told.last(stop.steps)
    return Station(
        stop=stop,
        title=_words(stop.title, facts),
        state=state,
        here=here,
        last=told.history[place] if place >= 0 else None,
        reasons=reasons,
        note=_note(stop, facts) if state in (State.OPEN, State.WAITING) else None,
        dues=tuple(owed for owed in facts.owed if _belongs(owed.deadline.code, stop, here=here)),
        shows=frozenset({stop.needs}) if done or here else _shown_by(stop, spared, facts),
    )


def _is_done(stop: Stop, facts: _Facts) -> bool:
    """A stop is done while it ended after whatever leads to it: a new screening asks for new signatures."""
    if not stop.ends:
        return facts.stage is Stage.CLOSED and bool(_LEAD_TO_REVIEW & facts.done)
    leads = {step for end in stop.ends for step in pathway.REQUIRES.get(end, ())} | set(stop.reopens)
    return facts.standing.last(stop.ends) > facts.standing.last(leads)


def _spared(stop: Stop, facts: _Facts) -> Reason | None:
    """Return why this stop will not be reached, where that has been decided."""
    if facts.closed_at_mash:
        colour = Step(facts.history[facts.last([Step.BLUE, Step.GREEN])].step)
        return _reason(_lower(colour.label), "HO-3", colour)
    if facts.stage is Stage.CLOSED:
        return _reason("the case was closed without it", "ALL-4", Step.CLOSED)
    if elsewhere := _ELSEWHERE.get(facts.stage):
        return Reason(words=elsewhere[0], rule=elsewhere[1], needs=Permission.CASE_VIEW)
    again = facts.last([Step.STRATEGY_HELD, Step.FORM_SUBMITTED])
    after_panel = stop.name == "map" and gates.shut(Step.MAP_REFERRED, facts.done, profile=facts.profile)
    if facts.last([Step.WITHOUT_MASE]) > again and (stop.name in ("form", "pre_mase", "mase") or after_panel):
        words = _words("the strategy meeting decided that no {panel} form is needed", facts)
        return _reason(words, "HO-9", Step.WITHOUT_MASE)
    if facts.last([Step.DECLINED]) > max(again, facts.last([Step.ADMITTED])) and (stop.name == "mase" or after_panel):
        words = _words("pre-{panel} did not accept the child onto the cohort", facts)
        return _reason(words, "HO-16", Step.DECLINED)
    if facts.last([Step.LEFT_LIST]) > max(again, facts.last([Step.ADMITTED])) and (stop.name == "mase" or after_panel):
        return _reason(_words("the child was taken off the {panel} list", facts), "SO-28", Step.LEFT_LIST)
    return None


def _waits(stop: Stop, facts: _Facts) -> tuple[Reason, ...]:
    """Return what has to happen before the next step here would not be refused."""
    step = _next_step(stop, facts)
    if step is None:
        return _waits_for_review(stop, facts)
    missing = pathway.missing_for(step, facts.steps)
    owed = [owed.deadline.code for owed in facts.owed]
    gate = gates.shut(step, facts.done, profile=facts.profile, owed=owed)
    found = [_reason(_words(_NOUNS[missing], facts), _RULES.get(step, "ALL-1"), missing)] if missing else []
    return tuple(found + ([_of_gate(gate)] if gate else []))


def _next_step(stop: Stop, facts: _Facts) -> Step | None:
    """Return the step that is to be taken next at this stop, or None where none ever is."""
    if stop.begins and facts.last([stop.begins]) <= facts.last((*stop.ends, *stop.reopens)):
        return stop.begins
    return stop.ends[0] if stop.ends else None


# Steps whose own rule says what comes before them; for the others it is the one pathway.
_RULES = {
    Step.SHARING_STARTED: "SO-11",
    Step.ALLOCATED: "HO-3",
    Step.SIGNED_OFF: "SO-29",
    Step.FORM_SUBMITTED: "BA-4",
    Step.ADMITTED: "HO-16",
    Step.DISCUSSED: "HO-16",
}
# What a station waits for, by the step that is missing.
_NOUNS = {
    Step.REFERRED: "the referral",
    Step.SHARING_STARTED: "information sharing",
    Step.RED: "outcome red",
    Step.CLOSED: "the case to be open",
    Step.JOINED: "social care, which has taken it up",
    Step.EARLY_HELP: "early help",
    Step.ALLOCATED: "a social worker",
    Step.SCREENED: "the completed screening",
    Step.SIGNED_OFF: "the signed screening",
    Step.STRATEGY_CONVENED: "a date for the strategy meeting",
    Step.MAP_REFERRED: "a date for the {map}",
    Step.FORM_SUBMITTED: "the {panel} form",
    Step.ADMITTED: "acceptance at pre-{panel}",
}
# Stages from which the pathway does not go on, why, and the rule; nobody learns from it whether a child was known.
_ELSEWHERE = {
    Stage.JOINED: ("social care has taken it up", "SO-21"),
    Stage.DATA_ONLY: ("it was sent for the record only", "RE-4"),
}
_LEAD_TO_REVIEW = frozenset({Step.WITHOUT_MASE, Step.DECLINED, Step.DISCUSSED, Step.LEFT_LIST})


def _waits_for_review(stop: Stop, facts: _Facts) -> tuple[Reason, ...]:
    """A plan may run, and be reviewed, before the panel has spoken."""
    running = any(owed.deadline.code in stop.timescales for owed in facts.owed)
    if running or _LEAD_TO_REVIEW & facts.done:
        return ()
    words = _words("the discussion at {panel}, or the decision that there is none", facts)
    return (Reason(words=words, rule="ALL-1", needs=Permission.CASE_VIEW),)


def _note(stop: Stop, facts: _Facts) -> Reason | None:
    """Return the condition on which the borough lets this stop happen."""
    step = _next_step(stop, facts)
    if step and (gate := gates.asks_why(step, facts.done, profile=facts.profile)):
        return replace(_of_gate(gate), words=f"Without {gate.words} it needs the reason")
    if stop.name == "mase" and facts.profile.pathway.case_review is CaseReview.BY_EXCEPTION:
        words = _words("{panel} looks at single cases by exception", facts)
        return Reason(words=words, rule="SO-34", needs=Permission.CASE_VIEW)
    return None


def _belongs(timescale: str, stop: Stop, *, here: bool) -> bool:
    return timescale in stop.timescales or (here and timescale not in WITH_A_STOP)


def _shown_by(stop: Stop, spared: Reason | None, facts: _Facts) -> frozenset[Permission]:
    """Return the rights to what can be told from the state of a stop that is not done."""
    step = _next_step(stop, facts)
    if step is None:
        return frozenset({stop.needs, *map(parts.deadline_needs, stop.timescales)})
    looked_at = frozenset(pathway.REQUIRES.get(step, ())) | gates.LOOKS_AT.get(step, frozenset())
    known_by = {spared.needs} if spared else {parts.step_needs(other) for other in looked_at}
    return frozenset({stop.needs} | known_by)


def _seen(station: Station, *, may: Callable[[Permission], bool], sees: Callable[[Owed], bool]) -> Station:
    dues = tuple(due for due in station.dues if sees(due))
    if not all(map(may, station.shows)):
        return replace(station, state=State.VEILED, last=None, reasons=(), note=None, dues=dues)
    note = station.note if station.note and may(station.note.needs) else None
    last = station.last if station.last and may(parts.step_needs(Step(station.last.step))) else None
    reasons = tuple(reason for reason in station.reasons if may(reason.needs))
    return replace(station, last=last, reasons=reasons, note=note, dues=dues)


def _reason(words: str, rule: str, step: Step) -> Reason:
    return Reason(words=words, rule=rule, needs=parts.step_needs(step))


def _of_gate(gate: Gate) -> Reason:
    return replace(_reason(gate.words, gate.rule, gate.step), gate=gate.of_borough)


def _words(text: str, facts: _Facts) -> str:
    return text.format(panel=facts.profile.wording.panel, map=facts.profile.wording.map)


def _lower(label: str) -> str:
    """Put a label into the middle of a sentence; MASE stays MASE."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]

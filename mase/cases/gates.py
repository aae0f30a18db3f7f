"""What a borough asks for before a step, beyond the order that every borough shares (``pathway.REQUIRES``). Pure.

The operations that take these steps refuse by the same facts; tests hold the two together.
"""

from collections.abc import Collection
from dataclasses import dataclass

from mase.cases.stages import Step
from mase.profiles import MapOrder, Profile, StrategyBeforePanel

# A case does not close while one of these is owed: its referrer waits to be told.
OWED_TO_THE_REFERRER = frozenset({"rag_outcome", "amber_resolution", "referrer_notice"})
MEETINGS = frozenset({Step.STRATEGY_HELD, Step.MAP_HELD})
# What the gates before a step look at, shut or open.
LOOKS_AT: dict[Step, frozenset[Step]] = {
    Step.FORM_SUBMITTED: MEETINGS,
    Step.DISCUSSED: MEETINGS,
    Step.MAP_REFERRED: frozenset({Step.DISCUSSED}),
    Step.CLOSED: frozenset({Step.REFERRED}),
}


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What has to happen first, in words, the rule that says so, and the step that would open the gate.

    Some stand in some boroughs only, or elsewhere in others.
    """

    words: str
    rule: str
    step: Step
    of_borough: bool = True


def shut(step: Step, done: Collection[Step], *, profile: Profile, owed: Collection[str] = ()) -> Gate | None:
    """Return the gate that keeps this step from happening now, or None; ``owed`` are the codes of open deadlines."""
    if step is Step.MAP_REFERRED:
        return _panel_first(done, profile=profile)
    if step is Step.CLOSED and OWED_TO_THE_REFERRER & set(owed):
        return Gate(words="word to the referrer", rule="ALL-4", step=Step.REFERRED, of_borough=False)
    required = profile.pathway.strategy_before_panel is StrategyBeforePanel.REQUIRED
    return _meeting_first(step, done, profile=profile, rule="RE-3") if required else None


def asks_why(step: Step, done: Collection[Step], *, profile: Profile) -> Gate | None:
    """Return the gate that opens to a recorded reason only, or None (BA-2)."""
    by_reason = profile.pathway.strategy_before_panel is StrategyBeforePanel.REASON_IF_MISSING
    if step is not Step.FORM_SUBMITTED or not by_reason:
        return None
    return _meeting_first(step, done, profile=profile, rule="BA-2")


def _meeting_first(step: Step, done: Collection[Step], *, profile: Profile, rule: str) -> Gate | None:
    """The panel's form goes in after a meeting; and so, while it has not gone in, does the panel's discussion."""
    concerned = step is Step.FORM_SUBMITTED or (step is Step.DISCUSSED and Step.FORM_SUBMITTED not in done)
    if not concerned or MEETINGS & set(done):
        return None
    return Gate(words=f"a strategy meeting or {profile.wording.map}", rule=rule, step=Step.STRATEGY_HELD)


def _panel_first(done: Collection[Step], *, profile: Profile) -> Gate | None:
    if profile.pathway.map_order is MapOrder.BEFORE_PANEL or Step.DISCUSSED in done:
        return None
    return Gate(words=f"the discussion at {profile.wording.panel}", rule="BR-5", step=Step.DISCUSSED)

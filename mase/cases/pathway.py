"""The steps of the pathway, what each one needs before it, and the stage they add up to.

Pure; the database refuses the same illegal steps by trigger (migration ``0004_form_withdrawn``).
"""

from collections.abc import Iterable

from mase.cases.stages import Stage, Step

# What a step needs: at least one of these has happened before. Steps that are not named need nothing but an open case.
REQUIRES: dict[Step, frozenset[Step]] = {
    Step.SHARING_STARTED: frozenset({Step.REFERRED}),
    Step.BLUE: frozenset({Step.SHARING_STARTED}),
    Step.GREEN: frozenset({Step.SHARING_STARTED}),
    Step.AMBER: frozenset({Step.SHARING_STARTED}),
    Step.RED: frozenset({Step.SHARING_STARTED}),
    Step.ALLOCATED: frozenset({Step.RED}),
    Step.SCREENED: frozenset({Step.ALLOCATED}),
    Step.RETURNED: frozenset({Step.SCREENED}),
    Step.SIGNED_OFF: frozenset({Step.SCREENED}),
    Step.STRATEGY_CONVENED: frozenset({Step.ALLOCATED}),
    Step.STRATEGY_HELD: frozenset({Step.STRATEGY_CONVENED}),
    Step.WITHOUT_MASE: frozenset({Step.STRATEGY_HELD}),
    Step.FORM_SUBMITTED: frozenset({Step.SIGNED_OFF}),
    Step.FORM_WITHDRAWN: frozenset({Step.FORM_SUBMITTED}),
    Step.ADMITTED: frozenset({Step.FORM_SUBMITTED}),
    Step.DECLINED: frozenset({Step.FORM_SUBMITTED}),
    Step.DISCUSSED: frozenset({Step.ADMITTED}),
    Step.MAP_REFERRED: frozenset({Step.ALLOCATED}),
    Step.MAP_HELD: frozenset({Step.MAP_REFERRED}),
}

_LEADS_TO: dict[Step, Stage] = {
    Step.REFERRED: Stage.MASH_CHECK,
    Step.SHARING_STARTED: Stage.OUTCOME,
    Step.BLUE: Stage.CLOSING,
    Step.GREEN: Stage.CLOSING,
    Step.AMBER: Stage.AMBER,
    Step.RED: Stage.ALLOCATION,
    Step.ALLOCATED: Stage.SCREENING,
    Step.SCREENED: Stage.SIGN_OFF,
    Step.RETURNED: Stage.SCREENING,
    Step.FORM_SUBMITTED: Stage.PRE_MASE,
    Step.ADMITTED: Stage.MASE,
    Step.DECLINED: Stage.REVIEW,
    Step.DISCUSSED: Stage.REVIEW,
    Step.CLOSED: Stage.CLOSED,
}


_DECIDES: dict[Step, Stage] = {Step.STRATEGY_HELD: Stage.FORM, Step.WITHOUT_MASE: Stage.REVIEW}
_AWAITS_DECISION = frozenset({Stage.STRATEGY, Stage.FORM})
_SCREENINGS = frozenset({Step.SCREENED, Step.RETURNED, Step.SIGNED_OFF})
_BEING_SCREENED = frozenset({Stage.SCREENING, Stage.SIGN_OFF})


def stage_of(steps: Iterable[Step]) -> Stage:
    """Return the stage that these steps, oldest first, add up to.

    A child who is screened again (ALL-3) stays where the case has come to; what the strategy meeting decided before the
    screening was signed counts from then on. A form that is withdrawn leaves the case where it was before the form.
    """
    stage, decided, before_form = Stage.MASH_CHECK, Stage.STRATEGY, Stage.FORM
    for step in steps:
        decided = _DECIDES.get(step, decided)
        before_form = stage if step is Step.FORM_SUBMITTED else before_form
        if step in _SCREENINGS and stage not in _BEING_SCREENED:
            continue
        stage = _LEADS_TO.get(step, stage)
        if step is Step.SIGNED_OFF or (step in _DECIDES and stage in _AWAITS_DECISION):
            stage = decided
        if step is Step.FORM_WITHDRAWN:
            stage = before_form
    return stage


def missing_for(step: Step, done: Iterable[Step]) -> Step | None:
    """Return a step that has to happen before this one and has not, or None where the way is free."""
    had = set(done)
    if Step.CLOSED in had:
        return Step.CLOSED
    needed = REQUIRES.get(step, frozenset())
    return None if not needed or needed & had else min(needed)

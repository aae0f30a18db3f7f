"""The steps of the pathway, what each one needs before it, and the stage they add up to.

Pure; the database refuses the same illegal steps by trigger (migration ``0014_left_and_cancelled``).
"""

from collections.abc import Iterable

from mase.cases.stages import Stage, Step

_LOOKED_AT = (Step.SHARING_STARTED, Step.NO_CHECKS)
# What a step needs: at least one of these has happened before, as a rule the first. Steps that are not named need
# nothing but an open case.
REQUIRES: dict[Step, tuple[Step, ...]] = {
    Step.SHARING_STARTED: (Step.REFERRED,),
    Step.NO_CHECKS: (Step.REFERRED,),
    Step.DATA_RECEIVED: (Step.REFERRED,),
    Step.CONCERN_ADDED: (Step.REFERRED,),
    Step.BLUE: _LOOKED_AT,
    Step.GREEN: _LOOKED_AT,
    Step.AMBER: _LOOKED_AT,
    Step.RED: _LOOKED_AT,
    Step.EARLY_HELP: _LOOKED_AT,
    Step.STEPPED_UP: (Step.EARLY_HELP,),
    Step.JOINED: (Step.REFERRED,),
    Step.ALLOCATED: (Step.RED, Step.STEPPED_UP, Step.REOPENED),
    Step.SCREENED: (Step.ALLOCATED,),
    Step.RETURNED: (Step.SCREENED,),
    Step.SIGNED_OFF: (Step.SCREENED,),
    Step.STRATEGY_CONVENED: (Step.ALLOCATED,),
    Step.STRATEGY_HELD: (Step.STRATEGY_CONVENED,),
    Step.WITHOUT_MASE: (Step.STRATEGY_HELD,),
    Step.FORM_SUBMITTED: (Step.SIGNED_OFF,),
    Step.FORM_WITHDRAWN: (Step.FORM_SUBMITTED,),
    Step.ADMITTED: (Step.FORM_SUBMITTED,),
    Step.DECLINED: (Step.FORM_SUBMITTED,),
    Step.DISCUSSED: (Step.ADMITTED,),
    Step.LEFT_LIST: (Step.ADMITTED,),
    Step.MAP_REFERRED: (Step.ALLOCATED,),
    Step.MAP_HELD: (Step.MAP_REFERRED,),
    Step.MAP_CANCELLED: (Step.MAP_REFERRED,),
}
# Nothing happens to a case that is closed or joined to another, but the step that ends that.
ENDED_BY: dict[Step, Step] = {Step.CLOSED: Step.REOPENED, Step.JOINED: Step.SEPARATED}

_LEADS_TO: dict[Step, Stage] = {
    Step.REFERRED: Stage.MASH_CHECK,
    Step.DATA_RECEIVED: Stage.DATA_ONLY,
    Step.NO_CHECKS: Stage.OUTCOME,
    Step.SHARING_STARTED: Stage.OUTCOME,
    Step.BLUE: Stage.CLOSING,
    Step.GREEN: Stage.CLOSING,
    Step.AMBER: Stage.AMBER,
    Step.RED: Stage.ALLOCATION,
    Step.EARLY_HELP: Stage.EARLY_HELP,
    Step.STEPPED_UP: Stage.ALLOCATION,
    Step.JOINED: Stage.JOINED,
    Step.REOPENED: Stage.ALLOCATION,
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
_GOES_BACK = frozenset({Step.FORM_WITHDRAWN, Step.SEPARATED})
_LEAVES_MASE = frozenset({Step.DISCUSSED, Step.LEFT_LIST})
_BEING_SCREENED = frozenset({Stage.SCREENING, Stage.SIGN_OFF})


def stage_of(steps: Iterable[Step]) -> Stage:
    """Return the stage that these steps, oldest first, add up to.

    A child who is screened again (ALL-3) stays where the case has come to; what the strategy meeting decided before the
    screening was signed counts from then on. A form that is withdrawn leaves the case where it was before the form, and
    a case that is separated from another stands where it stood before they were joined. Who leaves the list before they
    were discussed goes on to plan and review; a form that waits for pre-MASE waits on, and leads there if withdrawn.
    """
    stage, decided, before_form, before_join = Stage.MASH_CHECK, Stage.STRATEGY, Stage.FORM, Stage.MASH_CHECK
    for step in steps:
        decided = _DECIDES.get(step, decided)
        before_form = stage if step is Step.FORM_SUBMITTED else before_form
        before_join = stage if step is Step.JOINED else before_join
        if step in _SCREENINGS and stage not in _BEING_SCREENED:
            continue
        stage = _LEADS_TO.get(step, stage)
        if step is Step.SIGNED_OFF or (step in _DECIDES and stage in _AWAITS_DECISION):
            stage = decided
        if step in _LEAVES_MASE:
            stage, before_form = (Stage.REVIEW if one is Stage.MASE else one for one in (stage, before_form))
        if step in _GOES_BACK:
            stage = before_form if step is Step.FORM_WITHDRAWN else before_join
    return stage


def missing_for(step: Step, done: Iterable[Step]) -> Step | None:
    """Return a step that has to happen before this one and has not, or None where the way is free.

    What has happened comes oldest first. Where the case is closed or joined to another, that is what stands in the way.
    """
    had = list(done)
    held = held_by(had)
    if held:
        return None if step is ENDED_BY[held] else held
    for begun, end in ENDED_BY.items():
        if step is end:
            return begun
    needed = REQUIRES.get(step, ())
    return None if not needed or set(needed) & set(had) else needed[0]


def held_by(done: Iterable[Step]) -> Step | None:
    """Return the step that holds the case where it is, closed or joined, or None; oldest first."""
    turns = [step for step in done if step in ENDED_BY or step in ENDED_BY.values()]
    return turns[-1] if turns and turns[-1] in ENDED_BY else None

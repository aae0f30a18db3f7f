"""The stops of the pathway in the borough's own order and words: what begins and ends each, what is due there.

Pure. Which step needs which is not said here but in ``pathway`` and ``gates``.
"""

from dataclasses import dataclass

from mase.agencies.roles import Permission
from mase.cases import parts
from mase.cases.stages import Stage, Step
from mase.profiles import MapOrder, Profile


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop: any of ``ends`` ends it, ``begins`` comes before that where it is named, ``reopens`` undoes an end."""

    name: str
    title: str
    ends: tuple[Step, ...] = ()
    begins: Step | None = None
    reopens: tuple[Step, ...] = ()
    stages: tuple[Stage, ...] = ()
    timescales: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return every step that is taken at this stop."""
        return self.ends + self.reopens + ((self.begins,) if self.begins else ())

    @property
    def needs(self) -> Permission:
        """Return the right to see how this stop stands; where no step is taken, that of the stage."""
        return parts.step_needs(self.ends[0]) if self.ends else Permission.CASE_VIEW


# In titles {panel} and {map} stand for the borough's own words.
_TO_SOCIAL_CARE = (
    Stop(
        name="mash_check",
        title="MASH check",
        ends=(Step.SHARING_STARTED, Step.NO_CHECKS, Step.DATA_RECEIVED),
        stages=(Stage.MASH_CHECK, Stage.DATA_ONLY),
        timescales=("mash_check",),
    ),
    Stop(
        name="outcome",
        title="Outcome",
        ends=(Step.RED, Step.GREEN, Step.BLUE, Step.EARLY_HELP, Step.JOINED),
        reopens=(Step.AMBER, Step.SEPARATED),
        stages=(Stage.OUTCOME, Stage.AMBER, Stage.EARLY_HELP, Stage.JOINED),
        timescales=(
            *("rag_outcome", "amber_resolution", "referrer_notice", "information_reply", "police_category"),
            *("crime_reference", "early_help_review"),
        ),
    ),
    Stop(
        name="allocation",
        title="Allocation",
        ends=(Step.ALLOCATED,),
        reopens=(Step.STEPPED_UP, Step.REOPENED),
        stages=(Stage.ALLOCATION,),
        timescales=("allocation",),
    ),
    Stop(
        name="screening",
        title="Risk screening",
        ends=(Step.SCREENED,),
        reopens=(Step.RETURNED,),
        stages=(Stage.SCREENING,),
        timescales=("screening", "rescreening", "single_assessment", "forwarded_concern"),
    ),
    Stop(
        name="sign_off",
        title="Sign-off",
        ends=(Step.SIGNED_OFF,),
        reopens=(Step.RETURNED,),
        stages=(Stage.SIGN_OFF,),
        timescales=("screening_sign_off",),
    ),
    Stop(
        name="strategy",
        title="Strategy meeting",
        ends=(Step.STRATEGY_HELD,),
        begins=Step.STRATEGY_CONVENED,
        stages=(Stage.STRATEGY,),
        timescales=("strategy_meeting", "strategy_meeting_urgent", "icpc", "host_borough_notice"),
    ),
)
_MAP = Stop(name="map", title="{map}", ends=(Step.MAP_HELD,), begins=Step.MAP_REFERRED, reopens=(Step.MAP_CANCELLED,))
_PANEL = (
    Stop(
        name="form",
        title="{panel} form",
        ends=(Step.FORM_SUBMITTED,),
        reopens=(Step.FORM_WITHDRAWN,),
        stages=(Stage.FORM,),
        timescales=("mase_submission",),
    ),
    Stop(
        name="pre_mase",
        title="Pre-{panel}",
        ends=(Step.ADMITTED, Step.DECLINED),
        stages=(Stage.PRE_MASE,),
        timescales=("mase_update",),
    ),
    Stop(name="mase", title="{panel}", ends=(Step.DISCUSSED,), stages=(Stage.MASE,), timescales=("mase_circulation",)),
)
_TO_THE_END = (
    Stop(
        name="review",
        title="Plan and review",
        stages=(Stage.REVIEW,),
        timescales=("action", "cin_review", "safety_plan_review", "clinical_offer", "minutes_issued"),
    ),
    Stop(
        name="closed",
        title="Closed",
        ends=(Step.CLOSED,),
        reopens=(Step.REOPENED,),
        stages=(Stage.CLOSING, Stage.CLOSED),
    ),
)
WITH_A_STOP = frozenset(code for stop in (*_TO_SOCIAL_CARE, _MAP, *_PANEL, *_TO_THE_END) for code in stop.timescales)


def stops(profile: Profile) -> tuple[Stop, ...]:
    """Return the stops in the order of the borough: the planning meeting before the panel (RE-3) or after it (BR-5)."""
    before = profile.pathway.map_order is MapOrder.BEFORE_PANEL
    middle = (_MAP, *_PANEL) if before else (*_PANEL, _MAP)
    return _TO_SOCIAL_CARE + middle + _TO_THE_END

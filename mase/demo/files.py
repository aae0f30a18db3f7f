"""Files about one child, and files that were closed: joined, looked for, opened again, waiting for the look back."""

from datetime import datetime, timedelta

from mase.cases import checklist, children, closing, joining
from mase.cases.models import Case, Outcome
from mase.demo import stories
from mase.demo.cast import Cast

_WELL = "“I can talk to my aunt now. I would like Ms Adeyemi to ring me in the spring.”"


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of a child who was referred three times, of one whose case opened again, and of one whose case is closed."""
    _refer_three_times(cast, at=at)
    opened = _close(cast, 15, "Marisol", "Quennell", begins_at=at - timedelta(days=70))
    why = "The school has seen the car again, and she did not come home on Friday."
    closing.reopen(opened, reason=why, by=cast["team"], at=at - timedelta(days=1))
    _close(cast, 16, "Tamsin", "Oyelaran", begins_at=at - timedelta(days=95))


def _refer_three_times(cast: Cast, *, at: datetime) -> None:
    """The second referral was joined to the file that a social worker has; the third waits to be compared."""
    first = stories.tell(cast, 14, begins_at=at - timedelta(days=9), until="inform")
    _name(cast, first, "Nadia", "Rahman-Cole", at=at - timedelta(days=8))
    second = stories.refer(cast, 14, at=at - timedelta(hours=5))
    _name(cast, second, "Nadya", "Rahman Cole", at=at - timedelta(hours=5))
    reason = "The same date of birth and school; the school confirms the mother’s name."
    joining.same_child(second, first, reason=reason, by=cast["mash"], at=at - timedelta(hours=4))
    third = stories.refer(cast, 14, at=at - timedelta(minutes=40))
    _name(cast, third, "Nadia", "Cole", at=at - timedelta(minutes=40))


def _close(cast: Cast, number: int, given: str, family: str, *, begins_at: datetime) -> Case:
    """The manager closes a case six days after the referral, over what stands against it."""
    case = stories.tell(cast, number, begins_at=begins_at, until="inform")
    at = begins_at + timedelta(days=6)
    _name(cast, case, given, family, at=at)
    found = checklist.findings(case, at=at)
    closing.decide(
        case,
        outcome=Outcome.RISK_REDUCED,
        reason="No contact with the adult since his arrest; school, mother and the young person agree.",
        childs_view=_WELL,
        because={one.code: "School goes on with it; a new worry comes to MASH the same day." for one in found},
        opens_again_when="The adult is released, or she is missing overnight.",
        by=cast["team"],
        at=at,
    )
    return case


def _name(cast: Cast, case: Case, given: str, family: str, *, at: datetime) -> None:
    children.correct(case, {"given_names": given, "family_name": family}, by=cast["mash"], at=at)

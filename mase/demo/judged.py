"""An invented child who is screened three times: judged graver, then disputed, then listed because little is known."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.cases.models import Case
from mase.demo import said, stories
from mase.demo.cast import Cast
from riskscreening.models import Assessment, Band, Capacity
from riskscreening.operations import screening

_DAY = timedelta(days=1)
_IN_SPRING = {"C1": "past", "C5": "current", "B3": "current", "B8": "not_known", "B16": "not_known"}
_LATELY = dict.fromkeys(["A1", "A2", "A3", "A10", "B2", "B4", "B8", "B9", "B10", "B14", "B16", "C2", "C8"], "not_known")
_FEWER: dict[str, Any] = {
    "judgement": Band.GREEN,
    "level": None,
    "judgement_reason": "She has not been seen in the car since Christmas, and she goes to school again.",
}
_SINCE: dict[str, Any] = {
    "judgement": Band.GREEN,
    "level": None,
    "judgement_reason": "Nothing new was seen. The clinic has not answered and her new school does not know her yet.",
}
_DISPUTED = "The new telephone is not explained, and two young people whom she meets are on the list."
_LISTED = "Neither the clinic nor her new school has answered, and her friends are on the list: we do not know enough."


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of her from half a year ago until yesterday."""
    case = stories.tell(cast, 44, begins_at=at - 190 * _DAY, until="sign")
    disputed = screen_again(cast, case, _IN_SPRING, _FEWER, at=at - 98 * _DAY)
    sign_both(cast, disputed, at=at - 97 * _DAY)
    latest = screen_again(cast, case, _LATELY, _SINCE, at=at - 2 * _DAY)
    word: dict[str, Any] = {"note": "I agree that nothing new is known.", "list_because": _LISTED}
    screening.sign(latest, capacity=Capacity.LINE_MANAGER, **word, by=cast["team"], at=at - _DAY)


def screen_again(
    cast: Cast, case: Case, answered: dict[str, str], judged: dict[str, Any], *, at: datetime
) -> Assessment:
    """The social worker screens again: what is not among the answers is a no."""
    assessment, by = screening.start(case, by=cast["worker"], at=at), cast["worker"]
    answers = {item.code: {"answer": "no", "evidence": "", "source": ""} for item in assessment.tool.items}
    heard = {"evidence": "Asked at the visit", "source": "Visit, this week"}
    answers |= {code: {"answer": answer, **heard} for code, answer in answered.items()}
    screening.save_answers(assessment, answers, by=by, at=at)
    said.say(cast, assessment, at=at)
    on = timescales.london_day(at)
    judgement = {"sexual_harm_disclosed": False, "discussed_on": on, "crime_reference": "", **judged}
    screening.complete(assessment, judgement=judgement, by=by, at=at)
    return assessment


def sign_both(cast: Cast, assessment: Assessment, *, at: datetime) -> None:
    """The manager signs; the co-ordinator disagrees on the record."""
    agreed: dict[str, Any] = {"note": "Agreed after supervision.", "by": cast["team"], "at": at}
    screening.sign(assessment, capacity=Capacity.LINE_MANAGER, **agreed)
    disputed: dict[str, Any] = {"would_say": Band.AMBER, "note": _DISPUTED, "by": cast["coordinator"], "at": at}
    screening.disagree(assessment, capacity=Capacity.CO_ORDINATOR, **disputed)

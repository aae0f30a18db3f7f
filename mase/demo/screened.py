"""A child who is screened again: a partner has screened too, and two people write in the same section."""

from datetime import datetime, timedelta
from typing import Any

from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import ProfessionalScreening
from riskscreening.operations import answering, keeping, professional

_DAY = timedelta(days=1)


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell of one child who is screened for the second time."""
    again(cast, 50, at=at)


def again(cast: Cast, number: int, *, at: datetime) -> Case:
    """Screened four months ago, now again: the school has screened too, and a colleague types in the same section."""
    case = stories.tell(cast, number, begins_at=at - 120 * _DAY, until="sign")
    by_the_school(cast, case, at=at - 2 * _DAY)
    colleague = cast["second.worker"]
    covers: Any = {"by": cast["team"], "at": at - _DAY, "reason": "Covers while the social worker is in court"}
    access.open_to_person(case, colleague, list(Section), **covers)
    assessment = answering.start(case, by=cast["worker"], at=at - _DAY)
    known = {code: {"answer": "no", "evidence": "", "source": "Visit", "seen_on": ""} for code in ("A1", "A2", "A4")}
    answering.save_answers(assessment, known, by=cast["worker"], at=at - _DAY)
    typed = {
        "A5_answer": ["current"],
        "A5_evidence": ["Her mother says the police came twice in June."],
        "A5_source": ["Mother, by telephone"],
    }
    about: Any = {"window": "the colleague’s", "restored": "", "by": colleague, "at": at - timedelta(hours=2)}
    keeping.keep_typed(assessment, "A", typed, **about)
    return case


def by_the_school(cast: Cast, case: Case, *, at: datetime) -> ProfessionalScreening:
    """The school's safeguarding lead screens after speaking with the deputy head (SO-9)."""
    how: Any = {"by": cast["school"], "at": at}
    spoke: Any = {"officer": "The deputy head", "spoke_on": (at - _DAY).date(), "advised": "Screen now; do not wait."}
    one = professional.start(case, agency=cast.agency("harbour"), **spoke, **how)
    seen = {"answer": "current", "source": "Form tutor", "seen_on": (at - 3 * _DAY).date().isoformat()}
    told = {
        "B5": seen | {"evidence": "Absent on eleven Fridays since September."},
        "C5": seen | {"evidence": "A second new phone; she says that a friend pays for it."},
    }
    for section in one.tool.sections:
        rest = {item.code: {"answer": "not_known" if section.code == "A" else "no"} for item in section.items}
        professional.save_section(one, section, rest | {code: told[code] for code in told.keys() & rest.keys()}, **how)
    words: Any = {"in_their_words": "“Nobody asks me what I like any more.”", "protective": "Netball, and Ms Adeyemi"}
    professional.complete(one, **words, **how)
    return one

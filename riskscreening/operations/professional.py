"""A screening that a professional of another agency does after speaking with their safeguarding officer (SO-9).

It is what that agency says: it moves no step of the pathway, nobody signs it, and no deadline hangs on it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from mase import timescales
from mase.agencies.models import Agency, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases import typed_notes
from mase.cases.errors import StepMissing
from mase.cases.models import Case, TypedNote
from mase.web.typed import Typed
from riskscreening import merging
from riskscreening.merging import Answers
from riskscreening.models import ProfessionalScreening
from riskscreening.operations import answering
from riskscreening.operations.answering import Opened, SavedMeanwhile
from riskscreening.operations.telling import tell_colleagues
from riskscreening.scoring import Result
from riskscreening.tools.tool import Section

_FRESH = Opened()


@transaction.atomic
def start(
    case: Case,
    *,
    agency: Agency,
    officer: str,
    spoke_on: date,
    advised: str,
    by: User,
    at: datetime,
    tool_code: str = "",
) -> ProfessionalScreening:
    """Start the agency's screening, or return the one that its people are filling in.

    Raises StepMissing where nobody spoke with a safeguarding officer first.
    """
    cases.hold_open(case)
    if not (officer.strip() and advised.strip()):
        raise StepMissing("Speak with your safeguarding officer first, and record who it was and what they advised.")
    offer = answering.chosen(answering.choices(case, at=at), tool_code)
    screening, created = ProfessionalScreening.objects.get_or_create(
        case=case,
        agency=agency,
        completed_at=None,
        defaults={
            **offer.pinned,
            "officer": officer,
            "spoke_on": spoke_on,
            "advised": advised,
            "started_at": at,
            "started_by": by,
            "saved_at": at,
        },
    )
    if created:
        recording.record(Verb.PROFESSIONAL_SCREENING_STARTED, screening, by=by, at=at)
    return screening


@transaction.atomic
def save_section(
    screening: ProfessionalScreening,
    section: Section,
    mine: Answers,
    *,
    by: User,
    at: datetime,
    opened: Opened = _FRESH,
) -> None:
    """Keep what a page sends of a section; raises SavedMeanwhile where a colleague changed the same meanwhile."""
    locked = answering.still_open(screening)
    names = [item.code for item in section.items]
    merged = merging.merge(names, mine=mine, saved=locked.answers, seen=opened.seen, chosen=opened.chosen or {})
    if merged.differing:
        raise SavedMeanwhile(merged)
    locked.answers |= merged.changed
    forget_typed(locked, section, windows=opened.windows, by=by)
    locked.saved_at = at
    locked.save(update_fields=["answers", "saved_at"])
    answered = {"answered": len(locked.answers)}
    recording.record(Verb.PROFESSIONAL_SCREENING_SAVED, locked, by=by, at=at, detail=answered)


@transaction.atomic
def complete(screening: ProfessionalScreening, *, in_their_words: str, protective: str, by: User, at: datetime) -> None:
    """Complete it: the social worker, who allocated and the co-ordinators are told; nothing else follows.

    Raises StepMissing while an item has no answer.
    """
    locked = answering.still_open(screening)
    found = result(locked, on=timescales.london_day(at))
    if found.unanswered:
        raise StepMissing(f"{len(found.unanswered)} items have no answer yet. “Not known” is an answer too.")
    locked.in_their_words, locked.protective = in_their_words, protective
    locked.completed_at, locked.completed_by = at, by
    locked.score, locked.not_known, locked.asked, locked.band = found.score, found.not_known, found.total, found.band
    locked.save()
    recording.record(Verb.PROFESSIONAL_SCREENING_COMPLETED, locked, by=by, at=at, detail={"band": found.band})
    text = "A partner agency has completed a screening of its own"
    tell_colleagues(locked.case, text, by=by, at=at, key=f"professional-{locked.pk}")


def result(screening: ProfessionalScreening, typed: Mapping[str, str] | None = None, *, on: date) -> Result:
    """Return what the tool makes of the agency's answers so far, and of those ``typed`` instead."""
    return answering.scored(screening, typed, on=on, sexual_harm_disclosed=False)


@transaction.atomic
def keep_typed(
    screening: ProfessionalScreening,
    section: Section,
    typed: Typed,
    *,
    window: str,
    restored: str,
    by: User,
    at: datetime,
) -> None:
    """Keep what this person types in this window, which began with what was typed in the ``restored`` one.

    Raises AlreadyDone, TooMuchTyped, TypedElsewhere.
    """
    where: Any = {"about": _about(screening, section), "doing": "in this section"}
    where |= {"window": window, "restored": restored}
    typed_notes.keep(answering.still_open(screening).case, typed, **where, by=by, at=at)


def typed_by(screening: ProfessionalScreening, section: Section, person: User) -> TypedNote | None:
    """Return what this person typed last into the section and has not saved, or None."""
    return typed_notes.own(screening.case, person, about=_about(screening, section))


def forget_typed(screening: ProfessionalScreening, section: Section, *, windows: tuple[str, ...], by: User) -> None:
    """Let go of what was typed in these windows: it has been saved, or its writer throws it away."""
    typed_notes.forget(screening.case, about=_about(screening, section), windows=windows, by=by)


def _about(screening: ProfessionalScreening, section: Section) -> str:
    return f"partner-{screening.pk}-{section.code}"

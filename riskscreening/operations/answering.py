"""A screening while it is filled in: begun, its answers kept section by section, what they come to so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import operations as cases
from mase.cases import unsaved
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Case
from mase.people.models import Answer as Known
from riskscreening import merging, scoring, stock
from riskscreening.merging import Answers, Merged
from riskscreening.models import Assessment, ProfessionalScreening
from riskscreening.tools.tool import Kind, Section

NARRATIVE = "narrative"
CHILD = "_child"
_ABOUT = ("in_their_words", "protective", "danger", "goal")
_EXPLOITED = "exploited"
_COMPLETED: dict[type, str] = {
    Assessment: "This screening has been completed.",
    ProfessionalScreening: "Your agency has completed this screening.",
}
Either = TypeVar("Either", Assessment, ProfessionalScreening)


class SavedMeanwhile(Refused):
    """What the page sends was changed by somebody else since it was opened; ``merged`` says which of it."""

    def __init__(self, merged: Merged) -> None:
        super().__init__("Some of this was saved by somebody else, or in another window, since you opened it.")
        self.merged = merged


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a page was opened with, and what its writer chose where both sides had changed something."""

    seen: str | None = None
    chosen: Mapping[str, str] | None = None
    windows: tuple[str, ...] = ()


_FRESH = Opened()


def choices(case: Case, *, at: datetime) -> list[stock.Offer]:
    """Return the tools with which a screening of the child may be started, the borough's default first."""
    return stock.on_offer(case.authority, profile=case.profile_at(at), on=timescales.london_day(at))


@transaction.atomic
def start(case: Case, *, by: User, at: datetime, tool_code: str = "") -> Assessment:
    """Start a screening with that tool, by default the authority's own, or return the one that is being filled in.

    Raises NotEntitled where the authority does not offer the tool.
    """
    cases.hold_open(case)
    if case.worker is None:
        raise StepMissing("A social worker has to be allocated first.")
    offer = chosen(choices(case, at=at), tool_code)
    assessment, created = Assessment.objects.get_or_create(
        case=case,
        completed_at=None,
        defaults={**offer.pinned, "started_at": at, "started_by": by, "saved_at": at},
    )
    if created:
        recording.record(Verb.SCREENING_STARTED, assessment, by=by, at=at)
    return assessment


def chosen(offers: list[stock.Offer], code: str) -> stock.Offer:
    """Return the offer of that code, without one the first; raises NotEntitled where it is not among them."""
    found = [offer for offer in offers if code in ("", offer.tool.code)]
    if not found:
        raise NotEntitled("This screening tool is not on offer for new screenings.")
    return found[0]


@transaction.atomic
def save_answers(assessment: Assessment, answers: dict[str, dict[str, str]], *, by: User, at: datetime) -> None:
    """Keep these answers: for each item its answer, the evidence, where it comes from and since when."""
    locked = still_open(assessment)
    locked.answers |= answers
    _save(locked, ["answers"], by=by, at=at)


@transaction.atomic
def save_section(
    assessment: Assessment, section: Section, mine: Answers, *, by: User, at: datetime, opened: Opened = _FRESH
) -> None:
    """Keep what a page sends of a section, with its narrative where the tool asks for one.

    Raises SavedMeanwhile, and keeps nothing, where somebody else changed the same since the page was opened.
    """
    locked = still_open(assessment)
    changed = _merged(names_of(section), mine, saved_of(locked, section), opened).changed
    if NARRATIVE in changed:
        locked.narratives[section.code] = changed.pop(NARRATIVE)["words"]
    locked.answers |= changed
    unsaved.forget(locked.typed_sections, windows=opened.windows, by=by, section=section.code)
    _save(locked, ["answers", "narratives"], by=by, at=at)


@transaction.atomic
def save_child(assessment: Assessment, mine: Answers, *, by: User, at: datetime, opened: Opened = _FRESH) -> None:
    """Keep the child's own words, what protects them, how they may be exploited, and what is feared and aimed at."""
    locked = still_open(assessment)
    changed = _merged(ABOUT_CHILD, mine, saved_of_child(locked), opened).changed
    for name in {"in_their_words", "protective"} & changed.keys():
        setattr(locked, name, changed[name]["words"])
    for name in {"danger", "goal"} & changed.keys():
        locked.narratives[name] = changed[name]["words"]
    if _EXPLOITED in changed:
        locked.exploitation = [model for model in changed[_EXPLOITED]["exploitation"].split(",") if model]
        locked.main_model = changed[_EXPLOITED]["main_model"]
        locked.group_or_gang = changed[_EXPLOITED]["group_or_gang"]
    unsaved.forget(locked.typed_sections, windows=opened.windows, by=by, section=CHILD)
    fields = ["in_their_words", "protective", "narratives", "exploitation", "main_model", "group_or_gang"]
    _save(locked, fields, by=by, at=at)


ABOUT_CHILD = (*_ABOUT, _EXPLOITED)


def names_of(section: Section) -> tuple[str, ...]:
    """Return the names of what a section asks, in the order in which a page says what it was opened with."""
    return (*(item.code for item in section.items), NARRATIVE)


def saved_of(assessment: Assessment, section: Section) -> dict[str, Mapping[str, str]]:
    """Return what is saved of a section, by name."""
    words = {NARRATIVE: {"words": assessment.narratives.get(section.code, "")}}
    return {item.code: assessment.answers.get(item.code, {}) for item in section.items} | words


def saved_of_child(assessment: Assessment) -> dict[str, Mapping[str, str]]:
    """Return what is saved about the child beside the answers, by name."""
    return {
        "in_their_words": {"words": assessment.in_their_words},
        "protective": {"words": assessment.protective},
        "danger": {"words": assessment.narratives.get("danger", "")},
        "goal": {"words": assessment.narratives.get("goal", "")},
        _EXPLOITED: {
            "exploitation": ",".join(assessment.exploitation),
            "main_model": assessment.main_model,
            "group_or_gang": assessment.group_or_gang if assessment.exploitation else "",
        },
    }


def missing_before_completing(assessment: Assessment) -> list[str]:
    """Return in sentences what the screening still has to say beside its answers, nothing where all of it is said."""
    asked = {
        "Write what the child says, in their own words, or why nobody was able to ask yet.": assessment.in_their_words,
        "Say how the child may be exploited; “Not known yet” is an answer.": assessment.exploitation,
    }
    if assessment.tool.kind == Kind.ASSESSMENT:
        asked |= {
            f"Write what “{section.title}” looks like for this child.": assessment.narratives.get(section.code)
            for section in assessment.tool.sections
        }
        asked["Write the danger statement."] = assessment.narratives.get("danger")
        asked["Write the safety goal."] = assessment.narratives.get("goal")
    return [sentence for sentence, said in asked.items() if not said]


def result(assessment: Assessment, *, on: date, sexual_harm_disclosed: bool) -> scoring.Result:
    """Return what the tool makes of the answers so far; the child's age is taken on that day."""
    return scored(assessment, on=on, sexual_harm_disclosed=sexual_harm_disclosed)


def result_with(assessment: Assessment, answers: Mapping[str, str], *, on: date) -> scoring.Result:
    """Return what the tool would make of the answers if these were saved too; an empty one stands as it is saved."""
    return scored(assessment, answers, on=on, sexual_harm_disclosed=bool(assessment.sexual_harm_disclosed))


def scored(
    one: Assessment | ProfessionalScreening,
    typed: Mapping[str, str] | None = None,
    *,
    on: date,
    sexual_harm_disclosed: bool,
) -> scoring.Result:
    """Return what the tool makes of the saved answers, and of those ``typed`` instead, for the child on that day."""
    saved = {code: parts.get("answer", "") for code, parts in one.answers.items()}
    given = saved | {code: answer for code, answer in (typed or {}).items() if answer}
    child = one.case.child
    return scoring.score(
        one.tool,
        {code: scoring.Answer(answer) for code, answer in given.items() if answer},
        age=child.age_on(on),
        learning_disability=child.learning_disability == Known.YES,
        sexual_harm_disclosed=sexual_harm_disclosed,
    )


def still_open(screening: Either) -> Either:
    """Return the screening locked; raises AlreadyDone where it has been completed."""
    kind = type(screening)
    found = kind.objects.select_for_update(of=("self", "case"))
    locked: Either = found.select_related("case__authority", "case__child", "loaded_tool").get(pk=screening.pk)
    if locked.completed_at:
        raise AlreadyDone(_COMPLETED[kind])
    cases.hold_open(locked.case)
    return locked


def _merged(names: tuple[str, ...], mine: Answers, saved: Answers, opened: Opened) -> Merged:
    merged = merging.merge(names, mine=mine, saved=saved, seen=opened.seen, chosen=opened.chosen or {})
    if merged.differing:
        raise SavedMeanwhile(merged)
    return merged


def _save(locked: Assessment, fields: list[str], *, by: User, at: datetime) -> None:
    locked.saved_at = at
    locked.save(update_fields=[*fields, "saved_at"])
    recording.record(Verb.SCREENING_SAVED, locked, by=by, at=at, detail={"answered": len(locked.answers)})

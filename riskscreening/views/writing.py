"""What the pages share on which a screening is written: what was posted, what is kept meanwhile, both versions."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from django.http import JsonResponse
from django.utils.datastructures import MultiValueDict

from mase import clock
from mase.cases import unsaved as kept
from mase.cases.guards import CaseRequest
from mase.cases.views import unsaved
from mase.web.forms import Form
from riskscreening import merging
from riskscreening.merging import Answers, Parts
from riskscreening.models import Assessment, TypedSection
from riskscreening.operations import keeping
from riskscreening.operations.answering import Opened, SavedMeanwhile

Data = MultiValueDict[str, str]
Answering = TypeVar("Answering", bound=Form)


def answer(request: CaseRequest, assessment: Assessment, section: str) -> JsonResponse:
    """Keep what is posted of a section of an open screening, whoever of its writers types it."""
    return unsaved.answer(request, keeper(request, assessment, section), at=clock.now())


def keeper(request: CaseRequest, assessment: Assessment, section: str) -> unsaved.Keep:
    """Return what keeps the words of whoever asks, as they type them into the section."""
    return partial(keeping.keep_typed, assessment, section, by=request.user, at=clock.now())


def own(request: CaseRequest, assessment: Assessment, section: str) -> TypedSection | None:
    """Return what this person typed last into the section and has not saved, or None."""
    found: TypedSection | None = kept.own(assessment.typed_sections, request.user, section=section)
    return found


def opened(own: Any, form: Callable[..., Answering]) -> Answering:
    """Return the form with what this person typed last, not checked yet, or else with what was saved."""
    return _unchecked(form(MultiValueDict(own.typed))) if own else form()


def once_more(request: CaseRequest, keep: unsaved.Keep, form: Callable[..., Answering], data: Data) -> Answering:
    """Return the form with what stands on the page now, which is kept and not checked yet."""
    unsaved.keep_meanwhile(request, keep, data)
    return _unchecked(form(data))


def page(request: CaseRequest, own: Any, *, now: str) -> dict[str, Any]:
    """Return what a page sends along to say what it was opened with, and by which window."""
    return {"seen": request.POST.get("seen", now)} | unsaved.page(request, own)


def opened_with(request: CaseRequest) -> Opened:
    """Return what the posted page says it was opened with, and what its writer chose."""
    chosen = {name.removeprefix("keep_"): str(value) for name, value in request.POST.items() if name[:5] == "keep_"}
    return Opened(seen=request.POST.get("seen"), chosen=chosen, windows=unsaved.said_windows(request))


def posted(request: CaseRequest) -> Data:
    """Return what was posted, to be filled in before it is shown once more."""
    return MultiValueDict({name: [str(value) for value in values] for name, values in request.POST.lists()})


def fill(data: Data, boxes: Mapping[str, Sequence[str]]) -> None:
    """Put these values into their boxes."""
    for name, values in boxes.items():
        data.setlist(name, list(values))


def versions(
    saved: Answers, meanwhile: SavedMeanwhile | None, in_words: Callable[[Parts], Any]
) -> dict[str, dict[str, Any]]:
    """Return what was saved meanwhile of what both sides changed, in words, with the version to choose."""
    names = meanwhile.merged.differing if meanwhile else ()
    return {name: {"version": merging.version(saved[name]), "parts": in_words(saved[name])} for name in names}


def _unchecked(form: Answering) -> Answering:
    form.leave_unchecked()
    return form

"""Filling in a screening."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.views import unsaved
from riskscreening import merging
from riskscreening.forms import answering as forms
from riskscreening.models import Assessment
from riskscreening.operations import answering as operations
from riskscreening.operations import keeping
from riskscreening.operations.answering import SavedMeanwhile
from riskscreening.reuse import taken_up
from riskscreening.tools.choices import asks_about
from riskscreening.tools.tool import Kind, Section
from riskscreening.views import beside, writing
from riskscreening.views.finding import assessment_of


@require_POST
@case_view(Permission.SCREENING_COMPLETE)
def start(request: CaseRequest, case: Case) -> HttpResponse:
    """Start a screening, or go on with the one that is being filled in; where there are several tools, ask which."""
    at = clock.now()
    offers = operations.choices(case, at=at)
    going_on = case.assessments.filter(completed_at=None).exists()
    if len(offers) > 1 and not going_on and "tool" not in request.POST:
        return render(request, "riskscreening/start.html", {"case": case, "offers": offers})
    return redirect(operations.start(case, by=request.user, at=at, tool_code=request.POST.get("tool", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def answer_section(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Answer one section of the tool."""
    assessment = assessment_of(case, pk)
    asked = _asked(assessment, section)
    if request.method != "POST":
        own = writing.own(request, assessment, asked.code)
        return _page(request, assessment, asked, writing.opened(own, partial(_form, assessment, asked)))
    do = request.POST.get("do", "")
    if do == "forget":
        keeping.forget_typed(assessment, asked.code, by=request.user)
        return redirect(request.path)
    if do.startswith("use-"):
        return _take_up(request, assessment, asked, do.removeprefix("use-"))
    form = _form(assessment, asked, request.POST)
    if form.is_valid():
        return _save(request, assessment, asked, form)
    return _page(request, assessment, asked, form)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def typed_section(request: CaseRequest, case: Case, pk: int, section: str) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    assessment = assessment_of(case, pk)
    return writing.answer(request, assessment, _asked(assessment, section).code)


@require_POST
@case_view(Permission.SCREENING_COMPLETE)
def score_so_far(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Say what the answers of the open page come to, with what is saved of the other sections; keep nothing."""
    assessment = assessment_of(case, pk)
    typed = forms.parts_typed(_asked(assessment, section), request.POST)
    given = {code: parts["answer"] for code, parts in typed.items()}
    found = operations.result_with(assessment, given, on=clock.today())
    context = {"assessment": assessment, "result": found, "child": case.child}
    return render(request, "riskscreening/so_far.html", context, status=unsaved.NOT_SHOWN)


def _asked(assessment: Assessment, code: str) -> Section:
    asked = next((one for one in assessment.tool.sections if one.code == code), None)
    if asked is None or assessment.completed_at:
        raise Http404
    return asked


def _form(assessment: Assessment, section: Section, data: Any = None) -> forms.Answers:
    in_words = assessment.tool.kind == Kind.ASSESSMENT
    narrative = assessment.narratives.get(section.code, "") if in_words else None
    given = {item.code: assessment.answers.get(item.code, {}) for item in section.items}
    return forms.Answers(data, section=section, answers=given, narrative=narrative, at=clock.now())


def _take_up(request: CaseRequest, assessment: Assessment, section: Section, key: str) -> HttpResponse:
    """Fill in what is offered, beside everything that stands on the page; it counts once it is saved."""
    data = writing.posted(request)
    for offer in beside.offers(request, assessment, section):
        if offer.key == key:
            before = forms.parts_typed(section, data)[offer.item]
            writing.fill(data, forms.as_posted(offer.item, taken_up(before, offer)))
    return _once_more(request, assessment, section, data)


def _save(request: CaseRequest, assessment: Assessment, section: Section, form: forms.Answers) -> HttpResponse:
    mine = form.answers() | form.narrative()
    try:
        about: Any = {"by": request.user, "at": clock.now(), "opened": writing.opened_with(request)}
        operations.save_section(assessment, section, mine, **about)
    except SavedMeanwhile as meanwhile:
        assessment.refresh_from_db()
        return _differing(request, assessment, section, meanwhile)
    messages.success(request, "Your answers are saved.")
    return redirect(assessment)


def _differing(
    request: CaseRequest, assessment: Assessment, section: Section, meanwhile: SavedMeanwhile
) -> HttpResponse:
    """Show both versions of what both sides changed; what this page did not touch stands as it was saved."""
    data, saved = writing.posted(request), operations.saved_of(assessment, section)
    for name in meanwhile.merged.untouched:
        writing.fill(data, forms.as_posted(name, saved[name]))
    return _once_more(request, assessment, section, data, meanwhile=meanwhile)


def _once_more(
    request: CaseRequest,
    assessment: Assessment,
    section: Section,
    data: writing.Data,
    *,
    meanwhile: SavedMeanwhile | None = None,
) -> HttpResponse:
    """Show the page once more with what stands on it now, kept and not checked yet."""
    keep = writing.keeper(request, assessment, section.code)
    form = writing.once_more(request, keep, partial(_form, assessment, section), data)
    return _page(request, assessment, section, form, meanwhile=meanwhile)


def _page(
    request: CaseRequest,
    assessment: Assessment,
    section: Section,
    form: forms.Answers,
    *,
    meanwhile: SavedMeanwhile | None = None,
) -> HttpResponse:
    case, saved = assessment.case, operations.saved_of(assessment, section)
    typed = forms.parts_typed(section, form.data) if form.is_bound else {}
    given = {code: parts["answer"] for code, parts in typed.items()}
    names = operations.names_of(section)
    context = {
        "case": case,
        "assessment": assessment,
        "section": section,
        "asks_about": asks_about(section),
        "form": form,
        "result": operations.result_with(assessment, given, on=clock.today()),
        "child": case.child,
        "meanwhile": str(meanwhile) if meanwhile else "",
        "differing": writing.versions(saved, meanwhile, partial(forms.parts_in_words, section)),
        "saved_by": beside.saved_by(assessment) if meanwhile else None,
        "beside": beside.by_item(beside.offers(request, assessment, section), section, typed or saved),
        "narratives": beside.narratives(request, assessment, section),
    }
    own = writing.own(request, assessment, section.code)
    context |= writing.page(request, own, now=merging.token(saved, names))
    return render(request, "riskscreening/answer_section.html", context)

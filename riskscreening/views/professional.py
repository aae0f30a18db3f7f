"""A screening by a professional of another agency (SO-9): their own pages, and what social care reads of it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies.models import Agency
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.views import unsaved
from riskscreening import merging
from riskscreening.forms import answering
from riskscreening.forms import professional as forms
from riskscreening.models import ProfessionalScreening
from riskscreening.operations import professional as operations
from riskscreening.operations.answering import SavedMeanwhile, choices
from riskscreening.scoring import Result
from riskscreening.tools.choices import asks_about
from riskscreening.tools.tool import Section
from riskscreening.views import writing
from riskscreening.views.finding import is_open


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_SCREEN)
def start_professional(request: CaseRequest, case: Case) -> HttpResponse:
    """Record the conversation with the safeguarding officer, and begin; or go on with the agency's own."""
    at, own = clock.now(), _own(request, case)
    open_one = own.filter(completed_at=None).first()
    if open_one:
        return redirect(_address(open_one))
    offers = choices(case, at=at)
    offered = [(offer.tool.code, offer.tool.title) for offer in offers]
    form = forms.SpokeWith(_data(request), offered=offered, at=at)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("officer", "spoke_on", "advised")}
        tool_code = form.cleaned_data.get("tool", "")
        agency = _agency(request)
        return redirect(
            _address(operations.start(case, agency=agency, **facts, tool_code=tool_code, by=request.user, at=at))
        )
    done = own.exclude(completed_at=None).order_by("-completed_at", "-pk")
    return render(request, "riskscreening/professional_start.html", {"case": case, "form": form, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_SCREEN)
def professional_screening(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the agency's own screening: its sections while it is filled in, and complete it."""
    one = get_object_or_404(_own(request, case), pk=pk)
    at = clock.now()
    words = {"in_their_words": one.in_their_words, "protective": one.protective}
    form = forms.Complete(_data(request), initial=words, at=at)
    if request.method == "POST" and form.is_valid():
        operations.complete(one, **form.cleaned_data, by=request.user, at=at)
        messages.success(request, "Your screening is completed. The people who work with the child have been told.")
        return redirect(_address(one))
    context = {"case": case, "one": one, "form": form, "result": operations.result(one, on=clock.today())}
    return render(request, "riskscreening/professional.html", context | {"sections": _sections(request, one)})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_SCREEN)
def answer_professional(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Answer one section of the agency's own screening."""
    one, asked = _asked(request, case, pk, section)
    if request.method != "POST":
        own = operations.typed_by(one, asked, request.user)
        return _page(request, one, asked, writing.opened(own, partial(_form, one, asked)))
    if request.POST.get("do") == "forget":
        operations.forget_typed(one, asked, windows=unsaved.windows(request), by=request.user)
        return redirect(request.path)
    form = _form(one, asked, request.POST)
    return _save(request, one, asked, form) if form.is_valid() else _page(request, one, asked, form)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_SCREEN)
def typed_professional(request: CaseRequest, case: Case, pk: int, section: str) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    one, asked = _asked(request, case, pk, section)
    return unsaved.answer(request, _keep(request, one, asked), at=clock.now())


@require_POST
@case_view(Permission.REFERRAL_SCREEN)
def professional_so_far(request: CaseRequest, case: Case, pk: int, section: str) -> HttpResponse:
    """Say what the answers of the open page come to, with what is saved of the other sections; keep nothing."""
    one, asked = _asked(request, case, pk, section)
    context = {"one": one, "result": _so_far(one, asked, request.POST)}
    return render(request, "riskscreening/professional_so_far.html", context, status=unsaved.NOT_SHOWN)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def read_professional(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show what another agency completed; its own pages stay with the agency until then."""
    done = case.professional_screenings.exclude(completed_at=None).select_related(*_RELATED)
    one = get_object_or_404(done, pk=pk)
    sections = _sections(request, one)
    return render(request, "riskscreening/professional_read.html", {"case": case, "one": one, "sections": sections})


_RELATED = ("case__authority", "case__child", "agency", "started_by", "completed_by", "loaded_tool")


def _asked(request: CaseRequest, case: Case, pk: int, section: str) -> tuple[ProfessionalScreening, Section]:
    one = get_object_or_404(_own(request, case), pk=pk)
    asked = next((part for part in one.tool.sections if part.code == section), None)
    if asked is None or one.completed_at:
        raise Http404
    return one, asked


def _save(request: CaseRequest, one: ProfessionalScreening, asked: Section, form: answering.Answers) -> HttpResponse:
    try:
        about: Any = {"by": request.user, "at": clock.now(), "opened": writing.opened_with(request)}
        operations.save_section(one, asked, form.answers(), **about)
    except SavedMeanwhile as meanwhile:
        one.refresh_from_db()
        return _differing(request, one, asked, meanwhile)
    messages.success(request, "Your answers are saved.")
    return redirect(_address(one))


def _own(request: CaseRequest, case: Case) -> QuerySet[ProfessionalScreening]:
    agencies = [agency.pk for agency in _agencies(request)]
    return case.professional_screenings.filter(agency__in=agencies).select_related(*_RELATED)


def _agencies(request: CaseRequest) -> list[Agency]:
    held = request.standing.memberships
    return [one.agency for one in held if Permission.REFERRAL_SCREEN in one.description.permissions]


def _agency(request: CaseRequest) -> Agency:
    return _agencies(request)[0]


def _data(request: CaseRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _address(one: ProfessionalScreening) -> str:
    return reverse("professional_screening", args=[one.case.ref, one.pk])


def _form(one: ProfessionalScreening, section: Section, data: Any = None) -> answering.Answers:
    given = {item.code: one.answers.get(item.code, {}) for item in section.items}
    return answering.Answers(data, section=section, answers=given, at=clock.now())


def _differing(
    request: CaseRequest, one: ProfessionalScreening, section: Section, meanwhile: SavedMeanwhile
) -> HttpResponse:
    data = writing.posted(request)
    for name in meanwhile.merged.untouched:
        writing.fill(data, answering.as_posted(name, one.answers.get(name, {})))
    form = writing.once_more(request, _keep(request, one, section), partial(_form, one, section), data)
    return _page(request, one, section, form, meanwhile=meanwhile)


def _keep(request: CaseRequest, one: ProfessionalScreening, section: Section) -> unsaved.Keep:
    return partial(operations.keep_typed, one, section, by=request.user, at=clock.now())


def _so_far(one: ProfessionalScreening, section: Section, typed: Any) -> Result:
    given = {code: parts["answer"] for code, parts in answering.parts_typed(section, typed).items()}
    return operations.result(one, given, on=clock.today())


def _page(
    request: CaseRequest,
    one: ProfessionalScreening,
    section: Section,
    form: answering.Answers,
    *,
    meanwhile: SavedMeanwhile | None = None,
) -> HttpResponse:
    saved = {item.code: one.answers.get(item.code, {}) for item in section.items}
    context = {
        "case": one.case,
        "one": one,
        "section": section,
        "asks_about": asks_about(section),
        "form": form,
        "meanwhile": str(meanwhile) if meanwhile else "",
        "differing": writing.versions(saved, meanwhile, partial(answering.parts_in_words, section)),
        "result": _so_far(one, section, form.data),
    }
    own = operations.typed_by(one, section, request.user)
    context |= writing.page(request, own, now=merging.token(saved, saved))
    return render(request, "riskscreening/professional_section.html", context)


def _sections(request: CaseRequest, one: ProfessionalScreening) -> list[dict[str, Any]]:
    own = one.agency in _agencies(request)
    return [
        {
            "section": section,
            "rows": [_row(request, one, section, item, own=own) for item in section.items],
            "answered": sum(bool(one.answers.get(item.code, {}).get("answer")) for item in section.items),
        }
        for section in one.tool.sections
    ]


def _row(request: CaseRequest, one: ProfessionalScreening, section: Section, item: Any, *, own: bool) -> dict[str, Any]:
    """Return an item with its answer; sexual health is covered from everybody but the agency that wrote it."""
    given = one.answers.get(item.code, {})
    may = own or is_open(request, item)
    shown = answering.parts_in_words(section, given if may else {})
    return {"item": item, "value": given.get("answer", ""), "is_covered": not may, **shown}

"""The child behind the answers of a screening, and what has changed since the last one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.exploitation import ExploitationModel, GroupOrGang
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from riskscreening import changes as compared
from riskscreening import known, merging
from riskscreening.forms import answering
from riskscreening.forms import child as forms
from riskscreening.models import Assessment
from riskscreening.operations import answering as operations
from riskscreening.operations import keeping
from riskscreening.operations.answering import ABOUT_CHILD, CHILD, SavedMeanwhile
from riskscreening.tools.tool import Kind
from riskscreening.views import beside, writing
from riskscreening.views.finding import assessment_of, is_open


@dataclass(frozen=True, kw_only=True)
class Held:
    """Words that the file holds already, where they come from, and the box that they fit."""

    key: str
    box: str
    title: str
    words: str


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def about_child(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Write down what the child says, what protects them and how they may be exploited (SO-5)."""
    assessment = _open(case, pk)
    if request.method != "POST":
        return _page(request, assessment, _opened(request, assessment))
    do = request.POST.get("do", "")
    if do == "forget":
        keeping.forget_typed(assessment, CHILD, by=request.user)
        return redirect(request.path)
    if do.startswith("use-"):
        return _take_up(request, assessment, do.removeprefix("use-"))
    form = _form(assessment, request.POST)
    return _save(request, assessment, form) if form.is_valid() else _page(request, assessment, form)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def typed_about_child(request: CaseRequest, case: Case, pk: int) -> JsonResponse:
    """Keep what is being typed about the child; by GET, give the page a new token."""
    return writing.answer(request, _open(case, pk), CHILD)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def changes(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show what has changed since the screening before (ALL-3)."""
    assessment = assessment_of(case, pk)
    last = known.before(assessment)
    shown = (
        compared.changes(assessment.tool, assessment.answers, last.answers) if last and _same(assessment, last) else []
    )
    context = {
        "case": case,
        "assessment": assessment,
        "last": last,
        "is_same_tool": bool(last and _same(assessment, last)),
        "changes": [_in_words(request, assessment, one) for one in shown],
        "unanswered": sum(not assessment.answers.get(item.code) for item in assessment.tool.items),
    }
    return render(request, "riskscreening/changes.html", context)


def _same(one: Assessment, other: Assessment) -> bool:
    return one.tool_code == other.tool_code


def _in_words(request: CaseRequest, assessment: Assessment, change: compared.Change) -> dict[str, Any]:
    section = next(one for one in assessment.tool.sections if change.item in one.items)
    return {
        "item": change.item,
        "kind": change.kind,
        "before": answering.in_words(section, change.before) or "Not asked",
        "now": answering.in_words(section, change.now),
        "evidence": change.evidence,
        "is_covered": not is_open(request, change.item),
    }


def _open(case: Case, pk: int) -> Assessment:
    assessment = assessment_of(case, pk)
    if assessment.completed_at:
        raise Http404
    return assessment


def _form(assessment: Assessment, data: Any = None, **filled: Any) -> forms.Child:
    given = forms.initial(operations.saved_of_child(assessment)) | filled
    return forms.Child(data, in_whole=assessment.tool.kind == Kind.ASSESSMENT, initial=given, at=clock.now())


def _opened(request: CaseRequest, assessment: Assessment) -> forms.Child:
    own = writing.own(request, assessment, CHILD)
    filled = {} if own else _prefilled(request, assessment)
    return writing.opened(own, partial(_form, assessment, **filled))


def _prefilled(request: CaseRequest, assessment: Assessment) -> dict[str, Any]:
    """Return how the child may be exploited by what the file says, while the screening does not say yet."""
    _, found = _exploited(request, assessment)
    return {name: getattr(found, name) for name in _OF_EXPLOITATION} if found else {}


def _exploited(request: CaseRequest, assessment: Assessment) -> tuple[str, Any]:
    """Return which record says so, in words, and the record: the newest referral, or else the screening before."""
    if assessment.exploitation:
        return "", None
    referral = known.newest_referral(assessment.case) if _may_read_referrals(request) else None
    if referral and referral.exploitation:
        return known.named(referral), referral
    last = known.before(assessment)
    if last and last.completed_at and last.exploitation:
        return known.dated(last), last
    return "", None


_OF_EXPLOITATION = ("exploitation", "main_model", "group_or_gang")


def _may_read_referrals(request: CaseRequest) -> bool:
    return request.standing.may(Permission.REFERRAL_VIEW)


def _take_up(request: CaseRequest, assessment: Assessment, key: str) -> HttpResponse:
    data = writing.posted(request)
    for one in _held(request, assessment):
        if one.key == key and one.words not in (data.get(one.box) or ""):
            data.setlist(one.box, ["\n\n".join(filter(None, (data.get(one.box), one.words)))])
            data.setlist("spoken", ["yes"] if one.box == "in_their_words" else data.getlist("spoken"))
    keep = writing.keeper(request, assessment, CHILD)
    return _page(request, assessment, writing.once_more(request, keep, partial(_form, assessment), data))


def _save(request: CaseRequest, assessment: Assessment, form: forms.Child) -> HttpResponse:
    try:
        about: Any = {"by": request.user, "at": clock.now(), "opened": writing.opened_with(request)}
        operations.save_child(assessment, form.said(), **about)
    except SavedMeanwhile as meanwhile:
        assessment.refresh_from_db()
        data, saved = writing.posted(request), operations.saved_of_child(assessment)
        for name in meanwhile.merged.untouched:
            writing.fill(data, forms.as_posted(name, saved[name], saved))
        form = _form(assessment, data)
        form.leave_unchecked()
        return _page(request, assessment, form, meanwhile=meanwhile)
    messages.success(request, "Saved.")
    return redirect(assessment)


def _page(
    request: CaseRequest, assessment: Assessment, form: forms.Child, *, meanwhile: SavedMeanwhile | None = None
) -> HttpResponse:
    case, saved = assessment.case, operations.saved_of_child(assessment)
    unplaced = [offer for offer in beside.held(request, assessment) if not offer.item]
    context = {
        "case": case,
        "assessment": assessment,
        "form": form,
        "meanwhile": str(meanwhile) if meanwhile else "",
        "differing": _versions(saved, meanwhile),
        "saved_by": beside.saved_by(assessment) if meanwhile else None,
        "held": _held(request, assessment),
        "typed": _typed_by_others(request, assessment),
        "unplaced": unplaced,
        "prefilled_from": "" if form.is_bound else _exploited(request, assessment)[0],
    }
    own = writing.own(request, assessment, CHILD)
    context |= writing.page(request, own, now=merging.token(saved, ABOUT_CHILD))
    return render(request, "riskscreening/child.html", context)


_LABELS = {
    "in_their_words": "The child’s own words",
    "protective": "What protects the child",
    "danger": "Danger statement",
    "goal": "Safety goal",
    "exploited": "How the child may be exploited",
}


def _versions(saved: Mapping[str, Mapping[str, str]], meanwhile: SavedMeanwhile | None) -> dict[str, dict[str, Any]]:
    both = writing.versions(saved, meanwhile, _as_parts)
    return {name: one | {"called": _LABELS[name]} for name, one in both.items()}


def _as_parts(parts: Mapping[str, str]) -> dict[str, Any]:
    return {"answer": "", "evidence": _as_text(parts), "source": "", "seen_on": None}


def _as_text(parts: Mapping[str, str]) -> str:
    if "words" in parts:
        return parts["words"] or "Nothing"
    models = [ExploitationModel(model).label for model in parts["exploitation"].split(",") if model]
    mainly = f"Mainly: {ExploitationModel(parts['main_model']).label}" if parts["main_model"] else ""
    group = f"A group or a gang: {GroupOrGang(parts['group_or_gang']).label}" if parts["group_or_gang"] else ""
    return "\n".join(str(line) for line in (*models, mainly, group) if line) or "Nothing"


def _held(request: CaseRequest, assessment: Assessment) -> list[Held]:
    """Return what referrals, other agencies and the screening before hold of the child's words and what protects."""
    case, last = assessment.case, known.before(assessment)
    sources: list[tuple[str, str, Any]] = []
    if last and last.completed_at:
        sources.append((f"last-{last.pk}", known.dated(last), last))
    sources += [(f"partner-{one.pk}", known.called(one), one) for one in known.completed_elsewhere(case)]
    if _may_read_referrals(request):
        sources += [(f"referral-{one.pk}", known.named(one), one) for one in known.referrals_of(case)]
    return [
        Held(key=f"{key}-{box}", box=box, title=title, words=words)
        for key, title, record in sources
        for box in ("in_their_words", "protective")
        if (words := getattr(record, box, "")) and not words.startswith(forms.NOT_ASKED)
    ]


def _typed_by_others(request: CaseRequest, assessment: Assessment) -> list[tuple[str, list[tuple[str, str]]]]:
    typed = assessment.typed_sections.filter(section=CHILD).exclude(typed_by=request.user).select_related("typed_by")
    found = []
    for one in typed.order_by("pk"):
        data = MultiValueDict(one.typed)
        words = [(_LABELS[box], str(data.get(box) or "")) for box in _LABELS if box != "exploited"]
        found.append((beside.named(one), [(label, text) for label, text in words if text]))
    return found

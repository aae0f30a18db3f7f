"""The tab of the screenings with what goes with them; filling in a screening, completing and signing it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases import operations as cases
from mase.cases import queries as owed
from mase.cases import showing
from mase.cases.exploitation import ExploitationModel
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.stages import Step
from riskscreening import chart, known, patterns, queries, scoring, trajectory
from riskscreening.forms import answering
from riskscreening.forms import screening as forms
from riskscreening.models import Assessment, Verdict
from riskscreening.operations import screening as operations
from riskscreening.tools.tool import Item, Section
from riskscreening.views.finding import assessment_of, is_open, signed_assessment_of


@require_safe
@case_view(Permission.SCREENING_VIEW)
def screenings(request: CaseRequest, case: Case) -> HttpResponse:
    """Show how the risk has changed (ALL-3), the single assessment, and the times the child was missing."""
    related = case.assessments.select_related("case__authority", "started_by", "completed_by", "loaded_tool")
    found = list(related.prefetch_related("all_signatures").order_by("-started_at", "-pk"))
    turns = trajectory.turns(sorted((one for one in found if one.completed_at), key=trajectory.moment_of))
    people = ("recorded_by", "return_recorded_by", "interview_recorded_by")
    lately = queries.times_lately(case, today=clock.today())
    context = {
        "case": case,
        "assessments": found,
        "turns": turns[::-1],
        "chart": _chart(request, case, turns) if turns else None,
        "under_way": queries.under_way(case),
        "concluded": case.single_assessments.select_related(*_CONCLUDERS).order_by("-concluded_at", "-pk"),
        "partners": queries.professional(case),
        "contexts": case.contexts.filter(ended_on=None).order_by("-recorded_at", "-pk"),
        "episodes": case.missing_episodes.select_related(*people).order_by("-missing_since", "-pk"),
        "owed": showing.deadlines(owed.running(case, *_TIMESCALES), at=clock.now()),
        "may_come_now": cases.allows(case, Step.SCREENED),
        "lately": lately,
        "is_often": patterns.is_often(lately),
        "in_words": patterns.times_in_words,
        "within_days": patterns.WITHIN_DAYS,
    }
    return render(request, "riskscreening/screenings.html", context)


def _chart(request: CaseRequest, case: Case, turns: list[trajectory.Turn]) -> chart.Chart:
    """Return the chart of the risk; the police's categories are on it for those who may read referrals."""
    categories = queries.categories(case) if request.standing.may(Permission.REFERRAL_VIEW) else []
    return chart.drawn(
        [trajectory.plotted(turn) for turn in turns],
        [chart.Category(at=one.recorded_at, number=one.number) for one in categories],
    )


_CONCLUDERS = ("concluded_by", "started_by", "not_protected_by")
_TIMESCALES = (
    "screening",
    "screening_sign_off",
    "rescreening",
    "strategy_meeting",
    "strategy_meeting_urgent",
    "single_assessment",
    "return_interview",
)


@require_safe
@case_view(Permission.SCREENING_VIEW)
def screening(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Show the screening: its sections while it is filled in; its items, score, judgement and signatures after."""
    assessment, at = signed_assessment_of(case, pk), clock.now()
    context = {
        "case": case,
        "assessment": assessment,
        "sections": [_shown(request, assessment, section) for section in assessment.tool.sections],
        "result": operations.result(
            assessment, on=clock.today(), sexual_harm_disclosed=bool(assessment.sexual_harm_disclosed)
        ),
        "capacities": operations.capacities(request.user, assessment, at=at),
        "models": [ExploitationModel(model).label for model in assessment.exploitation],
        "has_before": known.before(assessment) is not None,
        "counts": _counts(assessment),
        "missing": operations.missing_before_completing(assessment),
        "strategy_owed": owed.running(case, "strategy_meeting", "strategy_meeting_urgent").first(),
    }
    return render(request, "riskscreening/screening.html", context)


def _shown(request: CaseRequest, assessment: Assessment, section: Section) -> dict[str, Any]:
    given = {item.code: assessment.answers.get(item.code, {}) for item in section.items}
    items = [_item(section, item, given[item.code]) | _covered(request, item) for item in section.items]
    return {"section": section, "items": items, "answered": sum(bool(one.get("answer")) for one in given.values())}


def _covered(request: CaseRequest, item: Item) -> dict[str, Any]:
    """Return nothing where the answer may be shown, else what hides it: asked for, it is shown once."""
    if is_open(request, item):
        return {"is_covered": False}
    return {"is_covered": True} | dict.fromkeys(("evidence", "source", "seen_on", "points"), "")


def _item(section: Section, item: Item, given: dict[str, str]) -> dict[str, Any]:
    answer = given.get("answer", "")
    return {
        "item": item,
        "answer": answer,
        "words": answering.in_words(section, answer),
        "points": scoring.points_of(section, scoring.Answer(answer)) if answer else 0,
        "evidence": given.get("evidence", ""),
        "source": given.get("source", ""),
        "seen_on": date.fromisoformat(given["seen_on"]) if given.get("seen_on") else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_COMPLETE)
def complete(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Give the own judgement and complete the screening (SO-10, SO-15)."""
    assessment, at = assessment_of(case, pk), clock.now()
    found = operations.result(assessment, on=clock.today(), sexual_harm_disclosed=False)
    asked: dict[str, Any] = {
        "levels": dict(case.profile_at(at).risk_levels),
        "harm": bool(found.harm_items),
        "references": queries.crime_references(case) if request.standing.may(Permission.REFERRAL_VIEW) else [],
    }
    form = forms.Judgement(request.POST or None, at=at, **asked)
    if form.is_valid():
        operations.complete(assessment, judgement=form.cleaned_data, by=request.user, at=at)
        messages.success(request, "The screening is completed. Line manager and co-ordinator have been asked to sign.")
        return redirect(assessment)
    missing = operations.missing_before_completing(assessment)
    context = {"case": case, "assessment": assessment, "form": form, "result": found, "missing": missing}
    return render(request, "riskscreening/complete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.SCREENING_SIGN)
def sign(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Sign the screening off, disagree on the record, or return it (SO-29)."""
    assessment, at = signed_assessment_of(case, pk), clock.now()
    form = forms.Sign(
        request.POST or None,
        capacities=operations.capacities(request.user, assessment, at=at),
        judgement=assessment.judgement,
        seems_low=assessment.completed_at is not None and queries.seems_low(assessment),
    )
    if form.is_valid():
        verdict, said = form.said()
        _BY_VERDICT[verdict](assessment, **said, by=request.user, at=at)
        messages.success(request, _SAID[verdict])
        return redirect(assessment)
    context = {"case": case, "assessment": assessment, "form": form, "counts": _counts(assessment)}
    return render(request, "riskscreening/sign.html", context)


_BY_VERDICT: dict[Verdict, Callable[..., None]] = {
    Verdict.SIGNED: operations.sign,
    Verdict.DISAGREED: operations.disagree,
    Verdict.RETURNED: operations.send_back,
}
_SAID = {
    Verdict.SIGNED: "Your signature is recorded.",
    Verdict.DISAGREED: "Your signature and your disagreement are on the record.",
    Verdict.RETURNED: "The screening has been returned.",
}


def _counts(assessment: Assessment) -> dict[str, Any] | None:
    """Return which band and level count from the screening, and why; nothing before it is completed."""
    if assessment.completed_at is None:
        return None
    point = trajectory.screened(assessment)
    return {"band": point.band, "level": point.level, "because": trajectory.because(assessment)}

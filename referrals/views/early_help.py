"""Children held in early help: held, listed for whoever keeps them in view, reviewed, stepped up (SO-2)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock, timescales
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Kind
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.cases import access, showing
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case, Deadline
from mase.cases.stages import Stage
from mase.web import places
from referrals.forms import early_help as forms
from referrals.models import EarlyHelp
from referrals.operations import early_help as operations


@require_safe
@agency_view(Permission.DESK_MASH)
def held_in_early_help(request: SignedIn) -> HttpResponse:
    """List the children held in early help of the cases the person may see, newest case first."""
    at = clock.now()
    through = access.visible(request.user, at=at, stage=Stage.EARLY_HELP, needing=Permission.REFERRAL_ANSWERS)
    found = access.page(through, before=places.read(request.GET.get("before", "")))
    shown = found[: access.SHOWN_AT_ONCE]
    recording.record_list(shown, by=request.user, at=at, page="held in early help")
    held = EarlyHelp.objects.filter(case__in=shown, ended_at=None).select_related("agency", "case")
    owed = Deadline.objects.open().filter(case__in=shown, code="early_help_review").select_related("owner")
    context = {
        "cases": shown,
        "number": showing.capped(access.count(through), access.COUNTED),
        "help": {one.case_id: one for one in held},
        "owed": {one.deadline.case_id: one for one in showing.deadlines(owed, at=at)},
        "older": showing.key(shown[-1]) if len(found) > len(shown) else "",
    }
    return render(request, "referrals/held_in_early_help.html", context)


@require_safe
@case_view(Permission.REFERRAL_ANSWERS)
def early_help(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the early help in which the child is or was held, with its reviews."""
    found = case.early_help.select_related("agency", "began_by", "ended_by").prefetch_related("reviews__recorded_by")
    context = {
        "case": case,
        "running": operations.running(case),
        "found": found.order_by("-began_at", "-pk"),
        "may_hold": operations.may_hold(case),
    }
    return render(request, "referrals/early_help.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_EARLY_HELP)
def hold_early_help(request: CaseRequest, case: Case) -> HttpResponse:
    """Hold the child in early help instead of closing (SO-2)."""
    agencies = {a.code: a for a in case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).order_by("name")}
    form = forms.HoldEarlyHelp(request.POST or None, agencies=agencies.values())
    if form.is_valid():
        said = form.cleaned_data | {"agency": agencies.get(form.cleaned_data["agency"])}
        operations.hold(case, by=request.user, at=clock.now(), **said)
        messages.success(request, "The child is held in early help and stays in view.")
        return redirect("early_help", case.ref)
    return render(request, "referrals/hold_early_help.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_EARLY_HELP)
def review_early_help(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record a review of early help; where it ends, whoever may close the case goes on to that."""
    held, at = _found(case, pk), clock.now()
    form = forms.ReviewEarlyHelp(request.POST or None, since=timescales.london_day(held.began_at), at=at)
    if form.is_valid():
        operations.review(held, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The review is recorded.")
        closes = not form.cleaned_data["goes_on"] and request.standing.may(Permission.CASE_CLOSE)
        return redirect("close" if closes else "early_help", case.ref)
    return render(request, "referrals/review_early_help.html", {"case": case, "held": held, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_EARLY_HELP)
def step_up(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Step the case up to social care (SO-2)."""
    held = _found(case, pk)
    form = forms.StepUp(request.POST or None)
    if form.is_valid():
        operations.step_up(held, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The case waits for a social worker. The team managers have been told.")
        return redirect(case)
    return render(request, "referrals/step_up.html", {"case": case, "held": held, "form": form})


def _found(case: Case, pk: int) -> EarlyHelp:
    return get_object_or_404(case.early_help.select_related("case__authority", "agency"), pk=pk)

"""MASH's work on a referral: what agencies are asked, and the outcome."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from mase.cases.showing import Owed
from referrals import access, forms, operations, waiting
from referrals.forms import particulars
from referrals.models import Colour, InformationRequest, MashScreening, Outcome, Priority, Referral
from referrals.views.owing import owed, police_side, referral_of

_RELATED = (
    *("requests__agency", "requests__asked_by", "requests__answered_by", "requests__withdrawn_by"),
    *("requests__reminded_by", "requests__links", "mash_screenings__decided_by", "categories__recorded_by"),
    *("outcomes__proposed_by", "outcomes__agreed_by", "outcomes__disputed_by", "outcomes__told_by"),
    *("household", "people_of_concern", "places", "vehicles", "contact_points"),
)


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def referrals(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the referral, what agencies answered, the outcome, and what may be done next."""
    at = clock.now()
    found = access.readable(case, request.standing).select_related(
        "case__authority", "agency", "sent_by", "sharing_started_by"
    )
    ordered = found.prefetch_related(*_RELATED).order_by("-received_at", "-pk")
    awaited = owed(case, "information_reply", at=at)
    context = {
        "case": case,
        "referrals": [_Shown.of(referral, at=at) for referral in ordered],
        "particulars": _particulars,
        "awaited": awaited,
        "waited": _waited(case, awaited, at=at),
        "live_links": set(operations.live_links(at=at).filter(request__case=case).values_list("request", flat=True)),
        "at": at,
        "to_categorise": owed(case, "police_category", at=at),
        "categorised": operations.are_categorised(case, at=at),
    }
    return render(request, "referrals/referrals.html", context | police_side(case, at=at))


def _particulars(referral: Referral) -> list[tuple[str, str]]:
    """Return what only the form of this referral asks for, in words."""
    return list(particulars.in_words(referral.form, referral.particulars))


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """A referral on its page: what may be proposed, what was decided, who was asked."""

    referral: Referral
    colours: list[Colour]
    may_propose: bool
    decisions: list[MashScreening]
    outcomes: list[Outcome]
    requests: list[InformationRequest]

    @classmethod
    def of(cls, referral: Referral, *, at: datetime) -> "_Shown":
        decisions = sorted(referral.mash_screenings.all(), key=lambda decision: -decision.pk)
        without_checks = bool(decisions) and not decisions[0].checks_needed
        colours = operations.colours_open(referral, at=at)
        return cls(
            referral=referral,
            colours=colours,
            may_propose=bool(colours) and bool(referral.sharing_started_at or without_checks),
            decisions=decisions,
            outcomes=sorted(referral.outcomes.all(), key=lambda outcome: -outcome.pk),
            requests=sorted(referral.requests.all(), key=lambda asked: (asked.asked, asked.pk)),
        )

    @property
    def is_decided(self) -> bool:
        """Say whether an outcome has been agreed."""
        return any(outcome.agreed_at for outcome in self.outcomes)


def _waited(case: Case, awaited: dict[str, Owed], *, at: datetime) -> dict[str, str]:
    """Return for each request that is awaited how many working hours are left, or how many it is late."""
    calendar = case.profile_at(at).calendar
    return {key: waiting.working_hours(one.deadline.due_at, at=at, calendar=calendar) for key, one in awaited.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def decide_checks(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Decide how urgent the referral is, and whether checks are made (HO-1)."""
    referral = referral_of(case, pk)
    form = forms.DecideChecks(request.POST or None)
    if form.is_valid():
        answers = form.cleaned_data | {"priority": Priority(form.cleaned_data["priority"])}
        operations.decide_checks(referral, by=request.user, at=clock.now(), **answers)
        messages.success(request, "The first decision has been recorded.")
        return redirect("referrals", case.ref)
    decisions = referral.mash_screenings.select_related("decided_by").order_by("-pk")
    context = {"case": case, "referral": referral, "form": form, "decisions": list(decisions)}
    return render(request, "referrals/decide_checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DECIDE)
def propose(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Propose the RAG outcome (HO-2)."""
    referral, at = referral_of(case, pk), clock.now()
    form = forms.Propose(request.POST or None, colours=operations.colours_open(referral, at=at))
    if form.is_valid():
        colour = Colour(form.cleaned_data["colour"])
        operations.propose(referral, colour=colour, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "The outcome has been proposed to the police in MASH.")
        return redirect("referrals", case.ref)
    awaited = owed(case, "information_reply", at=at)
    context = {"case": case, "referral": referral, "form": form, "answers": _answers(referral), "awaited": awaited}
    return render(request, "referrals/propose.html", context)


def _answers(referral: Referral) -> list[InformationRequest]:
    related = referral.requests.select_related("agency", "asked_by", "answered_by", "withdrawn_by", "reminded_by")
    return sorted(related.order_by("pk"), key=lambda request: request.asked)


def _outcome(case: Case, pk: int) -> Outcome:
    found = Outcome.objects.select_related(
        "referral__case__authority",
        "referral__agency",
        "referral__sent_by",
        "proposed_by",
        "agreed_by",
        "disputed_by",
        "told_by",
    )
    return get_object_or_404(found, referral__case=case, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_AGREE)
def agree(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Agree the outcome for the police, or say why not (HO-2)."""
    outcome, at = _outcome(case, pk), clock.now()
    form = forms.Agree(request.POST or None)
    if form.is_valid():
        if form.cleaned_data["agreed"]:
            operations.agree(outcome, by=request.user, at=at)
        else:
            operations.dispute(outcome, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "Your decision has been recorded.")
        return redirect("referrals", case.ref)
    awaited = owed(case, "information_reply", at=at)
    answers = _answers(outcome.referral)
    context = {"case": case, "outcome": outcome, "form": form, "answers": answers, "awaited": awaited}
    return render(request, "referrals/agree.html", context)

"""Writing and sending a referral; MASH's work on it."""

from contextlib import suppress
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Agency, Kind
from mase.agencies.roles import Permission
from mase.cases import queries, showing
from mase.cases.errors import AlreadyDone
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Case
from referrals import drafts, forms, operations, police
from referrals.models import Colour, Draft, InformationRequest, Outcome, Referral, Reply


def _draft(request: SignedIn, ref: str) -> Draft:
    held = agency_access.holding(request.user, Permission.DESK_REFER, at=clock.now())
    own = Draft.objects.filter(started_by=request.user, agency__in={m.agency for m in held})
    return get_object_or_404(own.select_related("agency__authority"), ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def new(request: SignedIn) -> HttpResponse:
    """Begin a referral, or go on with one."""
    at = clock.now()
    agencies = {m.agency.code: m.agency for m in agency_access.holding(request.user, Permission.DESK_REFER, at=at)}
    form = forms.AgencyChoice(
        request.POST or None, agencies=agencies.values(), initial={"agency": next(iter(agencies))}
    )
    if form.is_valid():
        draft = operations.start_draft(agencies[form.cleaned_data["agency"]], by=request.user, at=at)
        return redirect(draft)
    unsent = request.user.referral_drafts.filter(agency__in=agencies.values()).select_related("agency")
    context = {"form": form, "several": len(agencies) > 1, "drafts": unsent.order_by("-saved_at", "-pk")}
    return render(request, "referrals/new.html", context)


@require_safe
@agency_view(Permission.DESK_REFER)
def draft(request: SignedIn, ref: str) -> HttpResponse:
    """Show the sections of the draft and how far each is."""
    found = _draft(request, ref)
    return render(
        request,
        "referrals/draft.html",
        {"draft": found, "tasks": drafts.tasks(found), "complete": drafts.is_complete(found)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def section(request: SignedIn, ref: str, section: str) -> HttpResponse:
    """Fill in one section."""
    found, at = _draft(request, ref), clock.now()
    if section not in forms.SECTIONS:
        raise Http404
    title, form_class = forms.SECTIONS[section]
    form = form_class(request.POST or None, initial=drafts.initial(found, section), at=at)
    if form.is_valid():
        operations.save_section(found, section, form.cleaned_data, at=at)
        return redirect(_after(found, section))
    return render(request, "referrals/section.html", {"draft": found, "form": form, "heading": title})


def _after(draft: Draft, section: str) -> str:
    """Return where the writer goes on: the next section without answers, else checking them."""
    draft.refresh_from_db()
    for name in forms.SECTIONS:
        if name not in draft.answers:
            return reverse("referral_section", args=[draft.ref, name])
    return reverse("referral_check", args=[draft.ref])


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def check(request: SignedIn, ref: str) -> HttpResponse:
    """Check the answers and send; a second press of the button leads to the same confirmation."""
    if Referral.objects.filter(draft_ref=ref, sent_by=request.user).exists():
        return _confirm(ref)
    found = _draft(request, ref)
    if not drafts.is_complete(found):
        return redirect(found)
    if request.method == "POST":
        return _send(request, found)
    return render(request, "referrals/check.html", {"draft": found, "sections": drafts.checked(found)})


def _send(request: SignedIn, draft: Draft) -> HttpResponse:
    facts = {"child": drafts.child(draft), "referral": drafts.referral(draft)}
    with suppress(AlreadyDone):
        operations.send(draft, by=request.user, at=clock.now(), **facts)
    if not Referral.objects.filter(draft_ref=draft.ref).exists():  # the writer has declared that they know the child
        messages.success(request, "The referral has been sent. You do not see the record, because you know the child.")
        return redirect("referral_new")
    return _confirm(draft.ref)


def _confirm(ref: object) -> HttpResponse:
    sent = Referral.objects.select_related("case").get(draft_ref=ref)
    return redirect("referral_sent", sent.case.ref, sent.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def discard(request: SignedIn, ref: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = _draft(request, ref)
    form = forms.Discard(request.POST or None)
    if form.is_valid():
        operations.discard(found)
        messages.success(request, "The draft has been thrown away.")
        return redirect("referral_new")
    return render(request, "referrals/discard.html", {"draft": found, "form": form})


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def sent(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Confirm that the referral was sent, with its reference and what happens next."""
    referral = get_object_or_404(case.referrals, pk=pk)
    deadlines = {deadline.code: deadline for deadline in case.deadlines.all()}
    return render(request, "referrals/sent.html", {"case": case, "referral": referral, "deadlines": deadlines})


@require_safe
@case_view(Permission.REFERRAL_VIEW)
def referrals(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the referral, what agencies answered, the outcome, and what may be done next."""
    found = case.referrals.select_related("agency", "sent_by", "sharing_started_by").prefetch_related(
        "requests__agency",
        "requests__asked_by",
        "requests__answered_by",
        "outcomes__proposed_by",
        "outcomes__agreed_by",
        "outcomes__disputed_by",
        "outcomes__told_by",
        "requests__withdrawn_by",
        "categories__recorded_by",
    )
    at = clock.now()
    shown = [(referral, operations.colours_open(referral, at=at)) for referral in found.order_by("-received_at", "-pk")]
    context = {
        "case": case,
        "referrals": shown,
        "awaited": _owed(case, "information_reply", at=at),
        "to_categorise": _owed(case, "police_category", at=at),
        "categorised": operations.are_categorised(case, at=at),
        "goes_to": police.GOES_TO,
    }
    return render(request, "referrals/referrals.html", context)


def _owed(case: Case, code: str, *, at: datetime) -> dict[str, showing.Owed]:
    """Return the running deadlines of that rule by what each is for: the number of the request or the referral."""
    return {owed.deadline.key: owed for owed in showing.deadlines(queries.running(case, code), at=at)}


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def start_sharing(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Start information sharing, or ask further agencies (SO-11, BR-1)."""
    referral = get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk)
    asked = referral.requests.values("agency")
    agencies = {
        a.code: a for a in case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).exclude(pk__in=asked).order_by("name")
    }
    form = forms.Sharing(request.POST or None, agencies=agencies.values(), legal_bases=case.profile.legal_bases)
    if form.is_valid():
        answers = form.cleaned_data
        answers["agencies"] = [agencies[code] for code in answers["agencies"]]
        act = operations.ask if referral.sharing_started_at else operations.start_sharing
        act(referral, by=request.user, at=clock.now(), **answers)
        messages.success(request, "The agencies have been asked.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/start_sharing.html", {"case": case, "referral": referral, "form": form})


def _own_requests(request: CaseRequest, case: Case):
    agencies: set[Agency] = {m.agency for m in request.standing.memberships}
    own = case.information_requests.filter(agency__in=agencies)
    return own.select_related("agency", "asked_by", "answered_by", "withdrawn_by")


@require_safe
@case_view(Permission.REQUEST_ANSWER)
def requests(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what the person's own agency was asked."""
    own = _own_requests(request, case).order_by("-asked_at", "-pk")
    awaited = _owed(case, "information_reply", at=clock.now())
    return render(request, "referrals/requests.html", {"case": case, "requests": own, "awaited": awaited})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REQUEST_ANSWER)
def answer(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Answer a request that the person's own agency was sent."""
    asked = cast(InformationRequest, get_object_or_404(_own_requests(request, case), pk=pk))
    form = forms.AnswerRequest(request.POST or None)
    if form.is_valid():
        reply = Reply(form.cleaned_data["reply"])
        operations.answer(
            asked, reply=reply, information=form.cleaned_data["information"], by=request.user, at=clock.now()
        )
        messages.success(request, "Your agency’s answer has been sent.")
        return redirect("requests", case.ref)
    return render(request, "referrals/answer.html", {"case": case, "asked": asked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CHECK)
def withdraw_request(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Wait for an agency's answer no longer (BR-1)."""
    related = case.information_requests.select_related("case__authority", "agency", "asked_by", "answered_by")
    asked = get_object_or_404(related, pk=pk)
    form = forms.WithdrawRequest(request.POST or None)
    if form.is_valid():
        operations.withdraw_request(asked, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The request has been withdrawn and the agency told.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/withdraw_request.html", {"case": case, "asked": asked, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_CATEGORISE)
def categorise(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record the police category with its crime reference (SO-13); nothing to find where the borough has none."""
    referral, at = (
        get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk),
        clock.now(),
    )
    if not operations.are_categorised(case, at=at):
        raise Http404
    form = forms.Categorise(request.POST or None, categories=case.profile_at(at).police_categories)
    if form.is_valid():
        number = int(form.cleaned_data.pop("number"))
        operations.categorise(referral, number=number, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The police category has been recorded.")
        return redirect("referrals", case.ref)
    categories = referral.categories.select_related("recorded_by").order_by("-pk")
    context = {"case": case, "referral": referral, "form": form, "categories": categories, "goes_to": police.GOES_TO}
    return render(request, "referrals/categorise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DECIDE)
def propose(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Propose the RAG outcome (HO-2)."""
    referral = get_object_or_404(case.referrals.select_related("case__authority", "agency", "sent_by"), pk=pk)
    at = clock.now()
    form = forms.Propose(request.POST or None, colours=operations.colours_open(referral, at=at))
    if form.is_valid():
        colour = Colour(form.cleaned_data["colour"])
        operations.propose(referral, colour=colour, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(request, "The outcome has been proposed to the police in MASH.")
        return redirect("referrals", case.ref)
    awaited = _owed(case, "information_reply", at=at)
    context = {"case": case, "referral": referral, "form": form, "answers": _answers(referral), "awaited": awaited}
    return render(request, "referrals/propose.html", context)


def _answers(referral: Referral) -> QuerySet[InformationRequest]:
    related = referral.requests.select_related("agency", "asked_by", "answered_by", "withdrawn_by")
    return related.order_by("agency__name", "pk")


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
    awaited = _owed(case, "information_reply", at=at)
    answers = _answers(outcome.referral)
    context = {"case": case, "outcome": outcome, "form": form, "answers": answers, "awaited": awaited}
    return render(request, "referrals/agree.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.REFERRAL_DECIDE)
def tell_referrer(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Record that the referrer was told the outcome (SO-18)."""
    outcome, at = _outcome(case, pk), clock.now()
    agreed_on = outcome.agreed_at.astimezone(clock.LONDON).date() if outcome.agreed_at else None
    form = forms.Tell(request.POST or None, at=at, agreed_on=agreed_on)
    if form.is_valid():
        operations.tell_referrer(outcome, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "It is recorded that the referrer was told.")
        return redirect("referrals", case.ref)
    return render(request, "referrals/tell_referrer.html", {"case": case, "outcome": outcome, "form": form})

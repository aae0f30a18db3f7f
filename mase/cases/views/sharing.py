"""Who can see this child; giving, taking away and reviewing access; what a person can see."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock
from mase.agencies import access as agency_access
from mase.agencies import queries as agency_queries
from mase.agencies.guards import SignedIn, agency_view, person_view
from mase.agencies.models import Agency, Membership, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access_reviews, onlookers, share_forms, sharing
from mase.cases.errors import Refused
from mase.cases.guards import CaseRequest, case_view
from mase.cases.models import Basis, Case


@require_safe
@case_view(Permission.HISTORY_VIEW)
def case_access(request: CaseRequest, case: Case) -> HttpResponse:
    """Show who can see this child, through what, and who has looked."""
    context = {"case": case, "audience": onlookers.audience(case, at=clock.now())}
    return render(request, "cases/case_access.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_SHARE)
def give_access(request: CaseRequest, case: Case) -> HttpResponse:
    """Open parts of the file to an agency or a person."""
    at = clock.now()
    form = _give_form(request, case, at=at)
    if form.is_valid():
        given = form.cleaned_data
        why = {"reason": given["reason"], "basis": Basis(given["basis"]), "ends_at": form.ends_at()}
        try:
            sharing.give(case, given["to"], given["sections"], by=request.user, at=at, **why)
        except Refused as refusal:
            form.add_error("lasts", str(refusal))
        else:
            messages.success(request, f"The file is open to {given['to']}.")
            return redirect("case_access", case.ref)
    return render(request, "cases/give_access.html", {"case": case, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_SHARE)
def take_from_agency(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Close the file to an agency."""
    found = Agency.objects.filter(group__in=case.agency_grants.in_force(clock.now()).values("group"))
    return _take(request, case, get_object_or_404(found, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(Permission.CASE_SHARE)
def take_from_person(request: CaseRequest, case: Case, pk: int) -> HttpResponse:
    """Close the file to a person."""
    found = User.objects.filter(pk__in=case.person_grants.in_force(clock.now()).values("user"))
    return _take(request, case, get_object_or_404(found, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.CASE_SHARE)
def review_access(request: SignedIn) -> HttpResponse:
    """Say of what was opened 90 days ago whether it is still needed."""
    at = clock.now()
    waiting = access_reviews.due(request.user, at=at)
    form = share_forms.Review(request.POST or None, waiting=waiting)
    if form.is_valid():
        try:
            _review(form, by=request.user, at=at)
        except Refused as refusal:
            form.add_error("chosen", str(refusal))
        else:
            messages.success(request, "Your review has been recorded.")
            return redirect("review_access")
    recording.record_list({one.case for one in waiting}, by=request.user, at=at, page="access reviews")
    return render(request, "cases/review_access.html", {"waiting": waiting, "form": form})


@require_safe
@person_view
def my_access(request: SignedIn) -> HttpResponse:
    """Show the person what they can see, and through what."""
    at = clock.now()
    authorities = agency_access.own_authorities(request.user, at=at)
    return _reach(request, request.user, onlookers.reachable(request.user, authorities, at=at), at=at)


@require_safe
@agency_view(Permission.DESK_PEOPLE, Permission.DESK_PRIVACY)
def person_access(request: SignedIn, pk: int) -> HttpResponse:
    """Show an administrator or privacy officer what a person can see: references, never a child."""
    at = clock.now()
    held = (Permission.DESK_PEOPLE, Permission.DESK_PRIVACY)
    authorities = [one for right in held for one in agency_access.authorities(request.user, right, at=at)]
    known = Membership.objects.filter(agency__authority__in=authorities)
    person = get_object_or_404(User.objects.filter(pk__in=known.values("user")), pk=pk)
    return _reach(request, person, onlookers.reachable(person, authorities, at=at), at=at)


@require_POST
@agency_view(Permission.DESK_PEOPLE)
def end_membership(request: SignedIn, pk: int) -> HttpResponse:
    """End a person's role now and, with the last one, what was opened to them by name."""
    at = clock.now()
    administered = agency_access.authorities(request.user, Permission.DESK_PEOPLE, at=at)
    membership = get_object_or_404(agency_queries.members_of(administered, at=at), pk=pk)
    sharing.end_membership(membership, by=request.user, at=at)
    messages.success(request, "The role has ended.")
    return redirect("people")


def _give_form(request: CaseRequest, case: Case, *, at: datetime) -> share_forms.Give:
    agencies = [] if case.restricted_at else agency_queries.agencies_of([case.authority])
    members = agency_queries.members_of([case.authority], at=at).filter(role__in=onlookers.READERS)
    return share_forms.Give(
        request.POST or None,
        agencies=[agency for agency in agencies if not sharing.is_own_social_care(case, agency)],
        members=members.order_by("user__name", "pk"),
        at=at,
    )


def _take(request: CaseRequest, case: Case, whom: sharing.Whom) -> HttpResponse:
    form = share_forms.Take(request.POST or None)
    if form.is_valid():
        sharing.take(case, whom, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, f"The file is no longer open to {whom}.")
        return redirect("case_access", case.ref)
    context = {"case": case, "form": form, "whom": whom, "kept": sharing.keeps(case, whom)}
    return render(request, "cases/take_access.html", context)


@transaction.atomic
def _review(form: share_forms.Review, *, by: User, at: datetime) -> None:
    decide = {"keep": sharing.keep, "take": sharing.take}[form.cleaned_data["decision"]]
    for one in form.cleaned_data["chosen"]:
        decide(one.case, one.whom, reason=form.cleaned_data["reason"], by=by, at=at)


def _reach(request: SignedIn, person: User, found: onlookers.Reachable, *, at: datetime) -> HttpResponse:
    recording.record(Verb.VIEWED, person, by=request.user, at=at, detail={"page": "access of a person"})
    keeps_roles = bool(agency_access.holding(request.user, Permission.DESK_PEOPLE, at=at))
    context = {"whose": person, "own": person == request.user, "keeps_roles": keeps_roles, "reach": found}
    return render(request, "cases/person_access.html", context)

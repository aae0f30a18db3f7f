"""Opening a record in an emergency: interruption, reason, step-up, one hour; and the register of those who did."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mase import clock, references
from mase.agencies.guards import SignedIn, agency_view, proven_again
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import emergency, forms, reviews
from mase.cases.errors import Refused
from mase.cases.models import Emergency

# What was said stays in the session, on the server: a reference and words, never a child's name.
_SAID = "emergency"


@require_safe
@agency_view(Permission.DESK_EMERGENCY)
def interrupt(request: SignedIn) -> HttpResponse:
    """Say what will happen before anything is asked."""
    left = emergency.left_today(request.user, at=clock.now())
    return render(request, "cases/emergency.html", {"left": left, "a_day": emergency.A_DAY})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_EMERGENCY)
def give_reason(request: SignedIn) -> HttpResponse:
    """Ask which record, and why; keep the answer until the person has proved that it is them."""
    at = clock.now()
    form = forms.OpenInEmergency(request.POST or None, at=at, initial=_initial(request))
    if form.is_valid():
        said = _said(request, form.cleaned_data)
        try:
            emergency.refuse_needless(said["ref"], by=request.user, at=at)
        except Refused as refusal:
            return _refused(request, refusal, asked="", at=at)
        request.session[_SAID] = said
        return redirect("confirm_emergency")
    return render(request, "cases/emergency_reason.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_EMERGENCY)
def confirm(request: SignedIn) -> HttpResponse:
    """Show what was said to whoever has proved that it is them, and open the record."""
    said = request.session.get(_SAID)
    if said is None:
        return redirect("emergency_reason")
    if "opened" in said:  # the button was pressed twice
        return redirect("case", said["ref"])
    return _confirmed(request, said)


@proven_again
def _confirmed(request: SignedIn, said: dict[str, Any]) -> HttpResponse:
    if request.method != "POST":
        need = Emergency.Need(said["need"]).label
        return render(request, "cases/emergency_confirm.html", {"said": said, "need": need})
    at = clock.now()
    try:
        opened = emergency.open_record(said["ref"], need=said["need"], reason=said["reason"], by=request.user, at=at)
    except Refused as refusal:
        return _refused(request, refusal, asked=said["asked"], at=at)
    request.session[_SAID] = said | {"opened": True}
    return redirect(opened.case)


@require_POST
@agency_view(Permission.DESK_EMERGENCY)
def end(request: SignedIn) -> HttpResponse:
    """Give the access back before the hour is over; a second time changes nothing."""
    ref = request.POST.get("ref", "")
    if references.is_one(ref):
        emergency.end(ref, by=request.user, at=clock.now())
    request.session.pop(_SAID, None)
    messages.success(request, "Your emergency access has ended.")
    return redirect("cases")


@require_safe
@agency_view(Permission.DESK_PRIVACY)
def emergencies(request: SignedIn) -> HttpResponse:
    """List what waits for a review, what was found, and who does this how often."""
    at = clock.now()
    entries = reviews.register(request.user, at=at)
    recording.record_list([entry.emergency for entry in entries], by=request.user, at=at, page="emergencies")
    waiting = [entry for entry in entries if entry.emergency.reviewed_at is None]
    context = {
        "waiting": waiting,
        "reviewed": [entry for entry in entries if entry.emergency.reviewed_at],
        "overdue": sum(entry.is_overdue for entry in waiting),
        "habits": reviews.habits(request.user, at=at),
        "a_day": emergency.A_DAY,
    }
    return render(request, "cases/emergencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_PRIVACY)
def review(request: SignedIn, pk: int) -> HttpResponse:
    """Show the reason given and what was looked at, and record the finding."""
    at = clock.now()
    entry = reviews.find(pk, by=request.user, at=at)
    if entry is None:
        raise Http404
    form = forms.ReviewEmergency(request.POST or None)
    if form.is_valid():
        try:
            emergency.review(entry.emergency, **form.cleaned_data, by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The review has been recorded.")
            return redirect("emergencies")
    recording.record(Verb.TRAIL_READ, entry.emergency, by=request.user, at=at, detail={"page": "review emergency"})
    shown = reviews.looked_at(entry.emergency)
    context = {"entry": entry, "form": form, "shown": shown, "is_open": entry.emergency.ends_at > at}
    return render(request, "cases/review_emergency.html", context)


def _said(request: SignedIn, answers: dict[str, Any]) -> dict[str, str]:
    """Return what is kept: a record looked for by name is kept by its reference, or by none."""
    asked = answers["ref"] or ""
    found = asked or emergency.reference_of(answers["names"], answers["born_on"], by=request.user)
    return {"ref": found, "asked": asked, "need": answers["need"], "reason": answers["reason"]}


def _initial(request: SignedIn) -> dict[str, str]:
    said = request.session.get(_SAID, {})
    if "opened" in said:
        return {}
    known = {"known": "reference", "ref": said["asked"]} if said.get("asked") else {}
    return known | {name: said[name] for name in ("need", "reason") if name in said}


def _refused(request: SignedIn, refusal: Refused, *, asked: str, at: datetime) -> HttpResponse:
    recording.record_refusal(by=request.user, at=at, case=asked, page="open in an emergency")
    return render(request, "cases/emergency_refused.html", {"refusal": refusal}, status=409)

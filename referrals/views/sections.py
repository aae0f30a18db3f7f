"""Writing one section of a referral: saving it, and keeping what is typed until then."""

import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from mase import clock
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.roles import Permission
from mase.cases.views import unsaved
from referrals import drafts, forms, operations
from referrals.guards import own_draft
from referrals.models import Draft
from referrals.operations.keeping import SavedMeanwhile

_DANGER = "You said that the child is in immediate danger. If nobody has called 999 yet, call now, before you go on."


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def section(request: SignedIn, ref: str, section: str) -> HttpResponse:
    """Fill in one section."""
    at = clock.now()
    draft = own_draft(request, ref, at=at)
    _part(draft, section)
    if request.method == "POST":
        return _act(request, draft, section, at=at)
    form = drafts.opened(draft, section, at=at)
    if isinstance(form, forms.Rows) and "more" in request.GET:
        form.add()
    return _page(request, draft, section, form)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_REFER)
def typed(request: SignedIn, ref: str, section: str) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    at = clock.now()
    draft = own_draft(request, ref, at=at)
    _part(draft, section)
    keep = partial(operations.keep_typed, draft, section, at=at)
    return unsaved.answer(request, keep, at=at, kept=200, taken=409)


def _part(draft: Draft, section: str) -> forms.Section:
    try:
        return forms.sections_of(draft)[section]
    except KeyError:
        raise Http404 from None


def _act(request: SignedIn, draft: Draft, section: str, *, at: datetime) -> HttpResponse:
    """Do what the button says; without one, save and go on."""
    part, do = _part(draft, section), request.POST.get("do", "")
    if do == "forget":
        operations.forget_typed(draft, section)
        return redirect(request.get_full_path())
    form = part.form(_data(request, do, part), at=at)
    if not form.is_valid():
        return _page(request, draft, section, form)
    if do == "add" and not form.cleaned_data:  # nothing was said yet, and so not that there is nothing to add
        return redirect(_after(request, draft, at=at))
    return _save(request, draft, section, form, at=at)


def _save(request: SignedIn, draft: Draft, section: str, form: Any, *, at: datetime) -> HttpResponse:
    windows = unsaved.said_windows(request)
    try:
        operations.save_section(
            draft, section, form.cleaned_data, at=at, seen=request.POST.get("seen"), windows=windows
        )
    except SavedMeanwhile as refused:
        draft.refresh_from_db()
        return _page(request, draft, section, form, meanwhile=str(refused), earlier=drafts.words(draft, section))
    if section == "concern" and form.cleaned_data["immediate_danger"]:
        messages.warning(request, _DANGER)
    draft.refresh_from_db()
    return redirect(_after(request, draft, at=at))


def _data(request: SignedIn, do: str, part: forms.Section) -> MultiValueDict[str, str]:
    """Return what was posted: nothing where there is nothing to add, and no row that was removed."""
    if do == "nothing" and not part.needed:
        return MultiValueDict()
    gone = f"row-{do.removeprefix('remove-')}-" if do.startswith("remove-") else None
    return MultiValueDict(
        {name: values for name, values in request.POST.lists() if not gone or not name.startswith(gone)}
    )


def _after(request: SignedIn, draft: Draft, *, at: datetime) -> str:
    """Return where the writer goes on."""
    do = request.POST.get("do", "")
    if do == "add" or do.startswith("remove-"):
        back = "check&" if "check" in request.GET else ""
        return f"{request.path}?{back}" + ("more#more" if do == "add" else "")
    if "check" in request.GET:
        return reverse("referral_check", args=[draft.ref])
    following = drafts.next_needed(draft, at=at)
    return reverse("referral_section", args=[draft.ref, following]) if following else draft.get_absolute_url()


def _page(request: SignedIn, draft: Draft, section: str, form: Any, **more: Any) -> HttpResponse:
    part, kept = _part(draft, section), draft.typed.get(section, {})
    stale = request.POST.get("seen") if request.method == "POST" and not more else None
    context = {
        "draft": draft,
        "section": section,
        "part": part,
        "form": form,
        "seen": operations.version(draft, section) if stale is None else stale,
        "window": request.POST.get("window") or secrets.token_hex(8),
        "restored": request.POST.get("restored") or kept.get("window", ""),
        "typed_at": drafts.typed_at(draft, section) if request.method != "POST" else None,
        "sent_before": drafts.last_sent(draft) if section == "referrer" and section not in draft.answers else None,
        "checking": "check" in request.GET,
        "meanwhile": "",
    }
    return render(request, "referrals/section.html", context | more)

"""The screening tools of an authority, for its administrators: listed, loaded, shown, compared, retired."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mase import clock
from mase.agencies import access
from mase.agencies.guards import SignedIn, agency_view
from mase.agencies.models import Authority
from mase.agencies.roles import Permission
from mase.cases.errors import AlreadyDone, Refused
from riskscreening import stock
from riskscreening.forms import tools as forms
from riskscreening.operations import tools as operations
from riskscreening.stock import Entry
from riskscreening.tools import asks_about, comparing, file_name, narratives_of, wording


@require_safe
@agency_view(Permission.DESK_TOOLS)
def tools(request: SignedIn) -> HttpResponse:
    """List the tools of an authority that the person administers, what each is today and how many screenings use it."""
    authorities = _administered(request)
    chosen = _authority(request, request.GET.get("of", authorities[0].code))
    context = {
        "authority": chosen,
        "authorities": authorities,
        "entries": _entries(chosen),
        "uses": operations.count_uses(chosen),
        "wording": wording,
    }
    return render(request, "riskscreening/tools.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_TOOLS)
def load_tool(request: SignedIn, authority: str) -> HttpResponse:
    """Load a version of a tool from its file or its text."""
    chosen = _authority(request, authority)
    there = {offer.version for offer in stock.held(chosen)}
    form = forms.LoadTool(request.POST or None, request.FILES or None, there=there)
    if form.is_valid():
        try:
            loaded = operations.load(chosen, source=form.cleaned_data["source"], by=request.user, at=clock.now())
        except AlreadyDone as done:
            form.add_error("file", str(done))
        else:
            messages.success(request, "The tool is loaded. Look through it once more.")
            return redirect("tool", chosen.code, loaded.code, loaded.version)
    return render(request, "riskscreening/load_tool.html", {"authority": chosen, "form": form})


@require_safe
@agency_view(Permission.DESK_TOOLS)
def tool(request: SignedIn, authority: str, code: str, version: int) -> HttpResponse:
    """Show one version in full: what is asked, what it weighs, bands and floors."""
    chosen = _authority(request, authority)
    entries = _entries(chosen)
    entry = _entry(entries, code, version)
    context = {
        "authority": chosen,
        "entry": entry,
        "tool": entry.offer.tool,
        "others": [one.offer.tool for one in entries if one.offer.tool.code == code and one != entry],
        "uses": operations.count_uses(chosen).get((code, version), 0),
        "narratives": narratives_of(entry.offer.tool),
        "asks_about": asks_about,
        "wording": wording,
    }
    return render(request, "riskscreening/tool.html", context)


@require_safe
@agency_view(Permission.DESK_TOOLS)
def download_tool(request: SignedIn, authority: str, code: str, version: int) -> HttpResponse:
    """Hand out the text of a version, from which the next one is written."""
    offer = _entry(_entries(_authority(request, authority)), code, version).offer
    response = HttpResponse(offer.source, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(offer.tool)}"'
    return response


@require_safe
@agency_view(Permission.DESK_TOOLS)
def compare_tools(request: SignedIn, authority: str, code: str, version: int, earlier: int) -> HttpResponse:
    """Show two versions of a tool side by side."""
    chosen = _authority(request, authority)
    entries = _entries(chosen)
    before, after = (_entry(entries, code, number).offer.tool for number in (earlier, version))
    context = {
        "authority": chosen,
        "before": before,
        "after": after,
        "groups": comparing.compare(before, after),
        "wording": wording,
    }
    return render(request, "riskscreening/compare_tools.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@agency_view(Permission.DESK_TOOLS)
def retire_tool(request: SignedIn, authority: str, code: str, version: int) -> HttpResponse:
    """Retire a version, with the reason."""
    chosen = _authority(request, authority)
    entry = _entry(_entries(chosen), code, version)
    form = forms.RetireTool(request.POST or None)
    if form.is_valid():
        try:
            operations.retire(
                chosen, entry.offer.version, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
            )
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The tool is retired. Screenings that were made with it keep it.")
            return redirect("tool", chosen.code, code, version)
    context = {"authority": chosen, "entry": entry, "tool": entry.offer.tool, "form": form}
    return render(request, "riskscreening/retire_tool.html", context)


def _administered(request: SignedIn) -> list[Authority]:
    return access.authorities(request.user, Permission.DESK_TOOLS, at=clock.now())


def _authority(request: SignedIn, code: str) -> Authority:
    """Return the authority of that code where the person keeps its tools; raises Http404."""
    found = next((one for one in _administered(request) if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _entries(authority: Authority) -> list[Entry]:
    return stock.entries(authority, profile=authority.profile, on=clock.today())


def _entry(entries: list[Entry], code: str, version: int) -> Entry:
    found = next((entry for entry in entries if entry.offer.version == (code, version)), None)
    if found is None:
        raise Http404
    return found

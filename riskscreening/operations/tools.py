"""What an authority does with its screening tools: loads a version, retires one. Those that were used stay for ever."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from mase import timescales
from mase.agencies.models import Authority, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases.errors import AlreadyDone, Refused
from mase.web import reader
from riskscreening import stock, tools
from riskscreening.models import Assessment, LoadedTool, ProfessionalScreening, RetiredTool


@transaction.atomic
def load(authority: Authority, *, source: str, by: User, at: datetime) -> LoadedTool:
    """Load a version of a tool from its text, from now on the authority's own.

    Raises ToolError where the text has a fault, AlreadyDone where that version ships or was loaded before.
    """
    locked = _locked(authority)
    tool = tools.read(source.encode(), name="the tool")
    if (tool.code, tool.version) in {offer.version for offer in stock.held(locked)}:
        raise AlreadyDone(is_there(tool))
    loaded = LoadedTool.objects.create(
        authority=locked, code=tool.code, version=tool.version, source=source, loaded_at=at, loaded_by=by
    )
    recording.record(Verb.TOOL_LOADED, loaded, by=by, at=at, detail=_named(tool.code, tool.version))
    return loaded


def is_there(tool: tools.Tool) -> str:
    """Return what is said to whoever loads a version a second time."""
    return f"There is a version {tool.version} of {tool.code} already. Give yours the next number."


@transaction.atomic
def retire(authority: Authority, version: stock.Version, *, reason: str, by: User, at: datetime) -> RetiredTool:
    """Start no more screenings with that version; those that exist keep it, with the answers, for ever.

    Raises AlreadyDone a second time, and Refused where no tool would be left to screen with today.
    """
    locked = _locked(authority)
    gone = set(stock.retired(locked))
    if version in gone:
        raise AlreadyDone("This version has been retired already.")
    on, profile = timescales.london_day(at), locked.profile_at(at)
    if not stock.offered(stock.held(locked), without=gone | {version}, profile=profile, on=on):
        raise Refused("This is the last tool that screenings can be started with. Load another first.")
    code, number = version
    retired = RetiredTool.objects.create(
        authority=locked, code=code, version=number, reason=reason, retired_at=at, retired_by=by
    )
    recording.record(Verb.TOOL_RETIRED, retired, by=by, at=at, reason=reason, detail=_named(code, number))
    return retired


def count_uses(authority: Authority) -> dict[stock.Version, int]:
    """Return how many screenings of the authority are pinned to each version.

    A number and nothing else, for who keeps the tools sees no child's record.
    """
    uses: dict[stock.Version, int] = {}
    with transaction.atomic(), reader.lifted():
        for model in (Assessment, ProfessionalScreening):
            found = model.objects.filter(case__authority=authority).values_list("tool_code", "tool_version")
            for code, version, number in found.annotate(number=Count("pk")).order_by():
                uses[code, version] = uses.get((code, version), 0) + number
    return uses


def _locked(authority: Authority) -> Authority:
    """Hold the authority, so that two who retire the last two tools at once do not both succeed."""
    return Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)


def _named(code: str, version: int) -> dict[str, str | int]:
    return {"code": code, "version": version}

"""What stands beside an item while it is answered: what the file holds, the answer before, what a colleague types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.datastructures import MultiValueDict

from mase import clock
from mase.agencies.models import User
from mase.agencies.roles import Permission
from mase.cases.guards import CaseRequest
from mase.web.environment import moment
from riskscreening import known, merging
from riskscreening.forms import answering as forms
from riskscreening.models import Assessment, TypedSection
from riskscreening.reuse import Offer
from riskscreening.tools.tool import Section


@dataclass(frozen=True, kw_only=True)
class Beside:
    """An offer in words; ``is_taken`` where the answer on the page holds it already."""

    offer: Offer
    answer: str
    seen_on: date | None
    is_taken: bool


def offers(request: CaseRequest, assessment: Assessment, section: Section) -> list[Offer]:
    """Return what could answer the items of a section, of what the person may see of the file."""
    items = {item.code for item in section.items}
    return [
        offer for offer in [*held(request, assessment), *_typed(request, assessment, section)] if offer.item in items
    ]


def held(request: CaseRequest, assessment: Assessment) -> list[Offer]:
    """Return what the file holds that fits the tool, and what has no item of its own there."""
    case, tool, today = assessment.case, assessment.tool, clock.today()
    referrals = request.standing.may(Permission.REFERRAL_VIEW)
    return [
        *known.of_last(known.before(assessment), tool, today=today),
        *(known.of_referrals(case, tool, today=today) if referrals else []),
        *known.of_file(case, tool, today=today),
        *known.of_professionals(case, tool, today=today),
    ]


def by_item(
    found: Iterable[Offer], section: Section, answers: Mapping[str, Mapping[str, str]]
) -> dict[str, list[Beside]]:
    """Return the offers in words, by item, with the answers that stand on the page."""
    shown: dict[str, list[Beside]] = {}
    for offer in found:
        one = Beside(
            offer=offer,
            answer=forms.in_words(section, offer.answer),
            seen_on=date.fromisoformat(offer.seen_on) if offer.seen_on else None,
            is_taken=_is_taken(offer, answers.get(offer.item, {})),
        )
        shown.setdefault(offer.item, []).append(one)
    return shown


def narratives(request: CaseRequest, assessment: Assessment, section: Section) -> list[tuple[str, str]]:
    """Return what colleagues write under the section and have not saved, each with who and when."""
    typed = _of_others(request, assessment, section.code)
    words = [(named(one), str(MultiValueDict(one.typed).get(forms.NARRATIVE) or "")) for one in typed]
    return [(title, text) for title, text in words if text not in ("", assessment.narratives.get(section.code))]


def named(typed: TypedSection) -> str:
    """Say who types it and since when it stands so."""
    return f"Being typed by {typed.typed_by.name}, {moment(typed.typed_at)}, not saved yet"


def saved_by(assessment: Assessment) -> User | None:
    """Return who saved the screening last."""
    last = assessment.history.select_related("history_user").order_by("-history_id").first()
    return last.history_user if last else None


def _is_taken(offer: Offer, parts: Mapping[str, str]) -> bool:
    if offer.evidence:
        return offer.evidence in parts.get("evidence", "")
    return parts.get("answer") == offer.answer


def _typed(request: CaseRequest, assessment: Assessment, section: Section) -> list[Offer]:
    return [
        Offer(key=f"typed-{one.pk}-{code}", item=code, title=named(one), **parts)
        for one in _of_others(request, assessment, section.code)
        for code, parts in forms.parts_typed(section, MultiValueDict(one.typed)).items()
        if any(parts.values()) and merging.version(parts) != merging.version(assessment.answers.get(code))
    ]


def _of_others(request: CaseRequest, assessment: Assessment, section: str) -> Iterable[TypedSection]:
    typed = assessment.typed_sections.filter(section=section).exclude(typed_by=request.user)
    return typed.select_related("typed_by").order_by("pk")

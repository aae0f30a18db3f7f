"""What the two pages share on which a MASE form is written: what the file offers, what is kept, the preview."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import JsonResponse
from django.utils.datastructures import MultiValueDict

from mase import clock
from mase.cases import typed_notes
from mase.cases.guards import CaseRequest
from mase.cases.models import Case, TypedNote
from mase.cases.views import unsaved
from meetings import known, plain, queries
from meetings.forms import mase_form as forms
from meetings.known import Offer

_TYPED = frozenset({*forms.TEXTS, "without_strategy_because", "taken", "seen"})
Data = MultiValueDict[str, str]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """An offer as the page shows it beside its text."""

    offer: Offer
    age: str
    is_taken: bool
    has_changed: bool
    is_old: bool
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Written:
    """The form that is being written on a case: which page keeps its words, and since when the last one reads."""

    case: Case
    about: str
    written_at: datetime | None = None
    leaves_out: str = ""


def answer(request: CaseRequest, written: Written) -> JsonResponse:
    """Keep what is being typed; by GET, give a page a new token after its writer has signed in again."""
    at = clock.now()
    return unsaved.answer(request, _keep(request, written, at=at), at=at, only=_TYPED)


def own(request: CaseRequest, written: Written) -> TypedNote | None:
    """Return what the person typed on that page and has not submitted, or None."""
    return typed_notes.own(written.case, request.user, about=written.about)


def forget(request: CaseRequest, written: Written) -> None:
    """Let go of what was typed: it has been submitted, or its writer throws it away."""
    typed_notes.forget(written.case, about=written.about, windows=unsaved.windows(request), by=request.user)


def keep(request: CaseRequest, written: Written) -> None:
    """Keep what was posted where it could not be submitted."""
    unsaved.keep_meanwhile(request, _keep(request, written, at=clock.now()), request.POST)


def opened(request: CaseRequest, written: Written) -> tuple[Data | None, bool]:
    """Return what the form opens with, and whether it is sent: what was posted, or typed before, or nothing.

    What an offer holds is taken up where its button was pressed; that and a preview submit nothing.
    """
    if request.method != "POST":
        kept = own(request, written)
        return (MultiValueDict(kept.typed) if kept else None), False
    do = request.POST.get("do", "")
    if do.startswith("use-"):
        data = _taken_up(request, written, do.removeprefix("use-"))
        unsaved.keep_meanwhile(request, _keep(request, written, at=clock.now()), data)
        return data, False
    return request.POST, do != "preview"


def _taken_up(request: CaseRequest, written: Written, key: str) -> Data:
    """Return what was posted with the words of the offer that was chosen, and what was taken up so far."""
    data = MultiValueDict({name: [str(value) for value in values] for name, values in request.POST.lists()})
    for offer in _offers(request, written):
        if offer.key == key:
            before = _plain(data.get(offer.box)).strip()
            words = before if offer.words in before else "\n\n".join(filter(None, (before, offer.taken_up)))
            others = [one for one in data.getlist("taken") if one.partition("=")[0] != key]
            data.setlist(offer.box, [words])
            data.setlist("taken", [*others, f"{key}={offer.version}"])
    return data


def page(request: CaseRequest, written: Written, form: forms.Texts) -> dict[str, Any]:
    """Return what the page shows beside the form, and what it says of itself."""
    texts = {name: _plain(form[name].value()) for name in forms.TEXTS}
    taken = form.data.getlist("taken") if isinstance(form.data, MultiValueDict) else []
    offers = _offers(request, written)
    keys = {offer.key for offer in offers}
    previews = request.POST.get("do") == "preview"
    return {
        "beside": _by_box(request, written, offers, texts, taken),
        "taken": taken,
        "gone": any(one.partition("=")[0] not in keys for one in taken),
        "preview": texts if previews else None,
        "unexplained": plain.unexplained("\n".join(texts.values())) if previews else [],
        "without_a_day": plain.without_a_day("\n".join(texts.values())) if previews else [],
        **unsaved.page(request, own(request, written)),
    }


def _by_box(
    request: CaseRequest, written: Written, offers: Iterable[Offer], texts: Mapping[str, str], taken: Iterable[str]
) -> dict[str, list[Beside]]:
    signed, versions = queries.signed_screening(written.case), dict(one.partition("=")[::2] for one in taken)
    screened_at = signed.completed_at if signed and request.standing.may(known.SCREENING) else None
    shown: dict[str, list[Beside]] = {box: [] for box in texts}
    for offer in offers:
        changed_at = offer.changed_at or offer.at
        one = Beside(
            offer=offer,
            age=known.age(offer.at, today=clock.today()),
            is_taken=offer.words in texts[offer.box],
            has_changed=offer.key in versions and versions[offer.key] != offer.version,
            is_old=screened_at is not None and changed_at < screened_at,
            is_new=written.written_at is not None and changed_at > written.written_at,
        )
        shown[offer.box].append(one)
    return shown


def _offers(request: CaseRequest, written: Written) -> list[Offer]:
    found = known.offers(written.case, may=request.standing.may, today=clock.today())
    return [offer for offer in found if not (written.leaves_out and offer.key.startswith(written.leaves_out))]


def _keep(request: CaseRequest, written: Written, *, at: datetime) -> unsaved.Keep:
    about: Any = {"about": written.about, "doing": "this MASE form", "by": request.user, "at": at}
    return partial(typed_notes.keep, written.case, **about)


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")

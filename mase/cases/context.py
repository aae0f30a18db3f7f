"""The frame of every page of a case: whose file it is and the tabs the reader may open."""

from math import ceil

from django.http import HttpRequest
from django.urls import reverse

from mase import clock
from mase.agencies.rights import UNCOVERED_BY, FieldClass, Permission
from mase.cases.access import Standing
from mase.cases.covers import Cover
from mase.cases.models import Absence, Case
from mase.web.environment import moment

# {map} and {panel} stand for the borough's own words.
_TABS = (
    ("case", "Overview", Permission.CASE_VIEW),
    ("pathway", "Pathway", Permission.CASE_VIEW),
    ("requests", "Request", Permission.REQUEST_ANSWER),
    ("referrals", "Referral", Permission.REFERRAL_VIEW),
    ("adults", "People", Permission.REFERRAL_VIEW),
    ("screenings", "Screening", Permission.SCREENING_VIEW),
    ("plans", "Plans", Permission.SCREENING_VIEW),
    ("notes", "Notes", Permission.SCREENING_NOTES),
    ("strategies", "Strategy meeting", Permission.STRATEGY_VIEW),
    ("plannings", "{map}", Permission.MAP_VIEW),
    ("mase", "{panel}", Permission.PANEL_VIEW),
    ("intelligence", "Police intelligence", Permission.INTELLIGENCE_VIEW),
    ("chronology", "Chronology", Permission.SCREENING_VIEW),
    ("history", "History", Permission.HISTORY_VIEW),
)

# Social care and the police; whoever was only asked learns no more than who the child is.
_KNOW_OF_ABSENCE = (Permission.SCREENING_VIEW, Permission.REFERRAL_ANSWERS, Permission.REFERRAL_CATEGORISE)
_ABSENT = {Absence.MISSING: ("Missing", "bad"), Absence.AWAY: ("Away without agreement", "warn")}


def frame(request: HttpRequest) -> dict[str, object]:
    """Return ``tabs``, ``identity``, ``emergency``, ``may`` and ``cover`` where the guard of a case let the request in.

    Templates name a permission by its value, and what is covered by its code: ``may("referral.check")``,
    ``cover("address")``; a name that does not exist is an error.
    """
    case, standing = getattr(request, "case", None), getattr(request, "standing", None)
    if case is None or standing is None:
        return {}
    return {
        "tabs": _tabs(request.path, case, standing),
        "identity": _identity(case, standing),
        "emergency": _emergency(standing),
        "may": lambda name: standing.may(Permission(name)),
        "cover": lambda code: _cover(request, case, standing, FieldClass(code)),
    }


def _cover(request: HttpRequest, case: Case, standing: Standing, field: FieldClass) -> Cover:
    permission = UNCOVERED_BY[field]
    return Cover(
        field=field,
        ref=case.ref,
        reader=request.user.pk,
        may_ask=permission is not None and standing.may(permission),
        is_lifted=getattr(request, "uncovered", None) is field,
        back=request.path,
    )


def _tabs(path: str, case: Case, standing: Standing) -> list[tuple[str, str, bool]]:
    words = {"map": case.profile.wording.map, "panel": case.profile.wording.panel}
    allowed = [(name, text) for name, text, needed in _TABS if standing.may(needed)]
    entries = [(text.format(**words), reverse(name, args=[case.ref])) for name, text in allowed]
    overview, history = (reverse(name, args=[case.ref]) for name in ("case", "history"))
    if path.startswith(reverse("changes", args=[case.ref])):
        path = history
    return [(text, href, path == href if href == overview else path.startswith(href)) for text, href in entries]


def _identity(case: Case, standing: Standing) -> dict[str, object]:
    age = case.child.age_on(clock.today())
    allocation = case.worker
    return {
        "name": case.child.name,
        "facts": [
            ("Reference", case.ref),
            ("Age", "Not known yet" if age is None else age),
            ("Stage", case.get_stage_display()),
            ("Social worker", allocation.worker.name if allocation else "Not allocated yet"),
        ],
        "flags": _flags(case, standing),
    }


def _flags(case: Case, standing: Standing) -> list[tuple[str, str]]:
    """Return what stands beside the name on every page, the most pressing first."""
    found = []
    if (
        case.absent_since
        and case.absent_as
        and not case.closed_at
        and any(standing.may(one) for one in _KNOW_OF_ABSENCE)
    ):
        words, tone = _ABSENT[Absence(case.absent_as)]
        found.append((f"{words} since {moment(case.absent_since)}", tone))
    if case.restricted_at:
        found.append(("Restricted", "bad"))
    return found


def _emergency(standing: Standing) -> dict[str, object]:
    """Return what is left of the hour for which the person opened the record themselves, or nothing."""
    if standing.emergency_ends_at is None:
        return {}
    seconds = ceil((standing.emergency_ends_at - clock.now()).total_seconds())
    return {"ends_at": standing.emergency_ends_at, "seconds": seconds, "minutes": ceil(seconds / 60)}

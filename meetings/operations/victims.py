"""The children on the list as the analysis counts them: every one of whom the person may know that there is one.

Restricted children count too, so it reaches past the second lock; what leaves here names nobody.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.agencies.models import Authority, User
from mase.cases import access
from mase.cases.models import Case
from mase.cases.queries import by_case
from mase.web import reader
from meetings import queries, victims
from meetings.models import CohortEntry
from meetings.victims import Facts
from referrals.models import Placement, Referral, Route, RouteCode, Standing
from riskscreening import trajectory
from riskscreening.models import Assessment, MissingEpisode

_LATELY = timedelta(days=90)
_IN_CARE = frozenset({Standing.FOSTER, Standing.RESIDENTIAL, Standing.SECURE})
_WITH_FAMILY = frozenset({Standing.NEVER, Standing.CIN, Standing.CP, Standing.BEFORE, Standing.KINSHIP})
_LOOKED_AFTER = frozenset({RouteCode.LOOKED_AFTER, RouteCode.PLACED_ELSEWHERE, RouteCode.PLACED_HERE})
_HOMES = {
    RouteCode.PLACED_HERE: Placement.OTHERS,
    RouteCode.PLACED_ELSEWHERE: Placement.ELSEWHERE,
    RouteCode.LOOKED_AFTER: Placement.HERE,
}


def facts_for(person: User, authority: Authority, *, at: datetime) -> list[Facts]:
    """Return what the analysis knows of each child on the authority's list, in no order that says who it is."""
    current = CohortEntry.objects.current(authority)
    with reader.lifted():
        known = current.filter(access.not_kept_from(person, case="case"))
        cases = list(Case.objects.filter(pk__in=known.values("case")).select_related("child").order_by("ref"))
        is_open = set(known.filter(queries.in_sight(person, at=at)).values_list("case", flat=True))
        about = _about(cases, at=at)
    return [_facts(case, about, is_open=case.pk in is_open, at=at) for case in cases]


def _about(cases: list[Case], *, at: datetime) -> dict[str, Mapping[int, Any]]:
    """Return what was recorded of these cases, by case (five queries)."""
    episodes = MissingEpisode.objects.filter(case__in=cases)
    lately = episodes.filter(returned_at=None) | episodes.filter(returned_at__gte=at - _LATELY)
    referred = Referral.objects.filter(case__in=cases).order_by("received_at", "pk")
    return {
        "screened": trajectory.completed_of(cases),
        "routes": by_case(Route.objects.filter(case__in=cases, ended_at=None)),
        "missing": by_case(lately),
        "referred": by_case(referred),
    }


def _facts(case: Case, about: dict[str, Mapping[int, Any]], *, is_open: bool, at: datetime) -> Facts:
    child, today = case.child, timescales.london_day(at)
    screened: list[Assessment] = about["screened"].get(case.pk, [])
    routes = {RouteCode(route.code) for route in about["routes"].get(case.pk, [])}
    referral = next(reversed(about["referred"].get(case.pk, [])), None)
    risk = trajectory.risk_after(screened)
    return Facts(
        is_open=is_open,
        age=child.age_on(today),
        school_year=victims.school_year(today, child.born_on),
        gender=child.gender,
        ethnicity=child.ethnicity,
        care=_care(routes, referral),
        home=_home(routes, referral),
        missing="yes" if case.pk in about["missing"] else "no",
        model=_model(screened[-1]) if screened else "",
        level=trajectory.level_chosen(risk) if risk else "",
    )


def _care(routes: set[RouteCode], referral: Referral | None) -> str:
    """Return whether the child is looked after: what routes say first, then the newest referral."""
    said = Standing(referral.standing) if referral else Standing.NOT_KNOWN
    if RouteCode.CARE_LEAVER in routes or (not routes & _LOOKED_AFTER and said == Standing.LEAVER):
        return "care_leaver"
    if routes & _LOOKED_AFTER or said in _IN_CARE:
        return "looked_after"
    return "family" if said in _WITH_FAMILY else ""


def _home(routes: set[RouteCode], referral: Referral | None) -> str:
    """Return where the child lives, seen from the borough."""
    placed = next((home for route, home in _HOMES.items() if route in routes), None)
    said = placed or (Placement(referral.placement) if referral else Placement.NOT_KNOWN)
    return "" if said == Placement.NOT_KNOWN else said.value


def _model(screened: Assessment) -> str:
    """Return the model that the newest screening names as the main one, or the only one."""
    named = [one for one in screened.exploitation if one != "not_known"]
    return screened.main_model or (named[0] if len(named) == 1 else "several" if named else "")

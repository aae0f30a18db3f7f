"""What operations and pages ask about a strategy meeting: whom it needs, what was said, what is still unsaid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mase.agencies.models import Agency, Kind
from mase.cases.models import Case
from meetings import agenda
from meetings.agenda import Point, Post
from meetings.models import Contribution, PlacementPoint, StrategyAttendee, StrategyMeeting
from referrals.models import RouteCode

IN_OUR_CARE = (RouteCode.LOOKED_AFTER, RouteCode.PLACED_ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class State:
    """What is written down of a meeting so far, beside the columns of its own row, and which agencies it needs."""

    contributions: list[Contribution]
    attendees: list[StrategyAttendee]
    notes: dict[str, str]
    weighed: dict[str, PlacementPoint]
    is_looked_after: bool
    needed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What still has to be said, and under which point of the agenda."""

    point: str
    words: str


def is_looked_after(case: Case) -> bool:
    """Say whether the child is looked after by this authority, as the routes of the case say."""
    return case.routes.filter(code__in=IN_OUR_CARE, ended_at=None).exists()


def placed(case: Case) -> dict[str, Any]:
    """Return where the routes of the case say that the child is placed, as the decision asks for it (HO-14)."""
    route = case.routes.filter(code=RouteCode.PLACED_ELSEWHERE, ended_at=None).first()
    return {"placed_elsewhere": True, "host_authority": route.authority_named} if route else {}


def required(case: Case, *, at: datetime) -> tuple[str, ...]:
    """Return the kinds of agency that a meeting about this child needs beside social care, which convenes it (HO-8)."""
    return case.profile_at(at).pathway.strategy_agencies


def posts(case: Case, *, at: datetime) -> tuple[Post, ...]:
    """Return who is asked by their post to a meeting about this child (SO-22, HO-8)."""
    routes = set(case.routes.filter(code__in=IN_OUR_CARE, ended_at=None).values_list("code", flat=True))
    return agenda.posts(
        looked_after=bool(routes),
        placed_elsewhere=RouteCode.PLACED_ELSEWHERE in routes,
        co_ordinator=case.profile_at(at).wording.co_ordinator,
    )


def whom_to_ask(case: Case, *, at: datetime) -> dict[str, Any]:
    """Return the agencies and posts that a meeting can ask, with those that it needs chosen already (HO-8, SO-22).

    The agency that sent the referral is chosen too.
    """
    agencies, asked, needed = invitable(case), posts(case, at=at), required(case, at=at)
    senders = set(case.referrals.values_list("agency", flat=True))
    chosen = [agency.code for agency in agencies if agency.kind in needed or agency.pk in senders]
    return {"agencies": agencies, "posts": asked, "initial": {"agencies": chosen, "posts": [p.code for p in asked]}}


def whom_to_ask_too(meeting: StrategyMeeting, *, at: datetime) -> dict[str, Any]:
    """Return the agencies and posts that were not asked yet."""
    there = {row.agency_id for row in meeting.contributions.all()}
    asked = list(meeting.attendees.values_list("post", flat=True))
    agencies = [agency for agency in invitable(meeting.case) if agency.pk not in there]
    return {"agencies": agencies, "posts": agenda.unasked(posts(meeting.case, at=at), asked)}


def invitable(case: Case) -> list[Agency]:
    """Return the agencies that a strategy meeting about this child can invite; social care is always there."""
    return list(case.authority.agencies.exclude(kind=Kind.SOCIAL_CARE).order_by("name"))


def state(meeting: StrategyMeeting) -> State:
    """Read what is written down; five queries."""
    return State(
        contributions=list(meeting.contributions.select_related("agency").order_by("agency__name", "pk")),
        attendees=list(meeting.attendees.order_by("pk")),
        notes=dict(meeting.agenda_notes.values_list("point", "words")),
        weighed={row.point: row for row in meeting.placement_points.all()},
        is_looked_after=is_looked_after(meeting.case),
        needed=required(meeting.case, at=meeting.convened_at),
    )


def unasked(meeting: StrategyMeeting, now: State, *, at: datetime) -> list[str]:
    """Return who is required and was not invited, in words."""
    kinds = {row.agency.kind for row in now.contributions}
    wanted = [post for post in posts(meeting.case, at=at) if post.required]
    left = agenda.unasked(wanted, [row.post for row in now.attendees])
    return [*(Kind(kind).label for kind in now.needed if kind not in kinds), *(post.title for post in left)]


def awaits_complex_meeting(meeting: StrategyMeeting) -> bool:
    """Say whether the meeting found more than one victim or abuser and no meeting about that is convened (HO-10).

    One that was cancelled does not count.
    """
    convened = meeting.complex_meetings.filter(cancelled_at=None)
    return bool(meeting.held_at and meeting.complex_abuse) and not convened.exists()


def not_held_before(meeting: StrategyMeeting) -> datetime | None:
    """Return the minute before which the meeting cannot have been held: when it was convened (SO-16).

    None where immediate action was needed: police and social worker talk on the telephone at once, and it is entered
    here afterwards (HO-8). The record then shows both moments, and says that it was entered later.
    """
    return None if meeting.urgent else meeting.convened_at.replace(second=0, microsecond=0)


def missing(meeting: StrategyMeeting, now: State) -> list[Missing]:
    """Return what still has to be said before the meeting can be recorded as held (HO-8, SO-22)."""
    found = [
        Missing(point=agenda.PEOPLE, words=words)
        for row in now.contributions
        for words in _of_agency(row, is_needed=row.agency.kind in now.needed)
    ]
    found += [
        Missing(point=agenda.PEOPLE, words=f"{row.post}: were they there?")
        for row in now.attendees
        if row.present is None
    ]
    if meeting.parents_told is None:
        found.append(Missing(point=agenda.VIEWS, words="Are the parents or carers told?"))
    if now.is_looked_after and (left := unanswered(now)):
        words = f"{len(left)} of the {len(agenda.LOOKED_AFTER)} points for a looked-after child have no answer yet"
        found.append(Missing(point=agenda.PLACEMENT, words=words))
    return found


def unanswered(now: State) -> list[Point]:
    """Return the points of the list for a looked-after child without an answer or without words (SO-22)."""
    whole = {code for code, row in now.weighed.items() if row.answer and row.words}
    return [point for point in agenda.LOOKED_AFTER if point.code not in whole]


def _of_agency(row: Contribution, *, is_needed: bool) -> Iterator[str]:
    name = row.agency.name
    if row.present is None:
        yield f"{name}: was the agency at the meeting?"
    elif row.present:
        if not row.attended_by:
            yield f"{name}: who came?"
        if row.decides is None:
            yield f"{name}: could whoever came decide for the agency?"
    elif is_needed and not row.contributed_how:
        yield f"{name} did not come: how did it take part?"

"""What each member agency tells a meeting beforehand, or that it has nothing to report (SO-25, SO-31)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse

from mase import timescales
from mase.agencies.models import Agency, Authority, Kind, User
from mase.agencies.roles import Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Deadline, DeadlineEvent, Happening
from mase.notifications import operations as notices
from meetings.models import TOPICS, AgencySubmission, Panel
from meetings.operations import listing

CODE = "agency_submission"
_ANSWERS_FOR = {Kind.POLICE: "police_inspector", Kind.SOCIAL_CARE: "co_ordinator"}
_STANDS_BEHIND = {Kind.SOCIAL_CARE: ("service_manager",)}
_OF_THE_POLICE = ("investigations", "people_of_concern", "hot_spots")


def is_asked_for(authority: Authority, *, at: datetime) -> bool:
    """Say whether the authority's procedures ask the agencies for information before each meeting."""
    return CODE in authority.profile_at(at).timescales


def topics_of(agency: Agency) -> tuple[str, ...]:
    """Return what the agency is asked about; open investigations, people and hot spots are the police's (SO-31)."""
    return TOPICS if agency.kind == Kind.POLICE else tuple(name for name in TOPICS if name not in _OF_THE_POLICE)


def ask(panel: Panel, *, by: User, at: datetime) -> None:
    """Start the clock of every standing member; called at short notice, they answer by the meeting itself."""
    if not is_asked_for(panel.authority, at=at):
        return
    due_at = _due_at(panel, at=at)
    for agency in panel.members(at=at):
        kind = Kind(agency.kind)
        deadlines.start(
            panel.authority,
            CODE,
            at=at,
            by=by,
            agency=agency,
            owner_role=_ANSWERS_FOR.get(kind, "partner_lead"),
            behind=_STANDS_BEHIND.get(kind, ()),
            key=panel.ref,
            path=reverse("send_information", args=[panel.ref, agency.code]),
            due_at=due_at,
        )


def follow(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """Move the clocks of the agencies with the meeting."""
    if is_asked_for(panel.authority, at=at):
        due_at = _due_at(panel, at=at)
        deadlines.move(panel.authority, CODE, at=at, by=by, reason=reason, due_at=due_at, key=panel.ref)


@transaction.atomic
def send(panel: Panel, agency: Agency, *, told: dict[str, Any], by: User, at: datetime) -> AgencySubmission:
    """Keep what the agency tells the meeting, or that it has nothing to report; corrected until the agenda is out.

    Raises Refused where the authority does not ask for it, AlreadyDone once the agenda is circulated.
    """
    locked = listing.still_open(panel)
    if not is_asked_for(locked.authority, at=at):
        raise Refused("In this authority agencies are not asked for information before the meeting.")
    if agency not in locked.members(at=at):
        raise NotEntitled("This agency is not a standing member of the meeting.")
    before = locked.submissions.filter(agency=agency).first()
    if before and locked.circulated_at:
        raise AlreadyDone("The agenda is circulated with what your agency has sent; it is no longer changed.")
    sent = before or AgencySubmission(panel=locked, agency=agency)
    asked = topics_of(agency) if not told["nothing_to_report"] else ()
    for name in TOPICS:
        setattr(sent, name, told[name] if name in asked else "")
    sent.nothing_to_report, sent.sent_at, sent.sent_by = told["nothing_to_report"], at, by
    sent.save()
    deadlines.meet(locked.authority, CODE, at=at, by=by, key=locked.ref, agency=agency)
    recording.record(Verb.INFORMATION_SENT, sent, by=by, at=at, detail={"meeting": locked.ref, "agency": agency.code})
    return sent


def last_of(agency: Agency, panel: Panel) -> AgencySubmission | None:
    """Return what the agency had to report to the newest meeting before this one, to start from; None where nothing."""
    earlier = agency.submissions.filter(panel__authority=panel.authority, nothing_to_report=False)
    found = earlier.filter(panel__scheduled_for__lt=panel.scheduled_for).select_related("panel")
    return found.order_by("-panel__scheduled_for", "-pk").first()


def chased(panel: Panel) -> dict[int, datetime]:
    """Return when somebody last reminded each agency, by the agency's number; the ladder's own reminders apart."""
    by_hand = DeadlineEvent.objects.filter(kind=Happening.REMINDED, by__isnull=False)
    of_it = by_hand.filter(deadline__authority=panel.authority, deadline__code=CODE, deadline__key=panel.ref)
    return dict(of_it.values("deadline__agency").annotate(last=Max("at")).values_list("deadline__agency", "last"))


def may_be_chased(last: datetime | None, *, at: datetime) -> bool:
    """Say whether the agency was not reminded on this day yet."""
    return last is None or timescales.london_day(last) < timescales.london_day(at)


@transaction.atomic
def chase(panel: Panel, *, agency: Agency | None, by: User, at: datetime) -> list[Agency]:
    """Remind who sends for the agency, or for every agency that has not sent; each once a day at most.

    The ladder of the deadline goes on beside it. Return whom it reached. Raises AlreadyDone where nobody is waited for,
    Refused where all were reminded on this day.
    """
    locked = listing.still_open(panel)
    owed = [one for one in _owed(locked) if agency in (None, one.agency)]
    if not owed:
        raise AlreadyDone("Nobody is waited for: every agency that was asked has answered.")
    last = chased(locked)
    now = [one for one in owed if may_be_chased(last.get(one.agency_id), at=at)]
    if not now:
        raise Refused("They were reminded today. Ring them if it cannot wait.")
    for one in now:
        deadlines.note_reminder(one, by=by, at=at)
        _tell(locked, one, at=at)
        told = {"meeting": locked.ref, "agency": one.agency.code}
        recording.record(Verb.REQUEST_REMINDED, locked, by=by, at=at, detail=told)
    return [one.agency for one in now]


def _owed(panel: Panel) -> QuerySet[Deadline]:
    running = Deadline.objects.open().filter(case=None, authority=panel.authority, code=CODE, key=panel.ref)
    return running.select_related("agency", "authority").order_by("agency__name", "pk")


def _tell(panel: Panel, owed: Deadline, *, at: datetime) -> None:
    """Leave a notice with whoever may send for the agency."""
    notices.tell(
        User.objects.through(owed.agency.memberships.at(at).entitled(Permission.DESK_SUBMIT)),
        "The meeting still waits for your agency’s information",
        url=owed.path,
        at=at,
        key=f"chase-{owed.pk}-{timescales.london_day(at):%Y%m%d}",
        reference=panel.ref,
    )


def _due_at(panel: Panel, *, at: datetime) -> datetime:
    due_at = deadlines.reckon(panel.authority, CODE, at=at, meeting_at=panel.scheduled_for)
    return due_at if due_at > at else panel.scheduled_for

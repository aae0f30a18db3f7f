"""What each member agency tells a meeting beforehand, or that it has nothing to report (SO-25, SO-31)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from mase.agencies.models import Agency, Authority, Kind, User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
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


def _due_at(panel: Panel, *, at: datetime) -> datetime:
    due_at = deadlines.reckon(panel.authority, CODE, at=at, meeting_at=panel.scheduled_for)
    return due_at if due_at > at else panel.scheduled_for

"""A row in every table of the meetings, for a case that has none of them from its story."""

from datetime import datetime

from mase.cases.models import Case
from mase.demo.cast import Cast
from meetings.models import (
    ActionCheck,
    AgencyUpdate,
    AgendaNote,
    AgendaPack,
    CohortRemoval,
    ComplexChild,
    ComplexMeeting,
    ComplexMember,
    ComplexNode,
    DeclaredInterest,
    EntryAddendum,
    NotDiscussed,
    PackPart,
    PlacementPoint,
    StrategyAttendee,
)


def fill(cast: Cast, case: Case, *, at: datetime) -> None:
    """Add a row of each kind, written by the social worker."""
    strategy, entry = case.strategy_meetings.latest("pk"), case.list_entries.latest("pk")
    AgendaNote.objects.create(meeting=strategy, point="purpose", words="x")
    PlacementPoint.objects.create(meeting=strategy, point="stay", answer="yes", words="x")
    StrategyAttendee.objects.create(meeting=strategy, post="Reviewing officer")
    CohortRemoval.objects.create(
        entry=case.cohort_entries.latest("pk"), proposed_at=at, proposed_by=cast["worker"], reason="x"
    )
    agency = cast["school"].memberships.get().agency
    AgencyUpdate.objects.create(case=case, panel=entry.panel, agency=agency, asked_at=at, asked_by=cast["worker"])
    DeclaredInterest.objects.create(entry=entry, person=cast["school"], declared_at=at, declared_by=cast["worker"])
    NotDiscussed.objects.create(panel=entry.panel, case=case, reason="x", decided_at=at, decided_by=cast["worker"])
    EntryAddendum.objects.create(entry=entry, words="x", added_at=at, added_by=cast["worker"])
    checked = {"checked_at": at, "checked_by": cast["worker"]}
    ActionCheck.objects.create(action=case.actions.latest("pk"), panel=entry.panel, words="x", **checked)
    _link(cast, case, at=at)
    pack = AgendaPack.objects.create(panel=entry.panel, version=1, asked_at=at, asked_by=cast["worker"])
    PackPart.objects.create(pack=pack, entry=entry, case=case, position=1, sealed=b"x", pages=1)


def _link(cast: Cast, case: Case, *, at: datetime) -> None:
    recorded = {"recorded_at": at, "recorded_by": cast["worker"]}
    meeting = ComplexMeeting.objects.create(
        authority=case.authority,
        convened_at=at,
        convened_by=cast["coordinator"],
        reason="x",
        threshold_with="Safeguarding adviser",
        quality_told_on=at.date(),
        scheduled_for=at,
        place="Room 1",
        chair=cast["coordinator"],
    )
    agency = cast["worker"].memberships.get().agency
    member = {"invited_at": at, "invited_by": cast["coordinator"]}
    ComplexMember.objects.create(meeting=meeting, user=cast["worker"], agency=agency, **member)
    node = ComplexNode.objects.create(meeting=meeting, kind="child", **recorded)
    ComplexChild.objects.create(case=case, node=node, linked_at=at, linked_by=cast["worker"])

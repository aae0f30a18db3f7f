"""A row in every table of plans, contexts and the workspace, for a case that has none of them from its story."""

from datetime import datetime

from mase.cases.exploitation import ContextKind
from mase.cases.models import Addendum, Case, Note, NoteKind, TypedNote, Workspace, WorkspaceKind
from mase.demo.cast import Cast
from riskscreening.models import (
    AttendanceDecision,
    Attender,
    CarriedRisk,
    Context,
    Intervention,
    Plan,
    PlanKind,
    PlannedAction,
    ProfessionalScreening,
    Served,
    TypedSection,
)


def fill(cast: Cast, case: Case, *, at: datetime) -> None:
    """Add a row of each kind, written by the social worker."""
    recorded = {"recorded_at": at, "recorded_by": cast["worker"]}
    _plan(cast, case, at=at, **recorded)
    _context(cast, case, at=at, **recorded)
    Workspace.objects.create(case=case, kind=WorkspaceKind.CHILD, opened_at=at, opened_by=cast["coordinator"])
    note = Note.objects.create(case=case, kind=NoteKind.NOTE, about_at=at, text="Met at school", **recorded)
    Addendum.objects.create(note=note, text="It was her youth club", **recorded)
    TypedNote.objects.create(case=case, window="1", typed_at=at, typed_by=cast["worker"])
    ProfessionalScreening.objects.create(
        case=case,
        agency=cast["school"].memberships.get().agency,
        officer="Deputy head",
        spoke_on=at.date(),
        advised="x",
        tool_code="cse-screening",
        tool_version=1,
        started_at=at,
        started_by=cast["school"],
        saved_at=at,
    )
    TypedSection.objects.create(
        assessment=case.assessments.latest("pk"), section="A", window="1", typed_at=at, typed_by=cast["worker"]
    )


def _plan(cast: Cast, case: Case, *, at: datetime, **recorded: object) -> None:
    changed = {"changed_at": at, "changed_by": cast["worker"]}
    plan = Plan.objects.create(
        case=case, kind=PlanKind.CIN, begun_on=at.date(), aims="x", arrangements="x", **recorded, **changed
    )
    PlannedAction.objects.create(
        case=case,
        plan=plan,
        text="Walk with her to the bus",
        owner_outside="Ms Adeyemi, mentor",
        due_on=at.date(),
        agreed_at=at,
        agreed_by=cast["worker"],
    )
    CarriedRisk.objects.create(
        case=case, tool_code="cse-screening", item_code="C1", plan=plan, words="Curfew with her agreement", **recorded
    )
    AttendanceDecision.objects.create(
        case=case, whom=Attender.CARERS, invited=False, reason="x", decided_at=at, decided_by=cast["team"]
    )


def _context(cast: Cast, case: Case, *, at: datetime, **recorded: object) -> None:
    agency = cast["worker"].memberships.get().agency
    intervention = Intervention.objects.create(
        authority=case.authority,
        kind=ContextKind.SCHOOL,
        where="The bus stop at the gate",
        concern="x",
        what="Staff at the gate after school",
        lead="Deputy head",
        agency=agency,
        begun_on=at.date(),
        review_on=at.date(),
        **recorded,
    )
    context = Context.objects.create(case=case, kind=ContextKind.SCHOOL, where="At the gate", harm="x", **recorded)
    Served.objects.create(context=context, intervention=intervention, since=at, by=cast["worker"])

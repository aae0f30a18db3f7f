"""The file about one child: the case, its deadlines, and who may see it."""

from mase.cases.models.case import Absence, Allocation, Case, Outcome, Transition
from mase.cases.models.change import Act, Change
from mase.cases.models.closure import Closure
from mase.cases.models.conflict import Conflict
from mase.cases.models.deadline import Deadline, DeadlineEvent, DeadlineQuerySet, Ending, Happening, Sweep
from mase.cases.models.emergency import Emergency
from mase.cases.models.grant import AgencyGrant, Basis, Grant, PersonGrant
from mase.cases.models.match import Match, Verdict
from mase.cases.models.notes import Addendum, Note, NoteKind, TypedNote, Workspace, WorkspaceKind

__all__ = [
    "Absence",
    "Act",
    "Addendum",
    "AgencyGrant",
    "Allocation",
    "Basis",
    "Case",
    "Change",
    "Closure",
    "Conflict",
    "Deadline",
    "DeadlineEvent",
    "DeadlineQuerySet",
    "Emergency",
    "Ending",
    "Grant",
    "Happening",
    "Match",
    "Note",
    "NoteKind",
    "Outcome",
    "PersonGrant",
    "Sweep",
    "Transition",
    "TypedNote",
    "Verdict",
    "Workspace",
    "WorkspaceKind",
]

"""What stays covered on the pages of a case until a reader with the right asks for it, which is an act of its own.

They get the page they came from once with the value in it; the next page covers it again. The session holds of which
case which kind of field is to be shown, never what it says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from mase.agencies.rights import FieldClass, Permission
from mase.cases import parts
from mase.cases.models import Case
from mase.cases.stages import Step

THE_REFERRER = "The referrer"
_ASKED = "uncovered"
_SHOWN_WITHIN = timedelta(minutes=1)  # of asking; a page that never came leaves nothing open for later


@dataclass(frozen=True, kw_only=True)
class Cover:
    """How one kind of field stands on one page: whether its reader may ask for it, and whether they have."""

    field: FieldClass
    ref: str
    reader: int | None
    may_ask: bool
    is_lifted: bool
    back: str

    @property
    def address(self) -> str:
        """Return the name of the address that uncovers it."""
        return f"reveal_{self.field.value}"


def informants(case: Case, *, may: parts.Rights) -> frozenset[int]:
    """Return whose names the reader of a history does not learn: those who referred, where that is not for them."""
    if may(Permission.REFERRAL_INFORMANT):
        return frozenset()
    return frozenset(case.transitions.filter(step=Step.REFERRED).values_list("by", flat=True))


def ask(session: SessionBase, case: Case, field: FieldClass, *, at: datetime) -> None:
    """Let the next page of the case show what is covered."""
    session[_ASKED] = {"case": case.ref, "field": field.value, "at": at.timestamp()}


def take(session: SessionBase, case: Case, *, at: datetime) -> FieldClass | None:
    """Return what this page shows because it was asked for a moment ago; it is shown this once."""
    asked = session.pop(_ASKED, None)
    if asked is None or asked["case"] != case.ref:
        return None
    is_fresh = timedelta(0) <= at - datetime.fromtimestamp(asked["at"], at.tzinfo) <= _SHOWN_WITHIN
    return FieldClass(asked["field"]) if is_fresh else None

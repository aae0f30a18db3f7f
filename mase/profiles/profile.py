"""The authority profile: what one borough's procedure says, as values that nothing changes after the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mase.timescales import Calendar, Length, OfficeHours, Received, Unit, in_words


class StrategyBeforePanel(StrEnum):
    """What a referral to the panel needs: a strategy meeting, or else the reason why there was none (RE-3, BA-2)."""

    REQUIRED = "required"
    REASON_IF_MISSING = "reason_if_missing"


class MapOrder(StrEnum):
    """Whether a child's own professionals plan together before the panel (RE-3) or after it (BR-5)."""

    BEFORE_PANEL = "before_panel"
    AFTER_PANEL = "after_panel"


class CaseReview(StrEnum):
    """Whether the panel looks at every case (BA-1) or only where a theme or a blockage asks for it (SO-34)."""

    EVERY_CASE = "every_case"
    BY_EXCEPTION = "by_exception"


class WorkspaceOpens(StrEnum):
    """When case notes may be kept: from the allocation on, or once the screening and the MASE form are in (HO-12)."""

    ON_ALLOCATION = "on_allocation"
    AFTER_FORMS = "after_forms"


class Lateness(StrEnum):
    """What becomes of a form that comes in late (RE-6)."""

    NEXT_MEETING = "next_meeting"


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The borough's own words for what every borough has."""

    panel: str
    co_ordinator: str
    partnership: str
    map: str


@dataclass(frozen=True, kw_only=True)
class Timescale:
    """One rule about time. `length` is None where each case brings its own date, as an agreed action does.

    Up the `ladder` stand the roles that are told, one after the other, once the moment has passed. `reminder` is how
    long before it the owner is reminded; None means a quarter of the time, at least an hour.
    """

    code: str
    label: str
    length: Length | None
    starts: str
    met_by: str
    source: str
    owner_role: str
    ladder: tuple[str, ...]
    reminder: Length | None
    may_pause: bool

    @property
    def rule(self) -> str:
        """Return the rule in words: "24 hours from referral received", "10 days before the MASE meeting"."""
        if self.length is None:
            return "its own date"
        if self.length.unit.counts_back:
            return f"{in_words(self.length)} {self.starts}"
        return f"{in_words(self.length)} {'as' if self.length.unit == Unit.SAME_DAY else 'from'} {self.starts}"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """How long after a breach the next rung is told, and how long after it the last."""

    next_rung: Length
    last_rung: Length


@dataclass(frozen=True, kw_only=True)
class Pathway:
    """The order of the steps and what each asks for."""

    strategy_before_panel: StrategyBeforePanel
    strategy_chair_roles: tuple[str, ...]
    strategy_agencies: tuple[str, ...]
    map_order: MapOrder
    case_review: CaseReview
    joint_rag_decision: bool
    lateness: Lateness
    workspace_opens: WorkspaceOpens
    third_carry_role: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What the referrer is written of one outcome: what was decided, and what happens now."""

    decided: str
    follows: str


@dataclass(frozen=True, kw_only=True)
class Letters:
    """What the referrer is written; {authority}, {reference} and {sent_on} are filled in for each letter."""

    opening: str
    contact: str
    of: Mapping[str, Letter]


@dataclass(frozen=True, kw_only=True)
class Profile:
    code: str
    name: str
    gss_code: str
    valid_from: date
    wording: Wording
    timescales: Mapping[str, Timescale]
    ladder: Ladder
    office_hours: OfficeHours
    closing_days: frozenset[date]
    received_out_of_hours: Received
    rag_outcomes: tuple[str, ...]
    risk_levels: Mapping[int, str]
    police_categories: Mapping[int, str]
    police_teams: Mapping[int, str]
    screening_tool: str
    pathway: Pathway
    panel_chairs: tuple[str, ...]
    panel_chair_agencies: tuple[str, ...]
    standing_members: tuple[str, ...]
    quorum: tuple[str, ...]
    holds_surgery: bool
    legal_bases: tuple[str, ...]
    support_services: tuple[str, ...]
    letters: Letters

    @property
    def version(self) -> str:
        """Return what a deadline keeps beside its rule: which profile, and from which day it holds."""
        return f"{self.code} {self.valid_from.isoformat()}"

    @property
    def calendar(self) -> Calendar:
        """Return the working days and hours of the borough."""
        return Calendar(self.office_hours, self.closing_days, self.received_out_of_hours)

"""What stands before pre-MASE: a meeting's forms and the cohort, what is decided of each, who comes next (HO-16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.models import User
from mase.cases.models import Case
from meetings import queries
from meetings.models import CohortEntry, ListEntry, MaseForm, NotDiscussed, Panel

OVERVIEW = "decided"  # the place on the page that says how many are decided


@dataclass(frozen=True, kw_only=True)
class Board:
    """A meeting's pre-MASE as far as one person sees its cases; what is said of a child is found by the case."""

    panel: Panel
    forms: list[MaseForm]
    cohort: list[MaseForm]
    listed: dict[int, ListEntry]
    left_out: dict[int, NotDiscussed]

    @property
    def of_this_meeting(self) -> list[MaseForm]:
        """Return the forms on which this pre-MASE decides or has decided."""
        return [form for form in self.forms if form.panel_id == self.panel.pk and not form.withdrawn_at]

    @property
    def forms_to_decide(self) -> list[MaseForm]:
        return [form for form in self.of_this_meeting if not form.decided_at]

    @property
    def cohort_to_decide(self) -> list[MaseForm]:
        return [form for form in self.cohort if not self.is_said_of(form.case_id)]

    @property
    def cohort_decided(self) -> list[MaseForm]:
        return [form for form in self.cohort if self.is_said_of(form.case_id)]

    @property
    def whole(self) -> int:
        """Return how many children pre-MASE decides about."""
        return len(self.of_this_meeting) + len(self.cohort)

    @property
    def decided(self) -> int:
        """Return about how many of them it has decided."""
        return self.whole - len(self.forms_to_decide) - len(self.cohort_to_decide)

    def is_said_of(self, case: int) -> bool:
        """Say whether it is decided if this case of the cohort is discussed."""
        return case in self.listed or case in self.left_out

    def place_after(self, case: Case) -> str:
        """Return where on the page the next child stands who is still to decide; after the last, the first again."""
        order = [form.case_id for form in sorted(self.of_this_meeting, key=_came_in)]
        order += [form.case_id for form in self.cohort]
        waiting = {form.case_id: f"form-{form.pk}" for form in (*self.forms_to_decide, *self.cohort_to_decide)}
        here = order.index(case.pk) + 1 if case.pk in order else 0
        return next((waiting[one] for one in (*order[here:], *order[:here]) if one in waiting), OVERVIEW)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is decided about one child of the cohort for a meeting, if anything is."""

    listed: ListEntry | None
    left_out: NotDiscussed | None

    @property
    def seen(self) -> str:
        """Return by what a page that was opened now will know that nothing was decided since."""
        return f"listed-{self.listed.pk}" if self.listed else str(self.left_out.pk) if self.left_out else ""


def board_of(panel: Panel, user: User, *, at: datetime) -> Board:
    """Return what the person sees of the meeting's pre-MASE; the cohort only while something can still be decided."""
    forms = list(queries.forms_of(panel, user, at=at))
    cohort = [] if panel.approved_minutes else queries.cohort_forms_of(panel, user, at=at)
    seen = [form.case_id for form in cohort]
    listed = panel.entries.filter(case__in=seen).select_related("theme", "brought_from__panel")
    return Board(
        panel=panel,
        forms=forms,
        cohort=cohort,
        listed={entry.case_id: entry for entry in listed},
        left_out={left.case_id: left for left in _left_out(panel).filter(case__in=seen)},
    )


def standing(panel: Panel, case: Case) -> Standing:
    """Return what is decided about the child for the meeting."""
    listed = panel.entries.filter(case=case).select_related("theme", "brought_from__panel")
    return Standing(listed=listed.first(), left_out=_left_out(panel).filter(case=case).first())


def left_out_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[NotDiscussed]:
    """Return which children of the cohort are not discussed this time, as far as their cases are open to the person."""
    return _left_out(panel).filter(queries.in_sight(user, at=at)).order_by("case__ref")


def who_listed(entries: Iterable[ListEntry]) -> dict[int, ListEntry]:
    """Return by entry how it came onto a list, with ``history_user`` and ``history_date``."""
    added = ListEntry.history.filter(history_type="+", id__in=[entry.pk for entry in entries])
    return {row.id: row for row in added.select_related("history_user")}


def on_cohort(case: Case) -> CohortEntry | None:
    """Return the child's present time on the cohort."""
    return case.cohort_entries.filter(removed_at=None).select_related("case__authority").first()


def _left_out(panel: Panel) -> QuerySet[NotDiscussed]:
    return panel.not_discussed.select_related("case__child", "decided_by")


def _came_in(form: MaseForm) -> tuple[datetime, int]:
    return form.submitted_at, form.pk

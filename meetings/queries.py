"""What the pages of the meetings read; a reader finds only cases they may see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case, Deadline
from mase.cases.stages import Step
from meetings import quarters
from meetings.differences import Piece, compare
from meetings.models import (
    TOPICS,
    Action,
    ActionCheck,
    AgencySubmission,
    CohortEntry,
    CohortRemoval,
    FormUpdate,
    ListEntry,
    MaseForm,
    Panel,
    QuarterlyReturn,
    StrategyMeeting,
)
from meetings.quarters import Quarter
from riskscreening.models import Assessment, Signature

_QUARTERS_SHOWN = 5
TEXTS = {
    "concerns": "All concerns about sexual exploitation",
    "investigations": "Current investigations",
    "agency_updates": "An update from every agency involved",
    "actions_so_far": "Actions agreed so far, and what came of them",
    "asked_of_panel": "What is asked of the meeting",
}


def authorities_of(user: User, *, at: datetime) -> list[Authority]:
    """Return the authorities in whose MASE the person's agencies are standing members."""
    held = agency_access.holding(user, Permission.DESK_MEETINGS, at=at)
    found = {m.agency.authority for m in held if m.agency.kind in m.agency.authority.profile_at(at).standing_members}
    return sorted(found, key=lambda authority: authority.name)


def in_sight(user: User, *, at: datetime) -> Q:
    """Return the condition that keeps only rows of cases whose MASE part is open to the person (RE-6)."""
    return access.in_sight(user, at=at, needing=Permission.PANEL_VIEW)


def entries_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[ListEntry]:
    """Return the meeting's list as far as the person may see its cases, in its order; ``place`` counts what they see.

    A gap in the numbers would say that there is a case which they do not see.
    """
    in_order = ["position", "pk"]
    seen = panel.entries.filter(in_sight(user, at=at)).annotate(place=Window(RowNumber(), order_by=in_order))
    related = seen.select_related(
        "case__child",
        "form__assessment",
        "form__submitted_by",
        "discussed_by",
        "theme",
        "returns_to",
        "brought_from__panel",
    )
    return related.prefetch_related("actions", "form__assessment__all_signatures").order_by("position", "pk")


def owed_to(panel: Panel) -> QuerySet[Deadline]:
    """Return what still has to be done for the meeting as a whole; what agencies owe has its own list."""
    found = Deadline.objects.open().filter(case=None, authority=panel.authority, key=panel.ref)
    running = found.exclude(code="agency_submission").select_related("owner", "authority", "agency")
    return running.order_by("due_at", "pk")


def refs_in_minutes(panel: Panel, user: User, *, at: datetime) -> set[str]:
    """Return the cases that the minutes tell this reader of: of its list, and those whose actions it heard of."""
    heard = ActionCheck.objects.filter(panel=panel).filter(
        access.in_sight(user, at=at, needing=Permission.PANEL_VIEW, case="action__case")
    )
    listed = panel.entries.filter(in_sight(user, at=at))
    return {*listed.values_list("case__ref", flat=True), *heard.values_list("action__case__ref", flat=True)}


def submissions_of(panel: Panel) -> QuerySet[AgencySubmission]:
    """Return what the agencies have sent to the meeting, by agency."""
    return panel.submissions.select_related("agency", "sent_by").order_by("agency__name", "pk")


def by_topic(sent: list[AgencySubmission]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return for each topic that anybody wrote on the agencies with their words."""
    told = {name: [(row.agency.name, getattr(row, name)) for row in sent if getattr(row, name)] for name in TOPICS}
    return [(name, rows) for name, rows in told.items() if rows]


def answers_to(panel: Panel, *, at: datetime) -> list[tuple[Agency, AgencySubmission | None, Deadline | None]]:
    """Return every agency that was asked or has answered, with what it sent and the deadline it had."""
    sent = {row.agency_id: row for row in submissions_of(panel)}
    asked = Deadline.objects.filter(case=None, authority=panel.authority, key=panel.ref, code="agency_submission")
    owes = {deadline.agency_id: deadline for deadline in asked.order_by("pk")}
    agencies = Agency.objects.filter(Q(pk__in=panel.members(at=at)) | Q(pk__in=sent)).order_by("name", "pk")
    return [(agency, sent.get(agency.pk), owes.get(agency.pk)) for agency in agencies]


def forms_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the forms that were submitted for this meeting, undecided ones first."""
    found = MaseForm.objects.filter(Q(panel=panel) | Q(missed_panel=panel)).filter(in_sight(user, at=at))
    related = found.select_related("case__child", "submitted_by", "assessment", "panel", "missed_panel", "decided_by")
    return related.prefetch_related("assessment__all_signatures").order_by("-decided_at", "submitted_at", "pk")


def cohort_forms_of(panel: Panel, user: User, *, at: datetime) -> list[MaseForm]:
    """Return the newest form of each current case of the cohort that has sent none to this meeting, or withdrawn it."""
    related = _forms_of_cohort(panel).filter(in_sight(user, at=at)).select_related("case__child", "submitted_by")
    found = related.select_related("assessment").prefetch_related("assessment__all_signatures")
    newest = {form.case_id: form for form in reversed(found)}
    return sorted(newest.values(), key=lambda form: (form.case.ref, form.pk))


def decided_at_pre_mase(panel: Panel, user: User, *, at: datetime) -> list[bool]:
    """Return for each child before the meeting's pre-MASE, as far as the person sees, whether it has decided (1 query).

    They are those of ``board.Board``: the forms of this meeting and, until its minutes are approved, the cohort.
    """
    seen, of_case = in_sight(user, at=at), {"case": OuterRef("case")}
    waiting_or_not = panel.forms.filter(seen, withdrawn_at=None).annotate(is_decided=Q(decided_at__isnull=False))
    forms = waiting_or_not.order_by().values_list("pk", "is_decided")
    if panel.approved_minutes:
        return [decided for _, decided in forms]
    is_said = Exists(panel.entries.filter(**of_case)) | Exists(panel.not_discussed.filter(**of_case))
    spoken_of = _forms_of_cohort(panel).filter(seen).annotate(is_decided=is_said)
    cohort = spoken_of.order_by().values_list("case", "is_decided").distinct()
    return [decided for _, decided in forms.union(cohort, all=True)]


def last_updates(forms: Iterable[MaseForm]) -> dict[int, FormUpdate]:
    """Return for each form the last time it was brought up to date or confirmed."""
    found = FormUpdate.objects.filter(form__in=[form.pk for form in forms]).select_related("updated_by")
    return {update.form_id: update for update in found.order_by("updated_at", "pk")}


def updates_of(form: MaseForm) -> list[tuple[FormUpdate, list[tuple[str, list[Piece], list[Piece]]]]]:
    """Return each update of the form, the newest first, with what changed: what it is called, before and after."""
    found = form.updates.select_related("updated_by", "panel").order_by("-updated_at", "-pk")
    return [(update, [(TEXTS[name], *compare(*texts)) for name, texts in update.changes.items()]) for update in found]


def late_forms_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the forms that missed this meeting and that a chair may still take to it (RE-6)."""
    late = panel.late_forms.waiting().filter(admitted_late_at=None).filter(in_sight(user, at=at))
    return late.select_related("case__child", "submitted_by").order_by("submitted_at", "pk")


def cohort_not_listed(panel: Panel, user: User, *, at: datetime) -> QuerySet[CohortEntry]:
    """Return the current cohort as far as it is not on this meeting's list yet."""
    listed = panel.entries.values("case")
    current = CohortEntry.objects.current(panel.authority)
    cohort = current.exclude(case__in=listed)
    return cohort.filter(in_sight(user, at=at)).select_related("case__child").order_by("admitted_at", "pk")


def history_of(case: Case) -> dict[str, object]:
    """Return what the MASE page of a case shows: its forms, its time on the cohort, its entries and actions."""
    forms = case.mase_forms.select_related("panel", "missed_panel", "submitted_by")
    times = case.cohort_entries.select_related("admitted_by", "offer__answered_by", "offer__recorded_by")
    cohort = times.prefetch_related(Prefetch("removals", queryset=CohortRemoval.objects.order_by("proposed_at", "pk")))
    return {
        "mase_forms": forms.order_by("-submitted_at", "-pk"),
        "signed_off": case.transitions.filter(step=Step.SIGNED_OFF).exists(),
        "cohort": cohort.order_by("-admitted_at", "-pk"),
        "left_out": case.not_discussed.select_related("panel", "decided_by").order_by("-panel__scheduled_for", "-pk"),
        "entries": case.list_entries.select_related("panel").order_by("-panel__scheduled_for", "-pk"),
        "actions": case.actions.select_related("owner", "agency").order_by("due_on", "pk"),
    }


def signed_screening(case: Case) -> Assessment | None:
    """Return the newest screening that both have signed off (SO-29); it goes with the MASE form (BA-4)."""
    signed = case.assessments.exclude(stands=None).prefetch_related(said_of())
    return signed.order_by("-completed_at", "-pk").first()


def said_of(to_assessment: str = "") -> "Prefetch[str, QuerySet[Signature], str]":
    """Return how to fetch what the two who signed a screening said, along the path that leads to it."""
    return Prefetch(f"{to_assessment}all_signatures", queryset=Signature.objects.select_related("by").order_by("pk"))


def listed_because(form: MaseForm) -> str:
    """Return why a signer of its screening lists the child although the risk seems low, nothing where none does."""
    return "\n".join(one.list_because for one in form.assessment.given if one.list_because)


def reads_on_from(case: Case) -> dict[str, Any]:
    """Return what the MASE form goes on from: the signed screening, the meetings held, the form before it."""
    held = StrategyMeeting.objects.filter(case=case).exclude(held_at=None).select_related("chair")
    return {
        "screening": signed_screening(case),
        "strategy": held.order_by("-held_at", "-pk").first(),
        "planning": case.planning_meetings.exclude(held_on=None).order_by("-held_on", "-pk").first(),
        "before": case.mase_forms.order_by("-submitted_at", "-pk").first(),
    }


def actions_before(entry: ListEntry) -> QuerySet[Action]:
    """Return the actions of other meetings about the case, whose progress this meeting checks (RE-8).

    Those of a complex abuse meeting stay with the people who have a seat there.
    """
    earlier = Action.objects.filter(case=entry.case, complex_meeting=None).exclude(entry=entry)
    return earlier.select_related("owner", "agency").order_by("due_on", "pk")


def returns_of(authority: Authority, *, at: datetime) -> list[tuple[Quarter, Deadline | None, QuarterlyReturn | None]]:
    """Return the last quarters that have ended, the newest first, with what was asked for and what was issued."""
    issued = {row.quarter: row for row in authority.quarterly_returns.all()}
    found = Deadline.objects.filter(authority=authority, case=None, code="quarterly_return").order_by("pk")
    asked = {deadline.key: deadline for deadline in found}
    quarter, rows = quarters.last_ended(at), []
    for _ in range(_QUARTERS_SHOWN):
        rows.append((quarter, asked.get(quarter.code), issued.get(quarter.code)))
        quarter = quarter.before
    return rows


def _forms_of_cohort(panel: Panel) -> QuerySet[MaseForm]:
    """Return the forms that speak for the cases of the cohort about which no form was sent to this meeting."""
    cohort = CohortEntry.objects.current(panel.authority)
    sent = MaseForm.objects.filter(Q(panel=panel) | Q(missed_panel=panel), withdrawn_at=None)
    return MaseForm.objects.current().filter(case__in=cohort.values("case")).exclude(case__in=sent.values("case"))

"""What the pages of the meetings read; a reader finds only cases they may see."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies import roles
from mase.agencies.models import Authority, Membership, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case
from mase.cases.stages import Step
from meetings.models import Action, CohortEntry, ListEntry, MaseForm, Panel, StrategyMeeting
from riskscreening.models import Assessment, Capacity, Verdict


def authorities_of(user: User, *, at: datetime) -> list[Authority]:
    """Return the authorities in whose MASE the person's agencies are standing members."""
    held = agency_access.holding(user, Permission.DESK_MEETINGS, at=at)
    found = {m.agency.authority for m in held if m.agency.kind in m.agency.authority.profile_at(at).standing_members}
    return sorted(found, key=lambda authority: authority.name)


def in_sight(user: User, *, at: datetime) -> Q:
    """Return the condition that keeps only rows of cases whose MASE part is open to the person (RE-6)."""
    return access.in_sight(user, at=at, needing=Permission.PANEL_VIEW)


def entries_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[ListEntry]:
    """Return the meeting's list as far as the person may see its cases, in its order."""
    seen = panel.entries.filter(in_sight(user, at=at))
    related = seen.select_related("case__child", "form__assessment", "form__submitted_by", "discussed_by")
    return related.prefetch_related("actions").order_by("position", "pk")


def forms_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the forms that were submitted for this meeting, undecided ones first."""
    found = MaseForm.objects.filter(Q(panel=panel) | Q(missed_panel=panel)).filter(in_sight(user, at=at))
    related = found.select_related("case__child", "submitted_by", "assessment", "panel", "missed_panel", "decided_by")
    return related.order_by("-decided_at", "submitted_at", "pk")


def late_forms_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the forms that missed this meeting and that a chair may still take to it (RE-6)."""
    late = panel.late_forms.filter(admitted_late_at=None, decided_at=None).filter(in_sight(user, at=at))
    return late.select_related("case__child", "submitted_by").order_by("submitted_at", "pk")


def cohort_not_listed(panel: Panel, user: User, *, at: datetime) -> QuerySet[CohortEntry]:
    """Return the current cohort as far as it is not on this meeting's list yet."""
    listed = panel.entries.values("case")
    current = CohortEntry.objects.filter(removed_at=None, case__closed_at=None, case__authority=panel.authority)
    cohort = current.exclude(case__in=listed)
    return cohort.filter(in_sight(user, at=at)).select_related("case__child").order_by("admitted_at", "pk")


def history_of(case: Case) -> dict[str, object]:
    """Return what the MASE page of a case shows: its forms, its time on the cohort, its entries and actions."""
    forms = case.mase_forms.select_related("panel", "missed_panel", "submitted_by")
    return {
        "mase_forms": forms.order_by("-submitted_at", "-pk"),
        "signed_off": case.transitions.filter(step=Step.SIGNED_OFF).exists(),
        "cohort": case.cohort_entries.select_related("admitted_by").order_by("-admitted_at", "-pk"),
        "entries": case.list_entries.select_related("panel").order_by("-panel__scheduled_for", "-pk"),
        "actions": case.actions.select_related("owner", "agency").order_by("due_on", "pk"),
    }


def signed_screening(case: Case) -> Assessment | None:
    """Return the newest screening that both have signed off (SO-29); it goes with the MASE form (BA-4)."""
    of_now = Q(all_signatures__verdict=Verdict.SIGNED, all_signatures__round=F("round"))
    signed = case.assessments.annotate(signed=Count("all_signatures", filter=of_now)).filter(signed=len(Capacity))
    return signed.order_by("-completed_at", "-pk").first()


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
    """Return the actions of earlier meetings about the case, whose progress this meeting checks (RE-8)."""
    earlier = Action.objects.filter(case=entry.case).exclude(entry=entry)
    return earlier.select_related("owner", "agency").order_by("due_on", "pk")


def people_for_actions(case: Case, *, at: datetime) -> list[tuple[User, str]]:
    """Return the people of the authority's agencies who may be given an action, each with the agency's name."""
    held = Membership.objects.at(at).filter(agency__authority=case.authority, user__is_active=True)
    held = held.filter(role__in=roles.holding(Permission.PANEL_ACT)).select_related("user", "agency")
    named = {m.user: m.agency.name for m in held.order_by("user__name", "pk")}
    return list(named.items())

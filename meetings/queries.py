"""What the pages of the meetings read; a reader finds only cases they may see."""

from datetime import datetime

from django.db.models import Q, QuerySet

from mase.agencies import access as agency_access
from mase.agencies import roles
from mase.agencies.models import Authority, Membership, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case
from meetings.models import CohortEntry, ListEntry, MaseForm, Panel


def authorities_of(user: User, *, at: datetime) -> list[Authority]:
    """Return the authorities in whose MASE the person's agencies are standing members."""
    held = agency_access.holding(user, Permission.DESK_MEETINGS, at=at)
    found = {m.agency.authority for m in held if m.agency.kind in m.agency.authority.profile.standing_members}
    return sorted(found, key=lambda authority: authority.name)


def in_sight(user: User, *, at: datetime) -> Q:
    """Return the condition that keeps only rows of cases the person may see."""
    agency, person = access.visible(user, at=at)
    return Q(case__in=agency.values("content_object")) | Q(case__in=person.values("content_object"))


def entries_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[ListEntry]:
    """Return the meeting's list as far as the person may see its cases, in its order."""
    related = panel.entries.filter(in_sight(user, at=at)).select_related("case__child", "form", "discussed_by")
    return related.prefetch_related("actions__owner", "actions__agency").order_by("position", "pk")


def forms_of(panel: Panel, user: User, *, at: datetime) -> QuerySet[MaseForm]:
    """Return the forms that were submitted for this meeting, undecided ones first."""
    found = MaseForm.objects.filter(Q(panel=panel) | Q(missed_panel=panel)).filter(in_sight(user, at=at))
    return found.select_related("case__child", "submitted_by", "assessment").order_by(
        "-decided_at", "submitted_at", "pk"
    )


def cohort_not_listed(panel: Panel, user: User, *, at: datetime) -> QuerySet[CohortEntry]:
    """Return the current cohort as far as it is not on this meeting's list yet."""
    listed = panel.entries.values("case")
    cohort = CohortEntry.objects.filter(removed_at=None, case__authority=panel.authority).exclude(case__in=listed)
    return cohort.filter(in_sight(user, at=at)).select_related("case__child").order_by("admitted_at", "pk")


def history_of(case: Case) -> dict[str, object]:
    """Return what the MASE page of a case shows: its forms, its time on the cohort, its entries and actions."""
    return {
        "forms": case.mase_forms.select_related("panel", "missed_panel", "submitted_by").order_by(
            "-submitted_at", "-pk"
        ),
        "cohort": case.cohort_entries.select_related("admitted_by").order_by("-admitted_at", "-pk"),
        "entries": case.list_entries.select_related("panel").order_by("-panel__scheduled_for", "-pk"),
        "actions": case.actions.select_related("owner", "agency").order_by("due_on", "pk"),
    }


def people_for_actions(case: Case, *, at: datetime) -> list[tuple[User, str]]:
    """Return the people of the authority's agencies who may be given an action, each with the agency's name."""
    held = Membership.objects.at(at).filter(agency__authority=case.authority, user__is_active=True)
    held = held.filter(role__in=roles.holding(Permission.PANEL_ACT)).select_related("user", "agency")
    named = {m.user: m.agency.name for m in held.order_by("user__name", "pk")}
    return list(named.items())

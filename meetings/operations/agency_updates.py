"""What each agency involved says for the MASE form of a child: asked for, chased, given, or missing (HO-9).

Asked once for a meeting. What comes late is taken and marked, until the minutes are approved.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, NotEntitled, Refused, StepMissing
from mase.cases.models import Basis, Case, Deadline
from mase.web import reader
from meetings import asking
from meetings.models import AgencyUpdate, CohortEntry, Panel
from meetings.operations import updates
from meetings.operations.telling import tell

CODE = "agency_update"
_ANSWERS_FOR = {Kind.POLICE: "police_inspector"}


def meeting_for(case: Case, *, at: datetime) -> Panel | None:
    """Return the meeting for which agencies are asked now: that of the waiting form, else the next pre-MASE."""
    waiting = case.mase_forms.waiting().filter(panel__pre_mase_at__gt=at).select_related("panel").first()
    return waiting.panel if waiting else updates.next_pre_mase(case.authority, at=at)


@transaction.atomic
def ask(case: Case, *, agencies: Iterable[Agency], by: User, at: datetime) -> list[AgencyUpdate]:
    """Ask these agencies for the next pre-MASE and open to each what it answers on; who was asked is not asked again.

    Raises StepMissing where no pre-MASE is scheduled, AlreadyDone where all of them have been asked.
    """
    cases.hold_open(case)
    panel = meeting_for(case, at=at)
    if panel is None:
        raise StepMissing("No pre-MASE is scheduled.")
    case.refresh_from_db(fields=["restricted_at"])
    if case.restricted_at:
        raise Refused("This record is restricted: whoever is named on it is asked in person, not their agency.")
    before = set(case.agency_updates.filter(panel=panel).values_list("agency", flat=True))
    new = [agency for agency in agencies if agency.pk not in before]
    if not new:
        raise AlreadyDone("Each of these agencies has been asked for this meeting.")
    return [_ask(case, panel, agency, by=by, at=at) for agency in new]


def ask_all(panel: Panel, *, by: User, at: datetime) -> list[AgencyUpdate]:
    """Ask for every update of this pre-MASE that the person may ask for and nobody has; return those asked for now.

    Each case is a transaction of its own: one that was closed, restricted or asked about meanwhile holds up no other,
    and whoever asks again asks for the rest.
    """
    made: list[AgencyUpdate] = []
    for case, agencies in asking.unasked(panel, by, at=at).to_ask.items():
        with suppress(Refused):
            made += ask(case, agencies=agencies, by=by, at=at)
    return made


@transaction.atomic
def give(update: AgencyUpdate, *, words: str, by: User, at: datetime) -> None:
    """Keep what the agency says, or that it has nothing new where there are no words; corrected until the minutes."""
    cases.hold_open(update.case)
    related = AgencyUpdate.objects.select_for_update(of=("self",)).select_related("case__authority", "panel", "agency")
    locked = related.get(pk=update.pk)
    held = agency_access.holding(by, Permission.PANEL_INFORM, at=at)
    if locked.agency_id not in {membership.agency_id for membership in held}:
        raise NotEntitled("Only the agency that was asked answers.")
    if locked.panel.is_locked:
        raise AlreadyDone("The minutes of the meeting are approved; tell the social worker what is new.")
    if locked.words == words:
        raise AlreadyDone("Your agency has said so already.")
    locked.words, locked.nothing_new, locked.answered_at, locked.answered_by = words, not words, at, by
    locked.save(update_fields=["words", "nothing_new", "answered_at", "answered_by"])
    deadlines.meet(locked.case, CODE, at=at, by=by, key=str(locked.pk))
    detail = {"meeting": locked.panel.ref, "agency": locked.agency.code, "nothing_new": not words}
    event = recording.record(Verb.UPDATE_GIVEN, locked, by=by, at=at, detail=detail)
    worker = [locked.case.worker.worker] if locked.case.worker else []
    people = {locked.asked_by, *worker}
    tell(locked.case, people, "An agency has given its update", at=at, key=f"agency-update-{event.pk}")


@reader.lifted()
def follow(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """Move the clocks of the agencies with the pre-MASE; at short notice they answer by the pre-MASE itself."""
    for deadline in _running(panel.agency_updates.all()):
        due_at = _due_at(deadline.owed, panel, at=at)
        deadlines.move(deadline.owed, CODE, at=at, by=by, reason=reason, key=deadline.key, due_at=due_at)


@reader.lifted()
def end_for(panel: Panel, *, by: User, at: datetime, reason: str) -> None:
    """End the clocks of the agencies for a meeting that is cancelled, or whose minutes are approved."""
    _withdraw(panel.agency_updates.all(), by=by, at=at, reason=reason)


def end_where_not_needed(case: Case, *, by: User, at: datetime, reason: str) -> None:
    """End the clocks of the agencies where no form of the child waits and the child is not on the cohort."""
    on_cohort = CohortEntry.objects.filter(case=case, removed_at=None).exists()
    if not on_cohort and not case.mase_forms.waiting().exists():
        _withdraw(case.agency_updates.all(), by=by, at=at, reason=reason)


def who_answers(agency: Agency, *, at: datetime) -> QuerySet[User]:
    """Return the people who write the agency's updates."""
    return User.objects.through(agency.memberships.at(at).entitled(Permission.PANEL_INFORM))


def _ask(case: Case, panel: Panel, agency: Agency, *, by: User, at: datetime) -> AgencyUpdate:
    update = AgencyUpdate.objects.create(case=case, panel=panel, agency=agency, asked_at=at, asked_by=by)
    sections, reason = [Section.CASE, Section.PANEL], "Asked for its update for the MASE form"
    access.open_to_agency(case, agency, sections, by=by, at=at, reason=reason, basis=Basis.CO_OPERATION)
    deadlines.start(
        case,
        CODE,
        at=at,
        by=by,
        agency=agency,
        owner_role=_ANSWERS_FOR.get(Kind(agency.kind), "partner_lead"),
        key=str(update.pk),
        path=reverse("give_update", args=[case.ref, update.pk]),
        due_at=_due_at(case, panel, at=at),
    )
    recording.record(Verb.UPDATE_ASKED, update, by=by, at=at, detail={"meeting": panel.ref, "agency": agency.code})
    text = "Your agency is asked for its update before a meeting"
    tell(case, who_answers(agency, at=at), text, at=at, key=f"agency-asked-{update.pk}")
    return update


def _due_at(case: deadlines.Owed, panel: Panel, *, at: datetime) -> datetime:
    due_at = deadlines.reckon(case, CODE, at=at, meeting_at=panel.pre_mase_at)
    return due_at if due_at > at else panel.pre_mase_at


def _running(asked: QuerySet[AgencyUpdate]) -> QuerySet[Deadline]:
    keys = [str(pk) for pk in asked.filter(answered_at=None).values_list("pk", flat=True)]
    found = Deadline.objects.open().filter(code=CODE, key__in=keys, case__isnull=False)
    return found.select_related("case__authority").order_by("pk")


def _withdraw(asked: QuerySet[AgencyUpdate], *, by: User, at: datetime, reason: str) -> None:
    for deadline in _running(asked):
        deadlines.withdraw(deadline.owed, CODE, at=at, by=by, reason=reason, key=deadline.key)

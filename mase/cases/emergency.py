"""Emergency access: an hour in a record that is closed to the person, told at once, and looked into afterwards.

Whether there is such a record, nobody learns without opening it: what cannot be found and what a conflict of interest
keeps from the person are refused alike, after the step-up, and both leave a row.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.urls import reverse

from mase import timescales
from mase.agencies import access as agency_access
from mase.agencies.duties import READ_IN_EMERGENCY
from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, deadlines
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case, Emergency
from mase.cases.models.emergency import LASTS
from mase.notifications import operations as notices
from mase.people.models import NameKey
from mase.timescales.calendars import instant
from mase.web import reader

A_DAY = 3
REVIEW = "emergency_review"
_PASSED_ON = (Emergency.Finding.NOT_JUSTIFIED, Emergency.Finding.MISUSE)


class NotThere(Refused):
    """No record, or none that this person may open; the same words for both."""


class HasAccess(Refused):
    """The person sees the record already."""

    def __init__(self, case: Case) -> None:
        super().__init__("You have access to this record already.")
        self.ref = case.ref


class TooOften(Refused):
    """The person has opened as many records in an emergency as one may in a day."""


@transaction.atomic
def reference_of(names: str, born_on: date, *, by: User) -> str:
    """Return the reference of the child's record, or nothing: the newest, one that is open before one that is closed.

    The name has to be exact but for capitals, spaces and marks.
    """
    with reader.lifted():
        named = _open_to_conflict_free(by).filter(child__name_key=NameKey(Value(names)), child__born_on=born_on)
        found = named.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk").first()
    return found.ref if found else ""


@transaction.atomic
def refuse_needless(ref: str, *, by: User, at: datetime) -> None:
    """Refuse at once what needs no step-up to be refused: a record the person sees, and a fourth one in a day."""
    case = Case.objects.filter(ref=ref).first()
    if case and access.may(by, Permission.CASE_VIEW, case, at=at):
        raise HasAccess(case)
    with reader.lifted():
        _refuse_a_fourth(by, at=at)


@transaction.atomic
def open_record(ref: str, *, need: str, reason: str, by: User, at: datetime) -> Emergency:
    """Open the record to the person for one hour, to be read, and tell whoever answers for it; once, however often.

    Raises NotThere, HasAccess or TooOften.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a person's emergencies are opened one after the other
    with reader.lifted():
        case = _open_to_conflict_free(by).filter(ref=ref).select_related("authority").first()
        if case is None:
            raise NotThere("There is no record with these details that can be opened in an emergency.")
        running = by.emergencies.in_force(at).filter(case=case).first()
        if running:
            return running
        if access.may(by, Permission.CASE_VIEW, case, at=at):
            raise HasAccess(case)
        _refuse_a_fourth(by, at=at)
        return _open(case, need=Emergency.Need(need), reason=reason, by=by, at=at)


@transaction.atomic
def end(ref: str, *, by: User, at: datetime) -> None:
    """Close the record to the person before the hour is over; where nothing is open, nothing happens."""
    with reader.lifted():
        running = by.emergencies.in_force(at).filter(case__ref=ref).select_related("case")
        for emergency in running.select_for_update(of=("self",)):
            emergency.ends_at = at
            emergency.save(update_fields=["ends_at"])
            access.withdraw_emergency(emergency.case, by)
            recording.record(Verb.EMERGENCY_ENDED, emergency, by=by, at=at)


@transaction.atomic
def review(emergency: Emergency, *, finding: str, note: str, by: User, at: datetime) -> None:
    """Say what the review found; what was not right goes to whoever answers for the person's agency."""
    with reader.lifted():
        whole = Emergency.objects.select_related("case__authority", "user")
        locked = whole.select_for_update(of=("self",)).get(pk=emergency.pk)
        if locked.reviewed_at:
            raise AlreadyDone("This emergency access has been reviewed.")
        if locked.user_id == by.pk:
            raise NotEntitled("Somebody else has to review your own emergency access.")
        if locked.ends_at > at:
            raise Refused("This access is still open: it can be reviewed once it has ended.")
        locked.reviewed_at, locked.reviewed_by, locked.finding, locked.review_note = at, by, finding, note
        locked.save(update_fields=["reviewed_at", "reviewed_by", "finding", "review_note"])
        deadlines.meet(locked.case.authority, REVIEW, at=at, by=by, key=str(locked.pk))
        recording.record(Verb.EMERGENCY_REVIEWED, locked, by=by, at=at, reason=note, detail={"finding": finding})
        if finding in _PASSED_ON:
            _tell_the_agency(locked, at=at)


def due_at(emergency: Emergency) -> datetime:
    """Return when its review is due by the procedures of the authority that holds the record."""
    return deadlines.reckon(emergency.case.authority, REVIEW, at=emergency.opened_at)


def left_today(by: User, *, at: datetime) -> int:
    """Return how many records the person may still open in an emergency today."""
    with transaction.atomic(), reader.lifted():
        return max(A_DAY - _opened_today(by, at=at), 0)


def _open_to_conflict_free(by: User) -> QuerySet[Case]:
    return Case.objects.filter(access.not_kept_from(by, case="pk"))


def _refuse_a_fourth(by: User, *, at: datetime) -> None:
    if _opened_today(by, at=at) >= A_DAY:
        raise TooOften(
            f"You have opened {A_DAY} records in an emergency today, which is as many as one person may. "
            "Ring your manager: they can give you access or act themselves."
        )


def _opened_today(by: User, *, at: datetime) -> int:
    today = timescales.london_day(at)
    midnight, next_one = (instant(today + timedelta(days=n), time.min) for n in (0, 1))
    return by.emergencies.filter(opened_at__gte=midnight, opened_at__lt=next_one).count()


def _open(case: Case, *, need: Emergency.Need, reason: str, by: User, at: datetime) -> Emergency:
    emergency = Emergency.objects.create(case=case, user=by, need=need, reason=reason, opened_at=at, ends_at=at + LASTS)
    access.open_to_person(
        case,
        by,
        _sections(by, at=at),
        by=by,
        at=at,
        reason=f"Emergency: {need.label}",
        basis=Basis.VITAL,
        ends_at=emergency.ends_at,
    )
    path = reverse("review_emergency", args=[emergency.pk])
    deadlines.start(case.authority, REVIEW, at=at, by=by, key=str(emergency.pk), path=path)
    recording.record(Verb.EMERGENCY_OPENED, emergency, by=by, at=at, reason=reason, detail={"need": need.value})
    _tell_who_answers(emergency, at=at)
    return emergency


def _sections(by: User, *, at: datetime) -> set[Section]:
    """Return the parts of a file that somebody in the person's roles may read."""
    held = frozenset().union(*(m.description.permissions for m in agency_access.memberships(by, at=at)))
    return {permission.section for permission in held & READ_IN_EMERGENCY if permission.section}


def _tell_who_answers(emergency: Emergency, *, at: datetime) -> None:
    case, key = emergency.case, f"emergency-{emergency.pk}"
    record = "A restricted record" if case.restricted_at else "A record that you answer for"
    for person in _guardians(case, at=at) - {emergency.user}:
        sees = access.may(person, Permission.CASE_VIEW, case, at=at)
        url, text = case.get_absolute_url() if sees else reverse("notices"), f"{record} was opened in an emergency"
        notices.tell([person], text, url=url, at=at, key=key, reference=case.ref)
    officers = User.objects.holding("privacy_officer", authority=case.authority, at=at).exclude(pk=emergency.user_id)
    url, text = reverse("review_emergency", args=[emergency.pk]), "A record was opened in an emergency: review it"
    notices.tell(officers, text, url=url, at=at, key=f"{key}-review", reference=case.ref)


def _guardians(case: Case, *, at: datetime) -> set[User]:
    """Return who answers for the record: worker and manager, or who is on duty; who restricted it as well."""
    allocation = case.worker
    named = [allocation.worker, allocation.allocated_by] if allocation else []
    on_duty = [] if allocation else User.objects.holding("mash_manager", authority=case.authority, at=at)
    return {person for person in (*named, *on_duty, case.restricted_by) if person and person.is_active}


def _tell_the_agency(emergency: Emergency, *, at: datetime) -> None:
    """Tell whoever answers for the staff of the agency for which the person acted."""
    acted_for = emergency.user.memberships.at(emergency.opened_at).order_by("begins_at", "pk").values("agency")[:1]
    notices.tell(
        agency_access.answering_for_staff(acted_for, at=at).exclude(pk=emergency.user_id),
        "An emergency access by a member of your staff was not justified: speak to the privacy officer",
        url=reverse("notices"),
        at=at,
        key=f"emergency-{emergency.pk}-found",
        reference=emergency.case.ref,
    )

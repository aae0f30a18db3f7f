"""Who did and who saw what, for those who answer for it: a borough's privacy officer, an agency's lead.

Cases are named by reference. What the case itself says (reasons of decisions among it) is not shown here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mase import references
from mase.agencies import access as agency_access
from mase.agencies.models import Agency, Authority, User
from mase.agencies.rights import FieldClass, Permission
from mase.audit.logged import LOGGED, LOOKING, Log
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case, Emergency
from mase.web import reader
from reporting.periods import Period

SHOWN_AT_ONCE = 50
A_FILE_HOLDS = 10_000  # rows; what needs more is for the regulator's export

_OPENED = LOOKING - {Verb.DOWNLOADED} | {Verb.EMERGENCY_OPENED, Verb.TRAIL_READ}
_TAKEN = frozenset({Verb.DOWNLOADED, Verb.TRAIL_EXPORTED, Verb.CALENDAR_FETCHED})
_THROUGH = {"person": "Their own access", "emergency": "Emergency access"}
_REFUSED = frozenset({Verb.REFUSED, Verb.PACE_EXCEEDED})
WHAT: dict[str, tuple[str, frozenset[Verb]]] = {
    "opened": ("Opened", _OPENED),
    "listed": ("Saw in a list", frozenset({Verb.LISTED})),
    "downloaded": ("Downloaded", _TAKEN),
    "refused": ("Was refused", _REFUSED),
    "changed": ("Changed or recorded", frozenset(Verb) - _OPENED - _TAKEN - _REFUSED - {Verb.LISTED}),
}
OF_THE_TRAIL = frozenset({Verb.TRAIL_READ, Verb.TRAIL_EXPORTED, Verb.TRAIL_SIGNAL_REVIEWED})  # their reasons are shown

Key = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What of the trail somebody may read: what was done for these agencies and, of these boroughs, everything."""

    agencies: tuple[Agency, ...]
    authorities: tuple[Authority, ...]

    @property
    def codes(self) -> list[str]:
        """Return the agencies' codes, which is what the trail holds of them."""
        return [agency.code for agency in self.agencies]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row of the trail in words."""

    at: datetime
    person: int | None
    who: str
    agency: str
    what: str
    page: str
    case: str
    log: str
    through: str
    reason: str


def scope(user: User, *, at: datetime) -> Scope:
    """Return what of the trail the person may read."""
    authorities = agency_access.authorities(user, Permission.DESK_PRIVACY, at=at)
    led = [m.agency_id for m in agency_access.holding(user, Permission.DESK_TRAIL, at=at)]
    found = Agency.objects.filter(Q(pk__in=led) | Q(authority__in=authorities)).order_by("name", "pk")
    return Scope(agencies=tuple(found), authorities=tuple(authorities))


def people(seen: Scope) -> QuerySet[User]:
    """Return who works or has worked for the agencies, by name."""
    return User.objects.filter(memberships__agency__in=seen.agencies).distinct().order_by("name", "pk")


def offered(seen: Scope, *, by: str) -> list[tuple[str, str]]:
    """Return the people or agencies one may ask about, by what the address holds of them."""
    if by == "person":
        return [(str(pk), name) for pk, name in people(seen).values_list("pk", "name")]
    return [(agency.code, agency.name) for agency in seen.agencies] if by == "agency" else []


def of_case(seen: Scope, ref: str) -> QuerySet[Event]:
    """Return what was done to and seen of a case: for a privacy officer all of it, else only for the lead's agency."""
    return Event.objects.filter(_done_for(seen) | _of_their_cases(seen), case=ref)


def of_person(seen: Scope, person: User) -> QuerySet[Event]:
    """Return what the person did and saw for these agencies; a privacy officer reads also what was for none of them."""
    without_agency = Q(agency="") if seen.authorities else Q(pk=None)
    return Event.objects.filter(_done_for(seen) | without_agency | _of_their_cases(seen), actor=person.pk)


def of_agency(seen: Scope, agency: Agency) -> QuerySet[Event]:
    """Return what was done and seen for the agency."""
    return Event.objects.filter(agency=agency.code) if agency in seen.agencies else Event.objects.none()


def of_everything(seen: Scope) -> QuerySet[Event]:
    """Return all that the reader may read, for the regulator's export."""
    return Event.objects.filter(_done_for(seen) | _of_their_cases(seen))


def narrowed(found: QuerySet[Event], period: Period, *, what: str = "", log: str = "") -> QuerySet[Event]:
    """Return what lies in the period and is of this kind, newest first."""
    kinds = [WHAT[what][1]] if what else []
    kinds += [LOGGED[Log(log)]] if log else []
    for verbs in kinds:
        found = found.filter(verb__in=sorted(verbs))
    return found.filter(at__gte=period.begins_at, at__lt=period.ends_at).order_by("-at", "-pk")


def page(found: QuerySet[Event], *, before: Key | None) -> tuple[list[Shown], Key | None]:
    """Return the rows of a page and the key of the last one, where the list goes on after it."""
    if before:
        moment, pk = before
        found = found.filter(Q(at__lt=moment) | Q(pk__lt=pk), at__lte=moment)
    with every_case():
        rows = list(found[: SHOWN_AT_ONCE + 1])
        shown = _in_words(rows[:SHOWN_AT_ONCE])
    last = rows[SHOWN_AT_ONCE - 1] if len(rows) > SHOWN_AT_ONCE else None
    return shown, (last.at, last.pk) if last else None


def rows(found: QuerySet[Event]) -> list[Shown]:
    """Return as many rows as a file holds."""
    with every_case():
        return _in_words(list(found[:A_FILE_HOLDS]))


@contextmanager
def every_case() -> Iterator[None]:
    """Reach every case for the length of the block: the trail of a restricted record is what is asked for most.

    What comes out of it is references and moments, never anything of the record.
    """
    with transaction.atomic(), reader.lifted():
        yield


def _done_for(seen: Scope) -> Q:
    return Q(agency__in=seen.codes)


def _of_their_cases(seen: Scope) -> Q:
    if not seen.authorities:
        return Q(pk=None)
    return Q(Exists(Case.objects.filter(ref=OuterRef("case"), authority__in=seen.authorities)))


def _in_words(rows: list[Event]) -> list[Shown]:
    """Return the rows with names in place of numbers (three queries)."""
    asked_about = {row.subject_id for row in rows if row.subject == "agencies.user"}
    people = User.objects.filter(pk__in={row.actor for row in rows} | asked_about)
    names = dict(people.values_list("pk", "name"))
    agencies = dict(Agency.objects.filter(code__in={row.agency for row in rows}).values_list("code", "name"))
    emergencies = _emergencies(rows)
    return [
        Shown(
            at=row.at,
            person=row.actor,
            who=names.get(row.actor, "Not known") if row.actor else "The system",
            agency=agencies.get(row.agency, row.agency),
            what=_what(row, names),
            page=row.detail.get("page", ""),
            case=row.case if references.is_one(row.case) else "",
            log=row.log.label,
            through=_through(row, emergencies),
            reason=row.reason if row.verb in OF_THE_TRAIL else "",
        )
        for row in rows
    ]


def _what(row: Event, names: dict[int, str]) -> str:
    said = row.words[:1].upper() + row.words[1:]
    about = names.get(row.subject_id, "") if row.subject == "agencies.user" and row.subject_id else ""
    if "field" in row.detail:
        about = FieldClass(row.detail["field"]).label
    return f"{said}: {about}" if about else said


Emergencies = dict[tuple[str, int | None], list[tuple[datetime, datetime, str]]]


def _emergencies(rows: list[Event]) -> Emergencies:
    """Return when these people were in these cases by way of an emergency, and which need they gave."""
    looks = [row for row in rows if row.verb in LOOKING and row.case]
    known = Emergency.objects.filter(case__ref__in={row.case for row in looks}, user__in={row.actor for row in looks})
    found: Emergencies = {}
    for one in known.select_related("case"):
        held = (one.opened_at, one.ends_at, one.get_need_display())
        found.setdefault((one.case.ref, one.user_id), []).append(held)
    return found


def _through(row: Event, emergencies: Emergencies) -> str:
    """Return by what access somebody looked into a case; what is not a look into one needs none."""
    if row.verb not in LOOKING or not row.case:
        return ""
    for begins_at, ends_at, need in emergencies.get((row.case, row.actor), []):
        if begins_at <= row.at <= ends_at:
            return f"Emergency access: {need[:1].lower()}{need[1:]}"
    return _THROUGH.get(row.detail.get("through", ""), "The agency’s access")

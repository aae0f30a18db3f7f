"""What changed in a case's record, field by field in words, for a reader who may see that part of the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as GuardianPermission
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, DateField, Field, ForeignKey, JSONField, Model, QuerySet, Value
from django.db.models.functions import Concat

from mase.agencies.models import Agency, Authority, User
from mase.agencies.roles import ROLES
from mase.audit.verbs import Verb
from mase.cases import covers, parts, sight
from mase.cases.models import Case, Change, Deadline, Grant
from mase.people.models import Person
from mase.web import environment

SHOWN_AT_ONCE = 50
NOTHING = "Not recorded"
_EMPTY: tuple[object, ...] = (None, "", [], {})
_NAMED = (User, Agency, Authority, Group, GuardianPermission, Person)
_CALLED = {
    "people.person": "child’s details",
    "people.relationship": "adult in the child’s life",
    "cases.agencygrant": "access of an agency",
    "cases.persongrant": "access of a person",
    "riskscreening.assessment": "risk screening",
    "meetings.maseform": "MASE form",
    "meetings.strategy": "step of the plan",
}
_ASKED = {
    "permission": "part of the file",
    "group": "agency",
    "nhs_number": "NHS number",
    "owner_role": "who answers for it",
}
# In a new row these say nothing that the rest of it, its heading and the case do not say.
_PLAIN_WHEN_NEW = frozenset(
    {"ref", "draft_ref", "code", "key", "path", "version", "source", "child", "label", "authority"}
)
_GRANTED_WITH_THE_CASE = frozenset({"opened_at", "granted_at", "granted_by"})
_ROLES = {role.code: role.label for role in ROLES.values()}

Names = Mapping[tuple[str, int], str]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One field that changed; of what is covered, or is no text, only that it did."""

    what: str
    before: str
    after: str
    is_covered: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one record is called, and which of its fields changed, were recorded with it or went with it."""

    called: str
    kind: str
    details: list[Detail]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What was changed in one go: by whom, through which act, or under which role of the database where by none."""

    at: datetime
    who: str
    through: str
    by_application: bool
    role: str
    records: list[Record]


def page(
    case: Case, *, may: parts.Rights, before: int | None = None, number: int = SHOWN_AT_ONCE
) -> tuple[list[Entry], int | None]:
    """Return what changed, newest first, and where the next page goes on (two queries, however many are shown)."""
    found = _newest(case, may=may, before=before, number=number + 1)
    shown = found[:number]
    unnamed = covers.informants(case, may=may)
    names = {**_names(shown), **{(User._meta.label, number): covers.THE_REFERRER for number in unnamed}}
    entries = [_entry(list(group), names, may=may) for _, group in groupby(shown, key=_in_one_go)]
    return entries, shown[-1].pk if len(found) > len(shown) else None


def _newest(case: Case, *, may: parts.Rights, before: int | None, number: int) -> list[Change]:
    hidden = Deadline.objects.filter(case=case, code__in=parts.hidden_timescales(may))
    open_to = (
        Change.objects.in_tables(sight.tables(may))
        .exclude(table=Deadline._meta.db_table, row__in=hidden.values("pk"))
        .telling()
        .with_acts()
        .with_labels()
    )
    record, child = (half.before(before)[:number] for half in open_to.of_case(case))
    return list(record.union(child, all=True).order_by("-pk")[:number])


def _in_one_go(change: Change) -> tuple[object, ...]:
    return change.transaction, (change.through or {}).get("event"), change.person, change.role


def _names(changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """Return who and what the changes point at, by kind and number."""
    wanted: dict[type[Model], set[int]] = {model: set() for model in _NAMED}
    for change in changes:
        wanted[User] |= {number for number in (change.person, _actor(change)) if number}
        for field, values in _altered(change):
            if isinstance(field, ForeignKey) and field.related_model in wanted:
                wanted[field.related_model] |= {value for value in values if value}
    first, *others = [_named(model, numbers) for model, numbers in wanted.items()]
    return {(kind, number): name for kind, number, name in first.union(*others, all=True)}


def _named(model: type[Model], numbers: set[int]) -> QuerySet:
    name: Any = "name"
    if model is Person:
        name = Concat("given_names", Value(" "), "family_name")
    elif model is Group:
        name = "agency__name"
    return model._default_manager.filter(pk__in=numbers).values_list(Value(model._meta.label), "pk", name)


def _entry(changes: list[Change], names: Names, *, may: parts.Rights) -> Entry:
    newest = changes[0]
    through = newest.through or {}
    person = newest.person or _actor(newest)
    seen = through.get("subject") in parts.records(may)
    records = [_record(change, names) for change in reversed(changes)]
    return Entry(
        at=newest.at,
        who=names.get((User._meta.label, person), "") if person else "",
        through=Verb(through["verb"]).label if seen else "",
        by_application=bool(through) or newest.is_by_application,
        role=newest.role,
        records=_joined([record for record in records if record.details]),
    )


def _joined(records: list[Record]) -> list[Record]:
    """Say once what several grants that were given in one go have in common, and list what each of them opens."""
    found: list[Record] = []
    for record in records:
        last = found[-1] if found else record
        if record.called in _GRANTS and found and _is_alike(last, record):
            found[-1] = replace(last, details=list(map(_both_in_one, last.details, record.details)))
        else:
            found.append(record)
    return found


def _is_alike(one: Record, other: Record) -> bool:
    heads = [(record.called, record.kind, [detail.what for detail in record.details]) for record in (one, other)]
    return heads[0] == heads[1]


def _both_in_one(one: Detail, other: Detail) -> Detail:
    return replace(one, before=_listed(one.before, other.before), after=_listed(one.after, other.after))


def _listed(said: str, more: str) -> str:
    return said if more in said.split("; ") else f"{said}; {more}"


def _actor(change: Change) -> int | None:
    return (change.through or {}).get("actor")


def _record(change: Change, names: Names) -> Record:
    model = _model(change)
    called = f"{_called(model)} “{change.called}”" if change.called else _called(model)
    details = [_detail(model, field, values, names) for field, values in _altered(change)]
    return Record(called=called, kind=change.get_act_display(), details=details)


def _altered(change: Change) -> list[tuple[Field, tuple[Any, Any]]]:
    """Return the fields that read otherwise than before, each with what it was and what it became."""
    return [
        (field, values)
        for field in _model(change)._meta.local_concrete_fields
        if field.column in change.changed and not _is_working(change, field)
        for values in [_both(change, change.changed[field.column])]
        if any(value not in _EMPTY for value in values)
    ]


def _is_working(change: Change, field: Field) -> bool:
    """Say whether the field finds the row or times the work on it, rather than telling something of the record."""
    if field.model is not Case and field.name in Change.KEPT_IN_STEP:
        return True
    if change.act == Change.Kind.UPDATE:
        return False
    points_elsewhere = isinstance(field, ForeignKey) and field.related_model not in _NAMED
    is_of_a_grant = issubclass(field.model, Grant) and field.name in _GRANTED_WITH_THE_CASE
    return field.primary_key or points_elsewhere or is_of_a_grant or field.name in _PLAIN_WHEN_NEW


def _both(change: Change, value: Any) -> tuple[Any, Any]:
    if change.act == Change.Kind.UPDATE:
        return value[0], value[1]
    return (None, value) if change.act == Change.Kind.INSERT else (value, None)


def _detail(model: type[Model], field: Field, values: tuple[Any, Any], names: Names) -> Detail:
    is_covered = parts.is_covered(model._meta.label_lower, field.name) or isinstance(field, JSONField)
    before, after = ("", "") if is_covered else (_in_words(field, value, names) for value in values)
    what = _ASKED.get(field.name, str(field.verbose_name))
    return Detail(what=what[:1].upper() + what[1:], before=before, after=after, is_covered=is_covered)


def _called(model: type[Model]) -> str:
    called = _CALLED.get(model._meta.label_lower, str(model._meta.verbose_name))
    return called[:1].upper() + called[1:]


def _in_words(field: Field, value: Any, names: Names) -> str:
    if value in _EMPTY:
        return NOTHING
    if isinstance(field, ArrayField):
        return ", ".join(_in_words(field.base_field, each, names) for each in value)
    if isinstance(field, ForeignKey):
        return names.get((field.related_model._meta.label, value), f"No. {value}")
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, DateField):
        moment = field.to_python(value)
        return environment.moment(moment) if isinstance(moment, datetime) else environment.day(moment)
    choices = dict(field.flatchoices) or (_ROLES if field.name.endswith("role") else {})
    return str(choices.get(value, value))


def _model(change: Change) -> type[Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == change.table)


_GRANTS = frozenset(_called(model) for model in Grant.__subclasses__())

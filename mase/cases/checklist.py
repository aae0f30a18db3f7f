"""What stands against closing a case: what the kernel knows, and what each app adds by its ``closing_checks``.

An app names its check by a dotted path in its AppConfig, because models are not there yet when apps are configured.
A check is handed the files about the child (the case and those joined to it) and the moment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from mase.agencies.roles import Permission
from mase.cases import gates, joined
from mase.cases.models import Case, Deadline
from mase.people.models import Relationship
from mase.web.environment import day

_ACTION = "action"
_OF_A_PLAN = "plan_action"  # with the plans, by the name of whoever has it to do
_SHOWN = 10  # of one kind; the rest is counted


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that closing passes over: what, with its facts, the page it is worked on, the right to read it."""

    code: str
    title: str
    facts: tuple[str, ...]
    page: str
    needs: Permission


Check = Callable[[Sequence[Case], datetime], Iterable[Finding]]


def findings(case: Case, *, at: datetime) -> list[Finding]:
    """Return what stands against closing the case at that moment, in the order in which it is asked about."""
    files = [case, *joined.files_of(case)]
    named = [path for app in apps.get_app_configs() for path in getattr(app, "closing_checks", ())]
    checks: list[Check] = [import_string(path) for path in named]
    return [*_owed(case), *_of_concern(case), *(found for check in checks for found in check(files, at))]


def kept(found: Iterable[Finding], because: Mapping[str, str]) -> dict[str, Any]:
    """Return what is written down with the closure: each finding, and why the case closed all the same."""
    return {
        "findings": [
            {"code": one.code, "title": one.title, "facts": list(one.facts), "because": because.get(one.code, "")}
            for one in found
        ]
    }


def in_short(facts: Sequence[str]) -> tuple[str, ...]:
    """Return the first facts, and how many more there are."""
    more = len(facts) - _SHOWN
    return (*facts[:_SHOWN], *([f"and {more} more"] if more > 0 else []))


def _owed(case: Case) -> Iterable[Finding]:
    """What is owed to the referrer is no finding: while it is, the case does not close at all."""
    open_now = case.deadlines.open().exclude(code__in=gates.OWED_TO_THE_REFERRER).order_by("due_at", "pk")
    actions = [owed for owed in open_now if owed.code == _ACTION]
    others = [owed for owed in open_now if owed.code not in (_ACTION, _OF_A_PLAN)]
    if actions:
        yield _of_deadlines("actions", "Agreed actions are open", actions, page="mase", needs=Permission.PANEL_VIEW)
    if others:
        title = "Something is still to be done"
        yield _of_deadlines("deadlines", title, others, page="case", needs=Permission.HISTORY_VIEW)


def _of_deadlines(code: str, title: str, owed: Sequence[Deadline], *, page: str, needs: Permission) -> Finding:
    facts = in_short([f"{one.label}, due {day(one.due_at)}" for one in owed])
    return Finding(code=code, title=title, facts=facts, page=page, needs=needs)


def _of_concern(case: Case) -> Iterable[Finding]:
    known = case.child.adults.filter(kind=Relationship.Kind.CONCERN).select_related("adult").order_by("pk")
    if facts := [f"{one.adult.name}, noted {day(one.noted_at)}" for one in known]:
        yield Finding(
            code="adults_of_concern",
            title="There is an adult of concern in the child’s life",
            facts=in_short(facts),
            page="adults",
            needs=Permission.REFERRAL_VIEW,
        )
